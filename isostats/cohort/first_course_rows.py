"""The table of first courses: how it is made, of very many people in parts, and what is counted of those in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any

from isostats.cohort import sql
from isostats.cohort.informative_censoring import follow_up_of, timeline
from isostats.cohort.outcome_rules import listed
from isostats.cohort.relapse_by_score import missing_columns, scored_columns, scored_words, visits_seen
from isostats.engines.embedded import quoted
from isostats.records.input_tables.course_details import OF_LATER
from isostats.study.definitions import CourseDefinition, OutcomeDefinition
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import FollowUpMode
from isostats.vocabulary.outcomes import BY_SCORE, OUTCOMES, POPULATIONS, TREATMENT_KINDS
from isostats.words.numbers import counted

IN_ONE_GO = 400_000
"""So many courses are followed at a time."""


def seen_of(
    connection: Any, columns: Sequence[str], rules: OutcomeDefinition, outcomes: Sequence[str],
    stated: FollowUpMode | None,
) -> dict[str, Any]:
    """What is counted of the people of ``first_courses``, by a cohort's names, and until when they were observed."""
    known = "".join(f", COUNT({quoted('by_' + name)})" for name in columns)
    ((people, deaths, responses, observed_until, *groups),) = connection.execute(
        "SELECT COUNT(*), COUNT(*) FILTER (death_day <= exit_day), COUNT(response), "
        f"MAX(observed_day){known} FROM first_courses"
    ).fetchall()
    followed = timeline(connection, rules)
    visits, in_part = visits_seen(connection), followed.in_part[v.RELAPSE_BY_SCORE]
    return {
        "people": people, "deaths": deaths, "responses": responses,
        "groupings": tuple(
            name for name, held in zip(columns, groups, strict=True) if held and name not in OF_LATER
        ),
        "populations": tuple(p.id for p in POPULATIONS.values() if not p.of_success) if responses else (v.EVERYONE,),
        "timeline": followed,
        "follow_up": follow_up_of(
            connection, [f"{name}_day" for name in outcomes if name not in BY_SCORE], stated
        ),
        "scored": scored_words(visits, people, rules.score_retreatment, in_part),
        "visits_seen": visits,
        "observed_until": None if observed_until is None else int(observed_until),
    }  # fmt: skip


def within_gap(connection: Any, definition: CourseDefinition) -> str:
    """How many second courses of course records began within the gap rule, which is not applied to them."""
    soon = begun_soon(connection, definition)
    return f"{counted(soon.people, 'second course')} began within {definition.gap_days} drug-free days"


@dataclass(frozen=True)
class BegunSoon:
    """How many people began a second course within the gap rule; of how many of these a row tells, and of how many
    events alone, without a relapse before it. Of the others it treated a relapse, and is no rest of the first."""

    people: int
    recorded: int
    of_events: int


def begun_soon(connection: Any, definition: CourseDefinition) -> BegunSoon:
    """Second courses that began within the gap rule."""
    soon, recorded = f"drug_free_days <= {definition.gap_days}", "further[1].ended IS NOT NULL"
    of_events = f"{soon} AND NOT {recorded} AND NOT relapsed_before"
    conditions = {"soon": soon, "recorded": f"{soon} AND {recorded}", "of_events": of_events}
    (counts,) = connection.execute(sql.people_where(conditions)).fetchall()
    return BegunSoon(*map(int, counts))


def statements_of(
    connection: Any, columns: Sequence[str], schema: str, rules: OutcomeDefinition, definition: CourseDefinition,
    *, beside: Sequence[str] = (), alone: bool | Sequence[str] = False, courses_alone: bool | Sequence[str] = False,
) -> list[str]:
    """The statements that make ``first_courses``: one, or one for each part of very many people with numbers for ids.

    What is joined for one part fits into little memory, however many people there are. ``beside`` are the tables that
    are described beside the four: visits may tell a relapse by score. ``alone`` says of whom the first treatment of a
    relapse stands alone, and ``courses_alone`` of whom first courses do.
    """
    lacking = missing_columns(connection, schema, beside, rules.score_rules)
    scored = () if lacking else scored_columns(connection, schema, beside)
    ((courses,),) = connection.execute(f"SELECT COUNT(*) FROM {schema}.courses").fetchall()
    parts = max(1, ceil(courses / IN_ONE_GO)) if schema != "main" else 1
    dispensed = tells_supply(connection, schema)
    limits: list[int | None] = [None, None]
    if parts > 1:
        shares = [part / parts for part in range(1, parts)]
        quantiles = f"SELECT unnest(quantile_disc(person_id, {shares})) FROM {schema}.courses"
        limits[1:1] = [limit for (limit,) in connection.execute(quantiles).fetchall()]
    return [
        sql.first_courses(
            columns, schema, part, rules, definition, dispensed=dispensed, scored=scored, alone=alone,
            courses_alone=courses_alone,
        ) for part in pairwise(limits)
    ]  # fmt: skip


def keep_beside(connection: Any, schema: str, tables: Sequence[str]) -> None:
    """Make tables of the rows that tables of ``schema`` have about the people of ``first_courses``."""
    for name in tables:
        kept = f"SELECT * FROM {schema}.{name} SEMI JOIN first_courses USING (person_id)"
        connection.execute(f"CREATE TABLE {name} AS {kept}")


def holds_treatments(connection: Any, schema: str, rules: OutcomeDefinition) -> bool:
    """Whether the events hold an acne treatment after anybody's first course.

    Where they hold none, as a file of what was taken before the course does, nothing says that there was none.
    """
    kinds = {*TREATMENT_KINDS, *sql.counted_kinds(OUTCOMES[v.ANY_TREATMENT], rules)}
    ((held,),) = connection.execute(
        f"SELECT EXISTS (SELECT 1 FROM {schema}.events AS e JOIN first_courses AS f USING (person_id) "
        f"WHERE e.kind IN ({listed(sorted(kinds))}) AND e.date > f.day0)"
    ).fetchall()
    return bool(held)


def tells_supply(connection: Any, schema: str) -> bool:
    """Whether courses tell on how many days they were dispensed: those that were made of dispensings."""
    return "dispensing_days" in columns_in(connection, schema, "courses")


def columns_in(connection: Any, schema: str, table: str) -> list[str]:
    """The columns of a table, in order."""
    return [name for name, *_ in connection.execute(f"SELECT * FROM {schema}.{table} LIMIT 0").description]

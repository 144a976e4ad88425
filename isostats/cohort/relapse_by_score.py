"""Relapse by score: at which visits after a first course acne is back, by the stated rules, as plain SQL.

A visit tells it by the rules whose columns are filled in at it: it is one of relapse where one of them holds, and free
where none does. Were it free only where all are filled in, the visits left out would be those without a relapse alone.
So a relapse that only an empty column would show is not counted: of whom it may have come unseen at which visits is
known, and shares are bounds. A relapse is dated to the visit that saw it. Until when nobody had relapsed is known as
far as the last visit that tells, so people are followed for these outcomes until that visit, and whoever has none is
in no number about them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from isostats.engines.embedded import quoted
from isostats.records.input_tables.beside_courses import VISIT_COLUMNS
from isostats.study.score_rules import OF_WORSE, WORSE, ScoreRule
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import BY_SCORE
from isostats.words.numbers import agreed, count_text, counted

VISITS = "visits"
NOT_SCORED = ", ".join(
    f"CAST(NULL AS {kind}) AS {name}"
    for name, kind in (("scored_relapse_day", "INTEGER"), ("scored_until", "INTEGER"), ("scored_in_part", "INTEGER"),
                       ("scored_in_part_days", "VARCHAR"))
)  # fmt: skip
"""What stands in a row of first courses where no visit can tell."""
START_WITHIN, END_WITHIN = 180, 90
"""A visit tells the score at the start, or at the end, of a course so many days later at most."""
MOST_VALUE = 10_000
"""Larger than any score or count: of two visits on one day the worse one is taken."""


def scored_columns(connection: Any, schema: str, tables: Collection[str]) -> list[str]:
    """The scores and counts of visits of which these records hold a value."""
    if VISITS not in tables:
        return []
    columns = [each.name for each in VISIT_COLUMNS.values() if each.type in ("integer", "number")]
    filled = ", ".join(f"COUNT({quoted(name)})" for name in columns)
    (counts,) = connection.execute(f"SELECT {filled} FROM {schema}.{VISITS}").fetchall()
    return [name for name, count in zip(columns, counts, strict=True) if count]


def missing_columns(connection: Any, schema: str, tables: Collection[str], rules: Iterable[ScoreRule]) -> list[str]:
    """The columns of visits that the rules need and that these records lack, or hold no value in; of face and trunk
    one is enough. All of them where there are no visits."""
    needed = {rule.column: rule.columns for rule in rules}
    held = {*scored_columns(connection, schema, tables)}
    return [name for columns in needed.values() if not held.intersection(columns) for name in columns]


def _value(column: str, of: str = "t.") -> str:
    """A score at a visit: the worse of face and trunk, as far as they are known."""
    parts = [f"CAST({of}{quoted(name)} AS DOUBLE)" for name in (OF_WORSE if column == WORSE else (column,))]
    return f"GREATEST({', '.join(parts)})" if len(parts) > 1 else parts[0]


def _reference(rule: ScoreRule, people: Collection[str]) -> str:
    """A score at the start or end of the course: the course record's, else that of the last visit shortly until then.

    A visit of the first day is none of the end, however short the course.
    """
    recorded = [name for name in (f"{column}_{rule.against}" for column in rule.columns) if name in people]
    values = [f"TRY_CAST(MAX(p.{quoted(name)}) AS DOUBLE)" for name in recorded]
    from_record = [f"GREATEST({', '.join(values)})" if len(values) > 1 else values[0]] if values else []
    until = f"t.date BETWEEN f.start_day - {START_WITHIN} AND f.start_day"
    if rule.against == "end":
        until = f"t.date > f.start_day AND t.date BETWEEN f.day0 - {END_WITHIN} AND f.day0"
    value = _value(rule.column)
    last = f"ARG_MAX({value}, t.date * {MOST_VALUE}.0 + {value}) FILTER ({until} AND {value} IS NOT NULL)"
    return f"COALESCE({', '.join([*from_record, last])})"


def _holds(rule: ScoreRule, place: int) -> str:
    """Whether a rule holds at a visit; NULL where nobody can say."""
    sign = ">=" if rule.reached else ">"
    if not rule.against:
        return f"{_value(rule.column)} {sign} {rule.amount}"
    reference = f"r.reference_{place}"
    if rule.reached and not rule.amount:  # what was nothing is always reached again
        reference = f"NULLIF({reference}, 0)"
    return f"{_value(rule.column)} {sign} {reference} + {rule.amount}"


def told_visits(first: str, visits: str, people: str, columns: Collection[str], rules: Iterable[ScoreRule]) -> str:
    """Common table expressions that end in ``told``: person_id, day, relapsed, of each visit after day 0 that tells,
    and ``in_part`` where it is free by some of the rules alone.

    ``first`` has person_id, start_day, day0 and last_day; ``columns`` are those of ``people``.
    """
    placed = list(enumerate(rules))
    against = {place: _reference(rule, columns) for place, rule in placed if rule.against}
    references = ", ".join(f"{text} AS reference_{place}" for place, text in against.items())
    made = (
        f"""scores_before AS (
    SELECT f.person_id, {references}
    FROM {first} f JOIN {people} p ON p.person_id = f.person_id LEFT JOIN {visits} t ON t.person_id = f.person_id
    GROUP BY f.person_id
),
"""
        if against
        else ""
    )
    holds = [_holds(rule, place) for place, rule in placed]
    any_holds, first_known = f"({' OR '.join(holds)})", ", ".join(holds)
    joined = "JOIN scores_before r ON r.person_id = f.person_id" if against else ""
    return f"""
{made}told AS (
    SELECT * FROM (
        SELECT f.person_id, t.date - f.day0 AS day, COALESCE({any_holds}, {first_known}) AS relapsed,
            {any_holds} IS NULL AS in_part
        FROM {first} f JOIN {visits} t ON t.person_id = f.person_id {joined}
        WHERE t.date > f.day0 AND t.date <= f.last_day
    ) AS of_visits WHERE relapsed IS NOT NULL
)"""


def exit_of(outcome: str) -> str:
    """SQL for the day until which people are followed for an outcome."""
    earlier = "(CASE WHEN scored_until < exit_day THEN scored_until ELSE exit_day END)"
    return earlier if outcome in BY_SCORE else "exit_day"


def can_tell(outcome: str) -> str:
    """SQL for whether the records can tell an outcome of a person: by score, of whoever has a visit that tells."""
    return "scored_until > 0" if outcome in BY_SCORE else "TRUE"


def people_of(outcome: str, first: str = "first_courses") -> str:
    """SQL for the people of ``first`` of whom the records can tell an outcome, whom every number about it counts:
    nobody else is ever at risk."""
    return f"(SELECT * FROM {first} WHERE {can_tell(outcome)}) AS of_whom" if outcome in BY_SCORE else first


def seen_by_visits(connection: Any) -> int | None:
    """How many people have a visit after the course that can tell a relapse by score; None where no visit tells."""
    ((scored, with_visit),) = connection.execute(
        "SELECT COUNT(scored_until), COUNT(*) FILTER (scored_until > 0) FROM first_courses"
    ).fetchall()
    return int(with_visit) if scored else None


COMES_LATE = {v.RELAPSE_BY_SCORE: "second course", v.SCORE_OR_SYSTEMIC: "systemic treatment"}
"""What of such an outcome can come after the last visit that tells, when nobody is followed for it any longer."""


def after_visits(connection: Any) -> dict[str, int]:
    """How many people had each outcome by score after their last visit that tells, while still observed: whoever has no
    such visit is in no number, and whoever had relapsed before is counted."""
    late = "scored_until > 0 AND {name}_day > scored_until AND {name}_day <= exit_day"
    counts = ", ".join(f"COUNT(*) FILTER ({late.format(name=name)})" for name in COMES_LATE)
    (people,) = connection.execute(f"SELECT {counts} FROM first_courses").fetchall()
    return dict(zip(COMES_LATE, map(int, people), strict=True))


def scored_words(connection: Any, in_part: int) -> dict[str, str]:
    """By outcome, how many people are followed by visits and what they could not see, in words; empty where no visit
    tells. Of ``in_part`` some visit counts as free by some of the rules alone."""
    ((people, with_visit),) = connection.execute(
        "SELECT COUNT(scored_until), COUNT(*) FILTER (scored_until > 0) FROM first_courses"
    ).fetchall()
    if not people:
        return {}
    telling = f"{counted(with_visit, 'person', 'people')} of {count_text(people)}"
    return {
        outcome: f"a relapse by score is dated to the visit that saw it; {telling} "
        f"{agreed(with_visit, 'has')} a visit that can tell, and people are followed until the last such visit; "
        f"{counted(after, COMES_LATE[outcome])} came after it and {agreed(after, 'is')} not counted"
        f"{in_part_words(in_part)}"
        for outcome, after in after_visits(connection).items()
    }


def in_part_words(people: int) -> str:
    """That of so many people a visit counts as free at which a rule could not be asked; empty for nobody."""
    if not people:
        return ""
    return (
        f"; of {counted(people, 'person', 'people')} some visit lacks a score of the rules and counts as free by the "
        "others: shares may be too high"
    )

"""Relapse by score: at which visits after a first course acne is back, by the stated rules, as plain SQL.

A visit tells it by the rules whose columns are filled in at it: it is one of relapse where one of them holds, and free
where none does. Were it free only where all are filled in, the visits left out would be those without a relapse alone.
So a relapse that only an empty column would show is not counted: of whom it may have come unseen at which visits is
known, and shares are bounds. A relapse is dated to the visit that saw it.

Visits mostly end where a second course begins, and it often begins because acne is back. So that course is the relapse
(composite, in the words of ICH E9(R1)): everybody is followed past the last visit that tells, for a second course as
long as for the others, and for a year at most, since what a visit saw does not hold for ever. Whoever has no such visit
is in no number, but for those who began a second course before a first visit need have been due. A visit during that
course is such a visit: were it none, those whose first visit is as late would count only if they had not relapsed. Were
people followed until the last visit that tells alone (hypothetical), those who began a second course would leave just
before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from isostats.engines.embedded import quoted
from isostats.records.input_tables.beside_courses import VISIT_COLUMNS
from isostats.study.score_rules import ScoreRule
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import BY_SCORE, FIRST_VISIT_DAYS, Retreatment
from isostats.words.numbers import agreed, count_text, counted, in_words

VISITS = "visits"
NOT_SCORED = ", ".join(
    f"CAST(NULL AS {kind}) AS {name}"
    for name, kind in (("scored_relapse_day", "INTEGER"), ("scored_until", "INTEGER"), ("scored_in_part", "INTEGER"),
                       ("scored_in_part_days", "VARCHAR"))
)  # fmt: skip
"""What stands in a row of first courses where no visit can tell."""
START_WITHIN, END_WITHIN = 180, 90
"""A visit tells the score at the start, or at the end, of a course so many days later at most."""
HOLDS_DAYS = 365
"""So long after the last visit that tells people are followed at most, as simulation has it (data/validation)."""
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


def _parts(rule: ScoreRule, held: Collection[str]) -> list[ScoreRule]:
    """The rule by each of its columns that visits hold: of the worse of face and trunk by the one and by the other."""
    return [replace(rule, column=name) for name in rule.columns if name in held]


def _value(column: str) -> str:
    return f"CAST(t.{quoted(column)} AS DOUBLE)"


def _reference(rule: ScoreRule, people: Collection[str]) -> str:
    """A score at the start or end of the course: the course record's, else that of the last visit shortly until then.

    A visit of the first day is none of the end, however short the course.
    """
    recorded = f"{rule.column}_{rule.against}"
    from_record = [f"TRY_CAST(MAX(p.{quoted(recorded)}) AS DOUBLE)"] * (recorded in people)
    until = f"t.date BETWEEN f.start_day - {START_WITHIN} AND f.start_day"
    if rule.against == "end":
        until = f"t.date > f.start_day AND t.date BETWEEN f.day0 - {END_WITHIN} AND f.day0"
    value = _value(rule.column)
    last = f"ARG_MAX({value}, t.date * {MOST_VALUE}.0 + {value}) FILTER ({until} AND {value} IS NOT NULL)"
    return f"COALESCE({', '.join([*from_record, last])})"


def _worst(values: Sequence[str]) -> str:
    """SQL for the greatest of values, as far as they are known."""
    return f"GREATEST({', '.join(values)})" if len(values) > 1 else values[0]


def _holds(parts: Sequence[ScoreRule], place: int) -> tuple[str, str]:
    """Whether a rule holds at a visit, by its parts: for sure, NULL where nobody can say; and by what is known.

    Face and trunk are compared each with itself: of one that is not known then and now nothing is said.
    """
    rule, values = parts[0], [_value(each.column) for each in parts]
    sign = ">=" if rule.reached else ">"
    if not rule.against:
        each = [f"{value} {sign} {rule.amount}" for value in values]
        return f"({' OR '.join(each)})", f"COALESCE({' OR '.join(each)}, {', '.join(each)})"
    before = [f"r.reference_{place}_{number}" for number in range(len(parts))]
    both = [f"{value} + {then} IS NOT NULL" for value, then in zip(values, before, strict=True)]
    now, then = (
        _worst([f"CASE WHEN {known} THEN {each} END" for known, each in zip(both, of_each, strict=True)])
        for of_each in (values, before)
    )
    if rule.reached and not rule.amount:  # what was nothing is always reached again
        then = f"NULLIF({then}, 0)"
    known = f"({now} {sign} {then} + {rule.amount})"
    return f"CASE WHEN {known} OR ({' AND '.join(both)}) THEN {known} END", known


def told_visits(
    first: str, visits: str, people: str, columns: Collection[str], rules: Iterable[ScoreRule], held: Collection[str]
) -> str:
    """Common table expressions that end in ``told``: person_id, day, relapsed, of each visit after day 0 that tells,
    and ``in_part`` where it is free by some of the rules alone.

    ``first`` has person_id, start_day, day0 and last_day; ``columns`` are those of ``people``, ``held`` those of
    visits with a value.
    """
    placed = list(enumerate(_parts(rule, held) for rule in rules))
    against = {
        f"{place}_{number}": _reference(part, columns)
        for place, parts in placed for number, part in enumerate(parts) if part.against
    }  # fmt: skip
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
    surely, known = zip(*(_holds(parts, place) for place, parts in placed), strict=True)
    any_holds, first_known = f"({' OR '.join(surely)})", f"({' OR '.join(known)}), {', '.join(known)}"
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


def followed_by_score(retreatment: Retreatment) -> str:
    """SQL for the day until which people are followed for an outcome by score, of ``scored_until`` and ``exit_day``."""
    until = "scored_until"
    if retreatment == "composite":
        until = f"(CASE WHEN scored_until > 0 THEN scored_until + {HOLDS_DAYS} ELSE {FIRST_VISIT_DAYS} END)"
    return f"(CASE WHEN {until} < exit_day THEN {until} ELSE exit_day END)"


def exit_of(outcome: str, retreatment: Retreatment | None = None) -> str:
    """SQL for the day until which people are followed for an outcome; by score as the cohort does, or as another would
    that takes ``retreatment`` so."""
    if outcome not in BY_SCORE:
        return "exit_day"
    return "scored_exit" if retreatment is None else followed_by_score(retreatment)


def can_tell(outcome: str, retreatment: Retreatment | None = None) -> str:
    """SQL for whether the records can tell an outcome of a person: by score, of whoever has a visit that tells, or a
    second course so early that none was due."""
    return f"(scored_until > 0 OR second_day <= {exit_of(outcome, retreatment)})" if outcome in BY_SCORE else "TRUE"


def untold(outcome: str, retreatment: Retreatment) -> tuple[str, str]:
    """SQL for whether they cannot, and for the day until which what else is known of such people counts: a treatment,
    or a second course where that is the relapse."""
    until = "exit_day"
    if retreatment == "hypothetical":
        until = "(CASE WHEN second_day <= exit_day THEN second_day - 1 ELSE exit_day END)"
    return f"NOT COALESCE({can_tell(outcome, retreatment)}, FALSE)", until


def people_of(outcome: str, first: str = "first_courses", retreatment: Retreatment | None = None) -> str:
    """SQL for the people of ``first`` of whom the records can tell an outcome, whom every number about it counts:
    nobody else is ever at risk."""
    among = f"(SELECT * FROM {first} WHERE {can_tell(outcome, retreatment)}) AS of_whom"
    return among if outcome in BY_SCORE else first


COMES_LATE = {v.RELAPSE_BY_SCORE: "second course", v.SCORE_OR_SYSTEMIC: "systemic treatment"}
"""What of such an outcome can come after the last visit that tells."""


@dataclass(frozen=True)
class VisitsSeen:
    """How many people visits tell of a relapse by score.

    ``with_visit`` have a visit that tells; ``early`` others began a second course before one was due, and count. Of
    those with such a visit, by outcome, ``late`` had it after the last one while observed, and ``counted`` of these
    count; whoever had relapsed before is none of them.
    """

    with_visit: int
    early: int
    late: Mapping[str, int]
    counted: Mapping[str, int]

    @property
    def people(self) -> int:
        """Of whom the outcomes by score are told."""
        return self.with_visit + self.early


def visits_seen(connection: Any) -> VisitsSeen | None:
    """The counts of ``first_courses``; None where no visit tells anything."""
    conditions = {
        "scored": "scored_until IS NOT NULL", "with_visit": "scored_until > 0",
        "told": can_tell(v.RELAPSE_BY_SCORE),
    }  # fmt: skip
    for name in COMES_LATE:
        late = f"scored_until > 0 AND {name}_day > scored_until AND {name}_day <= "
        conditions |= {f"late_{name}": f"{late}exit_day", f"counted_{name}": f"{late}scored_exit"}
    asked = ", ".join(f"COUNT(*) FILTER ({text})" for text in conditions.values())
    (row,) = connection.execute(f"SELECT {asked} FROM first_courses").fetchall()
    people = dict(zip(conditions, map(int, row), strict=True))
    if not people["scored"]:
        return None
    of_each = [{name: people[f"{which}_{name}"] for name in COMES_LATE} for which in ("late", "counted")]
    return VisitsSeen(people["with_visit"], people["told"] - people["with_visit"], *of_each)


def scored_words(seen: VisitsSeen | None, people: int, retreatment: Retreatment, in_part: int) -> dict[str, str]:
    """By outcome, how many of the ``people`` are followed by visits and what they could not see, in words; empty where
    no visit tells. Of ``in_part`` some visit counts as free by some of the rules alone."""
    if seen is None:
        return {}
    telling = f"{counted(seen.with_visit, 'person', 'people')} of {count_text(people)}"
    until = "until the last such visit"
    if retreatment == "composite":
        until = f"until {in_words(HOLDS_DAYS)} after the last such visit"
    early = f"; {counted(seen.early, 'other')} began a second course within {FIRST_VISIT_DAYS} days"
    early = f"{early} and {agreed(seen.early, 'counts')}" if seen.early else ""
    return {
        outcome: f"a relapse by score is dated to the visit that saw it; {telling} "
        f"{agreed(seen.with_visit, 'has')} a visit that can tell, and people are followed {until}"
        f"{early}{_late_words(seen, outcome)}{in_part_words(in_part)}"
        for outcome in COMES_LATE
    }


def _late_words(seen: VisitsSeen, outcome: str) -> str:
    """What came after the last visit that tells, and whether it counts."""
    counts, what = seen.counted[outcome], COMES_LATE[outcome]
    lost = seen.late[outcome] - counts
    words = f"; {counted(counts, what)} came after it and {agreed(counts, 'counts')}" if counts else ""
    return f"{words}; {counted(lost, what)} came later and {agreed(lost, 'is')} not counted" if lost else words


def in_part_words(people: int) -> str:
    """That of so many people a visit counts as free at which a rule could not be asked; empty for nobody."""
    if not people:
        return ""
    return (
        f"; of {counted(people, 'person', 'people')} some visit lacks a score of the rules and counts as free by the "
        "others: shares may be too high"
    )

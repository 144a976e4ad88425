"""The relational part of the cohort: plain SQL text over the four tables, for an auditor to read."""

from __future__ import annotations

from collections.abc import Iterable

from isostats.cohort.outcomes import OUTCOMES, TREATMENT_KINDS

CLEAR = "('clear', 'almost_clear')"


def quoted(name: str) -> str:
    """A column name that cannot be mistaken for SQL."""
    return '"' + name.replace('"', '""') + '"'


def _first_day(kinds: Iterable[str]) -> str:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return f"MIN(CASE WHEN e.kind IN ({listed}) THEN e.date - f.day0 END)"


def _earlier(a: str, b: str) -> str:
    """The earlier of two days of which either may be missing (LEAST treats nulls differently by engine)."""
    return f"CASE WHEN {b} IS NULL OR {a} <= {b} THEN {a} ELSE {b} END"


def _outcome_days() -> str:
    lines = []
    for outcome in OUTCOMES.values():
        events = f"{outcome.id}_event"
        day = "second_day" if outcome.second_course else events
        if outcome.second_course and outcome.kinds:
            day = _earlier(events, "second_day")
        lines.append(f"{day} AS {outcome.id}_day")
    return ",\n        ".join(lines)


_EVENTS = {f"{o.id}_event": o.kinds for o in OUTCOMES.values() if o.kinds}
_LATER = _EVENTS | {f"{kind}_first": (kind,) for kind in TREATMENT_KINDS}


def _part_of(table: str, part: tuple[int, int]) -> str:
    """SQL for a table, or for the rows of some of its people, whose ids are whole numbers then."""
    k, of = part
    return table if of == 1 else f"(SELECT * FROM {table} WHERE person_id % {of} = {k})"


def first_courses(people_columns: Iterable[str], schema: str = "main", part: tuple[int, int] = (0, 1)) -> str:
    """One row per person: the first course, its end as day 0, the last day observed, and the day of each outcome.

    ``part`` is (k, of): only the people whose number leaves k when divided by ``of``.
    """
    courses, events, people_table, observation = (
        _part_of(f"{schema}.{name}", part) for name in ("courses", "events", "people", "observation")
    )
    later = ",\n        ".join(f"{_first_day(kinds)} AS {name}" for name, kinds in _LATER.items())
    later_names = ", ".join(f"l.{name}" for name in _LATER)
    people = "".join(f", p.{quoted(name)} AS {quoted('by_' + name)}" for name in people_columns)
    strongest = " ".join(
        f"WHEN {_earlier('isotretinoin_first', 'second_day') if kind == 'isotretinoin' else kind + '_first'}"
        f" = any_treatment_day THEN '{kind}'"
        for kind in reversed(TREATMENT_KINDS)
    )
    made = "CREATE OR REPLACE TABLE first_courses AS" if part[0] == 0 else "INSERT INTO first_courses"
    return f"""
{made}
WITH first AS (
    SELECT person_id, "start" AS start_day, "end" AS day0, dose_mg, daily_dose_mg, weight_kg, weight_source,
        dose_mg_per_kg, daily_mg_per_kg, indication, response
    FROM {courses} AS c WHERE course = 1 AND end_status = 'confirmed'  -- an open end is no day 0
),
later AS (
    -- events on or before day 0 belong to the course, not to what follows it
    SELECT f.person_id,
        {later}
    FROM first f JOIN {events} e ON e.person_id = f.person_id AND e.date > f.day0
    GROUP BY f.person_id
),
counted AS (SELECT person_id, COUNT(*) AS courses FROM {courses} GROUP BY person_id),
seen AS (
    -- followed to the end of the observation period in which the course ended, never across a hole
    SELECT f.person_id, MAX(o."end") AS last_day
    FROM first f JOIN {observation} o ON o.person_id = f.person_id AND f.day0 BETWEEN o."start" AND o."end"
    GROUP BY f.person_id
),
deaths AS (SELECT person_id, MIN(date) AS died FROM {events} WHERE kind = 'death' GROUP BY person_id),
joined AS (
    SELECT f.*, c.courses, o.last_day - f.day0 AS observed_day, d.died - f.day0 AS death_day,
        s."start" - f.day0 - 1 AS drug_free_days,
        -- a recorded second course stands for itself; without one, isotretinoin for a relapse is its start
        COALESCE(s."start" - f.day0, l.isotretinoin_first) AS second_day,
        {later_names}{people}
    FROM first f
    JOIN {people_table} p ON p.person_id = f.person_id
    JOIN counted c ON c.person_id = f.person_id
    JOIN seen o ON o.person_id = f.person_id
    LEFT JOIN (SELECT person_id, "start" FROM {courses} WHERE course = 2) s ON s.person_id = f.person_id
    LEFT JOIN later l ON l.person_id = f.person_id
    LEFT JOIN deaths d ON d.person_id = f.person_id
),
dated AS (
    SELECT joined.*,
        {_earlier("observed_day", "death_day")} AS exit_day,
        {_outcome_days()}
    FROM joined
)
SELECT dated.*,
    response IN {CLEAR} AS responded,
    CASE {strongest} END AS first_treatment
FROM dated"""


def _count(outcome: str, group: str, cause: str) -> str:
    day = f"{outcome}_day"
    return f"""
SELECT grouping, answer, day, cause, COUNT(*) AS people
FROM (
    SELECT {group} AS grouping,
        CASE WHEN responded THEN 'clear' WHEN NOT responded THEN 'not clear' ELSE 'unknown' END AS answer,
        CASE WHEN {day} <= exit_day THEN {day} ELSE exit_day END AS day,
        {cause} AS cause
    FROM first_courses
) AS followed
GROUP BY 1, 2, 3, 4"""


def count_outcome(outcome: str, group: str) -> str:
    """Counts by group, answer, day and cause: 1 the outcome, 2 death, 0 censored.

    Of several things on one day the outcome counts before death, and death before censoring. What a response means
    is the population's business: one count serves them all.
    """
    cause = f"CASE WHEN {outcome}_day <= exit_day THEN 1 WHEN death_day <= exit_day THEN 2 ELSE 0 END"
    return _count(outcome, group, cause)


def count_first_treatment(group: str) -> str:
    """Counts by group, answer, day and first treatment (causes 2, 3, ...), with death the last; 1 is left free."""
    kinds = " ".join(f"WHEN '{kind}' THEN {cause}" for cause, kind in enumerate(TREATMENT_KINDS, start=2))
    cause = f"""CASE WHEN any_treatment_day <= exit_day THEN CASE first_treatment {kinds} END
            WHEN death_day <= exit_day THEN {len(TREATMENT_KINDS) + 2} ELSE 0 END"""
    return _count("any_treatment", group, cause)

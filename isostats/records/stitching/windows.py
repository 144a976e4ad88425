"""Fills into courses as portable SQL text: common table expressions, CASE, COALESCE and SUM, MAX, LAG OVER only.

The same text runs on DuckDB, PostgreSQL and Spark. It names no day ``start`` or ``end`` (reserved words in some), casts
every SUM back to a whole number, and aggregates to one row per person and day before any window.
"""

from __future__ import annotations

from collections.abc import Sequence

from isostats.errors import StudyError
from isostats.study.definitions import CourseDefinition

COURSES = """WITH daily AS (
    -- same-day fills add in dose and not in days
    SELECT person_id, day, CAST(MAX(days_supply) AS BIGINT) AS supply, {fills_of_day} AS fills,
        CASE WHEN COUNT(dose_mg) = COUNT(*) THEN SUM(dose_mg) END AS dose_mg
    FROM {fills} GROUP BY person_id, day
),
stocked AS (
    SELECT daily.*, CAST(SUM(supply) OVER ({so_far}) AS BIGINT) AS stock FROM daily
),
covered AS (
    -- the first day that is no longer covered
    SELECT stocked.*, {frontier} AS covered_to FROM stocked
),
followed AS (
    SELECT covered.*, LAG(covered_to) OVER ({order}) AS earlier FROM covered
),
numbered AS (
    SELECT followed.*, CAST(SUM(CASE WHEN earlier IS NULL OR day - earlier > {gap} THEN 1 ELSE 0 END)
        OVER ({so_far}) AS BIGINT) AS course
    FROM followed
),
paused AS (
    -- days without drug before a fill of the same course
    SELECT numbered.*, CASE WHEN day > earlier AND day - earlier <= {gap} THEN day - earlier ELSE 0 END AS pause
    FROM numbered
),
stitched AS (
    SELECT person_id, course, MIN(day) AS first_day, MAX(covered_to) - 1 AS last_day,
        CAST(SUM(covered_to - CASE WHEN earlier IS NULL OR day > earlier THEN day ELSE earlier END) AS BIGINT)
            AS days_covered,
        CAST(SUM(fills) AS BIGINT) AS fills, CAST(COUNT(*) AS BIGINT) AS dispensing_days,  -- one row a day
        CASE WHEN COUNT(dose_mg) = COUNT(*) THEN SUM(dose_mg) END AS dose_mg,
        CAST(MAX(covered_to) - MAX(day + supply) AS BIGINT) AS banked, CAST(MAX(pause) AS BIGINT) AS longest_gap,
        CAST(SUM(CASE WHEN {planned} THEN pause ELSE 0 END) AS BIGINT) AS planned_days,
        CAST(MAX(CASE WHEN {planned} THEN 0 ELSE pause END) AS BIGINT) AS longest_other
    FROM paused GROUP BY person_id, course
)
SELECT person_id, course, first_day, {last_day} AS last_day, days_covered, fills, dispensing_days, dose_mg, banked,
    longest_gap, planned_days, longest_other
FROM {source}"""

# Of one strength on one day supplies are added before the day's longest is taken.
OF_STRENGTH = """(SELECT person_id, day, strength_mg, CAST(SUM(days_supply) AS BIGINT) AS days_supply,
        CAST(COUNT(*) AS BIGINT) AS fills, CASE WHEN COUNT(dose_mg) = COUNT(*) THEN SUM(dose_mg) END AS dose_mg
    FROM {fills} GROUP BY person_id, day, strength_mg) AS of_strength"""

# The last-fill rule moves an end, but never to the start of the next course or beyond it.
LATER = """(SELECT stitched.*, LAG(first_day) OVER (PARTITION BY person_id ORDER BY course DESC) AS next_day
    FROM stitched) AS ended"""


def courses_sql(fills: str, rule: CourseDefinition, planned: Sequence[tuple[int, int]] = ()) -> str:
    """A SELECT of the courses in ``fills``, a table or parenthesised query with person_id, day (an integer),
    days_supply (1 or more) and dose_mg (NULL where it is not known); with ``same_day = "sum"`` also strength_mg (fills
    whose strength is not known are of one).

    One row per course: person_id, course (1, 2, ... of the person), first_day, last_day (both covered), days_covered,
    fills, dispensing_days (distinct days of these), dose_mg (NULL if that of one fill is not known), banked (the days
    that early refills moved the end behind all that one supply alone reaches), and of the days without drug between its
    fills longest_gap, planned_days (in gaps whose days all lie in one of the stretches ``planned``, from first to last
    day) and longest_other (the longest gap that does not). Raises StudyError for a capped stockpile, which has no
    window form.
    """
    if rule.cap_days is not None:
        raise StudyError(
            "cap_days cannot be computed by SQL windows (a capped stockpile depends on every earlier fill in turn). "
            "Leave cap_days out on this engine, or stitch in the process (read_dispensings), where it can."
        )
    order = "PARTITION BY person_id ORDER BY day"
    so_far = f"{order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
    frontier = f"MAX(day + supply) OVER ({so_far})"
    if rule.carry_over:
        frontier = f"stock + MAX(day - (stock - supply)) OVER ({so_far})"
    last_day, source = "last_day", "stitched"
    if rule.last_fill_days:
        moved = f"last_day + {rule.last_fill_days}"
        last_day = f"CASE WHEN next_day <= {moved} THEN next_day - 1 ELSE {moved} END"
        source = LATER
    of_day = "CAST(COUNT(*) AS BIGINT)"
    if fills.lstrip().startswith("("):  # a query in parentheses needs a name on some engines
        fills = f"{fills} AS fills"
    if rule.same_day == "sum":
        fills, of_day = OF_STRENGTH.format(fills=fills), "CAST(SUM(fills) AS BIGINT)"
    return COURSES.format(
        fills=fills, fills_of_day=of_day, so_far=so_far, order=order, frontier=frontier, gap=rule.longest_gap,
        last_day=last_day, source=source,
        planned=" OR ".join(f"(earlier >= {first} AND day <= {last + 1})" for first, last in planned) or "1 = 0",
    )  # fmt: skip

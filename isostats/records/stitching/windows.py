"""Fills into courses as portable SQL text: common table expressions, CASE, COALESCE and SUM, MAX, LAG OVER only.

The same text runs on DuckDB, PostgreSQL and Spark. It names no day ``start`` or ``end`` (reserved words in some), casts
every SUM back to a whole number, and aggregates to one row per person and day before any window.
"""

from __future__ import annotations

from isostats.engines.registry import dialect_of
from isostats.errors import StudyError
from isostats.study.definitions import CourseDefinition

FILLS = """SELECT {person} AS person_id, CAST({day} AS INTEGER) AS day, CAST({supply} AS INTEGER) AS days_supply,
    {dose} AS dose_mg, {strength} AS strength_mg
FROM {table}
WHERE {person} IS NOT NULL AND {date} IS NOT NULL AND {supply} > 0"""

COURSES = """WITH daily AS (
    -- same-day fills add in dose and not in days
    SELECT {key}, day, CAST(MAX(days_supply) AS BIGINT) AS supply, {fills_of_day} AS fills,
        CASE WHEN COUNT(dose_mg) = COUNT(*) THEN SUM(dose_mg) END AS dose_mg
    FROM {fills} GROUP BY {key}, day
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
stitched AS (
    SELECT {key}, course, MIN(day) AS first_day, MAX(covered_to) - 1 AS last_day,
        CAST(SUM(covered_to - CASE WHEN earlier IS NULL OR day > earlier THEN day ELSE earlier END) AS BIGINT)
            AS days_covered,
        CAST(SUM(fills) AS BIGINT) AS fills, CAST(COUNT(*) AS BIGINT) AS dispensing_days,  -- one row a day
        CASE WHEN COUNT(dose_mg) = COUNT(*) THEN SUM(dose_mg) END AS dose_mg
    FROM numbered GROUP BY {key}, course
)
SELECT {key}, course, first_day, {last_day} AS last_day, days_covered, fills, dispensing_days, dose_mg
FROM {source}"""

# Of one strength on one day supplies are added before the day's longest is taken.
OF_STRENGTH = """(SELECT {key}, day, strength_mg, CAST(SUM(days_supply) AS BIGINT) AS days_supply,
        CAST(COUNT(*) AS BIGINT) AS fills, CASE WHEN COUNT(dose_mg) = COUNT(*) THEN SUM(dose_mg) END AS dose_mg
    FROM {fills} GROUP BY {key}, day, strength_mg) AS of_strength"""

# The last-fill rule moves an end, but never to the start of the next course or beyond it.
LATER = """(SELECT stitched.*, LAG(first_day) OVER (PARTITION BY {key} ORDER BY course DESC) AS next_day
    FROM stitched) AS ended"""


def courses_sql(fills: str, rule: CourseDefinition, *, key: tuple[str, ...] = ("person_id",)) -> str:
    """A SELECT of the courses in ``fills``, a table or parenthesised query with the columns of ``key``, day (an
    integer), days_supply (1 or more) and dose_mg (NULL where it is not known); with ``same_day = "sum"`` also
    strength_mg (fills whose strength is not known are of one).

    One row per course: key, course (1, 2, ... within the key), first_day, last_day (both covered), days_covered, fills,
    dispensing_days (distinct days of these), dose_mg (NULL if that of one fill is not known). Raises
    StudyError for a capped stockpile, which has no window form.
    """
    if rule.cap_days is not None:
        raise StudyError(
            "cap_days cannot be computed by SQL windows (a capped stockpile depends on every earlier fill in turn). "
            "Leave cap_days out on this engine, or stitch in the process (read_dispensings), where it can."
        )
    keys = ", ".join(key)
    order = f"PARTITION BY {keys} ORDER BY day"
    so_far = f"{order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
    frontier = f"MAX(day + supply) OVER ({so_far})"
    if rule.carry_over:
        frontier = f"stock + MAX(day - (stock - supply)) OVER ({so_far})"
    last_day, source = "last_day", "stitched"
    if rule.last_fill_days:
        moved = f"last_day + {rule.last_fill_days}"
        last_day = f"CASE WHEN next_day <= {moved} THEN next_day - 1 ELSE {moved} END"
        source = LATER.format(key=keys)
    fills, of_day = _named(fills), "CAST(COUNT(*) AS BIGINT)"
    if rule.same_day == "sum":
        fills, of_day = OF_STRENGTH.format(key=keys, fills=fills), "CAST(SUM(fills) AS BIGINT)"
    return COURSES.format(
        key=keys, fills=fills, fills_of_day=of_day, so_far=so_far, order=order, frontier=frontier, gap=rule.longest_gap,
        last_day=last_day, source=source,
    )  # fmt: skip


def fills_sql(
    table: str,
    *,
    dialect: str = "duckdb",
    person: str = "patient_id",
    date: str = "dispense_date",
    supply: str = "days_supply",
    dose: str = "strength_mg * quantity",
    strength: str = "strength_mg",
) -> str:
    """A parenthesised SELECT of fills for :func:`courses_sql` from a table of clean dispensings where the data lives.

    ``dialect`` is duckdb, postgres or spark and decides only how a date becomes an integer day. Rows without person,
    date or positive supply are left out here; the whole clean-up is that of ``read_dispensings``.

    >>> print(fills_sql("rx", dialect="spark").splitlines()[0])
    (SELECT patient_id AS person_id, CAST(DATEDIFF(dispense_date, DATE '1970-01-01') AS INTEGER) AS day, \
CAST(days_supply AS INTEGER) AS days_supply,
    """
    day = dialect_of(dialect).day_of(date)
    columns = {"person": person, "day": day, "supply": supply, "dose": dose, "strength": strength, "date": date}
    return f"({FILLS.format(table=table, **columns)})"


def _named(fills: str) -> str:
    """A query in parentheses needs a name on some engines."""
    return f"{fills} AS fills" if fills.lstrip().startswith("(") else fills

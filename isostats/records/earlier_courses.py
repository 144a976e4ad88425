"""Isotretinoin among the events before a first course that is of another one: then that course is not the first.

What was taken no longer before it than the gap rule allows is of the same course, which its row tells as the clinic
recorded it. What was taken earlier shows a course of which there is no row.
"""

from __future__ import annotations

from collections.abc import Iterator

from isostats.engines.embedded import Engine, count_rows, one_row
from isostats.records.date_texts import iso
from isostats.records.findings import Finding
from isostats.records.four_tables import known_supply
from isostats.records.input_tables.courses import NOT_FIRST
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import file_row
from isostats.records.rules import EARLIER_ISOTRETINOIN
from isostats.study.definitions import SAME_COURSE_DAYS, CourseDefinition
from isostats.vocabulary import names as v
from isostats.words.numbers import agreed, count_text, counted

GAP_DAYS = CourseDefinition().gap_days

NOBODY = "CREATE OR REPLACE TABLE {t}_earlier (person INTEGER, runs INTEGER, row BIGINT)"
# Runs of fills, each with the last day on which more of the drug would be the same course: a course that is known to
# come before the first row needs no other sign.
EARLIER = f"""INSERT INTO {{t}}_earlier
WITH taken AS (
    SELECT typed.person, typed.row, typed.date, persons.course_start,
        typed.date + CASE WHEN {{supply}} IS NULL THEN {SAME_COURSE_DAYS} ELSE {{supply}} + {GAP_DAYS} END AS until
    FROM {{e}}_typed AS typed JOIN {{t}}_persons AS persons USING (person)
    WHERE typed.kind = '{v.ISOTRETINOIN}' AND typed.date < persons.course_start
        AND persons.p_before = 0 AND persons.p_prior = 0 AND typed.row NOT IN (SELECT row FROM {{e}}_back)
),
marked AS (
    SELECT *, coalesce(date > max(until) OVER (
        PARTITION BY person ORDER BY date, row ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), TRUE) AS begins
    FROM taken
),
numbered AS (
    SELECT *, sum(CAST(begins AS INTEGER)) OVER (PARTITION BY person ORDER BY date, row ROWS UNBOUNDED PRECEDING) AS run
    FROM marked
),
runs AS (
    SELECT person, min(row) AS row FROM numbered GROUP BY person, run HAVING max(until) < min(course_start)
)
SELECT person, CAST(count(*) AS INTEGER), min(row) FROM runs GROUP BY person"""
COUNTED = "SELECT count(*), min(row) FROM {t}_earlier"
EXAMPLE = """SELECT typed.date, persons.course_start FROM {e}_typed AS typed
JOIN {t}_persons AS persons USING (person) WHERE typed.row = {row}"""

def earlier_isotretinoin(connection: Engine, courses: Loaded, events: Loaded | None) -> Iterator[Finding]:
    """Make ``<courses>_earlier`` (person, runs, row), whom events show to have taken an earlier course, in how many
    runs; and say of how many."""
    connection.execute(NOBODY.format(t=courses.table))
    if events is None:
        return
    names = {"t": courses.table, "e": events.table}
    connection.execute(EARLIER.format(**names, supply=known_supply("typed.days_supply")))
    people, row = one_row(connection, COUNTED.format(**names))
    if not people:
        return
    taken, starts = map(int, one_row(connection, EXAMPLE.format(**names, row=int(row))))
    days = courses.layout.days
    shown, first = (f"day {day}" if days else iso(day) for day in (taken, starts))
    among = counted(count_rows(connection, f"{courses.table}_persons"), "patient")
    message = (
        f"{count_text(people)} of {among} {agreed(people, 'has')} isotretinoin among the events more than {GAP_DAYS} "
        "drug-free days before the first course"
    )
    example = f"row {file_row(int(row))}, {shown}, first course starts {first}"
    yield Finding("warning", EARLIER_ISOTRETINOIN, int(people), message, int(row), example, NOT_FIRST, "date")

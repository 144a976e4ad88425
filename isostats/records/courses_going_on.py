"""Isotretinoin among the events soon after the end of a course, which may be the rest of that course.

It counts as a course of its own, as a row does that begins so soon (``close_courses``), and is told as that is.
"""

from __future__ import annotations

from collections.abc import Iterator

from isostats.engines.embedded import Engine, count_rows, one_row
from isostats.records.date_texts import iso
from isostats.records.findings import Finding
from isostats.records.input_tables.courses import CLOSE_GAP
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import file_row
from isostats.records.rules import CLOSE_ISOTRETINOIN
from isostats.study.definitions import OutcomeDefinition
from isostats.vocabulary import names as v
from isostats.words.numbers import agreed, count_text, counted

# The first isotretinoin after each course, unless a relapse was recorded before it, which it then treats, or a row that
# begins as soon is told by a warning of its own.
SOON = f"""WITH courses AS (
    SELECT person, course_start, course_end,
        lead(course_start) OVER (PARTITION BY person ORDER BY course_start, course_end, row) AS next_start
    FROM {{t}}_typed WHERE person IS NOT NULL AND course_start <= course_end
),
taken AS (
    SELECT person, row, date FROM {{e}}_typed
    WHERE kind = '{v.ISOTRETINOIN}' AND date IS NOT NULL AND row NOT IN (SELECT row FROM {{e}}_back)
),
relapses AS (
    SELECT person, relapse_date AS date FROM {{t}}_typed WHERE relapse_date IS NOT NULL
    UNION ALL SELECT person, date FROM {{e}}_typed WHERE kind = '{v.RECORDED_RELAPSE}'
),
after AS (
    SELECT taken.person, course_end, next_start, min(date) AS date, arg_min(taken.row, date) AS row
    FROM taken ASOF JOIN courses ON taken.person = courses.person AND taken.date >= courses.course_start
    WHERE date > course_end GROUP BY ALL
),
soon AS (
    SELECT * FROM after WHERE date - course_end - 1 <= {CLOSE_GAP}
        AND coalesce(next_start - course_end - 1 > {CLOSE_GAP}, TRUE)
        AND NOT EXISTS (SELECT 1 FROM relapses WHERE relapses.person = after.person
            AND relapses.date > after.course_end AND relapses.date <= after.date)
)
SELECT count(*), min(row), arg_min(date, row), arg_min(course_end, row),
    (SELECT person_id FROM {{t}}_ids AS ids WHERE ids.person = arg_min(soon.person, soon.row)) FROM soon"""
ADVICE = (
    f"From {OutcomeDefinition().second_course_days} days on it counts as a course of its own, as recorded. If it is "
    "the rest of the course before it, write the last covered day as that course's course_end: "
    "docs/how-to/clinic-sheet.md says how."
)


def close_isotretinoin(connection: Engine, courses: Loaded, events: Loaded | None) -> Iterator[Finding]:
    """A warning of how many courses go on among the events within the gap rule."""
    if events is None:
        return
    *numbers, patient = one_row(connection, SOON.format(t=courses.table, e=events.table))
    if not numbers[0]:
        return
    count, row, taken, ended = map(int, numbers)
    shown, end = (f"day {day}" if courses.layout.days else iso(day) for day in (taken, ended))
    among = counted(count_rows(connection, f"{courses.table}_typed"), "course")
    message = (
        f"{count_text(count)} of {among} {agreed(count, 'has')} isotretinoin among the events within {CLOSE_GAP} "
        "drug-free days after the end"
    )
    example = f"patient {patient}, row {file_row(row)}, {shown}, the course before ends {end}"
    yield Finding("warning", CLOSE_ISOTRETINOIN, count, message, row, example, ADVICE, "date")

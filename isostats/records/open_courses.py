"""A further course that has begun and has no end: under way at the last contact, and a second course all the same.

What ends a remission is its start, which is known; to leave such people out would leave out those who were treated
again. Of a first course the end is day 0, and nothing stands for it.
"""

from __future__ import annotations

from isostats.engines.embedded import Engine, one_row
from isostats.records.filled_values import remember_filled
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import file_row
from isostats.words.numbers import agreed, count_text, counted

OPEN = """CREATE OR REPLACE TABLE {t}_open AS
SELECT typed.row, persons.last FROM {t}_typed AS typed JOIN (
    SELECT person, min(course_start) AS first_start, max(course_start) AS last_start,
           least(max(last_contact), min(death_date)) AS last
    FROM {t}_typed WHERE person IN (SELECT person FROM {t}_typed WHERE course_end IS NULL) GROUP BY person
    HAVING count(*) > 1) AS persons ON typed.person = persons.person
WHERE course_end IS NULL AND first_start < last_start AND course_start = last_start AND course_start <= last
    {readable}"""
ANY = "SELECT count(*) FROM {t}_typed WHERE course_end IS NULL"
COUNTED = "SELECT count(*), min(row) FROM {t}_open"
SETTLE = """UPDATE {t}_typed AS typed SET course_end = known.last FROM {t}_open AS known WHERE known.row = typed.row"""
ADVICE = (
    "Each is a second or further course from its start on, and taken as under way at the last contact. Write its end "
    "where it has ended."
)


def under_way(courses: Loaded, row: str = "row") -> str:
    """SQL for whether a course was still under way at the last contact: its end, and so its length, is not known."""
    filled = "course_end" in courses.reading.filled
    return f"({row} IN (SELECT row FROM {courses.table}_filled_course_end))" if filled else "FALSE"


def settle_open_courses(connection: Engine, courses: Loaded) -> list[Finding]:
    """Let further courses without an end last until the last contact, and say of how many."""
    names = {"t": courses.table}
    if not courses.layout.has("course_end") or not int(one_row(connection, ANY.format(**names))[0]):
        return []
    readable = " AND NOT course_end_bad" if "course_end" in courses.reading.unread else ""
    connection.execute(OPEN.format(**names, readable=readable))
    count, row = one_row(connection, COUNTED.format(**names))
    if count:
        remember_filled(connection, courses, "course_end", f"row IN (SELECT row FROM {courses.table}_open)")
        connection.execute(SETTLE.format(**names))
    connection.execute("DROP TABLE {t}_open".format(**names))
    if not count:
        return []
    message = (
        f"{count_text(count)} of {counted(courses.raw.rows, 'course')} {agreed(count, 'is')} a further one without an "
        "end, and under way at the last contact"
    )
    return [Finding("warning", "open_courses", int(count), message, int(row), f"row {file_row(int(row))}", ADVICE,
                    "course_end")]  # fmt: skip

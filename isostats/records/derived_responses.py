"""A response that is not recorded, told by the scores of face and trunk at the end of the course.

The worse of both counts: 0 is clear and 1 almost clear, on either scale. 2 or more is improved, unchanged or worse than
the worse of both at the start; without a score at the start it is unchanged, as no improvement is recorded. Left
unknown, it would be lost just where the skin was not clear. A recorded response always stays.
"""

from __future__ import annotations

from isostats.engines.embedded import Engine, one_row
from isostats.records.filled_values import remember_filled
from isostats.records.findings import Finding
from isostats.records.input_tables.course_details import MOST_OF_SCALE, SCORED
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import file_row
from isostats.words.numbers import agreed, count_text, counted

RESPONSE = """CASE WHEN {end} = 0 THEN 'clear' WHEN {end} = 1 THEN 'almost_clear' WHEN {end} < {start} THEN 'improved'
    WHEN {end} > {start} THEN 'worse' ELSE 'unchanged' END"""
DERIVED = f"response IS NULL AND {{end}} BETWEEN 0 AND {max(MOST_OF_SCALE.values())}"
COUNTS = """SELECT count(*), count(*) FILTER ({end} = 0), count(*) FILTER ({end} = 1), count(*) FILTER ({end} > 1),
    count(*) FILTER ({end} > 1 AND {start} IS NULL), min(row) FROM {t}_typed WHERE {where}"""
ADVICE = (
    "The worse of face and trunk counts: 0 is clear, 1 almost clear, 2 or more is held against the start. Where the "
    "clinic judged otherwise, write its response, which always goes first."
)


def derive_responses(connection: Engine, courses: Loaded) -> list[Finding]:
    """Fill in the responses that only the scores at the end tell, and say of how many courses."""
    if not any(courses.layout.has(name) for name in SCORED if name.endswith("_end")):
        return []
    readable = " AND NOT response_bad" if "response" in courses.reading.unread else ""
    worse = {which: _worse(courses, which) for which in ("start", "end")}
    where = DERIVED.format(**worse) + readable
    sql = COUNTS.format(t=courses.table, where=where, **worse)
    courses_told, clear, almost, more, without, row = (each or 0 for each in one_row(connection, sql))
    if not courses_told:
        return []
    remember_filled(connection, courses, "response", where)
    connection.execute(f"UPDATE {courses.table}_typed SET response = {RESPONSE.format(**worse)} WHERE {where}")
    has = agreed(courses_told, "has")
    unchanged = f", of which {count_text(without)} without a score at the start count as unchanged" if without else ""
    message = (
        f"{count_text(courses_told)} of {counted(courses.raw.rows, 'course')} {has} no response, and got it from the "
        f"scores at the end: {count_text(clear)} clear, {count_text(almost)} almost clear, {count_text(more)} not "
        f"clear{unchanged}"
    )
    example = f"row {file_row(int(row))}"
    rule = "response_from_scores"
    return [Finding("warning", rule, int(courses_told), message, int(row), example, ADVICE, "response")]


def _worse(courses: Loaded, which: str) -> str:
    """SQL for the worse of the scores at the start or the end that the file has."""
    there = [name for name in SCORED if name.endswith(f"_{which}") and courses.layout.has(name)]
    return f"greatest({', '.join(there)})" if there else "CAST(NULL AS INTEGER)"

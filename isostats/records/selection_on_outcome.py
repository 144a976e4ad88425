"""Whether those set aside are those who relapsed: to leave them out would then choose people by their outcome.

A fault of a relapse's date, or of a later treatment, can only be of somebody who has one. Setting such people aside
makes remission look better than it is, so that how many of them have an outcome is told, and bounds the answer; where
they are most of all who have one, nothing is computed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from isostats.engines.embedded import Engine, count_rows, literal, one_row
from isostats.records.findings import Finding
from isostats.records.input_tables.dispensings import DEFAULT_SUPPLY, LONGEST_SUPPLY
from isostats.records.loaded import Loaded
from isostats.records.rules import (
    COURSES_OF_NOBODY,
    MOSTLY_SET_ASIDE,
    OTHERS_LEFT_OUT,
    OUTCOMES_OF_NOBODY,
    OUTCOMES_SET_ASIDE,
)
from isostats.vocabulary import names as v
from isostats.words.numbers import agreed, count_text, counted

LEAST_JUDGED = 5
"""Of fewer people with an outcome it is not judged whether most of them are set aside."""
OUTCOME_CELLS = {"relapse_date": "{name} IS NOT NULL", "relapse_treatment": "COALESCE({name} <> 'none', FALSE)"}
"""Columns of the course file that tell of an outcome, and when one does, unreadable as it may be."""
OF_FURTHER = """UNION ALL SELECT person FROM {t}_checked
WHERE place > 1 AND NOT duplicate AND COALESCE(course_start > earlier_end, TRUE)"""
IS_OUTCOME = f"""back IS NULL AND COALESCE(date > p_first_end, TRUE)
AND COALESCE(CAST(kind AS VARCHAR) NOT IN ('{v.CONTRACEPTIVE}', '{v.PREGNANCY}'), TRUE)"""
"""When a row of events, checked, may be an outcome."""
OF_EVENTS = f"UNION ALL SELECT person FROM {{t}}_checked WHERE person IS NOT NULL AND {IS_OUTCOME}"
COUNTED = """SELECT count(*), count(*) FILTER (person IN (SELECT person FROM aside)),
       (SELECT count(*) FROM aside WHERE person IN (SELECT person FROM {t}_all))
FROM (SELECT DISTINCT person FROM ({people}) AS named) AS people WHERE person IN (SELECT person FROM {t}_persons)"""
LONG_PAUSE = 60
"""After more days than this without the drug a fill is of another course, as courses are told apart unless stated."""
OF_PAUSES = f"""SELECT person FROM (
    SELECT person, day - max(day + CASE WHEN days_supply BETWEEN 1 AND {LONGEST_SUPPLY} THEN days_supply
        ELSE {DEFAULT_SUPPLY} END) OVER (
            PARTITION BY person ORDER BY day RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS pause FROM fills
    WHERE row NOT IN (SELECT row FROM fates WHERE fate NOT IN ({{aside}}))) AS paused WHERE pause > {LONG_PAUSE}
UNION ALL SELECT person FROM staying WHERE last_day - first_day > days + {LONG_PAUSE}"""
OF_TREATED = f"""
UNION ALL SELECT person FROM treatments_file_typed AS typed JOIN firsts USING (person)
WHERE COALESCE(typed.date > firsts.day, TRUE) AND COALESCE(CAST(kind AS VARCHAR) NOT IN
    ('{v.CONTRACEPTIVE}', '{v.PREGNANCY}', '{v.DEATH}', '{v.ISOTRETINOIN}'), TRUE)"""
COUNTED_OF_FILLS = """WITH out AS (SELECT DISTINCT person FROM faulty WHERE person IS NOT NULL),
     cut_short AS (SELECT person FROM fates WHERE fate = 'ragged_row'),
     days AS (SELECT person, day FROM fills UNION ALL SELECT person, first_day FROM staying),
     firsts AS (SELECT person, min(day) AS day FROM days GROUP BY person),
     treated AS (SELECT DISTINCT person FROM ({people}) AS named)
SELECT (SELECT count(*) FROM treated), (SELECT count(*) FROM treated SEMI JOIN out USING (person)),
       (SELECT count(*) FROM out WHERE person IN (SELECT person FROM days UNION ALL SELECT person FROM cut_short)),
       (SELECT count(DISTINCT row) FROM faulty WHERE person IS NULL AND file = 'dispensings')"""
STRAYS = "SELECT count(*) FROM {t}_checked WHERE nobody"
STRAY_COURSES = "SELECT count(*) FROM {t}_aside WHERE person IS NULL"


def outcomes_set_aside(connection: Engine, files: Sequence[Loaded]) -> Iterator[Finding]:
    """What is told of the outcomes among those set aside, and of events without an id (needs ``aside``)."""
    courses, *beside = files
    parts = [_of_courses(courses), OF_FURTHER.format(t=courses.table)]
    parts += [OF_EVENTS.format(t=each.table) for each in beside if each.label == v.EVENTS]
    people = " ".join(each for each in parts if each).removeprefix("UNION ALL ")
    everyone, lost, aside = map(int, one_row(connection, COUNTED.format(t=courses.table, people=people)))
    if lost:
        yield _finding(everyone, lost, aside)
    if aside > lost:
        yield _others(aside - lost)
    if rows := int(one_row(connection, STRAY_COURSES.format(t=courses.table))[0]):
        yield _courses_of_nobody(courses.raw.source, rows)
    for each in beside:
        if each.label == v.EVENTS:
            strays = int(one_row(connection, STRAYS.format(t=each.table))[0])
            if strays:
                yield _of_nobody(each, strays)


def fills_set_aside(connection: Engine, fates: Collection[str], *, treatments: bool) -> Iterator[Finding]:
    """The same of people with dispensings, who are ``faulty``: of their fills, but for those that left for other than
    the ``fates`` of people set aside, and of the table of later ``treatments`` where there is one."""
    people = OF_PAUSES.format(aside=", ".join(map(literal, sorted(fates))))
    people += OF_TREATED if treatments else ""
    everyone, lost, aside, strays = map(int, one_row(connection, COUNTED_OF_FILLS.format(people=people)))
    if aside > lost:
        yield _others(aside - lost)
    if strays:
        yield _courses_of_nobody("dispensings", strays)
    if lost:  # of fills that were stitched where they are not every pause is known
        yield _finding(everyone, lost, aside, at_least=count_rows(connection, "staying") > 0)


def _of_courses(courses: Loaded) -> str:
    unread = courses.reading.unread
    cells = [
        f"{has.format(name=name)}{f' OR {name}_bad' if name in unread else ''}"
        for name, has in OUTCOME_CELLS.items()
        if courses.layout.has(name)
    ]
    return f"UNION ALL SELECT person FROM {courses.table}_typed WHERE {' OR '.join(cells)}" if cells else ""


def _finding(everyone: int, lost: int, aside: int, *, at_least: bool = False) -> Finding:
    have = agreed(lost, "has")
    message = (
        f"{count_text(lost)} of {counted(aside, 'patient')} set aside {have} a relapse or a later treatment in "
        f"{'its' if lost == 1 else 'their'} rows, of {'at least ' * at_least}{count_text(everyone)} who have one in all"
    )
    if everyone >= LEAST_JUDGED and 2 * lost > everyone:
        advice = (
            "Nothing is computed where most of those who relapsed would be left out. Correct their rows in the file; "
            "to clear the cell instead would count them as free of relapse."
        )
        return Finding("error", MOSTLY_SET_ASIDE, lost, message, advice=advice)
    advice = (
        "Without them remission looks better than it is; the report's ranges take them in. Correct their rows where "
        "they can be corrected; to clear the cell instead would count them as free of relapse."
    )
    return Finding("warning", OUTCOMES_SET_ASIDE, lost, message, advice=advice)


def _others(well: int) -> Finding:
    """Those set aside of whom no row tells an outcome, as far as it could be read."""
    message = f"{counted(well, 'patient')} set aside {agreed(well, 'has')} no relapse and no later treatment in any row"
    advice = "Were they well, remission looks worse than it is. The report's ranges take them in. Correct their rows."
    return Finding("warning", OTHERS_LEFT_OUT, well, message, advice=advice)


def _courses_of_nobody(source: str, rows: int) -> Finding:
    message = f"{counted(rows, 'row')} of {source} {agreed(rows, 'has')} no patient_id, and are left out"
    advice = "Each may be a first course of somebody else or a second one of somebody here. Write the ids into them."
    return Finding("warning", COURSES_OF_NOBODY, rows, message, advice=advice)


def _of_nobody(events: Loaded, rows: int) -> Finding:
    message = f"{counted(rows, 'row')} of {events.raw.source} {agreed(rows, 'has')} no patient_id, and are left out"
    advice = "Whoever they belong to counts as free of what they tell. Write the ids into these rows."
    return Finding("warning", OUTCOMES_OF_NOBODY, rows, message, advice=advice)

"""How first courses ended, counted from their first day on: an event table with a cause for each reason of the end.

Day 1 is the first covered day, so that a course of 112 days ends on day 112. A course whose end nobody saw is censored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from isostats.cohort import sql
from isostats.cohort.columns import LENGTH
from isostats.cohort.counting import EventTable
from isostats.cohort.course_conduct import UNKNOWN
from isostats.cohort.eligible import verdicts
from isostats.engines.embedded import literal, quoted
from isostats.records.input_tables.course_details import AS_PLANNED, REASON_ENDED
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort
    from isostats.records import Records

REASON = "reason_ended"
OTHER = "other"
EARLY = tuple(name for name in REASON_ENDED if name not in (*AS_PLANNED, UNKNOWN))
TIME_ZERO = "the day before the first course, so that one of 112 days ends on day 112"
PLANNED_OR_EARLY = {"as_planned": AS_PLANNED, "early": EARLY, UNKNOWN: (UNKNOWN,), v.DEATH: (v.DEATH,)}
"""What reasons come to. An unknown one is never taken as planned."""

# Everybody whose gap had not passed by the end of observation may yet have gone on: a course is seen to have ended up
# to that day alone, and everyone still on it then is censored there, however long the supply at hand would have lasted.
OPEN_COURSES = """SELECT c.person_id, c."start" AS start_day, c."end" AS day0, c.indication, c.weight_kg,
    c.weight_source, CASE WHEN o."end" - c."start" > {gap} THEN o."end" - c."start" - {gap} ELSE 0 END AS seen,
    d.day - c."start" AS death_day, d.day <= c."end" AS died{people}
FROM {schema}.courses AS c
JOIN {schema}.observation AS o ON o.person_id = c.person_id AND c."start" BETWEEN o."start" AND o."end"
JOIN {schema}.people AS p ON p.person_id = c.person_id
LEFT JOIN (SELECT person_id, MIN(date) AS day FROM {schema}.events WHERE kind = 'death' GROUP BY person_id) AS d
    ON d.person_id = c.person_id
WHERE c.course = 1 AND c.end_status = 'open'"""


def count_ends(cohort: Cohort, records: Records) -> EventTable:
    """The event table of the ends of first courses, those of ``cohort`` and its open ones: a cause for each reason.

    Causes are the reasons that are recorded, in the order of their column, then ``death`` on or before the last covered
    day where no reason is known, then ``unknown``; a text that is no reason of ours counts as ``other``. ``records``
    and ``eligibility`` are those of the cohort; whom a rule about the end of the course leaves out cannot be told of
    open courses, so that no such rule may be among them.
    """
    recorded = f"CAST({quoted(f'by_{REASON}')} AS VARCHAR)" if REASON in cohort.groupings else f"'{UNKNOWN}'"
    named = ", ".join(literal(name) for name in REASON_ENDED)
    reason = (
        f"CASE WHEN COALESCE({recorded}, '{UNKNOWN}') <> '{UNKNOWN}' "
        f"THEN CASE WHEN {recorded} IN ({named}) THEN {recorded} ELSE '{OTHER}' END "
        f"WHEN death_day <= 0 THEN '{v.DEATH}' ELSE '{UNKNOWN}' END"
    )
    ends = f"SELECT {LENGTH} AS day, {reason} AS ended, answer FROM first_courses"
    if cohort.stitched_by is not None or cohort.open_ends:
        ends += f" UNION ALL {_open_ends(cohort, records)}"
    seen = set(cohort.query(f"SELECT DISTINCT ended FROM ({ends}) AS ends")["ended"])
    causes = tuple(name for name in (*AS_PLANNED, *EARLY, v.DEATH, UNKNOWN) if name in seen) or (UNKNOWN,)
    which = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(causes, start=1))
    text = sql.counted("day", f"CASE ended {which} ELSE 0 END", exit_day="day", source=f"({ends}) AS ends")
    return cohort.tabulate(
        text, causes, v.EVERYONE, outcome="", competing=(), time_zero=TIME_ZERO, observed_until=None, lacking=(),
        follow_up="",
    )  # fmt: skip


def _open_ends(cohort: Cohort, records: Records) -> str:
    """SQL for the open first courses of eligible people: censored, or ended by death while supply lasted. A recorded
    one that was under way on the last day was seen to go on until the day before."""
    gap = cohort.stitched_by.longest_gap if cohort.stitched_by is not None else 0
    table = f"{quoted(cohort.tables.name)}.open_courses"
    names = ", ".join(f"p.{quoted(name)} AS {quoted(f'by_{name}')}" for name in (*cohort.groupings, "birth_year"))
    courses = OPEN_COURSES.format(gap=gap, people=f", {names}", schema=records.schema)
    who = f"WHERE {verdicts(cohort.rules)} IS NULL" if cohort.rules else ""
    records.keyed.cursor().execute(  # where the tables beside the courses are those of everybody
        f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM ({courses}) AS first_courses {who}"
    )
    return (
        "SELECT CASE WHEN died THEN death_day + 1 ELSE seen END AS day, "
        f"CASE WHEN died THEN '{v.DEATH}' ELSE '' END AS ended, {sql.UNKNOWN_RESPONSE} AS answer "
        "FROM open_courses"
    )


def merged(table: EventTable, into: Mapping[str, Sequence[str]]) -> EventTable:
    """The table with causes joined under new names; those that nobody had are left out, unless none is left."""
    places = {name: [table.causes.index(each) for each in old if each in table.causes] for name, old in into.items()}
    kept = {name: at for name, at in places.items() if at}
    events = np.stack([table.events[:, at].sum(axis=1) for at in kept.values()], axis=1)
    return replace(table, causes=tuple(kept), events=events)


def maybe_running(cohort: Cohort) -> int:
    """How many first courses, as recorded, end on the last day of observation for no known reason."""
    unknown = f"COALESCE(CAST({quoted(f'by_{REASON}')} AS VARCHAR), '{UNKNOWN}') = '{UNKNOWN}'"
    text = f"SELECT COUNT(*) AS n FROM first_courses WHERE {unknown} AND observed_day <= 0 AND death_day IS NULL"
    return int(cohort.query(text)[v.N][0])

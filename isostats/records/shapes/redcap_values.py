"""Which value counts where an export of REDCap has several of a person's field: the latest last contact, the first
relapse after a course, and else the last in the file. Each is told.

A relapse belongs to the course that it follows, and a contact to its person, wherever it was recorded: in a follow-up,
or in a repeating instrument of its own. What stands beside a date (the treatment, the kind of contact) is taken from
its row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from isostats.engines.embedded import Engine, one_row
from isostats.records.column_names import Layout, plain
from isostats.records.findings import Finding
from isostats.records.raw import Raw
from isostats.records.shapes.remaking import filled_sql
from isostats.words.numbers import agreed, count_text, counted

BESIDE_CONTACT = ("last_contact_type", "lost_reason")
LATER = "Later ones can count as well: give them as a file of their own (events: patient_id, date, kind)."


@dataclass(frozen=True)
class Days:
    """Where an export has the days of courses and persons, and whether they can be compared (``in_order``: contacts,
    relapses and starts)."""

    layout: Layout
    start: int | None
    contacts_in_order: bool = False
    relapses_in_order: bool = False
    treatment_beside: bool = False
    contact_beside: frozenset[int] = frozenset()

    def at(self, name: str) -> int | None:
        """The position of one of our columns."""
        return self.layout.positions.get(name)

    def source(self, at: int) -> str:
        """SQL for what a course without a value is given."""
        relapse = self.at("relapse_date")
        if relapse is None or at not in (relapse, self.at("relapse_treatment")):
            return f"persons.p{at}"
        if at == relapse:
            return "relapses.date"
        beside = "relapses.treatment" if self.treatment_beside else f"persons.p{at}"
        alone = f"persons.p{relapse} IS NULL AND {filled_sql(f'file.c{relapse}')} IS NULL"
        own = f"WHEN {filled_sql(f'file.c{relapse}')} IS NOT NULL THEN NULL" if self.treatment_beside else ""
        return f"CASE {own} WHEN relapses.course IS NOT NULL THEN {beside} WHEN {alone} THEN persons.p{at} END"


def day_sql(cell: str) -> str:
    """SQL for a number by which days can be compared, NULL where they cannot: as REDCap writes dates, or whole days."""
    dated = f"CASE WHEN {cell} LIKE '____-__-__%' THEN try_cast(left({cell}, 10) AS DATE) END"
    return f"coalesce(CAST({dated} - DATE '1970-01-01' AS DOUBLE), try_cast({cell} AS DOUBLE))"


def days_of(connection: Engine, raw: Raw, layout: Layout, start: int | None, is_course: str) -> Days:
    """What can be compared of an export, and what stands beside it."""

    def count(where: str) -> int:
        return int(one_row(connection, f"SELECT count(*) FROM {raw.table} WHERE {where}")[0])

    def unclear(at: int) -> bool:
        cell = filled_sql(f"c{at}")
        return count(f"{cell} IS NOT NULL AND {day_sql(cell)} IS NULL") > 0

    def beside(at: int | None, other: int | None) -> bool:
        if at is None or other is None:
            return False
        both = " AND ".join(f"{filled_sql(f'c{each}')} IS NOT NULL" for each in (at, other))
        return count(f"NOT ({is_course}) AND {both}") > 0

    place = layout.positions.get
    contact, relapse, treatment = place("last_contact"), place("relapse_date"), place("relapse_treatment")
    with_contact = {at for at in map(place, BESIDE_CONTACT) if at is not None and beside(contact, at)}
    return Days(
        layout, start,
        contacts_in_order=contact is not None and not unclear(contact),
        relapses_in_order=not any(at is None or unclear(at) for at in (relapse, start)),
        treatment_beside=beside(relapse, treatment),
        contact_beside=frozenset(with_contact),
    )  # fmt: skip


def persons_read(connection: Engine, raw: Raw, days: Days, who: str, is_person: str, is_course: str) -> None:
    """Make ``persons_read``: of each person the value of every field (p0, p1 ...), and how many there are (n0 ...).
    Contacts are those of every row of no course."""
    contact, chosen = days.at("last_contact"), list[str]()  # without one, its key is of no use
    key = day_sql(filled_sql(f"c{contact}"))
    for at in range(len(raw.names)):
        cell = filled_sql(f"c{at}")
        if at != contact and at not in days.contact_beside:
            cell = f"CASE WHEN {is_person} THEN {cell} END"
        value = f"arg_max({cell}, row) FILTER ({cell} IS NOT NULL)"
        if days.contacts_in_order and at == contact:
            value = f"arg_max({cell}, {key}) FILTER ({cell} IS NOT NULL)"
        elif days.contacts_in_order and at in days.contact_beside:
            value = f"coalesce(arg_max_null({cell}, {key}) FILTER ({key} IS NOT NULL), " + (
                f"CASE WHEN count({key}) = 0 THEN {value} END)"
            )
        chosen.append(f"{value} AS p{at}, count(DISTINCT {cell}) AS n{at}")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE persons_read AS SELECT {who} AS who, min(row) AS row, {', '.join(chosen)} "
        f"FROM {raw.table} WHERE NOT ({is_course}) AND {who} IS NOT NULL GROUP BY 1"
    )


def relapses_read(connection: Engine, raw: Raw, days: Days, who: str, is_course: str) -> None:
    """Make ``relapses_read``: of each course the first relapse (date, treatment) that rows of no course tell of it,
    and how many there are; where days cannot be compared, the person's last for each course."""
    relapse, treatment, start = (days.at("relapse_date"), days.at("relapse_treatment"), days.start)
    date = "CAST(NULL AS VARCHAR)" if relapse is None else filled_sql(f"c{relapse}")
    treated = "CAST(NULL AS VARCHAR)" if treatment is None else filled_sql(f"c{treatment}")
    day, first = (day_sql(date), day_sql(filled_sql(f"c{start}"))) if days.relapses_in_order else ("row", "0")
    follows = "(place = 1 OR day >= first) AND (next IS NULL OR day < next)" if days.relapses_in_order else "TRUE"
    least = "arg_min_null" if days.relapses_in_order else "arg_max_null"
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE relapses_read AS
        WITH starts AS (SELECT row, {who} AS who, {first} AS first FROM {raw.table} WHERE {is_course}),
        courses AS (SELECT *, row_number() OVER of_one AS place, lead(first) OVER of_one AS next FROM starts
                    WINDOW of_one AS (PARTITION BY who ORDER BY first NULLS LAST, row)),
        recorded AS (SELECT row, {who} AS who, {date} AS date, {treated} AS treatment, {day} AS day FROM {raw.table}
                     WHERE NOT ({is_course}) AND {date} IS NOT NULL)
        SELECT courses.row AS course, courses.who AS who, {least}(date, day) AS date,
               {least}(treatment, day) AS treatment, count(DISTINCT date) AS relapses, min(recorded.row) AS row
        FROM courses JOIN recorded ON courses.who = recorded.who AND {follows} GROUP BY courses.row, courses.who"""
    )


def of_relapses(connection: Engine, raw: Raw, layout: Layout, instrument: int, course: str) -> Counter[str]:
    """How many rows of other repeating instruments hold a relapse, and are read."""
    if (at := layout.positions.get("relapse_date")) is None:
        return Counter()
    cell = filled_sql(f"c{instrument}")
    held = f"{filled_sql(f'c{at}')} IS NOT NULL AND {cell} <> ?"
    sql = f"SELECT {cell}, count(*) FROM {raw.table} WHERE {held} GROUP BY 1"
    return Counter({str(name): int(count) for name, count in connection.execute(sql, [course]).fetchall()})


def several_told(connection: Engine, raw: Raw, days: Days, own: Sequence[str], ends: tuple[str, ...]) -> list[Finding]:
    """Fields of which a person has several values (but REDCap's ``own``, and names that end so), and which counts."""
    flags = ", ".join(f"count(*) FILTER (n{at} > 1)" for at in range(len(raw.names)))
    counts = one_row(connection, f"SELECT {flags} FROM persons_read")
    findings = [*_relapses_told(connection, raw, days)]
    of_relapse = {days.at("relapse_date"), days.at("relapse_treatment") if days.treatment_beside else None}
    for at, (name, count) in enumerate(zip(raw.names, counts, strict=True)):
        if count and plain(name) not in own and not plain(name).endswith(ends) and at not in of_relapse:
            row, who = one_row(connection, f"SELECT min(row), arg_min(who, row) FROM persons_read WHERE n{at} > 1")
            have = f"{counted(count, 'patient')} {agreed(count, 'has')}"
            message = f"{have} several values of {name}, which does not repeat with courses"
            advice = "The last in the file was taken."
            if days.contacts_in_order and at == days.at("last_contact"):
                advice = "The latest was taken."
            elif days.contacts_in_order and at in days.contact_beside:
                advice = "That of the latest last contact was taken."
            advice += " If it changes with the course, record it in the courses' instrument."
            example = f"patient {who}, from row {row}"
            findings.append(Finding("warning", "redcap_several_values", count, message, row, example, advice, name))
    return findings


def _relapses_told(connection: Engine, raw: Raw, days: Days) -> list[Finding]:
    count, row, several, first, who = one_row(
        connection,
        "SELECT count(*), min(row), count(*) FILTER (relapses > 1), min(row) FILTER (relapses > 1), "
        "arg_min(who, row) FILTER (relapses > 1) FROM relapses_read",
    )
    at = days.at("relapse_date")
    if not count or at is None:
        return []
    of = f"{counted(count, 'course')} of {raw.source} {agreed(count, 'has')}"
    name, rule = raw.names[at], "redcap_several_values"
    if not days.relapses_in_order:
        advice = "Days are not all written as REDCap does (2019-04-03): the person's last one was given to each course."
        message = f"{of} a relapse from a row of no course"
        return [Finding("warning", rule, count, message, row, f"row {row}", advice, name)]
    message = f"{of} a relapse from a row of no course; each is of the course that it follows"
    findings = [Finding("note", "redcap_relapses_read", count, message, row, f"row {row}", column=name)]
    if several:
        have = agreed(several, "has")
        message = f"{count_text(several)} of {counted(count, 'course')} {have} several relapses in rows of no course"
        advice = f"The first was taken. {LATER}"
        example = f"patient {who}, from row {first}"
        findings.append(Finding("warning", rule, several, message, first, example, advice, name))
    return findings

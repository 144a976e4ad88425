"""An export of REDCap as one row per course: rows of the repeating instrument of courses, with the fields of the
person, which stand in rows of their own, and words for codes.

Without repeating instruments (a longitudinal project, or a row a person) the rows with a start are courses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.column_names import Layout, plain
from isostats.records.findings import Finding
from isostats.records.raw import Raw, unusable
from isostats.records.shapes.numbered import STARTS, says
from isostats.records.shapes.redcap_dictionary import HOW_TO_EXPORT, Field
from isostats.records.shapes.redcap_events import as_events
from isostats.records.shapes.redcap_values import (
    Days,
    days_of,
    of_relapses,
    persons_read,
    relapses_read,
    several_told,
)
from isostats.records.shapes.remaking import filled_sql, remade
from isostats.words.numbers import agreed, count_text, counted

INSTRUMENT = ("redcap_repeat_instrument", "repeat_instrument")
OWN = (*INSTRUMENT, "redcap_repeat_instance", "repeat_instance", "redcap_event_name", "event_name")
"""Columns that are REDCap's own: none of them is kept."""
STATUS = ("_complete", "complete?")
JOINT = "; "


@dataclass(frozen=True)
class Export:
    """An export with its dictionary: the field of each column, where there is one, and the names of the columns."""

    raw: Raw
    fields: Mapping[str, Field]

    @property
    def names(self) -> list[str]:
        """The names of the columns, those of fields as the project calls them, even in an export with labels."""
        labels: dict[str, list[str]] = {}
        for field in self.fields.values():
            labels.setdefault(plain(field.label), []).append(field.name)
            for box, words in field.boxes.items():
                labels.setdefault(plain(f"{field.label} (choice={words})"), []).append(box)
        of_label = {label: of[0] for label, of in labels.items() if len(of) == 1}
        return [name if plain(name) in self.fields else of_label.get(plain(name), name) for name in self.raw.names]

    @property
    def record(self) -> int:
        """Where the record's id stands: REDCap has it first."""
        return next((at for at, name in enumerate(self.raw.names) if plain(name) not in OWN), 0)

    @property
    def repeats(self) -> bool:
        """Whether a person may have several rows: REDCap then has columns of its own that tell which is which."""
        return self.at(*OWN) is not None

    def at(self, *names: str) -> int | None:
        """The position of the first of some plain names that is there."""
        plains = [plain(name) for name in self.raw.names]
        return next((plains.index(name) for name in names if name in plains), None)


def require_of_project(export: Export) -> None:
    """Raise Unusable where a dictionary knows hardly any of the columns: it is that of another project."""
    boxes = {name for field in export.fields.values() for name in field.boxes}
    asked = [name for name in map(plain, export.names) if name not in OWN and not name.endswith(STATUS)]
    known = [name for name in asked if name in export.fields or name in boxes]
    if 2 * len(known) < len(asked):
        unknown = next(name for name in asked if name not in known)
        message = f"the data dictionary has {len(known)} of {counted(len(asked), 'column')} of {export.raw.source}"
        advice = f"'{unknown}' is not in it; it seems to be that of another project. {HOW_TO_EXPORT}"
        raise unusable("redcap_dictionary", message, advice)


def courses_of_export(connection: Engine, export: Export, layout: Layout) -> tuple[Raw, list[Finding]]:
    """The rows that are courses, each with its person's fields. ``layout`` is that of the export's names.

    Raises Unusable where it cannot be told which rows these are.
    """
    raw, findings = export.raw, list[Finding]()
    instrument = export.at(*INSTRUMENT)
    start = _start(export, layout)
    is_course, is_person = "TRUE", "FALSE"
    if instrument is not None:
        course, others = _instruments(connection, raw, instrument, start)
        is_course = f"coalesce({filled_sql(f'c{instrument}')} = {literal(course)}, FALSE)"
        is_person = f"{filled_sql(f'c{instrument}')} IS NULL"
        findings += _read(connection, raw, is_course, course)
        others -= of_relapses(connection, raw, layout, instrument, course)
        ways = (as_events(connection, raw, export.fields, export.record, instrument, each) for each in others)
        way = next(filter(None, ways), "")
        findings += _other_rows(raw, others, _contacts(connection, raw, layout, instrument, others) + way)
    elif export.repeats:
        if start is None:
            raise _unclear(export, "no column of it says that it holds the starts of courses")
        is_course = f"{filled_sql(f'c{start}')} IS NOT NULL"
        is_person = f"NOT ({is_course})"
    elif start is not None:  # a row a person, of whom some have had no course
        either = [filled_sql(f"c{at}") for at in (start, layout.positions.get("course_end", start))]
        is_course = f"coalesce({', '.join(either)}) IS NOT NULL"
        is_person = f"NOT ({is_course})"
    days = days_of(connection, raw, layout, start, is_course)
    made, noticed = _with_person(connection, export, days, is_course, is_person)
    return made, [*findings, *noticed]


def _start(export: Export, layout: Layout) -> int | None:
    """Where the starts of courses stand: as the study says, or the only column whose name says so."""
    if (at := layout.positions.get("course_start")) is not None:
        return at
    likely = [at for at, name in enumerate(export.names) if says(plain(name), STARTS)]
    return likely[0] if len(likely) == 1 else None


def _instruments(connection: Engine, raw: Raw, at: int, start: int | None) -> tuple[str, Counter[str]]:
    """The repeating instrument whose rows are courses, and the rows of each other one."""
    cell, held = filled_sql(f"c{at}"), "0" if start is None else f"count({filled_sql(f'c{start}')})"
    sql = f"SELECT {cell} AS name, count(*), {held} FROM {raw.table} WHERE {cell} IS NOT NULL GROUP BY 1 ORDER BY 1"
    rows = {str(name): (int(count), int(starts)) for name, count, starts in connection.execute(sql).fetchall()}
    likely = [name for name, (_, starts) in rows.items() if starts] or list(rows)
    if not rows or (len(likely) > 1 and start is None):
        what = f"its repeating instruments are {', '.join(rows)}" if rows else "no row is of a repeating instrument"
        raise unusable(
            "redcap_courses", f"{raw.source} does not tell which of its rows are courses: {what}",
            'Say which field holds the first day of a course: columns = {course_start = "your name"}.',
        )  # fmt: skip
    if len(likely) > 1:
        message = f"the starts of courses stand in rows of several repeating instruments: {', '.join(likely)}"
        raise unusable(
            "redcap_courses", message, "Export each of them, with the person's fields, as a file of its own."
        )
    return likely[0], Counter({name: count for name, (count, _) in rows.items() if name != likely[0]})


def _read(connection: Engine, raw: Raw, is_course: str, instrument: str) -> list[Finding]:
    count, row = one_row(connection, f"SELECT count(*), min(row) FROM {raw.table} WHERE {is_course}")
    are = "is a course" if count == 1 else "are courses"
    message = f"{counted(count, 'row')} of {raw.source} {are}: those of {instrument}"
    advice = "All other rows hold fields of the person, which each course is given."
    return [Finding("note", "redcap_courses_read", count, message, row, f"row {row}", advice)]


def _unclear(export: Export, why: str) -> Exception:
    advice = 'Say which field holds the first day of a course: columns = {course_start = "your name"}.'
    return unusable("redcap_courses", f"{export.raw.source} does not tell which of its rows are courses: {why}", advice)


def _contacts(connection: Engine, raw: Raw, layout: Layout, instrument: int, others: Mapping[str, int]) -> str:
    """That the last contact is taken from rows of other instruments, where it stands there."""
    if (at := layout.positions.get("last_contact")) is None or not others:
        return ""
    cell = filled_sql(f"c{instrument}")
    listed = ", ".join(map(literal, others))
    sql = f"SELECT count(*) FROM {raw.table} WHERE {cell} IN ({listed}) AND {filled_sql(f'c{at}')} IS NOT NULL"
    rows = int(one_row(connection, sql)[0])
    return f" But last_contact is the latest {raw.names[at]} of all, {count_text(rows)} of them there." if rows else ""


def _other_rows(raw: Raw, others: Mapping[str, int], way: str) -> list[Finding]:
    if not others:
        return []
    rows = sum(others.values())
    named = ", ".join(f"{name} ({count_text(count)})" for name, count in others.items())
    message = (
        f"{counted(rows, 'row')} of {raw.source} {agreed(rows, 'is')} of other repeating instruments: {named}"
    )
    advice = f"They are left out: only courses are read here.{way}"
    return [Finding("warning", "redcap_rows_left_out", rows, message, advice=advice)]


def _with_person(
    connection: Engine, export: Export, days: Days, is_course: str, is_person: str
) -> tuple[Raw, list[Finding]]:
    """Courses with what the person's own rows hold where the course has nothing: of several values the one that
    :mod:`.redcap_values` says."""
    raw, record = export.raw, f"c{export.record}"
    who = filled_sql(record)
    persons_read(connection, raw, days, who, is_person, is_course)
    relapses_read(connection, raw, days, who, is_course)
    findings = several_told(connection, raw, days, OWN, STATUS)
    findings += _no_course(connection, raw, who, is_course)
    own = {at: filled_sql(f"file.c{at}") for at in range(len(raw.names))}
    chosen = ", ".join(f"coalesce({cell}, {days.source(at)}) AS c{at}" for at, cell in own.items())
    made = remade(
        connection, raw, raw.names,
        f"SELECT file.row, {chosen} FROM (SELECT * FROM {raw.table} WHERE {is_course}) AS file "
        f"LEFT JOIN persons_read AS persons ON persons.who = {filled_sql(f'file.{record}')} "
        "LEFT JOIN relapses_read AS relapses ON relapses.course = file.row ORDER BY file.row",
    )  # fmt: skip
    connection.execute("DROP TABLE persons_read; DROP TABLE relapses_read")
    return made, findings


def _no_course(connection: Engine, raw: Raw, who: str, is_course: str) -> list[Finding]:
    sql = (
        f"SELECT count(*), min(row), arg_min(who, row) FROM persons_read ANTI JOIN "
        f"(SELECT {who} AS who FROM {raw.table} WHERE {is_course}) AS courses USING (who)"
    )
    count, row, first = one_row(connection, sql)
    if not count:
        return []
    message = f"{counted(count, 'patient')} of {raw.source} {agreed(count, 'has')} no course"
    advice = "They are left out: only courses are counted."
    return [Finding("warning", "no_course", count, message, row, f"patient {first}, row {row}", advice)]


def in_words(connection: Engine, export: Export) -> tuple[Raw, list[Finding]]:
    """Words for codes, and one column for all boxes of a checkbox beside those of each box (yes, no). REDCap's own
    columns go. A code that the dictionary does not have stays as it is, and is told; a word that it has is an answer,
    even where it is "None"."""
    raw, names, findings = export.raw, list[str](), list[Finding]()
    boxes = {name: field for field in export.fields.values() for name in field.boxes}
    forms = {plain(field.form) for field in export.fields.values()}
    chosen, joint, worded = list[str](), dict[str, list[str]](), list[int]()
    for at, name in enumerate(export.names):
        if plain(name) in OWN or plain(name).removesuffix("_complete") in forms or plain(name) == "complete?":
            continue
        cell, key = filled_sql(f"c{at}"), plain(name)
        if field := boxes.get(key):
            box = f"lower({cell}) IN ('1', 'checked', 'yes')"
            joint.setdefault(field.name, []).append(f"CASE WHEN {box} THEN {literal(field.boxes[key])} END")
            no = f"lower({cell}) IN ('0', 'unchecked', 'no')"
            cell = f"CASE WHEN {box} THEN 'yes' WHEN {no} THEN 'no' ELSE {cell} END"
        elif (field := export.fields.get(key)) and field.choices:
            findings += _unknown_codes(connection, raw, at, field)
            worded.append(len(chosen))
            words = " ".join(f"WHEN {literal(code)} THEN {literal(says_so)}" for code, says_so in field.choices.items())
            cell = f"CASE {cell} {words} ELSE {cell} END"
        names.append(name)
        chosen.append(cell)
    for name, parts in joint.items():
        names.append(name)
        chosen.append(f"nullif(concat_ws({literal(JOINT)}, {', '.join(parts)}), '')")
    listed = ", ".join(f"{sql} AS c{new}" for new, sql in enumerate(chosen))
    made = remade(connection, raw, names, f"SELECT row, {listed} FROM {raw.table} ORDER BY row")
    return replace(made, worded=worded), findings


def _unknown_codes(connection: Engine, raw: Raw, at: int, field: Field) -> list[Finding]:
    known = ", ".join(map(literal, [*field.choices, *field.choices.values()]))
    cell = filled_sql(f"c{at}")
    where = f"{cell} IS NOT NULL AND {cell} NOT IN ({known})"
    count, row, text = one_row(
        connection, f"SELECT count(*), min(row), arg_min({cell}, row) FROM {raw.table} WHERE {where}"
    )
    if not count:
        return []
    are = f"{counted(count, 'value')} of {field.name} {agreed(count, 'is')}"
    message = f"{are} not among the choices of the data dictionary"
    advice = "Left as written. Download the dictionary again if the project has changed since."
    return [Finding("warning", "redcap_unknown_code", count, message, row, f"row {row}, '{text}'", advice, field.name)]

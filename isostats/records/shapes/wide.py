"""Courses side by side in one row of a patient (course1_start, course1_end, course2_start ...) as one row per course.

What repeats under the numbers of the starts is of a course; what does not repeat is of the person, and stands in each
of the rows. A row comes out for every course that has a start or an end, with its number: a file that numbers a later
course as an earlier one is told so by the rules of course records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from isostats.engines.embedded import Engine, one_row
from isostats.records.column_names import Layout, plain
from isostats.records.findings import Finding
from isostats.records.input_tables.course_details import VARYING
from isostats.records.raw import Raw, unusable
from isostats.records.row_numbers import COURSE_STEP
from isostats.records.shapes.numbered import Series, series_of
from isostats.records.shapes.remaking import filled_sql, remade
from isostats.words.numbers import agreed, count_text, counted

OF_ONE_COURSE = (
    "daily_dose_mg", "cumulative_dose_mg", "response", "relapse_date", "relapse_treatment",
    *VARYING,
)  # fmt: skip
"""Our columns that say something of one course: without a number, it is that of the first."""
NUMBER = "course_number"
OUR_STARTS = {"course_start", "course_start_day"}
LEFT_OUT = "They are left out, since only courses are counted"
OF_FIRST = "It was taken as that of the first course. If it is of another, number the column as the starts are."
SHOWN = 8


@dataclass(frozen=True)
class Side:
    """Which columns of a wide file are of a course, and which of the person; ``numbers`` are those of its courses."""

    starts: Series
    series: tuple[Series, ...]
    person: tuple[int, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the courses, in order."""
        return tuple(sorted(self.starts.positions))

    def at(self, one: Series, number: int) -> str:
        """SQL for the cell of a series in the course of that number."""
        return f"c{one.positions[number]}" if number in one.positions else "NULL"


def as_mapped(names: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """The user's mapping (ours -> theirs) with the stem of a series where it names one of its columns."""
    plains = [plain(name) for name in names]
    stems = {plains[at]: one.stem for one in series_of(names) for at in one.positions.values()}
    return {our: stems.get(plain(their), their) for our, their in mapping.items()}


def side_by_side(raw: Raw, mapping: Mapping[str, str]) -> Side:
    """Tell the columns of courses from those of the person. ``mapping`` is ours -> theirs, with stems.

    A series is of the courses where it repeats under numbers that the starts have, or is written as they are
    (course2_dose beside course2_start). Raises Unusable where no starts are found, or two series may be the starts.
    """
    series = series_of(raw.names)
    starts = _starts(raw, series, mapping)
    ends = [one for one in series if one.is_end or one.stem == plain(mapping.get("course_end", "course_end"))]
    wanted = starts.numbers.union(*(one.numbers for one in ends if len(one.numbers & starts.numbers) > 1))
    if missing := sorted(wanted - starts.numbers):
        advice = "Give every course its column of starts, or take the column of that end out."
        message = f"{raw.source} has an end of course {missing[0]}, and no start of it"
        raise unusable("wide_without_starts", message, advice)
    of_courses = tuple(one for one in series if one is not starts and _is_of_courses(one, starts))
    taken = {at for one in (starts, *of_courses) for at in one.positions.values()}
    person = tuple(at for at, name in enumerate(raw.names) if at not in taken)
    return Side(starts, (starts, *of_courses), person)


def _is_of_courses(one: Series, starts: Series) -> bool:
    alike = len(starts.before.strip("#_")) > 1 and one.before == starts.before
    if len(starts.numbers) == 1:  # nothing repeats, and only how they are written is left to tell
        written = (one.before[-1:] == "_", one.after) == (starts.before[-1:] == "_", starts.after)
        alike = written or one.before == starts.before
    return one.numbers <= starts.numbers and (len(one.numbers) > 1 or alike)


def _starts(raw: Raw, series: Sequence[Series], mapping: Mapping[str, str]) -> Series:
    """The series of first days: the one that the user names, or ours, or the only one that says so."""
    likely = [one for one in series if one.stem in ({plain(mapping.get("course_start", ""))} - {""} or OUR_STARTS)]
    if not likely and "course_start" not in mapping:
        likely = [one for one in series if one.is_start and len(one.positions) > 1]
    if len(likely) == 1:
        return likely[0]
    likely = likely or [one for one in series if len(one.positions) > 1]
    if not likely:
        message = f"no names of {raw.source} repeat under running numbers, as course1_start and course2_start do"
        advice = "If each row is one course, leave layout out. If titles stand above the names, say header_row as well."
        raise unusable("wide_without_starts", message, advice)
    shown = ", ".join(f"'{raw.names[min(one.positions.values())].strip()}'" for one in likely[:SHOWN])
    message = f"{raw.source} does not tell which of its numbered columns are the starts of courses: {shown}"
    raise unusable("wide_without_starts", message, 'Name one of them: columns = {course_start = "your name"}.')


def courses_in_rows(connection: Engine, raw: Raw, side: Side, layout: Layout) -> tuple[Raw, list[Finding]]:
    """One row per course; ``layout`` is that of the new names. Returns what was noticed on the way.

    Course k of row n is row n + (k - 1) * COURSE_STEP, which messages show as row n.
    """
    names = names_in_rows(raw, side)
    of_one = {layout.positions[name] for name in OF_ONE_COURSE if name in layout.positions}
    end_at = layout.positions.get("course_end")
    ends = next((one for at, one in enumerate(side.series) if at + len(side.person) == end_at), None)
    there = {number: _there(side, ends, number) for number in side.numbers}
    first = f"CASE {' '.join(f'WHEN {sql} THEN {number}' for number, sql in there.items())} END"
    several = f"({' + '.join(f'CAST({sql} AS INTEGER)' for sql in there.values())}) > 1"
    parts = []
    for place, (number, sql) in enumerate(there.items()):
        cells = [
            f"CASE WHEN {first} = {number} THEN c{at} END" if new in of_one else f"c{at}"
            for new, at in enumerate(side.person)
        ]
        cells += [side.at(one, number) for one in side.series]
        cells += [f"'{place + 1}'"] * (len(names) - len(cells))
        listed = ", ".join(f"{cell} AS c{new}" for new, cell in enumerate(cells))
        parts.append(f"SELECT row + {place} * {COURSE_STEP} AS row, {listed} FROM {raw.table} WHERE {sql}")
    findings = [
        *_findings(raw, side),
        *_without_course(connection, raw, side, there),
        *_of_first(
            connection,
            raw,
            {names[new]: side.person[new] for new in sorted(of_one & set(range(len(side.person))))},
            several,
        ),
    ]
    order = f"row % {COURSE_STEP}, row"
    made = remade(connection, raw, names, f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS courses ORDER BY {order}")
    if not made.rows:
        message = f"no row of {raw.source} has a start of a course"
        raise unusable("wide_without_starts", message, "Look at how the file was made.")
    stems = {one.stem for one in side.series if not set(raw.worded).isdisjoint(one.positions.values())}
    worded = [at for at, name in enumerate(names) if name in stems]
    return replace(made, worded=[*made.worded, *worded]), findings


def names_in_rows(raw: Raw, side: Side) -> list[str]:
    """The names of the columns once each course has a row: the person's, the stems, and the number of the course."""
    names = [*(raw.names[at] for at in side.person), *(one.stem for one in side.series)]
    return names if NUMBER in map(plain, names) else [*names, NUMBER]


def _there(side: Side, ends: Series | None, number: int) -> str:
    cells = [side.at(one, number) for one in (side.starts, ends) if one and number in one.positions]
    return f"coalesce({', '.join(map(filled_sql, cells))}) IS NOT NULL"


def _findings(raw: Raw, side: Side) -> list[Finding]:
    """What was taken by rule: which columns are of a course, and which numbered ones are not."""
    stems = ", ".join(one.stem for one in side.series)
    message = f"{raw.source} has up to {counted(len(side.numbers), 'course')} a row; of each course: {stems}"
    held = Finding("note", "wide_courses", len(side.numbers), message, advice="All other columns are the patient's.")
    others = [one for one in series_of(raw.names) if len(one.positions) > 1 and not set(one.positions.values()) & {
        at for each in side.series for at in each.positions.values()}]  # fmt: skip
    renumbered = _renumbered(raw, side)
    if not others:
        return [held, *renumbered]
    shown = ", ".join(f"'{raw.names[min(one.positions.values())].strip()}'" for one in others[:SHOWN])
    series = f"{counted(len(others), 'series', 'series')} of numbered columns (such as {shown})"
    message = f"{series} {agreed(len(others), 'has')} other numbers than the starts of courses"
    advice = "They were kept as columns of the patient. If they are of courses, number them as the starts are."
    return [held, *renumbered, Finding("warning", "wide_other_numbers", len(others), message, advice=advice)]


def _renumbered(raw: Raw, side: Side) -> list[Finding]:
    """That courses of the file have other numbers than those in which they follow each other."""
    places = {number: place for place, number in enumerate(side.numbers, 1) if number != place}
    if not places:
        return []
    number, place = next(iter(places.items()))
    message = f"{raw.source} has no columns of course {place}; its course {number} was counted as course {place}"
    advice = "If courses lie between them, add their columns: a later course is taken for an earlier one as it is."
    return [Finding("warning", "wide_renumbered", len(places), message, advice=advice)]


def _without_course(connection: Engine, raw: Raw, side: Side, there: Mapping[int, str]) -> list[Finding]:
    """Rows without any course, and courses that have values but neither a start nor an end."""
    none = " AND ".join(f"NOT ({sql})" for sql in there.values())
    count, row = one_row(connection, f"SELECT count(*), min(row) FROM {raw.table} WHERE {none}")
    findings = []
    if count:
        of_all = f"of {counted(raw.rows, 'row')}"
        message = f"{_have(count, of_all)} no course with a start or an end"
        advice = f"{LEFT_OUT}."
        findings.append(Finding("warning", "no_course", count, message, row, f"row {row}", advice))
    spare = []
    for number, sql in there.items():
        cells = [filled_sql(f"c{one.positions[number]}") for one in side.series if number in one.positions]
        holds = f"coalesce({', '.join(cells)}) IS NOT NULL"
        spare.append(f"SELECT row FROM {raw.table} WHERE NOT ({sql}) AND {holds}")
    count, row = one_row(connection, f"SELECT count(*), min(row) FROM ({' UNION ALL '.join(spare)}) AS spare")
    if count:
        message = f"{_have(count, 'of the courses side by side')} values, and neither a start nor an end"
        advice = f"{LEFT_OUT}; add the start where there was a course."
        findings.append(Finding("warning", "course_without_days", count, message, row, f"row {row}", advice))
    return findings


def _of_first(connection: Engine, raw: Raw, columns: Mapping[str, int], several: str) -> list[Finding]:
    """Columns of one course that have no number, in rows of several courses."""
    findings = []
    for name, at in columns.items():
        sql = f"SELECT count(*), min(row) FROM {raw.table} WHERE {several} AND {filled_sql(f'c{at}')} IS NOT NULL"
        count, row = one_row(connection, sql)
        if count:
            message = f"{_have(count, 'of the rows with several courses')} one {name.strip()}, which has no number"
            findings.append(Finding("warning", "wide_first_course", count, message, row, f"row {row}", OF_FIRST, name))
    return findings


def _have(count: int, of: str) -> str:
    return f"{count_text(count)} {of} {agreed(count, 'has')}"

"""Sheets of a workbook that no key names, and that list relapses or deaths where course records have none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from isostats.records.column_names import plain
from isostats.records.findings import Finding
from isostats.records.formats.registry import file_and_sheet
from isostats.records.formats.workbook import shown_sheets
from isostats.records.guessing.relapse_days import deaths_in, relapses_in
from isostats.records.guessing.roles import OF_SEVERAL_SHEETS, is_whole_main
from isostats.records.guessing.sheets import open_sheet
from isostats.records.loaded import Loaded
from isostats.records.outcome_names import JOIN_DEATHS, JOIN_RELAPSES
from isostats.records.outcomes_without_days import DIED, UNUSED_DEATHS
from isostats.study.inputs import Inputs
from isostats.study.keys import keys_of
from isostats.study.several import WORKBOOKS


def unread_sheets(inputs: Inputs, courses: Loaded) -> Iterator[Finding]:
    """Warnings for such sheets of the workbook of courses."""
    source = inputs.source("courses")
    wanted = [name for name in ("relapse_date", DIED) if not courses.layout.has(name)]
    if not wanted or not isinstance(source, Path):
        return
    if not courses.layout.has("course_start"):  # which is an error: another sheet may hold the courses
        return
    book, _ = file_and_sheet(source)
    if book.suffix.lower() not in WORKBOOKS:
        return
    sources = [inputs.source(name) for name, key in keys_of(Inputs).items() if key.is_table]
    named = {file_and_sheet(each) for each in sources if isinstance(each, Path) and each.name != book.name}
    for sheet in shown_sheets(book):
        if (book, sheet) in named:
            continue
        looked = open_sheet(book, sheet)
        if {*map(plain, looked.names)} <= {*map(plain, courses.raw.names)}:  # the sheet of courses, or one like it
            continue
        if "relapse_date" in wanted and (column := relapses_in(looked)):
            message = f"the sheet '{sheet}' of {book.name} lists relapses in '{column}', and is not read"
            of_its_own = is_whole_main(looked)
            message += ", as are the courses in it" if of_its_own else ""
            advice = f"Put it with those that are: {OF_SEVERAL_SHEETS}." if of_its_own else JOIN_RELAPSES
            yield Finding("warning", "unread_relapses", 1, message, advice=advice)
        elif DIED in wanted and (column := deaths_in(looked)):
            message = f"the sheet '{sheet}' of {book.name} lists deaths in '{column}', and is not read"
            yield Finding("warning", UNUSED_DEATHS, 1, message, advice=JOIN_DEATHS, column=DIED)

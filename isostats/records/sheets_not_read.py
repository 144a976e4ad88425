"""Sheets of a workbook that no key names, and that list relapses where course records have none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from isostats.records.column_names import plain
from isostats.records.findings import Finding
from isostats.records.formats.registry import file_and_sheet
from isostats.records.formats.workbook import shown_sheets
from isostats.records.loaded import Loaded
from isostats.records.outcome_names import JOIN_RELAPSES, is_about_relapse
from isostats.records.raw import FirstRows
from isostats.records.shapes.first_rows import look_at
from isostats.records.text_forms import forms_of
from isostats.study.inputs import Inputs
from isostats.study.keys import keys_of
from isostats.study.several import WORKBOOKS


def unread_relapses(inputs: Inputs, courses: Loaded) -> Iterator[Finding]:
    """Warnings for such sheets of the workbook of courses."""
    source = inputs.source("courses")
    if courses.layout.has("relapse_date") or not isinstance(source, Path):
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
        column = _relapses_in(look_at(book, sheet), courses)
        if column:
            message = f"the sheet '{sheet}' of {book.name} lists relapses in '{column}', and is not read"
            yield Finding("warning", "unread_relapses", 1, message, advice=JOIN_RELAPSES)


def _relapses_in(first: FirstRows, courses: Loaded) -> str:
    """The column of a sheet that holds days of relapses; nothing where there is none, or it is the sheet of courses."""
    filled = [cells for _, cells in first.rows if any(map(str.strip, cells))]
    names = filled[0] if filled else ()
    if {*map(plain, names)} == {*map(plain, courses.raw.names)}:
        return ""
    for at, name in enumerate(names):
        texts = [cells[at] for cells in filled[1:] if at < len(cells) and cells[at].strip()]
        if texts and is_about_relapse(name) and forms_of(texts).likely == "date":
            return name.strip()
    return ""

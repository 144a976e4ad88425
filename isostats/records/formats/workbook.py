"""A sheet of a workbook as texts: what is on the screen, or a refusal that says which cell is in the way.

All formats are known wherever a file is read, so what looks into a zipped workbook is loaded with the first one.
"""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.doors import toml_text
from isostats.engines.embedded import Engine
from isostats.records.findings import Finding
from isostats.records.formats.sheet_cells import SheetCells
from isostats.records.formats.xls_cells import cells_of_xls, system_of_xls
from isostats.records.raw import (
    FirstRows,
    Format,
    Raw,
    ReadingOptions,
    Unusable,
    as_text,
    no_such_row,
    store_texts,
    unusable,
)
from isostats.scratch import temporary_folder
from isostats.study.several import WORKBOOKS
from isostats.words.numbers import agreed, count_text, counted
from isostats.writing import digest_of

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


LARGE, PACKED = 500_000_000, 200
"""Bytes that a workbook may hold unpacked, where it holds more than so many times its size: tables pack to a tenth."""


def _read(connection: Engine, path: Path, table: str, asked: ReadingOptions) -> Raw:
    """One sheet of a workbook; the first that is not hidden unless another is named. What would be read as nothing
    (cells in error, formulas without a stored value) is refused; one value merged over several rows is noted."""
    import pandas as pd
    from python_calamine import CalamineWorkbook

    from isostats.records.formats.zipped_cells import cells_of_ods

    _require_table(path)
    if "content.xml" in _parts(path) and (cells := cells_of_ods(path, asked.sheet)).is_sparse:
        raise _too_far(cells, path.name)  # which the reader would not survive
    book = CalamineWorkbook.from_path(str(path))
    name, findings = _sheet_of(book, path.name, asked.sheet)
    sheet = f"the sheet '{name}' of {path.name}"
    cells = _cells(path, name, list(book.sheet_names).index(name))
    _require_values(cells, sheet)
    rows = _rows_of(path, name, cells, sheet)
    header = next((number for number, row in enumerate(rows) if _width(row)), None)
    if header is None:
        raise unusable("empty_file", f"{sheet} is empty", "Name another sheet, or fill it.")
    if asked.header_row is not None:
        header = asked.header_row - 1
        if not _width(*rows[header : header + 1] or [[]]):
            raise no_such_row(asked.header_row, sheet, len(rows))
    if count := sum(header < row < len(rows) and _width(rows[row]) > 0 for row in cells.hidden):
        are = agreed(count, "is")
        message = f"{counted(count, 'row')} of {sheet} {are} hidden, by a filter perhaps, and read like the others"
        advice = "If they are not to count, save the rows that are shown as a file of their own."
        findings.append(Finding("warning", "hidden_rows", count, message, advice=advice))
    texts = [[as_text(cell) for cell in row] for row in rows[header:]]
    names = [text or "" for text in texts[0]]
    frame = pd.DataFrame(texts[1:], columns=range(len(names)), dtype=object)
    raw = store_texts(connection, frame, table, names, digest_of(path), path.name, header + 2)
    merged = _over_rows(cells, rows, header)
    return replace(
        raw, findings=tuple(findings), date_system=date_system(path), header_row=header + 1, sheet=sheet, merged=merged
    )


def _first_rows(path: Path, sheet: str | None, most: int) -> FirstRows:
    """The rows of the sheet as they stand, with the cells that show one value over several rows."""
    from python_calamine import CalamineWorkbook

    _require_table(path)
    book = CalamineWorkbook.from_path(str(path))
    name, _ = _sheet_of(book, path.name, sheet)
    cells = _cells(path, name, list(book.sheet_names).index(name))
    rows = _rows_of(path, name, cells, path.name)
    texts = ((number, tuple(as_text(cell) or "" for cell in row)) for number, row in enumerate(rows[:most], 1))
    merged = ((first[0] + 1, last[0] + 1, first[1]) for first, last in cells.merged if last[0] > first[0])
    return FirstRows(path.name, tuple(texts), whole=len(rows) <= most, merged=tuple(sorted(merged)))


def _require_table(path: Path) -> None:
    """Refuse a file that unpacks to far more than any table does, before its reader takes as much memory."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as book:
        size, unpacked = path.stat().st_size, sum(part.file_size for part in book.infolist())
    if unpacked > LARGE and unpacked > PACKED * size:
        raise unusable(
            "unreadable_file", f"{path.name} holds {count_text(unpacked // 1_000_000)} MB in "
            f"{count_text(max(1, size // 1_000_000))} MB, which no table does",
            "Look what it holds: empty cells that were formatted, perhaps. Save the rows alone as CSV.",
        )


def _sheet_of(book: CalamineWorkbook, file: str, sheet: str | None) -> tuple[str, list[Finding]]:
    """The name of the sheet that is read, and a warning where it is the first of several."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    names = list(book.sheet_names)
    if sheet is not None and sheet not in names:
        raise unusable("unreadable_file", f"{file} has no sheet '{sheet}'", f"Sheets: {', '.join(names)}.")
    if not names:
        raise unusable("empty_file", f"{file} has no sheets", "Export the file again.")
    if sheet is not None or len(names) == 1:
        return sheet or names[0], []
    shown = [each for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
    hidden = [repr(name) for name in names if name not in {each.name for each in shown}]
    name = next((each.name for each in shown if each.typ == SheetTypeEnum.WorkSheet), names[0])
    which = "the first" if name == names[0] else "the first that is not hidden"
    others = f" (hidden: {', '.join(hidden)})" if hidden else ""
    message = f"{file} has {len(names)} sheets; {which}, '{name}', was read{others}"
    another = next((each.name for each in shown if each.name != name), next(each for each in names if each != name))
    advice = f"Name another with its file: {toml_text(f'{file}#{another}')}."
    return name, [Finding("warning", "several_sheets", len(names), message, advice=advice)]


def _rows_of(path: Path, name: str, cells: SheetCells, sheet: str) -> list[list[Any]]:
    """The rows from the first on, empty ones included, up to the last column in which something is written."""
    from python_calamine import CalamineWorkbook

    from isostats.records.formats.zipped_cells import without_blank_cells

    with temporary_folder("sheet") as folder:
        source = path
        if cells.is_sparse:
            source = folder / "sheet.xlsx"
            left = without_blank_cells(path, name, source) if "xl/workbook.xml" in _parts(path) else cells
            if left.is_sparse:
                raise _too_far(left, sheet)
        rows = CalamineWorkbook.from_path(str(source)).get_sheet_by_name(name).to_python(skip_empty_area=False)
    width = max(map(_width, rows), default=0)
    return [row[:width] for row in rows]


def _width(row: list[Any]) -> int:
    width = len(row)
    while width and not str(row[width - 1]).strip():
        width -= 1
    return width


def _cells(path: Path, sheet: str, number: int) -> SheetCells:
    """What is to be known of a sheet's cells, in whichever format the file is, whatever its name says."""
    if not (parts := _parts(path)):
        return cells_of_xls(path, number)
    from isostats.records.formats.zipped_cells import cells_of_ods, cells_of_xlsb, cells_of_xlsx

    if "xl/workbook.bin" in parts:
        return cells_of_xlsb(path, sheet)
    return cells_of_ods(path, sheet) if "content.xml" in parts else cells_of_xlsx(path, sheet)


def date_system(path: Path) -> int:
    """The year from which a workbook says that its serial days count: 1904; 0 where it says nothing, which is 1900 in
    nearly all."""
    if not _parts(path):
        return system_of_xls(path)
    from isostats.records.formats.zipped_cells import system_of_zipped

    return system_of_zipped(path)


def _parts(path: Path) -> set[str]:
    """The files within a zipped workbook; none of an old one."""
    if not zipfile.is_zipfile(path):
        return set()
    with zipfile.ZipFile(path) as book:
        return set(book.namelist())


def _require_values(cells: SheetCells, sheet: str) -> None:
    """Refuse a sheet in which something is written that would arrive as nothing."""
    if cells.errors:
        place, error = cells.errors[0]
        held = f"{counted(len(cells.errors), 'cell')} of {sheet} {agreed(len(cells.errors), 'holds')} Excel errors"
        advice = (
            "Correct the formulas. Clear a cell only where nothing is known: an empty relapse counts as none."
        )
        raise unusable("unreadable_file", f"{held} (first: {place}, {error})", advice)
    if cells.formulas:
        number = len(cells.formulas)
        held = f"{counted(number, 'cell')} of {sheet} {agreed(number, 'holds')} a formula without its result"
        advice = (
            "The program that wrote the file did not compute them, and they would be read as empty. Open the file in "
            "a spreadsheet program, save it there, and try again."
        )
        raise unusable("formula_without_value", f"{held} (first: {cells.formulas[0]})", advice)


def _over_rows(cells: SheetCells, rows: list[list[Any]], header: int) -> tuple[tuple[int, int, int], ...]:
    """The cells below the names that show one value over several rows: it is stored in the first of them alone."""

    def stands(row: int, column: int) -> bool:
        return row < len(rows) and _width(rows[row][column : column + 1]) > 0

    over = [
        (first[0] + 1, last[0] + 1, first[1])
        for first, last in cells.merged
        if last[0] > max(first[0], header) and stands(*first) and stands(header, first[1])
    ]
    return tuple(sorted(over))


def _too_far(cells: SheetCells, sheet: str) -> Unusable:
    message = f"{sheet} holds {counted(cells.cells, 'cell')}, but reaches to {cells.furthest}"
    return unusable(
        "unreadable_file", message, "Look at that cell. If it is no part of the table, delete it, and save the file."
    )


FORMAT = Format("Excel (.xlsx)", WORKBOOKS, _read, _first_rows)

"""A sheet of a workbook as texts: what is on the screen, or a refusal that says which cell is in the way."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isostats._checks import counted
from isostats._scratch import temporary_folder
from isostats.records.findings import Finding
from isostats.records.ods_cells import cells_of_ods
from isostats.records.raw import Unusable, unusable
from isostats.records.sheet_cells import SheetCells
from isostats.records.xls_cells import cells_of_xls
from isostats.records.xlsb_cells import cells_of_xlsb
from isostats.records.xlsx_cells import cells_of_xlsx, without_blank_cells

ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, how many there are, and its rows from the first on, empty ones included."""

    name: str
    sheets: int
    rows: list[list[Any]]


def read_sheet(path: Path, sheet: str | None) -> Sheet:
    """One sheet of a workbook; the first unless ``sheet`` names another.

    Raises Unusable where there is no such sheet, or where the sheet holds cells in error, formulas without a stored
    value, or a cell so far from all others that the sheet cannot be read.
    """
    from python_calamine import CalamineWorkbook

    if _parts(path) >= {"content.xml"} and (cells := cells_of_ods(path, sheet)).is_sparse:
        raise _too_far(cells, path.name)  # which the reader would not survive
    book = CalamineWorkbook.from_path(str(path))
    if sheet is not None and sheet not in book.sheet_names:
        raise unusable(
            "unreadable_file", f"{path.name} has no sheet '{sheet}'", f"Sheets: {', '.join(book.sheet_names)}."
        )
    if not book.sheet_names:
        raise unusable("empty_file", f"{path.name} has no sheets", "Export the file again.")
    name = book.sheet_names[0] if sheet is None else sheet
    cells = _cells(path, name, list(book.sheet_names).index(name))
    _require_values(cells, f"the sheet '{name}' of {path.name}")
    if not cells.is_sparse:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        return Sheet(name, len(book.sheet_names), _without_blank_edge(rows))
    with temporary_folder("sheet") as folder:
        neat = folder / "sheet.xlsx"
        left = without_blank_cells(path, name, neat) if "xl/workbook.xml" in _parts(path) else cells
        if left.is_sparse:
            raise _too_far(left, f"the sheet '{name}' of {path.name}")
        rows = CalamineWorkbook.from_path(str(neat)).get_sheet_by_name(name).to_python(skip_empty_area=False)
    return Sheet(name, len(book.sheet_names), _without_blank_edge(rows))


def _without_blank_edge(rows: list[list[Any]]) -> list[list[Any]]:
    """The rows up to the last column in which something is written."""
    width = max(map(_width, rows), default=0)
    return [row[:width] for row in rows]


def _width(row: list[Any]) -> int:
    width = len(row)
    while width and (row[width - 1] == "" or (isinstance(row[width - 1], str) and not row[width - 1].strip())):
        width -= 1
    return width


def several_sheets(path: Path, read: Sheet) -> Iterator[Finding]:
    """A warning where the first of several sheets was read."""
    if read.sheets > 1:
        message = f"{path.name} has {read.sheets} sheets; the first, '{read.name}', was read"
        yield Finding("warning", "several_sheets", read.sheets, message, advice='Name another with sheet = "...".')


def _cells(path: Path, sheet: str, number: int) -> SheetCells:
    """What is to be known of a sheet's cells, in whichever format the file is, whatever its name says."""
    if not (parts := _parts(path)):
        return cells_of_xls(path, number)
    if "xl/workbook.bin" in parts:
        return cells_of_xlsb(path, sheet)
    return cells_of_ods(path, sheet) if "content.xml" in parts else cells_of_xlsx(path, sheet)


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
        raise unusable(
            "unreadable_file",
            f"{counted(len(cells.errors), 'cell')} of {sheet} {_hold(len(cells.errors))} Excel errors "
            f"(first: {place}, {error})",
            "Correct the formulas, or clear the cells whose value is not known.",
        )
    if cells.formulas:
        number = len(cells.formulas)
        raise unusable(
            "formula_without_value",
            f"{counted(number, 'cell')} of {sheet} {_hold(number)} a formula without its result "
            f"(first: {cells.formulas[0]})",
            "The program that wrote the file did not compute them, and they would be read as empty. Open the file in "
            "a spreadsheet program, save it there, and try again.",
        )


def _too_far(cells: SheetCells, sheet: str) -> Unusable:
    return unusable(
        "unreadable_file",
        f"{sheet} holds {counted(cells.cells, 'cell')}, but reaches to {cells.furthest}",
        "Look at that cell. If it is no part of the table, delete it, and save the file.",
    )


def _hold(number: int) -> str:
    return "holds" if number == 1 else "hold"

"""A sheet of a workbook as texts: what is on the screen, or a refusal that says which cell is in the way."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from isostats.engines.embedded import Engine
from isostats.records.findings import Finding
from isostats.records.formats.ods_cells import cells_of_ods
from isostats.records.formats.sheet_cells import SheetCells, place_name
from isostats.records.formats.stored import as_text, digest_of, store_texts
from isostats.records.formats.xls_cells import cells_of_xls
from isostats.records.formats.xlsb_cells import cells_of_xlsb
from isostats.records.formats.xlsx_cells import cells_of_xlsx, without_blank_cells
from isostats.records.raw import Asked, Format, Raw, Unusable, unusable
from isostats.scratch import temporary_folder
from isostats.words.numbers import counted


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the names of all and of those that are hidden, its rows from the first on, empty ones
    included, and how many rows below the header are hidden."""

    name: str
    sheets: tuple[str, ...]
    rows: list[list[Any]]
    hidden: tuple[str, ...] = ()
    hidden_rows: int = 0


def read_sheet(path: Path, sheet: str | None) -> Sheet:
    """One sheet of a workbook; the first that is not hidden unless ``sheet`` names another.

    Raises Unusable where there is no such sheet, or where the sheet holds cells in error, formulas without a stored
    value, one value merged over several rows, or a cell so far from all others that the sheet cannot be read.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    if _parts(path) >= {"content.xml"} and (cells := cells_of_ods(path, sheet)).is_sparse:
        raise _too_far(cells, path.name)  # which the reader would not survive
    book = CalamineWorkbook.from_path(str(path))
    if sheet is not None and sheet not in book.sheet_names:
        raise unusable(
            "unreadable_file", f"{path.name} has no sheet '{sheet}'", f"Sheets: {', '.join(book.sheet_names)}."
        )
    if not book.sheet_names:
        raise unusable("empty_file", f"{path.name} has no sheets", "Export the file again.")
    shown = [each for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
    tables = [each.name for each in shown if each.typ == SheetTypeEnum.WorkSheet]
    name = [*tables, *book.sheet_names][0] if sheet is None else sheet
    cells = _cells(path, name, list(book.sheet_names).index(name))
    _require_values(cells, f"the sheet '{name}' of {path.name}")
    if not cells.is_sparse:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    else:
        with temporary_folder("sheet") as folder:
            neat = folder / "sheet.xlsx"
            left = without_blank_cells(path, name, neat) if "xl/workbook.xml" in _parts(path) else cells
            if left.is_sparse:
                raise _too_far(left, f"the sheet '{name}' of {path.name}")
            rows = CalamineWorkbook.from_path(str(neat)).get_sheet_by_name(name).to_python(skip_empty_area=False)
    rows = _without_blank_edge(rows)
    header = next((number for number, row in enumerate(rows) if _width(row)), len(rows))
    _require_a_value_a_row(cells, rows, header, f"the sheet '{name}' of {path.name}")
    hidden_rows = sum(header < row < len(rows) and _width(rows[row]) > 0 for row in cells.hidden)
    hidden = tuple(each.name for each in book.sheets_metadata if each.visible != SheetVisibleEnum.Visible)
    return Sheet(name, tuple(book.sheet_names), rows, hidden, hidden_rows)


def _without_blank_edge(rows: list[list[Any]]) -> list[list[Any]]:
    """The rows up to the last column in which something is written."""
    width = max(map(_width, rows), default=0)
    return [row[:width] for row in rows]


def _width(row: list[Any]) -> int:
    width = len(row)
    while width and (row[width - 1] == "" or (isinstance(row[width - 1], str) and not row[width - 1].strip())):
        width -= 1
    return width


def sheet_findings(path: Path, read: Sheet, sheet: str | None) -> Iterator[Finding]:
    """Warnings where the first of several sheets was read, and where rows of it are hidden."""
    number = len(read.sheets)
    if number > 1 and sheet is None:
        which = "the first" if read.name == read.sheets[0] else "the first that is not hidden"
        others = f" (hidden: {', '.join(map(repr, read.hidden))})" if read.hidden else ""
        message = f"{path.name} has {number} sheets; {which}, '{read.name}', was read{others}"
        yield Finding("warning", "several_sheets", number, message, advice='Name another with sheet = "...".')
    if read.hidden_rows:
        count = read.hidden_rows
        yield Finding(
            "warning",
            "hidden_rows",
            count,
            f"{counted(count, 'row')} of the sheet '{read.name}' of {path.name} {'is' if count == 1 else 'are'} "
            "hidden, by a filter perhaps, and read like the others",
            advice="If they are not to count, save the rows that are shown as a file of their own.",
        )


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


def _require_a_value_a_row(cells: SheetCells, rows: list[list[Any]], header: int, sheet: str) -> None:
    """Refuse a sheet that shows one value over several rows of a column: it is stored in the first of them alone."""

    def stands(row: int, column: int) -> bool:
        return row < len(rows) and _width(rows[row][column : column + 1]) > 0

    over = [
        (first, last)
        for first, last in cells.merged
        if last[0] > max(first[0], header) and stands(*first) and stands(header, first[1])
    ]
    if over:
        first, last = (place_name(*place) for place in min(over))
        raise unusable(
            "merged_cells",
            f"{sheet} shows {counted(len(over), 'value')} over several rows each (merged cells, first: {first}:{last})",
            "Only the first of these rows holds the value, and the others would be read as empty. Unmerge the cells, "
            "write the value into every row that it is meant for, and save the file.",
        )


def _too_far(cells: SheetCells, sheet: str) -> Unusable:
    return unusable(
        "unreadable_file",
        f"{sheet} holds {counted(cells.cells, 'cell')}, but reaches to {cells.furthest}",
        "Look at that cell. If it is no part of the table, delete it, and save the file.",
    )


def _hold(number: int) -> str:
    return "holds" if number == 1 else "hold"


def _read(connection: Engine, path: Path, table: str, asked: Asked) -> Raw:
    """One sheet of a workbook; the first that is not hidden unless another is named."""
    import pandas as pd

    read = read_sheet(path, asked.sheet)
    rows = read.rows
    header = next((number for number, row in enumerate(rows) if any(as_text(cell) for cell in row)), None)
    if header is None:
        message = f"the sheet '{read.name}' of {path.name} is empty"
        raise unusable("empty_file", message, "Name another sheet, or fill it.")
    names = [as_text(cell) or "" for cell in rows[header]]
    cells = ([as_text(cell) for cell in row] for row in rows[header + 1 :])
    frame = pd.DataFrame(cells, columns=range(len(names)), dtype=object)
    raw = store_texts(connection, frame, table, names, digest_of(path), path.name, header + 2)
    return replace(raw, findings=tuple(sheet_findings(path, read, asked.sheet)))


FORMAT = Format("Excel (.xlsx)", (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), _read)

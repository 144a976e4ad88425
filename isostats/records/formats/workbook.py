"""A sheet of a workbook as texts: what is on the screen, or a refusal that says which cell is in the way.

All formats are known wherever a file is read, so what looks into a zipped workbook is loaded with the first one.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.doors import toml_text
from isostats.engines.embedded import Engine
from isostats.records.column_names import plain
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
from isostats.study.several import ALL_SHEETS, SHEET_COLUMN, WORKBOOKS
from isostats.words.numbers import agreed, count_text, counted
from isostats.writing import digest_of

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


OWN_SHEET = "name_of_sheet"
"""What the column that tells several sheets apart is called where they have one of that name."""
MOST_SHOWN = 12
LARGE, PACKED = 500_000_000, 200
"""Bytes that a workbook may hold unpacked, where it holds more than so many times its size: tables pack to a tenth."""


def _read(connection: Engine, path: Path, table: str, asked: ReadingOptions) -> Raw:
    """One sheet of a workbook, or several of one header, one below the other; the first that is not hidden unless
    another is named. What would be read as nothing (cells in error, formulas without a stored value) is refused; one
    value merged over several rows is noted."""
    import pandas as pd

    from isostats.records.formats.zipped_cells import cells_of_ods

    _require_table(path)
    if "content.xml" in _parts(path) and (cells := cells_of_ods(path, asked.sheet)).is_sparse:
        raise _too_far(cells, path.name)  # which the reader would not survive
    book = _opened(path)
    chosen, findings = _sheets_of(book, asked.sheet, asked.header_row)
    sheets = [_sheet_rows(book, name, asked.header_row) for name in chosen]
    first = sheets[0]
    for each in sheets:
        if count := sum(each.header < row < len(each.rows) and _width(each.rows[row]) > 0 for row in each.cells.hidden):
            are = agreed(count, "is")
            message = f"{counted(count, 'row')} of {each.called} {are} hidden, by a filter perhaps, and read like the "
            advice = "If they are not to count, save the rows that are shown as a file of their own."
            findings.append(Finding("warning", "hidden_rows", count, message + "others", advice=advice))
    names, texts, merged = first.names, list[list[str | None]](), list[tuple[int, int, int]]()
    for each in sheets:
        places, offset = first.places_in(each), len(texts) + first.header - each.header
        own = [[as_text(cell) for cell in row] for row in each.rows[each.header + 1 :]]
        of_sheet: list[str | None] = [each.name] if len(sheets) > 1 else []
        texts += [[None if at is None else row[at] for at in places] + of_sheet for row in own]
        merged += [
            (start + offset, end + offset, places.index(at))
            for start, end, at in _over_rows(each.cells, each.rows, each.header)
        ]
    if len(sheets) > 1:
        names.append(OWN_SHEET if SHEET_COLUMN in map(plain, names) else SHEET_COLUMN)
    frame = pd.DataFrame(texts, columns=range(len(names)), dtype=object)
    raw = store_texts(connection, frame, table, names, digest_of(path), path.name, first.header + 2)
    sheet = first.called if len(sheets) == 1 else f"{len(sheets)} sheets of {path.name}"
    return replace(
        raw, findings=tuple(findings), date_system=date_system(path), header_row=first.header + 1, sheet=sheet,
        merged=tuple(sorted(merged)),
    )  # fmt: skip


@dataclass(frozen=True)
class _Book:
    """A workbook that is open; each of its sheets is parsed once, whatever is asked of it."""

    path: Path
    parsed: CalamineWorkbook
    _rows: dict[str, list[list[Any]]] = field(default_factory=dict, repr=False)

    @property
    def names(self) -> list[str]:
        """The names of its sheets."""
        return list(self.parsed.sheet_names)

    @property
    def shown(self) -> list[str]:
        """The names of those that are not hidden."""
        from python_calamine import SheetVisibleEnum

        return [each.name for each in self.parsed.sheets_metadata if each.visible == SheetVisibleEnum.Visible]

    def rows(self, name: str) -> list[list[Any]]:
        """The rows of a sheet from the first on, empty ones included."""
        if name not in self._rows:
            self._rows[name] = self.parsed.get_sheet_by_name(name).to_python(skip_empty_area=False)
        return self._rows[name]


def _opened(path: Path) -> _Book:
    from python_calamine import CalamineWorkbook

    return _Book(path, CalamineWorkbook.from_path(str(path)))


@dataclass(frozen=True)
class _Sheet:
    """The rows of a sheet, the place of the one with its names, and what messages call it."""

    name: str
    called: str
    cells: SheetCells
    rows: list[list[Any]]
    header: int

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return [as_text(cell) or "" for cell in self.rows[self.header]]

    def places_in(self, other: _Sheet) -> list[int | None]:
        """Where the columns of this sheet stand in another of the same header; a column without a name in none."""
        if self.names == other.names:
            return [*range(len(self.names))]
        theirs = [plain(each) for each in other.names]
        return [theirs.index(each) if each else None for each in map(plain, self.names)]


def _sheet_rows(book: _Book, name: str, header_row: int | None) -> _Sheet:
    """A sheet as it is read. Raises Unusable for one that is empty, or that holds what would be read as nothing."""
    sheet = f"the sheet '{name}' of {book.path.name}"
    cells = _cells(book, name)
    _require_values(cells, sheet)
    rows = _rows_of(book, name, cells, sheet)
    if not any(map(_width, rows)):
        raise unusable("empty_file", f"{sheet} is empty", "Name another sheet, or fill it.")
    header = _header_of(rows, header_row)
    if header_row is not None and not _width(*rows[header : header + 1] or [[]]):
        raise no_such_row(header_row, sheet, len(rows))
    return _Sheet(name, sheet, cells, rows, header)


def _first_rows(path: Path, sheet: str | None, most: int) -> FirstRows:
    """The rows of the sheet as they stand, with the cells that show one value over several rows."""
    _require_table(path)
    book = _opened(path)
    name = _sheet_of(book, sheet)[0][0]
    cells = _cells(book, name)
    rows = _rows_of(book, name, cells, path.name)
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


def _sheets_of(book: _Book, asked: str | None, header_row: int | None) -> tuple[list[str], list[Finding]]:
    """The sheets that are read, with what is said of the others.

    Raises Unusable where none is named and others have the same columns: the people of one sheet would pass for all.
    """
    names, findings = _sheet_of(book, asked, header_row)
    if len(book.names) == 1 or _is_pattern(book, asked):
        return names, findings
    (name,), file = names, book.path.name
    families = _alike(book, [each for each in book.names if each == name or each in book.shown], header_row)
    like = next((family for family in families if name in family), [name])
    if len(like) == 1:
        return names, findings
    as_one, alone = toml_text(f"{file}#{ALL_SHEETS}"), toml_text(f"{file}#{name}")
    others = [each for each in like if each != name]
    if asked is None:
        raise unusable(
            "sheets_of_one_header",
            f"{len(like)} sheets of {file} have the same columns ({_quoted(like)}), and none is named",
            f"To read them as one table, one below the other, name {as_one}; for one alone, {alone}. Sheets of clinics "
            f"that number alike are sources: courses = [{alone}, {toml_text(f'{file}#{others[0]}')}].",
        )
    message = f"{_quoted(others)} of {file} {agreed(len(others), 'has')} the columns of the sheet '{name}', and "
    message += f"{agreed(len(others), 'was')} not read"
    advice = f"If these rows belong to it, read them as one table: {as_one}."
    return names, [Finding("warning", "sheets_unread", len(others), message, advice=advice)]


def _sheet_of(book: _Book, sheet: str | None, header_row: int | None = None) -> tuple[list[str], list[Finding]]:
    """The names of the sheets that are read, several where a pattern such as 20* names them: of those the ones of one
    header. With a warning where it is the first of several, and a note on several that are one."""
    from python_calamine import SheetTypeEnum

    names, file = book.names, book.path.name
    if _is_pattern(book, sheet):
        matched = [name for name in book.shown if fnmatchcase(name, str(sheet))]
        if families := _alike(book, matched, header_row):
            return _as_one(book, max(families, key=len), header_row)
    if sheet is not None and sheet not in names:
        raise unusable("unreadable_file", f"{file} has no sheet '{sheet}'", f"Sheets: {', '.join(names)}.")
    if not names:
        raise unusable("empty_file", f"{file} has no sheets", "Export the file again.")
    if sheet is not None or len(names) == 1:
        return [sheet or names[0]], []
    shown = book.shown
    hidden = [repr(name) for name in names if name not in shown]
    worksheets = [each.name for each in book.parsed.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    name = next((each for each in shown if each in worksheets), names[0])
    which = "the first" if name == names[0] else "the first that is not hidden"
    others = f" (hidden: {', '.join(hidden)})" if hidden else ""
    message = f"{file} has {len(names)} sheets; {which}, '{name}', was read{others}"
    another = next((each for each in shown if each != name), next(each for each in names if each != name))
    advice = f"Name another with its file: {toml_text(f'{file}#{another}')}."
    return [name], [Finding("warning", "several_sheets", len(names), message, advice=advice)]


def _as_one(book: _Book, names: list[str], header_row: int | None) -> tuple[list[str], list[Finding]]:
    """Sheets that are read one below the other, with a note that says how their rows are numbered."""
    if len(names) == 1:
        return names, []
    row, starts = 0, list[tuple[str, int]]()
    for name in names:
        rows = book.rows(name)
        header = _header_of(rows, header_row)
        row = row or header + 2
        starts.append((name, row))
        row += len(rows) - header - 1
    message = f"{len(names)} sheets of {book.path.name} were read as one table; rows are numbered through: "
    message += ", ".join(f"'{name}' from row {count_text(row)}" for name, row in starts)
    left = [each for each in book.shown if each not in names]
    message += f"; not read: {_quoted(left)}" if left else ""
    return names, [Finding("note", "sheets_as_one", len(names), message)]


def _is_pattern(book: _Book, sheet: str | None) -> bool:
    return sheet is not None and ALL_SHEETS in sheet and sheet not in book.names


def shown_sheets(path: Path) -> list[str]:
    """The names of the sheets of a workbook that are not hidden."""
    return _opened(path).shown


def _alike(book: _Book, names: list[str], header_row: int | None) -> list[list[str]]:
    """Sheets that have rows, those of one header together; a header is at least two names."""
    families: dict[frozenset[str], list[str]] = {}
    for name in names:
        rows = book.rows(name)
        header = _header_of(rows, header_row)
        named = frozenset(_names_of(rows[header])) - {""} if header < len(rows) else frozenset()
        if len(named) > 1 and any(map(_width, rows[header + 1 :])):
            families.setdefault(named, []).append(name)
    return list(families.values())


def _header_of(rows: list[list[Any]], header_row: int | None) -> int:
    """The place of the row with the names: the one that is named, else the first that holds anything."""
    first = next((number for number, row in enumerate(rows) if _width(row)), len(rows))
    return first if header_row is None else header_row - 1


def _quoted(names: list[str]) -> str:
    """Names of sheets in quotation marks; of many the first."""
    more = [f"{count_text(len(names) - MOST_SHOWN)} more"] if len(names) > MOST_SHOWN else []
    return ", ".join([*(f"'{name}'" for name in names[:MOST_SHOWN]), *more])


def _names_of(row: list[Any]) -> list[str]:
    return [plain(as_text(cell) or "") for cell in row]


def _rows_of(book: _Book, name: str, cells: SheetCells, sheet: str) -> list[list[Any]]:
    """The rows from the first on, empty ones included, up to the last column in which something is written."""
    rows = _without_blanks(book.path, name, cells, sheet) if cells.is_sparse else book.rows(name)
    width = max(map(_width, rows), default=0)
    return [row[:width] for row in rows]


def _without_blanks(path: Path, name: str, cells: SheetCells, sheet: str) -> list[list[Any]]:
    """The rows of a sheet that reaches far beyond what is written in it, by cells that were formatted alone."""
    from isostats.records.formats.zipped_cells import without_blank_cells

    with temporary_folder("sheet") as folder:
        source = folder / "sheet.xlsx"
        left = without_blank_cells(path, name, source) if "xl/workbook.xml" in _parts(path) else cells
        if left.is_sparse:
            raise _too_far(left, sheet)
        return _opened(source).rows(name)


def _width(row: list[Any]) -> int:
    width = len(row)
    while width and not str(row[width - 1]).strip():
        width -= 1
    return width


def _cells(book: _Book, sheet: str) -> SheetCells:
    """What is to be known of a sheet's cells, in whichever format the file is, whatever its name says."""
    path = book.path
    if not (parts := _parts(path)):
        return cells_of_xls(path, book.names.index(sheet))
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

"""The cells of a sheet of a binary workbook (.xlsb): records of a number, a length and as many bytes."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from isostats.records.formats.sheet_cells import CODES, SheetCells
from isostats.records.formats.xlsx_cells import sheet_part

ROW, BLANK, ERROR, LAST_CELL, FORMULA_ERROR, SHEET = 0, 1, 3, 11, 11, 156
MERGED, ROW_HIDDEN = 176, 0x10


def cells_of_xlsb(path: Path, sheet: str) -> SheetCells:
    """The cells in error, merged cells and hidden rows of a sheet, and how far it reaches.

    Formulas always have their last value in this format.
    """
    with zipfile.ZipFile(path) as book:
        part = sheet_part(book, sheet, "xl/workbook.bin", _sheets_of)
        content = book.read(part) if part else b""
    seen, row = SheetCells(), 0
    for kind, start, length in _records(content):
        if kind == ROW and length >= 4:
            row = struct.unpack_from("<I", content, start)[0]
            if length >= 12 and content[start + 11] & ROW_HIDDEN:
                seen.hidden.add(row)
        elif kind == MERGED and length >= 16:
            top, bottom, left, right = struct.unpack_from("<4I", content, start)
            seen.merged.append(((top, left), (bottom, right)))
        elif BLANK < kind <= LAST_CELL and length >= 9:
            column = struct.unpack_from("<I", content, start)[0]
            seen.see(row, column)
            if kind in (ERROR, FORMULA_ERROR):
                seen.fail(row, column, CODES.get(content[start + 8], "an error"))
    return seen


def _records(content: bytes) -> Iterator[tuple[int, int, int]]:
    """(kind, start of the content, its length)."""
    at, end = 0, len(content)
    while at < end:
        kind = content[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = (kind & 0x7F) | (content[at] & 0x7F) << 7
            at += 1
        length = 0
        for shift in (0, 7, 14, 21):
            if at >= end:
                return
            byte = content[at]
            at += 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, at, length
        at += length


def _sheets_of(content: bytes) -> list[tuple[str, str]]:
    """(name, id of its link) of every sheet."""
    sheets = []
    for kind, start, _ in _records(content):
        if kind == SHEET:
            link, at = _text(content, start + 8)
            sheets.append((_text(content, at)[0], link))
    return sheets


def _text(content: bytes, at: int) -> tuple[str, int]:
    length = struct.unpack_from("<I", content, at)[0]
    end = at + 4 + 2 * length
    return content[at + 4 : end].decode("utf-16-le"), end

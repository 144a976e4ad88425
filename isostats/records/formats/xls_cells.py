"""The cells of a sheet of an old workbook (.xls): a stream of records within a file that is a small file system."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from isostats.records.formats.sheet_cells import CODES, SheetCells

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HIGHEST_SECTOR = 0xFFFFFFFA  # from here on numbers are marks
SHEET, ERROR, FORMULA, END, ROW, MERGED, DATE_SYSTEM = 0x85, 0x205, 0x06, 0x0A, 0x208, 0xE5, 0x22
CELLS = {ERROR, FORMULA, 0x203, 0x204, 0x27E, 0xFD}  # of one cell: error, formula, number, text, packed number, text
ROW_HIDDEN = 0x20
SEVERAL = 0xBD  # packed numbers of several columns


def cells_of_xls(path: Path, number: int) -> SheetCells:
    """The cells in error, merged cells and hidden rows of the sheet of that number (the first is 0), and how far it
    reaches; a formula always has its last value in this format."""
    seen = SheetCells()
    stream = _workbook(path.read_bytes())
    starts = [struct.unpack_from("<I", stream, at)[0] for kind, at, _ in _records(stream, 0) if kind == SHEET]
    if number >= len(starts):
        return seen
    for kind, at, length in _records(stream, starts[number]):
        if kind == ROW and length >= 14 and stream[at + 12] & ROW_HIDDEN:
            seen.hidden.add(struct.unpack_from("<H", stream, at)[0])
        elif kind == MERGED:
            seen.merged += [((top, left), (bottom, right)) for top, bottom, left, right in
                            struct.iter_unpack("<4H", stream[at + 2 : at + 2 + (length - 2) // 8 * 8])]  # fmt: skip
        if kind not in CELLS and kind != SEVERAL:
            continue
        row, column = struct.unpack_from("<HH", stream, at)
        if kind == SEVERAL:
            column += max(0, (length - 6) // 6 - 1)
        seen.see(row, column)
        if kind == ERROR and length >= 8 and stream[at + 7]:
            seen.fail(row, column, CODES.get(stream[at + 6], "an error"))
        elif kind == FORMULA and stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 2:
            seen.fail(row, column, CODES.get(stream[at + 8], "an error"))
    return seen


def system_of_xls(path: Path) -> int:
    """1904 where the workbook says that its days count from there; else 0."""
    stream = _workbook(path.read_bytes())
    says = (stream[at] for kind, at, length in _records(stream, 0) if kind == DATE_SYSTEM and length >= 2)
    return 1904 if any(says) else 0


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(kind, start of the content, its length) until the end of the part; parts within it (charts) are passed over."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += kind in (0x809, 0x409, 0x209)
        if kind == END:
            depth -= 1
            if depth <= 0:
                return
        if depth <= 1:
            yield kind, at + 4, length
        at += 4 + length


def _workbook(file: bytes) -> bytes:
    """The stream of the workbook; where the file is no file system, the file itself."""
    if not file.startswith(MAGIC):
        return file
    size = 1 << struct.unpack_from("<H", file, 30)[0]
    first_entry, _, cutoff, first_small = struct.unpack_from("<IIII", file, 48)
    sectors = file[size:]
    table = struct.unpack("<109I", file[76:512])
    more, count = struct.unpack_from("<II", file, 68)
    for _ in range(count):
        part = struct.unpack(f"<{size // 4}I", sectors[more * size : more * size + size])
        table, more = table + part[:-1], part[-1]
    nexts = b"".join(sectors[at * size : at * size + size] for at in table if at < HIGHEST_SECTOR)
    entries = _chain(sectors, size, nexts, first_entry)
    for at in range(0, len(entries) - 127, 128):
        name = entries[at : at + struct.unpack_from("<H", entries, at + 64)[0]].decode("utf-16-le", "replace")
        if name.rstrip("\0") in ("Workbook", "Book"):
            start, length = struct.unpack_from("<II", entries, at + 116)
            if length >= cutoff:
                return _chain(sectors, size, nexts, start)[:length]
            small = _chain(sectors, size, nexts, struct.unpack_from("<I", entries, 116)[0])  # they lie together
            return _chain(small, 64, _chain(sectors, size, nexts, first_small), start)[:length]
    return b""


def _chain(sectors: bytes, size: int, nexts: bytes, number: int) -> bytes:
    """The sectors of a stream from that number on; ``nexts`` has the number that follows each."""
    parts: list[bytes] = []
    while 4 * number + 4 <= len(nexts) and 4 * len(parts) <= len(nexts):
        parts.append(sectors[size * number : size * number + size])
        number = struct.unpack_from("<I", nexts, 4 * number)[0]
    return b"".join(parts)

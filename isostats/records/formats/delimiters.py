"""Where the columns of a text file end: its delimiter, and the names in its header."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from isostats.records.column_names import plain
from isostats.records.raw import no_such_row, unusable

DELIMITERS = ",;\t|"
csv.field_size_limit(2**31 - 1)  # a long note in a cell is read; Python's own limit is 128 KiB
LOOKED_AT = 200  # lines that tell where columns end, when none of them is known to hold their names


def sniff(
    path: Path, encoding: str, known: Collection[str], header_row: int | None = None
) -> tuple[tuple[str, ...], str]:
    """The header's names and the delimiter: the one that makes the most known names, then the most names."""
    if header_row is not None:
        return _names_in(path, encoding, header_row)
    with decoded(path), path.open(encoding=encoding, newline="") as file:
        first = next((line for line in file if line.strip(" \t\r\n,;|\ufeff")), "")
    if not first:
        raise unusable("empty_file", f"{path.name} is empty (blank lines only)", "Export the file again.")
    if first.lstrip("\ufeff \t").startswith(("{", "[{")) or first.strip("\ufeff \t\r\n") == "[":
        advice = "Give it the ending .json, or .jsonl where each line is a record."
        raise unusable("unreadable_file", f"{path.name} holds JSON, not a table of text", advice)

    def score(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([first], delimiter=delimiter))
        return sum(plain(name) in known for name in names), len(names)

    delimiter = max(DELIMITERS, key=score)
    with path.open(encoding=encoding, newline="") as file:
        for cells in csv.reader(file, delimiter=delimiter):
            if any(cell.strip("\ufeff \t") for cell in cells):
                return tuple(cells), delimiter
    raise unusable("empty_file", f"{path.name} has no header", "Export the file again.")  # pragma: no cover


def _names_in(path: Path, encoding: str, header_row: int) -> tuple[tuple[str, ...], str]:
    """The names in a row, and the delimiter that it and most rows below it agree on."""
    with decoded(path), path.open(encoding=encoding, newline="") as file:
        lines = list(islice(file, header_row - 1, header_row - 1 + LOOKED_AT))
        delimiter = max(DELIMITERS, key=lambda sign: agreeing(lines, sign))
        file.seek(0)
        number, rows = 0, csv.reader(file, delimiter=delimiter)
        for number, cells in enumerate(rows, 1):
            if number == header_row and any(cell.strip("\ufeff \t") for cell in cells):
                return tuple(cells), delimiter
            if number == header_row:
                break
    raise no_such_row(header_row, path.name, number)


def agreeing(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """How many lines have the number of columns that most have, and how many these are."""
    widths = Counter[int]()
    with suppress(csv.Error):
        widths.update(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if len(cells) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


@contextmanager
def decoded(path: Path) -> Iterator[None]:
    """What cannot be decoded in the block becomes a finding about the file."""
    try:
        yield
    except UnicodeError as error:
        message = f"{path.name} is neither UTF-8, UTF-16 nor Windows-1252 text"
        raise unusable("unreadable_text", message, "Save it as CSV UTF-8.") from error

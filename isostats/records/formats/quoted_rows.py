"""Quoted cells that hold whole rows: a quotation mark opened in one row and closed in a later one.

The file is well-formed then, and every row between the two marks is part of one text. What tells it from a text of
several lines is that its lines are rows: they hold as many delimiters as the header, without blanks, and a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

LINE_END = re.compile(r"\r\n|\r|\n")


def swallows_rows(cells: Iterable[str], delimiter: str, width: int) -> bool:
    """Whether one of a row's cells holds what should be rows of ``width`` fields.

    >>> swallows_rows(["a", "x\\nb,2019-01-01,7,2,y"], ",", 5)
    True
    >>> swallows_rows(["a", "red, dry, sore,\\nand 2, or 3, creams, daily"], ",", 5)
    False
    """
    return any(_holds_rows(LINE_END.split(cell), delimiter, width) for cell in cells if LINE_END.search(cell))


def are_rows(lines: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether a line after the first is a row of ``width`` fields: prose has a blank after its commas."""
    return any(width > 1 and _fields(line, delimiter) >= width for line in lines[1:])


def _holds_rows(lines: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether lines are rows each, or make up as many fields as so many rows have: of the first row and of the last,
    only a part is in the cell."""
    written = [line for line in lines if line.strip()]
    fields = sum(max(0, _fields(line, delimiter) - 1) for line in written)
    whole = len(written) > 1 < width and fields >= (len(written) - 1) * (width - 1)
    return whole or are_rows(lines, delimiter, width)


def _fields(line: str, delimiter: str) -> int:
    """The fields of a line as of a row; 0 where none of them holds a digit, as every row has a date."""
    if not any(sign.isdigit() for sign in line):
        return 0
    return 1 + line.count(delimiter) - line.count(f"{delimiter} ")

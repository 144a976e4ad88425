"""The number of a row, as the file has it, where one row of the file holds several courses."""

from __future__ import annotations

COURSE_STEP = 1 << 32
"""Of several courses in a row the first has the row's own number, and further ones are so many apart."""


def file_row(row: int) -> int:
    """The number that a row has in the file.

    >>> file_row(7), file_row(7 + 2 * COURSE_STEP)
    (7, 7)
    """
    return row % COURSE_STEP

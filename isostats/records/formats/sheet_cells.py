"""What a reader of workbooks does not tell: cells in error, formulas never computed, cells far from all others, merged
cells, hidden rows.

The reader (calamine) gives the first two as empty cells, and a recorded relapse would be lost; and it makes room for
every cell between the first and the last, however few there are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

NOT_RECORDED = "#N/A"
"""Excel's own word for not recorded: no error."""
CODES = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
SPARSE, ROOM = 20, 1_000_000  # places for each cell, and places in any case, that are not too many

Place = tuple[int, int]  # row and column, the first being 0


@dataclass
class SheetCells:
    """The cells of a sheet as far as they need a look: (place, error), places of formulas without a value, the first
    and last places of merged cells, the numbers of hidden rows (the first row is 0)."""

    errors: list[tuple[str, str]] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    cells: int = 0
    last_row: Place = (0, 0)  # the cell that is furthest down
    last_column: Place = (0, 0)  # the cell that is furthest to the right

    def see(self, row: int, column: int, times: int = 1) -> None:
        """A cell that holds something."""
        self.cells += times
        if row >= self.last_row[0]:
            self.last_row = (row, column)
        if column >= self.last_column[1]:
            self.last_column = (row, column)

    def fail(self, row: int, column: int, error: str) -> None:
        """A cell in error."""
        if error != NOT_RECORDED:
            self.errors.append((place_name(row, column), error))

    @property
    def is_sparse(self) -> bool:
        """True where the room between the first and the last cell is far more than the cells need."""
        return (self.last_row[0] + 1) * (self.last_column[1] + 1) > SPARSE * self.cells + ROOM

    @property
    def furthest(self) -> str:
        """The cell that makes the sheet so large."""
        down, right = self.last_row, self.last_column
        return place_name(*(right if right[1] > 200 or right[0] == down[0] else down))


def place_name(row: int, column: int) -> str:
    """A place as a spreadsheet shows it.

    >>> place_name(0, 0), place_name(1048575, 16383)
    ('A1', 'XFD1048576')
    """
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"


def place_of(name: str) -> Place:
    """The row and column of a place as a spreadsheet shows it.

    >>> place_of("A1"), place_of("XFD1048576")
    ((0, 0), (1048575, 16383))
    """
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(name[len(letters) :]) - 1, column - 1

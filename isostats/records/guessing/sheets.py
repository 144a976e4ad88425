"""A file as a person sees it who opens it: where its names stand, and what its columns hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from isostats.records.column_names import plain
from isostats.records.formats.workbook import date_system, shown_sheets
from isostats.records.guessing.column_words import is_known
from isostats.records.guessing.synonyms import says_nothing
from isostats.records.raw import FirstRows, refused
from isostats.records.schema import BLANK, MISSING_SIGNS
from isostats.records.shapes.first_rows import look_at
from isostats.records.shapes.guesses import LOOKED_AT, REDCAP, REDCAP_LABELS, guess_shape, names_without_copies
from isostats.records.shapes.guesses import Guess as ShapeGuess
from isostats.records.shapes.numbered import series_of
from isostats.records.text_forms import Forms, forms_of
from isostats.study.several import WORKBOOKS, file_of

NUMBERED = re.compile(r"\b(course|cycle)?\s*#?\d{1,2}\b", re.IGNORECASE)
"""What a label has beside the words that it shares with those of other courses."""
FEW = 40
"""More different values than these are no codes."""


@dataclass(frozen=True)
class SheetColumn:
    """A column of a file: its name, and its cells from the row below the names on; a field of a project has a
    ``label`` beside its name, and what was chosen from a list is ``worded``: there "None" is an answer."""

    name: str
    cells: tuple[str, ...]
    label: str = ""
    worded: bool = False

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """The cells that say something: neither empty nor a sign or word for nothing recorded."""
        filled = [cell.strip(BLANK) for cell in self.cells]
        silent = {each for each in set(filled) if not each or each.lower() in MISSING_SIGNS or says_nothing(each)}
        return tuple(each for each in filled if each not in silent)

    def forms(self, unit: str = "") -> Forms:
        """What its telling cells look like, beside a column of ours in that unit."""
        if unit not in self._forms:
            self._forms[unit] = forms_of(self.telling, unit=unit)
        return self._forms[unit]

    @cached_property
    def _forms(self) -> dict[str, Forms]:
        return {}

    @cached_property
    def values(self) -> Mapping[str, int]:
        """The different texts, those for nothing recorded too, with their cells."""
        cells = Counter(cell.strip(BLANK) for cell in self.cells)
        return {text: rows for text, rows in cells.items() if text}

    @property
    def few(self) -> bool:
        """Whether it has so few different values that they can be codes."""
        return len(set(self.telling)) <= FEW


@dataclass(frozen=True)
class Sheet:
    """The first rows of a file, where its names stand (``shape`` has why), and its columns, in the order of the file.

    ``date_system`` is the year from which a workbook says that its serial days count, 0 where nothing says so,
    ``sheet`` the name of one of several in a workbook, ``first_row`` the first row that holds anything, and ``top`` its
    cells; ``alike`` are sheets that fit as well (of ``one_header`` where their columns are the same). Of courses side
    by side the columns are those of one course: their cells follow each other.
    """

    source: str
    shape: tuple[ShapeGuess, ...]
    columns: tuple[SheetColumn, ...]
    whole: bool = True
    date_system: int = 0
    sheet: str | None = None
    first_row: int = 1
    top: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    one_header: bool = False

    @property
    def is_redcap(self) -> bool:
        """Whether it is an export of REDCap."""
        return any(each.key == "layout" and each.value == "redcap" for each in self.shape)

    @property
    def repeats(self) -> bool:
        """Whether it has columns by which REDCap tells several rows of a person apart."""
        return any(plain(each.name) in (*REDCAP, *REDCAP_LABELS) for each in self.columns)

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return [each.name for each in self.columns]


def open_sheet(source: Any, sheet: str | None = None) -> Sheet:
    """A file, or a frame, as it looks. Raises Unusable where there is nothing to be read."""
    book = file_of(source) if isinstance(source, Path) else None
    system = date_system(book) if book and book.suffix.lower() in WORKBOOKS else 0
    return replace(sheet_of(look_at(source, sheet)), date_system=system, sheet=sheet)


def sheets_in(path: Path) -> list[str]:
    """The names of the sheets of a workbook that are not hidden, where there are several."""
    if path.suffix.lower() not in WORKBOOKS or not path.is_file():
        return []
    with refused(path.name, path.suffix[1:]):
        names = shown_sheets(path)
    return names if len(names) > 1 else []


def sheet_of(first: FirstRows) -> Sheet:
    """The first rows of a file as a sheet: names where they stand, totals left out."""
    known = {plain(cell) for _, cells in first.rows[:LOOKED_AT] for cell in cells if is_known(cell)}
    shape = tuple(guess_shape(first, known))
    values = {guess.key: guess.value for guess in shape}
    names, totals = names_without_copies(first, values["header_row"]), set(values.get("total_rows", ()))
    rows = [cells for number, cells in first.rows if number > values["header_row"] and not _is_total(cells, totals)]
    merged = {
        name.strip() for guess in shape if (guess.key, guess.sure) == ("fill_down", "sure") for name in guess.value
    }
    columns = [SheetColumn(name.strip(), tuple(cells_at(rows, at))) for at, name in enumerate(names)]
    columns = [replace(each, cells=tuple(_repeated(each.cells))) if each.name in merged else each for each in columns]
    if values.get("layout") == "wide":
        columns = side_by_side(columns)
    row, top = next(((number, cells) for number, cells in first.rows if any(map(str.strip, cells))), (1, ()))
    named = tuple(each for each in columns if each.name)
    return Sheet(first.source, shape, named, first.whole, first_row=row, top=top)


def cells_at(rows: Iterable[Sequence[str]], at: int) -> Iterable[str]:
    """The cells of a column; a row that does not reach so far has none."""
    return (cells[at] if at < len(cells) else "" for cells in rows)


def _repeated(cells: Iterable[str]) -> Iterator[str]:
    """Cells, and for an empty one the cell above it."""
    above = ""
    for cell in cells:
        above = cell if cell.strip() else above
        yield above


def _is_total(cells: Sequence[str], totals: set[str]) -> bool:
    return next((cell.strip() for cell in cells if cell.strip()), "") in totals


def side_by_side(columns: Sequence[SheetColumn]) -> list[SheetColumn]:
    """Columns that repeat under running numbers as one, under their name without the number."""
    series = [one for one in series_of([each.name for each in columns]) if len(one.positions) > 1]
    repeated = {at for one in series for at in one.positions.values()}
    joined = []
    for one in series:
        cells = tuple(cell for at in one.positions.values() for cell in columns[at].cells)
        first = columns[min(one.positions.values())]
        label = " ".join(NUMBERED.sub(" ", first.label).split())
        joined.append(replace(first, name=one.stem, cells=cells, label=label))
    return [*(each for at, each in enumerate(columns) if at not in repeated), *joined]

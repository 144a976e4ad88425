"""Dates of which a spreadsheet of another order swapped day and month: those that it could take for a date.

Read day-first where the month was expected, 06/12/2017 becomes the 12th of June, and 24/12/2017, which is no date then,
stays a text. What became a date arrives as one, as a text such as 2017-06-12, or as a serial day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from isostats.records.date_texts import SERIAL, SERIAL_ZERO, SERIALS, serial_day, written

ENOUGH_SWAPPED = 10
"""Of so many dates of each kind it is no chance that no day of the one, and every day of the other, is above 12."""


@dataclass(frozen=True)
class Swapped:
    """The columns with such dates, one of these, and a text that was left."""

    columns: tuple[str, ...]
    date: str
    text: str


@dataclass(frozen=True)
class _Kinds:
    """What became a date in some columns, what stayed a text, and whether one of either cannot have come about so."""

    columns: tuple[str, ...]
    whole: frozenset[str]
    left: frozenset[str]
    otherwise: bool

    @property
    def swapped(self) -> Swapped | None:
        enough = min(len(self.whole), len(self.left)) >= ENOUGH_SWAPPED
        return Swapped(self.columns, min(self.whole), min(self.left)) if enough and not self.otherwise else None


def swapped_dates(columns: Mapping[str, Iterable[str]], date_system: int = 0) -> Swapped | None:
    """The dates of ``columns`` (their texts by name) that a spreadsheet of another order made: what it could take for a
    date in its own order it swapped, so that no such day is above 12, and the rest it left as text. All
    columns show it, or those that hold both kinds, or one. ``date_system`` is that of serial days, where it is known.

    >>> whole = [f"2019-{month:02}-{day:02}" for month, day in enumerate(range(12, 0, -1), 1)]
    >>> swapped_dates({"a": [*whole, *(f"{day}/03/2019" for day in range(13, 28))]})
    Swapped(columns=('a',), date='2019-01-12', text='13/03/2019')
    >>> swapped_dates({"a": [*whole, "2019-01-25", *(f"{day}/03/2019" for day in range(13, 28))]})
    >>> serial = [str(day) for day in range(43466, 43478)]  # 2019-01-01 to 2019-01-12
    >>> swapped_dates({"a": [*serial, *(f"{day}/03/2019" for day in range(13, 28))], "b": ["2019-01-25"]})
    Swapped(columns=('a',), date='43466', text='13/03/2019')
    """
    texts = {name: tuple(each) for name, each in columns.items()}
    for system in (date_system,) if date_system else SERIAL_ZERO:
        kinds = [_kinds(name, of_column, system) for name, of_column in texts.items()]
        mixed = [each for each in kinds if each.whole and each.left]
        for some in (kinds, mixed, *([each] for each in mixed)):
            if swapped := _together(some).swapped:
                return swapped
    return None


def _together(kinds: Sequence[_Kinds]) -> _Kinds:
    return _Kinds(
        tuple(name for each in kinds for name in each.columns if each.whole or each.left),
        frozenset().union(*(each.whole for each in kinds)), frozenset().union(*(each.left for each in kinds)),
        any(each.otherwise for each in kinds),
    )  # fmt: skip


def _kinds(name: str, texts: Iterable[str], date_system: int) -> _Kinds:
    whole, left = dict[str, int](), dict[str, int]()  # with the day that such a date cannot have above 12, or must
    for text in texts:
        date = written(text)
        if date is None:
            serial = SERIAL.fullmatch(text.strip())
            if serial and int(serial[1]) in SERIALS and (day := serial_day(int(serial[1]), date_system)):
                whole[text] = day.day
        elif date.second is None or date.short:
            continue
        elif date.form == "year_first":
            whole[text] = date.second
        elif date.form in ("slashed", "dotted"):
            left[text] = max(date.first, date.second)
    otherwise = max(whole.values(), default=0) > 12 or min(left.values(), default=13) <= 12
    return _Kinds((name,), frozenset(whole), frozenset(left), otherwise)

"""In which order levels stand that nothing else puts in one: numbers by their size, also within a name."""

from __future__ import annotations

import re

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
DIGITS = re.compile(r"(\d+)")
Place = tuple[int, float, tuple[object, ...], str]


def by_number(level: str) -> Place:
    """The place of a level among others: numbers come first, and site 2 comes before site 10.

    >>> sorted(["10", "site 10", "2", "site 2", "1", "north"], key=by_number)
    ['1', '2', '10', 'north', 'site 2', 'site 10']
    """
    if NUMBER.fullmatch(level):
        return 0, float(level), (), level
    in_turn = enumerate(DIGITS.split(level))  # texts, and between them digits: the more of these, the larger
    return 1, 0.0, tuple(_size(piece) if at % 2 else piece for at, piece in in_turn), level


def _size(digits: str) -> tuple[int, str]:
    held = digits.lstrip("0")
    return len(held), held

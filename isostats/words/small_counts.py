"""How few people are written where a custodian lets no small count leave: as words, in force within a release.

``words/numbers.py`` reads what is in force and is the only code that writes by it. Counts are rounded before; few are
those in the first bin, and where none and few are one, nobody as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class FewPeople:
    """Rounded counts from ``least`` to ``most`` are written as ``label``; columns of counts end in ``suffix``.

    >>> [FewPeople(1, 5, "<= 10").holds(count) for count in (0, 5, 15, float("nan"))]
    [False, True, False, False]
    """

    least: float
    most: float
    label: str
    suffix: str = ""

    def holds(self, count: float) -> bool:
        """Whether a rounded count is one of few."""
        return bool(self.label) and self.least <= count <= self.most

    def among(self, counts: pd.Series[Any]) -> pd.Series[bool]:
        """Which of a column of rounded counts are few."""
        numbers = counts.astype(float)
        return (numbers >= self.least) & (numbers <= self.most) & bool(self.label)


EVERY_COUNT = FewPeople(1, 0, "")
"""Every count is written as the number it is."""
_few: ContextVar[FewPeople] = ContextVar("few_people", default=EVERY_COUNT)


def few_people() -> FewPeople:
    """What is in force."""
    return _few.get()


@contextmanager
def few_written(few: FewPeople) -> Iterator[None]:
    """Have few people be written so within the ``with``."""
    before = _few.set(few)
    try:
        yield
    finally:
        _few.reset(before)

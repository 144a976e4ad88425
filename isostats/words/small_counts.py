"""How few people are written where a custodian lets no small count leave: as words, in force within a release.

``words/numbers.py`` reads what is in force and is the only code that writes by it. Counts are rounded before; few are
those in the first bin, and where none and few are one, nobody as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from isostats.vocabulary import names as v

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class FewPeople:
    """Rounded counts from ``least`` to ``most`` are written as ``label``; columns of counts end in ``suffix``.

    Of pooled releases ``sums`` are the sums of few at every site, and how each is written.

    >>> [FewPeople(1, 5, "<= 10").holds(count) for count in (0, 5, 15, float("nan"))]
    [False, True, False, False]
    """

    least: float
    most: float
    label: str
    suffix: str = ""
    sums: Mapping[int, str] = field(default_factory=dict)

    @property
    def counts(self) -> tuple[int, ...]:
        """Every rounded count that is few, in order."""
        within = range(ceil(self.least), floor(self.most) + 1) if self.label else ()
        return tuple(sorted({*within, *self.sums}))

    def label_of(self, count: float) -> str:
        """What stands for a count that is few."""
        return self.sums.get(round(count), self.label)

    def written(self, counts: pd.Series[Any]) -> pd.Series[Any]:
        """A column of rounded counts, the few among them as words."""
        few = self.among(counts)
        return counts.astype(object).mask(few, counts[few].map(self.label_of)) if few.any() else counts.astype(object)

    def holds(self, count: float) -> bool:
        """Whether a rounded count is one of few."""
        return bool(self.label) and (self.least <= count <= self.most or count in self.sums)

    def among(self, counts: pd.Series[Any]) -> pd.Series[bool]:
        """Which of a column of rounded counts are few."""
        numbers = counts.astype(float)
        within = (numbers >= self.least) & (numbers <= self.most)
        return (within | numbers.isin([*self.sums])) & bool(self.label)


COUNTED = {v.N: False, v.EVENTS: False, v.AT_RISK: True, "people": False, "at risk": True}
"""Columns of results.csv and of tables that count people, and whether they are differences of rounded counts."""
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


def of_counts(column: str) -> str:
    """The name of a column as a release writes it; what is left at risk is derived from rounded counts.

    >>> with few_written(FewPeople(1, 4, "", "_midpoint6")):
    ...     of_counts("n"), of_counts("at_risk"), of_counts("estimate")
    ('n_midpoint6', 'at_risk_midpoint6_derived', 'estimate')
    """
    suffix = few_people().suffix
    if not suffix or column not in COUNTED:
        return column
    return f"{column}{suffix}{'_derived' * COUNTED[column]}"

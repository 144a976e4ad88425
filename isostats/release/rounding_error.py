"""How far rounding can have moved a figure: its life table at the extremes of what the published counts allow.

The estimate falls with everyone who left or failed by its day and rises with everyone who failed *before* it, so both
ends are at a corner of the bins: no search, and what comes out is met by some counts that agree with the bins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.release.knowledge import cumulative
from isostats.release.rounding import bins
from isostats.vocabulary import names as v

Floats = NDArray[np.float64]
DUST = 1e-9
"""Both ends are moved outward by so much, which is more than sums of floats lose."""


@dataclass(frozen=True, eq=False)
class Range:
    """Between which two numbers an estimate lies, by group and day of the grid: (G, T)."""

    low: Floats
    high: Floats

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    @property
    def complement(self) -> Range:
        """The same of one less the estimate."""
        return Range(1 - self.high, 1 - self.low)


def remission_range(table: EventTable, base: int) -> Range:
    """Between which shares the life table of the exact counts has those free of the first cause.

    ``table`` is a safe one, by interval, whose counts are midpoints of ``base``.
    """
    outcome, *others = table.causes
    return _free(table, base, [outcome], [*others, v.LEFT])


def naive_range(table: EventTable, base: int) -> Range:
    """The same of the naive share, which is what the first cause leaves of everyone."""
    failed = _part_ranges(table, base)[table.causes[0]]
    low_n, high_n = (np.maximum(each, 1.0)[:, None] for each in bins(np.rint(table.n), base))
    return Range(np.maximum(1 - failed.high / low_n - DUST, 0.0), np.minimum(1 - failed.low / high_n + DUST, 1.0))


def success_range(table: EventTable, base: int) -> Range:
    """The same of those free of every cause, as treatment success is."""
    return _free(table, base, table.causes, [v.LEFT])


def incidence_range(table: EventTable, base: int, cause: str) -> Range:
    """Between which shares the life table of several causes has those who failed by ``cause``.

    Who fails otherwise first lies between never having been at risk of it, as those who left, and staying at risk
    for ever; the estimate lies between the two, which are one where nobody fails otherwise.
    """
    others = [each for each in table.causes if each != cause]
    low = _free(table, base, [cause], [v.LEFT]).complement.low
    return Range(low, _free(table, base, [cause], [*others, v.LEFT]).complement.high)


def _free(table: EventTable, base: int, failing: Iterable[str], leaving: Iterable[str]) -> Range:
    parts = _part_ranges(table, base)
    failed, left = (reduce(add, [parts[name] for name in names]) for names in (failing, leaving))
    low_n, high_n = (each.astype(float)[:, None] for each in bins(np.rint(table.n), base))
    lows, highs = [], []
    for day in range(failed.low.shape[1]):
        late, early = failed.low[:, : day + 1].copy(), np.minimum(failed.high[:, : day + 1], failed.low[:, [day]])
        late[:, day] = failed.high[:, day]
        lows.append(_life_table(low_n, late, left.high[:, : day + 1], least=True))
        highs.append(_life_table(high_n, early, left.low[:, : day + 1], least=False))
    low, high = np.stack(lows, axis=1), np.stack(highs, axis=1)
    return Range(np.maximum(low - DUST, 0.0), np.minimum(high + DUST, 1.0))


def _part_ranges(table: EventTable, base: int) -> dict[str, Range]:
    """The bins of each cumulative count, drawn together where counts only grow, and nowhere above the people."""
    most = bins(np.rint(table.n), base)[1][:, None]
    ranges = {}
    for part, counts in cumulative(table).items():
        low, high = bins(counts, base)
        high = np.minimum(high, most)
        grown = np.maximum.accumulate(low, axis=1), np.minimum.accumulate(high[:, ::-1], axis=1)[:, ::-1]
        ranges[part] = Range(*(each.astype(float) for each in grown))
    return ranges


def _life_table(n: Floats, failed: Floats, left: Floats, *, least: bool) -> Floats:
    """The share free of failure on the last day of cumulative counts that begin on day 0: (G,).

    The least is 0 where the counts are more than the people; the most stays where it is once nobody is at risk.
    """
    none = np.zeros_like(failed[:, :1])
    gone = (np.concatenate([none, left[:, :-1]], axis=1) + left) / 2  # half of those who leave within an interval
    gone[:, 0] = 0.0
    exposed = n - np.concatenate([none, failed[:, :-1]], axis=1) - gone
    kept = n - failed - gone
    ratio = np.divide(kept, exposed, out=np.ones_like(kept), where=exposed > 0)
    if least:
        ratio = np.where(kept <= 0, 0.0, ratio)
    return np.asarray(np.prod(np.clip(ratio, 0.0, 1.0), axis=1))

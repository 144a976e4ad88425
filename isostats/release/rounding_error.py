"""How far rounding can have moved a figure: its life table at the extremes of what the published counts allow.

The estimate falls with everyone who left or failed by its day and rises with everyone who failed *before* it, so both
ends are at a corner of the bins: no search, and what comes out is met by some counts that agree with the bins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.release.knowledge import cumulative
from isostats.release.rounding import bins
from isostats.study.release_rules import ReleaseRules
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


@dataclass(frozen=True, eq=False)
class Bounds:
    """Between which counts the unrounded ones lie: ``people`` (G,), and each of ``parts``, cumulative by day (G, T).

    ``causes`` are those of the table, its outcome first; the other part is that of people who left.
    """

    groups: tuple[str, ...]
    causes: tuple[str, ...]
    people: Range
    parts: Mapping[str, Range]


def bounds_of(table: EventTable, rules: ReleaseRules | int) -> Bounds:
    """The bins of a safe table's counts, drawn together where counts only grow, and nowhere above the people.

    ``table`` is by interval, its counts rounded by ``rules``.
    """
    people = Range(*(each.astype(float) for each in bins(np.rint(table.n), rules)))
    parts = {}
    for part, counts in cumulative(table).items():
        low, high = bins(counts, rules)
        high = np.minimum(high, people.high[:, None])
        grown = np.maximum.accumulate(low, axis=1), np.minimum.accumulate(high[:, ::-1], axis=1)[:, ::-1]
        parts[part] = Range(*(each.astype(float) for each in grown))
    return Bounds(table.groups, table.causes, people, parts)


def remission_range(counts: Bounds) -> Range:
    """Between which shares the life table of the exact counts has those free of the first cause."""
    outcome, *others = counts.causes
    return _free(counts, [outcome], [*others, v.LEFT])


def naive_range(counts: Bounds) -> Range:
    """The same of the naive share, which is what the first cause leaves of everyone."""
    failed, people = counts.parts[counts.causes[0]], counts.people
    low_n, high_n = (np.maximum(each, 1.0)[:, None] for each in (people.low, people.high))
    return Range(np.maximum(1 - failed.high / low_n - DUST, 0.0), np.minimum(1 - failed.low / high_n + DUST, 1.0))


def success_range(counts: Bounds) -> Range:
    """The same of those free of every cause, as treatment success is."""
    return _free(counts, counts.causes, [v.LEFT])


def incidence_range(counts: Bounds, cause: str) -> Range:
    """Between which shares the life table of several causes has those who failed by ``cause``.

    Who fails otherwise first lies between never having been at risk of it, as those who left, and staying at risk
    for ever; the estimate lies between the two, which are one where nobody fails otherwise.
    """
    others = [each for each in counts.causes if each != cause]
    low = _free(counts, [cause], [v.LEFT]).complement.low
    return Range(low, _free(counts, [cause], [*others, v.LEFT]).complement.high)


def _free(counts: Bounds, failing: Iterable[str], leaving: Iterable[str]) -> Range:
    failed, left = (reduce(add, [counts.parts[name] for name in names]) for names in (failing, leaving))
    low_n, high_n = counts.people.low[:, None], counts.people.high[:, None]
    lows, highs = [], []
    for day in range(failed.low.shape[1]):
        late, early = failed.low[:, : day + 1].copy(), np.minimum(failed.high[:, : day + 1], failed.low[:, [day]])
        late[:, day] = failed.high[:, day]
        lows.append(_life_table(low_n, late, left.high[:, : day + 1], least=True))
        highs.append(_life_table(high_n, early, left.low[:, : day + 1], least=False))
    low, high = np.stack(lows, axis=1), np.stack(highs, axis=1)
    return Range(np.maximum(low - DUST, 0.0), np.minimum(high + DUST, 1.0))


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

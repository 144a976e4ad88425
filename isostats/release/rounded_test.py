"""How far rounding can have moved a log-rank test of two groups within sites: bounds that hold, and no narrower ones.

Observed less expected is, summed over days, w d_1 - (1 - w) d_2 with w the second group's share of those at risk. Sums
by parts leave it in cumulative counts, each of which lies in its bin; what w itself can have moved is added on top.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import scipy

from isostats.release.rounding_error import Bounds, Floats, Range
from isostats.vocabulary import names as v


@dataclass(frozen=True)
class LogRankRange:
    """Between which values the test of the exact counts lies: its statistic (1 degree of freedom) and its p."""

    low: float
    high: float

    @property
    def p_values(self) -> tuple[float, float]:
        """The least and the largest p."""
        least, most = (float(scipy.special.chdtrc(1, value)) for value in (self.high, self.low))
        return least, most


def logrank_range(strata: Iterable[Bounds]) -> LogRankRange:
    """The range of a stratified log-rank test of two groups, by the bounds of each stratum's counts.

    The groups of every stratum are the same two in one order; the outcome is the first cause.
    """
    parts = [_of_stratum(counts) for counts in strata]
    away_low, away_high = sum(away.low for away, _ in parts), sum(away.high for away, _ in parts)
    least, most = sum(spread.low for _, spread in parts), sum(spread.high for _, spread in parts)
    nearest = 0.0 if away_low <= 0 <= away_high else min(away_low**2, away_high**2)
    farthest = max(away_low**2, away_high**2)
    return LogRankRange(
        float(nearest / most) if most > 0 else 0.0, float(farthest / least) if least > 0 else float("inf")
    )


def _of_stratum(counts: Bounds) -> tuple[Range, Range]:
    """Of one stratum: observed less expected failures of the first group, and the variance of it."""
    failed = counts.parts[counts.causes[0]]
    exposed = _exposed(counts, failed)
    weight = Range(_ratio(exposed.low[1], exposed.high[0]), _ratio(exposed.high[1], exposed.low[0]))
    middle = (weight.low + weight.high) / 2
    first = _summed(middle, Range(failed.low[0], failed.high[0]))
    second = _summed(1 - middle, Range(failed.low[1], failed.high[1]))
    both = Range(failed.low.sum(axis=0), failed.high.sum(axis=0))
    room = _most(weight.high - middle, both)
    away = Range(np.asarray(first.low - second.high - room), np.asarray(first.high - second.low + room))
    products = np.stack([end * (1 - end) for end in (weight.low, weight.high)])
    highest = np.where((weight.low <= 0.5) & (weight.high >= 0.5), 0.25, products.max(axis=0))
    lowest = _tied(products.min(axis=0), exposed, both)
    return away, Range(np.asarray(_least(lowest, both)), np.asarray(_most(highest, both)))


def _exposed(counts: Bounds, failed: Range) -> Range:
    """Those at risk in each interval, half of those who leave in it taken off: (2, T)."""
    leaving = [counts.parts[part] for part in (*counts.causes[1:], v.LEFT)]
    low_gone, high_gone = sum(each.low for each in leaving), sum(each.high for each in leaving)
    low = counts.people.low[:, None] - _before(failed.high) - _half(np.asarray(high_gone))
    high = counts.people.high[:, None] - _before(failed.low) - _half(np.asarray(low_gone))
    return Range(np.maximum(low, 0.0), np.maximum(high, 0.0))


def _before(cumulative: Floats) -> Floats:
    return np.concatenate([np.zeros_like(cumulative[:, :1]), cumulative[:, :-1]], axis=1)


def _half(cumulative: Floats) -> Floats:
    gone = (_before(cumulative) + cumulative) / 2
    gone[:, 0] = 0.0
    return np.asarray(gone)


def _ratio(part: Floats, other: Floats) -> Floats:
    total = part + other
    return np.divide(part, total, out=np.full_like(total, 0.5), where=total > 0)


def _tied(products: Floats, exposed: Range, both: Range) -> Floats:
    """The products times the least that ties can leave of the variance: (Y - D) / (Y - 1)."""
    most_at_once = both.high - np.concatenate([[0.0], both.low[:-1]])
    people = exposed.low.sum(axis=0)
    left = np.divide(people - most_at_once, people - 1, out=np.zeros_like(people), where=people > 1)
    return np.asarray(products * np.clip(left, 0.0, 1.0))


def _summed(weight: Floats, cumulative: Range) -> Range:
    """Between which sums weights times the steps of a cumulative count lie."""
    by_day = np.append(weight[:-1] - weight[1:], weight[-1])
    ends = np.stack([by_day * cumulative.low, by_day * cumulative.high])
    return Range(np.asarray(ends.min(axis=0).sum()), np.asarray(ends.max(axis=0).sum()))


def _most(weight: Floats, cumulative: Range) -> float:
    """No sum of weights times steps is larger: each step as early as it can be, at the largest weight from then on."""
    falling = np.maximum.accumulate(weight[::-1])[::-1]
    return float(_summed(falling, cumulative).high)


def _least(weight: Floats, cumulative: Range) -> float:
    """No sum of weights times steps is smaller: the least weight for all."""
    return float(weight.min() * cumulative.low[-1])

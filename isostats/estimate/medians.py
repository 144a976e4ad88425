"""The median of numbers that are all known, with exact limits: order statistics, from counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from isostats.errors import EstimateError, require_probability
from isostats.words.numbers import count_text, number_text


@dataclass(frozen=True)
class Median:
    """The median of ``n`` values with its limits at ``level``; NaN where there is none."""

    estimate: float
    lower: float
    upper: float
    n: int
    level: float

    def __str__(self) -> str:
        return (
            f"median {number_text(self.estimate)} ({number_text(self.lower)} to {number_text(self.upper)}) of "
            f"{count_text(self.n)}, limits at {number_text(self.level)}"
        )


def median_of_counts(values: object, counts: object = None, *, level: float = 0.95) -> Median:
    """The median with distribution-free limits: the k-th smallest and the k-th largest value.

    k is the largest whole number with P(B < k) <= (1 - level) / 2, B binomial of n and one half, so the limits hold at
    least the level whatever the values are, ties too; a constant has itself as median and as both limits. Fewer than
    six values have no limits at 95%. Of an even number the median is the mean of the middle two.

    Raises EstimateError for values that are missing, or counts that are no whole people.

    >>> print(median_of_counts([120], [8]))
    median 120 (120 to 120) of 8, limits at 0.95
    """
    from scipy.special import bdtr

    require_probability(level, "level")
    x = np.asarray(values, dtype=float)
    weight = np.ones(len(x)) if counts is None else np.asarray(counts, dtype=float)
    if x.ndim != 1 or weight.shape != x.shape or not np.isfinite(x).all():
        raise EstimateError("A median needs one column of numbers, none missing, and as many counts.")
    if (weight < 0).any() or (weight % 1 != 0).any():
        raise EstimateError("The counts behind a median must be whole people, 0 or more.")
    order = np.argsort(x, kind="stable")
    x, upto = x[order], np.cumsum(weight[order])
    n = int(upto[-1]) if len(upto) else 0
    if not n:
        return Median(np.nan, np.nan, np.nan, 0, level)

    def smallest(rank: int) -> float:
        return float(x[np.searchsorted(upto, rank, side="left")])

    estimate = (smallest((n + 1) // 2) + smallest(n // 2 + 1)) / 2
    tail = (1 - level) / 2
    k = 0
    low, high = 0, n // 2
    while low <= high:  # the largest k with P(B <= k - 1) within the tail
        middle = (low + high) // 2
        if middle == 0 or bdtr(middle - 1, n, 0.5) <= tail:
            k, low = middle, middle + 1
        else:
            high = middle - 1
    limits = (smallest(k), smallest(n - k + 1)) if k else (np.nan, np.nan)
    return Median(estimate, *limits, n, level)

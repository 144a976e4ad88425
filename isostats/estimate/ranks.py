"""Does one number rise with another: Spearman's rank correlation, from counts of pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.alignment import require_one_order
from isostats.errors import EstimateError, require_probability
from isostats.estimate.intervals import normal_quantile
from isostats.words.numbers import count_text, counted, decimal_text, number_text

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RankCorrelation:
    """Spearman's correlation of ``n`` pairs with its limits at ``level``; NaN where there is none."""

    estimate: float
    lower: float
    upper: float
    n: int
    level: float

    def __str__(self) -> str:
        return (
            f"rank correlation {decimal_text(self.estimate, 2)} ({decimal_text(self.lower, 2)} to "
            f"{decimal_text(self.upper, 2)}) of {count_text(self.n)} pairs, "
            f"Bonett-Wright limits at {number_text(self.level)}"
        )


def rank_correlation(x: object, y: object, *, counts: object = None, level: float = 0.95) -> RankCorrelation:
    """Spearman's rank correlation of pairs, tied values sharing their middle rank.

    ``x`` and ``y`` are numbers of one length, none missing; ``counts`` says how many people each pair stands for.
    It is 1 where ``y`` always rises with ``x``, 0 where they know nothing of each other, and NaN where all of ``x`` or
    all of ``y`` are equal. Limits as in :func:`spearman_limits`. Raises EstimateError for
    columns that differ in length, hold missing values, or counts that are negative or no whole people.

    >>> print(rank_correlation([50, 60, 60, 70, 80], [25, 30, 40, 35, 60]))
    rank correlation 0.82 (-0.42 to 0.99) of 5 pairs, Bonett-Wright limits at 0.95
    """
    require_one_order(x=x, y=y, counts=counts)
    pair = [np.asarray(values, dtype=float) for values in (x, y)]
    weight = np.ones(len(pair[0])) if counts is None else np.asarray(counts, dtype=float)
    for name, values in (("x", pair[0]), ("y", pair[1]), ("counts", weight)):
        if values.shape != pair[0].shape or values.ndim != 1:
            raise EstimateError(f"x, y and counts must be columns of one length; {name} has the shape {values.shape}.")
        wrong = ~np.isfinite(values) | (((values < 0) | (values % 1 != 0)) & (name == "counts"))
        if wrong.any():
            raise EstimateError(
                f"{counted(int(wrong.sum()), 'value')} of {name} cannot be used (first: row {int(np.argmax(wrong))}, "
                f"counting from 0: {number_text(values[np.argmax(wrong)])}). Leave such pairs out."
            )
    n = round(weight.sum())
    ranks = [_middle_ranks(values, weight) - (n + 1) / 2 for values in pair]
    spread = [float((weight * rank**2).sum()) for rank in ranks]
    if n == 0 or min(spread) <= 0:
        return RankCorrelation(np.nan, np.nan, np.nan, n, level)
    estimate = float((weight * ranks[0] * ranks[1]).sum() / np.sqrt(spread[0] * spread[1]))
    estimate = min(max(estimate, -1.0), 1.0)
    return RankCorrelation(estimate, *spearman_limits(estimate, n, level=level), n, level)


def spearman_limits(estimate: float, n: int, *, level: float = 0.95) -> tuple[float, float]:
    """Limits of a rank correlation: Fisher's z with the variance (1 + r^2 / 2) / (n - 3) of Bonett and Wright (2000).

    NaN for fewer than four pairs, and where the correlation is 1 or -1.

    >>> [round(limit, 4) for limit in spearman_limits(0.6, 103)]
    [0.4464, 0.7192]
    """
    require_probability(level, "level")
    if n < 4 or not abs(estimate) < 1:
        return np.nan, np.nan
    half = normal_quantile(level) * np.sqrt((1 + estimate**2 / 2) / (n - 3))
    return float(np.tanh(np.arctanh(estimate) - half)), float(np.tanh(np.arctanh(estimate) + half))


def _middle_ranks(values: Floats, weight: Floats) -> Floats:
    _, at = np.unique(values, return_inverse=True)
    people = np.bincount(at, weight)
    return np.asarray((np.cumsum(people) - people + (people + 1) / 2)[at])

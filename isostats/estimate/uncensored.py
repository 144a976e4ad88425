"""Numbers of which none is censored, from counts: their median, and how one follows another."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import partial
from math import nan

import numpy as np
import scipy

from isostats.cohort.counted_columns import require_one_order
from isostats.errors import EstimateError, require_probability
from isostats.estimate.intervals import WithLimits, normal_quantile, t_quantile
from isostats.estimate.kernel import Floats
from isostats.words.numbers import count_text, counted, decimal_text, number_text


@dataclass(frozen=True)
class Median(WithLimits):
    """The median of ``n`` values."""

    def __str__(self) -> str:
        return f"median {self.shown(number_text)} of {count_text(self.n)}, limits at {number_text(self.level)}"


def median_of_counts(values: object, counts: object = None, *, level: float = 0.95) -> Median:
    """The median with distribution-free limits: the k-th smallest and the k-th largest value.

    k is the largest whole number with P(B < k) <= (1 - level) / 2, B binomial of n and one half, so the limits hold at
    least the level whatever the values are, ties too; a constant has itself as median and as both limits. Fewer than
    six values have no limits at 95%. Of an even number the median is the mean of the middle two.

    Raises EstimateError for values that are missing, or counts that are no whole people.

    >>> print(median_of_counts([120], [8]))
    median 120 (120 to 120) of 8, limits at 0.95
    """
    require_probability(level, "level")
    x, weight = _columns(counts, values=values)
    order = np.argsort(x, kind="stable")
    x, upto = x[order], np.cumsum(weight[order])
    n = int(upto[-1]) if len(upto) else 0
    if not n:
        return Median(nan, nan, nan, 0, level)

    def smallest(rank: int) -> float:
        return float(x[np.searchsorted(upto, rank, side="left")])

    estimate = (smallest((n + 1) // 2) + smallest(n // 2 + 1)) / 2
    k = bisect_right(range(n // 2), (1 - level) / 2, key=lambda rank: scipy.special.bdtr(rank, n, 0.5))
    limits = (smallest(k), smallest(n - k + 1)) if k else (nan, nan)
    return Median(estimate, *limits, n, level)


def _columns(counts: object, *, above: float = -np.inf, **columns: object) -> list[Floats]:
    """Columns of one length with their counts, 1 each where there are none; nothing missing, and all people whole."""
    require_one_order(**columns, counts=counts)
    made = {name: np.asarray(values, dtype=float) for name, values in columns.items()}
    shape = next(iter(made.values())).shape
    made["counts"] = np.ones(shape) if counts is None else np.asarray(counts, dtype=float)
    for name, values in made.items():
        if values.shape != shape or values.ndim != 1:
            named = f"{', '.join(columns)} and counts"
            raise EstimateError(f"{named} must be columns of one length; {name} has the shape {values.shape}.")
        wrong = (values < 0) | (values % 1 != 0) if name == "counts" else values <= above
        wrong |= ~np.isfinite(values)
        if wrong.any():
            first = int(np.argmax(wrong))
            raise EstimateError(
                f"{counted(int(wrong.sum()), 'value')} of {name} cannot be used (first: row {first}, counting from 0: "
                f"{number_text(values[first])}). Leave such rows out."
            )
    return list(made.values())


@dataclass(frozen=True)
class RankCorrelation(WithLimits):
    """Spearman's correlation of ``n`` pairs."""

    def __str__(self) -> str:
        shown, pairs = self.shown(partial(decimal_text, digits=2)), count_text(self.n)
        return f"rank correlation {shown} of {pairs} pairs, Bonett-Wright limits at {number_text(self.level)}"


def rank_correlation(x: object, y: object, *, counts: object = None, level: float = 0.95) -> RankCorrelation:
    """Spearman's rank correlation of pairs, tied values sharing their middle rank.

    ``x`` and ``y`` are numbers of one length, none missing; ``counts`` says how many people each pair stands for.
    It is 1 where ``y`` always rises with ``x``, 0 where they know nothing of each other, and NaN where all of ``x`` or
    all of ``y`` are equal. Limits as in :func:`spearman_limits`. Raises EstimateError for
    columns that differ in length, hold missing values, or counts that are negative or no whole people.

    >>> print(rank_correlation([50, 60, 60, 70, 80], [25, 30, 40, 35, 60]))
    rank correlation 0.82 (-0.42 to 0.99) of 5 pairs, Bonett-Wright limits at 0.95
    """
    *pair, weight = _columns(counts, x=x, y=y)
    n = round(weight.sum())
    ranks = [_middle_ranks(values, weight) - (n + 1) / 2 for values in pair]
    spread = [float((weight * rank**2).sum()) for rank in ranks]
    if n == 0 or min(spread) <= 0:
        return RankCorrelation(nan, nan, nan, n, level)
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


FEWEST = 10
"""Pairs below which a slope has no limits."""


@dataclass(frozen=True)
class LogSlope(WithLimits):
    """The slope of log y on log x over ``n`` pairs."""

    std_error: float


def log_slope(x: object, y: object, *, counts: object = None, level: float = 0.95) -> LogSlope:
    """Least squares of log y on log x: 0 where y is one number for all, 1 where it is in proportion to x.

    The standard error is the sandwich of MacKinnon and White (HC3), which does not ask that the scatter be the same
    everywhere; limits by t on n - 2 degrees of freedom. ``counts`` says how many people each pair stands for. NaN for
    fewer than ten pairs, and where all of ``x`` are equal. Raises EstimateError for numbers that are missing or not
    above 0, or counts that are no whole people.

    >>> slope = log_slope([50, 60, 70, 80], [40, 40, 40, 40], counts=[5, 5, 5, 5])
    >>> slope.estimate, slope.upper
    (0.0, 0.0)
    """
    a, b, weight = _columns(counts, above=0.0, x=x, y=y)
    n = int(weight.sum())
    if n < FEWEST or np.ptp(a[weight > 0]) == 0:
        return LogSlope(nan, nan, nan, n, level, nan)
    u, v = np.log(a), np.log(b)
    v = v - v[0]  # a constant stays one to the last digit
    centred = u - (weight * u).sum() / n
    spread = (weight * centred**2).sum()
    estimate = float((weight * centred * v).sum() / spread)
    residual = v - (weight * v).sum() / n - estimate * centred
    leverage = 1 / n + centred**2 / spread
    pulled = residual / np.maximum(1 - leverage, 1e-12)
    std_error = float(np.sqrt((weight * (centred * pulled) ** 2).sum()) / spread)
    half = t_quantile(level, n - 2) * std_error
    return LogSlope(estimate, estimate - half, estimate + half, n, level, std_error)

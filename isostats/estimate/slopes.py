"""How one quantity follows another: the slope of logarithms on logarithms, from counts of pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from isostats.errors import EstimateError
from isostats.estimate.logit_scale import t_quantile

FEWEST = 10
"""Pairs below which a slope has no limits."""


@dataclass(frozen=True)
class LogSlope:
    """The slope of log y on log x over ``n`` pairs, with limits at ``level``; NaN where there is none."""

    estimate: float
    lower: float
    upper: float
    std_error: float
    n: int
    level: float

    def at(self, level: float) -> tuple[float, float]:
        """Limits at another level."""
        half = t_quantile(level, self.n - 2) * self.std_error
        return self.estimate - half, self.estimate + half


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
    a, b = (np.asarray(values, dtype=float) for values in (x, y))
    weight = np.ones(len(a)) if counts is None else np.asarray(counts, dtype=float)
    if a.ndim != 1 or a.shape != b.shape or a.shape != weight.shape:
        raise EstimateError("x, y and counts must be columns of one length.")
    if not (np.isfinite(a) & np.isfinite(b) & (a > 0) & (b > 0)).all():
        raise EstimateError("A slope of logarithms needs numbers above 0, none missing. Leave such pairs out.")
    if (weight < 0).any() or (weight % 1 != 0).any():
        raise EstimateError("The counts behind a slope must be whole people, 0 or more.")
    n = int(weight.sum())
    if n < FEWEST or np.ptp(a[weight > 0]) == 0:
        return LogSlope(np.nan, np.nan, np.nan, np.nan, n, level)
    u, v = np.log(a), np.log(b)
    v = v - v[0]  # a constant stays one to the last digit
    centred = u - (weight * u).sum() / n
    spread = (weight * centred**2).sum()
    estimate = float((weight * centred * v).sum() / spread)
    residual = v - (weight * v).sum() / n - estimate * centred
    leverage = 1 / n + centred**2 / spread
    pulled = residual / np.maximum(1 - leverage, 1e-12)
    std_error = float(np.sqrt((weight * (centred * pulled) ** 2).sum()) / spread)
    fit = LogSlope(estimate, np.nan, np.nan, std_error, n, level)
    return LogSlope(estimate, *fit.at(level), std_error, n, level)

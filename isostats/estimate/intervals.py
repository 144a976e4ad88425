"""Limits and tests of a probability on the log-log scale, so that a test and an interval cannot disagree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from isostats.errors import EstimateError, require_probability

Floats = NDArray[np.float64]


def normal_quantile(level: float) -> float:
    """The two-sided normal quantile of a confidence level, 1.96 for 0.95."""
    return float(ndtri(0.5 + require_probability(level, "level") / 2))


def loglog_limits(estimate: ArrayLike, std_error: ArrayLike, level: float) -> tuple[Floats, Floats]:
    """Lower and upper limits of probabilities by log(-log p) (Kalbfleisch and Prentice 1980).

    p ** exp(-+ z se / (p log p)), for a remission curve and for a cumulative incidence alike, as R's
    ``conf.type = "log-log"``. NaN where the estimate is 0 or 1, or has no standard error: no such limits exist.

    >>> [float(x.round(4)) for x in loglog_limits(0.85, 0.02, 0.95)]
    [0.8059, 0.8848]
    """
    p, se, z = np.asarray(estimate, dtype=float), np.asarray(std_error, dtype=float), normal_quantile(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = np.where((p > 0) & (p < 1), p, np.nan)
        width = z * se / (inside * np.abs(np.log(inside)))
        return inside ** np.exp(width), inside ** np.exp(-width)


@dataclass(frozen=True)
class LogLogTest:
    """``z`` is positive when the estimate lies above the value; ``p_greater`` tests against "not above it"."""

    z: float
    p_value: float
    p_greater: float
    p_less: float


def loglog_test(estimate: float, std_error: float, value: float) -> LogLogTest:
    """Test a probability against a value on the log-log scale of its limits.

    z = (g(value) - g(estimate)) / se(g), g = log(-log), se(g) = std_error / (p |log p|). ``p_value`` is two-sided, and
    below 1 - level exactly where the log-log limits of that level exclude the value. All are NaN where the estimate
    is 0 or 1 or has no positive standard error. Raises EstimateError if the value is not between 0 and 1.

    >>> test = loglog_test(0.80, 0.02, 0.85)
    >>> round(test.z, 3), round(test.p_value, 4), round(test.p_less, 4)
    (-2.83, 0.0047, 0.0023)
    """
    require_probability(value, "value")
    if np.isfinite(estimate) and not 0 <= estimate <= 1:
        raise EstimateError(f"The estimate must be a probability, not {estimate!r}.")
    if not (0 < estimate < 1 and std_error > 0 and np.isfinite(std_error)):
        return LogLogTest(np.nan, np.nan, np.nan, np.nan)
    scale = std_error / (estimate * abs(np.log(estimate)))
    z = float((np.log(-np.log(value)) - np.log(-np.log(estimate))) / scale)
    return LogLogTest(z, float(2 * ndtr(-abs(z))), float(ndtr(-z)), float(ndtr(z)))

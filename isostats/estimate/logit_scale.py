"""Proportions of several studies on the logit scale: estimates, variances, and what a summary of them needs."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from isostats.cohort.alignment import require_one_order
from isostats.errors import EstimateError
from isostats.words.numbers import counted, number_text

Floats = NDArray[np.float64]


def study_counts(events: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Events and people of each study, checked: whole numbers, at least one study, 0 <= events <= n, n above 0."""
    require_one_order(events=events, n=n)
    x, total = np.asarray(events, dtype=float), np.asarray(n, dtype=float)
    if x.ndim != 1 or x.shape != total.shape:
        raise EstimateError("events and n must be two columns of the same length, one number for each study.")
    if not len(x):
        raise EstimateError("There is no study to pool.")
    bad = ~((x >= 0) & (x <= total) & (total > 0) & (np.floor(x) == x) & (np.floor(total) == total) & (total < np.inf))
    if bad.any():
        first = int(np.argmax(bad))
        raise EstimateError(
            f"{counted(int(bad.sum()), 'study', 'studies')} without whole counts, n above 0 and events from 0 to n "
            f"(first: number {first + 1}, {number_text(x[first])} of {number_text(total[first])})."
        )
    return x, total


def logits(events: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Log odds of the event in each study, and their variances 1 / x + 1 / (n - x).

    Where nobody or everybody has the event, and only there, 1/2 is added to both counts: R's ``escalc`` of metafor
    with ``measure = "PLO", add = 1/2, to = "only0"``.

    >>> y, v = logits(np.array([0.0, 3.0]), np.array([10.0, 12.0]))
    >>> y.round(4).tolist(), v.round(4).tolist()
    ([-3.0445, -1.0986], [2.0952, 0.4444])
    """
    x = np.where((events == 0) | (events == n), events + 0.5, events)
    rest = np.where((events == 0) | (events == n), n - events + 0.5, n - events)
    return np.log(x / rest), 1 / x + 1 / rest


def share(logit: float) -> float:
    """A log odds as a probability."""
    return float(expit(logit))


def t_quantile(level: float, degrees_of_freedom: int) -> float:
    """The two-sided quantile of Student's t, as wide as it is for few degrees of freedom; NaN without any.

    >>> round(t_quantile(0.95, 1), 3), round(t_quantile(0.95, 9), 3)
    (12.706, 2.262)
    """
    from scipy.special import stdtrit

    return float(stdtrit(degrees_of_freedom, 0.5 + level / 2)) if degrees_of_freedom > 0 else np.nan

"""A proportion with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy

from isostats.errors import EstimateError, nearest, require_probability
from isostats.estimate.intervals import normal_quantile
from isostats.vocabulary import names as v
from isostats.words.numbers import count_text, number_text, percent

Method = Literal["wilson", "clopper_pearson", "jeffreys"]


@dataclass(frozen=True)
class Proportion:
    """``events`` among ``n``, with limits by ``method`` at ``level``; all NaN when n is 0."""

    estimate: float
    lower: float
    upper: float
    events: float
    n: float
    method: str
    level: float

    def __str__(self) -> str:
        share = f"{percent(self.estimate)} ({percent(self.lower)} to {percent(self.upper)})"
        return (
            f"{count_text(self.events)} of {count_text(self.n)}: {share}, {self.method.replace('_', '-')} limits at "
            f"{number_text(self.level)}"
        )


def proportion(events: float, n: float, *, method: Method = v.WILSON, level: float = 0.95) -> Proportion:
    """The share of ``events`` among ``n`` people with an interval.

    ``wilson`` inverts the score test (Wilson 1927), ``clopper_pearson`` the binomial test (1934), and ``jeffreys``
    takes the equal tails of Beta(x + 1/2, n - x + 1/2), its lower limit 0 when nobody and its upper 1 when everybody
    fails (Brown, Cai and DasGupta 2001). With n = 0 all are NaN. Raises EstimateError unless 0 <= events <= n, both
    whole.

    >>> print(proportion(85, 100))
    85 of 100: 85.0% (76.7% to 90.7%), wilson limits at 0.95
    """
    forms = {v.WILSON: _wilson, "clopper_pearson": _clopper_pearson, "jeffreys": _jeffreys}
    if method not in forms:
        raise EstimateError(f"method must be one of {', '.join(forms)}, not {method!r}{nearest(method, forms)}.")
    require_probability(level, "level")
    events, n = float(events), float(n)
    if not (0 <= events <= n < np.inf):
        raise EstimateError(
            f"events must lie between 0 and n, but {number_text(events)} of {number_text(n)} were given."
        )
    if events % 1 or n % 1:
        raise EstimateError(
            f"events and n must be whole people, but {number_text(events)} of {number_text(n)} were given: limits of "
            "a share take every "
            "weight for so many people. Count people without weights."
        )
    if n == 0:
        return Proportion(np.nan, np.nan, np.nan, events, n, method, level)
    lower, upper = forms[method](events, n, level)
    return Proportion(events / n, lower, upper, events, n, method, level)


def _wilson(x: float, n: float, level: float) -> tuple[float, float]:
    z = normal_quantile(level)
    centre, half = x + z**2 / 2, z * np.sqrt(x * (n - x) / n + z**2 / 4)
    lower = 0.0 if x == 0 else (centre - half) / (n + z**2)
    upper = 1.0 if x == n else (centre + half) / (n + z**2)
    return float(lower), float(upper)


def _clopper_pearson(x: float, n: float, level: float) -> tuple[float, float]:
    tail = (1 - level) / 2
    lower = 0.0 if x == 0 else scipy.special.betaincinv(x, n - x + 1, tail)
    upper = 1.0 if x == n else scipy.special.betaincinv(x + 1, n - x, 1 - tail)
    return float(lower), float(upper)


def _jeffreys(x: float, n: float, level: float) -> tuple[float, float]:
    tail = (1 - level) / 2
    lower = 0.0 if x == 0 else scipy.special.betaincinv(x + 0.5, n - x + 0.5, tail)
    upper = 1.0 if x == n else scipy.special.betaincinv(x + 0.5, n - x + 0.5, 1 - tail)
    return float(lower), float(upper)

"""A share of things of which each person has several, such as months with a test: people are the clusters."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan, sqrt
from typing import Any

import numpy as np

from isostats.errors import require_probability
from isostats.estimate.intervals import wilson_limits


@dataclass(frozen=True)
class ClusteredShare:
    """A share among ``things`` of ``n`` people, its standard error by people, and its limits."""

    estimate: float
    std_error: float
    lower: float
    upper: float
    n: int
    things: int
    level: float


def clustered_share(things: Any, having: Any, people: Any, *, level: float = 0.95) -> ClusteredShare:
    """The share ``sum(having) / sum(things)``, where ``people`` have so many things, of which so many have it.

    The standard error is that of a ratio with people as clusters, n/(n-1) sum (having - share * things)^2 /
    (sum things)^2 (Cochran 1977, 6.4), and never less than if the things were of people of their own. The limits are
    Wilson's of the effective number (see :func:`clustered_limits`). With nobody all are NaN.

    >>> share = clustered_share([5, 5], [5, 0], [40, 40])
    >>> print(round(share.estimate, 2), round(share.std_error, 3), share.n, share.things)
    0.5 0.056 80 400
    """
    require_probability(level, "level")
    m, x, weight = (np.asarray(each, dtype=float) for each in (things, having, people))
    n, total = float(weight.sum()), float((weight * m).sum())
    if not total:
        return ClusteredShare(nan, nan, nan, nan, round(n), 0, level)
    share = float((weight * x).sum()) / total
    squares = float((weight * (x - share * m) ** 2).sum())
    error = sqrt(n / (n - 1) * squares) / total if n > 1 else nan
    error = error if isnan(error) else max(error, sqrt(share * (1 - share) / total))
    lower, upper = clustered_limits(share, error, n, level=level)
    return ClusteredShare(share, error, lower, upper, round(n), round(total), level)


def clustered_limits(share: float, std_error: float, n: float, *, level: float) -> tuple[float, float]:
    """Wilson's limits of a share at its effective number: as many independent things would have its standard error.

    At 0 and 1, where the error tells nothing, the number is that of the people.
    """
    if isnan(share) or isnan(std_error):
        return nan, nan
    effective = share * (1 - share) / std_error**2 if std_error > 0 else n
    lower, upper = wilson_limits(min(share * effective, effective), effective, level)
    return lower, upper

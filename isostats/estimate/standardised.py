"""Standardised differences between groups: how far apart they are in units of their own spread, whatever their size."""

from __future__ import annotations

from itertools import combinations
from math import nan, sqrt

import numpy as np

from isostats.estimate.kernel import Floats

BALANCED = 0.1
"""Standardised differences below it are usually called balanced (Austin 2009)."""


def standardised_mean_difference(mean: Floats, deviation: Floats) -> float:
    """The largest standardised difference of means between any two groups: |m1 - m2| / sqrt((s1^2 + s2^2) / 2).

    ``mean`` and ``deviation`` (with n - 1) have a value for each group. NaN where fewer than two groups have both, or
    where nobody varies. Source: Austin, Stat Med 2009;28:3083.

    >>> import numpy as np
    >>> round(standardised_mean_difference(np.array([20.0, 22.0]), np.array([4.0, 4.0])), 3)
    0.5
    """
    known = [(float(m), float(s)) for m, s in zip(mean, deviation, strict=True) if m == m and s == s]
    spread = [(abs(a - b), sqrt((s * s + r * r) / 2)) for (a, s), (b, r) in combinations(known, 2)]
    return max((apart / width for apart, width in spread if width > 0), default=nan)


def standardised_share_difference(counts: Floats) -> float:
    """The largest standardised difference of shares between any two groups, for two levels or more.

    ``counts`` has a row for each group and a column for each level, of people whose level is known. With the shares
    of all levels but the last and the mean of both groups' multinomial covariances it is the Mahalanobis distance; for
    two levels that is |p1 - p2| / sqrt((p1 q1 + p2 q2) / 2). NaN where fewer than two groups have anybody, or where
    nobody varies. Source: Yang and Dalton, SAS Global Forum 2012, 335.

    >>> import numpy as np
    >>> round(standardised_share_difference(np.array([[50.0, 50.0], [30.0, 70.0]])), 4)
    0.417
    """
    held = counts[counts.sum(axis=1) > 0]
    held = held[:, held.sum(axis=0) > 0]
    if len(held) < 2 or held.shape[1] < 2:
        return nan
    shares = (held / held.sum(axis=1, keepdims=True))[:, :-1]
    return max(_distance(a, b) for a, b in combinations(shares, 2))


def _distance(a: Floats, b: Floats) -> float:
    spread = (np.diag(a) - np.outer(a, a) + np.diag(b) - np.outer(b, b)) / 2
    apart = a - b
    if not apart.any():
        return 0.0
    inverse = np.linalg.pinv(spread)
    if not np.allclose(spread @ inverse @ apart, apart, atol=1e-9):
        return nan  # the groups differ where neither varies: no number is large enough
    return float(sqrt(apart @ inverse @ apart))

"""Midpoint rounding: every count of a release is the middle of the bin of ``base`` numbers that it lies in."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Whole = NDArray[np.int64]
UNBOUNDED = 10**9
"""Above any count of people."""


def midpoints(counts: ArrayLike, base: int) -> Whole:
    """Counts as the midpoints of their bins: 0 stays 0, v becomes ceil(v / base) base - base // 2.

    It rests on the count alone, so a number is the same in every table, and a count that grows never shrinks.

    >>> midpoints([0, 1, 10, 11, 27], 10).tolist()
    [0, 5, 5, 15, 25]
    """
    whole = np.asarray(counts, dtype=np.int64)
    return np.where(whole == 0, 0, -(-whole // base) * base - base // 2)


def bins(rounded: ArrayLike, base: int) -> tuple[Whole, Whole]:
    """The least and the largest count that have each midpoint.

    >>> [each.tolist() for each in bins([0, 5, 15], 10)]
    [[0, 1, 11], [0, 10, 20]]
    """
    middle = np.asarray(rounded, dtype=np.int64)
    highest = middle + base // 2
    return np.where(middle == 0, 0, highest - base + 1), np.where(middle == 0, 0, highest)


def least_above(rounded: ArrayLike, base: int) -> Whole:
    """The least count whose midpoint is at least ``rounded``, which need be no midpoint itself.

    >>> least_above([0, 5, 10, 15], 10).tolist()
    [0, 1, 11, 11]
    """
    wanted = np.asarray(rounded, dtype=np.int64)
    ranks = -(-(wanted + base // 2) // base)  # the first bin whose middle is not below
    return np.where(wanted <= 0, 0, (ranks - 1) * base + 1)

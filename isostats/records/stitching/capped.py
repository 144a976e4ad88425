"""The frontier of coverage when the stockpile is capped: a wavefront over the k-th fill of every person at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int64]


def capped_frontier(first: NDArray[np.bool_], day: NDArray[Any], supply: NDArray[Any], cap: int) -> Days:
    """The first day no longer covered after each fill, with at most ``cap`` days carried over at each refill.

    ``first`` marks the first fill of each person; fills are sorted by person and day, one a day. For one person

        E_i = max(E_{i-1}, s_i + min(max(E_{i-1} - s_i, 0), cap) + d_i)

    so that cap 0 is coverage without carry-over, an unlimited cap is full carry-over, and a refill never shortens what
    was covered before. Takes as many steps as the person with the most fills has fills.

    >>> capped_frontier(np.array([True, False, True]), np.array([0, 10, 5]), np.array([30, 30, 30]), 7)
    array([30, 47, 35])
    """
    starts = np.flatnonzero(first)
    counts = np.diff(np.append(starts, len(first)))
    order = np.argsort(-counts, kind="stable")  # people with a k-th fill come first, whatever k
    starts, counts = starts[order], counts[order]
    frontier: Days = day.astype(np.int64) + supply
    for place in range(1, int(counts[0]) if len(counts) else 0):
        at = starts[: np.searchsorted(-counts, -place, side="left")] + place
        before = frontier[at - 1]
        carried = np.clip(before - day[at], 0, cap)
        frontier[at] = np.maximum(before, day[at] + carried + supply[at])
    return frontier

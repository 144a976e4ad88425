"""How closely linear knowledge bounds whole numbers: propagation first, then linear programs over the whole system."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from isostats.release.knowledge import Knowledge
from isostats.release.rounding import UNBOUNDED

Floats = NDArray[np.float64]
SWEEPS = 200
CLOSE = 1e-6
"""How far a bound may lie beside a whole number and be that number."""


@dataclass(frozen=True, eq=False)
class Box:
    """The least and largest value of every unknown."""

    low: Floats
    high: Floats

    def of(self, forms: csr_matrix) -> tuple[Floats, Floats]:
        """The least and largest value of linear forms of the unknowns, none of which counts fewer than nobody."""
        plus, minus = forms.maximum(0), forms.minimum(0)
        return np.maximum(plus @ self.low + minus @ self.high, 0), plus @ self.high + minus @ self.low


def propagated(known: Knowledge) -> Box:
    """Bounds of every unknown from one row at a time, until nothing moves; whole numbers, and nothing is a guess."""
    matrix = known.matrix
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.argsort(matrix.indices, kind="stable")
    row, column, value = rows[order], matrix.indices[order], matrix.data[order]
    unknowns, first = np.unique(column, return_index=True)
    rises, size = value > 0, matrix.shape[0]
    least, most = np.maximum(known.low, -UNBOUNDED), np.minimum(known.high, UNBOUNDED)
    low, high = np.zeros(matrix.shape[1]), np.full(matrix.shape[1], float(UNBOUNDED))
    for _ in range(SWEEPS):
        small = np.where(rises, value * low[column], value * high[column])
        large = np.where(rises, value * high[column], value * low[column])
        from_above = (most[row] - np.bincount(row, small, size)[row] + small) / value
        from_below = (least[row] - np.bincount(row, large, size)[row] + large) / value
        highest = np.floor(np.where(rises, from_above, from_below) + CLOSE)
        lowest = np.ceil(np.where(rises, from_below, from_above) - CLOSE)
        new_low, new_high = low.copy(), high.copy()
        new_high[unknowns] = np.minimum(high[unknowns], np.minimum.reduceat(highest, first))
        new_low[unknowns] = np.maximum(low[unknowns], np.maximum.reduceat(lowest, first))
        if np.array_equal(new_low, low) and np.array_equal(new_high, high):
            break
        low, high = new_low, new_high
    return Box(low, high)

"""How closely what is known bounds each count, and other counts that would have published the same.

Bounds go from row to row. Linear programs find points that agree with everything: a count of which two of them differ
by a person cannot be found out. Most programs tell only a few days apart, or move the groups of one column alone, so
they are small; what they find agrees with every row all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, identity, vstack

from isostats.release.linear_system import Knowledge
from isostats.release.rounding import UNBOUNDED
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of

Floats = NDArray[np.float64]
Which = NDArray[np.bool_]
SWEEPS = 200
CLOSE = 1e-6
"""How far a bound may lie beside a whole number and be that number."""
FEW_UNKNOWNS = 4_000
"""About so many unknowns a small program has."""
SHARE, FEW = 0.3, 25
"""A program aims at so large a share of the series left, and at all where so few are: more aims hinder each other."""


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


@dataclass(eq=False)
class Witnesses:
    """The least and largest answer to each question among points that agree with all that is known, whole or not.

    The points lie in a box of bounds that hold for whole numbers. ``rows`` are those that it does not settle, over the
    unknowns that it leaves ``free``; ``programs`` counts what was solved. Which questions are open is ``shown`` after
    each of them.
    """

    known: Knowledge
    box: Box
    shown: Callable[[Which], object] = lambda found_open: None
    programs: int = 0
    points: int = 0

    def __post_init__(self) -> None:
        known, box = self.known, self.box
        self.free = box.low < box.high
        plus, minus = known.matrix.maximum(0), known.matrix.minimum(0)
        binds = (plus @ box.low + minus @ box.high < known.low) | (plus @ box.high + minus @ box.low > known.high)
        self.rows, settled = known.matrix[binds][:, self.free], known.matrix[binds][:, ~self.free] @ box.low[~self.free]
        self.row_low, self.row_high = known.low[binds] - settled, known.high[binds] - settled
        self.low = np.full(known.questions.shape[0], np.inf)
        self.high, self.seen = -self.low, np.zeros(known.matrix.shape[1])
        self.whole = identity(known.matrix.shape[1], format="csr")

    @property
    def open(self) -> Which:
        """Questions of which two points give different whole numbers."""
        return np.asarray(np.floor(self.high + CLOSE) - np.ceil(self.low - CLOSE) >= 1)

    def note(self, point: Floats) -> bool:
        """Take a point in, if it agrees with all that is known."""
        sums = self.known.matrix @ point
        beside = np.maximum(self.known.low - sums, sums - self.known.high).max()
        if max(beside, np.maximum(self.box.low - point, point - self.box.high).max()) > CLOSE:
            return False
        answers = self.known.questions @ point
        self.low, self.high = np.minimum(self.low, answers), np.maximum(self.high, answers)
        self.seen, self.points = self.seen + point, self.points + 1
        return True

    def farthest(self, aim: Floats, moves: csr_matrix | None = None) -> Floats | None:
        """The point farthest in the direction of ``aim`` to which the moves lead from the middle of those seen.

        Without moves it is the farthest of all. None where the solver finds none that agrees with what is known.
        """
        base = self.box.low if moves is None else self.seen / self.points
        moves, at = (self.whole if moves is None else moves)[self.free], self.rows @ base[self.free]
        rows, place = (self.rows @ moves).tocsr(), moves.tocoo()
        box = Box(*(np.full(moves.shape[1], end * UNBOUNDED, dtype=float) for end in (-1, 1)))
        np.maximum.at(box.low, place.col, (self.box.low - base)[self.free][place.row])
        np.minimum.at(box.high, place.col, (self.box.high - base)[self.free][place.row])
        moved = np.diff(rows.indptr) > 0
        low, high = (self.row_low - at)[moved], (self.row_high - at)[moved]
        step = programmed(-(moves.T @ aim[self.free]), rows[moved], low, high, box)
        self.programs += 1
        point = base.copy()
        point[self.free] += 0 if step is None else moves @ step
        agrees = step is not None and self.note(point)
        self.shown(self.open)
        return point if agrees else None


def search(witnesses: Witnesses, wanted: Which, rng: np.random.Generator) -> None:
    """Small programs for the wanted questions, as long as many are left and each round of programs halves them."""
    known, day = witnesses.known, 0
    columns = list(dict.fromkeys(column_of(key[1]) for key in known.unknowns if key[1] != v.ALL))
    of_label = np.repeat([column_of(label.group) for label in known.labels], known.sizes)
    turns = [each for column in columns for each in (None, column)] or [None]
    while (before := int((wanted & ~witnesses.open).sum())) > FEW:
        for column in turns:
            left = wanted & ~witnesses.open & ((of_label == column) | (column is None))
            if left.any():
                moves, day = _moves(witnesses, column, day, rng)
                aim_at(witnesses, left, rng, moves)
        if (wanted & ~witnesses.open).sum() > before / 2:
            return


def aim_at(witnesses: Witnesses, left: Which, rng: np.random.Generator, moves: csr_matrix | None = None) -> None:
    """Two programs, there and back, aimed at a share of the series in which questions are left."""
    sizes = np.asarray(witnesses.known.sizes)
    series = np.flatnonzero(np.bincount(np.repeat(np.arange(len(sizes)), sizes)[left], minlength=len(sizes)))
    few = rng.permutation(series)[: max(FEW, round(SHARE * len(series)))]
    aimed = left & np.repeat(np.isin(np.arange(len(sizes)), few), sizes)
    aim = witnesses.known.questions[aimed].T @ rng.choice([-1.0, 1.0], aimed.sum())
    for sign in (1, -1):
        witnesses.farthest(sign * aim, moves)


def _moves(witnesses: Witnesses, column: str | None, day: int, rng: np.random.Generator) -> tuple[csr_matrix, int]:
    """Which unknowns move together: those of one column, or all, each between the days that are told apart.

    These are neighbours from ``day`` on and two others, so many that the program is small; and the day after them.
    """
    known = witnesses.known
    series = [places for key, places in known.unknowns.items() if column is None or column_of(key[1]) == column]
    days = max(len(places) for places in series)
    free = sum(int(witnesses.free[places].sum()) for places in series)
    apart = min(max(FEW_UNKNOWNS * days // max(free, 1), 4), days - 1)
    neighbours = 1 + (day + np.arange(apart)) % (days - 1)
    stretch = np.searchsorted(np.union1d(neighbours, rng.integers(1, days, 2)), np.arange(days), side="right")
    ends = np.cumsum([stretch[len(places) - 1] + 1 for places in series])
    columns = [start + stretch[: len(places)] for start, places in zip([0, *ends], series, strict=False)]
    rows, together = np.concatenate(series), np.concatenate(columns)
    shape = (known.matrix.shape[1], int(ends[-1]))
    return csr_matrix((np.ones(len(rows)), (rows, together)), shape=shape), day + apart


def completed(known: Knowledge, box: Box, truth: Floats) -> Floats:
    """The truth, with what nobody knows of it (nan) such that all that is known holds; nobody where nothing does."""
    left = np.isnan(truth)
    if not left.any():
        return truth
    rows, whole = known.matrix[:, left], np.nan_to_num(truth)
    used, settled = np.diff(rows.indptr) > 0, known.matrix @ whole
    low, high = (known.low - settled)[used], (known.high - settled)[used]
    point = programmed(np.zeros(int(left.sum())), rows[used], low, high, Box(box.low[left], box.high[left]))
    whole[left] = 0 if point is None else point
    return whole


def programmed(cost: Floats, rows: csr_matrix, low: Floats, high: Floats, bounds: Box) -> Floats | None:
    """The point of least cost with low <= rows x <= high, and None where the solver finds none."""
    from scipy.optimize import linprog

    fixed = high - low < CLOSE
    below, above = ~fixed & np.isfinite(low), ~fixed & (high < UNBOUNDED / 2)
    answer = linprog(
        cost,
        A_ub=vstack([rows[above], -rows[below]]),
        b_ub=np.concatenate([high[above], -low[below]]),
        A_eq=rows[fixed] if fixed.any() else None,
        b_eq=low[fixed] if fixed.any() else None,
        bounds=np.column_stack([bounds.low, bounds.high]),
        method="highs-ipm",
    )
    return np.asarray(answer.x) if answer.status == 0 else None

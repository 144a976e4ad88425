"""Other people who would have published the same: points that agree with all that is known, found by linear programs.

A count of which two of them differ by a person cannot be found out. Each program moves whole stretches of each series
together, so it has far fewer unknowns than the system; what it finds agrees with every row all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix, vstack

from isostats.release.bounding import CLOSE, Box
from isostats.release.knowledge import Knowledge
from isostats.release.rounding import UNBOUNDED

Floats = NDArray[np.float64]
MOST_STRETCHES = 4_000
"""About so many unknowns a program has at most."""
ROUNDS = 8
ALONE = 40


@dataclass
class Witnesses:
    """The least and largest answer to each question among the points seen; ``programs`` counts what that took."""

    known: Knowledge
    reach: float
    low: Floats
    high: Floats
    seen: Floats = field(repr=False)
    points: int = 0
    programs: int = 0

    @property
    def open(self) -> NDArray[np.bool_]:
        """Questions of which two points give different whole numbers."""
        return np.asarray(np.floor(self.high + CLOSE) - np.ceil(self.low - CLOSE) >= 1)

    def note(self, point: Floats) -> None:
        """Take a point in, if it agrees with all that is known."""
        sums = self.known.matrix @ point
        if (sums < self.known.low - CLOSE).any() or (sums > self.known.high + CLOSE).any():
            return
        answers = self.known.questions @ point
        self.low, self.high = np.minimum(self.low, answers), np.maximum(self.high, answers)
        self.seen, self.points = self.seen + point, self.points + 1


def witnesses_from(known: Knowledge, start: Floats, *, reach: float) -> Witnesses:
    """The first witness: a point that agrees with all that is known, which programs then move by up to ``reach``."""
    answers = known.questions @ start
    witnesses = Witnesses(known, reach, answers, answers, np.zeros_like(start))
    witnesses.note(start)
    if not witnesses.points:
        raise AssertionError("what is known of a release does not hold of the point that it is attacked from")
    return witnesses


def search(witnesses: Witnesses, wanted: NDArray[np.bool_], start: Floats, rng: np.random.Generator) -> None:
    """Look for witnesses of the wanted questions, at most :data:`ROUNDS` pairs of programs."""
    for turn in range(ROUNDS):
        base = start if turn < ROUNDS // 2 else witnesses.seen / witnesses.points
        moves = _stretches(witnesses.known, start, rng)
        touched = np.asarray(abs(witnesses.known.questions) @ abs(moves).sum(axis=1)).ravel() > 0
        for sign in (1, -1):
            left = wanted & ~witnesses.open & touched
            if not left.any():
                break
            signs = np.full(left.sum(), sign) if turn == 0 else rng.choice([-1, 1], left.sum())
            aim = np.asarray(witnesses.known.questions[left].multiply(signs[:, None]).sum(axis=0)).ravel()
            point = _moved(witnesses, base, moves, aim)
            if point is not None:
                witnesses.note(point)
        if not (wanted & ~witnesses.open).any():
            return
    _search_alone(witnesses, wanted, start, _stretches(witnesses.known, start, rng))


def _search_alone(witnesses: Witnesses, wanted: NDArray[np.bool_], start: Floats, moves: csc_matrix) -> None:
    """Aim at one question after another, at most :data:`ALONE` of them."""
    tried = 0
    for question in np.flatnonzero(wanted):
        if witnesses.open[question] or tried == ALONE:
            continue
        tried += 1
        aim = witnesses.known.questions[[question]].toarray().ravel()
        for sign in (1.0, -1.0):
            point = _moved(witnesses, start, moves, sign * aim)
            if point is not None:
                witnesses.note(point)


def _stretches(known: Knowledge, start: Floats, rng: np.random.Generator) -> csc_matrix:
    """Which unknowns move together: each series between its own steps, of which some are taken where there are many."""
    steps = [1 + np.flatnonzero(np.abs(np.diff(start[places])) > CLOSE) for places in known.unknowns.values()]
    most, total = len(start), sum(len(each) + 1 for each in steps)
    while total > MOST_STRETCHES and most > 2:
        most = min(most - 1, max(len(each) for each in steps))
        total = sum(min(len(each), most) + 1 for each in steps)
    rows, columns, width = [], [], 0
    for places, each in zip(known.unknowns.values(), steps, strict=True):
        taken = each if len(each) <= most else np.sort(rng.choice(each, most, replace=False))
        rows.append(places)
        columns.append(width + np.searchsorted(taken, np.arange(len(places)), side="right"))
        width += len(taken) + 1
    placed = (np.ones(len(start)), (np.concatenate(rows), np.concatenate(columns)))
    return csc_matrix(placed, shape=(len(start), width))


def _moved(witnesses: Witnesses, base: Floats, moves: csc_matrix, aim: Floats) -> Floats | None:
    """The point farthest in the direction of ``aim`` to which the moves lead from ``base``."""
    known = witnesses.known
    rows = (known.matrix @ moves).tocsr()
    kept = np.flatnonzero(np.diff(rows.indptr))
    at = (known.matrix @ base)[kept]
    step = programmed(-(moves.T @ aim), rows[kept], known.low[kept] - at, known.high[kept] - at, witnesses.reach)
    witnesses.programs += 1
    return None if step is None else base + moves @ step


def programmed(cost: Floats, rows: csr_matrix, low: Floats, high: Floats, bounds: float | Box) -> Floats | None:
    """The point of least cost with low <= rows x <= high, and None where the solver finds none."""
    from scipy.optimize import linprog

    fixed = high - low < CLOSE
    below, above = ~fixed & np.isfinite(low), ~fixed & (high < UNBOUNDED / 2)
    box = (-bounds, bounds) if isinstance(bounds, float) else np.column_stack([bounds.low, bounds.high])
    answer = linprog(
        cost,
        A_ub=vstack([rows[above], -rows[below]]),
        b_ub=np.concatenate([high[above], -low[below]]),
        A_eq=rows[fixed] if fixed.any() else None,
        b_eq=low[fixed] if fixed.any() else None,
        bounds=box,
        method="highs-ds" if isinstance(bounds, float) else "highs-ipm",
    )
    return np.asarray(answer.x) if answer.status == 0 else None

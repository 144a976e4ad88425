"""Other people who would have published the same: points that agree with all that is known, found by linear programs.

A count of which two of them differ by a person cannot be found out. Each program moves whole stretches of each series
together, so it has far fewer unknowns than the system; what it finds agrees with every row all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix, vstack

from isostats.errors import StudyError
from isostats.release.bounding import CLOSE, Box
from isostats.release.knowledge import Knowledge
from isostats.release.rounding import UNBOUNDED

Floats = NDArray[np.float64]
MOST_STRETCHES = 4_000
"""About so many unknowns a program has at most."""
ROUNDS = 8
FEW_LEFT = 0.95
"""Programs for all questions at once go on as long as no more than this share of the questions is left by each pair."""


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
        raise StudyError(
            "Nothing was released: these records break a rule that the attack takes for granted (an event of a narrow "
            "outcome before that of a wider one, or more events than people), so that it proves nothing. Look at the "
            "dates of later treatments with isostats check; until then nothing may leave."
        )
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


@dataclass(frozen=True, eq=False)
class WholeSystem:
    """What the box leaves open: the unknowns that are not settled, and the rows that are not settled by it either."""

    box: Box
    free: NDArray[np.bool_]
    rows: csr_matrix
    low: Floats
    high: Floats

    @classmethod
    def of(cls, known: Knowledge, box: Box) -> WholeSystem:
        """The system of all that is known, within the box."""
        free = box.low < box.high
        plus, minus = known.matrix.maximum(0), known.matrix.minimum(0)
        binds = (plus @ box.low + minus @ box.high < known.low) | (plus @ box.high + minus @ box.low > known.high)
        rows = known.matrix[binds]
        settled = rows[:, ~free] @ box.low[~free]
        return cls(box, free, rows[:, free], known.low[binds] - settled, known.high[binds] - settled)

    def farthest(self, aim: Floats) -> Floats | None:
        """The point farthest in the direction of ``aim``, or None where the solver finds none."""
        within = Box(self.box.low[self.free], self.box.high[self.free])
        inside = programmed(-aim[self.free], self.rows, self.low, self.high, within)
        if inside is None:
            return None
        point = self.box.low.copy()
        point[self.free] = inside
        return point


def search_whole(
    witnesses: Witnesses, wanted: NDArray[np.bool_], system: WholeSystem, rng: np.random.Generator, budget: int
) -> int:
    """Aim at all wanted questions at once over the whole system, until that opens few; how many programs it took."""
    used = 0
    while used + 2 <= budget:
        left = wanted & ~witnesses.open
        if not left.any():
            break
        signs = np.ones(left.sum()) if not used else rng.choice([-1, 1], left.sum())
        aim = np.asarray(witnesses.known.questions[left].multiply(signs[:, None]).sum(axis=0)).ravel()
        for sign in (1, -1):
            point = system.farthest(sign * aim)
            if point is not None:
                witnesses.note(point)
        used, witnesses.programs = used + 2, witnesses.programs + 2
        if (wanted & ~witnesses.open).sum() > FEW_LEFT * left.sum():
            break
    return used


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
        method="highs-ipm",
    )
    return np.asarray(answer.x) if answer.status == 0 else None

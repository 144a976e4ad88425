"""Sums over the risk sets of a Cox model, from cells: the people of one stratum who leave on a day.

One evaluation costs two passes over the rows, which are sorted by cell, in blocks that stay in the processor's cache.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from isostats.estimate.blockwise_sums import BLOCK, centred_products, products
from isostats.estimate.kernel import Floats


@dataclass(frozen=True, eq=False)
class FollowedRows:
    """What a Cox model is fitted on, one row per person: under risk from after ``entry`` to ``exit`` (both (n,)).

    ``covariates`` (n, d); ``failed`` (n,) is true where the follow-up ends in an event; ``stratum`` (n,) counts from 0;
    ``weight`` (n,) is the row's weight in every sum. Without entry, stratum or weight: from the beginning, one, and 1.
    Where a row stands for several people who are alike, ``people`` (n,) says for how many.

    In Fine and Gray's model whoever ``competed`` (n,) stays at risk after the exit: on a day t with the weight
    uncensored(t) / uncensored(exit). ``uncensored`` (n,) is that curve just before each row's own exit.
    """

    covariates: Floats
    exit: Floats
    failed: NDArray[np.bool_]
    entry: Floats | None = None
    stratum: NDArray[np.intp] | None = None
    weight: Floats | None = None
    competed: NDArray[np.bool_] | None = None
    uncensored: Floats | None = None
    people: NDArray[np.intp] | None = None

    def part(self, rows: NDArray[np.bool_] | NDArray[np.intp] | slice) -> FollowedRows:
        """Some of the rows."""
        optional: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("entry", "stratum", "weight", "competed", "uncensored", "people")
        }
        some = {name: values[rows] for name, values in optional.items() if values is not None}
        return FollowedRows(self.covariates[rows], self.exit[rows], self.failed[rows], **some)

    def joined(self, level: NDArray[np.intp]) -> FollowedRows:
        """The same people in fewer rows: those of one cell and ``level``, whose covariates are the same, who all fail
        or all do not, are one row with their number. As they are where that leaves hardly fewer, and where each has an
        entry or a weight of its own."""
        key = 2 * (_cells_of(self)[1] * (level.max(initial=0) + 1) + level) + self.failed
        size = int(key.max(initial=0)) + 1
        own = (self.entry, self.weight, self.competed, self.people)
        if size > len(key) or any(each is not None for each in own):
            return self
        people, one = np.bincount(key), np.empty(size, dtype=np.intp)
        one[key] = np.arange(len(key))  # any of those who are alike
        there = np.flatnonzero(people)
        return replace(self.part(one[there]), people=people[there])

    def spread(self) -> tuple[Floats, Floats]:
        """Means and standard deviations (d,) of the covariates over people."""
        if self.people is None:
            mean, squares = centred_products(self.covariates)
            return mean, np.sqrt(np.diag(squares) / (len(self.covariates) - 1))
        total = self.people.sum()
        mean = self.people @ self.covariates / total
        return mean, np.sqrt(self.people @ (self.covariates - mean) ** 2 / (total - 1))


class AtFailures(NamedTuple):
    """Sums of risk over the risk set (s1) and over the failing (d1) of each cell with failures.

    ``phi`` is what each of the tied failures meets: of d tied the l-th meets s0 - (l/d) d0, sums of the risk alone.
    """

    risk: Floats
    s1: Floats
    d1: Floats
    phi: Floats


class Cells:
    """Rows sorted by cell, and where the cells, strata and failures begin.

    ``tie_of``, ``first`` and ``fraction`` are of the people who fail; ``tie`` and ``start_failing`` of their rows.
    """

    def __init__(self, rows: FollowedRows, centre: Floats | float = 0.0, spread: Floats | float = 1.0) -> None:
        days, cell, entered = _cells_of(rows)
        n = len(cell)
        self.order = _order(cell)
        cell = cell[self.order]
        self._take(rows.covariates, centre, spread)
        self.failed = rows.failed[self.order]
        self.people = None if rows.people is None else rows.people[self.order]
        weights = [each[self.order] for each in (rows.weight, rows.people) if each is not None]
        self.weight = np.multiply.reduce(weights).astype(float) if weights else None
        if entered is None:
            self.cells, self.start = _firsts(cell)
            self.entered = None
        else:  # cells of entry need a place of their own among those of exit
            entered = entered[self.order]
            self.cells = np.unique(np.concatenate([cell, entered]))
            self.start = np.searchsorted(cell, self.cells)
            self.entered = np.searchsorted(self.cells, entered)
        self.count = np.diff(np.append(self.start, n))
        _, self.stratum_start = _firsts(self.cells // days)
        failed_cell = np.repeat(np.arange(len(self.cells)), self.count)[self.failed]
        self.fail_cells, self.start_failing = _firsts(failed_cell)
        self.tie = np.repeat(np.arange(len(self.fail_cells)), np.diff([*self.start_failing, len(failed_cell)]))
        self.tie_of = self.tie if self.people is None else np.repeat(self.tie, self.people[self.failed])
        _, self.first = _firsts(self.tie_of)
        self.ties = np.diff([*self.first, len(self.tie_of)])
        self.fraction = (np.arange(len(self.tie_of)) - self.first[self.tie_of]) / self.ties[self.tie_of]
        self.failed_weight = np.ones(len(failed_cell)) if self.weight is None else self.weight[self.failed]
        self._hold_failed()
        self.tied_weight = np.add.reduceat(self.failed_weight, self.start_failing) / self.ties
        self.stayers = _Stayers.of(rows, self)

    def with_covariates(self, covariates: Floats, centre: Floats, spread: Floats) -> Cells:
        """The same rows with other covariates."""
        made = copy(self)
        made._take(covariates, centre, spread)
        made._hold_failed()
        return made

    def _take(self, covariates: Floats, centre: Floats | float, spread: Floats | float) -> None:
        """The covariates in the order of the cells, centred and scaled."""
        self.x = np.ascontiguousarray(covariates)[self.order]
        self.x -= centre
        self.x /= spread

    def _hold_failed(self) -> None:
        """The covariates of those who fail, and their weighted sum."""
        self.failed_x = self.x[self.failed]
        self.failed_sum = products(self.failed_weight, self.failed_x)

    @property
    def fewest_events(self) -> float:
        """On how many events the covariate rests that has fewest: of a category those in it."""
        squares = self.failed_x**2
        second, fourth = (products(self.failed_weight, each) for each in (squares, squares**2))
        return float(np.min(second**2 / np.where(fourth > 0, fourth, np.inf), initial=len(self.tie_of)))

    @cached_property
    def blocks(self) -> list[tuple[slice, slice]]:
        """Rows and cells of each block, whole cells together."""
        last = np.searchsorted(self.start, np.arange(BLOCK, len(self.x) + BLOCK, BLOCK))
        edges = np.unique(np.concatenate([[0], last, [len(self.cells)]]))
        rows = np.append(self.start, len(self.x))
        return [(slice(rows[a], rows[b]), slice(a, b)) for a, b in pairwise(edges) if rows[b] > rows[a]]

    def at_failures(self, beta: Floats) -> AtFailures:
        """Sums at these coefficients."""
        d = len(beta)
        risk: Floats = np.empty(len(self.x))
        sums: Floats = np.zeros((len(self.cells), d + 1))
        for rows, cells in self.blocks:
            x = self.x[rows]
            r = np.exp(x @ beta)
            if self.weight is not None:
                r *= self.weight[rows]
            risk[rows] = r
            some = self.count[cells] > 0
            starts = self.start[cells][some] - rows.start
            part = sums[cells]
            part[some, 0] = np.add.reduceat(r, starts)
            part[some, 1:] = np.add.reduceat(r[:, None] * x, starts, axis=0)
        if self.entered is not None:  # who enters on a day or after it is not at risk on it
            sums[:, 0] -= np.bincount(self.entered, risk, minlength=len(sums))
            for j in range(d):
                sums[:, j + 1] -= np.bincount(self.entered, risk * self.x[:, j], minlength=len(sums))
        for begin, end in self.strata:
            sums[begin:end] = np.cumsum(sums[begin:end][::-1], axis=0)[::-1]
        at = sums[self.fail_cells]
        if self.stayers is not None:
            at += self.stayers.at_risk(self, risk)
        own = risk[self.failed]
        d0 = np.add.reduceat(own, self.start_failing)
        d1 = np.add.reduceat(own[:, None] * self.failed_x, self.start_failing, axis=0)
        phi = at[self.tie_of, 0] - self.fraction * d0[self.tie_of]
        return AtFailures(risk, at[:, 1:], d1, phi)

    def met(self, hazard: Floats) -> Floats:
        """What each row meets of the hazards of failure days, from after its entry to its exit."""
        past: Floats = np.zeros((len(self.cells), *hazard.shape[1:]))
        past[self.fail_cells] = hazard
        for begin, end in self.strata:
            past[begin:end] = np.cumsum(past[begin:end], axis=0)
        met = np.repeat(past, self.count, axis=0)
        if self.entered is not None:
            met -= past[self.entered]
        if self.stayers is not None:
            self.stayers.meet(self, hazard, met)
        return met

    @cached_property
    def strata(self) -> list[tuple[int, int]]:
        """The cells of each stratum."""
        return list(zip(self.stratum_start, [*self.stratum_start[1:], len(self.cells)], strict=True))

    def derivatives(self, beta: Floats) -> tuple[float, Floats, Floats]:
        """Log likelihood, score (d,) and information (d, d)."""
        at = self.at_failures(beta)
        value = float(self.failed_sum @ beta - (self.tied_weight[self.tie_of] * np.log(at.phi)).sum())
        return value, *self.moments(at)

    def moments(self, at: AtFailures, part: Floats | None = None) -> tuple[Floats, Floats]:
        """Score (d,) and information (d, d), what each failing adds times its cell's ``part``.

        Sums over ties come first, then over rows, a weight each.
        """
        failed, mean_weight = self.failed_sum, self.tied_weight[self.tie_of]
        if part is not None:
            failed = products(self.failed_weight * part[self.tie], self.failed_x)
            mean_weight = mean_weight * part[self.tie_of]
        a, b, p, q, r = (
            np.add.reduceat(mean_weight * self.fraction**power / at.phi**order, self.first)
            for power, order in ((0, 1), (1, 1), (0, 2), (1, 2), (2, 2))
        )
        share = at.risk * self.met(a)
        share[self.failed] -= at.risk[self.failed] * b[self.tie]
        d = self.x.shape[1]
        information: Floats = np.zeros((d, d))
        expected: Floats = np.zeros(d)
        for rows, _ in self.blocks:
            x = self.x[rows]
            expected += share[rows] @ x
            information += products(x, share[rows, None] * x)
        crossed = products(at.s1, q[:, None] * at.d1)
        information += crossed + crossed.T - products(at.s1, p[:, None] * at.s1) - products(at.d1, r[:, None] * at.d1)
        return failed - expected, information


    def residuals(self, beta: Floats) -> Floats:
        """Each row's part (n, d) in the score, in the order of the cells and unweighted."""
        at = self.at_failures(beta)
        by_tie = partial(np.add.reduceat, indices=self.first, axis=0)
        mean = (at.s1[self.tie_of] - self.fraction[:, None] * at.d1[self.tie_of]) / at.phi[:, None]
        hazard = self.tied_weight[self.tie_of] / at.phi
        # hazards of a failure day, and those times the mean covariates: for all at risk; for the tied, who are less so
        whole, own = (by_tie(part) for part in (hazard, hazard * self.fraction))
        whole_x, own_x = (by_tie(part[:, None] * mean) for part in (hazard, hazard * self.fraction))
        risk = np.exp(self.x @ beta)
        residual = risk[:, None] * (self.met(whole_x) - self.met(whole)[:, None] * self.x)
        failed, tie = np.flatnonzero(self.failed), self.tie
        x, r = self.failed_x, risk[failed, None]
        residual[failed] += x - by_tie(mean)[tie] / self.ties[tie, None] + r * (own[tie, None] * x - own_x[tie])
        return np.asarray(residual)


@dataclass(frozen=True, eq=False)
class _Stayers:
    """Who competed and stays at risk in the cells after the own: their places, cells and weights by the curve there.

    ``curve`` is that of being uncensored in each cell with failures.
    """

    place: NDArray[np.intp]
    cell: NDArray[np.intp]
    inverse: Floats
    curve: Floats

    @classmethod
    def of(cls, rows: FollowedRows, cells: Cells) -> _Stayers | None:
        """None in an ordinary Cox model."""
        if rows.competed is None or rows.uncensored is None:
            return None
        place = np.flatnonzero(rows.competed[cells.order])
        cell = np.searchsorted(cells.start, place, side="right") - 1
        curve = rows.uncensored[cells.order]
        return cls(place, cell, 1 / curve[place], curve[cells.start[cells.fail_cells]])

    def at_risk(self, cells: Cells, risk: Floats) -> Floats:
        """What they add to the sums (failure cells, d + 1) of the risk and of the risk times the covariates."""
        weighted = risk[self.place] * self.inverse
        x = cells.x[self.place]
        columns = [weighted, *(weighted * column for column in x.T)]
        left = np.stack([np.bincount(self.cell, each, minlength=len(cells.cells)) for each in columns], axis=1)
        for begin, end in cells.strata:
            left[begin:end] = np.cumsum(left[begin:end], axis=0) - left[begin:end]
        return np.asarray(left[cells.fail_cells] * self.curve[:, None])

    def meet(self, cells: Cells, hazard: Floats, met: Floats) -> None:
        """Add to ``met`` what they meet of the hazards of failure days after their own exit."""
        shape = (-1, *[1] * (hazard.ndim - 1))
        later: Floats = np.zeros((len(cells.cells), *hazard.shape[1:]))
        later[cells.fail_cells] = hazard * self.curve.reshape(shape)
        for begin, end in cells.strata:
            own = later[begin:end]
            later[begin:end] = np.cumsum(own[::-1], axis=0)[::-1] - own
        met[self.place] += later[self.cell] * self.inverse.reshape(shape)


def order_of_cells(rows: FollowedRows) -> NDArray[np.intp]:
    """The order in which rows stand by cell."""
    return _order(_cells_of(rows)[1])


def _cells_of(rows: FollowedRows) -> tuple[int, NDArray[np.int64], NDArray[np.int64] | None]:
    """How many days a stratum may have, and the cells of exit and of entry."""
    days, day = ranked(rows.exit if rows.entry is None else np.concatenate([rows.exit, rows.entry]))
    n = len(rows.exit)
    begin = 0 if rows.stratum is None else rows.stratum.astype(np.int64) * days
    return days, begin + day[:n], None if rows.entry is None else begin + day[n:]


def _order(cell: NDArray[np.int64]) -> NDArray[np.intp]:
    small = np.uint16 if cell.max(initial=0) < 2**16 else np.int64  # small numbers are sorted without comparing
    return np.argsort(cell.astype(small), kind="stable")


def ranked(days: Floats) -> tuple[int, NDArray[np.int64]]:
    """How many different days there may be, and the place of each: whole days are their own."""
    if days.size and days.min() >= 0 and days.max() < 1e6 and (days == np.floor(days)).all():
        return int(days.max()) + 1, days.astype(np.int64)
    unique, place = np.unique(days, return_inverse=True)
    return len(unique), place.astype(np.int64)


def _firsts(ordered: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The different values of an ordered array, and where each begins."""
    start = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    return ordered[start], start

"""Cox's model with Efron's ties by Newton's method, from sums over cells: the people of one stratum who leave on a day.

One evaluation costs two passes over the rows, which are sorted by cell, in blocks that stay in the processor's cache.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from isostats.estimate.kernel import Floats

BLOCK = 16_384
MANY = 60_000  # from here on a thin part of the rows tells where to begin, for every step over all of them is slow
THIN = 20_000
STEPS = 40
SETTLED = 18  # where a coefficient runs away, the others have settled by now and its own share is not yet singular


@dataclass(frozen=True, eq=False)
class FollowedRows:
    """What a Cox model is fitted on, one row per person: under risk from after ``entry`` to ``exit`` (both (n,)).

    ``covariates`` (n, d); ``failed`` (n,) is true where the follow-up ends in an event; ``stratum`` (n,) counts from 0;
    ``weight`` (n,) is the row's weight in every sum. Without entry, stratum or weight: from the beginning, one, and 1.

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

    def part(self, rows: NDArray[np.bool_] | NDArray[np.intp] | slice) -> FollowedRows:
        """Some of the rows."""
        optional: dict[str, Any] = {
            name: getattr(self, name) for name in ("entry", "stratum", "weight", "competed", "uncensored")
        }
        some = {name: values[rows] for name, values in optional.items() if values is not None}
        return FollowedRows(self.covariates[rows], self.exit[rows], self.failed[rows], **some)


@dataclass(frozen=True, eq=False)
class EfronFit:
    """The maximum of Efron's partial likelihood: coefficients (d,), their covariance (d, d) by the information.

    ``spread`` (d,) are the covariates' standard deviations. ``settled`` is false where Newton's method found no
    maximum: the numbers are those of a late step then.
    """

    coefficient: Floats
    covariance: Floats
    log_likelihood: float
    settled: bool
    spread: Floats | float = 1.0

    @property
    def std_error(self) -> Floats:
        """Model-based standard errors (d,); NaN where the information is not positive."""
        with np.errstate(invalid="ignore"):
            return np.asarray(np.sqrt(np.diag(self.covariance)))


def fit_efron(rows: FollowedRows) -> EfronFit | None:
    """Maximise Efron's partial likelihood (1977); R's ``coxph`` is the oracle.

    Covariates are centred and scaled to standard deviations of 1 for the search and told on their own scale. Returns
    None where the information is singular before the search has come anywhere.
    """
    centre, spread = rows.covariates.mean(axis=0), rows.covariates.std(axis=0, ddof=1)
    start = np.zeros(len(spread))
    if len(rows.exit) > MANY:
        thin = rows.part(slice(None, None, len(rows.exit) // THIN))
        early = _maximum(_Cells(thin, centre, spread), start, enough=1e-8)
        start = early.coefficient if early is not None and early.settled else start
    with np.errstate(all="ignore"):
        fit = _maximum(_Cells(rows, centre, spread), start)
    if fit is None:
        return None
    coefficient, covariance = fit.coefficient / spread, fit.covariance / np.outer(spread, spread)
    return replace(fit, coefficient=coefficient, covariance=covariance, spread=spread)


def score_residuals(rows: FollowedRows, coefficient: Floats) -> Floats:
    """Each row's part (n, d) in the score at ``coefficient``, as R's ``residuals(type = "score")``: unweighted.

    Robust variances and tests of proportional hazards are made from them.
    """
    cells = _Cells(rows)
    at = cells.at_failures(coefficient)
    by_tie = partial(np.add.reduceat, indices=cells.first, axis=0)
    mean = (at.s1[cells.tie_of] - cells.fraction[:, None] * at.d1[cells.tie_of]) / at.phi[:, None]
    hazard = cells.tied_weight[cells.tie_of] / at.phi
    # hazards of a failure day, and those times the mean covariates: for all at risk, and for the tied, who are less so
    whole, own = (by_tie(part) for part in (hazard, hazard * cells.fraction))
    whole_x, own_x = (by_tie(part[:, None] * mean) for part in (hazard, hazard * cells.fraction))
    risk = np.exp(cells.x @ coefficient)
    residual = risk[:, None] * (cells.met(whole_x) - cells.met(whole)[:, None] * cells.x)
    failed, tie = np.flatnonzero(cells.failed), cells.tie_of
    x, r = cells.x[failed], risk[failed, None]
    residual[failed] += x - by_tie(mean)[tie] / cells.ties[tie, None] + r * (own[tie, None] * x - own_x[tie])
    return np.asarray(residual[np.argsort(cells.order)])


def score_over_time(rows: FollowedRows, fit: EfronFit, at: Floats) -> tuple[Floats, list[Floats]]:
    """The score (d,) with what each failing adds times ``at`` (n,), a function of its time; and informations (d, d).

    These are for what each failing adds, that times ``at``, and times its square: of covariates with a standard
    deviation of 1.
    """
    centre, spread = rows.covariates.mean(axis=0), rows.covariates.std(axis=0, ddof=1)
    cells = _Cells(rows, centre, spread)
    sums = cells.at_failures(fit.coefficient * spread)
    part = at[cells.order][cells.failed][cells.first]
    score, crossed = cells.moments(sums, part)
    return score, [cells.moments(sums)[1], crossed, cells.moments(sums, part**2)[1]]


class _AtFailures(NamedTuple):
    """Sums of risk over the risk set (s1) and over the failing (d1) of each cell with failures.

    ``phi`` is what each of the tied failures meets: of d tied the l-th meets s0 - (l/d) d0, sums of the risk alone.
    """

    risk: Floats
    s1: Floats
    d1: Floats
    phi: Floats


class _Cells:
    """Rows sorted by cell, and where the cells, strata and failures begin."""

    def __init__(self, rows: FollowedRows, centre: Floats | float = 0.0, spread: Floats | float = 1.0) -> None:
        known = rows.exit if rows.entry is None else np.concatenate([rows.exit, rows.entry])
        days, day = _ranked(known)
        stratum = np.zeros(len(rows.exit), dtype=np.int64) if rows.stratum is None else rows.stratum
        n = len(rows.exit)
        cell = stratum * days + day[:n]
        small = np.uint16 if cell.max(initial=0) < 2**16 else np.int64  # small numbers are sorted without comparing
        self.order = np.argsort(cell.astype(small), kind="stable")
        cell = cell[self.order]
        self.x = np.ascontiguousarray(rows.covariates)[self.order]
        self.x -= centre
        self.x /= spread
        self.failed = rows.failed[self.order]
        self.weight = None if rows.weight is None else rows.weight[self.order]
        if rows.entry is None:
            self.cells, self.start = _firsts(cell)
            self.entered = None
        else:  # cells of entry need a place of their own among those of exit
            entered = (stratum * days + day[n:])[self.order]
            self.cells = np.unique(np.concatenate([cell, entered]))
            self.start = np.searchsorted(cell, self.cells)
            self.entered = np.searchsorted(self.cells, entered)
        self.count = np.diff(np.append(self.start, n))
        _, self.stratum_start = _firsts(self.cells // days)
        failed_cell = np.repeat(np.arange(len(self.cells)), self.count)[self.failed]
        self.fail_cells, first = _firsts(failed_cell)
        self.ties = np.diff(np.append(first, len(failed_cell)))
        self.tie_of = np.repeat(np.arange(len(self.ties)), self.ties)
        self.fraction = (np.arange(len(self.tie_of)) - first[self.tie_of]) / self.ties[self.tie_of]
        self.failed_x = self.x[self.failed]
        self.failed_weight = np.ones(len(failed_cell)) if self.weight is None else self.weight[self.failed]
        self.tied_weight = np.add.reduceat(self.failed_weight, first) / self.ties
        self.first = first
        self.stayers = _Stayers.of(rows, self)

    @cached_property
    def blocks(self) -> list[tuple[slice, slice]]:
        """Rows and cells of each block, whole cells together."""
        last = np.searchsorted(self.start, np.arange(BLOCK, len(self.x) + BLOCK, BLOCK))
        edges = np.unique(np.concatenate([[0], last, [len(self.cells)]]))
        rows = np.append(self.start, len(self.x))
        return [(slice(rows[a], rows[b]), slice(a, b)) for a, b in pairwise(edges) if rows[b] > rows[a]]

    def at_failures(self, beta: Floats) -> _AtFailures:
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
        d0 = np.add.reduceat(own, self.first)
        d1 = np.add.reduceat(own[:, None] * self.failed_x, self.first, axis=0)
        phi = at[self.tie_of, 0] - self.fraction * d0[self.tie_of]
        return _AtFailures(risk, at[:, 1:], d1, phi)

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
        value = float(self.failed_weight @ (self.failed_x @ beta) - self.tied_weight[self.tie_of] @ np.log(at.phi))
        return value, *self.moments(at)

    def moments(self, at: _AtFailures, part: Floats | None = None) -> tuple[Floats, Floats]:
        """Score (d,) and information (d, d), what each failing adds times its cell's ``part``.

        Sums over ties come first, then over rows, a weight each.
        """
        failed_weight, mean_weight = self.failed_weight, self.tied_weight[self.tie_of]
        if part is not None:
            failed_weight, mean_weight = failed_weight * part[self.tie_of], mean_weight * part[self.tie_of]
        a, b, p, q, r = (
            np.add.reduceat(mean_weight * self.fraction**power / at.phi**order, self.first)
            for power, order in ((0, 1), (1, 1), (0, 2), (1, 2), (2, 2))
        )
        share = at.risk * self.met(a)
        share[self.failed] -= at.risk[self.failed] * b[self.tie_of]
        d = self.x.shape[1]
        information: Floats = np.zeros((d, d))
        expected: Floats = np.zeros(d)
        for rows, _ in self.blocks:
            x = self.x[rows]
            expected += share[rows] @ x
            information += x.T @ (share[rows, None] * x)
        crossed = at.s1.T @ (q[:, None] * at.d1)
        information += crossed + crossed.T - at.s1.T @ (p[:, None] * at.s1) - at.d1.T @ (r[:, None] * at.d1)
        return failed_weight @ self.failed_x - expected, information


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
    def of(cls, rows: FollowedRows, cells: _Cells) -> _Stayers | None:
        """None in an ordinary Cox model."""
        if rows.competed is None or rows.uncensored is None:
            return None
        place = np.flatnonzero(rows.competed[cells.order])
        cell = np.searchsorted(cells.start, place, side="right") - 1
        curve = rows.uncensored[cells.order]
        return cls(place, cell, 1 / curve[place], curve[cells.start[cells.fail_cells]])

    def at_risk(self, cells: _Cells, risk: Floats) -> Floats:
        """What they add to the sums (failure cells, d + 1) of the risk and of the risk times the covariates."""
        weighted = risk[self.place] * self.inverse
        x = cells.x[self.place]
        columns = [weighted, *(weighted * column for column in x.T)]
        left = np.stack([np.bincount(self.cell, each, minlength=len(cells.cells)) for each in columns], axis=1)
        for begin, end in cells.strata:
            left[begin:end] = np.cumsum(left[begin:end], axis=0) - left[begin:end]
        return np.asarray(left[cells.fail_cells] * self.curve[:, None])

    def meet(self, cells: _Cells, hazard: Floats, met: Floats) -> None:
        """Add to ``met`` what they meet of the hazards of failure days after their own exit."""
        shape = (-1, *[1] * (hazard.ndim - 1))
        later: Floats = np.zeros((len(cells.cells), *hazard.shape[1:]))
        later[cells.fail_cells] = hazard * self.curve.reshape(shape)
        for begin, end in cells.strata:
            own = later[begin:end]
            later[begin:end] = np.cumsum(own[::-1], axis=0)[::-1] - own
        met[self.place] += later[self.cell] * self.inverse.reshape(shape)


def _maximum(cells: _Cells, beta: Floats, *, enough: float | None = None) -> EfronFit | None:
    """Newton's steps until one moves no digit that is told, a step halved where the likelihood falls."""
    # an error of dec^(1/2) standard errors moves the information by its root over that of the number of events
    enough = 1e-20 * len(cells.failed_x) if enough is None else enough
    late: EfronFit | None = None
    value, before = -np.inf, beta
    halved = 0
    for number in range(1, STEPS + 1):
        now, score, information = cells.derivatives(beta)
        if now < value - 1e-9 * abs(value) and halved < 10:
            beta, halved = (beta + before) / 2, halved + 1
            continue
        try:
            covariance: Floats = np.linalg.inv(information).astype(float)
        except np.linalg.LinAlgError:
            break
        step = covariance @ score
        decrement = float(score @ step)
        if not np.isfinite(decrement):
            break
        value, before, halved = now, beta, 0
        if number <= SETTLED:
            late = EfronFit(beta, covariance, value, settled=False)
        if 0 <= decrement < enough:
            return EfronFit(beta + step, covariance, value, settled=True)
        beta = beta + step / max(1.0, np.abs(step).max(initial=0) / 2)  # a full step overshoots where skewed
    return late


def _ranked(days: Floats) -> tuple[int, NDArray[np.int64]]:
    """How many different days there may be, and the place of each: whole days are their own."""
    if days.size and days.min() >= 0 and days.max() < 1e6 and (days == np.floor(days)).all():
        return int(days.max()) + 1, days.astype(np.int64)
    unique, place = np.unique(days, return_inverse=True)
    return len(unique), place.astype(np.int64)


def _firsts(ordered: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The different values of an ordered array, and where each begins."""
    start = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    return ordered[start], start

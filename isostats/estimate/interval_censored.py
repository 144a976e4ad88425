"""The remission curve of outcomes of which it is known only that they came between two visits (Turnbull 1976)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from isostats.cohort.counted_columns import counts_of_people, require_one_order, whole_numbers
from isostats.cohort.counting import Floats
from isostats.errors import EstimateError
from isostats.estimate.results import whole_days
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import years
from isostats.words.html import card
from isostats.words.numbers import counted, in_words, limits_text

MOST_STEPS = 500
HEAVY = 1e3
"""How much the sum of the masses counts beside the fit; they are then scaled to 1."""
RIDGE = 1e-14
"""So little is added where stretches cannot be told apart."""
CLOSE = 1e-9
"""How far the largest gradient may lie above its bound, relative to the people, where the likelihood is at its peak."""
DUST = 1e-10
"""Less is no mass."""
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class IntervalCurve:
    """``frame`` has the stretches that hold probability: after, by (days; a stretch is (after, by]), mass, and free.

    ``free`` is the probability of being free of the outcome at the end of day ``by``. Within a stretch of more than one
    day the data do not say where the curve falls. ``n`` are the people; ``seen_until`` is the last day on which anybody
    is known to have been free or to have had the outcome.
    """

    frame: pd.DataFrame
    n: int
    events: int
    seen_until: int

    def at(self, days: ArrayLike) -> pd.DataFrame:
        """The curve at the end of each day: time, estimate (the middle of its bounds), lowest, highest.

        The two differ on a day within a stretch, where any value between them fits the data as well. After the last
        day on which anybody was seen the curve is not known, and NaN.
        """
        asked = whole_days(days)
        mass = self.frame["mass"].to_numpy(float)
        after, by = self.frame["after"].to_numpy(float), self.frame["by"].to_numpy(float)
        begun = (after[None, :] < asked[:, None]) @ mass
        over = (by[None, :] <= asked[:, None]) @ mass
        known = np.where(asked > self.seen_until, np.nan, 1.0)
        low, high = known * (1 - begun), known * (1 - over)
        return pd.DataFrame({v.TIME: asked, v.ESTIMATE: (low + high) / 2, "lowest": low, "highest": high})

    def __repr__(self) -> str:
        return (
            f"remission between visits (Turnbull) of {counted(self.n, 'person', 'people')}, "
            f"{counted(self.events, 'outcome')} in {counted(len(self.frame), 'stretch', 'stretches')} of days"
        )

    def _repr_html_(self) -> str:
        days = [day for each in (1, 2, 3, 5) if (day := years(each)) <= self.seen_until]
        at = self.at(days) if days else self.at([self.seen_until])
        rows = zip(at[v.TIME], at["lowest"], at["highest"], strict=True)
        body = [[in_words(int(day)), limits_text(low, high)] for day, low, high in rows]
        return card("Between visits", [repr(self)], ["at", "%, from and to"], body)


def turnbull(after: ArrayLike, by: ArrayLike, people: ArrayLike | None = None) -> IntervalCurve:
    """The nonparametric maximum likelihood estimate of intervals (after, by] in days; ``by`` is -1 where none was seen.

    An outcome on a known day t is (t - 1, t], so that exact days alone give Kaplan-Meier. Found by Newton steps on the
    stretches that may hold probability (the constrained Newton method of Wang 2007), to a gradient that proves the
    peak. ``people`` are how many each interval stands for. It has no interval of confidence here: the usual theory does
    not hold between visits, and a bootstrap has to resample people.

    Raises EstimateError for no people, days that are missing or not whole, an interval that ends before it begins, rows
    that are labelled differently, or no convergence.

    >>> turnbull([0, 100, 200], [100, 200, -1]).frame[["after", "by", "mass"]].round(4).values.tolist()
    [[0.0, 100.0, 0.3333], [100.0, 200.0, 0.3333]]
    """
    require_one_order(after=after, by=by, people=people)
    left = whole_numbers(after, "after").astype(np.int64)
    right = whole_numbers(by, "by", len(left), of="after").astype(np.int64)
    weight = np.ones(len(left)) if people is None else counts_of_people(people, "people", len(left), of="after")
    open_end = right < 0
    wrong = ~open_end & (right <= left) | (left < 0)
    if not len(left) or not weight.sum() or wrong.any():
        what = "there is nobody" if not wrong.any() else f"{counted(int(wrong.sum()), 'interval')} cannot be"
        raise EstimateError(f"An estimate between visits needs intervals with after < by, from day 0 on; {what}.")
    never = int(max(left.max(), right.max())) + 1
    whole = np.where(open_end, never, right)
    begins, ends = _stretches(left, whole)
    pairs, place = np.unique(np.stack([left, whole]), axis=1, return_inverse=True)
    counts = np.bincount(np.ravel(place), weights=weight).astype(float)
    first = np.searchsorted(begins, pairs[0], side="left")
    last = np.searchsorted(ends, pairs[1], side="right")
    mass = _peak(first, last, counts, len(begins))
    kept = (mass > 0) & (ends < never)
    frame = pd.DataFrame({"after": begins[kept], "by": ends[kept], "mass": mass[kept]})
    frame["free"] = np.maximum(1 - np.cumsum(frame["mass"].to_numpy()), 0.0) if kept.any() else frame["mass"]
    events = int(weight[~open_end].sum())
    return IntervalCurve(frame, int(weight.sum()), events, int(max(left.max(), right.max())))


def _stretches(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """The stretches (p, q] that begin where an interval begins, end where one ends, and hold neither within."""
    days = np.unique(np.concatenate([left, right]))
    is_left, is_right = np.isin(days, left), np.isin(days, right)
    begins: list[int] = []
    ends: list[int] = []
    latest = -1
    for day, opens, closes in zip(days.tolist(), is_left, is_right, strict=True):
        if closes and latest >= 0:
            begins.append(latest)
            ends.append(day)
            latest = -1
        if opens:
            latest = day
    return np.array(begins, dtype=np.int64), np.array(ends, dtype=np.int64)


def _peak(first: Ints, last: Ints, counts: Floats, size: int) -> Floats:
    """The masses of ``size`` stretches at which the likelihood is largest; an interval holds those from first to last.

    Each step adds to those that hold mass the ones where the gradient is highest between them, solves the quadratic
    approximation under mass >= 0 (least squares), and goes along it as far as the likelihood grows. It is at the peak
    when no stretch has a gradient above the number of people.
    """
    total = counts.sum()
    mass = np.zeros(size)
    stab = -1  # every interval holds one of these: the last of each that holds none yet
    for place in np.argsort(last, kind="stable"):
        if first[place] > stab:
            stab = int(last[place]) - 1
            mass[stab] = 1.0
    mass /= mass.sum()
    value = _loglik(first, last, counts, mass)
    for _ in range(MOST_STEPS):
        fitted = _fitted(first, last, mass)
        over = counts / fitted / total
        begun, over_by = (np.bincount(each, weights=over, minlength=size + 1) for each in (first, last))
        edges = begun - over_by
        gradient = np.cumsum(edges)[:size]
        if gradient.max() <= 1 + CLOSE and np.abs(gradient[mass > DUST] - 1).max() <= CLOSE:
            return np.where(mass > DUST, mass, 0.0)
        held = np.union1d(np.flatnonzero(mass > 0), _highest(gradient, np.flatnonzero(mass > 0)))
        square, toward = _quadratic(first, last, over / fitted, 2 * over, held)
        onto = np.zeros(size)
        onto[held] = _lowest(square + np.eye(len(held)) * RIDGE * np.trace(square), toward)
        step, slack = 1.0, 1e-13 * abs(value)
        while step > DUST and _loglik(first, last, counts, mass + step * (onto - mass)) < value - slack:
            step /= 2
        # where rounding hides the growth, a step of self-consistency never goes down
        mass = mass + step * (onto - mass) if step > DUST else mass * gradient
        value = _loglik(first, last, counts, mass)
    raise EstimateError("The estimate between visits did not converge; look whether days are in the right columns.")


def _lowest(square: Floats, toward: Floats) -> Floats:
    """Where x square x / 2 - toward x is lowest among x >= 0 that sum to 1: at first as if they could be below 0."""
    free, along = np.linalg.solve(square, np.stack([toward, np.ones(len(toward))], axis=1)).T
    point = free + along * (1 - free.sum()) / along.sum()
    if point.min() >= 0:
        return np.asarray(point / point.sum())
    from scipy.optimize import nnls

    triangle = np.linalg.cholesky(square).T
    goal = np.linalg.solve(triangle.T, toward)
    system = np.vstack([triangle, np.full(len(toward), HEAVY)])
    masses, _ = nnls(system, np.append(goal, HEAVY), maxiter=100 * len(toward))
    return np.asarray(masses / masses.sum())


def _quadratic(first: Ints, last: Ints, bend: Floats, slope: Floats, held: Ints) -> tuple[Floats, Floats]:
    """Sums of ``bend`` over intervals that hold two of the stretches ``held``, of ``slope`` over those that hold one.

    An interval holds the stretches from one place among ``held`` to another, so that both are cumulative sums.
    """
    size = len(held)
    begin, end = np.searchsorted(held, first), np.searchsorted(held, last)
    some = begin < end
    begin, end = begin[some], end[some]
    ends = np.bincount(begin * (size + 1) + end, weights=bend[some], minlength=size * (size + 1))
    corner = ends.reshape(size, size + 1).cumsum(axis=0)[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    square = np.triu(corner) + np.triu(corner, 1).T
    steps = [np.bincount(each, weights=slope[some], minlength=size + 1) for each in (begin, end)]
    return square, np.cumsum(steps[0] - steps[1])[:size]


def _highest(gradient: Floats, held: Ints) -> Ints:
    """The stretch of the highest gradient before, between and after those that are held, where it is above 1."""
    groups = np.searchsorted(held, np.arange(len(gradient)), side="right")
    order = np.lexsort((gradient, groups))
    best = order[np.append(np.diff(groups[order]) > 0, True)]
    return np.asarray(best[gradient[best] > 1])


def _fitted(first: Ints, last: Ints, mass: Floats) -> Floats:
    """The probability of each interval."""
    total = np.concatenate([[0.0], np.cumsum(mass)])
    return np.asarray(total[last] - total[first])


def _loglik(first: Ints, last: Ints, counts: Floats, mass: Floats) -> float:
    fitted = _fitted(first, last, mass)
    return float(counts @ np.log(fitted)) if (fitted > 0).all() else -np.inf

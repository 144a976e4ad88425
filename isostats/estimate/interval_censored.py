"""The remission curve of outcomes of which it is known only that they came between two visits (Turnbull 1976)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from isostats.cohort.counting import Floats
from isostats.errors import EstimateError
from isostats.vocabulary import names as v
from isostats.words.numbers import counted

MOST_STEPS = 500
CLOSE = 1e-12
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
        asked = np.atleast_1d(np.asarray(days, dtype=np.int64))
        mass = self.frame["mass"].to_numpy(float)
        after, by = self.frame["after"].to_numpy(float), self.frame["by"].to_numpy(float)
        begun = (after[None, :] < asked[:, None]) @ mass
        over = (by[None, :] <= asked[:, None]) @ mass
        known = np.where(asked > self.seen_until, np.nan, 1.0)
        low, high = known * (1 - begun), known * (1 - over)
        return pd.DataFrame({v.TIME: asked, v.ESTIMATE: (low + high) / 2, "lowest": low, "highest": high})


def turnbull(after: ArrayLike, by: ArrayLike, people: ArrayLike | None = None) -> IntervalCurve:
    """The nonparametric maximum likelihood estimate of intervals (after, by] in days; ``by`` is -1 where none was seen.

    An outcome on a known day t is (t - 1, t], so that exact days alone give Kaplan-Meier. Found by Newton steps on the
    stretches that may hold probability (the constrained Newton method of Wang 2007), to a gradient that proves the
    peak. ``people`` are how many each interval stands for. It has no interval of confidence here: the usual theory does
    not hold between visits, and a bootstrap has to resample people.

    Raises EstimateError for no people, an interval that ends before it begins, or no convergence.

    >>> turnbull([0, 100, 200], [100, 200, -1]).frame[["after", "by", "mass"]].round(4).values.tolist()
    [[0.0, 100.0, 0.3333], [100.0, 200.0, 0.3333]]
    """
    left, right = np.asarray(after, dtype=np.int64), np.asarray(by, dtype=np.int64)
    weight = np.ones(len(left)) if people is None else np.asarray(people, dtype=float)
    open_end = right < 0
    wrong = ~open_end & (right <= left) | (left < 0)
    if not len(left) or not weight.sum() or wrong.any():
        what = "there is nobody" if not wrong.any() else f"{counted(int(wrong.sum()), 'interval')} cannot be"
        raise EstimateError(f"An estimate between visits needs intervals with after < by, from day 0 on; {what}.")
    never = int(max(left.max(), right.max())) + 1
    whole = np.where(open_end, never, right)
    begins, ends = _stretches(left, whole)
    pairs, place = np.unique(np.stack([left, whole]), axis=1, return_inverse=True)
    counts = np.bincount(np.ravel(place), weights=weight)
    holds = ((pairs[0][:, None] <= begins) & (ends <= pairs[1][:, None])).astype(float)
    mass = _peak(holds, counts)
    kept = (mass > 0) & (ends < never)
    frame = pd.DataFrame({"after": begins[kept], "by": ends[kept], "mass": mass[kept]})
    frame["free"] = np.maximum(1 - np.cumsum(frame["mass"].to_numpy()), 0.0) if kept.any() else frame["mass"]
    events = int(weight[~open_end].sum())
    return IntervalCurve(frame, int(weight.sum()), events, int(max(left.max(), right.max())))


def _stretches(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """The stretches (p, q] that begin where an interval begins, end where one ends, and hold neither within."""
    days = np.unique(np.concatenate([left, right]))
    is_left, is_right = np.isin(days, left), np.isin(days, right)
    begins, ends = [], []
    latest = -1
    for day, opens, closes in zip(days.tolist(), is_left, is_right, strict=True):
        if closes and latest >= 0:
            begins.append(latest)
            ends.append(day)
            latest = -1
        if opens:
            latest = day
    return np.array(begins, dtype=np.int64), np.array(ends, dtype=np.int64)


def _peak(holds: Floats, counts: Floats) -> Floats:
    """The masses on the simplex at which sum of counts log(holds @ mass) is largest.

    Each step solves the quadratic approximation under mass >= 0 (least squares) and goes along it as far as the
    likelihood grows. It is at the peak when no stretch has a gradient above the number of people.
    """
    from scipy.optimize import nnls

    total = counts.sum()
    mass = np.full(holds.shape[1], 1.0 / holds.shape[1])
    for _ in range(20):  # a few steps of self-consistency come near first
        mass = mass * (holds.T @ (counts / (holds @ mass))) / total
    value = _loglik(holds, counts, mass)
    for _ in range(MOST_STEPS):
        fitted = holds @ mass
        gradient = holds.T @ (counts / fitted) / total
        if gradient.max() <= 1 + CLOSE and abs(mass @ gradient - 1) <= CLOSE:
            return np.where(mass > DUST, mass, 0.0)
        scaled = np.sqrt(counts / total)[:, None] * holds / fitted[:, None]
        goal = np.full(len(counts), 2.0) * np.sqrt(counts / total)
        triangle = np.linalg.qr(np.column_stack([scaled, goal]), mode="r")
        heavy = 1e4  # holds the sum at 1, until the step is scaled to it
        system = np.vstack([triangle[:, :-1], np.full(holds.shape[1], heavy)])
        onto, _ = nnls(system, np.append(triangle[:, -1], heavy), maxiter=50 * holds.shape[1])
        onto = onto / onto.sum()
        step = 1.0
        while step > 1e-12:
            tried = mass + step * (onto - mass)
            moved = _loglik(holds, counts, tried)
            if moved >= value:
                break
            step /= 2
        if step <= 1e-12:
            tried = mass * gradient  # one of self-consistency, which never goes down
            moved = _loglik(holds, counts, tried)
        mass, value = tried, moved
    raise EstimateError("The estimate between visits did not converge; look whether days are in the right columns.")


def _loglik(holds: Floats, counts: Floats, mass: Floats) -> float:
    fitted = holds @ mass
    return float(counts @ np.log(fitted)) if (fitted > 0).all() else -np.inf


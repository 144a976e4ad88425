"""Proportions of several studies on the logit scale: how much they differ beyond chance, and with what."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import ArrayLike

from isostats.cohort.counted_columns import require_one_order
from isostats.errors import EstimateError, require_probability
from isostats.estimate.intervals import t_quantile
from isostats.estimate.kernel import Floats
from isostats.words.numbers import counted, number_text

GRID = 80
"""Values of tau2 at which the slope of the likelihood is looked at before its root is sought."""


def study_counts(events: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Events and people of each study, checked: whole numbers, at least one study, 0 <= events <= n, n above 0."""
    require_one_order(events=events, n=n)
    x, total = np.asarray(events, dtype=float), np.asarray(n, dtype=float)
    if x.ndim != 1 or x.shape != total.shape:
        raise EstimateError("events and n must be two columns of the same length, one number for each study.")
    if not len(x):
        raise EstimateError("There is no study to pool.")
    bad = ~((x >= 0) & (x <= total) & (total > 0) & (np.floor(x) == x) & (np.floor(total) == total) & (total < np.inf))
    if bad.any():
        first = int(np.argmax(bad))
        raise EstimateError(
            f"{counted(int(bad.sum()), 'study', 'studies')} without whole counts, n above 0 and events from 0 to n "
            f"(first: number {first + 1}, {number_text(x[first])} of {number_text(total[first])})."
        )
    return x, total


def logits(events: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Log odds of the event in each study, and their variances 1 / x + 1 / (n - x).

    Where nobody or everybody has the event, and only there, 1/2 is added to both counts: R's ``escalc`` of metafor
    with ``measure = "PLO", add = 1/2, to = "only0"``.
    """
    x = np.where((events == 0) | (events == n), events + 0.5, events)
    rest = np.where((events == 0) | (events == n), n - events + 0.5, n - events)
    return np.log(x / rest), 1 / x + 1 / rest


def share(logit: float) -> float:
    """A log odds as a probability."""
    return float(scipy.special.expit(logit))


@dataclass(frozen=True)
class MixedFit:
    """Coefficients (p,) with their modified Knapp-Hartung covariance (p, p), and the variance between studies."""

    coefficient: Floats
    covariance: Floats
    tau2: float
    spread: float
    """The weighted residual variance that Knapp and Hartung put in the place of 1, before the floor."""


def mixed_effects(y: Floats, v: Floats, x: Floats) -> MixedFit:
    """Inverse-variance regression of study estimates ``y`` (variances ``v``) on the columns of ``x`` (k, p).

    tau2 by REML; the covariance is that of Knapp and Hartung (2003), (X'WX)^-1 times the weighted residual variance
    on k - p degrees of freedom, which is never taken below 1: the floor of Röver, Knapp and Friede (2015), R's
    ``rma(test = "adhoc")``. Without it studies that agree by chance give an interval of no width.
    """
    tau2 = reml_tau2(y, v, x)
    w = 1 / (v + tau2)
    bread = np.linalg.inv((x.T * w) @ x)
    coefficient: Floats = bread @ (x.T * w) @ y
    spread = float((w * (y - x @ coefficient) ** 2).sum() / (len(y) - x.shape[1]))
    covariance: Floats = np.asarray(max(spread, 1.0) * bread)
    return MixedFit(coefficient, covariance, tau2, spread)


class Around(NamedTuple):
    """A mean log odds as a share, with its limits and those of the true share of one more study."""

    estimate: float
    lower: float
    upper: float
    prediction_lower: float
    prediction_upper: float


def shares_around(mean: float, std_error: float, tau2: float, *, half: float, t: float) -> Around:
    """The shares of a mean log odds +- ``half``, and of mean +- t sqrt(tau2 + std_error^2), as which one more study
    is predicted."""
    reach = t * sqrt(tau2 + std_error**2)
    return Around(*(share(mean + away) for away in (0.0, -half, half, -reach, reach)))


def only_mean(y: Floats, v: Floats) -> tuple[float, float, MixedFit]:
    """The mean of study estimates without any moderator, its standard error, and the fit behind them."""
    fit = mixed_effects(y, v, np.ones((len(y), 1)))
    return float(fit.coefficient[0]), float(np.sqrt(fit.covariance[0, 0])), fit


def reml_tau2(y: Floats, v: Floats, x: Floats) -> float:
    """The tau2 >= 0 with the highest restricted likelihood (Viechtbauer 2005), of all its peaks.

    The peaks are the roots at which the slope y'PPy - tr(P) falls through 0, and 0 itself where it falls from there.
    """
    residual = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    top = 10 * float(residual @ residual / (len(y) - x.shape[1]) + v.max())
    grid = np.r_[0.0, np.geomspace(1e-7 * top, top, GRID)]
    slopes = _slopes(grid, y, v, x)
    peaks = [0.0] if slopes[0] <= 0 else []
    for i in np.flatnonzero((slopes[:-1] > 0) & (slopes[1:] <= 0)):
        low, high = grid[i], grid[i + 1]
        while high - low > 1e-14 * top:  # each time between two neighbours of 64
            between = np.linspace(low, high, 65)
            after = int(np.argmax(_slopes(between[1:], y, v, x) <= 0))
            low, high = between[after], between[after + 1]
        peaks.append(float((low + high) / 2))
    return max(peaks, key=lambda tau2: _restricted(tau2, y, v, x))


def _slopes(tau2: Floats, y: Floats, v: Floats, x: Floats) -> Floats:
    """y'PPy - tr(P) at each tau2 (m,), without the matrices P."""
    w = 1 / (v + tau2[:, None])
    inverse = np.linalg.inv(np.einsum("mk,kp,kq->mpq", w, x, x))
    b = np.einsum("mpq,mk,kq->mp", inverse, w * y, x)
    trace = w.sum(axis=1) - np.einsum("mpq,mk,kp,kq->m", inverse, w**2, x, x)
    return np.asarray(((w * (y - b @ x.T)) ** 2).sum(axis=1) - trace)


def _restricted(tau2: float, y: Floats, v: Floats, x: Floats) -> float:
    """The restricted log likelihood, up to a constant."""
    w = 1 / (v + tau2)
    gram = (x.T * w) @ x
    residual = y - x @ np.linalg.solve(gram, (x.T * w) @ y)
    return float(-0.5 * (np.linalg.slogdet(gram)[1] - np.log(w).sum() + w @ residual**2))


def inconsistency(tau2: float, v: Floats) -> float:
    """I2, the share of the spread between studies that is not chance: tau2 / (tau2 + typical variance).

    The typical variance is that of Higgins and Thompson (2002). A share from 0 to 1; metafor prints it in per cent.
    """
    w = 1 / v
    typical = (len(v) - 1) * w.sum() / (w.sum() ** 2 - (w**2).sum())
    return float(tau2 / (tau2 + typical))


@dataclass(frozen=True)
class StudySlope:
    """Change of the log odds of the event for one unit of the moderator, over ``k`` studies.

    ``slope`` has a Knapp-Hartung standard error, limits and a two-sided p-value, t on k - 2 degrees of freedom;
    ``intercept`` is the log odds at 0 and ``tau2`` what is left between the studies.
    """

    k: int
    intercept: float
    slope: float
    std_error: float
    lower: float
    upper: float
    p_value: float
    tau2: float
    level: float

    def odds_ratio(self, units: float) -> tuple[float, float, float]:
        """Ratio of the odds for so many units more, with its limits."""
        ratio, lower, upper = np.exp(units * np.array([self.slope, self.lower, self.upper])).tolist()
        return ratio, lower, upper


def study_slope(events: ArrayLike, n: ArrayLike, moderator: ArrayLike, *, level: float = 0.95) -> StudySlope:
    """Regress the studies' log odds of the event on a moderator (k,), with random effects.

    Weights 1 / (v_i + tau2), tau2 by REML, errors and tests by Knapp and Hartung (2003) with the floor of Röver, Knapp
    and Friede (2015): metafor's ``rma(measure = "PLO", mods = ~ moderator, test = "adhoc")``. It compares studies,
    not people: studies that differ in the moderator differ in more. Raises EstimateError with fewer than three
    studies, a moderator that is missing or the same everywhere, or counts that cannot be.

    >>> found = study_slope([4, 9, 3, 20], [40, 60, 50, 90], [6, 12, 12, 60])
    >>> round(found.slope, 4), round(found.p_value, 2)
    (0.0166, 0.18)
    """
    require_probability(level, "level")
    x, total = study_counts(events, n)
    require_one_order(events=events, moderator=moderator)
    z = np.asarray(moderator, dtype=float)
    if z.shape != x.shape or not np.isfinite(z).all():
        raise EstimateError("The moderator must be one number for each study, none of them missing.")
    if len(x) < 3 or np.ptp(z) == 0:
        raise EstimateError("A slope over studies needs three studies or more that do not all share one value.")
    y, v = logits(x, total)
    scale = float(np.abs(z).max())  # months in hundreds would make X'WX needlessly ill-conditioned
    fit = mixed_effects(y, v, np.column_stack([np.ones(len(y)), z / scale]))
    slope, std_error = float(fit.coefficient[1] / scale), float(np.sqrt(fit.covariance[1, 1]) / scale)
    half = t_quantile(level, len(y) - 2) * std_error
    p_value = float(2 * scipy.special.stdtr(len(y) - 2, -abs(slope) / std_error)) if std_error else np.nan
    limits = (slope - half, slope + half)
    return StudySlope(len(y), float(fit.coefficient[0]), slope, std_error, *limits, p_value, fit.tau2, level)

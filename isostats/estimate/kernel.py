"""The kernel under every estimator, from counts on days along the last axis, for whole people and for fractions.

At risk on a day is entry < day <= exit (``EventTable.at_risk``), so on one day failures come first, of whatever
cause, and censoring last.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError

Floats = NDArray[np.float64]


def share(part: Floats, whole: Floats) -> Floats:
    """part / whole, and 0 where the whole is 0 (a hazard where nobody is at risk)."""
    ratio: Floats = np.zeros(np.broadcast_shapes(part.shape, whole.shape))
    np.divide(part, whole, out=ratio, where=whole > 0)
    return ratio


def product_limit(failed: Floats, at_risk: Floats) -> Floats:
    """The probability of not having failed by the end of each day: product over days of (1 - failed / at risk)."""
    return np.cumprod(1 - np.minimum(share(failed, at_risk), 1.0), axis=-1)


def just_before(curve: Floats, start: float) -> Floats:
    """The value of a step curve just before each day; ``start`` before the first."""
    return np.concatenate([np.full((*curve.shape[:-1], 1), start), curve[..., :-1]], axis=-1)


def incidences(events: Floats, at_risk: Floats) -> tuple[Floats, Floats]:
    """The curve of being free of every cause just before each day (..., T), and each cause's incidence (..., C, T)."""
    before = just_before(product_limit(events.sum(axis=-2), at_risk), 1.0)
    return before, np.cumsum(before[..., None, :] * share(events, at_risk[..., None, :]), axis=-1)


def greenwood(failed: Floats, at_risk: Floats) -> Floats:
    """Greenwood's increments d / (Y (Y - d)) of the variance of log S: infinite where all at risk fail."""
    left = at_risk - failed
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(failed > 0, failed / (at_risk * np.maximum(left, 0)), 0.0)


def require_counts(table: object) -> None:
    """Raise EstimateError for what holds no counts."""
    if not isinstance(table, EventTable):
        held = "Those of a curve are its counts: curve.counts. " if hasattr(table, "counts") else ""
        raise EstimateError(
            f"An estimate is made of counts, not of a {type(table).__name__}. {held}Count an outcome of the cohort "
            "first: iso.kaplan_meier(cohort.count('systemic_treatment'))."
        )


def from_day_zero(table: EventTable) -> EventTable:
    """The same counts with day 0 among the days, where a curve begins; EstimateError for what holds no counts."""
    require_counts(table)
    if len(table.days) and table.days[0] == 0:
        return table
    first = [(0, 0), (1, 0)]
    return replace(
        table, days=np.concatenate([[0], table.days]), events=np.pad(table.events, [(0, 0), *first]),
        censored=np.pad(table.censored, first), entered=np.pad(table.entered, first),
        squares=None if table.squares is None else np.pad(table.squares, [(0, 0), *first]),
    )


def require_whole_people(table: EventTable, what: str) -> None:
    """Raises EstimateError where the counts rest on fractional weights, which ``what`` does not allow for."""
    require_counts(table)
    if not table.whole_people:
        raise EstimateError(
            f"{what} needs whole people: with fractional weights its variance would be wrong. "
            "Count people without weights, or use the curves, whose errors allow for weights."
        )


def incidence_variance(table: EventTable) -> Floats:
    """The variance of each cause's incidence (G, C, T) by the infinitesimal jackknife, as R's weighted ``survfit``.

    A person of weight w moves F_k(t) by w U(t), and the variance is the sum of (w U)^2. U is what
    ``jackknife_variance`` sums, with its compensator: for a failure of cause j on day x, p_j(x) / Y_x - P(x) -
    F(t) (q(x) / Y_x - Q(x)), without the first term for a censoring; before x it is -P(t) + F(t) Q(t). Here
    q = Y / (Y - d), p_j = S(x-) 1{j = k} + F(x) q, and P and Q sum d_j p_j / Y^2 and d q / Y^2. It is a quadratic in
    F(t), so cumulative sums of squared weights give it for every t. NaN where the squared weights are not known.
    """
    if table.squares is None:
        return np.full(table.events.shape, np.nan)
    at_risk, failed = table.at_risk[:, None], table.events.sum(axis=1, keepdims=True)
    before, incidence = incidences(table.events, table.at_risk)
    before = before[:, None]
    inverse = share(np.ones_like(at_risk), at_risk)
    left = at_risk - failed
    q = share(at_risk, np.where(left > 1e-12 * table.n[:, None, None], left, 0.0))
    whole_q = np.cumsum(failed * q * inverse**2, axis=-1)
    whole_p = np.cumsum((table.events * before + failed * incidence * q) * inverse**2, axis=-1)
    squares = table.squares
    a, b, c = (np.zeros_like(incidence) for _ in range(3))
    for kind in range(squares.shape[1]):  # 0 censored, then the causes
        own = (np.arange(len(table.causes)) == kind - 1)[None, :, None]
        p = (before * own + incidence * q) * inverse - whole_p if kind else -whole_p
        around = q * inverse - whole_q if kind else -whole_q
        weight = squares[:, [kind]]
        a += weight * p**2
        b += weight * p * around
        c += weight * around**2
    a, b, c = (np.cumsum(each, axis=-1) for each in (a, b, c))
    total = squares.sum(axis=1, keepdims=True)
    later = np.maximum(total.sum(axis=-1, keepdims=True) - np.cumsum(total, axis=-1), 0.0)
    moved = whole_p - incidence * whole_q
    return np.asarray(np.maximum(a - 2 * incidence * b + incidence**2 * c + later * moved**2, 0.0))


def mean_time_variance(table: EventTable, steps: Floats) -> Floats:
    """The variance of the area under Kaplan-Meier (G,), ``steps`` (G, T) being its height times width day by day.

    A person of weight w moves log S by -w (1{fails on x} / (Y - d) - A(x)) from day x on and by w A(t) before it,
    A being the sum of d / (Y (Y - d)).
    """
    if table.squares is None:
        return np.full(len(table.groups), np.nan)
    alone = table.only(table.causes[0])
    assert alone.squares is not None
    failed, at_risk = alone.events[:, 0], alone.at_risk
    left = np.where(at_risk - failed > 1e-12 * table.n[:, None], at_risk - failed, 0.0)
    jump = share(np.ones_like(left), left)
    hazard = np.cumsum(share(failed, at_risk) * jump, axis=1)
    after = np.cumsum(steps[:, ::-1], axis=1)[:, ::-1]
    gained = np.cumsum(steps * hazard, axis=1) - steps * hazard
    variance = np.zeros(len(table.groups))
    for kind, own in ((0, 0.0), (1, 1.0)):
        moved = gained - (own * jump - hazard) * after
        variance += (alone.squares[:, kind] * moved**2).sum(axis=1)
    return variance

"""Curves of an event table: remission by Kaplan and Meier, competing causes by Aalen and Johansen, and follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError, nearest, require_one_of
from isostats.estimate import kernel
from isostats.estimate.intervals import loglog_limits
from isostats.estimate.kernel import Floats, share
from isostats.estimate.results import Curve, curve_of, short
from isostats.estimate.simultaneous_bands import POINTWISE, BandKind
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    import pandas as pd

Variance = Literal["infinitesimal_jackknife", "aalen"]


def kaplan_meier(
    table: EventTable, *, level: float = 0.95, band: BandKind = POINTWISE, between: tuple[float, float] | None = None
) -> Curve:
    """The probability of being free of the first cause at the end of each day (Kaplan and Meier 1958).

    S(t) = product over days s <= t of (1 - d_s / Y_s), variance by Greenwood, limits on the log-log scale. On one day
    failures come before censoring; people who leave by another cause are censored. The standard error is 0 before
    the first failure and NaN once S is 0; limits are NaN in both, as in R's ``survfit``. A group without people has
    one row, of NaN. ``level`` is the confidence level of the limits. Fractional weights have the standard error of the
    infinitesimal jackknife (R's ``survfit(weights, robust = TRUE)``), and none where the table does not know their
    squares. Counts by interval have the life table's estimate, ``life_table``: half of those who leave within an
    interval are taken off its risk set, in Greenwood's variance too. ``band`` makes the limits those of the whole curve
    at once ``between`` two days (``hall_wellner``, ``nair``; :meth:`Curve.with_band`). Raises EstimateError for a level
    or a band that is none.

    >>> from isostats.cohort.counting import event_table
    >>> kaplan_meier(event_table([3, 5, 5, 9], [1, 1, 0, 0])).at(5, min_at_risk=1)["estimate"].item()
    0.5
    """
    table = kernel.from_day_zero(table)
    failed = table.events[:, 0]
    estimate, std_error = _free_of(failed, table.exposed(table.leaving - failed), table)
    if not table.whole_people:
        robust = kernel.incidence_variance(table.only(table.causes[0]))[:, 0]  # 1 - S is the incidence of it alone
        std_error = np.where(np.isnan(std_error), np.nan, np.sqrt(robust))
    method = v.LIFE_TABLE if table.by_interval else v.KAPLAN_MEIER
    left = {"failed": failed, "censored": table.leaving - failed}
    curve = curve_of(table, estimate, std_error, **left, kind=v.REMISSION, method=method, level=level)
    curve = replace(curve, again=partial(kaplan_meier, level=level))
    return curve if band == POINTWISE else curve.with_band(band, between)


def _free_of(failed: Floats, at_risk: Floats, table: EventTable) -> tuple[Floats, Floats]:
    """The product-limit curve with Greenwood's standard error; NaN in groups without people."""
    estimate = np.where(table.n[:, None] > 0, kernel.product_limit(failed, at_risk), np.nan)
    with np.errstate(invalid="ignore"):
        return estimate, estimate * np.sqrt(np.cumsum(kernel.greenwood(failed, at_risk), axis=-1))


def treatment_success(table: EventTable, *, level: float = 0.95) -> Curve:
    """The probability of having been clear at the end of the course and free of every cause since (Kaplan-Meier).

    All causes of the table end it together, ``not_clear`` on day 0 among them, so that the curve begins at the share
    that was clear. ``success_by_cause`` splits what is missing to 1 over the causes; with it the two sum to 1. Log-log
    limits with Greenwood's error. Raises EstimateError for a table that has no cause ``not_clear``.

    >>> from isostats.cohort.counting import event_table
    >>> counts = event_table([0, 3, 5, 9], [2, 1, 0, 0], causes=("relapse", "not_clear"))
    >>> treatment_success(counts).at([0, 3], min_at_risk=1)["estimate"].tolist()
    [0.75, 0.5]
    """
    _require_not_clear(table)
    return replace(kaplan_meier(table.combined("no_success"), level=level), kind=v.TREATMENT_SUCCESS)


def success_by_cause(table: EventTable, *, level: float = 0.95) -> Curve:
    """The cumulative incidence of each way of being no success: the outcome, death, not clear (Aalen-Johansen)."""
    _require_not_clear(table)
    return aalen_johansen(table, level=level)


def _require_not_clear(table: EventTable) -> None:
    if v.NOT_CLEAR not in table.causes:
        raise EstimateError(
            "Treatment success needs the cause 'not_clear', people not clear at the end of the course, on day 0; "
            f"the causes are {', '.join(table.causes)}. Cohort.count_success makes such a table."
        )


def followup_curve(table: EventTable, *, level: float = 0.95) -> Curve:
    """The probability of still being followed at the end of each day, had nobody failed (Schemper and Smith 1996).

    Kaplan-Meier with the parts of failing and censoring changed over. On one day failures, of any cause, leave
    before anybody is censored (R's ``prodlim`` with ``reverse = TRUE``), as everywhere in isostats. The frame's
    ``events`` are failures and its ``censored`` the ends of follow-up, as in every curve. Fractional weights have no
    standard error here.

    >>> import isostats as iso
    >>> counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("systemic_treatment",))
    >>> iso.followup_curve(counts).median()["estimate"].item()
    900.0
    """
    table = kernel.from_day_zero(table)
    failed = table.events.sum(axis=1)
    estimate, std_error = _free_of(table.censored, table.at_risk - failed, table)
    if not table.whole_people:  # Greenwood takes every weight for so many people
        std_error = np.full_like(std_error, np.nan)
    left = {"failed": failed, "censored": table.censored}
    return curve_of(table, estimate, std_error, **left, kind="followup", method="reverse_kaplan_meier", level=level)


def median_followup(table: EventTable, *, level: float = 0.95) -> pd.DataFrame:
    """Median follow-up in days by reverse Kaplan-Meier, by group: group, estimate, lower, upper.

    NaN where fewer than half of the follow-up has ended. Raises EstimateError for a level that is none.

    >>> from isostats.cohort.counting import event_table
    >>> median_followup(event_table([3, 5, 7, 9], [0, 1, 0, 0]))["estimate"].item()
    7.0
    """
    return followup_curve(table, level=level).median()


def effective_size(estimate: ArrayLike, std_error: ArrayLike, otherwise: ArrayLike) -> NDArray[np.float64]:
    """The effective number of people behind a Kaplan-Meier estimate: S (1 - S) / se(S)^2 (Cutler and Ederer 1958).

    A binomial share of that many people has the same standard error; without censoring and with Greenwood's error it
    is the number of people itself, whatever S is. Where S is 0 or 1 nothing can be had from the error, and
    ``otherwise`` stands. Scalars or arrays of one shape.

    >>> effective_size([0.5, 1.0], [0.0625, 0.0], [0, 57]).tolist()
    [64.0, 57.0]
    """
    s, se = np.asarray(estimate, dtype=float), np.asarray(std_error, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = s * (1 - s) / se**2
    return np.where((s > 0) & (s < 1) & (se > 0), size, np.asarray(otherwise, dtype=float))


def aalen_johansen(table: EventTable, *, level: float = 0.95, variance: Variance = "infinitesimal_jackknife") -> Curve:
    """The probability of having failed by each cause by the end of each day (Aalen and Johansen 1978).

    F_k(t) = sum over days s <= t of S(s-) d_ks / Y_s, where S is Kaplan-Meier of all causes together, so that the
    incidences and S sum to 1. Tied days are exact. ``variance`` is the infinitesimal jackknife, equal to R's
    ``survival`` and, with late entry, to ``etm``'s form of Greenwood; or ``aalen``, as R's ``cmprsk``, which moves
    on days with a failure of the cause only. Limits on the log-log scale, NaN where the incidence is 0 or 1. A group
    without people has one row per cause, of NaN. Fractional weights have the infinitesimal jackknife in either case,
    and no standard error where the table does not know their squares. Counts by interval have the life table of
    several causes, ``life_table``: half of those who leave within an interval are taken off its risk set. Raises
    EstimateError for a level or variance that is none.

    >>> from isostats.cohort.counting import event_table
    >>> curve = aalen_johansen(event_table([1, 1, 2, 2], [1, 2, 1, 0], causes=("relapse", "death")))
    >>> curve.at(2, min_at_risk=1)["estimate"].tolist()
    [0.5, 0.25]
    """
    forms = {"infinitesimal_jackknife": jackknife_variance, "aalen": aalen_variance}
    require_one_of(variance, forms, "variance")
    table = kernel.from_day_zero(table)
    at_risk, failed = table.exposed(table.censored), table.events.sum(axis=1, keepdims=True)
    before, estimate = kernel.incidences(table.events, at_risk)
    # rounding may leave the sum a hair beside the 1 that it reaches, where there are no limits
    estimate = np.where(table.n[:, None, None] > 0, np.where(estimate > 1 - 1e-13, 1.0, estimate), np.nan)
    if table.whole_people:
        std_error = np.sqrt(forms[variance](before[:, None], table.events, failed, at_risk[:, None], estimate))
    else:
        std_error = np.where(np.isnan(estimate), np.nan, np.sqrt(kernel.incidence_variance(table)))
    method = v.LIFE_TABLE if table.by_interval else v.AALEN_JOHANSEN
    left = {"failed": table.events, "censored": table.censored}
    curve = curve_of(table, estimate, std_error, **left, kind=v.CUMULATIVE_INCIDENCE, method=method, level=level)
    return replace(curve, again=partial(aalen_johansen, level=level, variance=variance))


def jackknife_variance(
    before: Floats, events: Floats, failed: Floats, at_risk: Floats, estimate: Floats, squared: Floats | None = None
) -> Floats:
    """The infinitesimal jackknife of F = sum_k w_k F_k on counts, in one pass; ``events`` are sum_k w_k d_k.

    A failure of cause j on day s moves F(t) by a_j / Y_s with a_j = S(s-) w_j - h, where
    h = (F(t) - F(s)) Y_s / (Y_s - d_s) is what was still to come; the multinomial variance of the day's failures is
    sum_j d_j a_j^2 / Y^2 - (sum_j d_j a_j)^2 / Y^3. Multiplied out it is a quadratic in F(t), so three cumulative sums
    give it for every t. ``squared`` are sum_k w_k^2 d_k, the events themselves of one cause. Where all at risk fail
    nothing is to come, and the last term is 0.
    """
    squared = events if squared is None else squared
    first = share(before**2 * share(squared * at_risk - events**2, at_risk), at_risk**2)
    second = share(share(before * events, at_risk), at_risk)
    to_come = kernel.greenwood(failed, at_risk)
    third = np.where(np.isfinite(to_come), to_come, 0.0)
    a = np.cumsum(first + 2 * second * estimate + third * estimate**2, axis=-1)
    b = np.cumsum(second + third * estimate, axis=-1)
    c = np.cumsum(third, axis=-1)
    return _cancelled(a - 2 * b * estimate + c * estimate**2, a)


def aalen_variance(before: Floats, events: Floats, failed: Floats, at_risk: Floats, estimate: Floats) -> Floats:
    """Aalen's variance as R's ``cmprsk::cuminc`` has it, with its factor for ties (Aalen 1978; Gray 1988).

    Between days with a failure of the cause it stays as it was.
    """
    after = before * (1 - share(failed, at_risk))
    others = failed - events

    def tied(count: Floats) -> Floats:
        return np.where(count > 1, 1 - share(np.maximum(count - 1, 0), np.maximum(at_risk - 1, 0)), 1.0)

    inverse = share(np.ones_like(after), after)
    weight_own = tied(events) * before**2 * share(share(events, at_risk), at_risk)
    weight_other = np.where(after > 0, tied(others) * before**2 * share(share(others, at_risk), at_risk), 0.0)
    own, other = 1 + inverse * estimate, inverse * estimate
    a = np.cumsum(own**2 * weight_own + other**2 * weight_other, axis=-1)
    b = np.cumsum(inverse * (own * weight_own + other * weight_other), axis=-1)
    c = np.cumsum(inverse**2 * (weight_own + weight_other), axis=-1)
    spread = _cancelled(a - 2 * b * estimate + c * estimate**2, a)
    last_own = np.maximum.accumulate(np.where(events > 0, np.arange(events.shape[-1]), -1), axis=-1)
    kept = np.take_along_axis(spread, np.maximum(last_own, 0), axis=-1)
    return np.where(last_own >= 0, kept, np.where(np.isnan(spread), np.nan, 0.0))


def _cancelled(difference: Floats, terms: Floats) -> Floats:
    """What is left of large terms that cancel is noise once it is below their rounding: then it is 0."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isnan(difference) | (difference > 64 * np.finfo(float).eps * terms), difference, 0.0)


def shares_of_causes(
    table: EventTable, *, causes: Sequence[str], days: Sequence[int], level: float = 0.95, min_at_risk: int = 10
) -> pd.DataFrame:
    """The share of each cause among those who have failed by one of ``causes`` by the end of each day.

    F_k(t) / sum over causes of F_j(t), with F by Aalen-Johansen, so that people who leave the records are censored and
    a cause that comes late is not underestimated. Causes of the table that are not named compete and count in neither.
    The standard error is the infinitesimal jackknife of the ratio (its delta method), the limits are log-log, NaN where
    the share is 0 or 1. Without censoring it is the binomial share of the failures. Columns: cause, time, estimate,
    std_error, lower, upper, n (failures by one of the causes by then), events (by this one), at_risk, status (``ok``,
    ``beyond_followup`` where fewer than ``min_at_risk`` are under observation, ``not_estimable`` where none failed).

    Raises EstimateError for a table of several groups, a cause that it does not have, or fractional weights.

    >>> from isostats.cohort.counting import event_table
    >>> table = event_table([1, 2, 3, 9], [1, 1, 2, 0], causes=("topical", "isotretinoin"))
    >>> found = shares_of_causes(table, causes=("topical", "isotretinoin"), days=[5], min_at_risk=1)
    >>> found["estimate"].round(4).tolist(), found["n"].tolist()
    ([0.6667, 0.3333], [3, 3])
    """
    import pandas as pd

    unknown = [cause for cause in causes if cause not in table.causes]
    if unknown or len(table.groups) != 1:
        fault = f"no cause {unknown[0]!r}{nearest(unknown[0], table.causes)}" if unknown else "more than one group"
        raise EstimateError(f"Shares of causes are made from one group and its causes; there is {fault}.")
    kernel.require_whole_people(table, "The share of each cause")
    table = kernel.from_day_zero(table)
    member = np.array([cause in causes for cause in table.causes])
    events, at_risk = table.events[0], table.at_risk[0]
    failed = events.sum(axis=0)
    before, incidence = kernel.incidences(events, at_risk)
    rows = []
    for day in days:
        until = int(np.searchsorted(table.days, day, side="right"))
        past = events[:, :until].sum(axis=1)
        numbers: dict[str, float] = dict.fromkeys((v.ESTIMATE, v.STD_ERROR, v.LOWER, v.UPPER), np.nan)
        total = float(incidence[member, until - 1].sum())
        few = bool(short(table.observed_on([day]), min_at_risk)[0, 0])
        status = v.BEYOND_FOLLOWUP if few else v.OK if total > 0 else v.NOT_ESTIMABLE
        for cause in causes:
            k = table.causes.index(cause)
            if status == v.OK:
                ratio = float(incidence[k, until - 1]) / total
                weights = np.where(member, -ratio, 0.0)
                weights[k] += 1
                moved = (weights @ events, failed, at_risk, weights @ incidence, weights**2 @ events)
                std_error = np.sqrt(jackknife_variance(before, *moved)[until - 1]) / total
                lower, upper = loglog_limits(ratio, std_error, level)
                numbers = {v.ESTIMATE: ratio, v.STD_ERROR: std_error, v.LOWER: float(lower), v.UPPER: float(upper)}
            still = round(table.at_risk_on([day])[0, 0])
            counts = {v.N: round(past[member].sum()), v.EVENTS: round(past[k]), v.AT_RISK: still}
            rows.append({"cause": cause, v.TIME: int(day), **numbers, **counts, v.STATUS: status})
    return pd.DataFrame(rows)

"""Restricted mean time in remission: the area under the Kaplan-Meier curve up to a horizon."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError
from isostats.estimate.intervals import normal_quantile
from isostats.estimate.kernel import Floats, from_day_zero, greenwood, mean_time_variance, product_limit
from isostats.estimate.results import short, with_whole_counts
from isostats.vocabulary import names as v

COLUMNS = [v.GROUP, v.TIME, v.ESTIMATE, v.STD_ERROR, v.LOWER, v.UPPER, v.N, v.AT_RISK, v.EVENTS, v.STATUS]


def rmst(table: EventTable, *, horizon_days: int, level: float = 0.95, min_at_risk: float = 10) -> pd.DataFrame:
    """Mean days free of the first cause within ``horizon_days``, one row per group (Irwin 1949; Royston 2013).

    The area under S from day 0 to the horizon, with R's standard error (``survfit``'s ``rmean``):
    sum over days s of (area from s to the horizon)^2 d_s / (Y_s (Y_s - d_s)), where a day on which all at risk fail
    adds nothing. Normal limits, in days. ``events`` are those up to and on the horizon. ``status`` is
    ``beyond_followup`` where fewer than ``min_at_risk`` are under observation on the horizon (as in ``Curve.at``), and
    ``not_estimable`` in a group without people; there the numbers are NaN. Raises EstimateError if the horizon is not
    a whole day of 1 or more.

    >>> from isostats.cohort.counting import event_table
    >>> rmst(event_table([2, 4, 4, 10], [1, 1, 0, 0]), horizon_days=6, min_at_risk=1)["estimate"].item()
    4.5
    """
    horizon = _horizon(horizon_days)
    z = normal_quantile(level)
    table = from_day_zero(table)
    mean, variance = _area(table, horizon)
    at_risk = table.at_risk_on([horizon])[:, 0]
    status = np.where(short(table.observed_on([horizon])[:, 0], min_at_risk), v.BEYOND_FOLLOWUP, v.OK)
    status = np.where(table.n == 0, v.NOT_ESTIMABLE, status)
    mean = np.where(status == v.OK, mean, np.nan)
    std_error = np.where(status == v.OK, np.sqrt(variance), np.nan)
    events = table.events[:, 0, table.days <= horizon].sum(axis=1)
    half = np.where(std_error > 0, z * std_error, np.nan)  # without an event before the horizon no limits exist
    values = (table.groups, horizon, mean, std_error, mean - half, mean + half)
    values = (*values, table.n, at_risk, events, status)  # type: ignore[assignment]
    frame = pd.DataFrame(dict(zip(COLUMNS, values, strict=True)))
    return with_whole_counts(frame, v.N, v.AT_RISK, v.EVENTS)


def rmst_difference(
    table: EventTable, *, horizon_days: int, level: float = 0.95, min_at_risk: float = 10
) -> pd.DataFrame:
    """Each later group's restricted mean less the first group's, in days, with a normal test of no difference.

    One row per comparison, called ``later - first``; n, at_risk and events are those of both groups together. The
    standard error is sqrt(se^2 + se^2), the groups being independent. Raises EstimateError for fewer than two groups.

    >>> from isostats.cohort.counting import event_table
    >>> counts = event_table([2, 4, 4, 10], [1, 1, 0, 0], group=["a", "a", "b", "b"])
    >>> rmst_difference(counts, horizon_days=4, min_at_risk=0)[["group", "estimate"]].values.tolist()
    [['b - a', 1.0]]
    """
    if len(table.groups) < 2:
        raise EstimateError("A difference needs at least two groups, and the event table has one.")
    single = rmst(table, horizon_days=horizon_days, level=level, min_at_risk=min_at_risk)
    first, later = single.iloc[[0] * (len(single) - 1)].reset_index(drop=True), single.iloc[1:].reset_index(drop=True)
    frame = later.assign(group=later[v.GROUP] + " - " + first[v.GROUP], estimate=later[v.ESTIMATE] - first[v.ESTIMATE])
    frame[v.STD_ERROR] = np.hypot(later[v.STD_ERROR], first[v.STD_ERROR])
    half = normal_quantile(level) * frame[v.STD_ERROR]
    frame = frame.assign(lower=frame[v.ESTIMATE] - half, upper=frame[v.ESTIMATE] + half)
    for name in (v.N, v.AT_RISK, v.EVENTS):
        frame[name] = later[name] + first[name]
    frame[v.STATUS] = np.where(first[v.STATUS] != v.OK, first[v.STATUS], later[v.STATUS])
    with np.errstate(divide="ignore", invalid="ignore"):
        frame[v.P_VALUE] = 2 * scipy.special.ndtr(-np.abs(frame[v.ESTIMATE] / frame[v.STD_ERROR]).to_numpy())
    return frame[[*COLUMNS[:6], v.P_VALUE, *COLUMNS[6:]]]


def _area(table: EventTable, horizon: int) -> tuple[Floats, Floats]:
    """Area under each group's curve up to the horizon, and its variance: (G,), (G,)."""
    failed, at_risk = table.events[:, 0], table.at_risk
    width = np.diff(np.minimum(np.append(table.days, np.iinfo(np.int64).max), horizon))
    steps = product_limit(failed, at_risk) * width
    still = np.cumsum(steps[:, ::-1], axis=1)[:, ::-1]
    if not table.whole_people:
        return steps.sum(axis=1), mean_time_variance(table, steps)
    log_variance = greenwood(failed, at_risk)
    return steps.sum(axis=1), (still**2 * np.where(np.isfinite(log_variance), log_variance, 0.0)).sum(axis=1)


def _horizon(horizon_days: int) -> int:
    if isinstance(horizon_days, bool) or horizon_days != int(horizon_days) or horizon_days < 1:
        raise EstimateError(f"horizon_days must be a whole number of days, 1 or more, not {horizon_days!r}.")
    return int(horizon_days)

"""Of those who have failed, how many by which cause: a ratio of cumulative incidences, with its own interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError, nearest
from isostats.estimate.intervals import loglog_limits
from isostats.estimate.kernel import Floats, from_day_zero, just_before, product_limit, share
from isostats.estimate.results import short
from isostats.estimate.weighted import require_whole_people
from isostats.vocabulary import names as v


def shares_of_causes(
    table: EventTable,
    *,
    causes: Sequence[str],
    days: Sequence[int],
    level: float = 0.95,
    min_at_risk: int = 10,
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
    unknown = [cause for cause in causes if cause not in table.causes]
    if unknown or len(table.groups) != 1:
        fault = f"no cause {unknown[0]!r}{nearest(unknown[0], table.causes)}" if unknown else "more than one group"
        raise EstimateError(f"Shares of causes are made from one group and its causes; there is {fault}.")
    require_whole_people(table, "The share of each cause")
    table = from_day_zero(table)
    member = np.array([cause in causes for cause in table.causes])
    before, incidence = _incidences(table)
    rows = []
    for day in days:
        until = int(np.searchsorted(table.days, day, side="right"))
        at_risk = float(table.at_risk_on([day])[0, 0])
        events = table.events[0, :, :until].sum(axis=1)
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
                std_error = _std_error(table, before, incidence, weights, until) / total
                lower, upper = loglog_limits(ratio, std_error, level)
                numbers = {v.ESTIMATE: ratio, v.STD_ERROR: std_error, v.LOWER: float(lower), v.UPPER: float(upper)}
            counts = {v.N: round(events[member].sum()), v.EVENTS: round(events[k]), v.AT_RISK: round(at_risk)}
            rows.append({"cause": cause, v.TIME: int(day), **numbers, **counts, v.STATUS: status})
    return pd.DataFrame(rows)


def _incidences(table: EventTable) -> tuple[Floats, Floats]:
    """The curve of not having failed just before each day (T), and the incidence of each cause (C, T)."""
    at_risk, failed = table.at_risk[0], table.events[0].sum(axis=0)
    before = just_before(product_limit(failed, at_risk), 1.0)
    return before, np.cumsum(before * share(table.events[0], at_risk), axis=-1)


def _std_error(table: EventTable, before: Floats, incidence: Floats, weights: Floats, until: int) -> float:
    """The jackknife standard error of sum_k w_k F_k(t), t being the last day before position ``until``.

    A failure of cause j on day s moves it by a_j / Y_s, a_j = S(s-) w_j - h, where h is what was still to come, as in
    ``jackknife_variance``; the variance of a day's failures is multinomial.
    """
    events, at_risk = table.events[0, :, :until], table.at_risk[0, :until]
    combined = weights @ incidence[:, :until]
    to_come = (combined[-1] - combined) * share(at_risk, at_risk - events.sum(axis=0))
    moved = before[:until] * weights[:, None] - to_come
    squares, sums = (events * moved**2).sum(axis=0), (events * moved).sum(axis=0)
    inverse = share(np.ones_like(at_risk), at_risk)
    variance = float((squares * inverse**2 - sums**2 * inverse**3).sum())
    return float(np.sqrt(max(variance, 0.0)))

"""Remission over time: the Kaplan-Meier estimator on an event table."""

from __future__ import annotations

import numpy as np

from isostats.cohort.counting import EventTable
from isostats.estimate.intervals import loglog_limits
from isostats.estimate.kernel import from_day_zero, greenwood, product_limit
from isostats.estimate.results import Curve, curve_columns
from isostats.estimate.weighted import remission_std_error
from isostats.vocabulary import names as v


def kaplan_meier(table: EventTable, *, level: float = 0.95) -> Curve:
    """The probability of being free of the first cause at the end of each day (Kaplan and Meier 1958).

    S(t) = product over days s <= t of (1 - d_s / Y_s), variance by Greenwood, limits on the log-log scale. On one day
    failures come before censoring; people who leave by another cause are censored. The standard error is 0 before
    the first failure and NaN once S is 0; limits are NaN in both, as in R's ``survfit``. A group without people has
    one row, of NaN. ``level`` is the confidence level of the limits. Fractional weights have the standard error of the
    infinitesimal jackknife (R's ``survfit(weights, robust = TRUE)``), and none where the table does not know their
    squares. Counts by interval have the life table's estimate, ``life_table``: half of those who leave within an
    interval are taken off its risk set, in Greenwood's variance too. Raises EstimateError for a level that is none.

    >>> from isostats.cohort.counting import event_table
    >>> kaplan_meier(event_table([3, 5, 5, 9], [1, 1, 0, 0])).at(5, min_at_risk=1)["estimate"].item()
    0.5
    """
    table = from_day_zero(table)
    failed = table.events[:, 0]
    exposed = table.exposed(table.leaving - failed)
    estimate = np.where(table.n[:, None] > 0, product_limit(failed, exposed), np.nan)
    with np.errstate(invalid="ignore"):
        std_error = estimate * np.sqrt(np.cumsum(greenwood(failed, exposed), axis=-1))
    if not table.whole_people:
        std_error = np.where(np.isnan(std_error), np.nan, remission_std_error(table))
    lower, upper = loglog_limits(estimate, std_error, level)
    columns = {v.ESTIMATE: estimate, v.STD_ERROR: std_error, v.LOWER: lower, v.UPPER: upper}
    tidy = curve_columns(table, columns, failed=failed, censored=table.leaving - failed)
    return Curve(tidy, v.REMISSION, v.LIFE_TABLE if table.by_interval else v.KAPLAN_MEIER, level, table)

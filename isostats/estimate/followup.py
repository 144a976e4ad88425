"""How long people were followed: the reverse Kaplan-Meier."""

from __future__ import annotations

import numpy as np
import pandas as pd

from isostats.cohort.counting import EventTable
from isostats.estimate.intervals import loglog_limits
from isostats.estimate.kernel import from_day_zero, greenwood, product_limit
from isostats.estimate.results import Curve, curve_columns
from isostats.vocabulary import names as v


def followup_curve(table: EventTable, *, level: float = 0.95) -> Curve:
    """The probability of still being followed at the end of each day, had nobody failed (Schemper and Smith 1996).

    Kaplan-Meier with the parts of failing and censoring changed over. On one day failures, of any cause, leave
    before anybody is censored (R's ``prodlim`` with ``reverse = TRUE``), as everywhere in isostats. The frame's
    ``events`` are failures and its ``censored`` the ends of follow-up, as in every curve. Fractional weights have no
    standard error here.
    """
    table = from_day_zero(table)
    failed = table.events.sum(axis=1)
    ending, followed = table.censored, table.at_risk - failed
    estimate = np.where(table.n[:, None] > 0, product_limit(ending, followed), np.nan)
    with np.errstate(invalid="ignore"):
        std_error = estimate * np.sqrt(np.cumsum(greenwood(ending, followed), axis=-1))
    if not table.whole_people:  # Greenwood takes every weight for so many people
        std_error = np.full_like(std_error, np.nan)
    lower, upper = loglog_limits(estimate, std_error, level)
    columns = {v.ESTIMATE: estimate, v.STD_ERROR: std_error, v.LOWER: lower, v.UPPER: upper}
    tidy = curve_columns(table, columns, failed=failed, censored=ending)
    return Curve(tidy, "followup", "reverse_kaplan_meier", level, table)


def median_followup(table: EventTable, *, level: float = 0.95) -> pd.DataFrame:
    """Median follow-up in days by reverse Kaplan-Meier, by group: group, estimate, lower, upper.

    NaN where fewer than half of the follow-up has ended. Raises EstimateError for a level that is none.

    >>> from isostats.cohort.counting import event_table
    >>> median_followup(event_table([3, 5, 7, 9], [0, 1, 0, 0]))["estimate"].item()
    7.0
    """
    return followup_curve(table, level=level).median()

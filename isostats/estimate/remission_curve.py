"""Kaplan-Meier on an event table: remission, treatment success, how long people were followed, and what it rests on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError
from isostats.estimate.incidence_curve import aalen_johansen
from isostats.estimate.kernel import from_day_zero, greenwood, product_limit, remission_std_error
from isostats.estimate.results import Curve, curve_of
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
    method = v.LIFE_TABLE if table.by_interval else v.KAPLAN_MEIER
    left = {"failed": failed, "censored": table.leaving - failed}
    return curve_of(table, estimate, std_error, **left, kind=v.REMISSION, method=method, level=level)


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
    """
    table = from_day_zero(table)
    failed = table.events.sum(axis=1)
    ending, followed = table.censored, table.at_risk - failed
    estimate = np.where(table.n[:, None] > 0, product_limit(ending, followed), np.nan)
    with np.errstate(invalid="ignore"):
        std_error = estimate * np.sqrt(np.cumsum(greenwood(ending, followed), axis=-1))
    if not table.whole_people:  # Greenwood takes every weight for so many people
        std_error = np.full_like(std_error, np.nan)
    left = {"failed": failed, "censored": ending}
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

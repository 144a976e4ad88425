"""Fine and Gray's model: those with a competing event stay at risk, with the weight of being still uncensored."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isostats.estimate.efron import EfronFit, FollowedRows, fit_efron
from isostats.estimate.kernel import Floats
from isostats.estimate.robust_errors import robust_covariance


def fit_fine_gray(covariates: Floats, time: Floats, cause: NDArray[Any]) -> EfronFit | None:
    """Log subdistribution hazard ratios with errors by person (Fine & Gray 1999); R's ``finegray`` is the oracle.

    ``covariates`` (n, d), ``time`` (n,) in days above 0, ``cause`` (n,): 0 censored, 1 the outcome, 2 a competing
    event. Efron's ties. Returns None where the information is singular.
    """
    rows, person = subdistribution_rows(covariates, time, cause)
    fit = fit_efron(rows)
    return None if fit is None else replace(fit, covariance=robust_covariance(rows, fit, person))


def subdistribution_rows(
    covariates: Floats, time: Floats, cause: NDArray[Any]
) -> tuple[FollowedRows, NDArray[np.intp]]:
    """The people as rows of an ordinary weighted Cox model, and whose each row is.

    Whoever has a competing event on day c is at risk on each later day t of an outcome with the weight G(t-)/G(c-). G
    is the Kaplan-Meier curve of being uncensored, in which censoring comes last of a day: on a tie an outcome or a
    competing event meets everyone who is censored on it.
    """
    days, place = np.unique(time, return_inverse=True)
    leave = np.bincount(place, minlength=len(days))
    censored = np.bincount(place[cause == 0], minlength=len(days))
    still = np.cumsum(leave[::-1])[::-1] - (leave - censored)  # of those at risk, without the events of the day
    kept = np.cumprod(np.where(still > 0, 1 - censored / np.maximum(still, 1), 1.0))
    before = np.concatenate([[1.0], kept[:-1]])  # G(t-) on each day
    failing = np.unique(place[cause == 1])
    weights = before[failing]
    last = np.append(weights[1:] != weights[:-1], True) if len(failing) else np.zeros(0, dtype=bool)
    ends, weights = failing[last], weights[last]  # of each stretch of failure days with one weight, the last
    ends, weights = ends[weights > 0], weights[weights > 0]
    died = np.flatnonzero(cause == 2)
    first = np.searchsorted(ends, place[died], side="right")
    pieces = len(ends) - first
    whose = np.repeat(died, pieces)
    piece = np.arange(len(whose)) - np.repeat(np.cumsum(pieces) - pieces, pieces) + np.repeat(first, pieces)
    begin = np.where(piece == np.repeat(first, pieces), time[whose], days[ends[piece - 1]] if len(ends) else 0.0)
    person = np.concatenate([np.arange(len(time)), whose])
    rows = FollowedRows(
        covariates[person],
        np.concatenate([time, days[ends[piece]]]),
        np.concatenate([cause == 1, np.zeros(len(whose), dtype=bool)]),
        np.concatenate([np.zeros(len(time)), begin]),
        weight=np.concatenate([np.ones(len(time)), weights[piece] / before[place[whose]]]),
    )
    return rows, person

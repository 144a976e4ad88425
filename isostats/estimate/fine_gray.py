"""Fine and Gray's model: those with a competing event stay at risk, with the weight of being still uncensored."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isostats.estimate.efron import EfronFit, fit_efron
from isostats.estimate.kernel import Floats
from isostats.estimate.risk_sets import FollowedRows
from isostats.estimate.robust_errors import robust_covariance


def fit_fine_gray(rows: FollowedRows) -> EfronFit | None:
    """Log subdistribution hazard ratios with errors by person (Fine & Gray 1999); R's ``finegray`` is the oracle.

    ``rows`` are those of :func:`subdistribution_rows`, or some of them. Efron's ties. Returns None where the
    information is singular.
    """
    fit = fit_efron(rows)
    return None if fit is None else replace(fit, covariance=robust_covariance(fit))


def subdistribution_rows(
    covariates: Floats, time: Floats, cause: NDArray[Any], people: NDArray[np.intp] | None = None
) -> FollowedRows:
    """The people as rows of Fine and Gray's model.

    ``covariates`` (n, d), ``time`` (n,) in days above 0, ``cause`` (n,): 0 censored, 1 the outcome, 2 a competing
    event; ``people`` (n,) for how many alike a row stands, if not for one. Whoever has a competing event on day c is at
    risk on each later day t of an outcome with the weight G(t-)/G(c-). G is the Kaplan-Meier curve of being uncensored,
    in which censoring comes last of a day: on a tie an outcome or a competing event meets everyone who is censored on
    it.
    """
    days, place = np.unique(time, return_inverse=True)
    leave = np.bincount(place, people, minlength=len(days))
    stays = cause == 0
    censored = np.bincount(place[stays], None if people is None else people[stays], minlength=len(days))
    still = np.cumsum(leave[::-1])[::-1] - (leave - censored)  # of those at risk, without the events of the day
    kept = np.cumprod(np.where(still > 0, 1 - censored / np.maximum(still, 1), 1.0))
    before = np.concatenate([[1.0], kept[:-1]])  # G(t-) on each day
    return FollowedRows(covariates, time, cause == 1, competed=cause == 2, uncensored=before[place], people=people)

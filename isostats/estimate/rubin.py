"""Rubin's rules: estimates of several completed data sets as one, with what the missing values cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from isostats.errors import EstimateError
from isostats.estimate.kernel import Floats

LEAST_SHARE = 1e-4
"""The share of the variance that is due to missing values is never taken for less, as R's ``mice`` has it."""


@dataclass(frozen=True, eq=False)
class Combined:
    """Of each number: the mean estimate, its standard error, degrees of freedom, and the share of information missing.

    ``missing_information`` is the fraction that the values not recorded would have added (Rubin 1987, 3.1.10).
    """

    estimate: Floats
    std_error: Floats
    df: Floats
    missing_information: Floats

    def limits(self, level: float) -> tuple[Floats, Floats]:
        """Limits by Student's t."""
        away = scipy.special.stdtrit(self.df, (1 + level) / 2) * self.std_error
        return self.estimate - away, self.estimate + away

    @property
    def p_value(self) -> Floats:
        """Of an estimate of 0, two-sided, by Student's t."""
        return np.asarray(2 * scipy.special.stdtr(self.df, -np.abs(self.estimate / self.std_error)))


def combined(estimates: Floats, variances: Floats, *, complete_df: float = np.inf) -> Combined:
    """Rubin's rules over (m, k) estimates and their variances, each row from one completed data set.

    The variance is the mean within plus (1 + 1/m) times that between. ``complete_df`` are the degrees of freedom that
    complete data would have, of a Cox model its events less its terms; they bound those of the result (Barnard and
    Rubin 1999). R's ``mice::pool`` is the oracle. NaN in any data set is NaN in the result.

    Raises EstimateError for fewer than two data sets.

    >>> both = combined(np.array([[0.2], [0.4]]), np.array([[0.04], [0.04]]), complete_df=98)
    >>> both.estimate.round(2).tolist(), both.std_error.round(3).tolist(), both.df.round(1).tolist()
    ([0.3], [0.265], [5.0])
    """
    m = len(estimates)
    if m < 2:
        raise EstimateError("Rubin's rules need two imputations at least, for one alone cannot tell what it costs.")
    mean, within, between = estimates.mean(axis=0), variances.mean(axis=0), estimates.var(axis=0, ddof=1)
    added = (1 + 1 / m) * between
    with np.errstate(divide="ignore", invalid="ignore"):
        total = within + added
        share = np.maximum(added / total, LEAST_SHARE)
        df = (m - 1) / share**2
        if np.isfinite(complete_df):
            observed = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - share)
            df = df * observed / (df + observed)
        ratio = added / within
        missing = (ratio + 2 / (df + 3)) / (ratio + 1)
    return Combined(mean, np.sqrt(total), df, missing)

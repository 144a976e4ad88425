"""Does the proportion change with something that the studies differ in: mixed-effects meta-regression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from isostats.cohort.alignment import require_one_order
from isostats.errors import EstimateError, require_probability
from isostats.estimate.between_studies import mixed_effects
from isostats.estimate.logit_scale import logits, study_counts, t_quantile


@dataclass(frozen=True)
class StudySlope:
    """Change of the log odds of the event for one unit of the moderator, over ``k`` studies.

    ``slope`` has a Knapp-Hartung standard error, limits and a two-sided p-value, t on k - 2 degrees of freedom;
    ``intercept`` is the log odds at 0 and ``tau2`` what is left between the studies.
    """

    k: int
    intercept: float
    slope: float
    std_error: float
    lower: float
    upper: float
    p_value: float
    tau2: float
    level: float

    def odds_ratio(self, units: float) -> tuple[float, float, float]:
        """Ratio of the odds for so many units more, with its limits."""
        ratios = np.exp(units * np.array([self.slope, self.lower, self.upper]))
        return float(ratios[0]), float(ratios[1]), float(ratios[2])


def study_slope(events: ArrayLike, n: ArrayLike, moderator: ArrayLike, *, level: float = 0.95) -> StudySlope:
    """Regress the studies' log odds of the event on a moderator (k,), with random effects.

    Weights 1 / (v_i + tau2), tau2 by REML, errors and tests by Knapp and Hartung (2003) with the floor of Röver, Knapp
    and Friede (2015): metafor's ``rma(measure = "PLO", mods = ~ moderator, test = "adhoc")``. It compares studies,
    not people: studies that differ in the moderator differ in more. Raises EstimateError with fewer than three
    studies, a moderator that is missing or the same everywhere, or counts that cannot be.

    >>> found = study_slope([4, 9, 3, 20], [40, 60, 50, 90], [6, 12, 12, 60])
    >>> round(found.slope, 4), round(found.p_value, 2)
    (0.0166, 0.18)
    """
    from scipy.special import stdtr

    require_probability(level, "level")
    x, total = study_counts(events, n)
    require_one_order(events=events, moderator=moderator)
    z = np.asarray(moderator, dtype=float)
    if z.shape != x.shape or not np.isfinite(z).all():
        raise EstimateError("The moderator must be one number for each study, none of them missing.")
    if len(x) < 3 or np.ptp(z) == 0:
        raise EstimateError("A slope over studies needs three studies or more that do not all share one value.")
    y, v = logits(x, total)
    scale = float(np.abs(z).max())  # months in hundreds would make X'WX needlessly ill-conditioned
    fit = mixed_effects(y, v, np.column_stack([np.ones(len(y)), z / scale]))
    slope, std_error = float(fit.coefficient[1] / scale), float(np.sqrt(fit.covariance[1, 1]) / scale)
    half = t_quantile(level, len(y) - 2) * std_error
    p_value = float(2 * stdtr(len(y) - 2, -abs(slope) / std_error)) if std_error else np.nan
    return StudySlope(
        k=len(y),
        intercept=float(fit.coefficient[0]),
        slope=slope,
        std_error=std_error,
        lower=slope - half,
        upper=slope + half,
        p_value=p_value,
        tau2=fit.tau2,
        level=level,
    )

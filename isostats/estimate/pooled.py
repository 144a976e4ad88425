"""Proportions of several studies pooled: the result, its prediction interval, and leave-one-out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite, nan, sqrt
from typing import Literal

import numpy as np
import scipy
from numpy.typing import ArrayLike

from isostats.errors import require_one_of, require_probability
from isostats.estimate.between_studies import inconsistency, logits, only_mean, shares_around, study_counts
from isostats.estimate.intervals import normal_quantile, t_quantile
from isostats.estimate.kernel import Floats
from isostats.estimate.study_likelihood import BinomialNormalFit, binomial_normal, binomial_normals
from isostats.vocabulary import names as v
from isostats.words.numbers import count_text, counted, digits_text, number_text, percent

PoolingMethod = Literal["inverse_variance_hk", "glmm"]
POOLING_METHODS: dict[str, str] = {
    "inverse_variance_hk": "inverse variance on the logit, tau2 by REML, modified Hartung-Knapp interval",
    "glmm": "binomial-normal random intercept by maximum likelihood, normal interval",
}
FLOOR = (
    "the studies agree more closely than chance would have them; limits by the floor of Röver, Knapp and Friede (2015)"
)


@dataclass(frozen=True)
class Pooled:
    """The event's proportion pooled over ``k`` studies, with a prediction interval for one more study.

    All of ``estimate``, its limits and those of the prediction are proportions with the event, carried back from the
    logit: the estimate is that of the median study. ``logit`` and its ``std_error`` are on the logit scale, ``tau2``
    is the variance of the logits between studies, ``i2`` the share (0 to 1) of their spread that is not chance. What
    cannot be estimated is NaN, and ``note`` says why.
    """

    method: str
    k: int
    n: int
    events: int
    estimate: float
    lower: float
    upper: float
    prediction_lower: float
    prediction_upper: float
    tau2: float
    i2: float
    logit: float
    std_error: float
    level: float
    note: str = ""

    @property
    def status(self) -> str:
        """``ok``, or ``not_estimable`` where there is no prediction interval (one study, or no event in any)."""
        return v.OK if isfinite(self.prediction_lower) else v.NOT_ESTIMABLE

    def percentile(self, proportion: float) -> float:
        """Where a proportion lies in the predictive distribution of one more study, 0 to 1; NaN where there is none.

        The distribution is that of the prediction interval: Student's t with k - 1 degrees of freedom on the logit.
        """
        if self.status != v.OK or not 0 <= proportion <= 1:
            return nan
        if proportion in (0, 1):
            return float(proportion)
        away = np.log(proportion / (1 - proportion)) - self.logit
        return float(scipy.special.stdtr(self.k - 1, away / sqrt(self.tau2 + self.std_error**2)))

    def __str__(self) -> str:
        words = POOLING_METHODS[self.method]
        many = counted(self.k, "study", "studies")
        if not isfinite(self.estimate):
            return f"not estimable from {many}: {self.note} ({words})"
        text = percent(self.estimate)
        if isfinite(self.lower):
            text += f" ({percent(self.lower)} to {percent(self.upper)})"
        if isfinite(self.tau2):
            text += f", prediction {percent(self.prediction_lower)} to {percent(self.prediction_upper)}, "
            text += f"tau2 {digits_text(self.tau2)}, I2 {percent(self.i2)}"
        note = f"; {self.note}" if self.note else ""
        return f"{text} of {count_text(self.n)} people in {many}, {words}, {number_text(self.level)}{note}"


def pool_proportions(
    events: ArrayLike, n: ArrayLike, *, method: PoolingMethod = "inverse_variance_hk", level: float = 0.95
) -> Pooled:
    """Pool the proportion with an event over studies, ``events`` among ``n`` in each (k,), with random effects.

    The estimand is the logit of the proportion in a study's population, taken as normal over studies with mean mu and
    variance tau2. ``inverse_variance_hk`` weights the observed logits (1/2 added to both counts of a study in which
    nobody or everybody has the event) by 1 / (v_i + tau2), tau2 by REML, with the interval of Hartung and Knapp
    (2001), t on k - 1 degrees of freedom, its variance never below the one by the weights alone (the floor of Röver,
    Knapp and Friede 2015): metafor's ``rma(measure = "PLO", test = "adhoc")``. ``glmm`` is the
    binomial-normal model by maximum likelihood with a normal interval: metafor's ``rma.glmm(measure = "PLO")``, which
    integrates by 7 points (``nAGQ``), while here they are many.

    The prediction interval is logit +- t sqrt(tau2 + std_error^2) on k - 1 degrees of freedom (Higgins, Thompson and
    Spiegelhalter 2009), for the true proportion of one more study; sampling error of that study comes on top.

    With one study the estimate is its own proportion and all else NaN; where no study, or everybody in every study,
    has the event, everything is NaN: a continuity correction is no finding. Raises EstimateError for counts that
    cannot be, an unknown method, or a level that is none.

    >>> print(pool_proportions([4, 21, 3], [40, 60, 50]))
    14.5% (1.0% to 74.9%), prediction 0.1% to 97.3%, tau2 1.11, I2 84.4% of 150 people in 3 studies, inverse \
variance on the logit, tau2 by REML, modified Hartung-Knapp interval, 0.95
    """
    require_one_of(method, POOLING_METHODS, "method")
    require_probability(level, "level")
    x, total = study_counts(events, n)
    return _pooled(x, total, method, level, binomial_normal(x, total) if method == "glmm" else None)


def _pooled(x: Floats, total: Floats, method: str, level: float, likely: BinomialNormalFit | None) -> Pooled:
    """Checked counts pooled; ``likely`` is the fit by maximum likelihood, where that is the method."""
    empty = Pooled(method, len(x), int(total.sum()), int(x.sum()), *(nan,) * 9, level=level)
    if x.sum() in (0, total.sum()):
        who = "nobody" if x.sum() == 0 else "everybody"
        return replace(empty, note=f"{who} had the event")
    if len(x) == 1:
        return replace(empty, estimate=float(x[0] / total[0]), note="one study, nothing to pool")
    y, v = logits(x, total)
    t, note = t_quantile(level, len(y) - 1), ""
    if method == "glmm":
        if likely is None:
            return replace(empty, note="the likelihood has no maximum")
        mu, std_error, tau2 = likely.mu, likely.std_error, likely.tau**2
        half = normal_quantile(level) * std_error
    else:
        mu, std_error, fit = only_mean(y, v)
        tau2, half = fit.tau2, t * std_error
        note = FLOOR if tau2 == 0 and fit.spread < 1 else ""
    around = shares_around(mu, std_error, tau2, half=half, t=t)
    return replace(
        empty, **around._asdict(), tau2=tau2, i2=inconsistency(tau2, v), logit=mu, std_error=std_error, note=note
    )


def leave_one_out(
    events: ArrayLike, n: ArrayLike, *, method: PoolingMethod = "inverse_variance_hk", level: float = 0.95
) -> tuple[Pooled, ...]:
    """Pool again without each study in turn, in the order given; () of fewer than two studies.

    >>> [round(one.estimate, 3) for one in leave_one_out([4, 21, 3], [40, 60, 50])]
    [0.165, 0.08, 0.207]
    """
    x, total = study_counts(events, n)
    require_one_of(method, POOLING_METHODS, "method")
    require_probability(level, "level")
    if len(x) < 2:
        return ()
    left_in = ~np.eye(len(x), dtype=bool)
    fits = binomial_normals(x * left_in, total * left_in) if method == "glmm" else [None] * len(x)
    return tuple(_pooled(x[i], total[i], method, level, fit) for i, fit in zip(left_in, fits, strict=True))

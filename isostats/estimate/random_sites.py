"""Shares of several sites as random effects: how much the sites differ, and what one more would have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

from isostats.errors import EstimateError, require_probability
from isostats.estimate.between_studies import inconsistency, only_mean, shares_around
from isostats.estimate.intervals import t_quantile
from isostats.estimate.kernel import Floats
from isostats.words.numbers import counted, digits_text, limits_text, p_in_full, percent, percent_with_limits

MOST_SEARCHED = 8
"""Sites of which every choice of ends is tried."""


@dataclass(frozen=True, repr=False)
class SiteEffects:
    """The share of the median site with its limits, the prediction interval of one more site, and how they differ.

    ``tau2`` is the variance between sites on the logit scale, ``i2`` the share (0 to 1) of their spread that is not
    chance; ``q`` with ``p_value`` is Cochran's test that all sites have one share.
    """

    sites: int
    estimate: float
    lower: float
    upper: float
    prediction_lower: float
    prediction_upper: float
    tau2: float
    i2: float
    q: float
    p_value: float
    level: float

    def __repr__(self) -> str:
        median = percent_with_limits(self.estimate, self.lower, self.upper)
        return (
            f"{counted(self.sites, 'site')}: {median}; one more site "
            f"{limits_text(self.prediction_lower, self.prediction_upper)}; tau2 {digits_text(self.tau2)}, "
            f"I2 {percent(self.i2)}; Q {digits_text(self.q)}, {p_in_full(self.p_value)}"
        )


def site_effects(estimates: ArrayLike, std_errors: ArrayLike, *, level: float = 0.95) -> SiteEffects:
    """Shares of two sites or more, with their standard errors, as random effects on the logit scale.

    The logit of each site's share is normal around a mean with variance tau2 (REML) and that of its own error by the
    delta method, std_error / (p (1 - p)). Limits by Hartung and Knapp (2001) with the floor of Röver, Knapp and Friede
    (2015), t on k - 1 degrees of freedom; prediction mean +- t sqrt(tau2 + std_error^2) (Higgins, Thompson and
    Spiegelhalter 2009): metafor's ``rma(yi, vi, test = "adhoc")``. Raises EstimateError for fewer than two sites, and
    for a share of 0 or 1 or without an error, whose logit has none.

    >>> site_effects([0.78, 0.84, 0.81], [0.02, 0.02, 0.03])
    3 sites: 80.9% (71.1 to 88.0); one more site 63.7 to 91.1; tau2 0.0258, I2 53.4%; Q 4.34, p = 0.11
    """
    require_probability(level, "level")
    p, error = np.asarray(estimates, dtype=float), np.asarray(std_errors, dtype=float)
    if p.ndim != 1 or p.shape != error.shape or len(p) < 2:
        raise EstimateError("Random effects need a share and a standard error of each of two sites or more.")
    bad = ~((p > 0) & (p < 1) & (error > 0) & np.isfinite(error))
    if bad.any():
        raise EstimateError(
            f"{counted(int(bad.sum()), 'site')} of a share of 0 or 1, or without a standard error (first: number "
            f"{int(np.argmax(bad)) + 1}). Leave it out, and say so."
        )
    return _effects(*on_the_logit(p, error), level)


def moved_effects(
    estimates: Floats, lowest: Floats, highest: Floats, std_errors: Floats, *, level: float = 0.95
) -> list[SiteEffects]:
    """The random effects of shares that lie anywhere within their ends, each with its error on the logit as it is.

    Of up to eight sites every choice of an end for each; of more, those with all below a share at one end and all above
    it at the other, which hold the most apart. Last come the shares as close together as can be. Q is convex in the
    logits, so that its extremes are among these for up to eight sites. Ends of 0 or 1 have no logit.
    """
    _, variance = on_the_logit(estimates, std_errors)
    low, high = scipy.special.logit(lowest), scipy.special.logit(highest)
    return [_effects(y, variance, level) for y in (*_ends(low, high), _together(low, high, variance))]


def _ends(low: Floats, high: Floats) -> Floats:
    """Choices of an end for each site."""
    k = len(low)
    if k <= MOST_SEARCHED:
        chosen = np.arange(2**k)[:, None] >> np.arange(k) & 1 > 0
    else:
        above = np.argsort(np.argsort(low + high))[None, :] >= np.arange(k + 1)[:, None]
        chosen = np.concatenate([above, ~above])
    return np.where(chosen, high, low)


def _effects(y: Floats, variance: Floats, level: float) -> SiteEffects:
    mean, std_error, fit = only_mean(y, variance)
    t = t_quantile(level, len(y) - 1)
    around = shares_around(mean, std_error, fit.tau2, half=t * std_error, t=t)
    q = float(spread(y, variance))
    p_value = float(scipy.special.chdtrc(len(y) - 1, q))
    return SiteEffects(len(y), *around, fit.tau2, inconsistency(fit.tau2, variance), q, p_value, level)


def on_the_logit(shares: Floats, std_errors: Floats) -> tuple[Floats, Floats]:
    """Logits of shares, and their variances by the delta method."""
    return scipy.special.logit(shares), (std_errors / (shares * (1 - shares))) ** 2


def spread(y: Floats, variance: Floats) -> Floats:
    """Cochran's Q over the last axis: squared distances from the weighted mean, in units of each site's own error."""
    weight = 1 / variance
    mean = (weight * y).sum(axis=-1, keepdims=True) / weight.sum(axis=-1, keepdims=True)
    return np.asarray((weight * (y - mean) ** 2).sum(axis=-1))


def _together(low: Floats, high: Floats, variance: Floats) -> Floats:
    """The logits within their ends that lie closest to one."""
    weight = 1 / variance
    at = (low + high) / 2
    for _ in range(500):  # each step draws them closer
        at = np.clip(weight @ at / weight.sum(), low, high)
    return np.asarray(at)

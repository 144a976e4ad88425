"""The binomial-normal model of study proportions by maximum likelihood.

x_i ~ Binomial(n_i, p_i), logit p_i ~ N(mu, tau^2). No continuity correction is needed: a study without events says what
it says. The integral over each study's logit is adaptive Gauss-Hermite quadrature around the study's own mode, as
lme4's ``glmer`` does for metafor's ``rma.glmm``, but by as many points as it takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy

from isostats.estimate.kernel import Floats

NODES = 251
"""Quadrature points for each study: tau2 is then that of the integral to 1e-9 of itself, or to 1e-7 where it is near
60, as beside studies of nobody and of everybody. By 7, metafor's default, it can be 6% too small there."""
COARSE = 31
"""Points by which the likelihood is climbed first: near enough to its top for a step or two by all of them."""
_rule = lru_cache(np.polynomial.hermite_e.hermegauss)
STARTS = (0.3, 1.5)
"""Values of tau from which the likelihood is climbed: it may have two tops."""
WIDEST = 15.0
"""A tau beyond this means that the likelihood climbs for ever: some studies saw nobody with the event, others all."""


@dataclass(frozen=True)
class BinomialNormalFit:
    """``mu`` with its standard error by the observed information, ``tau`` >= 0, and the log likelihood at them."""

    mu: float
    std_error: float
    tau: float
    log_likelihood: float


def binomial_normal(events: Floats, n: Floats, *, nodes: int = NODES) -> BinomialNormalFit | None:
    """Fit the model; None where the likelihood has no maximum.

    The log likelihood is an even function of tau, so tau is left free and its sign dropped; tau = 0 is taken where no
    other value is better. Binomial coefficients are left out of the log likelihood.
    """
    return binomial_normals(events[None], n[None], nodes=nodes)[0]


def binomial_normals(events: Floats, n: Floats, *, nodes: int = NODES) -> list[BinomialNormalFit | None]:
    """Fit the model to several sets of studies (b, k) at once, as :func:`binomial_normal` does to one.

    A study of nobody (n = 0) says nothing, so it stands for one that is left out.
    """
    total = events.sum(axis=1) / n.sum(axis=1)
    known = np.flatnonzero((total > 0) & (total < 1))
    fits: list[BinomialNormalFit | None] = [None] * len(total)
    if not len(known):
        return fits
    x, people, logit = events[known], n[known], np.log(total[known] / (1 - total[known]))
    bare = np.column_stack([logit, np.zeros(len(known))])
    starts = np.concatenate([np.column_stack([logit, np.full(len(known), tau)]) for tau in STARTS])
    each = np.tile(np.arange(len(known)), len(STARTS))  # every set from every start, in one climb
    roughly, near = _climb(starts, x[each], people[each], min(nodes, COARSE))
    near[np.isnan(roughly)] = starts[np.isnan(roughly)]
    values, at = _climb(near, x[each], people[each], nodes)
    flat = log_likelihood(bare, x, people, nodes)[0]
    for i, place in enumerate(known):
        tops = [j for j in np.flatnonzero(each == i) if np.isfinite(values[j])]
        if tops:
            best = max(tops, key=lambda j: values[j])
            top = (values[best], at[best]) if values[best] > flat[i] + 1e-10 else (flat[i], bare[i])
            fits[place] = _fitted(*top, x[i], people[i], nodes)
    return fits


def _fitted(value: float, at: Floats, events: Floats, n: Floats, nodes: int) -> BinomialNormalFit | None:
    mu, tau = at
    information = -_second(at, events, n, nodes)
    if tau == 0:  # at the edge of its range tau says nothing about mu: the mixed derivative is 0
        information[0, 1] = information[1, 0] = 0.0
    variance = information[1, 1] / np.linalg.det(information) if tau else 1 / information[0, 0]
    if not variance > 0:
        return None
    return BinomialNormalFit(float(mu), float(np.sqrt(variance)), float(abs(tau)), float(value))


def log_likelihood(at: Floats, events: Floats, n: Floats, nodes: int) -> tuple[Floats, Floats]:
    """The log likelihood at each (mu, tau) (..., 2) by adaptive quadrature, and its exact gradient (..., 2).

    Study i's logit is mu + tau u, u ~ N(0, 1). With h(u) = x eta - n log(1 + e^eta) - u^2 / 2, mode m and
    s = (-h''(m))^(-1/2), its likelihood is s times the sum of w_j exp(z_j^2 / 2 + h(m + s z_j)). The gradient follows
    m and s as they move with mu and tau. Events and people of the studies are (..., k).
    """
    z, w = _rule(nodes)
    log_w = np.log(w / np.sqrt(2 * np.pi)) + z**2 / 2
    mu, tau = at[..., :1], at[..., 1:]
    m = _modes(mu, tau, events, n)
    p = scipy.special.expit(mu + tau * m)
    weight, skew = n * p * (1 - p), 1 - 2 * p
    s = (1 + tau**2 * weight) ** -0.5
    u = m[..., None] + s[..., None] * z
    eta = mu[..., None] + tau[..., None] * u
    terms = log_w + events[..., None] * eta - n[..., None] * np.logaddexp(0, eta) - u**2 / 2
    highest = terms.max(axis=-1)
    part = np.exp(terms - highest[..., None])
    whole = part.sum(axis=-1)
    part /= whole[..., None]
    value = np.log(s * whole) + highest
    score = events[..., None] - n[..., None] * scipy.special.expit(eta)
    mixed = tau[..., None] * score - u
    # along mu, then along tau: how mode and width move, and what that does to the sum
    m_moves = (-tau * weight * s**2, (events - n * p - tau * weight * m) * s**2)
    eta_moves = (1 + tau * m_moves[0], m + tau * m_moves[1])
    gradient: list[Floats] = []
    for own, (dm, deta) in zip((0.0, 2 * tau * weight), zip(m_moves, eta_moves, strict=True), strict=True):
        ds = -0.5 * s**3 * (own + tau**2 * weight * skew * deta)
        du = dm[..., None] + ds[..., None] * z
        direct = score * (1.0 if not gradient else u)
        gradient.append((ds / s + (part * (direct + mixed * du)).sum(axis=-1)).sum(axis=-1))
    return value.sum(axis=-1), np.stack(gradient, axis=-1)


def _modes(mu: Floats, tau: Floats, events: Floats, n: Floats) -> Floats:
    """Each study's most likely u, by Newton's method in steps of at most 1 on the logit scale."""
    start = np.log((events + 0.5) / (n - events + 0.5))
    inner = n * scipy.special.expit(start) * scipy.special.expit(-start)
    longest = 1 / np.maximum(np.abs(tau), 1e-6)
    u: Floats = tau * inner * (start - mu) / (1 + tau**2 * inner)
    for _ in range(200):
        p = scipy.special.expit(mu + tau * u)
        step = (tau * (events - n * p) - u) / (1 + tau**2 * n * p * (1 - p))
        step = np.minimum(np.maximum(step, -longest), longest)
        u = u + step
        if np.abs(step).max() <= 1e-14 * (1 + np.abs(u).max()):
            break
    return u


def _climb(at: Floats, events: Floats, n: Floats, nodes: int) -> tuple[Floats, Floats]:
    """The tops (b,) reached from each start (b, 2) by Newton's method, uphill whatever the curvature, and where.

    NaN where the climb does not end.
    """
    at = at.copy()
    value, gradient = log_likelihood(at, events, n, nodes)
    left = np.arange(len(at))  # whose climb is not over
    for _ in range(100):
        x, people = events[left], n[left]
        roots, axes = np.linalg.eigh(_second(at[left], x, people, nodes))
        along = np.einsum("bij,bi->bj", axes, gradient[left]) / np.maximum(np.abs(roots), 1e-6)
        step = np.einsum("bij,bj->bi", axes, along)
        higher, slope = log_likelihood(at[left] + step, x, people, nodes)
        while len(lower := np.flatnonzero(higher < value[left] - 1e-12 * np.abs(value[left]))):
            step[lower] /= 3
            tried = log_likelihood(at[left[lower]] + step[lower], x[lower], people[lower], nodes)
            higher[lower], slope[lower] = tried
        at[left] += step
        value[left], gradient[left] = higher, slope
        lost = ~np.isfinite(at[left]).all(axis=1) | (np.abs(at[left, 1]) > WIDEST)
        value[left[lost]] = np.nan
        left = left[~lost & (np.abs(step).max(axis=1) >= 1e-7)]  # what is left to climb is the square of the step
        if not len(left):
            break
    return value, at


def _second(at: Floats, events: Floats, n: Floats, nodes: int) -> Floats:
    """Second derivatives of the log likelihood at each (mu, tau): central differences of its exact gradient."""
    steps = 1e-5 * np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
    slopes = log_likelihood(at[..., None, :] + steps, events[..., None, :], n[..., None, :], nodes)[1]
    curvature = (slopes[..., :2, :] - slopes[..., 2:, :]) / 2e-5
    return np.asarray((curvature + np.swapaxes(curvature, -1, -2)) / 2)

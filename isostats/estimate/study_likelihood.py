"""The binomial-normal model of study proportions by maximum likelihood.

x_i ~ Binomial(n_i, p_i), logit p_i ~ N(mu, tau^2). No continuity correction is needed: a study without events says what
it says. The integral over each study's logit is adaptive Gauss-Hermite quadrature around the study's own mode, as
lme4's ``glmer`` does for metafor's ``rma.glmm``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy

from isostats.estimate.kernel import Floats

NODES = 7
"""Quadrature points for each study, metafor's default: tau2 of the published studies is within 2e-5 of what many points
agree on; where most studies saw nobody with the event, within 1e-2."""
_rule = lru_cache(np.polynomial.hermite_e.hermegauss)
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
    total = events.sum() / n.sum()
    if not 0 < total < 1:
        return None
    bare = np.array([np.log(total / (1 - total)), 0.0])
    fits = [fit for tau in (0.3, 1.5) if (fit := _climb(np.array([bare[0], tau]), events, n, nodes)) is not None]
    if not fits:
        return None
    flat = log_likelihood(bare, events, n, nodes)[0], bare
    best = max(fits, key=lambda fit: fit[0])
    value, at = best if best[0] > flat[0] + 1e-10 else flat
    mu, tau = at
    information = -_second(at, events, n, nodes)
    if tau == 0:  # at the edge of its range tau says nothing about mu: the mixed derivative is 0
        information[0, 1] = information[1, 0] = 0.0
    variance = information[1, 1] / np.linalg.det(information) if tau else 1 / information[0, 0]
    if not variance > 0:
        return None
    return BinomialNormalFit(float(mu), float(np.sqrt(variance)), float(abs(tau)), float(value))


def log_likelihood(at: Floats, events: Floats, n: Floats, nodes: int) -> tuple[float, Floats]:
    """The log likelihood at (mu, tau) by adaptive quadrature, and its exact gradient.

    Study i's logit is mu + tau u, u ~ N(0, 1). With h(u) = x eta - n log(1 + e^eta) - u^2 / 2, mode m and
    s = (-h''(m))^(-1/2), its likelihood is s times the sum of w_j exp(z_j^2 / 2 + h(m + s z_j)). The gradient follows
    m and s as they move with mu and tau.
    """
    z, w = _rule(nodes)
    log_w = np.log(w / np.sqrt(2 * np.pi)) + z**2 / 2
    mu, tau = at
    m = _modes(mu, tau, events, n)
    p = scipy.special.expit(mu + tau * m)
    weight, skew = n * p * (1 - p), 1 - 2 * p
    s = (1 + tau**2 * weight) ** -0.5
    u = m[:, None] + s[:, None] * z
    eta = mu + tau * u
    terms = log_w + events[:, None] * eta - n[:, None] * np.logaddexp(0, eta) - u**2 / 2
    highest = terms.max(axis=1)
    part = np.exp(terms - highest[:, None])
    whole = part.sum(axis=1)
    part /= whole[:, None]
    value = np.log(s * whole) + highest
    score = events[:, None] - n[:, None] * scipy.special.expit(eta)
    # along mu, then along tau: how mode and width move, and what that does to the sum
    m_moves = (-tau * weight * s**2, (events - n * p - tau * weight * m) * s**2)
    eta_moves = (1 + tau * m_moves[0], m + tau * m_moves[1])
    gradient: list[float] = []
    for own, (dm, deta) in zip((0.0, 2 * tau * weight), zip(m_moves, eta_moves, strict=True), strict=True):
        ds = -0.5 * s**3 * (own + tau**2 * weight * skew * deta)
        du = dm[:, None] + ds[:, None] * z
        direct = score * (1.0 if not gradient else u)
        gradient.append(float((ds / s + (part * (direct + (tau * score - u) * du)).sum(axis=1)).sum()))
    return float(value.sum()), np.array(gradient)


def _modes(mu: float, tau: float, events: Floats, n: Floats) -> Floats:
    """Each study's most likely u, by Newton's method in steps of at most 1 on the logit scale."""
    start = np.log((events + 0.5) / (n - events + 0.5))
    inner = n * scipy.special.expit(start) * scipy.special.expit(-start)
    u: Floats = tau * inner * (start - mu) / (1 + tau**2 * inner)
    for _ in range(200):
        p = scipy.special.expit(mu + tau * u)
        step = (tau * (events - n * p) - u) / (1 + tau**2 * n * p * (1 - p))
        longest = 1 / max(abs(tau), 1e-6)
        step = np.clip(step, -longest, longest)
        u = u + step
        if np.abs(step).max() <= 1e-14 * (1 + np.abs(u).max()):
            break
    return u


def _climb(at: Floats, events: Floats, n: Floats, nodes: int) -> tuple[float, Floats] | None:
    """The top reached from a start by Newton's method, uphill whatever the curvature; None where it does not end."""
    value, gradient = log_likelihood(at, events, n, nodes)
    for _ in range(100):
        roots, axes = np.linalg.eigh(_second(at, events, n, nodes))
        step = axes @ ((axes.T @ gradient) / np.maximum(np.abs(roots), 1e-6))
        while (higher := log_likelihood(at + step, events, n, nodes))[0] < value - 1e-12 * abs(value):
            step /= 3
        at, (value, gradient) = at + step, higher
        if not np.isfinite(at).all() or abs(at[1]) > WIDEST:
            return None
        if np.abs(step).max() < 1e-7:  # what is left is its square
            break
    return value, at


def _second(at: Floats, events: Floats, n: Floats, nodes: int) -> Floats:
    """Second derivatives of the log likelihood: central differences of its exact gradient."""
    steps = 1e-5 * np.eye(2)
    up, down = ([log_likelihood(at + sign * step, events, n, nodes)[1] for step in steps] for sign in (1, -1))
    curvature = (np.array(up) - np.array(down)) / 2e-5
    return np.asarray((curvature + curvature.T) / 2)

"""How much studies differ beyond chance: the restricted maximum likelihood estimate of tau2, and I2."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
GRID = 80
"""Values of tau2 at which the slope of the likelihood is looked at before its root is sought."""


@dataclass(frozen=True)
class MixedFit:
    """Coefficients (p,) with their modified Knapp-Hartung covariance (p, p), and the variance between studies."""

    coefficient: Floats
    covariance: Floats
    tau2: float
    spread: float
    """The weighted residual variance that Knapp and Hartung put in the place of 1, before the floor."""


def mixed_effects(y: Floats, v: Floats, x: Floats) -> MixedFit:
    """Inverse-variance regression of study estimates ``y`` (variances ``v``) on the columns of ``x`` (k, p).

    tau2 by REML; the covariance is that of Knapp and Hartung (2003), (X'WX)^-1 times the weighted residual variance
    on k - p degrees of freedom, which is never taken below 1: the floor of Röver, Knapp and Friede (2015), R's
    ``rma(test = "adhoc")``. Without it studies that agree by chance give an interval of no width.
    """
    tau2 = reml_tau2(y, v, x)
    w = 1 / (v + tau2)
    bread = np.linalg.inv((x.T * w) @ x)
    coefficient: Floats = bread @ (x.T * w) @ y
    spread = float((w * (y - x @ coefficient) ** 2).sum() / (len(y) - x.shape[1]))
    covariance: Floats = np.asarray(max(spread, 1.0) * bread)
    return MixedFit(coefficient, covariance, tau2, spread)


def reml_tau2(y: Floats, v: Floats, x: Floats) -> float:
    """The tau2 >= 0 with the highest restricted likelihood (Viechtbauer 2005), of all its peaks.

    The peaks are the roots at which the slope y'PPy - tr(P) falls through 0, and 0 itself where it falls from there.

    >>> reml_tau2(np.array([0.1, 0.1, 0.1]), np.full(3, 0.2), np.ones((3, 1)))
    0.0
    """
    residual = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    top = 10 * float(residual @ residual / (len(y) - x.shape[1]) + v.max())
    grid = np.r_[0.0, np.geomspace(1e-7 * top, top, GRID)]
    slopes = _slopes(grid, y, v, x)
    peaks = [0.0] if slopes[0] <= 0 else []
    for i in np.flatnonzero((slopes[:-1] > 0) & (slopes[1:] <= 0)):
        low, high = grid[i], grid[i + 1]
        while high - low > 1e-14 * top:  # each time between two neighbours of 64
            between = np.linspace(low, high, 65)
            after = int(np.argmax(_slopes(between[1:], y, v, x) <= 0))
            low, high = between[after], between[after + 1]
        peaks.append(float((low + high) / 2))
    return max(peaks, key=lambda tau2: _restricted(tau2, y, v, x))


def _slopes(tau2: Floats, y: Floats, v: Floats, x: Floats) -> Floats:
    """y'PPy - tr(P) at each tau2 (m,), without the matrices P."""
    w = 1 / (v + tau2[:, None])
    inverse = np.linalg.inv(np.einsum("mk,kp,kq->mpq", w, x, x))
    b = np.einsum("mpq,mk,kq->mp", inverse, w * y, x)
    trace = w.sum(axis=1) - np.einsum("mpq,mk,kp,kq->m", inverse, w**2, x, x)
    return np.asarray(((w * (y - b @ x.T)) ** 2).sum(axis=1) - trace)


def _projection(total: Floats, x: Floats) -> Floats:
    """P = W - W X (X'WX)^-1 X'W for weights 1 / total."""
    wx = x / total[:, None]
    projection: Floats = np.diag(1 / total) - wx @ np.linalg.solve(x.T @ wx, wx.T)
    return projection


def _restricted(tau2: float, y: Floats, v: Floats, x: Floats) -> float:
    """The restricted log likelihood, up to a constant."""
    total = v + tau2
    _, volume = np.linalg.slogdet((x.T / total) @ x)
    return float(-0.5 * (np.log(total).sum() + volume + y @ _projection(total, x) @ y))


def inconsistency(tau2: float, v: Floats) -> float:
    """I2, the share of the spread between studies that is not chance: tau2 / (tau2 + typical variance).

    The typical variance is that of Higgins and Thompson (2002). A share from 0 to 1; metafor prints it in per cent.

    >>> round(inconsistency(0.3, np.array([0.1, 0.1, 0.1])), 6)
    0.75
    """
    w = 1 / v
    typical = (len(v) - 1) * w.sum() / (w.sum() ** 2 - (w**2).sum())
    return float(tau2 / (tau2 + typical))

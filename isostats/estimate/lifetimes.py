"""Distributions of the time to an outcome: location and scale on the logarithm of days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy

from isostats.estimate.kernel import Floats

Distribution = Literal["weibull", "log_normal", "log_logistic"]


@dataclass(frozen=True)
class Lifetime:
    """A distribution of z = (log day - location) / scale: its log density, first and second derivative of that, and its
    survival."""

    name: str
    log_density: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    bend: Callable[[Floats], Floats]
    survival: Callable[[Floats], Floats]


def _exp(z: Floats) -> Floats:
    return np.exp(np.minimum(z, 700.0))


def _softplus(z: Floats) -> Floats:
    return np.logaddexp(0.0, z)


LIFETIMES: dict[str, Lifetime] = {
    each.name: each
    for each in (
        Lifetime(
            "weibull", lambda z: z - _exp(z), lambda z: 1 - _exp(z), lambda z: -_exp(z), lambda z: np.exp(-_exp(z)),
        ),
        Lifetime(
            "log_normal", lambda z: -(z**2) / 2 - np.log(2 * np.pi) / 2, lambda z: -z, lambda z: np.full_like(z, -1.0),
            lambda z: np.asarray(scipy.special.ndtr(-z)),
        ),
        Lifetime(
            "log_logistic", lambda z: z - 2 * _softplus(z), lambda z: np.asarray(1 - 2 * scipy.special.expit(z)),
            lambda z: np.asarray(-2 * scipy.special.expit(z) * scipy.special.expit(-z)),
            lambda z: np.asarray(scipy.special.expit(-z)),
        ),
    )
}  # fmt: skip
"""The distributions by name. A Weibull shape is 1 / scale, its scale in days exp(location)."""

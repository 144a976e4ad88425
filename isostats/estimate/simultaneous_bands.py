"""Simultaneous bands: limits within which a whole curve lies at once, between two stated days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from isostats.errors import require_one_of, require_probability
from isostats.estimate.kernel import Floats
from isostats.estimate.roots import root_between
from isostats.vocabulary import names as v

BandKind = Literal["pointwise", "hall_wellner", "nair"]
POINTWISE: BandKind = "pointwise"
Reach = tuple[float, float]
"""The first and the last day of a band."""
NODES = 36
"""Of the quadrature over where a Brownian bridge stands at both ends; twice as many move no critical value by 1e-8."""


@dataclass(frozen=True)
class Band:
    """What the limits of a curve are: of each day by itself, or of all days together between ``reach``, by group."""

    kind: BandKind = POINTWISE
    reach: tuple[Reach, ...] = ()


EACH_DAY = Band()
"""Limits of each day by itself."""


def require_band(kind: str) -> None:
    """Raise EstimateError for a kind of band that is none."""
    require_one_of(kind, get_args(BandKind), "band")


@dataclass(frozen=True)
class CurveSteps:
    """One group's curve: days, S, the variance of log S (Greenwood's sum) and failures; ``n`` is how many people."""

    days: NDArray[Any]
    estimate: Floats
    log_variance: Floats
    failed: Floats
    n: float

    def reach(self, between: tuple[float, float] | None) -> Reach:
        """The days of a band: those asked for, within the first failure and the last that leaves any.

        It begins on the step that is in force on the first of them.
        """
        usable = self.days[(self.failed > 0) & (self.estimate > 0)]
        if not len(usable):
            return np.nan, np.nan
        first, last = float(usable[0]), float(usable[-1])
        low, high = (first, last) if between is None else (max(first, between[0]), min(last, between[1]))
        if low > high:
            return np.nan, np.nan
        return float(self.days[np.searchsorted(self.days, low, side="right") - 1]), high

    def variance_on(self, day: float) -> float:
        """Greenwood's sum at the end of a day."""
        return float(self.log_variance[np.searchsorted(self.days, day, side="right") - 1])


def band_limits(
    curve: CurveSteps, kind: BandKind, *, level: float, between: tuple[float, float] | None = None
) -> tuple[Floats, Floats, Reach]:
    """Lower and upper limits of a whole curve at once, on the log-log scale, and the days between which they hold.

    With V Greenwood's sum and n people, S^(1/x) and S^x with x = exp(c w / log S): w = (1 + n V) / sqrt(n) and c the
    quantile of a Brownian bridge (Hall and Wellner 1980), or w = sqrt(V), a multiple of the pointwise error, and c
    that of the bridge by its own error (Nair 1984). Both are those of R's ``km.ci`` (``loghall``, ``logep``), with the
    quantile solved for in place of being read off a table. NaN outside of the days, where no band is known, and
    everywhere in a group without failures. With late entry n is only a scale, and the band of Nair does not use it.

    >>> days = np.array([0, 5, 9, 12])
    >>> steps = CurveSteps(days, np.array([1, 0.75, 0.5, 0.5]), np.array([0, 1 / 12, 0.25, 0.25]), days % 12, 4.0)
    >>> lower, upper, reach = band_limits(steps, "nair", level=0.95)
    >>> reach, bool(np.isnan(lower[0])), bool(lower[1] < 0.75 < upper[1])
    ((5.0, 9.0), True, True)
    """
    require_band(kind)
    require_probability(level, "level")
    low, high = curve.reach(between)
    nothing = np.full(len(curve.days), np.nan)
    if np.isnan(low):
        return nothing, nothing.copy(), (np.nan, np.nan)
    n, ends = curve.n, np.array([curve.variance_on(low), curve.variance_on(high)])
    begin, end = (float(each) for each in n * ends / (1 + n * ends))
    critical = hall_wellner_critical if kind == "hall_wellner" else nair_critical
    width = (1 + n * curve.log_variance) / np.sqrt(n) if kind == "hall_wellner" else np.sqrt(curve.log_variance)
    inside = (curve.days >= low) & (curve.days <= high)
    with np.errstate(divide="ignore", invalid="ignore"):
        power = np.exp(critical(begin, end, level) * width / np.log(curve.estimate))
        lower, upper = curve.estimate ** (1 / power), curve.estimate**power
    held = inside & (curve.estimate > 0) & (curve.estimate < 1)
    return np.where(held, lower, np.nan), np.where(held, upper, np.nan), (low, high)


def band_columns(
    columns: Mapping[str, NDArray[Any]],
    blocks: Sequence[slice],
    people: Sequence[float],
    kind: BandKind,
    within: tuple[float, tuple[float, float] | None],
) -> tuple[Floats, Floats, Band]:
    """Lower and upper limits of curves that stand one under the other, ``within`` a level and days; and what they are.

    ``blocks`` are the rows of each group's curve, which holds so many ``people``.
    """
    level, between = within
    made = []
    for block, n in zip(blocks, people, strict=True):
        time, estimate, std_error, failed = (
            columns[name][block].astype(float) for name in (v.TIME, v.ESTIMATE, v.STD_ERROR, v.EVENTS)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            steps = CurveSteps(time, estimate, (std_error / estimate) ** 2, failed, n)
        made.append(band_limits(steps, kind, level=level, between=between))
    lower, upper, reach = zip(*made, strict=True)
    return np.concatenate(lower), np.concatenate(upper), Band(kind, tuple(reach))


@cache
def hall_wellner_critical(begin: float, end: float, level: float) -> float:
    """The value that a Brownian bridge's absolute value exceeds between ``begin`` and ``end`` with 1 - level.

    >>> round(hall_wellner_critical(0.0, 1.0, 0.95), 4)
    1.3581
    """
    return _root(lambda c: stays_within(c, begin, end) - level, 1e-4, 5.0)


@cache
def nair_critical(begin: float, end: float, level: float) -> float:
    """The same of the bridge over its own error: the tail of Miller and Siegmund (1982), as Nair's tables have it.

    4 f(c) / c + f(c) (c - 1 / c) log(end (1 - begin) / (begin (1 - end))) = 1 - level, f being the normal density.

    >>> round(nair_critical(0.1, 0.9, 0.95), 4)
    3.0542
    """
    reach = np.log(end * (1 - begin) / (begin * (1 - end)))

    def tail(c: float) -> float:
        density = float(np.exp(-(c**2) / 2) / np.sqrt(2 * np.pi))
        return density * (4 / c + (c - 1 / c) * float(reach))

    return _root(lambda c: 1 - level - tail(c), 1.0, 10.0)


def _root(of: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function crosses 0; NaN where it does not between the two."""
    ends = {low: of(low), high: of(high)}
    return root_between(of, ends, tolerance=1e-11) if ends[low] < 0 < ends[high] else np.nan


def stays_within(c: float, begin: float, end: float) -> float:
    """The probability that a Brownian bridge stays within -c and c from ``begin`` to ``end``.

    Given where it stands at both it is a bridge between the two, which stays within by a series of reflections; the
    two ends are integrated over. From 0 to 1 that is Kolmogorov's distribution.

    >>> round(stays_within(1.3581015, 0.0, 1.0), 4)
    0.95
    """
    begin_error = np.sqrt(max(begin * (1 - begin), 0.0))
    x, weight_x = _normal_nodes(np.zeros(1), begin_error, c)
    x, weight_x = x.ravel(), weight_x.ravel()
    # given x at the beginning it is on the way to 0 at 1
    error = np.sqrt(max((end - begin) * (1 - end) / (1 - begin), 0.0)) if begin < 1 else 0.0
    y, weight_y = _normal_nodes(x * (1 - end) / (1 - begin), error, c)
    return float((weight_x[:, None] * weight_y * _between(c, x[:, None], y, end - begin)).sum())


def _normal_nodes(mean: Floats, error: float, c: float) -> tuple[Floats, Floats]:
    """Nodes and weights (means, nodes) for the integral of a normal density within -c and c; one node without error."""
    if error < 1e-9:
        return mean[:, None], np.ones((len(mean), 1))
    at, weight = np.polynomial.legendre.leggauss(NODES)
    low, high = np.maximum(-c, mean - 9 * error), np.minimum(c, mean + 9 * error)
    half, middle = np.maximum(high - low, 0.0) / 2, (high + low) / 2
    nodes = middle[:, None] + half[:, None] * at
    density = np.exp(-(((nodes - mean[:, None]) / error) ** 2) / 2) / (error * np.sqrt(2 * np.pi))
    return nodes, half[:, None] * weight * density


def _between(c: float, x: Floats, y: Floats, time: float) -> Floats:
    """The probability that a bridge from x to y over a ``time`` stays within -c and c."""
    if time <= 0:
        return np.ones(np.broadcast_shapes(x.shape, y.shape))
    k = np.arange(-3, 4)[:, None, None] * 4 * c
    kept = np.exp(-k * (k - 2 * (y - x)) / (2 * time)) - np.exp(-(2 * c - 2 * x + k) * (2 * c - 2 * y + k) / (2 * time))
    return np.asarray(np.clip(kept.sum(axis=0), 0.0, 1.0))

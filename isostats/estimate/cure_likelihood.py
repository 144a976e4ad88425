"""The likelihood of a mixture cure model on an event table, its gradient, and how it is maximised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import scipy

from isostats.cohort.counting import EventTable
from isostats.estimate.coarse_days import days_apart
from isostats.estimate.kernel import Floats, from_day_zero
from isostats.estimate.lifetimes import Lifetime

Slope = tuple[float, Floats]
"""A log-likelihood with its gradient."""


@dataclass(frozen=True, eq=False)
class CureCounts:
    """What the likelihood is made of, by group and day after day 0; and who failed on day 0 among those at risk then.

    ``kept`` are those who left free of the outcome, less those who entered late on the day: seen free from then on
    only, each divides the likelihood by the probability of having come so far. Where outcomes lie on days far
    ``apart`` (0: they do not), each came at some time since the day before its own.
    """

    log_days: Floats
    failed: Floats
    kept: Floats
    on_day_zero: Floats
    at_day_zero: Floats
    apart: int = 0

    @cached_property
    def log_begins(self) -> Floats:
        """Where the stretch of days begins that an outcome is known by, as the logarithm; minus infinity for day 0."""
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(np.maximum(np.rint(np.exp(self.log_days)) - self.apart, 0.0)))

    @property
    def events(self) -> float:
        """Failures after day 0."""
        return float(self.failed.sum())


def cure_counts(table: EventTable) -> CureCounts:
    """The counts of the first cause, those of other causes taken as censored."""
    table = from_day_zero(table)
    failed = table.events[:, 0]
    kept = table.leaving - failed - table.entered
    later = (table.days > 0) & ((failed > 0) | (kept != 0)).any(axis=0)
    days = np.log(table.days[later].astype(float))
    at_day_zero = table.at_risk[:, 0]
    return CureCounts(days, failed[:, later], kept[:, later], failed[:, 0], at_day_zero, days_apart(table))


def log_likelihood(
    counts: CureCounts, law: Lifetime, eta: Floats | None, place: Floats
) -> tuple[float, Floats, Floats]:
    """The log-likelihood after day 0, with its slopes in the logit of each group's cured share and in ``place``.

    With P = p + (1 - p) S(t): failures have log (1 - p) f(t), those who left free log P(t), and late entry on day e
    takes log P(e) off. Of days far apart, failures have log (1 - p) (S(t before) - S(t)). ``place`` is location and
    log scale. Without ``eta`` nobody is cured.
    """
    location, scale = place[0], np.exp(place[1])
    z = (counts.log_days - location) / scale
    cured = np.zeros((len(counts.failed), 1)) if eta is None else scipy.special.expit(eta)[:, None]
    density, survival = np.exp(law.log_density(z)), law.survival(z)
    free = np.maximum(cured + (1 - cured) * survival, 1e-300)
    left = np.ones_like(cured) if eta is None else scipy.special.expit(-eta)[:, None]
    failing, in_location, in_log_scale = _failing(counts, law, z, location, scale)
    value = (counts.failed * (failing + np.log(left))).sum() + (counts.kept * np.log(free)).sum()
    in_z = -counts.kept * left * density / free
    of_failed = [(counts.failed * each).sum() for each in (in_location, in_log_scale)]
    in_place = np.array(of_failed) - [in_z.sum() / scale, (in_z * z).sum()]
    in_eta = (counts.kept * (1 - survival) * cured * left / free - counts.failed * cured).sum(axis=1)
    return float(value), in_eta, in_place


def _failing(
    counts: CureCounts, law: Lifetime, z: Floats, location: float, scale: float
) -> tuple[Floats, Floats, Floats]:
    """The log probability of failing by each day among the uncured, and its slopes in location and log scale."""
    if not counts.apart:
        slope = law.slope(z)
        return law.log_density(z) - np.log(scale) - counts.log_days, -slope / scale, -slope * z - 1
    began = np.isfinite(counts.log_begins)
    before = (np.where(began, counts.log_begins, 0.0) - location) / scale
    stretch = np.maximum(np.where(began, law.survival(before), 1.0) - law.survival(z), 1e-300)
    ends, begins = np.exp(law.log_density(z)), np.where(began, np.exp(law.log_density(before)), 0.0)
    return np.log(stretch), -(ends - begins) / stretch / scale, -(ends * z - begins * before) / stretch


def starting(counts: CureCounts) -> list[tuple[float, Floats]]:
    """Several places to begin from: shares below that free at the end, and times as seen or much later."""
    weight, failed = counts.failed.sum(axis=0), counts.failed.sum()
    mean = float(weight @ counts.log_days / failed)
    spread = float(np.sqrt(max(weight @ (counts.log_days - mean) ** 2 / failed, 0.01)))
    left = float(np.clip(1 - failed / max(failed + counts.kept.sum(), failed + 1), 0.02, 0.98))
    etas = [float(scipy.special.logit(left * part)) for part in (0.95, 0.5, 0.1)]
    return [(eta, np.array([mean + later, np.log(spread)])) for eta, later in zip(etas, (0.0, 0.5, 1.5), strict=True)]


def maximised(
    of: Callable[[Floats], Slope], starts: Sequence[Floats], people: float,
    at_a_bound: Callable[[Floats], Floats] | None = None,
) -> tuple[Floats, float, bool]:  # fmt: skip
    """The place of the largest log-likelihood from several starts, its value, and whether it is a maximum there.

    Quasi-Newton steps on the likelihood of one person, then Newton steps whose curvature is taken off the gradient.
    ``at_a_bound`` is the curvature of directions that have come to a bound, where the likelihood itself has none left.
    """

    down = _of_one_person(of, people)
    best: Any = None
    with np.errstate(all="ignore"):
        for start in starts:
            made = scipy.optimize.minimize(down, start, jac=True, method="BFGS", options={"gtol": 1e-7, "maxiter": 200})
            if best is None or made.fun < best.fun - 1e-12:
                best = made
        at, value, slope = _newton(down, best.x)
        flat = bool(np.abs(slope).max(initial=0) < 1e-6)
        bend = curvature(down, at) + (0.0 if at_a_bound is None else at_a_bound(at))
        peaked = bool(np.isfinite(bend).all() and np.linalg.eigvalsh(bend).min(initial=1) > 0)
    return at, -value * people, flat and peaked


def followed(of: Callable[[Floats], Slope], start: Floats, people: float) -> tuple[Floats, float]:
    """The maximum near a place that was the maximum of nearly the same likelihood, and its value."""
    down = _of_one_person(of, people)
    with np.errstate(all="ignore"):
        at, value, slope = _newton(down, start)
        if np.abs(slope).max(initial=0) < 1e-7:
            return at, -value * people
    at, value, _ = maximised(of, [start], people)
    return at, value


def _of_one_person(of: Callable[[Floats], Slope], people: float) -> Callable[[Floats], Slope]:
    def down(at: Floats) -> Slope:
        value, slope = of(at)
        return (-value / people, -slope / people) if np.isfinite(value) else (1e10, np.zeros_like(at))

    return down


def _newton(down: Callable[[Floats], Slope], at: Floats) -> tuple[Floats, float, Floats]:
    """Newton steps, until they no longer help or are smaller than anything that matters: place, value and slope.

    A curvature is kept as long as a step by it leaves a tenth of the slope or less.
    """
    value, slope = down(at)
    bend: Floats | None = None
    for _ in range(24):
        known = bend is not None
        bend = curvature(down, at) if bend is None else bend
        if not np.isfinite(bend).all():  # such as where all failures lie on one day
            break
        step = np.linalg.lstsq(bend, slope, rcond=None)[0]
        moved, then = down(at - step)
        if not moved <= value + 1e-13 or np.abs(step).max(initial=0) > 2:
            if not known:
                break
            bend = None
            continue
        bend = bend if np.linalg.norm(then) <= 0.1 * np.linalg.norm(slope) else None
        at, value, slope = at - step, moved, then
        if np.abs(step).max(initial=0) < 1e-9:
            break
    return at, value, slope


def curvature(of: Callable[[Floats], Slope], at: Floats) -> Floats:
    """Second derivatives by central differences of the gradient."""
    small = 1e-5 * np.maximum(np.abs(at), 1)
    rows = [(of(at + h * e)[1] - of(at - h * e)[1]) / (2 * h) for h, e in zip(small, np.eye(len(at)), strict=True)]
    whole = np.array(rows).reshape(len(at), len(at))
    return np.asarray((whole + whole.T) / 2)

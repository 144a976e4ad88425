"""The likelihood of a mixture cure model on an event table, its derivatives, and how it is maximised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import scipy

from isostats.cohort.counting import EventTable
from isostats.estimate.coarse_days import days_apart
from isostats.estimate.kernel import Floats, from_day_zero
from isostats.estimate.lifetimes import Lifetime

LONGEST_WAY = 200
"""Steps up to a maximum, of which most searches take ten."""
NO_INFORMATION = 1e-6
"""The curvature of a direction in which an error would be a thousand logits: what is less is rounding, and no peak."""


class Height(NamedTuple):
    """A log-likelihood at a place, with its first derivatives and its second."""

    value: float
    slope: Floats
    bend: Floats

    @property
    def is_finite(self) -> bool:
        """Whether all of these are numbers."""
        return all(np.isfinite(each).all() for each in self)

    def of_line(self, turn: Floats) -> Height:
        """The same by numbers of which those before are a linear function, ``turn`` by them."""
        return Height(self.value, turn.T @ self.slope, turn.T @ self.bend @ turn)


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


def log_likelihood(counts: CureCounts, law: Lifetime, eta: Floats, place: Floats) -> Height:
    """The log-likelihood after day 0, by the logit of each group's cured share, then by ``place``.

    With P = p + (1 - p) S(t): failures have log (1 - p) f(t), those who left free log P(t), and late entry on day e
    takes log P(e) off. Of days far apart, failures have log (1 - p) (S(t before) - S(t)). ``place`` is location and
    log scale. A logit of minus infinity says that nobody is cured.
    """
    location, scale = place[0], np.exp(place[1])
    z = (counts.log_days - location) / scale
    cured, left = (scipy.special.expit(each)[:, None] for each in (eta, -eta))
    density, survival = np.exp(law.log_density(z)), law.survival(z)
    free = np.maximum(cured + left * survival, 1e-300)
    in_z, in_eta, both = -left * density / free, cured * left * (1 - survival) / free, cured * left * density / free
    twice_in_z, twice_in_eta = in_z * (law.slope(z) - in_z), in_eta * (1 - 2 * cured - in_eta)
    kept, failed = counts.kept, counts.failed.sum(axis=1)
    of_failed = _failing(counts, law, z, location, scale)
    of_kept = _in_place((kept * in_z).sum(axis=0), (kept * twice_in_z).sum(axis=0), z, scale)
    across = kept * (both - in_eta * in_z)

    k = len(eta)
    bend = np.empty((k + 2, k + 2))
    bend[:k, :k] = np.diag((kept * twice_in_eta).sum(axis=1) - failed * (cured * left)[:, 0])
    bend[:k, k:] = -np.stack([across.sum(axis=1) / scale, across @ z], axis=1)
    bend[k:, :k] = bend[:k, k:].T
    bend[k:, k:] = of_kept[1] + of_failed.bend
    slope = np.concatenate([(kept * in_eta).sum(axis=1) - failed * cured[:, 0], of_kept[0] + of_failed.slope])
    value = (kept * np.log(free)).sum() + failed @ scipy.special.log_expit(-eta) + of_failed.value
    return Height(float(value), slope, bend)


def beside_place(design: Floats) -> Floats:
    """How logits and place move where the coefficients of a design and the place do."""
    groups, k = design.shape
    turn = np.eye(groups + 2, k + 2, k - groups)
    turn[:groups, :k] = design
    return turn


def _in_place(once: Floats, twice: Floats, z: Floats, scale: float) -> tuple[Floats, Floats]:
    """Derivatives in location and log scale, summed over days, of those in z."""
    across = (twice @ z + once.sum()) / scale
    bend = np.array([[twice.sum() / scale**2, across], [across, twice @ z**2 + once @ z]])
    return -np.array([once.sum() / scale, once @ z]), bend


def _failing(counts: CureCounts, law: Lifetime, z: Floats, location: float, scale: float) -> Height:
    """The log probability of failing on the days on which the uncured failed, by location and log scale."""
    failed = counts.failed.sum(axis=0)
    if not counts.apart:
        slope, bend = _in_place(failed * law.slope(z), failed * law.bend(z), z, scale)
        value = failed @ (law.log_density(z) - np.log(scale) - counts.log_days)
        return Height(value, slope - [0.0, failed.sum()], bend)
    began = np.isfinite(counts.log_begins)
    before = (np.where(began, counts.log_begins, 0.0) - location) / scale
    stretch = np.maximum(np.where(began, law.survival(before), 1.0) - law.survival(z), 1e-300)
    ends, begins = np.exp(law.log_density(z)), np.where(began, np.exp(law.log_density(before)), 0.0)
    once = -np.stack([(ends - begins) / scale, ends * z - begins * before]) / stretch
    weight = failed / stretch
    of_ends, of_begins = (
        _in_place(weight * density, weight * density * law.slope(at), at, scale)[1]
        for density, at in ((ends, z), (begins, before))
    )
    return Height(failed @ np.log(stretch), once @ failed, of_ends - of_begins - (once * failed) @ once.T)


def starting(counts: CureCounts) -> list[tuple[float, Floats]]:
    """Several places to begin from: shares below that free at the end, and times as seen, later, or far beyond."""
    weight, failed = counts.failed.sum(axis=0), counts.failed.sum()
    mean = float(weight @ counts.log_days / failed)
    spread = float(np.sqrt(max(weight @ (counts.log_days - mean) ** 2 / failed, 0.01)))
    left = float(np.clip(1 - failed / max(failed + counts.kept.sum(), failed + 1), 0.02, 0.98))
    person_time = ((counts.failed + counts.kept) * np.exp(counts.log_days)).sum()
    constant = float(np.log(person_time / failed))  # one hazard for ever
    places = ((0.95, mean, spread), (0.5, mean + 0.5, spread), (0.1, mean + 1.5, spread),
              (0.1, constant, 1.0), (0.1, constant, np.e))  # fmt: skip
    return [(float(scipy.special.logit(left * part)), np.array([at, np.log(wide)])) for part, at, wide in places]


def maximised(
    of: Callable[[Floats], Height], starts: Sequence[Floats], people: float,
    at_a_bound: Callable[[Floats], Floats] | None = None,
) -> tuple[Floats, float, bool]:  # fmt: skip
    """The place of the largest log-likelihood from several starts, its value, and whether it is a maximum there.

    ``at_a_bound`` is the curvature of directions that have come to a bound, where the likelihood itself has none left.
    """
    reached = [climbed(of, start, people) for start in starts]
    at, top = max(reached, key=lambda each: np.nan_to_num(each[1].value, nan=-np.inf))
    if not top.is_finite:
        return at, top.value, False
    flat = bool(np.abs(top.slope).max(initial=0) < 1e-6 * people)
    bend = -top.bend / people + (0.0 if at_a_bound is None else at_a_bound(at))
    peaked = bool(np.linalg.eigvalsh(bend).min(initial=1) > NO_INFORMATION / people)
    return at, top.value, flat and peaked


def climbed(of: Callable[[Floats], Height], at: Floats, people: float) -> tuple[Floats, Height]:
    """The maximum that Newton's steps lead up to from a place.

    Where the likelihood bends upwards in a direction the step goes up all the same, by its curvature without the sign.
    No step is longer than the parabola was seen to hold. The last one is where a person's likelihood would gain less
    than 1e-13: after it the place is off by about the square of what it moved.
    """
    longest = 1.0
    with np.errstate(all="ignore"):
        here = of(at)
        for _ in range(LONGEST_WAY):
            if not here.is_finite:
                break
            bends, turned = np.linalg.eigh(here.bend)
            step = turned @ ((turned.T @ here.slope) / np.maximum(np.abs(bends), 1e-300))
            length = float(np.linalg.norm(step))
            step *= min(1.0, longest / max(length, 1e-300))
            hoped = here.slope @ step + step @ here.bend @ step / 2
            then = of(at + step)
            last = hoped < 1e-13 * people
            if then.value - here.value > 0.1 * hoped or (last and then.value > here.value - 1e-13 * people):
                longest = longest if length < longest or then.value - here.value < 0.75 * hoped else 2 * longest
                at, here = at + step, then
            else:
                longest = min(length, longest) / 4
            if last:
                break
    return at, here

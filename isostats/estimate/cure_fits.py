"""A fitted mixture cure model, with limits by profile likelihood: the values that the likelihood does not reject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import scipy
from numpy.typing import ArrayLike

from isostats.errors import require_one_of
from isostats.estimate.cure_likelihood import (
    CureCounts,
    Height,
    beside_place,
    climbed,
    log_likelihood,
    maximised,
    starting,
)
from isostats.estimate.kernel import Floats
from isostats.estimate.lifetimes import LIFETIMES
from isostats.estimate.roots import root_between
from isostats.vocabulary.definition import Definition
from isostats.words.html import card
from isostats.words.numbers import count_text, percent_with_limits

FARTHEST = 15.0
"""A logit beyond which a share is 0 or 1, and a coefficient without a bound."""
ALL_ON_DAY_ZERO = 1 - 1e-12
"""Stands for the share of 1 where everybody failed on day 0, so that its logit is a number."""
LONGEST = 2.0
"""The longest step of a logit along a profile; after a longer one the others may be led to a lower maximum."""


@dataclass(frozen=True, eq=False)
class CureFit:
    """A fitted mixture: ``S(t) = (1 - m) (p + (1 - p) S_u(t))``, m having failed on day 0 and p being cured.

    ``coefficients`` are on the logit of p, intercept first; location and scale those of log days among the uncured.
    ``cured`` is (1 - m) p by group, the share of everyone that never has the outcome.
    """

    distribution: str
    groups: tuple[str, ...]
    names: tuple[str, ...]
    design: Floats
    coefficients: Floats
    location: float
    scale: float
    log_likelihood: float
    converged: bool
    level: float
    counts: CureCounts = field(repr=False)
    n: float = 0.0
    definition: Definition = field(default_factory=Definition, repr=False)

    @property
    def words(self) -> str:
        """The distribution as a sentence has it: Weibull, log-normal, log-logistic."""
        return {"weibull": "Weibull"}.get(self.distribution, self.distribution.replace("_", "-"))

    @property
    def aic(self) -> float:
        """Akaike's criterion; the failures on day 0, the same in every model, are left out."""
        return 2 * (len(self.coefficients) + 2) - 2 * self.log_likelihood

    @cached_property
    def on_day_zero(self) -> Floats:
        """The share that failed on day 0, by group."""
        counts = self.counts
        return np.asarray(counts.on_day_zero / np.maximum(counts.at_day_zero, 1))

    @cached_property
    def cured_if_free(self) -> Floats:
        """The share cured of those who did not fail on day 0, by group."""
        return np.asarray(scipy.special.expit(self.design @ self.coefficients))

    @property
    def cured(self) -> Floats:
        """The share of everyone that never has the outcome, by group."""
        return (1 - self.on_day_zero) * self.cured_if_free

    def still_free(self, days: ArrayLike) -> Floats:
        """The share of the uncured that is still free of the outcome at the end of each day."""
        with np.errstate(divide="ignore"):
            z = (np.log(np.asarray(days, dtype=float)) - self.location) / self.scale
        return LIFETIMES[self.distribution].survival(z)

    def free(self, days: ArrayLike, group: int = 0) -> Floats:
        """The share of everyone in a group that is free of the outcome at the end of each day."""
        p, m = self.cured_if_free[group], self.on_day_zero[group]
        return np.asarray((1 - m) * (p + (1 - p) * self.still_free(days)))

    def limits(self, group: int = 0, level: float | None = None) -> tuple[float, float]:
        """Profile-likelihood limits of the cured share of everyone in a group; 0 or 1 where nothing bounds it."""
        asked = group, self.level if level is None else level
        if asked not in self._limits:
            self._limits[asked] = share_limits(self, *asked)
        return self._limits[asked]

    @cached_property
    def _limits(self) -> dict[tuple[int, float], tuple[float, float]]:
        """Those asked before, by group and level: each climbs the likelihood a hundred times."""
        return {}

    def coefficient_limits(self, name: str) -> tuple[float, float]:
        """Profile-likelihood limits of a coefficient; infinite where nothing bounds it."""
        require_one_of(name, self.names, "covariate")
        return coefficient_limits(self, self.names.index(name), self.level)

    def __repr__(self) -> str:
        each = "" if not self.converged else "; ".join(
            (f"{group}: " if len(self.groups) > 1 else "")
            + percent_with_limits(float(share), *self.limits(g), self.level)
            for g, (group, share) in enumerate(zip(self.groups, self.cured, strict=True))
        )
        counts = f"n = {count_text(self.n)}, events = {count_text(self.counts.events)}"
        if not self.converged:
            return f"mixture cure, {self.words}: no maximum, so that nothing can be told of these counts; {counts}"
        return f"mixture cure, {self.words}: cured {each}; {counts}"

    def _repr_html_(self) -> str:
        return card("Mixture cure", [repr(self)])


def share_limits(fit: CureFit, group: int, level: float) -> tuple[float, float]:
    """Limits of the cured share of everyone in a group, the share that failed on day 0 being estimated with it."""
    eta, m = float(fit.design[group] @ fit.coefficients), min(float(fit.on_day_zero[group]), ALL_ON_DAY_ZERO)
    uncured = m + (1 - m) * scipy.special.expit(-eta)  # of everyone; written so that it is not 0 where p rounds to 1
    middle = float(np.log1p(-m) + scipy.special.log_expit(eta) - np.log(uncured))
    low, high = _crossed(lambda: _ShareProfile(fit, group), middle, level)
    ends = (scipy.special.expit(low), scipy.special.expit(high))
    return (0.0 if np.isinf(low) else float(ends[0])), (1.0 if np.isinf(high) else float(ends[1]))


def coefficient_limits(fit: CureFit, place: int, level: float) -> tuple[float, float]:
    """Limits of one coefficient."""
    spread = float(np.ptp(fit.design[:, place])) or 1.0
    middle = float(fit.coefficients[place]) * spread
    low, high = _crossed(lambda: _CoefficientProfile(fit, place, spread), middle, level)
    return low / spread, high / spread


class _Profile:
    """Twice the log-likelihood lost where one number is held at a value, from the estimate outwards.

    The maximum is followed from one value to the next, or looked for afresh from several starts.
    """

    def __init__(self, fit: CureFit, at: Floats, top: float) -> None:
        self._fit, self._at, self._top, self._law = fit, at, top, LIFETIMES[fit.distribution]

    def _held(self, value: float) -> Callable[[Floats], Height]:
        """The likelihood of all else where the number is held at a value."""
        raise NotImplementedError

    def _near(self, value: float) -> Floats:
        """Where the maximum is likely to be, from the last one."""
        return self._at

    def _starts(self, value: float) -> list[Floats]:
        """Where else it may be."""
        raise NotImplementedError

    def __call__(self, value: float, *, afresh: bool = False) -> float:
        of, near = self._held(value), self._near(value)
        if afresh:
            self._at, height, _ = maximised(of, [near, *self._starts(value)], self._fit.n)
        else:
            self._at, (height, *_) = climbed(of, near, self._fit.n)
        return 2 * (self._top - height)


class _CoefficientProfile(_Profile):
    """Of a coefficient, held as the change of the logit over the whole ``spread`` of its covariate."""

    def __init__(self, fit: CureFit, place: int, spread: float) -> None:
        start = np.concatenate([np.delete(fit.coefficients, place), [fit.location, np.log(fit.scale)]])
        super().__init__(fit, start, fit.log_likelihood)
        self._kept, self._own = np.delete(fit.design, place, axis=1), fit.design[:, place] / spread

    def _held(self, value: float) -> Callable[[Floats], Height]:
        turn = beside_place(self._kept)

        def of(at: Floats) -> Height:
            eta = self._own * value + self._kept @ at[:-2]
            return log_likelihood(self._fit.counts, self._law, eta, at[-2:]).of_line(turn)

        return of

    def _starts(self, value: float) -> list[Floats]:
        return [
            np.concatenate([np.linalg.lstsq(self._kept, eta - self._own * value, rcond=None)[0], place])
            for eta, place in starting(self._fit.counts)
        ]


class _ShareProfile(_Profile):
    """Of the logit of a group's cured share, of everyone in it."""

    def __init__(self, fit: CureFit, group: int) -> None:
        failed, people = float(fit.counts.on_day_zero[group]), float(fit.counts.at_day_zero[group])
        m = min(float(fit.on_day_zero[group]), ALL_ON_DAY_ZERO)
        self._day_zero = (failed, people) if failed else None
        self._design = np.delete(fit.design - fit.design[group], 0, axis=1)  # the intercept is the group's own logit
        self._before = float(fit.design[group] @ fit.coefficients)
        others = (np.arange(len(fit.design)) != group).astype(float)
        self._turn = np.linalg.lstsq(self._design, others, rcond=None)[0]  # what moves the others' logits by 1
        self._q = [float(np.log(m / (1 - m)) - scipy.special.log_expit(-self._before))] if failed else []
        start = np.concatenate([fit.coefficients[1:], [fit.location, np.log(fit.scale)], self._q])
        super().__init__(fit, start, fit.log_likelihood + self._mass(m)[0])

    def _mass(self, m: float) -> tuple[float, float, float]:
        """The log-likelihood of the failures on day 0, and its slope and curvature in the logarithm of m."""
        if self._day_zero is None:
            return 0.0, 0.0, 0.0
        failed, people = self._day_zero
        value = scipy.special.xlogy(failed, m) + scipy.special.xlogy(people - failed, 1 - m)
        in_m = (people - failed) * m / max(1 - m, 1e-300)
        return float(value), failed - in_m, -in_m / max(1 - m, 1e-300)

    def _held(self, value: float) -> Callable[[Floats], Height]:
        turn = beside_place(self._design)
        uncured = float(scipy.special.expit(-value))  # of everyone; on day 0 fails the share of them whose logit is q

        def of(at: Floats) -> Height:
            eta = value + self._design @ at[:-2]
            return log_likelihood(self._fit.counts, self._law, eta, at[-2:]).of_line(turn)

        def with_day_zero(at: Floats) -> Height:
            q, share = at[-1], float(scipy.special.expit(at[-1]))
            eta = value - scipy.special.log_expit(-q) + self._design @ at[:-3]
            later = log_likelihood(self._fit.counts, self._law, eta, at[-3:-1])
            mass, in_m, twice_in_m = self._mass(uncured * share)
            every = np.zeros(len(eta) + 2)  # each logit moves by the share where q moves by 1
            every[: len(eta)] = share
            height = later.of_line(np.column_stack([turn, every]))
            height.slope[-1] += in_m * (1 - share)
            in_eta = float(later.slope[: len(eta)].sum())
            height.bend[-1, -1] += (in_eta - in_m) * share * (1 - share) + twice_in_m * (1 - share) ** 2
            return Height(height.value + mass, height.slope, height.bend)

        return with_day_zero if self._day_zero else of

    def _near(self, value: float) -> Floats:
        """Where the last maximum was, the others' own logits staying as they are."""
        start = self._at.copy()
        start[: len(self._turn)] -= (value - self._before) * self._turn
        self._before = value
        return start

    def _starts(self, value: float) -> list[Floats]:
        return [
            np.concatenate([(eta - value) * self._turn, place, self._q]) for eta, place in starting(self._fit.counts)
        ]


def _crossed(begun: Callable[[], _Profile], middle: float, level: float) -> tuple[float, float]:
    """Where a profile rises to the quantile of chi-square on either side; infinite where it does not.

    A profile is ``begun`` at the estimate for each side. Where it has several maxima, the one followed may be a lower
    one: what looks like a crossing is looked at afresh, and the search goes on from there where it is none. An estimate
    at a bound, beyond FARTHEST, has nothing beyond it; from there the other side is far away.
    """
    height = float(np.sqrt(scipy.special.chdtri(1, 1 - level)))
    reach = FARTHEST + abs(middle)

    def side(direction: int) -> float:
        profile, inner, step, below = begun(), 0.0, 0.05, 0.0

        def root(away: float, **how: bool) -> float:  # nearly a line, where the profile is nearly a parabola
            return float(np.sqrt(max(profile(middle + direction * away, **how), 0.0)))

        while direction * middle < FARTHEST and inner < reach:
            step = min(step, LONGEST, reach - inner)
            reached = root(inner + step)
            if reached >= height:
                at_ends = {inner: below - height, inner + step: reached - height}
                inner = root_between(lambda away: root(away) - height, at_ends, tolerance=1e-10)
                below, step = root(inner, afresh=True), 0.05
                if below >= height - 1e-6:
                    return middle + direction * inner
            else:
                inner, below = inner + step, reached
                step = min(max(1.05 * inner * (height / max(reached, 1e-6) - 1), 0.02 * inner), 1.5 * inner)
        return direction * np.inf

    return side(-1), side(1)

"""A fitted mixture cure model, with limits by profile likelihood: the values that the likelihood does not reject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import scipy
from numpy.typing import ArrayLike

from isostats.errors import require_one_of
from isostats.estimate.cure_likelihood import CureCounts, followed, log_likelihood
from isostats.estimate.kernel import Floats
from isostats.estimate.lifetimes import LIFETIMES
from isostats.estimate.roots import root_between
from isostats.vocabulary.definition import Definition
from isostats.words.html import card
from isostats.words.numbers import count_text, percent_with_limits

FARTHEST = 15.0
"""A logit beyond which a share is 0 or 1, and a coefficient without a bound."""


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
    profile = _ShareProfile(fit, group)
    low, high = _crossed(profile, float(scipy.special.logit(fit.cured[group])), level)
    ends = (scipy.special.expit(low), scipy.special.expit(high))
    return (0.0 if np.isinf(low) else float(ends[0])), (1.0 if np.isinf(high) else float(ends[1]))


def coefficient_limits(fit: CureFit, place: int, level: float) -> tuple[float, float]:
    """Limits of one coefficient."""
    kept = np.delete(fit.design, place, axis=1)
    start = np.concatenate([np.delete(fit.coefficients, place), [fit.location, np.log(fit.scale)]])
    memory = {"at": start}

    def profile(value: float) -> float:
        def of(at: Floats) -> tuple[float, Floats]:
            eta = fit.design[:, place] * value + kept @ at[:-2]
            height, in_eta, in_place = log_likelihood(fit.counts, LIFETIMES[fit.distribution], eta, at[-2:])
            return height, np.concatenate([kept.T @ in_eta, in_place])

        memory["at"], height = followed(of, memory["at"], fit.n)
        return 2 * (fit.log_likelihood - height)

    return _crossed(profile, float(fit.coefficients[place]), level)


class _ShareProfile:
    """Twice the log-likelihood lost where the logit of a group's cured share is held at a value."""

    def __init__(self, fit: CureFit, group: int) -> None:
        self._fit, self._group = fit, group
        self._design = np.delete(fit.design - fit.design[group], 0, axis=1)  # the intercept is the group's own logit
        self._day_zero = bool(fit.counts.on_day_zero[group])
        self._at = np.concatenate([fit.coefficients[1:], [fit.location, np.log(fit.scale)]])
        self._top = fit.log_likelihood + self._mass(float(fit.on_day_zero[group]))[0]
        if self._day_zero:
            m, c = fit.on_day_zero[group], fit.cured[group]
            self._at = np.append(self._at, scipy.special.logit(m / (1 - c)))

    def _mass(self, m: float) -> tuple[float, float]:
        """The log-likelihood of the failures on day 0, and its slope."""
        if not self._day_zero:
            return 0.0, 0.0
        failed, people = self._fit.counts.on_day_zero[self._group], self._fit.counts.at_day_zero[self._group]
        value = scipy.special.xlogy(failed, m) + scipy.special.xlogy(people - failed, 1 - m)
        return float(value), float(failed / m - (people - failed) / (1 - m))

    def __call__(self, logit: float) -> float:
        c, counts = float(scipy.special.expit(logit)), self._fit.counts
        law = LIFETIMES[self._fit.distribution]

        def of(at: Floats) -> tuple[float, Floats]:
            q = at[-1] if self._day_zero else -np.inf
            share = float(scipy.special.expit(q))
            m = (1 - c) * share
            left = float(np.clip((1 - m - c) / (1 - m), 1e-300, 1.0))  # 1 - p, p being c / (1 - m)
            p = c / (1 - m)
            inner = at[:-1] if self._day_zero else at
            eta = np.log(p / left) + self._design @ inner[:-2]
            height, in_eta, in_place = log_likelihood(counts, law, eta, inner[-2:])
            slope = np.concatenate([self._design.T @ in_eta, in_place])
            if self._day_zero:
                mass, in_m = self._mass(m)
                in_m += float(in_eta.sum()) * (c / (1 - m) ** 2) / (p * left)
                height, slope = height + mass, np.append(slope, in_m * (1 - c) * share * (1 - share))
            return height, slope

        self._at, height = followed(of, self._at, self._fit.n)
        return 2 * (self._top - height)


def _crossed(profile: Callable[[float], float], middle: float, level: float) -> tuple[float, float]:
    """Where a profile rises to the quantile of chi-square on either side; infinite where it does not."""
    height = float(np.sqrt(scipy.special.chdtri(1, 1 - level)))

    def root(at: float) -> float:  # nearly a line, where the profile is nearly a parabola
        return float(np.sqrt(max(profile(at), 0.0)))

    def side(direction: int) -> float:
        inner, step = 0.0, 0.05
        while inner + step < FARTHEST:
            reached = root(middle + direction * (inner + step))
            if reached >= height:
                return middle + direction * root_between(
                    lambda x: root(middle + direction * x) - height, inner, inner + step, tolerance=1e-10
                )
            inner += step
            step = min(max(1.05 * inner * (height / max(reached, 1e-6) - 1), 0.02 * inner), 1.5 * inner)
        return direction * np.inf

    return side(-1), side(1)

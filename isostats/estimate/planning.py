"""How many people a study needs: remission by Kaplan-Meier at a horizon against a claim, by formula.

The standard error of a curve among n people is that of Greenwood with expected counts in place of those observed. So a
plan knows when events come, how long people are followed and how many are lost; and it grows with all three.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import inf, log, sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtrc, ndtr, ndtri

from isostats.doors import flag_name
from isostats.errors import EstimateError, require_one_of, require_probability
from isostats.estimate.intervals import Limits, loglog_limits, normal_quantile
from isostats.words.numbers import count_text, counted, number_text, stated_percent

Aim = Literal["below", "above", "equivalent", "precision"]
AIMS: tuple[Aim, ...] = ("below", "above", "equivalent", "precision")
YEAR = 365.25
MOST_PEOPLE, MOST_DAYS = 10_000_000, 36_525
LEAST_FOLLOWED = 10
"""Fewer people under observation at the horizon leave no estimate, as in a report."""


def require_days(flag: str, days: int, *, least: int = 0) -> None:
    """Raise an error for anything but whole days within a century."""
    if isinstance(days, bool) or not isinstance(days, (int, np.integer)) or not least <= days <= MOST_DAYS:
        raise EstimateError(f"{flag} must be whole days from {least} to {count_text(MOST_DAYS)}, not {days!r}.")


@dataclass(frozen=True)
class Following:
    """How people are to be followed, in days from the end of their first course.

    Those who come last are followed for ``follow_days``, the first of all ``recruit_days`` longer, the others evenly
    between. Besides, the share ``lost_per_year`` of those who are left is lost each year, whatever becomes of them.
    """

    follow_days: int
    recruit_days: int = 0
    lost_per_year: float = 0.05

    def __post_init__(self) -> None:
        for name in ("follow_days", "recruit_days"):
            require_days(flag_name(name), getattr(self, name))
        lost = self.lost_per_year
        if isinstance(lost, bool) or not isinstance(lost, (int, float)) or not 0 <= lost < 1:
            raise EstimateError(
                f"--lost-per-year must be a share from 0 to below 1, not {self.lost_per_year!r} (5% is written 0.05)."
            )

    def followed(self, days: ArrayLike) -> NDArray[np.float64]:
        """The share whose follow-up has not ended before each of the days.

        >>> Following(follow_days=730, recruit_days=365, lost_per_year=0.1).followed([0, 730, 913]).round(3).tolist()
        [1.0, 0.81, 0.384]
        """
        day = np.asarray(days, dtype=float)
        late = np.clip((self.follow_days + self.recruit_days + 1 - day) / (self.recruit_days + 1), 0.0, 1.0)
        return np.asarray(late * (1 - self.lost_per_year) ** (day / YEAR), dtype=float)

    def by_day(self, until: int) -> NDArray[np.float64]:
        """The share whose follow-up has not ended before day 1, 2, ... ``until``."""
        return self.followed(np.arange(1, until + 1))


@dataclass(frozen=True)
class Goal:
    """What is to be shown of remission at a horizon, and how surely.

    ``below`` and ``above``: the interval at ``level`` lies wholly on that side of the ``claim``. ``equivalent``: the
    interval of two one-sided tests (90% beside 95%) lies within ``margin`` of the claim. ``precision``: the interval
    reaches on the mean not farther than ``half_width`` to each side. The first three are reached in the share ``power``
    of such studies.
    """

    aim: Aim
    claim: float = 0.85
    margin: float = 0.05
    level: float = 0.95
    power: float = 0.9
    half_width: float = 0.03

    def __post_init__(self) -> None:
        require_one_of(self.aim, AIMS, "aim")
        for each in fields(self)[1:]:
            own = each.name in ("power", "half_width")  # the others are keys of a study as well
            require_probability(getattr(self, each.name), flag_name(each.name) if own else each.name)

    @property
    def words(self) -> str:
        """What is to be shown, as the end of a sentence."""
        claim = stated_percent(self.claim)
        return {
            "below": f"that it lies below the claimed {claim}",
            "above": f"that it lies above the claimed {claim}",
            "equivalent": f"that it agrees with the claimed {claim} within {number_text(100 * self.margin)} points",
            "precision": f"{number_text(100 * self.half_width)} points to each side",
        }[self.aim]

    @property
    def what_else(self) -> str:
        """What to change where no number of people reaches it."""
        return {"equivalent": "Change --expected or the margin.", "precision": "Allow a larger --half-width."}.get(
            self.aim, "Change --expected: the claim is too near, or hardly anything is expected to happen."
        )

    def reached(self, limits: Limits) -> bool:
        """Whether a study shows it; ``limits`` are those of its estimate at any level."""
        lower, upper = limits(self.level)
        if self.aim == "below":
            return upper < self.claim
        if self.aim == "above":
            return lower > self.claim
        if self.aim == "precision":
            return (upper - lower) / 2 <= self.half_width
        low, high = limits(max(2 * self.level - 1, 1e-9))
        return self.claim - self.margin <= low and high <= self.claim + self.margin


def unit_error(free: ArrayLike, followed: ArrayLike) -> float:
    """The standard error of log(-log S) at the last day, times the square root of the number of people.

    ``free`` is the expected share free of the outcome at the end of day 1, 2, ... up to the horizon, ``followed`` the
    share whose follow-up has not ended before that day. With q_d the chance to fail on day d of those at risk it is
    sqrt(sum of q_d / ((1 - q_d) S(d-1) G(d))) / |log S|: Greenwood's formula with n S(d-1) G(d) people at risk. Without
    loss it is that of a binomial share. Infinite where nobody is followed to the last day.

    >>> round(unit_error([0.9, 0.8], [1, 1]), 6), round((0.2 / 0.8) ** 0.5 / -log(0.8), 6)
    (2.24071, 2.24071)
    """
    end, seen = np.asarray(free, dtype=float), np.asarray(followed, dtype=float)
    if seen[-1] <= 0:
        return inf
    before = np.concatenate([[1.0], end[:-1]])
    q = 1 - end / before
    return sqrt(float(np.sum(q / ((1 - q) * before * seen)))) / -log(float(end[-1]))


def chance(goal: Goal, remission: float, error: float, people: float) -> float:
    """The chance that a study of so many people reaches a goal other than precision, by the normal law.

    ``error`` is that of :func:`unit_error`. On the log(-log) scale an estimate is normal around the truth; the claim's
    edges are compared with limits of the same width (Schoenfeld and Richter 1982 for one side, Schuirmann 1987 for
    both).

    >>> round(chance(Goal("below"), 0.80, unit_error([0.8], [1]), 500), 3)
    0.886
    """
    scale = error / sqrt(people)

    def distance(value: float) -> float:
        return (log(-log(remission)) - log(-log(value))) / scale

    if goal.aim == "below":
        return float(ndtr(distance(goal.claim) - normal_quantile(goal.level)))
    if goal.aim == "above":
        return float(ndtr(-distance(goal.claim) - normal_quantile(goal.level)))
    z = float(ndtri(max(goal.level, 0.5)))
    low, high = goal.claim - goal.margin, goal.claim + goal.margin
    above_low = float(ndtr(-distance(low) - z)) if low > 0 else 1.0
    below_high = float(ndtr(distance(high) - z)) if high < 1 else 1.0
    return max(above_low + below_high - 1, 0.0)


def mean_half_width(level: float, remission: float, error: float, people: float) -> float:
    """Half of the width of the interval that a study of so many people expects."""
    std_error = error / sqrt(people) * -log(remission) * remission
    lower, upper = loglog_limits(remission, std_error, level)
    return float(upper - lower) / 2


def people_needed(goal: Goal, remission: float, free: ArrayLike, followed: ArrayLike) -> int:
    """The least number of people with whom a goal is reached, were remission at the horizon as expected.

    At least ten of them are then under observation at the horizon, or else a report has no estimate there.

    ``free`` and ``followed`` are those of :func:`unit_error`; the last of ``free`` is ``remission``. Raises
    EstimateError where no number does: remission on the wrong side of the claim, or outside its margin; nobody followed
    to the horizon; more than ten million people.

    >>> people_needed(Goal("below"), 0.80, [0.8], [1])
    525
    >>> people_needed(Goal("precision"), 0.85, [0.85], [1])
    549
    """
    require_probability(remission, "--expected")
    _require_reachable(goal, remission)
    error, seen = unit_error(free, followed), float(np.asarray(followed, dtype=float)[-1])
    if not error < inf:
        raise EstimateError(
            "Nobody is followed to the horizon. Follow people longer (--follow-days), or take an earlier one "
            "(--horizon-days)."
        )

    def enough(people: int) -> bool:
        if people * seen < LEAST_FOLLOWED:
            return False
        if goal.aim == "precision":
            return mean_half_width(goal.level, remission, error, people) <= goal.half_width
        return chance(goal, remission, error, people) * float(bdtrc(LEAST_FOLLOWED - 1, people, seen)) >= goal.power

    high = 2
    while not enough(high):
        high *= 2
        if high > MOST_PEOPLE:
            raise EstimateError(
                f"More than {counted(MOST_PEOPLE, 'person', 'people')} would be needed with an expected "
                f"{stated_percent(remission)}. {goal.what_else}"
            )
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _require_reachable(goal: Goal, remission: float) -> None:
    """Raise an error where no number of people can show what is to be shown."""
    expected, claim = stated_percent(remission), stated_percent(goal.claim)
    if goal.aim == "below" and remission >= goal.claim:
        other = "Take the aim above or equivalent, or a lower --expected"
        raise EstimateError(f"An expected remission of {expected} is not below the claimed {claim}. {other}.")
    if goal.aim == "above" and remission <= goal.claim:
        other = "Take the aim below or equivalent, or a higher --expected"
        raise EstimateError(f"An expected remission of {expected} is not above the claimed {claim}. {other}.")
    if goal.aim == "equivalent":
        if goal.claim - goal.margin <= 0 and goal.claim + goal.margin >= 1:
            raise EstimateError("Every share lies within that margin of the claim. Take a smaller margin.")
        if not abs(remission - goal.claim) < goal.margin:
            side = "below" if remission < goal.claim else "above"
            raise EstimateError(
                f"An expected remission of {expected} lies {number_text(100 * goal.margin)} points or more from the "
                f"claimed {claim}. Take the aim {side}, or a wider margin."
            )


def events_expected(people: float, free: ArrayLike, followed: ArrayLike) -> float:
    """How many outcomes are seen up to the horizon among so many people, on the mean."""
    end = np.asarray(free, dtype=float)
    before = np.concatenate([[1.0], end[:-1]])
    return float(people * np.sum((before - end) * np.asarray(followed, dtype=float)))

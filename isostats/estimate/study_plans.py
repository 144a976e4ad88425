"""How many patients does a study need: by formula, and tried on studies that are simulated as planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, log, nan
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from isostats.cohort.counting import event_table
from isostats.errors import EstimateError, require_probability
from isostats.estimate.curves import kaplan_meier
from isostats.estimate.intervals import Proportion, curve_limits, normal_quantile, proportion
from isostats.estimate.planning import (
    LEAST_FOLLOWED,
    Aim,
    Following,
    Goal,
    chance,
    events_expected,
    mean_half_width,
    people_needed,
    require_days,
    unit_error,
)
from isostats.simulate.law import Hazard
from isostats.vocabulary import names as v
from isostats.words.html import card
from isostats.words.numbers import count_text, counted, in_words, percent, points_text, stated_percent

LOSSES = (0.0, 0.05, 0.1, 0.2)
"""Shares lost a year that stand beside the one that is planned."""
BESIDE = (-0.04, -0.02, 0.0, 0.02, 0.04)
"""How far from the expected remission the table looks."""
MOST_DRAWN = 4_000_000
"""People who are simulated for one size, over all of its studies."""
DRAWN_AT_ONCE = 100_000
MOST_SIZES = 6
"""Sizes that are tried, each larger than the one before, until simulated studies reach the goal."""
FEW_EVENTS = 5
FEW_WORDS = "So few outcomes are expected that the formula cannot be relied on: go by the simulated studies."
BIASED_BY = 0.02
"""A crude share that lies as far as this from the truth is told."""
SCALE_DAYS, SHAPE = 450.0, 0.8


@dataclass(frozen=True)
class Tried:
    """Simulated studies of one size: how many reached the goal, and how well their intervals did.

    ``reached`` is the share that reached it (of precision: whose interval was narrow enough), ``coverage`` the share
    of intervals that held the truth, ``half_width`` the mean half of their widths and ``naive`` the mean crude share
    without an outcome, which counts those who left as still in remission.
    """

    people: int
    studies: int
    reached: Proportion
    coverage: Proportion
    half_width: float
    naive: float


@dataclass(frozen=True, repr=False)
class Plan:
    """How many people a study needs, with what was assumed and how simulated studies of that size did."""

    goal: Goal
    remission: float
    horizon_days: int
    following: Following
    by_formula: int
    people: int
    tried: tuple[Tried, ...]

    @property
    def events(self) -> float:
        """How many outcomes are expected to be seen up to the horizon."""
        free = expected_curve(self.remission, self.horizon_days)
        return events_expected(self.people, free, self.following.by_day(self.horizon_days))

    @property
    def at_risk(self) -> float:
        """How many people are expected to be still at risk at the horizon."""
        return self.people * self.remission * float(self.following.followed(self.horizon_days))

    @cached_property
    def frame(self) -> pd.DataFrame:
        """How many people others would need: remission, lost_per_year, people (missing where none will do)."""
        rows: list[tuple[float, float, float]] = []
        near = {round(self.remission + step, 4) for step in BESIDE}
        for remission in sorted(share for share in near if 0 < share < 1):
            for lost in sorted({*LOSSES, self.following.lost_per_year}):
                following = Following(self.following.follow_days, self.following.recruit_days, lost)
                rows.append((remission, lost, _people(self.goal, remission, self.horizon_days, following)))
        return pd.DataFrame(rows, columns=[v.REMISSION, "lost_per_year", "people"]).astype({"people": "Int64"})

    def to_frame(self) -> pd.DataFrame:
        """A copy of the table of other expectations."""
        return self.frame.copy()

    @property
    def table(self) -> str:
        """The same as text, a column for each share that is lost a year."""
        losses = list(dict.fromkeys(self.frame["lost_per_year"]))
        head = ["expected", *(f"{stated_percent(lost)} lost a year" for lost in losses)]
        lines = ["  ".join(head)]
        for remission, rows in self.frame.groupby(v.REMISSION, sort=False):
            cells = [_shown(people).rjust(len(name)) for people, name in zip(rows["people"], head[1:], strict=True)]
            lines.append("  ".join([stated_percent(float(str(remission))).rjust(len(head[0])), *cells]))
        return "\n".join(lines)

    def at(self, people: float, *, lost_per_year: float | None = None) -> float:
        """The chance that so many people reach the goal; of precision, half the width of the interval."""
        following = self.following
        if lost_per_year is not None:
            following = Following(following.follow_days, following.recruit_days, lost_per_year)
        free = expected_curve(self.remission, self.horizon_days)
        error = unit_error(free, following.by_day(self.horizon_days))
        if self.goal.aim == "precision":
            return mean_half_width(self.goal.level, self.remission, error, people)
        return chance(self.goal, self.remission, error, people)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The plan in short sentences: how many, on which assumptions, and how simulated studies of that size did."""
        goal, when, following = self.goal, in_words(self.horizon_days), self.following
        longer = f", the first {counted(following.recruit_days, 'day')} longer" if following.recruit_days else ""
        shown = f"In {stated_percent(goal.power)} of studies of that size, remission at {when} shows {goal.words}."
        if goal.aim == "precision":
            shown = f"The {stated_percent(goal.level)} interval of remission at {when} then reaches {goal.words}."
        return (
            f"{counted(self.people, 'person', 'people')} are needed.",
            shown,
            f"Expected: {stated_percent(self.remission)} in remission at {when}.",
            f"Everyone is followed for at least {counted(following.follow_days, 'day')}{longer}. "
            f"{stated_percent(following.lost_per_year)} are lost each year.",
            f"About {counted(round(self.events), 'outcome')} will be seen by then, and "
            f"{counted(round(self.at_risk), 'person', 'people')} will still be at risk.",
            *([FEW_WORDS] if self.events < FEW_EVENTS else []),
            *self._tried_sentences(),
        )

    def _tried_sentences(self) -> list[str]:
        if not self.tried:
            return ["The number is that of the formula: no study was simulated."]
        lines, last = [], next(it for it in self.tried if it.people == self.people)
        for it in self.tried:
            if it.people in (self.by_formula, self.people):
                whose = "the formula's " if it.people == self.by_formula else ""
                of = f"{counted(it.studies, 'simulated study', 'simulated studies')} of {whose}{count_text(it.people)}"
                lines.append(f"Of {of} people, {it.reached.shown(percent)} reached it.")
        if self.goal.aim == "precision":
            lines = [f"In simulated studies the interval reached {points_text(last.half_width)} on the mean."]
        elif last.reached.upper < self.goal.power:
            lines.append("The number is still too small. Plan with more people, or follow them longer.")
        lines.append(f"Their intervals held the truth in {last.coverage.shown(percent)}.")
        if abs(last.naive - self.remission) >= BIASED_BY:
            lines.append(
                f"Counting everyone who left as in remission (naive, biased) would give {percent(last.naive)} for a "
                f"true {percent(self.remission)}."
            )
        return lines

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    def __repr__(self) -> str:
        return f"<Plan: {counted(self.people, 'person', 'people')} to show {self.goal.words}>"

    def _repr_html_(self) -> str:
        rows = [
            [stated_percent(row.remission), stated_percent(row.lost_per_year), _shown(row.people)]
            for row in self.frame.itertuples(index=False)
        ]
        return card(self.sentences[0], self.sentences[1:], ["Remission", "Lost a year", "People"], rows)


def _shown(people: Any) -> str:
    return "none" if pd.isna(people) else count_text(people)


def plan_study(
    aim: Aim, *, expected: float, horizon_days: int = 730, claim: float = 0.85, margin: float = 0.05,
    level: float = 0.95, power: float = 0.9, half_width: float = 0.03, follow_days: int | None = None,
    recruit_days: int = 0, lost_per_year: float = 0.05, studies: int = 2000, seed: int = 1,
) -> Plan:  # fmt: skip
    """How many people show what is to be shown of remission at a horizon, followed and lost as planned.

    ``aim``: below or above (the interval at ``level`` lies wholly on that side of the ``claim``, in the share ``power``
    of studies), equivalent (the interval of two one-sided tests lies within ``margin`` of it), or precision (the
    interval reaches ``half_width`` to each side on the mean). ``expected`` is the remission that is expected at
    ``horizon_days``; relapses come early, as published cohorts have them: the cumulative hazard is
    a * (1 - exp(-(t / 450)^0.8)). Each is followed for ``follow_days`` (the horizon, if left out) at least, those who
    came first ``recruit_days`` longer; the share ``lost_per_year`` is lost each year, independent of relapse.

    The number is by the normal law on the log-log scale with Greenwood's error of expected counts. ``studies`` of that
    size are then drawn from the same law, estimated and tested as this library does it (0 for none); where too few of
    them reach the goal, larger sizes are tried. The same seed gives the same result. Raises EstimateError for what
    cannot be reached, and for values out of their range.

    >>> plan = plan_study("below", expected=0.80, studies=200)
    >>> plan.by_formula, plan.people >= plan.by_formula
    (544, True)
    """  # fmt: skip
    require_days("--horizon-days", horizon_days, least=1)
    for name, value in (("--studies", studies), ("--seed", seed)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise EstimateError(f"{name} must be a whole number from 0, not {value!r}.")
    goal = Goal(aim, claim, margin, level, power, half_width)
    following = Following(horizon_days if follow_days is None else follow_days, recruit_days, lost_per_year)
    by_formula = people_needed(goal, expected, expected_curve(expected, horizon_days), following.by_day(horizon_days))
    tried: list[Tried] = []
    people: int | None = by_formula
    while studies and people is not None and people <= MOST_DRAWN and len(tried) < MOST_SIZES:
        tried.append(_try(goal, expected, horizon_days, following, people, studies, seed + len(tried)))
        people = None if aim == "precision" else _next(goal, tried)
    tried.sort(key=lambda each: each.people)
    enough = [each.people for each in tried if each.reached.upper >= power]  # not shown to be too few
    size = by_formula if aim == "precision" or not tried else min(enough, default=tried[-1].people)
    return Plan(goal, expected, horizon_days, following, by_formula, size, tuple(tried))


def _next(goal: Goal, tried: Sequence[Tried]) -> int | None:
    """The next size to be tried: a larger one after too small ones, one between after one too large, else none."""
    few = max((each for each in tried if each.reached.upper < goal.power), key=lambda each: each.people, default=None)
    many = min((each for each in tried if each.reached.upper >= goal.power), key=lambda each: each.people, default=None)
    if few is None:
        return None
    if many is None:
        return _more(few.people, goal, few.reached)
    if many.reached.lower <= goal.power:
        return None
    part = (goal.power - few.reached.estimate) / (many.reached.estimate - few.reached.estimate)
    between = ceil(few.people + part * (many.people - few.people))
    return between if few.people < between < many.people else None


def _more(people: int, goal: Goal, reached: Proportion) -> int:
    """The next size to be tried: larger as the squared quantiles of the planned power and of that reached."""
    alpha = normal_quantile(goal.level)
    wanted, had = (alpha + float(ndtri(share)) for share in (goal.power, max(reached.estimate, 0.2)))
    return max(ceil(people * (wanted / had) ** 2), people + 1)


def clock(remission: float, horizon_days: int) -> Hazard:
    """The simulator's falling hazard, so high that the share ``remission`` is free of relapse at the horizon."""
    require_probability(remission, "--expected")
    whole = Hazard(1.0, SCALE_DAYS, SHAPE, female_ratio=1.0, dose_ratio=1.0)
    return Hazard(-log(remission) / float(whole.cumulative(horizon_days)), SCALE_DAYS, SHAPE, 1.0, 1.0)


def expected_curve(remission: float, horizon_days: int) -> NDArray[np.float64]:
    """The expected share in remission at the end of day 1, 2, ... up to the horizon.

    >>> expected_curve(0.8, 730)[[364, 729]].round(4).tolist()
    [0.8477, 0.8]
    """
    return np.asarray(np.exp(-clock(remission, horizon_days).cumulative(np.arange(1, horizon_days + 1))), dtype=float)


def _people(goal: Goal, remission: float, horizon_days: int, following: Following) -> float:
    """How many are needed; NaN where none will do."""
    try:
        free = expected_curve(remission, horizon_days)
        return people_needed(goal, remission, free, following.by_day(horizon_days))
    except EstimateError:
        return nan


def _try(
    goal: Goal, remission: float, horizon_days: int, following: Following, people: int, studies: int, seed: int
) -> Tried:
    """Draw studies as planned and see what each would say; fewer where they are large."""
    studies = max(min(studies, MOST_DRAWN // people), 1)
    rng = np.random.default_rng(seed)
    law = clock(remission, horizon_days)
    reached = held = 0
    widths, naive = [], 0.0
    for several in np.diff(np.append(np.arange(0, studies, max(DRAWN_AT_ONCE // people, 1)), studies)):
        day = law.day_reached(rng.standard_exponential(several * people))
        until = np.minimum(_last_days(following, several * people, rng), horizon_days)
        failed = day <= until
        naive += several * (1 - float(failed.mean()))
        study = pd.Categorical.from_codes(np.repeat(np.arange(several), people), [f"study {i}" for i in range(several)])
        counts = event_table(np.where(failed, day, until).astype(np.int64), failed, group=study)
        seen = counts.observed_on([horizon_days])[:, 0].tolist()
        curve = kaplan_meier(counts, level=goal.level)
        for row, followed in zip(curve.rows_at([horizon_days], min_at_risk=LEAST_FOLLOWED), seen, strict=True):
            if row[v.STATUS] == v.OK:
                limits = curve_limits(row[v.ESTIMATE], row[v.STD_ERROR], followed)
                lower, upper = limits(goal.level)
                reached += goal.reached(limits)
                held += lower <= remission <= upper
                widths.append((upper - lower) / 2)
    shares = (proportion(reached, studies), proportion(held, len(widths)))  # no interval holds nothing
    return Tried(people, studies, *shares, float(np.mean(widths)) if widths else nan, naive / studies)


def _last_days(following: Following, people: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """The last day of each person's follow-up, by the end of the study or by loss, whichever comes first."""
    ends = following.follow_days + np.floor(rng.random(people) * (following.recruit_days + 1))
    if not following.lost_per_year:
        return ends
    rate = -np.log1p(-following.lost_per_year) / 365.25
    return np.asarray(np.minimum(ends, np.floor(rng.standard_exponential(people) / rate)), dtype=float)

"""Shares between nested outcomes: how many had the one and not yet the other, as a difference of their curves.

Of outcomes of which each comes no later than the next, the share free of the later less the share free of the earlier
is the share in between (Pepe, Longton and Thornquist 1991). With both by Kaplan-Meier it agrees with the curves of the
outcomes themselves, and needs no assumption on how the time of the one bears on the other. Where anybody leaves between
the two, the curves of a few people may cross: the difference is then below 0, and no share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.cohort.treatment_ladder import Climbs
from isostats.estimate import kernel
from isostats.estimate.intervals import curve_limits
from isostats.estimate.kernel import Floats, share
from isostats.estimate.results import Curve, short
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.steps import Step


@dataclass(frozen=True, eq=False)
class Ladder:
    """How far people climbed: ``shares`` as :func:`shares_of_steps` has them at the horizons, ``stacked`` as
    :func:`stacked_steps` has them over time, and ``curve`` free of a second course, whose follow-up is the ladder's.
    ``higher`` is the definition of the share free of the higher steps: a bound where some of them cannot be seen."""

    shares: pd.DataFrame
    stacked: pd.DataFrame
    curve: Curve
    higher: Definition = field(default_factory=Definition)


BELOW = -1e-12
"""A difference below this is no rounding: the curves cross."""


def shares_of_steps(
    climbs: Climbs, steps: Sequence[Step], *, days: Sequence[int], level: float = 0.95, min_at_risk: float = 10
) -> pd.DataFrame:
    """The share of people whose worst step by the end of each day is each of ``steps``, had nobody died.

    Each is ``whole`` plus the factors of ``share`` times Kaplan-Meier of the nested outcomes. The variance is the
    infinitesimal jackknife of that sum over the people of each path, which for one curve alone is Greenwood's; limits
    are log-log, at 0 and 1 the exact ones of the fewest under observation in any of its curves. Columns: step, time,
    estimate, std_error, lower, upper, n (everyone), events (people seen on the step), status: ``ok``;
    ``beyond_followup`` where fewer than ``min_at_risk`` are observed in any curve of ``steps``; ``not_estimable`` for
    all steps of a day on which a difference is below 0.

    >>> from isostats.vocabulary.steps import STEPS
    >>> first = {name: np.array([9, 2, 2, 9]) for name in ("any_treatment", "systemic_treatment")}
    >>> rest = {name: np.array([9, 9, 4, 9]) for name in ("second_course", "oral_antibiotic", "antiandrogen")}
    >>> climbs = Climbs(np.array([8, 8, 4, 6]), np.zeros(4, bool), first | rest, np.ones(4))
    >>> shares_of_steps(climbs, STEPS, days=[5], min_at_risk=1)["estimate"].tolist()
    [0.5, 0.0, 0.25, 0.25]
    """
    used = list(dict.fromkeys(outcome for step in steps for outcome in step.share))
    curves = {outcome: _Nested(climbs.tables[outcome], climbs, outcome) for outcome in used}
    rows = []
    for day in days:
        free = {outcome: curve.free(day) for outcome, curve in curves.items()}
        moved = {outcome: curve.moved(day) for outcome, curve in curves.items()}
        followed = {one: float(climbs.tables[one].of_first_cause.observed_on([day])[0, 0]) for one in used}
        estimates = [step.whole + sum(k * free[outcome] for outcome, k in step.share.items()) for step in steps]
        status = v.BEYOND_FOLLOWUP if short(np.array(min(followed.values())), min_at_risk) else v.OK
        status = v.NOT_ESTIMABLE if status == v.OK and min(estimates) < BELOW else status
        seen = climbs.seen_on(day)
        for step, estimate in zip(steps, estimates, strict=True):
            numbers = dict.fromkeys((v.ESTIMATE, v.STD_ERROR, v.LOWER, v.UPPER), np.nan)
            if status == v.OK:
                within = _tidied(estimate)
                influence = sum((k * moved[outcome] for outcome, k in step.share.items()), np.zeros(len(climbs.people)))
                std_error = float(np.sqrt(np.sum(climbs.people * influence**2)))
                lower, upper = curve_limits(within, std_error, min(followed[one] for one in step.share))(level)
                numbers = {v.ESTIMATE: within, v.STD_ERROR: std_error, v.LOWER: lower, v.UPPER: upper}
            there = seen_on_step(step, seen)
            counts = {v.N: round(float(climbs.people.sum())), v.EVENTS: there}
            rows.append({"step": step.id, v.TIME: int(day), **numbers, **counts, v.STATUS: status})
    return pd.DataFrame(rows)


def seen_on_step(step: Step, seen: Mapping[str, int]) -> int:
    """How many people were seen on a step, of counts by step and part."""
    return sum(seen.get(part, 0) for part in step.parts or (step.id,))


def stacked_steps(climbs: Climbs, steps: Sequence[Step], *, min_at_risk: float = 10) -> pd.DataFrame:
    """The shares of ``steps`` over time, stacked from the last up: time, and for each the upper edge of its area.

    A row for every day on which anybody climbs, from day 0 to the last on which ``min_at_risk`` people are under
    observation in each of the curves; none where there is no such day. Where curves cross, an edge stays at that of the
    area beneath.
    """
    tables = {outcome: climbs.tables[outcome] for step in steps for outcome in step.share}
    seen = np.unique(np.concatenate([[0], *(table.days for table in tables.values())]))
    fewest = np.min([table.of_first_cause.observed_on(seen)[0] for table in tables.values()], axis=0)
    enough = ~short(fewest, min_at_risk)
    until = seen[enough].max(initial=-1)
    climbed = np.unique(np.concatenate([[0, until], *(t.days[t.events[0, 0] > 0] for t in tables.values())]))
    days = climbed[climbed <= until] if until >= 0 else climbed[:0]
    free = {outcome: _Nested(table, climbs, outcome).over(days) for outcome, table in tables.items()}
    shares = {step.id: step.whole + sum(k * free[outcome] for outcome, k in step.share.items()) for step in steps}
    names = list(shares)[::-1]
    edges = np.cumsum([shares[name] for name in names], axis=0)
    edges = np.minimum(np.maximum.accumulate(np.maximum(edges, 0.0), axis=0), 1.0)
    return pd.DataFrame({v.TIME: days} | dict(zip(names, edges, strict=True)))


def _tidied(estimate: float) -> float:
    """The estimate, a hair beside 0 or 1 put there: limits do not exist there."""
    return 0.0 if abs(estimate) < -BELOW else 1.0 if abs(estimate - 1) < -BELOW else estimate


class _Nested:
    """One curve and what a person of each path moves it by."""

    def __init__(self, table: EventTable, climbs: Climbs, outcome: str) -> None:
        failed, at_risk = table.events[0, 0], table.at_risk[0]
        left = at_risk - failed
        self._days, self._curve = table.days, kernel.product_limit(failed, at_risk)
        self._jump: Floats = share(np.ones_like(left), left)
        self._hazard = np.cumsum(share(failed, at_risk) * self._jump)
        day = climbs.first[outcome]
        self._left, self._failed = np.minimum(day, climbs.last), day <= climbs.last

    def over(self, days: NDArray[np.int64]) -> Floats:
        """Kaplan-Meier at the end of each day."""
        last = np.searchsorted(self._days, days, side="right") - 1
        return np.where(last >= 0, self._curve[np.maximum(last, 0)], 1.0)

    def free(self, day: int) -> float:
        """Kaplan-Meier at the end of the day."""
        return float(self.over(np.array([day]))[0])

    def moved(self, day: int) -> Floats:
        """By how much one more person on each path moves the curve at the end of the day."""
        last = np.searchsorted(self._days, np.minimum(self._left, day), side="right") - 1
        hazard = np.where(last >= 0, self._hazard[np.maximum(last, 0)], 0.0)
        place = np.searchsorted(self._days, self._left)
        jump = np.where(self._failed & (self._left <= day), self._jump[np.minimum(place, len(self._days) - 1)], 0.0)
        return np.asarray(self.free(day) * (hazard - jump))

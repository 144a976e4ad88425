"""Sentences on what the rules of outcomes do to the figure: without them, and where later treatments are not seen."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from isostats.estimate import kaplan_meier
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import in_words

if TYPE_CHECKING:
    from isostats.cohort.counting import EventTable
    from isostats.cohort.following import Cohort

MOVED_BY_RULES = ("any_treatment", "systemic_treatment")


@dataclass(frozen=True)
class Moved:
    """Remission at a horizon under the rules of the study, and under another reading; NaN where neither is told."""

    outcome: str
    horizon_days: int
    here: float
    there: float

    @property
    def points(self) -> float:
        """How many percentage points the rules add."""
        return 100 * (self.here - self.there)


def without_rules(
    cohort: Cohort, outcome: str, *, horizon_days: int, population: str = "everyone", min_at_risk: int = 10
) -> Moved:
    """Remission with the rules of prevention and habit, and without them: every later treatment then counts."""
    tables = (cohort.count(outcome, population=population, without_rules=off) for off in (False, True))
    here, there = (_free(table, horizon_days, min_at_risk) for table in tables)
    return Moved(outcome, horizon_days, here, there)


def until_pregnancy(
    cohort: Cohort, outcome: str, *, horizon_days: int, population: str = "everyone", min_at_risk: int = 10
) -> Moved:
    """Remission as it is, and with the follow-up ended at a pregnancy."""
    tables = (cohort.count(outcome, population=population, until_pregnancy=off) for off in (False, True))
    here, there = (_free(table, horizon_days, min_at_risk) for table in tables)
    return Moved(outcome, horizon_days, here, there)


def unseen_bounds(
    cohort: Cohort, outcome: str, *, horizon_days: int, population: str = "everyone", min_at_risk: int = 10
) -> Moved | None:
    """Remission where later steps of a first relapse are not seen: ``here`` if they never came, ``there`` if at once.

    None where the records can hold later treatments, or nobody is concerned.
    """
    if outcome not in MOVED_BY_RULES or not cohort.timeline or not cohort.timeline.unseen_steps:
        return None
    never = cohort.count(outcome, population=population)
    at_once = cohort.count(outcome, population=population, unseen_steps="at_once")
    return Moved(
        outcome, horizon_days, _free(never, horizon_days, min_at_risk), _free(at_once, horizon_days, min_at_risk)
    )


def rules_sentence(cohort: Cohort, outcome: str, *, horizon_days: int, population: str = "everyone") -> str:
    """How many points the rules of prevention and habit move the figure; empty where they move nobody."""
    if outcome not in cohort.outcomes or outcome not in MOVED_BY_RULES:
        return ""
    if not cohort.outcome_definition.prevention_rules:
        return "Every later treatment counts here, also maintenance and what was already in use on day 0."
    moved = without_rules(cohort, outcome, horizon_days=horizon_days, population=population)
    if isnan(moved.points) or moved.here == moved.there:
        return ""
    return (
        "Maintenance and treatment already in use on day 0 are no relapse. "
        f"Were they counted, {100 * moved.there:.1f}% would be "
        f"free of {OUTCOMES[outcome].phrase} at {in_words(horizon_days)}, {_points(moved.points)} lower."
    )


def unseen_sentence(cohort: Cohort, outcome: str, *, horizon_days: int, population: str = "everyone") -> str:
    """Between which bounds the figure lies where the records hold the first relapse treatment alone; else empty."""
    bounds = unseen_bounds(cohort, outcome, horizon_days=horizon_days, population=population)
    if bounds is None or isnan(bounds.points):
        return ""
    assert cohort.timeline is not None
    return (
        f"These records hold the first treatment of a relapse alone: later steps of {cohort.timeline.unseen_steps:,} "
        f"people cannot be seen. The share free of {OUTCOMES[outcome].phrase} at {in_words(horizon_days)} lies between "
        f"{100 * bounds.there:.1f}% (all of them treated so at once) and {100 * bounds.here:.1f}% (never)."
    )


def pregnancy_sentence(cohort: Cohort, outcome: str, *, horizon_days: int, population: str = "everyone") -> str:
    """What ending the follow-up at a pregnancy would change; empty where no pregnancy is recorded."""
    if outcome not in cohort.outcomes or not cohort.timeline or not cohort.timeline.pregnancies:
        return ""
    moved = until_pregnancy(cohort, outcome, horizon_days=horizon_days, population=population)
    if isnan(moved.points):
        return ""
    return (
        f"{cohort.timeline.pregnancies:,} {'person' if cohort.timeline.pregnancies == 1 else 'people'} had a pregnancy "
        f"while followed. With follow-up ended there, {100 * moved.there:.1f}% would be free of "
        f"{OUTCOMES[outcome].phrase} at {in_words(horizon_days)}."
    )


def _points(points: float) -> str:
    return f"{abs(points):.1f} points"


def _free(table: EventTable, day: int, min_at_risk: int) -> float:
    return float(kaplan_meier(table).at(day, min_at_risk=min_at_risk)["estimate"].iloc[0])

"""Relapse by score of a known truth: how far the share free of it is off, by what becomes of second courses.

    python -m tests.validation.score_sweep [data/validation]

People relapse, and begin a second course, by constant hazards; acne that is back makes the second course likelier.
Visits see the relapse, and end with the second course. True is the share free of both, with a relapse on the day of
the first visit that would have seen it had visits gone on. Written: ``simulated_scores.csv``, a row per scenario and
rule.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.cohort.relapse_by_score import HOLDS_DAYS
from isostats.vocabulary.outcomes import FIRST_VISIT_DAYS

SEED, PEOPLE, AT, LATEST = 86, 100_000, 730, 1500
NEVER = 10**6
Days = NDArray[np.int64]


@dataclass(frozen=True)
class Scenario:
    """Visits are due ``every`` so many days, and ``held`` is the share that take place; ``never`` is the share of
    people without any.

    Hazards a day: of a ``relapse``, of a second course of those who are well (``course_well``) and of those with acne
    (``course_ill``), and of no longer coming to visits (``stops``); all have stopped by the day ``none_after``.
    """

    name: str
    every: int = 90
    held: float = 0.9
    never: float = 0.0
    relapse: float = 0.00035
    course_well: float = 0.0001
    course_ill: float = 0.004
    stops: float = 0.0
    none_after: int = NEVER


SCENARIOS = (
    Scenario("visits every 90 days"),
    Scenario("every 90 days, 60% of them held", held=0.6),
    Scenario("every 180 days", every=180),
    Scenario("every 180 days, treated again soon", every=180, course_ill=0.02),
    Scenario("treated again soon", course_ill=0.02),
    Scenario("most second courses of people who were well", relapse=0.0002, course_well=0.0004),
    Scenario("30% never come to a visit", never=0.3),
    Scenario("55% never come to a visit", never=0.55),
    Scenario("people stop coming, one in 600 a day", stops=1 / 600),
    Scenario("visits for 400 days, people seen for longer", none_after=400),
)


@dataclass(frozen=True)
class Lives:
    """The days of each person's relapse, second course and last contact; the days of visits that are due, and which of
    them take place; ``goes`` says of which the person would have come to."""

    relapse: Days
    second: Days
    contact: Days
    due: Days
    takes_place: NDArray[np.bool_]
    goes: NDArray[np.bool_]

    @property
    def truth(self) -> float:
        """The share free of a relapse that a visit would have seen, and of a second course."""
        seen = np.where(self.goes & (self.due >= self.relapse[:, None]), self.due, NEVER).min(axis=1)
        return float((np.minimum(seen, self.second) > AT).mean())

    def share(self, holds: int, first: int) -> float:
        """Kaplan-Meier, with everybody followed for so many days after the last visit, and a second course without any
        visit told for ``first`` days."""
        here = np.where(self.takes_place, self.due, 0)
        seen = np.where(self.takes_place & (self.due >= self.relapse[:, None]), self.due, NEVER).min(axis=1)
        last = here.max(axis=1)
        until = np.minimum(np.where(last > 0, last + holds, first), np.minimum(self.second, self.contact))
        told = (last > 0) | (self.second <= until)
        event = np.minimum(seen, self.second)[told]
        day = np.minimum(event, until[told])
        days, came = np.unique(day[(event <= until[told]) & (event <= AT)], return_counts=True)
        at_risk = len(day) - np.searchsorted(np.sort(day), days)
        return float(np.prod(1 - came / at_risk))


def draw(scenario: Scenario, people: int, rng: np.random.Generator) -> Lives:
    """Lives and visits of a scenario; last contacts from day 400 on."""

    def after(hazard: float) -> Days:
        return np.ceil(rng.exponential(1 / hazard, people)).astype(np.int64) if hazard else np.full(people, NEVER)

    relapse, well = after(scenario.relapse), after(scenario.course_well)
    second = np.where(well <= relapse, well, relapse + after(scenario.course_ill))
    contact = rng.integers(400, LATEST, people)
    until = np.minimum(np.minimum(contact, scenario.none_after), after(scenario.stops))
    number = LATEST // scenario.every + 1
    due = np.arange(1, number + 1) * scenario.every + rng.integers(-10, 11, (people, number))
    goes = rng.random((people, number)) < scenario.held
    comes = rng.random(people) >= scenario.never
    takes_place = goes & comes[:, None] & (due <= until[:, None]) & (due < second[:, None])
    return Lives(relapse, second, contact, due, takes_place, goes)


def rows_of(scenario: Scenario, seed: int) -> list[dict[str, object]]:
    """The truth of a scenario, and what each rule makes of it: the study's two, and other numbers of days."""
    lives = draw(scenario, PEOPLE, np.random.default_rng([SEED, seed]))
    rules = [("hypothetical", 0, 0), ("composite", HOLDS_DAYS, FIRST_VISIT_DAYS)]
    rules += [("", holds, FIRST_VISIT_DAYS) for holds in (180, NEVER)]
    rules += [("", HOLDS_DAYS, first) for first in (0, 180, 365)]
    return [
        {"scenario": scenario.name, "score_retreatment": name, "holds_days": holds, "first_visit_days": first,
         "people": PEOPLE, "truth": lives.truth, "estimate": lives.share(holds, first)}
        for name, holds, first in rules
    ]  # fmt: skip


def main(folder: str = "data/validation") -> None:
    """Write the table."""
    rows = [row for seed, scenario in enumerate(SCENARIOS) for row in rows_of(scenario, seed)]
    made = pd.DataFrame(rows)
    made["points_off"] = 100 * (made["estimate"] - made["truth"])
    made.round(6).to_csv(Path(folder) / "simulated_scores.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

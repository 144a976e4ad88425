"""Who is insured when, and what else pharmacies, insurers and people do to claims: no part of the law of outcomes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from isostats.errors import StudyError
from isostats.simulate.histories import DATA_CUT, DEATHS_PER_YEAR, LOST_PER_YEAR, Integers, Patients

DATA_BEGIN = (date(2013, 1, 1) - date(1970, 1, 1)).days
WASHOUT_DAYS, BRIDGED_DAYS = 365, 31
NO_HOLE = 10**7  # a day after every other


@dataclass(frozen=True)
class Habits:
    """Shares of the fills, courses or people concerned. None of them bears on relapse, so the truth stays the law's.

    Of fills: ``early_refills`` and ``late_refills`` within a course, ``reversals`` (a fill that was billed, never
    picked up and billed back: a twin with a negative quantity follows it), ``duplicates`` (the row once more),
    ``missing_supply``. Of first courses: ``across_the_cut`` are still running on the data cut. Of people:
    ``short_history`` are observed for less than a year before the first course, ``holes`` lose their enrolment after
    it and ``earlier_holes`` in the year before it (more than 31 days, nothing is recorded meanwhile), ``small_holes``
    have 1 to 31 days between two enrolments (on paper only), ``missing_weight``, ``unmatched_reversals``.
    """

    early_refills: float = 0.35
    late_refills: float = 0.20
    reversals: float = 0.02
    duplicates: float = 0.01
    missing_supply: float = 0.0
    across_the_cut: float = 0.02
    short_history: float = 0.08
    holes: float = 0.06
    earlier_holes: float = 0.02
    small_holes: float = 0.05
    missing_weight: float = 0.30
    unmatched_reversals: float = 0.002

    def __post_init__(self) -> None:
        for field in fields(self):
            share = getattr(self, field.name)
            if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
                raise StudyError(f"{field.name} must be a share from 0 to 1, not {share!r}.")
        if self.holes + self.earlier_holes + self.small_holes > 1:
            raise StudyError("holes, earlier_holes and small_holes are shares of the same people; they exceed 1.")


CLEAN = Habits(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
"""Nobody does anything of it."""


class Enrolment(NamedTuple):
    """One entry per patient; days count from 1970-01-01. Enrolled from ``start`` to ``end`` but for the hole."""

    start: Integers
    end: Integers
    died: NDArray[np.bool_]
    hole: Integers  # first day without enrolment, NO_HOLE where there is none
    back: Integers  # first day enrolled again

    def bridged(self) -> NDArray[np.bool_]:
        """Whether the hole is short enough to be one of paper only."""
        return self.back - self.hole <= BRIDGED_DAYS

    def recorded(self, person: Integers, day: Integers) -> NDArray[np.bool_]:
        """Whether a claim of that day is in the data."""
        inside = (day >= self.start[person]) & (day <= self.end[person])
        lost = (day >= self.hole[person]) & (day < self.back[person]) & ~self.bridged()[person]
        return inside & ~lost


def draw_enrolment(people: Patients, rng: np.random.Generator, habits: Habits) -> Enrolment:
    """Leaving is exponential from the first fill on, by site; so is death. Holes are independent of what follows."""
    n, first = len(people.end), people.end - people.duration + 1
    history = WASHOUT_DAYS + np.floor(rng.standard_exponential(n) * 500).astype(np.int64)
    short = rng.random(n) < habits.short_history
    start = np.maximum(first - np.where(short, np.floor(rng.random(n) * WASHOUT_DAYS), history), DATA_BEGIN)
    left = first + np.floor(rng.standard_exponential(n) / LOST_PER_YEAR[people.site] * 365.25)
    death = first + np.floor(rng.standard_exponential(n) / DEATHS_PER_YEAR * 365.25)
    end = np.minimum(np.minimum(left, death), DATA_CUT)
    hole, back = _holes(people, first, rng, habits)
    beyond = hole <= start  # no enrolment before the hole: nothing to interrupt
    hole, back = np.where(beyond, NO_HOLE, hole), np.where(beyond, NO_HOLE, back)
    never_back = (back > end) & (hole <= end)
    end = np.where(never_back, hole - 1, end)
    died = (death <= end) & ~never_back
    none = hole > end
    return Enrolment(
        start.astype(np.int64), end.astype(np.int64), died, np.where(none, NO_HOLE, hole).astype(np.int64),
        np.where(none, NO_HOLE, back).astype(np.int64),
    )


def _holes(
    people: Patients, first: Integers, rng: np.random.Generator, habits: Habits
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The first day of each person's hole and the first day after it."""
    n = len(first)
    roll, uniform = rng.random(n), rng.random(n)
    later = people.end + 1 + np.floor(rng.standard_exponential(n) * 400)
    small = roll < habits.small_holes
    wide = ~small & (roll < habits.small_holes + habits.holes)
    earlier = ~small & ~wide & (roll < habits.small_holes + habits.holes + habits.earlier_holes)
    length = np.where(small, 1 + np.floor(uniform * BRIDGED_DAYS), BRIDGED_DAYS + 1 + np.floor(uniform * 250))
    before = first - 30 - np.floor(rng.random(n) * 300)  # the day on which enrolment is back
    hole = np.where(earlier, before - length, later)
    some = small | wide | earlier
    return np.where(some, hole, NO_HOLE), np.where(some, hole + length, NO_HOLE)

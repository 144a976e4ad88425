"""Who is insured when: the periods in which claims are recorded at all, drawn independently of what happens."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from isostats.simulate.claims_habits import Habits
from isostats.simulate.histories import DATA_CUT, Integers, Patients

DATA_BEGIN = (date(2013, 1, 1) - date(1970, 1, 1)).days
WASHOUT_DAYS, BRIDGED_DAYS = 365, 31
NO_HOLE = 10**7  # a day after every other
_LEFT_PER_YEAR = np.array([0.08, 0.12, 0.16, 0.22, 0.30])  # by site, as in clinics
_DEATHS_PER_YEAR = 0.0015


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
    left = first + np.floor(rng.standard_exponential(n) / _LEFT_PER_YEAR[people.site] * 365.25)
    death = first + np.floor(rng.standard_exponential(n) / _DEATHS_PER_YEAR * 365.25)
    end = np.minimum(np.minimum(left, death), DATA_CUT)
    hole, back = _holes(people, first, rng, habits)
    beyond = hole <= start  # no enrolment before the hole: nothing to interrupt
    hole, back = np.where(beyond, NO_HOLE, hole), np.where(beyond, NO_HOLE, back)
    never_back = (back > end) & (hole <= end)
    end = np.where(never_back, hole - 1, end)
    died = (death <= end) & ~never_back
    none = hole > end
    return Enrolment(
        start.astype(np.int64),
        end.astype(np.int64),
        died,
        np.where(none, NO_HOLE, hole).astype(np.int64),
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

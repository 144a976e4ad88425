"""Fills as rows of a claims file, with what claims files have besides: reversals and doubled rows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from isostats.simulate.enrolment import Enrolment, Habits
from isostats.simulate.fills import Refills, Regimen
from isostats.simulate.histories import Integers
from isostats.simulate.true_courses import Courses

FATES = ("course", "reversed", "reversal", "unmatched_reversal", "duplicate", "abandoned")
_SHORT_SUPPLIES = np.array([7, 10, 14, 20])  # of a fill that is given up: below 28 days
_APART = 61  # drug-free days between it and a true course


class ClaimRows(NamedTuple):
    """One entry per row of the file."""

    person: Integers
    day: Integers
    supply: Integers
    strength: Integers
    quantity: Integers
    course: Integers  # position of the course, -1 where the row belongs to none
    fate: Integers  # position in FATES

    def taken(self, chosen: NDArray[np.bool_] | Integers) -> ClaimRows:
        """Some of the rows."""
        return ClaimRows(*(column[chosen] for column in self))


def claim_rows(
    courses: Courses,
    refills: Refills,
    regimen: Regimen,
    enrolment: Enrolment,
    rng: np.random.Generator,
    habits: Habits,
    abandoned: NDArray[np.float64] | None = None,
) -> tuple[ClaimRows, Integers]:
    """The rows that are recorded, by day as claims come in, and their claim numbers, which duplicates share.

    ``abandoned`` is the day of each person's abandoned fill, infinity for none.
    A fill of two strengths is two rows with the same day and the same supply."""
    of, none = refills.course, np.zeros(len(refills.course), dtype=np.int64)
    real = _by_strength(regimen, of, courses.person[of], refills.day, refills.supply, of, none)
    real = real.taken(enrolment.recorded(real.person, real.day))
    parts = [real, *_never_picked_up(courses, real, enrolment, rng, habits)]
    parts.append(_unmatched(courses, real, enrolment, rng, habits))
    if abandoned is not None:
        parts.append(_abandoned(courses, regimen, enrolment, rng, abandoned))
    rows = ClaimRows(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    rows = rows.taken(np.lexsort((rows.fate, rows.strength, rows.person, rows.day)))
    twice = np.flatnonzero(rng.random(len(rows.day)) < habits.duplicates)
    twice = twice[rows.fate[twice] == FATES.index("course")]
    order = np.sort(np.concatenate([np.arange(len(rows.day)), twice]))
    again = np.concatenate([[False], order[1:] == order[:-1]])
    rows = rows.taken(order)
    return rows._replace(fate=np.where(again, FATES.index("duplicate"), rows.fate)), order + 1


def _by_strength(
    regimen: Regimen, of: Integers, person: Integers, day: Integers, supply: Integers, course: Integers, fate: Integers
) -> ClaimRows:
    """Fills of one or two strengths, a row each; ``of`` is the course whose products they are."""
    products = [
        ClaimRows(person, day, supply, strength[of], supply * a_day[of], course, fate)
        for strength, a_day in ((regimen.first_mg, regimen.first_a_day), (regimen.second_mg, regimen.second_a_day))
    ]
    second = products[1].taken(regimen.second_mg[of] > 0)
    return ClaimRows(*(np.concatenate(columns) for columns in zip(products[0], second, strict=True)))


def _never_picked_up(
    courses: Courses, real: ClaimRows, enrolment: Enrolment, rng: np.random.Generator, habits: Habits
) -> list[ClaimRows]:
    """Twins of fills, 1 to 5 days before the fill or (a third of them) after the course, and their reversals.

    The reversal comes on the twin's own day or later, but before the fill that was picked up: the latest fill of the
    product before it is the twin.
    """
    twin = real.taken(rng.random(len(real.day)) < habits.reversals)
    n = len(twin.day)
    roll, ahead = rng.random((2, n)), 1 + np.floor(rng.random(n) * 5).astype(np.int64)
    trailing = roll[0] < 1 / 3
    day = np.where(trailing, courses.end[twin.course] + ahead, twin.day - ahead)
    wait = np.where(roll[1] < 0.5, 0, np.where(trailing, 2 * ahead, ahead - 1))
    billed = twin._replace(day=day, course=np.full(n, -1), fate=np.full(n, FATES.index("reversed")))
    back = billed._replace(day=day + wait, quantity=-twin.quantity, fate=np.full(n, FATES.index("reversal")))
    own, fills = twin.person * 1_000_000 + day, np.sort(real.person * 1_000_000 + real.day)
    taken = np.searchsorted(fills, own, "left") < np.searchsorted(fills, own + wait, "right")  # a fill on these days
    _, first = np.unique(own, return_index=True)
    lone = np.zeros(n, dtype=bool)
    lone[first] = True
    seen = enrolment.recorded(billed.person, billed.day) & enrolment.recorded(back.person, back.day)
    keep = seen & ~taken & lone
    return [billed.taken(keep), back.taken(keep)]


def _unmatched(
    courses: Courses, real: ClaimRows, enrolment: Enrolment, rng: np.random.Generator, habits: Habits
) -> ClaimRows:
    """Reversals of fills that are not in the data: they come ten days before a person's first course."""
    n = len(enrolment.start)
    first = np.full(n, np.iinfo(np.int64).max)
    np.minimum.at(first, courses.person, courses.start)
    day = first - 10
    people = np.flatnonzero((rng.random(n) < habits.unmatched_reversals) & enrolment.recorded(np.arange(n), day))
    count = len(people)
    return ClaimRows(
        people, day[people], np.full(count, 30), np.full(count, 20), np.full(count, -30), np.full(count, -1),
        np.full(count, FATES.index("unmatched_reversal")),
    )  # fmt: skip


def _abandoned(
    courses: Courses, regimen: Regimen, enrolment: Enrolment, rng: np.random.Generator, day: NDArray[np.float64]
) -> ClaimRows:
    """One short fill of the first course's products, where no true course lies near it or before it."""
    n = len(day)
    supply = _SHORT_SUPPLIES[np.floor(rng.random(n) * len(_SHORT_SUPPLIES)).astype(np.int64)]
    second = courses.second_starts(n)
    first = np.flatnonzero(courses.number == 1)
    people = np.flatnonzero(np.isfinite(day) & (day + supply - 1 + _APART < second))
    when = day[people].astype(np.int64)
    seen = enrolment.recorded(people, when)
    people, when = people[seen], when[seen]
    fate, none = np.full(len(people), FATES.index("abandoned")), np.full(len(people), -1)
    return _by_strength(regimen, first[people], people, when, supply[people], none, fate)

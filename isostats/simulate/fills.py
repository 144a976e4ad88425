"""Courses as fills, a daily dose in capsules that exist, month after month; and as rows of a claims file.

Fills are so made that the drug-free-gap rule with carry-over finds each course to the day. A claims file has reversals,
doubled rows and abandoned fills besides.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from isostats.simulate.histories import Courses, Enrolment, Floats, Habits, Integers

LONGEST_SUPPLY = 30
LONGEST_BREAK = 30  # drug-free days within a course: half the default gap rule
PAUSES = 31, 55  # drug-free days of a pause on purpose: more than of any other break, and still within that rule
PAUSED_FROM = (6, 1), (7, 7)  # first and last month and day on which one begins, so that it is over in August
MOST_EARLY = 10

# Ways to reach a daily dose, as mg, or mg x capsules a day; two strengths are two products on one day.
_WAYS = (
    "10", "20", "10x2", "25", "30", "10+20", "35", "40", "20x2", "20+25", "10+35", "25x2", "20+30", "10+40", "25+30",
    "20+35", "30x2", "20+40", "30+35", "25+40", "35x2", "30+40", "35+40", "40x2", "10+40x2", "20+40x2", "30+40x2",
    "40x3",
)  # fmt: skip

FATES = ("course", "reversed", "reversal", "unmatched_reversal", "duplicate", "abandoned")
_COURSE, _REVERSED, _REVERSAL, _UNMATCHED, _DUPLICATE, _ABANDONED = range(len(FATES))
_SHORT_SUPPLIES = np.array([7, 10, 14, 20])  # of a fill that is given up: below 28 days
_APART = 61  # drug-free days between it and a true course


def _products(way: str) -> list[int]:
    """Strength and capsules a day of the first and the second product, 0 where there is none."""
    return [int(number) for part in [*way.split("+"), "0x0"][:2] for number in f"{part}x1".split("x")[:2]]


_TABLE = np.array([_products(way) for way in _WAYS])
_LEVELS, _FIRST, _COUNTS = np.unique(
    _TABLE[:, 0] * _TABLE[:, 1] + _TABLE[:, 2] * _TABLE[:, 3], return_index=True, return_counts=True
)


class Regimen(NamedTuple):
    """One entry per course: two products, the second one absent where ``second_mg`` is 0."""

    first_mg: Integers
    first_a_day: Integers
    second_mg: Integers
    second_a_day: Integers

    @property
    def daily_mg(self) -> Integers:
        """The dose of a day."""
        return self.first_mg * self.first_a_day + self.second_mg * self.second_a_day


def in_capsules(daily_mg: ArrayLike, choice: ArrayLike) -> Regimen:
    """The nearest dose that capsules reach; ``choice``, from 0 to below 1, picks among the ways to reach it."""
    middles = (_LEVELS[1:] + _LEVELS[:-1]) / 2
    level = np.searchsorted(middles, np.asarray(daily_mg, dtype=float), side="left")
    way = _FIRST[level] + np.floor(np.asarray(choice, dtype=float) * _COUNTS[level]).astype(np.int64)
    return Regimen(*(_TABLE[way, k].astype(np.int64) for k in range(4)))


class Refills(NamedTuple):
    """One entry per fill, in order of course and day; days count from 1970-01-01."""

    course: Integers  # position of the course
    place: Integers  # 0, 1, ... within the course
    day: Integers  # dispensed
    taken_from: Integers  # first day on which it is taken; later than ``day`` where it was picked up early
    supply: Integers


def draw_refills(
    start: Integers, end: Integers, rng: np.random.Generator, *, early_share: float, late_share: float,
    pauses: Integers | None = None,
) -> Refills:
    """Fill after fill until the last day of each course.

    Supplies of 30 days (28 in a seventh of the courses) follow one another; before a share of the fills come up to 30
    drug-free days, and a share of the others is picked up as many as ten days before the last supply runs out. The
    last fill is cut to the course's end. With carry-over the covered days are therefore exactly those taken, the first
    is ``start`` and the last is ``end``. ``pauses`` are the days for which each course pauses, once, in the low season,
    0 for none, where a supply runs out then and the course goes on afterwards.

    >>> fills = draw_refills(np.array([0]), np.array([69]), np.random.default_rng(1), early_share=0, late_share=0)
    >>> fills.day.tolist(), fills.supply.tolist()
    ([0, 30, 60], [30, 30, 10])
    """
    n = len(start)
    usual = np.where(rng.random(n) < 1 / 7, 28, LONGEST_SUPPLY)
    left, gap, before = end - start + 1, np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    running, place = np.arange(n), 0
    pausing = np.zeros(n, dtype=np.int64) if pauses is None else pauses.copy()
    made: list[tuple[Integers, ...]] = []
    while len(running):
        supply = np.minimum(usual[running], left)
        roll = rng.random((3, len(running)))
        early = np.floor(roll[0] / max(early_share, 1e-12) * MOST_EARLY).astype(np.int64) + 1
        picked_early = (roll[0] < early_share) & (gap == 0) & (place > 0)
        ahead = np.where(picked_early, np.minimum(early, before - 1), 0)
        taken = end[running] - left + 1
        made.append((running, np.full(len(running), place), taken - ahead, taken, supply))
        after = left - supply
        wanted = np.where(roll[1] < late_share, 1 + np.floor(roll[2] * LONGEST_BREAK).astype(np.int64), 0)
        paused = (pausing[running] > 0) & _in_low_season(taken + supply) & (after > pausing[running])
        wanted = np.where(paused, pausing[running], wanted)
        pausing[running[paused]] = 0
        wanted = np.where(after - wanted > 0, wanted, 0)  # a break that would reach the end is no break
        on = after > 0
        running, left, gap, before = running[on], (after - wanted)[on], wanted[on], supply[on]
        place += 1
    columns = [np.concatenate([step[k] for step in made]) for k in range(5)]
    order = np.argsort(columns[0], kind="stable")
    return Refills(*(column[order].astype(np.int64) for column in columns))


def draw_pauses(courses: int, rng: np.random.Generator, share: float) -> Integers:
    """For how many days each course would pause in the low season, 0 for those that do not."""
    least, most = PAUSES
    days = least + np.floor(rng.random(courses) * (most - least + 1)).astype(np.int64)
    return np.where(rng.random(courses) < share, days, 0)


def _in_low_season(day: Integers) -> NDArray[np.bool_]:
    month = day.astype("datetime64[D]").astype("datetime64[M]")
    first, last = (100 * number + nth for number, nth in PAUSED_FROM)
    number = month.astype(np.int64) % 12 + 1
    nth = day - month.astype("datetime64[D]").astype(np.int64) + 1
    return np.asarray((first <= 100 * number + nth) & (100 * number + nth <= last))


def breaks_of(refills: Refills) -> tuple[Integers, Integers, Integers]:
    """The days without drug within courses: the course, the first day, and how many there are."""
    within = np.diff(refills.course) == 0
    empty = (refills.taken_from + refills.supply)[:-1]
    days = np.diff(refills.taken_from) - refills.supply[:-1]
    some = np.flatnonzero(within & (days > 0))
    return refills.course[some], empty[some], days[some]


def claim_rows(
    courses: Courses, refills: Refills, regimen: Regimen, enrolment: Enrolment, rng: np.random.Generator,
    habits: Habits, abandoned: Floats | None = None,
) -> pd.DataFrame:
    """The rows that are recorded, by day as claims come in.

    Columns: person, day, supply, strength, quantity, course (position of the course, -1 where the row belongs to none),
    fate (position in FATES) and claim, a number that duplicates share. ``abandoned`` is the day of each person's
    abandoned fill, infinity for none. A fill of two strengths is two rows with the same day and the same supply.
    """
    of = refills.course
    real = _by_strength(regimen, of, person=courses.person[of], day=refills.day, supply=refills.supply, course=of)
    real = real[enrolment.recorded(real["person"], real["day"])]
    parts = [real, *_never_picked_up(courses, real, enrolment, rng, habits)]
    parts.append(_unmatched(courses, enrolment, rng, habits))
    if abandoned is not None:
        parts.append(_abandoned(courses, regimen, enrolment, rng, abandoned))
    rows = pd.concat(parts).sort_values(["day", "person", "strength", "fate"], kind="stable", ignore_index=True)
    twice = (rng.random(len(rows)) < habits.duplicates) & (rows["fate"] == _COURSE)
    rows = rows.loc[np.repeat(rows.index, 1 + twice)]
    fate = np.where(rows.index.duplicated(), _DUPLICATE, rows["fate"])
    return rows.assign(fate=fate, claim=rows.index + 1)


def _by_strength(regimen: Regimen, of: Integers, **columns: ArrayLike) -> pd.DataFrame:
    """Fills of one or two strengths, a row each; ``of`` is the course whose products they are."""
    fills = pd.DataFrame({"strength": 0, "quantity": 0, "course": -1, "fate": _COURSE, **columns}, index=range(len(of)))
    first = fills.assign(strength=regimen.first_mg[of], quantity=fills["supply"] * regimen.first_a_day[of])
    second = fills.assign(strength=regimen.second_mg[of], quantity=fills["supply"] * regimen.second_a_day[of])
    return pd.concat([first, second[second["strength"] > 0]])


def _never_picked_up(
    courses: Courses, real: pd.DataFrame, enrolment: Enrolment, rng: np.random.Generator, habits: Habits
) -> list[pd.DataFrame]:
    """Twins of fills, 1 to 5 days before the fill or (a third of them) after the course, and their reversals.

    The reversal comes on the twin's own day or later, but before the fill that was picked up: the latest fill of the
    product before it is the twin.
    """
    twin = real[rng.random(len(real)) < habits.reversals]
    n = len(twin)
    roll, ahead = rng.random((2, n)), 1 + np.floor(rng.random(n) * 5).astype(np.int64)
    trailing = roll[0] < 1 / 3
    day = np.where(trailing, courses.end[twin["course"]] + ahead, twin["day"] - ahead)
    wait = np.where(roll[1] < 0.5, 0, np.where(trailing, 2 * ahead, ahead - 1))
    billed = twin.assign(day=day, course=-1, fate=_REVERSED)
    back = billed.assign(day=day + wait, quantity=-twin["quantity"], fate=_REVERSAL)
    own = (twin["person"] * 1_000_000 + day).to_numpy()
    fills = np.sort(real["person"] * 1_000_000 + real["day"])
    taken = np.searchsorted(fills, own, "left") < np.searchsorted(fills, own + wait, "right")  # a fill on these days
    seen = [enrolment.recorded(rows["person"], rows["day"]) for rows in (billed, back)]
    keep = seen[0] & seen[1] & ~taken & ~pd.Series(own).duplicated().to_numpy()
    return [billed[keep], back[keep]]


def _unmatched(courses: Courses, enrolment: Enrolment, rng: np.random.Generator, habits: Habits) -> pd.DataFrame:
    """Reversals of fills that are not in the data: they come ten days before a person's first course."""
    n = len(enrolment.start)
    first = np.full(n, np.iinfo(np.int64).max)
    np.minimum.at(first, courses.person, courses.start)
    rows = pd.DataFrame({"person": np.arange(n), "day": first - 10, "supply": 30, "strength": 20, "quantity": -30})
    chosen = (rng.random(n) < habits.unmatched_reversals) & enrolment.recorded(rows["person"], rows["day"])
    return rows.assign(course=-1, fate=_UNMATCHED)[chosen]


def _abandoned(
    courses: Courses, regimen: Regimen, enrolment: Enrolment, rng: np.random.Generator, day: Floats
) -> pd.DataFrame:
    """One short fill of the first course's products, where no true course lies near it or before it."""
    n = len(day)
    supply = _SHORT_SUPPLIES[np.floor(rng.random(n) * len(_SHORT_SUPPLIES)).astype(np.int64)]
    people = np.flatnonzero(np.isfinite(day) & (day + supply - 1 + _APART < courses.second_starts(n)))
    when = day[people].astype(np.int64)
    seen = enrolment.recorded(people, when)
    people, when = people[seen], when[seen]
    first = np.flatnonzero(courses.number == 1)
    return _by_strength(
        regimen, first[people], person=people, day=when, supply=supply[people], fate=np.full(len(people), _ABANDONED)
    )

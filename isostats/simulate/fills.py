"""Courses as fills: a daily dose in capsules that exist, month after month.

They are so made that the drug-free-gap rule with carry-over finds each course to the day.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from isostats.simulate.histories import Integers

LONGEST_SUPPLY = 30
LONGEST_BREAK = 30  # drug-free days within a course: half the default gap rule
MOST_EARLY = 10

# Daily dose in mg -> ways to reach it, as (strength, capsules a day); two strengths are two products on one day.
_WAYS: dict[int, tuple[tuple[tuple[int, int], ...], ...]] = {
    10: (((10, 1),),),
    20: (((20, 1),), ((10, 2),)),
    25: (((25, 1),),),
    30: (((30, 1),), ((10, 1), (20, 1))),
    35: (((35, 1),),),
    40: (((40, 1),), ((20, 2),)),
    45: (((20, 1), (25, 1)), ((10, 1), (35, 1))),
    50: (((25, 2),), ((20, 1), (30, 1)), ((10, 1), (40, 1))),
    55: (((25, 1), (30, 1)), ((20, 1), (35, 1))),
    60: (((30, 2),), ((20, 1), (40, 1))),
    65: (((30, 1), (35, 1)), ((25, 1), (40, 1))),
    70: (((35, 2),), ((30, 1), (40, 1))),
    75: (((35, 1), (40, 1)),),
    80: (((40, 2),),),
    90: (((10, 1), (40, 2)),),
    100: (((20, 1), (40, 2)),),
    110: (((30, 1), (40, 2)),),
    120: (((40, 3),),),
}

_LEVELS = np.array(sorted(_WAYS))
_COUNTS = np.array([len(_WAYS[level]) for level in _LEVELS.tolist()])
_FIRST = np.concatenate([[0], np.cumsum(_COUNTS)[:-1]])
_TABLE = np.array([[*way[0], *(way[1] if len(way) > 1 else (0, 0))] for level in sorted(_WAYS) for way in _WAYS[level]])


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
    """The nearest dose that capsules reach; ``choice``, from 0 to below 1, picks among the ways to reach it.

    >>> in_capsules([61.0, 61.0], [0.1, 0.9])._asdict()["second_mg"].tolist()
    [0, 40]
    >>> in_capsules([47.3, 4.0, 500.0], [0.0, 0.0, 0.0]).daily_mg.tolist()
    [45, 10, 120]
    """
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
    start: Integers, end: Integers, rng: np.random.Generator, *, early_share: float, late_share: float
) -> Refills:
    """Fill after fill until the last day of each course.

    Supplies of 30 days (28 in a seventh of the courses) follow one another; before a share of the fills come up to 30
    drug-free days, and a share of the others is picked up as many as ten days before the last supply runs out. The
    last fill is cut to the course's end. With carry-over the covered days are therefore exactly those taken, the first
    is ``start`` and the last is ``end``.

    >>> fills = draw_refills(np.array([0]), np.array([69]), np.random.default_rng(1), early_share=0, late_share=0)
    >>> fills.day.tolist(), fills.supply.tolist()
    ([0, 30, 60], [30, 30, 10])
    """
    n = len(start)
    usual = np.where(rng.random(n) < 1 / 7, 28, LONGEST_SUPPLY)
    left, gap, before = end - start + 1, np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    running, place = np.arange(n), 0
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
        wanted = np.where(after - wanted > 0, wanted, 0)  # a break that would reach the end is no break
        on = after > 0
        running, left, gap, before = running[on], (after - wanted)[on], wanted[on], supply[on]
        place += 1
    columns = [np.concatenate([step[k] for step in made]) for k in range(5)]
    order = np.argsort(columns[0], kind="stable")
    return Refills(*(column[order].astype(np.int64) for column in columns))

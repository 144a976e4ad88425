"""Courses as monthly fills, so made that the drug-free-gap rule with carry-over finds each course to the day."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from isostats.simulate.histories import Integers

LONGEST_SUPPLY = 30
LONGEST_BREAK = 30  # drug-free days within a course: half the default gap rule
MOST_EARLY = 10


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

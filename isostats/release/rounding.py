"""What is rounded in a release: counts to the midpoints of bins, and days to the ends of quarters or of half years."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

import numpy as np
from numpy.typing import ArrayLike, NDArray

from isostats.errors import StudyError
from isostats.vocabulary.calendar import DAYS_IN_YEAR
from isostats.words.numbers import count_text, counted

Whole = NDArray[np.int64]
QUOTED_FROM = 5
"""A figure is quoted where the safe number at risk is at least so many times the base."""
UNBOUNDED = 10**9
"""Above any count of people."""


def midpoints(counts: ArrayLike, base: int) -> Whole:
    """Counts as the midpoints of their bins: 0 stays 0, v becomes ceil(v / base) base - base // 2.

    It rests on the count alone, so a number is the same in every table, and a count that grows never shrinks.

    >>> midpoints([0, 1, 10, 11, 27], 10).tolist()
    [0, 5, 5, 15, 25]
    """
    whole = np.asarray(counts, dtype=np.int64)
    return np.where(whole == 0, 0, -(-whole // base) * base - base // 2)


def bins(rounded: ArrayLike, base: int) -> tuple[Whole, Whole]:
    """The least and the largest count that have each midpoint.

    >>> [each.tolist() for each in bins([0, 5, 15], 10)]
    [[0, 1, 11], [0, 10, 20]]
    """
    middle = np.asarray(rounded, dtype=np.int64)
    highest = middle + base // 2
    return np.where(middle == 0, 0, highest - base + 1), np.where(middle == 0, 0, highest)


QUARTERS, HALF_YEARS = 4, 2
"""How many steps a year has; a finer grid gives the day of an event away, whatever the counts are rounded to."""


def grid_days(until: int, *, steps_a_year: int = QUARTERS) -> tuple[int, ...]:
    """Day 0 and floor(k 365.25 / steps_a_year), up to the first one on or after ``until``.

    Plain multiples of 91 days would miss every horizon given in years.

    >>> grid_days(365)
    (0, 91, 182, 273, 365)
    """
    width = DAYS_IN_YEAR / steps_a_year
    days = [floor(k * width) for k in range(ceil((until + 1) / width) + 1)]
    last = next(day for day in days if day >= until)
    return tuple(day for day in days if day <= last)


def step_words(days: Sequence[int]) -> str:
    """What the steps of a grid are called.

    >>> step_words(grid_days(365)), step_words(grid_days(365, steps_a_year=HALF_YEARS))
    ('quarter', 'half year')
    """
    return "quarter" if days[1] == grid_days(1)[1] else "half year"


def require_on_grid(horizons: Sequence[int]) -> None:
    """Raise StudyError for horizons that are no ends of whole quarters, with the nearest that are.

    >>> require_on_grid([182, 730])
    """
    off = [day for day in horizons if day not in grid_days(day)]
    if off:
        near = sorted(grid_days(off[0])[-2:], key=lambda day: abs(day - off[0]))[0]
        raise StudyError(
            f"A release counts by whole quarters, and {counted(len(off), 'horizon')} of horizons_days lies between "
            f"them (first: {count_text(off[0])} days; the nearest quarter ends on day {count_text(near)}). "
            "Choose among "
            f"{', '.join(count_text(day) for day in grid_days(365)[1:])} and so on, or leave it out."
        )

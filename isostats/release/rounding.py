"""What is rounded in a release: counts to the midpoints of bins, and days to the ends of quarters or of half years."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

import numpy as np
from numpy.typing import ArrayLike, NDArray

from isostats.errors import StudyError
from isostats.study.release_rules import ReleaseRules
from isostats.vocabulary.calendar import DAYS_IN_YEAR
from isostats.words.numbers import count_text, counted

Whole = NDArray[np.int64]
QUOTED_FROM = 5
"""A figure is quoted where the safe number at risk is at least so many times the base."""
UNBOUNDED = 10**9
"""Above any count of people."""


def midpoints(counts: ArrayLike, rules: ReleaseRules | int) -> Whole:
    """Counts as the midpoints of their bins: 0 stays 0, v becomes ceil(v / base) base - base // 2.

    It rests on the count alone, so a number is the same in every table, and a count that grows never shrinks. By
    ``rules`` the first bin may reach further, and hold nobody as well; an int is the base, without either.

    >>> midpoints([0, 1, 10, 11, 27], 10).tolist()
    [0, 5, 5, 15, 25]
    >>> midpoints([0, 1, 7, 8, 13], ReleaseRules(6, redacted_up_to=7)).tolist()
    [0, 4, 4, 9, 15]
    >>> midpoints([0, 1, 11], ReleaseRules(10, "hidden")).tolist()
    [5, 5, 15]
    """
    rules = rules_of(rules)
    whole, base = np.asarray(counts, dtype=np.int64), rules.min_cell
    rounded = np.where(whole <= rules.few, rules.middle_of_few, -(-whole // base) * base - base // 2)
    return rounded if rules.zeros == "hidden" else np.where(whole == 0, 0, rounded)


def bins(rounded: ArrayLike, rules: ReleaseRules | int) -> tuple[Whole, Whole]:
    """The least and the largest count that have each midpoint.

    >>> [each.tolist() for each in bins([0, 5, 15], 10)]
    [[0, 1, 11], [0, 10, 20]]
    >>> [each.tolist() for each in bins([0, 5, 15], ReleaseRules(10, "hidden"))]
    [[0, 0, 11], [10, 10, 20]]
    >>> [each.tolist() for each in bins([0, 4, 9], ReleaseRules(6, redacted_up_to=7))]
    [[0, 1, 8], [0, 7, 12]]
    """
    rules = rules_of(rules)
    middle, few = np.asarray(rounded, dtype=np.int64), rules.few
    highest = middle + rules.min_cell // 2
    in_first = middle <= rules.middle_of_few
    low = np.where(in_first, 1, np.maximum(highest - rules.min_cell + 1, few + 1))
    high = np.where(in_first, few, highest)
    nobody = middle == 0
    if rules.zeros == "hidden":
        return np.where(in_first, 0, low), high
    return np.where(nobody, 0, low), np.where(nobody, 0, high)


def rules_of(rules: ReleaseRules | int) -> ReleaseRules:
    """The rules themselves; of an int, those of a release without a preset whose base it is."""
    return rules if isinstance(rules, ReleaseRules) else ReleaseRules(rules)


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

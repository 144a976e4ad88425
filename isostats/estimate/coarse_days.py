"""Whether outcomes lie on days far apart, such as every thirtieth: then each came since the one before it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.estimate.kernel import Floats
from isostats.vocabulary.calendar import DAYS_IN_MONTH

COARSE = 7
"""Days at least so far apart: closer ones are as good as any day."""
FEWEST = 10
"""Fewer failures may lie on such days by chance."""
NEAR, MOST = 2, 0.8
"""Of times between two days by month 97% lie so many days or fewer from a whole number of months, of others 16%."""
Days = NDArray[np.int64]


def days_apart(table: EventTable) -> int:
    """The largest step of which every failure's day (and every late entry's) is a multiple; 0 where that is below 7.

    Failures on day 0 tell nothing, and fewer than ten later ones too little.

    >>> from isostats.cohort.counting import event_table
    >>> days_apart(event_table([30, 60, 60, 180] * 3 + [41], [1] * 12 + [0]))
    30
    """
    failed = table.events[:, 0].sum(axis=0)
    later = table.days > 0
    if failed[later].sum() < FEWEST:
        return 0
    on = table.days[later & ((failed > 0) | (table.entered > 0).any(axis=0))]
    step = int(np.gcd.reduce(on.astype(np.int64)))
    return step if step >= COARSE else 0


def near_months(days: Days, failed: Floats) -> bool:
    """Whether four of five failures after day 0 lie within two days of a whole number of months, of ten at least.

    From 15 February to 15 March are 28 days, so that not all do where months alone are known.

    >>> near_months(np.array([28, 59, 365]), np.array([2, 4, 4])), near_months(np.array([31, 45]), np.array([9, 9]))
    (True, False)
    """
    later = days > 0
    on, people = days[later], failed[later]
    near = np.abs(on - DAYS_IN_MONTH * np.round(on / DAYS_IN_MONTH)) <= NEAR
    return bool(people.sum() >= FEWEST and people[near].sum() >= MOST * people.sum())

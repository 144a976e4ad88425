"""Days, months and years: one convention."""

from __future__ import annotations

from datetime import date
from math import floor

DAYS_IN_YEAR = 365.25
DAYS_IN_MONTH = 30.4375


HORIZONS = (182, 365, 730, 1095, 1826)
"""The usual horizons in days: half a year, then one, two, three and five years."""

SHORTEST_COURSE, LONGEST_COURSE = 4 * 28, 186
"""4 to 6 months as supply comes: four packs of 28 days, and six calendar months (at most 184 days) with two to spare.

Bounds of 121 and 182 days would call four fills of 30 days, and half a calendar year, something else.
"""


def years(number: float) -> int:
    """A horizon in years as whole days, rounded down.

    >>> [years(n) for n in (1, 2, 3, 5)]
    [365, 730, 1095, 1826]
    """
    return floor(number * DAYS_IN_YEAR)


def months(number: float) -> int:
    """A horizon in months as whole days, rounded down.

    >>> months(6)
    182
    """
    return floor(number * DAYS_IN_MONTH)


def is_date(text: str) -> bool:
    """Whether a text is a date as 2026-03-01."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

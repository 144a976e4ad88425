"""Days, months and years: one convention."""

from __future__ import annotations

from datetime import date
from math import floor

DAYS_IN_YEAR = 365.25
DAYS_IN_MONTH = 30.4375


HORIZONS = (182, 365, 730, 1095, 1826)
"""The usual horizons in days: half a year, then one, two, three and five years."""


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

"""Days, months and years: one convention, and the words for it."""

from __future__ import annotations

from math import floor

from isostats._checks import EstimateError

DAYS_IN_YEAR = 365.25
DAYS_IN_MONTH = 30.4375

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


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


def in_words(days: int) -> str:
    """A horizon as a sentence needs it: whole years and months in words, anything else as its day.

    >>> in_words(730), in_words(365), in_words(182), in_words(500)
    ('two years', 'one year', 'six months', '500 days')
    """
    if days < 0:
        raise EstimateError(f"A horizon is counted from the end of the course and cannot be negative, as {days} is.")
    for unit, to_days in (("year", years), ("month", months)):
        for number in range(1, 24 if unit == "month" else 41):
            if to_days(number) == days:
                word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
                return f"{word} {unit}" + ("" if number == 1 else "s")
    return f"{days:,} day" + ("" if days == 1 else "s")

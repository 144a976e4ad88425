"""How a number becomes text, one function for each way of writing one; nothing else in isostats writes numbers.

So the p of a figure and the p of a table cannot differ. Shares and limits come as fractions (0.85) and are written in
percent; what is missing or does not exist is a dash, never a number. How a journal sets them is in force within
``with numbers_as("jama")`` of :mod:`isostats.words.journals`.
"""

from __future__ import annotations

from math import floor, isfinite, isnan, nan

from isostats.errors import EstimateError
from isostats.vocabulary.calendar import months, years
from isostats.words.journals import number_style
from isostats.words.small_counts import few_people

MISSING = "–"
USUAL_LEVEL = 0.95
_OF_SEVERAL = {"has": "have", "is": "are", "was": "were", "does": "do", "lies": "lie", "reaches": "reach"}
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _set(text: str) -> str:
    return number_style().set(text)


def count_text(count: float, *, missing: str = MISSING) -> str:
    """A count with separators; a weighted one keeps one decimal.

    >>> count_text(1204), count_text(0), count_text(12.5), count_text(float("nan"))
    ('1,204', '0', '12.5', '–')
    """
    if not isfinite(count):
        return missing
    return _set(f"{round(count):,}" if abs(count - round(count)) < 1e-9 else f"{count:,.1f}")


def people_text(count: float, *, missing: str = MISSING) -> str:
    """A count of people: as the number it is, or within a release as its custodian has few people written.

    >>> from isostats.words.small_counts import FewPeople, few_written
    >>> with few_written(FewPeople(1, 5, "<= 10")):
    ...     people_text(0), people_text(5), people_text(1205)
    ('0', '<= 10', '1,205')
    """
    few = few_people()
    return few.label_of(count) if few.holds(count) else count_text(count, missing=missing)


def people_equal(name: str, count: float) -> str:
    """What a count of people is: with an equals sign, unless few are written with a sign of their own.

    >>> from isostats.words.small_counts import FewPeople, few_written
    >>> with few_written(FewPeople(1, 5, "<= 10")):
    ...     people_equal("n", 25), people_equal("events", 5)
    ('n = 25', 'events <= 10')
    """
    text = people_text(count)
    return f"{name} {text}" if text.startswith(("<", ">")) else f"{name} = {text}"


def counted(n: int, noun: str, plural: str | None = None) -> str:
    """A count with its noun, as a sentence needs it.

    >>> counted(1, "course"), counted(1204, "course"), counted(2, "person", "people")
    ('1 course', '1,204 courses', '2 people')
    """
    return f"{_set(f'{n:,}')} {noun if n == 1 else plural or noun + 's'}"


def people_and_events(n: int, events: int) -> str:
    """What an estimate rests on.

    >>> people_and_events(1204, 1)
    '1,204 people, 1 event'
    """
    return f"{counted(n, 'person', 'people')}, {counted(events, 'event')}"


def agreed(n: int, verb: str) -> str:
    """A verb as its count needs it: given for one, and returned so for one, else for several.

    >>> agreed(1, "has"), agreed(2, "has"), agreed(0, "is"), agreed(3, "holds"), agreed(2, "does")
    ('has', 'have', 'are', 'hold', 'do')
    """
    return verb if n == 1 else _OF_SEVERAL.get(verb) or verb.removesuffix("s")


def number_text(value: float) -> str:
    """A number as it was stated, without more digits than it has; at most six.

    >>> number_text(60), number_text(0.5), number_text(30.4375)
    ('60', '0.5', '30.4375')
    """
    return _set(f"{value:g}")


def decimal_text(value: float, digits: int = 1) -> str:
    """A measured number with a fixed count of decimals.

    >>> decimal_text(121.26), decimal_text(121.26, 0)
    ('121.3', '121')
    """
    return _set(f"{value:.{digits}f}") if isfinite(value) else MISSING


def measured_text(value: float, digits: int | None = 1) -> str:
    """A measured number with a fixed count of decimals or, without any stated, as a whole number with separators.

    A half is rounded up, so that the medians 21.5 and 22.5 do not become one.

    >>> measured_text(121.26), measured_text(7321.4, None), measured_text(float("nan"), None)
    ('121.3', '7,321', '–')
    >>> [measured_text(value, None) for value in (21.5, 22.5, -2.5)]
    ['22', '23', '-2']
    """
    if digits is not None:
        return decimal_text(value, digits)
    return count_text(floor(value + 0.5)) if isfinite(value) else MISSING


def signed_text(value: float, digits: int = 1) -> str:
    """A difference with its sign, whatever it is; only what is written as zero is never below it.

    >>> signed_text(2.04), signed_text(-0.5), signed_text(-0.04)
    ('+2.0', '-0.5', '0.0')
    """
    if not isfinite(value):
        return MISSING
    sign = "z" if value < 0 and not round(value, digits) else "+"
    return _set(f"{value:{sign},.{digits}f}")


def digits_text(value: float, digits: int = 3) -> str:
    """A statistic with so many significant digits, and never a power of ten for a number that can be read without.

    >>> digits_text(0.012345), digits_text(12.3456, 4), digits_text(1.2345e4, 2)
    ('0.0123', '12.35', '12,000')
    """
    if not isfinite(value):
        return MISSING
    rounded = float(f"{value:.{digits}g}")
    return _set(f"{rounded:,.0f}" if 10.0**digits <= abs(rounded) < 1e9 else f"{value:.{digits}g}")


def percent(value: float, digits: int = 1) -> str:
    """A share in percent.

    >>> percent(0.84231), percent(1.0), percent(0.25, 0), percent(float("nan"))
    ('84.2%', '100.0%', '25%', 'not estimable')
    """
    return f"{_set(f'{100 * value:.{digits}f}')}%" if isfinite(value) else "not estimable"


def stated_percent(value: float) -> str:
    """A percentage that somebody chose (a claim, a level), without more decimals than it has.

    >>> stated_percent(0.85), stated_percent(0.95), stated_percent(0.999)
    ('85%', '95%', '99.9%')
    """
    return f"{_set(f'{100 * value:g}')}%"


def share_text(value: float | None) -> str:
    """A share in percent for a cell whose header says so.

    >>> share_text(0.7812), share_text(float("nan"))
    ('78.1', '–')
    """
    return decimal_text(100 * value) if value is not None else MISSING


def limits_text(lower: float, upper: float) -> str:
    """Two limits of a share, the sign of percent being said beside them.

    >>> limits_text(0.821, 0.86)
    '82.1 to 86.0'
    """
    return range_text(share_text(lower), share_text(upper))


def range_text(lower: str, upper: str) -> str:
    """Two limits that are written already; a dash of a journal gives way to words where a limit has a sign.

    >>> range_text("71.3", "74.6")
    '71.3 to 74.6'
    >>> from isostats.words.journals import numbers_as
    >>> with numbers_as("lancet"):
    ...     range_text("71·3", "74·6"), range_text("−1·3", "4·6")
    ('71·3–74·6', '−1·3 to 4·6')
    """
    style = number_style()
    between = " to " if {style.minus, "+"} & {*lower, *upper} else style.between
    return f"{lower}{between}{upper}"


def interval_name(level: float, *, exact: bool = False) -> str:
    """What limits of a level are called.

    >>> interval_name(0.95), interval_name(0.9, exact=True)
    ('95% CI', '90% exact CI')
    """
    return f"{stated_percent(level)} {'exact ' * exact}{number_style().interval}"


def percent_with_limits(estimate: float, lower: float, upper: float, level: float = USUAL_LEVEL) -> str:
    """A share in percent and, where they exist, its limits, with their level where it is not the usual one.

    >>> percent_with_limits(0.78, 0.712, 0.8), percent_with_limits(0.78, float("nan"), float("nan"))
    ('78.0% (71.2 to 80.0)', '78.0%')
    >>> percent_with_limits(0.911, 0.892, 0.928, 0.9)
    '91.1% (90% limits 89.2 to 92.8)'
    """
    if not (isfinite(lower) and isfinite(upper)):
        return percent(estimate)
    named = f"{stated_percent(level)} limits " if isfinite(level) and abs(level - USUAL_LEVEL) > 1e-9 else ""
    return f"{percent(estimate)} ({named}{limits_text(lower, upper)})"


def percent_in_full(estimate: float, lower: float, upper: float, level: float, *details: str) -> str:
    """A share as a paper has it: its limits with their name, and how it was come by.

    >>> percent_in_full(0.77, 0.754, 0.786, 0.95, "Kaplan-Meier", "n = 3,000")
    '77.0% (95% CI 75.4 to 78.6; Kaplan-Meier, n = 3,000)'
    >>> percent_in_full(0.77, float("nan"), float("nan"), 0.95, "n = 4")
    '77.0% (n = 4)'
    """
    limits = named_limits(lower, upper, level)
    inside = "; ".join(part for part in (limits, ", ".join(details)) if part)
    return f"{percent(estimate)} ({inside})" if inside else percent(estimate)


def named_limits(lower: float, upper: float, level: float) -> str:
    """Two limits of a share with their name, as they stand in brackets; empty where none exist.

    >>> named_limits(0.754, 0.786, 0.95), named_limits(0.754, float("nan"), 0.95)
    ('95% CI 75.4 to 78.6', '')
    """
    before = f"{interval_name(level)}{number_style().before_limits}"
    return f"{before}{limits_text(lower, upper)}" if isfinite(lower) and isfinite(upper) else ""


def interval(lower: float, upper: float, level: float, *, exact: bool = False) -> str:
    """An interval of a share with its level, or that there is none; an ``exact`` one is called so.

    >>> interval(0.821, 0.86, 0.95), interval(float("nan"), float("nan"), 0.95)
    ('95% CI 82.1% to 86.0%', 'no interval exists')
    >>> interval(0.94, 1, 0.95, exact=True)
    '95% exact CI 94.0% to 100.0%'
    """
    if not (isfinite(lower) and isfinite(upper)):
        return "no interval exists"
    style = number_style()
    write = percent if style.limits_in_percent else share_text
    return f"{interval_name(level, exact=exact)}{style.before_limits}{range_text(write(lower), write(upper))}"


def points_text(value: float) -> str:
    """How far two shares lie apart, in percentage points without a sign.

    >>> points_text(-0.069)
    '6.9 points'
    """
    return f"{_set(f'{abs(value) * 100:.1f}')} points"


def stated_points(value: float) -> str:
    """Percentage points that somebody chose (a margin), as a number: 5, 2.5.

    >>> stated_points(0.05), stated_points(0.025)
    ('5', '2.5')
    """
    return _set(f"{100 * value:g}")


def signed_points(value: float) -> str:
    """A difference of shares in percentage points, with its sign.

    >>> signed_points(-0.0694), signed_points(0.03)
    ('-6.9', '+3.0')
    """
    return signed_text(100 * value)


def ratio_text(estimate: float, lower: float = nan, upper: float = nan) -> str:
    """A ratio with two decimals and, where they exist, its limits.

    All have three where two would write a limit as 1.00 that lies on the estimate's side of 1, which is close to it.

    >>> ratio_text(1.432), ratio_text(0.9904, 0.9848, 0.9959), ratio_text(0.9904, 0.9848, 1.0043)
    ('1.43', '0.990 (0.985 to 0.996)', '0.99 (0.98 to 1.00)')
    >>> ratio_text(20, 1.2, 123456), ratio_text(float("inf"))
    ('20.00 (1.20 to 1e+05)', '∞')
    >>> ratio_text(1.43, 1.02), ratio_text(1.43)
    ('1.43 (1.02 to –)', '1.43')
    """
    hidden = 0.95 < estimate < 1.05 and (0.995 < upper < 1 or 1 < lower < 1.005)
    if not isfinite(estimate):
        return "∞" if estimate > 0 else MISSING

    def write(value: float) -> str:
        if not isfinite(value):
            return "∞" if value > 0 else MISSING
        return f"{value:.0e}" if value >= 1e5 else _set(f"{value:.{3 if hidden else 2}f}")

    limits = "" if isnan(lower) and isnan(upper) else f" ({range_text(write(lower), write(upper))})"
    return write(estimate) + limits


def p_text(value: float, *, equals: bool = False) -> str:
    """A p value as journals print it: three decimals below 0.1, two above; ``equals`` puts = before a number.

    >>> p_text(0.0004), p_text(0.034), p_text(0.0997), p_text(0.34), p_text(float("nan"))
    ('<0.001', '0.034', '0.10', '0.34', '–')
    >>> p_text(0.0004, equals=True), p_text(0.034, equals=True)
    ('< 0.001', '= 0.034')
    """
    if not isfinite(value):
        return MISSING
    style = number_style()
    sign, text = style.p_digits(value)
    text = _set(text if style.p_leading_zero else text.removeprefix("0"))
    space = style.p_space if equals else ""
    return f"{sign or '='}{space}{text}" if equals or sign else text


def p_in_full(value: float) -> str:
    """A p value with its letter, as a sentence and the header of a figure have it.

    >>> p_in_full(0.034), p_in_full(0.0004), p_in_full(float("nan"))
    ('p = 0.034', 'p < 0.001', 'p not estimable')
    >>> from isostats.words.journals import STYLES, numbers_as
    >>> for journal in STYLES:
    ...     with numbers_as(journal):
    ...         print(journal, p_in_full(0.034), p_in_full(0.0004), p_in_full(0.34), sep="; ")
    plain; p = 0.034; p < 0.001; p = 0.34
    jama; P = .03; P < .001; P = .34
    lancet; p=0·034; p=0·0004; p=0·34
    bmj; P=0.034; P<0.001; P=0.34
    nature; P = 0.034; P < 0.001; P = 0.34
    """
    style = number_style()
    return f"{style.p}{style.p_space}{p_text(value, equals=True)}" if isfinite(value) else f"{style.p} not estimable"


def years_text(days: float) -> str:
    """A measured length of time in years.

    >>> years_text(1110)
    '3.0'
    """
    return decimal_text(days / 365.25)


def in_one_unit(*days: float) -> tuple[list[str], str]:
    """Measured lengths of time in years or, where the first is under a year, in days.

    >>> in_one_unit(1110, 1065, 1155), in_one_unit(80, 70, 91)
    ((['3.0', '2.9', '3.2'], 'years'), (['80', '70', '91'], 'days'))
    """
    if days[0] < 365:
        return [count_text(each if isnan(each) else round(each)) for each in days], "days"
    return [years_text(each) for each in days], "years"


def _whole_units(days: float) -> tuple[int, str]:
    """A time in the largest unit of which it is a whole number."""
    for unit, to_days in (("year", years), ("month", months)):
        number = round((days + 0.5) / to_days(1000) * 1000)
        if number > 0 and to_days(number) == days:
            return number, unit
    return round(days), "day"


def time_words(days: float) -> str:
    """A horizon as a label has it: whole years and months, anything else as its days.

    >>> time_words(730), time_words(182), time_words(365), time_words(100), time_words(1)
    ('2 years', '6 months', '1 year', '100 days', '1 day')
    """
    return counted(*_whole_units(days))


def in_words(days: int) -> str:
    """A horizon as a sentence has it: small numbers of years and months in words.

    >>> in_words(730), in_words(365), in_words(182), in_words(500)
    ('two years', 'one year', 'six months', '500 days')
    """
    if days < 0:
        raise EstimateError(f"A horizon is counted from the end of the course and cannot be negative, as {days} is.")
    number, unit = _whole_units(days)
    text = counted(number, unit)
    return text if unit == "day" or number >= len(_NUMBERS) else f"{_NUMBERS[number]}{text[len(str(number)) :]}"

"""One text as a day, or the rule that it breaks: dates as people write them, in nine languages.

Year-first, dotted (always day-first) and named-month dates mean one thing, and are integer days since 1970-01-01. Dates
such as 03/04/2019 mean two: the order is decided by all date columns of the file together, and where they do not decide
it, the file is refused with a way out. A year of two digits, a month without a day and a serial number of a spreadsheet
are read only where the study says how.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from isostats.records.month_names import ERAS, MONTHS, folded
from isostats.records.schema import EARLIEST_YEAR

T = TypeVar("T")
Order = Literal["day_first", "month_first", "mixed", "ambiguous"]
EPOCH = datetime.date(1970, 1, 1)
TIME = r"(?:[T :]\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?(?: ?(?:Z|Uhr)| ?[+-]\d\d(?::?\d\d)?)?)?"
WITH_ZONE = re.compile(r".*[T ]\d{1,2}:\d\d.*?(Z| ?[+-]\d\d(?::?\d\d)?)")
IN_UTC = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(?:UTC|GMT)")
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + TIME)
SHORT_YEAR_FIRST = re.compile(r"(\d\d)([-/.])(\d{1,2})\2(\d{1,2})" + TIME)
COMPACT = re.compile(r"(1[89]\d\d|2[01]\d\d)(\d\d)(\d\d)")
DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|\d\d)" + TIME)
SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d\d)" + TIME)
MONTH_FIRST = re.compile(r"(\d{1,2})[./-](\d{4})")
YEAR_MONTH = re.compile(r"(\d{4})[./-](\d{1,2})")
OF, YEAR = r"(?:de |del |do |d')?", r"['’]?(\d{4}|\d\d)(?: ?r\.?)?"  # de outubro de 2016, 6 października 2016 r.
NAME, NUMBERED = r"([^\W\d_]{3,12})\.?", r"(\d{1,2})(?:st|nd|rd|th|er|[.ºª°])?"
NAMED = rf"(?i){NUMBERED}[ -]?{OF}{NAME},?[ -]?{OF}{YEAR}{TIME}"  # these six are compiled once a text has letters
NAME_FIRST = rf"(?i){NAME} {NUMBERED},? (\d{{4}})"
NAME_SECOND = rf"(?i)(\d{{4}})[ -/]{NAME}[ -/](\d{{1,2}})"
NAME_ALONE = rf"(?i){NAME},?[ /-]?{OF}{YEAR}"
EASTERN = r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월](?: ?(\d{1,2}) ?[日일](?:\(.\))?)?" + TIME
ERA_NAMES = "|".join(ERAS)
ERA = rf"({ERA_NAMES})\.? ?(元|\d{{1,2}}) ?[年./-] ?(\d{{1,2}}) ?[月./-] ?(\d{{1,2}}) ?日?(?:\(.\))?"
INTEGER = re.compile(r"[+-]?\d{1,7}(?:[.,]0+)?")
SERIAL = re.compile(r"(\d{4,6})(?:[.,]\d+)?")
SERIALS = range(20_000, 60_000)
"""Serial numbers that are days of 1954 to 2064: a birth year, a weight or a dose is none."""
FIRST_TREATED = 1979
"""Nobody was treated with isotretinoin before the first trials."""
NO_YEAR, FAR = 2999, 20
"""The year from which on a date is none, and years from now on after which the edge of a year is none either; before
1900 any edge of a year is none."""
YEAR_ALONE = re.compile(r"(19|20)\d\d")

SERIAL_ZERO = {1900: datetime.date(1899, 12, 30), 1904: datetime.date(1904, 1, 1)}
"""The day 0 of a spreadsheet's serial numbers, by its date system. That of 1900 has a 29 February 1900, so that the 59
days before it count from one day later."""
LEAP_SERIAL = 60

Read = tuple[T | None, str | None]
"""What a text says: a value, or the rule that it breaks, or neither (not recorded)."""


@dataclass(frozen=True)
class DateChoices:
    """How dates are read where their text leaves something open; the study says it, or (``order``) the file itself.

    ``pivot_year``: years of two digits are the hundred that end with it. ``excel_dates``: numbers are serial days of a
    spreadsheet that counts from that year. ``month_day``: the day that stands for a month. ``today``: no date is later;
    None where any may be. ``iso_only``: no other forms, and a year of two digits comes first. ``unclear_year``: such a
    year may come first or last (see :func:`year_may_come_first`).
    """

    today: datetime.date | None
    order: Order | None = None
    iso_only: bool = False
    pivot_year: int | None = None
    excel_dates: int | None = None
    month_day: int | None = None
    unclear_year: bool = False


@dataclass(frozen=True)
class Written:
    """A date as it is written: ``first`` and ``second`` are month and day, ``second`` None where no day is given; of a
    ``slashed`` date they are what stands first and second. ``short`` says that the year has two digits."""

    form: Literal["year_first", "dotted", "slashed", "named", "eastern"]
    year: int
    first: int
    second: int | None
    short: bool = False


def latest_day() -> datetime.date:
    """The day that it is now where it is latest on earth: any day after it is in the future, wherever one reads."""
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=14)).date()


DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
"""Signs that look like the hyphen of a date, as programs that set texts put them in its place."""


def with_hyphens(text: str) -> str:
    """A text with every dash as a hyphen.

    >>> with_hyphens("2019\u201104\u221203")
    '2019-04-03'
    """
    return text if text.isascii() else text.translate(DASHES)


def order_of(texts: Iterable[str]) -> Order | None:
    """Whether the slashed dates among ``texts`` are day-first; None when there is none that could be read two ways.

    >>> order_of(["03/04/2019", "25/03/2019"]), order_of(["03/04/2019"]), order_of(["2019-03-04", "04/04/2019"])
    ('day_first', 'ambiguous', None)
    """
    day_first = month_first = two_ways = False
    for text in texts:
        match = SLASHED.fullmatch(with_hyphens(text.strip()))
        if match and is_day_and_month(first := int(match[1]), second := int(match[3])):
            day_first |= first > 12 >= second
            month_first |= second > 12 >= first
            two_ways |= first != second
    if day_first and month_first:
        return "mixed"
    if day_first or month_first:
        return "day_first" if day_first else "month_first"
    return "ambiguous" if two_ways else None


def year_may_come_first(texts: Iterable[str]) -> bool:
    """Whether numbers such as 16-10-06 may begin with their year: all can be read so, and either the last takes more
    values, as days do, or nothing that stands first is too late to be a year. Of 06.10.16 the day comes first.

    >>> year_may_come_first(["16-10-06", "16-11-19"]), year_may_come_first(["06-10-16", "29-11-16"])
    (True, False)
    >>> year_may_come_first(["15-10-05", "16-03-06", "19-02-06"]), year_may_come_first(["15.10.05", "16.03.06"])
    (True, False)
    """
    firsts, lasts, dotted = set[str](), set[int](), False
    for text in texts:
        match = SHORT_YEAR_FIRST.fullmatch(with_hyphens(text.strip()))
        if match:
            if not 1 <= int(match[3]) <= 12 or not 1 <= int(match[4]) <= 31:
                return False
            firsts.add(match[1])
            lasts.add(int(match[4]))
            dotted |= match[2] == "."
    this_year = latest_day().year
    years = not dotted and bool(firsts) and all(full_year(int(each), this_year) >= FIRST_TREATED for each in firsts)
    return years or len(lasts) > len(firsts)


def is_day_and_month(one: int, other: int) -> bool:
    """Whether two numbers can be a day and a month, in either order: 13/14/2019 cannot, and says nothing of the order.

    >>> is_day_and_month(31, 12), is_day_and_month(13, 14)
    (True, False)
    """
    low, high = sorted((one, other))
    return 1 <= low <= 12 and high <= 31


def written(text: str, *, iso_only: bool = False) -> Written | None:
    """A date as it is written, in whatever form; None for a text that is none. A number alone is none either.

    >>> written("6. Okt. 2016").first, written("平成28年10月6日").year, written("10/2016").second
    (10, 2016, None)
    """
    text = with_hyphens(" ".join(text.split()))
    if match := YEAR_FIRST.fullmatch(text) or COMPACT.fullmatch(text):
        year, *_, month, day = match.groups()
        return Written("year_first", int(year), int(month), int(day))
    if match := YEAR_MONTH.fullmatch(text):
        return Written("year_first", int(match[1]), int(match[2]), None)
    if iso_only:
        match = SHORT_YEAR_FIRST.fullmatch(text)
        return match and Written("year_first", int(match[1]), int(match[3]), int(match[4]), True)
    if match := DOTTED.fullmatch(text):
        return Written("dotted", int(match[3]), int(match[2]), int(match[1]), len(match[3]) == 2)
    if match := SLASHED.fullmatch(text):
        return Written("slashed", int(match[4]), int(match[1]), int(match[3]), len(match[4]) == 2)
    if match := MONTH_FIRST.fullmatch(text):
        return Written("dotted", int(match[2]), int(match[1]), None)
    if any(sign.isalpha() for sign in text):
        return _with_letters(unicodedata.normalize("NFKC", text))
    return None


def _with_letters(text: str) -> Written | None:
    """A date that names its month, or is written with the signs of East Asia."""
    if match := re.fullmatch(NAMED, text):
        day, name, year = match.groups()
    elif match := re.fullmatch(NAME_FIRST, text):
        name, day, year = match.groups()
    elif match := re.fullmatch(NAME_SECOND, text):
        year, name, day = match.groups()
    elif match := re.fullmatch(NAME_ALONE, text):
        (name, year), day = match.groups(), None
    elif match := re.fullmatch(EASTERN, text):
        return Written("eastern", int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
    elif match := re.fullmatch(ERA, text):
        of_era = 1 if match[2] == "元" else int(match[2])
        return Written("eastern", ERAS[match[1]] + of_era - 1, int(match[3]), int(match[4]))
    else:
        return None
    month = MONTHS.get(folded(name))
    return Written("named", int(year), month, int(day) if day else None, len(year) == 2) if month else None


def full_year(two_digits: int, pivot_year: int) -> int:
    """The year of two digits among the hundred years that end with the pivot.

    >>> full_year(16, 2026), full_year(27, 2026)
    (2016, 1927)
    """
    return pivot_year - (pivot_year - two_digits) % 100


def serial_day(number: int, excel_dates: int) -> datetime.date | None:
    """The day of a serial number of a spreadsheet; None where there is no such day.

    >>> serial_day(42649, 1900).isoformat(), serial_day(41187, 1904).isoformat(), serial_day(60, 1900)
    ('2016-10-06', '2016-10-06', None)
    """
    if excel_dates == 1900 and (number == LEAP_SERIAL or number < 1):
        return None
    early = excel_dates == 1900 and number < LEAP_SERIAL
    try:
        return SERIAL_ZERO[excel_dates] + datetime.timedelta(days=number + early)
    except OverflowError:
        return None


def read_date(text: str, choices: DateChoices) -> Read[int]:
    """One text as a day.

    >>> choices = DateChoices(datetime.date(2024, 1, 1))
    >>> read_date("03APR2019", choices) == read_date("3.4.2019", choices) == read_date("3 avril 2019", choices)
    True
    >>> read_date("2019-02-30", choices), read_date("3.4.19", choices)
    ((None, 'impossible_date'), (None, 'two_digit_year'))
    >>> read_date("3.4.19", DateChoices(datetime.date(2024, 1, 1), pivot_year=2024)) == read_date("3.4.2019", choices)
    True
    """
    date = _date(text.strip(), choices)
    if isinstance(date, str):
        return None, date
    if date.year < EARLIEST_YEAR:
        return None, "date_before_1900"
    if choices.today and date > choices.today:
        return None, "future_date"
    return (date - EPOCH).days, None


def is_placeholder(text: str, choices: DateChoices, today: datetime.date) -> bool:
    """Whether a date stands for none, and is no day of a visit: 9999-12-31 and 2099-12-31 for *still active*,
    1600-01-01 and the day 0 of a spreadsheet for *not recorded*.

    >>> choices, today = DateChoices(None, "day_first"), datetime.date(2024, 1, 1)
    >>> [is_placeholder(text, choices, today) for text in ("31.12.2099", "3.5.2099", "1 January 1600", "1899-12-30")]
    [True, False, True, True]
    """
    date = _date(text.strip(), choices)
    if isinstance(date, str):
        return False
    at_the_edge = (date.month, date.day) in ((12, 31), (1, 1))
    if date.year < EARLIEST_YEAR:
        return at_the_edge or date == SERIAL_ZERO[1900]
    return date.year >= NO_YEAR or (at_the_edge and date.year > today.year + FAR)


def _date(text: str, choices: DateChoices) -> datetime.date | str:
    """The date that a text says, or the rule that it breaks."""
    text = with_hyphens(text)
    if match := IN_UTC.fullmatch(text):  # whose midnight is a date; of any other time the zone is not known
        return "unknown_zone" if match[2].strip("0:.") else datetime.date.fromisoformat(match[1])
    date = written(text, iso_only=choices.iso_only)
    if date is None:
        return "unreadable_date" if YEAR_ALONE.fullmatch(text) or written(text) else _of_number(text, choices)
    if date.second is None and not 1 <= date.first <= 12:
        return "unreadable_date"
    if date.short and choices.pivot_year is None:
        return "two_digit_year"
    if date.second is None and choices.month_day is None:
        return "month_only"
    if date.short and choices.unclear_year and date.form in ("dotted", "slashed"):
        return "unclear_year_date_order"
    try:
        return _as_date(date, choices)
    except ValueError:
        return "impossible_date"


def _of_number(text: str, choices: DateChoices) -> datetime.date | str:
    """The date that a number stands for; of a serial number with a fraction, which is the time of the day."""
    if not (match := SERIAL.fullmatch(text)):
        return "integer_in_date_column" if INTEGER.fullmatch(text) else "unreadable_date"
    if not choices.excel_dates:
        return "integer_in_date_column"
    return serial_day(int(match[1]), choices.excel_dates) or "impossible_date"


def _as_date(date: Written, choices: DateChoices) -> datetime.date | str:
    """What is written, by the choices; raises ValueError for a day that does not exist."""
    year = full_year(date.year, choices.pivot_year) if date.short and choices.pivot_year else date.year
    if date.second is None:
        return datetime.date(year, date.first, min(choices.month_day or 1, days_in(year, date.first)))
    if date.form != "slashed":
        return datetime.date(year, date.first, date.second)
    if choices.order in ("mixed", "ambiguous") and is_day_and_month(date.first, date.second):
        return f"{choices.order}_date_order"
    month_first = choices.order == "month_first"
    return datetime.date(year, *((date.first, date.second) if month_first else (date.second, date.first)))


def keys_used(text: str, choices: DateChoices) -> list[str]:
    """The choices without which a date could not have been read.

    >>> keys_used("Oct 16", DateChoices(datetime.date(2024, 1, 1), pivot_year=2024, month_day=15))
    ['pivot_year', 'month_day']
    """
    date = written(text.strip(), iso_only=choices.iso_only)
    if date is None:
        return ["excel_dates"] if choices.excel_dates else []
    return ["pivot_year"] * date.short + ["month_day"] * (date.second is None)


def days_in(year: int, month: int) -> int:
    """The days of a month; raises ValueError for a month that does not exist.

    >>> days_in(2016, 2), days_in(2016, 12)
    (29, 31)
    """
    first = datetime.date(year, month, 1)
    return ((first + datetime.timedelta(days=31)).replace(day=1) - first).days


def year_of(text: str, pivot_year: int | None = None) -> int | None:
    """The year of a day, of a birth for instance; None for a text that is none, or whose century nobody knows.

    >>> year_of("2000-05-01"), year_of("1.5.00"), year_of("1.5.00", 2026), year_of("2000")
    (2000, None, 2000, None)
    """
    date = None if INTEGER.fullmatch(text) else written(text)
    if date is None or date.second is None or (date.short and pivot_year is None):
        return None
    return full_year(date.year, pivot_year) if date.short and pivot_year else date.year


def read_day(text: str) -> Read[int]:
    """One text as an integer day, from whatever origin the file uses.

    >>> read_day("17900"), read_day("2019-04-03")
    ((17900, None), (None, 'date_in_day_column'))
    """
    text = text.strip()
    if INTEGER.fullmatch(text):
        return int(re.split("[.,]", text)[0]), None
    return None, "date_in_day_column" if written(text) else "unreadable_day"


def iso(day: int) -> str:
    """A day since 1970-01-01 as ISO date.

    >>> iso(0)
    '1970-01-01'
    """
    return (EPOCH + datetime.timedelta(days=day)).isoformat()

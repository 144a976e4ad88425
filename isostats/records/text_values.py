"""One text as a value, or the rule that it breaks: dates, numbers and codes as people write them.

Year-first, dotted (always day-first) and named-month dates mean one thing, and are integer days since 1970-01-01. Dates
such as 03/04/2019 mean two: the order is decided by all date columns of the file together, and where they do not decide
it, the file is refused with a way out. So does ``1,200``, one and a fifth to half the world and twelve hundred to the
other half: it is read only where the other values of its column, or the user, say which. In codes case, spaces and
hyphens do not matter, and a few spellings mean the same.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable
from typing import Literal, TypeVar

from isostats.records.schema import EARLIEST_YEAR, SAID_UNKNOWN, Column

T = TypeVar("T")
Order = Literal["day_first", "month_first", "mixed", "ambiguous"]
EPOCH = datetime.date(1970, 1, 1)
TIME = r"(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?:Z| ?[+-]\d\d(?::?\d\d)?)?)?"
WITH_ZONE = re.compile(r".*[T ]\d{1,2}:\d\d.*?(Z| ?[+-]\d\d(?::?\d\d)?)")
IN_UTC = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(?:UTC|GMT)")
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + TIME)
COMPACT = re.compile(r"(1[89]\d\d|2[01]\d\d)(\d\d)(\d\d)")
DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})" + TIME)
SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})" + TIME)
NAMED = re.compile(r"(\d{1,2})[ -]?([A-Za-z]{3,9})\.?[ -]?(\d{4})" + TIME)
NAME_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})")
SHORT_YEAR = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d\d|\d{1,2}[ -]?[A-Za-z]{3,9}\.?[ -]?\d\d")
INTEGER = re.compile(r"[+-]?\d{1,7}(?:[.,]0+)?")
MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12,
}  # fmt: skip
MONTHS |= {name[:3]: at for name, at in MONTHS.items()} | {"sept": 9}


Read = tuple[T | None, str | None]
"""What a text says: a value, or the rule that it breaks, or neither (not recorded)."""


def latest_day() -> datetime.date:
    """The day that it is now where it is latest on earth: any day after it is in the future, wherever one reads."""
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=14)).date()


def order_of(texts: Iterable[str]) -> Order | None:
    """Whether the slashed dates among ``texts`` are day-first; None when there is none that could be read two ways.

    >>> order_of(["03/04/2019", "25/03/2019"]), order_of(["03/04/2019"]), order_of(["2019-03-04", "04/04/2019"])
    ('day_first', 'ambiguous', None)
    """
    day_first = month_first = two_ways = False
    for text in texts:
        match = SLASHED.fullmatch(text.strip())
        if match and _is_day_and_month(match):
            first, second = int(match[1]), int(match[3])
            day_first |= first > 12 >= second
            month_first |= second > 12 >= first
            two_ways |= first != second
    if day_first and month_first:
        return "mixed"
    if day_first or month_first:
        return "day_first" if day_first else "month_first"
    return "ambiguous" if two_ways else None


def _is_day_and_month(match: re.Match[str]) -> bool:
    """Whether a slashed text can be a date in either order: 13/14/2019 cannot, and says nothing of the order."""
    low, high = sorted((int(match[1]), int(match[3])))
    return 1 <= low <= 12 and high <= 31


def read_date(text: str, *, order: Order | None, iso_only: bool = False, today: datetime.date) -> Read[int]:
    """One text as a day. ``order`` is that of the file (see :func:`order_of`).

    >>> today = datetime.date(2024, 1, 1)
    >>> read_date("03APR2019", order=None, today=today) == read_date("3.4.2019", order=None, today=today)
    True
    >>> read_date("2019-02-30", order=None, today=today)
    (None, 'impossible_date')
    """
    text = text.strip()
    parts = _year_month_day(text, order, iso_only)
    if isinstance(parts, str):
        return None, parts
    try:
        date = datetime.date(*parts)
    except ValueError:
        return None, "impossible_date"
    if date.year < EARLIEST_YEAR:
        return None, "date_before_1900"
    if date > today:
        return None, "future_date"
    return (date - EPOCH).days, None


def _year_month_day(text: str, order: Order | None, iso_only: bool) -> tuple[int, int, int] | str:
    """Year, month and day, or the rule that the text breaks."""
    if match := YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := IN_UTC.fullmatch(text):  # whose midnight is a date; of any other time the zone is not known
        year, month, day = map(int, match[1].split("-"))
        return "unknown_zone" if match[2].strip("0:.") else (year, month, day)
    if match := COMPACT.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if INTEGER.fullmatch(text):
        return "unreadable_date" if re.fullmatch(r"(19|20)\d\d", text) else "integer_in_date_column"
    if iso_only:
        return "unreadable_date"
    if match := DOTTED.fullmatch(text):
        return int(match[3]), int(match[2]), int(match[1])
    if match := SLASHED.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if order in ("mixed", "ambiguous") and _is_day_and_month(match):
            return f"{order}_date_order"
        return (year, first, second) if order == "month_first" else (year, second, first)
    if (match := NAMED.fullmatch(text)) and match[2].lower() in MONTHS:
        return int(match[3]), MONTHS[match[2].lower()], int(match[1])
    if (match := NAME_FIRST.fullmatch(text)) and match[1].lower() in MONTHS:
        return int(match[3]), MONTHS[match[1].lower()], int(match[2])
    return "two_digit_year" if SHORT_YEAR.fullmatch(text) else "unreadable_date"


def read_day(text: str) -> Read[int]:
    """One text as an integer day, from whatever origin the file uses.

    >>> read_day("17900"), read_day("2019-04-03")
    ((17900, None), (None, 'date_in_day_column'))
    """
    text = text.strip()
    if INTEGER.fullmatch(text):
        return int(re.split("[.,]", text)[0]), None
    forms = (YEAR_FIRST, COMPACT, DOTTED, SLASHED, NAMED, NAME_FIRST, SHORT_YEAR)
    is_date = any(form.fullmatch(text) for form in forms)
    return None, "date_in_day_column" if is_date else "unreadable_day"


def iso(day: int) -> str:
    """A day since 1970-01-01 as ISO date.

    >>> iso(0)
    '1970-01-01'
    """
    return (EPOCH + datetime.timedelta(days=day)).isoformat()


Decimal = Literal[".", ",", "both"]
PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
COMMA_DECIMAL = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d*")
COMMA_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
DOT_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")


def decimal_of(texts: Iterable[str]) -> Decimal | None:
    """The decimal mark that a column's unambiguous values show; None when none of them shows one.

    >>> decimal_of(["70,5", "1,200"]), decimal_of(["1,200"]), decimal_of(["70.5", "1,200"]), decimal_of(["7,5", "7.5"])
    (',', None, '.', 'both')
    """
    comma = dot = False
    for text in texts:
        text = text.strip()
        could_be_comma, could_be_dot = _comma(text), _dot(text)
        if could_be_comma != could_be_dot and ("," in text or "." in text):
            comma |= could_be_comma
            dot |= could_be_dot
        elif PLAIN_NUMBER.fullmatch(text) and "." in text and not DOT_THOUSANDS.fullmatch(text):
            dot = True
    if comma and dot:
        return "both"
    return "," if comma else "." if dot else None


def _comma(text: str) -> bool:
    """The text is a number if the comma is the decimal mark."""
    return bool(COMMA_DECIMAL.fullmatch(text) or DOT_THOUSANDS.fullmatch(text))


def _dot(text: str) -> bool:
    """The text is a number if the dot is the decimal mark."""
    return bool(PLAIN_NUMBER.fullmatch(text) or COMMA_THOUSANDS.fullmatch(text))


def read_number(text: str, decimal: Decimal | None, *, whole: bool = False) -> Read[float]:
    """One text as a number; where only ``whole`` ones are, no other is one.

    >>> read_number("70,5", None), read_number("1,200", None)
    ((70.5, None), (None, 'ambiguous_number'))
    >>> read_number("1,200", "."), read_number("1.200", ","), read_number("seventy", None)
    ((1200.0, None), (1200.0, None), (None, 'not_a_number'))
    """
    text = text.strip()
    could_be_comma, could_be_dot = _comma(text), _dot(text)
    if not could_be_comma and not could_be_dot:
        return None, "not_a_number"
    if could_be_comma and could_be_dot and decimal in (None, "both") and ("," in text or decimal == "both"):
        return None, "ambiguous_number"
    with_comma = could_be_comma and (decimal == "," or not could_be_dot)
    value = float(text.replace(".", "").replace(",", ".") if with_comma else text.replace(",", ""))
    return (value, None) if math.isfinite(value) and (value.is_integer() or not whole) else (None, "not_a_number")


SHORTEST, LONG = 4, 10
"""Letters from which on a word may have a slip of the pen in it, and from which on two."""


def code_form(text: str) -> str:
    """A text in the form of a code.

    >>> code_form(" Almost-Clear ")
    'almost_clear'
    """
    return re.sub(r"[\s\-]+", "_", text.strip().lower())


def read_code(text: str, column: Column) -> Read[str]:
    """One text as (code, rule that it breaks); both None where it says that nothing is known.

    >>> from isostats.records import COURSE_COLUMNS
    >>> read_code("F", COURSE_COLUMNS["sex"]), read_code("Doxy", COURSE_COLUMNS["relapse_treatment"])
    (('female', None), (None, 'unknown_code'))
    """
    form = code_form(text)
    for code, spellings in column.codes.items():
        if form == code or form in spellings:
            return code, None
    return None, None if form in SAID_UNKNOWN else "unknown_code"


def meant(form: str, column: Column) -> str:
    """The code that a text in the form of a code can only mean, but for a slip of the pen; nothing if there is none.

    A likeness is not enough: tretinoin is not isotretinoin, and unclear is not clear. So the word begins alike, and one
    letter is wrong, missing, too many or swapped with the next; two in a long word.

    >>> from isostats.records import COURSE_COLUMNS, EVENT_COLUMNS
    >>> meant("isotretionin", EVENT_COLUMNS["kind"]), meant("tretinoin", EVENT_COLUMNS["kind"])
    ('isotretinoin', '')
    >>> meant("cleer", COURSE_COLUMNS["response"]), meant("unclear", COURSE_COLUMNS["response"])
    ('clear', '')
    """
    near = [
        (slips, code)
        for code, spellings in column.codes.items()
        for word in (code, *spellings)
        if len(word) >= SHORTEST and word[0] == form[:1]
        if (slips := _slips(form, word)) <= (1 if len(word) < LONG else 2)
    ]
    return min(near)[1] if near else ""


def hint_of_code(text: str, column: Column) -> str:
    """The end of a message: the code that a text means but for a slip of the pen, if there is one."""
    code = meant(code_form(text), column)
    return f"; did you mean '{code}'?" if code else ""


def _slips(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many or swapped."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        row = [at]
        for to, wanted in enumerate(other, 1):
            row.append(min(last[to] + 1, row[-1] + 1, last[to - 1] + (letter != wanted)))
            if before and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                row[-1] = min(row[-1], before[to - 2] + 1)
        before, last = last, row
    return last[-1]

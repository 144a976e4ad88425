"""What forms the texts of a column have: dates in which order, years of two digits, serial numbers, months without a
day, decimal signs, units. It looks, and decides nothing: who guesses a study file from it says so.

>>> forms = forms_of(["6.10.16", "30.9.18", "", None])
>>> forms.filled, forms.count("date"), forms.count("two_digit_year"), forms.example("two_digit_year")
(2, 2, 2, '6.10.16')
>>> forms_of(["62 kg", "137 lb", "70,5"], unit="kg").units, forms_of(["42649", "43373"]).likely
({'kg': 1, 'lb': 1}, 'serial')
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from isostats.records.date_texts import (
    SERIAL,
    SERIALS,
    WITH_ZONE,
    YEAR_ALONE,
    DateChoices,
    Order,
    latest_day,
    order_of,
    read_date,
    written,
    year_may_come_first,
)
from isostats.records.number_texts import Decimal, Quantity, decimal_of, quantity_of, read_number
from isostats.records.schema import BLANK, MISSING_SIGNS, Column

Form = Literal[
    "date", "iso_date", "slashed_date", "dotted_date", "named_date", "eastern_date", "two_digit_year", "month_only",
    "year_first_two_digits", "future_date", "zoned_time", "serial", "number", "whole_number", "ambiguous_number",
    "unit", "converted_unit", "by_weight", "about", "sign_of_missing", "words",
]  # fmt: skip
"""``date`` is any text that is one, in whichever form; ``serial`` a number that would be a day of 1954 to 2064 in a
spreadsheet; ``number`` a number with or without a unit; ``words`` whatever is neither date nor number nor sign. A
text may have several forms. ``year_first_two_digits`` can only be read as 16-10-06."""

MEANT = 0.8
"""The share of texts from which on a column is likely to hold what they are."""


@dataclass(frozen=True)
class Forms:
    """The forms of a column's texts: in how many cells each stands, and the first text that has it.

    ``filled`` cells hold something; ``order`` is that of its slashed dates (None: it has none), ``decimal`` that of its
    numbers; ``units`` are the units that stand in cells, as ours, with their cells; ``of_values`` are the different
    texts with their cells, for codes; ``unclear_year`` says that years of two digits may come first (dates = "iso").
    """

    filled: int
    counts: Mapping[Form, int]
    examples: Mapping[Form, str]
    order: Order | None
    decimal: Decimal | None
    units: Mapping[str, int] = field(default_factory=dict)
    of_values: Mapping[str, int] = field(default_factory=dict)
    unclear_year: bool = False

    def count(self, form: Form) -> int:
        """The cells that have that form."""
        return self.counts.get(form, 0)

    def example(self, form: Form) -> str:
        """The first text that has that form; nothing where none has."""
        return self.examples.get(form, "")

    def share(self, form: Form) -> float:
        """The part of the filled cells that have that form, but for signs of *not recorded*."""
        telling = self.filled - self.count("sign_of_missing")
        return self.count(form) / telling if telling else 0.0

    @property
    def likely(self) -> Literal["date", "serial", "number", "words", "empty"]:
        """What the column holds, by far the most of its cells; a column of serial numbers may be one of numbers."""
        if self.filled == self.count("sign_of_missing"):
            return "empty"
        if self.share("date") >= MEANT:
            return "date"
        if self.share("serial") >= MEANT:
            return "serial"
        return "number" if self.share("number") >= MEANT else "words"

    def settings(self, *, pivot_year: int | None = None, date_system: int = 1900) -> dict[str, object]:
        """The keys of [data] without which these dates are not read, with the values that are likeliest.

        ``pivot_year`` is for years of two digits, this year if none is given; ``date_system`` what the workbook says.

        >>> forms_of(["10/2016", "2/17"]).settings(pivot_year=2026)
        {'month_day': 15}
        """
        needed: dict[str, object] = {}
        if self.count("two_digit_year") or self.count("year_first_two_digits"):
            needed["pivot_year"] = pivot_year or latest_day().year
        if self.count("month_only"):
            needed["month_day"] = 15
        if self.likely == "serial":
            needed["excel_dates"] = date_system
        return needed


def forms_of(
    texts: Iterable[str | None] | Mapping[str, int], *, unit: str = "", today: datetime.date | None = None
) -> Forms:
    """The forms of the cells of a column, given one by one or as the different texts with their counts.

    A date of two orders is looked at as that of the column's others, or as day-first: ask ``order`` before it is read.
    ``unit`` is that of our column, where it is known: kg, mg, "mg per day", days, capsules. Dates after ``today`` (now)
    are told.
    """
    cells = Counter[str]()
    for each, times in texts.items() if isinstance(texts, Mapping) else Counter(texts).items():
        if each is not None and (text := str(each).strip(BLANK)):
            cells[text] += times
    doses = Column("", "number", "", unit="mg per day", per="weight_kg")
    others = [replace(doses, unit=each, per="") for each in ("kg", "days", "capsules")]
    columns = [replace(doses, unit=unit)] if unit else [doses, *others]
    order = order_of(cells)
    looked_at: Order = "month_first" if order == "month_first" else "day_first"
    choices = DateChoices(None, looked_at, pivot_year=2026, month_day=15)
    counts, examples, units = Counter[Form](), dict[Form, str](), Counter[str]()
    numbers, now = [], today or latest_day()
    for text, rows in cells.items():
        quantity = quantity_of(text, *columns)
        number = quantity.number if quantity else text
        numbers.append(number)
        if quantity and quantity.meaning:
            units[quantity.meaning.unit] += rows
        of_both = (*_of_dates(text, choices, now), *_of_numbers(number, quantity))
        for form in of_both or (_others(text),):
            counts[form] += rows
            examples.setdefault(form, text)
    decimal, unclear = decimal_of(numbers), year_may_come_first(cells)
    return Forms(cells.total(), counts, examples, order, decimal, dict(units), cells, unclear)


def _of_dates(text: str, choices: DateChoices, today: datetime.date) -> Iterator[Form]:
    """The forms of a date."""
    date = written(text)
    if date is None:
        if (match := SERIAL.fullmatch(text)) and int(match[1]) in SERIALS and not YEAR_ALONE.fullmatch(text):
            yield "serial"
        return
    day, problem = read_date(text, choices)
    if day is None:
        if problem == "impossible_date" and date.short and written(text, iso_only=True):
            yield "year_first_two_digits"
        return
    yield "date"
    yield _NAMES[date.form]
    if date.short:
        yield "two_digit_year"
    if date.second is None:
        yield "month_only"
    if day > (today - datetime.date(1970, 1, 1)).days:
        yield "future_date"
    if WITH_ZONE.fullmatch(text):
        yield "zoned_time"


_NAMES: dict[str, Form] = {
    "year_first": "iso_date", "slashed": "slashed_date", "dotted": "dotted_date", "named": "named_date",
    "eastern": "eastern_date",
}  # fmt: skip


def _of_numbers(number: str, quantity: Quantity | None) -> Iterator[Form]:
    """The forms of a number, which may have a unit."""
    value, problem = read_number(number, None)
    if value is None and problem != "ambiguous_number":
        return
    yield "number"
    if problem:
        yield "ambiguous_number"
    if value is not None and value.is_integer():
        yield "whole_number"
    if quantity and quantity.about:
        yield "about"
    if quantity and quantity.meaning:
        yield "unit"
        if quantity.meaning.by_weight:
            yield "by_weight"
        elif quantity.meaning.factor != 1.0:
            yield "converted_unit"


def _others(text: str) -> Form:
    return "sign_of_missing" if text.lower() in MISSING_SIGNS else "words"

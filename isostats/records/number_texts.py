"""One text as a number, or the rule that it breaks; with the unit beside it, where it has one.

``1,200`` is one and a fifth to half the world and twelve hundred to the other half: it is read only where the other
values of its column, or the user, say which.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from isostats.records.date_texts import Read
from isostats.records.schema import Column
from isostats.records.unit_words import Meaning, meaning

Decimal = Literal[".", ",", "both"]
PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
COMMA_DECIMAL = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d*")
COMMA_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
DOT_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")
ABOUT = (
    "ca|circa|cca|c|approximately|approx|about|around|etwa|ungefähr|ungef|env|environ|aprox|aproximadamente|unos|"
    "cerca de|około|ong|ongeveer|およそ"
)
QUANTITY = re.compile(rf"((?:(?:{ABOUT})\b\.?|約|[~≈∼])\s*)?([+-]?\d[\d.,]*)\s*([^\d\s<>=±?][^<>=±?]*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Quantity:
    """A number as it is written, with what stands beside it: what its unit means in its column, and "about"."""

    number: str
    meaning: Meaning | None = None
    about: bool = False


def quantity_of(text: str, *columns: Column) -> Quantity | None:
    """A number with a unit that its column (one of several, in turn) may have, or said to be about so much; None for
    anything else.

    >>> from isostats.records import COURSE_COLUMNS
    >>> quantity_of("ca. 40 mg", COURSE_COLUMNS["daily_dose_mg"])
    Quantity(number='40', meaning=Meaning(unit='mg per day', factor=1.0, by_weight=False), about=True)
    >>> weight = COURSE_COLUMNS["weight_kg"]
    >>> quantity_of("137 lb", weight).meaning.factor, quantity_of("62", weight), quantity_of("20 mg", weight)
    (0.45359237, None, None)
    """
    match = QUANTITY.fullmatch(text)
    if not match or not (match[1] or match[3]):
        return None
    meanings = (meaning(match[3], each.unit, by_weight=bool(each.per)) for each in columns if match[3])
    known = next(filter(None, meanings), None)
    return Quantity(match[2], known, bool(match[1])) if known or not match[3] else None


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

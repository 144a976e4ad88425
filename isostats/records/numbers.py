"""Numbers as people write them: decimal point or comma, thousands marks, and the one form that is refused.

``1,200`` is one and a fifth to half the world and twelve hundred to the other half. It is read only where the other
values of its column, or the user, say which.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Literal

Decimal = Literal[".", ",", "both"]
PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
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
        elif PLAIN.fullmatch(text) and "." in text and not DOT_THOUSANDS.fullmatch(text):
            dot = True
    if comma and dot:
        return "both"
    return "," if comma else "." if dot else None


def _comma(text: str) -> bool:
    """The text is a number if the comma is the decimal mark."""
    return bool(COMMA_DECIMAL.fullmatch(text) or DOT_THOUSANDS.fullmatch(text))


def _dot(text: str) -> bool:
    """The text is a number if the dot is the decimal mark."""
    return bool(PLAIN.fullmatch(text) or COMMA_THOUSANDS.fullmatch(text))


def read_number(text: str, decimal: Decimal | None) -> float | str:
    """One text as a number, or the rule that it breaks.

    >>> read_number("70,5", None), read_number("1,200", None), read_number("1,200", "."), read_number("1.200", ",")
    (70.5, 'ambiguous_number', 1200.0, 1200.0)
    >>> read_number("seventy", None)
    'not_a_number'
    """
    text = text.strip()
    could_be_comma, could_be_dot = _comma(text), _dot(text)
    if not could_be_comma and not could_be_dot:
        if re.fullmatch(r"[+-]?\d+", text):
            return float(text)
        return "not_a_number"
    with_comma = could_be_comma and (decimal == "," or not could_be_dot)
    if could_be_comma and could_be_dot and decimal in (None, "both") and ("," in text or decimal == "both"):
        return "ambiguous_number"
    plain = text.replace(".", "").replace(",", ".") if with_comma else text.replace(",", "")
    value = float(plain)
    return value if math.isfinite(value) else "not_a_number"

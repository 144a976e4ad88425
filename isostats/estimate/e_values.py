"""How strong an unmeasured confounder would have to be: the E-value of a risk ratio."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan, sqrt

from isostats.errors import EstimateError
from isostats.words.html import card
from isostats.words.numbers import decimal_text


@dataclass(frozen=True, repr=False)
class EValue:
    """The E-value of a risk ratio (``estimate``) and of the limit nearer to 1 (``limit``); 1 where 1 is within."""

    estimate: float
    limit: float

    def __repr__(self) -> str:
        return f"E-value {decimal_text(self.estimate, 2)}, of the limit {decimal_text(self.limit, 2)}"

    def _repr_html_(self) -> str:
        return card("E-value", [repr(self)])


def e_value(ratio: float, *, lower: float = nan, upper: float = nan) -> EValue:
    """How strong an unmeasured confounder must be to explain a risk ratio away (VanderWeele and Ding 2017).

    It would have to go with the group, and with the outcome, by a risk ratio of at least R + sqrt(R (R - 1)) each,
    beyond what was adjusted for; R is the ratio, or its inverse where that is below 1. ``limit`` is the same of the
    limit nearer to 1, and 1 where the limits hold 1. NaN where there is none. Raises EstimateError for a ratio of 0 or
    less, and for limits that do not hold it.

    >>> e_value(3.9, lower=1.8, upper=8.7)
    E-value 7.26, of the limit 3.00
    """
    if ratio <= 0 or lower < 0 or upper <= 0:
        raise EstimateError(f"A risk ratio and its limits are above 0, not {ratio} ({lower} to {upper}).")
    if lower > ratio or upper < ratio:
        raise EstimateError(f"The limits {lower} to {upper} do not hold {ratio}. Give all three of one ratio.")
    nearer = lower if ratio >= 1 else upper
    crossed = lower <= 1 <= upper
    return EValue(_needed(ratio), 1.0 if crossed else _needed(nearer))


def _needed(ratio: float) -> float:
    if isnan(ratio):
        return nan
    above = max(ratio, 1 / ratio)
    return above + sqrt(above * (above - 1))

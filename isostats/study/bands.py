"""Groups as they are asked for: a column, bands of a number, or two columns together; texts read into frozen values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import inf

from isostats.errors import StudyError
from isostats.vocabulary.group_names import together
from isostats.words.numbers import number_text

_N = r"-?\d+(?:\.\d+)?"
_FROM_TO = re.compile(rf"(>?)({_N})-(<?)({_N})")
_ONE_SIDED = re.compile(rf"(<=|>=|<|>)?({_N})")
_EXAMPLE = '"age: <12, 12-15, 16-17, 18-25, >=26"'


@dataclass(frozen=True)
class Band:
    """The numbers from ``low`` to ``high``, either end in it or not, under a ``label``."""

    text: str
    label: str
    low: float = -inf
    high: float = inf
    with_low: bool = False
    with_high: bool = False

    def sql(self, value: str) -> str:
        """SQL: whether a value is in it."""
        low = f"{value} {'>=' if self.with_low else '>'} {number(self.low)}" if self.low > -inf else ""
        high = f"{value} {'<=' if self.with_high else '<'} {number(self.high)}" if self.high < inf else ""
        return " AND ".join(part for part in (low, high) if part)


@dataclass(frozen=True)
class Part:
    """A column with its bands, in their order; without any its values are the groups."""

    column: str
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Grouping:
    """What people are split by: one column, or two together. ``name`` stands before the = of every group."""

    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        """The columns, such as sex & site."""
        return together(part.column for part in self.parts)


def read_grouping(text: str) -> Grouping:
    """The grouping that a text asks for: a column, ``column: band, band, ...``, or two of them joined by ``&``.

    A band is ``<12``, ``<=12``, ``12-15`` (both ends in it), ``12-<15``, ``>12-15``, ``>=26``, ``>26`` or one number,
    and may have a label of its own: ``<18 = minors``. Raises StudyError for what is none, for bands that overlap, and
    for two of one label.

    >>> read_grouping("age: <18 = minors, >=18").parts[0].bands[0].label
    'minors'
    >>> read_grouping("sex & age: <18, >=18").name
    'sex & age'
    """
    grouping = Grouping(tuple(_part(text, part) for part in text.split("&")))
    if len({part.column for part in grouping.parts}) < len(grouping.parts):
        raise StudyError(f"'{text}' has one column twice. Two different columns make a group together.")
    if len(grouping.parts) > 2:
        raise StudyError(f"'{text}' joins {len(grouping.parts)} columns. Two at most make a group together.")
    return grouping


def _part(whole: str, text: str) -> Part:
    column, colon, listed = (side.strip() for side in text.partition(":"))
    if not column or (colon and not listed):
        raise StudyError(f"'{whole}' names no column or no band. Write it as {_EXAMPLE}, or name a column alone.")
    bands = tuple(_band(whole, each) for each in listed.split(",")) if colon else ()
    for one, two in combinations(bands, 2):
        if both := _overlap(one, two):
            raise StudyError(f"'{whole}': the bands {one.text} and {two.text} overlap, both hold {both}. Move an end.")
        if one.label == two.label:
            raise StudyError(f"'{whole}': two bands are called '{one.label}'. Give each a name of its own.")
    return Part(column, bands)


def _band(whole: str, text: str) -> Band:
    written, mark, label = (side.strip() for side in _named(text))
    shown = re.sub(r"\s*(to|–)\s*", "-", re.sub(r"\s+", " ", written)).replace(" ", "")
    shown = shown.replace("≤", "<=").replace("≥", ">=")
    label = label if mark else shown
    if (match := _FROM_TO.fullmatch(shown)) and label:
        low, high = float(match[2]), float(match[4])
        if low < high or (low == high and not match[1] and not match[3]):
            return Band(shown, label, low, high, not match[1], not match[3])
    elif (match := _ONE_SIDED.fullmatch(shown)) and label:
        sign, value = match[1], float(match[2])
        if not sign:
            return Band(shown, label, value, value, True, True)
        ends = {"high": value, "with_high": "=" in sign} if "<" in sign else {"low": value, "with_low": "=" in sign}
        return Band(shown, label, **ends)  # type: ignore[arg-type]
    raise StudyError(
        f"'{whole}': '{text.strip()}' is no band. Bands are written as {_EXAMPLE}; both ends of 12-15 are in it, "
        "of 12-<15 the lower one."
    )


def _named(text: str) -> tuple[str, str, str]:
    """A band, and after an = that is no part of it the label."""
    match = re.search(r"(?<![<>])=", text)
    return (text[: match.start()], "=", text[match.end() :]) if match else (text, "", "")


def _overlap(one: Band, two: Band) -> str:
    """The numbers that are in both, in words; empty where none is."""
    low, high = max(one.low, two.low), min(one.high, two.high)
    if low < high:
        ends = [number_text(each) for each in (low, high) if abs(each) < inf]
        return " to ".join(ends) if len(ends) == 2 else f"numbers {'from' if low > -inf else 'up to'} {ends[0]}"
    inside = all(each.low < low or each.with_low for each in (one, two)) and all(
        each.high > high or each.with_high for each in (one, two)
    )
    return number_text(low) if low == high and inside else ""


def number(value: float) -> str:
    """A number as SQL and bands write it: a whole one without decimals.

    >>> number(12.0), number(0.5)
    ('12', '0.5')
    """
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def between(cuts: list[float]) -> Iterator[str]:
    """Bands without holes that meet at these numbers, as texts.

    >>> ", ".join(between([50, 70]))
    '<50, 50-<70, >=70'
    """
    texts = [number(cut) for cut in cuts]
    yield f"<{texts[0]}"
    yield from (f"{low}-<{high}" for low, high in pairwise(texts))
    yield f">={texts[-1]}"


def split_list(text: str) -> list[str]:
    """Groups as a flag lists them: a piece that is a band goes on with the one before it.

    >>> split_list("sex,age: <12, 12-15, >=16,site")
    ['sex', 'age: <12, 12-15, >=16', 'site']
    """
    groups: list[str] = []
    for piece in (each.strip() for each in text.split(",")):
        if groups and ":" in groups[-1] and re.match(rf"[<>≤≥]|{_N}", piece):
            groups[-1] += f", {piece}"
        elif piece:
            groups.append(piece)
    return groups

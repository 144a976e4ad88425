"""What stands in a cell: numbers, which are written only when the table is, so that a journal's style can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from math import isfinite, isnan, nan
from typing import Any, ClassVar

from isostats.errors import StudyError
from isostats.vocabulary import names as v
from isostats.words.english import between, bounded
from isostats.words.hidden_signs import without_hidden
from isostats.words.journals import number_style
from isostats.words.numbers import (
    MISSING,
    count_text,
    in_words,
    measured_text,
    p_text,
    people_equal,
    people_text,
    percent,
    range_text,
    ratio_text,
    share_text,
    signed_points,
    signed_text,
)
from isostats.words.small_counts import few_people


@dataclass(frozen=True)
class Number:
    """A cell of numbers: ``text`` is how it is written, ``parts`` are its numbers by name; the main one has none.

    ``in_words`` is for a kind that is written in words, and so stands on the left.
    """

    in_words: ClassVar[bool] = False

    @property
    def text(self) -> str:
        """The numbers as the page and the paper have them."""
        raise NotImplementedError

    @property
    def parts(self) -> dict[str, Any]:
        """The numbers as they were estimated; what does not exist is missing."""
        return {name: value for name, value in vars(self).items() if name not in NOT_NUMBERS}


NOT_NUMBERS = ("digits", v.BOUND, "ends")
"""How a number is written is none."""
Cell = str | Number


def text_of(cell: Cell) -> str:
    """A cell as it is written."""
    return without_hidden(cell) if isinstance(cell, str) else cell.text


def _counted(n: float) -> float | None:
    return None if not isfinite(n) else int(n) if n == int(n) else n


@dataclass(frozen=True)
class Count(Number):
    """How many; a dash where there is none."""

    n: float

    @property
    def text(self) -> str:
        """With separators."""
        return people_text(self.n)

    @property
    def parts(self) -> dict[str, Any]:
        """The count itself, a whole number unless it is weighted."""
        few = few_people()
        return {"": few.label_of(self.n) if few.holds(self.n) else _counted(self.n)}


@dataclass(frozen=True)
class GroupHead(Number):
    """The head of a column of a group, with how many are in it."""

    group: str
    n: float

    @property
    def text(self) -> str:
        """The name, and the count in brackets."""
        return f"{self.group} ({people_equal(v.N, self.n)})"


@dataclass(frozen=True)
class PHead(Number):
    """The head of a column of p values, with the words before and after it: a journal calls it *P* value, say."""

    before: str = ""
    after: str = ""
    in_words: ClassVar[bool] = True

    @property
    def text(self) -> str:
        """The letter alone or, as a journal has it, with *value*."""
        style = number_style()
        return f"{self.before} {style.p}{'' if style.journal == 'plain' else ' value'} {self.after}".strip()

    @property
    def slanted(self) -> str:
        """The letter, where the journal sets it in italics."""
        return number_style().p if number_style().p_italic else ""


@dataclass(frozen=True)
class Horizon(Number):
    """A day after the end of the course, with words before it."""

    days: float
    before: str = ""
    in_words: ClassVar[bool] = True

    @property
    def text(self) -> str:
        """In words: one year, six months."""
        return f"{self.before} {in_words(round(self.days))}".strip()

    @property
    def parts(self) -> dict[str, Any]:
        """The days."""
        return {"days": _counted(self.days)}


@dataclass(frozen=True)
class Limited(Number):
    """An estimate with its limits, each as ``written``; ``status`` says why there is none, ``bound`` of what it is one
    end alone. ``ends`` are the least and the most that it can be, with what came unseen: where the estimate may be too
    low or too high, they are written.
    """

    estimate: float
    lower: float
    upper: float
    status: str = v.OK
    bound: str = ""
    ends: tuple[float, float] | None = None

    @staticmethod
    def written(value: float) -> str:
        """The estimate, or a limit."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """The estimate with its limits, that there are none, or the reason why there is no estimate."""
        if self.status != v.OK:
            return v.STATUS_LABELS[self.status]
        if self.bound == v.IF_NONE_UNSEEN and self.ends is not None:
            return between(self.ends, self.written)
        exist = not (isnan(self.lower) or isnan(self.upper))
        limits = range_text(self.written(self.lower), self.written(self.upper)) if exist else "no limits exist"
        return bounded(f"{self.written(self.estimate)} ({limits})", self.bound)


@dataclass(frozen=True)
class Share(Limited):
    """A share with its limits, as fractions; in per cent, the header saying so."""

    written = staticmethod(share_text)


@dataclass(frozen=True)
class Points(Limited):
    """A difference of two shares with its limits, as fractions; in percentage points with their signs."""

    written = staticmethod(signed_points)


@dataclass(frozen=True)
class Days(Limited):
    """A difference in days with its limits; whole days with their signs."""

    @staticmethod
    def written(value: float) -> str:
        """A whole number with its sign."""
        return signed_text(value, 0)


@dataclass(frozen=True)
class Ratio(Limited):
    """A ratio with its limits, all to the precision that shows on which side of 1 they lie."""

    @property
    def text(self) -> str:
        """Estimate and limits, or the reason why there is none."""
        if self.status != v.OK:
            return super().text
        return bounded(ratio_text(self.estimate, self.lower, self.upper), self.bound)


@dataclass(frozen=True)
class MeanCount(Limited):
    """A mean count with its limits, each with two decimals; of a mean of 0 no limits exist on the log scale."""

    @staticmethod
    def written(value: float) -> str:
        """Two decimals."""
        return ratio_text(value)


NO_SHARE = Share(nan, nan, nan, v.NOT_ESTIMABLE)
"""Where there is nothing that could be estimated."""


@dataclass(frozen=True)
class Percent(Number):
    """A share in per cent without limits, the header saying so; ``bound`` says of what it is one end alone."""

    share: float
    bound: str = ""

    @property
    def text(self) -> str:
        """One decimal."""
        return bounded(share_text(self.share), self.bound)

    @property
    def parts(self) -> dict[str, Any]:
        """The share, as a fraction."""
        return {"": self.share}


@dataclass(frozen=True)
class PValue(Number):
    """A p value; a dash where there is none."""

    p: float = nan

    @property
    def text(self) -> str:
        """As journals print it."""
        return p_text(self.p)

    @property
    def parts(self) -> dict[str, Any]:
        """The p itself."""
        return {"": self.p}


@dataclass(frozen=True)
class Measure(Number):
    """A measured value; without ``digits`` it is a whole number with separators."""

    value: float
    digits: int | None = 1

    @property
    def text(self) -> str:
        """With its decimals, or a dash."""
        return measured_text(self.value, self.digits)

    @property
    def parts(self) -> dict[str, Any]:
        """The value itself."""
        return {"": self.value}


@dataclass(frozen=True)
class Quartiles(Number):
    """A median with its quartiles."""

    median: float
    lower_quartile: float
    upper_quartile: float
    digits: int | None = 1

    @property
    def text(self) -> str:
        """The median, the quartiles in brackets."""
        if not isfinite(self.median):
            return MISSING
        median, low, high = (
            measured_text(each, self.digits) for each in (self.median, self.lower_quartile, self.upper_quartile)
        )
        return f"{median} ({range_text(low, high)})"


@dataclass(frozen=True)
class Mean(Number):
    """A mean with its standard deviation or, where ``of_estimate``, its standard error: one of 0 says nothing.

    ``bound`` says of what it is one end alone.
    """

    mean: float
    spread: float
    digits: int | None = 1
    spread_digits: int | None = 1
    of_estimate: bool = False
    bound: str = ""

    @property
    def text(self) -> str:
        """The mean, its spread in brackets."""
        if not isfinite(self.mean):
            return MISSING
        mean = measured_text(self.mean, self.digits)
        if self.of_estimate and not self.spread > 0:
            return bounded(mean, self.bound)
        spread = measured_text(self.spread, self.spread_digits)
        return bounded(f"{mean} ({'SE ' * self.of_estimate}{spread})", self.bound)

    @property
    def parts(self) -> dict[str, Any]:
        """The mean, and its standard error or deviation."""
        return {"mean": self.mean, v.STD_ERROR if self.of_estimate else "deviation": self.spread}


@dataclass(frozen=True)
class PartOf(Number):
    """How many of those of whom it is known."""

    n: float
    known: float

    @property
    def text(self) -> str:
        """The count, and its percentage in brackets."""
        return f"{count_text(self.n)} ({percent(self.n / self.known)})" if self.known else MISSING

    @property
    def parts(self) -> dict[str, Any]:
        """Both counts."""
        return {"n": _counted(self.n), "known": _counted(self.known)}


KINDS: Mapping[str, type[Number]] = {
    kind.__name__: kind for kind in (*Number.__subclasses__(), *Limited.__subclasses__()) if kind is not Limited
}
"""Every kind of cell, by its name in a folder."""


def as_data(cell: Cell) -> Any:
    """A cell as JSON holds it: a text, or its kind and its numbers."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Count) and few_people().holds(cell.n):  # no number that a reader might take for the count
        return cell.text
    fields = {name: _plain(value) for name, value in vars(cell).items()}
    return {"kind": type(cell).__name__, **fields}


def _plain(value: Any) -> Any:
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    number = float(value)
    return None if isnan(number) else "Infinity" if number > 0 and not isfinite(number) else number


def of_data(data: Any) -> Cell:
    """A cell again from what JSON held. Raises StudyError for what is no cell."""
    if isinstance(data, str):
        return data
    try:
        fields = dict(data)
        kind = KINDS[fields.pop("kind")]
        of = {each.name: str(each.type) for each in dataclass_fields(kind)}
        return kind(**{name: _number(name, value, of[name]) for name, value in fields.items()})
    except (KeyError, TypeError, ValueError):
        raise StudyError(f"{data!r} is no cell of a table of isostats.") from None


def _number(name: str, value: Any, kind: str) -> Any:
    if "tuple" in kind:
        return None if value is None else tuple(_number(name, each, "float") for each in value)
    if "float" in kind and not (value is None or value == "Infinity" or isinstance(value, int | float)):
        raise ValueError("no number")
    if name.endswith("digits"):
        return None if value is None else int(value)
    return nan if value is None else float("inf") if value == "Infinity" else value

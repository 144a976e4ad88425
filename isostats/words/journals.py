"""How journals set numbers: the decimal mark, thousands, limits, and p values; which style is in force now.

``words/numbers.py`` reads the style in force and is the only code that writes by it. Within
``with numbers_as("jama"):`` every number of a figure or a table is set as that journal sets it; outside, and in the
``plain`` style, nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from isostats.errors import EstimateError, nearest

Journal = Literal["plain", "jama", "lancet", "bmj", "nature"]
HARD_SPACE = "\u00a0"


@dataclass(frozen=True)
class NumberStyle:
    """How one journal sets numbers. ``p`` is the letter and ``equals`` what stands around a sign after it.

    ``p_figures``: three decimals below 0.1 (``plain``), as the AMA Manual has it (``ama``), or two significant digits
    in at most four decimals (``significant``). ``thousands`` separate groups of three from ``thousands_from`` on.
    """

    journal: Journal = "plain"
    decimal: str = "."
    minus: str = "-"
    thousands: str = ","
    thousands_from: int = 1_000
    between: str = " to "
    interval: str = "CI"
    before_limits: str = " "
    limits_in_percent: bool = True
    p: str = "p"
    p_space: str = " "
    p_italic: bool = False
    p_leading_zero: bool = True
    p_figures: Literal["plain", "ama", "significant"] = "plain"

    def set(self, text: str) -> str:
        """A number that was written with Python's marks, with those of the journal.

        >>> STYLES["lancet"].set("1,204.5"), STYLES["jama"].set("-12,040"), PLAIN.set("1,204.5")
        ('1204·5', '−12\xa0040', '1,204.5')
        """
        whole, point, decimals = text.partition(".")
        if "," in whole and len(whole.replace(",", "").lstrip("+-")) < len(str(self.thousands_from)):
            whole = whole.replace(",", "")
        return whole.translate(self._marks) + (point and self.decimal) + decimals

    @cached_property
    def _marks(self) -> dict[int, str]:
        return str.maketrans({"-": self.minus, ",": self.thousands})

    def p_digits(self, value: float) -> tuple[str, str]:
        """The sign before a p value that is too small or too large to be written, and its digits in Python's marks.

        >>> [STYLES["jama"].p_digits(p)[1] for p in (0.034, 0.0034, 0.046, 0.0497, 0.34, 0.999)]
        ['0.03', '0.003', '0.046', '0.0497', '0.34', '0.99']
        >>> [STYLES["lancet"].p_digits(p)[1] for p in (0.00034, 0.0034, 0.034, 0.34)]
        ['0.0003', '0.0034', '0.034', '0.34']
        >>> [PLAIN.p_digits(p) for p in (0.0497, 0.04997, 0.0503)]
        [('', '0.0497'), ('', '0.04997'), ('', '0.0503')]
        """
        least = 0.0001 if self.p_figures == "significant" else 0.001
        if value < least:
            return "<", f"{least:g}"
        if self.p_figures != "plain" and value > 0.99:
            return ">", "0.99"
        if 0.0495 <= value < 0.0505 and value != 0.05:  # as many digits as tell the side of 0.05
            return "", next(text for n in range(4, 18) if float(text := f"{value:.{n}f}") != 0.05)
        if self.p_figures == "significant":  # two digits, in at most four decimals
            return "", f"{value:.{2 if value >= 0.0995 else 3 if value >= 0.00995 else 4}f}"
        if self.p_figures == "ama":  # two decimals; three below 0.01, and where two would hide the side of 0.05
            return "", f"{value:.{3 if value < 0.00995 or 0.045 <= value < 0.05 else 2}f}"
        return "", f"{value:.{3 if value < 0.0995 else 2}f}"


PLAIN = NumberStyle()
STYLES: dict[Journal, NumberStyle] = {
    "plain": PLAIN,
    "jama": NumberStyle(
        "jama", minus="−", thousands=HARD_SPACE, thousands_from=10_000, between="-", before_limits=", ", p="P",
        p_italic=True, p_leading_zero=False, p_figures="ama",
    ),
    "lancet": NumberStyle(
        "lancet", decimal="·", minus="−", thousands=HARD_SPACE, thousands_from=10_000, between="–",
        limits_in_percent=False, p_space="", p_figures="significant",
    ),
    "bmj": NumberStyle(
        "bmj", minus="−", thousands=HARD_SPACE, thousands_from=10_000, interval="confidence interval", p="P",
        p_space="",
    ),
    "nature": NumberStyle("nature", minus="−", between="–", p="P", p_italic=True),
}  # fmt: skip

_style: ContextVar[NumberStyle] = ContextVar("number_style", default=PLAIN)


def number_style() -> NumberStyle:
    """The style in force."""
    return _style.get()


def style_of(journal: str) -> NumberStyle:
    """The style of a journal by its name.

    >>> style_of("lancet").decimal
    '·'
    >>> style_of("lancett")
    Traceback (most recent call last):
    isostats.errors.EstimateError: No journal 'lancett'; did you mean 'lancet'? Numbers are set as: plain, jama, lancet, bmj, nature.
    """  # noqa: E501
    for name, style in STYLES.items():
        if name == journal:
            return style
    known = list(STYLES)
    raise EstimateError(
        f"No journal {journal!r}{nearest(str(journal), known) or '.'} Numbers are set as: {', '.join(known)}."
    )


@contextmanager
def numbers_as(journal: str) -> Iterator[NumberStyle]:
    """Numbers as this journal sets them, for the length of a ``with``; raises EstimateError for an unknown one."""
    token = _style.set(style_of(journal))
    try:
        yield _style.get()
    finally:
        _style.reset(token)

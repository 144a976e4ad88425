"""The title, caption and alt text that a figure carries with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIMULATED = "SIMULATED records: these are not real patients."


@dataclass(frozen=True)
class Words:
    """What is said about a figure: a title, a caption for print, and alt text for those who cannot see it."""

    title: str
    caption: str
    alt: str


def attach(figure: Figure, title: str, caption: Iterable[str], alt: Iterable[str], *, simulated: bool) -> Figure:
    """Settle the figure and give it its words, without the empty ones; simulated records are called so in both."""
    from isostats.figures.style import settle

    warning = [SIMULATED] if simulated else []
    letters = settle(figure)
    vars(figure)["isostats_words"] = Words(
        title=title,
        caption=" ".join(s.strip() for s in [f"{title}.", *caption, letters, *warning] if s.strip()),
        alt=" ".join(s.strip() for s in [*alt, *warning] if s.strip()),
    )
    return figure


def describe(figure: Figure) -> Words:
    """The title, caption and alt text of a figure made by :mod:`isostats.figures`.

    Raises:
        TypeError: the figure was not made here, so nothing is known about it.
    """
    words: Words | None = vars(figure).get("isostats_words")
    if words is None:
        raise TypeError("describe() needs a figure made by isostats.figures; this one carries no description.")
    return words

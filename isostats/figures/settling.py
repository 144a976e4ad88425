"""A drawn figure settled: its ticks and texts made while the style holds, in the language that is spoken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from isostats.figures.letters import about_letters, families_for
from isostats.figures.matplotlib_settings import styled
from isostats.figures.style import FAMILY
from isostats.words.language import ENGLISH, spoken, translated

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axis import Axis
    from matplotlib.text import Text


def settle(drawn: Artist) -> str:
    """Make every tick and text now, in the language that is spoken, while the style holds: matplotlib makes them late.

    Returns a sentence on names whose letters are not in the own fonts; nothing where all are.
    """
    from matplotlib.axis import Axis

    with styled():
        for axis in drawn.findobj(Axis) if spoken() != ENGLISH else ():
            _translate_ticks(axis)
        texts = list(texts_of(drawn))
        for text in texts:
            text.set_text(translated(text.get_text()))
            borrowed = families_for(text.get_text(), FAMILY)
            if borrowed:
                text.set_fontfamily([*FAMILY, *borrowed])
        lines = [line for text in texts for line in text.get_text().split("\n")]
        return about_letters(lines, FAMILY, advice=False)


def _translate_ticks(axis: Axis) -> None:
    """Ticks that were given words get those of the language: they are written anew whenever a figure is drawn."""
    from matplotlib.ticker import FixedLocator

    if not isinstance(axis.get_major_locator(), FixedLocator):
        return
    labels = [label.get_text() for label in axis.get_ticklabels()]
    if any(labels) and [*map(translated, labels)] != labels:
        axis.set_ticklabels([*map(translated, labels)])


def texts_of(artist: Artist) -> Iterator[Text]:
    """Every text that is drawn. Axes that exist to hold text have no ticks, and asking for them would make them."""
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.text import Text

    if isinstance(artist, Text):
        yield artist
    if isinstance(artist, Axis):
        artist.get_ticklabels()
    for child in artist.get_children():
        if not (isinstance(artist, Axes) and not artist.axison and isinstance(child, Axis)):
            yield from texts_of(child)

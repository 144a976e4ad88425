"""What stands around a drawn figure: its title, the type of its journal, and room made at the top and the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from isostats.figures.looks import JOURNALS, look
from isostats.figures.style import SMALL_PT, TEXT_PT, Page, wrap

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

TITLE_MM = 3.8
"""Height of a line of the title, which is of the larger size and bold."""


def finished_look(figure: Figure) -> Figure:
    """The figure in the type of its journal, with the title that was asked for above it; into ``ax`` neither."""
    like = look()
    if like.ax is not None:
        return figure
    set_type(figure)
    if like.title:
        lines = wrap(like.title, (Page(figure).size[0] - 4.0) * SMALL_PT / TEXT_PT * 0.95, lines=3)
        grow(figure, above=TITLE_MM * len(lines) + 1.5)
        across, down = Page(figure).size
        for i, line in enumerate(lines):
            figure.text(2.0 / across, 1 - (1.5 + TITLE_MM * i) / down, line, va="top", weight="bold",
                        fontsize=JOURNALS[like.journal].text, label="title")  # fmt: skip
    return figure


def set_type(drawn: Artist) -> None:
    """The sizes of type in which the journal sets figures, in place of ours."""
    set_in = JOURNALS[look().journal]
    sizes = {TEXT_PT: set_in.text, SMALL_PT: set_in.small}
    if any(size != usual for usual, size in sizes.items()):
        from matplotlib.text import Text

        for text in drawn.findobj(Text):
            assert isinstance(text, Text)
            text.set_fontsize(sizes.get(float(text.get_fontsize()), float(text.get_fontsize())))


def grow(figure: Figure, *, above: float = 0.0, below: float = 0.0) -> None:
    """Make room at the top and at the bottom, in mm; what stands there keeps its size and place in mm."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    across, down = Page(figure).size
    height = down + above + below

    def moved(y: Any) -> float:
        return (float(y) * down + below) / height

    for axes in figure.axes:
        left, bottom, width, tall = axes.get_position(original=True).bounds
        axes.set_position((left, moved(bottom), width, tall * down / height))
    for text in figure.texts:
        x, y = text.get_position()
        text.set_position((x, moved(y)))
    for artist in figure.get_children():
        if isinstance(artist, Line2D):
            ends: Any = artist.get_ydata()
            artist.set_ydata([moved(end) for end in ends])
        elif isinstance(artist, Rectangle) and artist is not figure.patch:
            artist.set_y(moved(artist.get_y()))
            artist.set_height(artist.get_height() * down / height)
    figure.set_size_inches(across / 25.4, height / 25.4)

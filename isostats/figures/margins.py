"""What stands around a drawn figure: its title, the type of its journal, and room made at the top and the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from isostats.figures.looks import JOURNALS, look
from isostats.figures.pages import Page
from isostats.figures.style import SMALL_PT, TEXT_PT
from isostats.figures.text_fitting import wrap

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
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


def room_below(axes: Axes) -> float:
    """What lies between the axes and the next ones below or the figure's edge, in mm; a layout engine sets no bound."""
    figure = axes.get_figure(root=True)
    if figure is None or figure is not axes.get_figure() or figure.get_layout_engine() is not None:
        return float("inf")
    own, dots = axes.get_window_extent(), figure.dpi / 25.4
    around = [other.get_window_extent() for other in figure.axes if other is not axes]
    feet = [box.y1 for box in around if box.y1 <= own.y0 + dots and box.x0 < own.x1 and own.x0 < box.x1]
    return float(own.y0 - max([figure.bbox.y0, *feet])) / dots


def keep_within(axes: Axes) -> None:
    """Set the type of axes of the user's, and take from them what their labels lack at the figure's edge or beside.

    A layout engine (constrained, tight) does that itself.
    """
    axes.tick_params(labelsize=SMALL_PT)
    for axis in (axes.xaxis, axes.yaxis):
        axis.label.set_fontsize(TEXT_PT)
    figure = axes.get_figure(root=True)
    if figure is None or figure is not axes.get_figure() or figure.get_layout_engine() is not None:
        return
    own, whole = axes.get_window_extent(), axes.get_tightbbox()
    if whole is None:
        return
    air = 2 * figure.dpi / 25.4
    others = [other for other in figure.axes if other is not axes]
    around = [other.get_window_extent() for other in others]
    numbers = [vars(other).get("isostats_right_mm", 0.0) * figure.dpi / 25.4 for other in others]  # at their right
    beside = [(box, box.x1 + more) for box, more in zip(around, numbers, strict=True)]
    lefts = [end for box, end in beside if end <= own.x0 + air and box.y0 < own.y1 and own.y0 < box.y1]
    feet = [box.y1 for box in around if box.y1 <= own.y0 + air and box.x0 < own.x1 and own.x0 < box.x1]
    lacks = max([figure.bbox.x0, *lefts]) + air - whole.x0, max([figure.bbox.y0, *feet]) + air - whole.y0
    across, up = (min(max(lack, 0.0), 0.4 * side) for lack, side in zip(lacks, (own.width, own.height), strict=True))
    if across or up:
        box = axes.get_position()
        right, top = across / figure.bbox.width, up / figure.bbox.height
        axes.set_position((box.x0 + right, box.y0 + top, box.width - right, box.height - top))

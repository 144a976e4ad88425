"""What a layer is added to: a figure of ours or axes of anybody's, in the look in which it was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from isostats.errors import EstimateError
from isostats.estimate.belonging import require_same_curve
from isostats.figures.curve_layout import TICKS_MM
from isostats.figures.finished import add_words
from isostats.figures.looks import USUAL, Look, looking
from isostats.figures.margins import grow, set_type
from isostats.figures.matplotlib_settings import styled
from isostats.figures.pages import Page, axes_mm
from isostats.figures.settling import settle

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from isostats.estimate.results import Curve


@dataclass(frozen=True)
class Base:
    """What a layer is added to: the axes of the data, their figure, and whether that is one of ours, laid out in mm."""

    axes: Axes
    figure: Figure
    ours: bool

    def below(self, height: float) -> tuple[Page, float, float, float]:
        """A page with room for ``height`` mm beneath, and where it is: left, top, and the width of the axes."""
        width, tall = axes_mm(self.axes)
        if not self.ours:
            own, mm = self.axes.get_window_extent(), self.figure.dpi / 25.4
            taken = [(own.y0 - each.get_window_extent().y0) / mm for each in self.axes.child_axes]
            return Beneath(self.figure, self.axes), 0.0, max([TICKS_MM, *taken]) + tall, width
        grow(self.figure, below=height)
        page = Page(self.figure)
        box = self.axes.get_position(original=True)
        return page, box.x0 * page.size[0], page.size[1] - height, box.width * page.size[0]

    def say(self, sentence: str, *, caption: bool = False) -> Figure:
        """Add a sentence to the words, and hand the figure back."""
        add_words(self.figure if self.ours else self.axes, sentence, caption=caption)
        return self.figure


@dataclass(frozen=True)
class Beneath(Page):
    """A page whose parts hang beneath axes of the user's, wherever these are moved."""

    axes: Axes

    def axes_at(self, left: float, top: float, width: float, height: float, **how: Any) -> Axes:
        """Axes at a place that is counted in mm from the top of the axes above."""
        across, tall = axes_mm(self.axes)
        place = left / across, 1 - (top + height) / tall, width / across, height / tall
        inset: Axes = self.axes.inset_axes(place, **how)
        return inset


@contextmanager
def adding(to: Figure | Axes, call: str) -> Iterator[Base]:
    """The axes to add to, in the look in which they were drawn."""
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    if not isinstance(to, Figure | Axes):
        raise EstimateError(f"figures.{call} adds to a figure or to axes, not to a {type(to).__name__}.")
    axes = vars(to).get("isostats_data_axes") if isinstance(to, Figure) else to
    if axes is None and "isostats_panels" in vars(to):
        raise EstimateError(
            f"figures.{call} adds to curves in one pair of axes, and this figure has a panel for each group. "
            "Draw a curve of at most four groups."
        )
    if axes is None or (isinstance(to, Figure) and "isostats_curve" not in vars(axes)):
        raise EstimateError(
            f"figures.{call} adds to a figure of curves, and this is none. Make one with figures.remission, "
            "remission_by_group or second_course, or name the axes."
        )
    root: Any = axes.get_figure(root=True)
    holder: Figure | Axes = root if "isostats_look" in vars(root) else axes
    like: Look = vars(holder).get("isostats_look", USUAL)
    ours = holder is root
    before = {id(text) for text in _all_texts(root)}
    with styled(), looking(replace(like, ax=None)):
        yield Base(axes, root, ours)
        for text in _all_texts(root):
            if id(text) not in before:
                settle(text)
                if ours:
                    set_type(text)


def curve_of_axes(drawn: Figure | Axes) -> Curve | None:
    """The curve that a figure, or axes, shows; None where that is not known, as of axes of the user's."""
    curve: Curve | None = vars(drawn).get("isostats_curve")
    return curve


def require_drawn(axes: Axes, curve: Curve) -> None:
    """Raise EstimateError for another curve than the one that was drawn."""
    drawn = curve_of_axes(axes)
    if drawn is not None and drawn is not curve:
        require_same_curve(drawn, curve)


def _all_texts(figure: Figure) -> list[Any]:
    from matplotlib.text import Text

    return figure.findobj(Text)

"""A figure laid out in mm: its page, the axes and texts on it, and the claim within the axes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from isostats.errors import EstimateError
from isostats.figures.looks import look, width_mm
from isostats.figures.style import CLAIM, LEAST_DATA_MM, PAGE_MM, SMALL_PT, TEXT_PT
from isostats.figures.text_fitting import text_width
from isostats.words.numbers import number_text, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def page_mm() -> float:
    """The width in mm of the figure that is being drawn."""
    return width_mm(PAGE_MM)


def axes_mm(axes: Axes) -> tuple[float, float]:
    """Width and height of axes in mm, as they are now."""
    box, dots = axes.get_window_extent(), axes.get_figure(root=True).dpi  # type: ignore[union-attr]
    return float(box.width / dots * 25.4), float(box.height / dots * 25.4)


@dataclass(frozen=True)
class Page:
    """A figure that is laid out in mm from its top left corner."""

    figure: Figure

    @staticmethod
    def blank(height: float) -> Page:
        """An empty figure of that height in mm and the width in force, with a canvas of its own, unknown to pyplot."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(figsize=(page_mm() / 25.4, height / 25.4), layout=None)
        FigureCanvasAgg(figure)
        return Page(figure)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in mm."""
        width, height = self.figure.get_size_inches()
        return float(width) * 25.4, float(height) * 25.4

    def axes_at(self, left: float, top: float, width: float, height: float, **how: Any) -> Axes:
        """Axes at a place."""
        across, down = self.size
        place = left / across, 1 - (top + height) / down, width / across, height / down
        return self.figure.add_axes(place, **how)

    def data_axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """The axes of the data: at a place, or those into which the figure was asked to draw."""
        ax = look().ax
        if ax is None and width < LEAST_DATA_MM:
            raise EstimateError(
                f"There is no room for the data at {number_text(self.size[0])} mm, which the labels fill. "
                "Give size=140 or 183, or shorter labels."
            )
        axes = self.axes_at(left, top, width, height) if ax is None else ax
        vars(self.figure)["isostats_data_axes"] = axes
        return axes

    def unseen_axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at a place of which only what they hold is seen; down in mm from their top."""
        from isostats.figures.sheet_axes import SheetAxes

        axes = self.axes_at(left, top, width, height, axes_class=SheetAxes)
        axes.set_ylim(height, 0)
        axes.set_axis_off()
        return axes

    def canvas(self, height: float, left: float = 0.0, top: float = 0.0, width: float | None = None) -> Axes:
        """Unseen axes whose units are mm from their own top left corner, for text and boxes."""
        width = self.size[0] if width is None else width
        axes = self.unseen_axes(left, top, width, height)
        axes.set_xlim(0, width)
        return axes

    def text(self, left: float, top: float, text: str, **how: Any) -> None:
        """A line of small text; unless ``va`` says otherwise, its top is at the place."""
        across, down = self.size
        self.figure.text(left / across, 1 - top / down, text, **{"va": "top", "fontsize": SMALL_PT, **how})

    def tell_simulated(self, simulated: bool) -> None:
        """The word SIMULATED in the top right corner of figures of simulated records."""
        ax = look().ax
        if simulated and ax is not None:
            ax.annotate("SIMULATED records", (1, 1), xycoords="axes fraction", xytext=(0, 2), ha="right", va="bottom",
                        textcoords="offset points", fontsize=SMALL_PT, color="#b00020", weight="bold")  # fmt: skip
        elif simulated:
            right = self.size[0] - 1.5
            self.text(right, 1.2, "SIMULATED records", ha="right", color="#b00020", weight="bold")


def write(axes: Axes, x: float, y: float, text: str, *, large: bool = False, **how: Any) -> None:
    """Write small text; unless ``va`` says otherwise, a line with its letters' middle at ``y``."""
    axes.text(x, y, text, fontsize=TEXT_PT if large else SMALL_PT, **({"va": "center_baseline"} | how))


def stretches(begin: ArrayLike, end: ArrayLike) -> NDArray[np.float64]:
    """Many stretches as one line, which is drawn faster: the two ends of each, and NaN between them, where it breaks.

    >>> stretches([0, 4], [3, 9]).tolist()
    [0.0, 3.0, nan, 4.0, 9.0]
    """
    return np.column_stack(np.broadcast_arrays(begin, end, np.nan)).ravel()[:-1]


def draw_claim(
    axes: Axes, claim: float | None, margin: float | None, *, upright: Callable[..., None] | None = None,
    ground: Callable[..., None] | None = None,
) -> None:
    """The claimed share as a dashed line, its margin as a grey band behind everything.

    ``upright`` is what draws it on an axis of shares that lies along, where it is named above, and ``ground`` the band.
    """
    if claim is None:
        return
    line, band = (upright or axes.axhline), (ground or axes.axhspan)
    if margin:
        band(100 * (claim - margin), 100 * min(claim + margin, 1), color="#ededed", linewidth=0, zorder=0,
             label="claim margin")  # fmt: skip
    line(100 * claim, color=CLAIM, linewidth=0.8, linestyle=(0, (4, 2)), zorder=1, label="claim")
    if upright:
        text, (begin, end), (across, _) = f"claim {percent(claim, 0)}", axes.get_xlim(), axes_mm(axes)
        over = (100 * claim - begin) / (end - begin) * across + text_width(text) / 2 - across - 1.5
        axes.annotate(text, (100 * claim, 1), xycoords=("data", "axes fraction"),
                      xytext=(-max(over, 0.0) / 25.4 * 72, 2), textcoords="offset points", ha="center", va="bottom",
                      fontsize=SMALL_PT, color=CLAIM)  # fmt: skip

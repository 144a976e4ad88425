"""Rows of a figure, and the sheet on which they are drawn: their axes, and where each row lies in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from isostats.figures.finished import holds_nothing
from isostats.figures.looks import look
from isostats.figures.margins import keep_within
from isostats.figures.pages import Page, stretches
from isostats.figures.row_legends import Mark
from isostats.figures.style import COLOURS, FAINT, INK, QUIET
from isostats.figures.text_fitting import text_width, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STACKED_LEFT_MM = 3.5
"""How far in the names stand whose marks are beneath them."""
TEXT_MM, STRIP_MM, GAP_MM = 3.0, 2.7, 0.5
"""A line of text, the strip of a mark beneath it, and the air between rows."""
DIAMOND_MM = 1.3
"""Half the height of a pooled diamond."""


@dataclass(frozen=True)
class Row:
    """One row: a label at the left, cells at the right, and between them a value with limits in the axis's units."""

    label: str
    cells: tuple[str, ...] = ()
    heading: bool = False
    name: str = ""
    value: float = float("nan")
    lower: float = float("nan")
    upper: float = float("nan")
    mark: Mark = field(default_factory=lambda: Mark("o", COLOURS[0]))


@dataclass(frozen=True)
class RowSheet(Page):
    """The figure, its axes (x: the quantity, y: mm from their top), and the rows with the y of each."""

    axes: Axes
    rows: tuple[tuple[Row, float], ...]
    width: float
    strips: tuple[tuple[float, float], ...] = ()
    """Where marks stand beneath their labels, top and bottom of each one's strip: upright lines keep to these."""

    def upright(self, *at: float, **style: Any) -> None:
        """A line through all rows at each value; it leaves out the text between them."""
        through = np.asarray(self.strips or [(0.0, 1.0)])
        x, (top, bottom) = np.repeat(at, len(through)), np.tile(through.T, len(at))
        move = self.axes.transData if self.strips else self.axes.get_xaxis_transform()
        self.axes.plot(stretches(x, x), stretches(top, bottom), transform=move, **style)

    def ground(self, low: float, high: float, **style: Any) -> None:
        """A band through all rows between two values; it leaves out the text between them as well."""
        if not self.strips:
            self.axes.axvspan(low, high, **style)
            return
        top, bottom = np.transpose(self.strips)
        self.axes.fill_betweenx(stretches(top, bottom), low, high, **style)

    def rule(self, ticks: Iterable[float], nothing: float | None = None) -> None:
        """Hairlines at the ticks, and one in ink where there is no difference."""
        self.upright(*(tick for tick in ticks if tick != nothing), color=FAINT, linewidth=0.4, zorder=0)
        if nothing is not None:
            self.upright(nothing, color=INK, linewidth=0.7, zorder=0)

    def dumbbells(self, others: Mapping[str, float], what: str) -> None:
        """Beside the values of the rows of these names other ones, which are hollow, each with a line to its row's."""
        rows = [(row, y, others[row.name]) for row, y in self.rows if isfinite(others.get(row.name, float("nan")))]
        ends = stretches([row.value for row, _, _ in rows], [other for _, _, other in rows])
        heights = stretches([y for _, y, _ in rows], [y for _, y, _ in rows])
        self.axes.plot(ends, heights, color=QUIET, linewidth=0.6, zorder=1.5)
        for row, y, other in rows:
            self.axes.plot([other], [y], "o", color=QUIET, markerfacecolor="white", markersize=4.5,
                           markeredgewidth=0.9, zorder=3, label=f"{what} {row.name}")  # fmt: skip

    def draw(self) -> None:
        """Draw every value with its limits; one beyond the axis is told by an arrowhead at its edge alone."""
        low, high = self.axes.get_xlim()
        if not any(isfinite(row.value) for row, _ in self.rows):
            holds_nothing(self.figure, "There is no estimate to show.")
        for row, y in self.rows:
            mark, limits = row.mark, [row.lower, row.upper]
            if mark.marker == "band" and isfinite(row.lower):
                self.axes.plot(limits, [y, y], color=mark.ink, linewidth=3.0, solid_capstyle="butt", zorder=3,
                               label=f"prediction {row.name}")  # fmt: skip
            elif mark.marker == "diamond" and isfinite(row.lower):
                self.axes.fill([row.lower, row.value, row.upper, row.value], [y, y - DIAMOND_MM, y, y + DIAMOND_MM],
                               facecolor=mark.ink, edgecolor=mark.ink, linewidth=0.8, zorder=4,
                               label=f"diamond {row.name}")  # fmt: skip
            elif isfinite(row.value):
                self._bar(row, y)
                if low <= row.value <= high:
                    self.axes.plot([row.value], [y], mark.marker.replace("diamond", "D"), color=mark.ink, zorder=4,
                                   markerfacecolor=mark.ink if mark.filled else "white", markersize=mark.size,
                                   markeredgewidth=mark.edge, label=f"mark {row.name}")  # fmt: skip
        if look().ax is not None:
            keep_within(self.axes)

    def _bar(self, row: Row, y: float) -> None:
        """A horizontal interval; one that leaves the axis ends in an arrowhead, and so does a value without limits."""
        low, high = self.axes.get_xlim()
        lower, upper, colour = row.lower, row.upper, row.mark.ink
        if isfinite(lower) and isfinite(upper):
            shown = [min(max(lower, low), high), max(min(upper, high), low)]
            self.axes.plot(shown, [y, y], color=colour, linewidth=1.1, label=f"interval {row.name}",
                           solid_capstyle="butt", zorder=2)  # fmt: skip
        else:
            lower = upper = row.value
        for edge, marker, beyond in ((low, "<", lower < low), (high, ">", upper > high)):
            if beyond:
                self.axes.plot([edge], [y], marker, color=colour, markersize=3.5, clip_on=False, zorder=3)


def lines_above(line: Row, room: float, width: float) -> list[str]:
    """The lines of text above a mark; the numbers stand in the last one, which is empty where the label fills it."""
    if line.heading:
        return wrap(line.label, 0.9 * (width - 3.0), 3)
    whole = width - STACKED_LEFT_MM - 2.0
    if not any(line.cells) or text_width(line.label) <= room:
        return wrap(line.label, whole, 4)
    label = wrap(line.label, whole, 4)
    return label if text_width(label[-1]) <= room else [*label, ""]

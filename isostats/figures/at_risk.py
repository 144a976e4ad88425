"""The extended at-risk table beneath a curve: at risk, events and censored at the ticks of the time axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isostats.figures.labels import shorten
from isostats.figures.style import INK, LINE_MM, QUIET, SMALL_PT, Dash, axes_at, size_mm, text_width
from isostats.vocabulary import names as v
from isostats.words.english import plain
from isostats.words.numbers import count_text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

    from isostats.estimate.results import Curve
    from isostats.figures.ticks import TimeAxis

MEASURES = ((v.AT_RISK, "At risk"), (v.EVENTS, "Events"), (v.CENSORED, "Censored"))
LONGEST_NAME_MM = 34.0
SWATCH_MM = 8.0
"""A sample of the group's line, between its name and its numbers."""


@dataclass(frozen=True)
class RiskTable:
    """The table before it is drawn: its row labels are known, so that a figure can leave them room."""

    curve: Curve
    groups: tuple[str, ...]
    colours: tuple[str, ...] = (INK,)
    dashes: tuple[Dash, ...] = ("solid",)
    cause: str | None = None

    @property
    def by_group(self) -> bool:
        """Whether each measure has a heading and a row for each group."""
        return len(self.groups) > 1

    @property
    def label_width(self) -> float:
        """Room that the row labels need at the left, in mm."""
        names = [plain(g) for g in self.groups] if self.by_group else []
        heads = [text_width(label, SMALL_PT, "bold") for _, label in MEASURES]
        return max(*heads, *(min(text_width(n), LONGEST_NAME_MM) + SWATCH_MM for n in names), 0.0)

    @property
    def height(self) -> float:
        """Height in mm."""
        per_measure = (1 + len(self.groups)) * LINE_MM + 0.8 if self.by_group else LINE_MM
        return len(MEASURES) * per_measure + 1.0

    def cell_width(self, days: tuple[int, ...]) -> float:
        """Width of the widest number at those days."""
        cells = self._cells(days)[[m for m, _ in MEASURES]].to_numpy().ravel()
        return max((text_width(cell) for cell in cells), default=0.0)

    def _cells(self, days: tuple[int, ...]) -> pd.DataFrame:
        """The counts as text."""
        table = self.curve.risk_table(days, self.cause).copy()
        for name, _ in MEASURES:
            table[name] = [count_text(float(count), missing="") for count in table[name]]
        return table

    def label_gap(self, days: tuple[int, ...]) -> float:
        """Distance from the axes to the row labels: half the first column of numbers, and a little air."""
        return self.cell_width(days[:1]) / 2 + 2.0

    def draw(self, figure: Figure, time: TimeAxis, *, left: float, top: float, width: float) -> Axes:
        """Write the table under axes that begin at ``left`` and are ``width`` mm wide."""
        axes = axes_at(figure, left, top, width, self.height)
        axes.set_xlim(0, time.end)
        axes.set_ylim(self.height, 0)
        axes.set_axis_off()
        axes.set_label("at-risk table")
        table = self._cells(time.days)
        gap, y = self.label_gap(time.days), LINE_MM / 2
        for measure, label in MEASURES:
            _label(axes, label, y, gap, weight="bold")
            y += LINE_MM * self.by_group
            for i, group in enumerate(self.groups):
                if self.by_group:
                    _label(axes, shorten(plain(group), LONGEST_NAME_MM), y, gap + SWATCH_MM)
                    _swatch(axes, y, gap, self.colours[i], self.dashes[i])
                self._row(axes, table[table[v.GROUP] == group], measure, y)
                y += LINE_MM
            y += 0.8 * self.by_group
        return axes

    def _row(self, axes: Axes, table: pd.DataFrame, measure: str, y: float) -> None:
        for day, cell in zip(table[v.TIME], table[measure], strict=True):
            axes.text(
                float(day), y, cell, ha="center", va="center_baseline",
                fontsize=SMALL_PT, label=f"{measure} {table[v.GROUP].iloc[0]} {day}",
            )  # fmt: skip


def _beside(axes: Axes) -> Transform:
    """Across in mm from the left end of the axes, down in the table's own mm."""
    from matplotlib.transforms import Affine2D, ScaledTranslation, blended_transform_factory

    figure = axes.get_figure(root=True)
    assert figure is not None
    origin = ScaledTranslation(0, 0, axes.transAxes)  # type: ignore[arg-type]
    across = Affine2D().scale(1 / 25.4) + figure.dpi_scale_trans + origin
    return blended_transform_factory(across, axes.transData)


def _label(axes: Axes, text: str, y: float, gap: float, *, weight: str = "normal") -> None:
    axes.text(
        -gap, y, text, transform=_beside(axes), ha="right", va="center_baseline", fontsize=SMALL_PT, weight=weight
    )


def _swatch(axes: Axes, y: float, gap: float, colour: str, dash: Dash) -> None:
    axes.plot(
        [-gap - SWATCH_MM + 1.0, -gap - 0.2], [y, y], transform=_beside(axes), color=colour, linestyle=dash,
        clip_on=False, linewidth=1.3,
    )  # fmt: skip


def note(figure: Figure, text: str, *, left: float, top: float) -> None:
    """A line of quiet text in the figure, placed in mm from the top left."""
    width, height = size_mm(figure)
    figure.text(left / width, 1 - top / height, text, ha="left", va="top", fontsize=SMALL_PT, color=QUIET)

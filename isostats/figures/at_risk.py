"""The extended at-risk table beneath a curve: at risk, events and censored at the ticks of the time axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isostats.figures.style import DASHES, INK, LINE_MM, Dash, Page, shorten, text_width, write
from isostats.figures.ticks import TimeAxis
from isostats.vocabulary import names as v
from isostats.words.english import plain
from isostats.words.numbers import count_text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from isostats.estimate.results import Curve

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
    dashes: tuple[Dash, ...] = DASHES
    cause: str | None = None

    @property
    def by_group(self) -> bool:
        """Whether each measure has a heading and a row for each group."""
        return len(self.groups) > 1

    @property
    def label_width(self) -> float:
        """Room that the row labels need at the left, in mm."""
        names = [plain(g) for g in self.groups] if self.by_group else []
        heads = [text_width(label, "bold") for _, label in MEASURES]
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

    def draw(self, page: Page, time: TimeAxis, *, left: float, top: float, width: float) -> Axes:
        """Write the table under axes that begin at ``left`` and are ``width`` mm wide."""
        from matplotlib.transforms import Affine2D, ScaledTranslation, blended_transform_factory

        axes = page.axes_at(left, top, width, self.height)
        axes.set_xlim(0, time.end)
        axes.set_ylim(self.height, 0)
        axes.set_axis_off()
        axes.set_label("at-risk table")
        # across in mm from the left end of the axes, down in the table's own mm
        origin = ScaledTranslation(0, 0, axes.transAxes)  # type: ignore[arg-type]
        across = Affine2D().scale(1 / 25.4) + page.figure.dpi_scale_trans + origin
        beside = blended_transform_factory(across, axes.transData)
        table = self._cells(time.days)
        gap, y = self.label_gap(time.days), LINE_MM / 2

        def label(text: str, gap: float, weight: str = "normal") -> None:
            write(axes, -gap, y, text, transform=beside, ha="right", weight=weight)

        for measure, name in MEASURES:
            label(name, gap, "bold")
            y += LINE_MM * self.by_group
            for i, group in enumerate(self.groups):
                if self.by_group:
                    label(shorten(plain(group), LONGEST_NAME_MM), gap + SWATCH_MM)
                    axes.plot([-gap - SWATCH_MM + 1.0, -gap - 0.2], [y, y], transform=beside, color=self.colours[i],
                              linestyle=self.dashes[i], clip_on=False, linewidth=1.3)  # fmt: skip
                mine = table[table[v.GROUP] == group]
                for day, cell in zip(mine[v.TIME], mine[measure], strict=True):
                    write(axes, float(day), y, cell, ha="center", label=f"{measure} {group} {day}")
                y += LINE_MM
            y += 0.8 * self.by_group
        return axes


def table_words(curve: Curve) -> str:
    """How the table under a curve counts."""
    if curve.counts.by_interval:
        return "Table: at risk are those still there at the end of the day; events and censored are all up to then."
    return (
        "Table: at risk are those under observation on the day (exit on that day or later); "
        "events and censored are counted strictly before it; with those who enter later they sum to n."
    )

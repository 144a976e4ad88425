"""Where things go on a figure of curves: y axis at the left, labels at the right, the at-risk table beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isostats.figures.at_risk import RiskTable, note
from isostats.figures.curves import Steps
from isostats.figures.labels import spread, wrap
from isostats.figures.style import (
    CLAIM,
    DASHES,
    INK,
    LINE_MM,
    QUIET,
    SMALL_PT,
    Dash,
    axes_at,
    blank,
    size_mm,
    tell_simulated,
    text_width,
)
from isostats.figures.ticks import TimeAxis, time_axis
from isostats.words.english import plain
from isostats.words.numbers import count_text, number_text, percent, stated_points, time_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from isostats.estimate.results import Curve

TICKS_MM = 10.5
"""Room for the ticks and the label of the time axis."""


@dataclass(frozen=True)
class Placed:
    """A figure with its main axes; left, top, width and height of the axes in mm."""

    figure: Figure
    axes: Axes
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Sheet(Placed):
    """The same with its time axis, and the room at the right in mm."""

    time: TimeAxis
    right: float


@dataclass(frozen=True)
class SideLabel:
    """A label at the right of the axes: where it wants to be (y of the axes), its lines, and its line sample."""

    at: float
    lines: tuple[str, ...]
    colour: str = INK
    dash: Dash | None = None
    patch: bool = False

    @property
    def height(self) -> float:
        """Height in mm."""
        return LINE_MM * len(self.lines) + 1.0


def curve_sheet(
    curve: Curve,
    groups: Sequence[str],
    *,
    end: float,
    width: float,
    height: float,
    right: float,
    simulated: bool,
    header: str = "",
    footer: Sequence[str] = (),
    colours: Sequence[str] = (INK,),
    dashes: Sequence[Dash] = DASHES,
    beside: float = 0.0,
    cause: str | None = None,
) -> Sheet:
    """Lay out the figure: ``right`` mm for labels, ``beside`` mm beyond them for another panel."""
    table = RiskTable(curve, tuple(groups), tuple(colours), tuple(dashes), cause)
    widest = table.cell_width((0,)) + 2.5
    left = max(table.label_width + table.label_gap((0,)), 11.0) + 1.5
    across = width - left - right - beside
    time = time_axis(end, most=min(9, int(across // max(widest, 8.0)) + 1))
    top = 6.5 if header or simulated else 3.0
    footer = [line for text in footer for line in wrap(text, width - left - 2, lines=3)]
    total = top + height + TICKS_MM + table.height + LINE_MM * len(footer) + 1.5
    figure = blank(width, total)
    axes = axes_at(figure, left, top, across, height)
    time.draw(axes, _time_label(curve, time, across + right))
    table.draw(figure, time, left=left, top=top + height + TICKS_MM, width=across)
    for i, line in enumerate(footer):
        note(figure, line, left=left, top=top + height + TICKS_MM + table.height + LINE_MM * i)
    if header:
        figure.text(left / width, 1 - 1.2 / total, header, ha="left", va="top", fontsize=SMALL_PT)
    tell_simulated(figure, simulated)
    return Sheet(figure, axes, left, top, across, height, time, right)


def _time_label(curve: Curve, time: TimeAxis, room: float) -> str:
    if not curve.definition.time_zero.startswith("the last covered day"):
        return f"{time.unit} since day 0"  # a published figure's, which the caption names
    label = f"{time.unit} since the end of the first course"
    return label if text_width(label, 8.0) < room else f"{time.unit} since the course's end"


def side_labels(sheet: Placed, labels: Sequence[SideLabel]) -> None:
    """Write the labels in the right margin, pushed apart where they would touch, each led to what it names."""
    low, high = sheet.axes.get_ylim()
    wanted = [sheet.height * (high - label.at) / (high - low) for label in labels]  # mm from the top of the axes
    places = spread(wanted, [label.height for label in labels], -2.0, sheet.height + 2.0)
    whole_width, whole_height = size_mm(sheet.figure)
    start = sheet.left + sheet.width
    for label, want, centre in zip(labels, wanted, places, strict=True):
        want = min(max(want, 0.0), sheet.height)

        def place(x: float, y: float) -> tuple[float, float]:
            return (start + x) / whole_width, 1 - (sheet.top + y) / whole_height

        _lead(sheet.figure, place(0.6, want), place(3.2, centre))
        text_at = 4.0
        if label.patch or label.dash is not None:
            _sample(sheet.figure, label, place(4.0, centre), place(10.0, centre))
            text_at = 11.0
        x, y = place(text_at, centre)
        sheet.figure.text(
            x, y, "\n".join(label.lines), ha="left", va="center", fontsize=SMALL_PT, linespacing=1.1,
            color=label.colour if label.dash is None and not label.patch else INK,
        )  # fmt: skip


def _lead(figure: Figure, start: tuple[float, float], end: tuple[float, float]) -> None:
    from matplotlib.lines import Line2D

    figure.add_artist(
        Line2D([start[0], end[0]], [start[1], end[1]], transform=figure.transFigure, color=QUIET, linewidth=0.5)
    )


def _sample(figure: Figure, label: SideLabel, start: tuple[float, float], end: tuple[float, float]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    if label.patch:
        _, height = size_mm(figure)
        figure.add_artist(
            Rectangle(
                (start[0], start[1] - 1.1 / height), end[0] - start[0], 2.2 / height, transform=figure.transFigure,
                facecolor=label.colour, edgecolor=INK, linewidth=0.4,
            )
        )  # fmt: skip
        return
    figure.add_artist(
        Line2D(
            [start[0], end[0]], [start[1], end[1]], transform=figure.transFigure, color=label.colour,
            linestyle=label.dash or "solid", linewidth=1.3,
        )
    )  # fmt: skip


def percent_axis(axes: Axes, label: str, top: float = 100.0) -> None:
    """A y axis in percent from 0; one that ends below 100 says so."""
    axes.set_ylim(0, top)
    step = next(s for s in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if top / s <= 5.5)
    ticks = [i * step for i in range(int(top / step + 1e-9) + 1)]
    axes.set_yticks(ticks, [f"{number_text(t)}%" for t in ticks])
    axes.set_ylabel(label if top >= 100 else f"{label} (axis ends at {number_text(top)}%)", labelpad=3)


def draw_claim(axes: Axes, claim: float | None, margin: float | None) -> None:
    """The claimed share as a dashed line, with its margin as a grey band behind everything."""
    if claim is None:
        return
    if margin:
        axes.axhspan(100 * (claim - margin), 100 * min(claim + margin, 1), color="#ededed", linewidth=0, zorder=0,
                     label="claim margin")  # fmt: skip
    axes.axhline(100 * claim, color=CLAIM, linewidth=0.8, linestyle=(0, (4, 2)), zorder=1, label="claim")


def claim_label(claim: float, margin: float | None) -> SideLabel:
    """The name of the claim line in the right margin."""
    second = (f"±{stated_points(margin)} points",) if margin else ()
    return SideLabel(100 * claim, (f"claim {percent(claim, 0)}", *second), CLAIM)


def nothing_drawn(sheet: Placed, text: str) -> None:
    """Say in the empty axes why nothing is drawn."""
    lines = wrap(text, sheet.width - 6, lines=3)
    sheet.axes.text(0.5, 0.3, "\n".join(lines), transform=sheet.axes.transAxes, ha="center", va="center", color=QUIET,
                    fontsize=SMALL_PT)  # fmt: skip


def stop_words(drawn: Sequence[Steps], min_at_risk: int, *, days: bool = True) -> str:
    """Where curves stop and why, or nothing if none stops early; ``days`` = False leaves the days to the caption."""
    many = len(drawn) > 1
    unseen = [s for s in drawn if s.until is None]
    early = [(s.group, round(s.until)) for s in drawn if s.until is not None and s.ends_early]
    parts = []
    if early:
        where = ", ".join((f"{plain(group)} on " if many else "on ") + f"day {count_text(day)}" for group, day in early)
        who = "Curves stop" if many else "The curve stops"
        ends = f": {where}." if days else "."
        parts.append(f"{who} where fewer than {min_at_risk} are still under observation{ends}")
    if unseen:
        names = f" for {', '.join(plain(s.group) for s in unseen)}" if many else ""
        parts.append(f"No curve is drawn{names}: fewer than {min_at_risk} were ever under observation.")
    return " ".join(parts)


def beyond_words(days: Sequence[int]) -> str:
    """The horizons that lie beyond the follow-up."""
    return f"Beyond the follow-up: {', '.join(time_words(d) for d in days)}." if len(days) else ""

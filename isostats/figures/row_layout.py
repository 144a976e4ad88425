"""Figures made of rows: a label, a mark with its interval on a common axis, and the numbers in words at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite
from typing import TYPE_CHECKING

from isostats.figures.labels import wrap
from isostats.figures.style import (
    CLAIM,
    DOUBLE_MM,
    FAINT,
    INK,
    LINE_MM,
    QUIET,
    SMALL_PT,
    axes_at,
    blank,
    canvas_axes,
    tell_simulated,
    text_width,
)
from isostats.words.numbers import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LABEL_MM = 62.0
HEADING_MM = 70.0
AXIS_MM = 11.0


@dataclass(frozen=True)
class Line:
    """One row: a label of so many lines at most at the left, and cells at the right; a heading has no mark."""

    label: str
    cells: tuple[str, ...] = ()
    heading: bool = False
    lines: int = 2


@dataclass(frozen=True)
class RowSheet:
    """The figure, its axes (x: the quantity, y: mm from their top) and the y of each row."""

    figure: Figure
    axes: Axes
    y: tuple[float, ...]
    width: float


@dataclass(frozen=True)
class Key:
    """What a mark means, for the line above the rows."""

    text: str
    marker: str
    filled: bool
    colour: str


def row_sheet(
    lines: Sequence[Line], *, headers: Sequence[str], simulated: bool, keys: Sequence[Key] = (), claim: bool = False
) -> RowSheet:
    """Lay out the rows: labels wrapped to their lines, columns as wide as their widest cell, the axes between them."""
    labels = [wrap(x.label, LABEL_MM if not x.heading else HEADING_MM - 4.0, lines=x.lines) for x in lines]
    pairs = list(zip(lines, labels, strict=True))
    heights = [_height(line, len(label), first=i == 0) for i, (line, label) in enumerate(pairs)]
    left = 6.5 + max([text_width(t) for line, label in pairs if not line.heading for t in label], default=30.0)
    heads = [text_width(t, SMALL_PT, "bold") for line, label in pairs if line.heading for t in label]
    left = max(left, min(max(heads, default=0.0), HEADING_MM) + 3.0)
    columns = [_column_width(lines, headers, i) for i in range(len(headers))]
    right = sum(columns) + 3.0 * len(columns) + 3.0
    head = 3.2 * max([len(h.split("\n")) for h in headers], default=0) + 1.0
    top = max(head + (4.0 if simulated else 0.5), (5.5 if keys else 1.0) + (LINE_MM if claim else 0.0))
    body = max(sum(heights) + 1.0, 12.0)
    figure = blank(DOUBLE_MM, top + body + AXIS_MM)
    across = DOUBLE_MM - left - right
    axes = axes_at(figure, left, top, across, body)
    axes.set_ylim(body, 0)
    axes.spines["left"].set_visible(False)
    axes.set_yticks([])
    y = _write(canvas_axes(figure, 0, 0, DOUBLE_MM, top + body + AXIS_MM), lines, labels, heights, top)
    sheet = canvas_axes(figure, 0, 0, DOUBLE_MM, top + body + AXIS_MM)
    start = left + across + 4.0
    for i, header in enumerate(headers):
        sheet.text(start, top - 0.8, header, va="bottom", fontsize=SMALL_PT, weight="bold", linespacing=1.1)
        for line, at in zip(lines, y, strict=True):
            if line.cells and line.cells[i]:
                sheet.text(start, at + top, line.cells[i], va="center_baseline", fontsize=SMALL_PT)
        start += columns[i] + 3.0
    write_keys(sheet, keys)
    if not lines:
        sheet.text(4.0, top + 4.0, "No estimate to show.", va="center_baseline", fontsize=SMALL_PT, color=QUIET)
    tell_simulated(figure, simulated)
    return RowSheet(figure, axes, tuple(y), across)


def _height(line: Line, rows: int, *, first: bool) -> float:
    """Height of a row in mm; a heading has air above it, unless it comes first."""
    return 3.0 * rows + (1.4 if not line.heading else 2.4 if first else 4.8)


def _column_width(lines: Sequence[Line], headers: Sequence[str], i: int) -> float:
    heads = [text_width(t, SMALL_PT, "bold") for t in headers[i].split("\n")]
    return max([*heads, *(text_width(line.cells[i]) for line in lines if line.cells)])


def _write(
    sheet: Axes, lines: Sequence[Line], labels: Sequence[list[str]], heights: Sequence[float], top: float
) -> list[float]:
    """Write the labels; the y of each row in mm from the top of the axes."""
    places, edge = [], 0.5
    for line, label, height in zip(lines, labels, heights, strict=True):
        centre = edge + (height - 1.5 * len(label) - 0.7 if line.heading else height / 2)
        sheet.text(
            1.5 if line.heading else 4.0, top + centre, "\n".join(label), va="center", fontsize=SMALL_PT,
            weight="bold" if line.heading else "normal", linespacing=1.1,
        )  # fmt: skip
        places.append(centre)
        edge += height
    return places


def write_keys(sheet: Axes, keys: Sequence[Key], *, at: float = 2.6) -> None:
    """Write what the marks mean in one line, ``at`` mm from the top."""
    x = 2.5
    for key in keys:
        sheet.plot([x], [at], key.marker, color=key.colour, markerfacecolor=key.colour if key.filled else "white",
                   markersize=4.5, markeredgewidth=0.9)  # fmt: skip
        sheet.text(x + 2.2, at, key.text, va="center_baseline", fontsize=SMALL_PT)
        x += text_width(key.text) + 8.0


def share_axis(sheet: RowSheet, values: Sequence[float], label: str, *, from_zero: bool = False) -> float:
    """An x axis in percent up to 100; unless it starts at 0 it says where it starts. Returns its start as a share."""
    seen = [v for v in values if isfinite(v)]
    start = 0 if from_zero or not seen else max(0, 10 * floor(10 * (min(seen) - 0.005)))
    step = next(s for s in (5, 10, 20) if (100 - start) / s * 9.0 <= sheet.width or s == 20)
    first = step * ceil(start / step)
    ticks = list(range(first, 101, step))
    sheet.axes.set_xlim(start, 101)
    sheet.axes.set_xticks(ticks, [f"{t}%" for t in ticks])
    tail = f" (axis starts at {start}%)" if start else ""
    sheet.axes.set_xlabel(f"{label}{tail}" if text_width(label + tail, 8.0) < sheet.width + 30 else label, labelpad=2)
    for tick in ticks:
        sheet.axes.axvline(tick, color=FAINT, linewidth=0.4, zorder=0)
    return start / 100


def claim_rule(sheet: RowSheet, claim: float | None, margin: float | None) -> None:
    """The claim as an upright dashed line with its margin, named above the axes."""
    if claim is None:
        return
    if margin:
        sheet.axes.axvspan(100 * (claim - margin), 100 * min(claim + margin, 1), color="#ededed", linewidth=0, zorder=0)
    sheet.axes.axvline(100 * claim, color=CLAIM, linewidth=0.8, linestyle=(0, (4, 2)), zorder=1, label="claim")
    sheet.axes.annotate(
        f"claim {percent(claim, 0)}", (100 * claim, 1), xycoords=("data", "axes fraction"), xytext=(0, 2),
        textcoords="offset points", ha="center", va="bottom", fontsize=SMALL_PT, color=CLAIM,
    )  # fmt: skip


def bar(sheet: RowSheet, y: float, lower: float, upper: float, *, colour: str = INK, label: str = "") -> None:
    """A horizontal interval; one that leaves the axis ends in an arrowhead."""
    low, high = sheet.axes.get_xlim()
    if lower != lower or upper != upper:
        return
    shown = [min(max(lower, low), high), max(min(upper, high), low)]
    sheet.axes.plot(shown, [y, y], color=colour, linewidth=1.1, label=label, solid_capstyle="butt", zorder=2)
    for value, edge, marker in ((lower, low, "<"), (upper, high, ">")):
        if (value < low) if marker == "<" else (value > high):
            sheet.axes.plot([edge], [y], marker, color=colour, markersize=3.5, clip_on=False, zorder=3)

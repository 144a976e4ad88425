"""Rows drawn into axes of the user's: names and numbers keep to what these axes had of the figure, and take from them.

They stand at both sides of the marks where there is room, else above each mark; where the axes are too low for that,
names stand alone, and the numbers are in the caption.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from isostats.errors import EstimateError
from isostats.figures.margins import room_below
from isostats.figures.pages import Page, axes_mm
from isostats.figures.row_legends import Mark, in_lines
from isostats.figures.row_sheets import GAP_MM, STACKED_LEFT_MM, STRIP_MM, TEXT_MM, Row, RowSheet, lines_above
from isostats.figures.style import LINE_MM, QUIET, SMALL_PT
from isostats.figures.text_fitting import shorten, text_width, wrap
from isostats.words.numbers import counted, number_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

LEAST_AXIS_MM = 24.0
LEAST_ROW_MM = 2.2
"""Height of a row below which names would lie on each other."""
FOOT_MM = 15.0
"""What the ticks and the label of the axis take beneath it, with the air below."""
NAMES = 0.4
"""The most that names take of the width."""
Columns = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Line:
    """A text at a row: mm from the left, and from the top of the rows."""

    left: float
    y: float
    text: str
    bold: bool = False


@dataclass(frozen=True)
class Plan:
    """Where all goes: the margins taken from the axes, where columns begin, each row's y, and the texts at the rows."""

    left: float
    right: float
    starts: tuple[float, ...]
    rows: tuple[float, ...]
    texts: tuple[Line, ...]
    strips: tuple[tuple[float, float], ...] = ()


def rows_into_axes(
    ax: Axes,
    lines: Sequence[Row],
    columns: Columns,
    *,
    simulated: bool,
    keys: Sequence[tuple[str, Mark]],
    claim: bool,
) -> RowSheet:
    """Lay out the rows in the place that the axes have; raises EstimateError where they are too low for the names."""
    width, height = axes_mm(ax)
    lack = max(FOOT_MM - room_below(ax), 0.0)
    height -= lack
    key_lines = in_lines(keys, width, 5.0, 0.0)
    first = LINE_MM * (simulated + len(key_lines))
    head = first + 3.2 * max([len(header.split("\n")) for header, _ in columns], default=0) + 0.8
    plans: list[tuple[float, Plan | None]] = [
        (max(head, first + LINE_MM * claim), _beside(lines, columns, width, height - max(head, first + LINE_MM))),
        (head + LINE_MM * claim, _beneath(lines, columns, width, height - head - LINE_MM * claim)),
        (first + LINE_MM * claim, _names(lines, width, height - first - LINE_MM * claim)),
    ]
    fitting = [(top, plan) for top, plan in plans if plan is not None]
    if not fitting:
        least = round(LEAST_ROW_MM * len(lines) + first + LINE_MM + lack + 0.5)
        raise EstimateError(
            f"{counted(len(lines), 'row')} need axes that are {number_text(least)} mm high and 35 mm wide, not "
            f"{number_text(round(height + lack))} and {number_text(round(width))}. Give a larger figure, as "
            "figsize=(7, 9), or leave ax out."
        )
    top, plan = fitting[0]
    page = Page.blank(10.0)
    page.data_axes(0.0, 0.0, width, height)
    _take(ax, plan.left, plan.right, (top, lack))
    body = height - top
    ax.set_ylim(body, 0)
    ax.spines[["left", "right", "top"]].set_visible(False)
    ax.set_yticks([])
    mm, rows = _places(ax)
    for text in plan.texts:
        ax.text(text.left - plan.left, text.y, text.text, transform=rows, va="center_baseline", fontsize=SMALL_PT,
                weight="bold" if text.bold else "normal")  # fmt: skip
    for start, (header, _) in zip(plan.starts, columns, strict=False):
        ax.text(start - plan.left, head - top - 0.4, header, transform=mm, va="bottom", fontsize=SMALL_PT,
                weight="bold", linespacing=1.1)  # fmt: skip
    for i, key_line in enumerate(key_lines):
        _write_keys(ax, mm, key_line, (1.5 - plan.left, LINE_MM * (simulated + i + 0.5) - top))
    if simulated:
        ax.text(width - plan.left, LINE_MM / 2 - top, "SIMULATED records", transform=mm, ha="right", fontsize=SMALL_PT,
                va="center_baseline", color="#b00020", weight="bold")  # fmt: skip
    if not lines:
        ax.text(1.0, 4.0, "No estimate to show.", transform=rows, fontsize=SMALL_PT, color=QUIET)
    across, _ = axes_mm(ax)
    return RowSheet(page.figure, ax, tuple(zip(lines, plan.rows, strict=True)), across, plan.strips)


def _beside(lines: Sequence[Row], columns: Columns, width: float, height: float) -> Plan | None:
    """Names at the left of the marks, numbers at their right."""
    labels = [wrap(line.label, NAMES * width, 3) for line in lines]
    widest = max([text_width(text, "bold" if line.heading else "normal") + 2.0 * (not line.heading)
                  for line, label in zip(lines, labels, strict=True) for text in label], default=30.0)  # fmt: skip
    right = sum(column for _, column in columns) + 3.0 * len(columns) + 0.5
    airs = [1.4 if not line.heading else 3.4 if i else 1.4 for i, line in enumerate(lines)]
    spare = height - TEXT_MM * sum(map(len, labels))
    if width - widest - 2.5 - right < LEAST_AXIS_MM or spare < 0.1 * sum(airs):
        return None
    each = spare / sum(airs) if lines else 0.0
    starts = _starts(columns, width)
    rows, texts, edge = [], list[Line](), 0.0
    for line, label, air in zip(lines, labels, airs, strict=True):
        above = air * each * (0.75 if line.heading else 0.5)
        middle = edge + above + TEXT_MM * len(label) / 2
        texts += [Line(2.0 * (not line.heading), edge + above + TEXT_MM * (i + 0.5), text, line.heading)
                  for i, text in enumerate(label)]  # fmt: skip
        texts += [Line(start, middle, cell) for start, cell in zip(starts, line.cells, strict=False) if cell]
        rows.append(middle)
        edge += TEXT_MM * len(label) + air * each
    return Plan(widest + 2.5, right, starts, tuple(rows), tuple(texts))


def _beneath(lines: Sequence[Row], columns: Columns, width: float, height: float) -> Plan | None:
    """Names and numbers on a line above each mark, which has the whole width."""
    starts = _starts(columns, width)
    room = (starts[0] if starts else width) - STACKED_LEFT_MM - 2.5
    if room < 12.0:
        return None
    labels = [lines_above(line, room, width) for line in lines]
    needed = TEXT_MM * sum(map(len, labels)) + STRIP_MM * sum(not line.heading for line in lines)
    gap = (height - needed) / max(len(lines), 1)
    if gap < 0.0:
        return None
    rows, texts, strips, edge = [], list[Line](), [], 0.0
    for line, label in zip(lines, labels, strict=True):
        middles = [edge + TEXT_MM * (i + 0.5) for i in range(len(label))]
        texts += [Line(2.0 * (not line.heading), y, text, line.heading)
                  for y, text in zip(middles, label, strict=True) if text]  # fmt: skip
        texts += [Line(start, middles[-1], cell) for start, cell in zip(starts, line.cells, strict=False) if cell]
        below = edge + TEXT_MM * len(label)
        rows.append(below + STRIP_MM / 2)
        if not line.heading:
            strips.append((below, below + STRIP_MM))
        edge = below + STRIP_MM * (not line.heading) + max(gap, GAP_MM / 2) * (gap > 0)
    return Plan(2.0, 2.0, starts, tuple(rows), tuple(texts), tuple(strips) or ((0.0, height),))


def _names(lines: Sequence[Row], width: float, height: float) -> Plan | None:
    """Names alone, a line each, at the left."""
    step = height / max(len(lines), 1)
    if step < LEAST_ROW_MM or width * (1 - NAMES) < LEAST_AXIS_MM * 0.75:
        return None
    names = [shorten(line.label, NAMES * width - 2.0) for line in lines]
    left = max([text_width(name, "bold") for name in names], default=0.0) + 4.5
    rows = tuple(step * (i + 0.5) for i in range(len(lines)))
    texts = [Line(2.0 * (not line.heading), y, name, line.heading)
             for line, y, name in zip(lines, rows, names, strict=True)]  # fmt: skip
    return Plan(left, 0.0, (), rows, tuple(texts))


def _starts(columns: Columns, width: float) -> tuple[float, ...]:
    """Where each column begins, the last one ending at the right edge."""
    widths = [column for _, column in columns]
    return tuple(width - 0.5 - sum(widths[i:]) - 3.0 * (len(widths) - 1 - i) for i in range(len(widths)))


def _take(ax: Axes, left: float, right: float, ends: tuple[float, float]) -> None:
    """Take margins from the axes, in mm, ``ends`` at the top and the bottom; a layout engine makes the room itself."""
    figure = ax.get_figure(root=True)
    vars(ax)["isostats_right_mm"] = right
    if figure is None or figure is not ax.get_figure() or figure.get_layout_engine() is not None:
        return
    across, down = (25.4 * side for side in figure.get_size_inches())
    box = ax.get_position()
    size = box.width - (left + right) / across, box.height - sum(ends) / down
    ax.set_position((box.x0 + left / across, box.y0 + ends[1] / down, *size))


def _places(ax: Axes) -> tuple[Transform, Transform]:
    """In mm from the upper left corner of the axes; and with the height in the units of the rows."""
    from matplotlib.transforms import Affine2D, ScaledTranslation, blended_transform_factory

    figure: Any = ax.get_figure()
    corner = ScaledTranslation(0, 1, ax.transAxes)  # type: ignore[arg-type]
    mm = Affine2D().scale(1 / 25.4, -1 / 25.4) + figure.dpi_scale_trans + corner
    return mm, blended_transform_factory(mm, ax.transData)


def _write_keys(ax: Axes, mm: Transform, keys: Sequence[tuple[str, Mark]], at: tuple[float, float]) -> None:
    """What the marks mean, in one line."""
    for x, text, mark in _along(keys, at[0]):
        ax.plot([x], [at[1]], mark.marker, color=mark.ink, markerfacecolor=mark.ink if mark.filled else "white",
                markersize=4.5, markeredgewidth=0.9, transform=mm, clip_on=False)  # fmt: skip
        ax.text(x + 2.2, at[1], text, transform=mm, va="center_baseline", fontsize=SMALL_PT)


def _along(keys: Sequence[tuple[str, Mark]], x: float) -> Iterator[tuple[float, str, Mark]]:
    for text, mark in keys:
        yield x, text, mark
        x += text_width(text) + 5.0

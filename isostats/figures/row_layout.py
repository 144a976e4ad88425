"""Figures made of rows: a label, a mark with its interval on a common axis, and the numbers in words at the right.

On a narrow page the mark stands beneath its label and numbers, and the axis has the whole width.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from isostats.figures.looks import look
from isostats.figures.margins import grow
from isostats.figures.pages import Page, axes_mm, draw_claim, page_mm, write
from isostats.figures.row_legends import Mark, in_lines, write_keys
from isostats.figures.row_sheets import GAP_MM, STACKED_LEFT_MM, STRIP_MM, TEXT_MM, Row, RowSheet, lines_above
from isostats.figures.rows_of_axes import rows_into_axes
from isostats.figures.style import LINE_MM, QUIET
from isostats.figures.text_fitting import text_width, wrap
from isostats.figures.ticks import share_floor, share_ticks
from isostats.words.numbers import number_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LABEL_MM = 62.0
HEADING_MM = 70.0
AXIS_MM = 11.0
STACKED_MM, LEAST_AXIS_MM = 140.0, 26.0
"""Below this width of the page, or of the axes that labels and numbers would leave, marks stand beneath them."""



def row_sheet(
    lines: Sequence[Row],
    *,
    headers: Sequence[str],
    simulated: bool,
    keys: Sequence[tuple[str, Mark]] = (),
    claim: bool = False,
) -> RowSheet:
    """Lay out the rows: labels wrapped to their lines, columns as wide as their widest cell, the axes between them."""
    labels = [wrap(x.label, *((0.9 * (HEADING_MM - 4.0), 2) if x.heading else (LABEL_MM, 4))) for x in lines]
    pairs = list(zip(lines, labels, strict=True))
    # a heading has air above it, unless it comes first
    airs = [1.4 if not line.heading else 4.8 if i else 2.4 for i, line in enumerate(lines)]
    heights = [3.0 * len(label) + air for label, air in zip(labels, airs, strict=True)]
    left = 6.5 + max([text_width(t) for line, label in pairs if not line.heading for t in label], default=30.0)
    heads = [text_width(t, "bold") for line, label in pairs if line.heading for t in label]
    left = max(left, min(max(heads, default=0.0), HEADING_MM) + 3.0)
    columns = [max(text_width(text, "bold") for text in header.split("\n")) for header in headers]
    columns = [max([width, *(text_width(x.cells[i]) for x in lines if x.cells)]) for i, width in enumerate(columns)]
    right = sum(columns) + 3.0 * len(columns) + 3.0
    paired = tuple(zip(headers, columns, strict=True))
    if (ax := look().ax) is not None:
        return rows_into_axes(ax, lines, paired, simulated=simulated, keys=keys, claim=claim)
    if page_mm() < STACKED_MM or page_mm() - left - right < LEAST_AXIS_MM:
        return _stacked(lines, paired, simulated=simulated, keys=keys, claim=claim)
    head = 3.2 * max([len(h.split("\n")) for h in headers], default=0) + 1.0
    top = max(head + (4.0 if simulated else 0.5), (5.5 if keys else 1.0) + (LINE_MM if claim else 0.0))
    body = max(sum(heights) + 1.0, 12.0)
    height = top + body + AXIS_MM
    page = Page.blank(height)
    axes = page.data_axes(left, top, page_mm() - left - right, body)
    across, _ = axes_mm(axes)
    axes.set_ylim(body, 0)
    axes.spines["left"].set_visible(False)
    axes.set_yticks([])
    sheet = page.canvas(height)
    y = _write(sheet, lines, labels, heights, top)
    start = left + across + 4.0
    for i, header in enumerate(headers):
        write(sheet, start, top - 0.8, header, va="bottom", weight="bold", linespacing=1.1)
        for line, at in zip(lines, y, strict=True):
            if line.cells and line.cells[i]:
                write(sheet, start, at + top, line.cells[i])
        start += columns[i] + 3.0
    write_keys(sheet, keys)
    if not lines:
        write(sheet, 4.0, top + 4.0, "No estimate to show.", color=QUIET)
    page.tell_simulated(simulated)
    return RowSheet(page.figure, axes, tuple(zip(lines, y, strict=True)), across)


def _stacked(
    lines: Sequence[Row],
    columns: Sequence[tuple[str, float]],
    *,
    simulated: bool,
    keys: Sequence[tuple[str, Mark]],
    claim: bool,
) -> RowSheet:
    """Lay out a narrow page: of each row the label and the numbers, on one line where they fit, above its mark."""
    width = page_mm()
    starts = [width - 1.5 - sum(w + 3.0 for _, w in columns[i:]) + 3.0 for i in range(len(columns))]
    room = (starts[0] if starts else width) - STACKED_LEFT_MM - 2.5
    labels = [lines_above(line, room, width) for line in lines]
    key_lines = in_lines(keys, width - 2.5, 8.0)
    start = (4.0 if simulated else 0.5) + LINE_MM * len(key_lines)
    head = start + 3.2 * max([len(header.split("\n")) for header, _ in columns], default=0) + 1.0
    top = head + (LINE_MM if claim else 0.0)
    places: list[float] = []
    edge = 0.3
    for line, label in zip(lines, labels, strict=True):
        edge += 1.6 if line.heading and places else 0.0
        places.append(edge)
        edge += TEXT_MM * len(label) + (GAP_MM if line.heading else STRIP_MM + GAP_MM)
    body = max(edge, 12.0)
    page = Page.blank(top + body + AXIS_MM)
    axes = page.data_axes(STACKED_LEFT_MM + 3.0, top, width - 2 * (STACKED_LEFT_MM + 3.0), body)
    across, _ = axes_mm(axes)
    axes.set_ylim(body, 0)
    axes.spines["left"].set_visible(False)
    axes.set_yticks([])
    sheet = page.canvas(page.size[1])
    for i, key_line in enumerate(key_lines):
        write_keys(sheet, key_line, at=start - LINE_MM * (len(key_lines) - i - 0.5))
    for at, (header, _) in zip(starts, columns, strict=True):
        write(sheet, at, head - 0.6, header, va="bottom", weight="bold", linespacing=1.1)
    rows, strips = [], []
    for line, label, place in zip(lines, labels, places, strict=True):
        left, weight = (1.5, "bold") if line.heading else (STACKED_LEFT_MM, "normal")
        middle = [top + place + TEXT_MM * (i + 0.5) for i in range(len(label))]
        for text, y in zip(label, middle, strict=True):
            if text:
                write(sheet, left, y, text, weight=weight)
        for at, cell in zip(starts, line.cells, strict=False):
            if cell:
                write(sheet, at, middle[-1], cell)
        below = place + TEXT_MM * len(label)
        rows.append((line, below + STRIP_MM / 2))
        if not line.heading:
            strips.append((below, below + STRIP_MM))
    if not lines:
        write(sheet, 4.0, top + 4.0, "No estimate to show.", color=QUIET)
    page.tell_simulated(simulated)
    return RowSheet(page.figure, axes, tuple(rows), across, tuple(strips) or ((0.0, body),))


def _write(
    sheet: Axes, lines: Sequence[Row], labels: Sequence[list[str]], heights: Sequence[float], top: float
) -> list[float]:
    """Write the labels; the y of each row in mm from the top of the axes."""
    places, edge = [], 0.5
    for line, label, height in zip(lines, labels, heights, strict=True):
        centre = edge + (height - 1.5 * len(label) - 0.7 if line.heading else height / 2)
        left, weight = (1.5, "bold") if line.heading else (4.0, "normal")
        write(sheet, left, top + centre, "\n".join(label), va="center", weight=weight, linespacing=1.1)
        places.append(centre)
        edge += height
    return places


def share_rows(
    rows: Sequence[Row],
    label: str,
    *,
    headers: Sequence[str],
    keys: Sequence[tuple[str, Mark]],
    claim: float | None,
    margin: float | None,
    simulated: bool,
    above: Sequence[float] = (),
) -> RowSheet:
    """Draw rows of shares in percent, with the claim; the axis starts at 0, or says where if ``above`` some shares."""
    sheet = row_sheet(rows, headers=headers, keys=keys, claim=claim is not None, simulated=simulated)
    axes, (start, end) = sheet.axes, look().percent or (share_floor(above), 101.0)
    step = next((s for s in (5, 10, 20) if (min(end, 100) - start) / s * 9.0 <= sheet.width), 20)
    if step / (end - start) * sheet.width < (text_width("80%") + text_width("100%")) / 2:
        step = 50  # as where a language sets a blank before the sign
    ticks = [tick for tick in share_ticks(int(start), step) if start <= tick <= end]
    axes.set_xlim(start, end)
    axes.set_xticks(ticks, [f"{t}%" for t in ticks])
    tail = f" (axis starts at {number_text(start)}%)" if start else ""
    most = float("inf") if sheet.strips else sheet.width + 30  # a narrow page takes a second line for it
    axes.set_xlabel(f"{label}{tail}" if text_width(label + tail, size=8.0) < most else label, labelpad=2)
    if sheet.strips:
        _wrap_label(sheet)
    sheet.rule(ticks)
    draw_claim(axes, claim, margin, upright=sheet.upright, ground=sheet.ground)
    sheet.draw()
    return sheet


def _wrap_label(sheet: RowSheet) -> None:
    """The label of the axis in as many lines as a narrow page needs for it."""
    label = sheet.axes.xaxis.get_label()
    lines = wrap(label.get_text(), 0.85 * sheet.width, 3)  # it is of the larger type
    label.set_text("\n".join(lines))
    grow(sheet.figure, below=LINE_MM * (len(lines) - 1))

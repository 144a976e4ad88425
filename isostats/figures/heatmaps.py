"""Remission by outcome and gap rule (or horizon) as a heat-map, its colours turning at the claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from isostats.errors import EstimateError
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach, holds_nothing
from isostats.figures.grid_definitions import NO_LEVEL, Choice, Grid, read_grid
from isostats.figures.looks import look
from isostats.figures.pages import Page, page_mm, write
from isostats.figures.style import BAND, INK, LINE_MM, QUIET
from isostats.figures.text_fitting import text_width, wrap
from isostats.study.grid_axes import CENSORING_AWARE
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.english import capital, definition_words, number
from isostats.words.numbers import counted, limits_text, number_text, percent, stated_points

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ABOVE, BELOW = "#56B4E9", "#E69F00"  # grounds of cells, on which ink is read: paler than the colours of lines
"""Both light enough for dark text; told apart by the colour-blind."""
CELL_MM = 9.5
WIDEST_CELL_MM = 38.0
KEY_MM = 24.0
KEY_UNDER_MM = 9.0
LEAST_CELL_MM = 15.0
NARROW_CELL_MM = 20.0
"""Where cells would be narrower than this beside the colours' key, the key stands under them."""
STEPS, OVER_MM = 48, 0.05
"""Boxes of colour in the key, and how far each lies on the next, so that no white is seen between them."""
Box = tuple[float, float, float, float]
LEAST_SPAN = 0.10


@dataclass(frozen=True)
class Heat:
    """The cells: for each level of the rows' choice and each outcome the row of the grid, or None where it has none."""

    grid: Grid
    rows: Choice
    columns: Choice
    cells: tuple[tuple[int | None, ...], ...]
    chosen: tuple[tuple[int, ...], tuple[int, ...]]

    @cached_property
    def span(self) -> float:
        """How far from the claim the deepest colour lies."""
        seen = [end for line in self.cells for i in line if i is not None and self.is_quoted(i) for end in self.ends(i)]
        return max([abs(v - self.grid.claim) for v in seen] + [LEAST_SPAN])

    def ends(self, row: int) -> tuple[float, float]:
        """The least and the most that the share of a quoted cell can be."""
        low, high = (float(end[row]) for end in self.grid.ends)
        return low, high

    def limits(self, row: int | None) -> str:
        """The interval of a cell in words; empty where it has none, or its share is a range."""
        if row is None or not self.is_quoted(row) or self.grid.is_range(row):
            return ""
        low, high = (number(self.grid.frame.iloc[row].get(name)) for name in (v.LOWER, v.UPPER))
        return limits_text(low, high) if low == low and high == high else ""

    def is_quoted(self, row: int | None) -> bool:
        """Whether a cell has an estimate."""
        return row is not None and row < self.grid.drawn


@common_keywords(axes=False)
def outcome_heatmap(
    frame: pd.DataFrame,
    *,
    claim: float = 0.85,
    margin: float = 0.05,
    definition: Definition | None = None,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw the censoring-aware estimates of a grid by outcome and gap rule, every other choice as in the primary row.

    Where the grid has one gap rule or none, as for course records, horizons take the place of gap rules. Each cell
    prints its estimate and interval; blue lies above the claim, orange below it, white at it; a frame marks those
    within the margin, a diamond the primary definition. A cell whose share is a range prints both of its ends, and has
    the colour of the higher one on its upper half, of the lower one below. Cells without an estimate say why.

    Raises EstimateError for a frame that is no grid of definitions, or that holds a cell twice.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> analysis = iso.analyse_study(resource("data", "example", "study.toml"))
    >>> figure = iso.figures.outcome_heatmap(analysis["grid"].value.frame, simulated=True)
    >>> iso.figures.describe(figure).title
    'Remission by outcome and horizon'
    """
    heat = _heat(read_grid(frame, claim=claim, margin=margin, call="outcome_heatmap"))
    grid = heat.grid
    figure = _draw(heat, simulated)
    each, lost = [], 0
    for c, column in enumerate(heat.chosen[1]):
        sentences = []
        for r, level in enumerate(heat.chosen[0]):
            row = heat.cells[r][c]
            lost += not heat.is_quoted(row)
            words = "not in the grid" if row is None else grid.estimate_words(row)
            sentences.append(f"{heat.rows.levels[level]} {words}")
        each.append(capital(f"{heat.columns.levels[column]}: {', '.join(sentences)}."))
    others = [c for c in grid.choices if c.column not in (heat.rows.column, v.OUTCOME, "denominator")]
    held = "; ".join(c.describe(grid.primary) for c in others if c.levels[c.codes[grid.primary]] != NO_LEVEL)
    about = "Kaplan-Meier estimates with their limits; every other choice as in the primary definition."
    same = f"As in the primary definition: {held}." if held else ""
    key = (
        f"White: the claim of {percent(grid.claim, 0)}; blue: above it; orange: below it; framed: within "
        f"±{stated_points(grid.margin)} percentage points."
    )
    holes = f"{counted(lost, 'cell')} without an estimate, grey." if lost else ""
    shared = definition_words((definition or Definition()).with_(outcome="", population="", gap_rule=""))
    ranges = any(heat.is_quoted(row) and grid.is_range(row) for line in heat.cells for row in line if row is not None)
    halves = "Two numbers and colours: the least and the most that a share can be." if ranges else ""
    caption, title = [about, key, holes, halves], f"Remission by outcome and {heat.rows.label}"
    details = [same, *each, f"Primary definition: {grid.describe(grid.primary)}.", shared]
    alt = ["Heat-map of remission, one column per outcome.", *caption, *details]
    return attach(figure, title, caption, alt, details=details, simulated=simulated)


def _heat(grid: Grid) -> Heat:
    choices = {c.column: c for c in grid.choices}
    gaps = choices.get("gap_days")
    by_gap = gaps is not None and sum(bool(v) for v in gaps.values) > 1
    rows, columns = choices["gap_days" if by_gap else "horizon_days"], choices[v.OUTCOME]
    fits = np.asarray(grid.frame["denominator"] == CENSORING_AWARE)
    for choice in grid.choices:
        if choice.column not in (rows.column, v.OUTCOME, "denominator"):
            free = choice.values.index("") if "" in choice.values else -1
            fits = fits & ((choice.codes == choice.codes[grid.primary]) | (choice.codes == free))
    places: dict[tuple[int, int], int] = {}
    for i in np.flatnonzero(fits):
        key = int(rows.codes[i]), int(columns.codes[i])
        if key in places:
            raise EstimateError(
                f"Two definitions of the grid are the same in every choice: {grid.describe(int(i))}. Keep each once."
            )
        places[key] = int(i)
    down = tuple(k for k in range(len(rows.levels)) if rows.levels[k] != NO_LEVEL and any(r == k for r, _ in places))
    across = tuple(k for k in range(len(columns.levels)) if any(c == k for _, c in places))
    cells = tuple(tuple(places.get((r, c)) for c in across) for r in down)
    return Heat(grid, rows, columns, cells, (down, across))


def colour_of(estimate: float, claim: float, span: float) -> tuple[float, float, float]:
    """The colour of an estimate: white at the claim, as deep on either side at the same distance from it.

    >>> colour_of(0.85, 0.85, 0.2)
    (1.0, 1.0, 1.0)
    """
    from matplotlib.colors import to_rgb

    depth = min(abs(estimate - claim) / span, 1.0)
    red, green, blue = (1 - depth * (1 - part) for part in to_rgb(ABOVE if estimate > claim else BELOW))
    return red, green, blue


@dataclass(frozen=True)
class Places:
    """Where the cells lie, in mm, and whether the colours' key stands under them."""

    left: float
    top: float
    width: float
    height: float
    under: bool

    def corner(self, r: int, c: int) -> tuple[float, float]:
        """The upper left corner of a cell."""
        return self.left + self.width * c, self.top + self.height * r


def _draw(heat: Heat, simulated: bool) -> Figure:
    down, across = heat.chosen
    names = [heat.rows.levels[k] for k in down]
    at = _places(heat, names, simulated)
    heads = _heads(heat, at.width)
    legend = f"◆ primary definition; framed: within {heat.grid.margin_words} of the claim"
    foot = wrap(legend, page_mm() - at.left if at.under else max(at.width * len(across), 30.0), lines=4) if down else []
    below = at.top + at.height * max(len(down), 1)
    beside = at.top + max(at.height * len(down), 22.0) + 2.0
    foot_at = below + KEY_UNDER_MM * (at.under and bool(down)) + 3.2
    height = max(0.0 if at.under else beside, foot_at + LINE_MM * len(foot))
    page = Page.blank(height)
    sheet = page.canvas(height)
    write(sheet, at.left - 2.5, at.top - 2.0, heat.rows.label, ha="right", weight="bold")
    for c, head in enumerate(heads):
        for k, line in enumerate(reversed(head)):
            write(sheet, at.left + at.width * (c + 0.5), at.top - 2.0 - LINE_MM * k, line, ha="center", weight="bold")
    for r, name in enumerate(names):
        write(sheet, at.left - 2.5, at.top + at.height * (r + 0.5), name, ha="right")
        for c in range(len(across)):
            _cell(sheet, heat, r, c, at)
    if not down:
        write(sheet, at.left, at.top + 4.0, "The grid has no censoring-aware definition.", color=QUIET)
    elif at.under:
        _key_under(sheet, heat, at.left, below + 2.0, at.width * len(across))
    else:
        _key(sheet, heat, at.left + at.width * len(across) + 6.0, at.top, max(at.height * len(down), 22.0))
    for k, line in enumerate(foot):
        write(sheet, at.left, foot_at + LINE_MM * k, line, color=QUIET)
    if not any(heat.is_quoted(row) for line in heat.cells for row in line):
        holds_nothing(page.figure, "No definition has an estimate.")
    page.tell_simulated(simulated)
    return page.figure


def _heads(heat: Heat, width: float) -> list[list[str]]:
    return [wrap(heat.columns.levels[k], width - 2.0, lines=3) for k in heat.chosen[1]]


def _places(heat: Heat, names: list[str], simulated: bool) -> Places:
    """Cells beside the key; where they would be narrow there, above it. Raises EstimateError where they still are."""
    many = max(len(heat.chosen[1]), 1)
    left = max([text_width(name) for name in [*names, heat.rows.label]], default=10.0) + 5.0
    key = max(KEY_MM, 12.0 + text_width(f"{percent(heat.grid.claim, 0)} claim"))  # it is longer in another language
    width = min(WIDEST_CELL_MM, (page_mm() - left - key - 2.0) / many)
    under = width < NARROW_CELL_MM
    if under:
        width = min(WIDEST_CELL_MM, (page_mm() - left - 0.5) / many)
    if look().size is not None and width < LEAST_CELL_MM:
        least = number_text(ceil(left + 0.5 + LEAST_CELL_MM * many))
        raise EstimateError(
            f"figures.outcome_heatmap needs {least} mm for {many} outcomes, not {number_text(page_mm())}: their "
            "columns lack room there."
        )
    shown = [heat.limits(row) for line in heat.cells for row in line]
    broken = any(text_width(limits) >= width - 2.0 for limits in shown)
    top = 2.0 + LINE_MM * max([len(head) for head in _heads(heat, width)], default=1) + (4.0 if simulated else 0.0)
    return Places(left, top, width, CELL_MM + LINE_MM * broken, under)


def _cell(sheet: Axes, heat: Heat, r: int, c: int, at: Places) -> None:
    """One cell: its colour, its estimate with the interval beneath, and what it is."""
    from matplotlib.patches import Rectangle

    row, grid, (x, y), width = heat.cells[r][c], heat.grid, at.corner(r, c), at.width
    label = f"cell {heat.rows.values[heat.chosen[0][r]]} {heat.columns.values[heat.chosen[1][c]]}"
    it = None if row is None else grid.frame.iloc[row]
    quoted = row if row is not None and heat.is_quoted(row) else None
    ends = () if quoted is None else [colour_of(end, grid.claim, heat.span) for end in heat.ends(quoted)]
    left, right = ends or (BAND, BAND)
    sheet.add_patch(Rectangle((x, y), width, at.height, facecolor=left, edgecolor="white", linewidth=1.0, label=label))
    if right != left:
        half = (x + 0.2, y + 0.2), width - 0.4, at.height / 2 - 0.2
        sheet.add_patch(Rectangle(*half, facecolor=right, linewidth=0, label=f"{label} highest"))
    middle = x + width / 2
    if it is None or quoted is None:
        lines = wrap("not in the grid" if it is None else v.STATUS_LABELS[it[v.STATUS]], width - 2.0)
        for k, line in enumerate(lines):
            up = LINE_MM * (k - (len(lines) - 1) / 2)
            write(sheet, middle, y + at.height / 2 + up, line, ha="center", color=QUIET)
        return
    if it["position"] == "at":
        sheet.add_patch(Rectangle((x + 0.6, y + 0.6), width - 1.2, at.height - 1.2, facecolor="none", edgecolor=QUIET,
                                  linewidth=0.6, label=f"{label} framed"))  # fmt: skip
    if grid.is_range(quoted):
        _write_range(sheet, heat.ends(quoted), middle, y, at.height, primary=row == grid.primary)
        return
    limits = [each for each in wrap(heat.limits(row), width - 2.0, lines=2) if each]
    mark, first = "◆ " if row == grid.primary else "", y + at.height / 2 - LINE_MM * len(limits) / 2
    write(sheet, middle, first, mark + percent(number(it[v.ESTIMATE])), ha="center",
          weight="bold" if mark else "normal", large=True)  # fmt: skip
    for k, line in enumerate(limits):
        write(sheet, middle, first + LINE_MM * (k + 1), line, ha="center")


def _write_range(
    sheet: Axes, ends: tuple[float, float], middle: float, y: float, height: float, *, primary: bool
) -> None:
    """Both ends of a share, each in its half of the cell."""
    low, high = ends
    for line, part in (("◆ " * primary + percent(high), 0.25), (percent(low), 0.75)):
        write(sheet, middle, y + part * height, line, ha="center", weight="bold" if primary else "normal")


def _ends(heat: Heat) -> tuple[float, float]:
    """The shares at the ends of the colours, cut where a share cannot be."""
    return max(heat.grid.claim - heat.span, 0.0), min(heat.grid.claim + heat.span, 1.0)


def _colours(sheet: Axes, heat: Heat, boxes: Sequence[Box], *, falling: bool = False) -> None:
    """The key's boxes (left, top, width, height) in their colours from the lowest share on, or from the highest."""
    from matplotlib.collections import PolyCollection

    begin, end = reversed(_ends(heat)) if falling else _ends(heat)
    shares = [begin + (end - begin) * (k + 0.5) / len(boxes) for k in range(len(boxes))]
    corners = [((x, y), (x + w, y), (x + w, y + h), (x, y + h)) for x, y, w, h in boxes]
    colours = [colour_of(share, heat.grid.claim, heat.span) for share in shares]
    sheet.add_collection(PolyCollection(corners, facecolors=colours, linewidths=0, zorder=1), autolim=False)


def _key_under(sheet: Axes, heat: Heat, x: float, top: float, width: float) -> None:
    """The colours from the lowest share to the highest, with the claim where it lies."""
    claim, (low, high) = heat.grid.claim, _ends(heat)
    _colours(sheet, heat, [(x + width * k / STEPS, top, width / STEPS + OVER_MM, 2.5) for k in range(STEPS)])
    ends = [(low, percent(low, 0), "left"), (claim, f"{percent(claim, 0)} claim", "center")]
    half = text_width(ends[1][1]) / 2 + text_width("100%") + 2.0
    for share, text, ha in (*ends, (high, percent(high, 0), "right")):
        there = x + width * (share - low) / (high - low)
        if share == claim or abs(share - claim) / (high - low) * width > half:
            sheet.plot([there, there], [top + 2.5, top + 3.3], color=INK, linewidth=0.6)
            write(sheet, there, top + 5.2, text, ha=ha)


def _key(sheet: Axes, heat: Heat, x: float, top: float, most: float) -> None:
    """The colours with the claim in their middle."""
    claim, (low, high), height = heat.grid.claim, _ends(heat), min(most, 45.0)
    boxes = [(x, top + height * k / STEPS, 3.5, height / STEPS + OVER_MM) for k in range(STEPS)]
    _colours(sheet, heat, boxes, falling=True)
    for share, text in ((high, percent(high, 0)), (claim, f"{percent(claim, 0)} claim"), (low, percent(low, 0))):
        y = top + height * (high - share) / (high - low)
        if share == claim or abs(share - claim) / (high - low) * height > LINE_MM:
            sheet.plot([x + 3.5, x + 4.3], [y, y], color=INK, linewidth=0.6)
            write(sheet, x + 5.0, y, text)

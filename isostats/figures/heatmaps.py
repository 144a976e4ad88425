"""Remission by outcome and gap rule (or horizon) as a heat-map, its colours turning at the claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from isostats.errors import EstimateError
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.grid_definitions import NO_LEVEL, Choice, Grid, read_grid, why_not
from isostats.figures.looks import look
from isostats.figures.style import BAND, INK, LINE_MM, QUIET, Page, page_mm, text_width, wrap, write
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
LEAST_CELL_MM = 15.0
LEAST_SPAN = 0.10


@dataclass(frozen=True)
class Heat:
    """The cells: for each level of the rows' choice and each outcome the row of the grid, or None where it has none."""

    grid: Grid
    rows: Choice
    columns: Choice
    cells: tuple[tuple[int | None, ...], ...]
    chosen: tuple[tuple[int, ...], tuple[int, ...]]

    @property
    def span(self) -> float:
        """How far from the claim the deepest colour lies."""
        seen = [number(self.grid.frame[v.ESTIMATE][i]) for line in self.cells for i in line if self.is_quoted(i)]
        return max([abs(v - self.grid.claim) for v in seen] + [LEAST_SPAN])

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
    within the margin, a diamond the primary definition. Cells without an estimate say why.

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
    caption, title = [about, key, holes], f"Remission by outcome and {heat.rows.label}"
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


def _draw(heat: Heat, simulated: bool) -> Figure:
    down, across = heat.chosen
    names = [heat.rows.levels[k] for k in down]
    left = max([text_width(name) for name in [*names, heat.rows.label]], default=10.0) + 5.0
    width = min(WIDEST_CELL_MM, (page_mm() - left - KEY_MM - 2.0) / max(len(across), 1))
    if look().size is not None and width < LEAST_CELL_MM:
        least = number_text(round(left + KEY_MM + 2.5 + LEAST_CELL_MM * len(across)))
        raise EstimateError(
            f"figures.outcome_heatmap needs {least} mm for {len(across)} outcomes, not {number_text(page_mm())}: their "
            "columns lack room there."
        )
    heads = [wrap(heat.columns.levels[k], width - 2.0, lines=3) for k in across]
    top = 2.0 + LINE_MM * max([len(h) for h in heads], default=1) + (4.0 if simulated else 0.0)
    legend = f"◆ primary definition; framed: within {heat.grid.margin_words} of the claim"
    foot = wrap(legend, max(width * len(across), 30.0), lines=4) if down else []
    key = max(CELL_MM * len(down), 22.0)
    height = top + max(key + 2.0, CELL_MM * max(len(down), 1) + 3.0 + LINE_MM * len(foot))
    page = Page.blank(height)
    sheet = page.canvas(height)
    write(sheet, left - 2.5, top - 2.0, heat.rows.label, ha="right", weight="bold")
    for c, head in enumerate(heads):
        for k, line in enumerate(reversed(head)):
            write(sheet, left + width * (c + 0.5), top - 2.0 - LINE_MM * k, line, ha="center", weight="bold")
    for r, name in enumerate(names):
        write(sheet, left - 2.5, top + CELL_MM * (r + 0.5), name, ha="right")
        for c in range(len(across)):
            _cell(sheet, heat, r, c, left + width * c, top + CELL_MM * r, width)
    if not down:
        write(sheet, left, top + 4.0, "The grid has no censoring-aware definition.", color=QUIET)
    else:
        _key(sheet, heat, left + width * len(across) + 6.0, top, key)
    for k, line in enumerate(foot):
        write(sheet, left, top + CELL_MM * max(len(down), 1) + 3.2 + LINE_MM * k, line, color=QUIET)
    page.tell_simulated(simulated)
    return page.figure


def _cell(sheet: Axes, heat: Heat, r: int, c: int, x: float, y: float, width: float) -> None:
    """One cell: its colour, its estimate with the interval beneath, and what it is."""
    from matplotlib.patches import Rectangle

    row, grid = heat.cells[r][c], heat.grid
    label = f"cell {heat.rows.values[heat.chosen[0][r]]} {heat.columns.values[heat.chosen[1][c]]}"
    it = None if row is None else grid.frame.iloc[row]
    face = colour_of(number(it[v.ESTIMATE]), grid.claim, heat.span) if it is not None and heat.is_quoted(row) else BAND
    sheet.add_patch(Rectangle((x, y), width, CELL_MM, facecolor=face, edgecolor="white", linewidth=1.0, label=label))
    middle = x + width / 2
    if it is None or not heat.is_quoted(row):
        lines = wrap("not in the grid" if it is None else why_not(it[v.STATUS]), width - 2.0)
        for k, line in enumerate(lines):
            write(sheet, middle, y + CELL_MM / 2 + LINE_MM * (k - (len(lines) - 1) / 2), line, ha="center", color=QUIET)
        return
    if it["position"] == "at":
        sheet.add_patch(Rectangle((x + 0.6, y + 0.6), width - 1.2, CELL_MM - 1.2, facecolor="none", edgecolor=QUIET,
                                  linewidth=0.6, label=f"{label} framed"))  # fmt: skip
    low, high = number(it.get(v.LOWER)), number(it.get(v.UPPER))
    limits = limits_text(low, high) if low == low and high == high else ""
    fits = bool(limits) and text_width(limits) < width - 2.0
    mark = "◆ " if row == grid.primary else ""
    write(sheet, middle, y + CELL_MM / 2 - (LINE_MM / 2 if fits else 0.0), mark + percent(number(it[v.ESTIMATE])),
          ha="center", weight="bold" if mark else "normal", large=True)  # fmt: skip
    if fits:
        write(sheet, middle, y + CELL_MM / 2 + LINE_MM / 2, limits, ha="center")


def _key(sheet: Axes, heat: Heat, x: float, top: float, most: float) -> None:
    """The colours with the claim in their middle, cut where a share cannot be."""
    from matplotlib.patches import Rectangle

    claim, span = heat.grid.claim, heat.span
    low, high = max(claim - span, 0.0), min(claim + span, 1.0)
    steps, height = 48, min(most, 45.0)
    for k in range(steps):
        share = high - (high - low) * (k + 0.5) / steps
        sheet.add_patch(Rectangle((x, top + height * k / steps), 3.5, height / steps + 0.05, linewidth=0,
                                  facecolor=colour_of(share, claim, span), label=f"cell key {k}"))  # fmt: skip
    for share, text in ((high, percent(high, 0)), (claim, f"{percent(claim, 0)} claim"), (low, percent(low, 0))):
        y = top + height * (high - share) / (high - low)
        if share == claim or abs(share - claim) / (high - low) * height > LINE_MM:
            sheet.plot([x + 3.5, x + 4.3], [y, y], color=INK, linewidth=0.6)
            write(sheet, x + 5.0, y, text)

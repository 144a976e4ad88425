"""The specification curve: every definition sorted by its estimate, and beneath each one the choices that make it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from isostats.figures.choice_matrix import NAIVE, PRIMARY, Block, blocks_of, draw_matrix, names_width, shared_words
from isostats.figures.curve_names import spread
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach, holds_nothing
from isostats.figures.grid_definitions import UNDECIDED, Grid, read_grid
from isostats.figures.pages import Page, draw_claim, page_mm, stretches, write
from isostats.figures.row_legends import Mark, write_keys
from isostats.figures.style import CLAIM, COLOURS, INK, LINE_MM, QUIET
from isostats.figures.text_fitting import text_width
from isostats.figures.ticks import share_ticks
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.english import between, capital, claim_words, definition_words, number
from isostats.words.numbers import count_text, counted, percent, percent_with_limits, stated_percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NO_ESTIMATE = "No definition has an estimate."
CURVE_MM = 62.0
BETWEEN_MM = 6.0
TALLEST_MM = 240.0
PALE = {v.NAIVE: "#e6e6e6", "aware": "#d3e6f3", "primary": "#d3e6f3"}
"""The bars of ranges: paler than the intervals that stand on them."""
DENSE = 1.6
"""Points of width below which a mark is an upright bar as wide as its column, so that none hides another."""


@common_keywords(least=140, axes=False)
def specification_curve(
    frame: pd.DataFrame,
    *,
    claim: float = 0.85,
    margin: float = 0.05,
    definition: Definition | None = None,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw the estimates of a grid of definitions from the lowest to the highest, and their choices as a dot matrix.

    ``frame`` has one row per definition, as ``grid.csv``: the choices, the columns of ``results.csv``, ``position``
    (against ``claim`` within ``margin``) and ``primary``. Blue: censoring-aware; grey, and hollow where there is room:
    naive, which is biased; diamond: the primary definition; wide pale bars: from ``lowest`` to ``highest``, where a
    share is a range. A choice that does not vary is told in the caption and not drawn; definitions without an estimate
    are counted there. ``definition`` gives what all
    share: day 0, competing causes, data.

    Raises EstimateError for a frame that is no such grid, or whose positions belong to another claim or margin.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> analysis = iso.analyse_study(resource("data", "example", "study.toml"))
    >>> figure = iso.figures.specification_curve(analysis["grid"].value.frame, simulated=True)
    >>> iso.figures.describe(figure).title
    'Remission under every definition'
    """
    grid = read_grid(frame, claim=claim, margin=margin)
    top = 14.5 if simulated else 10.5
    blocks = blocks_of(grid, int((TALLEST_MM - top - CURVE_MM - BETWEEN_MM) / 3.6)) if grid.drawn else []
    figure = _draw(grid, blocks, top, simulated)
    where = grid.place_words(str(grid.frame["position"].iloc[grid.primary]))
    primary = (
        f"The primary definition ({grid.describe(grid.primary)}): {grid.estimate_words(grid.primary)}"
        f"{', ' * bool(where)}{where}."
    )
    fixed = "; ".join(f"{c.label}: {c.levels[0]}" for c in grid.fixed)
    how = (
        "Blue: Kaplan-Meier; grey: naive, people who left counted as in remission; upright lines: "
        f"{stated_percent(grid.level)} limits; diamond: the primary definition."
    )
    shared = definition_words((definition or Definition()).with_(outcome="", population="", gap_rule=""))
    tail = [f"The same in all: {fixed}." if fixed and grid.size > 1 else "", claim_words(grid.claim, grid.margin)]
    many = [f"{counted(grid.size, 'definition')} of remission.", *map(capital, grid.tally_words())]
    beneath = "Beneath: the choices that make it." if blocks else ""
    caption = [many[0], how, beneath, claim_words(grid.claim, grid.margin), grid.ranges_words]
    details = [*many[1:], primary, shared_words(blocks), tail[0], shared]
    alt = ["Specification curve: estimates of remission sorted, with the choices of each beneath.", *many, primary,
           *tail, shared]  # fmt: skip
    return attach(figure, "Remission under every definition", caption, alt, details=details, simulated=simulated)


def _draw(grid: Grid, blocks: Sequence[Block], top: float, simulated: bool) -> Figure:
    names, levels = names_width(blocks)
    left = max(1.5 + names + 3.0 + levels + 2.0, 16.0) if blocks else 16.0
    labels = _side_labels(grid)
    beside = [f"claim {percent(grid.claim, 0)}", *(line for lines in labels for line in lines)]
    right = max([text_width(line, "bold") for line in beside]) + 5.0
    across = page_mm() - left - right
    matrix = sum(block.height for block in blocks)
    page = Page.blank(top + CURVE_MM + BETWEEN_MM + matrix + 0.5)
    axes = page.axes_at(left, top, across, CURVE_MM)
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])
    axes.set_xlim(-0.6, max(grid.drawn, 1) - 0.4)
    start = grid.floor()
    axes.set_ylim(start, 100.5)
    axes.set_yticks(share_ticks(start), [f"{t}%" for t in share_ticks(start)])
    axes.set_ylabel(f"In remission (axis starts at {start}%)" if start else "In remission", labelpad=3)
    draw_claim(axes, grid.claim, grid.margin)
    many = f"{count_text(grid.drawn)} definitions, from the lowest estimate to the highest"
    if text_width(many, size=8.0) > across:
        many = f"{count_text(grid.drawn)} definitions, lowest to highest"
    axes.set_xlabel(many if grid.drawn > 1 else "1 definition" if grid.drawn else "", labelpad=3)
    slot_pt = across / 25.4 * 72 / max(grid.drawn, 1)
    _points(axes, grid, slot_pt)
    _write_labels(page, grid, labels, axes, left=left + across, top=top)
    _write_head(page, grid, top, left=left, across=across, dense=slot_pt < DENSE)
    if not grid.drawn:
        holds_nothing(page.figure, NO_ESTIMATE)
        write(axes, 0.5, 0.15, NO_ESTIMATE, transform=axes.transAxes, ha="center", color=QUIET)
    if blocks:
        below = page.unseen_axes(left, top + CURVE_MM + BETWEEN_MM, across, matrix)
        below.set_xlim(axes.get_xlim())
        below.set_label("choices")
        draw_matrix(page, below, grid, blocks, top=top + CURVE_MM + BETWEEN_MM, slot_pt=slot_pt)
        if grid.primary < grid.drawn:
            below.axvline(grid.primary, color=PRIMARY, linewidth=0.5, zorder=1)
    page.tell_simulated(simulated)
    return page.figure


def _points(axes: Axes, grid: Grid, slot_pt: float) -> None:
    """Intervals as hairlines, naive points hollow, the primary one as a diamond over all; bars where it is dense."""
    place, estimate = np.arange(grid.drawn), 100 * grid.numbers(v.ESTIMATE)
    lower, upper = 100 * grid.numbers(v.LOWER), 100 * grid.numbers(v.UPPER)
    dense = slot_pt < DENSE
    size = 3.4 if dense else min(0.8 * slot_pt, 4.2)
    thin = min(max(0.35 * slot_pt, 0.18), 0.7)
    ranges = np.array([grid.is_range(row) for row in range(grid.drawn)], dtype=bool)
    for kind, which in grid.kinds.items():
        if (wide := which & ranges).any():
            low, high = (100 * end[wide] for end in grid.ends)
            axes.vlines(place[wide], low, high, color=PALE[kind], linewidth=min(0.8 * slot_pt, 6.0), zorder=0.95,
                        label=f"ranges {kind}")  # fmt: skip
    looks = (
        ("o", "#c4c4c4", NAIVE, "white"),
        ("o", "#8fbfdd", COLOURS[0], COLOURS[0]),
        ("D", PRIMARY, PRIMARY, PRIMARY),
    )
    for z, ((kind, which), (marker, pale, colour, face)) in enumerate(zip(grid.kinds.items(), looks, strict=True)):
        if not which.any():
            continue
        x, y = stretches(place[which], place[which]), stretches(lower[which], upper[which])
        main = kind == "primary"
        axes.plot(x, y, color=pale, linewidth=1.1 if main else thin, label=f"intervals {kind}", zorder=2 + z / 10)
        axes.plot(
            place[which], estimate[which], "|" if dense and not main else marker, color=colour, markerfacecolor=face,
            label=f"points {kind}", markersize=4.8 if main else size, zorder=3 + z / 10,
            markeredgewidth=slot_pt if dense and not main else min(0.7, 0.3 * size),
        )  # fmt: skip


def _side_labels(grid: Grid) -> list[tuple[str, ...]]:
    """Above, at and below: how many censoring-aware definitions lie there, and how many naive ones; with the middle
    those that are undecided."""
    counts = [("", grid.tally(grid.aware)), ("naive: ", grid.tally(~grid.aware))]
    counts = [(who, n) for who, n in counts if any(n.values())]
    names = {"above": "above", "at": f"within {grid.margin_words}", "below": "below"} if grid.drawn else {}
    undecided = [
        f"{'naive ' * bool(who)}undecided: {count_text(n[UNDECIDED])} of {count_text(sum(n.values()))}"
        for who, n in counts if n[UNDECIDED]
    ]  # fmt: skip
    return [
        (name, *(f"{who}{count_text(n[position])} of {count_text(sum(n.values()))}" for who, n in counts),
         *(undecided if position == "at" else ()))
        for position, name in names.items()
    ]  # fmt: skip


def _write_labels(
    page: Page, grid: Grid, labels: Sequence[tuple[str, ...]], axes: Axes, *, left: float, top: float
) -> None:
    """The counts beside the part of the axis that they are about, between them the name of the claim."""
    low, high = axes.get_ylim()
    claim, margin = 100 * grid.claim, 100 * grid.margin

    def down(share: float) -> float:
        return CURVE_MM * (high - min(max(share, low), high)) / (high - low)

    name = (f"claim {percent(grid.claim, 0)}",)
    texts = [labels[0], name, labels[1], labels[2]] if labels else [name]
    heights = [LINE_MM * len(lines) + 0.8 for lines in texts]
    wanted = [down(claim)]
    if labels:
        at_it = down(claim) + (heights[1] + heights[2]) / 2
        wanted = [down((claim + margin + high) / 2), down(claim), at_it, down((low + claim - margin) / 2)]
    centres = spread(wanted, heights, -3.0, CURVE_MM + 3.0)
    sheet = page.canvas(CURVE_MM, left, top, page_mm() - left)
    for lines, centre, height in zip(texts, centres, heights, strict=True):
        for k, line in enumerate(lines):
            write(sheet, 3.0, centre - height / 2 + LINE_MM * (k + 0.5) + 0.4, line,
                  color=CLAIM if lines is name else QUIET if line.startswith(v.NAIVE) else INK,
                  weight="bold" if k == 0 and lines is not name else "normal")  # fmt: skip


def _write_head(page: Page, grid: Grid, top: float, *, left: float, across: float, dense: bool) -> None:
    """What the marks mean, and above its column the primary definition's estimate with a line down to it."""
    sheet = page.canvas(top + CURVE_MM)
    level = stated_percent(grid.level)
    aware = grid.aware[: grid.drawn]
    keys = []
    if aware.any():
        keys.append((f"censoring-aware, with {level} interval", Mark("|" if dense else "o", COLOURS[0])))
    if (~aware).any():
        undecided = (grid.frame["position"] == "undecided").any()
        keys.append((v.NAIVE if undecided else "naive (biased)", Mark("|" if dense else "o", NAIVE, filled=False)))
    keys.append(("primary definition", Mark("D", PRIMARY)))
    write_keys(sheet, keys, at=top - 7.9)
    it = grid.frame.iloc[grid.primary]
    if grid.primary >= grid.drawn:
        write(sheet, left, top - 2.6, f"primary definition: {grid.estimate_words(grid.primary)}", color=QUIET)
        return
    lower, upper = number(it.get(v.LOWER)), number(it.get(v.UPPER))
    ends = tuple(float(end[grid.primary]) for end in grid.ends) if grid.is_range(grid.primary) else ()
    share = between((ends[0], ends[1])) if ends else percent_with_limits(number(it[v.ESTIMATE]), lower, upper)
    text = f"primary: {share}"
    x = left + across * (grid.primary + 0.6) / max(grid.drawn + 0.2, 1.0)
    half = text_width(text) / 2
    write(sheet, min(max(x, half + 1.5), page_mm() - half - 1.5), top - 2.6, text, ha="center")
    low, high = page.figure.axes[0].get_ylim()
    seen = 100 * max(*ends, number(it[v.ESTIMATE]), upper if upper == upper else 0.0)
    start = top + CURVE_MM * (high - seen) / (high - low)
    sheet.plot([x, x], [top - 1.0, start], color=PRIMARY, linewidth=0.5, label="primary", zorder=1)

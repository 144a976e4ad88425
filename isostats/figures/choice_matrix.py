"""The dot matrix beneath a specification curve: a row per level of each choice that varies, a column per definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from isostats.figures.grid_definitions import Choice, Grid
from isostats.figures.pages import Page, stretches, write
from isostats.figures.style import COLOURS, FAINT
from isostats.figures.text_fitting import shorten, text_width, wrap
from isostats.words.numbers import count_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW_MM = 3.0
BLOCK_GAP_MM = 1.6
NAME_MM = 25.0
LEVEL_MM = 46.0
FEW = 3.2
"""Points of width from which on a definition's column is wide enough for a dot."""
PRIMARY = COLOURS[1]
NAIVE = "#8f8f8f"
PALE = "#8f8f8f"
"""The naive ones in the matrix, where nothing is hollow: far enough from the blue in black and white too."""


@dataclass(frozen=True)
class Block:
    """The rows of one choice: what stands at their left, and which of the choice's levels each row holds."""

    choice: Choice
    names: tuple[str, ...]
    members: tuple[tuple[int, ...], ...]

    @property
    def height(self) -> float:
        """Height in mm."""
        return ROW_MM * len(self.names) + BLOCK_GAP_MM

    @property
    def label(self) -> list[str]:
        """The choice, in at most as many lines as there are rows."""
        return wrap(self.choice.label, NAME_MM, lines=min(2, len(self.names)))


def blocks_of(grid: Grid, most_rows: int) -> list[Block]:
    """The choices that vary; where their levels are too many for the page, the longest lists end in a shared row."""
    lengths = {c.column: len(c.levels) for c in grid.varying}
    while sum(lengths.values()) > most_rows and max(lengths.values()) > 2:
        longest = max(lengths, key=lambda name: lengths[name])
        lengths[longest] -= 1
    blocks = []
    for choice in grid.varying:
        rows, levels = lengths[choice.column], len(choice.levels)
        names = list(choice.levels)
        members: list[tuple[int, ...]] = [(k,) for k in range(levels)]
        if rows < levels:
            names[rows - 1 :] = [f"{count_text(levels - rows + 1)} further levels"]
            members[rows - 1 :] = [tuple(range(rows - 1, levels))]
        blocks.append(Block(choice, tuple(names), tuple(members)))
    return blocks


def shared_words(blocks: Sequence[Block]) -> str:
    """That levels share a row, for the caption."""
    shared = [f"{block.choice.label} ({block.names[-1]})" for block in blocks if len(block.members[-1]) > 1]
    return f"Levels too many for the page share the last row of: {', '.join(shared)}." if shared else ""


def names_width(blocks: Sequence[Block]) -> tuple[float, float]:
    """Width in mm of the column of choices and of the column of levels."""
    names = [text_width(line, "bold") for block in blocks for line in block.label]
    levels = [min(text_width(name), LEVEL_MM) for block in blocks for name in block.names]
    return max(names, default=0.0), max(levels, default=0.0)


def draw_matrix(page: Page, axes: Axes, grid: Grid, blocks: Sequence[Block], *, top: float, slot_pt: float) -> None:
    """Draw the rows into axes whose y is mm from their top, and write their names at the left of them."""
    height = top + sum(block.height for block in blocks)
    name_width, level_width = names_width(blocks)
    sheet = page.canvas(height)
    colours = (PALE, COLOURS[0], PRIMARY)
    edge, rows = 0.0, list[float]()
    for block in blocks:
        for k, line in enumerate(block.label):
            write(sheet, 1.5, top + edge + ROW_MM * (k + 0.5), line, weight="bold")
        for name, members in zip(block.names, block.members, strict=True):
            y = edge + ROW_MM / 2
            write(sheet, 1.5 + name_width + 3.0 + level_width, top + y, shorten(name, LEVEL_MM), ha="right")
            rows.append(y)
            mine = np.isin(block.choice.codes[: grid.drawn], members)
            value = block.choice.values[members[0]] if len(members) == 1 else "further"
            for (kind, which), colour in zip(grid.kinds.items(), colours, strict=True):
                label = f"{block.choice.column}={value} {kind}"
                _marks(axes, np.flatnonzero(mine & which), y, colour=colour, label=label, slot_pt=slot_pt)
            edge += ROW_MM
        edge += BLOCK_GAP_MM
    axes.plot(stretches(np.zeros(len(rows)), 1.0), stretches(rows, rows), color=FAINT, linewidth=0.4, zorder=0,
              transform=axes.get_yaxis_transform())  # fmt: skip


def _marks(axes: Axes, places: NDArray[np.intp], y: float, *, colour: str, label: str, slot_pt: float) -> None:
    """Dots where columns are wide enough, else bars as wide as a column, those of neighbours in one piece."""
    if not len(places):
        return
    style: dict[str, Any] = {"linewidth": (ROW_MM - 0.7) / 25.4 * 72, "solid_capstyle": "butt"}
    x = runs(places)
    if slot_pt >= FEW:
        x = places.astype(float)
        style = {"linestyle": "", "marker": "o", "markersize": min(0.8 * slot_pt, 4.4), "markeredgewidth": 0}
    axes.plot(x, np.full(len(x), y), color=colour, label=label, zorder=3, **style)


def runs(places: NDArray[np.intp]) -> NDArray[np.float64]:
    """Neighbouring columns as one stretch each: its two edges.

    >>> import numpy as np
    >>> runs(np.array([2, 3, 4, 9])).tolist()
    [1.5, 4.5, nan, 8.5, 9.5]
    """
    breaks = np.flatnonzero(np.diff(places) > 1)
    starts, ends = places[np.r_[0, breaks + 1]], places[np.r_[breaks, len(places) - 1]]
    return stretches(starts - 0.5, ends + 0.5)

"""The grid of definitions as a block of the page: the specification curve as a picture, and to look into with a script.

The script (``explorer.js``) draws from JSON that the page itself holds, asks nothing of a server, and is let in by the
hash of its text alone. Without it, and in print, the picture stands there with its caption.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from math import isfinite
from typing import Any

from isostats.analyses.protocol import Explored
from isostats.figures.drawing import Drawn
from isostats.figures.grid_definitions import (
    NO_LEVEL,
    POSITIONS,
    Grid,
    band_words,
    estimate_words,
    grid_floor,
    read_grid,
)
from isostats.figures.ticks import share_ticks
from isostats.resources import beside_code
from isostats.vocabulary import names as v
from isostats.words.numbers import percent

HOW = (
    "In remission{}, definitions from the lowest estimate to the highest. Point at one, tap it or go along with the "
    "arrow keys to read its definition; tick levels to see only the definitions that have them."
)


@dataclass(frozen=True)
class GridExplorer:
    """The specification curve as ``picture``, the same as JSON for the script, and the table that holds the numbers.

    ``data`` is safe inside a script element whatever a group is called: it holds no ``<``, ``>`` or ``&``.
    """

    picture: Drawn
    data: str
    table: str


def explorer_of(block: Explored, picture: Drawn) -> GridExplorer:
    """The block of an answer whose figure is drawn; the same frame gives the same bytes.

    Definitions without an estimate carry no number at all.
    """
    keywords = block.drawing.keywords
    grid = read_grid(block.drawing.result, claim=keywords["claim"], margin=keywords["margin"])
    return GridExplorer(picture, as_json(grid), block.table)


def as_json(grid: Grid) -> str:
    """What the script needs, in the order of the picture: numbers to 1e-6 for drawing, and the words with theirs.

    The words are made here, so that the page rounds as every table and caption does.
    """
    start = grid_floor(grid)
    position = [POSITIONS.index(p) if p in POSITIONS else len(POSITIONS) for p in grid.frame["position"]]
    explored: dict[str, Any] = {
        "claim": grid.claim,
        "margin": grid.margin,
        "claimed": f"claim {percent(grid.claim, 0)}",
        "how": HOW.format(f" (axis starts at {start}%)" if start else ""),
        "band": band_words(grid),
        "places": [f"{name} the claim" for name in POSITIONS],
        "floor": start / 100,
        "ticks": [t / 100 for t in share_ticks(start)],
        "none": NO_LEVEL,
        "drawn": grid.drawn,
        "primary": grid.primary,
        "choices": [
            {"column": c.column, "label": c.label, "values": c.values, "levels": c.levels, "codes": c.codes.tolist()}
            for c in grid.choices
        ],
        v.NAIVE: [int(not aware) for aware in grid.aware],
        "position": [p if i < grid.drawn else len(POSITIONS) for i, p in enumerate(position)],
        **{
            name: [round(float(value), 6) if isfinite(value) else None for value in grid.numbers(name)]
            for name in (v.ESTIMATE, v.LOWER, v.UPPER)
        },
        "told": [estimate_words(grid, row) for row in range(grid.drawn)],
    }
    text = json.dumps(explored, separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def script() -> str:
    """The script, as it stands in the page."""
    return beside_code("report", "explorer.js").read_text(encoding="utf-8")


def script_hash() -> str:
    """The source by which a content security policy lets in this script and no other.

    >>> script_hash()[:8]
    "'sha256-"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(script().encode()).digest()).decode('ascii')}'"

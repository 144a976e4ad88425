"""What a figure actually draws, measured: the texts with their boxes, and what they must not lie on."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from isostats.figures.style import styled

Placed = tuple[str, Bbox]
SLACK = 0.6  # pixels at 100 per inch
PALE = ("claim margin", "stated")  # grey grounds on which dark text reads well


def texts(figure: Figure) -> list[Placed]:
    """Every text that is drawn, with its box in pixels; ticks outside the axes are never drawn, so never seen."""
    seen: list[Placed] = []
    draw = Text.draw

    def note(self: Text, renderer: object, *args: object, **rest: object) -> None:
        if self.get_visible() and self.get_text().strip():
            seen.append((self.get_text(), self.get_window_extent(renderer)))
        draw(self, renderer, *args, **rest)

    with styled(), patch.object(Text, "draw", note):  # as it is saved: without hinting, which widens letters
        figure.canvas.draw()
    return seen


def overlaps(found: list[Placed]) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes share more than a hair."""
    return [
        (one, other)
        for i, (one, a) in enumerate(found)
        for other, b in found[i + 1 :]
        if min(a.x1, b.x1) - max(a.x0, b.x0) > SLACK and min(a.y1, b.y1) - max(a.y0, b.y0) > SLACK
    ]


def beyond(figure: Figure, found: list[Placed]) -> list[str]:
    """Texts that leave the canvas."""
    edge = figure.bbox
    return [t for t, b in found if b.x0 < edge.x0 or b.y0 < edge.y0 or b.x1 > edge.x1 or b.y1 > edge.y1]


def on_marks(figure: Figure, found: list[Placed]) -> list[tuple[str, str]]:
    """Texts that lie on a line, a bar or a band; boxes around texts must hold them whole."""
    hits = []
    grounds = _backgrounds(figure)
    marks = figure.findobj(lambda a: isinstance(a, Line2D | PolyCollection | Rectangle | Polygon) and a.get_visible())
    marks = [m for m in marks if m not in grounds and m.get_label() not in PALE]
    drawn = {m: _pieces(m.get_transform().transform_path(m.get_path())) for m in marks if isinstance(m, Line2D)}
    outlines = {m: m.get_window_extent() for m in marks if isinstance(m, Rectangle)}
    for text, box in found:
        inner = box.padded(-SLACK)
        for artist in marks:
            name = str(artist.get_label() or "")
            if isinstance(artist, Line2D):
                if artist.get_linestyle() != "None" and any(p.intersects_bbox(inner, False) for p in drawn[artist]):
                    hits.append((text, f"line {name}"))
            elif isinstance(artist, Polygon):
                if artist.get_transform().transform_path(artist.get_path()).intersects_bbox(inner, True):
                    hits.append((text, f"area {name}"))
            elif isinstance(artist, PolyCollection):
                paths = [artist.get_transform().transform_path(p) for p in artist.get_paths()]
                if any(p.intersects_bbox(inner, True) for p in paths):
                    hits.append((text, f"area {name}"))
            elif _touches(outlines[artist], inner) and not _holds(artist, box, name):
                hits.append((text, f"bar {name}"))
    return hits


def _pieces(path: Path) -> list[Path]:
    """A line as it is drawn: it stops where a vertex is no number."""
    corners = np.asarray(path.vertices)
    known = np.isfinite(corners).all(axis=1)
    if known.all():
        return [path] if len(corners) > 1 else []
    runs = np.split(np.arange(len(corners)), np.flatnonzero(~known))
    return [Path(corners[run[known[run]]]) for run in runs if known[run].sum() > 1]


def _backgrounds(figure: Figure) -> list[Rectangle]:
    return [figure.patch, *(axes.patch for axes in figure.axes)]


def _touches(one: Bbox, other: Bbox) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def _holds(artist: Rectangle, box: Bbox, name: str) -> bool:
    outer = artist.get_window_extent()
    framed = name.startswith(("stage ", "side ", "cell "))
    return framed and outer.x0 < box.x0 and box.x1 < outer.x1 and outer.y0 < box.y0 and box.y1 < outer.y1

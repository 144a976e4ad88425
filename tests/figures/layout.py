"""What a figure actually draws, measured: the texts with their boxes, and what they must not lie on."""

from __future__ import annotations

from collections.abc import Sequence
from unittest.mock import patch

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from isostats.figures.matplotlib_settings import styled
from isostats.figures.text_halo import Haloed

Placed = tuple[str, Bbox]
SLACK = 0.6  # pixels at 100 per inch
PALE = ("claim margin", "stated")  # grey grounds on which dark text reads well


def texts(figure: Figure) -> list[Placed]:
    """Every text that is drawn, with its box in pixels; ticks outside the axes are never drawn, so never seen."""
    seen: list[Placed] = []
    draw = Text.draw

    def note(self: Text, renderer: object, *args: object, **rest: object) -> None:
        if self.get_visible() and self.get_text().strip() and not self.get_path_effects():  # a halo is no text
            seen.append((self.get_text(), self.get_window_extent(renderer)))
        draw(self, renderer, *args, **rest)

    with styled(), patch.object(Text, "draw", note):  # as it is saved: without hinting, which widens letters
        figure.draw_without_rendering()
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


def on_marks(figure: Figure, found: list[Placed], grounds_of: Sequence[Bbox] | None = None) -> list[tuple[str, str]]:
    """Texts that lie on a line, a bar or a band; boxes around texts must hold them whole.

    A text on white ground may hide a piece of a band; ``grounds_of`` are these grounds, where they were noted.
    """
    hits: list[tuple[int, str]] = []
    grounds = _backgrounds(figure)
    marks = figure.findobj(lambda a: isinstance(a, Line2D | PolyCollection | Rectangle | Polygon) and a.get_visible())
    marks = [m for m in marks if m not in grounds and m.get_label() not in PALE]
    white = [*keys(figure), *(own_grounds(figure) if grounds_of is None else grounds_of)]
    grounded = {at for at, (_, box) in enumerate(found) if any(_within(box, ground) for ground in white)}
    boxes = [box.padded(-SLACK) for _, box in found]
    corners = np.array([box.extents for box in boxes]).reshape(-1, 4)
    for artist in marks:
        name = str(artist.get_label() or "")
        if isinstance(artist, Rectangle):
            touched = _reached(artist.get_window_extent().extents, corners)
            held = {at for at in touched if _holds(artist, found[at][1], name)} | grounded
            hits += [(at, f"bar {name}") for at in touched if at not in held]
            continue
        kind, outlines = _outlines(artist)
        on = {
            at for path in outlines for at in _reached(_reach(path), corners)
            if path.intersects_bbox(boxes[at], kind == "area")
        }  # fmt: skip
        hits += [(at, f"{kind} {name}") for at in on if kind == "line" or at not in grounded]
    hits.sort(key=lambda hit: hit[0])
    return [(found[at][0], mark) for at, mark in hits]


def _outlines(artist: Line2D | PolyCollection | Polygon) -> tuple[str, list[Path]]:
    """What an artist is, and its outlines in pixels: the pieces of a line that is drawn, the areas of all else."""
    move = artist.get_transform()
    if isinstance(artist, Line2D):
        drawn = artist.get_linestyle() != "None"
        return "line", _pieces(move.transform_path(artist.get_path())) if drawn else []
    paths = artist.get_paths() if isinstance(artist, PolyCollection) else [artist.get_path()]
    return "area", [move.transform_path(path) for path in paths]


def _reach(path: Path) -> np.ndarray:
    """The box around an outline's corners, as x0, y0, x1, y1; around everything where one is no number."""
    if not len(path.vertices):
        return np.array([np.inf, np.inf, -np.inf, -np.inf])
    reach = np.concatenate([path.vertices.min(axis=0), path.vertices.max(axis=0)])
    return reach if np.isfinite(reach).all() else np.array([-np.inf, -np.inf, np.inf, np.inf])


def _reached(reach: np.ndarray, boxes: np.ndarray) -> list[int]:
    """Which boxes a box may touch: most of the outlines lie far away, and are not followed."""
    low, high = np.maximum(reach[:2], boxes[:, :2]), np.minimum(reach[2:], boxes[:, 2:])
    return [int(at) for at in np.flatnonzero((low <= high).all(axis=1))]


def _pieces(path: Path) -> list[Path]:
    """A line as it is drawn: it stops where a vertex is no number."""
    corners = np.asarray(path.vertices)
    known = np.isfinite(corners).all(axis=1)
    if known.all():
        return [path] if len(corners) > 1 else []
    runs = np.split(np.arange(len(corners)), np.flatnonzero(~known))
    return [Path(corners[run[known[run]]]) for run in runs if known[run].sum() > 1]


def own_grounds(figure: Figure) -> list[Bbox]:
    """Where single texts are read on a band: by a white ground of their own, or a halo."""
    return [text.get_window_extent() for text in figure.findobj(Text) if isinstance(text, Text) and grounded(text)]


def grounded(text: Text) -> bool:
    """Whether a text is read on a band."""
    return isinstance(text, Haloed) or text.get_bbox_patch() is not None


def keys(figure: Figure) -> list[Bbox]:
    """Where a key has a white ground."""
    return [
        key.get_window_extent()
        for key in figure.findobj(lambda a: isinstance(a, Rectangle) and a.get_label() == "cell key")
    ]


def _within(box: Bbox, ground: Bbox) -> bool:
    return all((ground.x0 <= box.x0 + 1, ground.y0 <= box.y0 + 1, box.x1 <= ground.x1 + 1, box.y1 <= ground.y1 + 1))


def _backgrounds(figure: Figure) -> list[Rectangle]:
    return [figure.patch, *(axes.patch for axes in figure.axes)]


def _holds(artist: Rectangle, box: Bbox, name: str) -> bool:
    outer = artist.get_window_extent()
    framed = name.startswith(("stage ", "side ", "cell "))
    return framed and outer.x0 < box.x0 and box.x1 < outer.x1 and outer.y0 < box.y0 and box.y1 < outer.y1

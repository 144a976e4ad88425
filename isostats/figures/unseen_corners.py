"""Curves of many people have a step on every day: corners that nobody can see are left out of files.

Only while a file is written; the figure keeps all of them, and so do the tables. A path of few corners stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MANY = 2_500
"""Corners up to which a path is drawn with all of them."""
UNSEEN = 0.25
"""How far a path may be from the whole one, in pixels of the finest print that is asked for."""
PRINTED_DPI = 300
"""Dots per inch of a picture in print; a page shows a figure with fewer."""
EXACT = "isostats_exact_days"
"""Under this name axes keep the days on which a curve is read, beside their ticks."""
FEW = "isostats_few_corners"
"""Under this name a figure says that its corners are left out already."""
Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@contextmanager
def few_corners(figure: Figure, dpi: float) -> Iterator[None]:
    """Draw the paths of a figure, for the length of a ``with``, by fewer corners: nowhere further than a quarter of a
    pixel from the whole ones, and exact at the ticks, on the days on which curves are read, and at the ends."""
    if vars(figure).get(FEW, 0) >= dpi:
        yield
        return
    limit = UNSEEN * figure.dpi / max(dpi, PRINTED_DPI)
    undo: list[Any] = []
    try:
        for axes in figure.axes:
            days = np.unique([*vars(axes).get(EXACT, ()), *axes.get_xticks()])
            undo += [back for artist in _of_many_corners(axes) if (back := _thin(artist, days, limit))]
        vars(figure)[FEW] = dpi
        yield
    finally:
        vars(figure).pop(FEW, None)
        for back in undo:
            back()


def _of_many_corners(axes: Axes) -> Iterator[Any]:
    from matplotlib.collections import PolyCollection
    from matplotlib.lines import Line2D
    from matplotlib.patches import Polygon

    for artist in axes.get_children():
        if isinstance(artist, Line2D):
            plain = artist.get_marker() in ("None", "", None) and artist.get_drawstyle() == "default"
            if plain and len(artist.get_xydata()) > MANY:  # type: ignore[arg-type]
                yield artist
        elif isinstance(artist, PolyCollection):
            if any(np.shape(path.vertices)[0] > MANY for path in artist.get_paths()):
                yield artist
        elif isinstance(artist, Polygon) and len(artist.get_xy()) > MANY:
            yield artist


def _thin(artist: Any, days: Floats, limit: float) -> Any:
    """Leave corners of an artist out; how they come back."""
    from matplotlib.collections import PolyCollection
    from matplotlib.lines import Line2D
    from matplotlib.path import Path

    drawn = artist.get_transform()
    if isinstance(artist, PolyCollection):
        paths: Any = artist.get_paths()
        whole = list(paths)
        for at, path in enumerate(whole):
            corners = np.asarray(path.vertices, dtype=float)
            kept = needed(corners, drawn.transform(corners), days, limit)
            paths[at] = Path(corners[kept], None if path.codes is None else path.codes[kept])
        return lambda: paths.__setitem__(slice(None), whole)
    if isinstance(artist, Line2D):
        x, y = artist.get_data(orig=True)
        corners = np.asarray(artist.get_xydata(), dtype=float)
        kept = needed(corners, drawn.transform(corners), days, limit)
        artist.set_data(*corners[kept].T)
        return lambda: artist.set_data(x, y)
    corners = np.asarray(artist.get_xy(), dtype=float)
    artist.set_xy(corners[needed(corners, artist.get_patch_transform().transform(corners), days, limit)])
    return lambda: artist.set_xy(corners)


def needed(corners: Floats, drawn: Floats, exact: Sequence[float] | Floats, limit: float) -> Places:
    """Which corners of a path are needed, as places: without the others it is never further than ``limit`` from itself.

    ``drawn`` are the corners where they are drawn, and ``exact`` the values of x at which all stays as it is. Of a path
    with few corners, or with holes, every one is. By Douglas and Peucker (1973).

    >>> import numpy as np
    >>> stairs = np.repeat(np.arange(2000.0), 2)
    >>> corners = np.column_stack([stairs[1:], stairs[:-1]])
    >>> needed(corners, corners / 1000, [500.0], 0.01).tolist()
    [0, 998, 999, 1000, 1001, 3997, 3998]
    """
    count = len(corners)
    if count <= MANY or not np.isfinite(drawn).all():
        return np.arange(count)
    keep = np.zeros(count, dtype=bool)
    x = corners[:, 0]
    keep[[0, -1, int(np.argmin(x)), int(np.argmax(x))]] = True
    low, high = np.minimum(x[:-1], x[1:]), np.maximum(x[:-1], x[1:])
    for day in exact:  # the stretches in which the day lies
        at = np.flatnonzero((low <= day) & (day <= high))
        keep[at] = keep[at + 1] = True
    fixed = np.flatnonzero(keep)
    begin, end = fixed[:-1], fixed[1:]
    while len(begin):  # all stretches that may still be too far away, at once
        inner = end - begin > 1
        begin, end = begin[inner], end[inner]
        most, furthest = _furthest(drawn, begin, end)
        far = most > limit * limit
        keep[furthest[far]] = True
        begin, end = np.r_[begin[far], furthest[far]], np.r_[furthest[far], end[far]]
    return np.flatnonzero(keep)


def _furthest(points: Floats, begin: Places, end: Places) -> tuple[Floats, Places]:
    """How far the points within each stretch get from the line between its ends, squared, and which is the first."""
    if not len(begin):
        return np.zeros(0), begin
    many = end - begin - 1
    starts = np.cumsum(many) - many
    places = np.arange(many.sum()) + np.repeat(begin + 1 - starts, many)
    squares = _distances(points[places], np.repeat(points[begin], many, axis=0), np.repeat(points[end], many, axis=0))
    most = np.maximum.reduceat(squares, starts)
    first = np.where(squares == np.repeat(most, many), places, len(points))
    return most, np.minimum.reduceat(first, starts)


def _distances(points: Floats, one: Floats, other: Floats) -> Floats:
    """The squares of how far points are, each from the stretch between two others."""
    along, away = other - one, points - one
    length = _product(along, along)
    part = np.clip(np.divide(_product(away, along), length, out=np.zeros(len(length)), where=length > 0), 0.0, 1.0)
    off = away - part[:, None] * along
    return _product(off, off)


def _product(one: Floats, other: Floats) -> Floats:
    return one[:, 0] * other[:, 0] + one[:, 1] * other[:, 1]

"""Where there is room in axes: what was drawn there as a raster in mm, and the nearest place free for a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from isostats.figures.pages import axes_mm
from isostats.figures.style import LINE_MM, SMALL_PT
from isostats.figures.text_fitting import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CELL_MM = 0.25
AIR_MM = 0.8
"""Between a text and a line or the edge of the axes."""
Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in mm from the lower left corner of the axes."""
Points = NDArray[np.float64]
Grid = NDArray[np.bool_]


@dataclass(frozen=True)
class Room:
    """The axes in mm: which cells have a line, a mark or a text, and which an area (a band or a layer)."""

    axes: Axes
    width: float
    height: float
    lines: Grid
    areas: Grid

    @staticmethod
    def of(axes: Axes, *, without: Iterable[str] = ()) -> Room:
        """What is drawn in the axes now; areas whose label is in ``without`` are ground.

        With ``names `` in it the names of what is drawn, and their samples, are passed over.
        """
        from matplotlib.collections import PolyCollection
        from matplotlib.patches import Polygon

        width, height = axes_mm(axes)
        shape = int(height / CELL_MM) + 1, int(width / CELL_MM) + 1
        room = Room(axes, width, height, np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool))
        passed = set(without)
        named_anew = "names " in passed
        for line in axes.lines:
            label = str(line.get_label())
            if named_anew and label.startswith("key "):
                continue
            path = room.in_mm(line.get_transform().transform_path(line.get_path()).vertices)
            if line.get_linestyle() not in ("None", "", " "):
                room._mark_points(along(path))
            if line.get_marker() not in ("None", "", " ", None):
                half = float(line.get_markersize()) / 72 * 25.4 / 2
                for x, y in path[np.isfinite(path).all(axis=1)]:
                    room.take((x - half, y - half, x + half, y + half))
            if label.startswith("key "):
                room.take((path[:, 0].min(), path[:, 1].min() - 1.2, path[:, 0].max(), path[:, 1].max() + 1.2))
        shapes: list[Any] = [each for each in axes.collections if isinstance(each, PolyCollection)]
        shapes += [each for each in axes.get_children() if isinstance(each, Polygon)]
        for shape_ in shapes:
            if str(shape_.get_label()) in passed:
                continue
            paths = shape_.get_paths() if isinstance(shape_, PolyCollection) else [shape_.get_path()]
            for each in paths:
                room._fill(along(room.in_mm(shape_.get_transform().transform_path(each).vertices)))
        for span in axes.patches:
            if str(span.get_label()).startswith("limits "):
                corners = room.in_mm(span.get_window_extent().get_points())
                room.areas[room._slices((corners[0, 0], corners[0, 1], corners[1, 0], corners[1, 1]), 0.0)] = True
        for text in axes.texts:
            if text.get_visible() and text.get_text().strip() and not (
                named_anew and str(text.get_label()).startswith("names ")
            ):
                corners = room.in_mm(text.get_window_extent().get_points())
                room.take((corners[0, 0], corners[0, 1], corners[1, 0], corners[1, 1]))
        return room

    def in_mm(self, pixels: Any) -> Points:
        """Places on the canvas in mm from the lower left corner of the axes."""
        box = self.axes.get_window_extent()
        scale = self.width / box.width
        return np.asarray((np.asarray(pixels, dtype=float) - (box.x0, box.y0)) * scale, dtype=float)

    def day(self, day: float, value: float) -> tuple[float, float]:
        """A place in the data's units in mm."""
        x, y = self.in_mm(self.axes.transData.transform((day, value)))
        return float(x), float(y)

    def is_free(self, box: Box, *, over_areas: bool = False) -> bool:
        """Whether a text in this box lies within the axes and on nothing; ``over_areas``: but on bands it may."""
        left, bottom, right, top = box
        if left < 0.4 or bottom < 0.3 or right > self.width - 0.2 or top > self.height + 0.1:
            return False
        taken = self._cut(self.lines, box, AIR_MM / 2)
        return not taken and (over_areas or not self._cut(self.areas, box, 0.2))

    def crossed(self, box: Box) -> bool:
        """Whether a line or a mark runs through the box."""
        return self._cut(self.lines, box, 0.0)

    def covers(self, box: Box) -> bool:
        """Whether the box lies on a band or a layer."""
        return self._cut(self.areas, box, 0.0)

    def take(self, box: Box) -> None:
        """Nothing else is to lie there."""
        rows, columns = self._slices(box, 0.0)
        self.lines[rows, columns] = True

    def free_corner(self, width: float, height: float, *, from_top: bool, over_areas: bool = False) -> Box | None:
        """A free place of that size: the leftmost of the lowest ones, or of the highest with ``from_top``."""
        lefts = np.arange(AIR_MM + 0.6, max(self.width - width, AIR_MM + 0.7), 1.0)
        bottoms = np.arange(AIR_MM, max(self.height - height - 0.2, AIR_MM + 0.1), 0.5)
        for bottom in reversed(bottoms) if from_top else bottoms:
            for left in lefts:
                box = (float(left), float(bottom), float(left) + width, float(bottom) + height)
                if self.is_free(box, over_areas=over_areas):
                    return box
        return None

    def _mark_points(self, points: Points) -> None:
        rows, columns = (points[:, ::-1] / CELL_MM).astype(int).T
        inside = (rows >= 0) & (rows < self.lines.shape[0]) & (columns >= 0) & (columns < self.lines.shape[1])
        self.lines[rows[inside], columns[inside]] = True

    def _fill(self, points: Points) -> None:
        """From the lowest to the highest point of an outline in each column: what is drawn here is one area across."""
        rows, columns = (points[:, ::-1] / CELL_MM).astype(int).T
        inside = (columns >= 0) & (columns < self.areas.shape[1])
        rows, columns = rows[inside], columns[inside]
        low = np.full(self.areas.shape[1], self.areas.shape[0])
        high = np.full(self.areas.shape[1], -1)
        np.minimum.at(low, columns, rows)
        np.maximum.at(high, columns, rows)
        index = np.arange(self.areas.shape[0])[:, None]
        self.areas[(low <= index) & (index <= high)] = True

    def _slices(self, box: Box, air: float) -> tuple[slice, slice]:
        left, bottom, right, top = (edge / CELL_MM for edge in box)
        air /= CELL_MM
        return (
            slice(max(int(bottom - air), 0), max(int(np.ceil(top + air)), 0)),
            slice(max(int(left - air), 0), max(int(np.ceil(right + air)), 0)),
        )

    def _cut(self, grid: Grid, box: Box, air: float) -> bool:
        return bool(grid[self._slices(box, air)].any())


def along(path: Points) -> Points:
    """A path as points that are at most a cell apart, without those that are no number."""
    path = path[np.isfinite(path).all(axis=1)]
    if len(path) < 2:
        return path
    begin, step = path[:-1], np.diff(path, axis=0)
    pieces = np.minimum(np.ceil(np.abs(step).max(axis=1) / (CELL_MM / 2)), 4000).astype(int)
    which = np.repeat(np.arange(len(step)), pieces)
    share = (np.arange(len(which)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[which]
    return np.concatenate([begin[which] + step[which] * share[:, None], path[-1:]])


def write_inside(room: Room, box: Box, text: str, *, colour: str, label: str = "", halo: bool = False) -> None:
    """Write lines of text in a box of the room, with a ``halo`` where it lies on a band; its place is taken."""
    from matplotlib.text import Text

    from isostats.figures.text_halo import Haloed

    room.axes.add_artist((Haloed if halo else Text)(
        box[0] / room.width, (box[1] + box[3]) / 2 / room.height, text, transform=room.axes.transAxes, va="center",
        ha="left", fontsize=SMALL_PT, color=colour, label=label, linespacing=1.1, zorder=3.5, clip_on=False,
    ))  # fmt: skip
    room.take(box)


def box_at(x: float, y: float, text: str, *, lines: int = 1) -> Box:
    """The box of a text whose lower left corner is there."""
    return x, y, x + text_width(text) + 0.4, y + LINE_MM * lines - 0.7


def distance(box: Box, path: Points) -> float:
    """How far a box is from a curve, in mm; infinite where nothing is drawn."""
    if not len(path):
        return float("inf")
    across = np.maximum(np.maximum(box[0] - path[:, 0], path[:, 0] - box[2]), 0)
    up = np.maximum(np.maximum(box[1] - path[:, 1], path[:, 1] - box[3]), 0)
    return float(np.hypot(across, up).min())

"""Dots at the horizons of one curve, each with its estimate beside it or led to it by a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from isostats.figures.curve_layout import Sheet
from isostats.figures.curves import Steps
from isostats.figures.style import COLOURS, QUIET, SMALL_PT, text_width
from isostats.vocabulary import names as v
from isostats.words.numbers import number_text, percent

TEXT_MM = 2.6
"""Height of the digits with a little air."""
AIR_MM = 1.0
NEAR_MM = 2.6
"""A text that is further from its dot has a line to it."""
Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in mm from the lower left corner of the axes."""


@dataclass(frozen=True)
class Room:
    """The axes in mm: what lies there, and which boxes and leaders are taken."""

    sheet: Sheet
    drawn: Steps
    claim: float | None
    boxes: list[Box] = field(default_factory=list)
    leaders: list[tuple[float, float, float, float]] = field(default_factory=list)

    def across(self, day: float) -> float:
        """A day in mm from the left."""
        begin, end = self.sheet.axes.get_xlim()
        return (day - begin) / (end - begin) * self.sheet.width

    def up(self, value: float) -> float:
        """A percentage in mm from the bottom."""
        low, high = self.sheet.axes.get_ylim()
        return (value - low) / (high - low) * self.sheet.height

    def band(self, left: float, right: float) -> tuple[float, float]:
        """The lowest and the highest point of curve and band between two places, in mm."""
        begin, end = self.sheet.axes.get_xlim()
        days = [begin + x / self.sheet.width * (end - begin) for x in (left, right)]
        first = max(int(np.searchsorted(self.drawn.time, days[0], side="right")) - 1, 0)
        last = int(np.searchsorted(self.drawn.time, days[1], side="right"))
        ends = [getattr(self.drawn, name)[first : max(last, first + 1)] for name in (v.ESTIMATE, v.LOWER, v.UPPER)]
        seen = np.concatenate(ends)
        if self.drawn.until is not None and days[0] > self.drawn.until:
            return self.sheet.height, 0.0  # nothing is drawn there
        return self.up(100 * float(np.nanmin(seen))), self.up(100 * float(np.nanmax(seen)))

    def is_free(self, box: Box, dot: tuple[float, float]) -> bool:
        """Whether a text in this box would lie on nothing, and its leader on no text."""
        left, bottom, right, top = box
        if left < 0.5 or right > self.sheet.width or bottom < 0.5 or top > self.sheet.height:
            return False
        if self.claim is not None and bottom - 0.5 < self.up(100 * self.claim) < top + 0.5:
            return False
        if any(left < b[2] + 0.4 and b[0] < right + 0.4 and bottom < b[3] and b[1] < top for b in self.boxes):
            return False
        leader = leader_to(box, dot)
        if any(_crosses(each, box) for each in self.leaders):
            return False
        return leader is None or not any(_crosses((*dot, *leader), b) for b in self.boxes)


def mark_horizons(sheet: Sheet, drawn: Steps, at: pd.DataFrame, *, claim: float | None, falling: bool) -> None:
    """Dots on the curve at the horizons with the estimate beside them, where it hides neither curve, band nor claim.

    Each text takes the nearest free place, first on the side to which the curve moves away; one that has none near its
    dot is led to it by a line. Where the axes are too small for all, the caption has every number.
    """
    (low, high), (begin, end) = sheet.axes.get_ylim(), sheet.axes.get_xlim()
    room = Room(sheet, drawn, claim)
    shown = (at[v.STATUS] == v.OK) & (at[v.TIME] >= begin) & (at[v.TIME] <= end)
    for row in at[shown & (100 * at[v.ESTIMATE]).between(low, high)].itertuples():
        estimate, day = 100 * float(row.estimate), float(row.time)
        sheet.axes.plot([day], [estimate], "o", color=COLOURS[0], markersize=3.5, label=f"horizon {number_text(day)}",
                        clip_on=False, zorder=4)  # fmt: skip
        text, dot = percent(float(row.estimate)), (room.across(day), room.up(estimate))
        boxes = (box for box in _places(room, dot, text_width(text), falling=falling) if room.is_free(box, dot))
        box = next(boxes, None)
        if box is not None:
            _write(room, dot, box, text, number_text(day))


def _places(room: Room, dot: tuple[float, float], wide: float, *, falling: bool) -> Iterator[Box]:
    """Boxes for a text around a dot, off the band, from the nearest to those that need a line."""
    x, _ = dot
    lefts = (x, x - wide) if falling else (x - wide, x)
    sides = ((lefts[0], True), (lefts[1], False), (x - wide / 2, True), (x - wide / 2, False),
             (lefts[1], True), (lefts[0], False))  # fmt: skip
    limit = None if room.claim is None else room.up(100 * room.claim)
    for step in range(6):
        for left, above in sides:
            left = min(max(left, 0.6), room.sheet.width - wide - 0.1)
            lowest, highest = room.band(left, left + wide)
            lowest, highest = min(lowest, dot[1]), max(highest, dot[1])
            bottom = highest + AIR_MM + step * TEXT_MM if above else lowest - AIR_MM - TEXT_MM - step * TEXT_MM
            yield left, bottom, left + wide, bottom + TEXT_MM
            if limit is not None and step == 0:  # beyond the claim's line, where that is in the way
                bottom = limit + 0.7 if above else limit - 0.7 - TEXT_MM
                if (bottom > highest + AIR_MM) if above else (bottom + TEXT_MM < lowest - AIR_MM):
                    yield left, bottom, left + wide, bottom + TEXT_MM


def leader_to(box: Box, dot: tuple[float, float]) -> tuple[float, float] | None:
    """Where a line from the dot meets the box; None where the text is near enough without one."""
    left, bottom, right, top = box
    x, y = min(max(dot[0], left + 0.8), right - 0.8), min(max(dot[1], bottom - 0.3), top + 0.3)
    return None if abs(y - dot[1]) <= NEAR_MM and left - 0.1 <= dot[0] <= right + 0.1 else (x, y)


def _crosses(line: tuple[float, float, float, float], box: Box) -> bool:
    """Whether a straight line passes through a box."""
    share = np.linspace(0, 1, 25)
    x, y = line[0] + share * (line[2] - line[0]), line[1] + share * (line[3] - line[1])
    return bool(np.any((box[0] - 0.2 < x) & (x < box[2] + 0.2) & (box[1] - 0.1 < y) & (y < box[3] + 0.1)))


def _write(room: Room, dot: tuple[float, float], box: Box, text: str, day: str) -> None:
    axes, (begin, end), (low, high) = room.sheet.axes, room.sheet.axes.get_xlim(), room.sheet.axes.get_ylim()

    def place(x: float, y: float) -> tuple[float, float]:
        width, height = room.sheet.width, room.sheet.height
        return begin + x / width * (end - begin), low + y / height * (high - low)

    x, y = place(box[0], box[1])
    axes.text(x, y, text, ha="left", va="bottom", fontsize=SMALL_PT, label=f"estimate {day}")
    room.boxes.append(box)
    leader = leader_to(box, dot)
    if leader is not None:
        ends = zip(place(*dot), place(*leader), strict=True)
        axes.plot(*ends, color=QUIET, linewidth=0.5, zorder=3, label=f"_leader horizon {day}")
        room.leaders.append((*dot, *leader))

"""Dots at the horizons of one curve, each with its estimate beside it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from isostats.figures.curve_layout import Sheet
from isostats.figures.free_space import Box, Room, box_at, distance, write_inside
from isostats.figures.style import COLOURS, INK, QUIET
from isostats.figures.text_fitting import text_width
from isostats.vocabulary import names as v
from isostats.words.numbers import number_text, percent

TEXT_MM = 2.7
"""Height of the digits with a little air."""
NEAR_MM = 2.7
FAR_MM = 10.0
AWAY_MM = (1.0, 1.7, 2.3)
"""How far a text may be from the middle of its dot: one that is read off the axis has to stand at its height."""


def mark_horizons(sheet: Sheet, at: pd.DataFrame, *, falling: bool) -> None:
    """Dots on the curve at the horizons with the estimate beside them, at most 3 mm away.

    Each text takes the nearest place that is free, first on the side to which the curve moves away; where the band
    takes all of them, it stands on the band with a halo. One without a place there is led to; one that has none at
    all is left to the caption.
    """
    (low, high), (begin, end) = sheet.axes.get_ylim(), sheet.axes.get_xlim()
    shown = (at[v.STATUS] == v.OK) & (at[v.TIME] >= begin) & (at[v.TIME] <= end)
    rows = list(at[shown & (100 * at[v.ESTIMATE]).between(low, high)].itertuples())
    for row in rows:
        sheet.axes.plot([float(row.time)], [100 * float(row.estimate)], "o", color=COLOURS[0], markersize=3.5,
                        label=f"horizon {number_text(row.time)}", clip_on=False, zorder=4)  # fmt: skip
    room = Room.of(sheet.axes)
    for row in rows:
        text, dot = percent(float(row.estimate)), room.day(float(row.time), 100 * float(row.estimate))
        for on_band in (False, True):
            near = (
                box for box in _places(room, dot, text, falling=falling) if distance(box, np.array([dot])) < NEAR_MM
            )
            box = next((box for box in near if room.is_free(box, over_areas=on_band)), None)
            if box is not None:
                write_inside(room, box, text, colour=INK, label=f"estimate {number_text(row.time)}",
                             halo=room.covers(box))  # fmt: skip
                break
        else:
            _lead(room, dot, text, number_text(row.time))


def _lead(room: Room, dot: tuple[float, float], text: str, day: str) -> None:
    """Where a steep curve and the claim leave no room beside the dot: the nearest free place, with a line to it."""
    around = [
        box_at(dot[0] + x, dot[1] + y, text)
        for x in np.arange(-FAR_MM - text_width(text), FAR_MM, 1.0)
        for y in np.arange(-FAR_MM, FAR_MM, 1.0)
    ]
    free = [box for box in around if room.is_free(box, over_areas=True)]
    if not free:
        return
    box = min(free, key=lambda each: distance(each, np.array([dot])))
    end = min(max(dot[0], box[0]), box[2]), min(max(dot[1], box[1]), box[3])
    (x, y), size = zip(dot, end, strict=True), (room.width, room.height)
    room.axes.plot([at / size[0] for at in x], [at / size[1] for at in y], color=QUIET, linewidth=0.5, zorder=3,
                   transform=room.axes.transAxes, label=f"_leader horizon {day}")  # fmt: skip
    write_inside(room, box, text, colour=INK, label=f"estimate {day}", halo=room.covers(box))


def _places(room: Room, dot: tuple[float, float], text: str, *, falling: bool) -> Iterator[Box]:
    """Boxes for a text around a dot, from the nearest on."""
    (x, y), wide = dot, text_width(text) + 0.4
    left, right, middle = x - wide, x, x - wide / 2
    first, second = (right, left) if falling else (left, right)
    for away in AWAY_MM:
        above, below = y + away, y - away - TEXT_MM + 0.6
        for at, bottom in (
            (first, above), (second, below), (middle, above), (middle, below),
            (first + (away if falling else -away), y),
            (second, above), (first, below), (x + away, y - TEXT_MM / 2), (x - away - wide, y - TEXT_MM / 2),
        ):  # fmt: skip
            yield from (box_at(at + shift, bottom, text) for shift in (1.5, -1.5, 3.0, -3.0) if away > AWAY_MM[0])
            kept = min(max(at, 0.5), room.width - wide - 0.3)
            yield box_at(kept, bottom, text)

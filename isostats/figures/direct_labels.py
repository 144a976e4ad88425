"""Names inside the axes, where there is no margin for them: beside what they name, or together in an empty place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from isostats.figures.curve_names import HEADING, SideLabel
from isostats.figures.free_space import AIR_MM, Box, Points, Room, along, box_at, distance, write_inside
from isostats.figures.pages import Page, write
from isostats.figures.row_legends import in_lines
from isostats.figures.style import INK, LINE_MM, QUIET, SMALL_PT
from isostats.figures.text_fitting import shorten, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

NEAR_MM = 2.2
"""How far a name may be from its curve."""
CLEAR_MM = 1.2
"""By how much the nearest other curve has to be farther away."""
SAMPLE_MM = 7.0
KEY_MM = 8.5
"""What a sample and the air behind a name take in a line of a key."""
TEXT_MM = LINE_MM - 0.7


def name_inside(axes: Axes, labels: Sequence[SideLabel], *, falling: bool = True, ground: Sequence[str] = ()) -> None:
    """Write these names: each beside its curve if all have room there, else together as a key in an empty corner.

    Curves that fall leave the lower corner free, others the upper one. ``ground`` are labels of areas on which text
    may lie. Of a label with several lines the first is a curve's name, all of them an area's.
    """
    vars(axes).setdefault("isostats_names_inside", []).append((tuple(labels), falling, tuple(ground)))
    _write_names(axes, labels, falling=falling, ground=ground)


def name_anew(axes: Axes) -> None:
    """Names that lines added later run through get places off these."""
    room = Room.of(axes, without=["names "])
    for labels, falling, ground in vars(axes).get("isostats_names_inside", ()):
        own = {f"{of} {label.names}" for label in labels if label.names for of in ("names", "key")}
        texts = [text for text in axes.texts if str(text.get_label()) in own]
        boxes = [room.in_mm(text.get_window_extent().get_points()) for text in texts]
        keys = [line for line in axes.lines if str(line.get_label()) in own]
        boxes += [_path(room, line) for line in keys]
        if any(not label.names or label.names == HEADING for label in labels) or not any(
            room.crossed((box[:, 0].min(), box[:, 1].min(), box[:, 0].max(), box[:, 1].max())) for box in boxes
        ):
            continue
        for old in (*texts, *keys, *[each for each in axes.patches if each.get_label() in (*own, "cell key")]):
            old.remove()
        _write_names(axes, labels, falling=falling, ground=ground)


def _write_names(axes: Axes, labels: Sequence[SideLabel], *, falling: bool, ground: Sequence[str]) -> None:
    room = Room.of(axes, without=ground)
    areas = [label for label in labels if label.patch or label.names == HEADING]
    curves = [label for label in labels if label.dash is not None]
    for label in labels:
        if label not in areas and label not in curves:
            _beside_level(room, label)
    places = _beside_curves(room, curves)
    if places:
        for label, box in zip(curves, places, strict=True):
            write_inside(room, box, _short(label, room), colour=label.colour, label=f"names {label.names}")
    elif curves:
        _key(room, curves, falling=falling)
    if areas:
        _key(room, areas, falling=falling)


def _short(label: SideLabel, room: Room) -> str:
    return shorten(label.lines[0], room.width * 0.5)


def _beside_level(room: Room, label: SideLabel) -> None:
    """The name of a level line, above or below it, as far to the right as it can be."""
    _, level = room.day(0.0, label.at)
    for text in dict.fromkeys((label.in_one, label.lines[0])):
        wide = text_width(text) + 0.4
        for over_areas in (False, True):
            for left in np.arange(room.width - wide - 0.8, 1.0, -2.0):
                for bottom in (level + 0.7, level - 0.7 - TEXT_MM):
                    box = box_at(float(left), bottom, text)
                    if room.is_free(box, over_areas=over_areas):
                        write_inside(room, box, text, colour=label.colour, halo=room.covers(box),
                                     label=f"names {label.names}" if label.names else "")  # fmt: skip
                        return


def _beside_curves(room: Room, labels: Sequence[SideLabel]) -> list[Box]:
    """A box for each name near its own curve and plainly nearer to it than to others; none where one has no place."""
    paths = {str(line.get_label()): _path(room, line) for line in room.axes.lines}
    every = {name: path for name, path in paths.items() if name.startswith("curve ")}
    boxes: list[Box] = []
    every |= {label.names: paths[label.names] for label in labels if label.names in paths}
    if not {label.names for label in labels} <= set(every):
        return []
    for label in labels:
        others = [path for name, path in every.items() if name != label.names]
        free = (
            box
            for box in _near(every[label.names], _short(label, room))
            if room.is_free(box)
            and not any(_meet(box, other) for other in boxes)
            and all(distance(box, path) > distance(box, every[label.names]) + CLEAR_MM for path in others)
        )
        box = next(free, None)
        if box is None:
            return []
        boxes.append(box)
    return boxes


def _path(room: Room, line: Line2D) -> Points:
    return along(room.in_mm(line.get_transform().transform_path(line.get_path()).vertices))


def _near(path: Points, text: str) -> Iterator[Box]:
    """Boxes above and below a curve, from its right end to the left."""
    wide = text_width(text) + 0.4
    if not len(path):
        return
    for right in np.arange(path[:, 0].max(), path[:, 0].min() + wide, -1.5):
        beneath = path[(path[:, 0] >= right - wide - 0.3) & (path[:, 0] <= right + 0.3), 1]
        if len(beneath):
            for away in (AIR_MM, 1.4, NEAR_MM):
                yield box_at(float(right) - wide, float(beneath.max()) + away, text)
                yield box_at(float(right) - wide, float(beneath.min()) - away - TEXT_MM, text)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _key(room: Room, labels: Sequence[SideLabel], *, falling: bool) -> None:
    """Samples with their names, one below the other, in an empty corner; on white ground where none is empty."""
    box: Box | None = None
    for share in (0.9, 0.6, 0.4):  # shorter names where the whole ones have no place
        most = room.width * share - SAMPLE_MM - 1.0
        texts = [label.in_one if label.patch else shorten(label.lines[0], most) for label in labels]
        wide = max(text_width(text) for text in texts) + SAMPLE_MM + 1.5
        tall = LINE_MM * len(labels)
        box = room.free_corner(wide, tall, from_top=not falling)
        if box is not None:
            break
    box = box or room.free_corner(wide, tall, from_top=not falling, over_areas=True)
    if box is None:
        bottom = 1.0 if falling else room.height - tall - 1.0
        box = (1.0, bottom, 1.0 + wide, bottom + tall)
    if room.covers(box) or not room.is_free(box):
        _white(room, box)
    for i, (label, text) in enumerate(zip(labels, texts, strict=True)):
        y = box[3] - LINE_MM * (i + 0.5)
        heading = label.names == HEADING
        if not heading:
            _sample(room, box[0], y, label)
        at = box[0] + (0.0 if heading else SAMPLE_MM)
        room.axes.text(
            at / room.width, y / room.height, text, transform=room.axes.transAxes, va="center_baseline", ha="left",
            fontsize=SMALL_PT, color=QUIET if heading else INK, zorder=3.5,
            label=f"names {label.names}" if label.names and not heading else "",
        )  # fmt: skip
    room.take(box)


def key_above(page: Page, labels: Sequence[SideLabel], left: float, top: float) -> None:
    """Samples of areas with their names in lines above the axes, from ``left`` and ``top`` on."""
    lines = key_lines(labels, page.size[0] - left)
    sheet = page.canvas(LINE_MM * len(lines), left=left, top=top, width=page.size[0] - left)
    for i, line in enumerate(lines):
        x, y = 0.0, LINE_MM * (i + 0.5)
        for text, label in line:
            if label.names == HEADING:
                write(sheet, x, y, text, color=label.colour)
            else:
                (bar,) = sheet.barh(y, 4.5, height=2.2, left=x, color=label.colour, edgecolor=INK, linewidth=0.4)
                bar.set_label(f"key {label.names}")
                write(sheet, x + 5.5, y, text, label=f"names {label.names}" if label.names else "")
            x += text_width(text) + KEY_MM


def key_lines(labels: Sequence[SideLabel], width: float) -> list[list[tuple[str, SideLabel]]]:
    """The names of areas in lines of a width."""
    return in_lines([(label.in_one, label) for label in labels], width, KEY_MM, 0.0)


def _white(room: Room, box: Box) -> None:
    from matplotlib.patches import Rectangle

    left, bottom, right, top = box
    room.axes.add_patch(Rectangle(
        ((left - 0.6) / room.width, (bottom - 0.4) / room.height), (right - left + 1.2) / room.width,
        (top - bottom + 0.8) / room.height, transform=room.axes.transAxes, facecolor="white", edgecolor="none",
        zorder=3.2, label="cell key",
    ))  # fmt: skip


def _sample(room: Room, left: float, y: float, label: SideLabel) -> None:
    from matplotlib.patches import Rectangle

    if label.patch:
        room.axes.add_patch(Rectangle(
            (left / room.width, (y - 1.1) / room.height), 5.5 / room.width, 2.2 / room.height, edgecolor=INK,
            transform=room.axes.transAxes, facecolor=label.colour, linewidth=0.4, zorder=3.4,
            label=f"key {label.names}",
        ))  # fmt: skip
    else:
        room.axes.plot([left / room.width, (left + 5.8) / room.width], [y / room.height] * 2, color=label.colour,
                       linestyle=label.dash, linewidth=1.3, transform=room.axes.transAxes, zorder=3.4,
                       label=f"key {label.names}")  # fmt: skip

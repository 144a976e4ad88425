"""The figure standard as checks with names: each looks at a drawn figure and says what it found amiss.

Artists are known by their labels: ``horizon 365`` is named by the text ``estimate 365``, and any other by a text
labelled ``names ...``; a line labelled ``_leader ...`` leads from one to the other. What lies at zorder 0 is ground.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, pairwise
from typing import Any
from unittest.mock import patch

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from isostats.figures import render
from isostats.figures.matplotlib_settings import styled
from isostats.figures.pages import Page
from tests.figures import layout

WIDTHS = (89.0, 140.0, 183.0)
TALLEST_MM = 247.0
NEAR_MM = 3.0
NARROW_MM = 120.0
LEAST_SHARE = 0.6
STRIP_MM = 5.0
CONTRAST = 3.0
GREY_STEP = 1.25
"""Contrast from which on two greys are told apart where they touch."""
MOST_TOGETHER = 4
UNITS = re.compile(
    r"%|\b(points|days?|months?|years?|people|patients|persons|courses|mg|kg|ratio|standard deviations|number|"
    r"definitions?|index)\b", re.I,
)  # fmt: skip


@dataclass
class Look:
    """A figure, drawn once: every text with its box in pixels."""

    figure: Figure
    texts: list[tuple[Text, Bbox]] = field(default_factory=list)

    @property
    def mm(self) -> float:
        """Pixels in a mm."""
        return float(self.figure.dpi) / 25.4

    def of(self, kind: Any, start: str = "") -> list[Any]:
        """Visible artists of a kind whose label begins so."""
        ours = (each for each in self.every if isinstance(each, kind) and each.get_visible())
        return [each for each in ours if str(each.get_label() or "").startswith(start)]

    @cached_property
    def every(self) -> list[Any]:
        """Every artist, looked for once: matplotlib lays out all ticks anew for each search."""
        return self.figure.findobj()

    @property
    def panels(self) -> list[Axes]:
        """Axes that show data: with a frame and ticks."""
        return [axes for axes in self.figure.axes if axes.axison]


def look_at(figure: Figure) -> Look:
    """Draw the figure, and note its texts."""
    seen = Look(figure)
    draw = Text.draw

    def note(self: Text, renderer: object, *args: object, **rest: object) -> None:
        if self.get_visible() and self.get_text().strip() and not self.get_path_effects():  # a halo is no text
            seen.texts.append((self, self.get_window_extent(renderer)))
        draw(self, renderer, *args, **rest)

    with styled(), patch.object(Text, "draw", note):
        figure.draw_without_rendering()
    return seen


def luminance(colour: Any, ground: Any = "white") -> float:
    """WCAG's relative luminance of a colour, mixed with its ground where it is see-through."""
    red, green, blue, alpha = to_rgba(colour)
    below = to_rgba(ground)
    mixed = [alpha * c + (1 - alpha) * g for c, g in zip((red, green, blue), below[:3], strict=True)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in mixed]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def contrast(one: Any, other: Any) -> float:
    """WCAG's contrast of two colours, 1 to 21."""
    high, low = sorted((luminance(one, other), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def size(seen: Look) -> list[str]:
    """One of the widths of print, and no higher than a page."""
    width, height = Page(seen.figure).size
    wide = [] if any(abs(width - each) < 0.01 for each in WIDTHS) else [f"{width:.1f} mm wide"]
    return wide + ([] if height <= TALLEST_MM else [f"{height:.0f} mm high"])


def type_size(seen: Look) -> list[str]:
    """Text of 6 to 8 points."""
    return [
        f"{text.get_text()!r} in {text.get_fontsize():g} pt"
        for text, _ in seen.texts
        if not 6 <= text.get_fontsize() <= 8
    ]


def live_text(seen: Look) -> list[str]:
    """Every line of text is text in the SVG, and none is drawn as outlines."""
    svg = render(seen.figure, "svg").decode()
    words = set(re.findall(r">([^<]*)</text>", svg))
    wanted = {line for text, _ in seen.texts for line in text.get_text().split("\n") if line.strip()}
    missing = [line for line in wanted if _escaped(line) not in words]
    return sorted(missing) + (["letters drawn as outlines"] if re.search(r"<use[^>]*#\w*Sans", svg) else [])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def overlap(seen: Look) -> list[str]:
    """No text on another."""
    placed = [(text.get_text(), box) for text, box in seen.texts]
    return [f"{one!r} on {other!r}" for one, other in layout.overlaps(placed)]


def on_canvas(seen: Look) -> list[str]:
    """No text beyond the edge."""
    return layout.beyond(seen.figure, [(text.get_text(), box) for text, box in seen.texts])


def off_data(seen: Look) -> list[str]:
    """No text on a line, a bar or a band."""
    placed = [(text.get_text(), box) for text, box in seen.texts]
    white = [box for text, box in seen.texts if layout.grounded(text)]
    return [f"{text!r} on {mark}" for text, mark in layout.on_marks(seen.figure, placed, white)]


def text_contrast(seen: Look) -> list[str]:
    """Text at least 3:1 against the white, or the box in which it stands."""
    boxes = [b for b in seen.of(Rectangle) if b.get_width() and b is not seen.figure.patch]
    extents = [(b, b.get_window_extent()) for b in sorted(boxes, key=lambda b: b.get_zorder())]
    faint = []
    for text, box in seen.texts:
        ground: Any = "white"
        for each, extent in extents:
            if extent.x0 <= box.x0 and box.x1 <= extent.x1 and extent.y0 <= box.y0 and box.y1 <= extent.y1:
                ground = each.get_facecolor() if to_rgba(each.get_facecolor())[3] else ground
        if contrast(text.get_color(), ground) < CONTRAST:
            faint.append(f"{text.get_text()!r}: {contrast(text.get_color(), ground):.1f} to 1")
    return faint


def mark_contrast(seen: Look) -> list[str]:
    """Lines, markers and bars at least 3:1 against the white; bands, hairlines like one, and the ground excepted."""
    faint = []
    for line in seen.of(Line2D):
        name = str(line.get_label())
        if (
            line.get_zorder() <= 0
            or not line.get_linewidth()
            or name.startswith(("edge ", "behind ", "intervals "))
            or len(line.get_xdata()) == 0
        ):
            continue
        drawn = [line.get_color()] if line.get_linestyle() not in ("None", "", " ") else []
        marked = line.get_marker() not in ("None", "", " ", None)
        drawn += [max(line.get_markerfacecolor(), line.get_markeredgecolor(), key=_seen)] if marked else []
        faint += [f"line {name}: {contrast(c, 'white'):.1f} to 1" for c in drawn if contrast(c, "white") < CONTRAST]
    grounds = {seen.figure.patch, *(axes.patch for axes in seen.figure.axes)}
    for bar in seen.of(Rectangle):
        if (
            bar in grounds
            or bar.get_zorder() <= 0
            or str(bar.get_label()).startswith(("cell ", *layout.PALE))
            or not bar.get_width()
        ):
            continue
        edged = bar.get_linewidth() > 0 and to_rgba(bar.get_edgecolor())[3] > 0
        best = max(_seen(bar.get_facecolor()), _seen(bar.get_edgecolor()) if edged else 0.0)
        faint += [f"bar {bar.get_label()}: {best:.1f} to 1"] if best < CONTRAST else []
    return faint


def _seen(colour: Any) -> float:
    """Contrast against white; what is not painted has none."""
    return 0.0 if isinstance(colour, str) and colour == "none" else contrast(colour, "white")


def grey_safe(seen: Look) -> list[str]:
    """Curves of one panel differ in dash or marker or plainly in grey; areas that touch differ, or have an edge."""
    alike = []
    for axes in seen.panels:
        curves = [line for line in axes.lines if str(line.get_label()).startswith("curve ")]
        for one, other in combinations(curves, 2):
            same = one.get_marker() == other.get_marker() and _dash(one) == _dash(other)
            if same and contrast(one.get_color(), other.get_color()) < GREY_STEP:
                alike.append(f"{one.get_label()} and {other.get_label()}")
        areas = [p for p in axes.patches if isinstance(p, Polygon) and str(p.get_label()).startswith("layer ")]
        areas += [p for p in axes.collections if str(p.get_label()).startswith("step ")]
        edges = {str(line.get_label()).partition(" ")[2] for line in axes.lines if "edge " in str(line.get_label())}
        for one, other in pairwise(areas):
            fills = [p.get_facecolor() for p in (one, other)]
            fills = [fill[0] if np.ndim(fill) == 2 else fill for fill in fills]
            names = {str(p.get_label()).partition(" ")[2] for p in (one, other)}
            if contrast(*fills) < GREY_STEP and not names & edges:
                alike.append(f"{one.get_label()} and {other.get_label()}")
    return alike


def _dash(line: Line2D) -> tuple[Any, ...]:
    offset, dashes = vars(line)["_dash_pattern"]
    return offset, tuple(dashes or ())


def near(seen: Look) -> list[str]:
    """Each label at most 3 mm from what it names, or led to it by a line."""
    far = []
    for text, box in seen.texts:
        name = _target(str(text.get_label()))
        things = [a for a in seen.of((Line2D, PolyCollection, Rectangle, Polygon)) if name and a.get_label() == name]
        if not name:
            continue
        box = Bbox.union(
            [box, *(sample.get_window_extent() for sample in seen.of((Line2D, Rectangle), f"sample {name}"))]
        )
        away = min((_distance(box, thing) for thing in things), default=float("inf")) / seen.mm
        leaders = seen.of(Line2D, f"_leader {name}")
        led = any(
            _distance(box, leader) <= 1.5 * seen.mm and _end_touches(leader, things, 1.5 * seen.mm)
            for leader in leaders
        )
        if away > NEAR_MM and not led and not _keyed(seen, box, name, things):
            far.append(f"{text.get_text()!r} is {away:.1f} mm from {name}")
    return far


def _keyed(seen: Look, box: Bbox, name: str, things: list[Any]) -> bool:
    """Whether a name stands at a sample of what it names, as on narrow pages, which have no room beside."""
    if Page(seen.figure).size[0] > NARROW_MM:
        return False
    samples = seen.of((Line2D, Rectangle), f"key {name}")
    return any(
        _distance(box, each) <= NEAR_MM * seen.mm and _drawn_alike(each, thing) for each in samples for thing in things
    )


def _drawn_alike(sample: Any, thing: Any) -> bool:
    if isinstance(sample, Line2D):
        return isinstance(thing, Line2D) and sample.get_color() == thing.get_color() and _dash(sample) == _dash(thing)
    return bool(np.allclose(to_rgba(sample.get_facecolor()), np.ravel(thing.get_facecolor())))


def wide_enough(seen: Look) -> list[str]:
    """The one pair of axes with data, and curves, have most of a narrow page; their table has three columns or more."""
    if Page(seen.figure).size[0] > NARROW_MM:
        return []
    thin = []
    for axes in seen.panels:
        share = axes.get_window_extent().width / seen.figure.bbox.width
        alone = axes is vars(seen.figure).get("isostats_data_axes")
        if (alone or "isostats_curve" in vars(axes)) and share < LEAST_SHARE:
            thin.append(f"the axes have {share:.0%} of the width")
    for table in (axes for axes in seen.figure.axes if axes.get_label() == "at-risk table"):
        days = {
            str(text.get_label()).rpartition(" ")[2] for text in table.texts if text.get_label().startswith("at_risk")
        }
        thin += [f"{len(days)} columns at risk"] if 0 < len(days) < 3 else []
    return thin


def no_strip(seen: Look) -> list[str]:
    """No white strip at the foot of a figure of curves."""
    if not any("isostats_curve" in vars(axes) for axes in seen.panels):
        return []
    lowest = min((box.y0 for _, box in seen.texts), default=0.0)
    for mark in seen.of((Rectangle, Line2D)):
        if mark is not seen.figure.patch and mark.get_transform() is not None:
            lowest = min(lowest, mark.get_window_extent().y0)
    return [f"{lowest / seen.mm:.1f} mm of white at the foot"] if lowest / seen.mm > STRIP_MM else []


def _target(label: str) -> str:
    if label.startswith("estimate "):
        return label.replace("estimate ", "horizon ", 1)
    return label.removeprefix("names ") if label.startswith("names ") else ""


def _path(artist: Any) -> np.ndarray:
    paths = artist.get_paths() if isinstance(artist, PolyCollection) else [artist.get_path()]
    move = artist.get_transform()
    return np.concatenate([np.asarray(move.transform_path(path).vertices) for path in paths])


def _distance(box: Bbox, artist: Any) -> float:
    """Pixels from a box to the nearest point of an artist's outline, along its pieces."""
    at = _path(artist)
    at = at[np.isfinite(at).all(axis=1)]
    if len(at) > 1:
        begin, end = at[:-1], at[1:]
        long = np.abs(end - begin).max(axis=1) > 4
        at = np.concatenate([at, _between(begin[long], end[long])])
    if not len(at):
        return float("inf")
    across = np.maximum(np.maximum(box.x0 - at[:, 0], at[:, 0] - box.x1), 0)
    down = np.maximum(np.maximum(box.y0 - at[:, 1], at[:, 1] - box.y1), 0)
    return float(np.hypot(across, down).min())


def _between(begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    share = np.linspace(0, 1, 150)[:, None, None]
    return (begin * (1 - share) + end * share).reshape(-1, 2)


def _end_touches(leader: Line2D, things: list[Any], room: float) -> bool:
    ends = _path(leader)[[0, -1]]
    return any(_distance(Bbox([end, end]), thing) <= room for end in ends for thing in things)


def named(seen: Look) -> list[str]:
    """Every dot at a horizon, and every curve among several, has its label."""
    labels = {_target(str(text.get_label())) for text, _ in seen.texts}
    alone = [
        line for axes in seen.panels
        for line in axes.lines
        if str(line.get_label()).startswith("horizon ")
        or (str(line.get_label()).startswith("curve ") and _together(axes) > 1)
    ]  # fmt: skip
    return [str(line.get_label()) for line in alone if line.get_label() not in labels]


def _together(axes: Axes) -> int:
    return sum(str(line.get_label()).startswith("curve ") for line in axes.lines)


def units(seen: Look) -> list[str]:
    """Each axis with ticks says what it shows in what unit, on its label or its ticks."""
    bare = []
    shared = any(text.get_label() == "x axis of all" for text, _ in seen.texts)
    for axes in seen.panels:
        for side, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
            ticks = [t.get_text() for t in axis.get_ticklabels() if t.get_visible() and t.get_text().strip()]
            shown = axis.get_label().get_text()
            if axis is axes.xaxis and shared:
                continue
            if ticks and not UNITS.search(" ".join([shown, *ticks])) and not axis.get_label().get_text():
                bare.append(f"{side} axis of {axes.get_label() or 'the figure'}: {ticks[:3]}")
            elif ticks and shown and not UNITS.search(" ".join([shown, *ticks])):
                bare.append(f"{side} axis {shown!r}")
    return bare


def origin(seen: Look) -> list[str]:
    """An axis in percent begins at 0, or says where."""
    cut = []
    said = " ".join(text.get_text() for text, _ in seen.texts)
    for axes in seen.panels:
        for axis, low in ((axes.xaxis, min(axes.get_xlim())), (axes.yaxis, min(axes.get_ylim()))):
            ticks = [t.get_text() for t in axis.get_ticklabels()]
            percents = ticks and all(t.endswith("%") for t in ticks)
            if percents and abs(low) > 1e-9 and "starts at" not in " ".join(said.split()):
                cut.append(f"begins at {low:g}%")
    return cut


def day_zero(seen: Look) -> list[str]:
    """A curve that falls or rises on day 0 is told."""
    said = " ".join(text.get_text() for text, _ in seen.texts)
    steps = []
    for axes in seen.panels:
        for line in axes.lines:
            x, y = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
            if str(line.get_label()).startswith("curve ") and len(y) and x[0] == 0 and 0.05 < y[0] < 99.95:
                steps += [] if re.search(r"\b[Dd]ay 0\b", said) else [f"{line.get_label()} begins at {y[0]:.1f}"]
    return steps


def no_legend(seen: Look) -> list[str]:
    """Labels stand at what they name; there is no legend."""
    return ["a legend"] if seen.figure.legends or any(axes.get_legend() for axes in seen.figure.axes) else []


def faceted(seen: Look) -> list[str]:
    """At most four curves in a panel; panels of one figure share their axes."""
    crowded = [f"{_together(axes)} curves in a panel" for axes in seen.panels if _together(axes) > MOST_TOGETHER]
    small = [axes for axes in seen.panels if _together(axes)]
    ends = {(*axes.get_xlim(), *axes.get_ylim()) for axes in small}
    return crowded + (["panels of unlike axes"] if len(ends) > 1 else [])


CHECKS: dict[str, Callable[[Look], list[str]]] = {
    each.__name__: each
    for each in (
        size, type_size, live_text, overlap, on_canvas, off_data, text_contrast, mark_contrast, grey_safe, near, named,
        units, origin, day_zero, no_legend, faceted, wide_enough, no_strip,
    )
}  # fmt: skip


def faults(figure: Figure, *, without: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """What each check finds amiss; nothing where the figure is as the standard has it."""
    seen = look_at(figure)
    every = {name: check(seen) for name, check in CHECKS.items() if name not in without}
    return {name: amiss for name, amiss in every.items() if amiss}

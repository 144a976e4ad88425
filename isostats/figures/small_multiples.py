"""Small multiples: a panel for each group on the same axes, with the curves of the others faint behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isostats.figures.curve_layout import last_day, percent_axis, since_words, stop_words
from isostats.figures.curves import Steps, cells_at, draw_steps
from isostats.figures.looks import look
from isostats.figures.pages import Page, draw_claim, page_mm
from isostats.figures.style import COLOURS, LINE_MM, QUIET, SMALL_PT
from isostats.figures.text_fitting import text_width, wrap
from isostats.figures.ticks import TimeAxis, axis_in_force
from isostats.vocabulary import names as v
from isostats.words.english import plain
from isostats.words.language import translated
from isostats.words.numbers import count_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from isostats.estimate.results import Curve

LEAST_PANEL_MM, TALLEST_MM = 26.0, 212.0
BEHIND = "#c9c9c9"
TICK_MM, LABEL_MM = 5.4, 4.6
"""Ticks with their numbers, and the label of the time axis beneath each row of panels."""


@dataclass(frozen=True)
class Panels:
    """How the panels lie: columns, rows, and the width and height of the axes of each in mm."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    gap: float

    @staticmethod
    def of(drawn: Sequence[Steps]) -> Panels:
        """As many columns as the width of the figure has room for, and rows within one page."""
        half = max([text_width(count_text(one.n)) for one in drawn], default=0.0) / 2 if look().at_risk else 0.0
        left, gap = max(13.0, text_width("At risk", "bold") + half + 2.5), max(5.0, half + 2.5)
        columns = max(1, min(4, len(drawn), int((page_mm() - left + gap) // (LEAST_PANEL_MM + gap))))
        rows = -(-len(drawn) // columns)
        columns = -(-len(drawn) // rows)  # as even as can be
        width = (page_mm() - left - max(2.5, half) - gap * (columns - 1)) / columns
        return Panels(columns, rows, width, min(0.8 * width, TALLEST_MM / rows - _around()), left, gap)


def _around() -> float:
    """What a panel needs above and below its axes, in mm: two lines of its name, ticks, and those at risk."""
    return 2 * LINE_MM + 1.5 + TICK_MM + (LINE_MM if look().at_risk else 0.0) + LABEL_MM + 2.0


def draw_panels(
    curve: Curve,
    drawn: Sequence[Steps],
    what: str,
    *,
    claim: tuple[float | None, float | None],
    min_at_risk: int,
    simulated: bool,
    words: tuple[str, str],
) -> Figure:
    """Draw each group in a panel of its own; ``words`` stand above all and beneath, ``claim`` has its margin."""
    panels, (header, rest) = Panels.of(drawn), words
    top = (6.5 if header or simulated else 2.0) + LINE_MM + 1.0
    feet = ["Grey curves: the other groups.", stop_words(drawn, min_at_risk, days=False), rest]
    if claim[0] is not None:
        feet[0] += " Dashed line: the claim."
    names = [(plain(one.group), _shown_name(one, panels.width)) for one in drawn]
    cut = [name for name, shown in names if translated(shown) != translated(name)]
    feet.append(f"Names in full: {'; '.join(cut)}." if cut else "")
    lines = [line for text in feet if text for line in wrap(text, page_mm() - panels.left - 2, lines=9)]
    tall = panels.height + _around()
    total = top + panels.rows * tall + LINE_MM * len(lines) + 2.0
    page = Page.blank(total)
    end = (look().days or (0.0, last_day(curve, drawn)))[1]
    time = axis_in_force(
        end, begin=(look().days or (0.0, 0.0))[0], most=max(2, int(panels.width // (panels.gap + 3.0))),
        across=panels.width, cell=3.5,
    )  # fmt: skip
    for i, one in enumerate(drawn):
        left = panels.left + (i % panels.columns) * (panels.width + panels.gap)
        above = top + (i // panels.columns) * tall + 2 * LINE_MM + 1.5
        axes = page.axes_at(left, above, panels.width, panels.height)
        axes.set_label(f"panel {one.group}")
        time.draw(axes, "")
        percent_axis(axes, "")
        if i % panels.columns:
            axes.tick_params(axis="y", labelleft=False)
        _draw_one(axes, one, drawn, claim)
        _name(page, one, left, above - 2 * LINE_MM - 0.6, panels.width)
        if look().at_risk:
            _at_risk(
                page,
                curve,
                one,
                time,
                (left, above + panels.height + TICK_MM, panels.width),
                min_at_risk,
                first=i % panels.columns == 0,
            )
    foot = top + panels.rows * tall
    for row in range(panels.rows):
        count = min(panels.columns, len(drawn) - row * panels.columns)
        middle = panels.left + (count * panels.width + (count - 1) * panels.gap) / 2
        since = since_words(time.unit, curve, max(count * panels.width, 55.0))
        page.text(middle, top + (row + 1) * tall - LABEL_MM - 1.2, since, ha="center", label="x axis of all")
    for i, line in enumerate(lines):
        page.text(panels.left, foot + LINE_MM * i, line, color=QUIET)
    page.text(panels.left, top - LINE_MM - 1.0, what)
    if header:
        page.text(panels.left, 1.2, header)
    page.tell_simulated(simulated)
    vars(page.figure)["isostats_panels"] = True  # so a layer knows that there is no one pair of axes
    vars(page.figure)["isostats_curve"] = curve
    return page.figure


def _draw_one(axes: Axes, one: Steps, drawn: Sequence[Steps], claim: tuple[float | None, float | None]) -> None:
    import numpy as np

    draw_claim(axes, *claim)
    for other in drawn:
        if other is not one and other.until is not None:
            days = np.append(np.repeat(other.time, 2)[1:], max(other.until, other.time[-1]))
            axes.plot(days, 100 * np.repeat(other.estimate, 2), color=BEHIND, linewidth=0.7, zorder=0.5,
                      label=f"behind {other.group}")  # fmt: skip
    draw_steps(axes, one, colour=look().colour_of(one.group) or COLOURS[0])
    if one.until is None:
        axes.text(0.5, 0.12, "too few to draw" if one.n else "nobody", transform=axes.transAxes, ha="center",
                  color=QUIET, fontsize=SMALL_PT)  # fmt: skip


def _shown_name(one: Steps, width: float) -> str:
    return wrap(plain(one.group), 0.86 * width, lines=1)[0]  # bold is wider


def _name(page: Page, one: Steps, left: float, top: float, width: float) -> None:
    """The group's name and counts above its panel; a name that is too long for both lines ends in an ellipsis."""
    name = _shown_name(one, width)
    counts = wrap(f"n {count_text(one.n)}, events {count_text(one.events)}", width, lines=1)[0]
    for i, (line, weight) in enumerate(((name, "bold"), (counts, "normal"))):
        page.text(left, top + LINE_MM * i, line, weight=weight,
                  label=f"names curve {one.group}" if i and one.until is not None else "")  # fmt: skip


def _at_risk(
    page: Page,
    curve: Curve,
    one: Steps,
    time: TimeAxis,
    place: tuple[float, float, float],
    min_at_risk: int,
    *,
    first: bool,
) -> None:
    """How many are at risk at the ticks; the row is named under the first panel of each row."""
    left, top, width = place
    middle = top + LINE_MM / 2
    cells = cells_at(curve, time.days, min_at_risk=min_at_risk).get((one.group, v.AT_RISK), [])
    edge = float("-inf")
    for day, text in zip(time.days, cells, strict=True):
        half, at = text_width(text) / 2, width * (float(day) - time.begin) / (time.end - time.begin)
        if at - half > edge + 1.0 and at + half < width + 1.5:
            page.text(left + at, middle, text, va="center_baseline", ha="center",
                      label=f"{v.AT_RISK} {one.group} {day}")  # fmt: skip
            edge = at + half
    if first:
        page.text(0.5, middle, "At risk", va="center_baseline", weight="bold")

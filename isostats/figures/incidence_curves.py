"""Cumulative incidences: of a second course on an axis of its own, and of the competing first treatments, stacked."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from isostats.figures.curve_layout import Sheet, beyond_words, curve_sheet, last_day, stop_words
from isostats.figures.curve_names import SideLabel, day_of_shares, heading
from isostats.figures.curves import Floats, RiskTable, Steps, at_days, draw_steps, steps, table_words
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach, holds_nothing
from isostats.figures.horizon_marks import mark_horizons
from isostats.figures.looks import look
from isostats.figures.margins import grow
from isostats.figures.pages import page_mm, write
from isostats.figures.remission_curves import counts_words, horizon_words
from isostats.figures.result_checks import PER_PERSON, require_cause, require_curve, require_frame, require_group
from isostats.figures.style import COLOURS, INK, LINE_MM, QUIET, cause_colour
from isostats.figures.text_fitting import text_width, wrap
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import HORIZONS
from isostats.words.english import definition_words, doubt_words, method_words, plain
from isostats.words.numbers import count_text, interval, people_equal, people_text, percent, time_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.estimate.results import Curve

PANEL_MM = 44.0
BESIDE_MM = 130.0
"""Width from which on the panel of courses stands beside the curve; else it stands beneath."""
BAR_MM, WIDEST_BAR_MM = 6.0, 13.0
MOST_BARS = 6
Layer = tuple[str, str, Floats, Floats]
"""A cause, its colour, and its lower and upper edge at the vertices of the stack, as shares."""


@common_keywords(over_time=True)
def second_course(
    curve: Curve,
    *,
    courses: pd.DataFrame | None = None,
    cause: str = v.SECOND_COURSE,
    group: str = v.ALL,
    horizons_days: Sequence[int] = HORIZONS,
    min_at_risk: int = 10,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw the cumulative incidence of a second course with its band, and beside it the courses per person.

    The y axis starts at 0 and ends above the highest limit, and says so. ``courses`` has the columns courses and
    people; six or more courses share one bar.

    >>> import isostats as iso
    >>> counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("second_course",))
    >>> figure = iso.figures.second_course(iso.aalen_johansen(counts), min_at_risk=1)
    >>> iso.figures.describe(figure).title
    'Second courses: cumulative incidence'
    """
    require_curve(curve, v.SECOND_COURSE, v.CUMULATIVE_INCIDENCE)
    require_group(curve, group, v.SECOND_COURSE)
    require_cause(curve, cause, v.SECOND_COURSE)
    if courses is not None:
        require_frame(courses, ("courses", "people"), v.SECOND_COURSE, PER_PERSON)
    curve = curve.with_ends
    known = cause if "cause" in curve.frame else None
    drawn = steps(curve, group, cause=known, min_at_risk=min_at_risk)
    at = at_days(curve, group, horizons_days, cause=known, min_at_risk=min_at_risk)
    bars_words = ""
    beside = look().ax is not None or page_mm() >= BESIDE_MM
    sheet = curve_sheet(
        RiskTable.of(curve, [drawn], min_at_risk, cause=known), [drawn], "Had a second course", simulated=simulated,
        highest=_top(drawn), height=66.0, right=8.0, beside=PANEL_MM if courses is not None and beside else 0.0,
        horizons=horizons_days,
    )  # fmt: skip
    draw_steps(sheet.axes, drawn, colour=COLOURS[0])
    sheet.write_names(falling=False)
    mark_horizons(sheet, at, falling=False)
    if courses is not None:
        bars = bars_of(courses)
        _draw_bars(sheet, bars, beside=beside)
        if len(bars) > 1:  # they are something, whether there is a curve or not
            holds_nothing(sheet.figure, "")
        each = "; ".join(f"{name}: {count_text(p)}" for name, p in bars)
        place = "Right" if beside else "Beneath"
        bars_words = f"{place}: people by number of courses in these records, however long they were followed ({each})."
    counts, estimates = counts_words(drawn.n, drawn.events), horizon_words(at, curve.level)
    line, stop = "Line: estimate; band: limits where they exist.", stop_words([drawn], min_at_risk)
    definition = definition_words(curve.definition, method=curve.method, level=curve.level)
    doubt = doubt_words(curve.definition, v.CUMULATIVE_INCIDENCE)
    ends = f"The y axis ends at {percent(_top(drawn) / 100, 0)}."
    caption = [counts, method_words(curve.method, curve.level), ends, doubt]
    details = [*estimates, line, bars_words, stop, table_words(curve), definition]
    shape = "Rising step curve of the share who had a second course since the end of the first."
    alt = [shape, counts, *estimates, bars_words, stop, doubt, definition]
    title = "Second courses: cumulative incidence"
    return attach(sheet.figure, title, caption, alt, details=details, simulated=simulated)


def _top(drawn: Steps) -> float:
    """The end of the y axis in percent: a round number that clears the highest limit, at least 5."""
    seen = np.concatenate([drawn.estimate, drawn.upper])
    highest = 100 * float(np.nanmax(seen)) if np.isfinite(seen).any() else 0.0
    step = 5 if highest < 40 else 10
    return float(min(max(step * ceil(highest * 1.08 / step), 5), 100))


def bars_of(courses: pd.DataFrame) -> list[tuple[str, float]]:
    """People by number of courses, from 1 up without holes; the last bar holds that many or more.

    >>> import pandas as pd
    >>> bars_of(pd.DataFrame({"courses": [1, 2, 7, 9], "people": [80, 9, 2, 1]}))
    [('1', 80.0), ('2', 9.0), ('3', 0.0), ('4', 0.0), ('5', 0.0), ('6 or more', 3.0)]
    """
    people = {int(c): float(p) for c, p in zip(courses["courses"], courses["people"], strict=True)}
    most = max(people, default=1)
    shown = [(str(k), people.get(k, 0.0)) for k in range(1, min(most, MOST_BARS) + 1)]
    if most > MOST_BARS:
        shown[-1] = (f"{MOST_BARS} or more", sum(p for c, p in people.items() if c >= MOST_BARS))
    return shown


def _draw_bars(sheet: Sheet, bars: Sequence[tuple[str, float]], *, beside: bool) -> None:
    """Horizontal bars with their counts written beyond them, beside the curve or beneath all else."""
    left, top, height = page_mm() - PANEL_MM + 2.0, sheet.top, sheet.height
    step = min((height - LINE_MM * 3) / len(bars), WIDEST_BAR_MM) if beside else BAR_MM
    if not beside:
        left, top, height = sheet.left, sheet.size[1] + 2.0, LINE_MM * 3 + BAR_MM * len(bars)
        grow(sheet.figure, below=height + 2.0)
    axes = sheet.canvas(height, left, top, page_mm() - left - 1.5)
    axes.set_label("courses per person")
    names = max(text_width(name) for name, _ in bars) + 2.0
    room = page_mm() - left - 1.5 - names - max(text_width(count_text(p)) for _, p in bars) - 2.0
    most = max(*(p for _, p in bars), 1.0)
    write(axes, 0, LINE_MM / 2, "Courses per person", weight="bold")
    for i, (name, people) in enumerate(bars):
        y = LINE_MM * 1.2 + step * (i + 0.5)
        length = room * people / most
        write(axes, names - 1.5, y, name, ha="right")
        (drawn,) = axes.barh(y, length, height=0.6 * step, left=names, color=COLOURS[0], edgecolor="none", linewidth=0)
        drawn.set_label(f"people {name}")
        write(axes, names + length + 1.0, y, count_text(people))
    axes.plot([names, names], [LINE_MM * 1.2, LINE_MM * 1.2 + step * len(bars)], color=INK, linewidth=0.6)
    foot = LINE_MM * 1.9 + step * len(bars)
    write(axes, names, foot, "people", color=QUIET)


@common_keywords(over_time=True)
def first_treatment(
    curve: Curve,
    *,
    group: str = v.ALL,
    horizons_days: Sequence[int] = HORIZONS,
    min_at_risk: int = 10,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Stack the cumulative incidences of a curve with causes; what is left white is the share in remission.

    Causes keep the order of the result, from the bottom up; those that never happened are only said in the caption.

    >>> import isostats as iso
    >>> counts = iso.event_table([120, 400, 730, 900], [1, 2, 0, 0], causes=("topical", "oral_antibiotic"))
    >>> figure = iso.figures.first_treatment(iso.aalen_johansen(counts), min_at_risk=1)
    >>> iso.figures.describe(figure).title
    'First treatment after the first course'
    """
    require_curve(curve, "first_treatment", v.CUMULATIVE_INCIDENCE)
    require_group(curve, group, "first_treatment")
    causes = look().ordered(dict.fromkeys(curve.frame.loc[curve.frame[v.GROUP] == group, "cause"]))
    by_cause = [(cause, steps(curve, group, cause=cause, min_at_risk=min_at_risk)) for cause in causes]
    whole = by_cause[0][1]
    died = any(cause == v.DEATH and one.events > 0 for cause, one in by_cause)
    left = "alive and free of treatment" if died else "in remission"
    days, layers = stacked([(c, s) for c, s in by_cause if s.events > 0], last_day(curve, [whole]))
    at = at_days(curve, group, horizons_days, min_at_risk=min_at_risk)
    sheet = curve_sheet(
        RiskTable.of(curve, [whole], min_at_risk), [whole], "Share of patients", simulated=simulated,
        labels=area_labels(days, layers, left, day_of_shares(at, days[-1])) if whole.until is not None else (),
        horizons=horizons_days,
    )  # fmt: skip
    draw_layers(sheet, days, layers)
    sheet.write_names(falling=False)
    shares = shares_words(at, curve.level, left if curve.counts.people is None else "")
    each = "; ".join(f"{plain(c)} {people_text(s.events)}" for c, s in by_cause)
    events = sum(s.events for _, s in by_cause)
    rounded = curve.counts.people is not None
    summed = "" if rounded else f", events = {count_text(events)}"
    counts = f"{people_equal(v.N, whole.n)}{summed}; events by cause: {each}."
    beyond = beyond_words(sorted({int(d) for d in at.loc[at[v.STATUS] == v.BEYOND_FOLLOWUP, v.TIME]}))
    names = [plain(c) for c, s in by_cause if s.events > 0]
    areas = f"Areas, from the bottom: {', '.join(names)}; white: {left}." if names else "No events: all white."
    never = [plain(c) for c, s in by_cause if s.events == 0]
    none = f"Never seen: {', '.join(never)}." if never else ""
    stop = stop_words([whole], min_at_risk)
    defined = curve.definition.with_(competing=tuple(causes))
    definition = definition_words(defined, method=curve.method, level=curve.level)
    doubt = doubt_words(curve.definition, v.CUMULATIVE_INCIDENCE)
    alt = ["Stacked areas of the cumulative incidence of each first treatment since the end of the first course.",
           counts, areas, none, *shares[-1:], beyond, stop, doubt, definition]  # fmt: skip
    any_cause = f"Events in the table are of any cause{', each rounded by itself' if rounded else ''}."
    caption = [f"{people_equal(v.N, whole.n)}{summed}.", method_words(curve.method, curve.level), areas, doubt]
    details = [counts, none, *shares, beyond, stop, table_words(curve), any_cause, definition]
    title = "First treatment after the first course"
    return attach(sheet.figure, title, caption, alt, details=details, simulated=simulated)


def shares_words(at: pd.DataFrame, level: float, left: str) -> list[str]:
    """For each horizon within the follow-up the causes that were seen and, where it has a name, what is ``left``."""
    sentences = []
    for day, rows in at[at[v.STATUS] == v.OK].groupby(v.TIME):
        parts = [
            f"{plain(r.cause)} {percent(float(r.estimate))} ({interval(float(r.lower), float(r.upper), level)})"
            for r in rows.itertuples()
            if float(r.events) > 0
        ]
        if left:
            parts.append(f"{left} {percent(1 - float(rows[v.ESTIMATE].sum()))}")
        sentences.append(f"At {time_words(float(str(day)))}: {', '.join(parts) or 'none'}.")
    return sentences


def stacked(by_cause: Sequence[tuple[str, Steps]], end: float) -> tuple[Floats, list[Layer]]:
    """Step vertices on the days of all causes together, and each layer's edges there."""
    grid = np.unique(np.concatenate([[0.0], *(s.time for _, s in by_cause)]))
    grid = grid[grid <= end]
    days = np.append(np.repeat(grid, 2)[1:], end)
    layers: list[Layer] = []
    below = np.zeros(len(days))
    for cause, one in by_cause:
        if one.until is None:
            continue
        colour = cause_colour(cause, len(layers))
        last = np.searchsorted(one.time, grid, side="right") - 1
        value = np.where(last >= 0, one.estimate[np.maximum(last, 0)], 0.0)
        above = below + np.repeat(value, 2)
        layers.append((cause, colour, below, above))
        below = above
    return days, layers


def area_labels(days: Floats, layers: Sequence[Layer], left: str, day: float) -> list[SideLabel]:
    """A label for each layer with its share on a day, one for what is ``left`` white above them, and what day it is."""
    labels, on = [], max(int(np.searchsorted(days, day, side="right")) - 1, 0)
    for cause, colour, below, above in layers:
        share = percent(float(above[on] - below[on]))
        middle = 100 * float(above[-1] + below[-1]) / 2
        labels.append(SideLabel(middle, (*wrap(plain(cause), 34.0), share), colour, patch=True, names=f"layer {cause}"))
    top = float(layers[-1][3][-1]) if layers else 0.0
    rest = 1 - float(layers[-1][3][on]) if layers else 1.0
    labels.append(SideLabel(100 * (1 + top) / 2, (*wrap(left, 34.0), percent(rest)), "white", patch=True))
    return [heading(day), *labels[::-1]]


def draw_layers(sheet: Sheet, days: Floats, layers: Sequence[Layer]) -> None:
    """Paint from the top layer down, each from 0 to its upper edge: each edge is drawn once, and files stay small."""
    from matplotlib.patches import Polygon

    for i, (cause, colour, _, above) in reversed(list(enumerate(layers))):
        bend = np.ones(len(days), dtype=bool)
        flat = (above[1:-1] == above[:-2]) & (above[1:-1] == above[2:])
        bend[1:-1] = ~flat
        x, y = days[bend], 100 * above[bend]
        corners = np.column_stack([[x[0], *x, x[-1]], [0.0, *y, 0.0]])
        layer = Polygon(corners, facecolor=colour, linewidth=0, zorder=1, label=f"layer {cause}")
        sheet.axes.add_artist(layer)  # not by fill(), which looks at each corner for limits that stand already
        edge = INK if i == len(layers) - 1 else "white"
        sheet.axes.plot(x, y, color=edge, linewidth=0.6, label=f"edge {cause}", clip_on=look().clipped)

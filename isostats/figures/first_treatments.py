"""What came first after the course: incidences of the competing first treatments, stacked; the white is remission."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from isostats.figures.asked import require_curve, require_group
from isostats.figures.at_risk import table_words
from isostats.figures.curve_layout import (
    Sheet,
    SideLabel,
    beyond_words,
    curve_sheet,
    last_day,
    percent_axis,
    side_labels,
    stop_words,
)
from isostats.figures.curves import Floats, Steps, at_days, steps
from isostats.figures.descriptions import attach
from isostats.figures.style import CAUSE_COLOURS, COLOURS, INK, styled, text_width, wrap
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import HORIZONS
from isostats.words.english import definition_words, plain
from isostats.words.numbers import count_text, interval, percent, time_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.estimate.results import Curve

Layer = tuple[str, Steps, Floats, Floats]
"""A cause, its curve, and its lower and upper edge at the vertices of the stack, as shares."""


@styled()
def first_treatment(
    curve: Curve,
    *,
    group: str = v.ALL,
    horizons_days: Sequence[int] = HORIZONS,
    min_at_risk: int = 10,
    simulated: bool = False,
) -> Figure:
    """Stack the cumulative incidences of a curve with causes; what is left white is the share in remission.

    Causes keep the order of the result, from the bottom up; those that never happened are only said in the caption.
    """
    require_curve(curve, "first_treatment", v.CUMULATIVE_INCIDENCE)
    require_group(curve, group, "first_treatment")
    causes = list(dict.fromkeys(curve.frame.loc[curve.frame[v.GROUP] == group, "cause"]))
    by_cause = [(cause, steps(curve, group, cause=cause, min_at_risk=min_at_risk)) for cause in causes]
    whole = by_cause[0][1]
    days, layers = _stack([(c, s) for c, s in by_cause if s.events > 0], last_day(curve, [whole]))
    labels = _labels(days, layers)
    sheet = curve_sheet(
        curve, [whole], min_at_risk=min_at_risk, simulated=simulated,
        right=13.0 + max([text_width(line) for label in labels for line in label.lines], default=0.0),
        height=max(75.0, sum(label.height for label in labels)),
    )  # fmt: skip
    percent_axis(sheet.axes, "Share of patients")
    _draw(sheet, days, layers)
    if whole.until is not None:
        side_labels(sheet, labels)
    at = at_days(curve, group, horizons_days, min_at_risk=min_at_risk)
    shares = _shares_words(at, curve.level)
    each = "; ".join(f"{plain(c)} {count_text(s.events)}" for c, s in by_cause)
    events = sum(s.events for _, s in by_cause)
    counts = f"n = {count_text(whole.n)}, events = {count_text(events)}; events by cause: {each}."
    beyond = beyond_words(sorted({int(d) for d in at.loc[at[v.STATUS] == v.BEYOND_FOLLOWUP, v.TIME]}))
    names = [plain(c) for c, s in by_cause if s.events > 0]
    areas = f"Areas, from the bottom: {', '.join(names)}; white: in remission." if names else "No events: all white."
    never = [plain(c) for c, s in by_cause if s.events == 0]
    none = f"Never seen: {', '.join(never)}." if never else ""
    stop = stop_words([whole], min_at_risk)
    defined = curve.definition.with_(competing=tuple(causes))
    definition = definition_words(defined, method=curve.method, level=curve.level)
    alt = ["Stacked areas of the cumulative incidence of each first treatment since the end of the first course.",
           counts, areas, none, *shares[-1:], beyond, stop, definition]  # fmt: skip
    any_cause = "Events in the table are of any cause."
    caption = [counts, areas, none, *shares, beyond, stop, table_words(curve), any_cause, definition]
    return attach(sheet.figure, "First treatment after the first course", caption, alt, simulated=simulated)


def _shares_words(at: pd.DataFrame, level: float) -> list[str]:
    """For each horizon within the follow-up the causes that were seen, and who was left."""
    sentences = []
    for day, rows in at[at[v.STATUS] == v.OK].groupby(v.TIME):
        parts = [
            f"{plain(r.cause)} {percent(float(r.estimate))} ({interval(float(r.lower), float(r.upper), level)})"
            for r in rows.itertuples()
            if float(r.events) > 0
        ]
        left = f"in remission {percent(1 - float(rows[v.ESTIMATE].sum()))}"
        sentences.append(f"At {time_words(float(str(day)))}: {', '.join([*parts, left])}.")
    return sentences


def _stack(by_cause: Sequence[tuple[str, Steps]], end: float) -> tuple[Floats, list[Layer]]:
    """Step vertices on the days of all causes together, and each layer's edges there."""
    grid = np.unique(np.concatenate([[0.0], *(s.time for _, s in by_cause)]))
    grid = grid[grid <= end]
    days = np.append(np.repeat(grid, 2)[1:], end)
    layers: list[Layer] = []
    below = np.zeros(len(days))
    for cause, one in by_cause:
        if one.until is None:
            continue
        last = np.searchsorted(one.time, grid, side="right") - 1
        value = np.where(last >= 0, one.estimate[np.maximum(last, 0)], 0.0)
        above = below + np.repeat(value, 2)
        layers.append((cause, one, below, above))
        below = above
    return days, layers


def _colour(cause: str, i: int) -> str:
    return CAUSE_COLOURS.get(cause, COLOURS[i % len(COLOURS)])


def _labels(days: Floats, layers: Sequence[Layer]) -> list[SideLabel]:
    labels = []
    for i, (cause, _, below, above) in enumerate(layers):
        share = percent(float(above[-1] - below[-1]))
        middle = 100 * float(above[-1] + below[-1]) / 2
        labels.append(SideLabel(middle, (*wrap(plain(cause), 34.0), share), _colour(cause, i), patch=True))
    top = float(layers[-1][3][-1]) if layers else 0.0
    labels.append(SideLabel(100 * (1 + top) / 2, ("in remission", percent(1 - top)), "white", patch=True))
    return labels[::-1]


def _draw(sheet: Sheet, days: Floats, layers: Sequence[Layer]) -> None:
    """Paint from the top layer down, each from 0 to its upper edge: each edge is drawn once, and files stay small."""
    for i, (cause, _, _, above) in reversed(list(enumerate(layers))):
        bend = np.ones(len(days), dtype=bool)
        flat = (above[1:-1] == above[:-2]) & (above[1:-1] == above[2:])
        bend[1:-1] = ~flat
        x, y = days[bend], 100 * above[bend]
        sheet.axes.fill(
            [x[0], *x, x[-1]],
            [0.0, *y, 0.0],
            facecolor=_colour(cause, i),
            linewidth=0,
            zorder=1,
            label=f"layer {cause}",
        )
        edge = INK if i == len(layers) - 1 else "white"
        sheet.axes.plot(x, y, color=edge, linewidth=0.6, label=f"edge {cause}", clip_on=False)

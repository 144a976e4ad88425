"""The difference of two curves over time, with its pointwise limits: a panel under the curves, or a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np

from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.looks import look
from isostats.figures.pages import Page, axes_mm, page_mm
from isostats.figures.result_checks import require_result
from isostats.figures.style import COLOURS, QUIET
from isostats.figures.text_fitting import wrap
from isostats.figures.ticks import axis_in_force, tick_step
from isostats.vocabulary import names as v
from isostats.words.english import definition_words, doubt_words, outcome_phrase, plain
from isostats.words.numbers import count_text, interval_name, range_text, signed_points, signed_text, time_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from isostats.estimate.differences import CurveDifference

HEIGHT_MM = 55.0
LEFT_MM, RIGHT_MM, TOP_MM, FOOT_MM = 21.0, 6.0, 6.5, 11.0
READ_AT = (365, 730, 1095, 1826)
"""Days at which the words give the difference."""


def require_difference(difference: object, call: str) -> None:
    """Raise EstimateError for anything but a difference of two curves."""
    require_result(difference, ("frame", "other", "until"), call, "two curves: iso.curve_difference(curve)")


@common_keywords(over_time=True)
def difference(result: CurveDifference, *, simulated: bool = False, **_: Unpack[CommonKeywords]) -> Figure:
    """Draw how far one group's curve lies from the other's, in percentage points, with pointwise limits.

    ``result`` is ``iso.curve_difference(curve)``. Above 0 the first group does better. Days on which no limits exist
    have a line and no band.

    >>> import isostats as iso
    >>> sex = ["sex=female"] * 3 + ["sex=male"] * 3
    >>> counts = iso.event_table([120, 400, 730, 200, 730, 900], [1, 1, 0, 1, 1, 0], group=sex)
    >>> curve = iso.kaplan_meier(counts)
    >>> figure = iso.figures.difference(iso.curve_difference(curve))
    >>> iso.figures.describe(figure).title
    'Difference in remission: female less male'
    """
    require_difference(result, v.DIFFERENCE)
    page = Page.blank(TOP_MM + HEIGHT_MM + FOOT_MM)
    axes = page.data_axes(LEFT_MM, TOP_MM, page_mm() - LEFT_MM - RIGHT_MM, HEIGHT_MM)
    across, height = axes_mm(axes)
    begin, end = look().days or (0.0, max(result.until, 1.0))
    time = axis_in_force(end, begin=begin, most=min(9, int(across // 9.0) + 1), across=across, cell=5.0)
    time.draw(axes, f"{time.unit} since the end of the first course")
    draw_difference(axes, result, height=height)
    axes.axhline(0, color=QUIET, linewidth=0.6, zorder=1)
    page.tell_simulated(simulated)
    words = difference_words(result)
    counts = f"n = {count_text(result.n)}, events = {count_text(result.events)}."
    method = f"Difference of Kaplan-Meier curves with pointwise {interval_name(result.level)}."
    label = outcome_phrase(result.definition.outcome)
    doubt = doubt_words(result.definition, v.GROUP)
    alt = [f"Step curve of the difference between two groups in the share free of {label}.", counts, words, doubt]
    defined = definition_words(result.definition, method=v.CURVE_DIFFERENCES, level=result.level, kind=v.REMISSION)
    title = f"Difference in remission: {plain(result.group)} less {plain(result.other)}"
    return attach(page.figure, title, [counts, method, doubt], alt, details=[words, defined], simulated=simulated)


def draw_difference(axes: Axes, result: CurveDifference, *, height: float) -> None:
    """The steps with their band, in percentage points, on an axis around 0."""
    frame = result.frame
    axes.set_ylabel(f"{plain(result.group)}\nless {plain(result.other)} (points)", labelpad=3)
    if frame.empty:
        axes.set_yticks([])
        lines = wrap("No day on which enough of both groups are under observation.", axes_mm(axes)[0] - 4.0, lines=3)
        axes.text(0.5, 0.5, "\n".join(lines), ha="center", va="center", transform=axes.transAxes, color=QUIET,
                  fontsize=7.0)  # fmt: skip
        return
    end = max(min(result.until, axes.get_xlim()[1]), float(frame[v.TIME].iloc[0]))
    frame = frame[frame[v.TIME] <= end]
    days = np.append(np.repeat(frame[v.TIME].to_numpy(float), 2)[1:], end)
    lower, estimate, upper = (100 * np.repeat(frame[k].to_numpy(float), 2) for k in (v.LOWER, v.ESTIMATE, v.UPPER))
    axes.fill_between(days, lower, upper, color=COLOURS[0], alpha=0.18, linewidth=0, label="band difference")
    axes.plot(days, estimate, color=COLOURS[0], label=v.DIFFERENCE, clip_on=look().clipped)
    seen = np.concatenate([lower, estimate, upper])
    low, high = min(float(np.nanmin(seen)), -1.0), max(float(np.nanmax(seen)), 1.0)
    step = tick_step(high - low, max(height / 7.0, 3.0))
    low, high = step * np.floor(low / step), step * np.ceil(high / step)
    ticks = np.arange(low, high + step / 2, step)
    axes.set_ylim(low, high)
    names = [signed_text(tick, 0 if step >= 1 else 1) if abs(tick) > step / 2 else "0" for tick in ticks]
    axes.set_yticks(ticks, names)


def difference_words(result: CurveDifference) -> str:
    """What the difference is at whole years within the follow-up of both."""
    each = []
    for day in READ_AT:
        row = result.at(day)
        if row[v.ESTIMATE] == row[v.ESTIMATE]:
            limits = ""
            if row[v.LOWER] == row[v.LOWER]:
                between = range_text(signed_points(row[v.LOWER]), signed_points(row[v.UPPER]))
                limits = f" ({interval_name(result.level)} {between})"
            each.append(f"at {time_words(day)} {signed_points(row[v.ESTIMATE])} points{limits}")
    pair = f"{plain(result.group)} less {plain(result.other)}"
    return f"Difference, {pair}: {'; '.join(each)}." if each else f"Difference, {pair}: none within the follow-up."

"""The ladder of treatments: how far people climbed, as areas over time, and what they use on a day, as bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from isostats.figures.curve_layout import beyond_words, curve_sheet, stop_words
from isostats.figures.curve_names import SideLabel, day_of_shares, heading
from isostats.figures.curves import RiskTable, steps
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach, holds_nothing
from isostats.figures.looks import look
from isostats.figures.pages import Page, page_mm, write
from isostats.figures.result_checks import require_frame, require_result
from isostats.figures.row_legends import in_lines
from isostats.figures.style import INK, LINE_MM, QUIET
from isostats.figures.text_fitting import text_width, wrap
from isostats.vocabulary import names as v
from isostats.vocabulary.steps import OTHER_SYSTEMIC, STEPS, TOPICAL_ONLY, UNTREATED
from isostats.words.english import definition_words, one_end
from isostats.words.numbers import count_text, people_equal, percent, time_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from isostats.estimate.nested_curves import Ladder

SHADES = {UNTREATED: "#f3f3f3", TOPICAL_ONLY: "#a9d3ee", OTHER_SYSTEMIC: "#4a90c2", v.SECOND_COURSE: "#0b3c5d"}
"""One hue that darkens with the step, told apart in grey too. Antibiotic and antiandrogen share one shade: neither is
the worse."""
BAR_MM, ROW_MM = 4.6, 7.0
ANSWER = "the answer of the ladder: iso.analyse_study(study)['ladder'].value"


@common_keywords(over_time=True)
def ladder(
    result: Ladder,
    *,
    horizons_days: Sequence[int] = (),
    min_at_risk: int = 10,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Stack the shares of the worst step so far over time, the second course at the bottom and the untreated on top.

    The areas are the differences of the curves of the outcomes. They end where fewer than ``min_at_risk`` people are
    under observation in any of these. ``horizons_days`` are those of the numbers in the caption, all of the result
    unless they are given.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> analysis = iso.analyse_study(resource("data", "example", "study.toml"))
    >>> figure = iso.figures.ladder(analysis["ladder"].value.worst, simulated=True)
    >>> iso.figures.describe(figure).title
    'The ladder after the first course: worst step so far'
    """
    require_result(result, ("shares", "stacked", "curve"), "ladder", f"{ANSWER}.worst")
    drawn = steps(result.curve, v.ALL, min_at_risk=min_at_risk)
    stacked, labels = result.stacked, {step.id: step.label for step in STEPS}
    names = [step.id for step in reversed(STEPS)]
    if (shown := look().days) is not None:
        stacked = stacked[stacked[v.TIME] <= shown[1]]
    edges = stacked[names].to_numpy(float)
    at = result.shares
    at = at[at[v.TIME].isin(horizons_days)] if len(horizons_days) else at
    sheet = curve_sheet(
        RiskTable.of(result.curve, [drawn], min_at_risk, events="2nd courses"), [drawn], "Worst step so far",
        simulated=simulated, labels=_labels(stacked, names, labels, at) if len(edges) else (),
        horizons=sorted(set(at[v.TIME])),
    )  # fmt: skip
    if len(edges):
        time = stacked[v.TIME].to_numpy(float)
        days = np.append(np.repeat(time, 2)[1:], time[-1])
        below = np.zeros(len(days))
        for name, edge in zip(names, edges.T, strict=True):
            above = 100 * np.repeat(edge, 2)
            sheet.axes.fill_between(days, below, above, facecolor=SHADES[name], linewidth=0, label=f"step {name}")
            sheet.axes.plot(days, above, color=INK, linewidth=0.5, label=f"edge {name}", clip_on=look().clipped)
            below = above
    sheet.write_names(falling=False, ground=(f"step {UNTREATED}",))
    definition = result.curve.definition
    counts = f"{people_equal(v.N, drawn.n)}."
    method = "Areas: differences of Kaplan-Meier curves, had nobody died; worst so far only climbs."
    unseen = one_end(result.higher.with_(follow_up=""), v.WORST_STEP)
    others = "Antibiotic and antiandrogen are one step."
    stop = stop_words([drawn], min_at_risk) if drawn.until is None else ""
    beyond = beyond_words(sorted(set(at.loc[at[v.STATUS] == v.BEYOND_FOLLOWUP, v.TIME])))
    table = "Table: followed without a second course; second courses and people who left before the day."
    alt = [
        "Stacked areas of the worst treatment step since the end of the first course, over time.", counts,
        *_words(at, labels), method, others, unseen, stop, beyond,
        definition_words(definition.with_(outcome=""), method=v.CURVE_DIFFERENCES),
    ]  # fmt: skip
    title = "The ladder after the first course: worst step so far"
    caption = [counts, method, unseen, stop or others * (not unseen), table]
    return attach(sheet.figure, title, caption, alt, simulated=simulated)


def _labels(stacked: pd.DataFrame, names: Sequence[str], labels: dict[str, str], at: pd.DataFrame) -> list[SideLabel]:
    """Each area's name where it ends, from the top down, with its share at the last horizon."""
    edges, last = stacked[names].to_numpy(float), float(stacked[v.TIME].iloc[-1])
    day = day_of_shares(at, last)
    on = max(int(np.searchsorted(stacked[v.TIME].to_numpy(float), day, side="right")) - 1, 0)
    shares, below = np.diff(edges[on], prepend=0.0), np.concatenate([[0.0], edges[-1][:-1]])
    each = [
        SideLabel(50 * float(low + high), (*wrap(labels[name], 34.0), percent(float(share))), SHADES[name],
                  patch=True, names=f"step {name}", day=last)
        for name, low, high, share in zip(names, below, edges[-1], shares, strict=True)
    ]  # fmt: skip
    return [heading(day), *each[::-1]]


def _words(at: pd.DataFrame, labels: dict[str, str]) -> list[str]:
    """The shares at each horizon within the follow-up."""
    return [
        f"At {time_words(float(str(day)))}: "
        + ", ".join(f"{labels[r.step]} {percent(float(r.estimate))}" for r in rows.itertuples())
        + "."
        for day, rows in at[at[v.STATUS] == v.OK].groupby(v.TIME)
    ]


@common_keywords(axes=False)
def present_steps(shares: pd.DataFrame, *, simulated: bool = False, **_: Unpack[CommonKeywords]) -> Figure:
    """A bar for each horizon: the shares of the steps in use on that day, among people still under observation.

    ``shares`` has the columns step, time, estimate, n (people under observation) and status. Horizons that may not be
    quoted have no bar, and say so.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> analysis = iso.analyse_study(resource("data", "example", "study.toml"))
    >>> figure = iso.figures.present_steps(analysis["ladder"].value.present, simulated=True)
    >>> iso.figures.describe(figure).title
    'The ladder after the first course: present step'
    """
    require_frame(shares, ("step", v.TIME, v.ESTIMATE, v.N, v.STATUS), "present_steps",
                  f"{ANSWER}.present")  # fmt: skip
    labels = {step.id: step.label for step in STEPS}
    days = sorted(set(shares[v.TIME]))
    left = 4.0 + max((text_width(time_words(day)) for day in days), default=0.0)
    keys = in_lines([(label, name) for name, label in labels.items()], page_mm(), 13.5, left)
    top = 12.0 + LINE_MM * max(len(keys) - 1, 0)
    page = Page.blank(top + ROW_MM * max(len(days), 1) + LINE_MM * 2)
    page.tell_simulated(simulated)
    sheet = page.canvas(page.size[1])
    right = 4.0 + max((text_width(f"n = {count_text(n)}") for n in shares[v.N]), default=0.0)
    across = page_mm() - left - right - 2.0
    for place, key_line in enumerate(keys):
        x, y = left, 7.0 + LINE_MM * place
        for label, name in key_line:
            _bar(sheet, x, y, (6.0, 2.4), name, f"key {name}")
            write(sheet, x + 7.5, y, label)
            x += 7.5 + text_width(label) + 6.0
    for place, day in enumerate(days):
        rows, y = shares[shares[v.TIME] == day].set_index("step"), top + ROW_MM * (place + 0.5)
        write(sheet, left - 1.5, y, time_words(day), ha="right")
        write(sheet, left + across + 1.5, y, f"n = {count_text(int(rows[v.N].iloc[0]))}", color=QUIET)
        start = left
        if rows[v.STATUS].iloc[0] != v.OK:
            write(sheet, left + 1.0, y, v.STATUS_LABELS[rows[v.STATUS].iloc[0]], color=QUIET)
            continue
        for name in labels:
            share = float(np.nan_to_num(rows[v.ESTIMATE].get(name, 0.0)))  # one that the rule of courses fixes
            _bar(sheet, start, y, (across * share, BAR_MM), name, f"cell {name} {day}")
            if text_width(percent(share, 0)) + 1.0 < across * share:
                ink = "white" if name == v.SECOND_COURSE else INK
                write(sheet, start + across * share / 2, y, percent(share, 0), ha="center", color=ink)
            start += across * share
    write(sheet, left, top + ROW_MM * max(len(days), 1) + LINE_MM, "Share of people under observation on the day",
          color=QUIET)  # fmt: skip
    if not (shares[v.STATUS] == v.OK).any():
        holds_nothing(page.figure, "There is no estimate to show.")
    among = "Bars: what is in use on the day, among people under observation and alive then (n)."
    fall = "It falls again once nothing is in use; people who left are not in it."
    beyond = beyond_words(sorted(set(shares.loc[shares[v.STATUS] == v.BEYOND_FOLLOWUP, v.TIME])))
    alt = ["Stacked bars of the treatment step in use, one for each horizon.", among, *_words(shares, labels), fall,
           beyond]  # fmt: skip
    return attach(page.figure, "The ladder after the first course: present step", [among, fall, beyond], alt,
                  simulated=simulated)  # fmt: skip


def _bar(sheet: Axes, left: float, y: float, size: tuple[float, float], step: str, label: str) -> None:
    """A bar of a step, its width and height in mm."""
    from matplotlib.patches import Rectangle

    width, height = size
    sheet.add_patch(Rectangle((left, y - height / 2), width, height, facecolor=SHADES[step], edgecolor=INK,
                              linewidth=0.4, label=label))  # fmt: skip

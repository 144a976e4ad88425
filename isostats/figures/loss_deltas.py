"""Remission against how those lost early would have fared: a delta curve between its bounds, with the claim."""

from __future__ import annotations

from math import inf, log, log10
from typing import TYPE_CHECKING, Unpack

import numpy as np

from isostats.figures.curve_layout import nothing_drawn, plain_sheet
from isostats.figures.curve_names import SideLabel
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.pages import draw_claim
from isostats.figures.result_checks import require_group, require_result
from isostats.figures.style import CLAIM, COLOURS, DASHES, QUIET
from isostats.figures.text_fitting import wrap
from isostats.figures.ticks import share_floor, share_ticks
from isostats.vocabulary import names as v
from isostats.words.english import claim_words, definition_words, one_end, outcome_phrase
from isostats.words.numbers import (
    count_text,
    digits_text,
    in_words,
    interval_name,
    number_text,
    percent,
    percent_with_limits,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.estimate.loss_scenarios import LossScenarios

HEIGHT_MM, LEFT_MM, TOP_MM, FOOT_MM = 62.0, 19.0, 4.0, 11.5
NAME_MM = 34.0
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)


@common_keywords()
def lost_early(
    result: LossScenarios,
    *,
    claim: float | None = 0.85,
    margin: float | None = 0.05,
    tipping: float | None = None,
    group: str = v.ALL,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw remission on the last day of ``result`` over the hazard of those lost early, with both bounds and the claim.

    ``result`` is ``iso.remission_if_lost(counts, days=[730], deltas=...)``: the line runs over its deltas, 1 being
    Kaplan-Meier. The dashed lines are what it comes to at 0 and at infinity. ``tipping`` is a delta that is marked,
    such as the one at which remission equals the claim.

    >>> import isostats as iso
    >>> counts = iso.event_table([100, 200, 300, 400, 800, 800], [1, 2, 1, 2, 0, 0], causes=("relapse", "lost_early"))
    >>> figure = iso.figures.lost_early(iso.remission_if_lost(counts, days=[730], min_at_risk=1))
    >>> iso.figures.describe(figure).title
    'Remission at two years, had those lost early fared otherwise'
    """  # fmt: skip
    require_result(result, ("frame", "counts", v.LEVEL), v.LOST_EARLY, "iso.remission_if_lost(counts, days=[730])")
    require_group(result.counts, group, v.LOST_EARLY)  # type: ignore[arg-type]
    frame = result.frame[result.frame[v.GROUP] == group]
    day = int(frame[v.TIME].max())
    frame = frame[frame[v.TIME] == day].set_index("delta")
    between = frame[(frame.index > 0) & np.isfinite(frame.index)]
    high, low = frame.loc[0.0], frame.loc[inf]
    names = {"none of them ever relapses": high, "all of them relapse on leaving": low}
    quoted = bool((frame[v.STATUS] == v.OK).all() and len(between))
    labels = [
        SideLabel(100 * float(row[v.ESTIMATE]), (*wrap(name, NAME_MM), percent(float(row[v.ESTIMATE]))), QUIET)
        for name, row in names.items() if quoted
    ]  # fmt: skip
    if claim is not None and quoted:
        reached = () if tipping is None else (f"at a ratio of {digits_text(tipping, 2)}",)
        labels.append(SideLabel(100 * claim, (f"claim {percent(claim, 0)}", *reached), CLAIM))
    sheet = plain_sheet(labels, left=LEFT_MM, top=TOP_MM + 3.0 * simulated, height=HEIGHT_MM, below=FOOT_MM)
    axes = sheet.axes
    axes.set_xscale("log")
    axes.set_xlabel("Hazard ratio, lost early to staying", labelpad=2)
    if quoted:
        deltas = between.index.to_numpy(float)
        axes.set_xlim(deltas.min() / 1.02, deltas.max() * 1.02)
        ticks = _ticks(deltas.min(), deltas.max(), sheet.width)
        axes.set_xticks(ticks, [number_text(tick) for tick in ticks])
        axes.minorticks_off()
        claimed = [] if claim is None else [claim - (margin or 0.0)]
        floor = share_floor([float(low[v.ESTIMATE]), *between[v.LOWER].dropna(), *claimed])
        axes.set_ylim(floor, 100.8)
        axes.set_ylabel("In remission" + (f"\n(axis starts at {floor}%)" if floor else ""), labelpad=3)
        axes.set_yticks(share_ticks(floor), [f"{tick}%" for tick in share_ticks(floor)])
        draw_claim(axes, claim, margin)
        lower, line, upper = (100 * between[name].to_numpy(float) for name in (v.LOWER, v.ESTIMATE, v.UPPER))
        axes.fill_between(deltas, lower, upper, color=COLOURS[0], alpha=0.18, linewidth=0, label="band deltas")
        axes.plot(deltas, line, color=COLOURS[0], label=v.REMISSION)
        for name, row in names.items():
            axes.axhline(100 * float(row[v.ESTIMATE]), color=QUIET, linewidth=0.8, linestyle=DASHES[2], label=name)
        if 1.0 in between.index:
            axes.plot([1.0], [100 * float(between.loc[1.0, v.ESTIMATE])], "o", color=COLOURS[0], markersize=4.5,
                      markeredgecolor="white", markeredgewidth=0.5, label="as those who stay", zorder=4)  # fmt: skip
        if tipping is not None and claim is not None and deltas.min() <= tipping <= deltas.max():
            axes.plot([tipping], [100 * claim], "D", color=CLAIM, markersize=4.0, label="tipping", zorder=4)
        sheet.write_names()
    else:
        axes.set_xticks([])
        axes.set_yticks([])
        axes.minorticks_off()
        nothing_drawn(sheet, "Too few people are under observation on that day for an estimate.")
    sheet.tell_simulated(simulated)
    at = "; ".join(
        f"{name}: {percent_with_limits(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER], result.level)}"
        for name, row in names.items() if quoted
    )  # fmt: skip
    n, events, lost = (count_text(high[name]) for name in (v.N, v.EVENTS, "lost"))
    counts = f"n = {n}, events = {events}, lost early = {lost}."
    if quoted and 1.0 in between.index:
        one = between.loc[1.0]
        stay = percent_with_limits(one[v.ESTIMATE], one[v.LOWER], one[v.UPPER], result.level)
        at = f"As those who stay: {stay}; {at}"
    marked = f"Remission equals the claim at {digits_text(tipping, 2)} times." if tipping is not None else ""
    how = f"Line: by their hazard after leaving, with {interval_name(result.level)}; dot: Kaplan-Meier; dotted: bounds."
    definition = result.counts.definition
    unseen = one_end(definition.with_(follow_up=""), v.LOST_EARLY)  # that people left is what is drawn
    label = outcome_phrase(definition.outcome)
    alt = [f"Falling line of the share free of {label} over the hazard of those lost early.", counts,
           f"{at}." * bool(at), marked, unseen]  # fmt: skip
    details = [f"{at}." * bool(at), marked, claim_words(claim, margin),
               definition_words(definition, method=v.KAPLAN_MEIER, level=result.level, kind=v.REMISSION)]  # fmt: skip
    title = f"Remission at {in_words(day)}, had those lost early fared otherwise"
    caption = [counts, how * quoted, marked, unseen]
    return attach(sheet.figure, title, caption, alt, details=details, simulated=simulated)


def _ticks(low: float, high: float, across: float) -> list[float]:
    """Ratios from end to end of the axis, each with room for its number: 1 and the ends of decades first."""
    mm = across / (log(high) - log(low))
    ticks: list[float] = []
    for tick in sorted(TICKS, key=lambda each: (log10(each) % 1 != 0, abs(log(each)))):
        if low <= tick <= high and all(abs(log(tick / other)) * mm > 6.0 for other in ticks):
            ticks.append(tick)
    return sorted(ticks)

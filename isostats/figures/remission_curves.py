"""The remission curve: who stays free of the outcome, by when, and how sure we are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from isostats.figures.asked import require_curve, require_group
from isostats.figures.curve_layout import (
    Sheet,
    beyond_words,
    claim_label,
    curve_sheet,
    draw_claim,
    nothing_drawn,
    percent_axis,
    side_labels,
    stop_words,
)
from isostats.figures.curves import Steps, draw_steps, steps
from isostats.figures.descriptions import attach
from isostats.figures.style import COLOURS, DOUBLE_MM, SMALL_PT, settle, styled, text_width
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import HORIZONS
from isostats.words.english import (
    at_risk_convention,
    claim_words,
    definition_words,
    outcome_label,
    plain,
)
from isostats.words.numbers import count_text, interval, number_text, percent, time_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from isostats.estimate.results import Curve


def remission(
    curve: Curve,
    *,
    group: str = v.ALL,
    horizons_days: Sequence[int] = HORIZONS,
    claim: float | None = 0.85,
    margin: float | None = 0.05,
    min_at_risk: int = 10,
    until_days: int | None = None,
    width_mm: float = DOUBLE_MM,
    simulated: bool = False,
) -> Figure:
    """Draw the share free of the outcome against time, with its stepped band, the claim and the at-risk table.

    The curve is a right-continuous step function in percent on an axis from 0 to 100; it stops after the last day with
    at least ``min_at_risk`` people at risk. Dots mark the horizons within the follow-up. The table follows R's
    convention (at risk: exit on that day or later; events and censored strictly before it).
    """
    require_curve(curve, v.REMISSION, v.REMISSION)
    require_group(curve, group, v.REMISSION, together="remission_by_group")
    with styled():
        drawn = steps(curve, group, min_at_risk=min_at_risk)
        at = _at(curve, group, horizons_days, min_at_risk)
        end = min(drawn.until or max(curve.frame[v.TIME].max(), 1.0), until_days or float("inf"))
        sheet = curve_sheet(
            curve, [group], end=end, width=width_mm, height=75.0 if width_mm > 120 else 52.0,
            right=max(text_width("±5.5 points"), text_width("claim 85%")) + 6.0 if claim is not None else 6.0,
            simulated=simulated, footer=[stop_words([drawn], min_at_risk)],
        )  # fmt: skip
        percent_axis(sheet.axes, f"Free of {outcome_label(curve.definition.outcome)}")
        draw_claim(sheet.axes, claim, margin)
        draw_steps(sheet.axes, drawn, colour=COLOURS[0])
        shown = at[(at[v.STATUS] == v.OK) & (at[v.TIME] <= sheet.time.end)]
        mark_horizons(sheet, shown, claim=claim, falling=True)
        if drawn.until is None:
            nothing_drawn(sheet, stop_words([drawn], min_at_risk) if drawn.n else "No patients.")
        if claim is not None:
            side_labels(sheet, [claim_label(claim, margin)])
        settle(sheet.figure)
    return _tell(sheet.figure, curve, drawn, at, claim, margin, min_at_risk, simulated)


def _at(curve: Curve, group: str, days: Sequence[int], min_at_risk: int) -> pd.DataFrame:
    at = curve.at(sorted(set(days)), min_at_risk=min_at_risk)
    return at[at[v.GROUP] == group]


def mark_horizons(sheet: Sheet, at: pd.DataFrame, *, claim: float | None, falling: bool) -> None:
    """Dots on the curve at the horizons with the estimate beside them, where it hides neither curve, band nor claim.

    Above on the side to which the curve moves away, else below on the other; if neither is free only the dot is drawn
    (the caption has every number).
    """
    low, high = sheet.axes.get_ylim()
    up, along = (high - low) / sheet.height, sheet.time.end / sheet.width  # axis units per mm
    taken: list[tuple[float, float, float, float]] = []
    for row in at.itertuples():
        estimate, day = 100 * float(row.estimate), float(row.time)
        sheet.axes.plot([day], [estimate], "o", color=COLOURS[0], markersize=3.5, label=f"horizon {number_text(day)}",
                        clip_on=False, zorder=4)  # fmt: skip
        text = percent(float(row.estimate))
        wide = text_width(text) * along
        above = max(estimate, 100 * float(row.upper) if row.upper == row.upper else estimate) + 1.0 * up
        below = min(estimate, 100 * float(row.lower) if row.lower == row.lower else estimate) - 1.0 * up
        towards, away = (day, day + wide), (day - wide, day)
        sides = (towards, away) if falling else (away, towards)
        for (x0, x1), y0, va in ((sides[0], above, "bottom"), (sides[1], below - 2.6 * up, "top")):
            box = (x0, y0, x1, y0 + 2.6 * up)
            inside = x0 >= 0.5 * along and x1 <= sheet.time.end and box[1] >= low + 0.5 * up and box[3] <= high
            clear = claim is None or not box[1] - 0.6 * up < 100 * claim < box[3] + 0.6 * up
            if inside and clear and not any(_touch(box, other) for other in taken):
                y = y0 if va == "bottom" else y0 + 2.6 * up
                sheet.axes.text(x0, y, text, ha="left", va=va, fontsize=SMALL_PT, label=f"estimate {number_text(day)}")
                taken.append(box)
                break


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def horizon_words(at: pd.DataFrame, level: float) -> list[str]:
    """One clause for each horizon: estimate, interval, number at risk; and which horizons lie beyond the follow-up."""
    sentences = [
        f"{percent(float(r.estimate))} at {time_words(r.time)} ({interval(float(r.lower), float(r.upper), level)}; "
        f"{count_text(float(r.at_risk))} at risk)"
        for r in at[(at[v.STATUS] == v.OK)].itertuples()
    ]
    beyond = beyond_words([int(d) for d in at.loc[at[v.STATUS] == v.BEYOND_FOLLOWUP, v.TIME]])
    return [f"Estimates: {'; '.join(sentences)}." if sentences else "", beyond]


def counts_words(n: float, events: float) -> str:
    """n and events in a sentence."""
    return f"n = {count_text(n)}, events = {count_text(events)}."


def _tell(
    figure: Figure,
    curve: Curve,
    drawn: Steps,
    at: pd.DataFrame,
    claim: float | None,
    margin: float | None,
    min_at_risk: int,
    simulated: bool,
) -> Figure:
    label = outcome_label(curve.definition.outcome)
    title = f"Remission after the first course: free of {label}"
    title += "" if drawn.group == v.ALL else f", {plain(drawn.group)}"
    estimates = horizon_words(at, curve.level)
    counts = counts_words(drawn.n, drawn.events)
    definition = definition_words(curve.definition, method=curve.method, level=curve.level, kind=curve.kind)
    none = "" if drawn.events else "No events: no limits exist."
    band = "Line: estimate, with steps on the days of events; band: limits where they exist; dots: horizons."
    stop = stop_words([drawn], min_at_risk)
    caption = [
        counts, *estimates, band, none, claim_words(claim, margin), stop,
        at_risk_convention(by_interval=curve.counts.by_interval), definition,
    ]  # fmt: skip
    begin = f"The curve starts at {percent(float(drawn.estimate[0]))}." if drawn.until is not None else ""
    alt = [f"Step curve of the share free of {label} since the end of the first course.", counts, begin, *estimates]
    alt += [none, f"The claim is marked at {percent(claim, 0)}." if claim is not None else "", stop, definition]
    return attach(figure, title, caption, alt, simulated=simulated)

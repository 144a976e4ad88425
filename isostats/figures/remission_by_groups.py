"""Remission curves of several groups on one pair of axes, each named at its end and in the at-risk table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from isostats.figures.asked import require_curve
from isostats.figures.curve_layout import (
    SideLabel,
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
from isostats.figures.labels import wrap
from isostats.figures.style import COLOURS, DASHES, DOUBLE_MM, settle, styled, text_width
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import HORIZONS
from isostats.words.english import (
    at_risk_convention,
    capital,
    claim_words,
    definition_words,
    outcome_label,
    plain,
)
from isostats.words.numbers import count_text, interval, p_words, percent, time_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from isostats.estimate.results import Curve

MOST_GROUPS = len(COLOURS)
NAME_MM = 36.0


def remission_by_group(
    curve: Curve,
    *,
    by: str = "",
    p_value: float | None = None,
    horizons_days: Sequence[int] = HORIZONS,
    claim: float | None = 0.85,
    margin: float | None = 0.05,
    min_at_risk: int = 10,
    until_days: int | None = None,
    simulated: bool = False,
) -> Figure:
    """Draw one curve for each group, with bands, names at the right and an at-risk table by group.

    The six largest groups are drawn; how many others there are is said under the table and in the caption.
    ``p_value`` is that of a log-rank test already made (over all groups of the result); ``by`` names the grouping.
    """
    require_curve(curve, "remission_by_group", v.REMISSION)
    by = by or _grouping(curve.groups)
    with styled():
        every = [steps(curve, group, min_at_risk=min_at_risk) for group in curve.groups]
        largest = sorted(every, key=lambda s: -s.n)[:MOST_GROUPS]
        drawn = [s for s in every if s in largest]
        rest = _rest_words(every, drawn, by)
        stop = stop_words(drawn, min_at_risk)
        ends = [s.until for s in drawn if s.until is not None]
        end = min(max(ends, default=max(curve.frame[v.TIME].max(), 1.0)), until_days or float("inf"))
        labels = [_name(s, i) for i, s in enumerate(drawn)]
        margins = [claim_label(claim, margin)] if claim is not None else []
        right = 13.0 + max([text_width(line) for label in [*labels, *margins] for line in label.lines], default=0.0)
        heights = sum(label.height for label in [*labels, *margins])
        sheet = curve_sheet(
            curve, [s.group for s in drawn], end=end, width=DOUBLE_MM, height=max(75.0, heights), right=right,
            simulated=simulated, colours=COLOURS,
            footer=[stop_words(drawn, min_at_risk, days=False), rest],
            header="" if p_value is None else f"Log-rank test between groups of {plain(by)}: {p_words(p_value)}",
        )  # fmt: skip
        percent_axis(sheet.axes, f"Free of {outcome_label(curve.definition.outcome)}")
        draw_claim(sheet.axes, claim, margin)
        for i, one in enumerate(drawn):
            draw_steps(sheet.axes, one, colour=COLOURS[i], dash=DASHES[i], alpha=0.18 if len(drawn) < 4 else 0.09)
        if not ends:
            nothing_drawn(sheet, stop or "No patients.")
        named = [label for label, s in zip(labels, drawn, strict=True) if s.until is not None]
        side_labels(sheet, [*named, *margins])
        settle(sheet.figure)
    title = f"Remission after the first course by {plain(by)}: free of {outcome_label(curve.definition.outcome)}"
    counts = _counts_words(drawn, every)
    estimates = _estimates(curve, drawn, horizons_days, min_at_risk)
    test = f"Log-rank test: {p_words(p_value)}." if p_value is not None else ""
    definition = definition_words(curve.definition, method=curve.method, level=curve.level, kind=curve.kind)
    shared = [counts, *estimates, test, rest, stop, claim_words(claim, margin)]
    caption = [*shared, at_risk_convention(by_interval=curve.counts.by_interval), definition]
    alt = [f"Step curves of the share free of the outcome, one for each {plain(by)}.", *shared, definition]
    return attach(sheet.figure, title, caption, alt, simulated=simulated)


def _grouping(groups: Sequence[str]) -> str:
    names = {g.split("=", 1)[0] for g in groups if "=" in g}
    return names.pop() if len(names) == 1 else v.GROUP


def _name(drawn: Steps, i: int) -> SideLabel:
    counts = f"n {count_text(drawn.n)}, events {count_text(drawn.events)}"
    lines = (*wrap(plain(drawn.group), NAME_MM), counts)
    return SideLabel(100 * drawn.last, lines, COLOURS[i], DASHES[i])


def _rest_words(every: Sequence[Steps], drawn: Sequence[Steps], by: str) -> str:
    if len(every) == len(drawn):
        return ""
    people = sum(s.n for s in every) - sum(s.n for s in drawn)
    return (
        f"The {len(drawn)} largest of {len(every)} groups of {plain(by)} are drawn; "
        f"the other {len(every) - len(drawn)}, with {count_text(people)} people, are not."
    )


def _counts_words(drawn: Sequence[Steps], every: Sequence[Steps]) -> str:
    each = "; ".join(
        f"{plain(s.group)}: n = {count_text(s.n)}, events = {count_text(s.events)}"
        for s in drawn
    )
    n, events = sum(s.n for s in every), sum(s.events for s in every)
    return f"n = {count_text(n)}, events = {count_text(events)}. {capital(each)}."


def _estimates(
    curve: Curve, drawn: Sequence[Steps], days: Sequence[int], min_at_risk: int
) -> list[str]:
    """The latest horizon that every drawn group reaches, or else the one that most do, with each group's estimate."""
    at = curve.at(sorted(set(days)), min_at_risk=min_at_risk)
    at = at[at[v.GROUP].isin([s.group for s in drawn])]
    fine: pd.DataFrame = at[at[v.STATUS] == v.OK]
    if fine.empty:
        return ["No horizon lies within the follow-up of any group."]
    reached = fine.groupby(v.TIME)[v.GROUP].nunique()
    day = int(reached[reached == reached.max()].index.max())
    sentences = [
        f"{plain(r.group)} {percent(float(r.estimate))} ({interval(float(r.lower), float(r.upper), curve.level)}; "
        f"{count_text(float(r.at_risk))} at risk)"
        for r in fine[fine[v.TIME] == day].itertuples()
    ]
    return [f"At {time_words(day)}: {'; '.join(sentences)}."]

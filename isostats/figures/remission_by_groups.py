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
from isostats.figures.curves import CurveLike, Steps, draw_steps, steps
from isostats.figures.descriptions import attach
from isostats.figures.labels import wrap
from isostats.figures.remission_curves import HORIZONS
from isostats.figures.style import COLOURS, DASHES, DOUBLE_MM, settle, styled, text_width
from isostats.words.english import (
    AT_RISK_CONVENTION,
    capital,
    claim_words,
    definition_words,
    outcome_label,
    plain,
    small_cell_words,
)
from isostats.words.numbers import count_text, interval, p_words, percent, time_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

MOST_GROUPS = len(COLOURS)
NAME_MM = 36.0


def remission_by_group(
    curve: CurveLike,
    *,
    by: str = "",
    p_value: float | None = None,
    horizons_days: Sequence[int] = HORIZONS,
    claim: float | None = 0.85,
    margin: float | None = 0.05,
    min_at_risk: int = 10,
    small_cell: int = 5,
    until_days: int | None = None,
    simulated: bool = False,
) -> Figure:
    """Draw one curve for each group, with bands, names at the right and an at-risk table by group.

    The six largest groups are drawn; how many others there are is said under the table and in the caption.
    ``p_value`` is that of a log-rank test already made (over all groups of the result); ``by`` names the grouping.
    """
    require_curve(curve, "remission_by_group", "remission")
    by = by or _grouping(curve.groups)
    with styled():
        told = [group for group in curve.groups if not _small(curve, group, small_cell)]
        # where every group is small, all have their place and none has its curve
        least = min_at_risk if told else 10**12
        every = [steps(curve, group, min_at_risk=least) for group in told or curve.groups]
        largest = sorted(every, key=lambda s: -s.n)[:MOST_GROUPS]
        drawn = [s for s in every if s in largest]
        rest = " ".join([_rest_words(every, drawn, by, small_cell), _few_words(len(curve.groups) - len(told))]).strip()
        stop = stop_words(drawn, min_at_risk)
        ends = [s.until for s in drawn if s.until is not None]
        end = min(max(ends, default=max(curve.frame["time"].max(), 1.0)), until_days or float("inf"))
        labels = [_name(s, i, small_cell) for i, s in enumerate(drawn)]
        margins = [claim_label(claim, margin)] if claim is not None else []
        right = 13.0 + max([text_width(line) for label in [*labels, *margins] for line in label.lines], default=0.0)
        heights = sum(label.height for label in [*labels, *margins])
        sheet = curve_sheet(
            curve, [s.group for s in drawn], end=end, width=DOUBLE_MM, height=max(75.0, heights), right=right,
            small_cell=small_cell, simulated=simulated, colours=COLOURS,
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
    counts = _counts_words(drawn, every, small_cell)
    found = _estimates(curve, drawn, horizons_days, min_at_risk, small_cell)
    test = f"Log-rank test: {p_words(p_value)}." if p_value is not None else ""
    definition = definition_words(curve.definition, method=curve.method, level=curve.level)
    shared = [counts, *found, test, rest, stop, claim_words(claim, margin)]
    caption = [*shared, AT_RISK_CONVENTION, small_cell_words(small_cell), definition]
    alt = [f"Step curves of the share free of the outcome, one for each {plain(by)}.", *shared, definition]
    return attach(sheet.figure, title, caption, alt, simulated=simulated)


def _grouping(groups: Sequence[str]) -> str:
    names = {g.split("=", 1)[0] for g in groups if "=" in g}
    return names.pop() if len(names) == 1 else "group"


def _name(drawn: Steps, i: int, small_cell: int) -> SideLabel:
    counts = f"n {count_text(drawn.n, small_cell)}, events {count_text(drawn.events, small_cell)}"
    lines = (*wrap(plain(drawn.group), NAME_MM), counts)
    return SideLabel(100 * drawn.last, lines, COLOURS[i], DASHES[i])


def _small(curve: CurveLike, group: str, small_cell: int) -> bool:
    whole = steps(curve, group, min_at_risk=0)
    return 0 < whole.n < small_cell or 0 < whole.events < small_cell


def _few_words(few: int) -> str:
    """Groups whose curve would tell a small count."""
    return f"{few} group{'s' * (few > 1)} with few people or events not drawn." if few else ""


def _rest_words(every: Sequence[Steps], drawn: Sequence[Steps], by: str, small_cell: int) -> str:
    if len(every) == len(drawn):
        return ""
    people = sum(s.n for s in every) - sum(s.n for s in drawn)
    return (
        f"The {len(drawn)} largest of {len(every)} groups of {plain(by)} are drawn; "
        f"the other {len(every) - len(drawn)}, with {count_text(people, small_cell)} people, are not."
    )


def _counts_words(drawn: Sequence[Steps], every: Sequence[Steps], small_cell: int) -> str:
    """Totals are told only where no group's count is hidden, since the rest would give it back."""
    each = "; ".join(
        f"{plain(s.group)}: n = {count_text(s.n, small_cell)}, events = {count_text(s.events, small_cell)}"
        for s in drawn
    )
    n, events = sum(s.n for s in every), sum(s.events for s in every)
    hidden = any(0 < c < small_cell for s in every for c in (s.n, s.events))
    whole = "" if hidden else f"n = {count_text(n)}, events = {count_text(events)}. "
    return f"{whole}{capital(each)}."


def _estimates(
    curve: CurveLike, drawn: Sequence[Steps], days: Sequence[int], min_at_risk: int, small_cell: int
) -> list[str]:
    """The latest horizon that every drawn group reaches, or else the one that most do, with each group's estimate."""
    at = curve.at(sorted(set(days)), min_at_risk=min_at_risk)
    at = at[at["group"].isin([s.group for s in drawn])]
    fine: pd.DataFrame = at[at["status"] == "ok"]
    if fine.empty:
        return ["No horizon lies within the follow-up of any group."]
    reached = fine.groupby("time")["group"].nunique()
    day = int(reached[reached == reached.max()].index.max())
    said = [
        f"{plain(r.group)} {percent(float(r.estimate))} ({interval(float(r.lower), float(r.upper), curve.level)}; "
        f"{count_text(float(r.at_risk), small_cell)} at risk)"
        for r in fine[fine["time"] == day].itertuples()
    ]
    return [f"At {time_words(day)}: {'; '.join(said)}."]

"""The forest plot of a Cox model: hazard ratios on a log axis with their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from typing import TYPE_CHECKING, Any

import pandas as pd

from isostats.figures.asked import RESULTS, require_frame
from isostats.figures.descriptions import attach
from isostats.figures.row_layout import Mark, Row, RowSheet, row_sheet
from isostats.figures.style import COLOURS, FAINT, INK, styled
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.english import capital, definition_words, number, outcome_label, plain
from isostats.words.numbers import count_text, number_text, p_text, ratio_text, stated_percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAMES = {
    "age_years": "age at the start, per year",
    "dose_per_10_mg_per_kg": "cumulative dose, per 10 mg/kg",
    "daily_mg_per_kg": "daily dose, per mg/kg",
    "birth_year": "birth year, per year",
    "weight_kg": "weight, per kg",
}
TICKS = (0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10)
FAR = 10.0
"""Hazard ratios beyond this, or below its inverse, are drawn at the edge with an arrowhead."""


@styled()
def predictors(
    results: pd.DataFrame,
    *,
    outcome: str | None = None,
    definition: Definition | None = None,
    simulated: bool = False,
) -> Figure:
    """Draw the hazard ratios of the tidy ``results`` (rows ``hazard_ratio``; the term stands in ``group``).

    One block for each outcome (or only the one named).
    """
    require_frame(results, (v.QUANTITY, v.OUTCOME, v.GROUP, v.ESTIMATE), "predictors", RESULTS)
    ratios = results[results[v.QUANTITY] == v.HAZARD_RATIO]
    if outcome is not None:
        ratios = ratios[ratios[v.OUTCOME] == outcome]
    level = next((float(v) for v in ratios[v.LEVEL] if number(v) == number(v)), 0.95)
    rows: list[Row] = []
    counts, sentences = [], []
    for name in dict.fromkeys(ratios[v.OUTCOME].astype(str)):
        block = ratios[ratios[v.OUTCOME] == name].to_dict("records")
        n, events = (count_text(max(number(row[k]) for row in block)) for k in (v.N, v.EVENTS))
        terms = [_row(row, _term(str(row[v.GROUP]))) for row in block]
        rows += [Row(f"{capital(outcome_label(name))} (n {n}, events {events})", heading=True), *terms]
        counts.append(f"{outcome_label(name)}: n = {n}, events = {events}")
        each = "; ".join(f"{row.label} {row.cells[0]}" for row in terms)
        sentences.append(f"{capital(outcome_label(name))}: {each}.")
    sheet = row_sheet(rows, headers=(f"hazard ratio\n({stated_percent(level)} CI)", "p"), simulated=simulated)
    _axis(sheet)
    sheet.draw()
    listed = "; ".join(counts)
    first = f"{capital(listed)}." if counts else "No model was fitted: n and events are 0."
    meaning = "Hazard ratios above 1 mean that the outcome comes sooner. Arrowheads: the interval leaves the axis."
    defined = f"Method: Cox regression, Efron's ties, model-based {stated_percent(level)} limits."
    if definition is not None:
        defined = definition_words(definition, method=v.COX_EFRON, level=level)
    alt = ["Forest plot of hazard ratios on a log axis.", first, *sentences, defined]
    title = "Predictors of relapse and of a second course"
    return attach(sheet.figure, title, [first, meaning, defined], alt, simulated=simulated)


def _row(row: Mapping[Any, Any], term: str) -> Row:
    """The row of a hazard ratio."""
    value, lower, upper = (number(row[k]) for k in (v.ESTIMATE, v.LOWER, v.UPPER))
    cells = ("not estimable", "")
    if value == value:
        p = number(row[v.P_VALUE])
        cells = (ratio_text(value, lower, upper), p_text(p, equals=True).removeprefix("= ") if p == p else "")
    mark = Mark("s", COLOURS[0], 4)
    return Row(term, cells, name=f"{row[v.OUTCOME]} {row[v.GROUP]}", value=value, lower=lower, upper=upper, mark=mark)


def _term(term: str) -> str:
    """A term as one reads it, with its reference.

    >>> _term("dose_per_10_mg_per_kg"), _term("indication=scarring_or_distress vs resistant_moderate")
    ('cumulative dose, per 10 mg/kg', 'indication: scarring or distress, against resistant moderate')
    """
    covariate, _, levels = term.partition("=")
    value, _, reference = levels.partition(" vs ")
    name = NAMES.get(covariate, plain(covariate)) + (f": {plain(value)}" if value else "")
    return name + (f", against {plain(reference)}" if reference else "")


def _axis(sheet: RowSheet) -> None:
    """A log axis around 1 that holds every limit, up to ten either way, with ticks that leave their labels room."""
    seen = [x for row, _ in sheet.rows for x in (row.value, row.lower, row.upper)]
    seen = [min(max(x, 1 / FAR), FAR) for x in seen if x > 0]
    low, high = min([*seen, 0.8]) / 1.08, max([*seen, 1.25]) * 1.08
    sheet.axes.set_xscale("log")
    sheet.axes.set_xlim(low, high)
    mm = sheet.width / (log(high) - log(low))
    ticks: list[float] = [1]
    for tick in sorted(TICKS, key=lambda t: (t not in (0.5, 2, 0.1, 10), abs(log(t)))):
        if low <= tick <= high and all(abs(log(tick) - log(t)) * mm > 9.0 for t in ticks):
            ticks.append(tick)
    ticks.sort()
    sheet.axes.set_xticks(ticks, [number_text(t) for t in ticks])
    sheet.axes.minorticks_off()
    sheet.axes.set_xlabel("Hazard ratio (log axis)", labelpad=2)
    for tick in ticks:
        sheet.axes.axvline(tick, color=INK if tick == 1 else FAINT, linewidth=0.7 if tick == 1 else 0.4, zorder=0)

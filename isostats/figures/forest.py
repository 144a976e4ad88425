"""The forest plot of a Cox model: hazard ratios on a log axis with their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite, log
from typing import TYPE_CHECKING, Any

from isostats.figures.asked import RESULTS, require_frame
from isostats.figures.descriptions import attach
from isostats.figures.row_layout import Line, RowSheet, bar, row_sheet
from isostats.figures.style import COLOURS, FAINT, INK, settle, styled
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.english import capital, definition_words, number, outcome_label, plain
from isostats.words.numbers import count_text, number_text, p_words, ratio_text, stated_percent

if TYPE_CHECKING:
    import pandas as pd
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


def predictors(
    results: pd.DataFrame,
    *,
    outcome: str | None = None,
    labels: Mapping[str, str] | None = None,
    references: Mapping[str, str] | None = None,
    definition: Definition | None = None,
    simulated: bool = False,
) -> Figure:
    """Draw the hazard ratios of the tidy ``results`` (rows ``hazard_ratio``; the term stands in ``group``).

    One block for each outcome (or only the one named). ``labels`` names terms; ``references`` gives the reference
    level of a covariate, as in ``{"sex": "female"}``, where a term does not carry it ("sex=male vs female" does).
    """
    require_frame(results, (v.QUANTITY, v.OUTCOME, v.GROUP, v.ESTIMATE), "predictors", RESULTS)
    rows = results[results[v.QUANTITY] == v.HAZARD_RATIO]
    if outcome is not None:
        rows = rows[rows[v.OUTCOME] == outcome]
    blocks = {str(o): rows[rows[v.OUTCOME] == o].to_dict("records") for o in dict.fromkeys(rows[v.OUTCOME])}
    level = next((float(v) for v in rows[v.LEVEL] if number(v) == number(v)), 0.95)
    lines: list[Line] = []
    terms: list[Mapping[Any, Any] | None] = []
    for name, block in blocks.items():
        n, events = _counts(block)
        lines.append(Line(f"{capital(outcome_label(name))} (n {n}, events {events})", heading=True))
        terms.append(None)
        for row in block:
            lines.append(Line(_term(str(row[v.GROUP]), labels or {}, references or {}), _cells(row)))
            terms.append(row)
    with styled():
        sheet = row_sheet(lines, headers=(f"hazard ratio\n({stated_percent(level)} CI)", "p"), simulated=simulated)
        _axis(sheet, [r for r in terms if r is not None])
        for row, y in zip(terms, sheet.y, strict=True):
            if row is None or not isfinite(number(row[v.ESTIMATE])):
                continue
            estimate = number(row[v.ESTIMATE])
            mark = f"{row[v.OUTCOME]} {row[v.GROUP]}"
            bar(sheet, y, number(row[v.LOWER]), number(row[v.UPPER]), colour=COLOURS[0], label=f"interval {mark}")
            low, high = sheet.axes.get_xlim()
            if low <= estimate <= high:  # else the interval's arrowhead says on which side it lies
                sheet.axes.plot([estimate], [y], "s", color=COLOURS[0], markersize=4, zorder=4, label=f"mark {mark}")
        settle(sheet.figure)
    return _tell(sheet.figure, blocks, level, labels or {}, references or {}, definition, simulated)


def _counts(block: Sequence[Mapping[Any, Any]]) -> tuple[str, str]:
    n = max((number(r[v.N]) for r in block), default=float("nan"))
    events = max((number(r[v.EVENTS]) for r in block), default=float("nan"))
    return count_text(n), count_text(events)


def _term(term: str, labels: Mapping[str, str], references: Mapping[str, str]) -> str:
    """A term as one reads it, with its reference.

    >>> _term("sex=male", {}, {"sex": "female"}), _term("dose_per_10_mg_per_kg", {}, {})
    ('sex: male, against female', 'cumulative dose, per 10 mg/kg')
    >>> _term("indication=scarring_or_distress vs resistant_moderate", {}, {})
    'indication: scarring or distress, against resistant moderate'
    """
    if term in labels:
        return labels[term]
    covariate, _, value = term.partition("=")
    name = labels.get(covariate, NAMES.get(covariate, plain(covariate)))
    if not value:
        return name
    value, _, named = value.partition(" vs ")
    reference = named or references.get(covariate, "")
    return f"{name}: {plain(value)}" + (f", against {plain(reference)}" if reference else "")


def _cells(row: Mapping[Any, Any]) -> tuple[str, str]:
    estimate, lower, upper = (number(row[k]) for k in (v.ESTIMATE, v.LOWER, v.UPPER))
    if estimate != estimate:
        return "not estimable", ""
    near = 0.95 < estimate < 1.05
    limits = f" ({ratio_text(lower, near=near)} to {ratio_text(upper, near=near)})" if lower == lower else ""
    p = number(row[v.P_VALUE])
    return ratio_text(estimate, near=near) + limits, p_words(p).removeprefix("p ").removeprefix("= ") if p == p else ""


def _axis(sheet: RowSheet, rows: Sequence[Mapping[Any, Any]]) -> None:
    """A log axis around 1 that holds every limit, up to ten either way, with ticks that leave their labels room."""
    seen = [number(r[k]) for r in rows for k in (v.ESTIMATE, v.LOWER, v.UPPER)]
    seen = [min(max(v, 1 / FAR), FAR) for v in seen if v > 0 and v == v]
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


def _tell(
    figure: Figure,
    blocks: Mapping[str, Sequence[Mapping[Any, Any]]],
    level: float,
    labels: Mapping[str, str],
    references: Mapping[str, str],
    definition: Definition | None,
    simulated: bool,
) -> Figure:
    counts, sentences = [], []
    for name, block in blocks.items():
        n, events = _counts(block)
        counts.append(f"{outcome_label(name)}: n = {n}, events = {events}")
        each = "; ".join(f"{_term(str(r[v.GROUP]), labels, references)} {_cells(r)[0]}" for r in block)
        sentences.append(f"{capital(outcome_label(name))}: {each}.")
    listed = "; ".join(counts)
    first = f"{capital(listed)}." if counts else "No model was fitted: n and events are 0."
    meaning = "Hazard ratios above 1 mean that the outcome comes sooner. Arrowheads: the interval leaves the axis."
    population = "" if definition is None else definition_words(definition, method=v.COX_EFRON, level=level)
    method = f"Method: Cox regression, Efron's ties, model-based {stated_percent(level)} limits." * (definition is None)
    caption = [first, meaning, method, population]
    alt = ["Forest plot of hazard ratios on a log axis.", first, *sentences, method, population]
    return attach(figure, "Predictors of relapse and of a second course", caption, alt, simulated=simulated)

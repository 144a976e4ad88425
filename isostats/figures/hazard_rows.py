"""The hazard ratios of models as a forest on a log axis: the predictors of relapse and of a second course."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from math import log, nan
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd

from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.looks import look
from isostats.figures.result_checks import RESULTS, require_frame
from isostats.figures.row_layout import row_sheet
from isostats.figures.row_legends import Mark
from isostats.figures.row_sheets import Row, RowSheet
from isostats.figures.style import COLOURS
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.group_names import AGAINST
from isostats.words.english import capital, definition_words, number, one_end, outcome_label, term_words
from isostats.words.journals import number_style
from isostats.words.numbers import count_text, number_text, p_text, ratio_text, stated_percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TICKS = (0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10)
FAR = 10.0
"""Hazard ratios beyond this, or below its inverse, are drawn at the edge with an arrowhead."""


@common_keywords()
def predictors(
    results: pd.DataFrame,
    *,
    outcome: str | None = None,
    people: Mapping[str, tuple[int, int]] | None = None,
    definition: Definition | None = None,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw the hazard ratios of the tidy ``results`` (rows ``hazard_ratio``; the term stands in ``group``).

    One block for each outcome (or only the one named). ``people`` has n and events of the model by outcome. The row of
    a category counts its own people alone, so without ``people`` a model of categories alone has neither.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> analysis = iso.analyse_study(resource("data", "example", "study.toml"))
    >>> figure = iso.figures.predictors(analysis.results, outcome="second_course", simulated=True)
    >>> iso.figures.describe(figure).title
    'Predictors of relapse and of a second course'
    """
    require_frame(results, (v.QUANTITY, v.OUTCOME, v.METHOD, v.GROUP, v.ESTIMATE), "predictors", RESULTS)
    ratios = results[(results[v.QUANTITY] == v.HAZARD_RATIO) & ~results[v.METHOD].isin(v.BESIDE)]
    method = next(iter(ratios[v.METHOD]), v.COX_EFRON)
    if outcome is not None:
        ratios = ratios[ratios[v.OUTCOME] == outcome]
    level = next((float(v) for v in ratios[v.LEVEL] if number(v) == number(v)), 0.95)
    rows: list[Row] = []
    counts, sentences = [], []
    for name in look().ordered(dict.fromkeys(ratios[v.OUTCOME].astype(str))):
        block = ratios[ratios[v.OUTCOME] == name].to_dict("records")
        whole = (people or {}).get(name) or _of_model(block)
        n, events = map(count_text, whole or (nan, nan))
        terms = [_ratio_row(row, term_words(str(row[v.GROUP]))) for row in block]
        counted = f" (n {n}, events {events})" if whole else ""
        rows += [Row(f"{capital(outcome_label(name))}{counted}", heading=True), *_by_variable(terms)]
        counts += [f"{outcome_label(name)}: n = {n}, events = {events}"] if whole else []
        each = "; ".join(f"{row.label} {row.cells[0]}" for row in terms)
        sentences.append(f"{capital(outcome_label(name))}: {each}.")
    headers = (f"hazard ratio\n({stated_percent(level)} CI)", number_style().p)
    sheet = row_sheet(rows, headers=headers, simulated=simulated)
    _axis(sheet)
    sheet.draw()
    first = f"{capital('; '.join(counts))}." if counts else "" if rows else "No model was fitted: n and events are 0."
    meaning = "Hazard ratios above 1 mean that the outcome comes sooner."
    arrows, ends = "Arrowheads: the interval leaves the axis.", one_end(definition, v.HAZARD_RATIO)
    errors = "robust" if method == v.COX_ROBUST else "model-based"
    defined = f"Method: Cox regression, Efron's ties, {errors} {stated_percent(level)} limits."
    if definition is not None:
        defined = definition_words(definition, method=method, level=level)
    alt = ["Forest plot of hazard ratios on a log axis.", first, *sentences, defined]
    title = "Predictors of relapse and of a second course"
    caption = [first, f"Cox regression with {stated_percent(level)} limits.", meaning, ends or arrows]
    return attach(sheet.figure, title, caption, alt, details=[arrows * bool(ends), defined], simulated=simulated)


def _by_variable(terms: Sequence[Row]) -> Iterator[Row]:
    """Several levels of one variable under its name, which says once what they are held against."""
    for (name, against), of_one in groupby(terms, lambda row: (row.label.partition(": ")[0], _against(row.label))):
        levels = list(of_one)
        if len(levels) == 1:
            yield from levels
            continue
        yield Row(f"{name}{against}")
        for row in levels:
            yield replace(row, label=f"– {row.label.removeprefix(f'{name}: ').removesuffix(against)}")


def _against(label: str) -> str:
    """What a level is held against, with its comma; empty for a number."""
    level = label.partition(": ")[2]
    return "".join(level.rpartition(", against ")[1:]) if ", against " in level else ""


def _of_model(block: list[dict[Any, Any]]) -> tuple[float, float] | None:
    """People and events of the whole model, which the rows of numbers have; those of categories have their own."""
    return next(
        ((number(row[v.N]), number(row[v.EVENTS])) for row in block if AGAINST not in str(row[v.GROUP])), None
    )


def _ratio_row(row: Mapping[Any, Any], term: str) -> Row:
    """The row of a hazard ratio."""
    value, lower, upper = (number(row[k]) for k in (v.ESTIMATE, v.LOWER, v.UPPER))
    cells = ("not estimable", "")
    if value == value:
        p = number(row[v.P_VALUE])
        cells = (ratio_text(value, lower, upper), p_text(p, equals=True).lstrip("= ") if p == p else "")
    mark = Mark("s", COLOURS[0], 4)
    return Row(term, cells, name=f"{row[v.OUTCOME]} {row[v.GROUP]}", value=value, lower=lower, upper=upper, mark=mark)


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
    sheet.rule(ticks, nothing=1)

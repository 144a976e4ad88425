"""Differences in remission between groups and a reference at a horizon, also within other groups: a forest."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor, isfinite
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pandas as pd

from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.result_checks import RESULTS, require_frame
from isostats.figures.row_layout import row_sheet
from isostats.figures.row_sheets import Row, RowSheet
from isostats.figures.ticks import tick_step
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.group_names import column_of, difference_name, name_by, parted_difference
from isostats.words.english import capital, column_words, definition_words, number, one_end, outcome_phrase, plain
from isostats.words.numbers import (
    count_text,
    interval_name,
    p_in_full,
    range_text,
    signed_points,
    signed_text,
    time_words,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_POINTS = 60.0
"""Limits further from 0 than this are drawn at the edge with an arrowhead."""


@common_keywords()
def group_differences(
    results: pd.DataFrame,
    *,
    outcome: str = "",
    horizon_days: int = 730,
    definition: Definition | None = None,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw each group's remission less its reference's at the horizon, of the tidy results, with limits in points.

    Beneath stand the first grouping's differences within the levels of the others, with the p of their interaction.
    ``outcome`` is the first one of the results unless it is named. Right of 0 a group does better than its reference.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> analysis = iso.analyse_study(resource("data", "example", "study.toml"))
    >>> figure = iso.figures.group_differences(analysis.results, outcome="systemic_treatment", simulated=True)
    >>> iso.figures.describe(figure).title
    'Differences in remission at 2 years: free of systemic treatment'
    """
    require_frame(results, (v.QUANTITY, v.OUTCOME, v.GROUP, v.ESTIMATE), "group_differences", RESULTS)
    here = (results[v.POPULATION] == v.EVERYONE) & (results[v.TIME_DAYS] == horizon_days)
    shown = results[here & (results[v.QUANTITY] == v.REMISSION_DIFFERENCE)]
    outcome = outcome or next(iter(shown[v.OUTCOME]), "")
    tests = results[here & (results[v.QUANTITY] == v.INTERACTION) & (results[v.OUTCOME] == outcome)]
    p_values = dict(zip(tests[v.GROUP].astype(str), tests[v.P_VALUE].astype(float), strict=True))
    blocks: dict[str, list[Row]] = {}
    level = 0.95
    for each in shown[shown[v.OUTCOME] == outcome].to_dict("records"):
        level = each[v.LEVEL]
        within, one, two = parted_difference(str(each[v.GROUP]))
        heading = f"{capital(column_words(column_of(one)))}, against {plain(two)}"
        if within:
            by = column_of(within)
            heading = f"{capital(plain(one))} less {plain(two)}, by {column_words(by)}"
            p_value = p_values.get(name_by(difference_name(one, two), by), float("nan"))
            heading += f" (interaction {p_in_full(p_value)})" if isfinite(p_value) else ""
        blocks.setdefault(heading, []).append(_row(each, plain(within or one)))
    known = {heading: block for heading, block in blocks.items() if any(isfinite(row.value) for row in block)}
    blocks = known or blocks
    rows = [row for heading, block in blocks.items() for row in (Row(heading, heading=True), *block)]
    headers = ("people", f"points\n({interval_name(level)})")
    sheet = row_sheet(rows, headers=headers, simulated=simulated)
    _axis(sheet, f"Difference in remission at {time_words(horizon_days)} (points)")
    sheet.draw()
    listed = [f"{name}: {'; '.join(f'{row.label} {row.cells[1]}' for row in block)}." for name, block in blocks.items()]
    most = max((number(n) for n in shown.loc[shown[v.OUTCOME] == outcome, v.N]), default=float("nan"))
    counts = f"n = {count_text(most)} in the largest pair." if isfinite(most) else "No differences: n is 0."
    method = f"Differences of Kaplan-Meier curves with normal {interval_name(level)}, no p adjusted."
    meaning = "Right of 0: better than the reference; people: of both."
    doubt = one_end(definition, v.GROUP)
    defined = ""
    if definition is not None:
        named = definition.with_(outcome=outcome)
        defined = definition_words(named, method=v.CURVE_DIFFERENCES, level=level, kind=v.REMISSION)
    alt = [f"Forest plot of differences in remission at {time_words(horizon_days)} between groups.", counts, *listed]
    title = f"Differences in remission at {time_words(horizon_days)}: free of {outcome_phrase(outcome)}"
    caption = [counts, method, meaning, doubt]
    return attach(sheet.figure, title, caption, alt, details=[*listed, defined], simulated=simulated)


def _row(row: Mapping[Any, Any], label: str) -> Row:
    value, lower, upper = (100 * number(row[name]) for name in (v.ESTIMATE, v.LOWER, v.UPPER))
    cell = v.STATUS_LABELS.get(row[v.STATUS], "not estimable")
    if value == value:
        limits = f" ({range_text(signed_points(lower / 100), signed_points(upper / 100))})" if lower == lower else ""
        cell = signed_points(value / 100) + limits
    name = f"{row[v.OUTCOME]} {row[v.GROUP]}"
    return Row(label, (count_text(number(row[v.N])), cell), name=name, value=value, lower=lower, upper=upper)


def _axis(sheet: RowSheet, label: str) -> None:
    """An axis of points around 0 that holds every limit, as far as a limit is worth it."""
    seen = [x for row, _ in sheet.rows for x in (row.value, row.lower, row.upper) if isfinite(x)]
    seen = [min(max(x, -MOST_POINTS), MOST_POINTS) for x in seen]
    low, high = min([*seen, -5.0]), max([*seen, 5.0])
    step = tick_step(high - low, max(sheet.width / 11.0, 2.0))
    low, high = step * floor(low / step), step * ceil(high / step)
    sheet.axes.set_xlim(low, high)
    ticks = step * np.arange(round(low / step), round(high / step) + 1)
    names = [signed_text(tick, 0 if step >= 1 else 1) if tick else "0" for tick in ticks]
    sheet.axes.set_xticks(ticks, names)
    sheet.axes.set_xlabel(label, labelpad=2)
    sheet.rule(ticks, nothing=0)

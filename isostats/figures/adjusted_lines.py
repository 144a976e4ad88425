"""Adjusted remission by group, with the crude curve of each group thin beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

import numpy as np

from isostats.figures.curve_layout import curve_sheet, stop_words
from isostats.figures.curve_names import SideLabel
from isostats.figures.curves import RiskTable, Steps, draw_steps, last_read, steps, table_words
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.looks import look
from isostats.figures.result_checks import require_result
from isostats.figures.style import DASHES, group_colours
from isostats.figures.text_fitting import wrap
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import HORIZONS
from isostats.words.english import column_words, definition_words, one_end, outcome_phrase, plain
from isostats.words.numbers import count_text, interval, interval_name, percent, time_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from isostats.estimate.adjusted import AdjustedCurves


@common_keywords(over_time=True)
def adjusted_remission(
    result: AdjustedCurves,
    *,
    horizons_days: Sequence[int] = HORIZONS,
    min_at_risk: int = 10,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw each group's adjusted remission with its band, and thin beside it the crude curve of the same people.

    ``result`` is ``iso.adjusted_curves(counts)``. The table under the curves counts the people as they are.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> people = pd.DataFrame({"severity": ["mild"] * 5 + ["severe"] * 5})
    >>> days, event = [800, 800, 800, 300, 800, 100, 200, 800, 90, 800], [0, 0, 0, 1, 0, 1, 1, 0, 1, 0]
    >>> counts = iso.confounded_table(days, event, group=list("aaabbaabbb"), confounders=people)
    >>> figure = iso.figures.adjusted_remission(iso.adjusted_curves(counts), min_at_risk=1)
    >>> iso.figures.describe(figure).title
    'Remission by group, adjusted for severity'
    """
    require_result(result, ("curve", "crude", "counts"), "adjusted_remission", "iso.adjusted_curves(counts)")
    curve, crude = result.curve, result.crude
    groups = look().ordered(curve.groups)
    drawn = [steps(curve, group, min_at_risk=min_at_risk) for group in groups]
    colours = group_colours(groups)
    labels = [
        SideLabel(100 * float(one.estimate[-1]), (*wrap(plain(one.group), 30.0), last_read(one, horizons_days)),
                  colours[i], DASHES[i % len(DASHES)], names=f"curve {one.group}", day=one.until)
        for i, one in enumerate(drawn) if one.until is not None
    ]  # fmt: skip
    label = outcome_phrase(curve.definition.outcome)
    sheet = curve_sheet(
        RiskTable.of(curve, drawn, min_at_risk, colours=colours), drawn, f"Free of {label}", simulated=simulated,
        labels=labels, horizons=horizons_days,
    )  # fmt: skip
    for i, one in enumerate(drawn):
        _thin(sheet.axes, steps(crude, one.group, min_at_risk=min_at_risk), colours[i])
        draw_steps(sheet.axes, one, colour=colours[i], dash=DASHES[i % len(DASHES)], alpha=0.14)
    sheet.write_names()
    by = ", ".join(column_words(name) for name in result.counts.confounders)
    days = [day for day in horizons_days if look().days is None or day <= look().days[1]]  # type: ignore[index]
    sentences = _words(result, days, min_at_risk)
    counts = f"n = {count_text(sum(one.n for one in drawn))}, events = {count_text(sum(one.events for one in drawn))}."
    method = f"Bands: {interval_name(curve.level)} of {METHODS[result.method]}, robust. Thin lines: unadjusted."
    meaning = "Only what was measured is made alike."
    stop = stop_words(drawn, min_at_risk)
    defined = definition_words(curve.definition, method=curve.method, level=curve.level, kind=v.REMISSION)
    alt = [f"Step curves of the share free of {label} by group, adjusted for {by}, each beside its crude curve.",
           counts, *sentences, stop, defined]  # fmt: skip
    caption = [f"Free of {label}.", counts, method, meaning, one_end(curve.definition, v.GROUP)]
    title = f"Remission by {column_words(result.counts.by)}, adjusted for {by}"
    details = [*sentences, stop, table_words(curve), defined]
    return attach(sheet.figure, title, caption, alt, details=details, simulated=simulated)


METHODS = {v.IPTW: "weighted curves", v.STANDARDISED: "curves standardised over a Cox model"}


def _thin(axes: Axes, one: Steps, colour: str) -> None:
    if one.until is None:
        return
    days = np.append(np.repeat(one.time, 2)[1:], max(one.until, one.time[-1]))
    axes.plot(days, 100 * np.repeat(one.estimate, 2), color=colour, linewidth=0.6, alpha=0.75, zorder=1.5,
              label=f"crude {one.group}")  # fmt: skip


def _words(result: AdjustedCurves, days: Sequence[int], min_at_risk: int) -> list[str]:
    """Of each group, adjusted and crude remission at the horizons within the follow-up."""
    adjusted, crude = (each.rows_at(days, min_at_risk=min_at_risk) for each in (result.curve, result.crude))
    sentences = []
    for group in result.curve.groups:
        each = [
            f"{percent(mine[v.ESTIMATE])} at {time_words(mine[v.TIME])} "
            f"({interval(mine[v.LOWER], mine[v.UPPER], result.curve.level)}; unadjusted {percent(own[v.ESTIMATE])})"
            for mine, own in zip(adjusted, crude, strict=True)
            if mine[v.GROUP] == group and mine[v.STATUS] == v.OK
        ]
        if each:
            sentences.append(f"{plain(group)}: {'; '.join(each)}.")
    return sentences

"""Remission of everyone, and of those who kept it for one, two or three years, in one pair of axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

import numpy as np

from isostats.figures.curve_layout import curve_sheet, stop_words
from isostats.figures.curve_names import SideLabel
from isostats.figures.curves import RiskTable, Steps, draw_steps, last_read, steps, table_words
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.looks import look
from isostats.figures.result_checks import require_group, require_result
from isostats.figures.style import DASHES, group_colours
from isostats.figures.text_fitting import wrap
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import HORIZONS
from isostats.words.english import bounded, definition_words, doubt_words, method_words, outcome_phrase
from isostats.words.numbers import count_text, in_words, interval, percent, time_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.estimate.landmarks import ConditionalRemission
    from isostats.estimate.results import Curve

MOST_CURVES = 4


@common_keywords(over_time=True)
def conditional_remission(
    result: ConditionalRemission,
    *,
    group: str = v.ALL,
    horizons_days: Sequence[int] = HORIZONS,
    min_at_risk: int = 10,
    bounded_later: bool = False,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw remission from day 0 and, from each landmark day on, among those who kept it until then.

    ``result`` is ``iso.conditional_remission(counts)``; its first three landmarks are drawn. The table under the curves
    is that of everyone. A curve of a landmark starts there at 100%. ``bounded_later`` says that where the curve from
    day 0 is a bound the later ones are as well, since nobody has a further outcome after one that was not seen.

    >>> import isostats as iso
    >>> counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("systemic_treatment",))
    >>> figure = iso.figures.conditional_remission(iso.conditional_remission(counts, after=[365]), min_at_risk=1)
    >>> iso.figures.describe(figure).title
    'Remission that lasted: what comes next'
    """
    require_result(result, ("curve", "after"), v.CONDITIONAL_REMISSION, "iso.conditional_remission(cohort.count(...))")
    require_group(result.curve, group, v.CONDITIONAL_REMISSION)
    whole = steps(result.curve, group, min_at_risk=min_at_risk)
    shown = dict(list(result.after.items())[: MOST_CURVES - 1])
    later = {day: one for day, curve in shown.items() if (one := _from(curve, group, day, min_at_risk)) is not None}
    drawn = [(v.EVERYONE, whole), *((f"free for {time_words(day)}", one) for day, one in later.items())]
    colours = group_colours([name for name, _ in drawn])
    labels = [
        SideLabel(100 * float(one.estimate[-1]), (*wrap(name, 30.0), last_read(one, horizons_days)), colours[i],
                  DASHES[i % len(DASHES)], names=f"curve {name}", day=one.until)
        for i, (name, one) in enumerate(drawn) if one.until is not None
    ]  # fmt: skip
    label = outcome_phrase(result.curve.definition.outcome)
    sheet = curve_sheet(
        RiskTable.of(result.curve, [whole], min_at_risk), [whole], f"Free of {label}", simulated=simulated,
        labels=labels, horizons=horizons_days,
    )  # fmt: skip
    for i, (name, one) in enumerate(drawn):
        draw_steps(sheet.axes, replace(one, group=name), colour=colours[i], dash=DASHES[i % len(DASHES)], alpha=0.12)
    sheet.write_names()
    days = [day for day in horizons_days if look().days is None or day <= look().days[1]]  # type: ignore[index]
    sentences = _words(result, group, days, min_at_risk)
    counts = f"n = {count_text(whole.n)}, events = {count_text(whole.events)}."
    meaning = "A later curve is of those free of it until then and still under observation."
    stop = stop_words([whole], min_at_risk)
    defined = definition_words(result.curve.definition, method=result.curve.method, level=result.curve.level)
    definition, bounded_later = result.curve.with_ends.definition, bounded_later or result.bounded_later
    doubt = doubt_words(definition, v.CONDITIONAL_REMISSION, bounded_later=bounded_later)
    alt = [f"Step curves of the share free of {label}: of everyone, and of those free of it for a year or longer.",
           counts, *sentences, meaning, stop, doubt, defined]  # fmt: skip
    caption = [counts, method_words(v.KAPLAN_MEIER, result.curve.level), meaning]
    caption.append(doubt)
    details = [*sentences, stop, table_words(result.curve), defined]
    title = "Remission that lasted: what comes next"
    return attach(sheet.figure, title, caption, alt, details=details, simulated=simulated)


def _from(curve: Curve, group: str, day: int, min_at_risk: int) -> Steps | None:
    """The steps of a landmark's curve from its day on; None where nothing of it may be drawn."""
    one = steps(curve, group, min_at_risk=min_at_risk)
    if one.until is None or one.until <= day:
        return None
    return replace(one, time=np.concatenate([[float(day)], one.time[1:]]))


def _words(result: ConditionalRemission, group: str, days: Sequence[int], min_at_risk: int) -> list[str]:
    """Of each landmark, the shares at later horizons within the follow-up."""
    rows = [row for row in result.rows_at(days, min_at_risk=min_at_risk, exact=True) if row[v.GROUP] == group]
    sentences = []
    for landmark in result.after:
        mine = [row for row in rows if row["after"] == landmark and row[v.STATUS] == v.OK]
        each = [
            f"{bounded(percent(row[v.ESTIMATE]), result.bound(row))} at {time_words(row[v.TIME])} "
            f"({interval(row[v.LOWER], row[v.UPPER], result.curve.level)})"
            for row in mine
        ]
        if each:
            n = count_text(mine[0][v.N])
            sentences.append(f"Free for {in_words(landmark)} (n = {n}): {'; '.join(each)}.")
    return sentences

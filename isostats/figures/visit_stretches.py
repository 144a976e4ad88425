"""Remission where outcomes lie between two visits, beside Kaplan-Meier on the visits' days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import NDArray

from isostats.figures.curve_layout import beyond_words, curve_sheet, stop_words
from isostats.figures.curve_names import SideLabel, day_of_shares
from isostats.figures.curves import RiskTable, draw_steps, steps, table_words
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.looks import look
from isostats.figures.remission_curves import counts_words
from isostats.figures.result_checks import require_result
from isostats.figures.style import COLOURS, DASHES
from isostats.figures.text_fitting import wrap
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import HORIZONS
from isostats.words.english import definition_words, method_words, one_end, outcome_phrase
from isostats.words.numbers import limits_text, percent, percent_with_limits, points_text, time_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from isostats.estimate.visit_shift import BetweenVisits

TITLE = "Relapse between two visits"
LINE, AREA = "between visits", "not told"
Floats = NDArray[np.float64]


@common_keywords(over_time=True)
def between_visits(
    result: BetweenVisits,
    *,
    horizons_days: Sequence[int] = HORIZONS,
    min_at_risk: int = 10,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw the curve between visits, what it does not tell shaded, and Kaplan-Meier on the visits' days with its band.

    ``result`` is ``iso.between_visits(iso.count_between_visits(cohort, records))``. Within a shaded stretch any
    falling curve from its upper left to its lower right corner fits the data as well.

    >>> import isostats as iso
    >>> from isostats.cohort.between_visits import outcome_intervals
    >>> made = iso.between_visits(outcome_intervals([0, 180, 180, 360] * 9, [180, 360, -1, -1] * 9), subsamples=20)
    >>> iso.figures.describe(iso.figures.between_visits(made)).title
    'Relapse between two visits'
    """
    source = "iso.between_visits(iso.count_between_visits(cohort, records))"
    require_result(result, ("intervals", "curve", "dated"), "between_visits", source)
    dated = steps(result.dated, v.ALL, min_at_risk=min_at_risk)
    rows = result.rows_at(list(horizons_days), min_at_risk=min_at_risk)
    label = outcome_phrase(result.dated.definition.outcome)
    until = dated.until
    sheet = curve_sheet(
        RiskTable.of(result.dated, [dated], min_at_risk), [dated], f"Free of {label}", simulated=simulated,
        labels=_labels(result, rows, until), horizons=horizons_days,
    )  # fmt: skip
    draw_steps(sheet.axes, dated, colour=COLOURS[0], dash=DASHES[1], alpha=0.12)
    if until is not None:
        _draw(sheet.axes, result.curve.frame, until)
    sheet.write_names()
    counts, stop = counts_words(dated.n, dated.events), stop_words([dated], min_at_risk)
    meaning = "Shaded: where visits do not tell where the curve falls."
    sentences = [_words(row, result.level) for row in rows if row[v.STATUS] != v.BEYOND_FOLLOWUP]
    beyond = beyond_words([row[v.TIME] for row in rows if row[v.STATUS] == v.BEYOND_FOLLOWUP])
    defined = definition_words(result.dated.definition, method=v.TURNBULL, level=result.level)
    caption = [counts, "Solid: Turnbull, outcomes between visits.",
               f"Dashed: outcomes on visits' days. {method_words(v.KAPLAN_MEIER, result.level)}", meaning,
               one_end(result.dated.definition, v.REMISSION)]  # fmt: skip
    alt = [f"Curves of the share free of {label}: with outcomes between visits, and on the visits' days.", counts,
           *sentences, meaning, stop, beyond, defined]  # fmt: skip
    details = [*sentences, stop, beyond, table_words(result.dated), defined]
    return attach(sheet.figure, TITLE, caption, alt, details=details, simulated=simulated)


def _draw(axes: Axes, frame: pd.DataFrame, until: float) -> None:
    """The level parts of the curve as lines, and each stretch that holds probability as an area."""
    after, by, free = (frame[name].to_numpy(float) for name in ("after", "by", "free"))
    above = np.concatenate([[1.0], free])
    begins, ends = np.concatenate([[0.0], by]), np.concatenate([after, [np.inf]])
    kept = begins <= until
    gap = np.full(kept.sum(), np.nan)
    days = np.stack([begins[kept], np.minimum(ends[kept], until), gap], axis=1).ravel()
    level = np.stack([100 * above[kept]] * 2 + [gap], axis=1).ravel()
    axes.plot(days, level, color=COLOURS[1], linewidth=1.3, label=f"curve {LINE}", clip_on=look().clipped)
    low, high = above[1:], above[:-1]
    held = after < until
    edges = np.stack([after[held], np.minimum(by[held], until), np.full(held.sum(), np.nan)], axis=1).ravel()
    lower, upper = (100 * np.repeat(each[held], 3) for each in (low, high))
    axes.fill_between(edges, lower, upper, facecolor=COLOURS[1], edgecolor=COLOURS[1], linewidth=0.6, alpha=0.35,
                      label=f"area {AREA}")  # fmt: skip


def _labels(result: BetweenVisits, rows: Sequence[dict[str, Any]], until: float | None) -> list[SideLabel]:
    """The names of both curves where they end, with their shares on the last horizon that both tell."""
    if until is None:
        return []
    import pandas as pd

    day = day_of_shares(pd.DataFrame(rows, columns=[v.TIME, v.STATUS]), until)
    (at,) = result.rows_at([int(day)], min_at_risk=0)
    (end,) = result.rows_at([int(until)], min_at_risk=0)
    share = percent(at[v.ESTIMATE]) if at[v.STATUS] == v.OK else limits_text(at["lowest"], at["highest"])
    dated, between = wrap("on the visits' days", 30.0), wrap(LINE, 30.0)
    when = f"at {time_words(day)}"
    return [
        SideLabel(100 * end["dated"], (*dated, f"{percent(at['dated'])} {when}"), COLOURS[0], DASHES[1],
                  names=f"curve {v.ALL}", day=until),
        SideLabel(100 * end["lowest"], (*between, f"{share} {when}"), COLOURS[1], DASHES[0],
                  names=f"curve {LINE}", day=until),
    ]  # fmt: skip


def _words(row: dict[str, Any], level: float) -> str:
    """What is known at a horizon."""
    when = time_words(row[v.TIME])
    if row[v.STATUS] != v.OK:
        return f"At {when}: anywhere from {limits_text(row['lowest'], row['highest'])}%."
    share = percent_with_limits(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER], level)
    apart = points_text(row["shift"])
    return f"At {when}: {share} between visits, {percent(row['dated'])} on their days, {apart} apart."

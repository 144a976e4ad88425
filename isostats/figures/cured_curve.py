"""Remission with the fitted mixture cure model, and the share that never has the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np

from isostats.errors import EstimateError
from isostats.figures.curve_layout import curve_sheet, stop_words
from isostats.figures.curve_names import SideLabel
from isostats.figures.curves import RiskTable, draw_steps, steps, table_words
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.looks import look
from isostats.figures.pages import page_mm
from isostats.figures.remission_curves import counts_words
from isostats.figures.result_checks import require_curve, require_group, require_result
from isostats.figures.style import COLOURS, DASHES, INK
from isostats.figures.text_fitting import text_width
from isostats.vocabulary import names as v
from isostats.words.english import definition_words, method_words, one_end, outcome_phrase
from isostats.words.numbers import percent, percent_with_limits, stated_percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.estimate.enough_followup import Permanence
    from isostats.estimate.results import Curve

MADE = "iso.permanence(cohort.count(outcome))"
POINTS = 200
"""Of the model's line: days evenly apart, so that it is smooth at any width."""


@common_keywords(over_time=True)
def cured_share(
    permanence: Permanence,
    *,
    curve: Curve,
    min_at_risk: int = 10,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw remission with its band, the mixture cure model over it, and the cured share with its limits.

    ``permanence`` is that of the same counts as ``curve``. Raises EstimateError where follow-up does not allow the
    question: there is no share to draw then.

    >>> import isostats as iso
    >>> counts = iso.event_table([100, 200, 300, 400, 500] * 20 + [3000] * 100, [1] * 100 + [0] * 100)
    >>> for_ever = iso.permanence(counts)
    >>> figure = iso.figures.cured_share(for_ever, curve=iso.kaplan_meier(counts))
    >>> iso.figures.describe(figure).title
    'The share that never has relapse'
    """
    require_result(permanence, ("fits", "reason", v.ESTIMATE), v.CURED_SHARE, MADE)
    require_curve(curve, v.CURED_SHARE, v.REMISSION)
    require_group(curve, v.ALL, v.CURED_SHARE)
    if permanence.fit is None:
        raise EstimateError(
            f"figures.{v.CURED_SHARE} has no share to draw: {permanence.reason}. Draw remission up to a horizon: "
            "figures.remission."
        )
    drawn = steps(curve, v.ALL, min_at_risk=min_at_risk)
    outcome = curve.definition.outcome or curve.counts.causes[0]
    label = outcome_phrase(outcome)
    low, share, high = (100 * each for each in (permanence.lower, permanence.estimate, permanence.upper))
    names = ("cured share", percent(permanence.estimate))
    sheet = curve_sheet(
        RiskTable.of(curve, [drawn], min_at_risk), [drawn], f"Free of {label}", simulated=simulated,
        height=75.0 if page_mm() > 120 else 52.0, right=max(map(text_width, names)) + 14.0,
        labels=[SideLabel(share, names, COLOURS[1], None if look().inside else DASHES[1], names="cured share")],
    )  # fmt: skip
    axes = sheet.axes
    draw_steps(axes, drawn, colour=COLOURS[0])
    axes.axhspan(low, high, color=COLOURS[1], alpha=0.15, linewidth=0, zorder=0, label="limits of the cured share")
    axes.axhline(share, color=COLOURS[1], linestyle=DASHES[1], linewidth=1.0, label="cured share")
    if drawn.until:
        days = np.linspace(0, drawn.until, POINTS)
        axes.plot(days, 100 * permanence.fit.free(days), color=INK, linestyle=DASHES[2], linewidth=1.0,
                  label="model", zorder=3, clip_on=look().clipped)  # fmt: skip
    sheet.write_names()
    counts, stop = counts_words(drawn.n, drawn.events), stop_words([drawn], min_at_risk)
    shown = percent_with_limits(permanence.estimate, permanence.lower, permanence.upper, permanence.level)
    stated = f"Never with the outcome: {shown}, by a {permanence.fit.words} mixture cure model with profile limits."
    lines = f"Steps: {method_words(curve.method, curve.level)} Dotted: the model. Dashed: its cured share, with limits."
    zero = float(permanence.fit.on_day_zero[0])
    day_zero = f"The {percent(zero)} with the outcome on day 0 are a mass of their own." if zero else ""
    allowed = (
        "Follow-up met the criteria of Maller and Zhou and of RECeUS; without them no share would be shown. "
        f"Limits are at {stated_percent(permanence.level)}."
    )
    definition = definition_words(curve.definition, method=curve.method, level=curve.level, kind=curve.kind)
    alt = [f"Step curve of the share free of {label}, with a model that levels off.", counts, stated, stop, definition]
    doubt = one_end(curve.definition, v.REMISSION)
    return attach(sheet.figure, f"The share that never has {label}", [counts, stated, lines, doubt], alt,
                  details=[allowed, day_zero, stop, table_words(curve), definition], simulated=simulated)  # fmt: skip

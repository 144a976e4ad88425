"""The hazard ratio over a dose against a reference dose, with its band, knots, and how many people had which dose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np

from isostats.figures.curve_layout import Sheet, nothing_drawn
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.pages import Page, axes_mm, page_mm
from isostats.figures.result_checks import require_result
from isostats.figures.style import COLOURS, DASHES, INK, QUIET
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.english import definition_words, one_end, outcome_label
from isostats.words.numbers import count_text, interval_name, number_text, p_in_full, ratio_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from isostats.estimate.dose_splines import DoseHazard

HEIGHT_MM, LEFT_MM, TOP_MM, FOOT_MM, RIGHT_MM = 62.0, 17.0, 8.0, 11.5, 6.0
FARTHEST = 10.0
"""The axis ends at this ratio and its inverse, however far the band goes at the ends of the doses."""
TICKS = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
BARS = 0.16
"""The part of the height in which people are counted by dose."""


@common_keywords()
def dose_hazard(
    result: DoseHazard,
    *,
    outcome: str = "",
    definition: Definition | None = None,
    unit: str = "mg/kg",
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw the hazard ratio of ``result`` over the dose, on a log scale, with pointwise limits and its knots.

    ``result`` is ``iso.dose_hazard(frame)``, drawn between the 1st and the 99th centile of the doses. Grey bars count
    people by dose. ``outcome`` names what the hazard is of.

    >>> import numpy as np, pandas as pd
    >>> import isostats as iso
    >>> doses = np.tile(np.arange(60.0, 260.0, 5), 5)
    >>> frame = pd.DataFrame({"time": np.arange(1, 201), "event": np.arange(200) % 2, "dose_mg_per_kg": doses})
    >>> figure = iso.figures.dose_hazard(iso.dose_hazard(frame))
    >>> iso.figures.describe(figure).title
    'Hazard of the outcome over the cumulative dose'
    """
    require_result(result, ("knots", "bins", "reference", "reason"), "dose_hazard", "iso.dose_hazard(frame)")
    page = Page.blank(TOP_MM + HEIGHT_MM + FOOT_MM)
    axes = page.data_axes(LEFT_MM, TOP_MM, page_mm() - LEFT_MM - RIGHT_MM, HEIGHT_MM)
    label = outcome_label(outcome) if outcome else "the outcome"
    counts = f"n = {count_text(result.n)}, events = {count_text(result.events)}."
    if result.status == v.OK:
        _draw(axes, result, unit)
    else:
        axes.set_xticks([])
        axes.set_yticks([])
        nothing_drawn(Sheet(page.figure, axes, LEFT_MM, TOP_MM, *axes_mm(axes)), "No curve can be told.")
    page.tell_simulated(simulated)
    sentences = _sentences(result, unit)
    doubt = one_end(definition, v.HAZARD_RATIO)
    words = definition_words(definition) if definition is not None else ""
    alt = [f"Curve of the hazard ratio of {label} over the cumulative dose, with a band.", counts, *sentences, doubt]
    how = _how(result) if result.status == v.OK else ""
    details = [*sentences[1:], _people(result), "Nobody was allotted a dose: this is no effect of dose.", doubt, words]
    title = f"Hazard of {label} over the cumulative dose"
    return attach(page.figure, title, [counts, how, sentences[0]], alt, details=details, simulated=simulated)


def _draw(axes: Axes, result: DoseHazard, unit: str) -> None:
    frame = result.to_frame()
    dose, ratio, lower, upper = (frame[name].to_numpy(float) for name in ("dose", v.ESTIMATE, v.LOWER, v.UPPER))
    low, high = max(min(lower.min(), 0.8), 1 / FARTHEST), min(max(upper.max(), 1.25), FARTHEST)
    axes.set_yscale("log")
    axes.set_ylim(low * (low / high) ** (BARS / (1 - BARS)) / 1.02, high * 1.02)  # beneath it there is room for bars
    axes.set_xlim(result.low, result.high)
    ticks = [tick for tick in TICKS if low <= tick <= high]
    axes.set_yticks(ticks, [number_text(tick) for tick in ticks])
    axes.minorticks_off()
    axes.set_ylabel("Hazard ratio (log scale)", labelpad=3)
    axes.set_xlabel(f"Cumulative dose, {unit}", labelpad=2)
    bins = result.bins
    left, right = (np.clip(bins[name].to_numpy(float), result.low, result.high) for name in ("left", "right"))
    tall = BARS * 0.85 * bins["count"].to_numpy(float) / max(bins["count"].max(), 1)
    axes.bar(left, tall, right - left, align="edge", color=QUIET, alpha=0.35, linewidth=0, zorder=0,
             transform=axes.get_xaxis_transform(), label="people by dose")  # fmt: skip
    axes.axhline(1.0, color=QUIET, linewidth=0.8, linestyle=DASHES[1], label="no difference", zorder=1)
    axes.fill_between(dose, np.clip(lower, low, high), np.clip(upper, low, high), color=COLOURS[0], alpha=0.18,
                      linewidth=0, label="band")  # fmt: skip
    axes.plot(dose, ratio, color=COLOURS[0], label=v.HAZARD_RATIO)
    knots = result.at(result.knots)
    axes.plot(knots["dose"], knots[v.ESTIMATE], "o", color=COLOURS[0], markersize=4.5, markeredgecolor="white",
              markeredgewidth=0.5, label="knots", zorder=4)  # fmt: skip
    axes.plot([result.reference], [1.0], "D", color="white", markersize=4.5, markeredgecolor=INK, label="reference",
              zorder=5)  # fmt: skip


def _sentences(result: DoseHazard, unit: str) -> list[str]:
    """Both tests, and ratios at the outer knots; the reason where there is no curve."""
    if result.status != v.OK:
        return [f"Not estimable: {result.reason}."]
    tests = f"Overall {p_in_full(result.overall.p_value)}, bend {p_in_full(result.nonlinear.p_value)}."
    ends = result.at([result.knots[0], result.knots[-1]]).to_dict("records")
    each = [
        f"{ratio_text(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER])} at {number_text(round(row['dose'], 1))} {unit}"
        for row in ends
    ]
    return [tests, f"Against {number_text(result.reference)} {unit}: {'; '.join(each)}."]


def _how(result: DoseHazard) -> str:
    knots = ", ".join(number_text(round(knot, 1)) for knot in result.knots)
    return (
        f"Restricted cubic spline with {interval_name(result.level)}; dots: knots at {knots}; diamond: reference; "
        "bars: people by dose."
    )


def _people(result: DoseHazard) -> str:
    lost = f" {count_text(result.lost)} without a recorded dose are not in it." if result.lost else ""
    return f"The curve is drawn from the 1st to the 99th centile of the doses.{lost}"

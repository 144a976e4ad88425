"""One hazard ratio over time: residuals, the smooth through them with its band, and the model's average."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np

from isostats.errors import require_one_of
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.pages import Page, page_mm
from isostats.figures.result_checks import require_result
from isostats.figures.style import COLOURS, DASHES, INK, QUIET
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import HORIZONS
from isostats.vocabulary.definition import Definition
from isostats.words.english import one_end, outcome_label, term_words
from isostats.words.numbers import count_text, in_words, interval_name, number_text, p_in_full, ratio_text, years_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from isostats.estimate.schoenfeld import RatiosOverTime

HEIGHT_MM, LEFT_MM, TOP_MM, FOOT_MM, RIGHT_MM = 62.0, 17.0, 8.0, 11.5, 6.0
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
FINE = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.5, 2.0)
APART = 0.13
"""The least part of the width between two ticks of time."""


@common_keywords()
def ratios_over_time(
    result: RatiosOverTime,
    *,
    term: str = "",
    outcome: str = "",
    definition: Definition | None = None,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw the hazard ratio of a ``term`` of a model over time, on a log scale: a level curve is a proportional hazard.

    ``result`` is ``iso.ratios_over_time(model)``; without a ``term`` it is ``result.changing_most``,
    whose own test of proportional hazards has the smallest p. Dots are events (scaled Schoenfeld residuals). Time goes
    by the share with the event, so that these lie evenly. ``outcome`` names what the hazard is of, and the
    ``definition`` says whether some of it may have come unseen.

    >>> import numpy as np, pandas as pd
    >>> import isostats as iso
    >>> people = pd.DataFrame({"time": np.arange(60) + 1, "event": 1, "age": np.arange(60) * 7 % 23})
    >>> figure = iso.figures.ratios_over_time(iso.ratios_over_time(iso.cox(people, covariates=["age"])))
    >>> iso.figures.describe(figure).title
    'Hazard ratio of the outcome over time: age'
    """
    require_result(result, ("curves", "residuals", "tests"), "ratios_over_time", "iso.ratios_over_time(model)")
    term = term or result.changing_most
    require_one_of(term, tuple(result.average), "term")
    page = Page.blank(TOP_MM + HEIGHT_MM + FOOT_MM)
    axes = page.data_axes(LEFT_MM, TOP_MM, page_mm() - LEFT_MM - RIGHT_MM, HEIGHT_MM)
    outside = _draw(axes, result, term)
    page.tell_simulated(simulated)
    name, label = term_words(term), outcome_label(outcome) if outcome else "the outcome"
    counts = f"n = {count_text(result.n)}, events = {count_text(result.events)}."
    test = f"Test of proportional hazards of this term: {p_in_full(result.p_value(term))}."
    average = f"Dashed: the model's ratio, {ratio_text(float(np.exp(result.average[term])), np.nan, np.nan)}."
    how = f"Line: spline of four degrees of freedom with {interval_name(result.level)}; dots: events."
    dots = int((result.residuals["term"] == term).sum())
    left_out = f"{count_text(outside)} of {count_text(dots)} dots lie outside the axis." if outside else ""
    title = f"Hazard ratio of {label} over time: {name}"
    alt = [f"Curve of the hazard ratio of {label} over time, with a band and dots.", counts, *_ends(result, term), test]
    doubt = one_end(definition, v.HAZARD_RATIO)
    details = [left_out, *_ends(result, term), doubt, "A level line says that the ratio is the same at all times."]
    return attach(page.figure, title, [counts, how, average, test], alt, details=details, simulated=simulated)


def _draw(axes: Axes, result: RatiosOverTime, term: str) -> int:
    """Draw, and say how many residuals lie outside."""
    curve = result.curves[result.curves["term"] == term]
    dots = result.residuals[result.residuals["term"] == term]
    place = curve["place"].to_numpy(float)
    ratio, lower, upper = (np.exp(curve[name].to_numpy(float)) for name in (v.ESTIMATE, v.LOWER, v.UPPER))
    within = np.exp(dots["value"].quantile([0.1, 0.9]).to_numpy())
    low, high = min(lower.min(), within[0], 0.9), max(upper.max(), within[1], 1.1)
    low, high = max(low, 1e-3) / 1.1, min(high, 1e3) * 1.1
    axes.set_yscale("log")
    axes.set_ylim(low, high)
    axes.set_xlim(place[0], place[-1])
    steps = FINE if high / low < 4 else STEPS
    ticks = [tick for tick in steps if low <= tick <= high]
    axes.set_yticks(ticks, [number_text(tick) for tick in ticks])
    axes.minorticks_off()
    axes.set_ylabel("Hazard ratio (log scale)", labelpad=3)
    axes.set_xlabel("Years after day 0, by the share with the event", labelpad=2)
    days = curve[v.TIME].to_numpy(float)
    marks: list[tuple[float, int]] = []
    for day in HORIZONS:
        at = float(np.interp(day, days, place))
        if days[0] <= day <= days[-1] and (not marks or at - marks[-1][0] > APART * (place[-1] - place[0])):
            marks.append((at, day))
    axes.set_xticks([at for at, _ in marks], [years_text(day) for _, day in marks])
    value = np.exp(dots["value"].to_numpy(float))
    inside = (value >= low) & (value <= high)
    axes.plot(dots["place"].to_numpy(float)[inside], value[inside], ".", color=QUIET, alpha=0.5, markersize=3,
              markeredgewidth=0, label=v.EVENTS, zorder=1)  # fmt: skip
    axes.axhline(1.0, color=INK, linewidth=0.6, label="no difference", zorder=1)
    axes.axhline(float(np.exp(result.average[term])), color=COLOURS[0], linewidth=0.8, linestyle=DASHES[1],
                 label="average", zorder=2)  # fmt: skip
    axes.fill_between(place, np.clip(lower, low, high), np.clip(upper, low, high), color=COLOURS[0], alpha=0.18,
                      linewidth=0, label="band")  # fmt: skip
    axes.plot(place, np.clip(ratio, low, high), color=COLOURS[0], label=v.HAZARD_RATIO, zorder=3)
    return int((~inside).sum())


def _ends(result: RatiosOverTime, term: str) -> list[str]:
    """The smooth at a quarter and at three quarters of the way."""
    curve = result.curves[result.curves["term"] == term]
    shown = []
    for part in (0.25, 0.75):
        row = curve.iloc[round(part * (len(curve) - 1))]
        ratio = ratio_text(*(float(np.exp(row[name])) for name in (v.ESTIMATE, v.LOWER, v.UPPER)))
        shown.append(f"{ratio} at {in_words(round(float(row[v.TIME])))}")
    return [f"Smoothed ratio: {'; '.join(shown)}."]

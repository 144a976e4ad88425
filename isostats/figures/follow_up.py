"""How long people were followed: the reverse Kaplan-Meier curve with its median."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from isostats.figures.curve_layout import curve_sheet, stop_words
from isostats.figures.curves import RiskTable, draw_steps, steps, table_words
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.result_checks import FOLLOWUP, require_curve, require_group
from isostats.figures.style import COLOURS, DASHES, QUIET, SMALL_PT
from isostats.vocabulary import names as v
from isostats.words.english import definition_words
from isostats.words.numbers import count_text, interval_name, range_text, stated_percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.estimate.results import Curve


@common_keywords(over_time=True)
def followup(
    curve: Curve,
    *,
    group: str = v.ALL,
    min_at_risk: int = 10,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw the share still followed over time, had nobody had the outcome (reverse Kaplan-Meier), with its median.

    ``curve`` is ``iso.followup_curve(cohort.count(outcome))``. The median is that of follow-up, not of remission: the
    outcome takes nobody out of it. A median that is not reached is said and not drawn.

    >>> import isostats as iso
    >>> counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("systemic_treatment",))
    >>> figure = iso.figures.followup(iso.followup_curve(counts), min_at_risk=1)
    >>> iso.figures.describe(figure).title
    'How long people were followed'
    """  # fmt: skip
    require_curve(curve, FOLLOWUP, FOLLOWUP)
    require_group(curve, group, FOLLOWUP)
    drawn = steps(curve, group, min_at_risk=min_at_risk)
    sheet = curve_sheet(
        RiskTable.of(curve, [drawn], min_at_risk), [drawn], "Still followed", simulated=simulated, height=66.0,
        right=8.0,
    )  # fmt: skip
    draw_steps(sheet.axes, drawn, colour=COLOURS[0])
    sheet.write_names()
    medians = curve.median()
    row = medians[medians[v.GROUP] == group].iloc[0]
    median = "The median follow-up is not reached."
    day = float(row[v.ESTIMATE])
    if day == day:
        limits = [count_text(float(row[name]), missing="not reached") for name in (v.LOWER, v.UPPER)]
        median = f"Median follow-up {count_text(day)} days ({interval_name(curve.level)} {range_text(*limits)})."
        begin, end = sheet.axes.get_xlim()
        if begin <= day <= end and drawn.until is not None:
            sheet.axes.plot([begin, day, day], [50, 50, 0], color=QUIET, linewidth=0.7, linestyle=DASHES[2],
                            label="median", zorder=1.5)  # fmt: skip
            late = day > (begin + end) / 2
            sheet.axes.annotate(f"median {count_text(day)} days", (day, 0), xytext=(-3 if late else 3, 4),
                                textcoords="offset points", ha="right" if late else "left", va="bottom",
                                fontsize=SMALL_PT)  # fmt: skip
    left = float(curve.frame.loc[curve.frame[v.GROUP] == group, v.CENSORED].sum())
    counts = f"n = {count_text(drawn.n)}, left = {count_text(left)}, outcome or death = {count_text(drawn.events)}."
    stop = stop_words([drawn], min_at_risk)
    limits_of = f"log-log {stated_percent(curve.level)} limits"
    how = f"Reverse Kaplan-Meier with {limits_of}: the outcome ends nobody's follow-up."
    definition = curve.definition.with_(competing=())  # whatever else happened ends no follow-up either
    defined = definition_words(definition, kind=v.REMISSION, method=curve.method, level=curve.level)
    alt = ["Falling step curve of the share still followed since the end of the first course.", counts, median, stop]
    details = [stop, table_words(curve), defined]
    return attach(sheet.figure, "How long people were followed", [counts, median, how], alt, details=details,
                  simulated=simulated)  # fmt: skip

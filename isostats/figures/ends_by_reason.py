"""How first courses ended: the cumulative incidences of the reasons from the start on, stacked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from isostats.figures.curve_layout import beyond_words, curve_sheet, last_day, stop_words
from isostats.figures.curve_names import day_of_shares
from isostats.figures.curves import RiskTable, at_days, steps, table_words
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.incidence_curves import area_labels, draw_layers, shares_words, stacked
from isostats.figures.looks import look
from isostats.figures.result_checks import require_curve, require_group
from isostats.vocabulary import names as v
from isostats.words.english import definition_words, method_words, plain
from isostats.words.numbers import count_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.estimate.results import Curve

STILL_ON = "still on the course"


@common_keywords(over_time=True)
def course_ends(
    curve: Curve,
    *,
    group: str = v.ALL,
    horizons_days: Sequence[int] = (),
    min_at_risk: int = 10,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Stack the cumulative incidences of the reasons for which first courses ended; white is still on the course.

    Days count from the start of the course. Reasons keep the order of the result, from the bottom up; the numbers of
    the caption are those at ``horizons_days``.

    >>> import isostats as iso
    >>> counts = iso.event_table([150, 160, 90, 170], [1, 1, 2, 0], causes=("completed", "adverse_event"))
    >>> figure = iso.figures.course_ends(iso.aalen_johansen(counts), min_at_risk=1)
    >>> iso.figures.describe(figure).title
    'How first courses ended'
    """
    require_curve(curve, "course_ends", v.CUMULATIVE_INCIDENCE)
    require_group(curve, group, "course_ends")
    by_cause = [
        (cause, steps(curve, group, cause=cause, min_at_risk=min_at_risk)) for cause in look().ordered(curve.causes)
    ]
    whole = by_cause[0][1]
    seen = [(cause, one) for cause, one in by_cause if one.events > 0]
    days, layers = stacked(seen, last_day(curve, [whole]))
    at = at_days(curve, group, horizons_days or (round(days[-1]),), min_at_risk=min_at_risk)
    sheet = curve_sheet(
        RiskTable.of(curve, [whole], min_at_risk, events="Ended"), [whole], "Share of first courses",
        simulated=simulated,
        labels=area_labels(days, layers, STILL_ON, day_of_shares(at, days[-1])) if whole.until is not None else (),
        horizons=horizons_days,
    )  # fmt: skip
    draw_layers(sheet, days, layers)
    sheet.write_names(falling=False)
    ended = count_text(sum(one.events for _, one in by_cause))
    each = "; ".join(f"{plain(cause)} {count_text(one.events)}" for cause, one in seen)
    counts = f"n = {count_text(whole.n)}, of which {ended} were seen to end{f': {each}' if each else ''}."
    areas = f"Areas, from the bottom: {', '.join(plain(cause) for cause, _ in seen)}; white: {STILL_ON}."
    areas = areas if seen else "No course was seen to end: all white."
    shares = shares_words(at, curve.level, STILL_ON)
    beyond = beyond_words(sorted({int(day) for day in at.loc[at[v.STATUS] == v.BEYOND_FOLLOWUP, v.TIME]}))
    stop = stop_words([whole], min_at_risk)
    definition = definition_words(curve.definition, method=curve.method, level=curve.level)
    alt = ["Stacked areas of the share of first courses that ended, by reason, since the start of the course.", counts,
           areas, *shares[-1:], beyond, stop, definition]  # fmt: skip
    caption = [f"n = {count_text(whole.n)}, {ended} seen to end.", method_words(curve.method, curve.level), areas]
    details = [counts, *shares, beyond, stop, table_words(curve), definition]
    return attach(sheet.figure, "How first courses ended", caption, alt, details=details, simulated=simulated)

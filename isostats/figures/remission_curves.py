"""Remission curves: who stays free of the outcome, by when, and how sure we are; of one group or of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd

from isostats.figures.curve_bands import band_words, with_bands
from isostats.figures.curve_layout import (
    Sheet,
    beyond_words,
    curve_sheet,
    day_zero_words,
    stop_words,
)
from isostats.figures.curve_names import SideLabel, claim_labels
from isostats.figures.curves import RiskTable, Steps, at_days, draw_steps, steps, table_words
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.horizon_marks import mark_horizons
from isostats.figures.layers import add_difference
from isostats.figures.looks import look
from isostats.figures.pages import draw_claim, page_mm
from isostats.figures.result_checks import require_curve, require_group
from isostats.figures.small_multiples import draw_panels
from isostats.figures.style import COLOURS, DASHES, group_colours
from isostats.figures.text_fitting import text_width, wrap
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import HORIZONS
from isostats.vocabulary.group_names import column_of
from isostats.words.english import (
    bounded,
    capital,
    claim_words,
    column_words,
    definition_words,
    doubt_words,
    method_words,
    outcome_phrase,
    plain,
)
from isostats.words.numbers import (
    count_text,
    interval,
    number_text,
    p_in_full,
    people_equal,
    people_text,
    percent,
    time_words,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.estimate.differences import CurveDifference
    from isostats.estimate.results import Curve
    from isostats.estimate.simultaneous_bands import BandKind

NAME_MM = 36.0
TALL_MM, ABOVE_ANOTHER_MM = 75.0, 60.0
"""How tall axes are, alone and above the panel of a difference: so that a sheet holds both with their tables."""
MOST_GROUPS = 12
"""As many panels as are on a page; in axes of one's own, which have none, as many curves as there are dashes."""
MOST_TOGETHER = 4
"""Groups in one pair of axes; more of them have a panel each."""


@common_keywords(over_time=True)
def remission(
    curve: Curve,
    *,
    group: str = v.ALL,
    horizons_days: Sequence[int] = HORIZONS,
    claim: float | None = 0.85,
    margin: float | None = 0.05,
    min_at_risk: int = 10,
    band: BandKind | None = None,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw the share free of the outcome against time, with its stepped band, the claim and the at-risk table.

    The curve is a right-continuous step function in percent on an axis from 0 to 100; it stops after the last day with
    at least ``min_at_risk`` people at risk. Dots mark the horizons within the follow-up. The table follows R's
    convention (at risk: exit on that day or later; events and censored strictly before it). ``band`` is ``pointwise``,
    ``hall_wellner`` or ``nair``, by default that of the curve; the limits of a horizon are always its own.

    >>> import isostats as iso
    >>> counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("systemic_treatment",))
    >>> figure = iso.figures.remission(iso.kaplan_meier(counts), min_at_risk=1)
    >>> iso.figures.describe(figure).title
    'Remission after the first course: free of the outcome'
    """
    require_curve(curve, v.REMISSION, v.REMISSION)
    require_group(curve, group, v.REMISSION, together="remission_by_group")
    curve, banded = with_bands(curve, band)
    drawn = steps(banded, group, min_at_risk=min_at_risk)
    at = at_days(curve, group, horizons_days, min_at_risk=min_at_risk)
    label = outcome_phrase(curve.definition.outcome)
    sheet = curve_sheet(
        RiskTable.of(curve, [drawn], min_at_risk), [drawn], f"Free of {label}", simulated=simulated,
        height=75.0 if page_mm() > 120 else 52.0, labels=claim_labels(claim, margin),
        right=max(text_width("±5.5 points"), text_width("claim 85%")) + 6.0 if claim is not None else 6.0,
        horizons=horizons_days,
    )  # fmt: skip
    draw_claim(sheet.axes, claim, margin)
    draw_steps(sheet.axes, drawn, colour=COLOURS[0])
    sheet.write_names()
    mark_horizons(sheet, at, falling=True)
    estimates, counts = horizon_words(at, curve.level), counts_words(drawn.n, drawn.events)
    definition = definition_words(curve.definition, method=curve.method, level=curve.level, kind=curve.kind)
    ends = doubt_words(curve.definition, v.REMISSION)
    none = "" if drawn.events else "No events: limits are exact."
    lines = "Line: estimate, with steps on the days of events; band: limits where they exist."
    at_once = band_words(banded, [group])
    stop = stop_words([drawn], min_at_risk)
    caption = [counts, method_words(curve.method, curve.level), at_once, none, claim_words(claim, margin), ends]
    details = [*estimates, lines, stop, table_words(curve), definition]
    begin = f"The curve starts at {percent(float(drawn.estimate[0]))}." if drawn.until is not None else ""
    alt = [f"Step curve of the share free of {label} since the end of the first course.", counts, begin, *estimates]
    marked = f"The claim is marked at {percent(claim, 0)}." if claim is not None else ""
    alt += [at_once, none, marked, stop, ends, definition]
    title = f"Remission after the first course: free of {label}"
    title += "" if group == v.ALL else f", {plain(group)}"
    return attach(sheet.figure, title, caption, alt, details=details, simulated=simulated)


def horizon_words(at: pd.DataFrame, level: float) -> list[str]:
    """One clause for each horizon: estimate, interval, number at risk; and which horizons lie beyond the follow-up."""
    fine = at[at[v.STATUS] == v.OK].itertuples()
    sentences = [_estimate(r, level, f" at {time_words(r.time)}") for r in fine]
    beyond = beyond_words([int(d) for d in at.loc[at[v.STATUS] == v.BEYOND_FOLLOWUP, v.TIME]])
    return [f"Estimates (dots, with figures where there is room): {'; '.join(sentences)}." if sentences else "", beyond]


def _estimate(row: Any, level: float, when: str = "") -> str:
    limits = interval(float(row.lower), float(row.upper), level, exact=row.estimate in (0, 1))
    share = bounded(percent(float(row.estimate)), row.bound)
    return f"{share}{when} ({limits}; {count_text(float(row.at_risk))} at risk)"


def counts_words(n: float, events: float) -> str:
    """n and events in a sentence."""
    return f"{people_equal(v.N, n)}, {people_equal(v.EVENTS, events)}."


@common_keywords(over_time=True)
def remission_by_group(
    curve: Curve,
    *,
    by: str = "",
    p_value: float | None = None,
    total: tuple[float, float] | None = None,
    difference: CurveDifference | None = None,
    horizons_days: Sequence[int] = HORIZONS,
    claim: float | None = 0.85,
    margin: float | None = 0.05,
    min_at_risk: int = 10,
    band: BandKind | None = None,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw one curve for each group, with bands, names at the right and an at-risk table by group.

    More than four groups have a panel each, with the others faint behind. The twelve largest groups are drawn; how many
    others there are is said under the table and in the caption.
    ``p_value`` is that of a log-rank test already made (over all groups of the result); ``by`` names the grouping.
    ``difference`` of two of the groups (``iso.curve_difference(curve)``) stands in a panel beneath.
    ``total`` are the people and events of all groups together, where rounded ones do not add up to them. ``band`` as in
    :func:`remission`, of each group by itself.

    >>> import isostats as iso
    >>> sex = ["sex=female", "sex=female", "sex=male", "sex=male"]
    >>> counts = iso.event_table([120, 400, 730, 900], [1, 0, 1, 0], group=sex)
    >>> figure = iso.figures.remission_by_group(iso.kaplan_meier(counts), min_at_risk=1)
    >>> iso.figures.describe(figure).title
    'Remission after the first course by sex: free of the outcome'
    """
    require_curve(curve, "remission_by_group", v.REMISSION)
    names = {*map(column_of, curve.groups)} - {""}
    by = by or (names.pop() if len(names) == 1 else v.GROUP)
    like = look()
    curve, banded = with_bands(curve, band)
    every = [steps(banded, group, min_at_risk=min_at_risk) for group in like.ordered(curve.groups)]
    faceted = like.ax is None and difference is None
    most = MOST_GROUPS if faceted else len(DASHES)
    largest = sorted(every, key=lambda s: (s.group not in like.named(curve.groups), -s.n))[:most]
    drawn = [s for s in every if s in largest]
    colours = group_colours([s.group for s in drawn])
    label = outcome_phrase(curve.definition.outcome)
    rest, stop = _rest_words(every, drawn, by, rounded=total is not None), stop_words(drawn, min_at_risk)
    whole = total or (sum(s.n for s in every), sum(s.events for s in every))
    test = "" if p_value is None else p_in_full(p_value)
    header = f"Log-rank test between groups of {column_words(by)}: {test}" if test else ""
    if faceted and len(drawn) > MOST_TOGETHER:
        figure = draw_panels(
            curve, drawn, f"Free of {label}", claim=(claim, margin), min_at_risk=min_at_risk, simulated=simulated,
            words=(header, " ".join([day_zero_words(curve, [s.group for s in drawn]), rest]).strip()),
        )  # fmt: skip
    else:
        figure = _together(curve, drawn, f"Free of {label}", colours, (header, rest), horizons=horizons_days,
                           claim=(claim, margin), min_at_risk=min_at_risk, simulated=simulated,
                           height=TALL_MM if difference is None else ABOVE_ANOTHER_MM)  # fmt: skip
    each = "; ".join(f"{plain(s.group)}: {people_equal(v.N, s.n)}, {people_equal(v.EVENTS, s.events)}" for s in drawn)
    counts, tested = counts_words(*whole), f"Log-rank test: {test}." if test else ""
    of_groups = [f"{capital(each)}.", _latest_words(curve, drawn, horizons_days, min_at_risk)]
    ends = doubt_words(curve.definition, v.GROUP)
    at_once = band_words(banded, [s.group for s in drawn])
    shared = [counts, *of_groups, tested, at_once, rest, stop, claim_words(claim, margin)]
    definition = definition_words(curve.definition, method=curve.method, level=curve.level, kind=curve.kind)
    caption = [counts, method_words(curve.method, curve.level), at_once, tested, claim_words(claim, margin), ends]
    details = [*of_groups, rest, stop, table_words(curve), definition]
    alt = [f"Step curves of the share free of the outcome, one for each {column_words(by)}.", *shared, ends, definition]
    title = f"Remission after the first course by {column_words(by)}: free of {label}"
    figure = attach(figure, title, caption, alt, details=details, simulated=simulated)
    return figure if difference is None else add_difference(like.ax or figure, difference)


def _together(
    curve: Curve,
    drawn: Sequence[Steps],
    what: str,
    colours: Sequence[str],
    words: tuple[str, str],
    *,
    horizons: Sequence[int],
    claim: tuple[float | None, float | None],
    min_at_risk: int,
    simulated: bool,
    height: float,
) -> Figure:
    """All curves in one pair of axes, each with its name at its end."""
    named = [_name(s, colours[i], i) for i, s in enumerate(drawn) if s.until is not None]
    sheet = curve_sheet(
        RiskTable.of(curve, drawn, min_at_risk, colours=colours), drawn, what, simulated=simulated,
        footer=[words[1]], labels=[*named, *claim_labels(*claim)], header=words[0], horizons=horizons, height=height,
    )  # fmt: skip
    draw_claim(sheet.axes, *claim)
    for i, one in enumerate(drawn):
        draw_steps(sheet.axes, one, colour=colours[i], dash=DASHES[i], alpha=0.18 if len(drawn) < 4 else 0.09)
    if look().marks is not None:
        _mark_groups(sheet, curve, drawn, colours, min_at_risk)
    sheet.write_names()
    return sheet.figure


def _name(drawn: Steps, colour: str, i: int) -> SideLabel:
    counts = (f"n {people_text(drawn.n)}", f"events {people_text(drawn.events)}")
    name = (plain(drawn.group),) if look().inside else wrap(plain(drawn.group), NAME_MM)
    lines = (*name, ", ".join(counts))
    return SideLabel(100 * float(drawn.estimate[-1]), lines, colour, DASHES[i], names=f"curve {drawn.group}",
                     day=drawn.until)  # fmt: skip


def _mark_groups(sheet: Sheet, curve: Curve, drawn: Sequence[Steps], colours: Sequence[str], min_at_risk: int) -> None:
    """Dots on every curve at the days that were asked to be marked."""
    (low, high), (begin, end) = sheet.axes.get_ylim(), sheet.axes.get_xlim()
    for one, colour in zip(drawn, colours, strict=True):
        at = at_days(curve, one.group, look().marks or (), min_at_risk=min_at_risk)
        for row in at[(at[v.STATUS] == v.OK) & at[v.TIME].between(begin, end)].itertuples():
            if low <= 100 * float(row.estimate) <= high:
                sheet.axes.plot([float(row.time)], [100 * float(row.estimate)], "o", color=colour, markersize=3.5,
                                label=f"horizon {one.group} {number_text(row.time)}", zorder=4)  # fmt: skip


def _rest_words(every: Sequence[Steps], drawn: Sequence[Steps], by: str, *, rounded: bool) -> str:
    if len(every) == len(drawn):
        return ""
    people = sum(s.n for s in every) - sum(s.n for s in drawn)
    counted = "" if rounded else f", with {count_text(people)} people,"
    return (
        f"The {len(drawn)} largest of {len(every)} groups of {column_words(by)} are drawn; "
        f"the other {len(every) - len(drawn)}{counted} are not."
    )


def _latest_words(curve: Curve, drawn: Sequence[Steps], days: Sequence[int], min_at_risk: int) -> str:
    """The latest horizon that every drawn group reaches, or else the one that most do, with each group's estimate."""
    at = pd.concat([at_days(curve, s.group, days, min_at_risk=min_at_risk) for s in drawn])
    fine = at[at[v.STATUS] == v.OK]
    if fine.empty:
        return "No horizon lies within the follow-up of any group."
    reached = fine.groupby(v.TIME)[v.GROUP].nunique()
    day = int(reached[reached == reached.max()].index.max())
    each = [f"{plain(r.group)} {_estimate(r, curve.level)}" for r in fine[fine[v.TIME] == day].itertuples()]
    return f"At {time_words(day)}: {'; '.join(each)}."

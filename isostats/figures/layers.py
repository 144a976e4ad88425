"""Layers to add to a figure of curves that is there already: its table, the claim, a difference beneath.

Each takes a figure made by :mod:`isostats.figures`, or axes with time in days along (its own or the user's), draws in
the look of that figure, adds to its words, and returns the figure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from isostats.errors import EstimateError
from isostats.estimate.belonging import require_difference_of
from isostats.figures.curve_layout import TICKS_MM
from isostats.figures.curve_names import claim_labels
from isostats.figures.curves import RiskTable, table_words
from isostats.figures.difference_panel import difference_words, draw_difference, require_difference
from isostats.figures.direct_labels import name_inside
from isostats.figures.keyword_values import require_values, rows_of_table
from isostats.figures.layer_target import adding, curve_of_axes, require_drawn
from isostats.figures.looks import MEASURES, USUAL, looking
from isostats.figures.pages import draw_claim
from isostats.figures.result_checks import require_curve
from isostats.figures.style import INK, QUIET, group_colours
from isostats.figures.ticks import TimeAxis
from isostats.vocabulary import names as v
from isostats.words.english import claim_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from isostats.estimate.differences import CurveDifference
    from isostats.estimate.results import Curve

PANEL_MM = 32.0
"""Height of a panel beneath the curves."""


def add_at_risk(to: Figure | Axes, curve: Curve, *, rows: tuple[str, ...] = MEASURES) -> Figure:
    """Add the table of those at risk, events and censored (or the ``rows`` named) at the ticks, beneath the curves.

    Raises EstimateError where there is one already, or the result is no curve.

    >>> import isostats as iso
    >>> sex = ["sex=female"] * 3 + ["sex=male"] * 3
    >>> counts = iso.event_table([120, 400, 730, 200, 730, 900], [1, 1, 0, 1, 1, 0], group=sex)
    >>> curve = iso.kaplan_meier(counts)
    >>> figure = iso.figures.remission_by_group(curve, at_risk=(), min_at_risk=1)
    >>> iso.figures.add_at_risk(figure, curve, rows=("at_risk",)) is figure
    True
    """
    require_curve(curve, "add_at_risk", curve.kind if hasattr(curve, "kind") else v.REMISSION)
    rows = rows_of_table(rows)
    with adding(to, "add_at_risk") as base:
        axes = base.axes
        require_drawn(axes, curve)
        every = [*base.figure.axes, *axes.child_axes]
        if any(other.get_label() == "at-risk table" for other in every if base.ours or other in axes.child_axes):
            raise EstimateError("This figure has an at-risk table. Make it with at_risk=() and add the rows you want.")
        groups = tuple(str(group) for group in curve.groups)
        drawn = {str(line.get_label()).removeprefix("curve "): line for line in axes.lines}
        groups = tuple(group for group in groups if group in drawn) or groups
        usual = group_colours(groups)
        colours = tuple(str(drawn[g].get_color()) if g in drawn else usual[i] for i, g in enumerate(groups))
        with looking(replace(vars(axes).get("isostats_look", USUAL), ax=None, at_risk=rows)):
            table = RiskTable(curve, groups, colours if len(groups) > 1 else (INK,))
            left = axes.get_window_extent().x0 / base.figure.dpi * 25.4
            table = replace(table, stacked=base.ours and left < table.left - 0.1)
            page, left, top, width = base.below(table.height)
            begin, end = axes.get_xlim()
            days = tuple(round(float(day)) for day in axes.get_xticks() if begin <= day <= end)
            time = TimeAxis(days, tuple(map(str, days)), "Days", end, begin)
            table.draw(page, time, left=left, top=top, width=width)
            return base.say(table_words(curve))


def add_claim(to: Figure | Axes, claim: float = 0.85, *, margin: float | None = 0.05) -> Figure:
    """Add the claimed share as a dashed line with its margin as a grey band, named at its right end.

    Raises EstimateError where one is drawn already, or the share is none.

    >>> import isostats as iso
    >>> sex = ["sex=female"] * 3 + ["sex=male"] * 3
    >>> counts = iso.event_table([120, 400, 730, 200, 730, 900], [1, 1, 0, 1, 1, 0], group=sex)
    >>> curve = iso.kaplan_meier(counts)
    >>> figure = iso.figures.remission_by_group(curve, claim=None, min_at_risk=1)
    >>> iso.figures.add_claim(figure, 0.85) is figure
    True
    """
    if isinstance(claim, bool) or claim is None:
        raise EstimateError(f"claim is a share between 0 and 1, as 0.85; {claim!r} is none.")
    require_values({"claim": claim, "margin": margin})
    with adding(to, "add_claim") as base:
        if any(line.get_label() == "claim" for line in base.axes.lines):
            raise EstimateError("This figure shows a claim already. Make it with claim=None and add yours.")
        draw_claim(base.axes, claim, margin)
        name_inside(base.axes, claim_labels(claim, margin))
        return base.say(claim_words(claim, margin))


def add_difference(to: Figure | Axes, difference: CurveDifference) -> Figure:
    """Add a panel beneath with the difference of two curves over time and its pointwise limits.

    ``difference`` is ``iso.curve_difference(curve)``. The time axis is that of the curves. Raises EstimateError for a
    difference of other curves than those drawn.

    >>> import isostats as iso
    >>> sex = ["sex=female"] * 3 + ["sex=male"] * 3
    >>> counts = iso.event_table([120, 400, 730, 200, 730, 900], [1, 1, 0, 1, 1, 0], group=sex)
    >>> curve = iso.kaplan_meier(counts)
    >>> figure = iso.figures.remission_by_group(curve, min_at_risk=1)
    >>> iso.figures.add_difference(figure, iso.curve_difference(curve)) is figure
    True
    """
    require_difference(difference, "add_difference")
    with adding(to, "add_difference") as base:
        upper = base.axes
        if (drawn := curve_of_axes(upper)) is not None:
            require_difference_of(drawn, difference)
        page, left, top, width = base.below(PANEL_MM + TICKS_MM + 2.0)
        axes = page.axes_at(left, top + 2.0, width, PANEL_MM)
        axes.set_label(v.DIFFERENCE)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axes.set_xlim(*upper.get_xlim())
        ticks = [float(tick) for tick in upper.get_xticks()]
        axes.set_xticks(ticks, [label.get_text() for label in upper.get_xticklabels()])
        axes.set_xlabel(upper.get_xlabel(), labelpad=2)
        draw_difference(axes, difference, height=PANEL_MM)
        axes.tick_params(colors=INK)
        axes.axhline(0, color=QUIET, linewidth=0.6, zorder=1)
        return base.say(difference_words(difference))

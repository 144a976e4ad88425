"""Layers to add to a figure of curves that is there already: its table, the claim, medians, a p value, a difference.

Each takes a figure made by :mod:`isostats.figures`, or axes with time in days along (its own or the user's), draws in
the look of that figure, adds to its words, and returns the figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from isostats.errors import EstimateError
from isostats.figures.asked import require_curve
from isostats.figures.asked_values import require_values, rows_of_table
from isostats.figures.curve_layout import TICKS_MM
from isostats.figures.curves import RiskTable, table_words
from isostats.figures.difference_panel import difference_words, draw_difference, require_difference
from isostats.figures.finished import add_words
from isostats.figures.looks import MEASURES, USUAL, Look, looking
from isostats.figures.margins import grow, set_type
from isostats.figures.style import (
    CLAIM,
    DASHES,
    INK,
    LINE_MM,
    QUIET,
    SMALL_PT,
    Page,
    axes_mm,
    draw_claim,
    group_colours,
    settle,
    styled,
)
from isostats.figures.ticks import TimeAxis
from isostats.vocabulary import names as v
from isostats.words.english import claim_words, plain
from isostats.words.journals import number_style
from isostats.words.numbers import count_text, interval_name, p_in_full, p_text, percent, range_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from isostats.estimate.comparisons import LogRank
    from isostats.estimate.differences import CurveDifference
    from isostats.estimate.results import Curve

PANEL_MM = 32.0
"""Height of a panel beneath the curves."""


@dataclass(frozen=True)
class Base:
    """What a layer is added to: the axes of the data, their figure, and whether that is one of ours, laid out in mm."""

    axes: Axes
    figure: Figure
    ours: bool

    def below(self, height: float) -> tuple[Page, float, float, float]:
        """A page with room for ``height`` mm beneath, and where it is: left, top, and the width of the axes."""
        width, tall = axes_mm(self.axes)
        if not self.ours:
            return Beneath(self.figure, self.axes), 0.0, TICKS_MM + tall, width
        grow(self.figure, below=height)
        page = Page(self.figure)
        box = self.axes.get_position(original=True)
        return page, box.x0 * page.size[0], page.size[1] - height, box.width * page.size[0]

    def say(self, sentence: str, *, caption: bool = False) -> Figure:
        """Add a sentence to the words, and hand the figure back."""
        add_words(self.figure if self.ours else self.axes, sentence, caption=caption)
        return self.figure


@dataclass(frozen=True)
class Beneath(Page):
    """A page whose parts hang beneath axes of the user's, wherever these are moved."""

    axes: Axes

    def axes_at(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at a place that is counted in mm from the top of the axes above."""
        across, tall = axes_mm(self.axes)
        inset: Axes = self.axes.inset_axes((left / across, 1 - (top + height) / tall, width / across, height / tall))
        return inset


@contextmanager
def _adding(to: Figure | Axes, call: str) -> Iterator[Base]:
    """The axes to add to, in the look in which they were drawn."""
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    if not isinstance(to, Figure | Axes):
        raise EstimateError(f"figures.{call} adds to a figure or to axes, not to a {type(to).__name__}.")
    axes = vars(to).get("isostats_data_axes") if isinstance(to, Figure) else to
    if axes is None and "isostats_panels" in vars(to):
        raise EstimateError(
            f"figures.{call} adds to curves in one pair of axes, and this figure has a panel for each group. "
            "Draw a curve of at most four groups."
        )
    if axes is None or (isinstance(to, Figure) and "isostats_curve" not in vars(axes)):
        raise EstimateError(
            f"figures.{call} adds to a figure of curves, and this is none. Make one with figures.remission, "
            "remission_by_group or second_course, or name the axes."
        )
    root: Any = axes.get_figure(root=True)
    holder: Figure | Axes = root if "isostats_look" in vars(root) else axes
    like: Look = vars(holder).get("isostats_look", USUAL)
    ours = holder is root
    before = {id(text) for text in _all_texts(root)}
    with styled(), looking(replace(like, ax=None)):
        yield Base(axes, root, ours)
        for text in _all_texts(root):
            if id(text) not in before:
                settle(text)
                if ours:
                    set_type(text)


def _all_texts(figure: Figure) -> list[Any]:
    from matplotlib.text import Text

    return figure.findobj(Text)


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
    with _adding(to, "add_at_risk") as base:
        axes = base.axes
        _require_drawn(axes, curve)
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
            page, left, top, width = base.below(table.height)
            begin, end = axes.get_xlim()
            days = tuple(round(float(day)) for day in axes.get_xticks() if begin <= day <= end)
            time = TimeAxis(days, tuple(map(str, days)), "Days", end, begin)
            table.draw(page, time, left=left, top=top, width=width)
            return base.say(table_words(curve))


def _require_drawn(axes: Axes, curve: Curve) -> None:
    """Raise EstimateError for a curve of other people than the one that was drawn."""
    drawn: Curve | None = vars(axes).get("isostats_curve")
    if drawn is None or drawn is curve:
        return
    of = [v.GROUP, v.TIME, v.AT_RISK]
    if not drawn.frame[of].reset_index(drop=True).equals(curve.frame[of].reset_index(drop=True)):
        raise EstimateError("This figure shows a curve of other people or groups. Give the curve that it was made of.")


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
    with _adding(to, "add_claim") as base:
        if any(line.get_label() == "claim" for line in base.axes.lines):
            raise EstimateError("This figure shows a claim already. Make it with claim=None and add yours.")
        draw_claim(base.axes, claim, margin)
        base.axes.annotate(f"claim {percent(claim, 0)}", (1, 100 * claim), xycoords=base.axes.get_yaxis_transform(),
                           xytext=(-2, 1.5), textcoords="offset points", ha="right", va="bottom", fontsize=SMALL_PT,
                           color=CLAIM)  # fmt: skip
        return base.say(claim_words(claim, margin))


def add_medians(to: Figure | Axes, curve: Curve) -> Figure:
    """Add the median time of each group as a line from a half down to its day, with the day beside it.

    A curve that does not reach a half has no median, and the words say so. Raises EstimateError for cumulative
    incidences, which need not reach a half.

    >>> import isostats as iso
    >>> sex = ["sex=female"] * 3 + ["sex=male"] * 3
    >>> counts = iso.event_table([120, 400, 730, 200, 730, 900], [1, 1, 0, 1, 1, 0], group=sex)
    >>> curve = iso.kaplan_meier(counts)
    >>> figure = iso.figures.remission_by_group(curve, min_at_risk=1)
    >>> iso.figures.add_medians(figure, curve) is figure
    True
    """
    require_curve(curve, "add_medians", v.REMISSION)
    with _adding(to, "add_medians") as base:
        axes, each = base.axes, []
        (low, high), (begin, end) = axes.get_ylim(), axes.get_xlim()
        lines = {str(line.get_label()): line for line in axes.lines}
        line_high = (high - low) * LINE_MM / axes_mm(axes)[1]
        for row in curve.median().to_dict("records"):
            name, day = str(row[v.GROUP]), float(row[v.ESTIMATE])
            of = "" if name == v.ALL else f"{plain(name)} "
            if day != day:
                each.append(f"{of}not reached")
                continue
            limits = [count_text(float(row[k]), missing="not reached") for k in (v.LOWER, v.UPPER)]
            each.append(f"{of}{count_text(day)} days ({interval_name(curve.level)} {range_text(*limits)})")
            curve_line = lines.get(f"curve {name}")
            colour = str(curve_line.get_color()) if curve_line is not None else INK
            if begin <= day <= end and low <= 50 <= high:
                axes.plot([begin, day, day], [50, 50, low], color=colour, linewidth=0.7, linestyle=DASHES[2],
                          zorder=1.5, label=f"median {name}")  # fmt: skip
                axes.annotate(f"{count_text(day)} days", (day, low + line_high * (len(each) - 0.4)), xytext=(2, 0),
                              textcoords="offset points", fontsize=SMALL_PT, color=colour, va="center")  # fmt: skip
        return base.say(f"Medians: {'; '.join(each)}.")


def add_p(to: Figure | Axes, p: float | LogRank, *, test: str = "Log-rank test") -> Figure:
    """Add a p value, as the journal sets it, in the corner that the curves leave free.

    ``p`` is a number or a test of isostats. Raises EstimateError for what is no p value.

    >>> import isostats as iso
    >>> sex = ["sex=female"] * 3 + ["sex=male"] * 3
    >>> counts = iso.event_table([120, 400, 730, 200, 730, 900], [1, 1, 0, 1, 1, 0], group=sex)
    >>> curve = iso.kaplan_meier(counts)
    >>> figure = iso.figures.remission_by_group(curve, min_at_risk=1)
    >>> iso.figures.add_p(figure, iso.logrank(counts)) is figure
    True
    """
    value = getattr(p, "p_value", p)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise EstimateError(
            f"A p value lies between 0 and 1; {value!r} does not. Give iso.logrank(counts) or its p_value."
        )
    from matplotlib.figure import Figure

    if isinstance(to, Figure) and "isostats_panels" in vars(to):
        return _p_above(to, float(value), test)
    with _adding(to, "add_p") as base:
        if any(str(text.get_label()) == "p value" for text in base.axes.texts):
            raise EstimateError("This figure has a p value. Draw it anew, and add the one you want.")
        falls = getattr(vars(base.axes).get("isostats_curve"), "kind", v.REMISSION) == v.REMISSION
        base.axes.text(0.02, 0.03 if falls else 0.97, _set_p(float(value), test), transform=base.axes.transAxes,
                       fontsize=SMALL_PT, va="bottom" if falls else "top", parse_math=number_style().p_italic,
                       label="p value")  # fmt: skip
        return base.say(f"{test}: {p_in_full(float(value))}.", caption=True)


def _set_p(value: float, test: str) -> str:
    style = number_style()
    letter = f"$\\mathit{{{style.p}}}$" if style.p_italic else style.p
    return f"{test}: {letter}{style.p_space}{p_text(value, equals=True)}"


def _p_above(figure: Figure, value: float, test: str) -> Figure:
    """The p value above panels, none of which is the place of a test between all of them."""
    if any(str(text.get_label()) == "p value" for text in figure.texts):
        raise EstimateError("This figure has a p value. Draw it anew, and add the one you want.")
    with styled(), looking(replace(vars(figure).get("isostats_look", USUAL), ax=None)):
        grow(figure, above=LINE_MM + 1.0)
        page = Page(figure)
        left = min(axes.get_position(original=True).x0 for axes in figure.axes) * page.size[0]
        page.text(left, 1.2, _set_p(value, test), parse_math=number_style().p_italic, label="p value")
        for text in figure.texts[-1:]:
            settle(text)
            set_type(text)
        add_words(figure, f"{test}: {p_in_full(value)}.", caption=True)
    return figure


def add_difference(to: Figure | Axes, difference: CurveDifference) -> Figure:
    """Add a panel beneath with the difference of two curves over time and its pointwise limits.

    ``difference`` is ``iso.curve_difference(curve)``. The time axis is that of the curves.

    >>> import isostats as iso
    >>> sex = ["sex=female"] * 3 + ["sex=male"] * 3
    >>> counts = iso.event_table([120, 400, 730, 200, 730, 900], [1, 1, 0, 1, 1, 0], group=sex)
    >>> curve = iso.kaplan_meier(counts)
    >>> figure = iso.figures.remission_by_group(curve, min_at_risk=1)
    >>> iso.figures.add_difference(figure, iso.curve_difference(curve)) is figure
    True
    """
    require_difference(difference, "add_difference")
    with _adding(to, "add_difference") as base:
        upper = base.axes
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

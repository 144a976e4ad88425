"""What is written into a figure of curves that is there already: medians and other quantiles, and a p value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from isostats.errors import EstimateError, require_probability
from isostats.estimate.belonging import GroupTest, require_test_of
from isostats.estimate.comparisons import LogRank, Trend
from isostats.estimate.gray_test import GrayTest
from isostats.figures.direct_labels import name_anew
from isostats.figures.finished import add_words
from isostats.figures.free_space import Box, Room, box_at, write_inside
from isostats.figures.layer_target import Base, adding, curve_of_axes, require_drawn
from isostats.figures.looks import USUAL, looking
from isostats.figures.margins import grow, set_type
from isostats.figures.matplotlib_settings import styled
from isostats.figures.pages import Page, axes_mm, write
from isostats.figures.result_checks import require_curve
from isostats.figures.settling import settle
from isostats.figures.style import DASHES, INK, LINE_MM
from isostats.figures.text_fitting import text_width, wrap
from isostats.vocabulary import names as v
from isostats.words.english import bounded, plain
from isostats.words.journals import number_style
from isostats.words.numbers import count_text, decimal_text, interval_name, p_in_full, p_text, percent, range_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from isostats.estimate.results import Curve

APART_MM = 4.0
"""From a text on the left, which would be read on as one."""
MOVABLE = ("p value", "unreached ")
"""Labels of texts that stand wherever there is room."""


def add_medians(to: Figure | Axes, curve: Curve, *, quantile: float = 0.5) -> Figure:
    """Add the median time of each group as a line from a half down to its day, with the day beside it.

    ``quantile`` is the share who had the outcome by then, as in R: 0.25 is the day by which a quarter had it, at which
    75% are free. What a curve does not reach is said on the figure and in its words. Raises EstimateError for another
    curve than the one drawn, and for cumulative incidences, which need not reach any.

    >>> import isostats as iso
    >>> sex = ["sex=female"] * 3 + ["sex=male"] * 3
    >>> counts = iso.event_table([120, 400, 730, 200, 730, 900], [1, 1, 0, 1, 1, 0], group=sex)
    >>> curve = iso.kaplan_meier(counts)
    >>> figure = iso.figures.remission_by_group(curve, min_at_risk=1)
    >>> iso.figures.add_medians(figure, curve) is figure
    True
    >>> iso.figures.add_medians(figure, curve, quantile=0.25) is figure
    True
    """
    require_curve(curve, "add_medians", v.REMISSION)
    require_probability(quantile, "quantile")
    what, text = ("median", "median ") if quantile == 0.5 else (percent(quantile, 0), f"{percent(quantile, 0)} by ")
    with adding(to, "add_medians") as base:
        require_drawn(base.axes, curve)
        axes, each, unreached, drops = base.axes, list[str](), list[str](), list[tuple[str, float, str]]()
        left_over: list[str] = []
        for row in curve.quantile(quantile).to_dict("records"):
            name, day = str(row[v.GROUP]), float(row[v.ESTIMATE])
            of, whose = ("", "") if name == v.ALL else (f"{plain(name)} ", f"{plain(name)}: ")
            if day != day:
                each.append(f"{of}not reached")
                unreached.append(plain(name))
                continue
            limits = [count_text(float(row[k]), missing="not reached") for k in (v.LOWER, v.UPPER)]
            time = bounded(f"{count_text(day)} days", row[v.BOUND])
            each.append(f"{of}{time} ({interval_name(curve.level)} {range_text(*limits)})")
            drawn = _drop(axes, name, day, 100 * (1 - quantile), what)
            drops += drawn
            left_over += [] if drawn else [f"{whose}{text}{count_text(day)} days"]
        if drops:
            name_anew(axes)
        for name, day, colour in drops:  # once all lines are there, on none of which a day is to stand
            shown, at = f"{text}{count_text(day)} days", (day, 100 * (1 - quantile))
            if not _write_day(axes, at, shown, colour, f"{what} {name}"):
                left_over.append(shown if name == v.ALL else f"{plain(name)}: {shown}")
        for old in [each for each in axes.texts if drops and str(each.get_label()).startswith(MOVABLE)]:
            old.remove()  # a line may run through it now
            _write_free(axes, old.get_text().split("\n"), label=str(old.get_label()), math=old.get_parse_math())
        if unreached:
            whom = [] if unreached == [plain(v.ALL)] else unreached
            lines = wrap(f"{what} not reached{': ' * bool(whom)}{', '.join(whom)}", 0.6 * axes_mm(axes)[0], lines=4)
            if not _write_free(axes, lines, label=f"unreached {what}", hide=False):
                left_over.append(" ".join(lines))
        if left_over:
            _write_below(base, left_over, what)
        named = "Medians" if quantile == 0.5 else f"Time until {what} had the outcome"
        return base.say(f"{named}: {'; '.join(each)}.")


def _drop(axes: Axes, name: str, day: float, level: float, what: str) -> list[tuple[str, float, str]]:
    """A line from the level to the curve and down to its day: whose, which, in what colour."""
    (low, high), (begin, end) = axes.get_ylim(), axes.get_xlim()
    curve_line = next((line for line in axes.lines if line.get_label() == f"curve {name}"), None)
    colour = str(curve_line.get_color()) if curve_line is not None else INK
    drawn: Any = [end] if curve_line is None else curve_line.get_xdata()
    if not begin <= day <= min(end, max(drawn)) or not low <= level <= high:
        return []
    axes.plot([begin, day, day], [level, level, low], color=colour, linewidth=0.7, linestyle=DASHES[2], zorder=1.5,
              label=f"{what} {name}")  # fmt: skip
    return [(name, day, colour)]


def _write_below(base: Base, lines: list[str], what: str) -> None:
    """What has no room at the curves, each with its group, a line for each beneath; in a corner of axes of the user's,
    where there is one, for their figure does not grow.
    """
    if not base.ours and _write_free(base.axes, lines, label=f"below {what}", hide=False):
        return
    page, left, top, _ = base.below(LINE_MM * len(lines) + 1.0)
    sheet = page.canvas(LINE_MM * len(lines), left=left, top=top, width=axes_mm(base.axes)[0])
    for i, line in enumerate(lines):
        write(sheet, 0.0, LINE_MM * (i + 0.5), line, label=f"below {what}")


def _write_day(axes: Axes, at: tuple[float, float], text: str, colour: str, name: str) -> bool:
    """The day beside its line, near the foot; False where nothing is free."""
    room = Room.of(axes)
    foot, top = room.day(*at)
    for on_band in (False, True):
        box = next((each for each in _at_foot(foot, top, text) if room.is_free(each, over_areas=on_band)), None)
        if box is not None:
            write_inside(room, box, text, colour=colour, halo=room.covers(box), label=f"day of {name}")
            return True
    return False


def _at_foot(foot: float, top: float, text: str) -> Iterator[Box]:
    """Boxes beside a line that falls to the axis, from its foot up to its top."""
    for bottom in np.arange(0.8, max(top, 4.0), 1.0):
        yield box_at(foot + 0.8, float(bottom), text)
        yield box_at(foot - 1.2 - text_width(text), float(bottom), text)


def _write_free(axes: Axes, lines: list[str], *, label: str, math: bool = False, hide: bool = True) -> bool:
    """Write lines in a corner that the curves leave free; where there is none, on white ground if they may ``hide``."""
    falls = getattr(vars(axes).get("isostats_curve"), "kind", v.REMISSION) != v.CUMULATIVE_INCIDENCE
    room = Room.of(axes)
    wide, tall = max(text_width(line.replace("$", "")) for line in lines) + 2.0, LINE_MM * len(lines) - 0.5
    apart = 0.0 if hide else APART_MM
    box = room.free_corner(wide + apart, tall, from_top=not falls)
    box = (box[0] + apart * (box[0] > APART_MM), *box[1:]) if box else None
    box = box or room.free_corner(wide, tall, from_top=not falls, over_areas=True)
    if box is None and not hide:
        return False
    if box is None:
        bottom = 1.0 if falls else room.height - tall - 1.0
        box = (1.5, bottom, 1.5 + wide, bottom + tall)
    on_lines = not room.is_free(box, over_areas=True)
    write_inside(room, box, "\n".join(lines), colour=INK, label=label, halo=room.covers(box))
    axes.texts[-1].set_parse_math(math)
    if on_lines:
        axes.texts[-1].set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.6})
    return True


def add_p(to: Figure | Axes, p: float | LogRank | GrayTest | Trend, *, test: str = "") -> Figure:
    """Add a p value, as the journal sets it, in the corner that the curves leave free.

    ``p`` is a test of isostats between the groups of the curves, which is named as it is, with its strata and rho; or a
    number of which ``test`` says what it is, by default a log-rank test. Raises EstimateError for what is no p value,
    and for a test of another outcome, of other groups or people than those of the curves.

    >>> import isostats as iso
    >>> sex = ["sex=female"] * 3 + ["sex=male"] * 3
    >>> counts = iso.event_table([120, 400, 730, 200, 730, 900], [1, 1, 0, 1, 1, 0], group=sex)
    >>> curve = iso.kaplan_meier(counts)
    >>> figure = iso.figures.remission_by_group(curve, min_at_risk=1)
    >>> iso.figures.add_p(figure, iso.logrank(counts)) is figure
    True
    """
    of = p if isinstance(p, LogRank | GrayTest | Trend) else None
    value = p if of is None else of.p_value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise EstimateError(
            f"A p value lies between 0 and 1; {_shown(value)} does not. Give iso.logrank(counts) or its p_value."
        )
    from matplotlib.figure import Figure

    test = test or _name_of(of)
    if isinstance(to, Figure) and "isostats_panels" in vars(to):
        _require_of_curve(to, of)
        return _p_above(to, float(value), test, _of_test(of, to))
    with adding(to, "add_p") as base:
        _require_of_curve(base.axes, of)
        if any(str(text.get_label()) == "p value" for text in base.axes.texts):
            raise EstimateError("This figure has a p value. Draw it anew, and add the one you want.")
        _write_free(base.axes, [_set_p(float(value), test)], label="p value", math=number_style().p_italic)
        return base.say(f"{test}{_of_test(of, base.axes)}: {p_in_full(float(value))}.", caption=True)


def _shown(value: object) -> str:
    """A value that is no p value, in short: an object of ours by its kind."""
    return repr(value) if isinstance(value, int | float | str) else f"a {type(value).__name__}"


def _require_of_curve(drawn: Figure | Axes, test: GroupTest | None) -> None:
    curve = curve_of_axes(drawn)
    if test is not None and curve is not None:
        require_test_of(
            curve, test, "Test what is drawn: figures.add_p(figure, iso.logrank(curve.counts)). Or give the p value as "
            "a number and say in words of yours what it is: figures.add_p(figure, test.p_value, test='...').",
        )  # fmt: skip


def _name_of(test: GroupTest | None) -> str:
    """What a test is called in a figure, with its strata and rho."""
    if isinstance(test, GrayTest):
        return "Gray's test"
    name, of = ("Log-rank test of trend", test.of) if isinstance(test, Trend) else ("Log-rank test", test)
    return " ".join([name, *([of.how] if of is not None and of.how else [])])


def _of_test(test: GroupTest | None, drawn: Figure | Axes) -> str:
    """What a test of isostats knows beside its p value, and how many of the people of the curves are in it."""
    if test is None:
        return ""
    of, curve = test.of if isinstance(test, Trend) else test, curve_of_axes(drawn)
    df, chi = count_text(test.degrees_of_freedom), decimal_text(test.statistic, 2)
    people = float(of.n.sum())
    fewer = curve is not None and people < float(curve.counts.n.sum())
    whom = f" of {count_text(people)} people" if fewer else ""
    return f" between {count_text(len(of.groups))} groups{whom} (chi-square {chi}, {df} df)"


def _set_p(value: float, test: str) -> str:
    style = number_style()
    letter = f"$\\mathit{{{style.p}}}$" if style.p_italic else style.p
    return f"{test}: {letter}{style.p_space}{p_text(value, equals=True)}"


def _p_above(figure: Figure, value: float, test: str, about: str) -> Figure:
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
        add_words(figure, f"{test}{about}: {p_in_full(value)}.", caption=True)
    return figure

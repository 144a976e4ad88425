"""Where things go on a figure of curves: y axis at the left, labels at the right, the at-risk table beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

from isostats.figures.curve_names import HEADING, SideLabel, side_labels
from isostats.figures.curves import RiskTable, Steps
from isostats.figures.direct_labels import key_above, key_lines, name_inside
from isostats.figures.finished import holds_nothing
from isostats.figures.looks import look
from isostats.figures.margins import keep_within
from isostats.figures.pages import Page, axes_mm, page_mm
from isostats.figures.result_checks import FOLLOWUP
from isostats.figures.style import LINE_MM, QUIET, SMALL_PT
from isostats.figures.text_fitting import text_width, wrap
from isostats.figures.ticks import axis_in_force, tick_step
from isostats.figures.unseen_corners import EXACT
from isostats.vocabulary import names as v
from isostats.words.english import plain, too_few_words
from isostats.words.numbers import count_text, number_text, percent, time_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from isostats.estimate.results import Curve

TICKS_MM = 10.5
"""Room for the ticks and the label of the time axis."""
LEAST_SHARE, LEAST_NARROW = 0.4, 0.6
"""The least share of the width that the axes have, on any page and on a narrow one, where names stand inside them."""


@dataclass(frozen=True)
class Sheet(Page):
    """A figure with its main axes; left, top, width and height of the axes in mm, and the names still to be written."""

    axes: Axes
    left: float
    top: float
    width: float
    height: float
    labels: tuple[SideLabel, ...] = ()

    def write_names(self, *, falling: bool = True, ground: Sequence[str] = ()) -> None:
        """Write the names once all is drawn: in the right margin, or inside the axes where there is none."""
        if look().ax is not None:
            keep_within(self.axes)
        if look().inside:
            name_inside(self.axes, self.labels, falling=falling, ground=ground)
        else:
            side_labels(self, self.labels)

    def mm_before_end(self, day: float) -> float:
        """How far before the right end of the axes a day lies, in mm."""
        begin, end = self.axes.get_xlim()
        return max((end - day) / (end - begin) * self.width, 0.0)


def last_day(curve: Curve, drawn: Sequence[Steps]) -> float:
    """The day on which the last of these curves stops; of all that is known where none is drawn."""
    return max([s.until or 0.0 for s in drawn], default=0.0) or max(curve.frame[v.TIME].max(), 1.0)


def curve_sheet(
    table: RiskTable,
    drawn: Sequence[Steps],
    what: str,
    *,
    simulated: bool,
    labels: Sequence[SideLabel] = (),
    right: float | None = None,
    highest: float = 100.0,
    height: float = 75.0,
    header: str = "",
    footer: Sequence[str] = (),
    beside: float = 0.0,
    horizons: Sequence[float] = (),
) -> Sheet:
    """Lay out the figure over its table: ``what`` on the y axis up to ``highest``, labels at the right.

    There are ``beside`` mm kept for a panel as well.

    The labels are written by :meth:`Sheet.write_names`, once all is drawn; ``horizons`` are ticks if they have room.
    Where no curve is to be drawn, or one stops early, the reason is written.
    """
    curve, min_at_risk = table.curve, table.min_at_risk
    widest, width, like = table.cell_width((0,)) + 2.5, page_mm(), look()
    right = _right_margin(labels, right, widest)
    least = width * (LEAST_NARROW if like.inside else LEAST_SHARE)
    table = replace(table, stacked=width - table.left - right - beside < least)
    left = table.left
    across = width - left - right - beside
    height = min(height, 0.9 * across) if like.inside else max(height, sum(label.height for label in labels))
    if like.ax is not None:
        across, height = axes_mm(like.ax)
    begin, end = like.days or (0.0, last_day(curve, drawn))
    time = axis_in_force(
        end, begin=begin, most=min(9, int(across // max(widest, 8.0)) + 1), across=across, cell=widest - 1.0,
        horizons=horizons,
    )  # fmt: skip
    top = 6.5 if header or simulated else 3.0
    areas = [label for label in labels if label.patch or label.names == HEADING] if like.inside and not like.ax else []
    if areas:  # they fill the axes, which leaves their names no room inside
        labels, keys = [label for label in labels if label not in areas], top - 1.5
        top += LINE_MM * len(key_lines(areas, width - left)) + 1.0
    unseen = all(s.until is None for s in drawn)
    stops = "" if unseen else stop_words(drawn, min_at_risk, days=len(drawn) == 1)
    lines = _foot_lines([stops, day_zero_words(curve, table.groups, table.cause), *footer], width - left - 2)
    below = top + height + TICKS_MM
    total = below + table.height + LINE_MM * len(lines) + 1.5
    page = Page.blank(total)
    axes = page.data_axes(left, top, across, height)
    vars(axes)["isostats_curve"] = curve
    vars(axes)[EXACT] = tuple(horizons)
    time.draw(axes, since_words(time.unit, curve, across + right))
    if table.measures:
        table.draw(page, time, left=left, top=below, width=across)
    for i, line in enumerate(lines):
        page.text(left, below + table.height + LINE_MM * i, line, color=QUIET)
    if areas:
        key_above(page, areas, left, keys)
    if header:
        page.text(left, 1.2, header)
    page.tell_simulated(simulated)
    percent_axis(axes, what, highest)
    if like.ax is not None:
        keep_within(axes)
        across, height = axes_mm(axes)
    sheet = Sheet(page.figure, axes, left, top, across, height, tuple(labels))
    if unseen:
        nothing_drawn(sheet, _why_unseen(drawn, min_at_risk))
    return sheet


def _right_margin(labels: Sequence[SideLabel], stated: float | None, widest_cell: float) -> float:
    """Room at the right, in mm: for the names, or for half the last number of the table where these are inside."""
    if look().inside:
        return max(4.0, widest_cell / 2)
    if stated is not None:
        return stated
    return 13.0 + max([text_width(line) for label in labels for line in label.lines], default=0.0)


def _foot_lines(sentences: Sequence[str], width: float) -> list[str]:
    """What stands beneath the table, each sentence in at most three lines."""
    return [line for text in sentences if text for line in wrap(text, width, lines=3)]


def _why_unseen(drawn: Sequence[Steps], min_at_risk: int) -> str:
    if not any(s.n for s in drawn):
        return "No patients."
    return f"Fewer than {min_at_risk} people{' of each group' * (len(drawn) > 1)} {_were_ever(drawn)}."


def _were_ever(drawn: Sequence[Steps]) -> str:
    """What too few people were; of counts by interval nobody knows who was followed, and with late entry there may be
    many on later days."""
    if any(each.late for each in drawn):
        return "were followed on every day from the first on, since people entered late"
    return f"were ever {'at risk' if drawn[0].by_interval else 'followed'}"


def plain_sheet(labels: Sequence[SideLabel], *, left: float, top: float, height: float, below: float) -> Sheet:
    """A page of lines without a table, in mm: the names in the right margin, or inside the axes where none is left."""
    widest = max([text_width(line) for label in labels for line in label.lines], default=0.0)
    right = 4.0 if look().inside else 13.0 + widest
    across = page_mm() - left - right
    height = min(height, 0.9 * across) if look().inside else height
    page = Page.blank(top + height + below)
    axes = page.data_axes(left, top, across, height)
    return Sheet(page.figure, axes, left, top, *axes_mm(axes), tuple(labels))


def since_words(unit: str, curve: Curve, room: float) -> str:
    """The label of the time axis, in short where there is little room."""
    time_zero = curve.definition.time_zero
    whole, short = "day 0", "day 0"  # a published figure's, which the caption names
    if time_zero.startswith("the last covered day"):
        whole, short = "the end of the first course", "the course's end"
    elif time_zero.startswith("the day before the first course"):
        whole, short = "the start of the first course", "the course's start"
    label = f"{unit} since {whole}"
    return label if text_width(label, size=8.0) < room else f"{unit} since {short}"


def percent_axis(axes: Axes, label: str, top: float = 100.0) -> None:
    """A y axis in percent from 0; one that ends below 100 says so."""
    begin, top = look().percent or (0.0, top)
    axes.set_ylim(begin, top)
    step = tick_step(top - begin, 5.5)
    ticks = [i * step for i in range(ceil(begin / step - 1e-9), int(top / step + 1e-9) + 1)]
    axes.set_yticks(ticks, [f"{number_text(t)}%" for t in ticks])
    cut = f"starts at {number_text(begin)}%" if begin else f"ends at {number_text(top)}%"
    axes.set_ylabel(label if top >= 100 and not begin else f"{label} (axis {cut})", labelpad=3)


def nothing_drawn(sheet: Sheet, text: str) -> None:
    """Say in the empty axes why nothing is drawn; a page says it in the place of the figure."""
    holds_nothing(sheet.figure, text)
    lines = wrap(text, sheet.width - 6, lines=3)
    sheet.axes.text(0.5, 0.3, "\n".join(lines), transform=sheet.axes.transAxes, ha="center", va="center", color=QUIET,
                    fontsize=SMALL_PT)  # fmt: skip


def stop_words(drawn: Sequence[Steps], min_at_risk: int, *, days: bool = True) -> str:
    """Where curves stop and why, or nothing if none stops early; ``days`` = False leaves the days to the caption."""
    many = len(drawn) > 1
    unseen = [s for s in drawn if s.until is None]
    early = [(s.group, round(s.until)) for s in drawn if s.until is not None and s.ends_early]
    parts = []
    if early:
        where = ", ".join((f"{plain(group)} on " if many else "on ") + f"day {count_text(day)}" for group, day in early)
        who = "Curves stop" if many else "The curve stops"
        ends = f": {where}." if days else "."
        few = too_few_words(min_at_risk, by_interval=drawn[0].by_interval)
        parts.append(f"{who} where {few}{ends}")
    asked = {round(s.until) for s in drawn if s.until is not None and s.ends_as_asked}
    if asked and not early:
        who = "Curves end" if many else "The curve ends"
        parts.append(f"{who} at the last horizon, day {count_text(max(asked))}.")
    if unseen:
        names = f" for {', '.join(plain(s.group) for s in unseen)}" if many else ""
        parts.append(f"No curve is drawn{names}: fewer than {min_at_risk} {_were_ever(drawn)}.")
    return " ".join(parts)


def day_zero_words(curve: Curve, groups: Sequence[str], cause: str | None = None) -> str:
    """Who had the outcome on day 0 itself, where anybody had; the curve then starts with a step."""
    if curve.kind == FOLLOWUP:  # its steps are people who left
        return ""
    rows = curve.frame[(curve.frame[v.TIME] == 0) & curve.frame[v.GROUP].isin(groups)]
    if cause is not None and "cause" in rows:
        rows = rows[rows["cause"] == cause]
    shares = rows.groupby(v.GROUP, observed=True)[v.ESTIMATE].sum()
    shares = 1 - shares if curve.kind == v.REMISSION else shares
    stepped = [group for group in groups if float(shares.get(group, 0.0)) > 0]
    named = [(f"{plain(group)} " if len(groups) > 1 else "") + percent(float(shares[group])) for group in stepped]
    return f"Events on day 0: {', '.join(named)}." if named else ""


def beyond_words(days: Sequence[int]) -> str:
    """The horizons for which too few people are followed."""
    return f"Too few people: {', '.join(time_words(d) for d in days)}." if len(days) else ""

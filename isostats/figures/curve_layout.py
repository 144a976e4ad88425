"""Where things go on a figure of curves: y axis at the left, labels at the right, the at-risk table beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from isostats.figures.asked import FOLLOWUP
from isostats.figures.curves import RiskTable, Steps
from isostats.figures.looks import look
from isostats.figures.style import CLAIM, INK, LINE_MM, QUIET, SMALL_PT, Dash, Page, axes_mm, page_mm, text_width, wrap
from isostats.figures.ticks import tick_step, time_axis
from isostats.vocabulary import names as v
from isostats.words.english import plain
from isostats.words.numbers import count_text, number_text, percent, stated_points, time_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from isostats.estimate.results import Curve

TICKS_MM = 10.5
"""Room for the ticks and the label of the time axis."""


@dataclass(frozen=True)
class Sheet(Page):
    """A figure with its main axes; left, top, width and height of the axes in mm."""

    axes: Axes
    left: float
    top: float
    width: float
    height: float

    def mm_before_end(self, day: float) -> float:
        """How far before the right end of the axes a day lies, in mm."""
        begin, end = self.axes.get_xlim()
        return max((end - day) / (end - begin) * self.width, 0.0)


@dataclass(frozen=True)
class SideLabel:
    """A label at the right of the axes: where it wants to be (y of the axes), its lines, and its line sample."""

    at: float
    lines: tuple[str, ...]
    colour: str = INK
    dash: Dash | None = None
    patch: bool = False
    names: str = ""
    """The label of what is drawn and named by this one; ``day`` is where that ends."""
    day: float | None = None

    @property
    def height(self) -> float:
        """Height in mm."""
        return LINE_MM * len(self.lines) + 1.0


def last_day(curve: Curve, drawn: Sequence[Steps]) -> float:
    """The day on which the last of these curves stops; of all that is known where none is drawn."""
    return max([s.until or 0.0 for s in drawn], default=0.0) or max(curve.frame[v.TIME].max(), 1.0)


def curve_sheet(
    curve: Curve,
    drawn: Sequence[Steps],
    what: str,
    *,
    min_at_risk: int,
    simulated: bool,
    labels: Sequence[SideLabel] = (),
    right: float | None = None,
    highest: float = 100.0,
    height: float = 75.0,
    header: str = "",
    footer: Sequence[str] = (),
    colours: Sequence[str] = (INK,),
    beside: float = 0.0,
    cause: str | None = None,
    events: str = "Events",
) -> Sheet:
    """Lay out the figure: ``what`` on the y axis up to ``highest``, labels and ``beside`` mm of a panel at the right.

    Where no curve is to be drawn, or one stops early, the reason is written.
    """
    if right is None:
        right = 13.0 + max([text_width(line) for label in labels for line in label.lines], default=0.0)
    height = max(height, sum(label.height for label in labels))
    names = tuple(each.group for each in drawn)
    table = RiskTable(curve, names, tuple(colours), cause=cause, min_at_risk=min_at_risk, events=events)
    widest, width, like = table.cell_width((0,)) + 2.5, page_mm(), look()
    left = max(table.label_width + table.label_gap((0,)), 11.0) + 1.5
    across = width - left - right - beside
    if like.ax is not None:
        across, height = axes_mm(like.ax)
    begin, end = like.days or (0.0, last_day(curve, drawn))
    time = time_axis(end, begin=begin, most=min(9, int(across // max(widest, 8.0)) + 1))
    top = 6.5 if header or simulated else 3.0
    feet = [stop_words(drawn, min_at_risk, days=len(drawn) == 1), day_zero_words(curve, names, cause), *footer]
    lines = [line for text in feet for line in wrap(text, width - left - 2, lines=3)]
    below = top + height + TICKS_MM
    total = below + table.height + LINE_MM * len(lines) + 1.5
    page = Page.blank(total)
    axes = page.data_axes(left, top, across, height)
    vars(axes)["isostats_curve"] = curve
    time.draw(axes, since_words(time.unit, curve, across + right))
    if table.measures:
        table.draw(page, time, left=left, top=below, width=across)
    for i, line in enumerate(lines):
        page.text(left, below + table.height + LINE_MM * i, line, color=QUIET)
    if header:
        page.text(left, 1.2, header)
    page.tell_simulated(simulated)
    sheet = Sheet(page.figure, axes, left, top, across, height)
    percent_axis(axes, what, highest)
    side_labels(sheet, labels)
    if all(s.until is None for s in drawn):
        nothing_drawn(sheet, stop_words(drawn, min_at_risk) if any(s.n for s in drawn) else "No patients.")
    return sheet


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


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Centres as near to the wanted ones as they can be with no two labels overlapping, between low and high.

    Labels that touch form a block which sits at the mean of what its members want (least squares). Ties keep the order
    in which they are given. If the labels need more than there is, they run beyond ``high``.

    >>> spread([10, 10], [4, 4], 0, 100)
    [8.0, 12.0]
    >>> spread([99, 50], [4, 4], 0, 100)
    [98.0, 50.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[tuple[list[int], float, float]] = []  # members, top edge, height
    for i in order:
        members, height = [i], heights[i]
        while True:
            offset, tops = 0.0, []
            for m in members:
                tops.append(wanted[m] - offset - heights[m] / 2)
                offset += heights[m]
            top = max(low, min(sum(tops) / len(tops), high - height))
            if not blocks or blocks[-1][1] + blocks[-1][2] <= top + 1e-9:
                break
            previous, _, previous_height = blocks.pop()
            members, height = previous + members, previous_height + height
        blocks.append((members, top, height))
    centres = [0.0] * len(wanted)
    for members, top, _ in blocks:
        for m in members:
            centres[m] = float(top + heights[m] / 2)
            top += heights[m]
    return centres


def side_labels(sheet: Sheet, labels: Sequence[SideLabel]) -> None:
    """Write the labels in the right margin, pushed apart where they would touch, each led to what it names."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    low, high = sheet.axes.get_ylim()
    within = look().ax is not None
    wanted = [sheet.height * (high - label.at) / (high - low) for label in labels]  # mm from the top of the axes
    places = spread(wanted, [label.height for label in labels], -2.0, sheet.height + 2.0)
    whole_width, whole_height = sheet.size
    start = sheet.left + sheet.width
    for label, want, centre in zip(labels, wanted, places, strict=True):
        want = min(max(want, 0.0), sheet.height)
        if within:
            sheet.axes.annotate(
                "\n".join(label.lines), (1, high - want / sheet.height * (high - low)), fontsize=SMALL_PT,
                xycoords=sheet.axes.get_yaxis_transform(), xytext=(4, (want - centre) / 25.4 * 72), va="center",
                textcoords="offset points", color=INK if label.patch else label.colour, linespacing=1.1,
                annotation_clip=False,
            )  # fmt: skip
            continue

        def place(x: float, y: float) -> tuple[float, float]:
            return (start + x) / whole_width, 1 - (sheet.top + y) / whole_height

        def line(*points: tuple[float, float], **style: Any) -> None:
            both = zip(*(place(*point) for point in points), strict=True)
            sheet.figure.add_artist(Line2D(*both, transform=sheet.figure.transFigure, **style))

        short = sheet.mm_before_end(label.day) if label.day is not None else 0.0
        way = [*([(0.6 - short, want)] if short > 0.8 else []), (0.6, want), (3.2, centre)]
        line(*way, color=QUIET, linewidth=0.5, label=f"_leader {label.names}")
        sampled = label.patch or label.dash is not None
        if label.patch:
            x, y = place(4.0, centre)
            sheet.figure.add_artist(
                Rectangle(
                    (x, y - 1.1 / whole_height), 6.0 / whole_width, 2.2 / whole_height, facecolor=label.colour,
                    transform=sheet.figure.transFigure, edgecolor=INK, linewidth=0.4, label=f"sample {label.names}",
                )
            )  # fmt: skip
        elif label.dash is not None:
            line((4.0, centre), (10.0, centre), color=label.colour, linestyle=label.dash, linewidth=1.3,
                 label=f"sample {label.names}")  # fmt: skip
        x, y = place(11.0 if sampled else 4.0, centre)
        sheet.figure.text(
            x, y, "\n".join(label.lines), ha="left", va="center", fontsize=SMALL_PT, linespacing=1.1,
            color=INK if sampled else label.colour, label=f"names {label.names}" if label.names else "",
        )  # fmt: skip


def percent_axis(axes: Axes, label: str, top: float = 100.0) -> None:
    """A y axis in percent from 0; one that ends below 100 says so."""
    begin, top = look().percent or (0.0, top)
    axes.set_ylim(begin, top)
    step = tick_step(top - begin, 5.5)
    ticks = [i * step for i in range(ceil(begin / step - 1e-9), int(top / step + 1e-9) + 1)]
    axes.set_yticks(ticks, [f"{number_text(t)}%" for t in ticks])
    cut = f"starts at {number_text(begin)}%" if begin else f"ends at {number_text(top)}%"
    axes.set_ylabel(label if top >= 100 and not begin else f"{label} (axis {cut})", labelpad=3)


def claim_labels(claim: float | None, margin: float | None) -> list[SideLabel]:
    """The name of the claim line in the right margin, where there is one."""
    second = (f"±{stated_points(margin)} points",) if margin else ()
    return (
        [] if claim is None else [SideLabel(100 * claim, (f"claim {percent(claim, 0)}", *second), CLAIM, names="claim")]
    )


def nothing_drawn(sheet: Sheet, text: str) -> None:
    """Say in the empty axes why nothing is drawn."""
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
        parts.append(f"{who} where fewer than {min_at_risk} are still followed, with the outcome or without{ends}")
    if unseen:
        names = f" for {', '.join(plain(s.group) for s in unseen)}" if many else ""
        parts.append(f"No curve is drawn{names}: fewer than {min_at_risk} were ever followed.")
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
    """The horizons that lie beyond the follow-up."""
    return f"Beyond the follow-up: {', '.join(time_words(d) for d in days)}." if len(days) else ""

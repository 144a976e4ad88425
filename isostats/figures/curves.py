"""What a figure needs of a curve: its steps, the stepped band, the day on which it stops, and the table beneath.

The extended at-risk table has those at risk, events and censored at the ticks of the time axis.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.figures.looks import MEASURES, look
from isostats.figures.pages import Page, write
from isostats.figures.result_checks import FOLLOWUP
from isostats.figures.style import DASHES, INK, LINE_MM, Dash
from isostats.figures.text_fitting import shorten, text_width
from isostats.figures.ticks import TimeAxis
from isostats.vocabulary import names as v
from isostats.words.english import plain
from isostats.words.numbers import MISSING, people_text, percent, time_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from isostats.estimate.results import Curve

LONGEST_NAME_MM = 34.0
REVERSED = {v.EVENTS: "Outcome, death", v.CENSORED: "Left"}
"""Rows of the table of a reverse curve, in which those who leave are the events and the others are censored."""
IN_SHORT = "Others"
"""On a narrow page, for an outcome or a death; the caption says it in full."""
SWATCH_MM = 8.0
"""A sample of the group's line, between its name and its numbers."""
Floats = NDArray[np.float64]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Steps:
    """One curve as it is drawn: right-continuous steps from ``time`` on, until the day ``until`` (None: not at all).

    ``ends_early`` where too few were followed further; ``ends_as_asked`` on the last day that rounded counts tell of.
    """

    group: str
    time: Floats
    estimate: Floats
    lower: Floats
    upper: Floats
    until: float | None
    n: float
    events: float
    ends_early: bool
    ends_as_asked: bool = False
    by_interval: bool = False
    late: bool = False
    """Whether its counts are those of intervals, of which the people at risk are known and not who is followed."""


_MADE: WeakKeyDictionary[Curve, dict[Any, Any]] = WeakKeyDictionary()


def _once(make: Callable[..., Made], curve: Curve, *asked: Hashable) -> Made:
    """What is made of a curve, kept with it: the same figure is drawn as wide as a page and as a telephone."""
    made = _MADE.setdefault(curve, {})
    if (make, asked) not in made:
        made[make, asked] = make(curve, *asked)
    kept: Made = made[make, asked]
    return kept


def at_days(
    curve: Curve, group: str, days: Sequence[int], *, cause: str | None = None, min_at_risk: int = 10
) -> pd.DataFrame:
    """One group's (and cause's) estimates on these days, with the status that says whether they may be quoted."""
    at = curve.at(sorted(set(days)), min_at_risk=min_at_risk, exact=True)
    at = at[at[v.GROUP] == group]
    return at if cause is None or "cause" not in at else at[at["cause"] == cause]


def steps(curve: Curve, group: str, *, cause: str | None = None, min_at_risk: int = 10) -> Steps:
    """The drawn part of one group's (and cause's) curve.

    It stops after the last day on which ``curve.at`` quotes it: on which at least ``min_at_risk`` people are still
    followed, with the outcome or without, or of counts by interval are at risk.
    Days on which nothing but censoring happened, and which leave estimate and limits as they were, need no vertex.
    """
    return _once(_steps, curve, group, cause, min_at_risk, look().days)


def _steps(
    curve: Curve, group: str, cause: str | None, min_at_risk: int, shown: tuple[float, float] | None
) -> Steps:
    frame = curve.frame
    frame = frame[frame[v.GROUP] == group]
    if cause is not None:
        frame = frame[frame["cause"] == cause]
    frame = frame.sort_values(v.TIME, kind="stable")
    time = frame[v.TIME].to_numpy(float)
    by_interval = curve.counts.by_interval
    # an interval in which nobody left has no step, and its end may be quoted all the same
    days = curve.counts.days if by_interval else time.astype(int)
    import pandas as pd

    at = pd.DataFrame(curve.columns_at(sorted({0, *days.tolist()}), min_at_risk=min_at_risk))
    at = at[at[v.GROUP] == group].drop_duplicates(v.TIME)  # of several causes, which are observed alike, the first
    quoted = at[v.TIME][at[v.STATUS] == v.OK].to_numpy(float)
    last = float(quoted[-1]) if len(quoted) else None
    stop = 0 if last is None else int(np.searchsorted(time, last, side="right"))
    whole = stop
    if last is not None and shown is not None and last > shown[1]:
        stop, last = max(int(np.searchsorted(time, shown[1], side="right")), 1), shown[1]
    horizon = float(days[-2]) if by_interval else np.inf  # the last step of counts by interval is all who are left
    values = frame[[v.ESTIMATE, v.LOWER, v.UPPER]].to_numpy(float)[:stop]
    same = np.zeros(stop, dtype=bool)
    same[1:] = np.all((values[1:] == values[:-1]) | (np.isnan(values[1:]) & np.isnan(values[:-1])), axis=1)
    return Steps(
        group,
        time[:stop][~same],
        estimate=values[~same, 0],
        lower=values[~same, 1],
        upper=values[~same, 2],
        until=last,
        n=float(at[v.N].iloc[0]) if len(at) else 0.0,
        events=float(frame[v.EVENTS].sum()),
        ends_early=stop == whole and (last != horizon if by_interval else stop < len(time)),
        ends_as_asked=stop == whole and last == horizon,
        by_interval=by_interval,
        late=bool(curve.counts.entered[curve.groups.index(group)].any()),
    )


def last_read(one: Steps, horizons: Sequence[int]) -> str:
    """What a curve is at the last horizon that it reaches, and which that is; at its end where it reaches none."""
    day = max([day for day in horizons if one.time[0] < day <= (one.until or 0)], default=None)
    if day is None:
        return percent(float(one.estimate[-1]))
    return f"{percent(float(one.estimate[np.searchsorted(one.time, day, side='right') - 1]))} at {time_words(day)}"


def draw_steps(axes: Axes, drawn: Steps, *, colour: str, dash: Dash = "solid", alpha: float = 0.18) -> None:
    """Draw a curve and its band, in percent, with a short bar where it stops for want of people at risk."""
    if drawn.until is None:
        return
    days = np.append(np.repeat(drawn.time, 2)[1:], max(drawn.until, drawn.time[-1]))
    lower, estimate, upper = (100 * np.repeat(values, 2) for values in (drawn.lower, drawn.estimate, drawn.upper))
    axes.fill_between(days, lower, upper, color=colour, alpha=alpha, linewidth=0, label=f"band {drawn.group}")
    axes.plot(days, estimate, color=colour, linestyle=dash, label=f"curve {drawn.group}", clip_on=look().clipped)
    if drawn.ends_early:
        axes.plot(
            [drawn.until], [100 * drawn.estimate[-1]], marker="|", markersize=6, markeredgewidth=1.2, color=colour,
            label=f"stop {drawn.group}", clip_on=look().clipped,
        )  # fmt: skip


def cells_at(
    curve: Curve, days: Sequence[int], *, cause: str | None = None, min_at_risk: int = 0
) -> dict[tuple[str, str], list[str]]:
    """The counts beneath a curve on these days as text, by group and measure.

    A dash stands where rounded ones cannot tell how few are left at risk.
    """
    cells = dict[tuple[str, str], list[str]]()
    for group, *counts in _once(_counts, curve, tuple(days), cause):
        for measure, count in zip(MEASURES, map(float, counts), strict=True):
            few = measure == v.AT_RISK and curve.counts.people is not None and count < min_at_risk
            cells.setdefault((str(group), measure), []).append(MISSING if few else people_text(count, missing=""))
    return cells


def _counts(curve: Curve, days: tuple[int, ...], cause: str | None) -> list[tuple[Any, ...]]:
    """Group, at risk, events and censored on each day."""
    table = curve.risk_table(days, cause)
    return list(zip(*(table[name].tolist() for name in (v.GROUP, *MEASURES)), strict=True))


@dataclass(frozen=True)
class RiskTable:
    """The table before it is drawn: its row labels are known, so that a figure can leave them room."""

    curve: Curve
    groups: tuple[str, ...]
    colours: tuple[str, ...] = (INK,)
    dashes: tuple[Dash, ...] = DASHES
    cause: str | None = None
    min_at_risk: int = 0
    events: str = "Events"
    stacked: bool = False
    """Whether the row labels would leave the axes too little: a group's name then has a line of its own above its rows,
    and labels without groups begin at the edge of the page, each as near to its own first number as it comes."""

    @classmethod
    def of(
        cls, curve: Curve, drawn: Sequence[Steps], min_at_risk: int, *, colours: Sequence[str] = (INK,),
        cause: str | None = None, events: str = "Events",
    ) -> RiskTable:
        """The table of the groups that are drawn."""
        groups = tuple(each.group for each in drawn)
        return cls(curve, groups, tuple(colours), cause=cause, min_at_risk=min_at_risk, events=events)

    @property
    def measures(self) -> tuple[tuple[str, str], ...]:
        """The columns of the table with their labels; ``events`` says of what they are where the figure shows more."""
        return tuple((measure, self._names[measure]) for measure in look().at_risk)

    @property
    def _names(self) -> dict[str, str]:
        names = {v.AT_RISK: "At risk", v.EVENTS: self.events, v.CENSORED: "Censored"}
        if self.curve.kind != FOLLOWUP:
            return names
        return names | REVERSED | ({v.EVENTS: IN_SHORT} if look().inside else {})

    @property
    def by_group(self) -> bool:
        """Whether each measure has a heading and a row for each group."""
        return len(self.groups) > 1

    @property
    def label_width(self) -> float:
        """Room that the row labels need at the left, in mm."""
        names = [plain(g) for g in self.groups] if self.by_group and not self.stacked else []
        # as wide without a row as with it, so that rows can be added to a finished figure
        heads = [text_width(label, "bold") for label in self._names.values()]
        return max([*heads, *(min(text_width(n), LONGEST_NAME_MM) + SWATCH_MM for n in names), 0.0])

    @property
    def left(self) -> float:
        """Where the axes begin, in mm: beyond the row labels and the labels of the y axis."""
        if self.stacked and not self.by_group:
            names = self._names.items()
            rows = [text_width(name, "bold") + self.cell_width((0,), measure) / 2 for measure, name in names]
            return max(max(rows) + 2.0, 11.0) + 1.5
        return max(self.label_width + self.label_gap((0,)), 11.0) + 1.5

    @property
    def height(self) -> float:
        """Height in mm."""
        if self.stacked and self.by_group:
            return len(self.groups) * ((1 + len(self.measures)) * LINE_MM + 0.8) + 1.0 if self.measures else 0.0
        per_measure = (1 + len(self.groups)) * LINE_MM + 0.8 if self.by_group else LINE_MM
        return len(self.measures) * per_measure + 1.0 if self.measures else 0.0

    def cell_width(self, days: Sequence[int], *measures: str) -> float:
        """Width of the widest number on these days, of all measures or of those named."""
        cells = [cell for (_, each), row in self._cells(days).items() if each in (measures or MEASURES) for cell in row]
        return max(map(text_width, cells), default=0.0)

    def _cells(self, days: Sequence[int]) -> dict[tuple[str, str], list[str]]:
        return cells_at(self.curve, days, cause=self.cause, min_at_risk=self.min_at_risk)

    def label_gap(self, days: Sequence[int]) -> float:
        """Distance from the axes to the row labels: half the first column of numbers, and a little air."""
        return self.cell_width(days[:1]) / 2 + 2.0

    def draw(self, page: Page, time: TimeAxis, *, left: float, top: float, width: float) -> Axes:
        """Write the table under axes that begin at ``left`` and are ``width`` mm wide."""
        from matplotlib.transforms import Affine2D, ScaledTranslation, blended_transform_factory

        axes = page.unseen_axes(left, top, width, self.height)
        axes.set_xlim(time.begin, time.end)
        axes.set_label("at-risk table")
        # across in mm from the left end of the axes, down in the table's own mm
        origin = ScaledTranslation(0, 0, axes.transAxes)  # type: ignore[arg-type]
        across = Affine2D().scale(1 / 25.4) + page.figure.dpi_scale_trans + origin
        beside = blended_transform_factory(across, axes.transData)
        table = self._cells(time.days)
        gap, y = self.label_gap(time.days), LINE_MM / 2

        def label(text: str, gap: float, weight: str = "normal") -> None:
            if self.stacked and not self.by_group:
                write(axes, 1.5 - left, y, text, transform=beside, ha="left", weight=weight)
                return
            write(axes, -gap, y, text, transform=beside, ha="right", weight=weight)

        def swatch(right: float, i: int) -> None:
            axes.plot([right - SWATCH_MM + 1.2, right], [y, y], transform=beside, color=self.colours[i],
                      linestyle=self.dashes[i % len(self.dashes)], clip_on=False, linewidth=1.3)  # fmt: skip

        def cells(group: str, measure: str) -> None:
            for day, cell in zip(time.days, table.get((group, measure), ()), strict=True):
                write(axes, float(day), y, cell, ha="center", label=f"{measure} {group} {day}")

        if self.stacked and self.by_group:
            for i, group in enumerate(self.groups):
                swatch(-left + SWATCH_MM, i)
                name = shorten(plain(group), width + left - SWATCH_MM - 3.0)
                write(axes, -left + SWATCH_MM + 1.5, y, name, transform=beside, ha="left")
                y += LINE_MM
                for measure, name in self.measures:
                    label(name, gap, "bold")
                    cells(group, measure)
                    y += LINE_MM
                y += 0.8
            return axes
        for measure, name in self.measures:
            label(name, gap, "bold")
            y += LINE_MM * self.by_group
            for i, group in enumerate(self.groups):
                if self.by_group:
                    label(shorten(plain(group), LONGEST_NAME_MM), gap + SWATCH_MM)
                    swatch(-gap - 0.2, i)
                cells(group, measure)
                y += LINE_MM
            y += 0.8 * self.by_group
        return axes


def table_words(curve: Curve) -> str:
    """How the table under a curve counts, where there is one."""
    if not look().at_risk or look().ax is not None:
        return ""
    if curve.kind == FOLLOWUP:
        return (
            "Table: at risk are those still followed on the day; outcomes or deaths, which are censored here, "
            "and those who left are counted before it."
        )
    if curve.counts.by_interval:
        few = " A dash: too few for rounded counts to tell." if curve.counts.people is not None else ""
        ends = "at risk are those still there at the end of the day; events and censored are all up to then."
        return f"Table: {ends}{few}"
    return (
        "Table: at risk are those under observation on the day (exit on that day or later); "
        "events and censored are counted strictly before it; with those who enter later they sum to n."
    )

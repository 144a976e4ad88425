"""Where an axis begins and its ticks are: shares, counts, and times in months or years at whole days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, isfinite
from typing import TYPE_CHECKING

from isostats.errors import EstimateError
from isostats.figures.looks import look
from isostats.words.numbers import count_text, counted, number_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

MONTH = 30.4375
MOST_HORIZONS = 6
"""With more than these, round times are ticks."""


@dataclass(frozen=True)
class TimeAxis:
    """Where the ticks are (days), what they say, in which unit, and the day on which the axis ends."""

    days: tuple[int, ...]
    labels: tuple[str, ...]
    unit: str
    end: float
    begin: float = 0.0

    def draw(self, axes: Axes, label: str) -> None:
        """Put the ticks and the label on the x axis."""
        axes.set_xlim(self.begin, self.end)
        axes.set_xticks(list(self.days), list(self.labels))
        axes.set_xlabel(label, labelpad=2)


def time_axis(last_day: float, *, most: int = 9, begin: float = 0.0) -> TimeAxis:
    """An axis from ``begin`` to ``last_day`` with at most ``most`` ticks: days if short, then months, then years.

    >>> time_axis(1826).labels, time_axis(1826).days, time_axis(1826).unit
    (('0', '1', '2', '3', '4', '5'), (0, 365, 730, 1095, 1461, 1826), 'Years')
    >>> time_axis(400).labels, time_axis(400).unit
    (('0', '2', '4', '6', '8', '10', '12'), 'Months')
    >>> time_axis(10).unit
    'Days'
    """
    end = max(float(last_day), 1.0)
    most = max(most, 2)
    if end < 2 * MONTH:
        step = next(s for s in (1, 2, 5, 10, 20, 30, 60) if end // s + 1 <= most)
        days = tuple(day for day in range(0, int(end) + 1, step) if day >= begin)
        return TimeAxis(days, tuple(str(d) for d in days), "Days", end, begin)
    months = (end + 1) / MONTH  # 365 days are a year: the day is the floor of 365.25
    steps = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 60000)
    step = next((s for s in steps if months // s + 1 <= most), steps[-1])
    ticks = [k * step for k in range(int(months // step) + 1) if begin <= floor(k * step * MONTH) <= end]
    years = step % 12 == 0
    return TimeAxis(
        tuple(floor(k * MONTH) for k in ticks),
        tuple(str(k // 12 if years else k) for k in ticks),
        "Years" if years else "Months",
        end,
        begin,
    )


def axis_in_force(
    end: float, *, begin: float = 0.0, most: int, across: float, cell: float, horizons: Sequence[float] = ()
) -> TimeAxis:
    """The time axis with ticks at the ``breaks`` that were asked for, else at the horizons, else at round times.

    ``across`` is its length and ``cell`` what a tick and the numbers beneath it take, in mm. Horizons that have no room
    give way: the earliest first, and all of them where fewer than three ticks would be left or half the axis bare.
    Raises EstimateError for breaks that lie beyond the axis or too close.
    """
    breaks = look().breaks
    if breaks is not None:
        shown = [day for day in breaks if begin <= day <= end]
        if not shown:
            raise EstimateError(
                f"breaks has no day between {number_text(round(begin))} and {number_text(round(end))}, where the time "
                "axis ends. Give days on it, as (0, 365, 730)."
            )
        if _nearest(shown, begin, end, across) < cell:
            raise EstimateError(
                f"breaks are {counted(len(shown), 'day')} with no room between them on "
                f"{number_text(round(across))} mm. Give fewer, a larger size, or a shorter axis as days=(0, 1826)."
            )
        return axis_at(shown, begin, end)
    if len(horizons) <= MOST_HORIZONS:
        kept = sorted(float(day) for day in {0, *horizons} if begin <= day <= end)
        for _ in range(2):
            if len(kept) > 2 and kept[-1] >= end / 2 and _nearest(kept, begin, end, across) >= cell:
                return axis_at([*kept, *_beyond(kept, end, across, cell)], begin, end)
            kept = [*kept[:1], *kept[2:]]
    return time_axis(end, begin=begin, most=most)


def _beyond(kept: Sequence[float], end: float, across: float, cell: float) -> list[int]:
    """Years after the last horizon, as far apart as the last two horizons or further: a drawn curve has its ticks."""
    year = 12 * MONTH
    last, least = kept[-1], max(kept[-1] - kept[-2], cell / across * end)
    if last < year:
        return []
    step = next((n for n in (1, 2, 5, 10, 20, 50) if n * year > least - 2), None)
    first = ceil((last - 2) / year)
    return [] if step is None else [floor(n * year) for n in range(first + step, floor((end + 1) / year) + 1, step)]


def _nearest(days: Sequence[float], begin: float, end: float, across: float) -> float:
    """The least distance between two ticks in mm."""
    gaps = [later - day for day, later in pairwise(days)]
    return min(gaps, default=end - begin) / (end - begin) * across


def axis_at(days: Sequence[float], begin: float, end: float) -> TimeAxis:
    """An axis with ticks on these days: in years if they are whole or half ones, else in months, else in days.

    >>> axis_at([0, 182, 365, 1826], 0, 2000).labels, axis_at([0, 91, 182], 0, 300).unit
    (('0', '0.5', '1', '5'), 'Months')
    """
    for unit, long, part in (("Years", 12 * MONTH, 2), ("Months", MONTH, 1)):
        whole = [round(day / long * part) / part for day in days]
        near = all(abs(day - number * long) < 1.3 for day, number in zip(days, whole, strict=True))
        if near and max(days, default=0) >= long and len(set(whole)) == len(days):
            return TimeAxis(tuple(round(day) for day in days), tuple(number_text(n) for n in whole), unit, end, begin)
    return TimeAxis(tuple(round(day) for day in days), tuple(count_text(day) for day in days), "Days", end, begin)


def share_floor(shares: Iterable[float]) -> int:
    """Where an axis of shares begins, in percent: a round ten below the lowest of them; 0 where there is none."""
    lowest = min((share for share in shares if isfinite(share)), default=0.0)
    return max(0, 10 * floor(10 * (lowest - 0.005)))


def share_ticks(start: int, step: int = 0) -> list[int]:
    """The ticks of an axis of shares that begins at ``start`` percent.

    >>> share_ticks(50), share_ticks(10)
    ([50, 60, 70, 80, 90, 100], [20, 40, 60, 80, 100])
    """
    step = step or (10 if start >= 30 else 20)
    return list(range(step * ceil(start / step), 101, step))


def tick_step(end: float, most: float) -> float:
    """The first of 1, 2, 5, 10, 20, ... and their tenths and hundredths that divides an axis into so many at most.

    >>> tick_step(100, 5.5), tick_step(7, 5.5), tick_step(0.4, 5.5)
    (20, 2, 0.1)
    """
    tens: list[float] = [10**e if e >= 0 else 1 / 10**-e for e in range(-2, 16)]
    return next(k * ten for ten in tens for k in (1, 2, 5) if end / (k * ten) <= most)


def count_ticks(axis: Axis, end: float, most: float) -> None:
    """Label an axis of counts from 0 in steps of at least 1."""
    step = max(tick_step(end, most), 1)
    ticks = [i * step for i in range(int(end / step) + 1)]
    axis.set_ticks(ticks, labels=[count_text(tick) for tick in ticks])

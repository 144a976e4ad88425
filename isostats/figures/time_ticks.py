"""Ticks in months or years at whole days, floored as horizons are, so that 2 years is day 730."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MONTH = 30.4375


@dataclass(frozen=True)
class TimeAxis:
    """Where the ticks are (days), what they say, in which unit, and the day on which the axis ends."""

    days: tuple[int, ...]
    labels: tuple[str, ...]
    unit: str
    end: float

    def draw(self, axes: Axes, label: str) -> None:
        """Put the ticks and the label on the x axis."""
        axes.set_xlim(0, self.end)
        axes.set_xticks(list(self.days), list(self.labels))
        axes.set_xlabel(label, labelpad=2)


def time_axis(last_day: float, *, most: int = 9) -> TimeAxis:
    """An axis from 0 to ``last_day`` with at most ``most`` ticks: days if short, then months, then years.

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
        days = tuple(range(0, int(end) + 1, step))
        return TimeAxis(days, tuple(str(d) for d in days), "Days", end)
    months = (end + 1) / MONTH  # 365 days are a year: the day is the floor of 365.25
    steps = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 60000)
    step = next((s for s in steps if months // s + 1 <= most), steps[-1])
    ticks = [k * step for k in range(int(months // step) + 1) if floor(k * step * MONTH) <= end]
    years = step % 12 == 0
    return TimeAxis(
        tuple(floor(k * MONTH) for k in ticks),
        tuple(str(k // 12 if years else k) for k in ticks),
        "Years" if years else "Months",
        end,
    )

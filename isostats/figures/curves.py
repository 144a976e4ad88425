"""What a figure needs of a curve, and its geometry: steps, the stepped band, and the day on which it stops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from isostats.figures.style import Dash
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from isostats.estimate.results import Curve

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Steps:
    """One curve as it is drawn: right-continuous steps from ``time`` on, until the day ``until`` (None: not at all)."""

    group: str
    time: Floats
    estimate: Floats
    lower: Floats
    upper: Floats
    until: float | None
    n: float
    events: float
    ends_early: bool

    @property
    def last(self) -> float:
        """The last estimate drawn."""
        return float(self.estimate[-1]) if len(self.estimate) else float("nan")

    def line(self) -> tuple[Floats, Floats]:
        """Vertices of the step line."""
        return self._stepped(self.estimate)

    def band(self) -> tuple[Floats, Floats, Floats]:
        """Vertices of the band: days, lower and upper; NaN where no limits exist."""
        days, lower = self._stepped(self.lower)
        return days, lower, self._stepped(self.upper)[1]

    def _stepped(self, values: Floats) -> tuple[Floats, Floats]:
        if self.until is None or not len(values):
            return np.empty(0), np.empty(0)
        days = np.append(np.repeat(self.time, 2)[1:], max(self.until, self.time[-1]))
        return days, np.repeat(values, 2)


def steps(curve: Curve, group: str, *, cause: str | None = None, min_at_risk: int = 10) -> Steps:
    """The drawn part of one group's (and cause's) curve.

    It stops after the last day on which at least ``min_at_risk`` people are under observation, as ``curve.at`` has it.
    Days on which nothing but censoring happened, and which leave estimate and limits as they were, need no vertex.
    """
    frame = curve.frame
    frame = frame[frame[v.GROUP] == group]
    if cause is not None:
        frame = frame[frame["cause"] == cause]
    frame = frame.sort_values(v.TIME, kind="stable")
    time, n = frame[v.TIME].to_numpy(float), _n(curve, group)
    enough = np.flatnonzero(_quotable(curve, group, frame[v.TIME].astype(int).tolist(), min_at_risk))
    stop = int(enough[-1]) + 1 if len(enough) else 0
    values = frame[[v.ESTIMATE, v.LOWER, v.UPPER]].to_numpy(float)[:stop]
    same = np.zeros(stop, dtype=bool)
    same[1:] = np.all((values[1:] == values[:-1]) | (np.isnan(values[1:]) & np.isnan(values[:-1])), axis=1)
    keep = ~same
    return Steps(
        group=group,
        time=time[:stop][keep],
        estimate=values[keep, 0],
        lower=values[keep, 1],
        upper=values[keep, 2],
        until=float(time[stop - 1]) if stop else None,
        n=n,
        events=float(frame[v.EVENTS].sum()),
        ends_early=stop < len(time),
    )


def _quotable(curve: Curve, group: str, days: Sequence[int], min_at_risk: int) -> NDArray[np.bool_]:
    """On which days enough people are under observation for the curve to be quoted."""
    at = curve.at(days, min_at_risk=min_at_risk)
    at = at[at[v.GROUP] == group].drop_duplicates(v.TIME)  # of several causes, which are observed alike, the first
    return np.asarray((at[v.STATUS] == v.OK).to_numpy(), dtype=bool)


def _n(curve: Curve, group: str) -> float:
    at = curve.at([0], min_at_risk=0)
    counts = at.loc[at[v.GROUP] == group, v.N]
    return float(counts.iloc[0]) if len(counts) else 0.0


def draw_steps(axes: Axes, drawn: Steps, *, colour: str, dash: Dash = "solid", alpha: float = 0.18) -> None:
    """Draw a curve and its band, in percent, with a short bar where it stops for want of people at risk."""
    if drawn.until is None:
        return
    days, lower, upper = drawn.band()
    axes.fill_between(
        days, 100 * lower, 100 * upper, color=colour, alpha=alpha, linewidth=0, label=f"band {drawn.group}"
    )
    days, estimate = drawn.line()
    axes.plot(days, 100 * estimate, color=colour, linestyle=dash, label=f"curve {drawn.group}", clip_on=False)
    if drawn.ends_early:
        axes.plot(
            [drawn.until], [100 * drawn.last], marker="|", markersize=6, markeredgewidth=1.2, color=colour,
            label=f"stop {drawn.group}", clip_on=False,
        )  # fmt: skip

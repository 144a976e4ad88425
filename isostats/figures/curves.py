"""What a figure needs of a curve, and its geometry: steps, the stepped band, and the day on which it stops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
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


def at_days(
    curve: Curve, group: str, days: Sequence[int], *, cause: str | None = None, min_at_risk: int = 10
) -> pd.DataFrame:
    """One group's (and cause's) estimates on these days, with the status that says whether they may be quoted."""
    at = curve.at(sorted(set(days)), min_at_risk=min_at_risk)
    at = at[at[v.GROUP] == group]
    return at if cause is None or "cause" not in at else at[at["cause"] == cause]


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
    time = frame[v.TIME].to_numpy(float)
    at = at_days(curve, group, frame[v.TIME].astype(int).tolist(), min_at_risk=min_at_risk)
    at = at.drop_duplicates(v.TIME)  # of several causes, which are observed alike, the first
    enough = np.flatnonzero(at[v.STATUS] == v.OK)
    stop = int(enough[-1]) + 1 if len(enough) else 0
    values = frame[[v.ESTIMATE, v.LOWER, v.UPPER]].to_numpy(float)[:stop]
    same = np.zeros(stop, dtype=bool)
    same[1:] = np.all((values[1:] == values[:-1]) | (np.isnan(values[1:]) & np.isnan(values[:-1])), axis=1)
    n = at_days(curve, group, [0], min_at_risk=0)[v.N]
    return Steps(
        group,
        time[:stop][~same],
        estimate=values[~same, 0],
        lower=values[~same, 1],
        upper=values[~same, 2],
        until=float(time[stop - 1]) if stop else None,
        n=float(n.iloc[0]) if len(n) else 0.0,
        events=float(frame[v.EVENTS].sum()),
        ends_early=stop < len(time),
    )


def draw_steps(axes: Axes, drawn: Steps, *, colour: str, dash: Dash = "solid", alpha: float = 0.18) -> None:
    """Draw a curve and its band, in percent, with a short bar where it stops for want of people at risk."""
    if drawn.until is None:
        return
    days = np.append(np.repeat(drawn.time, 2)[1:], max(drawn.until, drawn.time[-1]))
    lower, estimate, upper = (100 * np.repeat(values, 2) for values in (drawn.lower, drawn.estimate, drawn.upper))
    axes.fill_between(days, lower, upper, color=colour, alpha=alpha, linewidth=0, label=f"band {drawn.group}")
    axes.plot(days, estimate, color=colour, linestyle=dash, label=f"curve {drawn.group}", clip_on=False)
    if drawn.ends_early:
        axes.plot(
            [drawn.until], [100 * drawn.last], marker="|", markersize=6, markeredgewidth=1.2, color=colour,
            label=f"stop {drawn.group}", clip_on=False,
        )  # fmt: skip

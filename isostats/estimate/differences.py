"""The difference of two curves of one result, day by day."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from isostats.errors import EstimateError, nearest
from isostats.estimate.contrasts import common_followup
from isostats.estimate.intervals import normal_quantile
from isostats.estimate.kernel import Floats
from isostats.estimate.results import SHOWN_YEARS, Curve, require_estimated, whole_days
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import years
from isostats.vocabulary.definition import Definition
from isostats.words.english import doubt_words, plain
from isostats.words.html import card
from isostats.words.numbers import count_text, signed_points, time_words


@dataclass(frozen=True, eq=False)
class CurveDifference:
    """How far one group's curve lies from the other's on each day on which either steps, with pointwise limits.

    ``frame`` has time, estimate (``group`` less ``other``, as a fraction), std_error, lower and upper. It ends where
    either group has fewer under observation than was asked for; ``n`` and ``events`` are of both.
    """

    frame: pd.DataFrame = field(repr=False)
    group: str
    other: str
    level: float
    until: float
    n: float
    events: float
    definition: Definition = field(repr=False)

    def __repr__(self) -> str:
        pair = f"{plain(self.group)} less {plain(self.other)}"
        return f"difference of curves, {pair}: n = {count_text(self.n)}, events = {count_text(self.events)}"

    def _repr_html_(self) -> str:
        rows = {day: self.at(day) for day in map(years, SHOWN_YEARS)}
        body = [
            [time_words(day), *(signed_points(row[name]) for name in (v.ESTIMATE, v.LOWER, v.UPPER))]
            for day, row in rows.items()
            if row[v.ESTIMATE] == row[v.ESTIMATE]
        ]
        words = [repr(self), *[self.doubt] * bool(self.doubt)]
        return card("Difference of curves, in points", words, ["at", v.DIFFERENCE, v.LOWER, v.UPPER], body)

    @property
    def doubt(self) -> str:
        """The sentence that goes with its numbers where the curves are bounds, or leave people out; empty elsewhere."""
        return doubt_words(self.definition, v.GROUP)

    def to_frame(self) -> pd.DataFrame:
        """A copy of the frame."""
        return self.frame.copy()

    def at(self, day: int) -> pd.Series:
        """The row in force at the end of a day; all NaN beyond the last one. Raises EstimateError for several days."""
        if np.ndim(day):
            raise EstimateError(f"A difference is asked for one day at a time: .at(730), not {day!r}.")
        (day,) = whole_days(day).tolist()
        past = self.frame[self.frame[v.TIME] <= day]
        if past.empty or day > self.until:
            return pd.Series(np.nan, index=self.frame.columns)
        return past.iloc[-1]


def curve_difference(
    curve: Curve, *, group: str = "", other: str = "", level: float | None = None, min_at_risk: float = 10
) -> CurveDifference:
    """The remission of ``group`` less that of ``other`` on every day, by default the first two of the curve.

    Standard error: the root of the two Greenwood variances summed, the groups being independent; limits are normal and
    pointwise, so that many days are not one test. Days before somebody failed in each of the groups, and
    those on which a curve is 0, have no limits. Raises EstimateError for a curve of one group, an unknown one, or of
    causes.

    >>> from isostats.cohort.counting import event_table
    >>> from isostats.estimate.curves import kaplan_meier
    >>> counts = event_table([2, 4, 4, 10], [1, 0, 1, 0], group=["a", "a", "b", "b"])
    >>> curve_difference(kaplan_meier(counts), min_at_risk=0).to_frame()["estimate"].tolist()
    [0.0, -0.5, 0.0]
    """
    require_estimated(curve, "A difference of curves")
    if curve.kind != v.REMISSION:
        raise EstimateError(
            "A difference is of two curves of remission: iso.kaplan_meier(cohort.count(outcome, by=...))."
        )
    if len(curve.groups) < 2:
        raise EstimateError("A difference needs a curve of two groups: count by one, cohort.count(outcome, by='sex').")
    group = group or str(curve.groups[0])
    other = other or next(str(each) for each in curve.groups if each != group)
    for name in (group, other):
        if name not in curve.groups:
            known = [str(each) for each in curve.groups]
            raise EstimateError(
                f"This curve has no group {name!r}{nearest(name, known) or '.'} It has: {', '.join(known)}."
            )
    if group == other:
        raise EstimateError(f"A difference is of two groups, not of {group!r} and itself.")
    frames = [curve.frame[curve.frame[v.GROUP] == name].sort_values(v.TIME) for name in (group, other)]
    kept = curve.counts.select(group, other)
    until = float(common_followup(kept, min_at_risk=min_at_risk))
    days = np.unique(np.concatenate([frame[v.TIME].to_numpy(float) for frame in frames]))
    days = days[days <= until]
    (one, error_one), (two, error_two) = (_on(frame, days) for frame in frames)
    estimate, std_error = one - two, np.sqrt(error_one**2 + error_two**2)
    both_known = (error_one > 0) & (error_two > 0)  # as a table of contrasts has it
    half = np.where(both_known, normal_quantile(curve.level if level is None else level) * std_error, np.nan)
    table = pd.DataFrame({v.TIME: days, v.ESTIMATE: estimate, v.STD_ERROR: std_error, v.LOWER: estimate - half,
                          v.UPPER: estimate + half})  # fmt: skip
    return CurveDifference(
        table, group, other, curve.level if level is None else level, until, float(kept.n.sum()),
        float(kept.events[:, 0].sum()), curve.with_ends.definition,
    )  # fmt: skip


def _on(frame: pd.DataFrame, days: Floats) -> tuple[Floats, Floats]:
    """Estimate and standard error in force on each day."""
    place = np.searchsorted(frame[v.TIME].to_numpy(float), days, side="right") - 1
    return frame[v.ESTIMATE].to_numpy(float)[place], frame[v.STD_ERROR].to_numpy(float)[place]

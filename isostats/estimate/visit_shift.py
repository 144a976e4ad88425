"""How far the curve moves if an outcome that a visit saw may have come at any time since the visit before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.cohort.between_visits import BETWEEN, SINCE_END, OutcomeIntervals
from isostats.errors import EstimateError, require_probability
from isostats.estimate.curves import kaplan_meier
from isostats.estimate.interval_censored import IntervalCurve, turnbull
from isostats.estimate.kernel import Floats, product_limit
from isostats.estimate.results import Curve, asked_days
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import years
from isostats.words.html import card
from isostats.words.numbers import count_text, in_words, percent_with_limits, signed_points

FEWEST = 10
"""With fewer outcomes known to lie between two visits nothing is estimated, where others may have come at any time."""
SUBSAMPLES = 100
SHARE = 0.25
"""Of the people, in a subsample."""
RATE = 1 / 3
"""How fast the curve between visits comes near the truth: by the cube root of the people, not their square root."""
ONE_POINT = 0.01
"""Bounds that lie closer to one another are quoted by their middle; wider ones have no estimate between them."""
LOWEST, HIGHEST, DATED, SHIFT = "lowest", "highest", "dated", "shift"
SHIFT_LOWER, SHIFT_UPPER = "shift_lower", "shift_upper"
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class BetweenVisits:
    """``curve`` between visits, and ``dated``, Kaplan-Meier of the same people with outcomes on the day of the visit.

    ``drawn`` are the curves of subsamples of people, which limits are made of: both, at the days that are asked for.
    """

    intervals: OutcomeIntervals
    curve: IntervalCurve
    dated: Curve
    level: float
    drawn: tuple[tuple[IntervalCurve, Ints, Floats], ...] = field(default=(), repr=False)

    def at(self, days: int | Sequence[int], *, min_at_risk: float = 10) -> pd.DataFrame:
        """Both curves at the end of each day, and how far they lie apart.

        Columns: time, estimate, lower, upper (between visits), lowest and highest (what the data allow), dated
        (Kaplan-Meier on the visits' days), shift (dated less estimate) with shift_lower and shift_upper; n, at_risk
        (known to be free just before the day), events (seen by then), status. ``not_estimable`` where the bounds lie
        more than a point apart: any value between them fits the data as well. So are all days where outcomes may have
        come at any time since day 0 and fewer than ten lie between two visits: the curve would be made of no visit.
        ``beyond_followup`` as for ``dated``.
        """
        return pd.DataFrame(self.rows_at(np.atleast_1d(days).tolist(), min_at_risk=min_at_risk))

    def rows_at(self, days: Sequence[int], *, min_at_risk: float = 10) -> list[dict[str, Any]]:
        """The rows of :meth:`at` as dictionaries."""
        on = asked_days(days, "days")
        dated = self.dated.rows_at(on.tolist(), min_at_risk=min_at_risk)
        bounds = self.curve.at(on)
        limits, of_shift = self._limits(on, bounds[v.ESTIMATE].to_numpy(float), [each[v.ESTIMATE] for each in dated])
        few = self.intervals.known(SINCE_END) > 0 and self.intervals.known(BETWEEN) < FEWEST
        rows = []
        for k, (usual, bound) in enumerate(zip(dated, bounds.to_dict("records"), strict=True)):
            status = usual[v.STATUS]
            if status == v.OK and (few or not bound[HIGHEST] - bound[LOWEST] <= ONE_POINT):
                status = v.NOT_ESTIMABLE
            known = 1.0 if status == v.OK else np.nan
            shown = np.nan if usual[v.STATUS] != v.OK else 1.0
            rows.append({
                v.TIME: int(on[k]), v.ESTIMATE: known * bound[v.ESTIMATE], v.LOWER: known * limits[0, k],
                v.UPPER: known * limits[1, k], LOWEST: shown * bound[LOWEST], HIGHEST: shown * bound[HIGHEST],
                DATED: usual[v.ESTIMATE], SHIFT: known * (usual[v.ESTIMATE] - bound[v.ESTIMATE]),
                SHIFT_LOWER: known * of_shift[0, k], SHIFT_UPPER: known * of_shift[1, k], v.N: self.intervals.n,
                v.AT_RISK: usual[v.AT_RISK], v.EVENTS: usual[v.EVENTS], v.STATUS: status,
            })  # fmt: skip
        return rows

    def _limits(self, on: Ints, estimate: Floats, dated: Sequence[float]) -> tuple[Floats, Floats]:
        """Limits of the curve and of the shift, (2, days) each; NaN without subsamples.

        Each subsample's distance from the estimate is shrunk by the rate at which the curve comes near the truth.
        """
        none = np.full((2, len(on)), np.nan)
        if not self.drawn:
            return none, none
        of_curve = np.array([one.at(on)[v.ESTIMATE].to_numpy(float) for one, _, _ in self.drawn])
        of_dated = np.array([usual[np.searchsorted(day, on, side="right")] for _, day, usual in self.drawn])
        shift = np.asarray(dated, dtype=float) - estimate
        of_remission = np.clip(_around(of_curve, estimate, self.level), 0, 1)
        return of_remission, _around(of_dated - of_curve, shift, self.level)

    def __repr__(self) -> str:
        people = count_text(self.intervals.n)
        return f"remission between visits (Turnbull) of {people} people, beside Kaplan-Meier; {self.intervals!r}"

    def _repr_html_(self) -> str:
        body = [
            [in_words(each[v.TIME]), percent_with_limits(each[v.ESTIMATE], each[v.LOWER], each[v.UPPER], self.level),
             signed_points(each[SHIFT])] if each[v.STATUS] == v.OK
            else [in_words(each[v.TIME]), v.STATUS_LABELS[each[v.STATUS]], ""]
            for each in self.rows_at([*map(years, (1, 2, 3, 5))])
        ]  # fmt: skip
        return card("Between visits", [repr(self)], ["at", "% (limits)", "Kaplan-Meier less that, points"], body)


def between_visits(
    intervals: OutcomeIntervals, *, seed: int | np.random.Generator = 1, level: float = 0.95,
    subsamples: int = SUBSAMPLES,
) -> BetweenVisits:
    """Remission where an outcome lies anywhere between two visits (Turnbull 1976), beside Kaplan-Meier on visits' days.

    ``intervals`` are those of ``iso.count_between_visits(cohort, records)``. A curve of outcomes dated to the visit
    that saw them comes down too late, by up to the time between visits. Visits must not depend on the relapse: whoever
    comes because acne is back is seen early.

    The estimate is not regular between visits: it comes near the truth by the cube root of the people, so that the
    bootstrap is wrong. Limits come from ``subsamples`` of a quarter of the people, drawn without replacement by
    ``seed``: as far on both sides as ``level`` of the distances reach, scaled by that rate (Politis, Romano and Wolf
    1999). Where all visits fall on few days the rate is faster and the limits are too wide.

    Raises EstimateError for nobody, for no outcome, and for no convergence.

    >>> import isostats as iso
    >>> from isostats.cohort.between_visits import outcome_intervals
    >>> made = iso.between_visits(outcome_intervals([0, 180, 180, 360] * 9, [180, 360, -1, -1] * 9), subsamples=20)
    >>> made.at([180, 270])[["lowest", "highest", "dated"]].round(2).values.tolist()
    [[0.75, 0.75, 0.75], [0.38, 0.75, 0.75]]
    """
    require_probability(level, "level")
    if not intervals.outcomes:
        raise EstimateError("Nobody had the outcome, so that there is nothing between visits.")
    curve = turnbull(intervals.after, intervals.by, people=intervals.people)
    rng = np.random.default_rng(seed)
    whole = np.rint(intervals.people).astype(np.int64)
    size = int(np.ceil(SHARE * whole.sum()))
    drawn = []
    for _ in range(subsamples):
        people = rng.multivariate_hypergeometric(whole, size, method="marginals")
        held = people > 0
        after, by, weight = intervals.after[held], intervals.by[held], people[held].astype(float)
        drawn.append((turnbull(after, by, people=weight), *_dated(after, by, weight)))
    return BetweenVisits(intervals, curve, kaplan_meier(intervals.dated, level=level), level, tuple(drawn))


def _dated(after: Ints, by: Ints, people: Floats) -> tuple[Ints, Floats]:
    """The days of Kaplan-Meier on visits' days, and its values: 1, then that from each day on."""
    days, place = np.unique(np.where(by < 0, after, by), return_inverse=True)
    left = np.bincount(place, weights=people).astype(float)
    failed = np.bincount(place, weights=np.where(by < 0, 0.0, people))
    at_risk: Floats = left[::-1].cumsum()[::-1]
    curve = product_limit(np.asarray(failed, dtype=float), at_risk)
    return days, np.concatenate([[1.0], curve])


def _around(drawn: Floats, estimate: Floats, level: float) -> Floats:
    """Limits around an estimate from those of subsamples; NaN where a tenth of them do not reach the day."""
    scale = SHARE**RATE / np.sqrt(1 - SHARE)
    apart = np.abs(drawn - estimate)
    known = np.isfinite(apart).mean(axis=0) > 0.9
    half = np.full(len(estimate), np.nan)
    if known.any():
        half[known] = scale * np.nanquantile(apart[:, known], level, axis=0)
    return np.stack([estimate - half, estimate + half])

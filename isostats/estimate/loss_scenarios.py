"""What remission would be had those lost early fared otherwise than those who stay: bounds, a delta, a tipping point.

The event table has early loss as a cause of its own; censored in it are those followed to the end of the data, which
says nothing of how they fare and is the same in every scenario.

The estimand at ``delta``: whoever is lost early on day c, free of the outcome, is free of it on a later day t with
probability (S(t) / S(c)) ** delta, S being Kaplan-Meier of those under observation: after leaving, their hazard is
delta times that of those who stay. With L(t) the probability of not having been lost, had nobody had the outcome,

    S_delta(t) = S(t) L(t) + sum over c <= t of S(c) (L(c-) - L(c)) (S(t) / S(c)) ** delta

So delta 1 is Kaplan-Meier, whatever the loss; delta 0 is one minus the cumulative incidence in which loss competes
(nobody who was lost relapses); and infinity is taken as a relapse on the day of leaving, Kaplan-Meier of outcome or
loss. On one day the outcome comes first, then early loss, then death and the end of the data. Delta is an assumption,
not estimated, so that the standard error is that of S and L alone (delta method, Greenwood's increments for both).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf, isinf, nan
from typing import Any

import numpy as np
import pandas as pd

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError
from isostats.estimate import kernel
from isostats.estimate.intervals import loglog_limits
from isostats.estimate.kernel import Floats, just_before, share
from isostats.estimate.results import asked_days, short
from isostats.vocabulary import names as v
from isostats.words.html import card, shortened
from isostats.words.numbers import count_text, counted, decimal_text, number_text, share_text

DELTAS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0, 5.0)
"""Hazards after leaving, as multiples of that of those who stay, that are told where no others are asked."""
STEP, FARTHEST = 1.15, 1e4
"""The factor between the deltas that are tried for a tipping point, and the last one before infinity."""
Verdict = Callable[[float, float], str]
"""From an estimate and its standard error to where it stands."""


@dataclass(frozen=True, eq=False, repr=False)
class LossScenarios:
    """Remission at each day for each delta, by group.

    ``frame`` has one row per group, day and delta, of which 0 and infinity are the bounds: group, time, delta,
    estimate, std_error, lower, upper, n, at_risk, events, lost (early, by that day) and status. ``counts`` is the table
    behind it.
    """

    frame: pd.DataFrame
    counts: EventTable
    level: float

    def to_frame(self) -> pd.DataFrame:
        """A copy of the scenarios as a frame."""
        return self.frame.copy()

    def at(self, day: int, delta: float, *, group: str = v.ALL) -> dict[str, Any]:
        """The row of one scenario. Raises EstimateError for a day, delta or group that is not among them."""
        rows = self.frame[(self.frame[v.TIME] == day) & (self.frame["delta"] == delta) & (self.frame[v.GROUP] == group)]
        if rows.empty:
            raise EstimateError(
                f"There is no scenario of day {day}, delta {delta} and group {group!r}. Ask for it: "
                "iso.remission_if_lost(counts, days=[730], deltas=[2])."
            )
        return {str(name): value for name, value in rows.iloc[0].to_dict().items()}

    def __repr__(self) -> str:
        return shortened(str(self))

    def __str__(self) -> str:
        shown = self.frame[[v.GROUP, v.TIME, "delta", v.ESTIMATE, v.LOWER, v.UPPER, "lost"]]
        shown = shown.assign(delta=shown["delta"].map(number_text))
        text = shown.to_string(index=False, float_format=lambda x: decimal_text(x, 4), na_rep="-")
        return f"remission had those lost early had delta times the hazard of those who stay\n{text}"

    def _repr_html_(self) -> str:
        lost = int(self.counts.events[:, loss_place(self.counts)].sum())
        about = f"{counted(lost, 'person', 'people')} lost early; after leaving their hazard is delta times the usual."
        names = [v.GROUP, v.TIME, "delta", v.ESTIMATE, v.LOWER, v.UPPER]
        body = [
            [str(row[v.GROUP]), count_text(row[v.TIME]), number_text(row["delta"]),
             *(share_text(row[name]) for name in names[3:])]
            for row in self.frame.to_dict("records")
        ]  # fmt: skip
        return card("Remission, had the lost fared otherwise", [about], names, body)


def remission_if_lost(
    table: EventTable, *, days: Sequence[int], deltas: Sequence[float] = DELTAS, level: float = 0.95,
    min_at_risk: float = 10,
) -> LossScenarios:
    """Remission on the given days had those lost early had ``delta`` times the hazard of those who stay.

    ``table`` has the cause ``lost_early``: ``iso.count_with_loss`` makes it. Beside the ``deltas`` stand the bounds,
    delta 0 (nobody lost early ever relapses) and infinity (all relapse on leaving); only early loss varies. After
    leaving on day c a person is free of the outcome on day t with probability (S(t) / S(c)) ** delta, S being
    Kaplan-Meier; so delta 1 is Kaplan-Meier. Limits are log-log, and NaN where the estimate is 0 or 1. On one day the
    outcome comes first, then early loss, then death and the end of the data. Where fewer than ``min_at_risk`` are under
    observation, the status is ``beyond_followup`` and there are no numbers.
    Sources: Manski 1990 (bounds); Jackson and others 2014 (delta).

    Raises EstimateError for a table without the cause, fractional or interval counts, and negative deltas.

    >>> import isostats as iso
    >>> counts = iso.event_table([100, 200, 300, 400, 800, 800], [1, 2, 1, 2, 0, 0], causes=("relapse", "lost_early"))
    >>> scenarios = iso.remission_if_lost(counts, days=[730], deltas=[1, 2], min_at_risk=1)
    >>> scenarios.frame["estimate"].round(3).tolist()
    [0.667, 0.625, 0.594, 0.333]
    """
    lost = loss_place(table)
    kernel.require_whole_people(table, "Remission under other hazards of those lost")
    if table.by_interval:
        raise EstimateError("Scenarios of loss need counts by day: by interval nobody knows who left before whom.")
    if isinstance(deltas, (str, bytes)):
        raise EstimateError(f"deltas is a list of numbers, such as deltas=[0.5, 1, 2], not {deltas!r}.")
    chosen = np.array(sorted({0.0, inf, *(float(delta) for delta in deltas)}))
    if not (chosen >= 0).all():
        raise EstimateError(f"A delta multiplies a hazard and is 0 or more, not {chosen[~(chosen >= 0)][0]}.")
    plain, asked = without_loss(table), asked_days(days)
    few, at_risk = short(plain.of_first_cause.observed_on(asked), min_at_risk), plain.at_risk_on(asked)
    parts: list[pd.DataFrame] = []
    for g, group in enumerate(table.groups):
        curves = curves_of(table, g)
        for place, day in enumerate(asked):
            until = int(np.searchsorted(table.days, day, side="right"))
            estimate, std_error = curves.at(int(day), chosen)
            empty = table.n[g] == 0
            status = v.NOT_ESTIMABLE if empty else v.BEYOND_FOLLOWUP if few[g, place] else v.OK
            if status != v.OK:
                estimate, std_error = np.full_like(chosen, nan), np.full_like(chosen, nan)
            lower, upper = loglog_limits(estimate, std_error, level)
            parts.append(pd.DataFrame({
                v.GROUP: group, v.TIME: int(day), "delta": chosen, v.ESTIMATE: estimate, v.STD_ERROR: std_error,
                v.LOWER: lower, v.UPPER: upper, v.N: round(table.n[g]), v.AT_RISK: round(at_risk[g, place]),
                v.EVENTS: round(table.events[g, 0, :until].sum()), "lost": round(table.events[g, lost, :until].sum()),
                v.STATUS: status,
            }))  # fmt: skip
    return LossScenarios(pd.concat(parts, ignore_index=True), table, level)


@dataclass(frozen=True, eq=False)
class LossCurves:
    """The parts of one group's formula by day: ``free`` S, ``kept`` L, ``leaving`` L(c-) - L(c), and the variances of
    the steps of log S and log L."""

    days: Floats
    free: Floats
    kept: Floats
    leaving: Floats
    of_free: Floats
    of_kept: Floats

    def at(self, day: int, deltas: Floats) -> tuple[Floats, Floats]:
        """The estimate at the end of a day for each delta, and its standard error (NaN where the estimate is 0)."""
        until = int(np.searchsorted(self.days, day, side="right"))
        if not until:
            return np.ones_like(deltas), np.zeros_like(deltas)
        free, kept = self.free[:until], self.kept[:until]
        ratio = share(np.broadcast_to(free[-1], free.shape), free)
        finite = np.where(np.isinf(deltas), 0.0, deltas)[:, None]
        later = np.where(np.isinf(deltas)[:, None], 0.0, ratio**finite)
        terms = free * self.leaving[:until] * later
        whole, stayed = terms.sum(axis=1, keepdims=True), free[-1] * kept[-1]
        passed = np.cumsum(terms, axis=1)
        estimate = stayed + whole[:, 0]
        by_free = stayed + (whole - passed + terms) + finite * (passed - terms)
        by_kept = stayed + (whole - passed) - free * kept * later
        variance = (by_free**2 * self.of_free[:until] + by_kept**2 * self.of_kept[:until]).sum(axis=1)
        return estimate, np.where(estimate > 0, np.sqrt(variance), nan)


def curves_of(table: EventTable, place: int = 0) -> LossCurves:
    """The parts of the formula for one group of a table with the cause ``lost_early``."""
    failed, at_risk = table.events[place, 0], table.at_risk[place]
    lost, left = table.events[place, loss_place(table)], table.at_risk[place] - table.events[place, 0]
    kept = kernel.product_limit(lost, left)

    def increments(gone: Floats, of: Floats) -> Floats:
        return share(gone, of * np.maximum(of - gone, 0.0))  # none where all are gone: nothing is left to vary

    free = kernel.product_limit(failed, at_risk)
    return LossCurves(
        table.days.astype(float), free, kept, just_before(kept, 1.0) - kept, increments(failed, at_risk),
        increments(lost, left),
    )  # fmt: skip


def without_loss(table: EventTable) -> EventTable:
    """The same counts with early loss as censoring, as remission is usually estimated."""
    lost = loss_place(table)
    return replace(
        table, causes=(*table.causes[:lost], *table.causes[lost + 1 :]), events=np.delete(table.events, lost, axis=1),
        censored=table.censored + table.events[:, lost],
    )  # fmt: skip


@dataclass(frozen=True)
class Tipping:
    """At which delta something changes, on one day.

    ``at_share`` is the delta at which the estimate is the share asked for; ``verdict`` is that of delta 1; ``below``
    and ``above`` are the deltas under and over 1, the nearest to it, at which it becomes ``verdict_below`` and
    ``verdict_above``. NaN, and an empty verdict, where none from 0 to infinity does it; infinity is a relapse on
    leaving. Below 1 in 10,000 a delta is 0, and above 10,000 infinity.
    """

    at_share: float
    verdict: str
    below: float = nan
    verdict_below: str = ""
    above: float = nan
    verdict_above: str = ""


def tipping_point(curves: LossCurves, day: int, *, share: float, verdict: Verdict) -> Tipping:
    """The deltas at which remission on a day equals ``share``, and at which the ``verdict`` on it changes.

    Remission falls as delta grows. The verdict is looked up in steps of 15% from 1 outwards, to 0 and to infinity, and
    the change found is then narrowed down to one in 1e-9.
    """
    def verdict_at(delta: float) -> str:
        estimate, error = curves.at(day, np.array([delta]))
        return verdict(float(estimate[0]), float(error[0]))

    def change(deltas: Floats) -> tuple[float, str]:
        values, errors = curves.at(day, deltas)
        for place in range(1, len(deltas)):
            if (there := verdict(float(values[place]), float(errors[place]))) != own:
                return _narrowed(deltas[place - 1], deltas[place], lambda x: verdict_at(x) != own), there
        return nan, ""

    own = verdict_at(1.0)
    steps = STEP ** np.arange(np.ceil(np.log(FARTHEST) / np.log(STEP)) + 1)
    below, above = change(np.append(1 / steps, 0.0)), change(np.append(steps, inf))
    return Tipping(_delta_at(curves, day, share, steps), own, *below, *above)


def _delta_at(curves: LossCurves, day: int, wanted: float, steps: Floats) -> float:
    """The delta at which the estimate is the share; NaN where the bounds do not hold it."""
    deltas = np.concatenate([[0.0], 1 / steps[:0:-1], steps, [inf]])
    values, _ = curves.at(day, deltas)
    reached = np.flatnonzero(values <= wanted)
    if values[0] < wanted or not len(reached):
        return nan
    place = int(reached[0])
    if not place or values[place] == wanted:
        return float(deltas[place])
    return _narrowed(deltas[place - 1], deltas[place], lambda x: bool(curves.at(day, np.array([x]))[0][0] <= wanted))


def _narrowed(before: float, after: float, changed: Callable[[float], bool]) -> float:
    """Where between two deltas something changes that has not at the first and has at the second; beyond the farthest
    and the nearest that are tried it is infinity, or 0."""
    if isinf(after):
        return inf
    if 0.0 in (before, after):
        return 0.0
    while abs(after - before) > 1e-9 * max(after, before, 1e-3):
        middle = (before + after) / 2
        before, after = (before, middle) if changed(middle) else (middle, after)
    return float(after)


def loss_place(table: EventTable) -> int:
    """The place of early loss among the causes. Raises EstimateError where it is none of them."""
    kernel.require_counts(table)
    if v.LOST_EARLY not in table.causes[1:]:
        raise EstimateError(
            f"Scenarios of loss need the cause {v.LOST_EARLY!r} beside the outcome; the causes are "
            f"{', '.join(table.causes)}. iso.count_with_loss(cohort, outcome) makes such a table."
        )
    return table.causes.index(v.LOST_EARLY)

"""The row that a claim is read from: for each quantity the estimate, in the columns of results.csv."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np

from isostats.analyses.curves import Curves
from isostats.analyses.rows import Row, curve_rows, estimated, row, share_row
from isostats.cohort import after_return
from isostats.cohort.counting import EventTable
from isostats.cohort.facts import COMPLETED, dose_and_weight_counts, duration_counts, share_counts
from isostats.estimate import log_slope, median_of_counts, rank_correlation, shares_of_causes
from isostats.estimate.results import Curve
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OF_TREATMENTS, TREATMENT_KINDS

FOLLOWED = "followed"
"""Beside the columns of a row: how many were under observation until then."""


@dataclass(frozen=True)
class Asked:
    """What a row is asked for: the quantity, its outcome where it has one, the population, and when."""

    quantity: str
    outcome: str
    population: str
    day: int
    min_at_risk: int

    def row(self, method: str, **numbers: Any) -> Row:
        """The row with these numbers."""
        when = self.day or None
        return row(self.quantity, self.outcome, self.population, method, time_days=when, **numbers)


RowsOf = Callable[[Curves, Asked], list[Row]]
"""Makes the row of a quantity; a second one is its bound, where later steps of a relapse cannot be seen."""


def _of_curve(curve: Curve, at: Asked) -> list[Row]:
    """A curve on the day, with how many were under observation until then."""
    followed = float(curve.counts.observed_on([at.day])[0, 0])
    read = curve_rows(curve, at.quantity, at.outcome, at.population, horizons=[at.day], min_at_risk=at.min_at_risk)
    return [each | {FOLLOWED: followed} for each in read]


def _with_bound(curves: Curves, at: Asked, curve_of: Callable[..., Curve]) -> list[Row]:
    """A curve, and that in which every first relapse whose later steps cannot be seen fails at once."""
    rows = _of_curve(curve_of(at.outcome, at.population), at)
    timeline = curves.cohort.timeline
    if timeline is not None and timeline.unseen_steps and at.outcome in OF_TREATMENTS:
        rows += _of_curve(curve_of(at.outcome, at.population, unseen_steps="at_once"), at)
    return rows


def remission(curves: Curves, at: Asked) -> list[Row]:
    """Free of the outcome on the day."""
    return _with_bound(curves, at, curves.remission)


def incidence(curves: Curves, at: Asked) -> list[Row]:
    """With the outcome by the day."""
    return _with_bound(curves, at, curves.incidence)


def success(curves: Curves, at: Asked) -> list[Row]:
    """Clear at the end and free of the outcome on the day."""
    return _of_curve(curves.success(at.outcome), at)


def success_improved(curves: Curves, at: Asked) -> list[Row]:
    """At least improved at the end and free of the outcome on the day."""
    return _of_curve(curves.success(at.outcome, "improved"), at)


def _share(curves: Curves, counts: EventTable, names: Mapping[str, str], at: Asked) -> list[Row]:
    """The share of the cause that has the outcome's name among all of them; counted is who was followed."""
    shares = shares_of_causes(
        counts, causes=tuple(names), days=[at.day], level=curves.level, min_at_risk=at.min_at_risk
    )
    return [
        at.row(v.AALEN_JOHANSEN, level=curves.level, **estimated(each)) | {FOLLOWED: float(each[v.N])}
        for each in shares.to_dict("records")
        if names[each["cause"]] == at.outcome
    ]


def first_treatment(curves: Curves, at: Asked) -> list[Row]:
    """A kind of treatment as the first, among all first treatments."""
    counts = curves.cohort.count_first_treatment(population=at.population)
    return _share(curves, counts, {kind: f"first_{kind}" for kind in TREATMENT_KINDS}, at)


def mild_return(curves: Curves, at: Asked) -> list[Row]:
    """Returns that were left untreated or given a topical, among all."""
    counts = after_return.returns_by_severity(curves.cohort, population=at.population)
    return _share(curves, counts, {"mild": "", "more": "more"}, at)


def after_simpler(curves: Curves, at: Asked) -> list[Row]:
    """Free of a second course after a first treatment that was simpler."""
    counts = after_return.second_courses_after_simpler(curves.cohort, population=at.population)
    return _of_curve(curves.of_remission(counts), at)


def no_step_up(curves: Curves, at: Asked) -> list[Row]:
    """Free of a stronger treatment after a first one that was simpler."""
    counts = after_return.step_ups_after_simpler(curves.cohort, population=at.population)
    return _of_curve(curves.of_remission(counts), at)


def by_indication(curves: Curves, at: Asked) -> list[Row]:
    """Remission of people treated for frequent relapse less that of all others, the two being independent."""
    counts = after_return.outcome_by_indication(curves.cohort, at.outcome, "frequent_relapse")
    if set(counts.groups) != {"of_it", "others"}:
        return []
    remission = curves.of_remission(counts).at([at.day], min_at_risk=at.min_at_risk).set_index(v.GROUP)
    one, other = remission.loc["of_it"], remission.loc["others"]
    bad = next((each[v.STATUS] for each in (one, other) if each[v.STATUS] != v.OK), None)
    numbers: dict[str, Any] = {name: int(one[name] + other[name]) for name in (v.N, v.AT_RISK, v.EVENTS)}
    numbers |= {v.ESTIMATE: one[v.ESTIMATE] - other[v.ESTIMATE], v.STATUS: bad, v.LEVEL: curves.level}
    numbers[v.STD_ERROR] = np.hypot(one[v.STD_ERROR], other[v.STD_ERROR]) or nan
    return [at.row(v.KAPLAN_MEIER, **numbers)]


def course_share(curves: Curves, at: Asked) -> list[Row]:
    """First courses with a property, among those in which it is recorded."""
    counts = share_counts(curves.cohort, at.outcome, among=at.population)
    return [share_row(at.quantity, at.outcome, *counts, curves.level, population=at.population)]


def median_duration(curves: Curves, at: Asked) -> list[Row]:
    """The median length of first courses."""
    lengths = duration_counts(curves.cohort, among=COMPLETED if at.population == "completed" else "TRUE")
    median = median_of_counts(lengths["duration_days"].to_numpy(), lengths["people"].to_numpy(), level=curves.level)
    return _of_result(median, at)


def dose_by_weight(follows: Callable[..., Any]) -> RowsOf:
    """How the daily dose follows the weight, by an estimator of pairs."""

    def rows(curves: Curves, at: Asked) -> list[Row]:
        pairs = dose_and_weight_counts(curves.cohort)
        weight, dose, people = (pairs[name].to_numpy() for name in ("weight_kg", "daily_dose_mg", "people"))
        return _of_result(follows(weight, dose, counts=people, level=curves.level), at)

    return rows


dose_slope, dose_ranks = dose_by_weight(log_slope), dose_by_weight(rank_correlation)


def _of_result(made: Any, at: Asked) -> list[Row]:
    names = (v.ESTIMATE, v.LOWER, v.UPPER, v.STD_ERROR, v.N, v.LEVEL)
    return [at.row("", **{name: getattr(made, name, None) for name in names})]

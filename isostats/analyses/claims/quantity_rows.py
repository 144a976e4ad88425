"""The rows that claims are read from: for each quantity the estimate, in the columns of results.csv."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np

from isostats.analyses.curves import Curves
from isostats.analyses.rows import Row, curve_rows, estimated, row, share_row
from isostats.cohort.after_return import (
    outcome_by_indication,
    returns_by_severity,
    second_courses_after_simpler,
    step_ups_after_simpler,
)
from isostats.cohort.counting import EventTable
from isostats.cohort.facts import COMPLETED, dose_and_weight_counts, duration_counts, share_counts
from isostats.estimate import log_slope, median_of_counts, rank_correlation, shares_of_causes
from isostats.estimate.results import Curve
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OF_TREATMENTS, TREATMENT_KINDS

Rows = list[Row]


@dataclass(frozen=True)
class Asked:
    """What a row is asked for: the outcome where the quantity has one, the population, and when."""

    outcome: str
    population: str
    horizons: list[int]
    min_at_risk: int


def _of_curves(named: Mapping[str, Curve], outcome: str, at: Asked) -> Rows:
    """Curves by quantity at the horizons, each row with how many were under observation until then."""
    rows = []
    for quantity, curve in named.items():
        read = curve_rows(curve, quantity, outcome, at.population, horizons=at.horizons, min_at_risk=at.min_at_risk)
        rows += [each | {"followed": float(curve.counts.observed_on([each[v.TIME_DAYS]])[0, 0])} for each in read]
    return rows


def _with_bound(curves: Curves, at: Asked, quantity: str, curve_of: Callable[..., Curve]) -> Rows:
    """A curve, and that in which every first relapse whose later steps cannot be seen fails at once."""
    named = {quantity: curve_of(at.outcome, at.population)}
    timeline = curves.cohort.timeline
    if timeline is not None and timeline.unseen_steps and at.outcome in OF_TREATMENTS:
        named[f"{quantity}_at_once"] = curve_of(at.outcome, at.population, unseen_steps="at_once")
    return _of_curves(named, at.outcome, at)


def _remission(curves: Curves, at: Asked) -> Rows:
    return _with_bound(curves, at, v.REMISSION, curves.remission)


def _incidence(curves: Curves, at: Asked) -> Rows:
    return _with_bound(curves, at, v.CUMULATIVE_INCIDENCE, curves.incidence)


def _success(curves: Curves, at: Asked) -> Rows:
    return _of_curves({v.TREATMENT_SUCCESS: curves.success(at.outcome)}, at.outcome, at)


def _success_improved(curves: Curves, at: Asked) -> Rows:
    return _of_curves({"treatment_success_improved": curves.success(at.outcome, "improved")}, at.outcome, at)


def _shares(curves: Curves, counts: EventTable, quantity: str, outcomes: Mapping[str, str], at: Asked) -> Rows:
    """The share of each cause among all of them, under the outcome that it is called; counted is who was followed."""
    shares = shares_of_causes(
        counts, causes=tuple(outcomes), days=at.horizons, level=curves.level, min_at_risk=at.min_at_risk
    )
    return [
        row(
            quantity, outcomes[each["cause"]], at.population, v.AALEN_JOHANSEN, time_days=each[v.TIME],
            level=curves.level, **estimated(each),
        ) | {"followed": float(each[v.N])}
        for each in shares.to_dict("records")
    ]  # fmt: skip


def _first_treatments(curves: Curves, at: Asked) -> Rows:
    counts = curves.cohort.count_first_treatment(population=at.population)
    outcomes = {kind: f"first_{kind}" for kind in TREATMENT_KINDS}
    return _shares(curves, counts, "first_treatment_share", outcomes, at)


def _mild_returns(curves: Curves, at: Asked) -> Rows:
    counts = returns_by_severity(curves.cohort, population=at.population)
    return _shares(curves, counts, "mild_return_share", {"mild": "mild", "more": "more"}, at)


def _after_simpler(curves: Curves, at: Asked) -> Rows:
    curve = curves.of_remission(second_courses_after_simpler(curves.cohort, population=at.population))
    return _of_curves({"remission_after_simpler": curve}, v.SECOND_COURSE, at)


def _no_step_up(curves: Curves, at: Asked) -> Rows:
    curve = curves.of_remission(step_ups_after_simpler(curves.cohort, population=at.population))
    return _of_curves({"no_step_up_after_simpler": curve}, "step_up", at)


def _by_indication(curves: Curves, at: Asked) -> Rows:
    """Remission of people treated for frequent relapse less that of all others, the two being independent."""
    counts = outcome_by_indication(curves.cohort, at.outcome, "frequent_relapse")
    if set(counts.groups) != {"of_it", "others"}:
        return []
    remission = curves.of_remission(counts).at(at.horizons, min_at_risk=at.min_at_risk)
    remission = remission.set_index([v.TIME, v.GROUP])
    rows = []
    for day in at.horizons:
        one, other = remission.loc[(day, "of_it")], remission.loc[(day, "others")]
        bad = next((each[v.STATUS] for each in (one, other) if each[v.STATUS] != v.OK), v.OK)
        difference, std_error = one[v.ESTIMATE] - other[v.ESTIMATE], np.hypot(one[v.STD_ERROR], other[v.STD_ERROR])
        counted: dict[str, Any] = {name: int(one[name] + other[name]) for name in (v.N, v.AT_RISK, v.EVENTS)}
        rows.append(
            row("remission_by_indication", at.outcome, at.population, v.KAPLAN_MEIER, time_days=day, level=curves.level,
                estimate=difference, std_error=std_error or nan, status=None if bad == v.OK else bad, **counted)
        )  # fmt: skip
    return rows


def _course_shares(curves: Curves, at: Asked) -> Rows:
    counted = share_counts(curves.cohort, at.outcome, among=at.population)
    return [share_row(v.PROPORTION, at.outcome, *counted, curves.level, population=at.population)]


def _median_duration(curves: Curves, at: Asked) -> Rows:
    lengths = duration_counts(curves.cohort, among=COMPLETED if at.population == "completed" else "TRUE")
    median = median_of_counts(lengths["duration_days"].to_numpy(), lengths["people"].to_numpy(), level=curves.level)
    return _one("median_duration", "duration_days", at, "order_statistics", median)


def _dose_by_weight(curves: Curves, at: Asked, quantity: str, method: str, follows: Callable[..., Any]) -> Rows:
    """How the daily dose follows the weight, by an estimator of pairs."""
    pairs = dose_and_weight_counts(curves.cohort)
    weight, dose, people = (pairs[name].to_numpy() for name in ("weight_kg", "daily_dose_mg", "people"))
    return _one(quantity, "daily_dose_by_weight", at, method, follows(weight, dose, counts=people, level=curves.level))


def _dose_slope(curves: Curves, at: Asked) -> Rows:
    return _dose_by_weight(curves, at, "log_slope", "least_squares_hc3", log_slope)


def _dose_ranks(curves: Curves, at: Asked) -> Rows:
    return _dose_by_weight(curves, at, "rank_correlation", "spearman", rank_correlation)


def _one(quantity: str, outcome: str, at: Asked, method: str, made: Any) -> Rows:
    names = (v.ESTIMATE, v.LOWER, v.UPPER, v.STD_ERROR, v.N, v.LEVEL)
    numbers: dict[str, Any] = {name: getattr(made, name, None) for name in names}
    return [row(quantity, outcome, at.population, method, **numbers)]


ROWS_OF: dict[str, Callable[[Curves, Asked], Rows]] = {
    v.REMISSION: _remission,
    v.TREATMENT_SUCCESS: _success,
    "treatment_success_improved": _success_improved,
    v.CUMULATIVE_INCIDENCE: _incidence,
    "first_treatment_share": _first_treatments,
    "mild_return_share": _mild_returns,
    "remission_after_simpler": _after_simpler,
    "no_step_up_after_simpler": _no_step_up,
    "remission_by_indication": _by_indication,
    "course_share": _course_shares,
    "median_duration": _median_duration,
    "dose_weight_slope": _dose_slope,
    "dose_weight_correlation": _dose_ranks,
    "no_place": lambda curves, at: [],
}
"""How the rows of each quantity are made."""

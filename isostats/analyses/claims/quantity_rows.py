"""The rows that claims are read from: for each quantity the estimate, in the columns of results.csv."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np

from isostats.analyses.rows import Row, curve_rows, estimated, row
from isostats.cohort.after_return import second_courses_after_simpler
from isostats.cohort.course_shares import COMPLETED, share_counts
from isostats.cohort.facts import dose_and_weight_counts, duration_counts
from isostats.cohort.sql import SURVIVING
from isostats.cohort.steps_after_return import outcome_by_indication, returns_by_severity, step_ups_after_simpler
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import TREATMENT_KINDS

if TYPE_CHECKING:
    from isostats.cohort.counting import EventTable
    from isostats.cohort.following import Cohort, Reading
    from isostats.estimate.results import Curve

Rows = list[Row]


@dataclass(frozen=True)
class Asked:
    """What a row is asked for: the outcome where the quantity has one, the population, and when."""

    outcome: str
    population: str
    level: float
    horizons: list[int]
    min_at_risk: int


def _from_curve(curve: Curve, quantity: str, outcome: str, at: Asked) -> Rows:
    """A curve at the horizons, each row with how many were under observation until then."""
    rows = curve_rows(curve, quantity, outcome, at.population, horizons=at.horizons, min_at_risk=at.min_at_risk)
    for each in rows:
        each["followed"] = float(curve.counts.observed_on([each[v.TIME_DAYS]])[0, 0])
    return rows


def _remission(cohort: Cohort, at: Asked) -> Rows:
    from isostats.estimate import kaplan_meier

    return [
        each
        for name, counts in _with_bound(cohort, at, v.REMISSION).items()
        for each in _from_curve(kaplan_meier(counts, level=at.level), name, at.outcome, at)
    ]


def _with_bound(cohort: Cohort, at: Asked, quantity: str) -> dict[str, EventTable]:
    """The counts, and those in which every first relapse whose later steps cannot be seen fails at once."""
    counts = {quantity: cohort.count(at.outcome, population=at.population)}
    if cohort.timeline is not None and cohort.timeline.unseen_steps and at.outcome in SURVIVING:
        counts[f"{quantity}_at_once"] = cohort.count(at.outcome, population=at.population, unseen_steps="at_once")
    return counts


def _incidence(cohort: Cohort, at: Asked) -> Rows:
    from isostats.estimate import aalen_johansen

    return [
        each
        for name, counts in _with_bound(cohort, at, v.CUMULATIVE_INCIDENCE).items()
        for each in _from_curve(aalen_johansen(counts, level=at.level), name, at.outcome, at)
    ]


def _success(cohort: Cohort, at: Asked, reading: Reading = "clear") -> Rows:
    """Clear at the end and free of every cause since; ``reading`` "improved" takes improved for a success as well."""
    from isostats.estimate import treatment_success

    counts = cohort.count_success(at.outcome, reading=reading)
    quantity = v.TREATMENT_SUCCESS + ("" if reading == "clear" else f"_{reading}")
    return _from_curve(treatment_success(counts, level=at.level), quantity, at.outcome, at)


def _success_improved(cohort: Cohort, at: Asked) -> Rows:
    return _success(cohort, at, "improved")


def _shares(counts: EventTable, quantity: str, causes: tuple[str, ...], name: str, at: Asked) -> Rows:
    """The share of each cause, and the competing incidences by which results.csv hides them."""
    from isostats.estimate import aalen_johansen, shares_of_causes

    incidences = aalen_johansen(counts, level=at.level).at(at.horizons, min_at_risk=at.min_at_risk)
    shares = shares_of_causes(
        counts, causes=causes, days=at.horizons, level=at.level, min_at_risk=at.min_at_risk
    )
    return [
        row(
            which, name.format(each["cause"]), at.population, v.AALEN_JOHANSEN, time_days=each[v.TIME], level=at.level,
            **estimated(each),
        ) | {"followed": float(each[v.N])}
        for which, frame in ((v.CUMULATIVE_INCIDENCE, incidences), (quantity, shares))
        for each in frame.to_dict("records")
    ]  # fmt: skip


def _first_treatments(cohort: Cohort, at: Asked) -> Rows:
    counts = cohort.count_first_treatment(population=at.population)
    return _shares(counts, "first_treatment_share", TREATMENT_KINDS, "first_{}", at)


def _mild_returns(cohort: Cohort, at: Asked) -> Rows:
    counts = returns_by_severity(cohort, population=at.population)
    return _shares(counts, "mild_return_share", ("mild", "more"), "{}", at)


def _after_simpler(cohort: Cohort, at: Asked) -> Rows:
    from isostats.estimate import kaplan_meier

    curve = kaplan_meier(second_courses_after_simpler(cohort, population=at.population), level=at.level)
    return _from_curve(curve, "remission_after_simpler", v.SECOND_COURSE, at)


def _no_step_up(cohort: Cohort, at: Asked) -> Rows:
    from isostats.estimate import kaplan_meier

    curve = kaplan_meier(step_ups_after_simpler(cohort, population=at.population), level=at.level)
    return _from_curve(curve, "no_step_up_after_simpler", "step_up", at)


def _by_indication(cohort: Cohort, at: Asked) -> Rows:
    """Remission of people treated for frequent relapse less that of all others, the two being independent."""
    from isostats.estimate import kaplan_meier

    counts = outcome_by_indication(cohort, at.outcome, "frequent_relapse")
    if set(counts.groups) != {"of_it", "others"}:
        return []
    remission = kaplan_meier(counts, level=at.level).at(at.horizons, min_at_risk=at.min_at_risk)
    remission = remission.set_index([v.TIME, v.GROUP])
    rows = []
    for day in at.horizons:
        one, other = remission.loc[(day, "of_it")], remission.loc[(day, "others")]
        bad = next((each[v.STATUS] for each in (one, other) if each[v.STATUS] != v.OK), v.OK)
        difference, std_error = one[v.ESTIMATE] - other[v.ESTIMATE], np.hypot(one[v.STD_ERROR], other[v.STD_ERROR])
        counted: dict[str, Any] = {name: int(one[name] + other[name]) for name in (v.N, v.AT_RISK, v.EVENTS)}
        rows.append(
            row("remission_by_indication", at.outcome, at.population, v.KAPLAN_MEIER, time_days=day, level=at.level,
                estimate=difference, std_error=std_error or nan, status=None if bad == v.OK else bad, **counted)
        )  # fmt: skip
    return rows


def _course_shares(cohort: Cohort, at: Asked) -> Rows:
    from isostats.estimate import proportion

    within, n = share_counts(cohort, at.outcome, among=at.population)
    share = proportion(within, n, level=at.level)
    numbers: dict[str, Any] = {name: getattr(share, name) for name in (v.ESTIMATE, v.LOWER, v.UPPER, v.N, v.EVENTS)}
    return [row(v.PROPORTION, at.outcome, at.population, v.WILSON, level=at.level, **numbers)]


def _median_duration(cohort: Cohort, at: Asked) -> Rows:
    from isostats.estimate import median_of_counts

    lengths = duration_counts(cohort, among=COMPLETED if at.population == "completed" else "TRUE")
    median = median_of_counts(lengths["duration_days"].to_numpy(), lengths["people"].to_numpy(), level=at.level)
    numbers: dict[str, Any] = {name: getattr(median, name) for name in (v.ESTIMATE, v.LOWER, v.UPPER, v.N)}
    return [row("median_duration", "duration_days", at.population, "order_statistics", level=at.level, **numbers)]


def _dose_slope(cohort: Cohort, at: Asked) -> Rows:
    from isostats.estimate import log_slope

    pairs = dose_and_weight_counts(cohort)
    columns = [pairs[name].to_numpy() for name in ("weight_kg", "daily_dose_mg")]
    slope = log_slope(*columns, counts=pairs["people"].to_numpy(), level=at.level)
    numbers: dict[str, Any] = {name: getattr(slope, name) for name in (v.ESTIMATE, v.LOWER, v.UPPER, v.STD_ERROR, v.N)}
    return [row("log_slope", "daily_dose_by_weight", at.population, "least_squares_hc3", level=at.level, **numbers)]


def _dose_ranks(cohort: Cohort, at: Asked) -> Rows:
    from isostats.estimate import rank_correlation

    pairs = dose_and_weight_counts(cohort)
    columns = [pairs[name].to_numpy() for name in ("weight_kg", "daily_dose_mg")]
    correlation = rank_correlation(*columns, counts=pairs["people"].to_numpy(), level=at.level)
    numbers: dict[str, Any] = {name: getattr(correlation, name) for name in (v.ESTIMATE, v.LOWER, v.UPPER, v.N)}
    return [row("rank_correlation", "daily_dose_by_weight", at.population, "spearman", level=at.level, **numbers)]


ROWS_OF: dict[str, Callable[[Cohort, Asked], Rows]] = {
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
    "no_place": lambda cohort, at: [],
}
"""How the rows of each quantity are made."""

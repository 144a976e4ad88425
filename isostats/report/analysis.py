"""Everything that a report says, estimated once: curves for the figures, rows for the table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from isostats.cohort.counting import EventTable
from isostats.cohort.facts import course_bins, course_facts, courses_per_person
from isostats.cohort.following import Cohort, second_courses_by_gap
from isostats.cohort.sql import SURVIVING
from isostats.compare.claim import ClaimComparison, compare_to_claim
from isostats.errors import StudyError, nearest
from isostats.estimate import (
    aalen_johansen,
    funnel,
    kaplan_meier,
    logrank,
    median_followup,
    proportion,
    rmst,
    rmst_difference,
)
from isostats.progress import Step, silent
from isostats.report.claims_checked import scored
from isostats.report.predictors import Model, predictor_models
from isostats.report.rows import claim_rows, curve_rows, naive_rows, not_fixed, row, table
from isostats.report.treatment_success import Success, success_rows
from isostats.vocabulary.outcomes import TREATMENT_KINDS
from isostats.words.numbers import counted

if TYPE_CHECKING:
    from isostats.compare.grid_result import Grid
    from isostats.compare.scorecards import Scorecard
    from isostats.estimate.results import Curve
    from isostats.estimate.site_funnel import Funnel
    from isostats.records import Records
    from isostats.report.page_head import Leaving
    from isostats.report.study import Study

Rows = list[dict[str, Any]]

DEFAULT_GROUPS = ("sex", "site")


@dataclass
class Analysis:
    """A study's results: ``results`` is the tidy table, the rest feeds figures and sentences."""

    study: Study
    records: Records
    cohort: Cohort
    groups: tuple[str, ...]
    primary_outcome: str
    curves: dict[tuple[str, str, str | None], Curve] = field(default_factory=dict)
    incidence: dict[tuple[str, str, str | None], Curve] = field(default_factory=dict)
    first_treatment: Curve | None = None
    log_rank: dict[tuple[str, str], Any] = field(default_factory=dict)
    comparisons: dict[tuple[str, int], ClaimComparison] = field(default_factory=dict)
    success: Success | None = None
    leaving: Leaving | None = None
    sites: Funnel | None = None
    models: list[Model] = field(default_factory=list)
    facts: pd.DataFrame = field(default_factory=pd.DataFrame)
    bins: pd.DataFrame = field(default_factory=pd.DataFrame)
    courses: pd.DataFrame = field(default_factory=pd.DataFrame)
    by_gap: pd.DataFrame = field(default_factory=pd.DataFrame)
    scorecard: Scorecard | None = None
    results: pd.DataFrame = field(default_factory=pd.DataFrame)
    grid: Grid | None = None

    def __repr__(self) -> str:
        study = self.study.study
        return (
            f"Analysis of {self.records.source}: {counted(self.cohort.people, 'first course')}, "
            f"{counted(len(self.results), 'row')} of results; primary outcome {self.primary_outcome} "
            f"at {study.primary.horizon_days:,} days"
        )

    @property
    def primary(self) -> ClaimComparison:
        """The comparison of the primary definition."""
        return self.comparisons[self.primary_outcome, self.study.study.primary.horizon_days]


def analyse(study: Study, records: Records, cohort: Cohort, *, step: Step = silent) -> Analysis:
    """Estimate all that the study asks for. ``step`` is told what comes next, for a progress display."""
    analysis = Analysis(study, records, cohort, _groups(study, cohort), declared_outcome(study, cohort))
    analysis.leaving = cohort.follow_up
    covariates = columns_of("[study] covariates", study.study.covariates, cohort)
    rows: Rows = []
    step("treatment success")
    analysis.success, found = success_rows(study, cohort, analysis.groups)
    rows += found
    for outcome in dict.fromkeys(study.study.outcomes):
        step(f"remission: {outcome.replace('_', ' ')}")
        rows += _outcome_rows(analysis, outcome) if outcome in cohort.outcomes else _untold_rows(study, outcome)
    if "any_treatment" in study.study.outcomes and "any_treatment" in cohort.outcomes:
        step("first treatment after the course")
        rows += _first_treatment_rows(analysis)
    step("second courses")
    if "second_course" not in study.study.outcomes:
        rows += _second_course_alone(analysis)
    rows += _course_rows(analysis)
    analysis.sites = _sites(analysis)
    step("predictors of relapse and of a second course")
    analysis.models = predictor_models(cohort, study, primary=analysis.primary_outcome, covariates=covariates)
    for model in analysis.models:
        rows += model.rows()
    kept = [not_fixed(each, cohort.fixed_by_rule) for each in rows]
    analysis.results = table(kept)
    step("the claims, one by one")
    analysis.scorecard = scored(study, cohort, outcome=analysis.primary_outcome)
    return analysis


def _sites(analysis: Analysis) -> Funnel | None:
    """The funnel of sites for the primary outcome, where the records name sites and the study groups by them."""
    study = analysis.study.study
    if "site" not in analysis.groups:
        return None
    curve = analysis.curves[analysis.primary_outcome, "everyone", "site"]
    return funnel(curve, horizon_days=study.primary.horizon_days, min_at_risk=study.min_at_risk)


def _groups(study: Study, cohort: Cohort) -> tuple[str, ...]:
    if study.study.groups is None:
        return tuple(name for name in DEFAULT_GROUPS if name in cohort.groupings)
    return columns_of("[study] groups", study.study.groups, cohort)


def columns_of(key: str, named: list[str], cohort: Cohort) -> tuple[str, ...]:
    """The named columns, each once, spelt as the records' columns are; or an error that names the nearest."""
    found = []
    for name in named:
        plain = name if name in cohort.groupings else name.strip().lower().replace(" ", "_").replace("-", "_")
        if plain not in cohort.groupings:
            hint = nearest(plain, cohort.groupings) or "."
            raise StudyError(
                f"{key}: there is no column '{name}' with values about people{hint} "
                f"There are: {', '.join(cohort.groupings) or 'none'}."
            )
        found.append(plain)
    return tuple(dict.fromkeys(found))


def declared_outcome(study: Study, cohort: Cohort) -> str:
    """The primary outcome; where the study names none and the records cannot tell it, the first that they can."""
    declared = study.study.primary.outcome
    asked = [name for name in study.study.outcomes if name in cohort.outcomes]
    if declared in asked:
        return declared
    if "primary" in study.study.model_fields_set and "outcome" in study.study.primary.model_fields_set:
        why = "is not among [study] outcomes" if declared in cohort.outcomes else "cannot be told from these records"
        raise StudyError(f"[study] primary outcome {declared!r} {why}. Choose one of: {', '.join(asked) or 'none'}.")
    if not asked:
        raise StudyError(
            f"These records can tell none of the outcomes asked for ({', '.join(study.study.outcomes)}); "
            f"they can tell: {', '.join(cohort.outcomes)}."
        )
    return asked[0]


def _outcome_rows(analysis: Analysis, outcome: str) -> Rows:
    study, cohort = analysis.study, analysis.cohort
    at: dict[str, Any] = {"horizons": study.horizons, "min_at_risk": study.study.min_at_risk}
    level = study.claim.level
    rows: Rows = []
    for population in cohort.populations:
        for by in (None, *analysis.groups):
            counts = cohort.count(outcome, population=population, by=by)
            curve = kaplan_meier(counts, level=level)
            incidence = aalen_johansen(counts, level=level)
            analysis.curves[outcome, population, by] = curve
            analysis.incidence[outcome, population, by] = incidence
            rows += curve_rows(curve, "remission", outcome, population, **at)
            rows += curve_rows(incidence, "cumulative_incidence", outcome, population, **at)
            rows += _mean_time_rows(analysis, counts, outcome, population)
            if by is None:
                rows += naive_rows(curve, outcome, population, **at)
                rows += _median_rows(curve, counts, outcome, population, level)
            else:
                rows += _group_test_rows(analysis, counts, outcome, population, by)
        rows += _claim_rows(analysis, outcome, population)
    return rows


def _untold_rows(study: Study, outcome: str) -> Rows:
    """An outcome that these records cannot tell is said to be so, at every horizon."""
    return [
        row("remission", outcome, "everyone", "kaplan_meier", time_days=horizon, level=study.claim.level)
        for horizon in study.horizons
    ]


def _mean_time_rows(analysis: Analysis, counts: EventTable, outcome: str, population: str) -> Rows:
    horizon, level = max(analysis.study.horizons), analysis.study.claim.level
    minimum = analysis.study.study.min_at_risk
    names = ("estimate", "lower", "upper", "std_error", "n", "at_risk", "events", "status")
    found = rmst(counts, horizon_days=horizon, level=level, min_at_risk=minimum).to_dict("records")
    rows = [
        row(
            "rmst", outcome, population, "kaplan_meier", each["group"],
            time_days=horizon, level=level, **{name: each[name] for name in names},
        )
        for each in found
    ]  # fmt: skip
    if len(counts.groups) > 1:
        differences = rmst_difference(counts, horizon_days=horizon, level=level, min_at_risk=minimum)
        rows += [
            row(
                "difference", outcome, population, "rmst", each["group"],
                time_days=horizon, level=level, p_value=each["p_value"], **{name: each[name] for name in names},
            )
            for each in differences.to_dict("records")
        ]  # fmt: skip
    return rows


def _median_rows(curve: Curve, counts: EventTable, outcome: str, population: str, level: float) -> Rows:
    """The median time in remission where it exists, and the median follow-up by reverse Kaplan-Meier."""
    rows = []
    events, n = int(counts.events[:, 0].sum()), int(counts.n.sum())
    for quantity, method, found in (
        ("median_time", "kaplan_meier", curve.median()),
        ("median_followup", "reverse_kaplan_meier", median_followup(counts, level=level)),
    ):
        numbers = {name: found.iloc[0][name] for name in ("estimate", "lower", "upper")}
        rows.append(row(quantity, outcome, population, method, n=n, events=events, level=level, **numbers))
    return rows


def _group_test_rows(analysis: Analysis, counts: EventTable, outcome: str, population: str, by: str) -> Rows:
    """The log-rank test between the groups; people whose group is not recorded are no group of their own."""
    known = [group for group in counts.groups if group != f"{by}=missing"]
    if len(known) < 2:
        return []
    kept = counts.select(*known)
    test = logrank(kept)
    analysis.log_rank[outcome, by] = test if population == "everyone" else analysis.log_rank.get((outcome, by))
    numbers = {
        "estimate": test.statistic,
        "p_value": test.p_value,
        "n": kept.n.sum(),
        "events": kept.events[:, 0].sum(),
    }
    return [row("logrank", outcome, population, "logrank", by, **numbers)]


def _claim_rows(analysis: Analysis, outcome: str, population: str) -> Rows:
    cohort, claim, rows = analysis.cohort, analysis.study.claim, []
    at: dict[str, Any] = {"min_at_risk": analysis.study.study.min_at_risk}
    at |= {"claim": claim.remission, "margin": claim.margin}
    lowest = None
    if cohort.timeline is not None and cohort.timeline.unseen_steps and outcome in SURVIVING:
        at_once = cohort.count(outcome, population=population, unseen_steps="at_once")
        lowest = kaplan_meier(at_once, level=claim.level)
    for horizon in analysis.study.horizons:
        comparison = compare_to_claim(analysis.curves[outcome, population, None], horizon_days=horizon, **at)
        if lowest is not None:
            comparison = replace(comparison, lowest=compare_to_claim(lowest, horizon_days=horizon, **at))
        if analysis.cohort.fixed_by_rule(outcome, horizon):
            comparison = replace(comparison, status="not_estimable")
        if population == "everyone":
            analysis.comparisons[outcome, horizon] = comparison
        rows += claim_rows(comparison, outcome, population)
    return rows


def _first_treatment_rows(analysis: Analysis) -> Rows:
    """Competing first treatments and death: with remission they sum to 1."""
    study, rows = analysis.study, []
    counts = analysis.cohort.count_first_treatment()
    curve = aalen_johansen(counts, level=study.claim.level)
    analysis.first_treatment = curve
    shown = curve.at(study.horizons, min_at_risk=study.study.min_at_risk)
    for cause in (*TREATMENT_KINDS, "death"):
        for found in shown[shown["cause"] == cause].to_dict("records"):
            names = ("estimate", "lower", "upper", "std_error", "n", "at_risk", "events", "status")
            rows.append(
                row(
                    "cumulative_incidence",
                    f"first_{cause}",
                    "everyone",
                    curve.method,
                    time_days=found["time"],
                    level=curve.level,
                    **{name: found[name] for name in names},
                )
            )
    return rows


def _second_course_alone(analysis: Analysis) -> Rows:
    """The third estimand where second courses are no outcome of the study: its row comes all the same."""
    study = analysis.study
    curve = aalen_johansen(analysis.cohort.count("second_course"), level=study.claim.level)
    at: dict[str, Any] = {"horizons": study.horizons, "min_at_risk": study.study.min_at_risk}
    return curve_rows(curve, "cumulative_incidence", "second_course", "everyone", **at)


def _course_rows(analysis: Analysis) -> Rows:
    """Second-course frequency, courses per person, and the facts of the first courses."""
    cohort, level, rows = analysis.cohort, analysis.study.claim.level, []
    analysis.courses = courses_per_person(cohort)
    analysis.by_gap = second_courses_by_gap(cohort)
    analysis.facts, analysis.bins = course_facts(cohort), course_bins(cohort)

    def share(outcome: str, events: int, n: int, quantity: str = "proportion", group: str = "all") -> None:
        if n == 0:
            rows.append(
                row(quantity, outcome, "everyone", "wilson", group, n=0, events=0, level=level)
            )
            return
        found = proportion(int(events), int(n), level=level)
        numbers = {"estimate": found.estimate, "lower": found.lower, "upper": found.upper}
        rows.append(
            row(
                quantity,
                outcome,
                "everyone",
                "wilson",
                group,
                n=n,
                events=events,
                level=level,
                **numbers,
            )
        )

    for outcome in (name for name in analysis.study.study.outcomes if name in cohort.outcomes):
        counts = cohort.count(outcome, population="everyone")
        share(outcome, counts.events[:, 0].sum(), counts.n.sum())
    for found in analysis.courses.to_dict("records"):
        share("courses", found["people"], cohort.people, "courses_per_person", f"courses={found['courses']}")
    for found in analysis.facts.to_dict("records"):
        share(found["share_id"], found["within"], found["n"])
    return rows

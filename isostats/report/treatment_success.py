"""Treatment success as rows of the results: the share, what it is missing, its bounds, and its stand to the claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from isostats.compare.claim import ClaimComparison, compare_to_claim
from isostats.estimate import success_by_cause, treatment_success
from isostats.report.rows import claim_rows, curve_rows, row
from isostats.vocabulary.estimands import TREATMENT_SUCCESS

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort, Reading
    from isostats.estimate.results import Curve
    from isostats.report.study import Study

Rows = list[dict[str, Any]]

BESIDE: dict[Reading, str] = {
    "improved": "treatment_success_improved",
    "worst": "treatment_success_unknown_not_clear",
    "best": "treatment_success_unknown_clear",
}
"""The quantities beside the definition itself: *improved* counted as success, and the bounds of unknown responses."""


@dataclass(frozen=True)
class Success:
    """The curve of treatment success, what ended it by cause, and the comparisons with the claim by horizon."""

    curve: Curve
    by_cause: Curve
    comparisons: dict[int, ClaimComparison] = field(default_factory=dict)


def success_rows(study: Study, cohort: Cohort, groups: Iterable[str]) -> tuple[Success | None, Rows]:
    """The rows of treatment success; where these records cannot tell it, rows that say so."""
    outcome, level = TREATMENT_SUCCESS.outcome, study.claim.level
    if outcome not in cohort.outcomes or not cohort.responses:
        address = (TREATMENT_SUCCESS.quantity, outcome, "with_response", TREATMENT_SUCCESS.method)
        return None, [row(*address, time_days=day, level=level) for day in study.horizons]
    at: dict[str, Any] = {"horizons": study.horizons, "min_at_risk": study.study.min_at_risk}
    counts = cohort.count_success(outcome)
    curve = treatment_success(counts, level=level)
    made = Success(curve, success_by_cause(counts, level=level))
    rows = curve_rows(curve, TREATMENT_SUCCESS.quantity, outcome, "with_response", **at)
    for cause in counts.causes:
        rows += curve_rows(made.by_cause, "treatment_failure", cause, "with_response", **at)
    for reading, quantity in BESIDE.items():
        other = treatment_success(cohort.count_success(outcome, reading=reading), level=level)
        rows += curve_rows(other, quantity, outcome, other.definition.population, **at)
    for by in groups:
        grouped = treatment_success(cohort.count_success(outcome, by=by), level=level)
        rows += curve_rows(grouped, TREATMENT_SUCCESS.quantity, outcome, "with_response", **at)
    for day in study.horizons:
        made.comparisons[day] = compare_to_claim(
            curve,
            horizon_days=day,
            claim=study.claim.remission,
            margin=study.claim.margin,
            min_at_risk=study.study.min_at_risk,
        )
        rows += claim_rows(made.comparisons[day], outcome, "with_response")
    return made, rows

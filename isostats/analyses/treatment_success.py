"""How many were clear at the end of the course and stayed free of new systemic treatment?"""

from __future__ import annotations

from collections.abc import Mapping

from isostats.analyses.claims.comparison import ClaimComparison, compare_to_claim
from isostats.analyses.protocol import Analysis, Answer, Basis
from isostats.analyses.rows import Row, claim_rows, curve_rows, row
from isostats.cohort.following import Reading
from isostats.vocabulary import names as v
from isostats.vocabulary.estimands import TREATMENT_SUCCESS

BESIDE: dict[Reading, str] = {
    "improved": "treatment_success_improved",
    "worst": "treatment_success_unknown_not_clear",
    "best": "treatment_success_unknown_clear",
}
"""The quantities beside the definition itself: *improved* counted as success, and the unknown responses in two ways."""


Comparisons = Mapping[int, ClaimComparison]
"""Treatment success against the claim, by horizon."""


def estimate(it: Basis) -> Answer[Comparisons | None]:
    """Treatment success, failures by cause, and unknown responses both ways; where it cannot be told, rows say so."""
    outcome, quantity, among = TREATMENT_SUCCESS.outcome, TREATMENT_SUCCESS.quantity, v.WITH_RESPONSE
    if outcome not in it.cohort.outcomes or not it.cohort.responses:
        address = (quantity, outcome, among, it.method)
        return Answer(None, tuple(row(*address, time_days=day, level=it.level) for day in it.study.horizons))
    curve = it.curves.success(outcome)
    by_cause = it.curves.failures(outcome)
    rows: list[Row] = curve_rows(curve, quantity, outcome, among, **it.quoted)
    for cause in by_cause.counts.causes:
        rows += curve_rows(by_cause, "treatment_failure", cause, among, **it.quoted)
    for reading, beside in BESIDE.items() if it.exact else ():
        other = it.curves.success(outcome, reading)
        rows += curve_rows(other, beside, outcome, other.definition.population, **it.quoted)
    for by in it.groups:
        rows += curve_rows(it.curves.success(outcome, by=by), quantity, outcome, among, **it.quoted)
    at = {"min_at_risk": it.min_at_risk, **it.claim}
    comparisons = {day: compare_to_claim(curve, horizon_days=day, **at) for day in it.study.horizons}
    rows += [row for comparison in comparisons.values() for row in claim_rows(comparison, outcome, among)]
    return Answer(comparisons, it.not_fixed(rows))


SUCCESS = Analysis("treatment-success", "Treatment success", estimate, part_of="definitions", from_counts=True)

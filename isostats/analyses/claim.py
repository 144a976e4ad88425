"""Where does remission stand against the claimed figure?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isnan
from typing import Any

from isostats.analyses.blocks import Table, texts
from isostats.analyses.claims.comparison import MARGINS_BESIDE, ClaimComparison, compare_to_claim
from isostats.analyses.protocol import Analysis, Answer, Basis
from isostats.analyses.rows import Row, claim_rows, where
from isostats.analyses.treatment_success import Success
from isostats.vocabulary import names as v
from isostats.vocabulary.names import STATUS_LABELS
from isostats.vocabulary.outcomes import OF_TREATMENTS, OUTCOMES
from isostats.words.numbers import in_words, p_text, percent, signed_points, signed_text, stated_percent, stated_points

Comparisons = Mapping[tuple[str, int], ClaimComparison]
"""Remission among everyone against the claim, by outcome and horizon."""

WIDE = 0.3
"""An interval as wide as this excludes next to nothing."""


def estimate(it: Basis, success: Answer[Success | None]) -> Answer[Comparisons]:
    """Remission against the claim by outcome, population and horizon."""
    rows: list[Row] = []
    comparisons: dict[tuple[str, int], ClaimComparison] = {}
    outcomes = [name for name in dict.fromkeys(it.study.study.outcomes) if name in it.cohort.outcomes]
    for outcome in outcomes:
        for population in it.cohort.populations:
            for comparison in _compared(it, outcome, population):
                rows += claim_rows(comparison, outcome, population)
                if population == v.EVERYONE:
                    comparisons[outcome, comparison.time] = comparison
    kept = it.not_fixed(rows)
    sentences = [comparisons[name, it.horizon_days].sentence for name in outcomes]
    cautions = _cautions(it, comparisons, success.value)
    return Answer(comparisons, kept, (*texts(cautions), claim_table(it, kept, comparisons), *texts(sentences)))


def _compared(it: Basis, outcome: str, population: str) -> list[ClaimComparison]:
    """One outcome and population at every horizon, with the lower bound where later steps cannot be seen."""
    curve, lowest = it.curves.remission(outcome, population), None
    if it.unseen_steps and outcome in OF_TREATMENTS:
        lowest = it.curves.remission(outcome, population, unseen_steps="at_once")
    made = []
    for horizon in it.study.horizons:
        at: dict[str, Any] = {"horizon_days": horizon, "min_at_risk": it.min_at_risk, **it.claim}
        comparison = compare_to_claim(curve, **at)
        if lowest is not None:
            comparison = replace(comparison, lowest=compare_to_claim(lowest, **at))
        if it.cohort.fixed_by_rule(outcome, horizon):
            comparison = replace(comparison, status=v.NOT_ESTIMABLE)
        made.append(comparison)
    return made


def _cautions(it: Basis, comparisons: Comparisons, success: Success | None) -> list[str]:
    """The claim is right or wrong only of a definition; and a wide interval refutes nothing."""
    day, lines = it.horizon_days, []
    compared = {
        "free of new systemic treatment": comparisons.get((v.SYSTEMIC_TREATMENT, day)),
        "clear at the end and free of it": None if success is None else success.comparisons.get(day),
        "free of a second course": comparisons.get((v.SECOND_COURSE, day)),
    }
    shares = [
        " to ".join(dict.fromkeys(percent(end) for end in each.ends)) + f" {name}"
        for name, each in compared.items()
        if each is not None and each.status == v.OK
    ]
    if len(shares) > 1:
        lines.append(
            f"No share is right or wrong without its definition. At {in_words(day)} it is {', '.join(shares)}."
        )
    primary = comparisons[it.outcome, day]
    if primary.status == v.OK and primary.upper - primary.lower > WIDE:
        limits = f"{percent(primary.lower)} to {percent(primary.upper)}"
        lines.append(f"An interval as wide as {limits} refutes next to nothing.")
    return lines


def claim_table(it: Basis, rows: tuple[Row, ...], comparisons: Comparisons) -> Table:
    """The difference from the claim by outcome and horizon, with its tests and the verdict in a word."""
    body: list[tuple[str, ...]] = []
    for each in where(rows, quantity=v.CLAIM_DIFFERENCE, population=v.EVERYONE):
        outcome, day = each[v.OUTCOME], each[v.TIME_DAYS]
        comparison, ok = comparisons[outcome, day], each[v.STATUS] == v.OK
        points = _range_of_points(comparison) if comparison.is_range else _points(each)
        cells: tuple[str, ...] = (OUTCOMES[outcome].label, in_words(day), points)
        if it.exact:
            same = where(rows, population=v.EVERYONE, outcome=outcome, time_days=day)
            (equivalence,) = where(same, quantity=v.CLAIM_EQUIVALENCE)
            tested = ok and not comparison.is_range
            cells = (
                *cells,
                p_text(each[v.P_VALUE]) if tested else "–",
                p_text(equivalence[v.P_VALUE]) if tested else "–",
                comparison.verdict.replace("_", " ") if ok else "–",
                *(_within(comparison, margin) if ok else "–" for margin in MARGINS_BESIDE),
            )
        body.append(cells)
    claim, margin = it.claim["claim"], it.claim["margin"]
    about = (
        f"Remission minus the claimed {stated_percent(claim)}, in points with {stated_percent(it.level)} limits, among "
        "everyone."
    )
    header = ("free of", "at", "points from the claim")
    if not it.exact:
        return Table("against_the_claim", f"{about} Of rounded counts nothing is tested.", header, body)
    return Table(
        "against_the_claim",
        f"{about} p: remission equals the claim (log-log scale). p of equivalence: remission lies outside "
        f"±{stated_points(margin)} points of the claim (two one-sided tests); a small p shows agreement. Where "
        "nobody, or everybody, has it, limits and p are exact. The last columns give the verdict within other margins.",
        (*header, "p", "p of equivalence", "verdict",
         *(f"within {stated_points(other)}" for other in MARGINS_BESIDE)),
        body,
    )  # fmt: skip


def _range_of_points(comparison: ClaimComparison) -> str:
    """From the claim to both ends of a range, where people may have left because they were well."""
    low, high = ((end - comparison.claim) * 100 for end in (comparison.estimate, comparison.naive))
    return f"between {signed_text(low)} and {signed_text(high)}"


def _within(comparison: ClaimComparison, margin: float) -> str:
    """The verdict within another margin than the declared one."""
    return comparison.verdicts_beside.get(margin, comparison.verdict).replace("_", " ")


def _points(row: Row) -> str:
    """A difference in points with its limits, or the reason why there is none."""
    if row[v.STATUS] != v.OK:
        return STATUS_LABELS[row[v.STATUS]]
    if isnan(row[v.LOWER]) or isnan(row[v.UPPER]):
        return f"{signed_points(row[v.ESTIMATE])} (no limits exist)"
    return f"{signed_points(row[v.ESTIMATE])} ({signed_points(row[v.LOWER])} to {signed_points(row[v.UPPER])})"


CLAIM = Analysis(
    "claim",
    "Against the claimed {claim}",
    estimate,
    needs=("treatment-success",),
    from_counts=True,
    by_outcome=True,
)

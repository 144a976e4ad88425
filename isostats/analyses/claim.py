"""Where does remission stand against the claimed figure?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import product
from math import nan
from typing import Any

from isostats.analyses.claims.comparison import MARGINS_BESIDE, ClaimComparison, compare_to_claim
from isostats.analyses.protocol import Analysis, Answer, Basis, Table, table_of, texts
from isostats.analyses.rows import Row, claim_rows, where
from isostats.analyses.treatment_success import Comparisons as OfSuccess
from isostats.tables.cells import Cell, Horizon, PHead, Points, PValue
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import between, bounded, plain
from isostats.words.numbers import in_words, percent, signed_points, stated_percent, stated_points

Comparisons = Mapping[tuple[str, int], ClaimComparison]
"""Remission among everyone against the claim, by outcome and horizon."""

WIDE = 0.3
"""An interval as wide as this excludes next to nothing."""


def estimate(it: Basis, success: Answer[OfSuccess | None]) -> Answer[Comparisons]:
    """Remission against the claim by outcome, population and horizon."""
    rows: list[Row] = []
    comparisons: dict[tuple[str, int], ClaimComparison] = {}
    for outcome, population, horizon in product(it.outcomes, it.cohort.populations, it.study.horizons):
        comparison = compared(it, outcome, population, horizon)
        rows += claim_rows(comparison, outcome, population)
        if population == v.EVERYONE:
            comparisons[outcome, horizon] = comparison
    kept = it.not_fixed(rows)
    sentences = [comparisons[name, it.horizon_days].sentence for name in it.outcomes]
    cautions = _cautions(it, comparisons, success.value)
    return Answer(comparisons, kept, (*texts(cautions), _claim_table(it, kept, comparisons), *texts(sentences)))


def compared(
    it: Basis, outcome: str, population: str, horizon: int, *, by: str | None = None, group: str = v.ALL
) -> ClaimComparison:
    """One outcome and population at a horizon, in everybody or in one ``group`` of those that ``by`` makes, with the
    lower bound where later steps cannot be seen."""
    at: dict[str, Any] = {"horizon_days": horizon, "min_at_risk": it.min_at_risk, **it.claim}
    comparison = compare_to_claim(it.curves.remission(outcome, population, by), group=group, **at)
    if it.cohort.fixed_by_rule(outcome, horizon):
        return replace(comparison, status=v.NOT_ESTIMABLE)
    return comparison


def _cautions(it: Basis, comparisons: Comparisons, success: OfSuccess | None) -> list[str]:
    """The claim is right or wrong only of a definition; and a wide interval refutes nothing."""
    day, lines = it.horizon_days, []
    compared = {
        "free of new systemic treatment": comparisons.get((v.SYSTEMIC_TREATMENT, day)),
        "clear at the end and free of it": None if success is None else success.get(day),
        "free of a second course": comparisons.get((v.SECOND_COURSE, day)),
    }
    shares = [
        f"{between(each.ends) if each.has_ends else bounded(percent(each.estimate), each.bound)} {name}"
        for name, each in compared.items()
        if each is not None and each.status == v.OK
    ]
    if len(shares) > 1:
        lines.append(
            f"No share is right or wrong without its definition. At {in_words(day)}: {', '.join(shares)}."
        )
    primary = comparisons[it.outcome, day]
    if primary.verdict not in ("below", "above") and primary.status == v.OK and primary.upper - primary.lower > WIDE:
        limits = f"{percent(primary.lower)} to {percent(primary.upper)}"
        lines.append(f"The interval, {limits}, is too wide to refute much.")
    return lines


def _claim_table(it: Basis, rows: tuple[Row, ...], comparisons: Comparisons) -> Table:
    def of(row: Row) -> ClaimComparison:
        return comparisons[row[v.OUTCOME], row[v.TIME_DAYS]]

    def p_cell(row: Row, p_value: float) -> Cell:
        return PValue(p_value if row[v.STATUS] == v.OK and not of(row).has_ends else nan)

    def within(margin: float) -> Callable[[Row], str]:
        return lambda row: plain(of(row).verdicts_beside.get(margin, of(row).verdict)) if row[v.STATUS] == v.OK else "–"

    claim, margin = it.claim["claim"], it.claim["margin"]
    about = (
        f"Remission minus the claimed {stated_percent(claim)}, in points with {stated_percent(it.level)} limits, among "
        "everyone."
    )
    tests = (
        f"The p tests whether remission equals the claim (log-log scale). The p of equivalence tests whether it lies "
        f"{stated_points(margin)} points or more from the claim (two one-sided tests). A small one shows agreement. "
        "Where "
        "nobody, or everybody, has it, limits and p are exact. The last columns give the verdict within other margins."
    )
    tested: dict[Cell, Callable[[Row], Cell]] = {
        PHead(): lambda row: p_cell(row, row[v.P_VALUE]),
        PHead(after="of equivalence"): lambda row: p_cell(row, of(row).p_equivalence),
        "verdict": within(margin),
        **{f"within {stated_points(other)}": within(other) for other in MARGINS_BESIDE},
    }
    return table_of(
        "against_the_claim",
        f"{about} {tests if it.exact else 'Of rounded counts nothing is tested.'}",
        where(rows, quantity=v.CLAIM_DIFFERENCE, population=v.EVERYONE),
        {
            "free of": lambda row: OUTCOMES[row[v.OUTCOME]].label,
            "at": lambda row: Horizon(row[v.TIME_DAYS]),
            "points from the claim": lambda row: _points(row, of(row)),
            **(tested if it.exact else {}),
        },
    )


def _points(row: Row, comparison: ClaimComparison) -> Cell:
    """A difference in points; to both ends where the answer has two."""
    if comparison.has_ends:
        return between(comparison.ends, lambda end: signed_points(end - comparison.claim))
    return Points(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER], row[v.STATUS], comparison.bound)


CLAIM = Analysis(
    "claim", "Against the claimed {claim}", estimate, needs=("treatment-success",), from_counts=True, by_outcome=True
)

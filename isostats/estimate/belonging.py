"""Whether a test, a difference or a further curve belongs to a curve: what stands under it is read as its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from isostats.errors import EstimateError
from isostats.estimate.comparisons import LogRank, Trend
from isostats.estimate.differences import CurveDifference
from isostats.estimate.gray_test import GrayTest
from isostats.estimate.kernel import Floats
from isostats.estimate.results import Curve
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import CHOSEN, Definition
from isostats.words.numbers import counted

GroupTest = LogRank | GrayTest | Trend
SAME = 1e-9
"""Two estimates that differ by less are one."""


def require_test_of(curve: Curve, test: GroupTest, advice: str) -> None:
    """Raise EstimateError for a test of another outcome, of other groups, people or choices than those of the curve.

    People of whom the group, or a stratum, is not recorded may be left out of it. ``advice`` says what to do.
    """
    of = test.of if isinstance(test, Trend) else test
    within = isinstance(of, LogRank) and of.strata > 1
    counts = curve.counts.of_known_groups
    cause = of.cause if isinstance(of, GrayTest) else counts.causes[0]
    fault = _unlike(of.definition, curve.definition, within=within) or _other_groups(of.groups, counts.groups)
    if not fault and cause not in curve.causes:
        fault = f"it is of {cause}, and the curve of {', '.join(curve.causes)}"
    if not fault:
        place = [counts.groups.index(group) for group in of.groups]
        events = counts.events[place, counts.causes.index(cause)].sum(axis=1)
        fault = _other_counts(of.groups, of.n, counts.n[place], ("person", "people"), within=within)
        fault = fault or _other_counts(of.groups, of.events, events, (v.OUTCOME,), within=within)
    if fault:
        raise EstimateError(f"This test is not one of the curve: {fault}. {advice}")


def require_difference_of(curve: Curve, difference: CurveDifference) -> None:
    """Raise EstimateError for a difference of other curves than those of the groups of the curve."""
    pair = (difference.group, difference.other)
    fault = _unlike(difference.definition, curve.definition)
    if not fault and not set(pair) <= set(curve.groups):
        fault = f"it is of {' and '.join(pair)}, and the curve of {', '.join(curve.groups)}"
    if not fault:
        on = difference.frame[v.TIME].to_numpy().astype(np.int64)
        at = curve.columns_at(on, min_at_risk=0)
        one, two = (at[v.ESTIMATE][at[v.GROUP] == group].astype(float) for group in pair)
        if not np.allclose(one - two, difference.frame[v.ESTIMATE], atol=SAME, equal_nan=True):
            fault = "it is of other people or another estimate"
    if fault:
        raise EstimateError(
            f"This difference is not one of the curve: {fault}. Make it of the curve that is drawn: "
            "iso.curve_difference(curve)."
        )


def require_same_curve(drawn: Curve, curve: Curve) -> None:
    """Raise EstimateError for a curve of another outcome, other people or groups than the one that is drawn; its
    limits may be others."""
    fault = _unlike(curve.definition, drawn.definition)
    of = [v.GROUP, v.TIME, v.AT_RISK, v.ESTIMATE]
    if not fault and not all(_equal(drawn, curve, name) for name in of):
        fault = "it is of other people, groups or outcomes"
    if fault:
        raise EstimateError(
            f"This figure shows another curve than the one given: {fault}. Give the curve that it was made of."
        )


def _equal(one: Curve, other: Curve, name: str) -> bool:
    a, b = one.columns[name], other.columns[name]
    if a.shape != b.shape:
        return False
    return bool(np.array_equal(a, b) if a.dtype == object else np.allclose(a, b, atol=SAME, rtol=0, equal_nan=True))


def _unlike(one: Definition, other: Definition, *, within: bool = False) -> str:
    """In what the definitions of a result and of a curve differ, in words. The people of a stratum may be chosen for
    themselves, and none of them need have died."""
    names = [name for name in (*CHOSEN, "fingerprint") if not (within and name in ("eligibility", "competing"))]
    return one.unlike(other, names=tuple(names), here="there", there="in the curve")


def _other_groups(groups: Sequence[str], others: Sequence[str]) -> str:
    if set(groups) == set(others):
        return ""
    return f"it is between {', '.join(groups)}, and the curve has {', '.join(others)}"


def _other_counts(groups: Sequence[str], one: Floats, other: Floats, what: tuple[str, ...], *, within: bool) -> str:
    """In which group the counts of a test and of a curve differ; those within strata may be fewer."""
    apart = one - other if within else np.abs(one - other)
    if not (apart > SAME * (1 + other)).any():
        return ""
    place = int(np.argmax(apart))
    mine, its = (counted(round(each[place]), *what) for each in (one, other))
    return f"it counts {mine} in {groups[place]}, and the curve {its}"

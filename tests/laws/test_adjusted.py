"""Laws of adjusted comparisons: weights of 1, one pattern, groups that are alike; and a plain oracle beside."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cohort.confounding import ConfoundedCounts, confounded_table
from isostats.errors import EstimateError
from isostats.estimate import adjusted as estimators
from isostats.estimate import adjusted_curves, adjusted_difference, balance, e_value, kaplan_meier, remission_difference
from isostats.estimate.confounder_patterns import Patterns

METHODS = ("iptw", "standardised")


def people(seed: int, n: int = 60, levels: int = 2, last: int = 12) -> ConfoundedCounts:
    """Some people of two groups, of whom each group has every level of a confounder."""
    rng = np.random.default_rng(seed)
    group = np.concatenate([np.repeat(["a", "b"], levels), rng.choice(["a", "b"], n)])
    level = np.concatenate([np.tile(np.arange(levels), 2), rng.integers(0, levels, n)])
    days, events = rng.integers(1, last, len(group)), rng.integers(0, 3, len(group))
    frame = pd.DataFrame({"severity": [f"level {each}" for each in level]})
    return confounded_table(days, events, group=group, confounders=frame, causes=("relapse", "death"))


def twice(counts: ConfoundedCounts) -> ConfoundedCounts:
    """Everybody in both groups: the groups are alike in the confounders, and in the outcome."""
    rows = [
        (day, cause, severity)
        for at, (severity,) in enumerate(counts.levels[["severity"]].to_numpy().tolist())
        for cause, of_cause in enumerate((counts.table.censored[at], *counts.table.events[at]))
        for day, n in zip(counts.table.days, of_cause, strict=True)
        for _ in range(int(n))
    ]
    days, events, severity = (list(each) for each in zip(*rows, strict=True))
    return confounded_table(
        days * 2, events * 2, group=["a"] * len(rows) + ["b"] * len(rows), causes=("relapse", "death"),
        confounders=pd.DataFrame({"severity": severity * 2}),
    )  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_with_one_pattern_the_weighted_curve_is_kaplan_meier_with_its_error(seed: int) -> None:
    counts = people(seed, levels=1)
    mine = adjusted_curves(counts)
    np.testing.assert_allclose(mine.require_weights(), 1.0)
    plain = kaplan_meier(counts.crude).columns
    for name in ("estimate", "std_error"):
        np.testing.assert_allclose(mine.curve.columns[name], plain[name], rtol=1e-9, atol=1e-12)
    rows = adjusted_difference(mine, days=[4, 8], min_at_risk=0)
    crude = remission_difference(mine.crude, days=[4, 8], min_at_risk=0)
    for name in ("estimate", "std_error", "p_value", "n", "events"):
        np.testing.assert_allclose(rows[name].astype(float), crude[name].astype(float), rtol=1e-9, err_msg=name)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_standardised_to_one_pattern_is_the_exponential_of_the_cumulative_hazard(seed: int) -> None:
    counts = people(seed, levels=1)
    curve = adjusted_curves(counts, method="standardised").curve
    for group, table in ((each, counts.crude.select(each)) for each in counts.groups):
        hazard = np.cumsum(table.events[0, 0] / np.maximum(table.at_risk[0], 1))
        own = curve.frame[(curve.frame["group"] == group) & (curve.frame["time"] > 0)]
        np.testing.assert_allclose(own["estimate"], np.exp(-hazard)[np.isin(table.days, own["time"])], rtol=1e-12)


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_groups_that_are_alike_need_no_adjustment(seed: int) -> None:
    counts = twice(people(seed))
    weighted = adjusted_curves(counts)
    np.testing.assert_allclose(weighted.require_weights(), 1.0, rtol=1e-9)
    np.testing.assert_allclose(weighted.curve.columns["estimate"], weighted.crude.columns["estimate"], rtol=1e-9)
    assert balance(weighted)[["unweighted", "weighted"]].to_numpy().max() < 1e-9
    for method in METHODS:
        rows = adjusted_difference(adjusted_curves(counts, method=method), days=[5, 9], min_at_risk=0)  # type: ignore[arg-type]
        np.testing.assert_allclose(rows["estimate"], 0, atol=1e-9)


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_without_censoring_saturated_weights_give_the_shares_of_each_pattern_averaged(seed: int) -> None:
    """Sum over patterns of the share of everybody times the share that is free: direct standardisation."""
    rng = np.random.default_rng(seed)
    group = np.concatenate([np.repeat(["a", "b"], 3), rng.choice(["a", "b"], 60, p=[0.3, 0.7])])
    level = np.concatenate([np.tile([0, 1, 2], 2), rng.integers(0, 3, 60)])
    days = rng.integers(1, 12, len(group)) + 2 * level
    frame = pd.DataFrame({"severity": [f"level {each}" for each in level]})
    counts = confounded_table(days, group=group, confounders=frame)
    at = adjusted_curves(counts, model="saturated").curve.at(6, min_at_risk=0).set_index("group")["estimate"]
    for name in "ab":
        free = [float((days[(group == name) & (level == each)] > 6).mean()) for each in range(3)]
        np.testing.assert_allclose(at[name], np.bincount(level) / len(level) @ free, rtol=1e-9, atol=1e-12)


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_saturated_weights_balance_exactly(seed: int) -> None:
    frame = balance(adjusted_curves(people(seed, levels=3), model="saturated"))
    assert frame["weighted"].max() < 1e-9


@pytest.mark.parametrize("method", METHODS)
def test_errors_are_those_of_leaving_out_a_bit_of_each_person(method: Any) -> None:
    """The plain way: each count a little larger and smaller, the model fitted anew, what that moves squared, summed."""
    mine = adjusted_curves(people(3, n=50, levels=3), method=method)
    arrays, day = mine.arrays, 6
    make = estimators._weighted if method == "iptw" else estimators._standardised

    def moved(kind: int, cell: tuple[int, ...], step: float) -> np.ndarray:
        leaving = [arrays.failed.copy(), arrays.others.copy()]
        leaving[kind][cell] += step
        at_risk = np.sum(leaving, axis=0)[..., ::-1].cumsum(axis=-1)[..., ::-1]
        made = Patterns(arrays.groups, arrays.levels, arrays.days, *leaving, at_risk)
        return make(made, "main", 0.0)[0][:, np.searchsorted(arrays.days, day, side="right") - 1]

    squares, crossed = np.zeros(2), 0.0
    for kind, of_kind in enumerate((arrays.failed, arrays.others)):
        for cell in map(tuple, np.argwhere(of_kind > 0)):
            slope = (moved(kind, cell, 1e-4) - moved(kind, cell, -1e-4)) / 2e-4
            squares += of_kind[cell] * slope**2
            crossed += of_kind[cell] * (slope[1] - slope[0]) ** 2
    np.testing.assert_allclose(mine.curve.at(day, min_at_risk=0)["std_error"] ** 2, squares, rtol=1e-6)
    rows = adjusted_difference(mine, days=day, min_at_risk=0)
    np.testing.assert_allclose(rows["std_error"].item() ** 2, crossed, rtol=1e-6)


def test_truncated_weights_keep_within_their_borders_and_the_curve_moves_towards_the_crude_one() -> None:
    counts = people(3, n=200, levels=3)
    plain, cut = adjusted_curves(counts), adjusted_curves(counts, truncate=0.2)
    assert cut.require_weights().max() <= plain.require_weights().max()
    assert cut.weights_frame()["effective_n"].sum() > plain.weights_frame()["effective_n"].sum()
    np.testing.assert_allclose(adjusted_curves(counts, truncate=1e-9).require_weights(), plain.require_weights())


@given(ratio=st.floats(0.05, 20))
def test_an_e_value_is_that_of_the_inverse_and_at_least_one(ratio: float) -> None:
    needed = e_value(ratio).estimate
    assert needed >= 1
    assert abs(needed - e_value(1 / ratio).estimate) < 1e-9 * needed
    above = max(ratio, 1 / ratio)
    np.testing.assert_allclose(needed**2 / (2 * needed - 1), above)  # Ding and VanderWeele's bound


def test_who_is_in_no_group_or_lacks_a_confounder_is_counted() -> None:
    frame = pd.DataFrame({"severity": ["mild", "mild", None, "mild", "mild"]})
    counts = confounded_table([5, 6, 7, 8, 9], [1, 0, 1, 1, 1], group=["a", "b", "a", None, "a"], confounders=frame)
    assert (counts.left_out, counts.ungrouped, int(counts.table.n.sum())) == (1, 1, 3)
    own = confounded_table(
        [5, 6, 7, 8, 9], [1, 0, 1, 1, 1], group=["a", "b", "a", None, "a"], confounders=frame, missing="own_level"
    )
    assert (own.left_out, int(own.table.n.sum())) == (0, 4)


def test_groups_without_overlap_are_refused() -> None:
    frame = pd.DataFrame({"severity": ["mild", "mild", "severe", "severe", "mild"]})
    counts = confounded_table([5, 6, 7, 8, 9], [1, 0, 1, 1, 1], group=list("abaaa"), confounders=frame)
    for method in METHODS:
        with pytest.raises(EstimateError, match="b has nobody with severity severe"):
            adjusted_curves(counts, method=method)  # type: ignore[arg-type]


def test_the_word_missing_is_a_value_and_no_value_a_level_of_its_own() -> None:
    column = pd.Categorical(["missing", None, "mild", "missing", None, "mild"])
    counts = confounded_table(
        [5, 6, 7, 8, 9, 9], group=list("aaabbb"), confounders=pd.DataFrame({"severity": column}), missing="own_level"
    )
    assert sorted(set(counts.levels["severity"])) == ["mild", "missing", "missing (not recorded)"]


@pytest.mark.parametrize("method", METHODS)
def test_a_group_in_which_all_relapsed_has_no_limits_from_then_on(method: str) -> None:
    """Whatever the model leaves free: the standardised difference had limits beside two that had none."""
    days = [*range(100, 600, 100), *[900] * 15, *range(50, 250, 10)]
    events = [1] * 5 + [0] * 15 + [1] * 20
    severity = pd.DataFrame({"severity": ["mild", "severe"] * 20})
    made = adjusted_curves(
        confounded_table(days, events, group=["a"] * 20 + ["b"] * 20, confounders=severity), method=method
    )
    at = made.curve.at([200, 730], min_at_risk=0).set_index(["group", "time"])
    assert at["std_error"].notna().tolist() == [True, True, True, False]
    for measure, known in {"remission_difference": False, "outcome_ratio": False, "rmst_difference": True}.items():
        rows = adjusted_difference(made, days=[200, 730], measure=measure, min_at_risk=0)
        assert rows["estimate"].notna().all()
        assert rows["lower"].notna().tolist() == rows["p_value"].notna().tolist() == [True, known], measure

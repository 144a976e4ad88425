"""Adjusted comparisons with a known truth: severe acne gets the high dose and relapses more, and a high dose helps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from isostats.cohort.confounding import ConfoundedCounts, confounded_table
from isostats.errors import EstimateError
from isostats.estimate import adjusted_curves, adjusted_difference, balance, positivity, remission_difference
from isostats.estimate.adjusted import AdjustedCurves

DAY = 500
SHARES = np.array([0.4, 0.35, 0.25])
MEANS = np.array([1600.0, 800.0, 350.0])
"""Mean days to relapse of mild, moderate and severe acne, after a low dose."""
HIGH = np.array([0.2, 0.5, 0.85])
"""Who gets a high dose, which makes them 1.5 times as long."""
TRUTH = {dose: float(SHARES @ np.exp(-DAY / (MEANS * longer))) for dose, longer in (("low", 1.0), ("high", 1.5))}


def treated(rng: np.random.Generator, n: int, *, confounded: bool = True) -> ConfoundedCounts:
    """People by dose and severity; some leave by chance, some die."""
    severity = rng.choice(3, n, p=SHARES)
    high = rng.random(n) < (HIGH[severity] if confounded else 0.5)
    relapse = 1 + np.floor(rng.exponential(MEANS[severity] * np.where(high, 1.5, 1.0)))
    end, death = rng.integers(300, 1500, n), 1 + np.floor(rng.exponential(20_000, n))
    day = np.minimum(np.minimum(relapse, death), end)
    cause = np.where(relapse == day, 1, np.where(death == day, 2, 0))
    levels = pd.DataFrame({"severity": np.array(["mild", "moderate", "severe"])[severity]})
    dose = pd.Categorical(np.where(high, "high", "low"), categories=["low", "high"])
    return confounded_table(day, cause, group=dose, confounders=levels, causes=("relapse", "death"))


def difference(adjusted: AdjustedCurves) -> Any:
    return adjusted_difference(adjusted, days=DAY, reference="low").iloc[0]


@pytest.mark.parametrize("method", ["iptw", "standardised"])
def test_severity_hides_what_the_dose_does_and_adjusting_shows_it(method: Any) -> None:
    mine = adjusted_curves(treated(np.random.default_rng(5), 40_000), method=method)
    at = mine.curve.at(DAY).set_index("group")
    for dose, truth in TRUTH.items():
        assert abs(at["estimate"][dose] - truth) < 3 * at["std_error"][dose]
    crude = remission_difference(mine.crude, days=DAY, reference="low")["estimate"].item()
    row, truth = difference(mine), TRUTH["high"] - TRUTH["low"]
    assert truth > 0.05
    assert crude < -0.02
    assert abs(row["estimate"] - truth) < 3 * row["std_error"]


def test_weighting_balances_severity() -> None:
    apart = balance(adjusted_curves(treated(np.random.default_rng(6), 4_000))).iloc[0]
    assert apart["unweighted"] > 0.8
    assert apart["weighted"] < 1e-6


@pytest.mark.parametrize("method", ["iptw", "standardised"])
def test_limits_hold_the_truth_as_often_as_they_say_and_crude_ones_do_not(method: Any) -> None:
    rng, held, naive, truth = np.random.default_rng(11), 0, 0, TRUTH["high"] - TRUTH["low"]
    for _ in range(60):
        mine = adjusted_curves(treated(rng, 800), method=method)
        crude = remission_difference(mine.crude, days=DAY, reference="low").iloc[0]
        held += difference(mine)["lower"] <= truth <= difference(mine)["upper"]
        naive += crude["lower"] <= truth <= crude["upper"]
    assert 0.88 <= held / 60 <= 1.0
    assert naive / 60 < 0.2


def test_without_confounding_adjusted_and_crude_agree_and_the_error_is_no_larger() -> None:
    mine = adjusted_curves(treated(np.random.default_rng(12), 20_000, confounded=False))
    crude = remission_difference(mine.crude, days=DAY, reference="low").iloc[0]
    row = difference(mine)
    assert abs(row["estimate"] - crude["estimate"]) < 0.5 * crude["std_error"]
    assert row["std_error"] < 1.001 * crude["std_error"]


def test_patterns_without_a_group_are_counted_and_levels_without_one_are_refused() -> None:
    rng = np.random.default_rng(13)
    frame = pd.DataFrame({"severity": ["mild", "severe"] * 100, "site": ["a"] * 100 + ["b"] * 100})
    group = rng.choice(["low", "high"], 200)
    group[(frame["severity"] == "severe") & (frame["site"] == "b")] = "high"
    counts = confounded_table(rng.integers(1, 900, 200), rng.integers(0, 2, 200), group=group, confounders=frame)
    overlap = positivity(counts)
    assert (overlap.patterns, overlap.empty, overlap.people, overlap.alone, overlap.lacking) == (4, 1, 200, 50, ())
    assert "1 of 4 patterns of confounders, with 50 of 200 people, has nobody in some group" in overlap.words
    assert adjusted_curves(counts).curve.at(300, min_at_risk=1)["estimate"].notna().all()
    with pytest.raises(EstimateError, match="1 of 4 patterns have nobody in some group"):
        adjusted_curves(counts, model="saturated")


def test_what_cannot_be_adjusted_says_what_to_do() -> None:
    counts = treated(np.random.default_rng(14), 200)
    with pytest.raises(EstimateError, match="method must be one of iptw, standardised"):
        adjusted_curves(counts, method="matching")  # type: ignore[arg-type]
    with pytest.raises(EstimateError, match=r"share of weights at either end, from 0 to below 0\.5"):
        adjusted_curves(counts, truncate=0.9)
    with pytest.raises(EstimateError, match="no weights to truncate"):
        adjusted_curves(counts, method="standardised", truncate=0.01)
    with pytest.raises(EstimateError, match="count_confounded"):
        adjusted_curves(counts.crude)  # type: ignore[arg-type]
    with pytest.raises(EstimateError, match="adjusted_curves"):
        adjusted_difference(counts, days=365)  # type: ignore[arg-type]
    with pytest.raises(EstimateError, match="no group 'middle'"):
        adjusted_difference(adjusted_curves(counts), days=365, reference="middle")
    with pytest.raises(EstimateError, match="at least two groups"):
        confounded_table([5, 6], [1, 1], group=["a", "a"], confounders=pd.DataFrame({"x": ["u", "v"]}))
    with pytest.raises(EstimateError, match="fewer bands"):
        confounded_table(range(3000), group=["a", "b"] * 1500, confounders=pd.DataFrame({"age": range(3000)}))

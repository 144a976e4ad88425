"""Laws of differences between groups: plain where nobody is censored, turned by their reference, nothing for alike."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cohort.counting import EventTable, event_table
from isostats.errors import EstimateError
from isostats.estimate import (
    aalen_johansen,
    common_followup,
    gray,
    interaction,
    kaplan_meier,
    logrank,
    logrank_trend,
    median_difference,
    pairwise_logrank,
    remission_difference,
    remission_ratio,
    rmst,
    rmst_difference,
    rmst_ratio,
)
from isostats.estimate.contrasts import holm
from tests.sweeps import tried

CAUSES = ("relapse", "death")
PEOPLE = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 2), st.sampled_from("abc")), min_size=6, max_size=60
).filter(lambda people: {group for *_, group in people} == set("abc"))  # fmt: skip
ON = settings(max_examples=tried(40), deadline=None)


def counted(people: list[tuple[int, int, str]], **changes: Any) -> EventTable:
    days, events, groups = map(list, zip(*people, strict=True))
    return event_table(days, events, group=changes.get("group", groups), causes=CAUSES)


@given(PEOPLE, st.integers(1, 25))
@ON
def test_without_censoring_they_are_differences_of_proportions_and_of_means(
    people: list[tuple[int, int, str]], day: int
) -> None:
    people = [(time, 1, group) for time, _, group in people]
    counts = counted(people)
    made = remission_difference(kaplan_meier(counts), days=day, min_at_risk=0)
    means = rmst_difference(counts, horizon_days=day, min_at_risk=0)
    first = [time for time, _, group in people if group == "a"]
    for row, mean, name in zip(made.to_dict("records"), means.to_dict("records"), "bc", strict=True):
        other = [time for time, _, group in people if group == name]
        p, q = (np.mean([time > day for time in each]) for each in (other, first))
        assert row["estimate"] == pytest.approx(p - q, abs=1e-12)
        if 0 < p < 1 and 0 < q < 1:
            error = np.sqrt(p * (1 - p) / len(other) + q * (1 - q) / len(first))
            assert row["std_error"] == pytest.approx(error, abs=1e-12)
        else:
            assert np.isnan([row["lower"], row["p_value"]]).all()
        plain = np.mean(np.minimum(other, day)) - np.mean(np.minimum(first, day))
        assert mean["estimate"] == pytest.approx(plain, abs=1e-10)


@given(PEOPLE, st.integers(0, 25))
@ON
def test_another_reference_turns_the_sign_and_the_ratio_round(people: list[tuple[int, int, str]], day: int) -> None:
    counts = counted(people).select("a", "b")
    curve = kaplan_meier(counts)
    for turned, make in ((lambda x: -x, remission_difference), (lambda x: 1 / x, remission_ratio)):
        (one,), (two,) = (make(curve, days=day, reference=r, min_at_risk=0).to_dict("records") for r in "ab")
        if 0 not in (one["estimate"], two["estimate"]):
            np.testing.assert_allclose(turned(one["estimate"]), two["estimate"], equal_nan=True, atol=1e-12)
            np.testing.assert_allclose(turned(one["lower"]), two["upper"], equal_nan=True, atol=1e-12)
        np.testing.assert_allclose(one["p_value"], two["p_value"], equal_nan=True, atol=1e-12)
    for make in (rmst_difference, median_difference):
        of = counts if make is rmst_difference else curve
        (one,), (two,) = (make(of, reference=r, min_at_risk=0).to_dict("records") for r in "ab")
        np.testing.assert_allclose(-one["lower"], two["upper"], equal_nan=True, atol=1e-12)
    assert logrank(counts).statistic == pytest.approx(logrank(counts.select("b", "a")).statistic, nan_ok=True)


@given(PEOPLE, st.integers(0, 25))
@ON
def test_a_group_beside_itself_differs_in_nothing(people: list[tuple[int, int, str]], day: int) -> None:
    own = [each for each in people if each[2] == "a"]
    counts = counted(own * 2, group=["x"] * len(own) + ["y"] * len(own))
    curve = kaplan_meier(counts)
    for made, nothing in (
        (remission_difference(curve, days=day, min_at_risk=0), 0), (remission_ratio(curve, days=day, min_at_risk=0), 1),
        (rmst_difference(counts, min_at_risk=0), 0), (rmst_ratio(counts, min_at_risk=0), 1),
        (median_difference(curve, min_at_risk=0), 0),
    ):  # fmt: skip
        assert set(made.loc[made["status"] == "ok", "estimate"].round(12)) <= {nothing}
    for test in (logrank(counts), logrank(counts, rho=1), gray(counts)):
        assert np.nan_to_num(test.statistic) == pytest.approx(0, abs=1e-9)


@given(PEOPLE)
@ON
def test_tests_that_must_be_one(people: list[tuple[int, int, str]]) -> None:
    counts = counted(people)
    pairs = pairwise_logrank(counts)
    known = pairs.dropna()
    assert (known["p_holm"] >= known["p_value"] - 1e-15).all()
    assert (known["p_holm"] <= 1).all()
    two = counts.select("a", "b")
    one, trend = logrank(two), logrank_trend(logrank(two))
    assert trend.statistic == pytest.approx(one.statistic, rel=1e-8, abs=1e-9, nan_ok=True)
    moved = logrank_trend(logrank(counts), scores=[10, 30, 50])  # scores matter but for their unit and origin
    plain = logrank_trend(logrank(counts), scores=[0, 1, 2])
    assert moved.z == pytest.approx(plain.z, rel=1e-8, abs=1e-9, nan_ok=True)
    stratum = counted([each for each in people if each[2] == "c"])  # one group alone compares nobody
    assert logrank(counts, stratum).statistic == pytest.approx(logrank(counts).statistic, nan_ok=True)


def test_a_trend_goes_along_an_order_that_somebody_stated() -> None:
    """By the alphabet high < low < mid the trend is the other way round, and significant."""
    days, levels = list(range(1, 61)), ["high"] * 20 + ["mid"] * 20 + ["low"] * 20
    by_text = logrank(event_table(days, group=levels))
    with pytest.raises(EstimateError, match=r"high, low, mid stand .* scores=\[2, 0, 1\]\) says that low is lowest"):
        logrank_trend(by_text)
    stated = logrank_trend(by_text, scores=[2, 0, 1])
    assert stated.z > 5
    in_order = pd.Categorical(levels, categories=["low", "mid", "high"], ordered=True)
    numbers = np.select([np.array(levels) == each for each in ("low", "mid")], [2, 10], 11)
    for group in (in_order, numbers, pd.cut(numbers, [0, 5, 10, 20])):
        counts = event_table(days, group=group)
        assert logrank_trend(logrank(counts)).z == pytest.approx(stated.z)
        assert logrank_trend(logrank(counts, counts)).z == pytest.approx(2**0.5 * stated.z)
        turned = counts.select(*reversed(counts.groups))
        with pytest.raises(EstimateError, match="nobody stated one"):
            logrank_trend(logrank(turned))
    with pytest.raises(EstimateError, match="nobody stated one"):
        logrank_trend(logrank(event_table(days, group=pd.Series(levels, dtype="category"))))


def test_strata_are_of_one_outcome() -> None:
    counts = counted([(1, 1, "a"), (2, 1, "b"), (3, 0, "c")])
    other = replace(counts, definition=counts.definition.with_(outcome="second_course"))
    with pytest.raises(EstimateError, match="of one outcome, and these are of '' and 'second_course'"):
        logrank(counts, other)


def test_holm_by_hand() -> None:
    adjusted = holm([0.01, np.nan, 0.04, 0.03, 0.005])
    np.testing.assert_allclose(adjusted, [0.03, np.nan, 0.06, 0.06, 0.02])


def test_an_interaction_of_parts_alike_is_none() -> None:
    assert interaction([0.1, 0.1, 0.1], [0.02, 0.05, 0.03]).statistic == pytest.approx(0)
    assert np.isnan(interaction([0.1, 0.3], [0.02, np.nan]).p_value)


def test_a_tau_that_both_support_where_the_longest_horizon_is_none() -> None:
    short, long = [(day, day % 2, "a") for day in range(1, 41)], [(5 * day, day % 2, "b") for day in range(1, 41)]
    counts = counted([*short, *long])
    until = common_followup(counts, min_at_risk=10)
    assert 10 < until < 40
    assert rmst_difference(counts, horizon_days=200)["status"].tolist() == ["beyond_followup"]
    row = rmst_difference(counts, reference="b").iloc[0]
    assert (row["group"], row["time"], row["status"]) == ("a - b", until, "ok")
    assert remission_difference(kaplan_meier(counts), days=[until, 200])["status"].tolist() == ["ok", "beyond_followup"]


def test_a_group_in_which_all_relapsed_is_compared_as_long_as_the_other() -> None:
    """By hand: 27 relapse on day 100; of the other 40 one leaves on each tenth day from day 300."""
    gone = [(100, 1, "a")] * 27
    counts = counted([*gone, *((300 + 10 * k, k % 2, "b") for k in range(40))])
    until = common_followup(counts, min_at_risk=10)
    assert until == common_followup(counts.select("b"), min_at_risk=10) > 300
    row = rmst_difference(counts, reference="b", min_at_risk=10).iloc[0]
    assert (row["time"], row["status"]) == (until, "ok")
    b = rmst(counts.select("b"), horizon_days=until)["estimate"].item()
    assert row["estimate"] == pytest.approx(100 - b, abs=1e-9)
    both = counted([*gone, *((200, 1, "b") for _ in range(12))])
    assert common_followup(both, min_at_risk=10) == 200
    assert rmst_difference(both).iloc[0]["estimate"] == 100


def test_what_cannot_be_compared_is_refused() -> None:
    counts = counted([(1, 1, "a"), (2, 1, "b"), (3, 0, "c")])
    with pytest.raises(EstimateError, match="no group 'A'"):
        rmst_difference(counts, reference="A")
    with pytest.raises(EstimateError, match="at least two groups"):
        remission_difference(kaplan_meier(counts.pooled()), days=1)
    with pytest.raises(EstimateError, match="two curves of remission"):
        remission_difference(aalen_johansen(counts), days=1)
    with pytest.raises(EstimateError, match="score for each of 3 groups"):
        logrank_trend(logrank(counts), scores=[1, 2])
    with pytest.raises(EstimateError, match="no cause 'deth'"):
        gray(counts, cause="deth")
    with pytest.raises(EstimateError, match="rho of 0 or more"):
        logrank(counts, rho=-1)
    late = event_table([3, 4], [1, 0], group=["a", "b"], entry=[1, -1])
    with pytest.raises(EstimateError, match="at risk from the start"):
        gray(late)

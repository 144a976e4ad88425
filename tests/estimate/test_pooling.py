"""Pooled proportions: what cannot be estimated is not, laws for any studies, and coverage with known truth."""

from __future__ import annotations

from math import isfinite, isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.errors import EstimateError
from isostats.estimate import leave_one_out, pool_proportions, study_slope
from isostats.estimate.pooled import POOLING_METHODS

METHODS = list(POOLING_METHODS)
NUMBERS = ("estimate", "lower", "upper", "prediction_lower", "prediction_upper", "tau2", "i2")
studies = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=2, max_size=9).map(
    lambda pairs: (np.array([min(x, n) for x, n in pairs]), np.array([n for _, n in pairs]))
)


@pytest.mark.parametrize("method", METHODS)
def test_one_study_has_its_own_share_and_nothing_else(method: str) -> None:
    found = pool_proportions([3], [10], method=method)
    assert found.estimate == 0.3
    assert all(isnan(getattr(found, name)) for name in NUMBERS[1:])
    assert (found.status, found.note) == ("not_estimable", "one study, nothing to pool")
    assert isnan(found.percentile(0.3))
    assert leave_one_out([3], [10], method=method) == ()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("events", "who"), [([0, 0, 0], "nobody"), ([10, 20, 5], "everybody")])
def test_a_continuity_correction_is_no_finding(method: str, events: list[int], who: str) -> None:
    found = pool_proportions(events, [10, 20, 5], method=method)
    assert all(isnan(getattr(found, name)) for name in NUMBERS)
    assert found.note == f"{who} had the event"
    assert "not estimable from 3 studies" in str(found)


def test_equal_studies_have_no_tau2_and_limits_by_the_floor() -> None:
    hk, glmm = (pool_proportions([30] * 3, [100] * 3, method=method) for method in METHODS)
    assert hk.tau2 == glmm.tau2 == hk.i2 == glmm.i2 == 0
    assert hk.estimate == pytest.approx(0.3)
    # the floor: the standard error of the 300 people together, t on 2 degrees of freedom (4.302652729911275)
    floor = 4.302652729911275 / np.sqrt(300 * 0.3 * 0.7)
    assert [np.log(p / (1 - p)) for p in (hk.lower, hk.upper)] == pytest.approx(
        [np.log(3 / 7) - floor, np.log(3 / 7) + floor], abs=1e-9
    )
    assert "floor of Röver, Knapp and Friede" in hk.note
    assert hk.status == "ok"
    # without random effects the binomial-normal model is plain logistic regression on the 300 people
    half = 1.959963984540054 / np.sqrt(300 * 0.3 * 0.7)
    assert [np.log(p / (1 - p)) for p in (glmm.lower, glmm.upper)] == pytest.approx(
        [np.log(3 / 7) - half, np.log(3 / 7) + half], abs=1e-9
    )


@given(studies)
@settings(max_examples=60, deadline=None)
def test_the_floor_is_the_error_of_all_people_as_one_study(one: tuple[np.ndarray, np.ndarray]) -> None:
    events, n = one
    found = pool_proportions(events, n)
    if not isfinite(found.lower):
        return
    x = np.where((events == 0) | (events == n), events + 0.5, events)
    rest = np.where((events == 0) | (events == n), n - events + 0.5, n - events)
    together = 1 / np.sqrt((1 / (1 / x + 1 / rest)).sum())
    assert found.std_error >= together * (1 - 1e-9)


def test_two_studies_have_the_quantile_of_one_degree_of_freedom() -> None:
    found = pool_proportions([10, 90], [100, 100])
    # logits -log 9 and log 9 weigh the same: the mean is 0, and its standard error half of their distance
    away = np.log(9) * 12.706204736174698
    assert found.logit == pytest.approx(0, abs=1e-12)
    assert (found.lower, found.upper) == pytest.approx((1 / (1 + np.exp(away)), 1 / (1 + np.exp(-away))), rel=1e-9)


def test_studies_of_nobody_and_of_everybody_have_no_likelihood_maximum() -> None:
    found = pool_proportions([0, 10], [10, 10], method="glmm")
    assert isnan(found.estimate)
    assert found.note == "the likelihood has no maximum"


@pytest.mark.parametrize(
    ("events", "n", "text"),
    [
        ([], [], "no study to pool"),
        ([1, 2], [10], "two columns of the same length"),
        ([1, 12], [10, 10], r"1 study without whole counts.*\(first: number 2, 12 of 10\)"),
        ([1, -1, 2.5], [10, 10, 10], r"2 studies without whole counts.*\(first: number 2, -1 of 10\)"),
        ([1, 0], [10, 0], "first: number 2, 0 of 0"),
        ([1, float("nan")], [10, 10], "first: number 2, nan of 10"),
    ],
)
def test_counts_that_cannot_be(events: list[float], n: list[float], text: str) -> None:
    with pytest.raises(EstimateError, match=text):
        pool_proportions(events, n)


def test_choices_that_cannot_be() -> None:
    with pytest.raises(EstimateError, match="did you mean 'glmm'"):
        pool_proportions([1, 2], [10, 10], method="glm")  # type: ignore[arg-type]
    with pytest.raises(EstimateError, match=r"95 \(85% is written 0\.85\)"):
        pool_proportions([1, 2], [10, 10], level=95)
    for months, text in (([6, None, 12], "none of them missing"), ([6, 6, 6], "do not all share one value")):
        with pytest.raises(EstimateError, match=text):
            study_slope([1, 2, 3], [10, 10, 10], np.array(months, dtype=float))


@given(studies, st.sampled_from(METHODS))
@settings(max_examples=60, deadline=None)
def test_laws(one: tuple[np.ndarray, np.ndarray], method: str) -> None:
    events, n = one
    found = pool_proportions(events, n, method=method)
    if not isfinite(found.lower):
        return
    assert found.lower <= found.estimate <= found.upper
    assert found.prediction_lower <= found.estimate <= found.prediction_upper
    assert found.tau2 >= 0
    assert 0 <= found.i2 < 1
    # the order of the studies does not matter
    turned = pool_proportions(events[::-1], n[::-1], method=method)
    assert [getattr(turned, name) for name in NUMBERS] == pytest.approx(
        [getattr(found, name) for name in NUMBERS], rel=1e-5, abs=1e-6
    )
    # to pool those free of the event is to pool the event
    free = pool_proportions(n - events, n, method=method)
    assert (1 - free.upper, 1 - free.estimate, 1 - free.lower) == pytest.approx(
        (found.lower, found.estimate, found.upper), rel=1e-5, abs=1e-6
    )
    wider = pool_proportions(events, n, method=method, level=0.99)
    assert wider.prediction_lower <= found.prediction_lower
    assert wider.prediction_upper >= found.prediction_upper
    if found.status == "ok":
        assert found.percentile(found.estimate) == pytest.approx(0.5)
        ends = (found.prediction_lower, 0.025), (found.prediction_upper, 0.975)
        for share, part in ends:
            if 1e-4 < share < 1 - 1e-4:  # nearer to 0 or 1 a share has not the digits to lead back to its logit
                assert found.percentile(share) == pytest.approx(part, abs=1e-9)
        assert (found.percentile(0), found.percentile(1)) == (0, 1)


@pytest.mark.slow
@pytest.mark.parametrize("method", [METHODS[0], pytest.param(METHODS[1], marks=pytest.mark.validation)])
def test_the_prediction_interval_covers_a_new_cohort_and_the_interval_of_the_mean_does_not(method: str) -> None:
    """Known truth: logits of cohorts are normal(-1.5, 0.8). A new cohort's share must be covered as often as said."""
    random, k, repeats = np.random.default_rng(20261125), 10, 300
    covered = {"prediction": 0, "mean": 0, "fixed": 0}
    for _ in range(repeats):
        share = 1 / (1 + np.exp(-random.normal(-1.5, 0.8, k + 1)))
        n = random.integers(60, 600, k)
        events = random.binomial(n, share[:k])
        found = pool_proportions(events, n, method=method)
        total, people = events.sum(), n.sum()
        half = 1.96 * np.sqrt(1 / total + 1 / (people - total))
        fixed = 1 / (1 + np.exp(-(np.log(total / (people - total)) + np.array([-half, half]))))
        covered["prediction"] += found.prediction_lower <= share[k] <= found.prediction_upper
        covered["mean"] += found.lower <= share[k] <= found.upper
        covered["fixed"] += fixed[0] <= share[k] <= fixed[1]
    rate = {name: count / repeats for name, count in covered.items()}
    assert abs(rate["prediction"] - 0.95) < 4 * np.sqrt(0.95 * 0.05 / repeats), rate
    assert rate["mean"] < 0.7, rate
    assert rate["fixed"] < 0.3, rate

"""A share of things that people have several of: against what is known, and against two other ways to its error."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.estimate.clustered import clustered_limits, clustered_share
from isostats.estimate.intervals import proportion

PEOPLE = st.lists(
    st.integers(1, 8).flatmap(lambda m: st.tuples(st.just(m), st.integers(0, m), st.integers(1, 9))), min_size=2,
    max_size=12,
)  # fmt: skip


def influence_error(things: np.ndarray, having: np.ndarray) -> float:
    """The standard error by what each person's weight does to the share: derivatives taken by differences."""
    n, step = len(things), 1e-6

    def share(weights: np.ndarray) -> float:
        return float((weights * having).sum() / (weights * things).sum())

    moves = [share(np.ones(n) + step * (np.arange(n) == i)) - share(np.ones(n) - step * (np.arange(n) == i))
             for i in range(n)]  # fmt: skip
    return sqrt(n / (n - 1) * sum((each / (2 * step)) ** 2 for each in moves))


@settings(max_examples=40, deadline=None)
@given(PEOPLE)
def test_the_error_is_that_of_the_influence_of_people_and_never_below_the_binomial_one(rows: list) -> None:
    things, having, people = map(np.array, zip(*rows, strict=True))
    made = clustered_share(things, having, people)
    one_by_one = np.repeat(things, people), np.repeat(having, people)
    binomial = sqrt(made.estimate * (1 - made.estimate) / made.things)
    assert made.estimate == pytest.approx(one_by_one[1].sum() / one_by_one[0].sum(), abs=1e-12)
    assert made.std_error == pytest.approx(max(influence_error(*one_by_one), binomial), rel=1e-4, abs=1e-6)
    assert made.lower - 1e-12 <= made.estimate <= made.upper + 1e-12
    assert clustered_share(things * 2, having * 2, people).std_error >= made.std_error / sqrt(2) - 1e-12


def test_of_equal_clusters_it_is_the_error_of_a_mean() -> None:
    having = np.array([0, 1, 1, 2, 4, 4, 5, 5])
    made = clustered_share(np.full(8, 5), having, np.ones(8))
    assert made.std_error == pytest.approx((having / 5).std(ddof=1) / sqrt(8), abs=1e-12)


def test_one_thing_each_gives_wilson_at_nearly_the_same_number() -> None:
    made, plain = clustered_share([1, 1], [1, 0], [30, 70]), proportion(30, 100)
    assert (made.lower, made.upper) == pytest.approx((plain.lower, plain.upper), abs=1e-3)
    nobody = clustered_share([6], [0], [40])
    assert (nobody.lower, nobody.upper) == (0.0, proportion(0, 40).upper)


def test_without_people_or_with_one_there_are_no_limits() -> None:
    assert isnan(clustered_share([], [], []).estimate)
    one = clustered_share([5], [2], [1])
    assert (one.estimate, isnan(one.lower)) == (0.4, True)
    assert all(map(isnan, clustered_limits(0.4, float("nan"), 1, level=0.95)))

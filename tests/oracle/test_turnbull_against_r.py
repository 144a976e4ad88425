"""The curve of outcomes between visits against R's Turnbull, and what proves that it is the peak."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cohort.counting import event_table
from isostats.errors import EstimateError
from isostats.estimate import kaplan_meier
from isostats.estimate.interval_censored import turnbull
from tests.oracle.fixtures import fixture, numbers

SETS = fixture("turnbull")["sets"]


@pytest.mark.parametrize("one", SETS)
def test_at_the_ends_of_intervals(one: dict[str, Any]) -> None:
    made = turnbull(one["after"], one["by"]).at(one["at"])
    np.testing.assert_allclose(made["highest"], numbers(one["free"]), atol=1e-8, rtol=0)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=1, max_size=40))
def test_exact_days_alone_are_kaplan_meier(people: list[tuple[int, bool]]) -> None:
    day, failed = (np.array(each) for each in zip(*people, strict=True))
    made = turnbull(np.where(failed, day - 1, day), np.where(failed, day, -1)).at(np.arange(1, day.max() + 1))
    curve = kaplan_meier(event_table(day, failed)).at(np.arange(1, day.max() + 1), min_at_risk=0)
    np.testing.assert_allclose(made["estimate"], curve["estimate"], atol=1e-9)


def test_people_may_stand_for_several() -> None:
    one = turnbull([0, 0, 100, 50], [100, 100, 200, -1])
    two = turnbull([0, 100, 50], [100, 200, -1], people=[2, 1, 1])
    assert one.frame["mass"].tolist() == pytest.approx(two.frame["mass"].tolist(), abs=1e-10)
    assert (one.n, two.n, two.events) == (4, 4, 3)


def test_within_a_stretch_only_bounds_are_known() -> None:
    row = turnbull([0, 100, 200], [100, 200, -1]).at([150, 300]).iloc
    assert row[0][["lowest", "highest"]].tolist() == pytest.approx([1 / 3, 2 / 3])
    assert np.isnan(row[1]["estimate"])


@pytest.mark.parametrize(("after", "by"), [([], []), ([5], [5]), ([-1], [3])])
def test_intervals_that_cannot_be(after: list[int], by: list[int]) -> None:
    with pytest.raises(EstimateError, match="after < by"):
        turnbull(after, by)

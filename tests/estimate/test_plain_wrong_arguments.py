"""Plain wrong arguments are refused in words, never by an error of numpy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import isostats as iso

TWO = iso.event_table([100, 200, 300, 400] * 10, [1, 0, 1, 0] * 10, group=["a", "a", "b", "b"] * 10)
LOST = iso.event_table([100, 200, 300, 400] * 10, [1, 2, 1, 0] * 10, causes=("relapse", "lost_early"))
CURVE = iso.kaplan_meier(TWO)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: CURVE.at([10**20]),
        lambda: iso.remission_difference(CURVE, days=[]),
        lambda: iso.remission_if_lost(LOST, days=[]),
        lambda: iso.remission_if_lost(LOST, days=[float("nan")]),
        lambda: iso.conditional_remission(TWO, after=[float("nan")]),
        lambda: iso.conditional_remission(TWO, after=["x"]),
        lambda: iso.annual_hazard(TWO, last_year=10**6),
        lambda: iso.annual_hazard(TWO, last_year=float("nan")),
        lambda: iso.annual_hazard(TWO, first_day="x"),
        lambda: iso.logrank(TWO, rho=float("inf")),
        lambda: iso.logrank(TWO, rho=float("nan")),
        lambda: iso.logrank(TWO, rho="x"),
        lambda: iso.logrank_trend(iso.logrank(TWO), scores="a"),
        lambda: iso.logrank_trend(iso.logrank(TWO), scores=5),
        lambda: iso.logrank_trend(iso.logrank(TWO), scores={}),
        lambda: iso.pairwise_logrank(pd.DataFrame()),
        lambda: iso.kaplan_meier(TWO, band="nair", between="x"),
        lambda: iso.kaplan_meier(TWO, band="nair", between=(1,)),
        lambda: iso.bootstrap_limits(TWO, horizons_days=[200], seed=-1),
        lambda: iso.bootstrap_limits(TWO, horizons_days=[200], seed="x"),
        lambda: iso.bootstrap_limits(TWO, horizons_days=[200], seed=1, replicates=2.5),
    ],
)
def test_an_estimate_error_says_what_and_what_to_do(wrong: Callable[[], object]) -> None:
    with pytest.raises(iso.EstimateError):
        wrong()


def test_one_landmark_may_stand_alone() -> None:
    assert list(iso.conditional_remission(TWO, after=150).after) == [150]


COURSE = {"course_start": "2019-01-01", "course_end": "2019-06-30", "last_contact": "2021-12-31"}
RECORDS = iso.read_courses(pd.DataFrame([{"patient_id": str(person), **COURSE} for person in range(20)]))
COHORT = iso.first_courses(RECORDS)
ASKED: dict[str, Callable[[], Any]] = {
    "curve": lambda: CURVE,
    "conditional": lambda: iso.conditional_remission(TWO, after=50),
    "courses": lambda: iso.mean_courses(iso.count_courses(COHORT)),
    "between visits": lambda: iso.turnbull([0, 100, 200], [100, 200, -1]),
    "difference": lambda: iso.curve_difference(CURVE),
}


@pytest.mark.parametrize("name", ASKED)
def test_every_result_is_asked_for_a_day_alike(name: str) -> None:
    result = ASKED[name]()
    one = result.at(150)
    assert len(one)
    pd.testing.assert_frame_equal(pd.DataFrame(result.at(np.int64(150))), pd.DataFrame(one))
    if name != "difference":
        pd.testing.assert_frame_equal(result.at([150]), one)
        assert set(result.at([150, 160])["time"]) == {150, 160}
    for wrong, words in (("730", "must be whole numbers .*not text"), (730.5, "not whole"), (-1, "begins on day 0")):
        with pytest.raises(iso.EstimateError, match=words):
            result.at(wrong)
        with pytest.raises(iso.EstimateError):
            result.at([wrong])


def test_a_difference_is_asked_for_one_day_at_a_time() -> None:
    with pytest.raises(iso.EstimateError, match=r"one day at a time: .at\(730\), not \[100, 200\]"):
        iso.curve_difference(CURVE).at([100, 200])  # type: ignore[arg-type]

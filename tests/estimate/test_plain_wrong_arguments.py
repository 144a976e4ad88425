"""Plain wrong arguments are refused in words, never by an error of numpy."""

from __future__ import annotations

from collections.abc import Callable

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

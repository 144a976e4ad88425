"""The life table: half of those who leave within an interval are taken off its risk set. By hand, and by simulation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from isostats.cohort.counting import EventTable, event_table
from isostats.errors import EstimateError
from isostats.estimate import aalen_johansen, kaplan_meier
from isostats.release.event_tables import safe_table
from isostats.release.rounding import grid_days
from isostats.study.release_rules import ReleaseRules
from isostats.vocabulary.calendar import years


def by_interval(events: list[list[float]], censored: list[float], days: list[int]) -> EventTable:
    causes = ("relapse", "death")[: len(events)]
    counts = (np.array([events]), np.array([censored]), np.zeros((1, len(days))))
    return EventTable(("all",), causes, np.array(days), *counts, by_interval=True)


def test_remission_by_hand() -> None:
    # 100 at risk; quarter 1: 10 relapse, 20 leave: 10/(100 - 10) = 1/9, S = 8/9.
    # quarter 2: 70 at risk, 7 relapse, 14 leave: 7/(70 - 7) = 1/9, S = 64/81.
    # Greenwood with the same: 10/(90 * 80) + 7/(63 * 56) = 1/720 + 1/504
    curve = kaplan_meier(by_interval([[0, 10, 7, 0]], [0, 20, 14, 49], [0, 91, 182, 183]))
    assert curve.method == "life_table"
    at = curve.at([91, 182], min_at_risk=1)
    np.testing.assert_allclose(at["estimate"], [8 / 9, 64 / 81])
    np.testing.assert_allclose(at["std_error"], [8 / 9 * (1 / 720) ** 0.5, 64 / 81 * (1 / 720 + 1 / 504) ** 0.5])
    assert at["at_risk"].tolist() == [70, 49]  # still there at the end of the day
    assert curve.risk_table([182])[["at_risk", "events", "censored"]].values.tolist() == [[49, 17, 34]]


def test_day_zero_is_exact_and_causes_sum_to_one() -> None:
    # day 0: 10 of 100 are not clear, all 5 who leave then leave after it: 10/100
    curve = aalen_johansen(by_interval([[10, 17, 0], [0, 4, 0]], [5, 20, 44], [0, 91, 92]))
    at = curve.at([0, 91], min_at_risk=1).pivot(index="time", columns="cause", values="estimate")
    assert at.loc[0].tolist() == [0.0, 0.1]
    # 85 at risk, 20 leave: 75 exposed
    np.testing.assert_allclose(at.loc[91, ["relapse", "death"]], [0.1 + 0.9 * 17 / 75, 0.9 * 4 / 75])


def test_tables_of_other_intervals_do_not_add_up() -> None:
    one, other = (by_interval([[0, 10, 0]], [0, 20, 70], [0, day, 400]) for day in (91, 182))
    assert (one + one).by_interval
    with pytest.raises(EstimateError, match="same intervals"):
        one + other


def test_on_a_coarse_grid_the_life_table_is_right_where_kaplan_meier_is_too_high() -> None:
    """People relapse at a constant rate and leave at another; half are free of a relapse at two years."""
    rng, rate, day = np.random.default_rng(11), np.log(2) / 730, years(2)
    errors = []
    for _ in range(40):
        relapse, leaving = rng.exponential(1 / rate, 4_000), rng.exponential(500, 4_000)
        exact = event_table(np.ceil(np.minimum(relapse, leaving)).astype(int), relapse <= leaving)
        grid = replace(safe_table(exact, grid_days(day), ReleaseRules(1)), by_interval=True)
        coarse = replace(grid, by_interval=False)  # the same counts taken for days
        errors.append([kaplan_meier(each).at(day)["estimate"].item() - 0.5 for each in (grid, coarse, exact)])
    life_table, kaplan, exact_days = 100 * np.mean(errors, axis=0)
    noise = 3 * 100 * np.std(np.array(errors)[:, 2]) / 40**0.5
    assert abs(exact_days) < noise
    assert abs(life_table) < noise
    assert kaplan > 2.0  # points

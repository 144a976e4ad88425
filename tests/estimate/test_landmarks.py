"""Laws of remission that was kept for a while, and of the yearly hazard."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cohort.counting import EventTable, event_table
from isostats.errors import EstimateError
from isostats.estimate import annual_hazard, conditional_remission, kaplan_meier
from isostats.estimate.person_time import person_days

SETTINGS = settings(max_examples=40, deadline=None)


@st.composite
def tables(draw: st.DrawFn, *, censoring: bool = True) -> EventTable:
    n = draw(st.integers(1, 40))
    day = draw(st.lists(st.integers(0, 1200), min_size=n, max_size=n))
    cause = draw(st.lists(st.integers(0 if censoring else 1, 2 if censoring else 1), min_size=n, max_size=n))
    return event_table(day, cause, causes=("relapse", "death"))


@SETTINGS
@given(tables(), st.integers(0, 1000), st.integers(1, 400))
def test_what_was_kept_times_what_came_after_is_the_whole_curve(table: EventTable, landmark: int, after: int) -> None:
    whole = kaplan_meier(table).at([landmark, landmark + after], min_at_risk=0)["estimate"].to_numpy()
    (later,) = conditional_remission(table, after=[landmark]).rows_at([landmark + after], min_at_risk=0)
    assert later["n"] == table.at_risk_on([landmark + 1])[0, 0]
    if later["n"]:
        assert whole[0] * later["estimate"] == pytest.approx(whole[1], abs=1e-12)
    else:
        assert later["status"] == "not_estimable"


@SETTINGS
@given(tables(censoring=False), st.integers(0, 1000))
def test_without_censoring_it_is_the_plain_share_of_those_who_were_free(table: EventTable, landmark: int) -> None:
    free = int(table.at_risk_on([landmark + 1])[0, 0])
    (later,) = conditional_remission(table, after=[landmark]).rows_at([1100], min_at_risk=0)
    if free:
        assert later["estimate"] == pytest.approx(int(table.at_risk_on([1101])[0, 0]) / free)


@SETTINGS
@given(tables())
def test_from_day_zero_on_it_is_kaplan_meier_of_who_was_free_after_it(table: EventTable) -> None:
    curve = conditional_remission(table, after=[0]).after[0]
    later = table.days > 0
    assert curve.counts.leaving.sum() == table.leaving[:, later].sum()


@SETTINGS
@given(tables())
def test_person_time_is_by_a_plain_loop_and_every_event_is_of_one_year(table: EventTable) -> None:
    made = annual_hazard(table, last_year=4, min_at_risk=0)
    at_risk = [table.at_risk_on([day])[0, 0] for day in range(1, 1462)]
    ends = [0, 365, 730, 1095, 1461]
    by_year = [sum(at_risk[a:b]) / 365.25 for a, b in pairwise(ends)]
    assert made["person_years"].tolist() == pytest.approx(by_year)
    assert made["events"].sum() == table.events[:, 0].sum()
    fine = made["status"] == "ok"
    assert (made["lower"][fine] <= made["estimate"][fine]).all()
    assert (made["upper"][fine] > made["estimate"][fine]).all()


def test_the_first_days_of_a_gap_rule_can_be_left_out() -> None:
    table = event_table([30, 100, 400], [1, 1, 0])
    whole, part = (annual_hazard(table, last_year=1, first_day=day, min_at_risk=0).iloc[0] for day in (0, 60))
    assert (whole["events"], part["events"], part["n"]) == (2, 1, 2)
    assert whole["person_years"] - part["person_years"] == pytest.approx(150 / 365.25)
    assert person_days(table, np.array([60])).item() == 150


def test_a_landmark_beyond_the_follow_up_says_so() -> None:
    table = event_table([100] * 10 + [200] * 20, [1] * 10 + [0] * 20)
    made = conditional_remission(table, after=[150, 365]).at([180, 730])
    assert made["status"].tolist() == ["ok", "beyond_followup", "beyond_followup"]


def test_when_all_relapsed_before_the_landmark_nothing_is_estimated() -> None:
    table = event_table([100] * 30, [1] * 30)
    assert conditional_remission(table, after=[365]).at([730])["status"].item() == "not_estimable"


@pytest.mark.parametrize("landmarks", [[], [-1], [1.5]])
def test_landmarks_are_whole_days(landmarks: list[float]) -> None:
    with pytest.raises(EstimateError, match=r"whole days of 0 or more, such as after=\[365\]"):
        conditional_remission(event_table([3], [1]), after=landmarks)  # type: ignore[arg-type]


def test_years_are_whole() -> None:
    with pytest.raises(EstimateError, match="1 or more, not 0"):
        annual_hazard(event_table([3], [1]), last_year=0)


def test_the_limits_of_the_hazard_hold_the_truth_about_as_often_as_they_say() -> None:
    random = np.random.default_rng(3)
    held = 0
    for _ in range(400):
        day = np.ceil(random.exponential(365.25 / 0.12, 150)).astype(int)
        left = random.integers(300, 1200, 150)
        table = event_table(np.minimum(day, left), (day <= left).astype(int))
        row = annual_hazard(table, last_year=2, min_at_risk=0).iloc[1]
        held += row["lower"] <= 12 <= row["upper"]
    assert 0.93 <= held / 400 <= 0.995


def test_the_naive_share_of_survivors_is_too_high_where_people_leave() -> None:
    """Of those free at a year, the share without a recorded outcome later counts whoever left as free."""
    random = np.random.default_rng(4)
    day = np.ceil(random.exponential(1000, 4000)).astype(int)
    left = random.integers(100, 1500, 4000)
    table = event_table(np.minimum(day, left), (day <= left).astype(int))
    truth = np.exp(-(730 - 365) / 1000)
    (row,) = conditional_remission(table, after=[365]).rows_at([730])
    assert row["lower"] < truth < row["upper"]
    assert 1 - row["events"] / row["n"] > row["upper"]

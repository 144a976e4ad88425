"""Laws of shares in states: they sum to 1, and without a return remission is Kaplan-Meier."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cohort.counting import event_table
from isostats.cohort.remission_states import DEAD, FURTHER_COURSE, IN_REMISSION, RELAPSED, STATES, Stays, stays_of
from isostats.estimate import kaplan_meier, state_occupation

SETTINGS = settings(max_examples=40, deadline=None)
Path = tuple[list[tuple[int, str]], int]


@st.composite
def paths(draw: st.DrawFn, *, returning: bool = True) -> list[Path]:
    made = []
    for _ in range(draw(st.integers(1, 25))):
        last = draw(st.integers(1, 40))
        days = sorted(draw(st.sets(st.integers(1, last), max_size=4 if returning else 1)))
        moves: list[tuple[int, str]] = []
        for day in days:
            before = moves[-1][1] if moves else IN_REMISSION
            if before == DEAD:
                break
            onwards = [name for name in STATES if name != before and (returning or name != DEAD)]
            moves.append((day, draw(st.sampled_from(onwards))))
        if moves and moves[-1][1] == DEAD:
            last = moves[-1][0]
        made.append((moves, last))
    return made


def stays(people: list[Path]) -> Stays:
    return stays_of([moves for moves, _ in people], [last for _, last in people])


@SETTINGS
@given(paths())
def test_the_states_of_a_day_sum_to_one(people: list[Path]) -> None:
    made = state_occupation(stays(people))
    assert np.allclose(made.frame[list(STATES)].sum(axis=1), 1, atol=1e-12)
    assert (made.frame[list(STATES)] >= -1e-12).all(axis=None)
    at = made.at([1, 10, 40], min_at_risk=0)
    fine = at[at["status"] == "ok"]
    assert np.allclose(fine.groupby("time")["estimate"].sum(), 1, atol=1e-12)


@SETTINGS
@given(paths(returning=False))
def test_without_a_return_remission_is_kaplan_meier_with_greenwood(people: list[Path]) -> None:
    first = [moves[0][0] if moves else last for moves, last in people]
    curve = kaplan_meier(event_table(first, [bool(moves) for moves, _ in people]))
    made = state_occupation(stays(people))
    for day in (1, 5, 20, 40):
        (share,) = (row for row in made.rows_at([day], min_at_risk=0) if row["state"] == IN_REMISSION)
        (km,) = curve.rows_at([day], min_at_risk=0)
        if np.isfinite(km["std_error"]):
            assert share["estimate"] == pytest.approx(km["estimate"], abs=1e-12)
            if 0 < km["estimate"] < 1:
                assert share["std_error"] == pytest.approx(km["std_error"], rel=1e-9)


def test_without_censoring_it_is_the_plain_share_on_the_day() -> None:
    people: list[Path] = [([(10, RELAPSED), (20, IN_REMISSION)], 50), ([(15, FURTHER_COURSE)], 50), ([], 50), ([], 50)]
    at = state_occupation(stays(people)).at([12, 16, 30], min_at_risk=1)
    assert at[at["state"] == IN_REMISSION]["estimate"].tolist() == pytest.approx([0.75, 0.5, 0.75])
    assert at[at["state"] == FURTHER_COURSE]["estimate"].tolist() == pytest.approx([0, 0.25, 0.25])


def test_people_may_stand_for_several() -> None:
    one = stays([([(10, RELAPSED)], 50), ([], 50), ([], 50), ([], 30)])
    two = Stays(np.array([0, 0, 1, 2]), np.array([0, 1, 0, 0]), np.array([0, 10, 0, 0]), np.array([10, 50, 50, 30]),
                np.array([1, -1, -1, -1]), np.array([1.0, 2.0, 1.0]))  # fmt: skip
    a, b = (state_occupation(each).at([20, 40], min_at_risk=0) for each in (one, two))
    assert np.allclose(a["std_error"], b["std_error"], atol=1e-14)
    assert a["estimate"].tolist() == b["estimate"].tolist()


def test_kaplan_meier_alone_misses_those_who_are_clear_again() -> None:
    """Simulated: relapse and return at constant rates, so that the truth has a formula."""
    random, people, relapse, back = np.random.default_rng(5), [], 1 / 600, 1 / 200
    for last in random.integers(200, 1500, 3000):
        day, state, moves = 0.0, IN_REMISSION, []
        while True:
            day += random.exponential(1 / (relapse if state == IN_REMISSION else back))
            state = RELAPSED if state == IN_REMISSION else IN_REMISSION
            if np.ceil(day) > last:
                break
            if moves and moves[-1][0] == int(np.ceil(day)):
                moves.pop()
            else:
                moves.append((int(np.ceil(day)), state))
        people.append((moves, int(last)))
    truth = (back + relapse * np.exp(-(relapse + back) * 730)) / (relapse + back)
    row = state_occupation(stays(people)).rows_at([730])[0]
    assert row["lower"] < truth < row["upper"]
    first = [moves[0][0] if moves else last for moves, last in people]
    km = kaplan_meier(event_table(first, [bool(moves) for moves, _ in people])).rows_at([730])[0]
    assert km["upper"] < truth - 0.3

"""Outcomes between visits: the truth is met where visits tell it, and missed by Kaplan-Meier on the visits' days."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cohort.between_visits import OutcomeIntervals, outcome_intervals
from isostats.errors import EstimateError
from isostats.estimate import between_visits, turnbull

MEAN = 1000.0
"""Days until the outcome, which comes at an even rate."""


def seen_at_visits(people: int, every: int, seed: int, late: int = 20) -> OutcomeIntervals:
    """People visited ``every`` so many days, up to 20 days late, for one to seven years; the truth is exponential."""
    rng = np.random.default_rng(seed)
    when = np.ceil(rng.exponential(MEAN, people))
    last = rng.integers(365, 2555, people)
    count = 2555 // every
    visits = every * (1 + np.arange(count)) + rng.integers(0, late + 1, (people, count))
    held = visits <= last[:, None]
    shown = held & (visits >= when[:, None])
    by = np.where(shown.any(axis=1), np.where(shown, visits, 10_000).min(axis=1), -1)
    after = np.where(held & (visits < when[:, None]), visits, 0).max(axis=1)
    return outcome_intervals(after, by)


@pytest.mark.parametrize("every", [90, 182, 365])
def test_the_truth_is_met_where_visits_tell_it_and_missed_on_their_days(every: int) -> None:
    middle = [k * every + 10 for k in range(1, 1460 // every)]  # of the days on which visits fall
    off, late = [], []
    for seed in range(3):
        at = between_visits(seen_at_visits(1500, every, seed), subsamples=0).at(middle)
        truth = np.exp(-np.array(middle) / MEAN)
        off.append((at["highest"] + at["lowest"]) / 2 - truth)
        before = [day - 11 for day in middle]  # the day before the first of these visits
        dated = between_visits(seen_at_visits(1500, every, seed), subsamples=0).at(before)["dated"]
        late.append(dated - np.exp(-np.array(before) / MEAN))
    assert np.abs(np.mean(off, axis=0)).max() < 0.03
    assert np.mean(late, axis=0)[0] > 0.9 * (1 - np.exp(-(every - 1) / MEAN))  # nobody has relapsed yet, it seems
    assert np.mean(late) > 0.02


def test_between_visits_of_one_day_there_is_no_estimate_but_bounds() -> None:
    made = between_visits(seen_at_visits(800, 182, seed=4, late=0), subsamples=20)
    visit, between = made.at([364, 365]).to_dict("records")
    assert visit["lowest"] == visit["highest"] == pytest.approx(visit["dated"], abs=1e-9)
    assert visit["shift"] == pytest.approx(0, abs=1e-9)
    assert between["status"] == "not_estimable"
    assert np.isnan([between["estimate"], between["shift"]]).all()
    truth = np.exp(-365 / MEAN)
    assert between["lowest"] < truth < between["highest"]
    assert (between["lowest"] + between["highest"]) / 2 < truth - 0.03  # their middle is no estimate


def test_a_second_curve_that_leaves_an_outcome_out_is_another_one() -> None:
    """Whoever has the outcome to the day, and is taken for gone since the last visit, biases the curve upwards."""
    whole = seen_at_visits(2000, 182, seed=7)
    exact = 30 * np.ceil(np.random.default_rng(8).exponential(3 * MEAN, len(whole.by)) / 30).astype(int)
    first = exact <= np.where(whole.by < 0, whole.after, whole.by)
    after, by = np.where(first, exact - 1, whole.after), np.where(first, exact, whole.by)
    day = [375, 740]
    truth = np.exp(-np.array(day) / MEAN - 30 * (np.array(day) // 30) / (3 * MEAN))
    assert np.abs(turnbull(after, by).at(day)["estimate"] - truth).max() < 0.03
    gone = turnbull(np.where(first, np.minimum(whole.after, exact), after), np.where(first, -1, by)).at(day)
    assert (gone["estimate"] - truth > 0.05).all()


ROWS = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 300), st.booleans()), min_size=3, max_size=40)


@settings(max_examples=15, deadline=None)
@given(ROWS)
def test_the_estimate_lies_within_its_bounds_and_falls(rows: list[tuple[int, int, bool]]) -> None:
    after = np.array([each[0] for each in rows])
    by = np.array([each[0] + each[1] if each[2] or k == 0 else -1 for k, each in enumerate(rows)])
    days = np.arange(0, 600, 20)
    at = between_visits(outcome_intervals(after, by), subsamples=0).at(days, min_at_risk=1)
    known = at[at["lowest"].notna()]
    assert (known["lowest"] <= known["highest"] + 1e-12).all()
    assert (np.diff(known["lowest"]) <= 1e-9).all()
    assert (np.diff(known["highest"]) <= 1e-9).all()
    fine = at[at["status"] == "ok"]
    assert (fine["highest"] - fine["lowest"] <= 0.01).all()
    assert np.allclose(fine["shift"], fine["dated"] - fine["estimate"])


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=12, max_size=40))
def test_where_every_day_is_known_nothing_shifts(people: list[tuple[int, bool]]) -> None:
    day, failed = (np.array(each) for each in zip(*people, strict=True))
    failed[0] = True
    counts = outcome_intervals(np.where(failed, day - 1, day), np.where(failed, day, -1))
    at = between_visits(counts, subsamples=3, seed=2).at(np.arange(1, day.max() + 1), min_at_risk=1)
    assert np.allclose(at["shift"].dropna(), 0, atol=1e-9)
    assert np.allclose(at["shift_lower"].dropna(), 0, atol=1e-9)


def test_limits_hold_the_estimate_and_are_those_of_the_seed() -> None:
    counts = seen_at_visits(300, 182, seed=5)
    one, two = (between_visits(counts, subsamples=40, seed=9).at([375, 740]) for _ in range(2))
    assert one.equals(two)
    assert (one["lower"] < one["estimate"]).all()
    assert (one["estimate"] < one["upper"]).all()
    wide = between_visits(counts, subsamples=40, seed=9, level=0.99).at([375, 740])
    assert (wide["lower"] <= one["lower"]).all()
    assert (wide["upper"] >= one["upper"]).all()


def test_nobody_with_the_outcome_is_refused() -> None:
    with pytest.raises(EstimateError, match="Nobody had the outcome"):
        between_visits(outcome_intervals([100, 200], [-1, -1]))


@pytest.mark.parametrize(("between", "status"), [(0, "not_estimable"), (9, "not_estimable"), (10, "ok")])
def test_outcomes_that_may_have_come_at_any_time_make_no_curve_without_visits_between(
    between: int, status: str
) -> None:
    """All of them at once on day 0 fits such data best, and lies far below the truth."""
    after, by = [0] * 40 + [100] * between + [400] * 100, [300] * 40 + [190] * between + [-1] * 100
    counts = outcome_intervals(after, by)
    (row,) = between_visits(counts, subsamples=5).at(350).to_dict("records")
    assert row["status"] == status
    assert np.isnan(row["estimate"]) == np.isnan(row["shift"]) == np.isnan(row["lower"]) == (status != "ok")
    assert row["lowest"] <= row["highest"]
    assert "40 at any time since day 0" in repr(between_visits(counts, subsamples=0))

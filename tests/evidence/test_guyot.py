"""The reconstruction against a plain oracle, by hand, where it is determined, and by its laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from isostats.cohort.counting import EventTable, event_table
from isostats.errors import EstimateError
from isostats.estimate import kaplan_meier
from isostats.estimate.curve_reconstruction import Reconstruction, reconstruct
from tests.evidence.guyot_oracle import guyot


def counts(found: Reconstruction) -> EventTable:
    days = np.concatenate([found.failed, found.censored])
    return event_table(days, np.repeat([1, 0], [len(found.failed), len(found.censored)]))


def survival(table: EventTable, days: object) -> np.ndarray:
    return kaplan_meier(table).at(np.asarray(days), min_at_risk=0)["estimate"].to_numpy(dtype=float)


@st.composite
def published(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, EventTable]:
    """A curve that was drawn from records, read on some days with or without a hand's error, and its at-risk table."""
    seed, n = draw(st.integers(0, 10**6)), draw(st.integers(2, 300))
    random = np.random.default_rng(seed)
    event, lost = random.weibull(0.7, n) * draw(st.integers(50, 4000)), random.uniform(30, 2000, n)
    table = event_table(np.floor(np.minimum(event, lost)).astype(int), event <= lost)
    end = int(table.days[-1])
    risk = np.arange(0, end + 1, draw(st.sampled_from([91, 182, 365, 3000])))
    days = np.union1d(risk, np.append(random.integers(0, end + 1, draw(st.integers(1, 60))), end))
    noise = draw(st.sampled_from([0.0, 0.005]))
    share = survival(table, days) + random.normal(0, noise, len(days)) * (days > 0)
    return days, np.minimum.accumulate(np.clip(share, 0, 1)), risk, table.at_risk_on(risk)[0].astype(int), table


@settings(max_examples=150, deadline=None)
@given(published(), st.booleans())
def test_it_is_the_oracle(case: tuple[np.ndarray, ...], with_events: bool) -> None:
    days, share, risk, left, table = case
    total = int(table.events.sum()) if with_events else None
    wanted = guyot(days.tolist(), share.tolist(), risk.tolist(), left.tolist(), total)
    assume(wanted is not None)
    found = reconstruct(days, share, at_risk_days=risk, at_risk=left, total_events=total)
    assert (found.failed.tolist(), found.censored.tolist()) == wanted


@settings(max_examples=150, deadline=None)
@given(published(), st.booleans())
def test_laws(case: tuple[np.ndarray, ...], with_events: bool) -> None:
    days, share, risk, left, table = case
    total = int(table.events.sum()) if with_events else None
    found = reconstruct(days, share, at_risk_days=risk, at_risk=left, total_events=total)
    made = counts(found)
    assert made.n[0] == left[0]
    assert set(found.failed.tolist()) <= set(days.tolist())
    assert found.censored.max(initial=0) <= days[-1]
    reached = made.at_risk_on(risk)[0]
    assert (reached <= left).all(), "never more people than were printed"
    # the first number at risk that is not met has nobody censored in the interval before it
    missed = np.flatnonzero(reached < left)
    if len(missed):
        start, stop = risk[missed[0] - 1], risk[missed[0]]
        assert not ((found.censored >= start) & (found.censored < stop)).any()
    # up to the last number at risk each failure is one whole person, so the curve is met within half of one
    inside = (days < risk[-1]) & (made.at_risk_on(days)[0] > 0)
    half = 0.5 / np.maximum(made.at_risk_on(days)[0], 1) * np.maximum(survival(made, np.maximum(days - 1, 0)), 0)
    assert (np.abs(survival(made, days) - share)[inside] <= half[inside] + 1e-9).all()


def test_by_hand() -> None:
    """10 people; 80% after day 10, 40% after day 20; 6 at risk on day 20.

    With nobody censored 2 fail on day 10 and 8 reach day 20, two too many. So 2 are censored, on days 20/3 = 6 and
    40/3 = 13. Then 9 are at risk on day 10, 2 = round(9 x 0.2) fail, 6 reach day 20. The curve stands at 7/9 and is
    to fall to 0.4: 3 = round(6 x (1 - 0.4 x 9/7)) = round(2.91) fail, and the 3 who are left are censored.
    """
    found = reconstruct([0, 10, 20], [1, 0.8, 0.4], at_risk_days=[0, 20], at_risk=[10, 6])
    assert found.failed.tolist() == [10, 10, 20, 20, 20]
    assert found.censored.tolist() == [6, 13, 20, 20, 20]


def test_after_the_last_number_at_risk_the_rate_goes_on_or_the_events_decide() -> None:
    """As above to day 20, but followed to day 40: 2 censored in 20 days, so 2 more in the next 20, on 26 and 33."""
    days, share = [0, 10, 20, 40], [1, 0.8, 0.8, 0.4]
    found = reconstruct(days, share, at_risk_days=[0, 20], at_risk=[10, 6])
    # 4 reach day 40 at 7/9: round(4 x (1 - 0.4 x 9/7)) = round(1.94) = 2 fail
    assert (found.failed.tolist(), found.censored.tolist()) == ([10, 10, 40, 40], [6, 13, 26, 33, 40, 40])
    # 5 events in all: 3 on day 40; with nobody censored 6 reach it, and round(6 x 0.486) = 3 of them fail
    found = reconstruct(days, share, at_risk_days=[0, 20], at_risk=[10, 6], total_events=5)
    assert found.failed.tolist() == [10, 10, 40, 40, 40]
    # 2 in all: none is left for after day 20, so the curve stays where it was
    found = reconstruct(days, share, at_risk_days=[0, 20], at_risk=[10, 6], total_events=2)
    assert (found.failed.tolist(), found.censored.tolist()) == ([10, 10], [6, 13, 40, 40, 40, 40, 40, 40])


def test_nobody_comes_back_where_half_a_person_too_many_has_failed() -> None:
    """13 people: 2 fail on day 1, and of the other 11 a person and a half on day 2 (to 9.5/13), so 2, to 9/13.

    The curve stays where it was, half a person above. So -0.5 fail on day 3, which is nobody, whatever the last digit.
    """
    days, share = [0, 1, 2, 3, 4], [1, 11 / 13, 9.5 / 13, 9.5 / 13, 9.5 / 13]
    for digit in (-1e-12, 0, 1e-12):
        moved = [1, *(each + digit for each in share[1:])]
        found = reconstruct(days, moved, at_risk_days=[0], at_risk=[13])
        known = guyot(days, moved, [0], [13])
        assert known is not None
        assert (found.failed.tolist(), found.censored.tolist()) == known
        assert len(known[0]) + len(known[1]) == 13


def test_without_numbers_at_risk_nobody_is_censored_before_the_end() -> None:
    found = reconstruct([0, 10, 20], [1, 0.8, 0.4], at_risk_days=[0], at_risk=[10])
    assert (found.failed.tolist(), found.censored.tolist()) == ([10] * 2 + [20] * 4, [20] * 4)
    found = reconstruct([0, 10, 20], [1, 0.8, 0.4], at_risk_days=[0], at_risk=[10], total_events=4)
    assert len(found.failed) == 4
    assert len(found.censored[found.censored < 20]) > 0


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 200))
def test_a_curve_read_exactly_gives_the_events_back(seed: int, n: int) -> None:
    """Every step of the curve and the number at risk on each: failures by day are determined, and are the records'."""
    random = np.random.default_rng(seed)
    day, event = random.integers(0, 60, n), random.random(n) < 0.6
    table = event_table(day, event)
    steps = np.union1d([0, table.days[-1]], table.days[table.events[0, 0] > 0])
    left = table.at_risk_on(steps)[0].astype(int)
    found = counts(reconstruct(steps, survival(table, steps), at_risk_days=steps, at_risk=left))
    events = {int(d): e for d, e in zip(table.days, table.events[0, 0], strict=True) if e}
    assert {int(d): e for d, e in zip(found.days, found.events[0, 0], strict=True) if e} == events
    assert (found.at_risk_on(steps)[0] == left).all()
    assert survival(found, steps) == pytest.approx(survival(table, steps), abs=1e-12)


def test_numbers_at_risk_that_the_curve_does_not_allow_give_way() -> None:
    """Half fail by day 10, yet 9 of 10 are said to be at risk on day 20: 5 are."""
    found = reconstruct([0, 10, 20], [1, 0.5, 0.5], at_risk_days=[0, 20], at_risk=[10, 9])
    assert counts(found).at_risk_on([20]).tolist() == [[5.0]]
    assert found.failed.tolist() == [10] * 5


def test_a_curve_that_reaches_zero() -> None:
    found = reconstruct([0, 5, 9, 12], [1, 0.5, 0, 0], at_risk_days=[0, 9, 12], at_risk=[4, 2, 0])
    assert (found.failed.tolist(), found.censored.tolist()) == ([5, 5, 9, 9], [])


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"days": [1, 10]}, "days must begin at 0 and rise"),
        ({"survival": [1]}, "survival must have one value for each day"),
        ({"survival": [1.2, 0.5]}, "survival must lie between 0 and 1"),
        ({"survival": [0.5, 0.6]}, "survival must not rise"),
        ({"at_risk_days": [5, 10]}, "the numbers at risk must begin on day 0"),
        ({"at_risk_days": [0, 0]}, "the days of the numbers at risk must rise"),
        ({"at_risk_days": [0, 7]}, "must be among the days of the curve"),
        ({"at_risk": [5]}, "one number at risk for each of its days"),
        ({"at_risk": [5, 6]}, "the numbers at risk must not rise"),
        ({"at_risk": [0, 0]}, "and begin above 0"),
        ({"total_events": 9}, "total_events must lie between 0 and n"),
    ],
)
def test_what_is_no_curve_is_refused(change: dict[str, object], what: str) -> None:
    asked = {"days": [0, 10], "survival": [1, 0.5], "at_risk_days": [0, 10], "at_risk": [8, 8]} | change
    with pytest.raises(EstimateError, match=what):
        reconstruct(asked.pop("days"), asked.pop("survival"), **asked)

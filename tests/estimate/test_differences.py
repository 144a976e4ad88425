"""The difference of two curves against the formula by hand, and what it must be whatever the counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cohort.counting import event_table
from isostats.errors import EstimateError
from isostats.estimate import Curve, aalen_johansen, curve_difference, kaplan_meier

PEOPLE = st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.booleans()), min_size=4, max_size=40)


def curve_of(people: list[tuple[int, bool, bool]]) -> Curve:
    day, failed, second = (np.array(each) for each in zip(*people, strict=True))
    return kaplan_meier(event_table(day, failed.astype(int), group=np.where(second, "b", "a")))


def by_hand(people: list[tuple[int, bool, bool]], second: bool, until: int) -> tuple[float, float]:
    """Kaplan and Meier's product and Greenwood's sum, one person at a time."""
    mine = [(day, failed) for day, failed, other in people if other == second]
    share, total = 1.0, 0.0
    for day in sorted({day for day, failed in mine if failed and day <= until}):
        at_risk = sum(left >= day for left, _ in mine)
        events = sum(left == day and failed for left, failed in mine)
        share *= 1 - events / at_risk
        total += events / (at_risk * (at_risk - events)) if at_risk > events else np.nan
    return share, share**2 * total


@given(PEOPLE.filter(lambda people: len({second for *_, second in people}) == 2))
@settings(max_examples=40)
def test_it_is_the_difference_of_both_with_the_variances_summed(people: list[tuple[int, bool, bool]]) -> None:
    made = curve_difference(curve_of(people), group="a", other="b", min_at_risk=0)
    for row in made.frame.itertuples():
        (one, variance_one), (two, variance_two) = (by_hand(people, second, int(row.time)) for second in (False, True))
        assert row.estimate == pytest.approx(one - two, abs=1e-12)
        assert row.std_error == pytest.approx(np.sqrt(variance_one + variance_two), abs=1e-12, nan_ok=True)
        if variance_one > 0 and variance_two > 0:  # else nobody, or everybody, of one group has failed
            assert row.upper - row.lower == pytest.approx(2 * 1.959963984540054 * row.std_error)
        else:
            assert np.isnan(row.lower)


@given(PEOPLE.filter(lambda people: len({second for *_, second in people}) == 2))
@settings(max_examples=20)
def test_turned_round_it_changes_its_sign_alone(people: list[tuple[int, bool, bool]]) -> None:
    curve = curve_of(people)
    one, two = (curve_difference(curve, group=a, other=b, min_at_risk=0).frame for a, b in ("ab", "ba"))
    assert np.allclose(one["estimate"], -two["estimate"])
    assert np.allclose(one["lower"], -two["upper"], equal_nan=True)


def test_it_ends_where_either_has_too_few() -> None:
    curve = curve_of([(day, day % 3 == 0, day > 20) for day in range(1, 60)])
    made = curve_difference(curve, min_at_risk=10)
    for group in ("a", "b"):
        rows = curve.at([int(made.frame["time"].iloc[-1])], min_at_risk=10)
        assert (rows.loc[rows["group"] == group, "status"] == "ok").all()
    assert made.n == 59
    assert np.isnan(made.at(10_000)["estimate"])


def test_what_has_no_two_curves_is_refused() -> None:
    curve = curve_of([(1, True, False), (2, True, True)])
    with pytest.raises(EstimateError, match="did you mean 'b'"):
        curve_difference(curve, group="B")
    with pytest.raises(EstimateError, match="and itself"):
        curve_difference(curve, group="a", other="a")
    with pytest.raises(EstimateError, match="two groups"):
        curve_difference(kaplan_meier(event_table([1, 2], [1, 0])))
    with pytest.raises(EstimateError, match="two curves of remission"):
        curve_difference(aalen_johansen(event_table([1, 2], [1, 0], group=["a", "b"])))

"""Fractional weights: curves and restricted means with R's robust errors, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from isostats.analyses.claims.comparison import compare_to_claim
from isostats.cohort.counting import EventTable, event_table
from isostats.errors import EstimateError
from isostats.estimate import aalen_johansen, bootstrap, kaplan_meier, rank_correlation, rmst, shares_of_causes
from isostats.estimate.comparisons import logrank
from isostats.estimate.curves import jackknife_variance
from isostats.estimate.intervals import proportion
from isostats.estimate.kernel import incidence_variance, just_before, product_limit
from tests.oracle.fixtures import agree, fixture

SETS = fixture("weights")["sets"]


def counted(one: dict) -> EventTable:
    return event_table(one["time"], one["cause"], weights=one["w"], causes=("relapse", "death"))


@pytest.mark.parametrize("number", range(len(SETS)))
def test_curves_have_the_robust_errors_of_r(number: int) -> None:
    one = SETS[number]
    table, days = counted(one), one["horizons"]
    km = kaplan_meier(table).at(days, min_at_risk=0)
    agree(km["estimate"], one["kaplan_meier"]["estimate"], "S")
    agree(km["std_error"], one["kaplan_meier"]["std_error"], "se of S")
    for variance in ("infinitesimal_jackknife", "aalen"):
        aj = aalen_johansen(table, variance=variance).at(days, min_at_risk=0)
        for cause, by_r in zip(("relapse", "death"), one["aalen_johansen"], strict=True):
            agree(aj[aj["cause"] == cause]["estimate"], by_r["estimate"], cause)
            agree(aj[aj["cause"] == cause]["std_error"], by_r["std_error"], f"se of {cause}")


@pytest.mark.parametrize("number", range(len(SETS)))
def test_the_restricted_mean_has_the_error_of_its_influence(number: int) -> None:
    one = SETS[number]
    found = rmst(counted(one), horizon_days=max(one["horizons"]), min_at_risk=0).iloc[0]
    agree([found["estimate"], found["std_error"]], one["rmst"])


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 2), st.integers(1, 4)), min_size=3, max_size=30))
@settings(max_examples=60, deadline=None)
def test_weights_that_are_all_one_give_the_usual_error(rows: list[tuple[int, int, int]]) -> None:
    days, cause, _ = (np.array(column) for column in zip(*rows, strict=True))
    plain = event_table(days, cause, causes=("relapse", "death"))
    squares = np.concatenate([plain.censored[:, None], plain.events], axis=1)
    from dataclasses import replace

    known = replace(plain, squares=squares)
    at_risk, failed = plain.at_risk[:, None], plain.events.sum(axis=1, keepdims=True)
    before = just_before(product_limit(failed, at_risk), 1.0)
    estimate = aalen_johansen(plain).frame.pivot(index="time", columns="cause", values="estimate")
    usual = jackknife_variance(
        before, plain.events, failed, at_risk, estimate.loc[plain.days, ["relapse", "death"]].to_numpy().T[None]
    )
    np.testing.assert_allclose(incidence_variance(known), usual, atol=1e-12)


@given(st.floats(0.1, 9))
@settings(max_examples=20, deadline=None)
def test_the_unit_of_the_weights_moves_nothing(unit: float) -> None:
    one = SETS[1]
    days = one["horizons"]
    assume(any(weight * unit % 1 for weight in one["w"]))  # whole numbers count so many people
    scaled = dict(one, w=(np.array(one["w"]) * unit).tolist())
    first, second = (kaplan_meier(counted(each)).at(days, min_at_risk=0) for each in (one, scaled))
    np.testing.assert_allclose(first["std_error"], second["std_error"], rtol=1e-9)


def test_heavy_rows_are_not_more_people() -> None:
    """A hundred rows of weight 100.5 know as much as a hundred people."""
    days, cause = [10] * 20 + [40] * 80, [1] * 20 + [0] * 80
    few = kaplan_meier(event_table(days, cause)).at(30)
    heavy = kaplan_meier(event_table(days, cause, weights=[100.5] * 100)).at(30)
    assert heavy["std_error"].item() == pytest.approx(few["std_error"].item(), rel=1e-12)


@pytest.mark.parametrize("weight", [100.5, 20.5, 0.25])
@pytest.mark.parametrize("rows", [3, 14, 40])
@pytest.mark.parametrize("failed", [0, 1])
def test_where_all_or_none_failed_heavy_rows_are_as_many_people(weight: float, rows: int, failed: int) -> None:
    """Rows of one weight each have the limits, tests and status of as many people, whatever the unit of the weight."""
    days, codes = [800] * rows + [100] * 5, [failed] * rows + [0] * 5
    one, heavy = (
        compare_to_claim(kaplan_meier(event_table(days, codes, weights=each)), horizon_days=730 + 70 * failed)
        for each in (None, [weight] * (rows + 5))
    )
    assert heavy.verdict == one.verdict
    assert heavy.status == one.status
    if one.status == "ok":
        found, known = ([each.lower, each.upper, each.p_value, each.followed] for each in (heavy, one))
        np.testing.assert_allclose(found, known, rtol=1e-9)
    assert heavy.effective == pytest.approx(rows + 5)
    assert f", who tell as much as {rows + 5} of one weight" in heavy.sentence
    assert str(one.n) in one.sentence


def test_the_effective_number_is_that_of_kish_of_those_still_followed() -> None:
    """(sum w)^2 / sum w^2 by hand, of the 12 rows that reach the day, and Clopper and Pearson's limit of it."""
    rng = np.random.default_rng(4)
    weights, days = rng.uniform(0.2, 3, 40), np.repeat([200, 900], [28, 12])
    curve = kaplan_meier(event_table(days, np.zeros(40, int), weights=weights))
    still = weights[28:]
    effective = still.sum() ** 2 / (still**2).sum()
    agree(curve.observed_on([730]), effective)
    row = curve.at(730, exact=True, min_at_risk=0).iloc[0]
    assert row["lower"] == pytest.approx(0.025 ** (1 / np.floor(effective)))
    assert curve.at(730, min_at_risk=effective + 0.1)["status"].item() == "beyond_followup"
    agree(curve.counts.effective_n, weights.sum() ** 2 / (weights**2).sum())
    assert f"people by weight, who tell as much as {curve.counts.effective_n[0]:.1f}, in 1 group" in repr(curve.counts)


def test_weights_whose_squares_are_not_known_have_no_exact_limits_and_no_verdict() -> None:
    table = event_table([800] * 30, [0] * 30, weights=[20.5] * 30, entry=[-1] * 29 + [10])
    row = kaplan_meier(table).at(730, exact=True).iloc[0]
    assert np.isnan([row["lower"], row["upper"]]).all()
    found = compare_to_claim(kaplan_meier(table), horizon_days=730)
    assert found.verdict == "not_estimable"
    assert np.isnan([found.lower, found.upper, found.p_value]).all()
    assert "Among people weighted to 615, remission" in found.sentence
    assert "nobody knows of how many people the weights are" in found.sentence


def test_tables_add_up_and_split_with_their_squares() -> None:
    one = SETS[2]
    half = len(one["time"]) // 2
    parts = [{name: one[name][rows] for name in ("time", "cause", "w")} for rows in (slice(half), slice(half, None))]
    joined = counted(parts[0]) + counted(parts[1])
    days = one["horizons"]
    agree(kaplan_meier(joined).at(days, min_at_risk=0)["std_error"], one["kaplan_meier"]["std_error"])
    groups = event_table(one["time"], one["cause"], weights=one["w"], causes=("relapse", "death"),
                         group=[i % 2 for i in range(len(one["time"]))])  # fmt: skip
    agree(kaplan_meier(groups.pooled()).at(days, min_at_risk=0)["std_error"], one["kaplan_meier"]["std_error"])
    agree(
        kaplan_meier(groups.select("0")).at(days, min_at_risk=0)["std_error"],
        kaplan_meier(groups).at(days, min_at_risk=0).query("group == '0'")["std_error"],
    )
    both = groups.pooled().combined("either")
    assert np.isfinite(kaplan_meier(both).at(days, min_at_risk=0)["std_error"]).all()


def test_fractions_whose_squares_are_not_known_have_no_error() -> None:
    table = event_table([1, 2, 3, 4], [1, 0, 1, 0], weights=[0.5, 1.5, 1, 1], entry=[-1, 0, -1, 1])
    found = kaplan_meier(table).at(3, min_at_risk=0).iloc[0]
    assert 0 < found["estimate"] < 1
    assert np.isnan([found["std_error"], found["lower"], found["upper"]]).all()
    bare = EventTable(("all",), ("r",), [1, 2], [[[0.5, 0]]], [[0, 2.5]], [[0, 0]])
    assert np.isnan(aalen_johansen(bare).at(2, min_at_risk=0)["std_error"]).all()
    assert np.isnan(rmst(bare, horizon_days=2, min_at_risk=0)["std_error"]).all()


def test_what_takes_no_weights_says_so() -> None:
    one = SETS[0]
    groups = event_table(one["time"], one["cause"], weights=one["w"], causes=("relapse", "death"),
                         group=[i % 2 for i in range(len(one["time"]))])  # fmt: skip
    with pytest.raises(EstimateError, match="The log-rank test needs whole people"):
        logrank(groups)
    with pytest.raises(EstimateError, match="The share of each cause needs whole people"):
        shares_of_causes(counted(one), causes=("relapse",), days=[2])
    with pytest.raises(EstimateError, match=r"must be whole people, but 2\.5 of 10"):
        proportion(2.5, 10)
    with pytest.raises(EstimateError, match="1 value of counts cannot be used"):
        rank_correlation([1, 2, 3], [1, 2, 4], counts=[1, 1.5, 1])
    with pytest.raises(EstimateError, match="Fractional weights cannot be resampled"):
        bootstrap(counted(one), horizons_days=[2], seed=1)

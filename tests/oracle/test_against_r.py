"""Curves, tests, mean times and follow-up against R on eight real data sets and twenty random ones with heavy ties."""

from __future__ import annotations

import numpy as np
import pytest

from isostats.estimate import aalen_johansen, kaplan_meier, logrank, median_followup, rmst
from isostats.estimate.curves import followup_curve
from tests.oracle.fixtures import CAUSES, agree, fixture, numbers, table_of

SETS = fixture("curves")["sets"]
NAMES = sorted(SETS)


def test_enough_is_compared() -> None:
    real = [name for name in NAMES if not name.startswith("random")]
    assert len(real) >= 5
    assert len(NAMES) - len(real) == 20
    for part in ("jackknife", "aalen", "reverse", "logrank"):
        assert sum(bool(one[part]) for one in SETS.values()) >= 20, part
    assert any(one["logrank"] and one["logrank"]["degrees_of_freedom"] >= 2 for one in SETS.values())


@pytest.mark.parametrize("name", NAMES)
def test_kaplan_meier(name: str) -> None:
    by_r = SETS[name]["kaplan_meier"]
    curve = kaplan_meier(table_of(SETS[name]["rows"]))
    frame = curve.frame
    if by_r["time"][0] > 0:  # R has no row for day 0 unless somebody leaves on it
        assert frame.loc[0, ["time", "estimate", "events", "censored"]].tolist() == [0, 1, 0, 0]
        frame = frame.iloc[1:]
    for column in ("time", "estimate", "std_error", "lower", "upper", "at_risk", "events", "censored"):
        agree(frame[column], numbers(by_r[column]), column)
    narrow = kaplan_meier(table_of(SETS[name]["rows"]), level=0.8).frame.iloc[len(curve.frame) - len(frame) :]
    agree(narrow["lower"], numbers(by_r["lower80"]))
    agree(narrow["upper"], numbers(by_r["upper80"]))


@pytest.mark.parametrize("name", NAMES)
def test_median(name: str) -> None:
    by_r = SETS[name]["kaplan_meier"]
    curve = kaplan_meier(table_of(SETS[name]["rows"]))
    columns = ["estimate", "lower", "upper"]
    agree(curve.median()[columns].iloc[0], numbers(by_r["median"]))
    agree(curve.median(0.8)[columns].iloc[0], numbers(by_r["median80"]))


@pytest.mark.parametrize("name", NAMES)
def test_restricted_mean(name: str) -> None:
    for by_r in SETS[name]["kaplan_meier"]["rmst"]:
        found = rmst(table_of(SETS[name]["rows"]), horizon_days=by_r["horizon"], min_at_risk=0)
        agree(found[["estimate", "std_error"]].iloc[0], [by_r["estimate"], by_r["std_error"]])


@pytest.mark.parametrize("name", [name for name in NAMES if SETS[name]["jackknife"]])
def test_incidence_with_jackknife(name: str) -> None:
    by_r = SETS[name]["jackknife"]
    frame = aalen_johansen(table_of(SETS[name]["rows"])).frame
    for k, cause in enumerate(CAUSES):
        block = frame[(frame["cause"] == cause) & frame["time"].isin(by_r["time"])]
        estimate, std_error = numbers(by_r["estimate"][k]), numbers(by_r["std_error"][k])
        agree(block["at_risk"], numbers(by_r["at_risk"]))
        agree(block["estimate"], estimate)
        # the square root of R's rounding is all that is left where a variance is 0
        exact = std_error > 1e-7
        agree(block["std_error"][exact], std_error[exact])
        assert (block["std_error"][~exact] < 1e-7).all()
        inside = exact & (estimate > 1e-9) & (estimate < 1 - 1e-9)
        agree(block["lower"][inside], numbers(by_r["lower"][k])[inside])
        agree(block["upper"][inside], numbers(by_r["upper"][k])[inside])
        assert block[["lower", "upper"]][(estimate < 1e-9) | (estimate > 1 - 1e-9)].isna().all(axis=None)


@pytest.mark.parametrize("name", [name for name in NAMES if SETS[name]["aalen"]])
def test_incidence_with_aalens_variance(name: str) -> None:
    curve = aalen_johansen(table_of(SETS[name]["rows"]), variance="aalen")
    for key, by_r in SETS[name]["aalen"].items():
        at = curve.at(by_r["time"], min_at_risk=0)
        block = at[at["cause"] == CAUSES[int(key.split()[1]) - 1]]
        agree(block["estimate"], numbers(by_r["estimate"]), key)
        agree(block["std_error"] ** 2, numbers(by_r["variance"]), key)


@pytest.mark.parametrize("name", [name for name in NAMES if SETS[name]["reverse"]])
def test_followup(name: str) -> None:
    by_r = SETS[name]["reverse"]
    table = table_of(SETS[name]["rows"])
    at = followup_curve(table).at(by_r["time"], min_at_risk=0)
    estimate = numbers(by_r["estimate"])
    agree(at["estimate"], estimate)
    some = estimate > 0  # at 0 prodlim says 0, survfit and we NaN
    agree(at["std_error"][some], numbers(by_r["std_error"])[some])
    median = median_followup(table)["estimate"].item()
    if by_r["median"] is None and (estimate < 0.5).any():
        # prodlim leaves out the days on which the curve is 0; survfit's rule, which is ours, does not
        assert estimate[estimate < 0.5].max() == 0
        assert median == by_r["time"][int(np.argmax(estimate < 0.5))]
    else:
        agree(median, numbers([by_r["median"]])[0])


@pytest.mark.parametrize("name", [name for name in NAMES if SETS[name]["logrank"]])
def test_logrank(name: str) -> None:
    by_r = SETS[name]["logrank"]
    found = logrank(table_of(SETS[name]["rows"], by_group=True))
    assert list(found.groups) == by_r["groups"]
    assert found.degrees_of_freedom == by_r["degrees_of_freedom"]
    if by_r["degrees_of_freedom"]:
        agree([found.statistic, found.p_value], [by_r["statistic"], by_r["p_value"]])
    else:  # R says chi-square 0 and p = 1 where nothing was compared; we say that nothing was
        assert found.status == "not_estimable"
    agree(found.observed, numbers(by_r["observed"]))
    agree(found.expected, numbers(by_r["expected"]))
    agree(found.variance, np.array([numbers(row) for row in by_r["variance"]]))


@pytest.mark.parametrize("one", fixture("late_entry")["curves"])
def test_late_entry(one: dict) -> None:
    by_r, table = one["kaplan_meier"], table_of(one["rows"])
    frame = kaplan_meier(table).frame.iloc[1:]
    for column in ("time", "estimate", "std_error", "lower", "upper", "at_risk"):
        agree(frame[column], numbers(by_r[column]), column)
    curve = aalen_johansen(table)
    for k, cause in enumerate(CAUSES):
        at = curve.at(one["etm"]["time"], min_at_risk=0)
        block = at[at["cause"] == cause]
        agree(block["estimate"], numbers(one["etm"]["estimate"][k]), cause)
        agree(block["std_error"] ** 2, numbers(one["etm"]["variance"][k]), cause)


def test_nobody_is_at_risk_for_a_while() -> None:
    rows = fixture("late_entry")["curves"][0]["rows"]
    assert table_of(rows).at_risk_on([4, 5, 7, 8]).tolist() == [[1, 0, 0, 2]]


@pytest.mark.parametrize("one", fixture("late_entry")["untied"])
def test_logrank_with_late_entry(one: dict) -> None:
    found = logrank(table_of(one["rows"], by_group=True))
    assert found.degrees_of_freedom == one["degrees_of_freedom"]
    agree(found.statistic, one["statistic"])

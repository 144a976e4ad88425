"""Differences, ratios and tests between groups against R: tied data, three to five groups, strata that lack a group."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from isostats.cohort.counting import EventTable, event_table
from isostats.estimate import (
    gray,
    kaplan_meier,
    logrank,
    logrank_trend,
    median_difference,
    pairwise_logrank,
    remission_difference,
    remission_ratio,
    rmst_difference,
    rmst_ratio,
)
from isostats.estimate.comparisons import LogRank
from tests.oracle.fixtures import CAUSES, agree, fixture, numbers, table_of

SETS = fixture("differences")["sets"]
NAMES = sorted(SETS)
IN_R = {"estimate": "difference", "std_error": "std_error", "lower": "lower", "upper": "upper", "p_value": "p"}
RATIO_IN_R = {"estimate": "ratio", "std_error": "ratio_error", "lower": "ratio_lower", "upper": "ratio_upper",
              "p_value": "ratio_p"}  # fmt: skip


def table(name: str) -> EventTable:
    return table_of(SETS[name]["rows"], by_group=True)


def strata(name: str) -> list[EventTable]:
    rows = {key: np.array(values) for key, values in SETS[name]["rows"].items()}
    parts = [rows["stratum"] == each for each in np.unique(rows["stratum"])]
    return [event_table(rows["time"][p], rows["cause"][p], group=rows["group"][p], causes=CAUSES) for p in parts]


def test_enough_is_compared() -> None:
    assert {len(table(name).groups) for name in NAMES} >= {2, 3, 4, 5}
    assert any(len({len(part.groups) for part in strata(name)}) > 2 for name in NAMES), "a stratum lacks a group"
    assert sum(bool(SETS[name]["gray"]) for name in NAMES) >= 8


@pytest.mark.parametrize("name", NAMES)
def test_contrasts(name: str) -> None:
    counts = table(name)
    curve = kaplan_meier(counts)
    for by_r in SETS[name]["contrasts"]:
        group = f"{by_r['group']} - {counts.groups[0]}"
        for key, there in [(each, there) for each in ("days", "mean") for there in by_r[each]]:
            for columns in (IN_R, RATIO_IN_R):
                if key == "days":
                    make: Any = remission_difference if columns is IN_R else remission_ratio
                    made = make(curve, days=there["day"], min_at_risk=0)
                else:
                    make = rmst_difference if columns is IN_R else rmst_ratio
                    made = make(counts, horizon_days=there["day"], min_at_risk=0)
                (row,) = made[made["group"] == group].to_dict("records")
                agree([row[each] for each in columns], numbers(there[each] for each in columns.values()))
        median = median_difference(curve, min_at_risk=0).set_index("group").loc[group]
        expected = numbers(by_r["median"])
        assert median["status"] == ("ok" if np.isfinite(expected[0]) else "not_estimable")
        agree(median[["estimate", "lower", "upper"]], expected if np.isfinite(expected[0]) else np.full(3, np.nan))


def equal(test: LogRank, by_r: dict[str, Any]) -> None:
    agree(test.observed, by_r["observed"])
    agree(test.expected, by_r["expected"])
    agree(test.variance, by_r["variance"])
    agree([test.statistic, test.p_value], [by_r["statistic"], by_r["p"]])
    agree(logrank_trend(test, scores=range(len(test.groups))).statistic, by_r["trend"])
    assert test.degrees_of_freedom == by_r["df"]


@pytest.mark.parametrize("name", NAMES)
def test_log_rank_tests(name: str) -> None:
    by_r, counts, parts = SETS[name]["tests"], table(name), strata(name)
    groups = counts.groups
    equal(logrank(counts), by_r["plain"])
    equal(logrank(counts, rho=1), by_r["rho1"])
    equal(logrank(counts, rho=0.5), by_r["rho_half"])
    ordered = sorted(parts, key=lambda part: -len(part.groups))
    assert logrank(*ordered).groups == groups
    equal(logrank(*ordered), by_r["strata"])
    equal(logrank(*ordered, rho=1), by_r["strata_rho1"])
    if isinstance(by_r["trend_by_cox"], float):  # another program's way to the same: the score test of Cox's model
        scores = range(len(groups))
        agree(logrank_trend(logrank(counts), scores=scores).statistic, by_r["trend_by_cox"])
        agree(logrank_trend(logrank(*ordered), scores=scores).statistic, by_r["trend_by_cox_in_strata"])
    pairs = pairwise_logrank(counts)
    agree(pairs["p_value"], np.atleast_1d(by_r["pairs"]["p"]))
    agree(pairs["p_holm"], np.atleast_1d(by_r["pairs"]["holm"]))


@pytest.mark.parametrize("name", [name for name in NAMES if SETS[name]["gray"]])
def test_grays_test_of_each_cause(name: str) -> None:
    by_r = SETS[name]["gray"]
    for k, cause in enumerate(CAUSES):
        place = by_r["causes"].index(str(k + 1))
        test = gray(table(name), cause=cause)
        agree([test.statistic, test.p_value], [by_r["statistic"][place], by_r["p"][place]])
        assert test.degrees_of_freedom == by_r["df"][place]
    assert gray(table(name)).statistic == gray(table(name), cause="event").statistic

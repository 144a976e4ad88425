"""Shares of causes, ranks, slopes, medians and exact limits, the estimates behind the claims' checks, against R."""

from __future__ import annotations

import numpy as np
import pytest

from isostats.cohort.counting import event_table
from isostats.estimate import exact_limits, log_slope, median_of_counts, rank_correlation, shares_of_causes
from isostats.estimate.intervals import exact_test
from tests.oracle.fixtures import agree, fixture

FIXTURE = fixture("claims")
CAUSES = ("first", "second", "other")


@pytest.mark.parametrize("number", range(len(FIXTURE["shares"])))
def test_shares_of_causes_equal_the_ratio_by_survival_with_its_influence(number: int) -> None:
    one = FIXTURE["shares"][number]
    table = event_table(one["time"], one["cause"], causes=CAUSES)
    days = sorted({row["horizon"] for row in one["shares"]})
    found = shares_of_causes(table, causes=CAUSES[:2], days=days, min_at_risk=1).set_index(["time", "cause"])
    for row in one["shares"]:
        ours = found.loc[(row["horizon"], CAUSES[row["cause"] - 1])]
        agree(ours["estimate"], row["estimate"], "share")
        if 0 < row["estimate"] < 1:
            agree(ours["std_error"], row["std_error"], "standard error")
        assert (ours["n"], ours["events"], ours["at_risk"]) == (row["n"], row["events"], row["at_risk"])


@pytest.mark.parametrize("number", range(len(FIXTURE["ranks"])))
def test_rank_correlation(number: int) -> None:
    one = FIXTURE["ranks"][number]
    found = rank_correlation(one["x"], one["y"])
    agree([found.estimate, found.lower, found.upper], [one["estimate"], *one["limits"]])
    cells, counts = np.unique(np.column_stack([one["x"], one["y"]]), axis=0, return_counts=True)
    by_counts = rank_correlation(cells[:, 0], cells[:, 1], counts=counts)
    agree([by_counts.estimate, by_counts.upper], [found.estimate, found.upper], "counted pairs are the same pairs")


@pytest.mark.parametrize("number", range(len(FIXTURE["slopes"])))
def test_slopes_of_logarithms_with_hc3(number: int) -> None:
    one = FIXTURE["slopes"][number]
    found = log_slope(one["x"], one["y"])
    agree([found.estimate, found.std_error], [one["estimate"], one["std_error"]])
    agree([found.lower, found.upper], one["limits"])
    cells, counts = np.unique(np.column_stack([one["x"], one["y"]]), axis=0, return_counts=True)
    by_counts = log_slope(cells[:, 0], cells[:, 1], counts=counts)
    agree([by_counts.estimate, by_counts.upper], [found.estimate, found.upper], "counted pairs are the same pairs")


@pytest.mark.parametrize("number", range(len(FIXTURE["medians"])))
def test_medians_by_order_statistics(number: int) -> None:
    one = FIXTURE["medians"][number]
    found = median_of_counts(one["x"])
    assert [found.estimate, found.lower, found.upper] == [one["estimate"], *one["limits"]]
    values, counts = np.unique(one["x"], return_counts=True)
    assert median_of_counts(values, counts) == found


@pytest.mark.parametrize("one", FIXTURE["edges"], ids=lambda one: str(one["n"]))
def test_exact_limits_at_the_edge(one: dict) -> None:
    agree(exact_limits(1, one["n"], 0.95), one["limits"])
    agree(exact_limits(0, one["n"] + 0.7, 0.95), [1 - one["limits"][1], 1 - one["limits"][0]], "rounded down")
    agree(exact_test(1, one["n"], 0.85).p_greater, one["p_greater"])
    assert (exact_test(1, one["n"], 0.85).p_value < 0.05) == (one["limits"][0] > 0.85)

"""Shares among first causes and rank correlations: by hand, without censoring, covered, and refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from isostats.cohort.counting import event_table
from isostats.errors import EstimateError
from isostats.estimate import aalen_johansen, rank_correlation, shares_of_causes

CAUSES = ("topical", "antibiotic", "death")


def test_by_hand_with_censoring() -> None:
    # day 1: topical of 4 at risk; day 2: censored; day 3: antibiotic of 2: incidences 1/4 and 3/4 * 1/2 = 3/8
    found = shares_of_causes(event_table([1, 2, 3, 9], [1, 0, 2, 0], causes=CAUSES), causes=CAUSES[:2], days=[2, 5],
                             min_at_risk=1)  # fmt: skip
    assert found["estimate"].tolist() == pytest.approx([1, 0, 2 / 5, 3 / 5])
    assert found["n"].tolist() == [1, 1, 2, 2]
    assert found["at_risk"].tolist() == [3, 3, 1, 1]
    assert np.isnan(found["lower"][:2]).all(), "a share of everything has no limits"


def test_without_censoring_it_is_the_binomial_share() -> None:
    table = event_table(np.arange(1, 101), [1] * 30 + [2] * 50 + [3] * 20, causes=CAUSES)
    found = shares_of_causes(table, causes=CAUSES[:2], days=[100], min_at_risk=1).iloc[0]
    assert found["estimate"] == pytest.approx(30 / 80)
    assert found["std_error"] == pytest.approx((0.375 * 0.625 / 80) ** 0.5)


def test_it_is_the_ratio_of_the_incidences_and_all_shares_are_one() -> None:
    rng = np.random.default_rng(5)
    table = event_table(rng.integers(1, 60, 400), rng.integers(0, 4, 400), causes=CAUSES)
    found = shares_of_causes(table, causes=CAUSES, days=[20, 40])
    assert found.groupby("time")["estimate"].sum().to_numpy() == pytest.approx([1, 1])
    incidence = aalen_johansen(table).at([20, 40]).set_index(["cause", "time"])["estimate"]
    ratio = found.set_index(["cause", "time"])["estimate"] * incidence.groupby("time").sum()
    assert ratio.sort_index().to_numpy() == pytest.approx(incidence.sort_index().to_numpy())


def test_its_limits_cover_the_truth_while_the_crude_share_does_not() -> None:
    """A topical comes early and an antibiotic late; people are lost meanwhile, so the crude share favours topicals."""
    rng, truth, covered, crude = np.random.default_rng(11), 0.5, [], []
    for _ in range(300):
        late = rng.random(400) < truth
        when = np.where(late, rng.integers(300, 600, 400), rng.integers(1, 200, 400))
        lost = np.ceil(rng.exponential(500, 400)).astype(int)
        day, cause = np.minimum(np.minimum(when, lost), 700), np.where(when <= lost, np.where(late, 2, 1), 0)
        table = event_table(day, cause, causes=CAUSES[:2])
        row = shares_of_causes(table, causes=CAUSES[:2], days=[590], min_at_risk=0).iloc[0]
        covered.append(row["lower"] <= truth <= row["upper"])
        share = row["events"] / row["n"]
        crude.append(abs(share - truth) <= 1.96 * (share * (1 - share) / row["n"]) ** 0.5)
    # four binomial standard errors around 95% of 300
    assert 0.95 - 4 * (0.95 * 0.05 / 300) ** 0.5 <= np.mean(covered) <= 0.95 + 4 * (0.95 * 0.05 / 300) ** 0.5
    assert np.mean(crude) < 0.2


def test_past_the_follow_up_and_before_anything_there_is_no_share() -> None:
    table = event_table([5, 6, 7, 30, 30], [1, 2, 0, 0, 0], causes=CAUSES)
    found = shares_of_causes(table, causes=CAUSES[:2], days=[3, 6, 40], min_at_risk=2)
    assert found["status"].tolist() == ["not_estimable"] * 2 + ["ok"] * 2 + ["beyond_followup"] * 2
    assert found.loc[found["status"] != "ok", ["estimate", "lower", "upper", "std_error"]].isna().all(axis=None)


def test_what_has_no_shares() -> None:
    table = event_table([1, 2], [1, 2], causes=CAUSES)
    with pytest.raises(EstimateError, match="there is no cause 'topicl'; did you mean 'topical'"):
        shares_of_causes(table, causes=["topicl"], days=[1])
    with pytest.raises(EstimateError, match="there is more than one group"):
        shares_of_causes(event_table([1, 2], group=["a", "b"]), causes=["relapse"], days=[1])


def test_ranks_as_scipy_with_ties_and_counts() -> None:
    rng = np.random.default_rng(3)
    x, counts = rng.integers(0, 8, 50), rng.integers(0, 5, 50)
    y = x + rng.integers(0, 6, 50)
    expected = spearmanr(np.repeat(x, counts), np.repeat(y, counts)).statistic
    found = rank_correlation(x, y, counts=counts)
    assert found.estimate == pytest.approx(expected, abs=1e-12)
    assert found.n == counts.sum()
    assert rank_correlation(-x, y, counts=counts).estimate == pytest.approx(-expected, abs=1e-12)


def test_where_there_is_no_correlation() -> None:
    for x, y in (([], []), ([5, 5, 5, 5], [1, 2, 3, 4])):
        assert np.isnan(rank_correlation(x, y).estimate)
    whole = rank_correlation([1, 2, 3, 4], [2, 4, 6, 9])
    assert whole.estimate == 1
    assert np.isnan(whole.lower), "a whole correlation has no limits"


@pytest.mark.parametrize(
    ("x", "y", "counts", "text"),
    [
        ([1, 2], [1], None, r"columns of one length; y has the shape \(1,\)"),
        ([1, np.nan], [1, 2], None, r"1 value of x cannot be used \(first: row 1, counting from 0: nan\)"),
        ([1, 2], [1, 2], [1, -1], r"1 value of counts cannot be used \(first: row 1, counting from 0: -1\)"),
    ],
)
def test_pairs_that_cannot_be(x: list, y: list, counts: list | None, text: str) -> None:
    with pytest.raises(EstimateError, match=text):
        rank_correlation(x, y, counts=counts)

"""A remission estimate against the claim: the numbers by hand, and a verdict that follows from them."""

from __future__ import annotations

from math import isnan, log

import numpy as np
import pytest
from scipy.stats import norm

import isostats as iso
from isostats.errors import EstimateError
from isostats.vocabulary.definition import Definition


def curve_of(events: int, n: int, level: float = 0.95, day: int = 100):
    """So many of n people failing on one day, the rest followed to day 2000: remission is 1 - events / n then."""
    days = np.r_[np.full(events, day), np.full(n - events, 2000)]
    status = np.r_[np.ones(events, int), np.zeros(n - events, int)]
    counts = iso.event_table(days, status, causes=("systemic_treatment",))
    from dataclasses import replace

    counts = replace(counts, definition=Definition(outcome="systemic_treatment", population="everyone"))
    return iso.kaplan_meier(counts, level=level)


def test_difference_interval_and_tests_by_hand() -> None:
    n, events = 400, 90
    found = iso.compare_to_claim(curve_of(events, n), horizon_days=730)
    s = 1 - events / n
    se = (s * (1 - s) / n) ** 0.5  # Greenwood with one event day is the binomial standard error
    scale = se / (s * abs(log(s)))
    g = log(-log(s))

    def z(value: float) -> float:
        return (g - log(-log(value))) / scale

    assert found.difference == pytest.approx(s - 0.85, abs=1e-12)
    lower, upper = s ** np.exp(1.959963984540054 * scale), s ** np.exp(-1.959963984540054 * scale)
    assert (found.difference_lower, found.difference_upper) == pytest.approx((lower - 0.85, upper - 0.85), abs=1e-12)
    assert found.p_value == pytest.approx(2 * norm.sf(abs(z(0.85))), abs=1e-12)
    # remission above claim - margin means log(-log) below it; below claim + margin means above it
    assert found.p_equivalence == pytest.approx(max(norm.cdf(z(0.80)), norm.sf(z(0.90))), abs=1e-12)


@pytest.mark.parametrize(
    ("events", "n", "verdict"),
    [
        (600, 4000, "agrees"),
        (720, 4000, "differs_within_margin"),
        (1000, 4000, "below"),
        (100, 4000, "above"),
        (9, 60, "undecided"),
        (0, 60, "above"),
        (0, 10, "undecided"),
        (0, 1000, "above"),
    ],
)
def test_verdict(events: int, n: int, verdict: str) -> None:
    assert iso.compare_to_claim(curve_of(events, n), horizon_days=730).verdict == verdict


@pytest.mark.parametrize("n", [1, 5, 10, 19, 22, 23, 60, 1000])
def test_nobody_with_the_outcome_has_exact_limits_and_a_verdict(n: int) -> None:
    found = iso.compare_to_claim(curve_of(0, n), horizon_days=730, min_at_risk=1)
    assert found.exact
    assert (found.estimate, found.upper) == (1, 1)
    # (1 - p)^n = 0.025 at the limit of the share with the outcome
    assert found.lower == pytest.approx(0.025 ** (1 / n), rel=1e-12)
    assert (found.p_value < 0.05) == (found.lower > 0.85)
    assert found.verdict == ("above" if 0.85**n < 0.025 else "undecided")
    wide = iso.compare_to_claim(curve_of(0, n), horizon_days=730, min_at_risk=1, claim=0.97)
    assert wide.verdict == ("agrees" if 0.92**n < 0.05 else "undecided") or 0.97**n < 0.025


def test_who_left_before_the_horizon_does_not_count_towards_the_exact_limit() -> None:
    days = [100] * 500 + [2000] * 40
    found = iso.compare_to_claim(iso.kaplan_meier(iso.event_table(days, [0] * 540)), horizon_days=730)
    assert found.followed == 40
    assert found.lower == pytest.approx(0.025 ** (1 / 40), rel=1e-12)


def test_margins_beside() -> None:
    found = iso.compare_to_claim(curve_of(720, 4000), horizon_days=730)
    assert (found.verdict, found.verdicts_beside) == (
        "differs_within_margin", {0.025: "below", 0.1: "differs_within_margin"},
    )  # fmt: skip
    for margin, verdict in found.verdicts_beside.items():
        assert iso.compare_to_claim(curve_of(720, 4000), horizon_days=730, margin=margin).verdict == verdict


@pytest.mark.parametrize("events", range(20, 200, 12))
def test_test_and_interval_never_disagree(events: int) -> None:
    found = iso.compare_to_claim(curve_of(events, 600), horizon_days=365)
    inside = found.difference_lower < 0 < found.difference_upper
    assert inside == (found.p_value > 0.05)
    narrow = iso.compare_to_claim(curve_of(events, 600, level=0.90), horizon_days=365)
    within = narrow.difference_lower > -0.05 and narrow.difference_upper < 0.05
    assert within == (found.p_equivalence < 0.05), "two one-sided tests at 5% are a 90% interval within the margin"


def test_the_sentence_has_population_outcome_horizon_definition_and_numbers() -> None:
    text = iso.compare_to_claim(curve_of(90, 400), horizon_days=730).sentence
    for part in (
        "400 people", "everyone with a first course", "systemic treatment", "oral antibiotic, antiandrogen",
        "two years", "77.5%", "Kaplan-Meier", "That is 7.5 points below the claimed 85%.",
    ):  # fmt: skip
        assert part in text, part


def test_past_the_follow_up_nothing_is_compared() -> None:
    found = iso.compare_to_claim(curve_of(90, 400), horizon_days=2500)
    assert found.status == "beyond_followup"
    assert found.verdict == "not_estimable"
    assert isnan(found.p_value)
    assert "cannot be held against the claimed 85%: too few were still followed then" in found.sentence


def test_when_everyone_relapsed_nobody_is_called_lost() -> None:
    found = iso.compare_to_claim(curve_of(60, 60), horizon_days=730)
    assert found.verdict == "below"
    assert "0.0% (0.0 to 6.0) were in remission" in found.sentence


def test_a_margin_beyond_one_leaves_only_the_floor_to_test() -> None:
    found = iso.compare_to_claim(curve_of(4, 400), horizon_days=730, claim=0.97, margin=0.05)
    assert found.verdict in {"agrees", "differs_within_margin"}


@pytest.mark.parametrize(
    ("low", "high", "margin", "verdict"),
    [
        (880, 450, 0.1, "agrees"),  # 78% and 88.75%: to either side of the claim, and both within ten points of it
        (880, 450, 0.05, "undecided"),
        (800, 720, 0.1, "differs_within_margin"),  # 80% and 82%: whatever lies between is below
        (1000, 720, 0.05, "below"),  # 75% and 82%: neither holds the claim, and one leaves the margin
        (700, 600, 0.1, "agrees"),  # 82.5% and 85%: one of them may be the claim
        (400, 200, 0.05, "above"),
    ],
)
def test_of_two_bounds_the_verdict_is_that_of_their_outer_limits(
    low: int, high: int, margin: float, verdict: str
) -> None:
    bounds = {"lowest": curve_of(low, 4000), "margin": margin}
    found = iso.compare_to_claim(curve_of(high, 4000), horizon_days=730, **bounds)
    assert found.verdict == verdict
    held = found.limits(0.95)[1] >= 0.85 >= found.lowest.limits(0.95)[0]
    assert held == (verdict in {"agrees", "undecided"})


@pytest.mark.parametrize(
    ("claim", "margin"), [(0.03, 0.05), (0.05, 0.05), (0.1, 0.05), (0.85, 0.05), (0.97, 0.05), (0.5, 0.5), (0.4, 0.7)]
)
@pytest.mark.parametrize("events", [0, 4, 12, 60, 200, 340, 380, 388, 400])
def test_no_verdict_rests_on_a_test_that_is_not_there(events: int, claim: float, margin: float) -> None:
    found = iso.compare_to_claim(curve_of(events, 400), horizon_days=730, claim=claim, margin=margin)
    agrees = found.verdict in {"agrees", "differs_within_margin"}
    assert agrees == (found.p_equivalence < 0.05), "NaN shows nothing"
    assert isnan(found.p_equivalence) == (margin >= 0.5)


def test_a_margin_that_reaches_to_nothing_is_tested_at_its_upper_edge_and_it_is_said() -> None:
    found = iso.compare_to_claim(curve_of(388, 400), horizon_days=730, claim=0.03, margin=0.05)
    narrow = iso.compare_to_claim(curve_of(388, 400, level=0.90), horizon_days=730, claim=0.03, margin=0.05)
    assert (found.verdict, found.p_equivalence < 0.05) == ("agrees", narrow.upper < 0.08)
    assert "the margin reaches to 0%, so only its upper edge is tested" in found.sentence
    high = iso.compare_to_claim(curve_of(12, 400), horizon_days=730, claim=0.97, margin=0.05)
    assert "the margin reaches to 100%, so only its lower edge is tested" in high.sentence
    wide = iso.compare_to_claim(curve_of(200, 400), horizon_days=730, claim=0.5, margin=0.5)
    assert wide.verdict == "undecided"
    assert "every share lies within that margin, so agreement cannot be tested" in wide.sentence


@pytest.mark.parametrize(("keyword", "value"), [("claim", 85), ("claim", 0.0), ("margin", 1.0), ("margin", "5%")])
def test_a_claim_is_a_probability(keyword: str, value: object) -> None:
    with pytest.raises(EstimateError, match=rf"{keyword} must be a number between 0 and 1.*85% is written 0.85"):
        iso.compare_to_claim(curve_of(90, 400), horizon_days=730, **{keyword: value})


def test_only_remission_is_compared() -> None:
    incidence = iso.aalen_johansen(iso.event_table([1, 2, 3], [1, 0, 1]))
    with pytest.raises(EstimateError, match="Only a remission curve"):
        iso.compare_to_claim(incidence, horizon_days=2)
    with pytest.raises(EstimateError, match="no group 'sex=female'; it has all"):
        iso.compare_to_claim(curve_of(9, 40), horizon_days=2, group="sex=female")

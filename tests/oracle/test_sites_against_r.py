"""Sites as random effects against metafor, and the corners between which rounding can have moved them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.errors import EstimateError
from isostats.estimate.random_sites import moved_effects, on_the_logit, site_effects
from tests.oracle.fixtures import agree, fixture, numbers

SETS = fixture("sites")["sets"]
NUMBERS = ("estimate", "lower", "upper", "prediction_lower", "prediction_upper", "tau2", "i2", "q", "p_value")


@pytest.mark.parametrize("number", range(len(SETS)))
def test_sites_against_metafor(number: int) -> None:
    by_r = SETS[number]
    made = site_effects(numbers(by_r["estimates"]), numbers(by_r["std_errors"]))
    agree([getattr(made, name) for name in NUMBERS], [by_r[name] for name in NUMBERS], str(number))


@given(st.integers(0, 2**32), st.integers(2, 6))
@settings(max_examples=25)
def test_no_shares_within_their_ends_have_other_numbers_than_are_told(seed: int, sites: int) -> None:
    rng = np.random.default_rng(seed)
    shares, half = rng.uniform(0.3, 0.9, sites), rng.uniform(0.0, 0.09, sites)
    errors = rng.uniform(0.01, 0.05, sites)
    told = moved_effects(shares, shares - half, shares + half, errors)
    _, variance = on_the_logit(shares, errors)
    for each in rng.uniform(-1, 1, (30, sites)):
        moved = shares + each * half
        held = np.sqrt(variance) * moved * (1 - moved)  # the error on the logit stays
        made = site_effects(moved, held)
        for name in ("q", "estimate"):
            values = [getattr(one, name) for one in told]
            assert min(values) - 1e-6 <= getattr(made, name) <= max(values) + 1e-6, name
        assert made.prediction_lower >= min(one.prediction_lower for one in told) - 1e-6
        assert made.prediction_upper <= max(one.prediction_upper for one in told) + 1e-6


def test_the_lowest_of_one_more_site_is_that_of_all_choices_of_ends() -> None:
    shares, errors = np.array([0.748, 0.733, 0.843]), np.array([0.016, 0.016, 0.027])
    told = moved_effects(shares, shares - 0.01, shares + 0.01, errors)
    assert min(one.prediction_lower for one in told) == pytest.approx(0.318, abs=5e-4)


def test_a_share_without_an_odds_or_one_site_is_refused() -> None:
    with pytest.raises(EstimateError, match="first: number 2"):
        site_effects([0.8, 1.0], [0.02, 0.02])
    with pytest.raises(EstimateError, match="two sites or more"):
        site_effects([0.8], [0.02])

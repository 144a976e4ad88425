"""Sites as random effects against metafor, and the corners between which rounding can have moved them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logit

from isostats.errors import EstimateError
from isostats.estimate.random_sites import moved_effects, on_the_logit, site_effects, spread
from tests.oracle.fixtures import agree, fixture, numbers

SETS = fixture("sites")["sets"]
NUMBERS = ("estimate", "lower", "upper", "prediction_lower", "prediction_upper", "tau2", "i2", "q", "p_value")


@pytest.mark.parametrize("number", range(len(SETS)))
def test_sites_against_metafor(number: int) -> None:
    by_r = SETS[number]
    made = site_effects(numbers(by_r["estimates"]), numbers(by_r["std_errors"]))
    agree([getattr(made, name) for name in NUMBERS], [by_r[name] for name in NUMBERS], str(number))


@given(st.integers(0, 2**32), st.integers(2, 7))
def test_no_shares_within_their_ends_differ_more_or_less_than_is_told(seed: int, sites: int) -> None:
    rng = np.random.default_rng(seed)
    shares, half = rng.uniform(0.3, 0.9, sites), rng.uniform(0.0, 0.09, sites)
    errors = rng.uniform(0.01, 0.05, sites)
    told = [each.q for each in moved_effects(shares, shares - half, shares + half, errors)]
    _, variance = on_the_logit(shares, errors)
    corners = np.array(np.meshgrid(*[(-1, 1)] * sites)).reshape(sites, -1).T
    for each in (*corners, *rng.uniform(-1, 1, (50, sites))):
        q = float(spread(logit(shares + each * half), variance))
        assert min(told) - 1e-6 <= q <= max(told) + 1e-9


def test_a_share_without_an_odds_or_one_site_is_refused() -> None:
    with pytest.raises(EstimateError, match="first: number 2"):
        site_effects([0.8, 1.0], [0.02, 0.02])
    with pytest.raises(EstimateError, match="two sites or more"):
        site_effects([0.8], [0.02])

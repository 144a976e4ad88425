"""Mixture cure against the same likelihood written row by row in R, lifelines, and a search from many starts."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest
import scipy

from isostats.cohort.counting import EventTable, event_table
from isostats.estimate import mixture_cure
from isostats.estimate.cure_fits import CureFit
from isostats.estimate.cure_likelihood import log_likelihood
from isostats.estimate.cured_shares import nobody_cured
from isostats.estimate.enough_followup import level_tests
from isostats.estimate.lifetimes import LIFETIMES, Distribution
from tests.oracle.fixtures import agree, fixture

FIXTURE = fixture("cure")


def counted(one: dict[str, Any]) -> EventTable:
    group = [f"x={x}" for x in one["x"]] if one.get("covariate") else None
    return event_table(one["time"], one["cause"], entry=one.get("entry"), group=group)


@pytest.mark.parametrize("one", FIXTURE["fits"], ids=lambda one: f"{one['distribution']} {one['covariate']}")
def test_the_fit_and_its_profile_limits_are_those_of_r(one: dict[str, Any]) -> None:
    covariates = {"x": [0, 1]} if one["covariate"] else None
    fit = mixture_cure(counted(one), distribution=one["distribution"], covariates=covariates)
    assert fit.converged
    assert fit.log_likelihood == pytest.approx(one["log_likelihood"], abs=1e-9)
    for ours, by_r in ((fit.coefficients, one["coefficients"]), (fit.location, one["location"]),
                       (fit.scale, one["scale"]), (fit.cured[0], one["cured"])):  # fmt: skip
        np.testing.assert_allclose(ours, by_r, atol=1e-6)  # as far as R's own search settles
    np.testing.assert_allclose(fit.limits(0), one["limits"], atol=1e-8)
    if one["slope"]:
        np.testing.assert_allclose(fit.coefficient_limits("x"), one["slope"], atol=1e-8)


@pytest.mark.parametrize("one", FIXTURE["ends"])
def test_tests_of_a_level_end_are_those_of_r(one: dict[str, Any]) -> None:
    tests = {each.name: each for each in level_tests(counted(one))}
    agree([tests[name].p_value for name in ("Maller-Zhou", "Shen")], one["p"])


def test_without_covariates_it_is_the_mixture_of_lifelines() -> None:
    lifelines = pytest.importorskip("lifelines")
    one = FIXTURE["fits"][0]
    theirs = lifelines.MixtureCureFitter(base_fitter=lifelines.WeibullFitter()).fit(one["time"], one["cause"])
    fit = mixture_cure(counted(one))
    assert fit.cured[0] == pytest.approx(theirs.cured_fraction_, abs=1e-5)
    assert 1 / fit.scale == pytest.approx(theirs.rho_, rel=1e-4)
    assert fit.log_likelihood == pytest.approx(theirs.log_likelihood_, abs=1e-6)


@pytest.mark.parametrize("one", FIXTURE["edges"], ids=lambda one: f"{one['distribution']} {one['everybody']}")
@pytest.mark.parametrize("named", ["a", "z"])
def test_limits_where_everybody_has_the_outcome_or_nobody_are_those_of_r(one: dict[str, Any], named: str) -> None:
    """Whether the group at the bound is the first, whose logit is the intercept, or the second."""
    table = event_table(one["time"], one["cause"], group=[named if x else "m" for x in one["x"]])
    fit = mixture_cure(table, distribution=one["distribution"], covariates={"x": [0, 1]})
    edge, other = fit.groups.index(named), fit.groups.index("m")
    assert fit.converged
    assert fit.log_likelihood == pytest.approx(one["log_likelihood"], abs=1e-9)
    assert fit.cured[edge] == pytest.approx(0.0 if one["everybody"] else 1.0, abs=1e-9)
    np.testing.assert_allclose(fit.limits(edge), one["limits"], atol=1e-8)
    np.testing.assert_allclose(fit.limits(other), one["limits_of_other"], atol=1e-8)
    towards = -1 if one["everybody"] else 1
    assert np.inf * (towards if edge else -towards) in fit.coefficient_limits("x")


def highest(fit: CureFit, held: int | None = None, logit: float = 0.0) -> float:
    """The highest log-likelihood that BFGS comes to from ten places, a group's logit being held or not."""
    design = fit.design if held is None else np.delete(fit.design - fit.design[held], 0, axis=1)
    own, k = (0.0 if held is None else logit), design.shape[1]

    def down(at: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope, _ = log_likelihood(fit.counts, LIFETIMES[fit.distribution], own + design @ at[:k], at[k:])
        return -value, -np.concatenate([design.T @ slope[:-2], slope[-2:]])

    about = np.concatenate([np.clip(fit.coefficients, -4, 4)[-k:] if k else [], [fit.location, np.log(fit.scale)]])
    starts = about + np.random.default_rng(5).normal(0, 0.7, (10, len(about)))
    with np.errstate(all="ignore"):
        made = [scipy.optimize.minimize(down, start, jac=True, method="BFGS").fun for start in starts]
    return float(-min(made))


@pytest.mark.parametrize("seed", range(10))
def test_no_other_start_comes_to_a_higher_likelihood(seed: int) -> None:
    """Follow-up that is too short leaves several maxima: neither fit nor limits stop at a lower one."""
    rng = np.random.default_rng(seed)
    n, law = int(rng.integers(40, 120)), get_args(Distribution)[seed % 3]
    second, relapse = rng.random(n) < 0.5, np.ceil(200 * rng.weibull(1.5, n))
    relapse[rng.random(n) < np.where(second, 0.3, 0.05)] = np.inf
    leaves = np.ceil(rng.uniform(20, 500, n))
    table = event_table(np.minimum(relapse, leaves), relapse <= leaves, group=np.where(second, "b", "a"))
    fit = mixture_cure(table, distribution=law, covariates={"x": [0, 1]})
    assert fit.converged
    assert fit.log_likelihood >= highest(fit) - 1e-6
    for group in (0, 1):
        for limit in fit.limits(group):
            if 0 < limit < 1:
                lost = fit.log_likelihood - highest(fit, group, float(scipy.special.logit(limit)))
                assert 2 * lost >= scipy.special.chdtri(1, 0.05) - 1e-5


@pytest.mark.parametrize(("law", "by_r"), [("weibull", 718.455642), ("log_normal", 707.524061)])
def test_with_nobody_cured_times_far_beyond_the_outcomes_are_searched_too(law: Distribution, by_r: float) -> None:
    """Outcomes on two days, and most people free for ten years: a law of these two days alone is a lower maximum."""
    table = event_table([100] * 20 + [101] * 20 + [3600] * 100, [1] * 40 + [0] * 100)
    assert nobody_cured(table, law) == pytest.approx(by_r, abs=1e-5)

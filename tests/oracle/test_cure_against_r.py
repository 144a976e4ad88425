"""Mixture cure against the same likelihood written row by row in R, and against lifelines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from isostats.cohort.counting import EventTable, event_table
from isostats.estimate import mixture_cure
from isostats.estimate.enough_followup import level_tests
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

"""Exact scores and limits of chance against R's tails, and how few small sites scatter against every way they can."""

from __future__ import annotations

import numpy as np
import pytest

from isostats.cohort.counting import event_table
from isostats.estimate.binomial_chance import SCORES, binomial_limits, binomial_scores
from isostats.estimate.intervals import normal_quantile
from isostats.estimate.site_funnel import Funnel, funnel
from tests.oracle.fixtures import agree, fixture

R = fixture("funnel")
NO_TAIL = 37
"""The score beyond which a tail is smaller than any number of a machine."""


def test_scores_are_those_of_the_binomial_tails() -> None:
    for each in R["scores"]:
        agree(binomial_scores(each["x"] / each["n"], each["n"], each["p"]), each["z"], str(each))
    far = R["far"]
    z = binomial_scores(far["x"] / far["n"], far["n"], far["p"])
    assert far["z"] < -NO_TAIL
    assert z == pytest.approx(far["z"], rel=0.002), "which the root of the deviance comes near"


def test_limits_are_where_these_tails_are_those_of_the_level() -> None:
    for each in R["limits"]:
        made = binomial_limits(each["n"], each["p"], normal_quantile(each["level"]))
        agree(made, (each["lower"], each["upper"]), str(each))


def few() -> Funnel:
    size, failed = R["few"]["size"], R["few"]["failed"]
    rows = [(f"site={i}", *row) for i in range(5) for row in [(9, 1)] * failed[i] + [(99, 0)] * (size[i] - failed[i])]
    groups, days, causes = zip(*rows, strict=True)
    return funnel(event_table(days, causes, group=groups), horizon_days=50, min_at_risk=1)


def test_chance_is_drawn_as_all_ways_in_which_the_outcomes_can_fall_on_sites() -> None:
    """Within three standard errors of 20,000 draws of five sites."""
    made, draws = few(), SCORES / 5
    p, by_chance = R["few"]["p_value"], R["few"]["by_chance"]
    assert made.phi == pytest.approx(R["few"]["phi"], rel=3 * R["few"]["relative_sd"] / np.sqrt(draws))
    assert made.p_value == pytest.approx(p, abs=3 * np.sqrt(p / draws))
    assert made.by_chance == pytest.approx(by_chance, abs=3 * np.sqrt(by_chance / draws))

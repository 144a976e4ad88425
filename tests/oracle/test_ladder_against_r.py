"""The worst step so far against R's survfit: curves, their influences, and the same ladder as a multistate."""

from __future__ import annotations

import numpy as np
import pytest

from isostats.cohort.sql import FAR
from isostats.cohort.treatment_ladder import TRACKED, Climbs
from isostats.estimate.nested_curves import shares_of_steps
from isostats.vocabulary.steps import STEPS
from tests.oracle.fixtures import agree, fixture, numbers


@pytest.fixture(scope="module")
def climbs() -> Climbs:
    rows = fixture("ladder")
    first = {name: np.full(len(rows["last"]), FAR) for name in TRACKED}
    for name, days in rows["first"].items():
        first[name] = np.where(np.array(days) == rows["never"], FAR, days)
    return Climbs(np.array(rows["last"]), np.array(rows["died"]), first, np.ones(len(rows["last"])))


@pytest.mark.parametrize("step", [step.id for step in STEPS])
def test_shares_and_errors_are_those_of_r_s_curves(climbs: Climbs, step: str) -> None:
    theirs = fixture("ladder")
    found = shares_of_steps(climbs, STEPS, days=theirs["at"], min_at_risk=0)
    mine = found[found["step"] == step]
    for name in ("estimate", "std_error"):
        agree(mine[name], numbers(theirs["shares"][step][name]), f"{step} {name}")


def test_the_multistate_says_nearly_the_same(climbs: Climbs) -> None:
    """Aalen-Johansen gives each state a risk set of its own; of the untreated both are the one curve."""
    theirs = fixture("ladder")
    found = shares_of_steps(climbs, STEPS, days=theirs["at"], min_at_risk=0)
    for step, expected in theirs["multistate"].items():
        mine = found[found["step"] == step]
        if step == "untreated":
            agree(mine["estimate"], expected, step)
        assert (np.abs(mine["estimate"] - expected) < 0.35 * mine["std_error"]).all(), step


def test_a_path_taken_by_many_counts_as_many(climbs: Climbs) -> None:
    twice = Climbs(climbs.last, climbs.died, climbs.first, 2 * climbs.people)
    at = fixture("ladder")["at"]
    one, two = (shares_of_steps(each, STEPS, days=at) for each in (climbs, twice))
    agree(two["estimate"], one["estimate"])
    agree(two["std_error"] * np.sqrt(2), one["std_error"])

"""Treatment success and what ended it, against R's survfit; fixtures by make_success_fixtures.R."""

from __future__ import annotations

import numpy as np
import pytest

from isostats.cohort.counting import EventTable, event_table
from isostats.errors import EstimateError
from isostats.estimate import success_by_cause, treatment_success
from tests.oracle.fixtures import agree, fixture, numbers

CAUSES = ("systemic_treatment", "death", "not_clear")


def counts() -> EventTable:
    rows = fixture("success")
    return event_table(rows["day"], rows["cause"], causes=CAUSES)


def test_the_composite_is_r_s_kaplan_meier() -> None:
    theirs = fixture("success")
    at = treatment_success(counts()).at(theirs["at"], min_at_risk=0)
    for name in ("estimate", "std_error", "lower", "upper"):
        agree(at[name], numbers(theirs["success"][name]), name)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_causes_are_r_s_aalen_johansen(number: int) -> None:
    theirs = fixture("success")
    at = success_by_cause(counts()).at(theirs["at"], min_at_risk=0)
    mine = at[at["cause"] == CAUSES[number]]
    agree(mine["estimate"], numbers(theirs["incidence"][number]), CAUSES[number])
    agree(mine["std_error"], numbers(theirs["incidence_se"][number]), CAUSES[number])


def test_success_and_its_causes_sum_to_one() -> None:
    days = [0, 100, 365, 730]
    whole = treatment_success(counts()).at(days)["estimate"].to_numpy()
    parts = success_by_cause(counts()).at(days).groupby("time")["estimate"].sum().to_numpy()
    assert whole + parts == pytest.approx(np.ones(4), abs=1e-12)


def test_a_table_without_the_response_is_refused() -> None:
    with pytest.raises(EstimateError, match=r"needs the cause 'not_clear'.*Cohort\.count_success"):
        treatment_success(event_table([1, 2], [1, 0]))

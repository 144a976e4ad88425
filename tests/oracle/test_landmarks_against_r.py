"""Remission given that it was kept to a day, and the yearly hazard, against R."""

from __future__ import annotations

from typing import Any

import pytest

from isostats.estimate import annual_hazard, conditional_remission
from tests.oracle.fixtures import agree, fixture, numbers, table_of

SETS = fixture("landmarks")["sets"]


def rows_of(one: dict[str, Any]) -> Any:
    return {name: [row[name] for row in one["rows"]] for name in ("entry", "time", "cause")}


@pytest.mark.parametrize("one", SETS)
def test_conditional_remission(one: dict[str, Any]) -> None:
    made = conditional_remission(table_of(rows_of(one)), after=[each["given"] for each in one["conditional"]])
    assert len(one["conditional"]) == len(made.after)
    for by_r in one["conditional"]:
        at = made.after[by_r["given"]].at(by_r["time"], min_at_risk=0)
        some = numbers(by_r["at_risk"]) > 0  # past the last day R carries the curve on, and we quote none
        for name in ("estimate", "std_error", "lower", "upper"):
            agree(at[name][some], numbers(by_r[name])[some], name)
        if not any(row["entry"] for row in one["rows"]):  # between two events R has those at risk on the second
            agree(at["at_risk"], numbers(by_r["at_risk"]))


@pytest.mark.parametrize("one", SETS)
def test_yearly_hazard(one: dict[str, Any]) -> None:
    by_r = one["hazard"]
    made = annual_hazard(table_of(rows_of(one)), last_year=6, min_at_risk=0)
    assert sum(by_r["events"]) == made["events"].sum() > 0
    for name in ("events", "person_years"):
        agree(made[name], numbers(by_r[name]), name)
    for name in ("estimate", "lower", "upper"):
        agree(made[name], numbers(by_r[name]), name)

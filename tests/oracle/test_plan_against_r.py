"""How many people a study needs, against R's own integration and search."""

from __future__ import annotations

import pytest

from isostats.estimate.planning import Following, Goal, chance, mean_half_width, people_needed, unit_error
from isostats.estimate.study_plans import expected_curve
from tests.oracle.fixtures import fixture


def test_people_and_chances_are_those_of_r() -> None:
    rows = fixture("plan")["rows"]
    assert {row["aim"] for row in rows} == {"below", "above", "equivalent", "precision"}
    for row in rows:
        goal = Goal(row["aim"], row["claim"], row["margin"], row["level"], row["power"], row["half"])
        free = expected_curve(row["remission"], row["horizon"])
        seen = Following(row["follow"], row["recruit"], row["lost"]).by_day(row["horizon"])
        assert people_needed(goal, row["remission"], free, seen) == row["people"], row
        error = unit_error(free, seen)
        at = (
            mean_half_width(goal.level, row["remission"], error, 400)
            if goal.aim == "precision"
            else chance(goal, row["remission"], error, 4000)
        )
        assert at == pytest.approx(row["at"], rel=1e-9, abs=1e-12), row

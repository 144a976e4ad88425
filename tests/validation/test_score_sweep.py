"""The simulation behind the rule of second courses by score is of this package, and its table is what it says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from isostats.cohort.following import first_courses
from isostats.cohort.relapse_by_score import HOLDS_DAYS
from isostats.estimate import kaplan_meier
from isostats.records import read_courses
from isostats.vocabulary.outcomes import FIRST_VISIT_DAYS
from tests.validation.score_sweep import AT, SCENARIOS, draw, rows_of

FILED = Path(__file__).parents[2] / "data" / "validation" / "simulated_scores.csv"


def test_second_courses_as_the_relapse_are_near_the_truth_and_leaving_them_out_is_not() -> None:
    off = pd.read_csv(FILED).pivot_table(index="scenario", columns="score_retreatment", values="points_off")
    assert (off["hypothetical"] > 6).all()
    visited = off.drop(index=[each.name for each in SCENARIOS if each.stops or each.none_after < AT])
    assert visited["composite"].abs().max() < 3
    assert (off["composite"].abs() < off["hypothetical"]).all()


def test_the_filed_rows_are_drawn_again() -> None:
    filed, scenario = pd.read_csv(FILED).fillna({"score_retreatment": ""}), SCENARIOS[0]
    made = pd.DataFrame(rows_of(scenario, 0)).round(6)
    shown = filed[filed["scenario"] == scenario.name].drop(columns="points_off").reset_index(drop=True)
    pd.testing.assert_frame_equal(made, shown)


@pytest.mark.parametrize("place", [0, 7])
def test_the_rule_of_the_simulation_is_that_of_the_package(place: int) -> None:
    lives = draw(SCENARIOS[place], 300, np.random.default_rng(place))
    who = np.arange(300)
    first = pd.DataFrame({"patient_id": who, "course_start_day": -150, "course_end_day": 0})
    first["last_contact_day"] = lives.contact
    begun = lives.second <= lives.contact
    again = first[begun].assign(course_start_day=lives.second[begun], course_end_day=lives.contact[begun])
    person, number = np.nonzero(lives.takes_place)
    day = lives.due[person, number]
    visits = pd.DataFrame({"patient_id": person, "day": day, "score_face": 3 * (day >= lives.relapse[person])})
    records = read_courses(pd.concat([first, again]), visits=visits)
    for retreatment, days in (("composite", (HOLDS_DAYS, FIRST_VISIT_DAYS)), ("hypothetical", (0, 0))):
        cohort = first_courses(records, second_course_days=0, score_retreatment=retreatment)
        curve = kaplan_meier(cohort.count("relapse_by_score"))
        assert curve.at(AT, min_at_risk=1)["estimate"].iloc[0] == pytest.approx(lives.share(*days), abs=1e-12)

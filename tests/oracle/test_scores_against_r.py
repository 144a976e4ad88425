"""Relapse by score against R: who is counted, for how long, and the curve, by either rule of second courses."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.cohort.following import first_courses
from isostats.estimate import kaplan_meier
from isostats.records import read_courses
from isostats.vocabulary.outcomes import Retreatment
from tests.oracle.fixtures import agree, fixture


@pytest.mark.parametrize("retreatment", ["composite", "hypothetical"])
def test_the_curve_by_score_is_that_of_survfit(retreatment: Retreatment) -> None:
    theirs = fixture("scores")
    expected, people = theirs[retreatment], pd.DataFrame(theirs["people"])
    first = pd.DataFrame({"patient_id": people.index + 1, "course_start_day": -150, "course_end_day": 0})
    first["last_contact_day"] = people["contact"]
    again = first[people["second"].notna()].assign(
        course_start_day=people["second"], course_end_day=people[["second", "contact"]].min(axis=1)
    )
    visits = pd.DataFrame(theirs["visits"]).rename(columns={"person": "patient_id", "score": "score_face"})
    courses = pd.concat([first, again]).astype("Int64")
    cohort = first_courses(read_courses(courses, visits=visits), second_course_days=0, score_retreatment=retreatment)
    counts = cohort.count("relapse_by_score")
    assert (counts.n.tolist(), counts.events.sum()) == ([expected["n"]], expected["events"])
    curve = kaplan_meier(counts).at(theirs["at"], min_at_risk=1)
    for name in ("estimate", "std_error", "lower", "upper"):
        agree(curve[name], expected[name], name)

"""Numbers of further columns that nothing measures are told with their row; a report has its other answers still."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import isostats as iso
from isostats.cohort.characteristics import moments
from isostats.simulate import simulate_dispensings
from tests.analyses.said import answers_of, paragraphs

SCORES = np.random.default_rng(4).normal(10, 2, 120)


def courses(score: np.ndarray) -> pd.DataFrame:
    days = {"course_start": "2019-01-01", "course_end": "2019-06-01", "last_contact": "2021-01-01"}
    frame = pd.DataFrame([{"patient_id": f"p{at}", "score": each, **days} for at, each in enumerate(score)])
    third = np.arange(len(score)) % 3 == 0
    relapse = {"relapse_date": "2020-01-01", "relapse_treatment": "oral_antibiotic"}
    return frame.assign(**{name: np.where(third, each, None) for name, each in relapse.items()})


def test_they_are_told_with_an_example_and_its_row() -> None:
    score = SCORES.copy()
    score[[3, 5]] = 1e200, -1e30
    (finding,) = [each for each in iso.check_courses(courses(score)) if each.rule == "beyond_measure"]
    assert finding.message == (
        "2 numbers of score in a data frame are larger than anything measured (1e+18)"
    )
    assert (finding.count, finding.column, finding.example) == (2, "score", "1e+200")
    assert not [each for each in iso.check_courses(courses(SCORES * 1e17 / 20)) if each.rule == "beyond_measure"]


def test_people_beside_dispensings_are_looked_at_too() -> None:
    made = simulate_dispensings(20, seed=2)
    people = made.people.assign(score=[1.0, 1e200] * 10)
    read = iso.read_dispensings(made.dispensings, observation=made.observation, people=people)
    assert [each.count for each in read.findings if each.rule == "beyond_measure"] == [10]


@pytest.mark.parametrize("factor", [1.0, 1e7, 1e30, 1e200, 1e290, -1e200, 1e-200])
def test_moments_are_those_of_any_number(factor: float) -> None:
    cohort = iso.first_courses(iso.read_courses(courses(SCORES * factor)))
    [row] = moments(cohort, [cohort.facts["score"]])
    scaled = SCORES * factor
    assert row["mean"] == pytest.approx(scaled.mean(), rel=1e-8)
    assert row["deviation"] / abs(factor) == pytest.approx(SCORES.std(ddof=1), rel=1e-8)


def test_a_report_of_them_has_its_other_answers(tmp_path: Path) -> None:
    score = SCORES.copy()
    score[3] = 1e308
    asked = {"groups": ["score: <10, >=10"], "covariates": ["score"]}
    courses(score).to_csv(tmp_path / "courses.csv", index=False)
    answers = answers_of(tmp_path / "courses.csv", "predictors", "characteristics", "imputed-success", **asked)
    words = paragraphs(answers["predictors"])
    assert "1 value of score is larger than anything measured, such as 1e+308. Correct or empty them" in words
    assert answers["characteristics"].value is not None

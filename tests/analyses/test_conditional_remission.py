"""Remission that lasted and the yearly hazard, in a report: rows, names and what is said."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses import conditional_remission, yearly_hazard
from isostats.analyses.choices import basis_of
from isostats.analyses.protocol import Basis
from isostats.analyses.rows import where
from isostats.report.job import Finished
from isostats.simulate import simulate_dispensings, write_simulation
from tests.analyses.said import paragraphs


def test_rows_are_the_quotient_of_the_remission_rows(example: Finished) -> None:
    rows = example.analysis["still-in-remission"].rows
    remission = example.analysis["remission"].rows
    outcome = {"outcome": "second_course"}
    at = {day: where(remission, quantity="remission", population="everyone", method="kaplan_meier", time_days=day,
                     **outcome)[0]["estimate"] for day in (365, 730, 1826)}  # fmt: skip
    for day in (730, 1826):
        (row,) = where(rows, method="kaplan_meier_given_365", time_days=day, **outcome)
        assert row["estimate"] == pytest.approx(at[day] / at[365], rel=1e-12)
        assert row["lower"] < row["estimate"] < row["upper"]
    assert {row["quantity"] for row in rows} == {"conditional_remission"}


def test_a_number_is_cited_with_its_landmark(example: Finished) -> None:
    numbers = example.analysis.numbers
    name = "conditional_remission.second_course.1826.kaplan_meier_given_365"
    assert name in numbers.names
    assert "(" in numbers[name]
    assert "%" in numbers[name]
    assert "%" not in numbers["annual_hazard.second_course.1826"]


def test_the_hazards_add_up_to_the_events_of_five_years(example: Finished) -> None:
    rows = where(example.analysis["yearly-hazard"].rows, outcome="systemic_treatment")
    (row,) = where(example.analysis["remission"].rows, outcome="systemic_treatment", quantity="remission",
                   population="everyone", method="kaplan_meier", time_days=1826)  # fmt: skip
    assert [each["time_days"] for each in rows] == [365, 730, 1095, 1461, 1826]
    assert sum(each["events"] for each in rows) == row["events"]
    assert rows[0]["n"] == row["n"] - 4, "four people have no day after the end of the course"


def basis(file: Path) -> Basis:
    """What an analysis looks at, without the others."""
    study = iso.read_study(file)
    records = iso.read_dispensings(study.data) if study.data.kind == "dispensings" else iso.read_courses(study.data)
    return basis_of(study, records, iso.first_courses(records), grid=None, set_aside="")


def test_the_hole_of_the_gap_rule_is_said(tmp_path: Path) -> None:
    write_simulation(simulate_dispensings(150, seed=3), tmp_path)
    sentences = paragraphs(yearly_hazard.estimate(basis(tmp_path / "study.toml")))
    assert "By the gap rule no second course can begin in the first 60 days" in sentences


def test_a_year_that_nobody_was_followed_for_has_no_section(tmp_path: Path) -> None:
    frame = pd.DataFrame([{"patient_id": str(k), "course_start": "2019-01-01", "course_end": "2019-06-30",
                           "last_contact": "2019-12-30"} for k in range(30)])  # fmt: skip
    frame.to_csv(tmp_path / "courses.csv", index=False)
    it = basis(tmp_path / "courses.csv")
    for module in (conditional_remission, yearly_hazard):
        answer = module.estimate(it)
        assert answer.blocks == ()
        assert {row["status"] for row in answer.rows} == {"beyond_followup"}

"""Dose and relapse on whole studies: rows, sentences, bands, and what is said where nothing can be told."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.curves import Curves
from isostats.analyses.dose import DOSE
from isostats.analyses.groups import GROUPS
from isostats.analyses.protocol import Answer
from isostats.analyses.results import StudyResults
from isostats.report.job import Finished
from isostats.simulate import simulate_courses
from isostats.vocabulary import names as v
from tests.analyses.said import paragraphs

ROOT = Path(__file__).parents[2]
COURSES = simulate_courses(700, seed=3).courses
CUMULATIVE = [name for name in COURSES if "cumulative" in name or "mg_per_kg" in name]


@pytest.fixture
def example(example: Finished) -> StudyResults:
    """Of the report that other tests look at too."""
    return example.analysis


def answered(example: StudyResults, courses: pd.DataFrame, *groups: str) -> tuple[Answer, Answer]:
    """Dose and groups of these courses alone, under the study of the example."""
    cohort = iso.first_courses(iso.read_courses(courses)).grouped(*groups)
    basis = replace(example.basis, cohort=cohort, curves=Curves(cohort, 0.95), groups=groups, outcome="second_course")
    others = GROUPS.estimate(basis)
    return DOSE.estimate(basis, others, Answer(())), others


def rows(it: StudyResults, quantity: str, **address: str) -> pd.DataFrame:
    found = it.results[it.results["quantity"] == quantity]
    for name, value in address.items():
        found = found[found[name] == value]
    return found.set_index("group")


def test_curve_bands_and_rows_are_of_the_same_people(example: StudyResults) -> None:
    whole = example["dose"].value[0]
    assert (whole.outcome, whole.group, whole.curve.status) == ("systemic_treatment", "all", "ok")
    band = rows(example, "dose_hazard_ratio", outcome="systemic_treatment", method="cox_efron")
    held = example.cohort.count("systemic_treatment", by="dose_mg_per_kg: <120, 120-220, >220")
    curve = iso.kaplan_meier(held).frame
    mine = rows(example, "remission", outcome="systemic_treatment").loc["dose_mg_per_kg=<120"]
    last = curve[(curve["group"] == "dose_mg_per_kg=<120") & (curve["time"] <= 730)].iloc[-1]
    assert mine["estimate"] == pytest.approx(last["estimate"])
    assert band.loc["dose_mg_per_kg=<120 vs 120-220", "estimate"] > 1
    at = rows(example, "dose_hazard_ratio", outcome="systemic_treatment", method="cox_spline")
    of_curve = whole.curve.at(150).iloc[0]
    assert at.loc["dose_mg_per_kg=150 vs 120", "estimate"] == of_curve["estimate"]
    test = rows(example, "dose_association", outcome="systemic_treatment", method="cox_spline").loc["all"]
    assert test["p_value"] == whole.curve.overall.p_value


def test_sexes_share_the_knots_of_everyone(example: StudyResults) -> None:
    made = [one for one in example["dose"].value if one.outcome == "systemic_treatment"]
    assert [one.group for one in made] == ["all", "sex=female", "sex=male"]
    assert len({one.curve.knots for one in made}) == 1
    assert sum(one.curve.n for one in made[1:]) == made[0].curve.n


def test_sites_are_told_apart_only_where_the_predictors_models_have_them(example: StudyResults) -> None:
    told = "Sites have one baseline hazard here, and one of their own in the model of the predictors."
    assert all(model.stratum == "site" for model in example["predictors"].value)
    assert told in paragraphs(example["dose"])
    assert told not in paragraphs(answered(example, COURSES)[0])
    assert told not in paragraphs(answered(example, COURSES.assign(site="only"))[0])


def test_an_empty_band_and_the_dead_are_told(example: StudyResults) -> None:
    words = paragraphs(example["dose"])
    assert "Nobody is in the band >220 mg/kg." in words
    empty = rows(example, "dose_hazard_ratio", outcome="second_course", method="fine_gray")
    assert empty.loc["dose_mg_per_kg=>220 vs 120-220", "status"] == "not_estimable"
    assert empty.loc["dose_mg_per_kg=<120 vs 120-220", "status"] == "ok"
    assert rows(example, "dose_hazard_ratio", outcome="systemic_treatment", method="fine_gray").empty


def test_without_doses_there_is_a_sentence_and_a_status(example: StudyResults) -> None:
    answer, _ = answered(example, COURSES.drop(columns=["daily_dose_mg", "weight_kg", *CUMULATIVE]))
    assert "No cumulative dose" in paragraphs(answer)
    assert [row["status"] for row in answer.rows] == ["not_estimable"]
    assert not answer.tables
    assert not answer.figures


def test_few_events_have_bands_and_no_curve(example: StudyResults) -> None:
    answer, _ = answered(example, COURSES.head(60))
    assert "no curve, for " in paragraphs(answer)
    assert not answer.figures
    test = next(row for row in answer.rows if row["quantity"] == "dose_association")
    assert test["status"] == "not_estimable"
    assert set(answer.tables) == {"dose_bands"}
    assert answer.files == {}


def test_low_doses_stand_against_their_median(example: StudyResults) -> None:
    less = COURSES.assign(**{name: COURSES[name] / 5 for name in ("daily_dose_mg", *CUMULATIVE)})
    answer, _ = answered(example, less)
    reference = answer.value[0].curve.reference
    assert reference < 60
    assert f"The reference is the median dose, {reference:.0f} mg/kg" in paragraphs(answer)


def test_a_study_that_is_grouped_by_dose_has_no_row_twice(example: StudyResults) -> None:
    answer, others = answered(example, COURSES, "dose_mg_per_kg")
    mine, theirs = (
        {tuple(row[name] for name in v.ADDRESS) for row in each.rows} for each in (answer, others)
    )
    assert not mine & theirs
    assert any(address[4] == "dose_mg_per_kg=<120" for address in theirs)


def test_no_sentence_has_more_than_thirty_words(example: StudyResults) -> None:
    for sentence in re.split(r"(?<=[.?!])\s", paragraphs(example["dose"])):
        assert len(sentence.split()) <= 30, sentence


def test_nan_is_nowhere_said(example: StudyResults) -> None:
    assert "nan" not in paragraphs(example["dose"])
    assert np.isfinite([one.curve.reference for one in example["dose"].value]).all()


def test_who_has_no_fine_gray_ratio_is_told(example: StudyResults) -> None:
    table = example.tables["dose_bands"].written()
    column = list(table.header).index("Fine and Gray (limits)")
    assert all(row[column] for row in table.body), "no cell is blank"
    assert "There are none where fewer than 10 died before one: female." in paragraphs(example["dose"])

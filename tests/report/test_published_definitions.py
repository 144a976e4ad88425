"""One's own records under published definitions: each row is what a study by that name says."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import isostats as iso
from isostats.cohort.following import first_courses
from isostats.report.job import followed, read_records, study_of
from isostats.report.records_by_definition import under_definitions
from isostats.study.paper import named_studies

DAYS = pd.Timedelta(days=400)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("records") / "courses.csv"
    iso.simulate_courses(120, seed=6).courses.to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def rows(file: Path) -> pd.DataFrame:
    return iso.published_definitions(file).set_index("definition")


def test_every_definition_has_a_row_with_a_number_or_the_reason(rows: pd.DataFrame) -> None:
    assert list(rows.index) == list(named_studies())
    assert (rows["estimate"].notna() | rows["status"].ne("ok")).all()
    assert rows["assumed"].gt(0).all()


@pytest.mark.parametrize("name", ["lai2025_relapse", "liu2008"])
def test_a_row_is_what_the_study_of_that_name_says(name: str, rows: pd.DataFrame, file: Path) -> None:
    study = study_of(name, courses=str(file))
    cohort = followed(study, read_records(study))
    curve = iso.kaplan_meier(cohort.count(study.study.primary.outcome))
    at = curve.at([study.study.primary.horizon_days]).iloc[0]
    row = rows.loc[name]
    assert (row["n"], row["estimate"]) == (cohort.people, pytest.approx(at["estimate"], abs=1e-12))
    assert row["eligible"] == cohort.definition.eligibility


def test_what_cannot_be_seen_makes_a_range(tmp_path: Path) -> None:
    """Of 100 people 5 had an antibiotic, and 15 a topical with nothing known of later: 80% to 95% free of systemic."""
    kinds = ["oral_antibiotic"] * 5 + ["topical"] * 15 + [""] * 80
    courses = pd.DataFrame({
        "patient_id": [f"p{place}" for place in range(100)], "course_start": "2015-01-01", "course_end": "2015-07-01",
        "last_contact": "2021-07-01", "relapse_treatment": kinds,
        "relapse_date": ["2016-01-01" if kind else "" for kind in kinds],
    })  # fmt: skip
    courses.to_csv(tmp_path / "courses.csv", index=False)
    made = under_definitions(tmp_path / "courses.csv")
    row = made.frame.set_index("definition").loc["oral250"]
    assert row[["estimate", "range_low", "range_high"]].tolist() == pytest.approx([0.95, 0.8, 0.95])
    assert row["bound"] == "at_most"
    printed = " ".join(str(made).split())
    assert "at most 95.0%" in printed
    assert "Between: the least and the most" in printed
    assert "more may, as a range reaches it." in made.sentence
    figure = iso.figures.describe(iso.figures.published_definitions(made.frame))
    assert "between 80.0% and 95.0%" in figure.alt


def test_definitions_by_score_are_told_by_visits(file: Path) -> None:
    """A face that is as bad as before on day 100 in a third of people, of whom all have one visit later."""
    courses = pd.read_csv(file)[["patient_id", "course_start", "course_end", "last_contact"]]
    courses = courses.drop_duplicates("patient_id")
    whole = courses[pd.to_datetime(courses["last_contact"]) > pd.to_datetime(courses["course_end"]) + DAYS]
    back = whole.index % 3 == 0
    seen = [(100, pd.Series(back, whole.index).map({True: 4, False: 1})), (400, 1)]
    end = pd.to_datetime(whole["course_end"])
    before = pd.DataFrame({"patient_id": whole["patient_id"], "date": whole["course_start"], "score_face": 4})
    visits = pd.concat([before] + [
        pd.DataFrame({"patient_id": whole["patient_id"], "date": end + pd.Timedelta(days=day), "score_face": score})
        for day, score in seen
    ])  # fmt: skip
    visits["date"] = pd.to_datetime(visits["date"])
    visits.to_csv(file.with_name("visits.csv"), index=False)
    whole.to_csv(file.with_name("whole.csv"), index=False)
    rows = iso.published_definitions(file.with_name("whole.csv"), visits=str(file.with_name("visits.csv")))
    row = rows.set_index("definition").loc["same_as_before"]
    # by score people are followed for a year past the visit of day 400, and so past two years
    assert (row["n"], row["events"], row["why"]) == (len(whole), back.sum(), "")
    assert row["estimate"] == pytest.approx(1 - back.mean())


def test_what_records_cannot_tell_is_said(file: Path) -> None:
    bare = pd.read_csv(file)[["patient_id", "course_start", "course_end", "last_contact"]]
    assert first_courses(iso.read_courses(bare)).outcomes == ("second_course",)
    bare.to_csv(file.with_name("bare.csv"), index=False)
    rows = iso.published_definitions(file.with_name("bare.csv")).set_index("definition")
    assert "age not recorded" in rows.loc["lai2025_relapse", "why"]
    assert rows.loc["azoulay2007_relapse", "why"] == (
        "These records cannot tell any acne treatment: that would need the column relapse_treatment, or a file with "
        "later treatments ([data] events)."
    )
    assert rows.loc["same_as_before", "why"] == (
        "These records cannot tell relapse by score: that would need a table of visits ([data] visits) with the "
        "columns score_face or score_trunk after the course and, by the start of the course, a visit or a value in the "
        "course file."
    )
    assert "no column 'gags_start'" in rows.loc["kotori", "why"]
    assert rows.loc["azoulay2007_second", "status"] == "ok"

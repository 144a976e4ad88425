"""The same study on parts of the people: what a subset says is what the study says of a file of these people alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.catalogue import ANALYSES
from isostats.analyses.choices import basis_of
from isostats.analyses.protocol import Answer, Basis, answered
from isostats.analyses.rows import Row
from isostats.errors import NobodyLeft, StudyError
from isostats.report.job import followed, read_records
from isostats.study.eligibility import Subset
from isostats.study.study_file import make_study
from tests.analyses.said import paragraphs

COUNTED = ("remission", "treatment-success", "subsets")
NUMBERS = ("estimate", "lower", "upper", "n", "at_risk", "events")


@pytest.fixture(scope="module")
def courses() -> pd.DataFrame:
    return iso.simulate_courses(500, seed=9).courses


def basis(courses: pd.DataFrame, folder: Path, **sections: Any) -> Basis:
    """What the analyses of a study of these records look at."""
    courses.to_csv(folder / "courses.csv", index=False)
    chosen = {"horizons_days": [730], "outcomes": ["systemic_treatment", "second_course"]}
    study = make_study({"data": {"courses": "courses.csv"}, "study": chosen} | sections, folder=folder)
    records = read_records(study)
    return basis_of(study, records, followed(study, records), grid=None, set_aside="")


@pytest.fixture(scope="module")
def whole(courses: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Basis:
    return basis(courses, tmp_path_factory.mktemp("whole"), eligibility={"age_from": 14})


def answers(it: Basis, *subsets: tuple[str, dict[str, Any]]) -> Mapping[str, Answer[Any]]:
    """The answers with these subsets stated."""
    study = replace(it.study, subsets=tuple(Subset(name, rule) for name, rule in subsets))
    return answered([each for each in ANALYSES if each.id in COUNTED], replace(it, study=study))


def numbers(rows: tuple[Row, ...], group: str) -> dict[tuple[Any, ...], list[float | None]]:
    """The numbers of remission and success in a group, by address."""
    kept = [row for row in rows if row["group"] == group and row["quantity"] in ("remission", "treatment_success")]
    return {
        tuple(row[name] for name in ("quantity", "outcome", "population", "time_days")): [
            None if row[name] != row[name] else round(row[name], 12) for name in NUMBERS
        ]
        for row in kept
        if row["method"] != "naive"
    }


def test_a_subset_is_the_study_of_these_people_alone(courses: pd.DataFrame, whole: Basis, tmp_path: Path) -> None:
    made = answers(whole, ("women of the south", {"sex": "female", "site": "south"}))
    ordered = courses.sort_values("course_start")
    first, age = ordered.groupby("patient_id").first(), pd.to_datetime(ordered["course_start"]).dt.year
    old = first.index[age.groupby(ordered["patient_id"]).first() - first["birth_year"] >= 14]
    patients = first.index[(first["sex"] == "female") & (first["site"] == "south") & first.index.isin(old)]
    it = basis(courses[courses["patient_id"].isin(patients)], tmp_path)
    alone = answers(it)
    assert (alone["subsets"].rows, alone["subsets"].blocks) == ((), ())  # none was stated
    expected = numbers((*alone["remission"].rows, *alone["treatment-success"].rows), "all")
    assert numbers(made["subsets"].rows, "subset=women of the south") == expected
    assert len(expected) == 5
    (part,) = made["subsets"].value
    assert part.cohort.people == it.cohort.people == len(patients)
    assert [each.rule for each in part.left_out] == ["sex", "only"]


def test_subsets_stand_beside_everyone_in_one_table_and_one_figure(whole: Basis) -> None:
    answer = answers(whole, ("adults", {"age_from": 18}), ("minors", {"age_to": 17}))["subsets"]
    body = answer.tables["subsets"].body
    assert [row[0] for row in body] == ["everyone studied", "adults", "minors"]
    assert body[0][1] == "aged 14 or more at the start"
    assert int(body[0][2]) == int(body[1][2]) + int(body[2][2]) == whole.cohort.people
    assert list(answer.figures) == ["subsets"]
    assert [row[:2] for row in answer.tables["subsets_left_out"].body] == [
        ("adults", "Younger than 18 at the start"), ("minors", "Older than 17 at the start"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "error", "why"),
    [
        ({"age_from": 90}, NobodyLeft, r"\[\[subsets\]\] 'old': Nobody is eligible"),
        ({"sits": "a"}, StudyError, r"\[\[subsets\]\] 'old': .* did you mean 'site'"),
    ],
)
def test_a_subset_that_cannot_be_is_named(
    rule: dict[str, Any], error: type[Exception], why: str, whole: Basis
) -> None:
    with pytest.raises(error, match=why):
        answers(whole, ("old", rule))


@pytest.mark.parametrize(
    ("subsets", "why"),
    [
        ([{"name": "a", "rule": {"age_from": 1}}] * 2, "two are called 'a'"),
        ([{"name": "a", "rule": {}}], "'a' has no rule"),
        ([{"name": "a"}], "rule is required"),
        ([{"name": "a", "rule": {"age_from": "x"}}], r"\[\[subsets\]\] number 1: .*age_from must be a whole number"),
        ({"name": "a"}, r"subsets are written as \[\[subsets\]\]"),
    ],
)
def test_tables_of_subsets_that_cannot_be(subsets: Any, why: str) -> None:
    with pytest.raises(StudyError, match=why):
        make_study({"data": {"courses": "a.csv"}, "subsets": subsets})


def test_subsets_are_called_what_they_were_chosen_by(whole: Basis) -> None:
    plain = paragraphs(answers(whole, ("women", {"sex": "female"}))["subsets"])
    assert "They were chosen by what people are, not at random" in plain
    assert "Known when a course ends" not in plain
    late = paragraphs(answers(
        whole, ("high", {"min_mg_per_kg": 120}), ("long", {"min_course_days": 150}), ("clear", {"response": "clear"}),
        ("grown", {"age_from": 18, "min_followup_days": 365}),
    )["subsets"])  # fmt: skip
    assert "chosen by what people are" not in late
    assert "Known when a course ends: dose by weight, days of the course, response." in late
    assert "They are in a subset because of how their course went" in late
    assert "grown: Only people still observed 365 days after the end are counted" in late
    assert "would be free" in late
    assert "Age is by calendar years" in late


def test_results_without_subsets_are_drawn_of_everyone_and_say_so(whole: Basis) -> None:
    rows = next(each for each in ANALYSES if each.id == "remission").estimate(whole).rows
    untold: Row = {**rows[0], "outcome": "recorded_relapse", "n": None, "estimate": None, "lower": None, "upper": None}
    figure = iso.figures.subsets(pd.DataFrame([*({**row, "group": "all"} for row in [*rows, untold])]))
    assert "these results have no subsets" in iso.figures.describe(figure).caption

"""Sentences against wrong conclusions: there where the records call for them, with their numbers, and short."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from isostats.analyses.results import StudyResults
from isostats.analyses.rows import where
from isostats.analyses.second_courses import compared_by_sex
from tests.analyses.said import answers_of, paragraphs

ROOT = Path(__file__).parents[2]
WITH_CAUTIONS = ("remission", "ladder", "second-courses", "sites", "predictors", "grid")


@pytest.fixture
def example(example_by_sex: StudyResults) -> StudyResults:
    return example_by_sex


def cautions(analysis: StudyResults) -> list[str]:
    """The paragraphs of the sections with cautions, which are short; models and verdicts have words of their own."""
    texts = " ".join(paragraphs(analysis[name]) for name in WITH_CAUTIONS)
    sentences = re.split(r"(?<=[.?!])\s", texts)
    return [each for each in sentences if ";" not in each and "phi" not in each and "definitions" not in each]


def test_no_sentence_has_more_than_thirty_words(example: StudyResults) -> None:
    sentences = cautions(example)
    assert len(sentences) >= 10
    for sentence in sentences:
        assert len(sentence.split()) <= 30, sentence


def test_the_numbers_are_those_of_the_records(example: StudyResults) -> None:
    rows = where(
        example["remission"].rows, quantity="remission", outcome="systemic_treatment", population="everyone",
        method="kaplan_meier",
    )  # fmt: skip
    free = {row["time_days"]: row["estimate"] for row in rows}
    late = (free[730] - free[1826]) / (1 - free[1826])
    assert f"{late * 100:.1f}% came after two years" in paragraphs(example["remission"])
    assert f"{free[730] * 100:.1f}% free of new systemic treatment" in paragraphs(example["claim"])
    ratio, *_ = where(example["predictors"].rows, group="dose_per_10_mg_per_kg")
    assert f"{ratio['estimate']:.2f} per 10 mg/kg" in paragraphs(example["predictors"])


def test_why_events_of_the_table_are_not_those_under_the_curve(example: StudyResults) -> None:
    curve = example["remission"].value
    under = {each["time"]: int(each["events"]) for each in curve.risk_table([182]).to_dict("records")}
    (row,) = where(
        example["remission"].rows, quantity="remission", outcome="systemic_treatment", population="everyone",
        method="kaplan_meier", time_days=182,
    )  # fmt: skip
    assert row["events"] != under[182]
    words = paragraphs(example["remission"])
    assert f"at six months {row['events']:,.0f} stand here, and {under[182]:,} there." in words


def test_what_the_records_do_not_call_for_is_not_said(tmp_path: Path) -> None:
    frame = pd.read_csv(ROOT / "data/example/simulated_courses.csv", dtype=str, keep_default_na=False).head(300)
    kept = ["patient_id", "course", "course_start", "course_end", "last_contact"]
    frame[[name for name in kept if name in frame]].to_csv(tmp_path / "bare.csv", index=False)
    bare = answers_of(tmp_path / "bare.csv", "sites", "predictors", "second-courses", "claim")
    assert bare["sites"].blocks == ()
    assert "Nobody was allotted a dose" not in paragraphs(bare["predictors"])
    assert "Women" not in paragraphs(bare["second-courses"])
    assert "without its definition" not in paragraphs(bare["claim"])


def test_women_and_men_are_compared_only_where_both_tests_tell_them_apart(example: StudyResults) -> None:
    rows = tuple(example.results.to_dict("records"))
    tests = where(rows, quantity="logrank", population="everyone", group="sex")
    assert all(each["p_value"] < 0.05 for each in tests if each["outcome"] in ("systemic_treatment", "second_course"))
    sentence = compared_by_sex(example.basis, rows)
    assert sentence.startswith("By two years women relapse more: 25.0% (")
    for outcome in ("systemic_treatment", "second_course"):
        undecided = tuple(
            each | {"p_value": 0.2} if each["quantity"] == "logrank" and each["outcome"] == outcome else each
            for each in rows
        )
        assert compared_by_sex(example.basis, undecided) == ""

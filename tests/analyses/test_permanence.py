"""Permanence on the page and in the scorecard: a share where follow-up allows it, and nowhere a number where not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.curves import Curves
from isostats.analyses.permanence import PERMANENCE, _about_days
from isostats.analyses.results import StudyResults
from isostats.report.job import Finished
from isostats.simulate import write_simulation
from tests.analyses.said import answers_of, paragraphs
from tests.analyses.test_headline import passive

ROOT = Path(__file__).parents[2]
CLAIM = "permanent_for_ever"


@pytest.fixture
def example(example: Finished) -> StudyResults:
    """Of the report that other tests look at too."""
    return example.analysis


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> StudyResults:
    """Forty simulated people, of whom few relapse."""
    folder = tmp_path_factory.mktemp("forty")
    write_simulation(iso.simulate_courses(40, seed=5), folder)
    return answers_of(folder / "study.toml", "permanence", "claims")


def test_where_follow_up_is_long_the_row_the_sentence_and_the_scorecard_agree(example: StudyResults) -> None:
    answer = example["permanence"]
    (row,) = (each for each in answer.rows if each["group"] == "all")
    assert row["status"] == "ok"
    scored = example["claims"].value[CLAIM]
    assert scored.reading.estimate == row["estimate"] == answer.value.estimate
    assert (scored.reading.lower, scored.reading.upper) == (row["lower"], row["upper"])
    assert f"{100 * row['estimate']:.1f}%" in paragraphs(answer)
    assert "cured_share" in answer.figures
    assert scored.verdict in ("below", "undecided", "agrees", "differs_within_margin")
    narrow, wide = (answer.value.limits(level) for level in (0.5, 0.95))
    assert wide[0] < narrow[0] < row["estimate"] < narrow[1] < wide[1]


def test_where_it_does_not_allow_the_question_there_is_no_number_anywhere(short: StudyResults) -> None:
    answer = short["permanence"]
    (row,) = answer.rows
    assert row["status"] == "not_estimable"
    assert pd.isna([row["estimate"], row["lower"], row["upper"]]).all()
    assert answer.figures == {}
    assert answer.files == {}
    assert not re.search(r"\d+(\.\d+)?%", paragraphs(answer))
    scored = short["claims"].value[CLAIM]
    assert scored.says == "–"
    assert scored.verdict_cell == f"cannot be told from these records: {answer.value.reason}"
    frame = short["claims"].value.to_frame().set_index("id")
    assert frame.loc[CLAIM, ["estimate", "lower", "upper"]].isna().all()


def test_where_the_well_leave_no_follow_up_is_long_enough(example: StudyResults) -> None:
    basis = passive(example.basis)
    answer = PERMANENCE.estimate(basis)
    assert answer.value.status == "not_estimable"
    assert "well" in answer.value.reason
    assert answer.figures == {}
    curves = Curves(replace(basis.cohort), basis.level)
    assert curves.permanence("systemic_treatment").fit is None


def test_no_sentence_has_more_than_thirty_words(example: StudyResults, short: StudyResults) -> None:
    for each in (example, short):
        for sentence in re.split(r"(?<=[.?!])\s", paragraphs(each["permanence"])):
            assert len(sentence.split()) <= 30, sentence


def test_dates_by_month_are_told_beside_the_share_whatever_the_outcomes_look_like(example: StudyResults) -> None:
    told = example["permanence"].value
    assert told.fit is not None
    assert not told.about_days
    words = {}
    for rule in ("months_alone", "other"):
        records: Any = SimpleNamespace(findings=(SimpleNamespace(rule=rule, count=7),))
        of: Any = SimpleNamespace(records=records, findings=records.findings)
        words[rule] = _about_days(of, told)
    assert words["months_alone"].startswith("7 dates name a month and no day, for which one day stands.")
    assert not words["other"]

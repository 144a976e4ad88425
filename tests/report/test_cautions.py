"""Sentences against wrong conclusions: there where the records call for them, with their numbers, and short."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from isostats.report import cautions
from isostats.report.analysis import Analysis
from isostats.report.job import analyse_study
from isostats.report.tables import chosen

ROOT = Path(__file__).parents[2]
EVERY = (
    cautions.on_remission, cautions.on_claim, cautions.on_second_courses, cautions.on_sites, cautions.on_predictors,
    cautions.on_definitions,
)  # fmt: skip


@pytest.fixture(scope="module")
def example() -> Analysis:
    return analyse_study(ROOT / "data/example/simulated_courses.csv")


def test_no_sentence_has_more_than_thirty_words(example: Analysis) -> None:
    told = [sentence for each in EVERY for sentence in each(example)]
    assert len(told) >= 6
    for sentence in re.split(r"(?<=[.?!])\s", " ".join(told)):
        assert len(sentence.split()) <= 30, sentence


def test_the_numbers_are_those_of_the_records(example: Analysis) -> None:
    rows = chosen(
        example.results, quantity="remission", outcome="systemic_treatment", population="everyone",
        method="kaplan_meier", group="all",
    ).set_index("time_days")["estimate"]  # fmt: skip
    late = (rows[730] - rows[1826]) / (1 - rows[1826])
    assert f"{late * 100:.1f}% came after two years" in " ".join(cautions.on_remission(example))
    assert f"{rows[730] * 100:.1f}% free of new systemic treatment" in " ".join(cautions.on_claim(example))
    ratio = chosen(example.results, quantity="hazard_ratio", group="dose_per_10_mg_per_kg")
    assert f"{ratio['estimate'].iloc[0]:.2f} per 10 mg/kg" in " ".join(cautions.on_predictors(example))


def test_what_the_records_do_not_call_for_is_not_said(tmp_path: Path) -> None:
    frame = pd.read_csv(ROOT / "data/example/simulated_courses.csv", dtype=str, keep_default_na=False).head(300)
    kept = ["patient_id", "course", "course_start", "course_end", "last_contact"]
    frame[[name for name in kept if name in frame]].to_csv(tmp_path / "bare.csv", index=False)
    bare = analyse_study(tmp_path / "bare.csv")
    assert cautions.on_sites(bare) == ()
    assert cautions.on_predictors(bare) == ()
    assert not any("Women" in sentence for sentence in cautions.on_second_courses(bare))
    assert not any("without its definition" in sentence for sentence in cautions.on_claim(bare))

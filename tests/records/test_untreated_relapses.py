"""A relapse that was left untreated is written as none in lists of relapses: no hint leads to losing it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import isostats as iso
from isostats.cli import main
from isostats.records.guessing.drafts import draft_study
from tests.records.course_files import course, written

WORDS = ("none", "None", "keine", "untreated", "unbehandelt", "not treated")


def listed(folder: Path, word: str) -> Path:
    path = folder / "relapses.csv"
    path.write_text(f"patient_id,date,kind\na,2020-02-03,{word}\na,2020-06-03,topical\n")
    return path


@pytest.mark.parametrize("word", WORDS)
def test_a_word_for_none_is_led_to_a_recorded_relapse(word: str, tmp_path: Path) -> None:
    courses, relapses = written(tmp_path, [course("a"), course("b")]), listed(tmp_path, word)
    flags = ["check", str(courses), "--events", str(relapses)]
    said = " ".join(CliRunner().invoke(main, flags, env={"COLUMNS": "1000"}).output.split())
    assert f'leave no row of it out. Map it: "{word}" = "recorded_relapse" under [data.values.kind]' in said
    assert "leave the rows out" not in said
    (error,) = iso.check_courses(courses, events=relapses).errors
    assert error.rule == "unknown_outcome_code"
    read = iso.read_courses(courses, events=relapses, values={"kind": {word: "recorded_relapse"}})
    assert sorted(read.table("events")["kind"]) == ["recorded_relapse", "topical"]


@pytest.mark.parametrize("word", ["none", "unbehandelt"])
def test_init_asks_what_none_is_and_loses_nothing(word: str, tmp_path: Path) -> None:
    draft = draft_study([written(tmp_path, [course("a"), course("b")]), listed(tmp_path, word)])
    (guess,) = (each for each in draft.open if each.part == "kind")
    assert guess.why == f"'{word}' (1 row) may be a relapse that was left untreated"
    assert [*guess.choices.values()] == [{word: "recorded_relapse"}, {word: "not_for_acne"}]
    assert "values" not in draft.data()


def test_an_empty_kind_leads_nowhere_else(tmp_path: Path) -> None:
    courses, relapses = written(tmp_path, [course("a"), course("b")]), listed(tmp_path, "")
    (error,) = iso.check_courses(courses, events=relapses).errors
    assert error.rule == "event_missing_value"
    assert error.advice.startswith("Fill it in. A relapse that was left untreated")
    assert "leave no relapse out. Correct them" in error.advice


def test_treatments_beside_dispensings_say_the_same() -> None:
    fills = pd.DataFrame({
        "patient_id": ["a", "a"], "dispense_date": ["2016-01-05", "2016-02-04"], "days_supply": [30, 30],
        "strength_mg": [20, 20], "quantity": [60, 60],
    })  # fmt: skip
    later = pd.DataFrame({"patient_id": ["a"] * 3, "date": ["2017-01-05", "2017-02-05", "2017-03-05"],
                          "kind": ["none", "topical", "topical"]})  # fmt: skip
    (told,) = (each for each in iso.read_dispensings(fills, treatments=later).findings
               if each.rule == "unknown_treatment")  # fmt: skip
    assert '"none" = "recorded_relapse" under [data.values.kind]' in told.advice
    read = iso.read_dispensings(fills, treatments=later, values={"kind": {"none": "recorded_relapse"}})
    assert "recorded_relapse" in set(read.table("events")["kind"])

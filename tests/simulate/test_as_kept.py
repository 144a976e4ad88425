"""Records as clinics keep them: what `isostats init` reads of them is what the plain records say."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cli import main
from isostats.errors import StudyError
from isostats.records import read_courses
from isostats.records.guessing.drafts import draft_study
from isostats.records.schema import TABLES
from isostats.simulate import simulate_courses, write_as_kept
from isostats.study.study_file import make_study, read_study

FORMS = [("sheet", "en"), ("sheet", "de"), ("sheet", "ja"), ("wide", "en"), ("redcap", "en")]
NOT_KEPT = {"sheet": ["insurance", "lesion_count"], "wide": [], "redcap": []}


@settings(max_examples=2)
@given(patients=st.integers(5, 25), seed=st.integers(0, 999))
@pytest.mark.parametrize(("form", "language"), FORMS, ids=lambda word: word)
def test_what_is_read_of_it_is_what_the_plain_records_say(form: str, language: str, patients: int, seed: int) -> None:
    simulation = simulate_courses(patients, seed=seed)
    plain = read_courses(simulation.courses.drop(columns=NOT_KEPT[form]), events=simulation.events)
    with TemporaryDirectory() as folder:
        write_as_kept(simulation, Path(folder) / "made", form, language=language)
        draft = draft_study([Path(folder) / "made"])
        assert draft.open == []
        kept = read_courses(make_study({"data": draft.data()}).data)
    for table in TABLES:
        wanted, told = plain.table(table.name), kept.table(table.name)
        assert set(told) == set(wanted)
        pd.testing.assert_frame_equal(told[list(wanted)], wanted)


def test_from_simulation_to_check_it_takes_three_commands(tmp_path: Path) -> None:
    run = CliRunner()
    made, out = tmp_path / "made", tmp_path / "study.toml"
    done = run.invoke(main, ["simulate", "--patients", "20", "--as", "sheet", "--language", "ja", "--out", str(made)])
    assert f"Next: isostats init {made}" in done.output
    assert sorted(each.name for each in made.iterdir()) == [
        "manifest.json", "simulated_events.csv", "simulated_sheet.csv", "simulated_truth.csv",
    ]  # fmt: skip
    assert run.invoke(main, ["init", str(made), "--out", str(out)]).exit_code == 0
    assert run.invoke(main, ["check", str(out)]).exit_code == 0
    assert read_study(out).simulated  # as the name of the file says


def test_other_forms_and_languages_are_refused(tmp_path: Path) -> None:
    simulation = simulate_courses(3, seed=1)
    with pytest.raises(StudyError, match="must be one of de, en, ja, not 'fr'"):
        write_as_kept(simulation, tmp_path, "sheet", language="fr")
    with pytest.raises(StudyError, match="must be one of sheet, wide, redcap, not 'long'"):
        write_as_kept(simulation, tmp_path, "long")

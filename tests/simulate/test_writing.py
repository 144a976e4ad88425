"""The folder: whole or not at all, the same bytes for the same seed, nothing of the user's overwritten."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from isostats.errors import OutputError
from isostats.records import check_courses
from isostats.simulate import simulate_courses, write_simulation
from isostats.vocabulary.calendar import HORIZONS
from isostats.vocabulary.outcomes import USUAL_OUTCOMES

EXAMPLE = Path(__file__).parents[2] / "data" / "example"


COURSE_FOLDER = ["manifest.json", "simulated_courses.csv", "simulated_events.csv", "simulated_truth.csv", "study.toml"]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_bundled_example_is_what_its_seed_makes(tmp_path: Path) -> None:
    write_simulation(simulate_courses(3_000, seed=85), tmp_path / "again")
    assert contents(tmp_path / "again") == contents(EXAMPLE)


@pytest.mark.parametrize("records", ["example/simulated_courses.csv", "real/bladder_courses.csv"])
def test_bundled_records_have_neither_faults_nor_oddities(records: str) -> None:
    path = EXAMPLE.parent / records
    later = path.with_name("simulated_events.csv")
    findings = check_courses(path, events=later if later.exists() else None)
    assert not (*findings.errors, *findings.warnings)


def test_what_is_written_reads_back_as_it_was(tmp_path: Path) -> None:
    simulation = simulate_courses(300, seed=5)
    courses, events, truth, study = write_simulation(simulation, tmp_path / "new" / "folder")
    again = pd.read_csv(courses, dtype={"birth_year": "Int64", "lesion_count": "Int64"})
    written = simulation.courses.astype(object).where(simulation.courses.notna(), None)
    assert again.astype(object).where(again.notna(), None).equals(written)
    pd.testing.assert_frame_equal(pd.read_csv(events), simulation.events, check_dtype=False)
    pd.testing.assert_frame_equal(pd.read_csv(truth), simulation.truth, check_exact=True)
    settings = tomllib.loads(study.read_text(encoding="utf-8"))
    assert settings["data"] == {"courses": courses.name, "events": events.name, "simulated": True}
    assert settings["study"]["outcomes"] == list(USUAL_OUTCOMES)
    assert settings["study"]["horizons_days"] == list(HORIZONS)
    assert "simulated" in settings["study"]["title"].lower()
    assert set(settings["study"]["groups"]) <= set(again.columns)


def test_an_earlier_simulation_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_simulation(simulate_courses(20, seed=1), out)
    write_simulation(simulate_courses(1_200, seed=2, faults=0.01), out)
    assert sorted(contents(out)) == COURSE_FOLDER
    assert (
        (out / "study.toml")
        .read_text()
        .startswith("# Simulated course records of 1,200 patients, seed 2, 12 of them spoiled on purpose.\n")
    )
    write_simulation(simulate_courses(20, seed=1), out)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(OutputError, match=r"holds 1 file that isostats did not write \(for example thesis.docx\)"):
        write_simulation(simulate_courses(5, seed=1), tmp_path)
    assert contents(tmp_path) == {"thesis.docx": b"years of work"}


def test_an_edited_study_file_is_left_alone(tmp_path: Path) -> None:
    *_, study = write_simulation(simulate_courses(5, seed=1), tmp_path / "out")
    study.write_text(study.read_text() + "\n[data.columns]\n")
    before = contents(tmp_path / "out")
    with pytest.raises(OutputError, match=r"1 file that changed since isostats wrote it \(for example study\.toml\)"):
        write_simulation(simulate_courses(5, seed=2), tmp_path / "out")
    assert contents(tmp_path / "out") == before


def test_a_file_in_the_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="is not a folder"):
        write_simulation(simulate_courses(5, seed=1), tmp_path / "out")
    with pytest.raises(OutputError, match="cannot be written"):
        write_simulation(simulate_courses(5, seed=1), tmp_path / "out" / "below")

"""Several files of courses, as a study file, a command and a keyword name them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from isostats.cli import main
from isostats.errors import StudyError
from isostats.study.study_file import read_study

ROWS = "{id},course_start,course_end,last_contact\n7,20{year}-01-01,20{year}-06-01,2023-01-01\n"
EVENTS = "patient_id,date,kind\n7,2020-09-09,topical\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files of courses with their events, and a study file in a folder of its own."""
    for name, year, patient in (("north", 18, "patient_id"), ("south", 19, "MRN")):
        (tmp_path / f"{name}.csv").write_text(ROWS.format(id=patient, year=year))
        (tmp_path / f"{name}_events.csv").write_text(EVENTS)
    return tmp_path


def test_paths_of_a_list_are_those_of_the_study_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = folder / "study.toml"
    study.write_text('[data]\ncourses = { N = "north.csv", S = "south.csv" }\ncolumns = { "S.patient_id" = "MRN" }\n'
                     'events = ["north_events.csv", "south_events.csv"]\n')  # fmt: skip
    monkeypatch.chdir("/")
    parts = read_study(study).data.by_source()
    assert {label: (each.source("courses"), each.source("events")) for label, each in parts.items()} == {
        "N": (folder / "north.csv", folder / "north_events.csv"),
        "S": (folder / "south.csv", folder / "south_events.csv"),
    }
    assert (parts["N"].columns, parts["S"].columns) == ({}, {"patient_id": "MRN"})


def test_a_command_takes_several_files_and_as_many_of_events(folder: Path) -> None:
    files = [str(folder / name) for name in ("north.csv", "south.csv")]
    flags = [word for name in ("north", "south") for word in ("--events", str(folder / f"{name}_events.csv"))]
    refused = CliRunner().invoke(main, ["report", *files, *flags, "--out", str(folder / "out")])
    assert refused.exit_code == 1
    assert "Of this file alone: --columns 'south.patient_id=your name'." in " ".join(refused.output.split())
    done = CliRunner().invoke(main, ["check", *files, *flags, "--ids-apart", "--columns", "south.patient_id=MRN"])
    assert done.exit_code == 0, done.output
    assert "read together: north.csv (1 patient), south.csv (1 patient)" in done.output


def test_what_several_files_cannot_be(folder: Path) -> None:
    north, study = folder / "north.csv", folder / "study.toml"
    study.write_text('[data]\ncourses = ["north.csv"]\n')
    twin = Path(shutil.copy(north, folder / "north.tsv"))
    for paths, words in (
        ([north, north], "north.csv is named twice"),
        ([north, twin], r"north\.csv and north\.tsv differ by their endings alone, .* Name one of them"),
        ([north, folder / "east.csv"], r"There is no file .*east\.csv"),
        ([north, study], "is a study file, and is read alone"),
    ):
        with pytest.raises(StudyError, match=words):
            read_study(paths)
    with pytest.raises(StudyError, match="Several sources are at least two"):
        read_study(study)
    with pytest.raises(StudyError, match=r"is a single file\. Put all .* one below the other"):
        read_study(north, events=["a.csv", "b.csv"])
    with pytest.raises(StudyError, match="not courses and dispensings together"):
        read_study([north, folder / "south.csv"], dispensings="fills.csv")

"""A column that a file has twice: a copy is read once, and two of one name that differ are refused with the rows."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import isostats as iso
from isostats.cli import main
from isostats.records.course_records import Records
from isostats.records.guessing.drafts import draft_study
from tests.sweeps import paired

COURSES = pd.DataFrame({
    "patient_id": ["a", "b", "b"], "course_start": ["2016-01-05", "2016-02-05", "2018-01-10"],
    "course_end": ["2016-06-05", "2016-08-01", "2018-06-10"],
    "last_contact": ["2020-01-01", "2021-01-01", "2021-01-01"], "site": ["x", "y", "y"], "severity": ["1", "2", "2"],
})  # fmt: skip
FILLS = pd.DataFrame({
    "patient_id": ["a", "a"], "dispense_date": ["2016-01-05", "2016-02-04"], "days_supply": ["30", "30"],
    "strength_mg": ["20", "20"], "quantity": ["60", "60"],
})  # fmt: skip

NAMED = {"course_start": "Beginn", "course_end": "Ende"}


def twice(frame: pd.DataFrame, name: str, *, called: str = "", cells: Mapping[int, str] | None = None) -> pd.DataFrame:
    """A frame with a column once more at its end, some of its cells changed."""
    again = frame[name].copy()
    for at, cell in (cells or {}).items():
        again[at] = cell
    both = pd.concat([frame, again], axis=1)
    both.columns = pd.Index([*frame.columns, called or name])
    return both


def given(frame: pd.DataFrame, form: str, folder: Path) -> Any:
    path = folder / f"records.{form}"
    if form == "csv":
        frame.to_csv(path, index=False)
    elif form == "xlsx":
        frame.to_excel(path, index=False)
    return frame if form == "frame" else path


@pytest.fixture(scope="module")
def once() -> Records:
    """What is read without a copy."""
    return iso.read_courses(COURSES)


@pytest.mark.parametrize(("name", "written"), paired(
    ["course_start", "course_end", "patient_id", "site", "severity"],
    [*product(["", ".1"], ["csv", "xlsx", "frame"])],
))  # fmt: skip
def test_a_copy_is_read_once_and_told(name: str, written: tuple[str, str], once: Records, tmp_path: Path) -> None:
    added, form = written
    read = iso.read_courses(given(twice(COURSES, name, called=name + added), form, tmp_path))
    for table in ("people", "courses", "events"):
        assert read.table(table).equals(once.table(table))
    assert read.covariates == once.covariates
    (note,) = (each for each in read.findings if each.rule == "copied_column")
    assert f"'{name}' stands twice in" in note.message
    assert "with the same values" in note.message
    assert "unnamed_column" not in {each.rule for each in read.findings}


@pytest.mark.parametrize("name", ["course_start", "site", "severity"])
def test_two_of_one_name_that_differ_are_refused_with_the_row(name: str, tmp_path: Path) -> None:
    path = given(twice(COURSES, name, cells={1: "2016-02-06"}), "csv", tmp_path)
    (error,) = iso.check_courses(path).errors
    assert (error.rule, error.row) == ("doubled_column", 3)
    assert error.message.endswith("they differ in 1 row")
    assert error.example == f"row 3, '{COURSES[name][1]}' and '2016-02-06'"
    assert "Look which of them is right there" in error.advice
    said = CliRunner().invoke(main, ["check", str(path)], env={"COLUMNS": "300"}).output
    assert "mends it" not in said
    assert "wide" not in said


def test_init_takes_no_copy_for_a_further_course(tmp_path: Path) -> None:
    path = given(twice(COURSES, "course_start"), "csv", tmp_path)
    assert draft_study([path]).data() == {"courses": str(path)}
    said = CliRunner().invoke(main, ["check", str(path)], env={"COLUMNS": "300"}).output
    assert "mends it" not in said
    assert "wide" not in said


def test_starts_and_ends_of_one_name_are_courses_side_by_side(tmp_path: Path) -> None:
    wide = pd.DataFrame([["a", "2016-01-05", "2016-06-05", "2018-01-05", "2018-06-05", "2020-01-01"]] * 2)
    wide.columns = pd.Index(["patient_id", "Beginn", "Ende", "Beginn", "Ende", "last_contact"])
    wide.iloc[1, 0] = "b"
    path = given(wide, "csv", tmp_path)
    assert draft_study([path]).data()["layout"] == "wide"
    assert len(iso.read_courses(path, layout="wide", columns=NAMED).table("courses")) == 4


@pytest.mark.parametrize("form", ["csv", "frame"])
def test_dispensings_too(form: str, tmp_path: Path) -> None:
    read = iso.read_dispensings(given(twice(FILLS, "quantity"), form, tmp_path))
    assert "copied_column" in {each.rule for each in read.findings}
    with pytest.raises(iso.DataError, match=r"they differ in\s+1\s+row"):
        iso.read_dispensings(given(twice(FILLS, "quantity", cells={0: "30"}), form, tmp_path))

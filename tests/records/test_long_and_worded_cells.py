"""Cells that are long are read, and a result in words is not advised away."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from isostats import records
from isostats.records.dispensings import read_dispensings, write_courses
from tests.records.course_files import GOOD


def test_a_cell_of_two_hundred_thousand_letters(tmp_path: Path) -> None:
    frame = pd.DataFrame([GOOD]).assign(note="x" * 200_000)
    frame.to_csv(tmp_path / "long.csv", index=False)
    assert records.check_courses(tmp_path / "long.csv").ok


def test_a_positive_pregnancy_test_is_not_mapped_to_nothing(tmp_path: Path) -> None:
    pd.DataFrame([GOOD]).to_csv(tmp_path / "courses.csv", index=False)
    row = {"patient_id": GOOD["patient_id"], "date": GOOD["course_start"], "test": "pregnancy", "value": "positive"}
    pd.DataFrame([row]).to_csv(tmp_path / "tests.csv", index=False)
    (finding,) = records.check_courses(tmp_path / "courses.csv", monitoring=tmp_path / "tests.csv").errors
    assert "column result_text" in finding.advice
    assert "map it" not in finding.advice


def test_courses_are_written_in_one_order(tmp_path: Path) -> None:
    people = 300_000  # fewer are written by one thread, in any order that they come in
    ids = pd.Series(range(people)).sample(frac=1, random_state=1).astype(str)
    fills = {"dispense_date": "2019-01-01", "days_supply": 30, "strength_mg": 20, "quantity": 60}
    written = read_dispensings(pd.DataFrame({"patient_id": ids, **fills}))
    for name in ("one.csv", "two.csv"):
        write_courses(written, tmp_path / name)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()

"""Ids that differ by the digits at their end alone: the number is the person's, and nothing else changes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from isostats.records.dispensings import StitchedRecords, read_dispensings, write_courses
from tests.sweeps import WHOLE

ONE_FORM = ["P0012", "P0007", "P1000"]


def read(folder: Path, people: list[str | None], form: str = "parquet", **keys: str) -> StitchedRecords:
    """Two fills of each, written in this order, and an observation of those who have an id."""
    rows = [(who, day, 30, 20.0, 60.0) for day in (1000, 1030) for who in people]
    fills = pd.DataFrame(rows, columns=["patient_id", "dispense_day", "days_supply", "strength_mg", "quantity"])
    path = folder / f"fills.{form}"
    fills.to_parquet(path) if form == "parquet" else fills.to_csv(path, index=False)
    if "observation" in keys:
        seen = pd.DataFrame({"patient_id": [who for who in people if who], "start_day": 0, "end_day": 3000})
        seen.to_csv(folder / keys["observation"], index=False)
        keys = {**keys, "observation": str(folder / keys["observation"])}
    return read_dispensings(path, **keys)


def persons(records: StitchedRecords) -> dict[str, int]:
    return dict(records.connection.execute("SELECT person_id, person FROM person_ids").fetchall())


@pytest.mark.parametrize("form", ["parquet", "csv"])
@pytest.mark.parametrize("observed", [False, True])
def test_the_number_in_an_id_is_its_persons(tmp_path: Path, form: str, observed: bool) -> None:
    records = read(tmp_path, [*ONE_FORM], form, **({"observation": "seen.csv"} if observed else {}))
    assert persons(records) == {"P0007": 7, "P0012": 12, "P1000": 1000}
    courses = records.table("courses")
    assert courses["person_id"].tolist() == sorted(ONE_FORM)
    assert courses["fills"].tolist() == [2, 2, 2]
    assert records.lineage["person_id"].tolist() == [*ONE_FORM, *ONE_FORM]
    assert not [each for each in records.findings if each.rule in ("two_spellings", "id_as_float")]


@pytest.mark.swept
@pytest.mark.parametrize(
    "ids",
    [
        ["Pe2", "P00", "P10"],
        ["P 1", "P01", "P+1"],
        ["P1_0", "P100", "P010"],
        ["P1.5", "P002", "P0x1"],
        ["P01", "P001", "P1"],
        ["P01", "Q01", "p01"],
        ["P01", "P٠2", "P02"],
        ["P?", "P1", "P2"],
        ["12345678901", "02345678901", "12345678902"],
    ],
)
def test_any_other_id_stays_as_it_is_written(tmp_path: Path, ids: list[str]) -> None:
    for each in (ids, ids[::-1], ids[1:] + ids[:1])[: 3 if WHOLE else 2]:  # whichever is first
        assert sorted(set(read(tmp_path, [*each]).table("courses")["person_id"])) == sorted(ids)


def test_the_fingerprint_of_several_files_is_of_all_their_bytes(tmp_path: Path) -> None:
    for name in ("2020", "2019"):
        (tmp_path / name).mkdir()
        records = read(tmp_path / name, [f"P{name}"])
    whole = read_dispensings(tmp_path)
    content = b"".join((tmp_path / name / "fills.parquet").read_bytes() for name in ("2019", "2020"))
    assert whole.fingerprint == hashlib.sha256(content).hexdigest() != records.fingerprint


def test_no_such_id_is_a_formula(tmp_path: Path) -> None:
    out = tmp_path / "courses.csv"
    write_courses(read(tmp_path, ["-P01", "-P02"]), out)
    assert [row.split(",")[0] for row in out.read_text().splitlines()] == ["person_id", "'-P01", "'-P02"]


def test_ten_digits_are_a_word_and_nine_digits(tmp_path: Path) -> None:
    """A 32-bit integer holds any number of nine digits, and not any of ten."""
    assert persons(read(tmp_path, ["9123456789", "9999999999"])) == {"9123456789": 123456789, "9999999999": 999999999}


def test_a_row_without_an_id_is_told_beside_such_ids(tmp_path: Path) -> None:
    records = read(tmp_path, ["P01", None, "P02"], on_invalid="set_aside")
    assert persons(records) == {"P01": 1, "P02": 2}
    assert [(each.rule, each.count) for each in records.findings if each.severity == "error"] == [("empty_id", 2)]


def test_a_normal_form_is_asked_for_as_such(tmp_path: Path) -> None:
    assert sorted(persons(read(tmp_path, [*ONE_FORM], ids="normalise"))) == ["p1000", "p12", "p7"]

"""A known column that is there and wholly empty is told, in every table: it may have lost its values on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from isostats import records
from isostats.records.dispensings import read_dispensings
from tests.records.course_files import course, written

FILLS = pd.DataFrame(
    {
        "patient_id": ["a", "a"],
        "dispense_date": pd.to_datetime(["2019-01-01", "2019-02-01"]),
        "days_supply": [30, 30],
        "strength_mg": [20, 20],
        "quantity": [60, 60],
    }
)


def told(read: Any) -> list[tuple[str, str]]:
    return [(one.severity, one.message) for one in read.findings if one.rule == "empty_column"]


@pytest.mark.parametrize("cell", ["", " ", "NA", "-"])
def test_a_world_without_relapses_is_told(cell: str, tmp_path: Path) -> None:
    rows = [course(name, relapse_date=cell, relapse_treatment="") for name in "ab"]
    assert told(records.read_courses(written(tmp_path, rows))) == [
        ("warning", "The columns relapse_date, relapse_treatment of courses.csv are there, and no row has a value")
    ]


def test_any_other_is_a_note(tmp_path: Path) -> None:
    rows = [course(name, death_date="", site="NA") for name in "ab"]
    assert told(records.read_courses(written(tmp_path, rows))) == [
        ("note", "The column death_date of courses.csv is there, and no row has a value")
    ]


def test_one_value_is_enough(tmp_path: Path) -> None:
    rows = [course("a", relapse_date=""), course("b", relapse_date="2020-01-01")]
    assert told(records.read_courses(written(tmp_path, rows))) == []


@pytest.mark.parametrize("form", ["frame", "csv", "parquet"])
def test_dispensings_and_their_companions(form: str, tmp_path: Path) -> None:
    import duckdb

    frame = FILLS.assign(claim_id=pd.Series([None, None], dtype="string"))
    source: Any = frame
    if form == "csv":
        source = tmp_path / "fills.csv"
        frame.to_csv(source, index=False)
    if form == "parquet":
        source = tmp_path / "fills.parquet"
        with duckdb.connect() as own:
            texts = own.sql("SELECT * REPLACE (CAST(claim_id AS VARCHAR) AS claim_id) FROM frame")
            texts.write_parquet(str(source))
    people = pd.DataFrame({"patient_id": ["a"], "sex": ["f"], "death_date": [""]})
    messages = [message for _, message in told(read_dispensings(source, people=people))]
    assert [message.split(" of ")[0] for message in messages] == ["The column claim_id", "The column death_date"]

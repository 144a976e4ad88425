"""The name of a file is a name, never a pattern: courses[1].parquet is not courses1.parquet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from isostats import records
from isostats.records.dispensings import read_dispensings
from tests.cases.parquet_files import write_parquet
from tests.records.course_files import course
from tests.sweeps import paired

NAMES = ["courses[1]", "c?", "c*", "[a-z]", "a{b,c}", "[!x]"]
OTHERS = ["courses1", "cX", "c1", "a", "b", "y"]
FILLS = {"patient_id": "a", "dispense_date": "2019-01-05", "days_supply": 30, "strength_mg": 20, "quantity": 60}


def write(frame: pd.DataFrame, path: Path) -> Path:
    writers: dict[str, Callable[[], object]] = {
        ".csv": lambda: frame.to_csv(path, index=False),
        ".parquet": lambda: write_parquet(frame, path),
        ".xlsx": lambda: frame.to_excel(path, index=False),
        ".json": lambda: frame.to_json(path, orient="records"),
    }
    writers[path.suffix]()
    return path


def write_others(frame: pd.DataFrame, folder: Path, ending: str) -> None:
    """The same file under every name that a pattern would find."""
    content = write(frame, folder / f"{OTHERS[0]}{ending}").read_bytes()
    for other in OTHERS[1:]:
        (folder / f"{other}{ending}").write_bytes(content)


@pytest.mark.parametrize(
    ("name", "ending"), [*paired(NAMES, [".xlsx", ".csv", ".json"]), *((name, ".parquet") for name in NAMES)]
)
def test_courses_and_events_are_those_of_the_named_file(name: str, ending: str, tmp_path: Path) -> None:
    write_others(pd.DataFrame([course("other"), course("another")]), tmp_path, ending)
    again = pd.DataFrame([{"patient_id": "a", "date": "2020-01-01", "kind": "isotretinoin"}])
    write_others(again, tmp_path, f"e{ending}")
    path = write(pd.DataFrame([course("a")]), tmp_path / f"{name}{ending}")
    events = write(pd.DataFrame([{"patient_id": "a", "date": "2020-01-01", "kind": "topical"}]),
                   tmp_path / f"{name}e{ending}")  # fmt: skip
    read = records.read_courses(path, events=events)
    assert read.table("people")["person_id"].tolist() == ["a"]
    assert "topical" in read.table("events")["kind"].tolist()


@pytest.mark.parametrize(("name", "ending"), paired(NAMES, [".parquet", ".csv"]))
def test_dispensings_and_companions_are_those_of_the_named_file(name: str, ending: str, tmp_path: Path) -> None:
    folder = tmp_path / "of[1]"
    folder.mkdir()
    (tmp_path / "of1").mkdir()
    for place in (folder, tmp_path / "of1"):
        write_others(pd.DataFrame([FILLS | {"patient_id": "other"}]), place, ending)
        write_others(pd.DataFrame([{"patient_id": "a", "site": "other"}]), place, f"p{ending}")
    path = write(pd.DataFrame([FILLS]), folder / f"{name}{ending}")
    people = write(pd.DataFrame([{"patient_id": "a", "site": "mine"}]), folder / f"{name}p{ending}")
    read = read_dispensings(path, people=people)
    assert read.table("people")[["person_id", "site"]].to_numpy().tolist() == [["a", "mine"]]

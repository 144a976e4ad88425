"""Plainly written text is typed as it is read, and comes to what the reading of texts makes of the same file."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from isostats._checks import DataError
from isostats.records.dispensings import read_dispensings, reading
from isostats.records.dispensings.plain_text import open_plain_text

HEADER = "patient_id,dispense_date,days_supply,strength_mg,quantity,claim_id,note"
DATES = ["2019-01-05", "2019-02-04", "2019-03-01", "2019-12-30", "2020-02-29"]
ODD: dict[int, list[str]] = {
    0: [" a", "b ", '" a"', "", "A"],
    1: ["2019-1-5", "05/02/2019", "2019-13-40", "", "NA", "2019-01-05 00:00:00", " 2019-01-05"],
    2: ["30.5", "1_000", "nan", "inf", "NA", "", " 30", "030", "30.0", "-30", "3e1", "30 days", "0"],
    3: ["20.0", "2,5", "", "300", "20 mg"],
    4: ["-60", "", "60.0", "1e400"],
    5: ["NA", "none", '"x,y"', ""],
    6: ['"two\nlines"', '"a ""quoted"" word"', "ä"],
}


def the_file(folder: Path, rows: list[list[str]]) -> Path:
    path = folder / "fills.csv"
    path.write_text("\n".join([HEADER, *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")
    return path


def plain_rows(draw: random.Random, n: int) -> list[list[str]]:
    return [[draw.choice("abc"), draw.choice(DATES), "30", "20", "60", f"c{i}", "x"] for i in range(n)]


def told(path: Path) -> Any:
    try:
        records = read_dispensings(path, on_invalid="set_aside")
    except DataError as error:
        return str(error)
    tables = [records.table(name).to_csv() for name in ("people", "observation", "courses", "events")]
    return [*tables, records.lineage.to_csv(), records.set_aside.to_csv(), str(records.findings), records.flow]


def by_texts(path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    with monkeypatch.context() as patch:
        patch.setattr(reading, "open_plain_text", lambda *args: None)
        return told(path)


@pytest.mark.parametrize(("column", "odd"), [(column, odd) for column, values in ODD.items() for odd in values])
def test_one_odd_value_changes_nothing_about_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: int, odd: str
) -> None:
    rows = plain_rows(random.Random(f"{column}{odd}"), 8)
    rows[3][column] = odd
    path = the_file(tmp_path, rows)
    assert told(path) == by_texts(path, monkeypatch)


@pytest.mark.parametrize("seed", range(6))
def test_plain_files_are_typed_and_come_to_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    path = the_file(tmp_path, plain_rows(random.Random(seed), 60))
    opened = []
    with monkeypatch.context() as patch:
        patch.setattr(reading, "open_plain_text", lambda *args: opened.append(open_plain_text(*args)) or opened[-1])
        found = told(path)
    ((raw, types),) = opened
    assert raw.rows == 60
    assert list(types.values()) == ["VARCHAR", "DATE", "INTEGER", "INTEGER", "INTEGER", "VARCHAR", "VARCHAR"]
    assert found == by_texts(path, monkeypatch)

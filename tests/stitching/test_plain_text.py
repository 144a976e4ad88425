"""Plainly written text is typed as it is read, and comes to what the reading of texts makes of the same file."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import duckdb
import pytest

from isostats.errors import DataError
from isostats.records.dispensings import read_dispensings, write_courses
from isostats.records.formats import text as text_files
from tests.sweeps import swept_values

HEADER = "patient_id,dispense_date,days_supply,strength_mg,quantity,claim_id,note"
DATES = ["2019-01-05", "2019-02-04", "2019-03-01", "2019-12-30", "2020-02-29"]
ODD: dict[int, list[str]] = {
    0: [" a", ""],
    1: ["2019-13-40", "2019-01-05 00:00:00"],
    2: ["30.5", "1_000", "nan", "", "3e1"],
    3: ["2,5"],
    4: ["-60", "1e400"],
    5: ['"x,y"'],
    6: ['"two\nlines"'],
}
AS_ODD: dict[int, list[str]] = {
    0: ["b ", "A", '" a"'],
    1: ["05/02/2019", "", "NA", "2019-1-5", " 2019-01-05"],
    2: ["inf", "NA", " 30", "30.0", "-30", "30 days", "030", "0"],
    3: ["20.0", "", "300", "20 mg"],
    4: ["", "60.0"],
    5: ["none", "", "NA"],
    6: ["ä", '"a ""quoted"" word"'],
}
"""Others of the same kinds, for the sweep."""


def each_of(values: dict[int, list[str]], *marks: pytest.MarkDecorator) -> list[Any]:
    return [pytest.param(column, odd, marks=marks) for column, some in values.items() for odd in some]


PARSE = text_files._parse


def untyped(*arguments: Any) -> bool:
    """The pass of the engine, which types nothing."""
    return not arguments[-1] and PARSE(*arguments)


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
        patch.setattr(text_files, "_parse", untyped)
        return told(path)


@pytest.mark.parametrize(("column", "odd"), [*each_of(ODD), *each_of(AS_ODD, pytest.mark.validation)])
def test_one_odd_value_changes_nothing_about_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: int, odd: str
) -> None:
    rows = plain_rows(random.Random(f"{column}{odd}"), 8)
    rows[3][column] = odd
    path = the_file(tmp_path, rows)
    assert told(path) == by_texts(path, monkeypatch)


def test_every_row_of_a_file_with_a_ragged_row_is_in_the_lineage_once(tmp_path: Path) -> None:
    rows = plain_rows(random.Random(5), 8)
    rows[3][3] = "2,5"
    records = read_dispensings(the_file(tmp_path, rows), on_invalid="set_aside")
    assert records.lineage["row"].tolist() == list(range(2, 10))
    ragged = rows[3][0]
    assert records.lineage.loc[records.lineage["person_id"] == ragged, "reason"].unique().tolist() == ["ragged_row"]


@pytest.mark.parametrize(
    "odd", ["a", "007", "3000000000", "", "7.0", *swept_values("-7", "+7", " 7", "7")]
)
def test_ids_that_are_numbers_come_to_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: str) -> None:
    ids = ["9", "10", "2", "11", "9", "100", "1", "2"]
    rows = [[who, *row[1:]] for who, row in zip(ids, plain_rows(random.Random(odd), 8), strict=True)]
    rows[5][0] = odd
    path = the_file(tmp_path, rows)
    assert told(path) == by_texts(path, monkeypatch)


@pytest.mark.parametrize("kind", ["csv", "parquet", "texts"])
@pytest.mark.parametrize(
    ("ids", "order"), [("10 9 100 9", "9 9 10 100"), ("10 9 1x 9", "10 1x 9 9"), ("10 9 010 9", "010 10 9 9")]
)
def test_courses_are_written_in_order_of_ids_by_number_where_all_are_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, ids: str, order: str
) -> None:
    rows = plain_rows(random.Random(1), 4)
    dates = ["2019-01-05", "2018-01-05", "2017-01-05", "2020-01-05"]
    rows = [[who, date, *row[2:]] for who, date, row in zip(ids.split(), dates, rows, strict=True)]
    path = the_file(tmp_path, rows)
    if kind == "parquet":
        with duckdb.connect() as engine:
            types = "" if ids == "10 9 100 9" else ", types = {'patient_id': 'VARCHAR'}"
            path = tmp_path / "fills.parquet"
            engine.execute(f"COPY (SELECT * FROM read_csv('{tmp_path / 'fills.csv'}'{types})) TO '{path}'")
    if kind == "texts":
        monkeypatch.setattr(text_files, "_parse", untyped)
    write_courses(read_dispensings(path), tmp_path / "courses.csv")
    written = (tmp_path / "courses.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [line.split(",")[0] for line in written] == order.split()


@pytest.mark.parametrize("seed", [0, 1, *swept_values(2, 3, 4, 5)])
def test_plain_files_are_typed_and_come_to_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    path = the_file(tmp_path, plain_rows(random.Random(seed), 60))
    opened: list[Any] = []
    with monkeypatch.context() as patch:
        patch.setattr(text_files, "_parse", lambda *args: opened.append(args[-1]) or PARSE(*args))
        found = told(path)
    (kinds,) = opened  # nothing was tried a second time
    assert {at: kind.type for at, kind in kinds.items()} == {1: "DATE", 2: "INTEGER", 3: "INTEGER", 4: "INTEGER"}
    assert found == by_texts(path, monkeypatch)

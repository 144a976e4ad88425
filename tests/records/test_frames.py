"""Frames of every package are read in their own types, and none is written to."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from isostats import records
from isostats.errors import DataError, StudyError
from isostats.records.dispensings import read_dispensings

DAY = datetime.date
LONG = 12345678901234567
COURSES = {
    "patient_id": [LONG, LONG + 1],
    "course_start": [DAY(2019, 1, 1)] * 2,
    "course_end": [DAY(2019, 6, 1)] * 2,
    "last_contact": [datetime.datetime(2021, 1, 1, 8)] * 2,
    "weight_kg": [70.5, None],
    "site": ["NA", "north"],
}
FILLS = {
    "patient_id": ["a", "a"],
    "dispense_date": [DAY(2019, 1, 1), DAY(2019, 2, 1)],
    "days_supply": [30, 30],
    "strength_mg": [20.0, 20.0],
    "quantity": [60, 60],
}


def relation(columns: dict[str, list[Any]]) -> Any:
    engine = duckdb.connect()
    names = ", ".join(f"unnest(${name}) AS {name}" for name in columns)
    return engine.sql(f"SELECT {names}", params=columns)


def polars(columns: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("polars").DataFrame(columns)


def lazy(columns: dict[str, list[Any]]) -> Any:
    return polars(columns).lazy()


def arrow(columns: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("pyarrow").table(columns)


class Standing:
    """Stands for a frame of polars where polars is not installed."""

    def __init__(self, columns: dict[str, list[Any]]) -> None:
        self.relation = relation(columns)

    def write_parquet(self, path: Path) -> None:
        self.relation.write_parquet(str(path))


def standing(columns: dict[str, list[Any]]) -> Any:
    kind = type("DataFrame", (Standing,), {"__module__": "polars.dataframe.frame"})
    return kind(columns)


MAKERS: list[Callable[[dict[str, list[Any]]], Any]] = [relation, polars, lazy, arrow, standing]


@pytest.mark.parametrize("make", MAKERS)
def test_courses_of_a_frame(make: Callable[..., Any]) -> None:
    events = {"patient_id": [LONG], "date": [DAY(2019, 9, 1)], "kind": ["topical"]}
    read = records.read_courses(make(COURSES), events=make(events))
    assert read.table("people")["person_id"].tolist() == [str(LONG), str(LONG + 1)]
    assert read.table("people")["site"].tolist() == ["NA", "north"]
    courses = read.table("courses")
    assert courses[["start", "end"]].to_numpy().tolist() == [[17897, 18048]] * 2
    assert courses["weight_kg"].isna().tolist() == [False, True]
    again = records.read_courses(make(COURSES), events=make(events))
    assert again.fingerprint == read.fingerprint
    other = records.read_courses(make(COURSES | {"site": ["NA", "south"]}), events=make(events))
    assert other.fingerprint != read.fingerprint


@pytest.mark.parametrize("make", MAKERS)
def test_dispensings_of_a_frame(make: Callable[..., Any]) -> None:
    read = read_dispensings(make(FILLS), people=make({"patient_id": ["a"], "sex": ["f"]}))
    assert read.table("courses")["days_covered"].tolist() == [60]
    assert read.table("people")["sex"].tolist() == ["female"]


def test_two_files_of_one_table_are_refused_with_what_to_do() -> None:
    with pytest.raises(DataError, match=r"2 files are named for one table \(a\.csv, b\.csv\)(.|\n)*one below"):
        read_dispensings(["a.csv", "b.csv"])  # type: ignore[arg-type]


def test_anything_else_is_refused_in_a_sentence() -> None:
    with pytest.raises(DataError, match="cannot read records from 1"):
        records.read_courses(1)  # type: ignore[arg-type]
    with pytest.raises(StudyError, match="Several sources are at least two"):
        records.read_courses([1])  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [float("inf"), float("-inf")])
def test_infinite_numbers_are_no_numbers(value: float, tmp_path: Path) -> None:
    frame = pd.DataFrame(COURSES).assign(weight_kg=[value, 70.0])
    sources: list[Any] = [frame, tmp_path / "x.parquet", tmp_path / "x.json"]
    duckdb.connect().from_df(frame).write_parquet(str(sources[1]))
    rows = [{name: str(cell) if isinstance(cell, DAY) else cell for name, cell in row.items()}
            for row in frame.to_dict("records")]  # fmt: skip
    sources[2].write_text(json.dumps(rows))
    for source in sources:
        (finding,) = records.check_courses(source).errors
        assert (finding.rule, finding.count, finding.column) == ("not_a_number", 1, "weight_kg")


@pytest.mark.parametrize("form", ["frame", "parquet", "beside none"])
@pytest.mark.parametrize("name", ["days_supply", "strength_mg", "quantity"])
def test_infinite_numbers_of_dispensings(name: str, form: str, tmp_path: Path) -> None:
    frame = pd.DataFrame(FILLS).astype({name: float})
    frame.loc[1, name] = float("inf")
    source: Any = frame
    if form != "frame":
        source = tmp_path / "x.parquet"
        rows = duckdb.connect().from_df(frame)
        if form == "beside none":  # the largest of a column is then no number, and not infinite
            none = f"CASE WHEN isinf({name}) THEN -{name} ELSE CAST('nan' AS DOUBLE) END"
            rows = rows.project(f"* REPLACE ({none} AS {name})")
        rows.write_parquet(str(source))
    with pytest.raises(DataError, match="is not a number"):
        read_dispensings(source)


@pytest.mark.parametrize("year", ["1e18", "2147483648", "-1e300", "99999999999999999999999"])
@pytest.mark.parametrize("on_invalid", ["stop", "set_aside"])
def test_years_beyond_any_whole_number_are_a_fault_like_any_other(year: str, on_invalid: Any) -> None:
    fills = pd.concat([pd.DataFrame(FILLS), pd.DataFrame(FILLS).assign(patient_id="b")])
    people = pd.DataFrame({"patient_id": ["a", "b"], "birth_year": [year, "1990"]})
    if on_invalid == "stop":
        with pytest.raises(DataError, match="birth_year"):
            read_dispensings(fills, people=people)
    else:
        kept = read_dispensings(fills, people=people, on_invalid="set_aside").table("people")
        assert kept["person_id"].tolist() == ["b"]


def test_long_ids_of_json_stay_two(tmp_path: Path) -> None:
    rows = [{"patient_id": LONG + more, "course_start": "2019-01-01", "course_end": "2019-06-01",
             "last_contact": "2020-01-01", "weight_kg": None, "record": 10**22 + more} for more in (0, 1)]  # fmt: skip
    (tmp_path / "x.json").write_text(json.dumps(rows))
    people = records.read_courses(tmp_path / "x.json").table("people")
    assert people["person_id"].tolist() == [str(LONG), str(LONG + 1)]
    assert people["record"].nunique() == 2


@pytest.mark.parametrize("kind", ["DECIMAL(38, 10)", "HUGEINT", "UBIGINT", "VARCHAR"])
def test_ids_of_twenty_digits_in_parquet(kind: str, tmp_path: Path) -> None:
    ids = "12345678901234567890, 12345678901234567891"
    sql = f"SELECT CAST(unnest([{ids}]) AS {kind}) AS patient_id, DATE '2019-01-01' AS course_start"
    sql += ", DATE '2019-06-01' AS course_end, DATE '2020-01-01' AS last_contact"
    duckdb.connect().sql(sql).write_parquet(str(tmp_path / "x.parquet"))
    if kind == "HUGEINT":  # which Parquet keeps as a double: two ids have become one, and the courses overlap
        assert not records.check_courses(tmp_path / "x.parquet").ok
        return
    people = records.read_courses(tmp_path / "x.parquet").table("people")
    assert people["person_id"].tolist() == ids.split(", ")


def test_pandas_may_copy_on_write() -> None:
    frame, fills = pd.DataFrame(COURSES), pd.DataFrame(FILLS)
    before = frame.copy(deep=True)
    with pd.option_context("mode.copy_on_write", True):
        assert records.read_courses(frame).rows == 2
        assert len(read_dispensings(fills).table("courses")) == 1
        faulty = pd.concat([frame, frame.assign(course_end=DAY(2018, 1, 1), patient_id=3)])
        assert len(records.read_courses(faulty, on_invalid="set_aside").set_aside) == 2
    pd.testing.assert_frame_equal(frame, before)

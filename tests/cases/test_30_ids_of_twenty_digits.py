"""Case 30: an id is never a float: in every engine, type and format it is exact, or refused with the way out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from isostats.engines.spark import _reason
from isostats.errors import DataError
from isostats.records import check_courses, read_courses
from isostats.records.dispensings import read_dispensings
from tests.cases.parquet_files import write_parquet
from tests.databases.holders import Holder, open_holder

BASE = 12345678901234567890
IDS = [str(BASE + number) for number in range(10)]
DAYS = [f"20{10 + number}-0{month}-01" for number in range(10) for month in (1, 2)]
EXACT = ("text", "numeric", "numeric(38,10)", "numeric(20,0)")


def fills(ids: Any) -> pd.DataFrame:
    return pd.DataFrame({"patient_id": np.repeat(ids, 2), "dispense_date": DAYS, "days_supply": 30, "strength_mg": 20,
                         "quantity": 60})  # fmt: skip


def people(records: Any) -> list[str]:
    return sorted(records.table("people")["person_id"])


def refused(source: Any, **keywords: Any) -> None:
    with pytest.raises(DataError) as error:
        read_dispensings(source, **keywords)
    (finding,) = error.value.findings.errors
    assert finding.rule == "id_as_float"
    assert "Export patient_id again as text, or as a whole number" in finding.advice


@pytest.mark.parametrize("kind", ["VARCHAR", "HUGEINT", "UBIGINT", "DECIMAL(38, 0)", "DECIMAL(38, 10)"])
def test_parquet_and_duckdb_keep_every_digit(kind: str, tmp_path: Path) -> None:
    chosen = f"* REPLACE (CAST(patient_id AS {kind}) AS patient_id, CAST(dispense_date AS DATE) AS dispense_date)"
    path = write_parquet(fills(IDS), tmp_path / "fills.parquet", chosen)
    if kind == "HUGEINT":  # DuckDB writes it as a float
        refused(path)
    else:
        assert people(read_dispensings(path)) == IDS
    frame = fills(IDS)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE fills AS SELECT {chosen} FROM frame")
        assert len(frame) == 20
        assert people(read_dispensings("fills", database=connection)) == IDS


@pytest.mark.parametrize("kind", ["DOUBLE", "FLOAT"])
def test_parquet_and_duckdb_with_floats_are_refused(kind: str, tmp_path: Path) -> None:
    ids = [str(16777217 + number) for number in range(10)] if kind == "FLOAT" else IDS
    chosen = f"* REPLACE (CAST(patient_id AS {kind}) AS patient_id)"
    refused(write_parquet(fills(ids), tmp_path / "fills.parquet", chosen))
    small = write_parquet(fills(range(7, 17)), tmp_path / "small.parquet", chosen)
    assert people(read_dispensings(small)) == sorted(str(7 + number) for number in range(10))


def test_frames() -> None:
    for ids in (IDS, [BASE + n for n in range(10)], np.array([BASE + n for n in range(10)], dtype="uint64")):
        assert people(read_dispensings(fills(ids))) == IDS
    big = [2**62 + number for number in range(10)]
    for kind in ("int64", "Int64"):
        assert people(read_dispensings(fills(pd.array(big, dtype=kind)))) == sorted(map(str, big))
    whole = np.arange(10.0) + 2.0**49
    assert people(read_dispensings(fills(whole))) == sorted(str(int(each)) for each in whole)
    refused(fills(np.array(IDS, dtype="float64")))
    refused(fills(np.array([2**24 + n for n in range(10)], dtype="float32")))


def test_texts_that_a_spreadsheet_has_shortened(tmp_path: Path) -> None:
    path = tmp_path / "fills.csv"
    for ids in (["1.23457E+19"] * 10, ["1.2345678901234567e+19"] * 10, ["9.2e18"] * 10, ["12345678901234568.0"] * 10):
        fills(ids).to_csv(path, index=False)
        refused(path)
        refused(path, ids="normalise")
    fills(IDS).to_csv(path, index=False)
    assert people(read_dispensings(path)) == IDS
    fills([f"{number}e5{number}" for number in range(10)]).to_csv(path, index=False)  # ids may have letters
    assert len(people(read_dispensings(path))) == 10


def test_excel_and_json(tmp_path: Path) -> None:
    fills([float(one) for one in IDS]).to_excel(tmp_path / "numbers.xlsx", index=False)
    refused(tmp_path / "numbers.xlsx")
    fills(IDS).to_excel(tmp_path / "texts.xlsx", index=False)
    assert people(read_dispensings(tmp_path / "texts.xlsx")) == IDS
    path = tmp_path / "fills.json"
    for digits in (17, 19, 20, 25):
        ids = [10 ** (digits - 1) + number for number in range(10)]
        path.write_text(json.dumps(fills(pd.array(ids, dtype=object)).to_dict("records")))
        try:
            found = people(read_dispensings(path))
        except DataError:
            continue  # refused
        assert found == sorted(map(str, ids))


def test_course_records_likewise(tmp_path: Path) -> None:
    frame = pd.DataFrame({"patient_id": IDS, "course_start": "2015-01-01", "course_end": "2015-06-01",
                          "last_contact": "2019-01-01"})  # fmt: skip
    assert people(read_courses(frame)) == IDS
    found = check_courses(frame.assign(patient_id=np.array(IDS, dtype="float64")))
    assert "id_as_float" in [each.rule for each in found.errors]
    small = frame.assign(patient_id=np.array([2**24 + n for n in range(10)], dtype="float32"))
    assert "id_as_float" in [each.rule for each in check_courses(small).errors]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Holder]:
    file = tmp_path_factory.mktemp("ids") / "none.duckdb"
    file.touch()
    with open_holder("postgres", file) as holder:
        yield holder


def make(server: Holder, table: str, kind: str, day: str = "dispense_date::date") -> None:
    rows = ", ".join(f"('{who}', '{day}')" for who, day in zip(np.repeat(IDS, 2), DAYS, strict=True))
    server.engine.run(f"DROP TABLE IF EXISTS {table}")
    server.engine.run(
        f"CREATE TABLE {table} AS SELECT patient_id::{kind} AS patient_id, {day} AS dispense_date, 30 AS days_supply, "
        f"20 AS strength_mg, 60 AS quantity FROM (VALUES {rows}) AS v (patient_id, dispense_date)"
    )


@pytest.mark.parametrize("kind", EXACT)
@pytest.mark.parametrize("there", [False, True])
def test_postgres_keeps_every_digit(server: Holder, kind: str, there: bool) -> None:
    make(server, "fills", kind)
    assert people(read_dispensings("fills", database=server.database, stitch_there=there)) == IDS


def test_postgres_matches_numbers_and_texts(server: Holder) -> None:
    make(server, "fills", "numeric(38,10)")
    server.engine.run("DROP TABLE IF EXISTS rx")
    rx = f"SELECT '{IDS[0]}' AS patient_id, DATE '2012-01-01' AS date, 'topical' AS kind"
    server.engine.run(f"CREATE TABLE rx AS {rx}")
    records = read_dispensings("fills", treatments="rx", database=server.database)
    assert records.companions[0].patients == 1


@pytest.mark.parametrize("kind", ["double precision", "real"])
def test_postgres_floats_are_refused(server: Holder, kind: str) -> None:
    make(server, "fills", kind)
    refused("fills", database=server.database)


def test_postgres_instants_are_refused_whatever_the_clients_zone(server: Holder, monkeypatch) -> None:
    make(server, "fills", "text", "(dispense_date || ' 00:00+01')::timestamptz")
    make(server, "local", "text", "((dispense_date || ' 00:00+01')::timestamptz AT TIME ZONE 'Europe/Berlin')::date")
    server.engine.run("ALTER TABLE local ADD COLUMN IF NOT EXISTS written timestamptz DEFAULT '2019-01-01 23:30+00'")
    found = []
    for zone in ("UTC", "Asia/Tokyo", "America/New_York"):
        monkeypatch.setenv("PGTZ", zone)
        for there in (False, True):
            with pytest.raises(DataError, match=r"dispense_date of fills of .* holds timestamps with a time zone"):
                read_dispensings("fills", database=server.database, stitch_there=there)
        records = read_dispensings("local", database=server.database)
        found.append((records.fingerprint, records.table("courses")["start"].tolist()))
    assert found == found[:1] * 3
    assert pd.Timestamp("2010-01-01") == pd.Timestamp(min(found[0][1]), unit="D")


def test_duckdb_instants_are_refused_and_the_hint_works() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE fills AS SELECT 'a' AS patient_id, TIMESTAMPTZ '2015-03-10 00:00+01' AS "
                           "dispense_date, 30 AS days_supply, 20 AS strength_mg, 60 AS quantity")  # fmt: skip
        with pytest.raises(DataError, match="holds timestamps with a time zone") as error:
            read_dispensings("fills", database=connection)
        assert "CAST(dispense_date AT TIME ZONE 'Europe/Berlin' AS DATE)" in str(error.value).replace("\n", " ")
        connection.execute("CREATE VIEW local AS SELECT * REPLACE (CAST(dispense_date AT TIME ZONE 'Europe/Berlin' AS "
                           "DATE) AS dispense_date) FROM fills")  # fmt: skip
        (day,) = read_dispensings("local", database=connection).table("courses")["start"]
    assert pd.Timestamp(day, unit="D") == pd.Timestamp("2015-03-10")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    file = tmp_path_factory.mktemp("ids_on_spark") / "none.duckdb"
    file.touch()
    with open_holder("spark", file) as holder:
        yield holder.database


@pytest.mark.parametrize("kind", ["DECIMAL(38,10)", "DECIMAL(38,0)", "STRING", "DOUBLE", "FLOAT"])
def test_spark(session: Any, kind: str) -> None:
    rows = ", ".join(f"('{who}', '{day}')" for who, day in zip(np.repeat(IDS, 2), DAYS, strict=True))
    session.sql(
        f"SELECT CAST(patient_id AS {kind}) AS patient_id, CAST(dispense_date AS DATE) AS dispense_date, 30 AS "
        f"days_supply, 20 AS strength_mg, 60 AS quantity FROM VALUES {rows} AS v (patient_id, dispense_date)"
    ).createOrReplaceTempView("fills")
    if kind in ("DOUBLE", "FLOAT"):
        refused("fills", database=session)
        return
    assert people(read_dispensings("fills", database=session)) == IDS
    if kind == "DECIMAL(38,10)":
        assert people(read_dispensings("fills", database=session, stitch_there=True)) == IDS


def test_spark_instants_are_refused_and_the_day_is_nobodys_zone(session: Any) -> None:
    before = session.conf.get("spark.sql.session.timeZone")
    try:
        session.sql(
            "SELECT 'a' AS patient_id, TIMESTAMP '2019-03-10 00:00:00' AS dispense_date, TIMESTAMP_NTZ '2019-03-10 "
            "00:00:00' AS shown, 30 AS days_supply, 20 AS strength_mg, 60 AS quantity"
        ).createOrReplaceTempView("instants")
        starts = set()
        for zone in ("UTC", "Europe/Berlin", "America/New_York"):
            session.conf.set("spark.sql.session.timeZone", zone)
            with pytest.raises(DataError, match="holds timestamps with a time zone"):
                read_dispensings("instants", database=session)
            frame = session.table("instants").drop("dispense_date")
            starts |= set(read_dispensings(frame, columns={"dispense_date": "shown"}).table("courses")["start"])
        assert [pd.Timestamp(day, unit="D") for day in starts] == [pd.Timestamp("2019-03-10")]
    finally:
        session.conf.set("spark.sql.session.timeZone", before)


def test_spark_tells_why_a_plan_failed_while_it_ran(session: Any) -> None:
    session.range(0, 2000, 1, 2).selectExpr(
        "CAST(id AS STRING) AS patient_id", "DATE '2019-01-01' AS dispense_date",
        "IF(id = 1999, CAST(raise_error('the table of supplies is gone') AS INT), 30) AS days_supply",
        "20 AS strength_mg", "60 AS quantity",
    ).createOrReplaceTempView("failing")  # fmt: skip
    with pytest.raises(DataError, match="the table of supplies is gone"):
        read_dispensings("failing", database=session)


def test_the_innermost_reason_is_told() -> None:
    wrapped = (
        "An error occurred while calling o1.getResult.\n: org.apache.spark.SparkException: Exception thrown in "
        "awaitResult: \n\tat org.apache.spark.X\nCaused by: "
    )
    java = wrapped + "org.apache.spark.SparkArithmeticException: [DIVIDE_BY_ZERO] Division by zero.\n\tat org.a.B\n"
    assert _reason(java) == "[DIVIDE_BY_ZERO] Division by zero."
    python = wrapped + (
        "org.apache.spark.api.python.PythonException: [PYTHON_EXCEPTION] Traceback (most recent call last):\n"
        '  File "x.py", line 37, in boom\n    raise ValueError("the lookup is gone")\nValueError: the lookup is gone\n'
        "\tat org.apache.spark.Error\n"
    )
    assert _reason(python) == "ValueError: the lookup is gone"
    assert _reason("[TABLE_NOT_FOUND] none") == "[TABLE_NOT_FOUND] none"

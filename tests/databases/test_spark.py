"""A Spark session and its data frames: found tables, sentences for what is wrong, and nothing left behind in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from isostats.engines import spark
from isostats.engines.embedded import open_engine
from isostats.engines.registry import open_database
from isostats.errors import DataError
from isostats.records.dispensings import read_dispensings
from tests.databases.holders import open_holder

FILLS = "patient_id STRING, dispense_date DATE, days_supply INT, strength_mg DECIMAL(5, 1), quantity DECIMAL(20, 0)"
VALUES = (
    "('a', DATE '2019-01-01', 30, 20.0, 30), ('a', DATE '2019-01-31', 30, 20.0, 30), "
    "('b', DATE '2019-02-01', 30, 20.5, 30)"
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    file = tmp_path_factory.mktemp("spark") / "none.duckdb"
    file.touch()
    with open_holder("spark", file) as holder:
        run = holder.engine.run
        run("CREATE DATABASE IF NOT EXISTS claims")
        run(f"CREATE TABLE claims.rx ({FILLS}) USING parquet")
        run(f"INSERT INTO claims.rx VALUES {VALUES}")
        run("CREATE OR REPLACE TEMPORARY VIEW fills AS SELECT * FROM claims.rx ORDER BY patient_id, dispense_date")
        run(
            "CREATE OR REPLACE TEMPORARY VIEW `odd name` AS SELECT patient_id, dispense_date, "
            "days_supply AS day_supply, strength_mg, quantity, named_struct('a', 1) AS `more.of it`, true AS row "
            "FROM claims.rx"
        )
        yield holder.database
        run("DROP DATABASE claims CASCADE")


def courses(records: Any) -> list[list[Any]]:
    return records.table("courses")[["person_id", "course", "days_covered", "dose_mg"]].values.tolist()


EXPECTED = [["a", 1, 60, 1200.0], ["b", 1, 30, 615.0]]


def test_views_tables_of_a_schema_and_frames_are_read_alike(session: Any) -> None:
    before = listed(session)
    for table in ("fills", "claims.rx", "`claims`.`RX`"):
        assert courses(read_dispensings(table, database=session)) == EXPECTED
    frame = session.table("fills")
    assert courses(read_dispensings(frame, people=session.sql("SELECT 'a' AS patient_id, 'f' AS sex"))) == EXPECTED
    mapped = read_dispensings("odd name", database=session, columns={"days_supply": "day_supply"})
    assert courses(mapped) == EXPECTED
    assert mapped.source == "odd name of default on Spark"
    assert listed(session) == before


def listed(session: Any) -> list[str]:
    """Every table and view that the session has, with its rows."""
    names = [table.name for table in session.catalog.listTables()] + ["claims`.`rx"]
    return [f"{name} {session.table(f'`{name}`').count()}" for name in names]


def refused(source: Any, **keywords: Any) -> str:
    with pytest.raises(DataError) as caught:
        read_dispensings(source, **keywords)
    return " ".join(str(caught.value).split())


def test_what_is_not_there_is_named(session: Any) -> None:
    said = refused("fill", database=session)
    assert "there is no table 'fill' in default on Spark; did you mean 'fills'? Tables there: fills, odd name." in said
    assert "there is no table 'claims.rxx' in default on Spark; did you mean 'claims.rx'?" in refused(
        "claims.rxx", database=session
    )
    assert "there is no table 'clams.rx' in default on Spark" in refused("clams.rx", database=session)
    said = refused("odd name", database=session)
    assert "odd name of default on Spark has no column 'days_supply'; the nearest name found is 'day_supply'" in said
    frame = session.sql(
        "SELECT 'a' AS patient_id, 'soon' AS dispense_date, 30 AS days_supply, 20 AS strength_mg, 1 AS quantity"
    )
    said = refused(frame)
    assert "'soon'" in said
    assert said.startswith("the Spark data frame of dispensings has 1 kind of error")
    assert "Row numbers count the rows of a table in the order in which they were read" in said


def test_an_error_of_spark_while_rows_are_read(session: Any) -> None:
    broken = session.sql(
        "SELECT patient_id, dispense_date, CAST(patient_id AS INT) AS days_supply, strength_mg, quantity FROM fills"
    )
    said = refused(broken)
    assert said.startswith("default on Spark cannot be read: ")
    assert said.endswith("Nothing was computed.")


def test_rows_come_in_batches(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    store = spark.SparkTables._store

    def seen(self: Any, batch: list[Any], *rest: Any) -> None:
        sizes.append(len(batch))
        store(self, batch, *rest)

    monkeypatch.setattr(spark, "BATCH", 300)
    monkeypatch.setattr(spark.SparkTables, "_store", seen)
    engine = open_engine()
    sql = (
        "SELECT id, CASE WHEN id > 900 THEN CAST(id AS STRING) END AS late, CAST(NULL AS DOUBLE) AS none "
        "FROM range(0, 1000, 1, 3)"
    )
    rows = open_database(session, engine).copy(sql, {"id": "BIGINT", "late": "VARCHAR", "none": "DOUBLE"}, "copied")
    assert rows == 1000
    assert sizes == [300, 300, 300, 100]
    found = engine.execute("SELECT count(DISTINCT id), min(late), count(none) FROM copied").fetchall()
    assert found == [(1000, "901", 0)]

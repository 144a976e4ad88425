"""Tables of a database give what files of the same rows give: courses, lineage, findings; wherever the data lives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from isostats.records.dispensings import StitchedRecords, read_dispensings, write_courses
from isostats.simulate import simulate_dispensings, write_simulation
from tests.databases.holders import HOLDERS, Holder, open_holder
from tests.stitching.test_front_door import random_fills

NAMES = ("dispensings", "observation", "people", "treatments", "deaths")

ODD = {
    "as_text": "* REPLACE (strftime(dispense_date, '%d.%m.%Y') AS dispense_date)",
    "typed_oddly": "patient_id, CAST(dispense_date AS TIMESTAMP) AS DISPENSE_DATE, CAST(days_supply AS DECIMAL(9, 2)) "
    "AS days_supply, CAST(strength_mg AS FLOAT) AS strength_mg, CAST(quantity AS BIGINT) AS quantity",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Simulated claims as files and as a DuckDB file with the same rows; also fills with every kind of fault."""
    folder = tmp_path_factory.mktemp("flat")
    simulation = simulate_dispensings(120, seed=21)
    write_simulation(simulation, folder / "files")
    frame = random_fills(40, seed=1)
    frame.assign(patient_id=lambda rows: rows["patient_id"].replace("p007", " p007 ")).to_csv(
        folder / "files" / "simulated_faulty.csv", index=False
    )
    simulation.deaths.rename(columns={"date": "death_date"}).to_csv(
        folder / "files" / "simulated_deaths.csv", index=False
    )
    with duckdb.connect(str(folder / "claims.duckdb")) as engine:
        for name in (*NAMES, "faulty"):
            file = folder / "files" / f"simulated_{name}.csv"
            engine.execute(f"CREATE TABLE {name} AS SELECT * FROM read_csv('{file}')")
        for name, chosen in ODD.items():
            engine.execute(f"CREATE TABLE {name} AS SELECT {chosen} FROM faulty")
    return folder


@pytest.fixture(scope="module", params=HOLDERS)
def holder(request: pytest.FixtureRequest, folder: Path) -> Iterator[Holder]:
    with open_holder(request.param, folder / "claims.duckdb") as holder:
        holder.hold(folder / "claims.duckdb")
        yield holder


def files(folder: Path, *names: str) -> dict[str, Any]:
    return {name: folder / "files" / f"simulated_{name}.csv" for name in names}


@pytest.fixture(scope="module")
def of_files(folder: Path) -> StitchedRecords:
    """What the files give: read once for all places."""
    return read_dispensings(folder / "files" / "simulated_dispensings.csv", **files(folder, *NAMES[1:]))


@pytest.fixture(scope="module")
def faulty(folder: Path) -> StitchedRecords:
    return read_dispensings(folder / "files" / "simulated_faulty.csv", equal_rows="copies")


def written(records: StitchedRecords, folder: Path) -> tuple[bytes, pd.DataFrame]:
    write_courses(records, folder / "courses.csv")
    return (folder / "courses.csv").read_bytes(), records.lineage


def same_lineage(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """The same fills with the same fates; a file's rows begin at 2, after its header."""
    columns = ["row", "person_id", "day", "days_supply", "supply_source", "dose_mg", "course", "reason", "other_row"]
    theirs = theirs.assign(row=theirs["row"] - 1, other_row=theirs["other_row"] - 1)
    pd.testing.assert_frame_equal(ours[columns], theirs[columns], check_dtype=False)


def test_tables_give_the_courses_of_files(holder: Holder, of_files: StitchedRecords, tmp_path: Path) -> None:
    beside = {name: name for name in NAMES[1:]}
    ours, theirs = read_dispensings("dispensings", **beside, database=holder.database), of_files
    (our_bytes, our_lineage), (their_bytes, their_lineage) = written(ours, tmp_path), written(theirs, tmp_path)
    assert our_bytes == their_bytes
    assert our_bytes.count(b"\n") > 100
    same_lineage(our_lineage, their_lineage)
    for table in ("people", "observation", "events"):
        pd.testing.assert_frame_equal(ours.table(table), theirs.table(table))
    assert ours.flow == theirs.flow
    assert [(found.rule, found.count) for found in ours.findings] == [(f.rule, f.count) for f in theirs.findings]
    assert "Row numbers count the rows of a table in the order in which they were read" in ours.about_rows[0]
    assert not any("Row numbers" in note for note in (*theirs.about_rows, *theirs.notes, *ours.notes))


@pytest.mark.parametrize("table", ["faulty", "as_text", "typed_oddly"])
def test_odd_rows_and_odd_types_go_the_way_of_files(
    holder: Holder, faulty: StitchedRecords, tmp_path: Path, table: str
) -> None:
    ours, theirs = read_dispensings(table, database=holder.database, equal_rows="copies"), faulty
    (our_bytes, our_lineage), (their_bytes, their_lineage) = written(ours, tmp_path), written(theirs, tmp_path)
    assert our_bytes == their_bytes
    same_lineage(our_lineage, their_lineage)
    assert [(found.rule, found.count) for found in ours.findings] == [(f.rule, f.count) for f in theirs.findings]
    assert {"duplicate_fill", "reversal", "absurd_supply"} <= {finding.rule for finding in ours.findings}


def test_the_fingerprint_is_of_the_rows_and_not_of_the_place(holder: Holder, folder: Path) -> None:
    ours = read_dispensings("dispensings", database=holder.database)
    with duckdb.connect() as other:
        file = folder / "files" / "simulated_dispensings.csv"
        other.execute(f"CREATE TABLE shuffled AS SELECT * FROM read_csv('{file}') ORDER BY hash(claim_id)")
        again = read_dispensings("shuffled", database=other)
        other.execute("UPDATE shuffled SET quantity = quantity + 1 WHERE rowid = 7")
        changed = read_dispensings("shuffled", database=other)
    assert ours.fingerprint == again.fingerprint != changed.fingerprint


def test_views_and_tables_with_deleted_rows_are_numbered_without_holes(folder: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "holes.duckdb")) as engine:
        file = folder / "files" / "simulated_faulty.csv"
        engine.execute(f"CREATE TABLE fills AS SELECT * FROM read_csv('{file}')")
        engine.execute("CHECKPOINT")
        engine.execute("DELETE FROM fills WHERE rowid % 3 = 0")
        engine.execute("CREATE SCHEMA claims")
        engine.execute("CREATE VIEW claims.looked_at AS SELECT * FROM fills")
        (kept,) = engine.execute("SELECT count(*) FROM fills").fetchall()[0]
    for table in ("fills", "claims.looked_at", "LOOKED_AT"):
        records = read_dispensings(table, database="duckdb:///holes.duckdb", folder=tmp_path)
        assert records.lineage["row"].tolist() == list(range(1, kept + 1))
        assert records.connection.execute("SHOW DATABASES").fetchall() == [("memory",)]

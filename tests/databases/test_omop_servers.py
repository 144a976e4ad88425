"""An OMOP database gives the same courses, byte for byte, wherever it lives; and only what is needed leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from isostats.doors import through
from isostats.errors import DataError
from isostats.records.dispensings import write_courses
from isostats.records.omop import OmopRecords, omop_concepts, read_omop
from isostats.simulate import simulate_dispensings, write_omop
from tests.databases.holders import Holder, open_holder
from tests.sweeps import WHOLE

COUNTS = """SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables ORDER BY relid"""
SERVERS = ("connection", "postgres", "spark")
SWEPT_ON_SPARK = pytest.param("spark", marks=pytest.mark.validation)
"""Spark takes seconds for each: whole tables are read there, and odd ones in the sweep."""
ODD_SERVERS = ("postgres", SWEPT_ON_SPARK)  # an open connection and a file are read by one engine
GEL = {"isotretinoin": ["RxNorm:6064"]}  # the ingredient: what is for the skin must be left out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated database, and the same with faults: names in capitals, numbers as texts, drugs known by their source
    concept only, strengths in grams of a unit of another vocabulary, tables that are not there."""
    folder = tmp_path_factory.mktemp("omop")
    write_omop(simulate_dispensings(300, seed=9), folder / "cdm.duckdb")
    with duckdb.connect(str(folder / "cdm.duckdb")) as engine:  # as many people again, who never had the drug
        for table in ("person", "observation_period", "measurement", "death", "drug_exposure"):
            capsules = "SELECT concept_id FROM concept WHERE concept_name LIKE 'isotretinoin%capsule'"
            where = f" WHERE drug_concept_id NOT IN ({capsules})" if table == "drug_exposure" else ""
            again = f"SELECT * REPLACE (person_id + 10000 AS person_id) FROM {table}{where}"
            engine.execute(f"INSERT INTO {table} {again}")
    (folder / "odd.duckdb").write_bytes((folder / "cdm.duckdb").read_bytes())
    with duckdb.connect(str(folder / "odd.duckdb")) as engine:
        for statement in (
            "CREATE TABLE other AS SELECT CAST(person_id AS VARCHAR) AS person_id, CAST(drug_concept_id AS DOUBLE) AS "
            "drug_concept_id, * EXCLUDE (person_id, drug_concept_id) FROM drug_exposure",
            "UPDATE other SET drug_source_concept_id = drug_concept_id, drug_concept_id = 0 "
            "WHERE drug_exposure_id % 3 = 0",
            "UPDATE other SET person_id = 'nobody' WHERE drug_exposure_id % 500 = 0",
            "INSERT INTO other SELECT * REPLACE (drug_exposure_id + 100000000 AS drug_exposure_id, 2000009002 AS "
            "drug_type_concept_id) FROM other WHERE quantity > 0",  # each also as its prescription
            "INSERT INTO concept SELECT 2000009002, 'Prescription written', 'Type Concept', 'Ours', 'Type Concept', "
            "'S', 'written', DATE '1970-01-01', DATE '2099-12-31', NULL",
            "DROP TABLE drug_exposure",
            "ALTER TABLE other RENAME TO drug_exposure",
            "CREATE TABLE measured AS SELECT CAST(value_as_number AS VARCHAR) AS value_as_number, "
            "* EXCLUDE (value_as_number) FROM measurement",
            "DROP TABLE measurement",
            "ALTER TABLE measured RENAME TO measurement",
            "INSERT INTO concept SELECT 2000009001, 'gram', 'Unit', 'Ours', 'Unit', 'S', 'g', DATE '1970-01-01', "
            "DATE '2099-12-31', NULL",
            "UPDATE drug_strength SET amount_value = amount_value / 1000, amount_unit_concept_id = 2000009001",
            "DROP TABLE care_site",
        ):
            engine.execute(statement)
    return folder


@pytest.fixture(scope="module", params=SERVERS)
def cdm(request: pytest.FixtureRequest, folder: Path) -> Iterator[Holder]:
    with open_holder(request.param, folder / "cdm.duckdb") as holder:
        holder.hold(folder / "cdm.duckdb")
        yield holder


@pytest.fixture(scope="module", params=ODD_SERVERS)
def odd(request: pytest.FixtureRequest, folder: Path) -> Iterator[Holder]:
    with open_holder(request.param, folder / "odd.duckdb") as holder:
        holder.hold(folder / "odd.duckdb")
        yield holder


@pytest.fixture(scope="module")
def read(cdm: Holder) -> OmopRecords:
    """The database as it is read from its server: once for every test that looks at it."""
    with through("key"):
        return read_omop(cdm.database)


@pytest.fixture(scope="module")
def read_of_file(folder: Path) -> OmopRecords:
    with through("key"):
        return read_omop(folder / "cdm.duckdb")


@pytest.fixture(scope="module")
def gel_of_file(folder: Path) -> OmopRecords:
    with through("key"):
        return read_omop(folder / "cdm.duckdb", concept_sets=GEL)


ODD: dict[str, Any] = {"washout_days": 0, "on_invalid": "set_aside"}


@pytest.fixture(scope="module")
def odd_of_file(folder: Path) -> OmopRecords:
    with through("key"):
        return read_omop(folder / "odd.duckdb", **ODD)


def same(ours: OmopRecords, theirs: OmopRecords, folder: Path) -> None:
    for records, name in ((ours, "ours"), (theirs, "theirs")):
        write_courses(records, folder / f"{name}.csv", lineage=folder / f"{name}_lineage.csv")
    for name in (".csv", "_lineage.csv"):
        assert (folder / f"ours{name}").read_bytes() == (folder / f"theirs{name}").read_bytes()
    assert (folder / "ours.csv").read_bytes().count(b"\n") > 200
    for table in ("people", "observation", "courses", "events"):
        pd.testing.assert_frame_equal(ours.table(table), theirs.table(table))
    pd.testing.assert_frame_equal(ours.concepts, theirs.concepts)
    assert ours.fingerprint == theirs.fingerprint
    assert ours.flow == theirs.flow
    assert told(ours) == told(theirs)


def told(records: OmopRecords) -> list[str]:
    """The findings, with one name for the database."""
    return [str(finding).replace(records.source, "the database") for finding in records.findings]


def test_a_server_gives_what_the_file_gives(read: OmopRecords, read_of_file: OmopRecords, tmp_path: Path) -> None:
    same(read, read_of_file, tmp_path)


@pytest.mark.swept
def test_sets_of_the_user_are_resolved_there(
    cdm: Holder, folder: Path, gel_of_file: OmopRecords, tmp_path: Path
) -> None:
    if WHOLE or cdm.kind != "spark":  # which takes seconds; what is found there is asked below
        ours = read_omop(cdm.database, concept_sets=GEL)
        same(ours, gel_of_file, tmp_path)
        assert [finding.rule for finding in ours.findings].count("topical_left_out") == 1
    with duckdb.connect(str(folder / "cdm.duckdb"), read_only=True) as file:
        (gel,) = file.execute("SELECT concept_id FROM concept WHERE concept_code = 'gel-benzoyl'").fetchall()[0]
    chosen = GEL | {"topical": [gel, -7]}
    pd.testing.assert_frame_equal(
        omop_concepts(cdm.database, concept_sets=chosen), omop_concepts(folder / "cdm.duckdb", concept_sets=chosen)
    )


def test_odd_tables_are_read_alike(odd: Holder, odd_of_file: OmopRecords, tmp_path: Path) -> None:
    ours = read_omop(odd.database, **ODD)
    same(ours, odd_of_file, tmp_path)
    assert ours.set_aside["reason"].tolist().count("empty_id") > 3
    assert ours.table("courses")["weight_kg"].notna().mean() > 0.5
    assert {finding.rule for finding in ours.findings} >= {"omop_table_missing", "supply_from_end_date", "drug_types"}
    assert any("Prescription written (" in finding.message for finding in ours.findings)
    assert "strength_from_name" not in {finding.rule for finding in ours.findings}


def test_only_rows_about_people_with_the_drug_are_read(read: OmopRecords, folder: Path) -> None:
    note = read.about_rows[0]
    assert note.startswith(f"Rows read from {read.source}: ")
    told = note.removeprefix(f"Rows read from {read.source}: ").split(". ")[0].split(", ")
    rows = {name: int(count.replace(",", "")) for name, count in (part.split(" ") for part in told)}
    drug = "(SELECT concept_id FROM concept WHERE concept_name LIKE 'isotretinoin%capsule')"
    people = f"(SELECT person_id FROM drug_exposure WHERE drug_concept_id IN {drug})"
    with duckdb.connect(str(folder / "cdm.duckdb"), read_only=True) as file:
        for table in ("person", "observation_period", "death", "measurement", "drug_exposure"):
            sql = f"SELECT count(*) FILTER (person_id IN {people}), count(*) FROM {table}"
            of_people, every = file.execute(sql).fetchall()[0]
            assert rows[table] == of_people
            assert 0 < of_people < every


def test_a_schema_of_their_own_is_found_by_its_name(folder: Path, read_of_file: OmopRecords, tmp_path: Path) -> None:
    of_file = omop_concepts(folder / "cdm.duckdb")
    with open_holder("postgres", folder / "cdm.duckdb") as holder:
        holder.engine.run("CREATE SCHEMA omop")
        holder.hold(folder / "cdm.duckdb", "omop")
        holder.engine.run("CREATE SCHEMA vocabulary")
        for table in ("concept", "concept_ancestor"):
            holder.engine.run(f"ALTER TABLE omop.{table} SET SCHEMA vocabulary")
        for address in (holder.database + "&schema=omop", holder.database):
            pd.testing.assert_frame_equal(omop_concepts(address), of_file)
        holder.engine.run("CREATE SCHEMA earlier")
        holder.engine.run("CREATE TABLE earlier.person (person_id integer)")
        with pytest.raises(DataError, match="postgres on PostgreSQL is not a complete OMOP database"):
            read_omop(holder.database)
        before = holder.engine.ask(COUNTS)
        same(read_omop(holder.database, schema="omop"), read_of_file, tmp_path)
        assert holder.engine.ask(COUNTS) == before
        with pytest.raises(DataError, match=r"There is no schema 'ompo' with tables in postgres on .*'omop'\?"):
            read_omop(holder.database, schema="ompo")


@pytest.mark.parametrize("cdm", [*SERVERS[:2], SWEPT_ON_SPARK], indirect=True)
def test_what_is_missing_on_a_server_is_named(cdm: Holder, read: OmopRecords, folder: Path) -> None:
    """The same sentences as for a file."""
    with pytest.raises(DataError, match="has none of the 1 code of the concept set isotretinoin") as caught:
        read_omop(cdm.database, concept_sets={"isotretinoin": ["RxNorm:1"]})
    with pytest.raises(DataError) as of_file:
        read_omop(folder / "cdm.duckdb", concept_sets={"isotretinoin": ["RxNorm:1"]})
    assert str(caught.value) == str(of_file.value).replace("cdm.duckdb", read.source)
    with pytest.raises(DataError, match=f"No row of drug_exposure in {read.source} is of the concept set isotretinoin"):
        read_omop(cdm.database, concept_sets={"isotretinoin": ["LOINC:29463-7"]})


def test_what_is_missing_or_forbidden_on_a_server_is_named(folder: Path) -> None:
    with open_holder("postgres", folder / "cdm.duckdb") as holder:
        holder.hold(folder / "cdm.duckdb")
        run = holder.engine.run
        for statement in (
            "CREATE ROLE reader LOGIN",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader",
            "REVOKE SELECT ON death FROM reader",
        ):
            run(statement)
        with pytest.raises(DataError) as caught:
            read_omop(holder.database.replace("tester@", "reader@"))
        assert str(caught.value) == (
            "The user reader may not read public.death of postgres on PostgreSQL. Ask its owner for: "
            "GRANT SELECT ON public.death TO reader."
        )
        run("ALTER TABLE drug_exposure RENAME TO drug_exposures")
        run("ALTER TABLE person RENAME COLUMN year_of_birth TO yearofbirth")
        with pytest.raises(DataError) as caught:
            omop_concepts(holder.database)
        assert str(caught.value).splitlines()[:3] == [
            "postgres on PostgreSQL is not a complete OMOP database; 2 things missing:",
            "- table person has no column year_of_birth; did you mean 'yearofbirth'?",
            "- there is no table drug_exposure; did you mean 'drug_exposures'?",
        ]

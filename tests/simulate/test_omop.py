"""The OMOP database of a simulation: its patients, the tables of CDM 5.4, codes that are real and ids that are not."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from isostats.errors import OutputError
from isostats.resources import resource
from isostats.simulate import (
    DispensingSimulation,
    simulate_dispensings,
    write_omop,
    write_simulation,
)
from isostats.simulate.omop import OMOP_TABLES


@pytest.fixture(scope="module")
def simulation() -> DispensingSimulation:
    return simulate_dispensings(400, seed=8)


@pytest.fixture(scope="module")
def database(simulation: DispensingSimulation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    path = write_omop(simulation, tmp_path_factory.mktemp("omop") / "cdm.duckdb")
    with duckdb.connect(str(path), read_only=True) as engine:
        yield engine


def frame(database: duckdb.DuckDBPyConnection, text: str) -> pd.DataFrame:
    return database.execute(text).df()


def test_every_table_is_there_and_filled(database: duckdb.DuckDBPyConnection) -> None:
    found = frame(database, "SELECT DISTINCT table_name FROM information_schema.tables")["table_name"]
    assert set(found) == set(OMOP_TABLES)
    assert {name for name in OMOP_TABLES if not frame(database, f"SELECT 1 FROM {name} LIMIT 1").size} == set()


def test_every_concept_id_is_local_and_known(database: duckdb.DuckDBPyConnection) -> None:
    assert frame(database, "SELECT min(concept_id) AS id FROM concept")["id"][0] > 2_000_000_000
    for table, columns in OMOP_TABLES.items():
        for column in [part.split()[0] for part in columns.split(", ") if part.split()[0].endswith("concept_id")]:
            unknown = frame(
                database,
                f"SELECT count(*) AS n FROM {table} WHERE {column} <> 0 "
                f"AND {column} NOT IN (SELECT concept_id FROM concept)",
            )
            assert unknown["n"][0] == 0, f"{table}.{column}"


def test_the_published_codes_are_all_in_the_vocabulary(database: duckdb.DuckDBPyConnection) -> None:
    codes = pd.read_csv(resource("data", "published", "codes.csv"), dtype=str)
    held = frame(database, "SELECT vocabulary_id, concept_code FROM concept")
    assert set(zip(codes["vocabulary"], codes["code"], strict=True)) <= set(held.itertuples(index=False, name=None))


def test_exposures_are_the_fills_without_their_duplicates(
    database: duckdb.DuckDBPyConnection, simulation: DispensingSimulation
) -> None:
    written = frame(
        database,
        """SELECT person_source_value AS patient_id, strftime(drug_exposure_start_date, '%Y-%m-%d') AS dispense_date,
                  CAST(drug_exposure_end_date - drug_exposure_start_date + 1 AS BIGINT) AS days_supply,
                  CAST(amount_value AS BIGINT) AS strength_mg, CAST(quantity AS BIGINT) AS quantity,
                  concept_name AS drug
           FROM drug_exposure JOIN person USING (person_id) JOIN concept ON concept_id = drug_concept_id
           JOIN drug_strength USING (drug_concept_id) WHERE concept_name LIKE 'isotretinoin%capsule'""",
    )
    fills = simulation.dispensings.drop_duplicates().drop(columns="claim_id")
    columns = list(fills)
    pd.testing.assert_frame_equal(
        written[columns].sort_values(columns, ignore_index=True),
        fills.astype({"days_supply": "int64"}).sort_values(columns, ignore_index=True),
        check_dtype=False,
    )


def test_people_periods_weights_and_deaths_are_those_simulated(
    database: duckdb.DuckDBPyConnection, simulation: DispensingSimulation
) -> None:
    for table, count in (
        ("person", len(simulation.people)),
        ("observation_period", len(simulation.observation)),
        ("measurement", len(simulation.weights)),
        ("death", len(simulation.deaths)),
        ("care_site", simulation.people["site"].nunique()),
    ):
        assert frame(database, f"SELECT count(*) AS n FROM {table}")["n"][0] == count
    sexes = frame(
        database,
        "SELECT person_source_value AS patient_id, concept_name AS sex FROM person "
        "JOIN concept ON concept_id = gender_concept_id ORDER BY 1",
    )
    assert (sexes["sex"].str.lower() == simulation.people.sort_values("patient_id")["sex"].to_numpy()).all()


def test_the_ingredient_stands_above_the_gel_as_in_rxnorm(database: duckdb.DuckDBPyConnection) -> None:
    below = """SELECT below.concept_name FROM concept AS above
        JOIN concept_ancestor ON ancestor_concept_id = above.concept_id
        JOIN concept AS below ON descendant_concept_id = below.concept_id WHERE above.concept_code = '{}'"""
    gel = "isotretinoin 0.5 MG/ML topical gel"
    assert gel in set(frame(database, below.format("6064"))["concept_name"])
    assert gel not in set(frame(database, below.format("D10BA01"))["concept_name"])


def test_the_same_simulation_gives_the_same_rows(simulation: DispensingSimulation, tmp_path: Path) -> None:
    one, two = (write_omop(simulation, tmp_path / name) for name in ("one.duckdb", "two.duckdb"))
    with duckdb.connect() as engine:
        engine.execute(f"ATTACH '{one}' AS one (READ_ONLY)")
        engine.execute(f"ATTACH '{two}' AS two (READ_ONLY)")
        for table in OMOP_TABLES:
            rows = [engine.execute(f"SELECT * FROM {name}.{table} ORDER BY ALL").fetchall() for name in ("one", "two")]
            assert rows[0] == rows[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.duckdb", "two.duckdb"]


def test_a_place_that_cannot_be_written_leaves_nothing(simulation: DispensingSimulation, tmp_path: Path) -> None:
    (tmp_path / "a_file").write_text("no folder")
    with pytest.raises(OutputError, match="cannot be written"):
        write_omop(simulation, tmp_path / "a_file" / "cdm.duckdb")
    assert [path.name for path in tmp_path.iterdir()] == ["a_file"]


def test_a_folder_holds_the_database_the_truth_and_a_study_that_reads_it(
    simulation: DispensingSimulation, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    write_simulation(simulation, out)
    paths = write_simulation(simulation, out, omop=True)
    assert {path for path in out.rglob("*") if path.is_file()} == {out / "manifest.json", *paths}
    study = tomllib.loads(paths[-1].read_text(encoding="utf-8"))
    assert study["data"] == {"omop": "duckdb:///simulated_cdm.duckdb", "simulated": True}
    assert study["study"]["title"] == "Simulated OMOP database (400 patients)"
    write_simulation(simulation, out)
    assert not (out / "simulated_cdm.duckdb").exists()

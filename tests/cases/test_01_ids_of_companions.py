"""Case 01: ids of companions that lost their zeros or their case, in every table of every door, are told or refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from isostats.errors import DataError
from isostats.records import check_courses, read_courses
from isostats.records.dispensings import read_dispensings
from isostats.records.omop import read_omop
from isostats.report.job import analyse_study, check_records, read_records
from isostats.simulate import simulate_dispensings, write_omop, write_simulation
from isostats.study.study_file import make_study

CASE = Path(__file__).parent / "01_ids_of_companions"
IDS = [f"{number:04d}" for number in range(1, 41)]
FILLS = pd.DataFrame(
    {"patient_id": IDS, "dispense_date": "2016-03-01", "days_supply": 30, "strength_mg": 20, "quantity": 60}
)
COMPANIONS = {
    "observation": {"start": "2014-01-01", "end": "2019-12-31"},
    "people": {"sex": "female"},
    "treatments": {"date": "2016-09-01", "kind": "topical"},
    "deaths": {"death_date": "2018-01-01"},
    "weights": {"date": "2016-03-01", "weight_kg": 60},
}


def companion(label: str, ids: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"patient_id": ids} | dict.fromkeys(COMPANIONS[label]) | COMPANIONS[label])


def test_the_case_is_refused_with_both_spellings() -> None:
    findings = check_records(CASE / "study.toml")
    assert [finding.rule for finding in findings.errors] == ["companion_of_nobody"] * 2
    people, treatments = findings.errors
    assert "0 of 40 patients and 0 of 40 rows of people.csv are in fills.csv" in people.message
    assert treatments.example == "'1' in row 2, and '0001' in fills.csv"
    assert re.search("set ids ?= ?.normalise. to join such spellings", treatments.advice)
    assert "40 of 40 patients of fills.csv are in enrolment.csv" in findings.notes[0].message


def test_with_the_right_ids_and_with_the_normal_form_half_are_in_remission(tmp_path: Path) -> None:
    folder = shutil.copytree(CASE, tmp_path / "case")
    shutil.copy(folder / "treatments_ok.csv", folder / "treatments.csv")
    with pytest.raises(DataError, match=r"nobody of people\.csv"):
        analyse_study(folder / "study.toml")
    for given, ids in ((folder, None), (CASE, "normalise")):
        text = {"dispensings": "fills.csv", "observation": "enrolment.csv", "treatments": "treatments.csv"}
        study = make_study({"data": text}, folder=given, ids=ids)
        records = read_records(study)
        events = records.table("events")
        assert (len(events), events["person_id"].nunique()) == (20, 20)
        assert not records.findings.errors
    joined = records.findings.notes[-1].message
    assert "20 of 20 patients and 20 of 20 rows of treatments.csv are in fills.csv" in joined
    assert joined.endswith("; 20 ids matched by the normal form alone")


@pytest.mark.parametrize("label", COMPANIONS)
@pytest.mark.parametrize("spoil", [lambda one: one.lstrip("0"), lambda one: "P" + one, lambda one: one + ".0"])
def test_a_companion_of_which_nobody_matches_is_an_error(label: str, spoil) -> None:
    with pytest.raises(DataError) as error:
        read_dispensings(FILLS, **{label: companion(label, [spoil(one) for one in IDS])})
    (finding,) = error.value.findings.errors
    assert finding.rule == "companion_of_nobody"
    assert f"nobody of the data frame of {label} is in the data frame of dispensings" in finding.message
    assert "0001" in finding.example
    assert spoil("0001") in finding.example


@pytest.mark.parametrize("label", COMPANIONS)
def test_some_spelled_otherwise_are_a_warning_with_counts(label: str) -> None:
    ids = [one.lstrip("0") if one < "0006" else one for one in IDS]
    records = read_dispensings(FILLS, **{label: companion(label, ids)}, washout_days=0)
    (finding,) = [each for each in records.findings.warnings if each.rule.startswith("companion")]
    assert (finding.rule, finding.count, finding.row) == ("companion_spelled_otherwise", 5, 2)
    assert "5 of 40 patients" in finding.message
    assert "'1' in row 2, and '0001'" in finding.example
    counts = {step.reason: (step.rows, step.patients) for step in records.companions}
    assert counts == {"matched": (35, 35), "not_in_the_main_table": (5, 5), "without_a_row_in_it": (0, 5)}
    joined = read_dispensings(FILLS, **{label: companion(label, ids)}, washout_days=0, ids="normalise")
    assert not [each for each in joined.findings.warnings if each.rule.startswith("companion")]
    assert next(step for step in joined.companions if step.reason == "matched").patients == 40


def test_strangers_are_calm_in_wide_tables_and_a_warning_in_the_others() -> None:
    for label in COMPANIONS:
        strangers = [f"x{number}" for number in range(90, 100)]
        findings = read_dispensings(FILLS, **{label: companion(label, IDS + strangers)}, washout_days=0).findings
        warnings = [each for each in findings.warnings if each.rule.startswith("companion")]
        if label in ("observation", "people"):
            assert not warnings
        else:
            assert [(each.rule, each.count) for each in warnings] == [("companion_unknown_people", 10)]
            assert warnings[0].example == "patient x90, row 42"
        assert "40 of 50 patients and 40 of 50 rows" in findings.notes[-1].message


@pytest.mark.parametrize("label", ["treatments", "deaths", "weights"])
def test_most_ids_unknown_is_an_error(label: str) -> None:
    with pytest.raises(DataError) as error:
        read_dispensings(FILLS, **{label: companion(label, IDS[:10] + [f"x{number}" for number in range(11)])})
    assert [each.rule for each in error.value.findings.errors] == ["companion_mostly_unknown"]


def test_most_people_without_observation_is_an_error() -> None:
    with pytest.raises(DataError, match="most ids of the data frame of observation"):
        read_dispensings(FILLS, observation=companion("observation", IDS[:19]))
    records = read_dispensings(FILLS, observation=companion("observation", IDS[:20]))
    assert "20 of 40 patients of the data frame of dispensings are in" in records.findings.notes[0].message


def test_few_people_with_treatments_are_no_fault() -> None:
    records = read_dispensings(FILLS, treatments=companion("treatments", IDS[:1]))
    assert [each.rule for each in records.findings] == ["follow_up_assumed", "washout_unseen", "reconciled"]


def test_rows_without_an_id_are_told() -> None:
    records = read_dispensings(FILLS, treatments=companion("treatments", [*IDS[:5], "", ""]))
    (finding,) = [each for each in records.findings.warnings if each.rule.startswith("companion")]
    assert (finding.rule, finding.count) == ("companion_without_id", 2)
    with pytest.raises(DataError, match="3 of 5 rows of the data frame of treatments have no patient_id"):
        read_dispensings(FILLS, treatments=companion("treatments", [*IDS[:2], "", "", ""]))


COURSES = pd.DataFrame(
    {"patient_id": ["A1", "B2", "C3"], "course_start": "2015-01-01", "course_end": "2015-06-01",
     "last_contact": "2019-01-01"}
)  # fmt: skip


def events(*ids: str) -> pd.DataFrame:
    return pd.DataFrame({"patient_id": ids, "date": "2016-01-01", "kind": "topical"})


def test_events_of_the_courses_door_likewise() -> None:
    refused = check_courses(COURSES, events=events("a1", "b2", "c3"))
    assert "companion_of_nobody" in [each.rule for each in refused.errors]
    some = check_courses(COURSES, events=events("A1", "B2", "c3"))
    assert [each.rule for each in some.errors] == ["companion_spelled_otherwise", "event_unknown_patient"]
    joined = read_courses(COURSES, events=events("a1", "b2", "c3"), ids="normalise")
    assert joined.table("events")["person_id"].tolist() == ["a1", "b2", "c3"]
    assert [step.patients for step in joined.companions] == [3, 0, 0]


def test_events_spelled_otherwise_are_not_set_aside() -> None:
    """Setting the event aside would leave its person among the people without one."""
    some = events("A1", "B2", "c3")
    with pytest.raises(DataError, match="under another spelling") as refusal:
        read_courses(COURSES, events=some, on_invalid="set_aside")
    assert "no setting aside helps" in str(refusal.value)
    assert "keep the patients concerned out" not in str(refusal.value)
    strangers = read_courses(COURSES, events=events("A1", "B2", "D4"), on_invalid="set_aside")
    assert strangers.table("events")["person_id"].tolist() == ["A1", "B2"]


@pytest.mark.parametrize("ids", ["as_written", "normalise"])
def test_blanks_between_digits_are_named_whatever_is_joined(ids: str) -> None:
    """No normal form joins them, and the id that a message shows is the one that stands in the file."""
    whole, parted = [str(900_000 + 7 * at) for at in range(30)], [f"900 {7 * at:03}" for at in range(30)]
    courses = pd.concat([COURSES.iloc[:1].assign(patient_id=each) for each in [*whole, "700 123"]])
    beside = events(*whole[:20], *parted[20:], "700123")
    with pytest.raises(DataError) as refusal:
        read_courses(courses, events=beside, on_invalid="set_aside", ids=ids)
    (finding,) = [each for each in refusal.value.findings.errors if each.rule == "companion_spelled_otherwise"]
    assert (finding.count, finding.row) == (11, 22)
    assert finding.example == "'900 140' in row 22, and '900140' in the data frame of courses"
    assert "without blanks between digits" in finding.advice
    alone = check_courses(courses, events=beside.iloc[-1:], ids=ids)
    (finding,) = [each for each in alone.errors if each.rule.startswith("companion")]
    assert "'700123' in row 2, and '700 123' in" in finding.example
    fills = FILLS.iloc[:30].assign(patient_id=whole)
    treatments = companion("treatments", [*whole[:20], *parted[20:29], "800 001"])
    found = read_dispensings(fills, treatments=treatments, ids=ids).findings
    told = {each.rule: each for each in found.warnings if each.rule.startswith("companion")}
    assert {rule: each.count for rule, each in told.items()} == {
        "companion_spelled_otherwise": 9, "companion_unknown_people": 1}  # fmt: skip
    assert told["companion_unknown_people"].example.startswith("patient 900 140, row 22")


def test_an_ambiguous_companion_is_said_to_be() -> None:
    fills = FILLS.assign(patient_id=["01", "001", *IDS[2:]])
    found = read_dispensings(fills, treatments=companion("treatments", ["1", *IDS[2:5]])).findings
    (alike,) = [each for each in found.warnings if each.rule == "companion_spelled_otherwise"]
    assert "1 of them could itself be several people" in alike.advice


def test_simulated_claims_with_ids_of_treatments_in_lower_case(tmp_path: Path) -> None:
    write_simulation(simulate_dispensings(120, seed=5), tmp_path)
    treatments = next(tmp_path.glob("*treatments*.csv"))
    frame = pd.read_csv(treatments, dtype=str)
    whole = check_records(tmp_path / "study.toml")
    assert not [each for each in whole if each.rule.startswith("companion")]
    ids = frame["patient_id"]
    spoiled = ids.str.lower() if (ids != ids.str.lower()).any() else "0" + ids
    frame.assign(patient_id=spoiled).to_csv(treatments, index=False)
    assert [each.rule for each in check_records(tmp_path / "study.toml").errors] == ["companion_of_nobody"]
    frame.assign(patient_id=spoiled.where(ids.index % 9 == 0, ids)).to_csv(treatments, index=False)
    some = check_records(tmp_path / "study.toml")
    assert not some.errors
    assert "companion_spelled_otherwise" in [each.rule for each in some.warnings]


def test_an_omop_database_whose_persons_are_others_is_refused(tmp_path: Path) -> None:
    write_omop(simulate_dispensings(60, seed=3), tmp_path / "cdm.duckdb")
    with duckdb.connect(str(tmp_path / "cdm.duckdb")) as engine:
        engine.execute("UPDATE person SET person_id = person_id + 1000000")
    with pytest.raises(DataError, match=r"of drug_exposure in cdm\.duckdb are not in its table person"):
        read_omop(tmp_path / "cdm.duckdb")

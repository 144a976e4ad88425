"""Visits, monitoring and adverse events beside dispensings and OMOP databases: the same tables, checks and answers as
beside course records of the same people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from isostats.cohort.course_conduct import CONDUCT, EFFECTS, WINDOWS, window_counts
from isostats.cohort.first_course_facts import share_counts
from isostats.cohort.following import Cohort, first_courses
from isostats.cohort.relapse_intervals import relapses_between_visits
from isostats.errors import DataError, StudyError
from isostats.records import read_courses
from isostats.records.course_records import Records
from isostats.records.dispensings import read_dispensings
from isostats.records.guessing.drafts import draft_study
from isostats.records.omop import read_omop
from isostats.simulate import simulate_dispensings, write_omop

NAMES = ("visits", "monitoring", "adverse_events")
FILLS = pd.DataFrame({
    "patient_id": ["a", "a", "b", "b"], "dispense_date": ["2019-01-01", "2019-01-31", "2019-02-01", "2019-03-03"],
    "days_supply": 30, "strength_mg": 20, "quantity": 60,
})  # fmt: skip
SEEN = pd.DataFrame({"patient_id": ["a", "b"], "start": "2017-01-01", "end": "2021-12-31"})


def rows(*cells: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([{"patient_id": "a", "date": "2019-02-01", **row} for row in cells])


def rules(error: pytest.ExceptionInfo[DataError]) -> list[str]:
    return [each.rule for each in error.value.findings.errors]


def last_seen(records: Records) -> pd.Series:
    """Until when each person was observed after the first course without a hole."""
    first = records.table("courses").query("course == 1")[["person_id", "end"]]
    periods = records.table("observation").merge(first, on="person_id", suffixes=("", "_of_course"))
    within = periods[(periods["start"] <= periods["end_of_course"]) & (periods["end_of_course"] <= periods["end"])]
    return within.set_index("person_id")["end"]


def contacts(records: Records) -> dict[str, pd.DataFrame]:
    """Tables about the people of some courses: visits with scores in and after them, tests, adverse events."""
    courses = records.table("courses")
    first = courses[courses["course"] == 1].reset_index(drop=True)
    last = pd.to_datetime(first["person_id"].map(last_seen(records)), unit="D")
    who, (start, end) = first["person_id"], (pd.to_datetime(first[day], unit="D") for day in ("start", "end"))

    def on(days: pd.Series, keep: pd.Series | bool = True, **further: Any) -> pd.DataFrame:
        frame = pd.DataFrame({"patient_id": who, "date": days.dt.strftime("%Y-%m-%d"), **further})
        return frame[pd.Series(keep, index=frame.index) & (days <= last)]

    number, day = pd.Series(range(len(first))), lambda n: pd.Timedelta(days=n)
    visits = [on(end - day(5), score_face=number % 3, score_trunk=0),
              on(start + day(31), number % 2 == 0, score_face=3),
              on(end + day(90), number % 5 > 0, score_face=number % 4, score_trunk=1)]  # fmt: skip
    tests = [on(start - day(3), number % 3 == 0, test="alt", value=20.0, unit="U/l"),
             on(start + day(12), number % 6 == 0, test="alt", value=25.0, unit="U/l"),
             on(start + day(33), number % 4 == 0, test="pregnancy", result_text="negative")]  # fmt: skip
    effects = [on(start + day(10), number % 4 == 1, kind="dry_lips", grade=1 + number % 3),
               on(end + day(29), number % 7 == 2, kind="mood")]  # fmt: skip
    return dict(zip(NAMES, (pd.concat(part) for part in (visits, tests, effects)), strict=True))


def as_course_records(records: Records) -> pd.DataFrame:
    """Stitched courses whose ends are known, as a clinic would keep them."""
    courses, people = records.table("courses"), records.table("people").set_index("person_id")
    whole = courses.groupby("person_id")["end_status"].transform("first") == "confirmed"
    last = courses["person_id"].map(last_seen(records))
    kept = courses[whole & (courses["end_status"] == "confirmed") & (courses["end"] <= last)]
    days = {"course_start": kept["start"], "course_end": kept["end"], "last_contact": last[kept.index]}
    dates = {name: pd.to_datetime(each, unit="D").dt.strftime("%Y-%m-%d") for name, each in days.items()}
    sex = kept["person_id"].map(people["sex"])
    return pd.DataFrame({"patient_id": kept["person_id"], **dates, "sex": sex})


def answers(cohort: Cohort) -> dict[str, Any]:
    """What is described of the first courses."""
    told: dict[str, Any] = {}
    for name, asked in WINDOWS.items():
        counts = window_counts(cohort, asked)
        assert counts is not None
        told[name] = (counts.windows.tolist(), counts.held.tolist(), counts.people.tolist(), counts.seen)
    told["before"] = share_counts(cohort, CONDUCT["tested_before"])
    told["lips"] = [share_counts(cohort, EFFECTS["dry_lips", grade]) for grade in (1, 2, 3)]
    told["mood"] = share_counts(cohort, CONDUCT["mood_change"])
    scores = relapses_between_visits(cohort)
    assert scores is not None
    assert scores.by_score
    told["scores"] = [scores.at(day) for day in (60, 90, 365)]
    return told


def test_the_same_people_have_the_same_answers_through_all_three_doors(tmp_path: Path) -> None:
    made = simulate_dispensings(120, seed=3)
    flat = {"observation": made.observation, "people": made.people, "treatments": made.treatments}
    tables = contacts(read_dispensings(made.dispensings, **flat))
    of_fills = read_dispensings(made.dispensings, **flat, **tables)
    database = write_omop(made, tmp_path / "cdm.duckdb")
    with duckdb.connect(str(database), read_only=True) as engine:
        number = dict(engine.execute("SELECT person_source_value, person_id FROM person").fetchall())
    for name, table in tables.items():
        table.assign(patient_id=table["patient_id"].map(number)).to_csv(tmp_path / f"{name}.csv", index=False)
    of_omop = read_omop(database, **{name: tmp_path / f"{name}.csv" for name in NAMES})
    of_courses = read_courses(as_course_records(of_fills), **tables)

    cohorts = [first_courses(records) for records in (of_courses, of_fills, of_omop)]
    assert [cohort.people for cohort in cohorts] == [cohorts[0].people] * 3
    assert cohorts[0].people > 60
    told = list(map(answers, cohorts))
    assert told[0] == told[1] == told[2]
    assert told[0]["scores"][1]["relapsed"] > 5
    for records in (of_fills, of_omop):
        steps = {(step.step, step.reason): step.rows for step in records.companions}
        assert steps["beside: visits", "not_in_the_main_table"] == 0
        assert steps["beside: visits", "matched"] == len(tables["visits"])
    alone = first_courses(read_dispensings(made.dispensings, **flat))
    pd.testing.assert_frame_equal(cohorts[1].frame(["day0", "exit_day"]), alone.frame(["day0", "exit_day"]))


@pytest.mark.parametrize(
    ("table", "cells", "rule", "shows"),
    [
        ("visits", {"date": ""}, "visit_missing_value", "has no date"),
        ("visits", {"date": "2020-06-01"}, "visit_after_death", "died 2020-05-31"),
        ("visits", {"score_face": 5}, "visit_score_beyond_scale", "where an IGA ends at 4"),
        ("visits", {"scale": "vas"}, "unknown_code", "'vas'"),
        ("monitoring", {"test": "alt", "lower_limit": 9, "upper_limit": 2}, "test_limits_swapped", "9 to 2"),
        ("adverse_events", {"kind": "mood", "grade": 6}, "adverse_event_impossible_value", "Possible: 1 to 5."),
    ],
)
def test_bad_rows_are_errors_that_name_one_and_set_their_people_aside(
    table: str, cells: dict[str, Any], rule: str, shows: str
) -> None:
    good = {"monitoring": {"test": "alt"}, "adverse_events": {"kind": "mood"}}.get(table, {})
    deaths = pd.DataFrame({"patient_id": ["a"], "death_date": ["2020-05-31"]})
    beside = {table: rows(good, {**good, **cells}, {"patient_id": "b", **good}), "deaths": deaths, "observation": SEEN}
    with pytest.raises(DataError) as refused:
        read_dispensings(FILLS, **beside)
    assert rules(refused) == [rule]
    assert shows in str(refused.value)
    kept = read_dispensings(FILLS, **beside, on_invalid="set_aside")
    assert kept.table("courses")["person_id"].tolist() == ["b"]
    assert kept.table(table)["person_id"].tolist() == ["b"]


def test_strangers_are_told_a_table_of_strangers_and_one_of_another_time_are_errors() -> None:
    told = read_dispensings(FILLS, observation=SEEN, visits=rows({}, {"patient_id": "z"}, {}))
    assert {each.rule: each.count for each in told.findings.warnings} == {
        "companion_unknown_people": 1, "visit_again": 1}  # fmt: skip
    assert len(told.table("visits")) == 1
    with pytest.raises(DataError) as refused:
        read_dispensings(FILLS, observation=SEEN, visits=rows({"patient_id": "z"}))
    assert rules(refused) == ["companion_of_nobody"]
    early = rows(*({"date": f"20{year}-01-01"} for year in range(10, 16)))
    with pytest.raises(DataError) as refused:
        read_dispensings(FILLS, observation=SEEN, visits=early)
    assert rules(refused) == ["beside_elsewhere"]
    assert "6 of 6 visits of observed patients" in str(refused.value)


def test_one_definition_of_courses_after_another_keeps_them() -> None:
    from isostats.records.dispensings.reader import prepare_dispensings
    from isostats.study.definitions import CourseDefinition

    prepared = prepare_dispensings(FILLS, observation=SEEN, adverse_events=rows({"kind": "mood"}))
    for gap in (30, 90):
        assert prepared.records(CourseDefinition(gap_days=gap)).table("adverse_events")["kind"].tolist() == ["mood"]


def test_names_of_columns_and_codes_are_those_of_one_table_alone() -> None:
    treatments = pd.DataFrame({"patient_id": ["a"], "Datum": ["2019-09-01"], "kind": ["Creme"]})
    effects = pd.DataFrame({"patient_id": ["a"], "Beginn": ["2019-02-01"], "kind": ["Lippen"]})
    told = read_dispensings(
        FILLS, observation=SEEN, treatments=treatments, adverse_events=effects,
        columns={"date": "Datum", "adverse_events.date": "Beginn"},
        values={"kind": {"Creme": "topical", "Lippen": "dry_lips"}},
    )  # fmt: skip
    assert told.table("events")["kind"].tolist() == ["topical"]
    assert told.table("adverse_events")["kind"].tolist() == ["dry_lips"]
    with pytest.raises(DataError, match="score_face"):
        read_dispensings(FILLS, columns={"score_face": "Gesicht"})
    with pytest.raises(StudyError, match="dispensings is a single file"):
        read_dispensings(FILLS, visits=[rows({})])


def test_tables_of_a_database_are_named_as_its_tables(tmp_path: Path) -> None:
    place = tmp_path / "claims.duckdb"
    with duckdb.connect(str(place)) as engine:
        for name, frame in {"fills": FILLS, "seen": SEEN, "contacts": rows({"score_face": 2})}.items():
            engine.register("frame", frame)
            typed = "REPLACE (CAST(dispense_date AS DATE) AS dispense_date)" if name == "fills" else ""
            engine.execute(f"CREATE TABLE {name} AS SELECT * {typed} FROM frame")
    address = f"duckdb:///{place}"
    for there in (False, True):
        told = read_dispensings("fills", database=address, observation="seen", visits="contacts", stitch_there=there)
        assert told.table("visits")["score_face"].tolist() == [2]
        assert len(told.table("courses")) == 2


def test_a_draft_of_a_folder_of_extracts_names_them(tmp_path: Path) -> None:
    tables = {"fills": FILLS, "enrolment": SEEN, "visits": rows({"score_face": 2}),
              "labs": rows({"test": "alt", "value": 3, "unit": "U/l"})}  # fmt: skip
    for name, frame in tables.items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    sources = draft_study([tmp_path]).sources
    assert {key: Path(str(source)).stem for key, source in sources.items()} == {
        "dispensings": "fills", "observation": "enrolment", "visits": "visits", "monitoring": "labs"}  # fmt: skip


def test_diagnoses_are_known_by_their_columns_in_any_words(tmp_path: Path) -> None:
    FILLS.to_csv(tmp_path / "fills.csv", index=False)
    later = {"patient_id": ["a"], "date": ["2019-09-01"], "code": ["J01AA02"], "days_supply": [30]}
    pd.DataFrame(later).to_csv(tmp_path / "later.csv", index=False)
    for number, names in enumerate((("patid", "dx_date", "icd10"), ("Patient", "Diagnosedatum", "Diagnosecode"))):
        place = tmp_path / f"table{number}.csv"
        rows_of = [["a", "2018-12-01", "L70.0"], ["b", "2018-12-02", "L20.9"]]
        pd.DataFrame(rows_of, columns=list(names)).to_csv(place, index=False)
        draft = draft_study([tmp_path / "fills.csv", tmp_path / "later.csv", place])
        assert {key: Path(str(source)).name for key, source in draft.sources.items()} == {
            "dispensings": "fills.csv", "treatments": "later.csv", "diagnoses": place.name}  # fmt: skip
        assert set(draft.tables["diagnoses"].chosen) == {"patient_id", "date", "diagnosis_code"}

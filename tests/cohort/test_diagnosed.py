"""Who has a diagnosis in time: as one counts by hand, and alike through course records, dispensings and OMOP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import isostats as iso
from isostats.cohort.course_ends import count_ends
from isostats.cohort.following import Cohort, first_courses
from isostats.doors import through
from isostats.errors import NobodyLeft, StudyError
from isostats.records import read_courses
from isostats.records.dispensings import read_dispensings
from isostats.records.omop import read_omop
from isostats.simulate import simulate_dispensings, write_omop
from isostats.study.eligibility import Eligibility
from tests.records.test_beside_dispensings import as_course_records

START, END = pd.Timestamp("2019-01-01"), pd.Timestamp("2019-06-09")
ACNE = ("L70.0", "l709", "L70", "706.1", "7061", "88616000", "11381005")
OTHERS = ("L70.2", "706.0", "L20.9", "M2610", "L71.1", "250.00")
WINDOWS: tuple[dict[str, Any], ...] = (
    {}, {"diagnosis_days": 30}, {"diagnosis_until": "end"}, {"diagnosis_until": "end", "diagnosis_days": 0},
    {"diagnosis_until": "any"}, {"diagnosis_until": "any", "diagnosis_days": 10},
)  # fmt: skip


def records(diagnoses: pd.DataFrame, people: str = "abcdefgh") -> Any:
    courses = pd.DataFrame({"patient_id": list(people), "course_start": START, "course_end": END,
                            "last_contact": "2021-12-31"})  # fmt: skip
    return read_courses(courses, diagnoses=diagnoses)


def by_hand(diagnoses: pd.DataFrame, starts: pd.Series, ends: pd.Series, acne: pd.Series, **window: Any) -> set[str]:
    """Whoever has a row of acne in time; starts and ends are by person."""
    day = pd.to_datetime(diagnoses["date"])
    start, end = (pd.to_datetime(diagnoses["patient_id"].map(each)) for each in (starts, ends))
    until = {"end": day <= end, "any": day == day}.get(window.get("diagnosis_until", ""), day <= start)
    since = day >= start - pd.Timedelta(days=window["diagnosis_days"]) if "diagnosis_days" in window else day == day
    return set(diagnoses["patient_id"][until & since & acne])


def left(cohort: Cohort) -> dict[str, int]:
    return {each.reason: each.people for each in cohort.left_out}


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdefg"), st.integers(-40, 250), st.sampled_from(ACNE + OTHERS)),
                min_size=1))  # fmt: skip
def test_who_is_eligible_is_whom_one_counts_by_hand(rows: list[tuple[str, int, str]]) -> None:
    table = pd.DataFrame(rows, columns=["patient_id", "day", "diagnosis_code"])
    table["date"] = START + pd.to_timedelta(table.pop("day"), unit="D")
    starts, ends = (pd.Series(day, index=list("abcdefgh")) for day in (START, END))
    acne = table["diagnosis_code"].isin(ACNE)
    cohort = first_courses(records(table))
    for window in WINDOWS:
        wanted = by_hand(table, starts, ends, acne, **window)
        if not wanted:
            with pytest.raises(NobodyLeft if acne.any() else StudyError, match="diagnosis"):
                cohort.where(diagnosis="acne", **window)
            continue
        eligible = cohort.where(diagnosis="acne", **window)
        ids = eligible.query("SELECT ids.person_id FROM first_courses AS f JOIN main.courses_file_ids AS ids "
                             "ON ids.person = f.person_id")["person_id"]  # fmt: skip
        assert set(ids) == wanted
        assert sum(left(eligible).values()) == 8 - len(wanted)
        assert left(eligible).get("no diagnosis recorded at all", 0) == 8 - table["patient_id"].nunique()


def test_the_same_people_are_eligible_through_all_three_doors(tmp_path: Path) -> None:
    made = simulate_dispensings(120, seed=3)
    database = write_omop(made, tmp_path / "cdm.duckdb")
    with duckdb.connect(str(database)) as engine:  # some later, some earlier, some of another thing, some unmapped
        engine.execute("""UPDATE condition_occurrence SET condition_start_date = condition_start_date
            + CAST(CASE person_id % 4 WHEN 0 THEN -400 WHEN 1 THEN -20 WHEN 2 THEN 20 ELSE 0 END AS INTEGER)""")
        engine.execute("UPDATE condition_occurrence SET condition_concept_id = 0 WHERE person_id % 3 = 0")
        engine.execute("UPDATE condition_occurrence SET condition_source_concept_id = 0 WHERE person_id % 6 = 0")
        engine.execute("""UPDATE condition_occurrence SET condition_concept_id = 0, condition_source_concept_id = 0,
            condition_source_value = CASE person_id % 2 WHEN 0 THEN 'L40.0' ELSE 'X 17' END WHERE person_id % 5 = 0""")
        engine.execute("DELETE FROM condition_occurrence WHERE person_id % 11 = 0")
        rows = engine.execute("""SELECT person_source_value AS patient_id, condition_start_date AS date,
            condition_source_value AS diagnosis_code FROM condition_occurrence JOIN person USING (person_id)""").df()
    rows["vocabulary"] = rows["diagnosis_code"].map({"X 17": "of the clinic"})
    flat = {"observation": made.observation, "people": made.people, "treatments": made.treatments}
    of_fills = read_dispensings(made.dispensings, **flat, diagnoses=rows)
    of_courses = read_courses(as_course_records(of_fills), diagnoses=rows)
    of_omop = read_omop(database)
    cohorts = [first_courses(each) for each in (of_courses, of_fills, of_omop)]

    first = of_fills.table("courses").query("course == 1").set_index("person_id")
    starts, ends = (pd.to_datetime(first[day], unit="D") for day in ("start", "end"))
    confirmed = first["end_status"] == "confirmed"
    known = rows[rows["patient_id"].isin(first.index[confirmed])]
    for asked, codes, windows in (("acne", ["L70.0"], WINDOWS), (["L40*", "L70.0"], ["L40.0", "L70.0"], WINDOWS[:1])):
        for window in windows:
            wanted = by_hand(known, starts, ends, known["diagnosis_code"].isin(codes), **window)
            eligible = [cohort.where(diagnosis=asked, **window) for cohort in cohorts]
            assert [each.people for each in eligible] == [len(wanted)] * 3
            assert left(eligible[0]) == left(eligible[1]) == left(eligible[2])
    eligible = cohorts[2].where(diagnosis="acne")
    assert 10 < eligible.people < cohorts[2].people
    # open courses of eligible people are on the course until their follow-up ends: they are asked as well
    of_open = rows[rows["patient_id"].isin(first.index[~confirmed])]
    open_ends = by_hand(of_open, starts, ends, of_open["diagnosis_code"] == "L70.0")
    for cohort, read in ((cohorts[1], of_fills), (cohorts[2], of_omop)):
        counts = count_ends(cohort.where(diagnosis="acne"), read)
        assert counts.n.sum() == eligible.people + len(open_ends)


def test_an_omop_database_without_conditions_says_which_table_is_lacking(tmp_path: Path) -> None:
    database = write_omop(simulate_dispensings(30, seed=3), tmp_path / "cdm.duckdb")
    with pytest.raises(StudyError, match="not with omop; its condition_occurrence is read"):
        read_omop(database, diagnoses="diagnoses.csv")
    with duckdb.connect(str(database)) as engine:
        engine.execute("DROP TABLE condition_occurrence")
    records = read_omop(database)
    assert [each.column for each in records.findings if each.rule == "omop_table_missing"] == ["condition_occurrence"]
    with pytest.raises(StudyError, match="in an OMOP database it is condition_occurrence"):
        first_courses(records, diagnosis="acne")


def test_the_rule_is_a_row_of_the_flow_and_part_of_the_definition(tmp_path: Path) -> None:
    diagnoses = pd.DataFrame({"patient_id": list("abc"), "date": "2018-12-31",
                              "diagnosis_code": ["L70.0", "L71", "L70.9"]})  # fmt: skip
    courses = pd.DataFrame({"patient_id": list("abcd"), "course_start": START, "course_end": END,
                            "last_contact": "2021-12-31"})  # fmt: skip
    for name, frame in {"courses": courses, "diagnoses": diagnoses}.items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    (tmp_path / "study.toml").write_text(
        '[data]\ncourses = "courses.csv"\ndiagnoses = "diagnoses.csv"\n[eligibility]\ndiagnosis = "acne"\n'
        "diagnosis_days = 365\n"
    )
    study = iso.read_study(tmp_path / "study.toml")
    asked = "a diagnosis of acne by the start of the course, at most 365 days before it began"
    assert study.eligibility.words == f"with {asked}"
    cohort = first_courses(read_courses(study.data), eligibility=study.eligibility)
    assert left(cohort) == {"no diagnosis recorded at all": 1, f"no {asked.removeprefix('a ')}": 1}
    assert cohort.people == 2
    assert cohort.definition.eligibility == f"with {asked}"
    assert "diagnosis" not in study.as_written()["data"]["columns"]
    assert study.as_written()["eligibility"]["diagnosis"] == ("acne",)


@pytest.mark.parametrize(
    ("rules", "match"),
    [
        ({"diagnosis_days": 30}, "none is asked for"),
        ({"diagnosis_until": "end"}, "none is asked for"),
        ({"diagnosis": "acne", "diagnosis_until": "stop"}, "must be one of 'start', 'end', 'any'"),
        ({"diagnosis": "*"}, "blank"),
        ({"diagnosis": "acne", "diagnosis_days": -1}, "diagnosis_days"),
    ],
)
def test_rules_that_cannot_be_are_errors(rules: dict[str, Any], match: str) -> None:
    with pytest.raises(StudyError, match=match):
        Eligibility(**rules)


def test_without_a_table_the_error_says_what_to_name_and_following_it_helps() -> None:
    diagnoses = pd.DataFrame({"patient_id": ["a"], "date": ["2018-12-31"], "diagnosis_code": ["L70.0"]})
    courses = pd.DataFrame({"patient_id": ["a", "b"], "course_start": START, "course_end": END,
                            "last_contact": "2021-12-31"})  # fmt: skip
    with through("keyword"), pytest.raises(StudyError, match=r"diagnoses='diagnoses.csv', with patient_id, date"):
        first_courses(read_courses(courses), diagnosis="acne")
    assert first_courses(read_courses(courses, diagnoses=diagnoses), diagnosis="acne").people == 1
    of_column = read_courses(courses.assign(diagnosis=["acne", "rosacea"]))
    with through("keyword"), pytest.raises(StudyError, match=r"of these records: only=\{'diagnosis': 'acne'\}"):
        first_courses(of_column, diagnosis="acne")
    assert first_courses(of_column, only={"diagnosis": "acne"}).people == 1


def test_a_diagnosis_that_nobody_has_is_an_error_with_the_codes_there_are() -> None:
    diagnoses = pd.DataFrame({"patient_id": ["a", "b", "b"], "date": "2018-12-31",
                              "diagnosis_code": ["L71", "L20", "L20"]})  # fmt: skip
    cohort = first_courses(records(diagnoses))
    with pytest.raises(StudyError, match=r"nobody has acne .* Its codes are: L20 \(2\), L71 \(1\)\. List those"):
        cohort.where(diagnosis="acne")
    assert cohort.where(diagnosis=["L2*"]).people == 1
    told = ["acne inversa", "eczema", "a story of Mrs Miller"]
    words = diagnoses.drop(columns="diagnosis_code").assign(diagnosis=told)
    with pytest.raises(StudyError, match=r"Its codes are: other words \(2\), acne inversa \(1\)\."):
        first_courses(records(words)).where(diagnosis="acne")


def test_concepts_and_codes_of_a_named_vocabulary_are_those_alone() -> None:
    diagnoses = pd.DataFrame({
        "patient_id": list("abcd"), "date": "2018-12-31", "diagnosis_code": ["M2610", "M2610", None, None],
        "vocabulary": ["Read", "ICD10CM", None, None], "concept_id": [None, None, 141095, 7],
    })  # fmt: skip
    cohort = first_courses(records(diagnoses))
    assert cohort.where(diagnosis="acne").people == 1
    assert cohort.where(diagnosis="Read:M26*").people == 1
    assert cohort.where(diagnosis="M26*").people == 2
    assert cohort.where(diagnosis=[141095]).people == 1
    words = diagnoses.assign(diagnosis=["Rosazea", "ROSAZEA", "Ekzem", None])
    assert first_courses(records(words)).where(diagnosis="rosazea").people == 2
    assert cohort.where(diagnosis=[141095, "acne"]).people == 2

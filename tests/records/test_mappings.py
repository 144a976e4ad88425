"""The user's names of columns: of every table, or of one alone; and mappings that cannot be."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.errors import DataError, StudyError
from isostats.records import check_courses
from isostats.records.dispensings import read_dispensings
from isostats.study.inputs import Inputs

DAYS = {"course_start": ["2019-01-01"], "course_end": ["2019-06-01"], "last_contact": ["2021-01-01"]}
ROW = {"patient_id": ["a"], **DAYS}
FILLS = pd.DataFrame({"pat": ["a", "a"], "dispense_date": ["2019-01-01", "2019-02-01"], "days_supply": [30, 30],
                      "strength_mg": [20, 20], "quantity": [60, 60]})  # fmt: skip
PRESCRIBED = pd.DataFrame({"pat": ["a"], "issued": ["2020-01-01"], "kind": ["topical"]})
WEIGHED = pd.DataFrame({"person": ["a"], "measured": ["2019-01-01"], "weight_kg": [60.0]})


def courses(**renamed: str) -> pd.DataFrame:
    """One course, its columns renamed."""
    return pd.DataFrame(ROW).rename(columns=renamed)


def test_tables_that_call_their_dates_and_patients_otherwise_are_mapped_each_by_itself() -> None:
    columns = {
        "patient_id": "pat", "weights.patient_id": "person", "treatments.date": "issued", "weights.date": "measured",
    }  # fmt: skip
    records = read_dispensings(FILLS, treatments=PRESCRIBED, weights=WEIGHED, columns=columns)
    assert records.table("courses")["weight_kg"].tolist() == [60.0]
    assert records.table("events")["kind"].tolist() == ["topical"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("weights.dates", "which is not one of our columns; did you mean 'date'?"),
        ("weights.date", "but a data frame has no column 'mesured'; did you mean 'measured'?"),
    ],
)
def test_a_mapping_of_one_table_is_held_to_that_table(address: str, words: str) -> None:
    columns = {"patient_id": "pat", "weights.patient_id": "person", address: "mesured"}
    with pytest.raises(DataError) as error:
        read_dispensings(FILLS, weights=WEIGHED, columns=columns)
    assert words in " ".join(str(error.value).split())


def test_events_have_a_name_of_their_own() -> None:
    later = pd.DataFrame({"patient_id": ["a"], "response_date": ["2020-01-01"], "kind": ["topical"]})
    columns = {"events.date": "response_date"}
    assert check_courses(courses(), events=later, columns=columns).ok


def test_one_column_is_not_two_of_ours() -> None:
    columns = {"course_start": "day", "course_end": "day"}
    findings = check_courses(courses(course_start="day").drop(columns="course_end"), columns=columns)
    assert {(each.rule, each.column) for each in findings.errors} == {
        ("doubled_mapping", "course_end"), ("missing_column", "course_end"),
    }  # fmt: skip
    assert "gives 'day' of a data frame to both course_start and course_end" in str(findings)


def test_a_name_mapped_onto_itself_is_one_of_ours_or_an_error() -> None:
    same = {name: name for name in ROW}
    assert check_courses(courses(), columns=same).to_frame().equals(check_courses(courses()).to_frame())
    findings = check_courses(courses(course_start="beginn"), columns={"beginn": "beginn"})
    assert "the column mapping maps 'beginn' onto itself, and it is not one of our columns" in str(findings)


def test_what_was_guessed_is_said_until_it_is_confirmed() -> None:
    choices = {"columns": {"course_start": "Start"}, "values": {"sex": {"1": ""}}, "dates": "day_first"}
    frame = courses(course_start="Start").assign(sex="1")
    guessed = ["columns.course_start", "values.sex", "dates", "decimal"]  # the last one is not stated any more
    (finding,) = (each for each in check_courses(frame, guessed=guessed, **choices) if each.rule == "guessed")
    assert finding.count == 3
    assert "course_start is 'Start'; sex: '1' as not recorded; dates is 'day_first'" in finding.message
    assert not any(each.rule == "guessed" for each in check_courses(frame, **choices))


def test_what_is_guessed_is_a_key() -> None:
    with pytest.raises(StudyError, match=r"guessed names 'column', which is no key of .*; did you mean 'columns'"):
        Inputs(courses="a.csv", guessed=["column.sex"])


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"sex": {"M": "female", "m": "male"}}, "to both 'female' and 'male'"),
        ({"patient_id": {"2": "1"}}, "codes of patient_id"),
    ],
)
def test_codes_that_collide_and_codes_of_ids_are_refused(values: dict[str, dict[str, str]], says: str) -> None:
    found = check_courses(courses().assign(sex="M"), values=values)
    assert any(each.rule == "unknown_mapping" and says in each.message for each in found.errors)
    same = check_courses(courses().assign(sex="M"), values={"sex": {"M": "male", "m": "male"}})
    assert not same.errors


def test_courses_and_a_table_beside_them_are_not_one_file() -> None:
    with pytest.raises(StudyError, match=r"courses and events both name a\.csv"):
        Inputs(courses="a.csv", events="a.csv")

"""People who had isotretinoin before the records began have no first course here; they are counted, never dropped."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.cohort.following import first_courses
from isostats.errors import NobodyLeft
from isostats.records import check_courses, read_courses


def courses(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    """patient_id, course_start, course_end, prior_isotretinoin, lost_reason; last seen at the end of 2021."""
    names = ["patient_id", "course_start", "course_end", "prior_isotretinoin", "lost_reason"]
    return pd.DataFrame(rows, columns=names).assign(last_contact="2021-12-31")


THREE = courses(
    ("a", "2018-01-01", "2018-06-01", "no", "discharged"),
    ("b", "2018-01-01", "2018-06-01", "Yes", ""),
    ("b", "2019-01-01", "2019-06-01", "", "moved away"),
    ("c", "2018-01-01", "2018-06-01", "unknown", "not known"),
)


def test_a_known_earlier_course_keeps_a_person_out_of_first_courses_and_is_counted() -> None:
    records = read_courses(THREE)
    numbers = records.table("courses")[["person_id", "course"]]
    assert numbers.to_records(index=False).tolist() == [("a", 1), ("b", 2), ("b", 3), ("c", 1)]
    flow = [(step.step, step.reason, step.rows, step.patients) for step in records.flow]
    assert flow[-2:] == [("kept", "", 4, 3), ("not a first course", "prior_isotretinoin", 2, 1)]
    cohort = first_courses(records)
    assert cohort.people == 2
    assert int(cohort.count("second_course").events.sum()) == 0


def test_not_knowing_is_neither_yes_nor_missing() -> None:
    records = read_courses(THREE[THREE["patient_id"] == "c"])
    assert [step.step for step in records.flow] == ["rows read", "kept"]
    assert first_courses(records).people == 1


def test_if_everyone_had_an_earlier_course_nobody_is_left() -> None:
    with pytest.raises(NobodyLeft):
        first_courses(read_courses(THREE[THREE["patient_id"] == "b"]))


def test_the_last_contact_and_the_reason_are_those_of_the_last_row() -> None:
    frame = THREE.assign(last_contact_type=["visit", "visit", "linkage", "phone call"])
    frame["last_contact"] = ["2021-12-31", "2018-12-31", "2021-12-31", "2021-12-31"]
    found = read_courses(frame).table("observation").set_index("person_id")
    assert found["last_contact_type"].to_dict() == {"a": "visit", "b": "linkage", "c": "phone"}
    assert found["lost_reason"].to_dict() == {"a": "discharged_well", "b": "moved", "c": "unknown"}


def test_a_reason_that_is_none_is_an_error_that_names_the_known_ones() -> None:
    (finding,) = check_courses(THREE.assign(lost_reason="holiday")).errors
    assert (finding.rule, finding.column, finding.count) == ("unknown_code", "lost_reason", 4)
    assert "discharged_well" in str(finding)

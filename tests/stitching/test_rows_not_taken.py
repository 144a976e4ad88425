"""Rows that say that they were returned or cancelled, in a column that is not read, are told in every door."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.records import check_courses
from isostats.records.dispensings import read_dispensings

FILLS = pd.DataFrame({
    "patient_id": ["1", "1", "2", "2"], "dispense_date": ["2019-01-01", "2019-02-01", "2019-01-01", "2019-02-01"],
    "days_supply": 30, "strength_mg": 20, "quantity": 60, "drug": ["Isotretinoin 20mg caps"] * 3 + ["Lisinopril 5mg"],
})  # fmt: skip
OBSERVED = pd.DataFrame({"patient_id": ["1", "2"], "start": "2017-01-01", "end": "2022-01-01"})


@pytest.mark.parametrize(("name", "taken", "returned"), [
    ("Status", "Dispensed", "Returned"), ("Claim Status", "Paid", "REVERSED"), ("Status", "abgegeben", "Storniert"),
    ("Estado", "entregado", "devuelto"), ("Statut", "délivré", "annulé"), ("state", "ok", "not collected"),
    ("Returned", "no", "yes"), ("Cancelled", "0.0", "1.0"), ("Storno", "", "ja"), ("状態", "済", "返品"),
])  # fmt: skip
def test_returned_fills_that_count_are_told(name: str, taken: str, returned: str) -> None:
    """Of another product it is of no use, and one with a negative quantity is read as what it is."""
    frame = FILLS.assign(**{name: [taken, returned, taken, returned]})
    findings = read_dispensings(frame, observation=OBSERVED).findings
    (warning,) = [each for each in findings if each.rule == "unread_status"]
    assert warning.message == f"1 of 4 rows of a data frame says in '{name}' that it was returned or cancelled"
    assert warning.example == f"row 3, '{returned}'"
    assert warning.row == 3
    back = pd.concat([frame.assign(**{name: taken}), frame[1:2].assign(quantity=-60, dispense_date="2019-02-05")])
    findings = read_dispensings(back, observation=OBSERVED).findings
    assert "unread_status" not in {each.rule for each in findings}
    assert "reversal" in {each.rule for each in findings}


def test_returned_treatments_are_told_beside_fills_and_courses() -> None:
    later = pd.DataFrame({"patient_id": ["1", "2"], "date": "2020-01-01", "kind": ["oral_antibiotic", "not_for_acne"]})
    later = later.assign(Status="Cancelled")
    courses = pd.DataFrame({"patient_id": ["1", "2"], "course_start": "2018-01-01"})
    courses = courses.assign(course_end="2018-06-01", last_contact="2022-01-01")
    of_fills = read_dispensings(FILLS, observation=OBSERVED, treatments=later).findings
    for findings in (of_fills, check_courses(courses, events=later)):
        assert [each.count for each in findings if each.rule == "unread_status"] == [1]
    taken_back = check_courses(courses, events=later.assign(quantity="-1"))
    assert "unread_status" not in {each.rule for each in taken_back}

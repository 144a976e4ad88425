"""People who had isotretinoin before the records began have no first course here; they are counted, never dropped."""

from __future__ import annotations

import pandas as pd
import pytest

import isostats as iso
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


START = pd.Timestamp("2018-01-01")


def with_events(*taken: tuple[int, int | str], of: str = "a", **columns: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Three people with one course, and isotretinoin of one so many days before its start, with its supply."""
    days = [(of, f"{START - pd.Timedelta(days=before):%Y-%m-%d}", "isotretinoin", supply) for before, supply in taken]
    rows = [(who, "2018-01-01", "2018-06-01", "", "") for who in "abc"]
    return courses(*rows).assign(**columns), pd.DataFrame(days, columns=["patient_id", "date", "kind", "days_supply"])


# Of 30 days, the last covered day of a fill 91 days before is followed by 61 drug-free days; of unknown supply the
# course may begin 90 days later and be the same.
@pytest.mark.parametrize(
    ("taken", "runs"),
    [
        (((900, 30), (870, 30), (840, 30)), 1),
        (((900, 30), (600, 30)), 2),
        (((900, 30), (20, 30)), 1),
        (((91, 30),), 1),
        (((90, 30),), 0),
        (((91, ""),), 1),
        (((90, ""),), 0),
        (((200, 30), (110, 30), (20, 30)), 0),
        (((1, 30),), 0),
        (((0, 30), (-400, 30)), 0),
    ],
)
def test_isotretinoin_of_events_long_before_shows_an_earlier_course(
    taken: tuple[tuple[int, int | str], ...], runs: int
) -> None:
    frame, events = with_events(*taken)
    records = read_courses(frame, events=events)
    assert records.table("courses")["course"].tolist() == [1 + runs, 1, 1]
    assert first_courses(records).people == (2 if runs else 3)
    flow = [(step.reason, step.rows, step.patients) for step in records.flow if step.step == "not a first course"]
    assert flow == [("earlier_isotretinoin", 1, 1)] * bool(runs)
    findings = [each for each in records.findings if each.rule == "earlier_isotretinoin"]
    assert [each.message for each in findings] == [
        "1 of 3 patients has isotretinoin among the events more than 60 drug-free days before the first course"
    ] * bool(runs)
    assert [each.rule for each in check_courses(frame, events=events)].count("earlier_isotretinoin") == bool(runs)


def test_a_fill_that_was_taken_back_shows_nothing_and_what_is_known_otherwise_is_told_once() -> None:
    frame, events = with_events((900, 30), (890, -30))
    records = read_courses(frame, events=events, on_invalid="set_aside")
    assert first_courses(records).people == 3
    frame, events = with_events((900, 30))
    records = read_courses(frame.assign(prior_isotretinoin=["yes", "", ""]), events=events)
    assert [step.reason for step in records.flow if step.step == "not a first course"] == ["prior_isotretinoin"]
    assert records.table("courses")["course"].tolist() == [2, 1, 1]


def test_so_it_is_in_wide_sheets_in_several_sources_and_with_days_as_numbers() -> None:
    frame, events = with_events((900, 30))
    days = {"Start 1": "2018-01-01", "End 1": "2018-06-01", "last_contact": "2021-12-31"}
    again = {"Start 2": ["2019-01-01", "", ""], "End 2": ["2019-06-01", "", ""]}
    wide = pd.DataFrame({"patient_id": list("abc"), **days, **again})
    named = {"course_start": "Start", "course_end": "End"}
    records = read_courses(wide, events=events, layout="wide", columns=named)
    assert records.table("courses")["course"].tolist() == [2, 3, 1, 1]
    others = read_courses(frame.assign(patient_id=list("xyz")), events=events.assign(patient_id="x", date="2019-01-01"))
    several = iso.combine(records, others, labels=["A", "B"])
    assert first_courses(several).people == 5
    assert ("not a first course", 2) in [(step.step, step.rows) for step in several.flow]
    numbers = {"course_start_day": [0], "course_end_day": [150], "last_contact_day": [900]}
    before = pd.DataFrame({"patient_id": ["a"], "day": [-800], "kind": ["isotretinoin"], "days_supply": [30]})
    found = check_courses(pd.DataFrame({"patient_id": ["a"], **numbers}), events=before)
    (finding,) = [each for each in found if each.rule == "earlier_isotretinoin"]
    assert finding.example == "row 2, day -800, first course starts day 0"


# The course ends on 2018-06-01, which is 151 days after its start.
@pytest.mark.parametrize(
    ("taken", "columns", "told"),
    [
        (((-152, 30),), {}, True),
        (((-212, ""),), {}, True),
        (((-213, 30),), {}, False),
        (((-151, 30),), {}, False),
        (((-160, 30), (-161, -30)), {}, False),
        (((-160, 30),), {"relapse_date": "2018-06-09"}, False),
        (((-160, 30),), {"relapse_date": "2018-06-11"}, True),
    ],
)
def test_a_course_that_may_go_on_among_the_events_is_told(
    taken: tuple[tuple[int, int | str], ...], columns: dict[str, str], told: bool
) -> None:
    frame, events = with_events(*taken, **columns)
    found = [each for each in check_courses(frame, events=events) if each.rule == "close_isotretinoin"]
    assert [each.message for each in found] == [
        "1 of 3 courses has isotretinoin among the events within 60 drug-free days after the end"
    ] * told
    assert all("patient a, row 2, 2018-0" in each.example for each in found)


def test_a_row_that_begins_as_soon_is_told_once_and_days_may_be_numbers() -> None:
    frame, events = with_events((-180, 30))
    again = frame.head(1).assign(course_start="2018-07-01", course_end="2018-12-01")
    found = [each.rule for each in check_courses(pd.concat([frame, again]), events=events)]
    assert ("close_courses" in found, "close_isotretinoin" in found) == (True, False)
    numbers = {"course_start_day": [0], "course_end_day": [150], "last_contact_day": [900]}
    after = pd.DataFrame({"patient_id": ["a"], "day": [170], "kind": ["isotretinoin"]})
    found = check_courses(pd.DataFrame({"patient_id": ["a"], **numbers}), events=after)
    (finding,) = [each for each in found if each.rule == "close_isotretinoin"]
    assert finding.example == "patient a, row 2, day 170, the course before ends day 150"

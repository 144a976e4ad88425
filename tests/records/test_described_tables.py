"""Visits, monitoring and adverse events beside course records: read, checked, matched both ways, and no outcome."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from isostats.cohort.course_conduct import WINDOWS, window_counts
from isostats.cohort.following import first_courses
from isostats.errors import DataError, StudyError
from isostats.records import check_courses, read_courses
from isostats.records.combining import combine

COURSES = pd.DataFrame({"patient_id": ["a", "b"], "course_start": "2019-01-01", "course_end": "2019-06-09",
                        "last_contact": "2021-12-31"})  # fmt: skip


def rows(*cells: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([{"patient_id": "a", "date": "2019-02-01", **row} for row in cells])


TABLES = {
    "visits": rows({"score_face": 3, "scale": "IGA"}, {"patient_id": "b", "date": "2020-01-01", "score_face": 4}),
    "monitoring": rows({"test": "TG", "value": 1.7, "unit": "mmol/l", "upper_limit": 1.7}),
    "adverse_events": rows({"kind": "Cheilitis", "grade": 2, "action": "dose reduced"}),
}


def test_all_three_are_kept_matched_and_change_no_outcome_of_the_courses() -> None:
    records = read_courses(COURSES, **TABLES)
    assert records.findings.errors == ()
    assert records.table("visits")[["person_id", "score_face", "scale"]].values.tolist()[1][:2] == ["b", 4.0]
    assert records.table("monitoring")["test"].tolist() == ["triglycerides"]
    assert records.table("adverse_events")[["kind", "action"]].values.tolist() == [["dry_lips", "dose_reduced"]]
    assert len(records.table("events")) == 0
    steps = {(step.step, step.reason): (step.rows, step.patients) for step in records.companions}
    assert steps["beside: monitoring", "without_a_row_in_it"] == (0, 1)
    assert ("visit_before_end", 1) in [(each.rule, each.count) for each in records.findings]
    with_them, alone = first_courses(records), first_courses(read_courses(COURSES))
    assert alone.outcomes == ("second_course",)
    assert with_them.outcomes == (*alone.outcomes, "relapse_by_score")  # which only visits tell
    flow = [(step.step, step.rows) for step in records.flow]
    assert flow[:2] == [("rows read", 2), ("kept", 2)]
    assert ("beside: visits kept", 2) in flow


@pytest.mark.parametrize(
    ("table", "cells", "rule", "shows"),
    [
        ("visits", {"date": ""}, "visit_missing_value", "a visit has no date"),
        ("visits", {"date": "2022-01-01"}, "visit_after_last_contact", "last contact 2021-12-31"),
        ("visits", {"score_face": 5}, "visit_score_beyond_scale", "where an IGA ends at 4"),
        ("visits", {"score_face": 6, "scale": "cea"}, "visit_impossible_value", "Possible: 0 to 5."),
        ("visits", {"scale": "vas"}, "unknown_code", "'vas'"),
        ("monitoring", {"test": "ferritin"}, "unknown_code", "'ferritin'"),
        ("monitoring", {"test": "alt", "value": -1}, "test_impossible_result", "alt -1"),
        ("monitoring", {"test": "alt", "lower_limit": 9, "upper_limit": 2}, "test_limits_swapped", "9 to 2"),
        ("adverse_events", {"kind": "mood", "grade": 6}, "adverse_event_impossible_value", "Possible: 1 to 5."),
        ("adverse_events", {"kind": ""}, "adverse_event_missing_value", "has no kind"),
        ("adverse_events", {"kind": "mood", "action": "prayed"}, "unknown_code", "'prayed'"),
    ],
)
def test_bad_rows_are_errors_that_name_one(table: str, cells: dict[str, Any], rule: str, shows: str) -> None:
    good = {"monitoring": {"test": "alt"}, "adverse_events": {"kind": "mood"}}.get(table, {})
    frame = rows(good, {**good, **cells})
    (finding,) = check_courses(COURSES, **{table: frame}).errors
    assert (finding.rule, finding.count, finding.row) == (rule, 1, 3)
    assert shows.removeprefix("a visit ") in str(finding)


def test_who_has_a_bad_row_is_set_aside_with_all_of_them() -> None:
    frame = rows({}, {"date": "2022-01-01"})
    with pytest.raises(DataError):
        read_courses(COURSES, visits=frame)
    kept = read_courses(COURSES, visits=frame, on_invalid="set_aside")
    assert (len(kept.table("courses")), len(kept.table("visits"))) == (1, 0)
    assert set(kept.set_aside["file"]) == {"courses", "visits"}


@pytest.mark.parametrize(("table", "noun"), [("visits", "visit"), ("monitoring", "test"),
                                              ("adverse_events", "adverse_event")])  # fmt: skip
def test_of_each_table_the_same_is_impossible_or_told(table: str, noun: str) -> None:
    dead = COURSES.assign(death_date="2021-12-31")
    good = {"monitoring": {"test": "alt"}, "adverse_events": {"kind": "mood"}}.get(table, {})
    frame = rows({**good}, {**good}, {**good, "date": "2022-01-05"}, {**good, "date": ""})
    rules = {each.rule: each.count for each in check_courses(dead, **{table: frame}) if each.rule.startswith(noun)}
    assert rules == {f"{noun}_missing_value": 1, f"{noun}_after_last_contact": 1, f"{noun}_after_death": 1,
                     f"{noun}_again": 1} | ({"visit_before_end": 2} if noun == "visit" else {})  # fmt: skip


def test_strangers_are_told_and_left_out_and_a_table_of_strangers_is_an_error() -> None:
    some = rows({}, {"patient_id": "z"})
    records = read_courses(COURSES, visits=some)
    assert len(records.table("visits")) == 1
    assert [each.count for each in records.findings if each.rule == "companion_unknown_people"] == [1]
    assert [each.rule for each in check_courses(COURSES, visits=rows({"patient_id": "z"})).errors] == [
        "companion_of_nobody"]  # fmt: skip


def test_a_row_that_is_there_twice_counts_once() -> None:
    twice = rows({"score_face": 1}, {"score_face": 1}, {"score_face": 2})
    records = read_courses(COURSES, visits=twice)
    assert records.table("visits")["score_face"].tolist() == [1, 2]
    assert [each.count for each in records.findings if each.rule == "visit_again"] == [1]
    assert ("beside: visits left out", 1) in [(step.step, step.rows) for step in records.flow]


def test_a_value_without_a_unit_is_told() -> None:
    frame = rows({"test": "tg", "value": 150}, {"test": "pregnancy", "value": 0}, {"test": "alt", "result_text": "ok"})
    assert [each.count for each in check_courses(COURSES, monitoring=frame).warnings
            if each.rule == "test_without_unit"] == [1]  # fmt: skip


def test_names_and_codes_of_one_table_do_not_reach_into_another() -> None:
    events = pd.DataFrame({"patient_id": ["a"], "date": ["2020-01-01"], "kind": ["Creme"]})
    effects = pd.DataFrame({"patient_id": ["a"], "Beginn": ["2019-02-01"], "kind": ["Lippen"]})
    records = read_courses(
        COURSES.rename(columns={"patient_id": "Nr"}), events=events, adverse_events=effects,
        columns={"patient_id": "Nr", "adverse_events.date": "Beginn"},
        values={"kind": {"Creme": "topical", "Lippen": "dry_lips"}},
    )  # fmt: skip
    assert records.table("events")["kind"].tolist() == ["topical"]
    assert records.table("adverse_events")["kind"].tolist() == ["dry_lips"]
    (wrong,) = check_courses(COURSES, adverse_events=effects, columns={"adverse_events.date": "Beginn"},
                             values={"kind": {"Lippen": "lips"}}).errors[:1]  # fmt: skip
    assert wrong.rule == "unknown_mapping"


def test_a_table_whose_file_is_not_there_is_an_error() -> None:
    assert [each.rule for each in check_courses(COURSES, visits="nowhere.csv").errors] == ["no_file"]


def test_dates_and_days_do_not_go_together() -> None:
    days = pd.DataFrame({"patient_id": ["a"], "day": [30]})
    assert [each.rule for each in check_courses(COURSES, visits=days).errors][:1] == ["mixed_calendar"]


def test_of_several_sources_each_has_its_own_and_all_have_it() -> None:
    other = COURSES.assign(course_start="2019-02-01")
    visits = [TABLES["visits"], rows({"score_face": 2}, {"score_face": 1})]
    both = read_courses([COURSES, other], visits=visits, ids_apart=True)
    assert both.table("visits")["person_id"].value_counts().to_dict() == {"1:a": 1, "1:b": 1, "2:a": 2}
    counts = window_counts(first_courses(both), WINDOWS["visit"])
    assert counts is not None
    assert (counts.n, counts.seen) == (4, 3)
    with pytest.raises(DataError, match="x tells visits, and y does not"):
        combine(read_courses(COURSES, visits=visits[0]), read_courses(other), labels=["x", "y"])
    with pytest.raises(StudyError, match="visits is not a list of as many"):
        read_courses([COURSES, other], visits=visits[0])
    with pytest.raises(StudyError, match="monitoring is a list, and courses is a single file"):
        read_courses(COURSES, monitoring=[TABLES["monitoring"]])


def test_a_visit_is_a_date_on_which_a_person_was_seen() -> None:
    unseen = COURSES.drop(columns="last_contact")
    records = read_courses(unseen, visits=rows({"date": "2020-05-05"}), missing_last_contact="last_seen")
    assert first_courses(records).query("SELECT MAX(observed_day) AS d FROM first_courses")["d"][0] == 331

"""A day of leaving ends the follow-up: the same as in a twin in which it is written as the last contact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isostats.records import Records, check_courses, read_courses
from isostats.records.dispensings import read_dispensings
from isostats.records.input_tables.declaration import SET_ASIDE
from isostats.records.rules import RULES
from tests.records.course_files import course, written
from tests.sweeps import swept

CLOSED = "2023-12-31"
LEFT = {"a": "2020-03-01", "b": "2021-07-08", "c": "2022-02-02"}


def tables(records: Records) -> dict[str, str]:
    return {name: records.table(name).to_csv() for name in ("people", "observation", "courses", "events")}


def rows(last: dict[str, str], left: dict[str, str] | None) -> list[dict[str, str]]:
    """Three people, one of them with two courses; the day of leaving stands in one row of each."""
    of = [course("a"), course("b", relapse_date="2020-08-01"), course("c"), course("c", course_start="2020-01-01",
                                                                                  course_end="2020-05-31")]  # fmt: skip
    for row in of:
        row["last_contact"] = last.get(row["patient_id"], CLOSED)
        if left is not None:
            row["left_date"] = left.get(row["patient_id"], "")
    of[-1] |= {} if left is None else {"left_date": ""}
    return of


@swept(8)
@given(st.sets(st.sampled_from("abc"), min_size=1), st.sets(st.sampled_from("abc")))
def test_who_left_is_followed_until_then(tmp_path_factory: Any, left: set[str], without: set[str]) -> None:
    folder = tmp_path_factory.mktemp("left")
    lacking = dict.fromkeys(left & without, "")
    records = read_courses(written(folder, rows(lacking, {who: LEFT[who] for who in left})))
    twin = read_courses(written(folder, rows({who: LEFT[who] for who in left}, None), "twin.csv"))
    assert tables(records) == tables(twin)
    told = [each.count for each in records.findings if each.rule == "left_before_last_contact"]
    assert told == [len(left - without)] * bool(left - without)


def test_leaving_after_the_last_contact_changes_nothing(tmp_path: Path) -> None:
    records = read_courses(written(tmp_path, rows(dict.fromkeys("abc", "2020-12-31"), dict.fromkeys("abc", CLOSED))))
    assert not [each for each in records.findings if each.rule == "left_before_last_contact"]
    assert set(records.table("observation")["end"]) == {(pd.Timestamp("2020-12-31") - pd.Timestamp(0)).days}


@pytest.mark.parametrize("rule", ["last_seen", "data_cut"])
def test_leaving_is_known_where_a_rule_stands_for_the_last_contact(tmp_path: Path, rule: str) -> None:
    keys = {"missing_last_contact": rule} | ({"data_cut": CLOSED} if rule == "data_cut" else {})
    records = read_courses(written(tmp_path, rows(dict.fromkeys("abc", ""), LEFT)), **keys)
    twin = read_courses(written(tmp_path, rows(LEFT, None), "twin.csv"))
    assert tables(records) == tables(twin)


def test_an_outcome_after_leaving_is_a_contradiction(tmp_path: Path) -> None:
    late = [course("a", relapse_date="2021-05-05", last_contact=CLOSED, left_date="2020-03-01")]
    (error,) = check_courses(written(tmp_path, late)).errors
    assert (error.rule, error.count) == ("relapse_after_last_contact", 1)


def test_a_day_of_leaving_beside_dispensings_is_told() -> None:
    fills = pd.DataFrame({"patient_id": ["a", "b"], "dispense_date": ["2018-01-01"] * 2, "days_supply": [30, 30],
                          "quantity": [30, 30], "drug": ["isotretinoin"] * 2, "strength_mg": [20, 20]})  # fmt: skip
    people = pd.DataFrame({"patient_id": ["a", "b"], "Udvandringsdato": ["2019-01-01", None], "moved": ["no", "no"]})
    periods = pd.DataFrame({"patient_id": ["a", "b"], "start": ["2015-01-01"] * 2, "end": ["2019-01-01", "2022-01-01"]})
    (warning,) = [each for each in read_dispensings(fills, people=people).findings if each.rule == "unread_leaving"]
    assert (warning.count, warning.row, warning.severity) == (1, 2, "warning")
    of_both = read_dispensings(fills, people=people, observation=periods).findings
    assert not [each for each in of_both if each.rule == "unread_leaving"]


def test_a_day_after_leaving_names_it_and_says_what_to_do_about_who_came_back() -> None:
    """In the course file and beside it; the last contact is named where it is one."""
    of = rows({"b": "2019-01-01"}, {"c": "2019-12-01"})
    events = [{"patient_id": who, "date": "2021-05-05", "kind": "topical"} for who in "bc"]
    found = {each.rule: each for each in check_courses(pd.DataFrame(of), events=pd.DataFrame(events)).errors}
    course_after, event_after = found["course_after_last_contact"], found["event_after_last_contact"]
    assert course_after.example == "patient c, row 5, starts 2020-01-01, left_date 2019-12-01"
    assert course_after.advice.startswith("It is of people with an earlier left_date")
    assert "Whoever came back did not leave for good: clear left_date." in course_after.advice
    assert event_after.example == "patient b, row 2, 2021-05-05, last contact 2019-01-01"
    assert event_after.advice.startswith("1 is of people with an earlier left_date")
    assert "correct the day that is wrong. The last contact is at least the last day" in event_after.advice
    back = [{**row, "left_date": ""} for row in of if row["patient_id"] == "c"]
    assert not check_courses(pd.DataFrame(back), events=pd.DataFrame(events[1:])).errors, "followed, it helps"


def test_every_day_beyond_what_is_known_says_what_to_do() -> None:
    later = {"patient_id": "a", "date": "2023-05-05", "kind": "topical"}
    frame = pd.DataFrame([course("a", last_contact="2021-01-01")])
    (finding,) = check_courses(frame, events=pd.DataFrame([later])).errors
    assert finding.advice.startswith("The last contact is at least the last day that is recorded of the person")
    beyond = [rule for rule in RULES.values() if rule.id.endswith(("_after_last_contact", "_after_death"))]
    assert len(beyond) > 10
    assert all(rule.advice.removesuffix(SET_ASIDE) for rule in beyond)

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

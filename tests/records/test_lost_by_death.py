"""Who is lost because they died has died: on the last contact, where no day of it is known."""

from __future__ import annotations

import pandas as pd
import pytest

import isostats as iso
from isostats.records import Records

ROW = {"patient_id": "a", "course_start": "2015-01-01", "course_end": "2015-06-30", "last_contact": "2018-01-01"}
LEFT = {"lost_reason": "died", **ROW}
EARLIER, LATER = {"last_contact": "2016-01-01"}, {"course_start": "2017-01-01"}


def deaths(records: Records) -> list[tuple[str, str]]:
    events = records.table("events")
    died = events[events["kind"] == "death"]
    days = pd.to_datetime(died["date"], unit="D").dt.strftime("%Y-%m-%d")
    return [*zip(died["person_id"], days, strict=True)]


def frame(*rows: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame([{**ROW, "patient_id": "z", "lost_reason": ""}, *rows]).fillna("")


@pytest.mark.parametrize(
    ("rows", "day"),
    [
        ([LEFT], "2018-01-01"),
        ([{**LEFT, "death_date": ""}], "2018-01-01"),
        ([{**LEFT, "left_date": "2017-03-01"}], "2017-03-01"),
        ([{**LEFT, "last_contact": "", "left_date": "2017-03-01"}], "2017-03-01"),
        ([{**LEFT, "relapse_date": "2018-01-01"}], "2018-01-01"),
        ([{**ROW, **EARLIER}, {**LEFT, **LATER, "course_end": ""}], "2018-01-01"),
        ([{**LEFT, **EARLIER}, {**ROW, **LATER, "course_end": "2017-05-01"}], ""),
    ],
)
def test_the_last_contact_or_the_day_of_leaving_is_that_of_death_and_it_is_told(
    rows: list[dict[str, str]], day: str
) -> None:
    records = iso.read_courses(frame(*rows))
    assert deaths(records) == [("a", day)] * bool(day)
    told = [each.message for each in records.findings if each.rule == "death_by_reason"]
    assert told == ["1 of 2 patients is lost because they died, and no day of death is recorded"] * bool(day)


def test_a_day_of_death_that_is_recorded_stays() -> None:
    records = iso.read_courses(frame({**LEFT, "death_date": "2018-01-01"}))
    assert deaths(records) == [("a", "2018-01-01")]
    assert "death_by_reason" not in {each.rule for each in records.findings}
    found = iso.check_courses(frame({**LEFT, "death_date": "spring 2018"}))
    assert {each.rule for each in found.errors} == {"unreadable_date"}


def test_a_course_after_the_last_contact_is_one_fault() -> None:
    found = iso.check_courses(frame({**LEFT, "last_contact": "2015-03-01"}))
    assert [each.rule for each in found.errors] == ["last_contact_before_end"]


def test_the_death_competes_and_stands_beside_wide_sheets_too() -> None:
    wide = pd.DataFrame({"patient_id": list("ab"), "Start 1": "2015-01-01", "End 1": "2015-06-30", "Start 2": "",
                         "End 2": "", "last_contact": "2018-01-01", "lost_reason": ["died", ""]})  # fmt: skip
    named = {"course_start": "Start", "course_end": "End"}
    cohort = iso.first_courses(iso.read_courses(wide, layout="wide", columns=named))
    assert cohort.deaths == 1
    assert cohort.count("second_course").events.sum() == 1

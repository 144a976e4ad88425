"""A further course that is still under way has no length: nothing takes its assumed end for a real one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import isostats as iso
from isostats.cohort.course_histories import short_courses
from isostats.records import Records
from tests.sweeps import swept_values

PEOPLE, AGAIN = 40, 12
OF_LENGTH = {"short_course", "short_further_course", "dose_mismatch", "interrupted_for_longer"}


def sheet(days: int, **columns: str) -> pd.DataFrame:
    """Forty people of whom twelve began a second course so many days before their last contact."""
    first = {"course_start": "2015-01-01", "course_end": "2015-06-30", "last_contact": "2019-06-30"}
    start = pd.Timestamp("2019-06-30") - pd.Timedelta(days=days - 1)
    second = {"course_start": f"{start:%Y-%m-%d}", "course_end": "", "last_contact": "2019-06-30", **columns}
    rows = [{"patient_id": str(at), **first} for at in range(PEOPLE)]
    return pd.DataFrame(rows + [{"patient_id": str(at), **second} for at in range(AGAIN)]).fillna("")


def wide(frame: pd.DataFrame) -> pd.DataFrame:
    """The same, with a person's courses side by side."""
    second = frame[PEOPLE:].set_index("patient_id")["course_start"]
    return pd.DataFrame({
        "patient_id": frame["patient_id"][:PEOPLE], "Start 1": "2015-01-01", "End 1": "2015-06-30",
        "Start 2": frame["patient_id"][:PEOPLE].map(second).fillna(""), "End 2": "", "last_contact": "2019-06-30",
    })  # fmt: skip


def begun(records: Records, **definition: Any) -> tuple[int, int]:
    """How many second courses there are, and how many people took the drug for too short a time."""
    cohort = iso.first_courses(records, **definition)
    assert cohort.timeline is not None
    assert short_courses(cohort, records) == (0, 0)
    return iso.count_courses(cohort).begun, cohort.timeline.abandoned


@pytest.mark.parametrize("days", [27, *swept_values(1, 200)])
def test_a_course_under_way_counts_from_its_start_on_however_short_it_was_seen(days: int, tmp_path: Path) -> None:
    frame = sheet(days)
    named = {"course_start": "Start", "course_end": "End"}
    halves = [frame[frame["patient_id"].astype(int) % 2 == rest] for rest in (0, 1)]
    cut = frame.assign(last_contact=[each if at < PEOPLE - 1 else "" for at, each in enumerate(frame["last_contact"])])
    cut.loc[frame["patient_id"].astype(int) < AGAIN, "last_contact"] = ""
    frame.to_csv(tmp_path / "courses.csv", index=False)
    doors = [
        iso.read_courses(frame),
        iso.read_courses(tmp_path / "courses.csv"),
        iso.read_courses(wide(frame), layout="wide", columns=named),
        iso.combine(*map(iso.read_courses, halves), labels=["even", "odd"], ids_apart=False),
        iso.read_courses(cut, missing_last_contact="last_seen"),
    ]
    for records in doors:
        assert begun(records) == (AGAIN, 0)
        assert begun(records, second_course_days=120) == (AGAIN, 0), "what the study asks of a length is not asked"
        assert {each.rule for each in records.findings}.isdisjoint(OF_LENGTH)
        assert "open_courses" in {each.rule for each in records.findings}


def test_no_rule_on_lengths_is_asked_of_it() -> None:
    frame = sheet(10, daily_dose_mg="40", cumulative_dose_mg="6000", interruption_days="20")
    assert {each.rule for each in iso.check_courses(frame)}.isdisjoint(OF_LENGTH)
    ended = frame.assign(course_end=[each or "2019-06-30" for each in frame["course_end"]])
    told = {each.rule for each in iso.check_courses(ended)}
    assert told >= OF_LENGTH - {"short_further_course"} | {"cut_course"}, "a recorded end is the end"


@pytest.mark.parametrize("death", ["", "2019-06-29"])
def test_so_does_one_whose_end_is_that_of_the_records(death: str) -> None:
    """It was 100% free of a second course for those whose sheet has the last contact for an end."""
    end = death or "2019-06-30"
    frame = sheet(10, course_end=end).assign(death_date=death).assign(last_contact=end)
    records = iso.read_courses(frame)
    assert begun(records) == (AGAIN, 0)
    rules = {each.rule for each in records.findings}
    assert "cut_course" in rules
    assert "short_further_course" not in rules


def test_a_short_course_that_ended_before_the_records_is_none() -> None:
    frame = sheet(10, course_end="2019-06-29")
    records = iso.read_courses(frame)
    cohort = iso.first_courses(records)
    assert (iso.count_courses(cohort).begun, short_courses(cohort, records)) == (0, (AGAIN, 0))


def test_isotretinoin_of_events_within_it_is_the_same_course() -> None:
    frame = sheet(20)
    days = ["2019-06-15", "2019-06-25"]
    events = pd.DataFrame([(str(at), day, "isotretinoin", 30) for at in range(AGAIN) for day in days])
    events.columns = pd.Index(["patient_id", "date", "kind", "days_supply"])
    assert begun(iso.read_courses(frame, events=events)) == (AGAIN, 0)

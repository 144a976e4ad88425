"""A further course that is still under way has no length: nothing takes its assumed end for a real one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import isostats as iso
from isostats.cohort.course_histories import short_courses
from isostats.records import Records
from tests.analyses.said import answers_of
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


CLOSED = pd.Timestamp("2019-06-30")


def ended(days_before: list[int], seen_before: list[int], **columns: object) -> pd.DataFrame:
    """First courses that end so many days before the records were closed, of people last seen so many before."""
    end, seen = (CLOSED - pd.to_timedelta(days, unit="D") for days in (days_before, seen_before))
    start = CLOSED - pd.to_timedelta([days + 180 for days in days_before], unit="D")
    days = {"course_start": start, "course_end": end, "last_contact": seen}
    texts = {name: each.strftime("%Y-%m-%d") for name, each in days.items()}
    return pd.DataFrame({"patient_id": [f"p{at}" for at in range(len(end))], **texts, **columns})


OVER = [200 + 7 * at for at in range(60)]
"""Sixty courses that were over long before."""


def told(frame: pd.DataFrame, **keywords: Any) -> dict[str, Any]:
    rules = ("first_under_way", "maybe_under_way")
    return {each.rule: each for each in iso.check_courses(frame, **keywords) if each.rule in rules}


@pytest.mark.parametrize("running", [3, 20])
def test_first_courses_that_end_when_the_records_were_closed_are_open(running: int) -> None:
    """57 of 250 counted as ended: success was 47.8 to 75.4% for 61.5 to 71.4%, the median length 194 for 212 days."""
    frame = ended(OVER + [0] * running, [0] * (60 + running))
    halves = [frame.iloc[rest::2] for rest in (0, 1)]
    records = iso.read_courses(frame)
    cohort = iso.first_courses(records)
    assert (cohort.people, cohort.open_ends) == (60, running)
    (finding,) = told(frame).values()
    of = f"{running} of {60 + running} first courses"
    assert finding.message == f"{of} end on 2019-06-30, the last day of these records"
    assert (finding.row, finding.column) == (62, "course_end")
    if running == 20:
        both = iso.first_courses(iso.combine(*map(iso.read_courses, halves), labels=["even", "odd"], ids_apart=False))
        assert (both.people, both.open_ends) == (60, 20)


def test_what_the_advice_says_of_one_that_was_over_is_believed() -> None:
    for over, still in ((20, 0), (15, 5)):
        reasons = [""] * 60 + ["completed"] * over + ["unknown"] * still
        cohort = iso.first_courses(iso.read_courses(ended(OVER + [0] * 20, [0] * 80, reason_ended=reasons)))
        assert (cohort.people, cohort.open_ends) == (60 + over, still)


@pytest.mark.parametrize("frame", [
    ended(OVER + [0] * 2, [0] * 62),
    ended(OVER + [0] * 6 + [90] * 3, [0] * 69),
    ended(OVER + [0] * 20, [0] * 80, death_date=[""] * 60 + ["2019-06-30"] * 20),
    ended(OVER, OVER),
])  # fmt: skip
def test_a_few_as_many_as_on_another_day_the_dead_and_those_lost_long_before_are_over(frame: pd.DataFrame) -> None:
    assert not told(frame)
    assert iso.first_courses(iso.read_courses(frame)).open_ends == 0


def test_many_that_end_on_a_last_contact_shortly_before_are_told_and_count() -> None:
    late = list(range(5, 50, 5))
    frame = ended([*OVER, *late], [0] * 60 + late)
    (finding,) = told(frame).values()
    assert finding.rule == "maybe_under_way"
    assert finding.message == (
        "9 of 69 first courses end on their last contact within 60 days before 2019-06-30, the last day of these "
        "records; in the 60 days before these 0 ended in all"
    )
    assert "leave the row out" in finding.advice
    assert not told(frame[:60])
    assert iso.first_courses(iso.read_courses(frame)).people == 69
    assert not told(ended([*OVER, *late], [0] * 69)), "who is seen until the records were closed was seen to have ended"


def test_the_headline_the_flow_and_the_terms_tell_it(tmp_path: Path) -> None:
    late = list(range(5, 50, 5))
    path = tmp_path / "courses.csv"
    ended(OVER + [0] * 20 + late, [0] * 80 + late).to_csv(path, index=False)
    answers = answers_of(path, "definitions", "who")
    head = answers["definitions"].value.statements[0].words
    assert "20 of 89 first courses end on 2019-06-30, the last day of these records. They are taken as" in head
    assert "If they were under way, their follow-up has not begun" in head
    flow = answers["who"].value
    assert flow.loc[flow["step"] == "end of the first course open", "patients"].tolist() == [20]

"""Every rule about rows: a file that breaks it, the sentence a user reads, and a twin that just does not break it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from isostats import records
from isostats.doors import through
from isostats.errors import DataError
from isostats.records import check_courses
from isostats.records.findings import Findings
from isostats.records.input_tables.course_details import DETAIL_ERRORS
from isostats.records.input_tables.courses import COURSE_RULES
from isostats.records.input_tables.declaration import SET_ASIDE
from isostats.records.rules import RULES
from tests.records.course_files import course, written

SECOND = {"course_start": "2020-01-01", "course_end": "2020-05-31"}


@dataclass(frozen=True)
class Case:
    """``rows`` break ``rule``, ``twin`` does not; ``says`` and ``shows`` are in the message and the example."""

    rule: str
    rows: list[dict[str, str]]
    twin: list[dict[str, str]]
    says: str
    shows: str
    row: int = 2
    count: int = 1
    events: list[dict[str, str]] | None = None
    twin_events: list[dict[str, str]] | None = None
    keywords: dict[str, Any] = field(default_factory=dict)
    name: str = ""


def event(patient: str = "a", date: str = "2020-01-01", kind: str = "topical") -> dict[str, str]:
    return {"patient_id": patient, "date": date, "kind": kind}


def many(n: int, **cells: str) -> list[dict[str, str]]:
    return [course(f"p{number}", **cells) for number in range(n)]


def of_events(rule: str, says: str, shows: str, bad: dict[str, str], good: dict[str, str], **more: Any) -> Case:
    rows = more.pop("rows", [course()])
    return Case(
        rule,
        rows,
        rows,
        says,
        shows,
        row=more.pop("row", 3),
        events=[event(), bad],
        twin_events=[event(), good],
        **more,
    )


VALUES = [
    Case(
        "unreadable_date",
        [course(course_end="31 of May")],
        [course(course_end="31 May 2019")],
        "1 of 1 value of course_end is not a date",
        "patient a, row 2, '31 of May'",
    ),
    Case(
        "unreadable_date",
        [course(course_end="2019")],
        [course(course_end="2019-12-31")],
        "1 of 1 value of course_end is not a date",
        "'2019'",
        name="a year alone",
    ),
    Case(
        "unreadable_date",
        [course(course_end="31/05/2019")],
        [course(course_end="2019-05-31T00:00:00")],
        "1 of 1 value of course_end is not a date",
        "'31/05/2019'",
        keywords={"dates": "iso"},
        name="not ISO",
    ),
    Case(
        "two_digit_year",
        [course(), course("b", last_contact="30.6.21")],
        [course(), course("b", last_contact="30.6.2021")],
        "1 of 2 values of last_contact has a two-digit year",
        "patient b, row 3, '30.6.21'",
        row=3,
    ),
    Case(
        "month_only",
        [course(last_contact="June 2021")],
        [course(last_contact="30 June 2021")],
        "1 of 1 value of last_contact names a month and no day",
        "'June 2021'",
    ),
    Case(
        "impossible_date",
        [course(course_start="2019-02-30")],
        [course(course_start="2019-02-28")],
        "1 of 1 value of course_start is a day that does not exist",
        "'2019-02-30'",
    ),
    Case(
        "impossible_date",
        [course(course_start="25/03/2019")],
        [course(course_start="03/25/2019")],
        "1 of 1 value of course_start is a day that does not exist",
        "'25/03/2019'",
        keywords={"dates": "month_first"},
        name="against the order",
    ),
    Case(
        "date_before_1900",
        [course(course_start="1899-12-31")],
        [course(course_start="1918-12-31")],
        "1 of 1 value of course_start is before 1900",
        "'1899-12-31'",
    ),
    Case(
        "future_date",
        [course(last_contact="2991-01-01")],
        [course(last_contact="2022-01-01")],
        "1 of 1 value of last_contact is in the future",
        "'2991-01-01'",
    ),
    Case(
        "integer_in_date_column",
        [course(course_start="17900")],
        [course(course_start="20190104")],
        "1 of 1 value of course_start is a bare number",
        "'17900'",
    ),
    Case(
        "date_in_day_column",
        [{"patient_id": "a", "course_start_day": "2019-01-01", "course_end_day": "150", "last_contact_day": "900"}],
        [{"patient_id": "a", "course_start_day": "-3", "course_end_day": "150", "last_contact_day": "900"}],
        "1 of 1 value of course_start is a date",
        "'2019-01-01'",
    ),
    Case(
        "unreadable_day",
        [{"patient_id": "a", "course_start_day": "1.5", "course_end_day": "150", "last_contact_day": "900"}],
        [{"patient_id": "a", "course_start_day": "1.0", "course_end_day": "150", "last_contact_day": "900"}],
        "1 of 1 value of course_start is not a whole number of days",
        "'1.5'",
    ),
    Case(
        "not_a_number",
        [course(weight_kg="seventy")],
        [course(weight_kg="n/a")],
        "1 of 1 value of weight_kg is not a number",
        "'seventy'",
    ),
    Case(
        "not_a_number",
        [course(weight_kg="70 cm")],
        [course(weight_kg=" 70 kg")],
        "1 of 1 value of weight_kg is not a number",
        "'70 cm'",
        name="with a unit that is none of weight",
    ),
    Case(
        "not_a_number",
        [course(birth_year="1999.5")],
        [course(birth_year="1999.0")],
        "1 of 1 value of birth_year is not a number",
        "'1999.5'",
        name="half a year",
    ),
    Case(
        "ambiguous_number",
        [course(cumulative_dose_mg="9,000")],
        [course(cumulative_dose_mg="9,00")],
        "1 of 1 value of cumulative_dose_mg could be read in two ways",
        "'9,000'",
    ),
    Case(
        "unknown_code",
        [course(response="cleer")],
        [course(response="Almost-Clear")],
        "1 of 1 value of response is not a known code",
        "'cleer'",
    ),
]

COURSES = [
    Case(
        "ragged_row",
        [],
        [],
        "1 of 2 rows of courses.csv has not as many columns as the header",
        "patient b, row 3: 5 columns where the header has 4",
        row=3,
    ),
    Case(
        "empty_id",
        [course(), course("  ")],
        [course(), course("NA")],
        "1 of 2 courses has no patient_id",
        "row 3",
        row=3,
    ),
    Case(
        "missing_value", [course(course_start="")], [course()], "1 of 1 course has no course_start", "patient a, row 2"
    ),
    Case(
        "no_last_contact",
        [course(last_contact="n/a")],
        [course()],
        "1 of 1 course has no last_contact",
        "patient a, row 2",
        name="as a token",
    ),
    Case(
        "duplicate_row",
        [course(), course("b"), course()],
        [course(), course("b"), course("c")],
        "1 of 3 courses repeats another row in every column",
        "patient a, row 4",
        row=4,
    ),
    Case(
        "end_before_start",
        [course(course_end="2018-12-31")],
        [course(course_end="2019-01-01")],
        "1 of 1 course ends before it starts",
        "patient a, row 2, 2019-01-01 to 2018-12-31",
    ),
    Case(
        "overlapping_courses",
        [course(), course(**SECOND | {"course_start": "2019-05-31"})],
        [course(), course(**SECOND | {"course_start": "2019-06-01"})],
        "1 of 2 courses starts before the earlier one of the same patient has ended",
        "patient a, row 3, starts 2019-05-31, the earlier one ends 2019-05-31",
        row=3,
    ),
    Case(
        "misnumbered_courses",
        [course(course_number="2", **SECOND), course(course_number="3")],
        [course(course_number="2", **SECOND), course(course_number="1")],
        "1 of 2 courses is misnumbered",
        "patient a, row 2, numbered 2, is the patient's row number 2 in order of start",
    ),
    Case(
        "misnumbered_courses",
        [course(course_number="1"), course(course_number="3", **SECOND)],
        [course(course_number="2"), course(course_number="3", **SECOND)],
        "1 of 2 courses is misnumbered",
        "numbered 3, is the patient's row number 2",
        row=3,
        name="one between is missing",
    ),
    Case(
        "earlier_course_elsewhere",
        [course(course_number="2")],
        [course(course_number="1")],
        "1 of 1 patient has a first row that is numbered 2 or more",
        "patient a, row 2, numbered 2",
    ),
    Case(
        "last_contact_before_end",
        [course(last_contact="2019-05-30")],
        [course(last_contact="2019-05-31")],
        "1 of 1 course ends after its last contact",
        "ends 2019-05-31, last contact 2019-05-30",
    ),
    Case(
        "course_after_last_contact",
        [course(last_contact="2018-05-30")],
        [course()],
        "1 of 1 course starts after the patient's last contact",
        "starts 2019-01-01, last contact 2018-05-30",
    ),
    Case(
        "course_after_death",
        [course(death_date="2019-05-30", last_contact="2019-05-31")],
        [course(death_date="2019-05-31", last_contact="2019-05-31")],
        "1 of 1 course ends after the patient's death",
        "ends 2019-05-31, died 2019-05-30",
    ),
    Case(
        "relapse_before_end",
        [course(relapse_date="2019-05-31")],
        [course(relapse_date="2019-06-01")],
        "1 of 1 course has a relapse on or before its last day",
        "ends 2019-05-31, relapse 2019-05-31",
    ),
    Case(
        "relapse_after_last_contact",
        [course(relapse_date="2021-07-01")],
        [course(relapse_date="2021-06-30")],
        "1 of 1 course has a relapse after the patient's last contact",
        "relapse 2021-07-01, last contact 2021-06-30",
    ),
    Case(
        "relapse_after_death",
        [course(relapse_date="2020-07-01", death_date="2020-06-30", last_contact="2020-07-01")],
        [course(relapse_date="2020-06-30", death_date="2020-06-30", last_contact="2020-06-30")],
        "1 of 1 course has a relapse after the patient's death",
        "relapse 2020-07-01, died 2020-06-30",
    ),
    Case(
        "treatment_without_relapse",
        [course(relapse_treatment="topical")],
        [course(relapse_treatment="none")],
        "1 of 1 course has a relapse_treatment but no relapse_date",
        "patient a, row 2, topical",
    ),
    Case(
        "impossible_birth_year",
        [course(birth_year="2015")],
        [course(birth_year="2014")],
        "1 of 1 course has an impossible birth_year",
        "born 2015, course start 2019-01-01",
    ),
    Case(
        "impossible_birth_year",
        [course(birth_year="3010")],
        [course(birth_year="1990")],
        "1 of 1 course has an impossible birth_year",
        "born 3010",
        name="in the future",
    ),
    Case(
        "impossible_value",
        [course(weight_kg="0")],
        [course(weight_kg="20")],
        "1 of 1 course has an impossible weight_kg",
        "patient a, row 2, 0",
    ),
    Case(
        "impossible_value",
        [course(weight_kg="-70")],
        [course(weight_kg="70")],
        "1 of 1 course has an impossible weight_kg",
        "patient a, row 2, -70",
        name="negative",
    ),
    Case(
        "impossible_value",
        [course(daily_dose_mg="0")],
        [course(daily_dose_mg="0.5")],
        "1 of 1 course has an impossible daily_dose_mg",
        "patient a, row 2, 0",
        name="no dose",
    ),
    Case(
        "impossible_value",
        [course(daily_dose_mg="301")],
        [course(daily_dose_mg="300")],
        "1 of 1 course has an impossible daily_dose_mg",
        "patient a, row 2, 301",
        name="absurd dose",
    ),
    Case(
        "impossible_value",
        [course(cumulative_dose_mg="100001")],
        [course(cumulative_dose_mg="100000")],
        "1 of 1 course has an impossible cumulative_dose_mg",
        "patient a, row 2, 100001",
        name="absurd cumulative dose",
    ),
    Case(
        "contradiction",
        [course(sex="f"), course(sex="m", **SECOND)],
        [course(sex="f"), course(sex="Female", **SECOND)],
        "1 of 1 patient has more than one sex",
        "patient a, row 2: female and male",
    ),
    Case(
        "contradiction",
        [course(birth_year="1999"), course(birth_year="1998", **SECOND)],
        [course(birth_year="1999"), course(birth_year="", **SECOND)],
        "1 of 1 patient has more than one birth_year",
        "patient a, row 2: 1998 and 1999",
        name="birth year",
    ),
    Case(
        "contradiction",
        [course(death_date="2021-06-30"), course(death_date="2021-06-29", **SECOND)],
        [course(death_date="2021-06-30"), course(death_date="30.6.2021", **SECOND)],
        "1 of 1 patient has more than one death_date",
        "2021-06-29 and 2021-06-30",
        name="death",
    ),
    Case(
        "death_after_last_contact",
        [course(death_date="2021-07-01")],
        [course(death_date="2021-06-30")],
        "1 of 1 patient died after the last contact",
        "died 2021-07-01, last contact 2021-06-30",
    ),
    Case(
        "last_contact_after_death",
        [course(death_date="2021-06-29")],
        [course(death_date="2021-06-30")],
        "1 of 1 patient has a last contact after death",
        "died 2021-06-29, last contact 2021-06-30",
    ),
]

EVENTS = [
    of_events("event_empty_id", "1 of 2 events has no patient_id", "row 3", event(""), event(kind="antiandrogen")),
    of_events(
        "event_missing_value", "1 of 2 events has no date", "patient a, row 3", event(date=""), event(date="2020-02-01")
    ),
    of_events(
        "event_missing_value",
        "1 of 2 events has no kind",
        "patient a, row 3",
        event(kind="NA"),
        event(kind="relapse"),
        name="kind",
    ),
    of_events(
        "event_unknown_patient",
        "1 of 2 events is of a patient who is not in the course file",
        "patient z, row 3",
        event("z"),
        event(date="2020-02-01"),
    ),
    of_events(
        "event_after_last_contact",
        "1 of 2 events is after the patient's last contact",
        "patient a, row 3, 2021-07-01, last contact 2021-06-30",
        event(date="2021-07-01"),
        event(date="2021-06-30"),
    ),
    of_events(
        "event_after_death",
        "1 of 2 events is after the patient's death",
        "2021-06-30, died 2021-06-29",
        event(date="2021-06-30"),
        event(date="2021-06-29"),
        rows=[course(death_date="2021-06-29", last_contact="2021-06-29")],
    ),
    *(
        of_events(
            "event_impossible_supply",
            "1 of 2 events has an impossible days_supply",
            f"patient a, row 3, 2020-01-01, {kind}, {days} days",
            event(kind=kind) | {"days_supply": days},
            event(kind=kind) | {"days_supply": possible},
            name=f"{kind} {days}",
        )
        for kind, days, possible in (
            ("oral_antibiotic", "0", "1"),
            ("antiandrogen", "0.4", ""),
            ("topical_antibiotic", "1001", "1000"),
            ("procedure", "1001", "0"),  # a procedure lasts no day
        )
    ),
    of_events(
        "treatment_reversal",
        "1 of 2 events takes an earlier treatment back",
        "patient a, row 3, 2020-01-04, topical, -28 days",
        event(date="2020-01-04") | {"days_supply": "-28"},
        event(date="2020-01-04") | {"days_supply": "28"},
    ),
    of_events(
        "unmatched_treatment_reversal",
        "1 of 2 events takes back a treatment that is not there",
        "patient a, row 3, 2019-12-31, topical, -28 days",
        event(date="2019-12-31") | {"days_supply": "-28"},
        event(date="2019-12-31") | {"days_supply": "28"},
    ),
    of_events(
        "event_before_end",
        "1 of 2 events is not after the first course's last day",
        "2019-05-31, first course ends 2019-05-31",
        event(date="2019-05-31"),
        event(date="2019-06-01"),
    ),
    of_events(
        "event_antibiotic_without_supply",
        "1 of 2 events is an oral antibiotic without days_supply",
        "2020-01-01",
        event(kind="oral_antibiotic"),
        event(kind="oral_antibiotic") | {"days_supply": "30"},
    ),
    of_events(
        "duplicate_event",
        "1 of 2 events repeats another event",
        "2020-01-01, topical",
        event(),
        event(kind="antiandrogen"),
    ),
    of_events(
        "unknown_outcome_code",
        "1 of 2 values of kind is not a known code",
        "patient a, row 3, 'massage'",
        event(kind="massage"),
        event(kind="Oral antibiotic"),
        name="of an event",
    ),
]

WARNINGS = [
    Case(
        "short_course",
        [course(course_end="2019-01-29")],
        [course(course_end="2019-01-30")],
        "1 of 1 course lasts less than 30 days",
        "2019-01-01 to 2019-01-29",
    ),
    Case(
        "short_further_course",
        [course(), course(course_start="2020-01-01", course_end="2020-01-27", course_number="2")],
        [course(), course(course_start="2020-01-01", course_end="2020-01-28", course_number="2")],
        "1 of 2 courses is a further course of less than 28 days",
        "2020-01-01 to 2020-01-27",
        row=3,
    ),
    Case(
        "cut_course",
        [course(), course(course_start="2022-01-01", course_end="2022-01-27", last_contact="2022-01-27")],
        [course(), course(course_start="2022-01-01", course_end="2022-01-27", last_contact="2022-01-28")],
        "1 of 2 courses is a further course of less than 28 days that ends at the last contact",
        "2022-01-01 to 2022-01-27",
        row=3,
    ),
    Case(
        "nearly_cut_course",
        [course(), course(course_start="2022-01-01", course_end="2022-01-20", last_contact="2022-01-27")],
        [course(), course(course_start="2022-01-01", course_end="2022-01-20", last_contact="2022-01-28")],
        "1 of 2 courses is a further course that begins and ends in the last 27 days before the last contact",
        "2022-01-01 to 2022-01-20",
        row=3,
    ),
    Case(
        "long_course",
        [course(course_end="2020-02-05")],
        [course(course_end="2020-02-04")],
        "1 of 1 course lasts more than 400 days",
        "2019-01-01 to 2020-02-05",
    ),
    Case(
        "unusual_value",
        [course(weight_kg="34.9")],
        [course(weight_kg="35")],
        "1 of 1 course has an unusual weight_kg",
        "patient a, row 2, 34.9",
    ),
    Case(
        "unusual_value",
        [course(daily_dose_mg="160")],
        [course(daily_dose_mg="120")],
        "1 of 1 course has an unusual daily_dose_mg",
        "patient a, row 2, 160",
        name="dose",
    ),
    Case(
        "unusual_age",
        [course(birth_year="2008")],
        [course(birth_year="2007")],
        "1 of 1 course is of a patient younger than 12 or older than 65",
        "born 2008, course start 2019-01-01",
    ),
    Case(
        "dose_mismatch",
        [course(daily_dose_mg="40", cumulative_dose_mg="120.5")],
        [course(daily_dose_mg="40", cumulative_dose_mg="6000")],
        "1 of 1 course has a cumulative dose far from daily dose times days",
        "120.5 mg in all, 40 mg a day",
    ),
    Case(
        "close_courses",
        [course(), course(**SECOND | {"course_start": "2019-07-31"})],
        [course(), course(**SECOND | {"course_start": "2019-08-01"})],
        "1 of 2 courses starts within 60 drug-free days of the one before",
        "starts 2019-07-31, the earlier one ends 2019-05-31",
        row=3,
    ),
    Case(
        "retreated_without_course",
        [course(relapse_date="2020-01-01", relapse_treatment="isotretinoin")],
        [course(relapse_date="2020-01-01", relapse_treatment="isotretinoin"), course(**SECOND)],
        "1 of 1 course has a relapse treated with isotretinoin, but no later course is recorded",
        "patient a, row 2, 2020-01-01",
    ),
    Case(
        "unknown_relapse_treatment",
        [course(relapse_date="2020-01-01", relapse_treatment="")],
        [course(relapse_date="2020-01-01", relapse_treatment="None")],
        "1 of 1 course has a relapse whose treatment is not known",
        "patient a, row 2, 2020-01-01",
    ),
    Case(
        "start_before_isotretinoin",
        [course(course_start="1978-12-31", course_end="1979-03-31")],
        [course(course_start="1979-01-01", course_end="1979-03-31")],
        "1 of 1 course starts before 1979",
        "patient a, row 2, starts 1978-12-31",
    ),
    Case(
        "long_follow_up",
        [course(course_start="1950-01-01", course_end="1950-06-01", last_contact="2010-06-02")],
        [course(course_start="1950-01-01", course_end="1950-06-01", last_contact="2010-05-31")],
        "more than 60 years",
        "ends 1950-06-01, last contact 2010-06-02",
    ),
    Case(
        "many_missing",
        [*many(3, sex="f"), course("b", sex="")],
        [*many(4, sex="f"), course("b", sex="")],
        "1 of 4 courses (25%) have no sex",
        "",
        row=0,
    ),
    Case(
        "mostly_unusual",
        [*many(11, weight_kg="160"), course("b", weight_kg="60")],
        [*many(6, weight_kg="160"), *(course(f"b{at}", weight_kg="60") for at in range(6))],
        "most values of weight_kg are unusual",
        "",
        row=0,
    ),
    Case(
        "mostly_unusual",
        [course(f"b{at}", weight_kg=f"{101 + at}") for at in range(12)],
        [course(f"b{at}", weight_kg=f"{90 + at}") for at in range(12)],
        "most values of weight_kg are unusual",
        "the median of weight_kg is 106.5",
        row=0,
        name="pounds of the young",
    ),
    Case(
        "piled_last_contact",
        [*many(20), course("late", last_contact="2022-01-01")],
        many(21),
        "20 of 21 patients (95%) have their last contact on 2021-06-30",
        "2021-06-30; the latest last contact is 2022-01-01",
        row=0,
        count=20,
    ),
]

CASES = [case for case in (*VALUES, *COURSES, *EVENTS, *WARNINGS) if case.rule != "ragged_row"]


def ids(case: Case) -> str:
    return case.rule + (f" ({case.name})" if case.name else "")


def findings_of(case: Case, folder: Path) -> Findings:
    """What reading the rows of a case finds: an error stops it, with its text; a warning does not."""
    events = written(folder, case.events, "events.csv") if case.events else None
    path = written(folder, case.rows)
    if RULES[case.rule].severity != "error":
        return records.read_courses(path, events=events, **case.keywords).findings
    with pytest.raises(DataError) as caught:
        records.read_courses(path, events=events, **case.keywords)
    assert case.rule in str(caught.value)
    assert case.rule in [finding.rule for finding in caught.value.findings.errors]
    return caught.value.findings


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_rule_is_broken_and_says_so(case: Case, tmp_path: Path) -> None:
    found = findings_of(case, tmp_path)
    broken = [finding for finding in found if finding.rule == case.rule]
    assert len(broken) == 1, str(found)
    finding = broken[0]
    assert case.says in finding.message
    assert case.shows in finding.example
    assert (finding.row or 0, finding.count) == (case.row, case.count)
    assert finding.severity == RULES[case.rule].severity
    assert finding.advice
    assert "{" not in finding.message + finding.example + finding.advice.replace("= {", "")
    assert finding.message in str(found).replace("\n" + " " * (11 + max(len(f.rule) for f in found)), " ")


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_the_twin_does_not_break_it(case: Case, tmp_path) -> None:
    events = written(tmp_path, case.twin_events, "events.csv") if case.twin_events else None
    found = records.check_courses(written(tmp_path, case.twin), events=events, **case.keywords)
    assert case.rule not in [finding.rule for finding in found], str(found)
    assert found.ok, str(found)


SOME = [case if at % 9 == 0 else pytest.param(case, marks=pytest.mark.validation) for at, case in enumerate(CASES)]


@pytest.mark.parametrize("case", SOME, ids=ids)
def test_a_check_finds_what_reading_finds(case: Case, tmp_path: Path) -> None:
    read = findings_of(case, tmp_path)
    events = tmp_path / "events.csv" if case.events else None
    assert str(records.check_courses(tmp_path / "courses.csv", events=events, **case.keywords)) == str(read)


def test_the_advice_about_a_day_of_long_ago_can_be_followed() -> None:
    """SNDS writes 1600-01-01 for whoever has not died."""
    dead = course("b", death_date="2020-05-03", last_contact="2020-05-03")
    frame = pd.DataFrame([course(death_date="01/01/1600"), dead])
    (error,) = check_courses(frame).errors
    assert error.advice == (
        'It may stand for no day at all. If it does, map it: "01/01/1600" = "" under [data.values.death_date]. The '
        "person is then alive."
    )
    assert not check_courses(frame, values={"death_date": {"01/01/1600": ""}}).errors
    (slip,) = check_courses(frame.assign(death_date=["1019-05-03", ""])).errors
    assert slip.advice.startswith("Write the year as it was.")


def test_every_error_of_courses_says_what_to_do() -> None:
    generic = {rule.id for rule in COURSE_RULES if rule.severity == "error" and rule.advice == SET_ASIDE}
    assert generic <= {"prior_contradicted"} | {rule.id for rule in DETAIL_ERRORS}


@pytest.mark.parametrize(
    ("column", "values", "advised"),
    [
        ("cumulative_dose_mg", ("8.400", "9.120"), 'decimal = ","'),
        ("cumulative_dose_mg", ("7.5", "8.1"), "'cumulative_dose_mg (g)'"),
        ("cumulative_dose_mg", ("120", "135"), "'cumulative_dose_mg (mg/kg)'"),
        ("daily_dose_mg", ("0.5", "0.7"), "'daily_dose_mg (mg/kg)'"),
        ("weight_kg", ("150", "170"), "'weight_kg (lb)'"),
    ],
)
def test_what_unusual_numbers_may_be_goes_by_their_size(
    column: str, values: tuple[str, str], advised: str, tmp_path: Path
) -> None:
    rows = [course(f"p{at}", **{column: values[at % 2]}) for at in range(12)]
    with through("key"):
        (finding,) = (each for each in check_courses(written(tmp_path, rows)) if each.rule == "mostly_unusual")
    assert advised in finding.advice
    assert ("decimal" in finding.advice) == (values[0] in ("8.400", "7.5"))

"""Treatments that a course file names with their days: events like those of a second file, under the same rules."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from isostats.cohort.following import first_courses
from isostats.records import check_courses, read_courses
from isostats.records.course_records import Records
from tests.records.test_course_details import courses, told

END = pd.Timestamp("2019-06-09")
SEEN = 936
"""Days after the end on which everybody was last seen."""
OUTCOMES = ("any_treatment", "systemic_treatment")
ANTIBIOTIC = {"date": "2020-03-01", "kind": "oral_antibiotic", "days_supply": 56}


def days(of: str, name: str, start: int | None, stop: int | None) -> dict[str, Any]:
    """The cells of a treatment from a day to a day, as counted from the last covered day of the course."""
    cells: dict[str, Any] = {of: name}
    for what, day in (("start", start), ("stop", stop)):
        if day is not None:
            cells[f"{of}_{what}"] = f"{END + pd.Timedelta(days=day):%Y-%m-%d}"
    return cells


def events_of(records: Records) -> list[tuple[str, str, int, int | None]]:
    """(person, kind, day after the course's end, supply) of every event."""
    shown = records.table("events")
    end = (END - pd.Timestamp("1970-01-01")).days
    rows = zip(shown["person_id"], shown["kind"], shown["date"], shown["days_supply"], strict=True)
    return [(who, kind, int(day) - end, None if pd.isna(supply) else int(supply)) for who, kind, day, supply in rows]


def refills(who: str, kind: str, start: int, stop: int) -> list[dict[str, Any]]:
    """The same days as fills of 30 days and a last one of what is left."""
    return [
        {"patient_id": who, "date": END + pd.Timedelta(days=day), "kind": kind, "days_supply": min(30, stop - day + 1)}
        for day in range(start, min(stop, SEEN) + 1, 30)
    ]


SPELL = st.tuples(st.integers(-1600, 500), st.integers(0, 1700)) | st.none()


@settings(max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.lists(st.tuples(SPELL, SPELL), min_size=15, max_size=25))
def test_days_in_the_course_file_count_as_refills_of_a_second_file(people: list[tuple[Any, Any]]) -> None:
    plain: list[dict[str, Any]] = []
    with_days: list[dict[str, Any]] = []
    fills: list[dict[str, Any]] = []
    for place, (drug, cream) in enumerate(people):
        row: dict[str, Any] = {"patient_id": f"p{place:02}", "sex": "f"}
        plain.append(row)
        with_days.append(row)
        kinds = {"antiandrogen": "antiandrogen", "topical": "maintenance"}
        for (kind, column), spell in zip(kinds.items(), (drug, cream), strict=True):
            if spell:
                start, stop = spell[0], spell[0] + spell[1]
                if start < -90 <= stop < 0:  # a refill within 90 days before the end would be begun there
                    stop = 0
                name = "spironolactone" if kind == "antiandrogen" else kind
                with_days[-1] = with_days[-1] | days(column, name, start, stop)
                fills += refills(row["patient_id"], kind, start, stop)
    other = [{"patient_id": "p00", **ANTIBIOTIC}]
    ours = read_courses(courses(*with_days), events=pd.DataFrame(other))
    theirs = read_courses(courses(*plain), events=pd.DataFrame([*fills, *other]))
    for outcome in OUTCOMES:
        a, b = (first_courses(each).count(outcome) for each in (ours, theirs))
        assert np.array_equal(a.days, b.days)
        assert np.array_equal(a.events, b.events)


def test_each_kind_is_the_event_that_it_is_elsewhere() -> None:
    rows = [
        days("contraception", "coc + condom", -400, 100), days("contraception", "cpa_ee", -400, 100),
        days("contraception", "lng_iud", -400, 100), days("antiandrogen", "none", None, None),
        days("maintenance", "topical + oral_antibiotic", 10, 20), {"pregnancy_date": "2020-06-09"},
        days("antiandrogen", "spironolactone", 5, None),
    ]  # fmt: skip
    assert events_of(read_courses(courses(*rows))) == [
        ("a", "contraceptive", -400, 501), ("b", "antiandrogen", -400, 501), ("e", "oral_antibiotic", 10, 11),
        ("e", "topical", 10, 11), ("f", "pregnancy", 366, None), ("g", "antiandrogen", 5, None),
    ]  # fmt: skip


def test_a_supply_of_years_is_cut_into_supplies_that_follow_each_other() -> None:
    records = read_courses(courses(days("antiandrogen", "spironolactone", -1500, 700)))
    assert [each[2:] for each in events_of(records)] == [(-1500, 1000), (-500, 1000), (500, 201)]


def test_of_two_tellings_of_one_day_the_longer_supply_counts() -> None:
    """And a relapse that was treated with an antibiotic is no smaller for a short one of that day."""
    frame = courses(days("antiandrogen", "spironolactone", -10, 99),
                    days("maintenance", "oral_antibiotic", 205, 211)
                    | {"relapse_date": "2019-12-31", "relapse_treatment": "oral_antibiotic"})  # fmt: skip
    date = f"{END - pd.Timedelta(days=10):%Y-%m-%d}"
    for supply, longest in ((30, 110), (200, 200), (None, 110)):
        later = {"patient_id": "a", "date": date, "kind": "antiandrogen", "days_supply": supply}
        events = events_of(read_courses(frame, events=pd.DataFrame([later])))
        assert events[0] == ("a", "antiandrogen", -10, longest)
        assert ("b", "oral_antibiotic", 205, None) in events
    assert ("b", "oral_antibiotic", 205, None) in events_of(read_courses(frame))


@pytest.mark.parametrize(
    ("start", "stop", "at_end"),
    [(-100, 50, "spironolactone"), (-100, 0, "spironolactone"), (0, 0, "spironolactone"), (-100, -1, "none"),
     (1, 50, "none"), (-100, None, None), (None, None, None)],
)  # fmt: skip
def test_what_was_in_use_at_the_end_is_told_by_its_days_alone(
    start: int | None, stop: int | None, at_end: str | None
) -> None:
    people = read_courses(courses(days("antiandrogen", "spironolactone", start, stop))).table("people")
    shown = people["antiandrogen_at_end"][0]
    assert (None if pd.isna(shown) else shown) == at_end


def test_contraception_that_began_after_the_course_splits_nobody() -> None:
    records = read_courses(courses(days("contraception", "coc", 10, 50), days("contraception", "coc", -10, 50)))
    assert records.table("people")["contraception"].tolist() == [None, "coc"]


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        (days("antiandrogen", "spironolactone", 10, 9), "antiandrogen_backwards"),
        (days("antiandrogen", "none", 10, None), "antiandrogen_start_of_nothing"),
        ({"contraception_start": "2019-01-01"}, "contraception_start_of_nothing"),
        (days("maintenance", "topical", 2000, None), "maintenance_after_last_contact"),
        ({"pregnancy_date": "2022-01-01"}, "pregnancy_after_last_contact"),
        ({"clear_date": "2018-12-31"}, "clear_before_start"),
        ({"relapse_iga": 3}, "relapse_detail_without_relapse"),
        ({"inflammatory_face_start": 12, "inflammatory_start": 11}, "more_inflammatory_face_start"),
        ({"acne_onset_age": 20, "birth_year": 2000}, "onset_after_start"),
        ({"pcos": "no", "androgen_status": "pcos + hirsutism"}, "pcos_contradicted"),
        ({"prior_isotretinoin": "no", "prior_courses": 1}, "prior_contradicted"),
    ],
)
def test_what_contradicts_itself_is_an_error_with_its_row(cells: dict[str, Any], rule: str) -> None:
    (finding,) = check_courses(courses({"birth_year": 2001}, cells)).errors
    assert (finding.rule, finding.count, finding.row) == (rule, 1, 3)
    assert "patient b, row 3" in str(finding)


def test_days_that_are_not_recorded_are_told_with_what_that_means() -> None:
    findings = check_courses(courses(days("antiandrogen", "spironolactone", None, None),
                                     days("antiandrogen", "spironolactone", -300, None)))  # fmt: skip
    (start,), (stop,) = told(findings, "antiandrogen_without_start"), told(findings, "antiandrogen_without_stop")
    assert "1 of 2 courses has antiandrogen and no antiandrogen_start" in start
    assert "it is no event" in start
    assert "1 of 2 courses has antiandrogen_start and no antiandrogen_stop" in stop
    assert "patient b" in stop
    plain = check_courses(courses(days("contraception", "coc", None, None)))
    assert told(plain, "contraception_without_start") == []


def test_earlier_courses_are_counted_from_the_first_row_and_make_none_of_these_the_first() -> None:
    later = {"course_start": "2020-06-01", "course_end": "2020-12-01"}
    frame = courses({"prior_courses": 2}, {}, {"prior_courses": 0}, later | {"prior_courses": 1})
    frame["patient_id"] = ["a", "b", "c", "c"]
    records = read_courses(frame)
    assert records.table("courses")["course"].tolist() == [3, 1, 1, 2]
    assert first_courses(records).people == 2

"""What is too small for a second course: one day of dispensing of less than 28 days, however many strengths it had.

Integer days, gap of 60. Everybody's first course is two fills of 30 days from day 0 on, so that day 0 is day 59; all
are observed from day 0 to 900.
"""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.cohort.following import Cohort, first_courses
from isostats.records import read_courses
from isostats.records.dispensings import read_dispensings
from isostats.study.definitions import CourseDefinition, OutcomeDefinition
from tests.spec.ascii_tables import rows

HEADER = "| patient_id | dispense_day | days_supply | strength_mg | quantity |\n"
FIRST = "| a | 0 | 30 | 20 | 60 |\n| a | 30 | 30 | 20 | 60 |\n"
OBSERVED = "| patient_id | start_day | end_day |\n| a | 0 | 900 |"

# name -> later fills, dispensing days of the second stretch, the second course in days from day 59
LATER = {
    "one strength on one day": ("| a | 300 | 14 | 20 | 28 |", 1, None),
    "two strengths on one day": ("| a | 300 | 14 | 20 | 14 |\n| a | 300 | 14 | 10 | 14 |", 1, None),
    "three strengths on one day": (
        "| a | 300 | 14 | 20 | 14 |\n| a | 300 | 14 | 10 | 14 |\n| a | 300 | 10 | 40 | 10 |", 1, None,
    ),
    "two claims of one strength on one day": ("| a | 300 | 10 | 20 | 20 |\n| a | 300 | 11 | 20 | 22 |", 1, None),
    "two days of dispensing": ("| a | 300 | 7 | 20 | 14 |\n| a | 307 | 7 | 20 | 14 |", 2, 241),
    "two strengths, a day apart": ("| a | 300 | 7 | 20 | 14 |\n| a | 301 | 7 | 10 | 14 |", 2, 241),
    "two strengths on each of two days": (
        "| a | 300 | 7 | 20 | 7 |\n| a | 300 | 7 | 10 | 7 |\n| a | 307 | 7 | 20 | 7 |\n| a | 307 | 7 | 10 | 7 |",
        2, 241,
    ),
    "one day of 28 days": ("| a | 300 | 28 | 20 | 56 |", 1, 241),
    "two strengths of 28 days on one day": ("| a | 300 | 28 | 20 | 28 |\n| a | 300 | 28 | 10 | 28 |", 1, 241),
    "one day of 27 days": ("| a | 300 | 27 | 20 | 54 |", 1, None),
}  # fmt: skip


def followed(later: str, rule: CourseDefinition | None = None, definition: OutcomeDefinition | None = None) -> Cohort:
    choices = {} if rule is None else {"same_day": rule.same_day, "cap_days": rule.cap_days}
    records = read_dispensings(rows(HEADER + FIRST + later), observation=rows(OBSERVED), washout_days=0, **choices)
    return first_courses(records, outcomes=definition) if definition else first_courses(records)


def second_course(cohort: Cohort) -> int | None:
    return _day(cohort, "second_course")


def _day(cohort: Cohort, outcome: str) -> int | None:
    ((day,),) = cohort.connection.execute(f"SELECT {outcome}_day FROM first_courses").fetchall()
    return None if day is None else int(day)


@pytest.fixture(scope="module", params=[{}, {"cap_days": 30}], ids=["usual", "capped"])
def everyone(request: pytest.FixtureRequest) -> tuple[pd.DataFrame, Cohort]:
    """The courses and the cohort of all these people, who are in one file."""
    fills = pd.concat(rows(HEADER + FIRST + later).assign(patient_id=name) for name, (later, *_) in LATER.items())
    observed = pd.concat(rows(OBSERVED).assign(patient_id=name) for name in LATER)
    records = read_dispensings(fills, observation=observed, washout_days=0, **request.param)
    return records.table("courses"), first_courses(records)


@pytest.mark.parametrize("name", LATER)
def test_days_of_dispensing_make_a_second_course(everyone: tuple[pd.DataFrame, Cohort], name: str) -> None:
    (later, days, expected), (courses, cohort) = LATER[name], everyone
    own = courses[courses["person_id"] == name]
    assert own["dispensing_days"].tolist() == [2, days]
    assert own["fills"].tolist() == [2, later.count("\n") + 1]
    frame = cohort.frame(["person_id", "second_course_day", "systemic_treatment_day"]).set_index("person_id")
    mine = frame.loc[sorted(LATER).index(name) + 1]  # people are numbered in the order of their ids
    assert (None if pd.isna(mine["second_course_day"]) else int(mine["second_course_day"])) == expected
    # isotretinoin taken again is a systemic treatment, whatever its size
    assert mine["systemic_treatment_day"] == 241


def test_who_is_too_small_for_a_second_course_is_counted(everyone: tuple[pd.DataFrame, Cohort]) -> None:
    too_small = sum(expected is None for *_, expected in LATER.values())
    timeline = everyone[1].timeline
    assert timeline is not None
    assert (timeline.second_courses, timeline.abandoned) == (len(LATER) - too_small, too_small)


def test_where_supplies_of_one_day_are_added_their_days_count() -> None:
    claims = "| a | 300 | 14 | 20 | 14 |\n| a | 300 | 14 | 20 | 15 |"
    assert second_course(followed(claims)) is None
    assert second_course(followed(claims, CourseDefinition(same_day="sum"))) == 241


@pytest.mark.parametrize(("fills", "expected"), [(1, 241), (2, 241), (3, None)])
def test_how_many_days_of_dispensing_it_takes_is_a_choice(fills: int, expected: int | None) -> None:
    definition = OutcomeDefinition(second_course_fills=fills)
    assert second_course(followed(LATER["two days of dispensing"][0], definition=definition)) == expected
    strengths = followed(LATER["two strengths on one day"][0], definition=definition)
    assert second_course(strengths) == (241 if fills == 1 else None)


COURSES = "| patient_id | course_start_day | course_end_day | last_contact_day |\n| a | 0 | 59 | 900 |\n"


@pytest.mark.parametrize(("end", "expected"), [(313, None), (326, None), (327, 241), (400, 241)])
def test_in_course_records_the_days_of_a_course_decide(end: int, expected: int | None) -> None:
    """Nobody counted the fills there: a course of fewer than 28 days is no second one."""
    records = read_courses(rows(COURSES + f"| a | 300 | {end} | 900 |"))
    assert "dispensing_days" not in records.table("courses")
    cohort = first_courses(records)
    assert second_course(cohort) == expected
    assert cohort.timeline is not None
    assert cohort.timeline.abandoned == (expected is None)


def test_isotretinoin_for_a_relapse_counts_the_days_it_was_given_on(tmp_path) -> None:
    """Two rows of one day in a file of events are one day of treatment."""
    for days, expected in (((300, 300), None), ((300, 307), 241)):
        events = tmp_path / "events.csv"
        given = "\n".join(f"| a | {day} | isotretinoin | {supply} |" for day, supply in zip(days, (7, 6), strict=True))
        rows(f"| patient_id | day | kind | days_supply |\n{given}").to_csv(events, index=False)
        cohort = first_courses(read_courses(rows(COURSES), events=events))
        assert second_course(cohort) == expected

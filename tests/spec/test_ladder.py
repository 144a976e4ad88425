"""Worked patients on the ladder: the worst step so far, what is in use on a day, and what followed the first step."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.cohort.following import Cohort, first_courses
from isostats.cohort.treatment_ladder import count_climbs, present_steps
from isostats.errors import EstimateError
from isostats.records import Records, read_courses
from tests.spec.ascii_tables import rows

# every first course ends on day 100, which is day 0 of the ladder
COURSES = """
| patient_id  | course_start_day | course_end_day | last_contact_day | death_day |
| well        | 0                | 100            | 1100             |           |
| cream       | 0                | 100            | 1100             |           |
| tube        | 0                | 100            | 1100             |           |
| other       | 0                | 100            | 1100             |           |
| same_day    | 0                | 100            | 1100             |           |
| pill        | 0                | 100            | 1100             |           |
| upkeep      | 0                | 100            | 1100             |           |
| again       | 0                | 100            | 1100             |           |
| again       | 400              | 500            | 1100             |           |
| died        | 0                | 100            | 400              | 400       |
| left        | 0                | 100            | 250              |           |
| light       | 0                | 100            | 1100             |           |
| isotret     | 0                | 100            | 1100             |           |
"""
EVENTS = """
| patient_id  | day  | kind            | days_supply |
| cream       | 300  | topical         |             |
| tube        | 300  | topical         | 30          |
| other       | 300  | oral_antibiotic | 84          |
| other       | 500  | antiandrogen    |             |
| same_day    | 300  | antiandrogen    | 90          |
| same_day    | 300  | oral_antibiotic | 90          |
| pill        | 300  | contraceptive   | 365         |
| upkeep      | 130  | topical         | 400         |
| again       | 300  | topical         | 30          |
| died        | 300  | antiandrogen    | 365         |
| light       | 350  | procedure       |             |
| isotret     | 300  | isotretinoin    |             |
"""


@pytest.fixture(scope="module")
def records() -> Records:
    return read_courses(rows(COURSES), events=rows(EVENTS))


@pytest.fixture(scope="module")
def cohort(records: Records) -> Cohort:
    return first_courses(records)


def test_the_worst_step_so_far_only_climbs(cohort: Cohort) -> None:
    climbs = count_climbs(cohort)
    assert climbs.seen_on(199) == {"untreated": 11, "unseen": 1}
    assert climbs.seen_on(250) == {
        "untreated": 3, "topical_only": 4, "oral_antibiotic": 1, "antiandrogen": 1, "antibiotic_and_antiandrogen": 1,
        "second_course": 1, "unseen": 1,
    }  # fmt: skip
    later = {
        "untreated": 3, "topical_only": 3, "antibiotic_and_antiandrogen": 2, "second_course": 2, "dead": 1, "unseen": 1,
    }  # fmt: skip
    assert climbs.seen_on(400) == later
    assert climbs.seen_on(1000) == later


def test_the_present_step_falls_again(records: Records, cohort: Cohort) -> None:
    def on(day: int) -> dict[str, int]:
        return present_steps(cohort, records, [day])[day]

    # a topical of unknown supply lasts 180 days, one of 30 days its 30, a procedure its day
    assert on(229)["topical_only"] == 3
    assert on(230)["topical_only"] == 1
    assert on(250)["topical_only"] == 2
    assert on(380)["topical_only"] == 1
    assert on(381).get("topical_only", 0) == 0
    # the antibiotic of 84 days is over before the antiandrogen begins: never both at once
    assert on(283)["oral_antibiotic"] == 1
    assert "oral_antibiotic" not in on(284)
    assert on(400)["antiandrogen"] == 1
    assert on(289)["antibiotic_and_antiandrogen"] == 1
    assert "antibiotic_and_antiandrogen" not in on(290)
    # isotretinoin for a relapse, of unknown length, lasts as long as the first course; a recorded course its days
    assert on(299)["second_course"] == 1
    assert on(300)["second_course"] == 2
    assert on(301)["second_course"] == 1
    assert "second_course" not in on(401)
    # maintenance is told apart, and a pill is no step
    assert on(365)["maintenance"] == 1
    assert on(1000) == {"untreated": 10, "dead": 1, "unseen": 1}


def test_death_is_that_of_the_day_and_the_last_day_is_observed(records: Records, cohort: Cohort) -> None:
    assert present_steps(cohort, records, [299])[299]["antiandrogen"] == 1
    assert present_steps(cohort, records, [300])[300]["dead"] == 1
    assert "unseen" not in present_steps(cohort, records, [150])[150]
    assert present_steps(cohort, records, [151])[151]["unseen"] == 1


def test_the_first_step_and_what_followed(cohort: Cohort) -> None:
    assert count_climbs(cohort).after_the_first() == {
        ("topical_only", "topical_only"): 3,
        ("topical_only", "second_course"): 1,
        ("oral_antibiotic", "antibiotic_and_antiandrogen"): 1,
        ("antibiotic_and_antiandrogen", "antibiotic_and_antiandrogen"): 1,
        ("antiandrogen", "antiandrogen"): 1,
        ("second_course", "second_course"): 1,
    }


def test_isotretinoin_too_short_for_a_course_is_a_systemic_step() -> None:
    short = pd.DataFrame({"patient_id": ["a"], "day": [300], "kind": ["isotretinoin"], "days_supply": [10]})
    only = read_courses(rows(COURSES).query("patient_id == 'well'").assign(patient_id="a"), events=short)
    cohort = first_courses(only)
    assert count_climbs(cohort).seen_on(400) == {"neither": 1}
    assert present_steps(cohort, only, [205])[205] == {"neither": 1}
    assert present_steps(cohort, only, [400])[400] == {"untreated": 1}


def test_isotretinoin_that_is_a_recorded_course_ends_when_that_does() -> None:
    courses = rows("""
| patient_id | course_start_day | course_end_day | last_contact_day | relapse_day | relapse_treatment |
| a          | -150             | 0              | 1100             | 200         | isotretinoin      |
| a          | 200              | 229            | 1100             |             |                   |
| soon       | -150             | 0              | 1100             | 200         | isotretinoin      |
| soon       | 230              | 260            | 1100             |             |                   |
| far        | -150             | 0              | 1100             | 200         | isotretinoin      |
| far        | 600              | 630            | 1100             |             |                   |
""")
    kept = read_courses(courses, events=pd.DataFrame({"patient_id": ["a"], "day": [900], "kind": ["contraceptive"],
                                                      "days_supply": [30]}))  # fmt: skip
    cohort = first_courses(kept)
    for day, people in {229: 2, 230: 2, 260: 2, 261: 1, 350: 1, 351: 0, 600: 1, 631: 0}.items():
        assert present_steps(cohort, kept, [day])[day].get("second_course", 0) == people, day


def test_an_antibiotic_too_short_to_count_is_no_maintenance() -> None:
    later = rows("""
| patient_id | day | kind            | days_supply |
| short      | 100 | oral_antibiotic | 14          |
| running    | -10 | oral_antibiotic | 120         |
| upkeep     | 50  | topical         | 90          |
| both       | 50  | topical         | 90          |
| both       | 100 | oral_antibiotic | 14          |
| seen       | -80 | antiandrogen    |             |
""")
    people = sorted(set(later["patient_id"]))
    courses = pd.DataFrame({"patient_id": people, "course_start_day": -150, "course_end_day": 0,
                            "last_contact_day": 900})  # fmt: skip
    kept = read_courses(courses, events=later)
    cohort = first_courses(kept)
    assert present_steps(cohort, kept, [105])[105] == {"maintenance": 3, "not_counted": 1, "untreated": 1}
    # seen within 180 days before is in use, the 180th included
    assert present_steps(cohort, kept, [100])[100]["maintenance"] == 4


def test_records_without_later_treatments_have_no_ladder() -> None:
    with pytest.raises(EstimateError, match="hold no later treatments"):
        count_climbs(first_courses(read_courses(rows(COURSES))))

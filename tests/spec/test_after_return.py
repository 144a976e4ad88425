"""Small worked patients: who is followed after a simpler first later treatment, from which day, and for how long."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.cohort.after_return import second_courses_after_simpler
from isostats.cohort.first_course_facts import (
    SHARES,
    course_facts,
    dose_and_weight_counts,
    duration_counts,
    share_counts,
)
from isostats.cohort.following import Cohort, first_courses
from isostats.errors import EstimateError
from isostats.records import read_courses
from tests.spec.ascii_tables import people_in, rows

# every first course ends on day 100
HEADER = (
    "| patient_id | course_start_day | course_end_day | last_contact_day | relapse_day | relapse_treatment "
    "| death_day | response |"
)
PEOPLE = (
    HEADER
    + """
| topical   | 0   | 100 | 500 | 180 | topical         |     | clear    |
| again     | 0   | 100 | 500 | 180 | oral_antibiotic |     | clear    |
| again     | 300 | 400 | 500 |     |                 |     |          |
| isotret   | 0   | 100 | 500 | 180 | isotretinoin    |     | clear    |
| isotret   | 180 | 300 | 500 |     |                 |     |          |
| never     | 0   | 100 | 500 |     |                 |     | clear    |
| untreated | 0   | 100 | 500 | 180 | none            |     | clear    |
| died      | 0   | 100 | 250 | 180 | antiandrogen    | 250 | unknown  |
| not_clear | 0   | 100 | 500 | 180 | topical         |     | improved |
| last_day  | 0   | 100 | 180 | 180 | topical         |     | clear    |
"""
)


def cohort(text: str = PEOPLE) -> Cohort:
    return first_courses(read_courses(rows(text)))


def counts(population: str) -> dict[tuple[int, str], int]:
    return people_in(second_courses_after_simpler(cohort(), population=population))


# topical on day 80, last seen on day 400: 320 days; again: second course 120 days after the antibiotic; died 70 days
# after; the last day is the day of the treatment itself: 0
EVERYONE = {(320, "censored"): 2, (120, "second_course"): 1, (70, "death"): 1, (0, "censored"): 1}


def test_everyone_leaves_out_only_those_whose_first_treatment_was_isotretinoin() -> None:
    assert counts("everyone") == EVERYONE


def test_responders_leave_out_the_unknown_and_those_not_clear() -> None:
    assert counts("responders") == {(320, "censored"): 1, (120, "second_course"): 1, (0, "censored"): 1}


def test_its_time_zero_is_its_own() -> None:
    definition = second_courses_after_simpler(cohort()).definition
    assert definition.time_zero.startswith("the day of the first later treatment")
    assert (definition.outcome, definition.competing) == ("second_course", ("death",))


def test_a_cohort_that_cannot_tell_it() -> None:
    bare = rows(PEOPLE).drop(columns=["relapse_day", "relapse_treatment", "response"])
    with pytest.raises(EstimateError, match="hold no later treatments"):
        second_courses_after_simpler(first_courses(read_courses(bare)))
    silent = first_courses(read_courses(rows(PEOPLE).drop(columns=["response"])))
    with pytest.raises(EstimateError, match="needs the response"):
        second_courses_after_simpler(silent, population="responders")


def test_nobody_treated_again_is_an_empty_table() -> None:
    none = rows(PEOPLE).query("patient_id in ('never', 'untreated')")
    assert second_courses_after_simpler(first_courses(read_courses(none))).n.sum() == 0


def test_durations_and_pairs_are_counted() -> None:
    text = """
| patient_id | course_start_day | course_end_day | last_contact_day | weight_kg | daily_dose_mg |
| a          | 1                | 100            | 500              | 60        | 30            |
| b          | 1                | 100            | 500              | 60        | 30            |
| c          | 1                | 150            | 500              | 80        | 40            |
| c          | 300              | 350            | 500              | 81        | 60            |
| d          | 1                | 150            | 500              |           | 40            |
"""
    studied = cohort(text)
    assert duration_counts(studied).to_dict("list") == {"duration_days": [100, 150], "people": [2, 2]}
    studied.connection.execute(
        "UPDATE first_courses SET weight_source = 'reference' WHERE person_id = 2"  # as of a table by sex and age
    )
    own = dose_and_weight_counts(studied)
    assert own["people"].tolist() == [1, 1], "a weight from a table is not the person's"
    n = course_facts(studied).set_index("quantity")["n"]
    assert (n["daily_mg_per_kg"], share_counts(studied, SHARES["daily_half_to_one_mg_per_kg"])[1]) == (3, 2)
    assert (n["duration_days"], share_counts(studied, SHARES["duration_4_to_6_months"])[1]) == (4, 4)
    studied.connection.execute("UPDATE first_courses SET weight_source = 'measured' WHERE person_id = 2")
    expected = pd.DataFrame({"weight_kg": [60.0, 80.0], "daily_dose_mg": [30.0, 40.0], "people": [2, 1]})
    pd.testing.assert_frame_equal(dose_and_weight_counts(studied), expected, check_dtype=False)

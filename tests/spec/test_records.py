"""Worked records: small files in, the four tables out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from isostats.records import check_courses, read_courses
from tests.spec.ascii_tables import rows


def table(courses: str, name: str, events: str | None = None) -> list[tuple[Any, ...]]:
    read = read_courses(rows(courses), events=None if events is None else rows(events))
    frame = read.table(name)
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in frame.itertuples(index=False)]


TWO_COURSES = """
| patient_id | course_start_day | course_end_day | last_contact_day | relapse_day | relapse_treatment | death_day |
| a          | 400              | 530            | 900              |             |                   |           |
| a          | 0                | 150            | 700              | 390         | isotretinoin      |           |
| b          | 10               | 160            | 800              | 300         | none              | 800       |
"""


def test_the_rows_of_a_patient_are_put_in_order_of_start() -> None:
    assert [row[:5] for row in table(TWO_COURSES, "courses")] == [
        ("a", 1, 0, 150, "confirmed"),
        ("a", 2, 400, 530, "confirmed"),
        ("b", 1, 10, 160, "confirmed"),
    ]


def test_a_patient_is_observed_from_the_first_start_to_the_largest_last_contact() -> None:
    assert table(TWO_COURSES, "observation") == [("a", 0, 900, None, None), ("b", 10, 800, None, None)]


def test_a_relapse_is_recorded_and_its_treatment_only_if_there_was_one() -> None:
    assert table(TWO_COURSES, "events") == [
        ("a", 390, "isotretinoin", None),
        ("a", 390, "recorded_relapse", None),
        ("b", 300, "recorded_relapse", None),
        ("b", 800, "death", None),
    ]


def test_one_relapse_written_in_two_rows_is_one_relapse() -> None:
    twice = """
    | patient_id | course_start_day | course_end_day | last_contact_day | relapse_day | relapse_treatment |
    | a          | 0                | 100            | 900              | 500         | topical           |
    | a          | 200              | 300            | 900              | 500         | topical           |
    """
    assert table(twice, "events") == [("a", 500, "recorded_relapse", None), ("a", 500, "topical", None)]


def test_a_fact_missing_in_one_row_is_taken_from_another() -> None:
    courses = """
    | patient_id | course_start_day | course_end_day | last_contact_day | sex | birth_year | site  | skin |
    | a          | 0                | 100            | 900              |     | 1999       | north | 2    |
    | a          | 200              | 300            | 900              | F   |            | south | 3    |
    """
    assert table(courses, "people") == [("a", "female", 1999, "north", 2.0)]  # site and covariates: the first course's


def test_treatments_are_kept_whenever_they_were_given_the_longest_of_a_day() -> None:
    events = """
    | patient_id | day | kind            | days_supply |
    | a          | -20 | topical         |             |
    | a          | 151 | topical         | 30          |
    | a          | 151 | Topical         | 60          |
    | b          | 500 | oral antibiotic | 5           |
    """
    added = set(table(TWO_COURSES, "events", events)) - set(table(TWO_COURSES, "events"))
    assert added == {("a", -20, "topical", None), ("a", 151, "topical", 60), ("b", 500, "oral_antibiotic", 5)}


def test_doses_by_weight() -> None:
    courses = """
    | patient_id | course_start_day | course_end_day | last_contact_day | weight kg |daily_dose_mg | cumulative dose mg|
    | a | 0 | 149 | 900 | 60 | 30 | 4500 |
    | b | 0 | 149 | 900 |    | 30 | 4500 |
    """
    assert [row[5:13] for row in table(courses, "courses")] == [
        (4500.0, 30.0, None, 4500.0, 60.0, "recorded", 75.0, 0.5),
        (4500.0, 30.0, None, 4500.0, None, None, None, None),
    ]


EDGES = {
    # the last covered day may be the last contact, the first day the last
    "a course of one day, seen last on it": ("| 5 | 5 | 5 | | |", []),
    "a relapse on the day after the end": ("| 0 | 100 | 500 | 101 | |", []),
    "a relapse on the last day": ("| 0 | 100 | 500 | 100 | |", ["relapse_before_end"]),
    "a relapse at the last contact": ("| 0 | 100 | 500 | 500 | |", []),
    "a relapse after it": ("| 0 | 100 | 500 | 501 | |", ["relapse_after_last_contact"]),
    "a death at the last contact": ("| 0 | 100 | 500 | | 500 |", []),
    "a death on the last day of the course": ("| 0 | 100 | 100 | | 100 |", []),
    "a death after the last contact": ("| 0 | 100 | 500 | | 501 |", ["death_after_last_contact"]),
    "a death before it": ("| 0 | 100 | 500 | | 499 |", ["last_contact_after_death"]),
    "an end before the start": ("| 5 | 4 | 500 | | |", ["end_before_start"]),
    "days before the origin": ("| -900 | -800 | -5 | | |", []),
}


@pytest.mark.parametrize("name", EDGES)
def test_the_edges_of_what_is_possible(name: str) -> None:
    row, expected = EDGES[name]
    header = "| patient_id | course_start_day | course_end_day | last_contact_day | relapse_day | death_day |\n"
    assert [finding.rule for finding in check_courses(rows(f"{header}| a {row}")).errors] == expected

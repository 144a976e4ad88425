"""Days within a course that no supply covers: worked fills."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isostats.analyses.interruptions import BANDS
from isostats.cohort.following import first_courses
from isostats.cohort.uncovered_days import steadiness
from isostats.records import read_courses
from isostats.records.dispensings import read_dispensings
from tests.spec.ascii_tables import rows
from tests.sweeps import swept

# steady: each fill follows on the last day of the one before; paused: ten days between two fills; early: a refill ten
# days early, and ten days later than it would have run out; single: one fill
FILLS = """
| patient_id | dispense_day | days_supply | strength_mg | quantity |
| steady     | 0            | 30          | 20          | 30       |
| steady     | 30           | 30          | 20          | 30       |
| paused     | 0            | 30          | 20          | 30       |
| paused     | 40           | 30          | 20          | 30       |
| early      | 0            | 30          | 20          | 30       |
| early      | 20           | 30          | 20          | 30       |
| early      | 70           | 30          | 20          | 30       |
| single     | 0            | 30          | 20          | 30       |
"""
OBSERVED = """
| patient_id | start_day | end_day |
| steady     | -400      | 900     |
| paused     | -400      | 900     |
| early      | -400      | 900     |
| single     | -400      | 900     |
"""


def counted(**rule: Any) -> list[tuple[int, int, int]]:
    records = read_dispensings(rows(FILLS), observation=rows(OBSERVED), **rule)
    steady = steadiness(first_courses(records), records)
    assert steady is not None
    counts = steady.counts.groupby(["uncovered", "length"])["people"].sum()
    return [(int(uncovered), int(length), int(people)) for (uncovered, length), people in counts.items()]


def test_days_without_supply_are_counted_by_the_rule_of_courses() -> None:
    # early: 30 + 30 days last until day 59, the next fill is on day 70
    assert counted() == [(0, 30, 1), (0, 60, 1), (10, 70, 1), (10, 100, 1)]
    # without carry-over the early refill lasts until day 49 alone
    assert counted(carry_over=False) == [(0, 30, 1), (0, 60, 1), (10, 70, 1), (20, 100, 1)]


def test_days_that_a_rule_adds_after_the_last_supply_are_no_interruption() -> None:
    assert counted(last_fill_days=30) == counted()


def test_a_gap_beyond_the_rule_ends_the_course() -> None:
    assert counted(gap_days=5) == [(0, 30, 2), (0, 60, 2)]


def test_course_records_have_no_supply() -> None:
    text = """
| patient_id | course_start_day | course_end_day | last_contact_day |
| a          | 0                | 100            | 900              |
"""
    records = read_courses(rows(text))
    assert steadiness(first_courses(records), records) is None


@pytest.mark.parametrize(("before", "after"), list(pairwise(BANDS)))
def test_bands_leave_no_hole(before: tuple[int, int, str], after: tuple[int, int | None, str]) -> None:
    assert after[0] == before[1] + 1


@swept(24)
@given(st.lists(st.integers(0, 200), min_size=1, max_size=6, unique=True), st.sampled_from([0, 15, 60]))
def test_each_pause_is_within_the_gap_rule(days: list[int], gap: int) -> None:
    fills = pd.DataFrame({"patient_id": "a", "dispense_day": days, "days_supply": 28, "strength_mg": 20,
                          "quantity": 28})  # fmt: skip
    seen = pd.DataFrame({"patient_id": ["a"], "start_day": [-400], "end_day": [900]})
    records = read_dispensings(fills, observation=seen, gap_days=gap)
    steady = steadiness(first_courses(records), records)
    assert steady is not None
    ((_, length, uncovered, _, longest, _, people),) = steady.counts.itertuples(index=False)
    assert people == 1
    assert longest <= min(gap, uncovered) <= uncovered <= longest * (len(days) - 1)
    assert 0 <= uncovered <= gap * (len(days) - 1)
    assert (length - uncovered) % 28 == 0, "covered are the days of whole packs, early refills carried over"

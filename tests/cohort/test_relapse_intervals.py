"""Relapse by score lies between two visits: by a plain loop, and never before the course's end."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cohort.following import first_courses
from isostats.cohort.relapse_intervals import AT_A_DAY, NEVER, Intervals, relapses_between_visits
from isostats.records import read_courses

END = pd.Timestamp("2019-06-01")
Visits = list[tuple[int, int, int]]


def intervals(visits: Visits, response: str = "clear") -> Intervals | None:
    """Of visits as (person, days after the end, score of the face), of five people seen for 1000 days."""
    courses = pd.DataFrame({"patient_id": list("01234"), "course_start": "2019-01-01", "course_end": END,
                            "last_contact": END + pd.Timedelta(days=1000), "response": response})  # fmt: skip
    rows = pd.DataFrame([(str(who), END + pd.Timedelta(days=day), score) for who, day, score in visits],
                        columns=["patient_id", "date", "score_face"])  # fmt: skip
    return relapses_between_visits(first_courses(read_courses(courses, visits=rows)))


def test_a_score_of_three_lies_after_the_visit_before() -> None:
    known = intervals([(0, -20, 4), (0, 90, 1), (0, 200, 2), (0, 400, 3), (0, 500, 0), (1, 100, 4), (2, 800, 1)])
    assert known is not None
    assert list(zip(known.after_day, known.by_day, known.people, strict=True)) == [
        (0, 100, 1), (200, 400, 1), (800, NEVER, 1)]  # fmt: skip
    assert known.at(365) == {"relapsed": 1, "free": 1, "between": 1, "unseen": 0}
    assert known.at(900) == {"relapsed": 2, "free": 0, "between": 0, "unseen": 1}


def test_who_was_not_clear_and_visits_before_the_end_are_in_none_of_it() -> None:
    assert intervals([(0, 90, 4)], response="improved") is None
    assert intervals([(0, -20, 4), (1, 0, 4)]) is None


VISITS = st.lists(st.tuples(st.integers(0, 4), st.integers(-100, 1000), st.integers(0, 4)), min_size=1, max_size=40)


@settings(max_examples=6, deadline=None)
@given(VISITS, st.integers(1, 1000))
def test_by_a_plain_loop_everybody_stands_somewhere_on_every_day(visits: Visits, day: int) -> None:
    known = intervals(visits)
    expected = dict.fromkeys(AT_A_DAY, 0)
    for who in range(5):
        mine = sorted((on, score) for person, on, score in visits if person == who and on > 0)
        if not mine:
            continue
        by = min((on for on, score in mine if score >= 3), default=NEVER)
        after = max((on for on, _ in mine if on < by), default=0)
        where = "relapsed" if by <= day else "free" if after >= day else "between" if by < NEVER else "unseen"
        expected[where] += 1
    assert (known.at(day) if known is not None else dict.fromkeys(AT_A_DAY, 0)) == expected
    assert known is None or bool(np.all(known.after_day < known.by_day))

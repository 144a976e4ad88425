"""Stays in remission and out of it, of course records: by a plain loop over the days."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import isostats as iso
from isostats.cohort.following import first_courses
from isostats.cohort.remission_states import DEAD, FURTHER_COURSE, IN_REMISSION, RELAPSED, STATES, Stays, count_stays
from isostats.errors import DataError
from isostats.records import read_courses
from tests.analyses.test_conditional_remission import basis

START, END = 0, 150
Row = dict[str, Any]


def stays(rows: list[Row], last: int = 1000, **more: Any) -> Stays:
    """Of rows of one person, days counted from day 0, which is 150 days after the start of the first course."""
    frame = pd.DataFrame([{"course_start": -END, "course_end": 0, **row} for row in rows])
    frame.columns = [name.replace("_date", "_day") for name in frame.columns]
    frame = frame.rename(columns={"course_start": "course_start_day", "course_end": "course_end_day"})
    days = [name for name in frame if name.endswith("_day")]
    frame[days] = frame[days] + 1000
    frame = frame.assign(patient_id="a", last_contact_day=last + 1000, **more)
    records = read_courses(frame)
    return count_stays(first_courses(records), records)


def shown(made: Stays) -> list[tuple[str, int, int]]:
    return [(STATES[s], a, b) for s, a, b in zip(made.state.tolist(), made.entry.tolist(), made.exit.tolist(),
                                                 strict=True)]  # fmt: skip


def test_a_relapse_ends_on_the_day_on_which_the_skin_was_clear_again() -> None:
    made = stays([{"relapse_date": 100, "clear_again_date": 300}])
    assert shown(made) == [(IN_REMISSION, 0, 100), (RELAPSED, 100, 300), (IN_REMISSION, 300, 1000)]
    assert made.dated_again == 1


def test_silence_is_no_remission() -> None:
    made = stays([{"relapse_date": 100}])
    assert shown(made) == [(IN_REMISSION, 0, 100), (RELAPSED, 100, 1000)]
    assert made.dated_again == 0


def test_a_further_course_lasts_from_its_first_to_its_last_day() -> None:
    second = {"course_start": 200, "course_end": 349}
    assert shown(stays([{"relapse_date": 100}, second])) == [
        (IN_REMISSION, 0, 100), (RELAPSED, 100, 200), (FURTHER_COURSE, 200, 350), (RELAPSED, 350, 1000)]  # fmt: skip
    for clear in ({"clear_date": 300}, {"response": "almost_clear"}):
        assert shown(stays([{"relapse_date": 100}, second | clear]))[-1] == (IN_REMISSION, 350, 1000)
    later = stays([{}, second | {"response": "clear", "response_date": 400}])
    assert shown(later)[-2:] == [(RELAPSED, 350, 400), (IN_REMISSION, 400, 1000)]
    again = stays([{}, second | {"clear_date": 300, "relapse_date": 500}])
    assert shown(again)[-2:] == [(IN_REMISSION, 350, 500), (RELAPSED, 500, 1000)]


def test_further_courses_are_those_that_repeated_courses_count() -> None:
    """Isotretinoin for the relapse begins the course that a row soon after it records, however short; without one
    nobody knows its end."""
    short = {"course_start": 110, "course_end": 125}
    treated = {"relapse_date": 100, "relapse_treatment": "isotretinoin"}
    expected = [(IN_REMISSION, 0, 100), (FURTHER_COURSE, 100, 126), (RELAPSED, 126, 1000)]
    assert shown(stays([treated, short])) == expected
    assert shown(stays([{"relapse_date": 100}, short])) == [(IN_REMISSION, 0, 100), (RELAPSED, 100, 1000)]
    assert shown(stays([treated])) == [(IN_REMISSION, 0, 100), (RELAPSED, 100, 1000)]
    again = {"course_start": 300, "course_end": 310}, {"course_start": 400, "course_end": 449}
    assert shown(stays([treated, short, *again])) == [*expected[:2], (RELAPSED, 126, 400), (FURTHER_COURSE, 400, 450),
                                                      (RELAPSED, 450, 1000)]  # fmt: skip


def test_death_ends_it() -> None:
    made = stays([{"relapse_date": 100, "death_date": 500}], last=500)
    assert (made.state.tolist(), made.to.tolist()) == ([0, 1], [1, STATES.index(DEAD)])


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"clear_again_date": 100}, "has a clear_again_date but no relapse_date"),
        ({"relapse_date": 100, "clear_again_date": 90}, "clear_again_date on or before its relapse"),
        ({"relapse_date": 100, "clear_again_date": 2000}, "clear_again_date after the patient's last contact"),
        ({"relapse_date": 100, "last_clear_date": 100}, "last_clear_date on or after its relapse"),
    ],
)
def test_days_that_cannot_be_are_refused(row: Row, told: str) -> None:
    with pytest.raises(DataError, match=told):
        stays([row])


MARKS = st.tuples(
    st.one_of(st.none(), st.integers(1, 60)), st.one_of(st.none(), st.integers(61, 120)),
    st.one_of(st.none(), st.integers(1, 150)), st.booleans(), st.one_of(st.none(), st.integers(100, 300)),
)


@settings(max_examples=4, deadline=None)
@given(MARKS)
def test_by_a_plain_loop_over_the_days(marks: tuple[Any, ...]) -> None:
    relapse, again, begun, clear, later = marks
    again = again if relapse is not None else None
    rows: list[Row] = [{"relapse_date": relapse, "clear_again_date": again}]
    if begun is not None:
        rows.append({"course_start": begun, "course_end": begun + 40, "response": "clear" if clear else "worse",
                     "relapse_date": later if later and later > begun + 40 else None})  # fmt: skip
    made = stays(rows, last=400)
    bad = {day for day in (relapse, begun, rows[-1].get("relapse_date")) if day is not None}
    seen = {day for day in (again, begun + 40 if begun is not None and clear else None) if day is not None}
    state, expected = 0, []
    last_bad = last_clear = -1
    for day in range(1, 401):
        last_bad, last_clear = (day if day in bad else last_bad), (day if day in seen else last_clear)
        on = begun is not None and begun <= day <= begun + 40
        state = 2 if on else 0 if last_bad < 0 or last_clear > last_bad else 1
        expected.append(state)
    found_states = [int(made.state[(made.entry <= day) & (day < made.exit)][0]) for day in range(1, 400)]
    assert found_states == expected[:-1]
    assert np.all(made.exit >= made.entry)


def test_the_section_stands_where_a_return_is_dated_and_only_there(tmp_path: Any) -> None:
    from isostats.analyses import current_remission

    frame = pd.DataFrame([{"patient_id": str(k), "course_start": "2019-01-01", "course_end": "2019-06-30",
                           "last_contact": "2023-12-30", "relapse_date": "2020-01-01" if k < 12 else ""}
                          for k in range(40)])  # fmt: skip
    frame.to_csv(tmp_path / "silent.csv", index=False)
    assert current_remission.estimate(basis(tmp_path / "silent.csv")).blocks == ()
    dated = frame.assign(clear_again_date=["2020-07-01" if k < 6 else "" for k in range(40)])
    dated.to_csv(tmp_path / "dated.csv", index=False)
    few = frame.assign(clear_again_date=["2020-07-01" if k == 0 else "" for k in range(40)])
    few.to_csv(tmp_path / "few.csv", index=False)
    little = current_remission.estimate(basis(tmp_path / "few.csv"))
    assert (little.value, little.rows) == (None, ())
    assert "Of 12 relapses only 1 has a recorded day" in "".join(block.words for block in little.blocks)
    answer = current_remission.estimate(basis(tmp_path / "dated.csv"))
    words = " ".join(getattr(block, "words", "") for block in answer.blocks)
    followed = "6 were followed by a recorded day on which the skin was clear again"
    assert f"Of 12 relapses out of remission {followed}" in words
    assert "85.0% are in remission: 70.0% who kept it all along, and 15.0% who relapsed and are clear again" in words
    assert iso.figures.describe(answer.figures["states"].draw()).title == "Where people stand after the first course"

"""Timelines for a picture: of whom the rule says, within the follow-up, the same whatever the order of the file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from isostats import course_timelines, first_courses, read_courses, simulate_courses
from isostats.cohort.following import Cohort
from isostats.errors import EstimateError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("timelines")
    simulate_courses(120, seed=3).courses.to_csv(made / "courses.csv", index=False)
    pd.read_csv(made / "courses.csv").sample(frac=1, random_state=1).to_csv(made / "mixed.csv", index=False)
    return made


def cohort_of(path: Path) -> Cohort:
    return first_courses(read_courses(path))


@pytest.fixture(scope="module")
def cohort(folder: Path) -> Cohort:
    return cohort_of(folder / "courses.csv")


def test_lanes_are_evenly_spaced_by_length_of_follow_up(cohort: Cohort) -> None:
    made = course_timelines(cohort, lanes=10)
    assert (made.lanes, made.people) == (10, cohort.people)
    exits = cohort.query("SELECT exit_day FROM first_courses ORDER BY exit_day")["exit_day"].clip(lower=0)
    followed = made.frame[made.frame["what"] == "followed"].sort_values("lane")["until"]
    assert followed.tolist() == [exits[int((lane + 0.5) * cohort.people / 10)] for lane in range(10)]


def test_nothing_after_the_follow_up_is_shown_and_nobody_is_named(cohort: Cohort) -> None:
    frame = course_timelines(cohort).frame
    assert list(frame.columns) == ["lane", "what", "day", "until"]
    ends = frame[frame["what"] == "followed"].set_index("lane")["until"]
    marks = frame[~frame["what"].isin(("followed", "course"))]
    assert (marks["day"] <= marks["lane"].map(ends)).all()
    assert (frame.loc[frame["what"] == "course", "day"] <= 0).all()


def test_the_order_of_the_file_chooses_nobody(folder: Path, cohort: Cohort) -> None:
    one, other = course_timelines(cohort), course_timelines(cohort_of(folder / "mixed.csv"))
    shown = [made.frame[made.frame["what"] == "followed"] for made in (one, other)]
    pd.testing.assert_frame_equal(*(frame.reset_index(drop=True) for frame in shown))


@pytest.mark.parametrize("lanes", [0, 41, True])
def test_more_lanes_than_can_be_seen_are_refused(cohort: Cohort, lanes: int) -> None:
    with pytest.raises(EstimateError, match="1 to 40 lanes"):
        course_timelines(cohort, lanes=lanes)

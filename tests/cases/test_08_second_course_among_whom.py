"""Case 08: records without a second course have none in any table, whatever the response at the end of the course."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isostats.cohort.following import first_courses
from isostats.records import read_courses
from isostats.report.job import analyse_study
from isostats.vocabulary.outcomes import USUAL_OUTCOMES
from tests.sweeps import swept

FILE = Path(__file__).parent / "08_second_course_among_whom" / "no_second_course.csv"


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    found = analyse_study(FILE).results
    return found[found["outcome"] == "second_course"]


def test_incidence_is_nothing_and_remission_everything_in_every_population(rows: pd.DataFrame) -> None:
    shown = rows[rows["status"] == "ok"]
    incidence = shown[shown["quantity"] == "cumulative_incidence"]
    remission = shown[shown["quantity"] == "remission"]
    assert len(incidence) > 5
    assert len(remission) > 5
    assert incidence["estimate"].eq(0).all()
    assert remission["estimate"].eq(1).all()
    assert shown.loc[shown["events"].notna(), "events"].eq(0).all()
    assert set(rows["population"]) <= {"everyone", "responders", "with_response"}


def test_there_is_no_test_between_groups(rows: pd.DataFrame) -> None:
    tests = rows[rows["quantity"].isin(["logrank", "remission_difference", "rmst_difference", "gray"])]
    assert tests["p_value"].isna().all()


def test_no_verdict_is_spoken_on_people_who_were_not_clear(rows: pd.DataFrame) -> None:
    claims = rows[rows["quantity"] == "claim_difference"]
    assert claims["events"].dropna().eq(0).all()


def test_no_column_of_responses_gives_the_same_second_courses(tmp_path: Path) -> None:
    """A kin of the case: that a response is recorded moves nothing but treatment success."""
    frame = pd.read_csv(FILE, dtype=str, keep_default_na=False)
    with_it = first_courses(read_courses(frame))
    without = first_courses(read_courses(frame.drop(columns="response")))
    for outcome in with_it.outcomes:
        one, other = (each.count(outcome, by="site") for each in (with_it, without))
        assert one.causes == other.causes
        assert (one.events == other.events).all()
        assert (one.censored == other.censored).all()


@swept(15)
@given(st.lists(st.sampled_from(["clear", "almost_clear", "improved", "worse", ""]), min_size=6, max_size=6))
def test_a_response_is_never_an_outcome(responses: list[str]) -> None:
    """A law: whatever is written of the response, the events of every outcome among everyone stay the same people."""
    frame = pd.read_csv(FILE, dtype=str, keep_default_na=False).head(6).assign(response=responses)
    studied = first_courses(read_courses(frame))
    bare = first_courses(read_courses(frame.drop(columns="response")))
    for outcome in USUAL_OUTCOMES:
        assert (studied.count(outcome).events == bare.count(outcome).events).all()
        if not studied.responses:
            continue
        success = studied.count(outcome, population="with_response")
        not_clear = success.events[0, success.causes.index("not_clear")].sum()
        assert not_clear == sum(each in ("improved", "worse") for each in responses)
        assert success.n.sum() == sum(each != "" for each in responses)
        assert success.causes[0] == outcome

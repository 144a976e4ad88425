"""A file of later treatments that stops long before the contacts do is told; one after which nothing came is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from isostats.errors import StudyError
from isostats.records import check_courses
from isostats.records.findings import Finding
from isostats.records.guessing.drafts import draft_study
from isostats.simulate import simulate_courses
from isostats.words.language import speaking, translated
from tests.analyses.said import answers_of
from tests.sweeps import swept_values

MADE = simulate_courses(80, seed=3)


def told(courses: pd.DataFrame, events: pd.DataFrame) -> list[Finding]:
    return [each for each in check_courses(courses, events=events) if each.rule == "list_ends_early"]


def until(day: str) -> pd.DataFrame:
    return MADE.events[MADE.events["date"].astype(str) <= day]


@pytest.mark.parametrize("day", ["2017-12-31", "2019-12-31", "2021-12-31"])
def test_a_list_of_treatments_that_was_cut_is_told(day: str) -> None:
    (finding,) = told(MADE.courses, until(day))
    assert f"ends on {day[:4]}-12" in finding.message
    assert "of 80 patients were followed after that within two years of the first course" in finding.message
    assert "put several files one below the other" in finding.advice


@pytest.mark.parametrize("day", ["2019-12-31", *swept_values("2017-12-31", "2021-12-31")])
def test_it_is_told_in_the_headline_as_in_check(day: str, tmp_path: Path) -> None:
    (finding,) = told(MADE.courses, until(day))
    courses, events = tmp_path / "courses.csv", tmp_path / "rx.csv"
    MADE.courses.to_csv(courses, index=False)
    until(day).to_csv(events, index=False)
    head = answers_of(courses, "definitions", events=str(events))["definitions"].value.statements[0].words
    (said,) = [each for each in head.split(". ") if each.startswith("Look at the later treatments")]
    assert finding.message.replace("a data frame", "rx.csv") in said.replace("the data frame of events", "rx.csv")
    with speaking("de"):
        assert "Die späteren Behandlungen ansehen" in translated(f"{said}.")


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("people", [20, 80, 600])
def test_a_whole_list_is_not(people: int, seed: int) -> None:
    made = simulate_courses(people, seed=seed)
    assert not told(made.courses, made.events)


def test_nor_one_of_old_courses_after_whose_early_relapses_nothing_came_for_years() -> None:
    """Nor one of a clinic that saw nobody relapse in the last months, nor one of so few that nothing can be told."""
    ids = [str(number) for number in range(40)]
    courses = pd.DataFrame({
        "patient_id": ids, "course_start": "2010-01-01", "course_end": "2010-07-01", "last_contact": "2020-01-01",
    })  # fmt: skip
    early = pd.DataFrame({"patient_id": ids[:20], "date": "2012-03-01", "kind": "topical"})
    assert not told(courses, early)
    early = early.assign(date="2010-09-01")
    assert not told(courses, early)  # of 20 people none came in 22 of 24 months, nor did any of theirs come late
    later = courses.assign(course_end=["2010-07-01"] * 20 + ["2011-07-01"] * 20)
    assert told(later, early)  # of the others some should have been treated as soon
    assert not told(later, early.head(1))
    assert not told(later.assign(last_contact="2011-08-01"), early)


@pytest.mark.parametrize("seed", range(3))
def test_nor_a_whole_list_whose_treatments_come_soon_after_the_course(seed: int) -> None:
    random, people = np.random.default_rng(seed), 100
    ends = pd.Timestamp("2015-01-01") + pd.to_timedelta(random.integers(0, 1500, people), unit="D")
    courses = pd.DataFrame({
        "patient_id": [str(number) for number in range(people)], "course_start": ends - pd.Timedelta(days=180),
        "course_end": ends, "last_contact": pd.Timestamp("2021-08-01"),
    })  # fmt: skip
    soon = ends + pd.to_timedelta(1 + random.exponential(120, people).astype(int), unit="D")
    events = pd.DataFrame({"patient_id": courses["patient_id"], "date": soon, "kind": "topical"})[: people * 2 // 3]
    assert (courses["last_contact"] - events["date"].max()).iloc[0].days > 365
    assert not told(courses, events)
    assert told(courses, events[events["date"] < "2017-07-01"])


def test_two_lists_of_one_clinic_are_put_one_below_the_other(tmp_path: Path) -> None:
    MADE.courses.to_csv(tmp_path / "courses.csv", index=False)
    until("2018-12-31").to_csv(tmp_path / "rx_until_2018.csv", index=False)
    MADE.events[~MADE.events.index.isin(until("2018-12-31").index)].to_csv(tmp_path / "rx_from_2019.csv", index=False)
    with pytest.raises(StudyError, match=r"both look like later treatments\. Put them one below the other") as refused:
        draft_study(sorted(tmp_path.iterdir()))
    assert "Name the one" not in str(refused.value)


def test_nor_do_topicals_that_go_on_hide_that_the_systemic_ones_were_cut() -> None:
    """They may be of another source; systemic treatment is the primary outcome."""
    made = simulate_courses(300, seed=4)
    gone = made.events["kind"].isin(["oral_antibiotic", "antiandrogen"]) & (made.events["date"] > "2017-12-31")
    assert not told(made.courses, made.events)
    (finding,) = told(made.courses, made.events[~gone])
    assert finding.message.startswith("the list of systemic treatments in a data frame ends on 2017-12-")

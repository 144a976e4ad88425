"""Interruptions of first courses: gaps by hand and by a plain loop, a planned season apart, by when courses began."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from isostats.analyses.choices import basis_of
from isostats.analyses.interruptions import INTERRUPTIONS
from isostats.analyses.protocol import Answer
from isostats.cohort.following import first_courses
from isostats.cohort.uncovered_days import steadiness
from isostats.errors import StudyError
from isostats.records.dispensings import read_dispensings
from isostats.report.job import followed, read_records, study_of
from isostats.study.season import read_season
from isostats.study.study_file import make_study

SUMMER = "06-01 to 08-31"


def fills_of(days: dict[str, list[str]], supply: int = 30) -> pd.DataFrame:
    rows = [(who, day) for who, dates in days.items() for day in dates]
    return pd.DataFrame(rows, columns=["patient_id", "dispense_date"]).assign(
        days_supply=supply, strength_mg=20, quantity=2 * supply
    )


def observed(fills: pd.DataFrame) -> pd.DataFrame:
    people = fills["patient_id"].unique()
    return pd.DataFrame({"patient_id": people, "start": "2010-01-01", "end": "2024-12-31"})


def answered(folder: Path, fills: pd.DataFrame, **choices: Any) -> Answer[Any]:
    """The answer to this question alone."""
    fills.to_csv(folder / "fills.csv", index=False)
    observed(fills).to_csv(folder / "observed.csv", index=False)
    sources = {"dispensings": "fills.csv", "observation": "observed.csv"}
    study = make_study({"data": sources}, folder=folder, groups=[], **choices)
    records = read_records(study)
    return INTERRUPTIONS.estimate(basis_of(study, records, followed(study, records), grid=None, set_aside=""))


def row(answer: Answer[Any], outcome: str, group: str) -> dict[str, Any]:
    (found,) = [each for each in answer.rows if (each["outcome"], each["group"]) == (outcome, group)]
    return found


# one supply of 30 days each: steady; a gap of 10 days in spring; one of 40 days in summer; both of these
FOUR = fills_of({
    "steady": ["2018-01-01", "2018-01-31"],
    "spring": ["2018-03-01", "2018-04-10"],
    "summer": ["2019-05-02", "2019-07-12"],
    "both": ["2019-04-01", "2019-05-11", "2019-07-20"],
})  # fmt: skip


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> Answer[Any]:
    return answered(tmp_path_factory.mktemp("four"), FOUR, low_season=SUMMER, min_at_risk=1)


@pytest.mark.parametrize(
    ("outcome", "group", "events"),
    [
        ("courses", "longest_gap=none", 1), ("courses", "longest_gap=8 to 30", 1),
        ("courses", "longest_gap=31 or more", 2),
        ("courses", "longest_gap_low_season_aside=none", 2), ("courses", "longest_gap_low_season_aside=8 to 30", 2),
        ("longest_gap_31_or_more", "start=2018", 0), ("longest_gap_31_or_more", "start=2019", 2),
        ("longest_gap_low_season_aside_31_or_more", "start=2019", 0),
        ("longest_gap_8_or_more", "start=2018", 1),
    ],
)  # fmt: skip
def test_gaps_are_those_that_one_counts(four: Answer[Any], outcome: str, group: str, events: int) -> None:
    periods = {each["group"] for each in four.rows if each["group"].startswith("start=")}
    quarters = {"start=2018-Q1", "start=2019-Q2"}
    assert periods == quarters, "all began within eight quarters"
    group = {"start=2018": "start=2018-Q1", "start=2019": "start=2019-Q2"}.get(group, group)
    assert row(four, outcome, group)["events"] == events


def test_the_share_of_days_covered_is_of_all_days(four: Answer[Any]) -> None:
    # 60 of 60, 60 of 70, 60 of 101 with 41 in summer, 90 of 140 with 10 in spring and 40 in summer
    assert row(four, "days_covered", "all")["estimate"] == pytest.approx(270 / (60 + 70 + 101 + 140))
    aside = row(four, "days_covered_low_season_aside", "all")
    assert aside["estimate"] == pytest.approx(270 / (60 + 70 + 60 + 100))
    assert aside["n"] == 4


def test_where_no_season_is_stated_nothing_is_set_aside(tmp_path: Path) -> None:
    answer = answered(tmp_path, FOUR)
    assert not [each for each in answer.rows if "aside" in each["outcome"] + each["group"]]


def test_courses_of_many_years_are_told_by_year(tmp_path: Path) -> None:
    answer = answered(tmp_path, fills_of({"a": ["2016-05-01"], "b": ["2018-05-01"], "c": ["2018-09-01"]}))
    periods = dict.fromkeys(each["group"] for each in answer.rows if each["group"].startswith("start="))
    assert [*periods] == ["start=2016", "start=2018"]
    table = answer.tables["interruptions_by_start"].to_frame()
    assert table["first courses"].tolist() == ["1", "2"]


def test_a_pause_longer_than_the_rule_ends_the_course_in_that_season_as_well(tmp_path: Path) -> None:
    fills = fills_of({"a": ["2018-05-02", "2018-08-20", "2018-09-19"], "b": ["2018-05-02"]})
    answer = answered(tmp_path, fills, low_season=SUMMER)
    assert row(answer, "courses", "longest_gap=none")["events"] == 2
    words = " ".join(block.words for block in answer.blocks if hasattr(block, "words"))
    assert "1 second course began after a gap that lies in it" in words


def test_course_records_tell_how_many_days_and_not_when(tmp_path: Path) -> None:
    start = pd.Timestamp("2019-01-01")
    frame = pd.DataFrame({
        "patient_id": ["a", "b", "c", "d"], "course_start": [start, start, start + pd.Timedelta(days=200), start],
        "interruption_days": [0, 10, 25, None],
    })  # fmt: skip
    frame["course_end"] = frame["course_start"] + pd.Timedelta(days=99)
    frame.assign(last_contact="2021-06-01").to_csv(tmp_path / "courses.csv", index=False)
    study = study_of(tmp_path / "courses.csv", groups=[])
    records = read_records(study)
    answer = INTERRUPTIONS.estimate(basis_of(study, records, followed(study, records), grid=None, set_aside=""))
    assert row(answer, "days_covered", "all")["estimate"] == pytest.approx(265 / 300)
    assert row(answer, "with_uncovered_days", "start=2019-Q1")["events"] == 1
    assert not [each for each in answer.rows if "gap" in each["outcome"] + each["group"]]


@pytest.mark.parametrize("season", ["06-01", "6-1 to 8-31", "13-01 to 01-01", "02-30 to 03-01", "June to August"])
def test_what_is_no_season_is_refused_with_how_to_write_one(season: str) -> None:
    with pytest.raises(StudyError, match=r"low_season is '.*', and that is no season.*06-01 to 08-31"):
        read_season(season)


def test_a_season_needs_dates() -> None:
    fills = pd.DataFrame({"patient_id": ["a"], "dispense_day": [0], "days_supply": 30, "strength_mg": 20,
                          "quantity": 30})  # fmt: skip
    seen = pd.DataFrame({"patient_id": ["a"], "start_day": [-400], "end_day": [900]})
    with pytest.raises(StudyError, match="low_season needs dates"):
        first_courses(read_dispensings(fills, observation=seen, low_season=SUMMER))


def days_of(start: date, days: int) -> Iterator[date]:
    return (start + timedelta(days=each) for each in range(days))


MONTH_DAY = st.tuples(st.integers(1, 12), st.integers(1, 28))


@settings(max_examples=60)
@given(MONTH_DAY, MONTH_DAY, st.integers(16_000, 19_000), st.integers(1, 400))
def test_days_lie_in_a_season_if_each_does_and_they_are_of_one_year_of_it(
    first: Any, last: Any, start: int, days: int
) -> None:
    season = read_season("{:02}-{:02} to {:02}-{:02}".format(*first, *last))
    after = date(2021, *last) + timedelta(days=1)
    assume((after.month, after.day) != first)  # a season of the whole year begins anew on the day after its last

    def within(day: date) -> bool:
        when = (day.month, day.day)
        return first <= when <= last if first <= last else when >= first or when <= last

    each = [within(day) for day in days_of(date(1970, 1, 1) + timedelta(days=start), days)]
    assert season.holds(np.array([start]), np.array([days]))[0] == (all(each) and days <= 366)


@settings(max_examples=3, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 700), min_size=1, max_size=6, unique=True), min_size=1, max_size=12),
    st.booleans(), st.sampled_from([None, 10]),
)  # fmt: skip
def test_longest_gaps_are_those_of_a_plain_loop(people: list[list[int]], carry_over: bool, cap: int | None) -> None:
    begin = date(2018, 1, 1)
    fills = fills_of({f"p{place}": [(begin + timedelta(days=day)).isoformat() for day in days]
                      for place, days in enumerate(people)}, supply=28)  # fmt: skip
    rule = {"carry_over": carry_over, "cap_days": cap if carry_over else None}
    records = read_dispensings(fills, observation=observed(fills), low_season=SUMMER, **rule)
    steady = steadiness(first_courses(records), records)
    assert steady is not None
    expected = sorted(plain_gaps(sorted(days), begin, **rule) for days in people)
    counts = steady.counts
    names = ["longest", "planned", "other"]
    mine = counts.loc[counts.index.repeat(counts["people"]), names].to_numpy().tolist()
    assert sorted(map(tuple, mine)) == expected


def plain_gaps(days: list[int], begin: date, *, carry_over: bool, cap_days: int | None) -> tuple[int, int, int]:
    """The longest gap of the first course, the days in gaps that lie in summer, and the longest other gap."""
    gaps, covered_to = [], days[0] + 28
    for day in days[1:]:
        gap = day - covered_to
        if gap > 60:
            break
        if gap > 0:
            gaps.append((covered_to, gap))
        left = max(-gap, 0) if carry_over else 0
        covered_to = max(covered_to, day + 28 + (min(left, cap_days) if cap_days is not None else left))
    summer = [all(6 <= each.month <= 8 for each in days_of(begin + timedelta(days=first), gap)) for first, gap in gaps]
    longest = max((gap for _, gap in gaps), default=0)
    planned = sum(gap for (_, gap), within in zip(gaps, summer, strict=True) if within)
    return longest, planned, max((gap for (_, gap), within in zip(gaps, summer, strict=True) if not within), default=0)

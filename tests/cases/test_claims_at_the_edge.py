"""No event among 1,000, or 1,000 of 1,000: an exact limit and a verdict, in the claims and in the report's rows."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import isostats as iso


def courses(tmp_path: Path, people: int, relapses: int, followed: int = 2000) -> Path:
    rows = []
    for i in range(people):
        start, end = date(2010, 1, 1) + timedelta(i % 300), date(2010, 5, 30) + timedelta(i % 300)
        relapse = f"{end + timedelta(100)},oral_antibiotic" if i < relapses else ","
        rows.append(f"p{i:04},{start},{end},{end + timedelta(followed)},{relapse}")
    path = tmp_path / "courses.csv"
    head = "patient_id,course_start,course_end,last_contact,relapse_date,relapse_treatment\n"
    path.write_text(head + "\n".join(rows) + "\n")
    return path


def test_nobody_of_a_thousand(tmp_path: Path) -> None:
    card = iso.scorecard(courses(tmp_path, 1000, 0))
    for name, days in (("permanent_no_second_course", 730), ("second_course_rare", 730)):
        assert card[name].claim.horizon_days == days
    none = card["permanent_no_second_course"]
    # the share with a second course is at most 1 - 0.025^(1/1000) = 0.368%
    assert none.reading.lower == pytest.approx(0.025 ** (1 / 1000), rel=1e-12)
    assert (none.says, none.verdict) == ("100.0% (99.6 to 100.0)", "above")
    assert card["second_course_rare"].says == "0.0% (0.0 to 0.4)"
    assert card["second_course_rare_5_percent_5_years"].verdict == "agrees"


@pytest.mark.parametrize(("people", "verdict"), [(12, "undecided"), (20, "undecided"), (60, "above")])
def test_few_people_without_an_event_are_not_enough(tmp_path: Path, people: int, verdict: str) -> None:
    assert iso.scorecard(courses(tmp_path, people, 0))["permanent_no_second_course"].verdict == verdict


def test_who_was_hardly_followed_adds_nothing(tmp_path: Path) -> None:
    card = iso.scorecard(courses(tmp_path, 1000, 0, followed=400), primary={"outcome": "second_course",
                                                                            "horizon_days": 365})  # fmt: skip
    assert card["permanent_improvement"].verdict == "above"
    assert card["permanent_5_years"].verdict == "cannot_be_told"

"""Sentences that say biased, too low or lower stand only where that is so, and of a range both ends are told."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from isostats.analyses.caveats import naive_sentence, rules_sentence
from isostats.analyses.results import StudyResults
from isostats.analyses.rows import where
from isostats.words.numbers import percent
from tests.analyses.said import answers_of, paragraphs

SECOND = {"outcomes": ["second_course"]}


def moved(day: str, days: int) -> str:
    return str((pd.Timestamp(day) + pd.Timedelta(days=days)).date())


def one_further_course_each(people: int, followed: int) -> pd.DataFrame:
    """Everybody takes one further course, a week after the one before, and is followed so long after it."""
    starts = [moved("2013-03-01", 7 * k) for k in range(people)]
    rows = [(k, "2012-01-01", "2012-06-01", moved(start, followed)) for k, start in enumerate(starts)]
    rows += [(k, start, moved(start, 120), moved(start, followed)) for k, start in enumerate(starts)]
    return pd.DataFrame(rows, columns=["patient_id", "course_start", "course_end", "last_contact"])


def analysed(frame: pd.DataFrame, folder: Path, *names: str, **choices: object) -> StudyResults:
    frame.to_csv(folder / "courses.csv", index=False)
    return answers_of(folder / "courses.csv", *names, **choices)


def test_a_mean_above_the_share_is_explained_where_people_left_with_their_course(tmp_path: Path) -> None:
    made = analysed(one_further_course_each(60, 200), tmp_path, "repeated-courses", "remission", **SECOND)
    words = paragraphs(made["repeated-courses"])
    assert "lies below the mean by then, though nobody took a third" in words
    assert "The mean is too high then: quote the share." in words
    assert "is too low" not in words
    assert naive_sentence(made.basis, made["remission"].rows) == ""  # nobody left before: both shares are one


def test_a_crude_mean_is_not_too_low_where_everybody_stays(tmp_path: Path) -> None:
    stay = one_further_course_each(60, 0).assign(last_contact="2020-01-01")
    words = paragraphs(analysed(stay, tmp_path, "repeated-courses", **SECOND)["repeated-courses"])
    assert "100 people had begun 100.00" in words
    for lacking in ("too low", "too high", "lies below the mean by then"):
        assert lacking not in words
    early = stay.assign(last_contact=["2012-09-01" if k >= 50 else "2020-01-01" for k in stay["patient_id"]])
    kept = early[(early["patient_id"] < 50) | (early["course_start"] == "2012-01-01")]
    assert "is too low" in paragraphs(analysed(kept, tmp_path, "repeated-courses", **SECOND)["repeated-courses"])


def test_of_a_range_both_ends_are_told(tmp_path: Path) -> None:
    frame = pd.DataFrame({
        "patient_id": range(200), "course_start": "2012-01-01", "course_end": "2012-06-01",
        "last_contact": ["2014-09-01" if k >= 160 else "2012-09-01" if k >= 120 else "2019-06-01" for k in range(200)],
        "relapse_date": ["2012-12-01" if k < 20 else "2016-01-01" if k < 40 else "" for k in range(200)],
        "relapse_treatment": ["oral_antibiotic" if k < 40 else "" for k in range(200)],
    })  # fmt: skip
    events = pd.DataFrame({"patient_id": range(60, 80), "date": "2012-06-20", "kind": "antiandrogen"})
    events.to_csv(tmp_path / "events.csv", index=False)
    choices = {"events": str(tmp_path / "events.csv"), "horizons_days": [365, 730, 1826]}
    passive = analysed(frame, tmp_path, "remission", follow_up="passive", **choices)
    by_day = [
        {day: where(passive.basis.remission_of(passive["remission"].rows, outcome="systemic_treatment", method=method),
                    time_days=day)[0]["estimate"] for day in (730, 1826)}
        for method in ("naive", "kaplan_meier")
    ]  # fmt: skip
    crude, late = (percent((free[730] - free[1826]) / (1 - free[1826])) for free in by_day)
    assert crude != late
    assert f"{crude} (crude share) or {late} (Kaplan-Meier) came after two years" in paragraphs(passive["remission"])
    words = rules_sentence(passive.basis)
    assert words.endswith("% would be free of systemic treatment at two years.")
    assert "Were they counted, between 77.1% and 80.0%" in words
    active = analysed(frame, tmp_path, "remission", follow_up="active", **choices)
    alone = "Were they counted, 77.1% would be free of systemic treatment at two years, "
    assert alone in rules_sentence(active.basis)
    assert rules_sentence(active.basis).endswith(" points lower.")
    assert "biased" in naive_sentence(active.basis, active["remission"].rows)

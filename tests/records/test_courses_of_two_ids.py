"""The same people twice under other ids: told by the facts of their first courses, and never of strangers."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

import isostats as iso
from isostats.records.findings import Finding, Findings
from isostats.simulate import simulate_courses
from isostats.study.study_file import make_study
from tests.analyses.said import answers_of
from tests.sweeps import WHOLE

DAYS = ["patient_id", "course_start", "course_end", "last_contact"]


def told(findings: Findings) -> list[Finding]:
    return [each for each in findings if each.rule == "people_perhaps_twice"]


def people(patients: int = 300, seed: int = 1) -> pd.DataFrame:
    return simulate_courses(patients, seed=seed).courses


def anew(frame: pd.DataFrame, patients: int | None = None) -> pd.DataFrame:
    """The first of these people under other ids."""
    kept = frame["patient_id"].drop_duplicates().iloc[:patients]
    again = frame[frame["patient_id"].isin(kept)]
    return again.assign(patient_id="T" + again["patient_id"].astype(str))


@pytest.mark.parametrize("columns", [None, DAYS, [*DAYS, "sex"]])
def test_an_extract_pasted_below_another_is_told(columns: list[str] | None) -> None:
    frame = people()[columns or slice(None)] if columns else people()
    twice = pd.concat([frame, anew(frame)])
    (warning,) = told(iso.check_courses(twice))
    assert warning.count == 600
    assert "600 of 600 patients of a data frame have the first course of another one: alike are " in warning.message
    assert warning.example.startswith("patient S00001, row 2 and patient TS00001, row ")
    answers = answers_of(make_study({"data": {"courses": twice}}), "definitions", "five-numbers")
    assert "If they are the same people, each counts twice" in str(answers["definitions"].value)


def test_some_people_pasted_below_are_told() -> None:
    frame = people()
    (warning,) = told(iso.check_courses(pd.concat([frame, anew(frame, 30)])))
    assert warning.count == 60
    assert not told(iso.check_courses(pd.concat([frame, anew(frame, 3)]))), "siblings, or chance after all"


@pytest.mark.parametrize("shared", [300, 150, 60, 0])
def test_people_of_two_files_are_known_by_their_courses(shared: int) -> None:
    one, other = people(), people(200, seed=2).assign(patient_id=lambda of: "R" + of["patient_id"].astype(str))
    both = pd.concat([anew(one, shared), other]) if shared < 300 else anew(one)
    both = both[both["patient_id"].str.startswith("T")] if shared == 150 else both
    (*found,) = told(iso.check_courses({"a": one, "b": both if shared else other}))
    assert [each.count for each in found] == ([shared] if shared else [])
    if found:
        assert "have the first course of one of " in found[0].message
        assert "patient S00001 of a and patient TS00001 of b" in found[0].example


def test_everybody_twice_is_no_chance_however_little_is_recorded() -> None:
    """Courses of one length and one time of follow-up, of which days of start alone differ."""
    start = pd.Timestamp("2015-01-01") + pd.to_timedelta(7 * np.arange(60), unit="D")
    frame = pd.DataFrame({"patient_id": [f"P{at}" for at in range(60)], "course_start": start})
    frame = frame.assign(course_end=start + pd.Timedelta("170D"), last_contact=start + pd.Timedelta("900D"))
    assert told(iso.check_courses(pd.concat([frame, anew(frame)])))
    assert not told(iso.check_courses(pd.concat([frame, anew(frame).iloc[1:]])))


def test_who_was_treated_in_groups_is_no_second_extract() -> None:
    """Six of one start, end and last contact, as of a school or a barracks."""
    frame = people(60)[DAYS].drop_duplicates("patient_id")
    for name in DAYS[1:]:
        frame[name] = frame[name].iloc[np.arange(len(frame)) // 6 * 6].to_numpy()
    assert not told(iso.check_courses(frame))


LENGTHS, FOLLOWED = (1, 3, 140), ("own", "closed", "half", "after_end", "after_start")
STARTS = ("any", "weekly", "months", "day_0")
HABITS = [*product(FOLLOWED, STARTS)]
CROWDS = [*product((60, 400, 3000), LENGTHS, (0, 1))]
"""How many they are, of how many lengths their courses, and whether more than days is known of them."""


def strangers(
    rng: np.random.Generator, size: int, lengths: int, followed: str, starts: str, facts: int
) -> pd.DataFrame:
    """Whose days are told as coarsely as clinics tell them."""
    days = np.zeros(size, dtype=int) if starts == "day_0" else rng.integers(0, 600, size)
    days = days // 7 * 7 if starts == "weekly" else days
    start = np.datetime64("2014-01-01") + days
    end = start + 150 + rng.integers(0, lengths, size)
    own, closed = end + rng.integers(60, 1500, size), np.datetime64("2022-01-01")
    last = {
        "own": own, "closed": np.full(size, closed), "half": np.where(rng.random(size) < 0.5, own, closed),
        "after_end": end + 730, "after_start": start + 900,
    }[followed]  # fmt: skip
    made: dict[str, Any] = {"patient_id": range(size), "course_start": start, "course_end": end, "last_contact": last}
    if facts:
        weight = rng.integers(45, 95, size)
        made |= {"sex": rng.choice(["female", "male"], size), "weight_kg": weight, "cumulative_dose_mg": 120 * weight}
    frame = pd.DataFrame(made)
    if starts == "months":
        for name in DAYS[1:]:
            frame[name] = frame[name].dt.to_period("M").dt.to_timestamp() + pd.Timedelta("14D")
    return frame


@pytest.mark.swept
@pytest.mark.parametrize(("followed", "starts"), HABITS)
def test_strangers_are_not_told(followed: str, starts: str) -> None:
    """Of every habit two of the eighteen crowds, each crowd in turn; in the sweep all of them."""
    first = 2 * HABITS.index((followed, starts))
    tried = range(len(CROWDS)) if WHOLE else (first, first + 1)
    for at in tried:
        size, lengths, facts = CROWDS[at % len(CROWDS)]
        frame = strangers(np.random.default_rng(7 + at), size, lengths, followed, starts, facts)
        assert not told(iso.check_courses(frame)), (size, lengths, facts)

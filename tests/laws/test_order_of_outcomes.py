"""One timeline a person: on every day and in every group, the milder outcome comes no later than the stronger one."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from isostats.cohort.counting import EventTable
from isostats.cohort.first_course_facts import courses_per_person
from isostats.cohort.following import Cohort, first_courses, second_courses_by_gap
from isostats.errors import NobodyLeft
from isostats.records import read_courses
from isostats.records.dispensings import read_dispensings
from isostats.vocabulary.outcomes import TREATMENT_KINDS
from tests.sweeps import swept

PAIRS = (
    ("any_treatment", "systemic_treatment"),
    ("systemic_treatment", "second_course"),
    ("recorded_relapse", "second_course"),
)
RULES: list[dict[str, Any]] = [
    {},
    {"prevention_rules": False},
    {"maintenance_days": 0, "already_on": False, "antibiotic_days": 0},
    {"contraceptive_counts": True, "break_days": 0, "second_course_days": 0},
    {"antiandrogen_counts": False},
]
KINDS = ("contraceptive", *TREATMENT_KINDS, "recorded_relapse", "pregnancy")
FOLLOW_UP = 900


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Courses and events of a few people; the first course ends on day 0, the follow-up on a day of their own."""
    courses, events = [], []
    for number in range(draw(st.integers(1, 6))):
        who = {"patient_id": f"p{number}", "sex": draw(st.sampled_from(["female", "male"]))}
        last = draw(st.integers(1, FOLLOW_UP))
        relapse = draw(st.none() | st.integers(1, last))
        treatment = (
            draw(st.sampled_from(["none", "topical", "oral_antibiotic", "isotretinoin", "contraceptive"]))
            if relapse
            else None
        )
        death = draw(st.booleans())
        about = {"last_contact_day": last, "death_day": last if death else None}
        first = {"course_start_day": -100, "course_end_day": 0, "relapse_day": relapse, "relapse_treatment": treatment}
        courses.append(who | about | first)
        end = 0
        for gap, length in draw(st.lists(st.tuples(st.integers(1, 300), st.integers(0, 60)), max_size=2)):
            start, end = end + gap, end + gap + length
            if end <= last:
                courses.append(who | about | {"course_start_day": start, "course_end_day": end})
        for day, kind, supply in draw(
            st.lists(
                st.tuples(st.integers(-250, last), st.sampled_from(KINDS), st.none() | st.integers(1, 200)),
                max_size=6,
            )
        ):
            events.append({"patient_id": who["patient_id"], "day": day, "kind": kind, "days_supply": supply})
    return courses, events


def events_by(table: EventTable, day: int) -> np.ndarray:
    """People with the outcome by the day, by group."""
    return np.asarray(table.events[:, 0, table.days <= day].sum(axis=-1))


def in_order(cohort: Cohort) -> None:
    count = cache(lambda outcome, by=None, without=False: cohort.count(outcome, by=by, without_rules=without))
    days = np.unique(np.r_[0, 1, 60, 61, 365, FOLLOW_UP, *(count(outcome).days for outcome in cohort.outcomes)])
    for by in (None, "sex"):
        for milder, stronger in PAIRS:
            if milder not in cohort.outcomes:
                continue
            one, two = (count(outcome, by) for outcome in (milder, stronger))
            for day in days:
                assert (events_by(one, day) >= events_by(two, day)).all(), (milder, stronger, by, day)
    for without in (False, True):
        for milder, stronger in PAIRS[:2]:
            if milder in cohort.outcomes:
                one, two = (count(outcome, None, without) for outcome in (milder, stronger))
                if _leave_early(one) or _leave_early(two):
                    # who leaves between a person's two events weighs in one estimate only: the estimates may cross
                    continue
                one_free, two_free = _free_people(one, days), _free_people(two, days)
                assert (one_free <= two_free + 1e-12).all(), (milder, stronger, without)


def _leave_early(table: EventTable) -> bool:
    """Whether anybody leaves, free of the outcome, before the last day of all."""
    return bool(table.censored[:, table.days < table.days.max()].any() or table.events[:, 1:].any())


def _free_people(table: EventTable, days: np.ndarray) -> np.ndarray:
    """Kaplan-Meier by hand, the same product as the estimator's, on any days."""
    surviving, at_risk = [], table.at_risk[0]
    for day in days:
        upto = table.days <= day
        with np.errstate(invalid="ignore", divide="ignore"):
            surviving.append(np.prod(np.where(at_risk[upto] > 0, 1 - table.events[0, 0, upto] / at_risk[upto], 1.0)))
    return np.array(surviving)


def within_the_follow_up(cohort: Cohort) -> None:
    seconds = int(cohort.count("second_course").events[0, 0].sum())
    assert second_courses_by_gap(cohort, gaps=[-1])["second_courses"].tolist() == [seconds]
    taken = courses_per_person(cohort)
    assert int(taken.loc[taken["courses"] > 1, "people"].sum()) == seconds
    assert cohort.timeline is not None
    assert cohort.timeline.second_courses == seconds


@swept(40)
@given(lives(), st.sampled_from(RULES))
def test_the_order_in_course_records(made: tuple[list[dict[str, Any]], list[dict[str, Any]]], rules: Any) -> None:
    courses, events = made
    frame = pd.DataFrame(courses)
    later = pd.DataFrame(events, columns=["patient_id", "day", "kind", "days_supply"])
    source = {"events": later} if len(later) else {}
    records = read_courses(frame, **source)
    cohort = first_courses(records, **rules)
    in_order(cohort)
    within_the_follow_up(cohort)


@swept(25)
@given(lives(), st.sampled_from(RULES), st.booleans())
def test_the_order_in_dispensings(
    made: tuple[list[dict[str, Any]], list[dict[str, Any]]], rules: Any, observed: bool
) -> None:
    courses, events = made
    fills = [
        {"patient_id": row["patient_id"], "dispense_day": row["course_start_day"] + 30 * k, "days_supply": 30,
         "strength_mg": 20, "quantity": 30}
        for row in courses
        for k in range(max(1, (row["course_end_day"] - row["course_start_day"] + 1) // 30))
    ]  # fmt: skip
    people = pd.DataFrame(courses).drop_duplicates("patient_id")[["patient_id", "sex"]]
    beside: dict[str, Any] = {"people": people}
    if events:
        beside["treatments"] = pd.DataFrame(events)
    if observed:
        last = pd.DataFrame(courses).groupby("patient_id")["last_contact_day"].max().reset_index()
        beside["observation"] = last.rename(columns={"last_contact_day": "end_day"}).assign(start_day=-900)
    try:
        cohort = first_courses(read_dispensings(pd.DataFrame(fills), gap_days=20, **beside), **rules)
    except NobodyLeft:  # everyone's only course may be open
        return
    in_order(cohort)
    within_the_follow_up(cohort)

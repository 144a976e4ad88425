"""Prevention and habit are not relapse: worked patients. The first course ends on day 0; days are those after it."""

from __future__ import annotations

from dataclasses import fields
from functools import cache

import pandas as pd
import pytest

from isostats.cohort.following import Cohort, first_courses
from isostats.records import read_courses
from isostats.records.course_records import Records
from isostats.study.definitions import CHANGED, OutcomeDefinition
from isostats.study.keys import keys_of
from tests.spec.ascii_tables import rows

COURSES = """
| patient_id | course_start_day | course_end_day | last_contact_day |
| a          | -150             | 0              | 2000             |
"""


Event = tuple[int, str, int | None]


@cache
def records_of(*events: Event) -> Records:
    later = pd.DataFrame(events, columns=["day", "kind", "days_supply"]).assign(patient_id="a")
    return read_courses(rows(COURSES), events=later)


def followed(events: list[Event], **choices: object) -> Cohort:
    return first_courses(records_of(*events), **choices)


def day_of(events: list[Event], outcome: str = "any_treatment", **choices: object) -> int | None:
    (day,) = followed(events, **choices).frame([f"{outcome}_day"]).iloc[:, 0]
    return None if pd.isna(day) else int(day)


NEVER = None
ANY = {
    # a topical or an antiandrogen begun from day -90 to day 60 is maintenance
    "topical on day 1": ([(1, "topical", 30)], NEVER),
    "topical on day 60": ([(60, "topical", 30)], NEVER),
    "topical on day 61": ([(61, "topical", 30)], 61),
    "antiandrogen on day 60": ([(60, "antiandrogen", 30)], NEVER),
    "antiandrogen on day 61": ([(61, "antiandrogen", 30)], 61),
    # maintenance lasts as long as it is refilled: 90 days without it are a pause, 91 a new beginning
    "refilled": ([(day, "topical", 30) for day in range(1, 1000, 45)], NEVER),
    "refilled in the window": ([(-85, "topical", 30), (35, "topical", 30)], NEVER),
    "after 90 days without": ([(1, "topical", 30), (121, "topical", 30)], NEVER),
    "after 91 days without": ([(1, "topical", 30), (122, "topical", 30)], 122),
    # an antibiotic never is maintenance
    "topical antibiotic on day 1": ([(1, "topical_antibiotic", 30)], 1),
    "oral antibiotic on day 1": ([(1, "oral_antibiotic", 30)], 1),
    "procedure on day 1": ([(1, "procedure", None)], 1),
    # what was already running goes on: by its supply, else by its kind
    "running by supply": ([(-200, "antiandrogen", 201), (1, "antiandrogen", 30)], NEVER),
    "ended before day 0": ([(-200, "antiandrogen", 200), (70, "antiandrogen", 30)], 70),
    "unknown supply within 180 days": ([(-180, "antiandrogen", None), (80, "antiandrogen", None)], NEVER),
    "unknown supply before 180 days": ([(-181, "antiandrogen", None), (80, "antiandrogen", None)], 80),
    "antibiotic running": ([(-10, "oral_antibiotic", 30), (20, "oral_antibiotic", 30)], NEVER),
    "antibiotic of unknown supply, day -60": ([(-60, "oral_antibiotic", None), (90, "oral_antibiotic", None)], NEVER),
    "antibiotic of unknown supply, day -61": ([(-61, "oral_antibiotic", None), (90, "oral_antibiotic", None)], 90),
    "half-yearly packs": ([(day, "antiandrogen", 182) for day in range(-100, 1500, 182)], NEVER),
    # any kind that was not in use is a beginning, also a milder one
    "another kind": ([(-30, "antiandrogen", 60), (31, "antiandrogen", 60), (200, "oral_antibiotic", 30)], 200),
    "a milder kind": ([(-30, "antiandrogen", 400), (200, "topical", 30)], 200),
    # a plain contraceptive is never an event
    "contraceptive": ([(100, "contraceptive", 84)], NEVER),
}


RUNS = {
    "two packs of 14": ([(100, "oral_antibiotic", 14), (114, "oral_antibiotic", 14)], 100),
    "13 and 14": ([(100, "oral_antibiotic", 13), (114, "oral_antibiotic", 14)], NEVER),
    "30 days between": ([(100, "oral_antibiotic", 14), (144, "oral_antibiotic", 14)], 100),
    "31 days between": ([(100, "oral_antibiotic", 14), (145, "oral_antibiotic", 14)], NEVER),
    "a short one, then a long one": ([(100, "oral_antibiotic", 7), (300, "oral_antibiotic", 30)], 300),
    "unknown supply": ([(100, "oral_antibiotic", None)], 100),
    # a short pack for something else on day 0 is no antibiotic for acne that was running
    "a week on day 0": ([(-3, "oral_antibiotic", 7), (80, "oral_antibiotic", 30)], 80),
}


@pytest.fixture(scope="module")
def days() -> pd.DataFrame:
    """The days of both outcomes of all these people, who are in one file: each is judged by his own events."""
    people = {**ANY, **RUNS}
    of_all = [(day, kind, supply, who) for who, (events, _) in people.items() for day, kind, supply in events]
    later = pd.DataFrame(of_all, columns=["day", "kind", "days_supply", "patient_id"])
    courses = pd.concat(rows(COURSES).assign(patient_id=who) for who in people)
    cohort = first_courses(read_courses(courses, events=later))
    frame = cohort.frame(["person_id", "any_treatment_day", "systemic_treatment_day"]).sort_values("person_id")
    return frame.set_index(pd.Index(sorted(people)))  # who are numbered in the order of their ids


def day_in(days: pd.DataFrame, name: str, outcome: str) -> int | None:
    day = days.loc[name, f"{outcome}_day"]
    return None if pd.isna(day) else int(day)


@pytest.mark.parametrize("name", ANY)
def test_what_begins(days: pd.DataFrame, name: str) -> None:
    assert day_in(days, name, "any_treatment") == ANY[name][1]


@pytest.mark.parametrize("name", RUNS)
def test_supply_of_an_antibiotic_is_summed_over_a_run(days: pd.DataFrame, name: str) -> None:
    assert day_in(days, name, "systemic_treatment") == RUNS[name][1]


def test_every_rule_is_a_choice() -> None:
    topical, pill = [(50, "topical", 30)], [(100, "contraceptive", 84)]
    assert day_of(topical, maintenance_days=30) == 50
    running = [(-30, "oral_antibiotic", 60), (31, "oral_antibiotic", 60)]
    assert (day_of(running), day_of(running, already_on=False)) == (None, 31)
    again = [(1, "topical", 30), (100, "topical", 30)]
    assert (day_of(again), day_of(again, break_days=30)) == (None, 100)
    assert day_of(pill, "systemic_treatment", contraceptive_counts=True) == 100
    blocker = [(100, "antiandrogen", 84), (200, "topical", 30)]
    assert (day_of(blocker), day_of(blocker, antiandrogen_counts=False)) == (100, 200)
    assert day_of([(100, "oral_antibiotic", 20)], antibiotic_days=14) == 100
    assert day_of([(100, "oral_antibiotic", 14), (150, "oral_antibiotic", 14)], antibiotic_gap_days=60) == 100
    long_ago = [(-300, "antiandrogen", None), (80, "antiandrogen", None)]
    assert (day_of(long_ago), day_of(long_ago, already_on_days={"antiandrogen": 300})) == (80, None)
    everything = [(-30, "topical", 60), (5, "topical", 30)]
    assert day_of(everything, prevention_rules=False) == 5


def test_days_in_use_are_said_as_they_are_counted() -> None:
    """Seen 180 days before is within 180 days, and in use: the words do not make of it a length of 180 days."""
    about = keys_of(OutcomeDefinition)["already_on_days"].declared.about
    assert "seen within so many days before" in about
    for days, day in ((180, NEVER), (179, 80)):
        events = [(-180, "antiandrogen", None), (80, "antiandrogen", None)]
        assert day_of(events, already_on_days={"antiandrogen": days}) == day


def test_what_is_given_on_the_day_of_a_relapse_counts_and_the_definition_says_so() -> None:
    running = [(-10, "antiandrogen", 400), (80, "antiandrogen", 30)]
    assert (day_of(running), day_of([*running, (80, "recorded_relapse", None)])) == (NEVER, 80)
    assert "given on the day of a recorded relapse counts as new" in OutcomeDefinition().words


def test_the_figure_without_the_rules_stands_beside() -> None:
    cohort = followed([(-30, "topical", 60), (5, "topical", 30)])
    assert cohort.count("any_treatment").events.sum() == 0
    table = cohort.count("any_treatment", without_rules=True)
    assert table.days[table.events[0, 0] > 0].tolist() == [5]
    assert cohort.timeline.moved == 1


def test_a_pregnancy_is_told_and_may_end_the_follow_up() -> None:
    cohort = followed([(300, "pregnancy", None), (700, "oral_antibiotic", 30)])
    assert cohort.timeline.pregnancies == 1
    assert "had a pregnancy while followed" in " ".join(cohort.timeline.sentences(cohort.outcome_definition))
    assert cohort.count("systemic_treatment").events.sum() == 1
    table = cohort.count("systemic_treatment", until_pregnancy=True)
    assert (table.events.sum(), table.days.tolist()) == (0, [300])


def test_isotretinoin_for_a_relapse_needs_some_size_to_be_a_second_course() -> None:
    short = followed([(200, "isotretinoin", 10)])
    frame = short.frame(["systemic_treatment_day", "second_course_day"]).iloc[0]
    assert frame["systemic_treatment_day"] == 200
    assert pd.isna(frame["second_course_day"])
    assert day_of([(200, "isotretinoin", 10), (215, "isotretinoin", 10)], "second_course") == 200
    assert day_of([(200, "isotretinoin", None)], "second_course") == 200


def test_fills_of_isotretinoin_far_apart_are_no_one_second_course() -> None:
    """Two short fills make a course within the gap rule alone: 60 drug-free days between them, not 61."""
    twice = [(200, "isotretinoin", 10), (200 + 10 + 60, "isotretinoin", 10)]
    assert day_of(twice, "second_course") == 200
    apart = [(200, "isotretinoin", 10), (200 + 10 + 61, "isotretinoin", 10)]
    assert day_of(apart, "second_course") is NEVER
    assert day_of(apart, "systemic_treatment") == 200
    assert day_of(apart, "second_course", gap_days=90) == 200
    enough = [(200, "isotretinoin", 27), (1500, "isotretinoin", 1), (1800, "isotretinoin", 28)]
    assert day_of(enough, "second_course") == 1800


TREATED_RELAPSE = """
| patient_id | course_start_day | course_end_day | last_contact_day | relapse_day | relapse_treatment |
| a          | -150             | 0              | 2000             | 300         | {treatment}       |
"""


@pytest.mark.parametrize(
    ("treatment", "day"), [("oral_antibiotic", "systemic_treatment_day"), ("isotretinoin", "second_course_day")]
)
def test_a_short_fill_does_not_overrule_the_clinics_own_word(treatment: str, day: str) -> None:
    def first_day(written: str, events: pd.DataFrame | None) -> object:
        own = rows(TREATED_RELAPSE.format(treatment=written))
        return first_courses(read_courses(own, events=events)).frame([day]).iloc[0, 0]

    fill = pd.DataFrame({"patient_id": ["a"], "day": [300], "kind": [treatment], "days_supply": [14]})
    for events in (None, fill, fill.assign(days_supply=28), fill.assign(kind="topical")):
        assert first_day(treatment, events) == 300
    # where the clinic names a milder treatment, a short fill is short as ever
    assert pd.isna(first_day("topical", fill))


def test_changed_rules_are_said_in_words() -> None:
    rules = OutcomeDefinition(prevention_rules=False, maintenance_days=30, already_on_days={"topical_antibiotic": 30})
    (note,) = rules.notes
    assert "every later treatment counts, also maintenance" in note
    assert "maintenance is begun by day 30" in note
    assert "topical antibiotic 30 days" in note
    assert "_" not in note
    assert "False" not in note
    assert OutcomeDefinition().notes == ()
    known = {each.name for each in fields(OutcomeDefinition)}
    assert {*CHANGED, "already_on_days"} == known

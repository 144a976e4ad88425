"""The rules of treatment recover the law's truth from course records, claims and an OMOP database; without them not.

The same people behind each door: creams and antiandrogens that ran across the end of the course or began near it, the
pill in packs of up to a year, antibiotics in short packs, infections, early restarts, deaths.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from isostats.cohort.following import Cohort, first_courses
from isostats.cohort.treatment_ladder import NESTED, count_climbs, present_steps
from isostats.estimate import kaplan_meier
from isostats.estimate.nested_curves import shares_of_steps
from isostats.records import read_courses
from isostats.records.dispensings import read_dispensings
from isostats.records.omop import read_omop
from isostats.simulate import (
    DispensingSimulation,
    Hazard,
    Law,
    simulate_courses,
    simulate_dispensings,
    true_remission,
    write_omop,
)
from isostats.simulate.ongoing_treatment import BREAK_DAYS, MAINTENANCE_DAYS, RUNNING
from isostats.study.definitions import OutcomeDefinition
from isostats.vocabulary.steps import STEPS
from tests.simulate.treatment_rules import NEVER, event_days

DOORS = ("courses", "dispensings", "omop")
LAWS = dict(zip(DOORS, (Law(), *2 * (Law(relapses_recorded=False),)), strict=True))
HORIZONS = (182, 365, 730, 1095)


@pytest.fixture(scope="module")
def claims() -> DispensingSimulation:
    return simulate_dispensings(7_000, seed=43)


@pytest.fixture(scope="module")
def cohorts(claims: DispensingSimulation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cohort]:
    course_records = simulate_courses(7_000, seed=41)
    flat = read_dispensings(
        claims.dispensings, observation=claims.observation, people=claims.people, treatments=claims.treatments
    )
    database = write_omop(claims, tmp_path_factory.mktemp("omop") / "simulated.duckdb")
    records = (read_courses(course_records.courses, events=course_records.events), flat, read_omop(database))
    return {door: first_courses(each) for door, each in zip(DOORS, records, strict=True)}


def distances(cohorts: dict[str, Cohort], door: str, outcome: str, **choices: bool) -> np.ndarray:
    """How many standard errors the estimates lie from the truth, at each horizon."""
    shown = kaplan_meier(cohorts[door].count(outcome, **choices)).at(list(HORIZONS))
    truth = true_remission(outcome, HORIZONS, law=LAWS[door])
    return ((shown["estimate"] - truth) / shown["std_error"]).to_numpy()


@pytest.mark.parametrize("outcome", ["any_treatment", "systemic_treatment", "second_course"])
@pytest.mark.parametrize("door", DOORS)
def test_the_truth_is_recovered(cohorts: dict[str, Cohort], door: str, outcome: str) -> None:
    assert (np.abs(distances(cohorts, door, outcome)) < 3.5).all()


@pytest.mark.parametrize("outcome", ["any_treatment", "systemic_treatment"])
@pytest.mark.parametrize("door", DOORS)
def test_without_the_rules_prevention_and_habit_are_taken_for_relapse(
    cohorts: dict[str, Cohort], door: str, outcome: str
) -> None:
    points = {"any_treatment": 0.2, "systemic_treatment": 0.03}[outcome]
    shown = kaplan_meier(cohorts[door].count(outcome, without_rules=True)).at(list(HORIZONS))
    assert (shown["estimate"] < true_remission(outcome, HORIZONS, law=LAWS[door]) - points).all()
    assert (distances(cohorts, door, outcome, without_rules=True) < -5).all()


def test_both_doors_of_claims_count_the_same(cohorts: dict[str, Cohort]) -> None:
    for outcome in ("any_treatment", "systemic_treatment", "second_course"):
        flat, omop = (cohorts[door].count(outcome) for door in ("dispensings", "omop"))
        np.testing.assert_array_equal(flat.days, omop.days)
        np.testing.assert_array_equal(flat.events, omop.events)


def test_every_persons_event_is_that_of_the_rules_written_plainly(
    cohorts: dict[str, Cohort], claims: DispensingSimulation
) -> None:
    """The cohort's SQL against a loop over each person's prescriptions: the same day for everybody."""
    told = cohorts["dispensings"].frame(
        ["person_id", "day0", "exit_day", "second_day", "any_treatment_day", "systemic_treatment_day"]
    )
    names = np.array(sorted(claims.people["patient_id"]))
    told.index = pd.Index(names[told["person_id"].to_numpy(dtype=int) - told["person_id"].min()], name="patient_id")
    day = (pd.to_datetime(claims.treatments["date"]) - pd.Timestamp("1970-01-01")).dt.days
    plain = event_days(claims.treatments.assign(day=day), told["day0"], told.index)
    for outcome in ("any_treatment", "systemic_treatment"):
        wanted = np.minimum(plain[outcome], told["second_day"].fillna(NEVER))
        found = told[f"{outcome}_day"].fillna(NEVER)
        seen = (wanted <= told["exit_day"]) | (found <= told["exit_day"])
        assert int(seen.sum()) > 500
        pd.testing.assert_series_equal(found[seen], wanted[seen], check_names=False, check_dtype=False)


def test_the_truth_speaks_of_the_default_rules() -> None:
    usual = OutcomeDefinition()
    assert (usual.maintenance_days, usual.break_days) == (MAINTENANCE_DAYS, BREAK_DAYS)
    before = {one.kind: min(one.begins) - max(one.packs) - one.most_between for one in RUNNING if one.begins[1] > 0}
    assert min(before.values()) >= -usual.maintenance_before_days


def test_an_abandoned_fill_is_treatment_and_no_second_course() -> None:
    law = Law(abandoned=Hazard(0.06, 500.0, 1.0, 1.0, 1.0, begins_after_day=61))
    claims = simulate_dispensings(6_000, seed=44, law=law)
    tables = {name: getattr(claims, name) for name in ("observation", "people", "treatments")}
    cohort = first_courses(read_dispensings(claims.dispensings, **tables))
    assert cohort.timeline is not None
    assert cohort.timeline.abandoned > 100
    for outcome in ("systemic_treatment", "second_course"):
        shown = kaplan_meier(cohort.count(outcome)).at(list(HORIZONS))
        truth = true_remission(outcome, HORIZONS, law=claims.law)
        assert (np.abs(shown["estimate"] - truth) < 3.5 * shown["std_error"]).all()
    without = true_remission("systemic_treatment", HORIZONS, law=replace(claims.law, abandoned=None))
    assert (truth := true_remission("systemic_treatment", HORIZONS, law=claims.law))[-1] < without[-1] - 0.02
    assert (truth <= without).all()


@pytest.mark.parametrize("door", DOORS)
def test_the_ladder_recovers_the_steps_of_the_law(cohorts: dict[str, Cohort], door: str) -> None:
    """The share of a step in the law is what is free of the next outcome and not of its own."""
    found = shares_of_steps(count_climbs(cohorts[door]), STEPS, days=HORIZONS)
    free = {name: true_remission(name, HORIZONS, law=LAWS[door]) for name in NESTED}
    for step in STEPS:
        mine = found[found["step"] == step.id]
        truth = step.whole + sum(factor * free[name] for name, factor in step.share.items())
        assert (np.abs((mine["estimate"] - truth) / mine["std_error"]) < 3.5).all(), step.id


def test_claims_can_tell_the_present_step(claims: DispensingSimulation) -> None:
    records = read_dispensings(
        claims.dispensings, observation=claims.observation, people=claims.people, treatments=claims.treatments
    )
    cohort = first_courses(records)
    for day in HORIZONS:
        now, worst = present_steps(cohort, records, [day])[day], count_climbs(cohort).seen_on(day)
        assert sum(now.values()) == sum(worst.values()) == cohort.people
        assert 0 < now["second_course"] <= worst["second_course"]

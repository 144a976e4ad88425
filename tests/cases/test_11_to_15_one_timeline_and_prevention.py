"""Cases 11 to 15 and 24: one timeline a person, and prevention and habit, which are not relapse."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.caveats import rules_sentence, unseen_sentence
from isostats.cohort.first_course_facts import courses_per_person
from isostats.cohort.following import Cohort, first_courses, second_courses_by_gap
from isostats.estimate import kaplan_meier
from isostats.records import read_courses
from isostats.records.dispensings import read_dispensings
from isostats.report.job import check_records, read_records
from isostats.study.study_file import read_study
from tests.analyses.said import answers_of

HERE = Path(__file__).parent


def case(number: str) -> Path:
    return next(HERE.glob(f"{number}_*"))


def free(cohort: Cohort, outcome: str, days: int = 730, **how: Any) -> float:
    return float(kaplan_meier(cohort.count(outcome, **how)).at(days)["estimate"].iloc[0])


def of_course_file(number: str, name: str, events: str | None = None) -> Cohort:
    folder = case(number)
    return first_courses(read_courses(folder / name, events=folder / events if events else None))


def test_11_a_second_course_is_a_relapse_of_every_kind() -> None:
    cohort = of_course_file("11", "recorded_relapse.csv")
    shares = [free(cohort, name) for name in ("any_treatment", "systemic_treatment", "second_course")]
    assert [round(share, 9) for share in (*shares, free(cohort, "recorded_relapse"))] == [0.7] * 4


def test_11_isotretinoin_for_a_relapse_is_a_second_course_and_the_conflict_is_told() -> None:
    cohort = of_course_file("11", "iso_event.csv")
    assert free(cohort, "systemic_treatment") == free(cohort, "second_course") == pytest.approx(2 / 3)
    assert cohort.timeline.conflicts == 20
    told = " ".join(cohort.timeline.sentences(cohort.outcome_definition))
    assert "20 people had isotretinoin for a relapse more than 90 days before their next recorded course" in told


def test_12_what_the_first_relapse_alone_cannot_tell_is_bounded() -> None:
    alone = of_course_file("12", "firstonly.csv")
    never, at_once = free(alone, "systemic_treatment"), free(alone, "systemic_treatment", unseen_steps="at_once")
    assert (never, at_once) == (1.0, pytest.approx(0.4))
    sentence = unseen_sentence(answers_of(case("12") / "firstonly.csv").basis)
    assert "later steps of 60 people cannot be seen" in sentence
    assert "between 40.0% (all of them had it at the worst time) and 100.0% (never)" in sentence
    # the truth, once the later treatments are there, lies between the bounds, and none are stated any more
    whole = of_course_file("12", "firstonly.csv", "later.csv")
    truth = free(whole, "systemic_treatment")
    assert truth == pytest.approx(0.6)
    assert at_once <= truth <= never
    both = answers_of(case("12") / "firstonly.csv", events=case("12") / "later.csv")
    assert unseen_sentence(both.basis) == ""


def test_12_no_verdict_that_only_one_bound_gives() -> None:
    folder = case("12")
    alone = answers_of(folder / "firstonly.csv", "claim")["claim"].value["systemic_treatment", 730]
    assert (alone.verdict, set(alone.verdicts_beside.values())) == ("undecided", {"undecided"})
    assert "neither confirm nor refute" in alone.sentence
    whole = answers_of(folder / "firstonly.csv", "claim", events=folder / "later.csv")
    assert whole["claim"].value["systemic_treatment", 730].verdict == "below"
    # any treatment is in the first relapse's row whole: both bounds agree
    assert whole["claim"].value["any_treatment", 730].verdict == "below"


def test_12_check_says_so() -> None:
    (finding,) = [each for each in check_records(case("12") / "firstonly.csv") if each.rule == "first_relapse_only"]
    assert finding.count == 60
    assert "systemic" in finding.advice
    whole = check_records(case("12") / "firstonly.csv", events=case("12") / "later.csv")
    assert "first_relapse_only" not in {each.rule for each in whole}


def test_13_every_table_counts_within_the_follow_up() -> None:
    cohort = first_courses(read_records(read_study(case("13") / "study.toml")))
    assert cohort.count("second_course").events.sum() == 10
    assert second_courses_by_gap(cohort)["second_courses"].unique().tolist() == [10]
    taken = courses_per_person(cohort).set_index("courses")["people"]
    assert taken.to_dict() == {1: 40, 2: 10}
    assert cohort.timeline.outside == 20
    assert "20 second courses began after the follow-up had ended" in " ".join(
        cohort.timeline.sentences(cohort.outcome_definition)
    )


def test_14_maintenance_is_no_relapse() -> None:
    cohort = of_course_file("14", "simulated_courses.csv", "simulated_events.csv")
    assert (free(cohort, "any_treatment"), free(cohort, "any_treatment", without_rules=True)) == (1.0, 0.4)
    folder = case("14")
    study = answers_of(folder / "simulated_courses.csv", "remission", events=folder / "simulated_events.csv")
    sentence = rules_sentence(replace(study.basis, outcome="any_treatment"))
    assert "40.0%" in sentence
    assert "60.0 points lower" in sentence


def test_15_what_was_running_did_not_begin() -> None:
    cohort = of_course_file("15", "simulated_courses.csv", "simulated_events.csv")
    assert (free(cohort, "systemic_treatment"), free(cohort, "systemic_treatment", without_rules=True)) == (1.0, 0.5)


def test_15_refills_of_what_was_running_in_packs_of_any_size() -> None:
    """In claims: supply is known, packs last a month to half a year."""
    kinds, packs = ("contraceptive", "antiandrogen"), (28, 84, 168, 182)
    people = {f"{kind} {days} {i}": (kind, days, i) for kind in kinds for days in packs for i in range(20)}
    fills = pd.DataFrame(
        [{"patient_id": who, "dispense_day": 30 * k, "days_supply": 30, "strength_mg": 20, "quantity": 30}
         for who in people for k in range(5)]
    )  # fmt: skip
    rx = pd.DataFrame(
        [{"patient_id": who, "day": day, "kind": kind, "days_supply": between}
         for who, (kind, between, i) in people.items() for day in range(-100 + i, 1200, between)]
    )  # fmt: skip
    observed = pd.DataFrame([{"patient_id": who, "start_day": -900, "end_day": 1300} for who in people])
    cohort = first_courses(read_dispensings(fills, treatments=rx, observation=observed))
    assert len(cohort.frame(["person_id"])) == len(people)
    assert cohort.count("systemic_treatment").events.sum() == 0


def test_24_supply_is_summed_over_a_run() -> None:
    cohort = first_courses(read_records(read_study(case("24") / "study.toml")))
    assert free(cohort, "systemic_treatment") == 0.25
    days = cohort.frame(["systemic_treatment_day"]).iloc[:, 0].dropna()
    assert days.max() < 250  # the run's first day, not the day on which it reached 28


def test_each_rule_is_an_axis_of_the_grid() -> None:
    source = case("14") / "simulated_courses.csv"
    found = iso.grid(
        source,
        events=str(case("14") / "simulated_events.csv"),
        horizons_days=[730],
        primary={"outcome": "any_treatment", "horizon_days": 730},
        grid_outcomes=["any_treatment", "second_course"],
        grid_denominators=["censoring_aware"],
        grid_maintenance_days=[0, 60],
        grid_prevention_rules=[True, False],
    ).to_frame()
    any_one = found[found["outcome"] == "any_treatment"].set_index(["maintenance_days", "prevention_rules"])["estimate"]
    assert any_one.round(6).to_dict() == {(0, True): 0.4, (60, True): 1.0, (60, False): 0.4}
    assert found.loc[found["outcome"] == "second_course", "estimate"].unique().tolist() == [1.0]

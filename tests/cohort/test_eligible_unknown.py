"""What is not recorded is a value that a rule may take or leave out, and is called so."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.analyses.estimand_words import at_horizon, of_eligible
from isostats.cohort.following import Cohort, first_courses
from isostats.records import read_courses
from isostats.study.eligibility import Eligibility
from isostats.study.flags import _FORMS
from isostats.vocabulary.estimands import DURABLE_CONTROL, SECOND_COURSE, TREATMENT_SUCCESS


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    towns, reasons = ["A", "B", "", ""], ["severe_nodulocystic", "", "", "resistant_moderate"]
    frame = pd.DataFrame({
        "patient_id": list("abcd"), "course_start_day": -100, "course_end_day": 0, "last_contact_day": 900,
        "town": towns, "indication": reasons,
    })  # fmt: skip
    return first_courses(read_courses(frame))


@pytest.mark.parametrize(
    ("rules", "people", "words"),
    [
        ({"exclude": {"town": ""}}, 2, "town recorded"),
        ({"exclude": {"town": ["A", ""]}}, 1, "town recorded, and not A"),
        ({"only": {"town": ""}}, 2, "town not recorded"),
        ({"only": {"town": ["A", ""]}}, 3, "town A or not recorded"),
        ({"only": {"town": "A"}}, 1, "town A"),
        ({"indication": [""]}, 2, "indication not recorded"),
        ({"indication": ["severe_nodulocystic", ""]}, 3, "indication severe nodulocystic or not recorded"),
    ],
)
def test_nothing_recorded_is_a_value(cohort: Cohort, rules: dict[str, object], people: int, words: str) -> None:
    eligible = cohort.where(**rules)
    assert (eligible.people, eligible.definition.eligibility) == (people, words)
    assert sum(each.people for each in eligible.left_out) == 4 - people
    assert not any("not not" in each.reason for each in eligible.left_out)


def test_a_flag_takes_what_is_not_recorded() -> None:
    read = _FORMS["COLUMN=VALUE,..."]
    assert read(("town=", "site=A,B", "note=a=b")) == {"town": [""], "site": ["A", "B"], "note": ["a=b"]}


def test_estimands_say_nothing_of_people_whom_eligibility_leaves_out() -> None:
    rules = Eligibility(min_course_days=112, only={"response": ["clear", "almost_clear"]})
    control = of_eligible(DURABLE_CONTROL, rules, rules.words)
    assert "whatever the response" not in control.population
    assert control.intercurrent.startswith("a topical, a contraceptive")
    assert control.treatment.endswith("whatever its dose")
    assert of_eligible(TREATMENT_SUCCESS, rules, rules.words).intercurrent == (
        "new systemic treatment, death: each is no success"
    )
    unchanged = of_eligible(DURABLE_CONTROL, Eligibility(sex="female"), "sex female")
    assert unchanged.population.startswith(DURABLE_CONTROL.population)
    assert unchanged.intercurrent == DURABLE_CONTROL.intercurrent


def test_a_population_chosen_by_its_response_is_not_called_whatever_it_was() -> None:
    frame = pd.DataFrame({
        "patient_id": list("abc"), "course_start_day": -100, "course_end_day": 0, "last_contact_day": 900,
        "response": ["clear", "worse", "clear"],
    })  # fmt: skip
    everyone = first_courses(read_courses(frame))
    assert "whatever the response" in everyone.where(min_course_days=10).population_words("everyone")
    assert "whatever the response" not in everyone.where(response="clear").population_words("everyone")


def test_a_horizon_does_not_stand_beside_itself() -> None:
    usual = (365, 730, 1095, 1826)
    assert at_horizon(DURABLE_CONTROL, 730, usual) == DURABLE_CONTROL
    moved = at_horizon(DURABLE_CONTROL, 365, usual)
    assert moved.beside_days == (1095, 1826)
    assert moved.summary == "share free at one year, with three years and five years beside it"
    assert at_horizon(TREATMENT_SUCCESS, 365, usual).summary.startswith("share at one year; “improved”")


def test_no_figure_is_promised_at_a_horizon_that_the_study_does_not_have() -> None:
    of_three = (365, 730, 1095)
    control, again = (at_horizon(each, 730, of_three) for each in (DURABLE_CONTROL, SECOND_COURSE))
    assert control.summary == "share free at two years, with one year and three years beside it"
    assert again.summary == "cumulative incidence at two years, with one year beside it"
    assert (control.beside_days, again.beside_days) == ((365, 1095), (365,))

"""Outcomes that hold one another have bounds that do so too, whatever nobody wrote down of a relapse."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.caveats import unseen_steps_sentence
from isostats.cohort.following import Cohort
from isostats.cohort.sql import hidden_from
from isostats.vocabulary.outcomes import OUTCOMES
from tests.analyses.said import answers_of

NESTED = ("any_treatment", "systemic_treatment", "second_course")
"""From the widest to the narrowest."""
TREATED = ("none", "topical", "oral_antibiotic", "isotretinoin", "")
MIXTURES = [mix for size in (1, 2, 5) for mix in combinations(TREATED, size)]


def courses(treated: tuple[str, ...]) -> pd.DataFrame:
    """Of 60 people half relapsed half a year after the course, treated in turn like this."""
    turns = [treated[k % len(treated)] if k < 30 else "" for k in range(60)]
    return pd.DataFrame({
        "patient_id": [f"p{k:02}" for k in range(60)], "course_start": "2015-01-01", "course_end": "2015-07-01",
        "last_contact": "2019-07-01", "relapse_date": ["2016-01-01"] * 30 + [""] * 30, "relapse_treatment": turns,
    })  # fmt: skip


def cohort_of(frame: pd.DataFrame, **more: pd.DataFrame) -> Cohort:
    return iso.first_courses(iso.read_courses(frame, **more), follow_up="active")


def ends(cohort: Cohort, outcome: str) -> tuple[float, float]:
    """The share free of an outcome at two years if every unseen step came at once, and if none ever did."""
    low, high = (iso.kaplan_meier(cohort.count(outcome, unseen_steps=how)).at(730)["estimate"].iloc[0]
                 for how in ("at_once", "never"))  # fmt: skip
    return low, high


@pytest.mark.parametrize("treated", MIXTURES, ids=lambda mix: "-".join(each or "unknown" for each in mix))
def test_nested_outcomes_have_nested_bounds(treated: tuple[str, ...]) -> None:
    cohort = cohort_of(courses(treated))
    bounds = {name: ends(cohort, name) for name in cohort.outcomes}
    for wide, narrow in combinations([name for name in NESTED if name in bounds], 2):
        assert bounds[wide][0] <= bounds[narrow][0] + 1e-12
        assert bounds[wide][1] <= bounds[narrow][1] + 1e-12
        if cohort.lacking(narrow) and not cohort.lacking(wide):
            assert bounds[wide][1] == pytest.approx(bounds[narrow][0]), "the wider counts each of them"
    for name, (low, high) in bounds.items():
        assert bool(cohort.lacking(name)) == cohort.count(name).definition.at_most == (low < high - 1e-12)
    assert not cohort.lacking("recorded_relapse"), "the relapse itself is there"


@pytest.mark.parametrize("kind", ["topical", "oral_antibiotic", "isotretinoin"])
def test_whatever_came_unseen_the_truth_lies_within_the_bounds(kind: str) -> None:
    """Had everybody whose relapse nobody treated, or nobody knows how, taken this a month later; of the others the file
    of later treatments holds what treated theirs."""
    frame = courses(TREATED)
    cohort, relapsed = cohort_of(frame), frame["relapse_date"] != ""
    hidden = frame.loc[relapsed & frame["relapse_treatment"].isin(["none", ""]), "patient_id"]
    seen = frame.loc[relapsed & ~frame["relapse_treatment"].isin(["none", ""]), "patient_id"]
    events = pd.concat([
        pd.DataFrame({"patient_id": hidden, "date": "2016-02-01", "kind": kind, "days_supply": 60}),
        pd.DataFrame({"patient_id": seen, "date": "2016-02-01", "kind": "topical", "days_supply": 60}),
        pd.DataFrame({"patient_id": seen, "date": "2016-01-01", "kind": frame["relapse_treatment"][seen.index]}),
    ])  # fmt: skip
    whole = cohort_of(frame.assign(relapse_treatment=frame["relapse_treatment"]), events=events)
    for name in ("any_treatment", "systemic_treatment"):
        truth = iso.kaplan_meier(whole.count(name)).at(730)["estimate"].iloc[0]
        low, high = ends(cohort, name)
        assert low - 1e-12 <= truth <= high + 1e-12
        assert not whole.lacking(name)
        assert ends(whole, name)[1] == truth


def test_an_outcome_of_scores_that_a_second_course_ends_is_hidden_by_unknown_treatments_too() -> None:
    named, later = {name: hidden_from(name) for name in OUTCOMES}, "COALESCE(later_steps_day, unknown_treatment_day)"
    courses = "COALESCE(later_courses_day, unknown_treatment_day)"
    assert named.pop("recorded_relapse") == ""
    assert named == {
        "any_treatment": later, "systemic_treatment": later, "score_or_systemic": later,
        "second_course": courses, "relapse_by_score": courses,
    }  # fmt: skip


def test_the_sentence_names_what_the_records_lack_and_of_how_many(tmp_path: Path) -> None:
    few = "These records do not hold all later treatments of a relapse: later steps of {} cannot be seen."
    unknown = "How the relapses of {} still free of systemic treatment were treated is not known."
    expected = {
        ("",): unknown.format("30 people"), ("none",): few.format("30 people"),
        ("topical", ""): f"{few.format('30 people')} {unknown.format('15 people')}",
    }  # fmt: skip
    for treated, words in expected.items():
        courses(treated).to_csv(path := tmp_path / "courses.csv", index=False)
        assert unseen_steps_sentence(answers_of(path).basis, "systemic_treatment") == words
    courses(("",)).drop(columns="relapse_treatment").to_csv(path := tmp_path / "without.csv", index=False)
    results = answers_of(path, "definitions")
    assert results.primary_outcome == "second_course"
    head = results["definitions"].value.statements[0].words
    assert "30 people still free of a second course were treated is not known" in head
    assert "0 people" not in head.replace("30 people", "").replace("60 people", "")
    assert "later treatments of a relapse" not in head

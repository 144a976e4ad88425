"""Adjusted comparisons on whole studies: where they appear, what they refuse, and that rows, tables and words agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.protocol import Table
from isostats.analyses.results import StudyResults
from isostats.errors import EstimateError, StudyError
from isostats.estimate.bounds import bound_of
from isostats.report.job import analyse_study
from isostats.simulate import simulate_courses
from tests.analyses.said import answers_of, paragraphs

NAMES = ("acne", "age: <18, 18-25, >=26")
AT = {"outcome": "systemic_treatment", "time_days": 730}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Simulated courses; one site has no mild acne, and of some people nobody wrote down how severe it was."""
    courses = simulate_courses(700, seed=3).courses
    rng = np.random.default_rng(1)
    people = courses["patient_id"].drop_duplicates()
    severity = pd.Series(rng.choice(["mild", "moderate", "severe", None], len(people)), index=people)
    of_each = courses["patient_id"].map(severity)
    of_each[(courses["site"] == "south") & (of_each == "mild")] = "severe"
    path = tmp_path_factory.mktemp("confounded") / "courses.csv"
    courses.assign(acne=of_each).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def study(file: Path) -> StudyResults:
    asked = {"groups": ["sex", "site", "course_days"], "confounders": [*NAMES]}
    return answers_of(file, "adjusted", "balance", outcomes=["systemic_treatment", "second_course"], **asked)


def rows(it: StudyResults, **address: object) -> pd.DataFrame:
    held = it.results
    for name, value in address.items():
        held = held[held[name] == value]
    return held


def test_an_adjusted_share_is_a_bound_as_the_unadjusted_one_is(study: StudyResults) -> None:
    """Of these records nobody knows what came after a first relapse: every share free of systemic treatment is one."""
    free = rows(study, quantity="remission", outcome="systemic_treatment", population="everyone", status="ok")
    crude = free[free["method"] == "kaplan_meier"].set_index(["group", "time_days"])["bound"]
    adjusted = free[free["method"].isin(["iptw", "standardised"])]
    assert "at_most" in set(adjusted["bound"])
    assert adjusted["bound"].tolist() == crude[[*adjusted.set_index(["group", "time_days"]).index]].tolist()
    assert study["adjusted"].value[0].weighted.curve.definition.lacking == ("later_steps",)


@pytest.mark.parametrize("follow_up", ["active", "passive"])
def test_what_a_weighted_share_is_a_bound_of_is_known_to_its_curve(file: Path, follow_up: str) -> None:
    """A law: who draws or reads the curve hears what results.csv says, where people may have left because they were
    well too (there "at most" would be false)."""
    made = answers_of(file, "adjusted", "lost", outcomes=["systemic_treatment"], groups=["sex"],
                      confounders=[*NAMES], follow_up=follow_up)  # fmt: skip
    (of_sex,), weighted = made["adjusted"].value, made["lost"].value.weighted
    for curve in (of_sex.weighted.curve, of_sex.standardised.curve, weighted.curve):
        held = rows(made, quantity="remission", method=curve.method, outcome="systemic_treatment")
        for each in curve.rows_at(sorted({*held["time_days"]})):
            (bound,) = rows(made, quantity="remission", method=curve.method, time_days=each["time"],
                            group=each["group"])["bound"]  # fmt: skip
            assert bound_of(curve, each, "systemic_treatment") == bound


def test_rows_are_those_of_the_public_functions(study: StudyResults) -> None:
    counts = iso.count_confounded(study.cohort, "systemic_treatment", by="sex", confounders=[*NAMES])
    for method in ("iptw", "standardised"):
        adjusted = iso.adjusted_curves(counts, method=method)  # type: ignore[arg-type]
        mine = iso.adjusted_difference(adjusted, days=730, reference="sex=male").iloc[0]
        row = rows(study, quantity="remission_difference", method=method, group="sex=female - sex=male", **AT).iloc[0]
        for name in ("estimate", "std_error", "lower", "upper", "p_value", "n", "at_risk", "events"):
            assert row[name] == pytest.approx(mine[name]), name
        ratio = rows(study, quantity="outcome_ratio", method=method, group="sex=female - sex=male", **AT).iloc[0]
        needed = iso.e_value(ratio["estimate"], lower=ratio["lower"], upper=ratio["upper"])
        row = rows(study, quantity="e_value", method=method, **AT).iloc[0]
        assert (row["estimate"], row["lower"]) == pytest.approx((needed.estimate, needed.limit))
    effective = rows(study, quantity="effective_n", group="sex=female").iloc[0]
    assert 0.5 * effective["n"] < effective["estimate"] < effective["n"]


def test_no_number_is_named_by_two_rows(study: StudyResults) -> None:
    address = ["quantity", "outcome", "population", "method", "group", "time_days"]
    assert not study.results.duplicated(address).any()


def test_who_lacks_a_confounder_is_counted_and_what_cannot_be_adjusted_says_why(study: StudyResults) -> None:
    words = paragraphs(study["adjusted"])
    counts = iso.count_confounded(study.cohort, "systemic_treatment", by="sex", confounders=[*NAMES])
    whole = study.cohort.count("systemic_treatment")
    assert counts.left_out > 50
    assert int(counts.table.n.sum()) + counts.left_out == int(whole.n.sum())
    assert f"People without a value of a confounder are left out: sex {counts.left_out}." in words
    assert "Site is not adjusted. The groups do not overlap: south has nobody with acne mild." in words
    assert "Groups of 'course_days' cannot be made alike: it is a result of how the course went." in words
    assert "That is immortal time, which no confounder removes." in words
    lacking = rows(study, quantity="remission_difference", method="iptw", status="not_estimable", **AT)["group"]
    assert lacking.str.startswith("site=").any()


def test_balance_and_weights_stand_beside(study: StudyResults) -> None:
    words = paragraphs(study["balance"])
    assert "Sex: weights run from" in words
    assert "None was truncated." in words
    assert {*study["balance"].tables} == {"balance"}
    drawn = {"adjusted_remission_by_sex", "balance_by_sex"}  # neither sites nor days of the course can be made alike
    assert {*study["adjusted"].figures, *study["balance"].figures} == drawn
    before = rows(study, quantity="standardised_difference", method="unweighted")
    after = rows(study, quantity="standardised_difference", method="iptw")
    assert (after["estimate"].to_numpy() < before["estimate"].to_numpy()).all()


def test_every_grouping_that_is_adjusted_is_drawn(file: Path) -> None:
    groups = ["sex", "age: <18, >=18"]
    made = answers_of(file, "balance", groups=groups, confounders=["acne"])
    for name in ("adjusted", "balance"):
        sex, age = made[name].figures.values()
        assert sex.name.endswith("_by_sex")
        assert "_by_age" in age.name
        assert sex.result is not age.result


def test_a_study_without_confounders_has_no_such_section(file: Path) -> None:
    it = answers_of(file, "adjusted", "balance", groups=["sex"], outcomes=["systemic_treatment"])
    assert not it["adjusted"].blocks
    assert not it["balance"].blocks
    assert rows(it, method="iptw").empty


def test_hints_work_and_names_are_held_to_the_records(file: Path, study: StudyResults) -> None:
    with pytest.raises(StudyError, match=r"\[study\] confounders: there is no column 'severty'|confounders"):
        analyse_study(file, confounders=["severty"])
    cohort = study.cohort
    with pytest.raises(EstimateError, match="immortal time") as refused:
        iso.count_confounded(cohort, "systemic_treatment", by="course_days", confounders=["acne"])
    hinted = str(refused.value).rpartition("before: ")[2].rstrip(".").split(", ")
    assert {"sex", "start_year", "dose_mg_per_kg"} <= {*hinted}
    for name in hinted:
        iso.count_confounded(cohort, "systemic_treatment", by=name, confounders=["acne"])
    with pytest.raises(EstimateError, match="cannot be a confounder of itself"):
        iso.count_confounded(cohort, "systemic_treatment", by="sex", confounders=["sex"])
    own = iso.count_confounded(cohort, "systemic_treatment", by="sex", confounders=["acne"], missing="own_level")
    assert own.left_out == 0
    late = iso.count_confounded(cohort, "systemic_treatment", by="sex", confounders=["response"])
    assert late.notes[-1] == "Known only when the course ends: response. What sex does through it is adjusted away."


def test_table_and_figure_name_the_outcome(study: StudyResults) -> None:
    answer = study["adjusted"]
    (table,) = (block for block in answer.blocks if isinstance(block, Table))
    assert table.caption.startswith("Free of systemic treatment at ")
    figure = iso.figures.adjusted_remission(answer.value[0].weighted)
    assert iso.figures.describe(figure).caption.count("Free of systemic treatment. n = ") == 1

"""Who is eligible: every rule against a filter of the records by hand, in turn, with who was left out and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import isostats as iso
from isostats.analyses.catalogue import ANALYSES
from isostats.analyses.choices import basis_of
from isostats.analyses.definitions import NEEDS
from isostats.analyses.protocol import answered
from isostats.analyses.rows import where
from isostats.cohort.following import Cohort, first_courses
from isostats.errors import NobodyLeft, StudyError
from isostats.release.event_tables import Scope, safe_tables
from isostats.release.rounding import grid_days
from isostats.release.safe_cohort import cohort_of_safe_tables
from isostats.report.job import followed, read_records, study_of
from isostats.simulate import write_simulation
from isostats.study.eligibility import Eligibility, Subset, eligibility_of


def day(texts: pd.Series) -> pd.Series:
    return (pd.to_datetime(texts) - pd.Timestamp("1970-01-01")).dt.days


@pytest.fixture(scope="module")
def courses() -> pd.DataFrame:
    """Simulated course records in which some do not know what a rule needs."""
    frame = iso.simulate_courses(300, seed=5).courses
    rng = np.random.default_rng(1)
    for name in ("sex", "site", "indication"):
        patients = frame["patient_id"].drop_duplicates().sample(20, random_state=rng)
        frame.loc[frame["patient_id"].isin(patients), name] = None
    return frame


@pytest.fixture(scope="module")
def cohort(courses: pd.DataFrame) -> Cohort:
    return first_courses(iso.read_courses(courses))


@pytest.fixture(scope="module")
def people(courses: pd.DataFrame) -> pd.DataFrame:
    """One row per person of the file, by hand: the first course, and until when the person was observed."""
    ordered = courses.sort_values(["patient_id", "course_start"])
    first = ordered.groupby("patient_id").first().assign(site=ordered.groupby("patient_id")["site"].nth(0).to_numpy())
    one = ordered.drop_duplicates("patient_id").set_index("patient_id")
    last = ordered.groupby("patient_id")["last_contact"].max()
    died = ordered.groupby("patient_id")["death_date"].min()
    return pd.DataFrame(
        {
            "start": day(one["course_start"]), "age": pd.to_datetime(one["course_start"]).dt.year - first["birth_year"],
            "sex": first["sex"], "indication": one["indication"], "site": one["site"],
            "course_days": day(one["course_end"]) - day(one["course_start"]) + 1,
            "dose": one["cumulative_dose_mg"] / one["weight_kg"],
            "seen": np.fmin(day(last), day(died)) - day(one["course_end"]),
        }
    )  # fmt: skip


By_hand = dict[str, Callable[[pd.DataFrame, Any], pd.Series]]
RULES: By_hand = {
    "start_from": lambda of, value: of["start"] >= (date.fromisoformat(value) - date(1970, 1, 1)).days,
    "start_to": lambda of, value: of["start"] <= (date.fromisoformat(value) - date(1970, 1, 1)).days,
    "age_from": lambda of, value: (of["age"] >= value).fillna(False),
    "age_to": lambda of, value: (of["age"] <= value).fillna(False),
    "sex": lambda of, value: of["sex"].isin(value),
    "indication": lambda of, value: of["indication"].isin(value),
    "min_course_days": lambda of, value: of["course_days"] >= value,
    "max_course_days": lambda of, value: of["course_days"] <= value,
    "min_mg_per_kg": lambda of, value: of["dose"] >= value,
    "only": lambda of, value: of["site"].isin(value["site"]),
    "exclude": lambda of, value: ~of["site"].fillna("").isin(value["site"]),
    "min_followup_days": lambda of, value: of["seen"] >= value,
}
"""Each rule as a filter of a frame, in the order in which they are applied."""
SITES = ["east", "island", "north", "south", "west"]
rules = st.fixed_dictionaries(
    {},
    optional={
        "start_from": st.dates(date(2012, 1, 1), date(2018, 1, 1)).map(date.isoformat),
        "start_to": st.dates(date(2018, 1, 1), date(2024, 1, 1)).map(date.isoformat),
        "age_from": st.integers(8, 20),
        "age_to": st.integers(20, 60),
        "sex": st.lists(st.sampled_from(["female", "male"]), min_size=1, unique=True),
        "indication": st.lists(st.sampled_from(["severe_nodulocystic", "resistant_moderate"]), min_size=1, unique=True),
        "min_course_days": st.integers(30, 170),
        "max_course_days": st.integers(170, 400),
        "min_mg_per_kg": st.integers(60, 150),
        "only": st.lists(st.sampled_from(SITES), min_size=1, unique=True).map(lambda each: {"site": each}),
        "exclude": st.lists(st.sampled_from(["", *SITES]), min_size=1, unique=True).map(lambda each: {"site": each}),
        "min_followup_days": st.integers(1, 1500),
    },
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stated=rules)
def test_rules_are_filters_of_the_records_one_after_the_other(
    stated: dict[str, Any], cohort: Cohort, people: pd.DataFrame
) -> None:
    left, removed = people, {}
    for name, by_hand in RULES.items():
        if name in stated:
            kept = left[by_hand(left, stated[name])]
            removed[name], left = len(left) - len(kept), kept
    if left.empty:
        with pytest.raises(NobodyLeft, match="Nobody is eligible"):
            cohort.where(Eligibility(**stated))
        return
    eligible = cohort.where(Eligibility(**stated))
    whose = eligible.frame(["start_day", "observed_day"]).sort_values(["start_day", "observed_day"])
    assert whose.to_numpy().tolist() == left[["start", "seen"]].sort_values(["start", "seen"]).to_numpy().tolist()
    counted = pd.DataFrame(eligible.left_out, columns=["rule", "reason", "people"]).groupby("rule")["people"].sum()
    assert dict(counted) == removed
    assert eligible.people + sum(removed.values()) == cohort.people == len(people)
    assert eligible.definition.eligibility == Eligibility(**stated).words
    assert bool(stated) == ("; eligible: " in eligible.population_words("everyone"))


def test_the_study_applies_its_rules_through_every_door_and_the_flow_counts_them(
    courses: pd.DataFrame, people: pd.DataFrame, tmp_path: Any
) -> None:
    courses.to_csv(tmp_path / "courses.csv", index=False)
    stated = {"age_from": 14, "sex": ["female"], "min_followup_days": 365}
    study = study_of(tmp_path / "courses.csv", **stated, outcomes=["systemic_treatment"], horizons_days=[730])
    records = read_records(study)
    basis = basis_of(study, records, followed(study, records), grid=None, set_aside="")
    answers = answered([each for each in ANALYSES if each.id in ("who", "definitions", "groups", *NEEDS)], basis)
    by_hand = people
    for name, value in stated.items():
        by_hand = by_hand[RULES[name](by_hand, value)]
    rows = where(answers["remission"].rows, quantity="remission", population="everyone")
    assert {each["n"] for each in rows} == {len(by_hand)}
    flow = answers["who"].value
    left_out = flow[flow["step"] == "not eligible"]
    assert list(left_out["reason"]) == [
        "age not recorded", "younger than 14 at the start", "sex not recorded", "sex not female",
        "observed for less than 365 days after the end",
    ]  # fmt: skip
    everyone = int(flow[flow["step"] == "first courses"]["patients"].iloc[0])
    assert everyone - int(left_out["patients"].sum()) == len(by_hand)
    assert int(flow[flow["step"] == "eligible first courses"]["patients"].iloc[0]) == len(by_hand)
    headline = answers["definitions"].value
    assert str(headline).splitlines()[1] == headline.eligible
    assert all("; eligible: aged 14 or more" in each.estimand.population for each in headline.statements)
    assert headline.eligible.startswith(f"Eligible are {len(by_hand)} of {everyone} first courses: aged 14 or more")
    assert "an eligible first course" in headline.statements[0].sentence
    assert "nobody knew at the end" in headline.statements[0].beside
    assert "would be free" in headline.statements[0].beside


def test_fills_are_counted_where_there_are_fills(tmp_path: Any) -> None:
    write_simulation(iso.simulate_dispensings(150, seed=4), tmp_path)
    study = study_of(tmp_path / "study.toml", min_fills=4, min_course_days=100)
    records = read_records(study)
    courses = records.table("courses")
    first = courses[(courses["course"] == 1) & (courses["end_status"] == "confirmed")]
    long = first["end"] - first["start"] + 1 >= 100
    cohort = followed(study, records)
    assert [each.people for each in cohort.left_out] == [
        int((~long).sum()), int((first[long]["dispensing_days"] < 4).sum()),
    ]  # fmt: skip
    assert cohort.people == int((long & (first["dispensing_days"] >= 4)).sum()) > 0


def test_where_nobody_is_left_the_rule_that_emptied_it_is_named(cohort: Cohort) -> None:
    with pytest.raises(NobodyLeft, match=r"min_course_days leaves nobody. Of 300 first courses .* sex not female: 1"):
        cohort.where(sex="female", min_course_days=5000, min_followup_days=5)


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        ({"sex": "femal"}, "nobody has 'femal' in sex; did you mean 'female'"),
        ({"site": "islnd"}, "nobody has 'islnd' in site; did you mean 'island'"),
        ({"sits": "east"}, "no column 'sits' .* did you mean 'site'"),
        ({"min_fills": 2}, "min_fills needs dispensings"),
        ({"start_from": 400}, "are dates, so write it as 2015-01-01"),
        ({"age_from": 40, "age_to": 12}, "nobody is within"),
        ({"start_from": "2015-13-01"}, "must be a date such as 2015-01-01"),
        ({"exclude": {"site": []}}, "site has no value"),
    ],
)
def test_a_rule_that_cannot_be_says_what_can(stated: dict[str, Any], why: str, cohort: Cohort) -> None:
    with pytest.raises(StudyError, match=why):
        cohort.where(**stated)


def test_a_verb_records_its_counts_and_leaves_the_cohort_alone(cohort: Cohort) -> None:
    women = cohort.where(sex="female")
    adults = women.where(age_from=18)
    assert cohort.left_out == ()
    assert cohort.people == 300
    assert [each.rule for each in adults.left_out] == ["sex", "sex", "age_from", "age_from"]
    assert adults.left_out[:2] == women.left_out
    assert adults.definition.eligibility == "sex female; aged 18 or more at the start"
    assert cohort.where(sex="female", age_from=18).people == adults.people == adults.count("second_course").n.sum()
    assert cohort.where() is cohort


def test_the_rule_that_looks_ahead_keeps_the_cohort_without_it(cohort: Cohort) -> None:
    ahead = cohort.where(sex="female", min_followup_days=730)
    assert ahead.before_follow_up_rule is not None
    assert ahead.before_follow_up_rule.people == cohort.where(sex="female").people > ahead.people


def test_a_release_holds_the_rules_in_words_and_none_of_their_counts(cohort: Cohort) -> None:
    eligible = cohort.where(age_from=14, min_followup_days=30)
    tables = safe_tables(eligible, Scope(("second_course",), ("everyone",), (), grid_days(730)), rules=10)
    safe = cohort_of_safe_tables(eligible, tables)
    assert safe.definition.eligibility == eligible.definition.eligibility
    assert (safe.left_out, safe.before_follow_up_rule) == ((), None)
    assert safe.people % 10 == 5


def test_rules_of_a_subset_are_keys_or_columns() -> None:
    assert eligibility_of({"site": "A", "age_from": 3}) == Eligibility(only={"site": ["A"]}, age_from=3)
    with pytest.raises(StudyError, match="'none' has no rule"):
        Subset("none", {})

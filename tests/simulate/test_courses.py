"""The patients: drawn from the law, recorded without faults, lost independently, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from isostats.errors import StudyError
from isostats.records import check_courses
from isostats.simulate import Law, Simulation, inject_faults, simulate_courses, true_remission
from isostats.vocabulary.calendar import HORIZONS
from isostats.vocabulary.outcomes import USUAL_OUTCOMES
from tests.simulate.treatment_rules import KINDS, event_days
from tests.sweeps import WHOLE

DATES = ["course_start", "course_end", "relapse_date", "last_contact", "death_date"]
NEVER = 10**6


def with_days(simulation: Simulation) -> pd.DataFrame:
    """The course records with dates as whole days (NaN where empty)."""
    frame = simulation.courses.copy()
    for name in DATES:
        frame[name] = day_numbers(frame[name])
    return frame


def day_numbers(texts: pd.Series) -> pd.Series:
    return (pd.to_datetime(texts, format="%Y-%m-%d") - pd.Timestamp("1970-01-01")).dt.days


def outcomes(simulation: Simulation) -> pd.DataFrame:
    """Per patient, the day of each outcome after the first course (NEVER if not seen), written without isostats."""
    frame = with_days(simulation)
    first = frame[frame["course_number"] == 1].set_index("patient_id")
    second = frame[frame["course_number"] == 2].set_index("patient_id")["course_start"].reindex(first.index)
    days = pd.DataFrame({"recorded_relapse": first["relapse_date"], "second_course": second})
    days = days.sub(first["course_end"], axis=0).fillna(NEVER)
    events = simulation.events.assign(day=day_numbers(simulation.events["date"]))
    prescribed = event_days(events, first["course_end"], first.index)
    for outcome in ("any_treatment", "systemic_treatment"):
        treated = days["recorded_relapse"].where(first["relapse_treatment"].isin(KINDS[outcome]), NEVER)
        days[outcome] = np.minimum(np.minimum(prescribed[outcome], treated), days["second_course"])
    return (
        days
        .astype(int)
        .assign(
            sex=first["sex"],
            site=first["site"],
            response=first["response"],
            exit=first["last_contact"] - first["course_end"],
        )
    )


@pytest.fixture(scope="module")
def uncensored() -> pd.DataFrame:
    return outcomes(simulate_courses(150_000 if WHOLE else 50_000, seed=20, complete_follow_up=True))


@pytest.fixture(scope="module")
def ordinary() -> Simulation:
    return simulate_courses(30_000, seed=21)


def binomial_z(events: int, n: int, probability: float) -> float:
    return float((events - n * probability) / np.sqrt(n * probability * (1 - probability)))


@pytest.mark.swept
@pytest.mark.parametrize("sex", [None, "female", "male"])
@pytest.mark.parametrize("outcome", USUAL_OUTCOMES)
def test_an_uncensored_sample_agrees_with_the_truth(uncensored: pd.DataFrame, outcome: str, sex: str | None) -> None:
    people = uncensored if sex is None else uncensored[uncensored["sex"] == sex]
    for day in (1, 30, 62, 63, 90, *HORIZONS):
        free, truth = int((people[outcome] > day).sum()), float(true_remission(outcome, day, sex=sex))
        if truth == 1:
            assert free == len(people)
        else:
            assert abs(binomial_z(free, len(people), truth)) < 4.5


@pytest.mark.swept
@pytest.mark.parametrize("outcome", USUAL_OUTCOMES)
def test_populations_of_the_sample_agree_with_the_truth(uncensored: pd.DataFrame, outcome: str) -> None:
    clear = uncensored["response"].isin(["clear", "almost_clear"])
    known = int(uncensored["response"].notna().sum())
    for day in (0, *HORIZONS):
        success = int(((uncensored[outcome] > day) & clear).sum())
        truth = float(true_remission(outcome, day, population="with_response"))
        assert abs(binomial_z(success, known, truth)) < 4.5
    responders = int((uncensored.loc[clear, outcome] > 730).sum())
    truth = float(true_remission(outcome, 730, population="responders"))
    assert abs(binomial_z(responders, int(clear.sum()), truth)) < 4.5


def test_loss_is_independent_of_relapse(ordinary: Simulation) -> None:
    """Kaplan-Meier on the censored records gives the truth, and the naive share does not."""
    people = outcomes(ordinary)
    event = people["systemic_treatment"]
    seen = (event <= people["exit"]).to_numpy()
    time = np.minimum(event, people["exit"]).to_numpy()
    died = np.bincount(time, weights=seen, minlength=1827)
    at_risk = len(time) - np.concatenate([[0], np.cumsum(np.bincount(time, minlength=1827))[:-1]])
    free = np.cumprod(1 - died / np.maximum(at_risk, 1))
    for day in HORIZONS:
        greenwood = np.sum((died / at_risk / np.maximum(at_risk - died, 1))[: day + 1])
        assert abs(free[day] - true_remission("systemic_treatment", day)) < 4 * free[day] * np.sqrt(greenwood)
    assert (event > 1826).mean() > true_remission("systemic_treatment", 1826) + 0.03


def test_sites_lose_patients_at_different_rates(ordinary: Simulation) -> None:
    followed = outcomes(ordinary).groupby("site")["exit"].median()
    assert len(followed) == 5
    assert followed["north"] > 1.3 * followed["island"]


def test_records_have_no_faults(ordinary: Simulation) -> None:
    frame = with_days(ordinary)
    last_day = (pd.Timestamp("2024-12-31") - pd.Timestamp("1970-01-01")).days
    assert (frame["course_start"] <= frame["course_end"]).all()
    assert (frame["course_end"] <= frame["last_contact"]).all()
    assert (frame["last_contact"] <= last_day).all()
    assert (frame["course_start"] >= last_day - 11 * 366).all()
    relapsed = frame[frame["relapse_date"].notna()]
    assert (relapsed["relapse_date"] > relapsed["course_end"]).all()
    assert (relapsed["relapse_date"] <= relapsed["last_contact"]).all()
    assert relapsed["relapse_treatment"].notna().all()
    assert frame.loc[frame["relapse_date"].isna(), "relapse_treatment"].isna().all()
    dead = frame[frame["death_date"].notna()]
    assert 0 < dead["patient_id"].nunique() < 0.02 * ordinary.patients
    assert (dead["death_date"] == dead["last_contact"]).all()
    assert not frame.duplicated().any()


def test_courses_are_numbered_and_wait_for_the_washout(ordinary: Simulation) -> None:
    frame = with_days(ordinary)
    previous = frame.groupby("patient_id", sort=False)[["course_number", "course_end", "relapse_date"]].shift()
    later = frame["course_number"] > 1
    assert (frame.loc[~later, "course_number"] == 1).all()
    assert frame["patient_id"][~later].is_unique
    assert (frame["course_number"] - previous["course_number"])[later].eq(1).all()
    assert (frame["course_start"] - previous["course_end"] - 1)[later].min() > 60
    assert frame["course_number"].max() == 3
    as_relapse = frame["relapse_treatment"].shift()[later] == "isotretinoin"
    assert (previous["relapse_date"][later][as_relapse] == frame["course_start"][later][as_relapse]).all()
    assert (previous["relapse_date"][later][~as_relapse] < frame["course_start"][later][~as_relapse]).all()


def test_facts_of_a_patient_agree_between_rows(ordinary: Simulation) -> None:
    facts = ["site", "sex", "birth_year", "insurance", "lesion_count", "last_contact", "death_date"]
    assert (ordinary.courses.groupby("patient_id")[facts].nunique().max() <= 1).all()


def test_courses_look_like_the_article(ordinary: Simulation) -> None:
    frame = with_days(ordinary).query("course_number == 1")
    covered = frame["course_end"] - frame["course_start"] + 1
    assert covered.between(122, 183).mean() > 0.75
    assert covered.between(100, 230).all()
    dose = frame["cumulative_dose_mg"] / frame["weight_kg"]
    assert dose.dropna().between(90, 190).mean() > 0.7
    daily = frame["daily_dose_mg"] / frame["weight_kg"]
    assert daily.dropna().between(0.39, 1.01).all()
    assert frame["weight_kg"].isna().mean() == pytest.approx(0.12, abs=0.01)
    assert frame["response"].isna().mean() == pytest.approx(0.10, abs=0.01)
    assert frame.loc[frame["sex"] == "male", "relapse_treatment"].ne("antiandrogen").all()
    assert (frame["relapse_treatment"] == "antiandrogen").any()


def test_the_same_seed_gives_the_same_records_and_leaves_the_global_state_alone() -> None:
    np.random.seed(1)  # noqa: NPY002 - the global state is what is tested
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    one = simulate_courses(500, seed=7).courses
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    np.random.seed(2)  # noqa: NPY002
    two = simulate_courses(500, seed=7).courses
    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(one, simulate_courses(500, seed=np.random.default_rng(7)).courses)
    assert not one.equals(simulate_courses(500, seed=8).courses)


@pytest.mark.parametrize("patients", [1, 2, 13])
def test_a_handful_of_patients_works(patients: int) -> None:
    for seed in range(20):
        assert simulate_courses(patients, seed=seed).courses["patient_id"].nunique() == patients


def test_a_law_of_ones_own_is_followed() -> None:
    law = Law(female_share=1.0, treatment_shares_women=(0.0, 0.0, 0.0, 1.0), not_clear_share=0.0)
    simulation = simulate_courses(400, seed=3, law=law)
    assert set(simulation.courses["sex"]) == {"female"}
    assert set(simulation.courses["relapse_treatment"].dropna()) <= {"antiandrogen", "isotretinoin"}
    assert set(simulation.courses["response"].dropna()) == {"clear", "almost_clear"}


@pytest.mark.parametrize("patients", [0, -3, 2.5, True, "10"])
def test_fewer_than_one_patient_is_refused(patients: object) -> None:
    with pytest.raises(StudyError, match="patients must be a whole number, 1 or more, not"):
        simulate_courses(patients, seed=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [-1, 0.5, None, False])
def test_a_seed_that_is_none_is_refused(seed: object) -> None:
    with pytest.raises(StudyError, match="seed must be a whole number"):
        simulate_courses(5, seed=seed)  # type: ignore[arg-type]


def test_faults_are_injected_as_listed_and_nothing_else_changes() -> None:
    clean, spoiled = simulate_courses(4_000, seed=9), simulate_courses(4_000, seed=9, faults=0.02)
    listed = spoiled.faults
    assert len(clean.faults) == 0
    assert len(listed) == 80
    assert listed["patient_id"].is_unique
    assert listed["rule"].nunique() == 12
    pd.testing.assert_frame_equal(clean.truth, spoiled.truth)
    doubled = listed[listed["rule"] == "duplicate_row"]
    assert len(spoiled.courses) == len(clean.courses) + len(doubled)
    before = clean.courses.astype(object).where(clean.courses.notna(), None)
    after = spoiled.courses.iloc[: len(before)]
    same = ((before == after) | (before.isna() & after.isna())).all(axis=1)
    changed = listed[listed["rule"] != "duplicate_row"]
    assert (np.flatnonzero(~same) + 2).tolist() == changed["row"].tolist()
    assert clean.courses["patient_id"].iloc[changed["row"] - 2].tolist() == changed["patient_id"].tolist()
    assert spoiled.courses["patient_id"].iloc[doubled["row"] - 2].tolist() == doubled["patient_id"].tolist()


def test_a_check_finds_no_fault_in_what_was_simulated(ordinary: Simulation) -> None:
    findings = check_courses(ordinary.courses, events=ordinary.events)
    assert list(findings.errors) == []
    # a course that is still running on the data cut, or ends with a death, can be short
    assert {finding.rule for finding in findings.warnings} <= {
        "short_course", "cut_course", "nearly_cut_course", "unusual_value"
    }  # fmt: skip


def test_a_check_finds_every_injected_fault() -> None:
    spoiled = simulate_courses(4_000, seed=9, faults=0.02)
    listed = spoiled.faults.groupby("rule")["row"].agg(["size", "min"])
    found: dict[str, list[int]] = {}
    for finding in check_courses(spoiled.courses).errors:
        count, first = found.get(finding.rule, [0, 10**9])
        found[finding.rule] = [count + finding.count, min(first, finding.row or 0)]
    assert found == {rule: list(row) for rule, row in zip(listed.index, listed.to_numpy().tolist(), strict=True)}


def test_more_faults_than_patients_who_can_carry_them_are_refused() -> None:
    simulation = simulate_courses(50, seed=4)
    with pytest.raises(StudyError, match=r"faults = 1.0 would spoil 50 patients, but only \d+ have a single course"):
        inject_faults(simulation.courses, share=1.0, seed=1)
    with pytest.raises(StudyError, match="faults must be a share of the patients, from 0 to 1, not 2"):
        simulate_courses(50, seed=4, faults=2)

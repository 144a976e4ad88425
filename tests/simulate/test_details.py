"""What a clinic keeps besides moves nothing else, is read without a fault, and has the truth that it is drawn from."""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
import pandas as pd
import pytest

from isostats.cohort.course_ends import count_ends
from isostats.cohort.following import first_courses
from isostats.cohort.remission_states import count_stays
from isostats.errors import StudyError
from isostats.estimate import aalen_johansen, kaplan_meier
from isostats.records import read_courses
from isostats.records.dispensings import read_dispensings
from isostats.simulate import (
    IN_FULL,
    Care,
    Endings,
    Habits,
    Keeping,
    Law,
    LeavingWhenWell,
    Notes,
    Simulation,
    add_details,
    add_returns,
    date_relapses_at_visits,
    shift_dates,
    simulate_clinic,
    simulate_contacts,
    simulate_courses,
    simulate_dispensings,
    true_endings,
    true_relapses,
    true_remission,
)
from isostats.simulate.contacts import MG_PER_MMOL
from isostats.simulate.details import LOW_SEASON

EVERYTHING = Keeping(details=True, contacts=True)


@cache
def clinic() -> tuple[Simulation, pd.DataFrame]:
    simulation, contacts = simulate_clinic(3_000, seed=12, keeping=EVERYTHING)
    assert contacts is not None
    return simulation, contacts.visits


def digest(*frames: pd.DataFrame) -> str:
    return hashlib.sha256("".join(frame.to_csv(index=False) for frame in frames).encode()).hexdigest()[:16]


def day(texts: pd.Series) -> pd.Series:
    return (pd.to_datetime(texts) - pd.Timestamp("1970-01-01")).dt.days


def test_the_records_of_a_seed_are_what_they_always_were() -> None:
    """These digests were made before there was anything besides."""
    plain = simulate_courses(200, seed=7)
    assert digest(plain.courses, plain.events, plain.truth) == "37841f39d6f15997"
    leaving = simulate_courses(200, seed=7, law=Law(leaving=LeavingWhenWell()), faults=0.05)
    assert digest(leaving.courses, leaving.events, leaving.truth, leaving.faults) == "9d134fafed722906"
    assert digest(*simulate_contacts(plain, seed=8).tables.values()) == "9c689cd076bb9742"
    claims = simulate_dispensings(150, seed=9)
    tables = ("dispensings", "fates", "observation", "people", "treatments", "weights", "true_courses", "truth")
    assert digest(*(getattr(claims, name) for name in tables)) == "57dea7ecbf9b9eb1"


def test_what_is_kept_besides_moves_nothing_else() -> None:
    law = Law(endings=Endings())
    plain = simulate_courses(150, seed=3, law=law)
    detailed, contacts = simulate_clinic(150, seed=3, law=law, keeping=EVERYTHING)
    assert contacts is not None
    pd.testing.assert_frame_equal(detailed.courses[list(plain.courses)], plain.courses)
    pd.testing.assert_frame_equal(detailed.events, plain.events)
    fewer, all_of_it = (simulate_contacts(plain, seed=4, care=care) for care in (Care(), IN_FULL))
    for name in ("visits", "adverse_events"):
        few, more = getattr(fewer, name), getattr(all_of_it, name)
        pd.testing.assert_frame_equal(more[list(few)].head(len(few)), few, check_dtype=False)
    tests = all_of_it.monitoring.head(len(fewer.monitoring))
    in_mg = tests["value"] * np.where(tests["unit"] == "mmol/l", MG_PER_MMOL, 1)
    assert (np.abs(in_mg - fewer.monitoring["value"]) < 0.5).all()
    assert (all_of_it.monitoring.query("test == 'pregnancy'")["result_text"] == "negative").all()
    with pytest.raises(StudyError, match="Details are added to records without faults"):
        add_details(simulate_courses(100, seed=1, faults=0.05), seed=1)
    with pytest.raises(StudyError, match=r"prior must be a share from 0 to 1, not 2"):
        Notes(prior=2)
    with pytest.raises(StudyError, match="there are none without contacts"):
        Keeping(relapses_at_visits=True)


@pytest.mark.parametrize("well", [False, True])
def test_the_detector_of_passive_follow_up_holds_with_reasons_for_leaving(well: bool) -> None:
    keeping = Keeping(details=True, contacts=True, leave_when_well=well)
    simulation, contacts = simulate_clinic(500, seed=5, keeping=keeping)
    assert contacts is not None
    records = read_courses(simulation.courses, events=simulation.events, **vars(contacts))
    assert not records.findings.errors
    follow_up = first_courses(records).follow_up
    assert follow_up.kind == ("passive" if well else "")
    assert (follow_up.leaving.discharged_well > 150) == well
    left = simulation.unseen["left"].value_counts()
    assert (left.get("well", 0) > 250) == well


def test_reasons_compete_and_one_minus_kaplan_meier_of_each_is_too_high() -> None:
    """Everyone's ending is seen, so that the share ended for a reason by a day is what Aalen-Johansen gives; taking the
    other reasons for censoring gives more, for every reason, and more than everybody together."""
    law = Law(endings=Endings())
    simulation = add_details(simulate_courses(2_000, seed=13, law=law), seed=14, notes=Notes(missing=0))
    records = read_courses(simulation.courses)
    counts = count_ends(first_courses(records), records)
    days = [60, 120, 150, 200]
    truth = true_endings(law=law).set_index(["reason", "time_days"])["cumulative_incidence"]
    naive, competing = 0.0, aalen_johansen(counts).at(days).set_index("cause")
    for reason in Endings().reasons:
        true = truth[[(reason, until) for until in days]].to_numpy()
        std_error = np.sqrt(true * (1 - true) / counts.n.sum())
        assert (np.abs(competing.loc[reason, "estimate"] - true) < 3.5 * std_error + 1e-9).all(), reason
        alone = 1 - kaplan_meier(counts.only(reason)).at(days)["estimate"].to_numpy()
        if reason in ("target_reached", "cleared"):
            assert alone[-1] > true[-1] + 0.08
        naive += float(alone[-1])
    assert naive > 1.2
    assert sum(truth[reason, 230] for reason in Endings().reasons) == pytest.approx(1)


def test_staying_on_the_course_is_recovered_from_claims_where_some_leave_on_it() -> None:
    """A course that is cut off by the end of observation has not ended."""
    law, days = Law(endings=Endings()), [56, 112, 140]
    claims = simulate_dispensings(2_500, seed=5, law=law)
    records = read_dispensings(claims.dispensings, observation=claims.observation, people=claims.people)
    staying = kaplan_meier(count_ends(first_courses(records), records).combined("ended")).at(days)
    ended = pd.Series(np.cumsum(law.duration_shares), law.durations)
    assert (np.abs(staying["estimate"] - (1 - ended[days].to_numpy())) < 3.5 * staying["std_error"]).all()
    true = claims.true_courses.query("course == 1 and seen != 'unseen'")
    lasted = (day(true["recorded_end"]) - day(true["start"]) + 1).to_numpy()
    naive = np.array([(lasted > until).mean() for until in days])
    assert (naive < 1 - ended[days].to_numpy() - 2 * staying["std_error"]).all()


def test_remission_is_that_of_the_law_where_courses_end_early() -> None:
    simulation, _ = clinic()
    shown = kaplan_meier(first_courses(read_courses(simulation.courses, events=simulation.events)).count(
        "systemic_treatment")).at([365, 1095])  # fmt: skip
    truth = true_remission("systemic_treatment", [365, 1095], law=simulation.law)
    assert (np.abs(shown["estimate"] - truth) < 3.5 * shown["std_error"]).all()
    assert (truth < true_remission("systemic_treatment", [365, 1095])).all()  # less of a dose


def test_a_relapse_lies_between_two_visits_and_dated_at_the_later_one_remission_is_too_high() -> None:
    simulation, visits = clinic()
    relapses = true_relapses(simulation, visits).set_index("patient_id")
    first = simulation.courses.query("course_number == 1").set_index("patient_id")
    shown = relapses[relapses["by"].notna() & first["response"].isin(["clear", "almost_clear"])]
    assert len(shown) > 700
    assert (shown["free_on"] < shown["true_day"]).all()
    assert (shown["true_day"] <= shown["by"]).all()
    late = (shown["by"] - shown["true_day"]).mean()
    assert 20 < late < 90
    days = [90, 182]
    truth = true_remission("recorded_relapse", days, law=simulation.law)
    distances = {}
    for name, made in (("day", simulation), ("visit", date_relapses_at_visits(simulation, visits))):
        at = kaplan_meier(first_courses(read_courses(made.courses)).count("recorded_relapse")).at(days)
        distances[name] = ((at["estimate"] - truth) / at["std_error"]).to_numpy()
    assert (np.abs(distances["day"]) < 3.5).all()
    assert (distances["visit"] > 5).all()


def test_relapses_that_clear_again_are_dated_and_the_visits_agree() -> None:
    keeping = Keeping(contacts=True, relapses_at_visits=True, returns=True, shifted=True)
    simulation, contacts = simulate_clinic(300, seed=5, keeping=keeping)
    assert contacts is not None
    records = read_courses(simulation.courses, visits=contacts.visits, shifted=True)
    stays = count_stays(first_courses(records), records)
    dated = simulation.courses["clear_again_date"].notna()
    assert 30 < stays.dated_again == dated.sum()
    first = simulation.courses[dated].set_index("patient_id")
    true = simulation.further_truth["returns"].set_index("patient_id")["clear_again_day"]
    assert (day(first["clear_again_date"]) - day(first["course_end"]) >= true[first.index].astype(int)).all()
    seen = contacts.visits.merge(first[["clear_again_date"]], left_on=["patient_id", "date"],
                                 right_on=["patient_id", "clear_again_date"])  # fmt: skip
    assert len(seen) >= dated.sum()
    assert (seen["score_face"].dropna() == 0).all()
    with pytest.raises(StudyError, match="share of relapses, from 0 to 1, not 2"):
        add_returns(simulation, seed=1, share=2)


def test_interruptions_lie_within_their_courses_and_planned_ones_in_the_low_season() -> None:
    simulation, _ = clinic()
    paused = simulation.further_truth["interruptions"].merge(simulation.courses, on=["patient_id", "course_number"])
    assert (paused["course_start"] < paused["start"]).all()
    assert (paused["end"] < paused["course_end"]).all()
    length = day(paused["end"]) - day(paused["start"]) + 1
    told = paused["interruption_days"].notna()
    assert (length[told] == paused["interruption_days"][told].astype(int)).all()
    planned = paused[paused["planned"]]
    assert len(planned) > 150
    assert (paused["interruption_reason"] == "summer").eq(paused["planned"]).all()
    (from_month, from_day), (to_month, to_day) = LOW_SEASON
    assert planned["start"].str.slice(5).min() >= f"{from_month:02}-{from_day:02}"
    assert planned["end"].str.slice(5).max() <= f"{to_month:02}-{to_day:02}"


def test_pauses_of_the_low_season_are_gaps_in_fills_and_end_no_course() -> None:
    claims = simulate_dispensings(400, seed=9, habits=Habits(low_season=0.6))
    paused = claims.further_truth["interruptions"].query("planned")
    assert len(paused) > 40
    days = day(paused["end"]) - day(paused["start"]) + 1
    assert days.between(31, 55).all()
    assert paused["start"].str.slice(5, 7).isin(["06", "07"]).all()
    tables = {"observation": claims.observation, "people": claims.people}
    whole = claims.true_courses.query("seen == 'whole'").merge(paused[["patient_id", "course"]])
    assert len(whole) > 30
    kept = {}
    for gap_days in (60, 30):
        courses = read_dispensings(claims.dispensings, gap_days=gap_days, **tables).table("courses")
        stitched = set(zip(courses["start"], courses["end"], strict=True))
        kept[gap_days] = len(stitched & set(zip(day(whole["start"]), day(whole["end"]), strict=True))) / len(whole)
    assert kept[60] > 0.7  # the others lack a washout
    assert kept[30] == 0  # a shorter rule takes the pause for an end


def test_shifted_dates_lie_in_the_future_and_every_length_stays() -> None:
    simulation, contacts = simulate_clinic(80, seed=2, keeping=EVERYTHING)
    moved, moved_contacts = shift_dates(simulation, contacts, seed=3)
    assert contacts is not None
    assert moved_contacts is not None
    plain = read_courses(simulation.courses, events=simulation.events, **vars(contacts))
    shifted = read_courses(moved.courses, events=moved.events, shifted=True, **vars(moved_contacts))
    assert moved.courses["last_contact"].min() > "2046"
    days = ["day0", "start_day", "exit_day", "recorded_relapse_day"]
    before, after = (first_courses(each).frame(days) for each in (plain, shifted))
    shifts = moved.further_truth["shifts"]["days"].to_numpy()
    np.testing.assert_array_equal(after["day0"] - before["day0"], shifts)
    for name in ("exit_day", "recorded_relapse_day"):
        pd.testing.assert_series_equal(after[name], before[name])
    ages = [each["course_start"].str.slice(0, 4).astype(int) - each["birth_year"] for each in (
        simulation.courses, moved.courses)]  # fmt: skip
    pd.testing.assert_series_equal(*ages)

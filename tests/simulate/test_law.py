"""The law: what it promises about itself, before any patient is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from isostats.errors import StudyError
from isostats.simulate import Hazard, Law, Running, true_remission, truth_table
from isostats.vocabulary.calendar import HORIZONS
from isostats.vocabulary.outcomes import POPULATIONS, USUAL_OUTCOMES

DAYS = np.arange(0, 3653)


@pytest.mark.parametrize(
    ("outcome", "share"),
    [("any_treatment", 0.35), ("systemic_treatment", 0.22), ("second_course", 0.08), ("recorded_relapse", 0.37)],
)
def test_two_year_frequencies_follow_the_evidence(outcome: str, share: float) -> None:
    assert 1 - true_remission(outcome, 730) == pytest.approx(share, abs=0.01)


def test_where_only_prescriptions_are_seen_prevention_and_habit_hide_relapses() -> None:
    claims = Law(relapses_recorded=False)
    seen = {outcome: 1 - float(true_remission(outcome, 730, law=claims)) for outcome in USUAL_OUTCOMES}
    assert seen["any_treatment"] == pytest.approx(0.28, abs=0.005)
    assert seen["systemic_treatment"] == pytest.approx(0.21, abs=0.005)
    for outcome in ("second_course", "recorded_relapse"):
        assert seen[outcome] == 1 - true_remission(outcome, 730)
    bare = Law(relapses_recorded=False, running=())
    assert (true_remission("any_treatment", [60, 365], law=bare) > true_remission("any_treatment", [60, 365])).all()


def test_four_relapses_in_five_come_within_two_years() -> None:
    """Liu 2008: 80.9% of relapses within 24 months; Layton 1993: 96% within 36 months."""
    relapsed = 1 - true_remission("recorded_relapse", [730, 1095, 365 * 40])
    assert 0.76 < relapsed[0] / relapsed[2] < 0.86
    assert 0.84 < relapsed[1] / relapsed[2] < 0.97


@pytest.mark.parametrize("outcome", USUAL_OUTCOMES)
def test_remission_falls_from_one_and_its_hazard_falls_with_time(outcome: str) -> None:
    free = true_remission(outcome, DAYS)
    hazard = 1 - free[1:] / free[:-1]
    assert free[0] == 1
    assert (np.diff(free) <= 0).all()
    later = hazard[62:]  # once a second course is possible too, hazard[k] being that of day k + 1
    assert (np.diff(later) < 0).all()
    assert later[-1] < later[0] / 20


def test_a_second_course_waits_for_more_than_sixty_drug_free_days() -> None:
    assert true_remission("second_course", 61) == 1
    assert true_remission("second_course", 62) < 1


def test_women_relapse_more_and_repeat_less() -> None:
    ratio = {
        outcome: np.log(true_remission(outcome, 730, sex="female")) / np.log(true_remission(outcome, 730, sex="male"))
        for outcome in USUAL_OUTCOMES
    }
    assert 1.1 < ratio["systemic_treatment"] < 1.43
    assert 1.1 < ratio["any_treatment"] < 1.43
    assert ratio["second_course"] == pytest.approx(0.68, abs=0.01)


@pytest.mark.parametrize("outcome", USUAL_OUTCOMES)
def test_a_higher_dose_means_more_remission(outcome: str) -> None:
    low, high = (
        true_remission(outcome, 730, law=Law(daily_mg_per_kg=(dose,), daily_shares=(1.0,))) for dose in (0.5, 1.0)
    )
    assert high > low


def test_both_sexes_average_to_everyone() -> None:
    law = Law(female_share=0.3)
    parts = [true_remission("any_treatment", DAYS, law=law, sex=sex) for sex in ("female", "male")]
    np.testing.assert_allclose(0.3 * parts[0] + 0.7 * parts[1], true_remission("any_treatment", DAYS, law=law))


def test_outcomes_are_nested() -> None:
    recorded, treated, systemic, second = (
        true_remission(outcome, DAYS)
        for outcome in ("recorded_relapse", "any_treatment", "systemic_treatment", "second_course")
    )
    assert (recorded <= treated).all()
    assert (treated <= systemic).all()
    assert (systemic <= second).all()


def test_people_not_clear_are_no_success_and_no_event() -> None:
    law = Law(not_clear_share=0.2, response_missing_share=0.5)
    assert true_remission("any_treatment", 0, law=law, population="with_response") == pytest.approx(0.8)
    assert true_remission("any_treatment", 0, law=law, population="responders") == 1
    assert true_remission("any_treatment", 0, law=law, population="everyone") == 1
    assert true_remission("any_treatment", 365, law=law, population="with_response") == pytest.approx(
        0.8 * true_remission("any_treatment", 365, law=law)
    )


def test_a_law_of_one_cell_is_worked_by_hand() -> None:
    """A man at 0.8 mg/kg for 150 days, 120 mg/kg: both hazard ratios are 1.

    With shape 1 and scale 100 a clock has used 1 - exp(-1) = 0.632121 of its level 100 days after it begins, so
    exp(-0.2 * 0.632121) = 0.881241 are free of a second course on day 161.
    Relapse has used 1 - exp(-1.61) = 0.800112 on day 161: exp(-0.5 * 0.800112) = 0.670283 are free of it, of the
    other 0.329717 a half is treated topically. Free of systemic treatment: 0.881241 * (0.670283 + 0.164859) = 0.735962.
    """
    law = Law(
        female_share=0,
        daily_mg_per_kg=(0.8,),
        daily_shares=(1.0,),
        duration_range_days=(150, 150),
        relapse=Hazard(0.5, 100, 1.0, 1.4, 0.99),
        second_course=Hazard(0.2, 100, 1.0, 0.7, 0.99, begins_after_day=61),
        treatment_shares_men=(0.0, 0.5, 0.5, 0.0),
    )
    assert true_remission("recorded_relapse", 61, law=law) == pytest.approx(np.exp(-0.5 * (1 - np.exp(-0.61))))
    assert true_remission("second_course", 161, law=law) == pytest.approx(0.881241, abs=1e-6)
    assert true_remission("systemic_treatment", 161, law=law) == pytest.approx(0.735962, abs=2e-6)


def test_what_is_in_use_is_no_event_until_ninety_days_after_it_ends() -> None:
    """The law of one cell above, relapses all treated with a topical that half the people use until day 100.

    Free of any treatment: on day 60 everybody, on day 161 those without it lose the relapses of days 61 to 161,
    exp(-0.5 * (1 - exp(-0.60))) - exp(-0.5 * (1 - exp(-1.61))) = 0.798042 - 0.670283; users are free until day 191.
    """
    law = Law(
        female_share=0,
        daily_mg_per_kg=(0.8,),
        daily_shares=(1.0,),
        duration_range_days=(150, 150),
        relapse=Hazard(0.5, 100, 1.0, 1.4, 0.99),
        second_course=Hazard(0.2, 100, 1.0, 0.7, 0.99, begins_after_day=10_000),
        treatment_shares_men=(0.0, 1.0, 0.0, 0.0),
        running=(Running("topical", 0.5, 0.5, (0, 40), (100,), (30,)),),
        relapses_recorded=False,
    )
    assert true_remission("any_treatment", [60, 161], law=law) == pytest.approx([1, 1 - 0.5 * 0.127759], abs=1e-6)
    free = [np.exp(-0.5 * (1 - np.exp(-day / 100))) for day in (60, 191, 400)]
    assert true_remission("any_treatment", [191, 400], law=law) == pytest.approx(
        [1 - 0.5 * (free[0] - free[1]), 1 - 0.5 * (free[0] - free[2]) - 0.5 * (free[1] - free[2])]
    )
    assert true_remission("recorded_relapse", 191, law=law) == pytest.approx(free[1])


def test_shares_of_a_kind_in_use_stay_within_everybody() -> None:
    with pytest.raises(StudyError, match="the shares of men who have a topical exceed 1"):
        Law(running=(Running("topical", 0.1, 0.6, (0, 40), (100,), (30,)),) * 2)
    with pytest.raises(StudyError, match="until must be days on which the treatment still runs"):
        Running("topical", 0.1, 0.6, (0, 40), (20,), (30,))


def test_the_table_has_every_outcome_population_and_horizon() -> None:
    table = truth_table()
    assert list(table.columns) == ["outcome", "population", "time_days", "remission"]
    assert len(table) == len(USUAL_OUTCOMES) * len(POPULATIONS) * len(HORIZONS)
    row = table.query("outcome == 'second_course' and population == 'everyone' and time_days == 365").iloc[0]
    assert row["remission"] == pytest.approx(true_remission("second_course", 365, population="everyone"), abs=1e-12)
    assert truth_table(horizons_days=[10])["time_days"].unique().tolist() == [10]


def test_what_is_unknown_is_named_with_the_nearest_known() -> None:
    with pytest.raises(StudyError, match=r"outcome must be one of .* 'second_corse'; did you mean 'second_course'\?"):
        true_remission("second_corse", 365)
    with pytest.raises(StudyError, match=r"population must be one of .* 'responder'; did you mean 'responders'\?"):
        true_remission("any_treatment", 365, population="responder")
    with pytest.raises(StudyError, match=r"sex must be 'female', 'male' or None, not 'femal'; did you mean 'female'\?"):
        true_remission("any_treatment", 365, sex="femal")
    with pytest.raises(StudyError, match="daily_shares must be 6 shares that sum to 1"):
        replace(Law(), daily_shares=(0.5, 0.5))

"""Case 10: follow-up is judged by people under observation, never by those who remain free."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cohort.counting import EventTable, event_table
from isostats.cohort.following import first_courses
from isostats.estimate import aalen_johansen, funnel, kaplan_meier, rmst, shares_of_causes
from isostats.estimate.curves import followup_curve
from isostats.figures.curves import steps
from isostats.records import read_courses
from isostats.report.answer_folders import grid

FILE = Path(__file__).parent / "10_followed_or_failed" / "everyone_followed.csv"
FIVE_YEARS = 1826


def followed(failed: int, n: int = 30, until: int = 1900) -> EventTable:
    """All followed until the same day; so many relapse, one every tenth day."""
    days = [*(10 * (k + 1) for k in range(failed)), *([until] * (n - failed))]
    return event_table(days, [1] * failed + [0] * (n - failed))


def test_the_grid_of_people_all_followed_counts_bad_results_too() -> None:
    found = grid(FILE)
    assert (found.share_reaching, found.reaching) == (0.0, (0, 20)), "who relapsed may have had a second course"
    assert "0 to 20 (0.0% to 50.0%) put remission at or above 85%" in found.sentence()
    rows = found.frame[(found.frame["denominator"] == "censoring_aware") & (found.frame["group"] == "all")]
    assert not (rows["status"] == "beyond_followup").any()
    exact = grid(FILE)
    told = exact.frame[(exact.frame["denominator"] == "censoring_aware") & (exact.frame["status"] == "ok")]
    assert (told["estimate"] >= found.claim - 1e-12).mean() == pytest.approx(0.5)
    assert exact.share_reaching == found.share_reaching, "small counts are not shown, but counted"


@pytest.mark.parametrize("failed", [0, 20, 21, 25, 29, 30])
def test_thirty_people_followed_for_five_years(failed: int) -> None:
    table = followed(failed)
    row = kaplan_meier(table).at(FIVE_YEARS).iloc[0]
    assert row["status"] == "ok"
    assert row["estimate"] == pytest.approx(1 - failed / 30)
    assert kaplan_meier(table).at(2000)["status"].item() == ("ok" if failed == 30 else "beyond_followup")
    assert rmst(table, horizon_days=FIVE_YEARS)["status"].item() == "ok"
    assert aalen_johansen(table).at(FIVE_YEARS)["status"].item() == "ok"
    drawn = steps(kaplan_meier(table), "all")
    assert drawn.until == (300 if failed == 30 else 1900)
    assert drawn.estimate[-1] == pytest.approx(1 - failed / 30)


def test_shares_of_causes_are_told_of_people_all_followed() -> None:
    table = event_table(
        [*range(1, 26), *([1900] * 5)], [1] * 20 + [2] * 5 + [0] * 5, causes=("topical", "isotretinoin")
    )
    found = shares_of_causes(table, causes=("topical", "isotretinoin"), days=[FIVE_YEARS])
    assert found["status"].tolist() == ["ok", "ok"]
    assert found["estimate"].tolist() == pytest.approx([0.8, 0.2])


def test_sixty_equal_sites_show_their_true_mean() -> None:
    rng = np.random.default_rng(8)
    site = np.repeat([f"site={k:02d}" for k in range(60)], 25)
    failed = rng.random(1500) < 0.6
    days = np.where(failed, 1 + rng.integers(0, 700, 1500), 900)
    found = funnel(event_table(days, failed, group=site), horizon_days=730)
    assert (found.frame["status"] == "ok").all()
    assert found.frame["estimate"].mean() == pytest.approx(1 - failed.mean())
    assert abs(found.frame["estimate"].mean() - 0.4) < 0.04


def test_people_who_leave_are_not_under_observation() -> None:
    """20 of 30 leave early, 10 stay: 9 stay longer than day 500."""
    days = [50] * 20 + [500] + [1000] * 9
    curve = kaplan_meier(event_table(days, [0] * 30))
    assert curve.at([50, 500, 501])["status"].tolist() == ["ok", "ok", "beyond_followup"]


def test_a_thin_early_risk_set_is_beyond_the_follow_up() -> None:
    """Two are at risk from the start, and both fail; two hundred enter on day 400."""
    days, entry = [30, 60] + [1500] * 200, [-1, -1] + [400] * 200
    table = event_table(days, [1, 1] + [0] * 200, entry=entry)
    assert kaplan_meier(table).at([300, 500, 1400])["status"].tolist() == ["beyond_followup"] * 3
    lucky = event_table([1500] * 202, [0] * 202, entry=entry)
    assert kaplan_meier(lucky).at([300, 1400])["status"].tolist() == ["beyond_followup"] * 2, "nobody failed: no better"


def test_late_entry_with_people_enough_is_told() -> None:
    days, entry = [30] * 21 + [1500] * 209, [-1] * 30 + [400] * 200
    table = event_table(days, [1] * 21 + [0] * 209, entry=entry)
    found = kaplan_meier(table).at([200, 1400])
    assert found["status"].tolist() == ["ok", "ok"]
    assert found["estimate"].tolist() == pytest.approx([0.3, 0.3])


def test_all_enter_late() -> None:
    table = event_table([500] * 40, [0] * 40, entry=[20] * 30 + [60] * 10)
    assert kaplan_meier(table).at([100, 500, 501])["status"].tolist() == ["ok", "ok", "beyond_followup"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2)), min_size=1, max_size=60), st.integers(0, 45))
def test_people_under_observation_are_n_times_the_reverse_curve_just_before(
    people: list[tuple[int, int]], day: int
) -> None:
    """The law of convention 11, against the reverse Kaplan-Meier curve, which is checked against R."""
    days, causes = zip(*people, strict=True)
    table = event_table(days, causes, causes=("relapse", "death"))
    before = 1.0 if day == 0 else float(followup_curve(table).at(day - 1, min_at_risk=0)["estimate"].iloc[0])
    whole = kaplan_meier(table.combined("any"))
    free = 1.0 if day == 0 else float(whole.at(day - 1, min_at_risk=0)["estimate"].iloc[0])
    expected = len(people) * before
    found = float(table.observed_on([day])[0, 0])
    if free > 1e-9:
        assert found == pytest.approx(expected)
    else:  # everybody failed: nobody is left whose leaving could be seen
        assert found == pytest.approx(float(table.observed_on([max(days)])[0, 0]))


@settings(max_examples=40, deadline=None)
@given(st.integers(10, 60), st.integers(0, 60))
def test_how_many_fail_never_decides_what_is_said(n: int, failed: int) -> None:
    """A law: of people all followed, the estimate is said whatever it is."""
    failed = min(failed, n)
    row = kaplan_meier(followed(failed, n)).at(FIVE_YEARS).iloc[0]
    assert (row["status"], row["estimate"]) == ("ok", pytest.approx(1 - failed / n))


def test_rows_of_a_small_cohort_all_followed(tmp_path: Path) -> None:
    """The same in the rows of a report: the frame of a study, half of whom fail at once."""
    frame = pd.read_csv(FILE, dtype=str, keep_default_na=False)
    frame.to_csv(tmp_path / "all.csv", index=False)
    from tests.analyses.said import answers_of

    rows = answers_of(tmp_path / "all.csv", "remission").results
    rows = rows[(rows["quantity"] == "remission") & (rows["method"] == "kaplan_meier") & (rows["group"] == "all")]
    rows = rows[(rows["population"] == "everyone") & (rows["outcome"] == "any_treatment")]
    assert rows["status"].eq("ok").all()
    assert rows.set_index("time_days").loc[1826, "estimate"] == pytest.approx(8 / 45)


def test_after_the_last_day_on_which_anybody_was_observed_nothing_is_told() -> None:
    """68 of 80 are last seen on day 30, twelve relapse by day 310, and no record goes on: no 0% at two years."""
    ends = [30] * 68 + [200 + 10 * k for k in range(12)]
    frame = pd.DataFrame({"patient_id": [f"p{k}" for k in range(80)], "course_start": "2019-01-01"})
    frame["course_end"] = pd.Timestamp("2019-06-01")
    frame["last_contact"] = frame["course_end"] + pd.to_timedelta(ends, unit="D")
    frame["relapse_date"] = frame["last_contact"].where(frame.index >= 68)
    frame["relapse_treatment"] = pd.Series("oral_antibiotic", frame.index).where(frame.index >= 68)
    cohort = first_courses(read_courses(frame))
    curve = kaplan_meier(cohort.count("systemic_treatment"))
    assert curve.at([310, 311, 730])["status"].tolist() == ["ok", "beyond_followup", "beyond_followup"]
    both = cohort.count("systemic_treatment") + cohort.count("systemic_treatment")
    assert both.observed_on([310, 311])[0] == pytest.approx([24.0, 0.0])
    seen_longer = frame.assign(last_contact=frame["last_contact"].where(frame.index < 79, pd.Timestamp("2024-01-01")))
    later = kaplan_meier(first_courses(read_courses(seen_longer)).count("systemic_treatment"))
    assert later.at([730])["status"].tolist() == ["ok"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2)), min_size=1, max_size=60), st.integers(0, 45))
def test_the_dead_sharpen_no_kaplan_meier_figure(people: list[tuple[int, int]], day: int) -> None:
    """A law: to a curve free of the outcome a death is a last contact, in estimate, exact limits and status."""
    days, causes = zip(*people, strict=True)
    known = kaplan_meier(event_table(days, causes, causes=("relapse", "death")))
    left = kaplan_meier(event_table(days, [cause == 1 for cause in causes]))
    pd.testing.assert_frame_equal(known.at(day, exact=True), left.at(day, exact=True))
    assert known.observed_on([day])[0] == pytest.approx(left.observed_on([day])[0])


def test_sixty_people_of_whom_all_die_know_little_of_remission_and_much_of_relapse() -> None:
    table = event_table([30 * (k + 1) for k in range(60)], [2] * 60, causes=("relapse", "death"))
    row = kaplan_meier(table).at([1350, 1826, 10_000], exact=True)
    assert row["status"].tolist() == ["ok", "beyond_followup", "beyond_followup"]
    assert row["lower"].iloc[0] == pytest.approx(0.025 ** (1 / 16))  # the sixteen at risk then
    relapse = aalen_johansen(table).at(1826, exact=True).iloc[0]
    assert (relapse["estimate"], relapse["upper"]) == (0, pytest.approx(1 - 0.025 ** (1 / 60))), "the dead are known"
    assert rmst(table, horizon_days=1826)["status"].item() == "beyond_followup"

"""A gap rule at or beyond the horizon lets no second course begin by then: the rule's result is no estimate."""

from __future__ import annotations

import pytest

import isostats as iso
from isostats.records.dispensings import read_dispensings
from isostats.report.job import check_records
from isostats.simulate import simulate_dispensings, write_simulation
from isostats.study.study_file import Study, make_study
from tests.analyses.said import answers_of

GAPS = [60, 182, 365, 400]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("claims")
    write_simulation(simulate_dispensings(250, seed=21), folder)
    names = {name: f"simulated_{name}.csv" for name in ("dispensings", "observation", "people", "treatments")}
    small = {"min_at_risk": 1, "horizons_days": [182, 365, 730], "groups": []}
    axes = {"gap_days": GAPS, "carry_over": [True], "last_fill_days": [0]}
    return make_study({"data": names, "study": small, "grid": axes, "courses": {"gap_days": 400}}, folder=folder)


def test_definitions_of_the_grid_that_the_gap_fixes_are_not_estimable(study: Study) -> None:
    frame = iso.grid(study).frame
    second = frame[(frame["outcome"] == "second_course") & (frame["denominator"] == "censoring_aware")]
    fixed = second["gap_days"] >= second["horizon_days"]
    pairs = second[fixed][["gap_days", "horizon_days"]].drop_duplicates().itertuples(index=False, name=None)
    assert sorted(pairs) == [(182, 182), (365, 182), (365, 365), (400, 182), (400, 365)]
    assert (second[fixed]["status"] == "not_estimable").all()
    assert second[fixed]["estimate"].isna().all()
    assert (second[~fixed]["status"] == "ok").all()
    others = frame[(frame["outcome"] == "systemic_treatment") & (frame["denominator"] == "censoring_aware")]
    assert (others["status"] == "ok").all(), "other treatments can be seen within the gap"


def test_rows_of_the_report_that_the_gap_fixes_are_not_estimable(study: Study) -> None:
    found = answers_of(study, "remission", "second-courses", "claim")
    rows = found.results[found.results["outcome"] == "second_course"]
    for quantity in ("remission", "cumulative_incidence", "claim_difference"):
        status = rows[(rows["quantity"] == quantity) & (rows["group"] == "all")].groupby("time_days")["status"].unique()
        assert [list(status[day]) for day in (182, 365)] == [["not_estimable"], ["not_estimable"]]
        assert "not_estimable" not in status[730]
    assert found["claim"].value["second_course", 365].verdict == "not_estimable"


def test_check_warns_where_nobody_says_until_when_people_were_observed(study: Study) -> None:
    bare = make_study({"data": {"dispensings": "simulated_dispensings.csv"}}, folder=study.data.folder)
    (found,) = [each for each in check_records(bare) if each.rule == "follow_up_assumed"]
    assert found.severity == "warning"
    assert "everybody is taken as followed to the data's last day" in found.message
    assert not [each for each in check_records(study) if each.rule == "follow_up_assumed"]
    assert read_dispensings(study.data.source("dispensings")).observed is False

"""Tests between groups are of those whose group is recorded, and none leaves a group without events out."""

from __future__ import annotations

from math import isnan
from typing import Any

import numpy as np
import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.permanence import FEWEST_EVENTS
from isostats.analyses.results import StudyResults
from tests.analyses.said import answers_of, paragraphs


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> StudyResults:
    """Of a third no sex is recorded; at site quiet nobody takes a further course; site brief is left early."""
    rng, n = np.random.default_rng(4), 360
    sex = np.array(["female", "male", ""])[np.arange(n) % 3]
    site = np.array(["one", "two", "quiet", "brief"])[np.arange(n) // 3 % 4]
    end, seen = pd.Timestamp("2012-06-30"), np.where(site == "brief", 500, 4000)
    again = np.ceil(30 + 300 * rng.weibull(1.2, n))
    again[(rng.random(n) < 0.5) | (site == "quiet")] = np.inf
    people = pd.DataFrame({"patient_id": np.arange(n), "sex": sex, "site": site})
    people["last_contact"] = end + pd.to_timedelta(seen, unit="D")
    taken = again < seen - 60
    later = end + pd.to_timedelta(again[taken], unit="D")
    rows = pd.concat([
        people.assign(course_start=pd.Timestamp("2012-01-01"), course_end=end),
        people[taken].assign(course_start=later, course_end=later + pd.Timedelta(days=59)),
    ])  # fmt: skip
    path = tmp_path_factory.mktemp("recorded") / "courses.csv"
    rows.to_csv(path, index=False)
    names = ("repeated-courses", "differences", "permanence")
    return answers_of(path, *names, groups=("sex", "site"), outcomes=("second_course",))


def rows_of(one: StudyResults, name: str, quantity: str) -> dict[str, dict[str, Any]]:
    return {row["group"]: dict(row) for row in one[name].rows if row["quantity"] == quantity}


def test_means_are_compared_among_those_whose_group_is_recorded(one: StudyResults) -> None:
    tests = rows_of(one, "repeated-courses", "mean_courses_test")
    means = iso.mean_courses(iso.count_courses(one.cohort, by="sex"))
    day = tests["sex"]["time_days"]
    known = means.test(day, groups=["sex=female", "sex=male"])
    assert known.degrees == 1
    assert tests["sex"]["p_value"] == known.p_value != means.test(day, groups=means.groups).p_value
    assert (means.test(day).p_value, means.test(day).left_out) == (known.p_value, ("sex=missing",))
    assert "site" not in tests
    untested = "Means are not tested by site: until five years the mean has no error in quiet, as where nobody took"
    assert untested in paragraphs(one["repeated-courses"])
    table = one["repeated-courses"].tables["mean_further_courses"]
    with pytest.raises(iso.EstimateError, match="sex=mal"):
        means.test(day, groups=["sex=mal"])
    assert table.body


def test_a_test_made_in_python_is_that_of_the_report(one: StudyResults) -> None:
    """One question had two p values: those of whom the group is not recorded were a group of their own in Python."""
    counts = one.cohort.count("second_course", by="sex")
    assert "sex=missing" in counts.groups
    (by_report,) = [row for row in one["differences"].rows if row["method"] == "peto_peto" and row["group"] == "sex"]
    test = iso.logrank(counts, rho=1)
    assert (test.statistic, test.n.sum()) == (by_report["estimate"], by_report["n"])
    alone = counts.select("sex=female", "sex=male")
    for made in (iso.logrank, iso.gray):
        assert made(counts).p_value == made(alone).p_value
        assert (made(counts).groups, made(counts).left_out) == (alone.groups, 120)
        assert str(made(counts)).endswith("; 120 people of no recorded group left out")
        assert "left out" not in str(made(alone))
    assert iso.pairwise_logrank(counts)["group"].tolist() == ["sex=male - sex=female"]
    of_nobody = one.cohort.where(sex=["female"]).count("second_course", by="sex")
    in_strata = iso.logrank(counts, of_nobody, counts.select("sex=missing"))
    assert (in_strata.groups, in_strata.left_out) == (alone.groups, 240)


def test_a_difference_without_an_error_is_not_left_out_of_the_interaction(one: StudyResults) -> None:
    tests = rows_of(one, "differences", "interaction")
    assert isnan(tests["sex=female - sex=male by site"]["p_value"])
    words = paragraphs(one["differences"])
    assert "depends on site is not tested: the difference has no error in quiet" in words


def test_the_cured_share_by_group_is_of_the_recorded_and_says_why_there_is_none(one: StudyResults) -> None:
    rows = rows_of(one, "permanence", "cured_share")
    assert list(rows) == ["all", "sex=female", "sex=male"]
    assert rows["sex=female"]["status"] == "ok"
    by_site = answers_of(one.study.data.courses, "permanence", groups=("site",), outcomes=("second_course",))
    assert f"fewer than {FEWEST_EVENTS} people have the outcome after day 0 in quiet" in paragraphs(
        by_site["permanence"]
    )
    assert not rows_of(by_site, "permanence", "cured_share_test")


def test_bands_and_numbers_of_a_cohort_are_in_order_and_names_are_not(one: StudyResults) -> None:
    cohort = one.cohort
    assert cohort.count("second_course", by="course_days: <100, >=100").in_order
    assert not cohort.count("second_course", by="site").in_order
    assert not cohort.count("second_course", by="sex & course_days: <100, >=100").in_order

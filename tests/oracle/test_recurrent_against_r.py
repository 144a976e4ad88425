"""The mean number of further courses against R: mets, and the jackknife by derivatives of case weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from isostats.cohort.course_histories import FurtherCourses, further_courses
from isostats.estimate.recurrent import mean_courses
from tests.oracle.fixtures import agree, fixture


def counts_of(rows: dict[str, Any], group: object = None) -> FurtherCourses:
    def days(each: Any) -> list[int]:
        return each if isinstance(each, list) else [each] if isinstance(each, int) else []

    pairs = [(person, day) for person, each in enumerate(rows["days"]) for day in days(each)]
    return further_courses(rows["until"], died=rows["died"], courses=pairs, group=group)


@pytest.mark.parametrize(("name", "times"), [("smooth", 1000), ("tied", 1), ("other", 1)])
def test_means_and_errors_are_those_of_r(name: str, times: int) -> None:
    made = fixture("recurrent")
    at = mean_courses(counts_of(made[name])).at([times * day for day in made["at"]], min_at_risk=1)
    agree(at["estimate"], made[name]["jackknife"]["estimate"])
    agree(at["std_error"], made[name]["jackknife"]["std_error"])
    if name == "smooth":  # mets divides by Y where the derivative has Y - d: less than a 500th apart
        agree(at["estimate"], made[name]["mets"]["estimate"])
        np.testing.assert_allclose(at["std_error"], made[name]["mets"]["std_error"], rtol=2e-3)


def test_groups_are_each_by_itself_and_the_test_is_walds() -> None:
    made = fixture("recurrent")
    tied, other = made["tied"], made["other"]
    joined = {name: tied[name] + other[name] for name in ("until", "died", "days")}
    group = ["a"] * len(tied["until"]) + ["b"] * len(other["until"])
    means = mean_courses(counts_of(joined, group))
    at = means.at(made["at"], min_at_risk=1)
    agree(at["estimate"], tied["jackknife"]["estimate"] + other["jackknife"]["estimate"])
    agree(at["std_error"], tied["jackknife"]["std_error"] + other["jackknife"]["std_error"])
    (one, two), (se, se_two) = (
        [rows["jackknife"][name][1] for rows in (tied, other)] for name in ("estimate", "std_error")
    )
    test = means.test(730, min_at_risk=1)
    assert test.statistic == pytest.approx(np.log(one / two) ** 2 / ((se / one) ** 2 + (se_two / two) ** 2), rel=1e-9)
    assert test.degrees == 1

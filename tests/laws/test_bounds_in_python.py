"""What a cohort's counts know of outcomes that may have come unseen is told wherever a function shows an estimate."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import isostats as iso
from isostats.cohort.following import Cohort
from isostats.vocabulary import names as v
from tests.analyses.test_bounds_say_so import courses, unseen

Show = Callable[[Cohort], object]
DAY, OUTCOME = 730, v.SYSTEMIC_TREATMENT
SAYS_SO = re.compile(r"at most|at least|if none came unseen|between \d|upper bound|lower bound|too low or too high")


def curve(cohort: Cohort, by: str | None = None) -> Any:
    return iso.kaplan_meier(cohort.count(OUTCOME, by=by))


def incidence(cohort: Cohort) -> Any:
    return iso.aalen_johansen(cohort.count(OUTCOME))


def of_men(cohort: Cohort) -> Any:
    return cohort.count(OUTCOME, by="sex").select("sex=male")


def figure(made: Any) -> str:
    """Its alternative text, where its caption has the same."""
    words = iso.figures.describe(made)
    return words.alt if SAYS_SO.search(words.caption) or "set aside" in words.caption else ""


def difference(cohort: Cohort) -> Any:
    return iso.curve_difference(curve(cohort, "sex"))


SHOWN: dict[str, Show] = {
    "kaplan_meier": lambda cohort: str(curve(cohort)),
    "kaplan_meier, by group": lambda cohort: curve(cohort, "sex").at(DAY),
    "kaplan_meier, a cell": lambda cohort: curve(cohort)._repr_html_(),
    "kaplan_meier, on a day": lambda cohort: curve(cohort).at(DAY),
    "kaplan_meier, with a band": lambda cohort: curve(cohort).with_band("nair").at(DAY),
    "kaplan_meier, a quantile": lambda cohort: curve(cohort).quantile(0.05),
    "aalen_johansen": lambda cohort: str(incidence(cohort)),
    "aalen_johansen, a cell": lambda cohort: incidence(cohort)._repr_html_(),
    "aalen_johansen, on a day": lambda cohort: incidence(cohort).at(DAY).query("cause == @OUTCOME"),
    "remission_table": lambda cohort: iso.remission_table(curve(cohort), days=[DAY]).to_markdown(),
    "remission_table, a cell": lambda cohort: iso.remission_table(curve(cohort), days=[DAY]).body[0][1],
    "group_table": lambda cohort: iso.group_table(curve(cohort, "sex"), days=[DAY]).to_latex(),
    "group_table, a cell": lambda cohort: iso.group_table(curve(cohort, "sex"), days=[DAY]).body[0][2],
    "compare_to_claim": lambda cohort: str(iso.compare_to_claim(curve(cohort), horizon_days=DAY)),
    "conditional_remission": lambda cohort: iso.conditional_remission(cohort.count(OUTCOME)).at([DAY]),
    "conditional_remission, a cell": lambda cohort: iso.conditional_remission(cohort.count(OUTCOME))._repr_html_(),
    "rmst": lambda cohort: iso.rmst(cohort.count(OUTCOME), horizon_days=DAY),
    "rmst_difference": lambda cohort: iso.rmst_difference(cohort.count(OUTCOME, by="sex"), horizon_days=DAY),
    "remission_difference": lambda cohort: iso.remission_difference(curve(cohort, "sex"), days=DAY),
    "remission_ratio": lambda cohort: iso.remission_ratio(curve(cohort, "sex"), days=DAY),
    "curve_difference": lambda cohort: difference(cohort)._repr_html_(),
    "pool_published": lambda cohort: iso.pool_published().place(curve(cohort), horizon_days=DAY).sentence,
    "figures.remission": lambda cohort: figure(iso.figures.remission(curve(cohort))),
    "figures.remission_by_group": lambda cohort: figure(iso.figures.remission_by_group(curve(cohort, "sex"))),
    "figures.second_course": lambda cohort: figure(iso.figures.second_course(incidence(cohort), cause=OUTCOME)),
    "figures.difference": lambda cohort: figure(iso.figures.difference(difference(cohort))),
    "figures.conditional_remission": lambda cohort: figure(
        iso.figures.conditional_remission(iso.conditional_remission(cohort.count(OUTCOME), after=[365]))
    ),
    "a selection of the counts": lambda cohort: iso.kaplan_meier(of_men(cohort)).at(DAY),
}  # fmt: skip
NUMBERS_OF_OTHERS = {
    "median_difference", "second_course_table", "bootstrap_limits", "beside", "funnel", "annual_hazard",
    "mixture_cure", "permanence", "ipcw", "remission_if_lost", "gray", "logrank", "pairwise_logrank", "median_followup",
    "followup_curve", "proportional_hazards",
}  # fmt: skip
"""What is made of counts or curves and is looked at elsewhere, or does not tell it yet."""


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Cohort:
    path: Path = tmp_path_factory.mktemp("unseen") / "courses.csv"
    rows = unseen(courses(sex=["female", "male"] * 100))
    rows.to_csv(path, index=False)
    made = iso.first_courses(iso.read_courses(path))
    assert made.lacking(OUTCOME)
    return made


@pytest.mark.parametrize("name", SHOWN)
def test_an_estimate_is_never_shown_without_what_it_is_a_bound_of(cohort: Cohort, name: str) -> None:
    shown = SHOWN[name](cohort)
    if isinstance(shown, pd.DataFrame):
        told = shown.loc[shown[v.STATUS] == v.OK, v.BOUND] if v.STATUS in shown else shown[v.BOUND]
        assert len(told)
        assert set(told) <= {v.AT_MOST, v.AT_LEAST, v.IF_NONE_UNSEEN}
    else:
        assert SAYS_SO.search(str(shown)), shown


OF_THE_LEFT_OUT = [name for name in SHOWN if "on a day" not in name and not name.endswith((
    "by group", "a quantile", "with a band", "_table, a cell", "a selection of the counts", "rmst", "_ratio",
    "remission_difference", "rmst_difference", "conditional_remission",
))]  # fmt: skip
"""What shows its estimates in words: a column tells bounds, and those set aside are in none."""


@pytest.mark.parametrize("name", OF_THE_LEFT_OUT)
def test_estimates_say_that_people_were_set_aside(tmp_path: Path, name: str) -> None:
    rows = courses(sex=["female", "male"] * 100)
    rows.loc[[1, 3, 5, 7], "relapse_date"] = "spring"
    rows.to_csv(tmp_path / "courses.csv", index=False)
    cohort = iso.first_courses(iso.read_courses(tmp_path / "courses.csv", on_invalid="set_aside"))
    assert cohort.aside.people == 4
    assert "set aside" in str(SHOWN[name](cohort))


def test_the_table_of_a_report_says_that_people_were_set_aside(tmp_path: Path) -> None:
    rows = courses()
    rows.loc[[1, 3, 5, 7], "relapse_date"] = "spring"
    rows.to_csv(tmp_path / "courses.csv", index=False)
    results = iso.analyse_study(tmp_path / "courses.csv", on_invalid="set_aside", outcomes=[OUTCOME])
    assert "Those set aside are left out." in iso.remission_table(results).caption


def test_every_public_function_of_counts_or_curves_is_under_this_law() -> None:
    named = {name.partition(",")[0] for name in SHOWN} | NUMBERS_OF_OTHERS
    for name in iso.__all__:
        public = getattr(iso, name)
        if inspect.isfunction(public) and (taken := list(inspect.signature(public).parameters.values())):
            first = str(taken[0].annotation)
            assert not re.search(r"\b(EventTable|Curve)\b", first) or name in named, f"{name} is under no law"


def test_bounds_in_python_are_those_of_results_csv(cohort: Cohort, tmp_path: Path) -> None:
    rows = unseen(courses(sex=["female", "male"] * 100))
    rows.to_csv(tmp_path / "courses.csv", index=False)
    results = iso.analyse_study(tmp_path / "courses.csv", groups=["sex"], outcomes=[OUTCOME]).results
    of = results[(results["outcome"] == OUTCOME) & (results["population"] == v.EVERYONE) & (results["status"] == v.OK)]
    asked = {
        v.REMISSION: pd.concat([curve(cohort).at([365, 730]), curve(cohort, "sex").at([365, 730])]),
        v.CUMULATIVE_INCIDENCE: incidence(cohort).at([365, 730]),
        v.REMISSION_DIFFERENCE: iso.remission_difference(curve(cohort, "sex"), days=[365, 730], reference="sex=male"),
        v.MEDIAN_TIME: curve(cohort).median().assign(time=None),
    }
    compared = 0
    for quantity, frame in asked.items():
        by_report = of[(of["quantity"] == quantity) & (of["method"] != v.NAIVE) & ~of["method"].str.startswith("naive")]
        for each in frame.to_dict("records"):
            same_day = by_report["time_days"].isna() | (by_report["time_days"] == each["time"])
            for row in by_report[(by_report["group"] == each["group"]) & same_day].to_dict("records"):
                if row["method"] not in v.BESIDE and "cause" not in each:
                    assert (row["bound"], row["estimate"]) == (each["bound"], pytest.approx(each["estimate"])), each
                    compared += 1
    assert compared >= 8

"""Natural mistakes are thrown at every public name: each is answered by an error of isostats, or by a result; what
breaks inside pandas, numpy or the engine is never seen."""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import numpy as np
import pandas as pd
import pytest

import isostats as iso
from isostats.calls import fault_of_call
from isostats.errors import CallError, IsostatsError
from isostats.simulate import simulate_courses
from tests.sweeps import WHOLE

made = simulate_courses(60, seed=5).courses
records = iso.read_courses(made)
cohort = iso.first_courses(records)
table, by_sex = cohort.count("systemic_treatment"), cohort.count("systemic_treatment", by="sex")
sites, first = ["a", "b", "c"] * 30, ("systemic_treatment",)
by_site = iso.event_table(list(range(1, 91)), [1, 0, 1] * 30, group=sites, causes=first)
compete = iso.event_table([100, 200, 300, 400] * 5, [1, 2, 0, 1] * 5, group=["a"] * 10 + ["b"] * 10, causes=("x", "y"))
curve, curves = iso.kaplan_meier(table), iso.kaplan_meier(by_sex)
frame = pd.DataFrame({"time": range(1, 61), "event": [1, 0] * 30, "age": [20, 30, 25] * 20})
frame["dose_mg_per_kg"] = range(60)
model = iso.cox(frame, covariates=["age"])
lost = iso.event_table([100, 200, 300, 800] * 9, [1, 2, 0, 0] * 9, causes=("systemic_treatment", "lost_early"))
points = pd.DataFrame({"time": [0, 12, 24], "survival": [1, 0.9, 0.8]})
study = "data/example/study.toml"

CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "aalen_johansen": ((table,), {}),
    "analyse_study": ((5,), {}),
    "annual_hazard": ((table,), {"last_year": 3}),
    "beside": ((table, table), {}),
    "bootstrap_limits": ((table,), {"horizons_days": [365], "seed": 1, "replicates": 100}),
    "check_courses": ((made,), {}),
    "claims": ((), {"source": None}),
    "combine": ((records, records), {"labels": ["a", "b"]}),
    "compare_to_claim": ((curve,), {"horizon_days": 365}),
    "conditional_remission": ((table,), {}),
    "count_courses": ((cohort,), {}),
    "count_stays": ((cohort, records), {}),
    "count_with_loss": ((cohort, "systemic_treatment"), {}),
    "course_timelines": ((cohort,), {"lanes": 5}),
    "cox": ((frame,), {"covariates": ["age"]}),
    "curve_difference": ((curves,), {}),
    "dose_hazard": ((frame,), {"reference": 30.0}),
    "event_table": (([100, 200], [1, 0]), {}),
    "first_courses": ((records,), {"follow_up": None}),
    "followup_curve": ((table,), {}),
    "funnel": ((by_site,), {"horizon_days": 30}),
    "gray": ((compete,), {"cause": "x"}),
    "grid": ((5,), {}),
    "group_table": ((curves,), {"days": [365]}),
    "ipcw": ((lost,), {}),
    "kaplan_meier": ((table,), {}),
    "logrank": ((by_site,), {}),
    "logrank_trend": ((iso.logrank(by_site),), {}),
    "mean_courses": ((iso.count_courses(cohort),), {}),
    "median_difference": ((curves,), {}),
    "median_followup": ((table,), {}),
    "mixture_cure": ((by_site,), {}),
    "model_table": ((model,), {}),
    "pairwise_logrank": ((by_site,), {}),
    "permanence": ((table,), {}),
    "plan_study": (("precision",), {"expected": 0.7, "studies": 0}),
    "pool_published": (("second_course",), {}),
    "proportion": ((3, 10), {}),
    "proportional_hazards": ((model,), {}),
    "published": ((None,), {}),
    "published_definitions": ((5,), {}),
    "read_courses": ((made,), {}),
    "read_dispensings": ((made,), {}),
    "read_omop": ((5,), {}),
    "read_study": ((study,), {}),
    "reconstruct_curve": ((points,), {"outcome": "systemic_treatment", "unit": "months", "n": 100}),
    "remission_difference": ((curves,), {"days": [365]}),
    "remission_if_lost": ((lost,), {"days": [365]}),
    "remission_ratio": ((curves,), {"days": [365]}),
    "remission_table": ((curve,), {}),
    "rmst": ((table,), {"horizon_days": 365}),
    "rmst_difference": ((by_sex,), {"horizon_days": 365}),
    "scorecard": ((5,), {}),
    "second_course_table": ((curve,), {}),
    "simulate_courses": ((5,), {"seed": 1}),
    "simulate_dispensings": ((5,), {"seed": 1}),
    "state_occupation": ((iso.count_stays(cohort, records),), {}),
    "table_one": ((cohort,), {"columns": ["age"]}),
    "write_report": ((5,), {"out": "nowhere"}),
}
"""A right call of each public function; what takes a whole study is called with none."""
NOT_CALLED = {"explore"}
MISTAKES: tuple[Any, ...] = (
    None, "x", "365", 5, 2.5, float("nan"), -3, 10**20, True, [], [365, "x"], ["yes", "no"], {"a": 1}, frame,
    pd.DataFrame(), cohort, records, table, curve, model, pd.Series([1, 2]), np.arange(3.0), object(), {1}, len,
)  # fmt: skip
"""Texts for numbers, a cohort for a frame and the other way round, days that are none, several for one, nothing."""
FURTHER = ("step", "progress", "law", "habits", "definition", "univariable")


def spots(name: str) -> Iterator[tuple[str, int | str]]:
    """The arguments of a call by their place or name, those of a study file left to its own tests."""
    args, _ = CALLS[name]
    yield from (("place", at) for at in range(len(args)))
    own = inspect.unwrap(getattr(iso, name)).__annotations__
    known = [each.name for each in inspect.signature(getattr(iso, name)).parameters.values() if each.name in own]
    yield from (("name", each) for each in known[len(args) :] if each not in FURTHER)


def thrown(function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> None:
    with suppress(IsostatsError):
        function(*args, **keywords)


FUNCTIONS = sorted({name for name in iso.__all__ if inspect.isfunction(getattr(iso, name))} - NOT_CALLED)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_mistake_breaks_inside(name: str) -> None:
    """Each argument in turn is each of the mistakes; of these a quarter in a usual run, all in the sweep. A function of
    which no right call stands above is given one mistake as its only argument, then as each of its arguments."""
    function = getattr(iso, name)
    if name not in CALLS:
        needed = [each for each in inspect.signature(function).parameters.values() if each.default is each.empty]
        for mistake in MISTAKES:
            thrown(function, (mistake,), {})
            plain = [each for each in needed if each.kind is not each.VAR_KEYWORD]
            thrown(function, tuple(mistake for each in plain if each.kind is not each.KEYWORD_ONLY),
                   {each.name: mistake for each in plain if each.kind is each.KEYWORD_ONLY})  # fmt: skip
        return
    args, keywords = CALLS[name]
    for place, (kind, where) in enumerate(spots(name)):
        for mistake in MISTAKES if WHOLE else MISTAKES[(place + len(name)) % 4 :: 4]:
            if kind == "place":
                thrown(function, (*args[: int(where)], mistake, *args[int(where) + 1 :]), keywords)
            else:
                thrown(function, args, keywords | {str(where): mistake})


def test_no_figure_or_table_breaks_inside() -> None:
    for package in (iso.figures, iso.tables):
        for name in package.__all__:
            function = getattr(package, name)
            for mistake in MISTAKES if WHOLE else MISTAKES[len(name) % 4 :: 4]:
                if inspect.isfunction(function) and mistake is not table and mistake is not curve:
                    thrown(function, (mistake,), {})


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: iso.kaplan_meier(cohort), r"iso.kaplan_meier\(cohort.count\('systemic_treatment'\)\)"),
        (lambda: iso.count_courses(records), r"cohort must be a cohort, not records. Make one: iso.first"),
        (lambda: iso.state_occupation(cohort), r"stays must be stays, not a cohort. Count them: iso.count_stays\("),
        (lambda: iso.rmst(table, horizon_days="two"), "iso.rmst: horizon_days must be a whole number, not 'two'"),
        (lambda: iso.rmst(table, horizon_days=[365, 730]), r"must be a whole number, not \[365, 730\]"),
        (lambda: iso.funnel(by_site, horizon_days=float("nan")), "missing or infinite"),
        (lambda: iso.remission_table(curve, min_at_risk="ten"), "min_at_risk must be a number, not 'ten'"),
        (lambda: iso.permanence(table, min_at_risk=-1), "min_at_risk must be 0 or more, not -1"),
        (lambda: iso.proportion([3], 10), r"iso.proportion: events must be a number, not \[3\]"),
        (lambda: iso.first_courses(records, follow_up="pasive"), "follow_up must be one of active, linked, passive"),
        (lambda: iso.event_table([1, 0, 1], [300, 200, 100]), "events"),
        (lambda: iso.event_table([100.5], [1]), "days"),
        (lambda: iso.event_table([100], ["yes"]), "events"),
        (lambda: iso.remission_if_lost(lost, days=[365], deltas="0.5"), r"deltas is a list of numbers"),
        (lambda: iso.kaplan_meier(table, dayz=3), "iso.kaplan_meier has no keyword 'dayz'. It has: level, band"),
        (lambda: iso.rmst(table), "iso.rmst: missing a required argument: 'horizon_days'. It needs table, horizon"),
        (lambda: iso.figures.mean_courses(curve), "must be mean courses, not a curve. Make them: iso.mean_courses"),
        (lambda: iso.figures.describe("x"), "carries no description"),
    ],
)  # fmt: skip
def test_a_mistake_has_the_right_call(call: Callable[[], object], words: str) -> None:
    with pytest.raises(IsostatsError, match=words):
        call()


def test_a_fault_of_our_own_is_seen_as_it_is() -> None:
    """Where every argument is as declared, nothing is hidden."""
    from isostats.calls import answering

    def broken(days: int) -> float:
        return days / 0

    broken.__annotations__ = {"days": "int"}
    with pytest.raises(ZeroDivisionError):
        answering(broken, "iso.broken")(3)
    with pytest.raises(CallError, match=r"iso\.broken: days must be a whole number, not 'x'"):
        answering(broken, "iso.broken")("x")
    assert fault_of_call(broken, "iso.broken", (3,), {}) == ""


def test_what_answers_is_the_function_itself() -> None:
    assert pickle.loads(pickle.dumps(iso.kaplan_meier)) is iso.kaplan_meier
    assert list(inspect.signature(iso.rmst).parameters) == ["table", "horizon_days", "level", "min_at_risk"]
    assert iso.rmst.__doc__

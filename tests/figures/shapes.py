"""Every figure function in four shapes of data (5, 40, 3,000 and a million people) and in 1, 2, 5 and 12 groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from isostats import figures
from isostats.cohort.counting import EventTable, event_table
from isostats.cohort.course_histories import further_courses
from isostats.estimate import (
    Curve,
    CurveDifference,
    StateOccupation,
    aalen_johansen,
    conditional_remission,
    curve_difference,
    followup_curve,
    kaplan_meier,
)
from isostats.estimate.recurrent import MeanCourses, mean_courses
from isostats.estimate.study_plans import plan_study
from isostats.evidence.pooled import pool_published
from isostats.evidence.published_cohorts import published
from tests.figures import made

PEOPLE = (5, 40, 3000, 1_000_000)
GROUPS = (1, 2, 5, 12)
SIZES = ("double", 140, "single", "phone")
WIDE = dict.fromkeys(("specification", "published", "definitions"), ("double", 140))
"""Figures that have room in some sizes only; of those with many rows a narrow page would be too high."""
Made = Callable[..., Figure]


def table(
    n: int, causes: tuple[str, ...], groups: int = 1, *, day_zero: bool = False, hazard: float = 4e-4
) -> EventTable:
    """Counts of n people: up to 4,000 are made, and stand for more."""
    times = max(n // 4000, 1)
    names = ("all",) if groups == 1 else tuple(f"site=clinic {chr(65 + i)}" for i in range(groups))
    rows = made.people(n // times, groups=names, hazard=hazard, causes=len(causes))
    if day_zero:
        rows = rows.assign(day=rows["day"].where((rows["cause"] != 1) | (rows.index % 3 > 0), 0))
    group = rows["group"].to_numpy() if groups > 1 else None
    counts = event_table(rows["day"].to_numpy(), rows["cause"].to_numpy(), group=group, causes=causes)
    more = {name: times * getattr(counts, name) for name in ("events", "censored", "entered")}
    return replace(counts, definition=made.SYSTEMIC, **more)


@cache
def falling(n: int, groups: int = 1, *, day_zero: bool = False) -> Curve:
    return kaplan_meier(table(n, ("systemic_treatment",), groups, day_zero=day_zero))


@cache
def rising(n: int, causes: tuple[str, ...] = made.CAUSES, *, day_zero: bool = False) -> Curve:
    return aalen_johansen(table(n, causes, day_zero=day_zero))


@cache
def repeated(n: int, groups: int) -> MeanCourses:
    rows = made.people(n, groups=tuple(f"sex={k}" for k in range(groups)), hazard=4e-4, causes=2)
    until, died = rows["day"].to_numpy(), (rows["cause"] == 2).to_numpy()
    taking = [(k, day) for k, day in enumerate(until) if k % 9 == 0 and day > 90]
    pairs = [(k, int(day * part)) for k, day in taking for part in (0.4, 0.7)]
    return mean_courses(further_courses(until, died=died, courses=pairs, group=rows["group"].to_numpy()))


def courses(n: int) -> pd.DataFrame:
    return pd.DataFrame({"courses": [1, 2, 3], "people": [n - n // 8 - n // 50, n // 8, n // 50]})


def flow(n: int) -> pd.DataFrame:
    return made.FLOW.assign(rows=(made.FLOW["rows"] * n // 3000), patients=(made.FLOW["patients"] * n // 3000))


@cache
def results(n: int) -> pd.DataFrame:
    rows: Any = made.tidy(made.remission_rows() + made.hazard_rows())
    counts = {
        name: (rows[name].astype(float) * n / 3000).round().astype("Int64") for name in ("n", "at_risk", "events")
    }
    return rows.assign(**counts)


@cache
def climbed(n: int) -> Any:
    return made.ladder(min(n, 4000))


@cache
def pooled() -> Any:
    return pool_published()


@cache
def papers(outcome: str | None = None) -> pd.DataFrame:
    return published(outcome)


def named(groups: int) -> tuple[str, ...]:
    return () if groups == 1 else tuple(f"site=clinic {chr(65 + i)}" for i in range(groups))


@cache
def watched(n: int) -> Curve:
    return followup_curve(table(n, ("systemic_treatment",)))


@cache
def in_states(n: int) -> StateOccupation:
    return made.states(n)


@cache
def apart(n: int) -> CurveDifference:
    return curve_difference(falling(n, 2))


@cache
def subgroups(n: int, groups: int) -> pd.DataFrame:
    return made.subgroup_rows(named(groups)).assign(n=lambda rows: (rows["n"].astype(float) * n / 3000).round())


def bins(n: int) -> pd.DataFrame:
    return made.bins(min(n, 4000)).assign(count=lambda rows: rows["count"] * max(n // 4000, 1))


def forest(n: int, **look: Any) -> Figure:
    own = pooled().place_counts(n // 5, n, outcome="second_course")
    return figures.published_forest(pooled().of("second_course"), own=own, **look)


BY_PEOPLE: dict[str, Made] = {
    "remission": lambda n, **look: figures.remission(falling(n), **look),
    "remission day 0": lambda n, **look: figures.remission(falling(n, day_zero=True), **look),
    "remission band": lambda n, **look: figures.remission(falling(n), band="nair", **look),
    "second_course": lambda n, **look: figures.second_course(
        rising(n, ("second_course", "death")), courses=courses(n), **look
    ),
    "first_treatment": lambda n, **look: figures.first_treatment(rising(n), **look),
    "first_treatment day 0": lambda n, **look: figures.first_treatment(rising(n, day_zero=True), **look),
    "course_ends": lambda n, **look: figures.course_ends(made.course_ends(min(n, 4000)), **look),
    "ladder": lambda n, **look: figures.ladder(climbed(n), **look),
    "present_steps": lambda n, **look: figures.present_steps(
        made.present((0.1, 0.08, 0.02), (0.06, 0.05, 0.03), n=n), **look
    ),
    "naive": lambda n, **look: figures.naive_against_censoring_aware(results(n), **look),
    "predictors": lambda n, **look: figures.predictors(results(n), **look),
    "subsets": lambda n, **look: figures.subsets(made.subset_rows(("adults", "site A alone")), **look),
    "durations": lambda n, **look: figures.durations_and_doses(bins(n), facts=made.FACTS, **look),
    "flow": lambda n, **look: figures.flow(flow(n), **look),
    "published": lambda n, **look: figures.published(papers(), results=results(n), margin=0.05, **look),
    "forest": forest,
    "published one": lambda n, **look: figures.published(
        papers("second_course"), results=results(n), margin=0.05, **look
    ),
    "definitions few": lambda n, **look: figures.published_definitions(
        made.under_definitions().assign(n=n).iloc[:9], **look
    ),
    "followup": lambda n, **look: figures.followup(watched(n), **look),
    "landmarks": lambda n, **look: figures.conditional_remission(
        conditional_remission(table(n, ("systemic_treatment",))), **look
    ),
    "adjusted": lambda n, **look: figures.adjusted_remission(made.adjusted(min(n, 40_000)), **look),
    "dose_hazard": lambda n, **look: figures.dose_hazard(made.dosed(min(n, 40_000)), **look),
    "over_time": lambda n, **look: figures.ratios_over_time(made.over_time(min(max(n, 60), 20_000)), **look),
    "lost_early": lambda n, **look: figures.lost_early(made.lost(min(n, 40_000)), **look),
    "annual_hazard": lambda n, **look: figures.annual_hazard(made.hazards(min(n, 40_000)), **look),
    "visits": lambda n, **look: figures.between_visits(made.at_visits(min(n, 1000)), **look),
    "states": lambda n, **look: figures.states(in_states(min(n, 3000)), **look),
    "timelines": lambda n, **look: figures.timelines(made.timelines(min(n, 40), n), **look),
    "definitions": lambda n, **look: figures.published_definitions(made.under_definitions(), **look),
}
BY_GROUPS: dict[str, Made] = {
    "remission_by_group": lambda n, k, **look: figures.remission_by_group(falling(n, k), p_value=0.0123, **look),
    "group differences": lambda n, k, **look: figures.group_differences(
        made.group_difference_rows(named(max(k, 2))), **look
    ),
    "subgroups": lambda n, k, **look: figures.subgroups(subgroups(n, k), **look),
}
WHOLE: dict[str, Made] = {
    **{
        f"cured_share of {n:,}": lambda n=n, **look: figures.cured_share(
            made.permanent(n)[0], curve=made.permanent(n)[1], min_at_risk=1, **look
        )
        for n in (120, 3000)
    },
    **{f"difference of {n:,}": lambda n=n, **look: figures.difference(apart(n), **look) for n in PEOPLE},
    **{
        f"missingness in {k}": lambda k=k, **look: figures.missingness(made.missing(8, named(k)), **look)
        for k in GROUPS
    },
    "balance": lambda **look: figures.balance(made.apart(("severity", "age", "site")), by="sex", **look),
    "mean courses": lambda **look: figures.mean_courses(repeated(3000, 2), **look),
    "mean courses of few": lambda **look: figures.mean_courses(repeated(40, 1), min_at_risk=5, **look),
    "sizes": lambda **look: figures.sample_sizes(plan_study("below", expected=0.8, studies=50), **look),
    "funnel": lambda **look: figures.funnel(made.sites(24), **look),
    "specification": lambda **look: figures.specification_curve(made.grid_of_dispensings(lost=17), **look),
    "heatmap": lambda **look: figures.outcome_heatmap(made.grid_of_dispensings(lost=17), **look),
}


def scenes(*, every: bool) -> dict[str, Callable[[], Figure]]:
    """Scenes by name: each function for the fewest and the most people in one size in turn, or for all in every size.

    What stands between is in the scenes of every situation, whose texts are held to the same rules.
    """
    shapes: list[tuple[str, int, Callable[..., Figure]]] = []
    for name, draw in BY_PEOPLE.items():
        shapes += [(f"{name} of {n:,}", n, lambda d=draw, n=n, **look: d(n, **look)) for n in PEOPLE]
    for name, draw in BY_GROUPS.items():
        shapes += [
            (f"{name} of {n:,} in {k}", n, lambda d=draw, n=n, k=k, **look: d(n, k, **look))
            for k in GROUPS
            for n in PEOPLE
        ]
    shapes += [(name, PEOPLE[0], draw) for name, draw in WHOLE.items()]
    made: dict[str, Callable[[], Figure]] = {}
    for place, (name, people, draw) in enumerate(shapes):
        sizes = WIDE.get(name.split(" of ")[0], SIZES)
        in_turn = (sizes[(place + place // 4) % len(sizes)],) if people in (PEOPLE[0], PEOPLE[-1]) else ()
        for size in sizes if every else in_turn:
            made[f"{name}, {size}"] = lambda d=draw, s=size: d(size=s)
    return made

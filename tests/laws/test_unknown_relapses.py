"""Relapses of unknown treatment: bounds of an outcome hold whichever of them were treated by it, tried one by one."""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import isostats as iso
from isostats.analyses.bounds import ends_on
from isostats.analyses.curves import Curves
from isostats.cohort.following import Cohort
from tests.sweeps import swept

LEAST = 28
"""A further course of fewer days is none, unless isotretinoin treated a relapse within it or shortly before."""

Relapse = tuple[int, str]
"""So many days after the end of the course in whose row it stands, and what treated it: empty where it is not known."""
Row = tuple[int, int, Relapse | None]
"""Days from the end of the course before until one begins, its length, and its relapse."""
RELAPSE = st.one_of(st.none(), st.tuples(st.integers(1, 300), st.sampled_from(["", "", "", "isotretinoin", "none"])))
ROW = st.tuples(st.integers(1, 250), st.sampled_from([10, 20, LEAST - 1, LEAST, 100]), RELAPSE)
PERSON = st.tuples(RELAPSE, st.lists(ROW, max_size=3), st.integers(50, 900))
"""The relapse of the first course, the further courses, and days of follow-up after the last of these."""


def rows_of(name: str, first: Relapse | None, further: list[Row], followed: int) -> list[dict[str, Any]]:
    made, end = [], 0
    for gap, length, relapse in [(-100, 101, first), *further]:
        start, end = end + gap, end + gap + length - 1
        row = {"patient_id": name, "who": name, "course_start_day": start, "course_end_day": end}
        made.append(row | ({"relapse_day": end + relapse[0], "relapse_treatment": relapse[1]} if relapse else {}))
    last = end + followed
    kept = [row if row.get("relapse_day", 0) <= last else
            {key: row[key] for key in row if "relapse" not in key} for row in made]  # fmt: skip
    return [row | {"last_contact_day": last} for row in kept]


def as_treated(rows: list[dict[str, Any]], treated: list[str]) -> list[dict[str, Any]]:
    """The same rows with each unknown treatment in turn as one of ``treated``."""
    which = iter(treated)
    return [row | {"relapse_treatment": next(which)} if row.get("relapse_treatment") == "" else row for row in rows]


def completions(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """How these relapses may have been treated, each by isotretinoin or not at all, as rows of people of their own."""
    unknown = sum(row.get("relapse_treatment") == "" for row in rows)
    made = []
    for turn, how in enumerate(product(("none", "isotretinoin"), repeat=unknown)):
        name = f"{rows[0]['who']}-{turn}"
        made.append([row | {"patient_id": name, "who": name} for row in as_treated(rows, [*how])])
    return made


COLUMNS = ("patient_id", "who", "course_start_day", "course_end_day", "relapse_day", "relapse_treatment",
           "last_contact_day")  # fmt: skip


def cohort_of(rows: list[dict[str, Any]]) -> Cohort:
    return iso.first_courses(iso.read_courses(pd.DataFrame(rows, columns=[*COLUMNS])), follow_up="active")


def ends(cohort: Cohort, outcome: str, day: int) -> tuple[float, float]:
    return ends_on(Curves(cohort, 0.95).remission(outcome), day)


def values(people: list[list[dict[str, Any]]], outcome: str, days: list[int]) -> list[list[float]]:
    """The share free of an outcome on each day, for every way in which all relapses may have been treated."""
    each = [completions(rows) for rows in people]
    whole = cohort_of([row for may in each for rows in may for row in rows]).count(outcome, by="who")
    return [
        iso.kaplan_meier(whole.select(*(f"who={rows[0]['who']}" for rows in way)).pooled())
        .at(days, min_at_risk=0)["estimate"].tolist()
        for way in product(*each)
    ]  # fmt: skip


@swept(60)
@given(st.lists(PERSON, min_size=2, max_size=4), st.lists(st.integers(20, 700), min_size=3, max_size=3))
def test_both_ends_of_second_courses_are_those_of_all_ways_in_which_relapses_were_treated(
    people: list[tuple[Relapse | None, list[Row], int]], days: list[int]
) -> None:
    rows = [rows_of(f"p{number}", *each) for number, each in enumerate(people)]
    seen, tried = cohort_of([row for of_one in rows for row in of_one]), values(rows, "second_course", days)
    for day, shares in zip(days, zip(*tried, strict=True), strict=True):
        assert ends(seen, "second_course", day) == pytest.approx((min(shares), max(shares)), abs=1e-9)


def test_a_later_relapse_may_have_been_the_one_that_was_treated() -> None:
    """One of four relapsed on days 100 and 500, how treated nobody knows; two others left on day 300. A second course
    on day 100 would be one of four, on day 500 one of the two still there."""
    one = rows_of("a", (100, ""), [(200, 10, (291, ""))], 400)
    others = [rows_of(name, None, [], last) for name, last in (("b", 300), ("c", 300), ("d", 900))]
    assert [row["relapse_day"] for row in one] == [100, 500]
    cohort = cohort_of([*one, *(row for rows in others for row in rows)])
    assert [ends(cohort, "second_course", day) for day in (99, 100, 499, 500)] == [
        (1.0, 1.0), (0.75, 1.0), (0.75, 1.0), (0.5, 1.0)
    ]  # fmt: skip


def test_isotretinoin_for_a_relapse_within_a_short_course_is_that_course() -> None:
    """It is too short to count, unless the relapse on day 205 was what it was taken for: then since day 200."""
    one = rows_of("a", (205, ""), [(200, 20, None)], 400)
    cohort = cohort_of([*one, *rows_of("b", None, [], 900)])
    assert [ends(cohort, "second_course", day)[0] for day in (199, 200)] == [1.0, 0.5]
    for treated, second in (("isotretinoin", [200]), ("none", [])):
        known = cohort_of([*as_treated(one, [treated]), *rows_of("b", None, [], 900)]).count("second_course")
        assert known.days[known.events[0, 0] > 0].tolist() == second

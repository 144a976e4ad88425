"""Relapses of unknown treatment: bounds hold whichever of them isotretinoin treated, all ways tried one by one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import inf
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import isostats as iso
from isostats.analyses.curves import Curves
from isostats.cohort.course_histories import after_unknown, changed_by_unknown, further_courses
from isostats.cohort.following import Cohort
from isostats.estimate.bounds import ends_on, median_bounds
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


def curves_of(people: list[list[dict[str, Any]]], outcome: str) -> list[iso.Curve]:
    """The curve of those free of an outcome, for every way in which all relapses may have been treated."""
    each = [completions(rows) for rows in people]
    whole = cohort_of([row for may in each for rows in may for row in rows]).count(outcome, by="who")
    ways = ([f"who={rows[0]['who']}" for rows in way] for way in product(*each))
    return [iso.kaplan_meier(whole.select(*names).pooled()) for names in ways]


@swept(60)
@given(st.lists(PERSON, min_size=2, max_size=4), st.lists(st.integers(20, 700), min_size=3, max_size=3))
def test_both_ends_of_second_courses_are_those_of_all_ways_in_which_relapses_were_treated(
    people: list[tuple[Relapse | None, list[Row], int]], days: list[int]
) -> None:
    rows = [rows_of(f"p{number}", *each) for number, each in enumerate(people)]
    seen, tried = cohort_of([row for of_one in rows for row in of_one]), curves_of(rows, "second_course")
    at = [each.at(days, min_at_risk=0)["estimate"].tolist() for each in tried]
    for day, shares in zip(days, zip(*at, strict=True), strict=True):
        assert ends(seen, "second_course", day) == pytest.approx((min(shares), max(shares)), abs=1e-9)
    # what a median is called, and what is said of a curve that was made in Python, hold in all ways as well
    medians = [each.median()["estimate"].fillna(inf).iloc[0] for each in tried]
    curve = Curves(seen, 0.95).remission("second_course")
    if median_bounds(curve)["all"] == "at_most":
        assert max(medians) <= curve.median()["estimate"].iloc[0]
    made = iso.compare_to_claim(iso.kaplan_meier(seen.count("second_course")), horizon_days=days[0], min_at_risk=1)
    if made.bound in ("", "at_most") and made.status == "ok":
        assert max(share for share, *_ in at) <= made.estimate + 1e-9


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


@dataclass(frozen=True)
class Taken:
    """Until when one person was followed, and the day and recorded end (-1 without) of each further course."""

    until: int
    courses: tuple[tuple[int, int], ...]

    def after(self, nth: int) -> tuple[int, int] | None:
        """From the end of the ``nth`` further course to the start of the next (1) or the end of follow-up (0)."""
        if len(self.courses) < nth or not 0 <= self.courses[nth - 1][1] < self.until:
            return None
        ended = self.courses[nth - 1][1]
        following = self.courses[nth][0] if len(self.courses) > nth else self.until
        return max(following - ended, 0), int(len(self.courses) > nth)


def taken_by_each(cohort: Cohort) -> dict[str, Taken]:
    counts = iso.count_courses(cohort, by="who")
    held, made = counts.histories, {}
    for place, group in enumerate(counts.groups):
        (until,) = counts.ends["day"][counts.ends["group"] == place].tolist()
        mine = held["group"] == place
        pairs = zip(held["day"][mine].tolist(), held["ended"][mine].tolist(), strict=True)
        made[group.removeprefix("who=")] = Taken(until, tuple(pairs))
    return made


def mean_of(people: list[Taken], days: list[int]) -> list[float]:
    courses = [(place, day) for place, each in enumerate(people) for day, _ in each.courses]
    made = further_courses([each.until for each in people], died=[False] * len(people), courses=courses)
    return [float(each) for each in iso.mean_courses(made).at(days, min_at_risk=0)["estimate"]]


@swept(60)
@given(st.lists(PERSON, min_size=2, max_size=4), st.lists(st.integers(20, 900), min_size=4, max_size=4))
def test_means_are_bounds_until_an_unknown_relapse_may_change_another_course(
    people: list[tuple[Relapse | None, list[Row], int]], days: list[int]
) -> None:
    rows = [rows_of(f"p{number}", *each) for number, each in enumerate(people)]
    seen, each = cohort_of([row for of_one in rows for row in of_one]), [completions(of_one) for of_one in rows]
    taken = taken_by_each(cohort_of([row for may in each for of_one in may for row in of_one]))
    ways = [[taken[of_one[0]["who"]] for of_one in way] for way in product(*each)]
    never, at_once = (iso.mean_courses(iso.count_courses(seen, unseen_steps=how)).at(days, min_at_risk=0)["estimate"]
                      for how in ("never", "at_once"))  # fmt: skip
    changed = changed_by_unknown(seen).get("all", inf)
    for day, least, most, means in zip(days, never, at_once, zip(*(mean_of(way, days) for way in ways), strict=True),
                                       strict=True):  # fmt: skip
        assert min(means) - 1e-9 <= least
        if day < changed:
            assert (least, most) == pytest.approx((min(means), max(means)), abs=1e-9)
    for nth in (1, 2):
        gaps = {tuple(sorted(filter(None, (one.after(nth) for one in way)))) for way in ways}
        assert after_unknown(seen, nth) > 0 or len(gaps) == 1


def test_relapses_of_unknown_treatment_can_make_fewer_third_courses() -> None:
    """Half had a relapse before two recorded courses, which are then the third and the fourth; half one after their
    second course. Of thirty others nobody took a third."""
    rows = [row for k in range(20) for row in rows_of(f"x{k}", (100, ""), [(300, 150, None), (150, 100, None)], 1000)]
    rows += [row for k in range(20) for row in rows_of(f"y{k}", None, [(200, 100, (100, ""))], 1000)]
    rows += [row for k in range(30) for row in rows_of(f"z{k}", None, [(200, 100, None)], 1000)]
    cohort = cohort_of(rows)
    assert (after_unknown(cohort, 1), changed_by_unknown(cohort)) == (40, {}), "a course more each, and no other moves"
    never, at_once = (iso.count_courses(cohort, unseen_steps=how).gap_times(1) for how in ("never", "at_once"))
    assert [each.events[0, 0].sum() / each.n.sum() for each in (never, at_once)] == [20 / 70, 20 / 50]
    none = cohort_of([row for row in rows if row["who"][0] != "x"] + [
        row for k in range(20) for row in as_treated(rows_of(f"x{k}", (100, ""), [(300, 150, None), (150, 100, None)],
                                                             1000), ["isotretinoin"])])  # fmt: skip
    assert iso.count_courses(none).gap_times(1).events[0, 0].sum() == 0


def test_a_relapse_that_a_recorded_course_began_with_moves_it() -> None:
    """With ten people at risk on day 100, and five on day 150, a course is worth less the earlier it began."""
    moved = rows_of("a", (100, ""), [(150, 100, None)], 400)
    cohort = cohort_of([*moved, *(row for k in range(5) for row in rows_of(f"l{k}", None, [], 120)),
                        *(row for k in range(4) for row in rows_of(f"s{k}", None, [], 900))])  # fmt: skip
    assert changed_by_unknown(cohort) == {"all": 100}
    means = [iso.mean_courses(iso.count_courses(cohort, unseen_steps=how)).at(300, min_at_risk=1)["estimate"].iloc[0]
             for how in ("never", "at_once")]  # fmt: skip
    assert means == pytest.approx([1 / 5, 1 / 10])

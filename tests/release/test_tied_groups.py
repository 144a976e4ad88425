"""What groups of one column tell of those of another: attacked by another program, which counts the people of both."""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

import isostats as iso
from isostats.release.disclosure_control import climb
from isostats.release.event_tables import Scope, safe_tables
from isostats.release.rounding import bins
from isostats.release.tied_groups import EQUAL, holding, lying_in_two
from isostats.study.release_rules import ReleaseRules
from isostats.vocabulary import names as v
from tests.release.test_attack import folder_of

Cells = list[tuple[str, ...]]
TEN = ReleaseRules(10)


def read(folder: Path, people: dict[tuple[str, str, str], tuple[int, int]]) -> iso.Cohort:
    """First courses from a file of people by site, sex and county: how many, and how many had a second course."""
    rows = []
    for (site, sex, county), (size, relapsed) in people.items():
        for place in range(size):
            who = {"patient_id": f"{site}{sex}{county}{place}", "site": site, "sex": sex, "county": county}
            rows.append({**who, "course_start": "2015-01-01", "course_end": "2015-06-30"})
            if place < relapsed:
                rows.append({**who, "course_start": "2015-10-08", "course_end": "2016-03-31"})
    pd.DataFrame(rows).assign(last_contact="2018-07-01").to_csv(folder / "courses.csv", index=False)
    return iso.first_courses(iso.read_courses(folder / "courses.csv"), prevention_rules=False)


def of_shared_clinics(folder: Path) -> iso.Cohort:
    """People of two counties that have ten clinics in common, and of two others that have two: read from their file.

    Of the ten one has eleven second courses and nine have one each, of their counties each has ten.
    """
    people = {("K01", "C1"): (12, 5), ("K01", "C2"): (12, 6)}
    people |= {(f"K{k:02}", c): (6, int((k % 2 == 0) == (c == "C1"))) for k in range(2, 11) for c in ("C1", "C2")}
    people |= {(clinic, county): (40, 8) for clinic in ("K11", "K12") for county in ("C3", "C4")}
    return read(folder, {(site, "f", county): sizes for (site, county), sizes in people.items()})


def worked_out(folder: Path, cells: Cells, day: int) -> dict[str, int]:
    """Second courses of 1 to 9 by a day that follow from the folder and of which groups there are people together."""
    counts = pd.read_csv(folder / "safe_counts.csv")
    of_day = counts[(counts["part"] == v.SECOND_COURSE) & (counts[v.TIME_DAYS] == day)].set_index(v.GROUP)["people"]
    groups = [group for group in of_day.index if group != v.ALL]
    sums = np.array([[float(group in cell) for cell in cells] for group in groups])
    known = LinearConstraint(sums, *bins(of_day[groups].to_numpy(), TEN))
    ends = {}
    for group, each in zip(groups, sums, strict=True):
        least, most = (
            milp(sign * each, integrality=np.ones(len(cells)), bounds=Bounds(0), constraints=known) for sign in (1, -1)
        )
        ends[group] = (round(least.fun), round(-most.fun))
    return {group: least for group, (least, most) in ends.items() if least == most and 0 < least < 10}


def test_counties_that_share_their_clinics_give_small_counts_away_and_are_given_up(tmp_path: Path) -> None:
    cohort = of_shared_clinics(tmp_path)
    pairs = list(cohort.people_by("site", "county"))
    asked = Scope((v.SECOND_COURSE,), (v.EVERYONE,), ("site", "county"), (0, 182, 365))
    exact = cohort.count(v.SECOND_COURSE, by="site").only(v.SECOND_COURSE).events.sum(axis=(1, 2))
    leaking = worked_out(folder_of(safe_tables(cohort, asked, rules=TEN), tmp_path), pairs, 182)
    assert leaking == {f"site=K{k:02}": 1 for k in range(2, 11)}
    assert exact[1:10].tolist() == [1] * 9
    passed = climb(cohort, asked, rules=TEN)
    assert passed.attack.safe
    assert not passed.measures[0].startswith("as asked: 0 small counts")
    assert worked_out(folder_of(passed.tables, tmp_path), pairs, 365) == {}
    assert tuple(passed.tables.joined) == ("site",)


def test_wards_of_women_together_are_their_units_though_none_lies_within_another() -> None:
    """Ten counts of exactly one followed from a release in which only single groups were held against several."""
    wards, units = [f"ward={each}" for each in range(20)], [f"unit={each}" for each in range(4)]
    shared = {
        (ward, unit): 7 + (place + number) % 2
        for (place, ward), (number, unit) in product(enumerate(wards), enumerate(units)) if place // 10 == number // 2
    }  # fmt: skip
    of_wards = {ward: sum(shared.get((ward, unit), 0) for unit in units) for ward in wards}
    of_units = {unit: sum(shared.get((ward, unit), 0) for ward in wards) for unit in units}
    equal = [(mine, its) for sign, mine, its in holding(shared, of_wards, of_units) if sign == EQUAL]
    assert (tuple(wards[:10]), tuple(units[:2])) in equal
    assert (tuple(wards[10:]), tuple(units[2:])) in equal


def of_a_thousand_sets(folder: Path) -> iso.Cohort:
    """Ten clinics with a second course each share one county and have one each of their own without any; and others,
    so that all hang together. Of ten groups with one neighbour there are a thousand sets: the last gives counts away.
    """
    people = {(f"x{j}", "y0"): (8, 1) for j in range(10)} | {(f"x{j}", f"y{j + 1}"): (12, 0) for j in range(10)}
    people |= {("u0", "y0"): (12, 0)} | {("u0", f"v{j}"): (8, 2) for j in range(10)}
    people |= {(f"u{j + 1}", f"v{j}"): (24, 2) for j in range(10)}
    return read(folder, {(site, "f", county): sizes for (site, county), sizes in people.items()})


def test_columns_that_overlap_in_too_many_ways_are_not_released_together(tmp_path: Path) -> None:
    cohort = of_a_thousand_sets(tmp_path)
    asked = Scope((v.SECOND_COURSE,), (v.EVERYONE,), ("site", "county"), (0, 182, 365))
    cells = list(cohort.people_by("site", "county"))
    assert len(worked_out(folder_of(safe_tables(cohort, asked, rules=TEN), tmp_path), cells, 182)) == 10
    passed = climb(cohort, asked, rules=TEN)
    assert passed.measures[0] == "as asked: columns overlap in too many ways to say what they tell together"
    assert tuple(passed.tables.joined) == ("site",)


def of_clinics_without_men(folder: Path) -> iso.Cohort:
    """Twenty clinics of women and boys, of whom one each has a second course, half of these women; and one of all.

    Any two of site, sex and county have all their groups in common; nobody in the twenty is a man of county "adult".
    """
    women_and_boys = ("f", "adult"), ("f", "child"), ("m", "child")
    people = {(f"U{k:02}", *who): 4 for k in range(20) for who in women_and_boys}
    people |= {("V", sex, age): 15 for sex in "fm" for age in ("adult", "child")}
    relapsed = {("V", "m", "adult"): 13} | {(f"U{k:02}", "f", "adult"): 1 for k in range(10)}
    relapsed |= {(f"U{k:02}", "m", "child"): 1 for k in range(10, 20)}
    return read(folder, {who: (size, relapsed.get(who, 0)) for who, size in people.items()})


def test_clinics_whose_people_all_lie_in_two_groups_of_two_columns_give_small_counts_away(tmp_path: Path) -> None:
    cohort = of_clinics_without_men(tmp_path)
    columns = ("site", "sex", "county")
    asked = Scope((v.SECOND_COURSE,), (v.EVERYONE,), columns, (0, 182, 365))
    cells = list(cohort.people_by(*columns))
    assert len(set(cells)) == 20 * 3 + 4
    leaking = worked_out(folder_of(safe_tables(cohort, asked, rules=TEN), tmp_path), cells, 182)
    assert {f"site=U{k:02}": 1 for k in range(20)}.items() <= leaking.items()
    passed = climb(cohort, asked, rules=TEN)
    assert not passed.measures[0].startswith("as asked: 0 small counts")
    assert worked_out(folder_of(passed.tables, tmp_path), cells, 365) == {}


def test_small_sites_that_were_joined_are_asked_for_as_what_regions_have_beyond_their_large_one(tmp_path: Path) -> None:
    """Each of ten regions has 11 second courses at least, its large site 10 at most, and the small ones 10 together."""
    large, small = ({(f"{name}{k}", "f", f"R{k}"): sizes for k in range(10)} for name, sizes in
                    (("L", (40, 10)), ("S", (5, 1))))  # fmt: skip
    cohort = read(tmp_path, large | small | {("L", "f", "R"): (60, 30)})
    asked = Scope((v.SECOND_COURSE,), (v.EVERYONE,), ("site", "county"), (0, 182, 365))
    tables = safe_tables(cohort, asked, rules=TEN)
    assert set(tables.joined["site"]) == {f"site=S{k}" for k in range(10)}
    counts = pd.read_csv(folder_of(tables, tmp_path) / "safe_counts.csv")
    last = counts[(counts["part"] == v.SECOND_COURSE) & (counts[v.TIME_DAYS] == 365)].set_index(v.GROUP)["people"]
    low, high = (dict(zip(last.index, ends, strict=True)) for ends in bins(last.to_numpy(), TEN))
    least = sum(low[f"county=R{k}"] - high[f"site=L{k}"] for k in range(10))
    assert least == high["site=other"], "each of the small sites has just one"
    passed = climb(cohort, asked, rules=TEN)
    assert not passed.measures[0].startswith("as asked: 0 small counts")
    assert tuple(passed.tables.joined) == ("site",)


def test_one_person_between_two_groups_is_not_singled_out(tmp_path: Path) -> None:
    """All women but one are on one ward: who knows her knows that what they have beyond it is hers."""
    people = {("gyn", "f", "x"): (30, 10), ("med", "f", "x"): (1, 1), ("med", "m", "x"): (60, 20)}
    cohort = read(tmp_path, people)
    passed = climb(cohort, Scope((v.SECOND_COURSE,), (v.EVERYONE,), ("site", "sex"), (0, 182, 365)), rules=TEN)
    assert not passed.measures[0].startswith("as asked: 0 small counts")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*(st.sampled_from([f"{c}{k}" for k in range(3)]) for c in "abc")), min_size=1, max_size=9))
def test_groups_that_lie_in_two_others_are_those_of_a_plain_search(people: list[tuple[str, str, str]]) -> None:
    cells = list(dict.fromkeys(people))
    expected = set()
    for one, other, column in product("abc", repeat=3):
        if len({one, other, column}) < 3 or one > other:
            continue
        for near in product((f"{one}{k}" for k in range(3)), (f"{other}{k}" for k in range(3))):
            of_group = {g: [cell for cell in cells if g in cell] for g in (f"{column}{k}" for k in range(3))}
            lying = [g for g, mine in of_group.items() if mine and all({*near} & {*cell} for cell in mine)]
            if any(all(any(each not in cell for cell in of_group[g]) for each in near) for g in lying):
                expected.add((frozenset(lying), frozenset(near)))
    assert {(frozenset(lying), frozenset(near)) for lying, near in lying_in_two(cells)} == expected


def test_counts_agree_with_what_is_said_of_two_columns_just_where_people_of_both_can_have_them() -> None:
    rng, possible = np.random.default_rng(0), Counter[bool]()
    for _ in range(160):
        rows, columns = (int(each) for each in rng.integers(2, 5, 2))
        shared = rng.random((rows, columns)) < 0.45
        if not (shared.any(axis=0).all() and shared.any(axis=1).all()):
            continue
        one, other = (dict(zip("abcdefgh"[:n], sizes, strict=False)) for n, sizes in
                      ((rows, shared.sum(axis=1).tolist()), (columns, shared.sum(axis=0).tolist())))  # fmt: skip
        people = {("abcdefgh"[i], "abcdefgh"[j]): 1 for i, j in zip(*np.nonzero(shared), strict=True)}
        ties = list(holding(people, one, other))
        for _ in range(6):
            cells = np.where(shared, rng.integers(0, 3, shared.shape), 0)
            mine, its = cells.sum(axis=1), cells.sum(axis=0)
            for moved in (mine, its):
                give, take = rng.integers(0, len(moved), 2)
                amount = min(int(rng.integers(0, 3)), int(moved[give]))
                moved[give] -= amount
                moved[take] += amount
            agrees = all(_holds(sign, mine[_at(a)].sum(), its[_at(b)].sum()) for sign, a, b in ties)
            assert agrees == _can_be(shared, mine, its), (people, mine, its, ties)
            possible[agrees] += 1
    assert min(possible[True], possible[False]) > 40


def _at(groups: tuple[str, ...]) -> list[int]:
    return ["abcdefgh".index(group) for group in groups]


def _holds(sign: int, mine: int, its: int) -> bool:
    return mine == its if sign == EQUAL else sign * (mine - its) >= 0


def _can_be(shared: NDArray[np.bool_], mine: NDArray[np.int64], its: NDArray[np.int64]) -> bool:
    """Whether any people in the cells that are shared add up to both sides."""
    at = np.argwhere(shared)
    sums = np.vstack([at[:, 0] == row for row in range(len(mine))] + [at[:, 1] == column for column in range(len(its))])
    return linprog(np.zeros(len(at)), A_eq=sums.astype(float), b_eq=np.concatenate([mine, its])).status == 0

"""Oracle, kernel, stream and SQL give the same courses on random fills, and the courses keep their laws."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.errors import DataError, StudyError
from isostats.records.stitching import courses_sql, stitch_sorted
from isostats.records.stitching.kernel import gaps_within
from isostats.records.stitching.streaming import stitch_batches
from isostats.study.definitions import CourseDefinition
from tests.stitching.forms import FORMS, by_kernel, by_oracle, loaded, plain_rows, with_strength
from tests.stitching.oracle import Fill
from tests.sweeps import tried

people = st.integers(0, 4)
supplies = st.sampled_from([1, 7, 28, 30, 30, 30, 90, 180])
doses = st.sampled_from([300.0, 600.0, 900.0, None])
strengths = st.sampled_from([10.0, 20.0, None])
fills_of_ints = st.lists(st.tuples(people, st.integers(0, 700), supplies, doses), max_size=40)
claims_of_few_days = st.lists(st.tuples(people, st.integers(0, 12).map(lambda n: 29 * n), supplies, doses, strengths))
fills_of_words = st.lists(st.tuples(st.sampled_from(["a", "B", "ç", "10", "9"]), st.integers(0, 700), supplies, doses))
rules = st.builds(
    CourseDefinition,
    gap_days=st.sampled_from([0, 1, 30, 60, 120]),
    carry_over=st.booleans(),
    last_fill_days=st.sampled_from([0, 15, 30]),
    convention=st.sampled_from(["drug_free_days", "supply_end_difference"]),
    same_day=st.sampled_from(["longest", "sum"]),
)
caps = st.sampled_from([0, 1, 10, 30, 10_000])
Fills = Sequence[Fill]


@settings(max_examples=30, deadline=None)
@given(fills=st.one_of(fills_of_ints, claims_of_few_days), rule=rules)
def test_gaps_within_courses_are_those_of_the_kernel(fills: Fills, rule: CourseDefinition) -> None:
    planned = [(0, 40), (100, 129), (400, 700)]
    gaps: dict[tuple[int, int], list[tuple[int, bool]]] = {}
    for person, _, start, end, *_ in by_kernel(fills, rule):
        gaps[person, start] = []
        own = [fill for fill in fills if fill[0] == person and start <= fill[1] <= end]
        for _, first, days in zip(*gaps_within(*sorted_columns(own), rule, strengths_of(own)), strict=True):
            gaps[person, start].append((days, any(low <= first and first + days - 1 <= high for low, high in planned)))
    expected = {
        course: (max([0, *(days for days, _ in own)]), sum(days for days, within in own if within),
                 max([0, *(days for days, within in own if not within)])) for course, own in gaps.items()
    }  # fmt: skip
    named = "person_id, first_day, longest_gap, planned_days, longest_other"
    rows = loaded(fills).execute(f"SELECT {named} FROM ({courses_sql('fills', rule, planned)}) AS made").fetchall()
    assert {(person, day): tuple(own) for person, day, *own in rows} == expected


@settings(max_examples=30, deadline=None)
@given(fills=st.one_of(fills_of_ints, claims_of_few_days), rule=rules)
def test_days_banked_are_those_of_the_kernel(fills: Fills, rule: CourseDefinition) -> None:
    """And none is, where nothing is carried over."""
    made = stitch_sorted(*sorted_columns(fills), rule, strengths_of(fills))
    expected = dict(zip(zip(made.key.tolist(), made.start.tolist(), strict=True), made.banked.tolist(), strict=True))
    rows = loaded(fills).execute(f"SELECT person_id, first_day, banked FROM ({courses_sql('fills', rule)}) AS made")
    assert {(person, day): banked for person, day, banked in rows.fetchall()} == expected
    assert rule.carry_over or not any(expected.values())


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=tried(40), deadline=None)
@given(fills=st.one_of(fills_of_ints, fills_of_words, claims_of_few_days), rule=rules)
def test_every_form_equals_the_oracle(form: str, fills: Fills, rule: CourseDefinition) -> None:
    assert FORMS[form](fills, rule) == by_oracle(fills, rule)


@settings(max_examples=50, deadline=None)
@given(
    fills=st.one_of(fills_of_ints, claims_of_few_days), cap=caps, gap=st.sampled_from([0, 30, 60]),
    same=st.sampled_from(["longest", "sum"]),
)  # fmt: skip
def test_a_capped_stockpile_equals_the_oracle(fills: Fills, cap: int, gap: int, same: str) -> None:
    rule = CourseDefinition(gap_days=gap, cap_days=cap, same_day=same)  # type: ignore[arg-type]
    found = by_kernel(fills, rule)
    assert found == by_oracle(fills, rule)
    if cap == 0:
        assert found == by_oracle(fills, replace(rule, cap_days=None, carry_over=False))
    if cap == 10_000:
        assert found == by_oracle(fills, replace(rule, cap_days=None))


@settings(max_examples=50, deadline=None)
@given(fills=fills_of_ints, rule=rules, cuts=st.lists(st.integers(0, 40), max_size=5))
def test_batches_that_split_a_patient_change_nothing(fills: Fills, rule: CourseDefinition, cuts: list[int]) -> None:
    columns = sorted_columns(fills)
    edges = sorted({0, len(fills), *(cut for cut in cuts if cut < len(fills))})
    batches = [tuple(column[a:b] for column in columns) for a, b in itertools.pairwise(edges)]
    empty = tuple(column[:0] for column in columns)
    made = list(stitch_batches([empty, *batches, empty], rule))  # type: ignore[list-item]
    rows = [row for courses in made for row in zip(*courses.columns().values(), strict=True)]
    assert plain_rows(rows) == by_oracle(fills, rule)


@settings(max_examples=50, deadline=None)
@given(fills=fills_of_ints, rule=rules, data=st.data())
def test_the_order_of_rows_means_nothing(fills: Fills, rule: CourseDefinition, data: st.DataObject) -> None:
    assert by_kernel(data.draw(st.permutations(list(fills))), rule) == by_kernel(fills, rule)


@settings(max_examples=50, deadline=None)
@given(fills=fills_of_ints, rule=rules)
def test_a_fill_written_in_two_rows_of_half_the_dose_is_one_fill(fills: Fills, rule: CourseDefinition) -> None:
    rule = replace(rule, same_day="longest")  # two claims of one strength are two by the other rule
    halves = [(person, day, supply, dose and dose / 2) for person, day, supply, dose in fills for _ in range(2)]
    whole = [(*course[:5], course[5] * 2, *course[6:]) for course in by_kernel(fills, rule)]
    assert by_kernel(halves, rule) == whole


@settings(max_examples=50, deadline=None)
@given(fills=fills_of_ints, rule=rules, more=st.integers(1, 90))
def test_a_larger_gap_never_makes_more_courses(fills: Fills, rule: CourseDefinition, more: int) -> None:
    assert len(by_kernel(fills, replace(rule, gap_days=rule.gap_days + more))) <= len(by_kernel(fills, rule))


@settings(max_examples=50, deadline=None)
@given(fills=fills_of_ints, rule=rules)
def test_courses_of_a_person_are_disjoint_and_hold_every_fill(fills: Fills, rule: CourseDefinition) -> None:
    found = by_kernel(fills, rule)
    assert all(course[2] <= course[3] and 1 <= course[4] <= course[3] - course[2] + 1 for course in found)
    for before, after in itertools.pairwise(found):
        if before[0] == after[0]:
            assert after[1] == before[1] + 1
            assert before[3] < after[2]
    assert sum(course[5] for course in found) == len(fills)
    assert sum(course[6] for course in found) == len({fill[:2] for fill in fills})
    assert all(1 <= course[6] <= course[5] for course in found)
    for person, day, *_ in fills:
        assert sum(course[0] == person and course[2] <= day <= course[3] for course in found) == 1


@settings(max_examples=50, deadline=None)
@given(fills=fills_of_ints, rule=rules)
def test_days_are_conserved_under_carry_over(fills: Fills, rule: CourseDefinition) -> None:
    longest: dict[tuple[Any, int], int] = {}
    for person, day, supply, _ in fills:
        before = longest.get((person, day), 0)
        longest[person, day] = before + supply if rule.same_day == "sum" else max(supply, before)
    # stock left at a course's end would be lost only if the next course began before it ran out, which none does
    assert sum(course[4] for course in by_kernel(fills, replace(rule, carry_over=True))) == sum(longest.values())
    covered = {(person, of) for (person, day), supply in longest.items() for of in range(day, day + supply)}
    assert sum(course[4] for course in by_kernel(fills, replace(rule, carry_over=False))) == len(covered)


def test_two_claims_of_one_day_by_either_rule_in_every_form() -> None:
    """Two claims of 20 mg on one day are 60 days where supplies are added; 10 mg beside 20 mg is one day's dose."""
    same = [("a", 0, 30, 600.0, 20.0), ("a", 0, 30, 600.0, 20.0)]
    other = [("b", 0, 30, 600.0, 20.0), ("b", 0, 30, 300.0, 10.0)]
    for form in FORMS.values():
        assert form([*same, *other], CourseDefinition()) == [
            ("a", 1, 0, 29, 30, 2, 1, 1200.0), ("b", 1, 0, 29, 30, 2, 1, 900.0),
        ]
        added = form([*same, *other], CourseDefinition(same_day="sum"))
        assert added == [("a", 1, 0, 59, 60, 2, 1, 1200.0), ("b", 1, 0, 29, 30, 2, 1, 900.0)]


@settings(max_examples=50, deadline=None)
@given(fills=fills_of_ints, gap=st.sampled_from([0, 30, 60]))
def test_the_two_conventions_differ_by_one_day(fills: Fills, gap: int) -> None:
    drug_free = CourseDefinition(gap_days=gap)
    difference = CourseDefinition(gap_days=gap + 1, convention="supply_end_difference")
    assert by_kernel(fills, drug_free) == by_kernel(fills, difference)


@settings(max_examples=50, deadline=None)
@given(fills=fills_of_ints, low=caps, high=caps)
def test_a_larger_cap_never_covers_less(fills: Fills, low: int, high: int) -> None:
    low, high = sorted((low, high))
    less, more = (by_kernel(fills, CourseDefinition(gap_days=100_000, cap_days=cap)) for cap in (low, high))
    assert all(a[3] <= b[3] and a[4] <= b[4] for a, b in zip(less, more, strict=True))


def sorted_columns(fills: Fills) -> tuple[np.ndarray, ...]:
    ordered = sorted(fills, key=lambda fill: fill[:2])
    doses = [np.nan if fill[3] is None else fill[3] for fill in ordered]
    return (
        np.array([fill[0] for fill in ordered], dtype=np.int64),
        np.array([fill[1] for fill in ordered], dtype=np.int32),
        np.array([fill[2] for fill in ordered], dtype=np.int32),
        np.array(doses, dtype=float),
    )


def strengths_of(fills: Fills) -> np.ndarray:
    ordered = [with_strength(fill)[4] for fill in sorted(fills, key=lambda fill: fill[:2])]
    return np.array([np.nan if each is None else each for each in ordered], dtype=float)


def test_sql_refuses_a_cap_and_says_where_it_can_be_had() -> None:
    with pytest.raises(StudyError, match=r"cap_days cannot be computed by SQL windows.*Leave cap_days out"):
        courses_sql("fills", CourseDefinition(cap_days=30))


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"gap_days": -1}, "gap_days must be a whole number of days from 0"),
        ({"gap_days": 60.5}, "gap_days must be a whole number"),
        ({"last_fill_days": True}, "last_fill_days must be a whole number"),
        ({"cap_days": 5, "carry_over": False}, "cap_days limits what is carried over, and carry_over is off"),
        ({"carry_over": "yes"}, "carry_over must be true or false, not 'yes'"),
        ({"same_day": "longer"}, "did you mean 'longest'"),
        ({"convention": "drug_free_day"}, "did you mean 'drug_free_days'"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(wrong: dict[str, Any], text: str) -> None:
    with pytest.raises(StudyError, match=text):
        CourseDefinition(**wrong)


def test_the_kernel_refuses_what_was_not_cleaned_or_sorted() -> None:
    one = np.array([1, 1])
    with pytest.raises(DataError, match="supply below 1 day"):
        stitch_sorted(one, np.array([0, 1]), np.array([30, 0]), np.zeros(2), CourseDefinition())
    with pytest.raises(DataError, match="not sorted by person and day"):
        stitch_sorted(one, np.array([1, 0]), np.array([30, 30]), np.zeros(2), CourseDefinition())

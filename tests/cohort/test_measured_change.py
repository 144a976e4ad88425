"""Shares of first courses by what clinics measure and record beside them, against counting by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cohort.course_conduct import CONDUCT
from isostats.cohort.first_course_facts import SHARES, share_counts
from isostats.cohort.following import first_courses
from isostats.records import read_courses
from tests.records.test_course_details import courses

SCORE = st.none() | st.integers(0, 30)
GRADE = st.none() | st.integers(0, 3)
METHODS = ("none", "abstinence", "coc", "coc + condom", "cpa_ee", "unknown", None)


def counts_of(name: str, rows: list[dict[str, Any]]) -> tuple[int, int]:
    frame = courses(*rows)
    frame["patient_id"] = [f"p{place}" for place in range(len(frame))]
    return share_counts(first_courses(read_courses(frame)), (SHARES | CONDUCT)[name])


def fell(pairs: list[tuple[float | None, float | None, int]]) -> bool | None:
    """Whether the first pair that is known, and began with so much, fell by so much; None where none is known."""
    for start, end, least in pairs:
        if start is not None and end is not None and start >= least:
            return start - end >= least
    return None


@settings(max_examples=2, deadline=None)
@given(st.lists(st.tuples(SCORE, SCORE, SCORE, SCORE, GRADE, GRADE, GRADE, GRADE), min_size=20, max_size=40))
def test_changes_of_scores_are_counted_as_by_hand(rows: list[tuple[int | None, ...]]) -> None:
    names = ("dlqi_start", "dlqi_end", "cdlqi_start", "cdlqi_end", "seborrhoea_start", "seborrhoea_end", "sebum_start",
             "sebum_end")  # fmt: skip
    made = [dict(zip(names, row, strict=True)) for row in rows]
    for outcome, pairs in (("better_quality_of_life", ((0, 4), (2, 6))), ("less_oil", ((4, 1), (6, 1)))):
        known = [fell([(row[at], row[at + 1], least) for at, least in pairs]) for row in rows]
        known = [each for each in known if each is not None]
        assert counts_of(outcome, made) == (sum(known), len(known))


def test_one_of_two_measures_is_enough_and_without_either_nothing_is_told() -> None:
    sebum = {"sebum_start": 180, "sebum_end": 60.5}
    assert counts_of("less_oil", [sebum, {"sebum_start": 0, "sebum_end": 0}]) == (1, 1)
    assert counts_of("better_quality_of_life", [{"cdlqi_start": 6, "cdlqi_end": 0}, {"cdlqi_start": 5}]) == (1, 1)
    assert counts_of("less_oil", [{}]) == counts_of("better_quality_of_life", [sebum]) == (0, 0)


@settings(max_examples=2, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["f", "m"]), st.sampled_from(METHODS), st.sampled_from([1950, 2000, None])),
                min_size=20, max_size=40))  # fmt: skip
def test_contraception_is_of_women_not_known_to_be_of_another_age(
    rows: list[tuple[str, str | None, int | None]],
) -> None:
    made = [{"sex": sex, "contraception": method, "birth_year": year} for sex, method, year in rows]
    of = [method for sex, method, year in rows
          if sex == "f" and year in (2000, None) and method not in (None, "abstinence", "unknown")]  # fmt: skip
    assert counts_of("contraception_recorded", made) == (sum(method != "none" for method in of), len(of))
    assert counts_of("two_methods_recorded", made) == (sum("+" in method for method in of), len(of))


NODULAR, RESISTANT = {"indication": "severe_nodulocystic"}, {"indication": "resistant_moderate"}


@pytest.mark.parametrize(
    ("name", "rows", "counts"),
    [
        ("begun_without_treatment", [{"prior_kinds": "none"}, {"prior_kinds": "topical"}, {"prior_kinds": ""}], (1, 2)),
        ("begun_without_treatment", [{"prior_kinds": "none", **NODULAR}, {"prior_kinds": "none"}], (1, 2)),
        # no antibiotic is not yet no treatment; some antibiotic is one
        ("begun_without_treatment", [{"prior_antibiotic_days": 0}, {"prior_antibiotic_days": 30}], (0, 1)),
        ("several_attempts_before", [{"prior_kinds": "topical + procedure", **RESISTANT}, {"prior_kinds": "topical"}],
         (1, 1)),
        ("several_attempts_before", [{"prior_antibiotic_days": days, **RESISTANT} for days in (83, 84)], (1, 2)),
        ("begun_without_treatment", [{}], (0, 0)),
    ],
)  # fmt: skip
def test_what_came_before_is_told_by_the_clinic_where_nobody_was_observed(
    name: str, rows: list[dict[str, Any]], counts: tuple[int, int]
) -> None:
    assert counts_of(name, rows) == counts

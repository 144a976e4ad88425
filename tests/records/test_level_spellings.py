"""Levels that differ by case, blanks, accents or punctuation alone are told, and the hint makes one group of them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import isostats as iso
from isostats.records.findings import Finding, Findings
from isostats.records.level_spellings import plain_level
from isostats.simulate import simulate_dispensings


def of_sites(*sites: str, column: str = "site") -> pd.DataFrame:
    days = {"course_start": "2019-01-01", "course_end": "2019-06-01", "last_contact": "2021-01-01"}
    return pd.DataFrame([{"patient_id": f"p{at}", column: site, **days} for at, site in enumerate(sites)])


def spelt(findings: Findings) -> list[Finding]:
    return [each for each in findings if each.rule == "level_spellings"]


@pytest.mark.parametrize("column", ["site", "region"])
def test_one_place_in_several_spellings_is_told_with_its_rows(column: str) -> None:
    frame = of_sites("North", "North", "north", "NORTH ", "Malmö", "malmo", "South", column=column)
    (finding,) = spelt(iso.check_courses(frame))
    assert finding.column == column
    assert finding.message.startswith(f"5 levels of {column} in a data frame may be 2")
    assert "'North' (2) and 'NORTH' (1) and 'north' (1); 'Malmö' (1) and 'malmo' (1)" in finding.message
    assert f'"NORTH" = "North" and "north" = "North" under [data.values.{column}], a line each.' in finding.advice


def test_what_the_hint_says_makes_one_group_of_them() -> None:
    frame = of_sites("North", "North", "north", "NORTH ", "South")
    read = iso.read_courses(frame, values={"site": {"north": "North", "NORTH": "North"}})
    assert not spelt(read.findings)
    assert set(read.table("people")["site"]) == {"North", "South"}


@settings(max_examples=8)
@given(st.lists(st.sampled_from(["A1", "a1", "A 1", "Ä1", "\u0410\u00ad1", "1", "01", "10", "B", "b.", "<5", ">5"]),
                min_size=1))  # fmt: skip
def test_levels_are_told_just_where_two_are_one_but_for_their_spelling(sites: list[str]) -> None:
    levels = set(sites)
    forms = [plain_level(each) for each in levels]
    alike = sum(forms.count(each) > 1 for each in forms)
    assert sum(each.count for each in spelt(iso.check_courses(of_sites(*sites)))) == alike


def test_zeros_before_a_number_and_letters_of_another_script_make_no_other_place() -> None:
    (finding,) = spelt(iso.check_courses(of_sites("1", "1", "01", "10", "B2", "\u04122")))
    assert "4 levels of site" in finding.message
    assert "'1' (2) and '01' (1); 'B2' (1) and '\u04122' (1)" in finding.message


def test_signs_that_mean_something_are_no_spelling() -> None:
    assert not spelt(iso.check_courses(of_sites("<18", ">=18", "18", "C", "C+", "1", "10")))


def test_two_files_that_spell_one_site_otherwise_are_told() -> None:
    read = iso.read_courses({"a": of_sites("North", "South"), "b": of_sites("NORTH")}, ids_apart=True)
    (finding,) = spelt(read.findings)
    assert "'NORTH' (1) and 'North' (1)" in finding.message


def test_people_beside_dispensings_are_looked_at_too() -> None:
    made = simulate_dispensings(20, seed=2)
    people = made.people.assign(site=["North", "north "] * 10)
    read = iso.read_dispensings(made.dispensings, observation=made.observation, people=people)
    assert [each.count for each in spelt(read.findings)] == [2]

"""An id that a further column parts is of several people, in whatever door; no other column parts one."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from isostats.errors import DataError
from isostats.records import check_courses
from isostats.records.dispensings import read_dispensings
from tests.sweeps import paired

COURSES = pd.DataFrame({
    "patient_id": ["a", "a", "b"], "course_start": ["2018-01-01", "2019-01-01", "2018-01-01"],
    "course_end": ["2018-06-01", "2019-06-01", "2018-06-01"], "last_contact": "2022-12-31",
})  # fmt: skip
FILLS = pd.DataFrame({"patient_id": ["a", "a", "b"], "dispense_date": ["2018-01-01", "2019-01-01", "2018-01-01"],
                      "days_supply": 30, "quantity": 30, "strength_mg": 20})  # fmt: skip


def shared(frame: pd.DataFrame, **keys: Any) -> list[tuple[int, int | None]]:
    return [(each.count, each.row) for each in check_courses(frame, **keys).errors if each.rule == "shared_id"]


@pytest.mark.parametrize(("name", "values"), paired(
    ["BEN_RNG_GEM", "Person code", "dependent_no", "MEMBER_SUFFIX", "rang gémellaire", "member", "member_id",
     "Dependent", "family_member", "twin", "Zwilling", "patient_relationship_code"],
    [["1", "2", "1"], [1, 2, 1], ["01", "02", None]],
))  # fmt: skip
def test_a_number_of_who_shares_an_id_is_told(name: str, values: list[Any]) -> None:
    assert shared(COURSES.assign(**{name: values})) == [(1, 2)]
    assert not shared(COURSES.assign(**{name: [values[0]] * 3}))


@pytest.mark.parametrize(
    ("name", "values"),
    [("course_number", ["1", "2", "1"]), ("visit no", ["1", "2", "1"]), ("member", ["A-1002", "A-1003", "A-1"]),
     ("twin", ["yes", "no", "no"]), ("dependent", ["Y", "N", "Y"]), ("dep", ["1", "2", "1"]),
     ("person code", ["A-100200", "A-100201", "B-200300"]), ("suffix", [None, "2", None])],
)  # fmt: skip
def test_other_columns_part_no_id(name: str, values: list[Any]) -> None:
    assert not shared(COURSES.assign(**{name: values}))


def test_dispensings_and_files_beside_are_asked_as_well() -> None:
    with pytest.raises(DataError, match=r"1 id of 2 in .* has several values of 'BEN_RNG_GEM'"):
        read_dispensings(FILLS.assign(BEN_RNG_GEM=[1, 2, 1]))
    people = pd.DataFrame({"patient_id": ["a", "a", "b"], "sex": "f", "BEN_RNG_GEM": [1, 2, 1]})
    with pytest.raises(DataError, match="Make one column of 'patient_id' and 'BEN_RNG_GEM' together, in every file"):
        read_dispensings(FILLS, people=people)
    events = pd.DataFrame({"patient_id": ["a", "a"], "date": "2020-01-01", "kind": "topical", "dep_code": ["1", "2"]})
    assert shared(COURSES, events=events) == [(1, 2)]


@pytest.mark.parametrize("name", ["sex", "Geschlecht", "birth_year", "DOB"])
def test_ids_under_which_what_stays_with_a_person_differs_are_told(name: str) -> None:
    """Of fills too, which have no column of it; a slip of one person is none of another."""
    fills = pd.concat([FILLS.assign(patient_id=[f"{at}", f"{at}", f"x{at}"]) for at in range(60)], ignore_index=True)
    one, other = ("m", "f") if name in ("sex", "Geschlecht") else ("1990-01-01", "1991-05-01")
    several = fills["patient_id"].isin(["0", "1", "2", "3", "4", "5", "6"]) & (fills["dispense_date"] > "2018-06-01")
    with pytest.raises(DataError, match=rf"7 of 120 ids in .* have several\s+values of '{name}'"):
        read_dispensings(fills.assign(**{name: [other if each else one for each in several]}))
    slips = several & fills["patient_id"].isin(["0", "1", "2"])
    read_dispensings(fills.assign(**{name: [other if each else one for each in slips]}))

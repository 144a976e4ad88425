"""A column of ours without any value says nothing: with it the findings, the tables and the answers are as without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import isostats as iso
from isostats.records.course_records import Records
from isostats.records.input_tables import COURSE_TABLES, DISPENSING_TABLES
from isostats.records.input_tables.declaration import InputTable

TOLD = "empty_column"
TABLES = ("people", "observation", "courses", "events")
OF_COURSES = {
    "courses": pd.DataFrame({
        "patient_id": ["a", "b", "b", "c"], "course_start": ["2016-01-05", "2016-02-05", "2018-01-10", "2016-03-01"],
        "course_end": ["2016-06-05", "2016-08-01", "2018-06-10", "2016-09-01"],
        "last_contact": ["2020-01-01", "2021-01-01", "2021-01-01", "2019-01-01"],
    }),
    "events": pd.DataFrame({"patient_id": ["a", "b"], "date": ["2017-02-03", "2017-03-03"],
                            "kind": ["oral_antibiotic", "topical"]}),
    "visits": pd.DataFrame({"patient_id": ["a"], "date": ["2016-07-01"], "score_face": [2]}),
    "monitoring": pd.DataFrame({"patient_id": ["a"], "date": ["2016-02-01"], "test": ["alt"], "value": [30]}),
    "adverse_events": pd.DataFrame({"patient_id": ["a"], "date": ["2016-02-01"], "kind": ["cheilitis"]}),
    "diagnoses": pd.DataFrame({"patient_id": ["a"], "date": ["2016-01-01"], "diagnosis_code": ["L70.0"]}),
}  # fmt: skip
OF_FILLS = {
    "dispensings": pd.DataFrame({
        "patient_id": ["a", "a", "b"], "dispense_date": ["2016-01-05", "2016-02-04", "2016-02-05"],
        "days_supply": [30, 30, 60], "strength_mg": [20, 20, 20], "quantity": [60, 60, 120],
    }),
    "observation": pd.DataFrame({"patient_id": ["a", "b"], "start": ["2014-01-01"] * 2, "end": ["2020-01-01"] * 2}),
    "people": pd.DataFrame({"patient_id": ["a", "b"], "sex": ["female", "male"]}),
    "treatments": pd.DataFrame({"patient_id": ["a"], "date": ["2017-02-03"], "kind": ["oral_antibiotic"]}),
    "deaths": pd.DataFrame({"patient_id": ["b"], "death_date": ["2019-01-01"]}),
    "weights": pd.DataFrame({"patient_id": ["a"], "date": ["2016-01-01"], "weight_kg": [60]}),
}  # fmt: skip


def spare(frame: pd.DataFrame, table: InputTable) -> list[str]:
    """Our columns that a frame has not, and need not have."""
    return [name for name, column in table.columns.items() if name not in frame and not column.required]


def of_door(frames: Mapping[str, Any]) -> Records:
    if "courses" in frames:
        beside = {name: each for name, each in frames.items() if name != "courses"}
        return iso.read_courses(frames["courses"], **beside)
    beside = {name: each for name, each in frames.items() if name != "dispensings"}
    return iso.read_dispensings(frames["dispensings"], **beside)


def said(read: Any) -> list[tuple[Any, ...]]:
    return [
        (each.severity, each.rule, each.count, each.message, each.row, each.advice)
        for each in read.findings if each.rule != TOLD
    ]  # fmt: skip


def held(read: Any) -> dict[str, Any]:
    records = read if isinstance(read, Records) else read.courses()
    of_tables = {name: records.table(name).sort_index(axis=1).to_csv() for name in TABLES}
    return {"present": records.present, "covariates": records.covariates, **of_tables}


@cache
def without_them(door: str) -> Records:
    """What is read of the frames as they are, once for all tests."""
    return of_door(OF_COURSES if door == "courses" else OF_FILLS)


def cases() -> Iterator[Any]:
    """Each table of each door: all such columns at once, and of courses and fills each by itself."""
    for frames, tables in ((OF_COURSES, COURSE_TABLES), (OF_FILLS, DISPENSING_TABLES)):
        for label, frame in frames.items():
            if names := spare(frame, tables[label]):
                yield pytest.param(frames, label, names, id=f"{next(iter(frames))}-{label}")
    for name in ("relapse_date", "relapse_treatment", "death_date", "site", "course_number", "left_date", "response"):
        yield pytest.param(OF_COURSES, "courses", [name], id=name)


@pytest.mark.parametrize("cell", ["", None])
@pytest.mark.parametrize(("frames", "label", "names"), [*cases()])
def test_an_empty_column_changes_nothing(
    frames: Mapping[str, pd.DataFrame], label: str, names: list[str], cell: str | None
) -> None:
    empty = pd.DataFrame(cell, index=frames[label].index, columns=names, dtype="string")
    with_them = frames | {label: pd.concat([frames[label], empty], axis=1)}
    one, other = without_them(next(iter(frames))), of_door(with_them)
    assert said(one) == said(other)
    assert [each.rule for each in other.findings].count(TOLD) == 1
    assert held(one) == held(other)


def test_an_empty_column_of_relapses_hides_no_list_of_relapses(tmp_path: Path) -> None:
    """A list of relapses that is read as later treatments is an error, with an empty relapse_date too."""
    relapses = pd.DataFrame({"patient_id": ["a"], "relapse_date": ["2017-02-03"], "kind": ["topical"]})
    frames = {"courses": OF_COURSES["courses"].assign(relapse_date=""), "events": relapses}
    columns = {"events.date": "relapse_date"}
    found = iso.check_courses(frames["courses"], events=relapses, columns=columns)
    assert "relapses_as_treatments" in {each.rule for each in found.errors}


def test_the_study_may_say_what_an_empty_cell_means() -> None:
    read = iso.read_courses(OF_COURSES["courses"].assign(site=""), values={"site": {"": "north"}})
    assert set(read.table("people")["site"]) == {"north"}

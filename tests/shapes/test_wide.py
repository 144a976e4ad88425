"""Courses side by side are read as the same courses in rows are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isostats import records
from isostats.errors import DataError
from tests.shapes.laws import Row, people, rows_of, tables, wide_of
from tests.sweeps import swept

FORMS = ("{name}_{n}", "{name}{n}", "course{n}_{name}", "Kurs {n} {name}", "{name}.0{n}", "{n}. {name}")
HEAD = {"patient_id": "a", "last_contact": "2022-01-01"}
TWO = {
    "course1_start": "2016-01-01", "course1_end": "2016-06-01", "course2_start": "2017-01-01",
    "course2_end": "2017-06-01",
}  # fmt: skip


def noticed(rows: list[dict[str, str]], **keys: object) -> dict[str, records.Finding]:
    checked = records.check_courses(pd.DataFrame(rows), **{"layout": "wide", **keys})
    return {finding.rule: finding for finding in checked}


@swept(12)
@given(drawn=people(), form=st.sampled_from(FORMS))
def test_rows_and_the_same_courses_side_by_side_give_the_same_tables(
    drawn: list[tuple[Row, list[Row]]], form: str
) -> None:
    wide = wide_of(drawn, form)
    if form in ("course{n}_{name}", "Kurs {n} {name}", "{n}. {name}"):
        stem = form.format(name="{name}", n="").lower().replace("  ", " ").strip(" ._").replace(".", "")
        keys = {name: stem.replace("{name}", name).replace(" ", "_") for name in drawn[0][1][0]}
        columns = {ours: theirs for ours, theirs in keys.items() if ours != theirs}
    else:
        columns = {}
    assert tables(wide, layout="wide", columns=columns) == tables(rows_of(drawn))


def test_the_file_that_was_read_as_second_courses() -> None:
    path = Path("tests/cases/17_sheets/wide2.csv")
    with pytest.raises(DataError) as refused:
        records.read_courses(path)
    assert 'layout = "wide"' in str(refused.value)
    read = records.read_courses(path, layout="wide")
    starts = [(row.person_id, row.course, row.start) for row in read.table("courses").itertuples()]
    assert starts == [("1", 1, 16801), ("1", 2, 17167), ("2", 1, 16801), ("2", 2, 17226)]


@pytest.mark.parametrize("second", ["course_start_2", "course_start.1", "course_start2"])
def test_a_further_course_is_never_lost_in_silence(second: str) -> None:
    rows = [HEAD | {"course_start": "2016-01-01", "course_end": "2016-06-01", second: "2017-01-01"}]
    rows[0][second.replace("start", "end")] = "2017-06-01"
    assert 'layout = "wide"' in noticed(rows, layout=None)["further_courses"].advice
    assert len(records.read_courses(pd.DataFrame(rows), layout="wide").table("courses")) == 2
    assert len(records.read_courses(pd.DataFrame(rows), layout="rows").table("courses")) == 1


def test_a_mapping_of_one_of_several_courses_is_an_error() -> None:
    columns = {"course_start": "course2_start", "course_end": "course2_end"}
    assert "course1_start" in noticed([HEAD | TWO], layout=None, columns=columns)["further_courses"].message
    dates = {"date_1": "2016-01-01", "date_2": "2016-06-01", "date_3": "2020-01-01", "patient_id": "a"}
    columns = {"course_start": "date_1", "course_end": "date_2", "last_contact": "date_3"}
    assert noticed([dates], layout=None, columns=columns) == {}


def test_rows_keep_the_number_of_the_file() -> None:
    rows = [HEAD | TWO, HEAD | TWO | {"patient_id": "b", "course2_end": "2016-12-01"}]
    finding = noticed(rows)["end_before_start"]
    assert (finding.row, finding.example) == (3, "patient b, row 3, 2017-01-01 to 2016-12-01")
    aside = records.read_courses(pd.DataFrame(rows), layout="wide", on_invalid="set_aside").set_aside
    assert aside[["row", "reason"]].values.tolist() == [
        [3, "same patient as row 3"],
        [3, "end_before_start: ends before it starts"],
    ]


def test_a_second_course_before_the_first_is_an_error() -> None:
    swapped = {"course1_start": "2018-01-01", "course1_end": "2018-06-01"}
    finding = noticed([HEAD | TWO | swapped])["misnumbered_courses"]
    assert finding.severity == "error"
    assert "numbered 1, is the patient's row number 2" in finding.example


def test_a_person_without_the_first_course_has_had_one_elsewhere() -> None:
    rules = noticed([HEAD | TWO | {"course1_start": "", "course1_end": ""}, HEAD | TWO | {"patient_id": "b"}])
    assert rules["earlier_course_elsewhere"].count == 1


def test_an_end_without_a_start_is_not_lost() -> None:
    assert noticed([HEAD | TWO | {"course2_start": ""}])["missing_value"].column == "course_start"


def test_who_has_no_course_is_left_out_and_counted() -> None:
    rows = [HEAD | TWO, HEAD | dict.fromkeys(TWO, "") | {"patient_id": "b"}]
    assert (noticed(rows)["no_course"].count, noticed(rows)["no_course"].row) == (1, 3)


def test_values_of_a_course_without_days_are_told() -> None:
    rules = noticed([HEAD | TWO | {"course2_start": "", "course2_end": "", "course2_note": "x", "course1_note": ""}])
    assert rules["course_without_days"].count == 1


def test_a_relapse_without_a_number_is_that_of_the_first_course() -> None:
    rows = [HEAD | TWO | {"relapse_date": "2016-09-01", "relapse_treatment": "topical"}]
    checked = records.check_courses(pd.DataFrame(rows), layout="wide")
    columns = [one.column for one in checked if one.rule == "wide_first_course"]
    assert columns == ["relapse_date", "relapse_treatment"]
    events = records.read_courses(pd.DataFrame(rows), layout="wide").table("events")
    assert sorted(events["kind"]) == ["recorded_relapse", "topical"]


def test_what_has_other_numbers_belongs_to_the_person() -> None:
    rules = noticed([HEAD | TWO | {"lesions_1": "1", "lesions_2": "2", "lesions_3": "3", "HbA1c": "5"}])
    assert "lesions_1" in rules["wide_other_numbers"].message
    assert "hba" not in rules["wide_courses"].message


def test_a_wide_file_that_does_not_tell_its_starts_asks_for_them() -> None:
    rows = [HEAD | {"a1": "2016-01-01", "a2": "2017-01-01", "b1": "2016-06-01", "b2": "2017-06-01"}]
    assert "course_start" in noticed(rows)["wide_without_starts"].advice
    assert not [one for one in noticed(rows, columns={"course_start": "a1", "course_end": "b2"}).values()
                if one.severity == "error"]  # fmt: skip
    assert "wide_without_starts" in noticed([{"patient_id": "a", "course_start": "2016-01-01"}])


def test_an_end_of_a_course_that_has_no_column_of_starts_is_an_error() -> None:
    assert "course 3" in noticed([HEAD | TWO | {"course3_end": "2019-01-01"}])["wide_without_starts"].message

"""An export of REDCap, with its data dictionary, is read as the same courses in rows are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from isostats import records
from isostats.errors import DataError
from isostats.records.shapes.redcap_dictionary import choices_of
from tests.shapes.laws import Row, dictionary, people, redcap_of, rows_of, tables
from tests.sweeps import swept

EXPORT = [
    {"record_id": "1", "redcap_repeat_instrument": "", "sex": "2", "last_contact": "2022-01-01"},
    {"record_id": "1", "redcap_repeat_instrument": "course", "course_start": "2016-01-01", "course_end": "2016-06-01",
     "response": "1"},
    {"record_id": "1", "redcap_repeat_instrument": "course", "course_start": "2018-01-01", "course_end": "2018-06-01"},
]  # fmt: skip


@pytest.fixture(scope="module")
def of_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("project") / "dictionary.csv"
    pd.DataFrame(dictionary()).to_csv(path, index=False)
    return path


def checked(rows: list[Row], **keys: Any) -> dict[str, records.Finding]:
    found = records.check_courses(pd.DataFrame(rows).fillna(""), layout="redcap", **keys)
    return {finding.rule: finding for finding in found}


@swept(12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=people())
def test_rows_and_an_export_of_the_same_give_the_same_tables(
    of_project: Path, drawn: list[tuple[Row, list[Row]]]
) -> None:
    exported = redcap_of(drawn)
    keys = {"layout": "redcap", "dictionary": of_project, "columns": {"patient_id": "record_id"}}
    assert tables(exported, **keys) == tables(rows_of(drawn))


def test_without_its_dictionary_an_export_is_not_read(tmp_path: Path) -> None:
    path = Path("tests/cases/17_sheets/p_redcap.csv")
    with pytest.raises(DataError, match=r'layout = "redcap"') as refused:
        records.read_courses(path)
    assert "Dictionary" in str(refused.value)
    finding = checked(EXPORT)["redcap_dictionary"]
    assert "Data Dictionary" in finding.advice
    assert 'dictionary = "dictionary.csv"' in finding.advice
    assert "there is no file" in checked(EXPORT, dictionary=tmp_path / "no.csv")["redcap_dictionary"].message
    assert "no data dictionary" in checked(EXPORT, dictionary=path)["redcap_dictionary"].message


def test_the_dictionary_of_another_project_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    pd.DataFrame([dict(dictionary()[0], **{"Variable / Field Name": name}) for name in ("a", "b")]).to_csv(other)
    assert "another project" in checked(EXPORT, dictionary=other)["redcap_dictionary"].advice


def test_courses_are_rows_with_the_number_of_the_file(of_project: Path) -> None:
    wrong = [EXPORT[0], EXPORT[1], EXPORT[2] | {"course_end": "2017-01-01"}]
    found = checked(wrong, dictionary=of_project)
    assert found["end_before_start"].row == 4
    assert (found["redcap_courses_read"].count, found["redcap_courses_read"].row) == (2, 3)


def test_a_code_that_the_dictionary_does_not_have_is_told(of_project: Path) -> None:
    found = checked([EXPORT[0], EXPORT[1] | {"response": "7"}], dictionary=of_project)
    assert (found["redcap_unknown_code"].example, found["unknown_code"].column) == ("row 3, '7'", "response")


def test_several_values_of_a_field_are_told_and_the_last_is_taken(of_project: Path) -> None:
    last = EXPORT[0] | {"last_contact": "2023-01-01"}
    of_events = zip(("first", "course", "last"), (EXPORT[0], EXPORT[1], last), strict=True)
    rows = [{"redcap_event_name": event} | row for event, row in of_events]
    rows = [{name: cell for name, cell in row.items() if "repeat" not in name} for row in rows]
    assert checked(rows, dictionary=of_project)["redcap_several_values"].column == "last_contact"
    read = records.read_courses(pd.DataFrame(rows).fillna(""), layout="redcap", dictionary=of_project)
    assert read.table("observation")["end"].tolist() == [19358]


FIELDS = ("record_id", "course_start", "course_end", "last_contact", "relapse_date", "relapse_treatment")


def course(start: str, end: str) -> Row:
    return {"record_id": "1", "redcap_repeat_instrument": "course", "course_start": start, "course_end": end}


def visit(instrument: str = "", **cells: str) -> Row:
    return {"record_id": "1", "redcap_repeat_instrument": instrument} | cells


@swept(12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(5)), instrument=st.sampled_from(["", "relapse"]))
def test_in_any_order_of_visits_relapses_are_of_the_course_they_follow_and_the_last_contact_is_the_latest(
    tmp_path: Path, order: list[int], instrument: str
) -> None:
    fields = [dict(dictionary()[0], **{"Variable / Field Name": name, "Field Label": name}) for name in FIELDS]
    pd.DataFrame(fields).to_csv(tmp_path / "dictionary.csv", index=False)
    visits = [
        visit(instrument, relapse_date="2017-03-01", relapse_treatment="topical"),
        visit(instrument, relapse_date="2016-12-01", relapse_treatment="none"),
        visit(instrument, relapse_date="2019-01-01"),
        visit(last_contact="2020-01-01"),
        visit(last_contact="2021-01-01"),
    ]
    courses = [course("2016-01-01", "2016-06-01"), course("2018-01-01", "2018-06-01")]
    rows = pd.DataFrame([*courses, *(visits[at] for at in order)]).fillna("")
    keys = {"layout": "redcap", "dictionary": tmp_path / "dictionary.csv", "columns": {"patient_id": "record_id"}}
    alike = [
        {"patient_id": "1", "course_start": "2016-01-01", "course_end": "2016-06-01", "last_contact": "2021-01-01",
         "relapse_date": "2016-12-01", "relapse_treatment": "none"},
        {"patient_id": "1", "course_start": "2018-01-01", "course_end": "2018-06-01", "last_contact": "2021-01-01",
         "relapse_date": "2019-01-01", "relapse_treatment": ""},
    ]  # fmt: skip
    assert tables(rows, **keys) == tables(alike)
    found = [each for each in records.check_courses(rows, **keys) if each.rule == "redcap_several_values"]
    assert [each.column for each in found] == ["relapse_date", "last_contact"]
    assert "events: patient_id, date, kind" in found[0].advice


def test_last_contacts_of_a_repeating_instrument_are_read(of_project: Path) -> None:
    """The latest, in whatever order they stand; and they are not said to be left out."""
    days = ("2024-03-01", "2023-03-01")
    seen = [{"record_id": "1", "redcap_repeat_instrument": "visit", "last_contact": day} for day in days]
    rows = [{**EXPORT[0], "last_contact": ""}, *EXPORT[1:], *seen]
    read = records.read_courses(pd.DataFrame(rows).fillna(""), layout="redcap", dictionary=of_project)
    alone = records.read_courses(
        pd.DataFrame([EXPORT[0] | {"last_contact": "2024-03-01"}, *EXPORT[1:]]).fillna(""),
        layout="redcap", dictionary=of_project,
    )  # fmt: skip
    assert read.table("observation").equals(alone.table("observation"))
    assert "last_contact is the latest last_contact of all, 2 of them there" in (
        checked(rows, dictionary=of_project)["redcap_rows_left_out"].advice
    )


def test_other_instruments_and_people_without_a_course_are_told(of_project: Path) -> None:
    rows = [*EXPORT, {"record_id": "2", "sex": "1"}, {"record_id": "1", "redcap_repeat_instrument": "labs"}]
    found = checked(rows, dictionary=of_project)
    assert "labs (1)" in found["redcap_rows_left_out"].message
    assert found["no_course"].example == "patient 2, row 5"


def test_which_rows_are_courses_is_asked_for(of_project: Path) -> None:
    rows = [{name.replace("course_", "c_"): cell for name, cell in row.items()} for row in EXPORT]
    rows.append({"record_id": "1", "redcap_repeat_instrument": "labs", "labs_start": "x"})
    assert "course_start" in checked(rows, dictionary=of_project)["redcap_courses"].advice


def test_boxes_are_columns_of_their_own_and_one_together(tmp_path: Path) -> None:
    field = {"Variable / Field Name": "meds", "Form Name": "course", "Field Type": "checkbox", "Field Label": "Drugs",
             "Choices, Calculations, OR Slider Labels": "1, Gel | 2, Pill | -9, Other"}  # fmt: skip
    path = tmp_path / "dictionary.csv"
    pd.DataFrame([*dictionary(), field]).to_csv(path, index=False)
    boxes = {"meds___1": "1", "meds___2": "0", "meds____9": "1"}
    rows = pd.DataFrame([EXPORT[0], EXPORT[1] | boxes]).fillna("")
    people = records.read_courses(rows, layout="redcap", dictionary=path).table("people")
    shown = people[["meds___1", "meds___2", "meds____9", "meds"]].values.tolist()
    assert shown == [["yes", "no", "yes", "Gel; Other"]]


def test_an_export_with_labels_is_read_by_the_labels_of_the_dictionary(of_project: Path) -> None:
    labels = {"record_id": "Record ID", "redcap_repeat_instrument": "Repeat Instrument"}
    rows = [{labels.get(name, name.replace("_", " ")): cell for name, cell in row.items()} for row in EXPORT]
    rows[0]["sex"] = "male"
    read = records.read_courses(pd.DataFrame(rows).fillna(""), layout="redcap", dictionary=of_project)
    assert read.table("people")["sex"].tolist() == ["male"]
    assert len(read.table("courses")) == 2


def test_choices() -> None:
    assert choices_of("0, No|1, Yes, partly |  ,") == {"0": "No", "1": "Yes, partly"}


def test_a_project_without_repeating_instruments_may_have_courses_side_by_side(tmp_path: Path) -> None:
    named = ("record_id", "last_contact", "iso1_start", "iso1_stop", "iso2_start", "iso2_stop")
    fields = [dict(dictionary()[0], **{"Variable / Field Name": name, "Field Label": name}) for name in named]
    pd.DataFrame(fields).to_csv(tmp_path / "dictionary.csv", index=False)
    days = ("1", "2022-01-01", "2016-01-01", "2016-06-01", "2017-01-01", "2017-06-01")
    rows = pd.DataFrame([dict(zip(named, days, strict=True)) | {"about_complete": "2"}])
    keys = {"layout": "redcap", "dictionary": tmp_path / "dictionary.csv"}
    columns = {"course_start": "iso_start", "course_end": "iso_stop"}
    assert records.read_courses(rows, columns=columns, **keys).table("courses")["course"].tolist() == [1, 2]
    columns = {"course_start": "iso2_start", "course_end": "iso2_stop"}  # one of them stands for both
    assert records.read_courses(rows, columns=columns, **keys).table("courses")["course"].tolist() == [1, 2]

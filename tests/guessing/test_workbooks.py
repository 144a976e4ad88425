"""A workbook with several sheets: each is looked at, what is read is named with its sheet, and no sheet goes unseen."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from isostats.cli import main
from isostats.errors import DataError
from isostats.records import read_courses
from isostats.records.guessing.drafts import draft_study
from isostats.records.guessing.study_writing import study_text
from isostats.study.study_file import make_study

IDS = [f"{number:02}" for number in range(1, 13)]
COURSES = pd.DataFrame({
    "Pat.-Nr.": IDS, "Therapiebeginn": "2016-01-05", "Therapieende": "2016-07-05", "letzter Besuch": "2019-05-01",
})  # fmt: skip
LATER = pd.DataFrame({"Pat.-Nr.": IDS[::3], "Datum": "2017-02-03", "Behandlung": "Isotretinoin"})
LEGEND = pd.DataFrame({"Code": ["w"], "Bedeutung": ["weiblich"]})


def book(path: Path, **sheets: pd.DataFrame) -> Path:
    with pd.ExcelWriter(path) as file:
        for name, frame in sheets.items():
            frame.to_excel(file, sheet_name=name, index=False)
    return path


def test_a_sheet_beside_the_courses_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = book(tmp_path / "clinic.xlsx", Legende=LEGEND, Kurse=COURSES, Therapien=LATER)
    draft = draft_study([path])
    data = draft.data(tmp_path)
    assert (data["courses"], data["sheet"], data["events"]) == ("clinic.xlsx", "Kurse", "clinic.xlsx#Therapien")
    assert data["guessed"] == ["events", "sheet"]
    assert draft.aside == {f"{path}#Legende": "it has 'Code' and 'Bedeutung'"}
    assert "# Not read: clinic.xlsx#Legende; it has 'Code'" in study_text(draft, tmp_path / "study.toml")
    records = read_courses(make_study({"data": data}, folder=tmp_path).data)
    assert records.table("events")["kind"].tolist() == ["isotretinoin"] * 4
    (reconciled,) = [each for each in records.findings if each.rule == "reconciled"]
    assert "clinic.xlsx#Therapien are in clinic.xlsx" in reconciled.message


def test_the_sheet_of_a_companion_is_the_one_that_was_looked_at(tmp_path: Path) -> None:
    COURSES.to_csv(tmp_path / "courses.csv", index=False)
    later = book(tmp_path / "later.xlsx", Legende=LEGEND, Therapien=LATER)
    assert draft_study([tmp_path / "courses.csv", later]).data(tmp_path)["events"] == "later.xlsx#Therapien"


def test_sheets_that_are_all_courses_are_asked_with_both_ways_out(tmp_path: Path) -> None:
    half = len(IDS) // 2
    south = COURSES.tail(half).assign(Therapieende="2016-08-01")
    path = book(tmp_path / "years.xlsx", North=COURSES.head(half), South=south)
    (asked,) = draft_study([path]).open
    assert (asked.key, list(asked.choices.values())) == ("sheet", ["*", "North", "South"])
    assert 'courses = ["years.xlsx#North", "years.xlsx#South"]' in asked.why
    columns = {
        "patient_id": "Pat.-Nr.", "course_start": "Therapiebeginn", "course_end": "Therapieende",
        "last_contact": "letzter Besuch",
    }  # fmt: skip
    both = read_courses([f"{path}#North", f"{path}#South"], columns=columns)
    assert sorted(both.table("people")["person_id"])[::half] == ["North:01", "South:07"]


def test_a_sheet_is_named_in_every_door_and_only_once(tmp_path: Path) -> None:
    path = book(tmp_path / "clinic.xlsx", Legende=LEGEND, Kurse=COURSES)
    checked = CliRunner().invoke(main, ["check", f"{path}#Kurse"])
    assert "Legende" not in checked.output
    # a long path is cut at the end of a line
    assert f"isostatsinit'{path}#Kurse'mendsit" in "".join(checked.output.split())
    with pytest.raises(DataError, match=r"names the sheet 'Kurse', and sheet says\s+'Legende'"):
        read_courses(f"{path}#Kurse", sheet="Legende")
    with pytest.raises(DataError, match="has no sheet 'Nein'"):
        read_courses(f"{path}#Nein")
    named_so = tmp_path / "clinic.xlsx#Kurse"
    COURSES.to_csv(named_so, index=False)
    assert len(read_courses(named_so, columns=draft_study([path]).data()["columns"]).table("people")) == len(IDS)


@pytest.mark.parametrize(
    ("name", "columns", "cells", "key"),
    [
        ("besuche", ("Patient", "Datum", "IGA"), ("0", "1", "2"), "visits"),
        ("consultas", ("Paciente", "Fecha", "IGA"), ("0", "1", "2"), "visits"),
        ("tabelle3", ("Patient", "Datum", "IGA"), ("0", "1", "2"), "visits"),
        ("sheet2", ("Patient", "Date", "IGA"), ("0", "1", "2"), "visits"),
        ("south", ("Patientennummer", "Verordnet am", "Mittel"), ("oral_antibiotic", "topical", "topical"), "events"),
        ("tabelle3", ("Patient", "Datum", "Was"), ("Doxycyclin 100 mg", "Isotretinoin", "Differin"), "events"),
        ("visits", ("Patient", "Date", "Given"), ("Doxycycline", "Adapalene", "Isotretinoin"), "events"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_day_with_a_score_is_a_visit_and_a_day_with_a_drug_a_treatment_whatever_it_is_called(
    tmp_path: Path, name: str, columns: tuple[str, ...], cells: tuple[str, ...], key: str, ending: str
) -> None:
    people = ["1", "2", "3"]
    rows = pd.DataFrame({
        "patient_id": people, "course_start": "2016-01-05", "course_end": "2016-06-05", "last_contact": "2020-01-01",
    })  # fmt: skip
    beside = pd.DataFrame(dict(zip(columns, (people, ["2017-02-03"] * 3, cells), strict=True)))
    if ending == "csv":
        courses, other = tmp_path / "kurse.csv", tmp_path / f"{name}.csv"
        rows.to_csv(courses, index=False)
        beside.to_csv(other, index=False)
        draft = draft_study([courses, other])
    else:
        with pd.ExcelWriter(book := tmp_path / "clinic.xlsx") as sheets:
            rows.to_excel(sheets, sheet_name="Kurse", index=False)
            beside.to_excel(sheets, sheet_name=name, index=False)
        draft = draft_study([book])
    assert [*draft.sources] == ["courses", key], (draft.sources, draft.aside)
    assert not draft.tables[key].missing

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

"""An export of REDCap without repeating instruments has a row a person, and nothing of its own but which forms are
complete: it is known by these, or by its dictionary, and is read as the same courses in rows are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from isostats.errors import DataError, StudyError
from isostats.records import check_courses, read_courses
from isostats.records.guessing.drafts import draft_study
from isostats.records.guessing.study_writing import study_text
from isostats.study.study_file import make_study
from tests.shapes.laws import dictionary

HEAD = (
    "record_id", "sex", "about_complete", "course_start", "course_end", "response", "course_complete", "last_contact",
)  # fmt: skip
ROWS = (
    ("07", "1", "2", "2016-01-01", "2016-06-01", "1", "2", "2019-01-01"),
    ("08", "2", "2", "2016-02-01", "2016-07-01", "-9", "0", "2019-01-01"),
    ("09", "2", "1", "", "", "", "0", "2019-01-01"),
)
CLEAN = pd.DataFrame({
    "patient_id": ["07", "08"], "sex": ["female", "male"], "course_start": ["2016-01-01", "2016-02-01"],
    "course_end": ["2016-06-01", "2016-07-01"], "response": ["clear", "worse"],
    "last_contact": ["2019-01-01"] * 2,
})  # fmt: skip


def export(folder: Path, head: tuple[str, ...] = HEAD) -> Path:
    path = folder / "export.csv"
    pd.DataFrame(ROWS, columns=list(HEAD))[[name for name in HEAD if name in head]].to_csv(path, index=False)
    return path


def dictionary_in(folder: Path, **choices: str) -> Path:
    path = folder / "dictionary.csv"
    fields = pd.DataFrame(dictionary())
    listed = "Choices, Calculations, OR Slider Labels"
    for name, text in choices.items():
        fields.loc[fields["Variable / Field Name"] == name, listed] = text
    fields.to_csv(path, index=False)
    return path


def read(*files: Path, **stated: Any) -> Any:
    return read_courses(make_study({"data": draft_study(files).data()}, **stated).data)


@pytest.mark.parametrize("head", [HEAD, tuple(name for name in HEAD if not name.endswith("_complete"))])
def test_with_its_dictionary_it_is_read_as_rows_are(tmp_path: Path, head: tuple[str, ...]) -> None:
    records, clean = read(export(tmp_path, head), dictionary_in(tmp_path)), read_courses(CLEAN)
    for table in ("people", "courses", "observation", "events"):
        shared = [name for name in clean.table(table) if name in records.table(table)]
        assert records.table(table)[shared].equals(clean.table(table)[shared])
    assert [each.example for each in records.findings if each.rule == "no_course"] == ["patient 09, row 4"]


def test_without_its_dictionary_it_is_refused_by_every_door(tmp_path: Path) -> None:
    path = export(tmp_path)
    (alone,) = check_courses(path).errors
    assert alone.rule == "redcap_dictionary"
    assert "'about_complete'" in alone.message
    assert "layout='redcap'" in alone.advice
    assert "dictionary='dictionary.csv'" in alone.advice
    draft = draft_study([path])
    assert [each.key for each in draft.open] == ["dictionary"]
    with pytest.raises(DataError, match="Without one, layout='rows' reads"):
        read_courses(make_study({"data": draft.data()}).data)
    sexes = {"1": "female", "2": "male"}
    keys = {"layout": "rows", "columns": {"patient_id": "record_id"}, "values": {"sex": sexes}}
    assert {each.rule for each in check_courses(path, **keys).errors} == {"unknown_code", "missing_value"}


def test_read_as_rows_it_is_told_where_its_codes_can_be_read(tmp_path: Path) -> None:
    named = CLEAN.assign(about_complete="2", course_complete="0", skin_type="3")
    found = {each.rule: each for each in check_courses(named)}
    assert found["redcap_as_rows"].severity == "warning"
    assert "redcap_as_rows" not in {each.rule for each in check_courses(named, layout="rows")}
    assert "redcap_as_rows" not in {each.rule for each in check_courses(CLEAN.assign(about_complete="yes"))}


def test_none_is_an_answer_where_it_was_chosen_from_a_list(tmp_path: Path) -> None:
    files = export(tmp_path), dictionary_in(tmp_path, response="1, None | -9, Clear")
    (asked,) = draft_study(files).open
    assert (asked.address, asked.value) == ("values.response", {"None": ""})
    with pytest.raises(DataError, match="'None'"):
        read(*files)
    answered = read(*files, values={"response": {"None": "unchanged"}})
    assert answered.table("courses")["response"].tolist() == ["unchanged", "clear"]


def test_a_dictionary_of_another_project_is_refused(tmp_path: Path) -> None:
    CLEAN.to_csv(tmp_path / "courses.csv", index=False)
    other = tmp_path / "other.csv"
    pd.DataFrame([dict(dictionary()[0], **{"Variable / Field Name": name}) for name in "ab"]).to_csv(other, index=False)
    with pytest.raises(StudyError, match="no other file has its fields"):
        draft_study([tmp_path / "courses.csv", other])


def test_a_required_column_that_nothing_can_be_has_a_line_to_fill_in(tmp_path: Path) -> None:
    CLEAN.drop(columns="last_contact").to_csv(tmp_path / "courses.csv", index=False)
    draft = draft_study([tmp_path / "courses.csv"])
    assert [each.address for each in draft.open] == ["columns.last_contact", "missing_last_contact"]
    text = study_text(draft, tmp_path / "study.toml")
    assert '\n# last_contact = "your name"\n' in text
    assert '\n# missing_last_contact = "last_seen"  # ' in text

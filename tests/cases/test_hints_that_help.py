"""A hint is followed as it stands by somebody with files of their own; so it says what is there, and works."""

from __future__ import annotations

import math
import re
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import isostats as iso
from isostats import records
from isostats.cli import main
from isostats.cli.running import command_as_typed
from isostats.records.date_texts import DateChoices, order_of, read_date
from isostats.records.dispensings import read_dispensings
from isostats.records.findings import Finding

COURSE = {"patient_id": "a", "course_start": "2015-01-01", "course_end": "2015-06-01", "last_contact": "2019-01-01"}
EVENT = {"patient_id": "a", "date": "2016-01-01", "kind": "topical"}
FILL = {"patient_id": "a", "dispense_date": "2019-01-05", "days_supply": 30, "strength_mg": 20, "quantity": 60}


def frame(row: dict[str, object], **renamed: str) -> pd.DataFrame:
    return pd.DataFrame([row]).rename(columns=renamed)


def only(source: pd.DataFrame, rule: str, **choices: object) -> Finding:
    (finding,) = (each for each in records.check_courses(source, **choices) if each.rule == rule)
    return finding


@pytest.mark.parametrize("renamed", [(False, True), (True, False), (True, True)])
def test_a_name_that_one_file_alone_has_is_taken_there(renamed: tuple[bool, bool]) -> None:
    courses, events = (frame(row, **{"patient_id": "patient"} if theirs else {})
                       for row, theirs in zip((COURSE, EVENT), renamed, strict=True))  # fmt: skip
    read = records.read_courses(courses, events=events, columns={"patient_id": "patient"})
    assert len(read.table("events")) == 1


def test_so_it_is_beside_dispensings() -> None:
    treatments = frame(EVENT, patient_id="patient")
    assert not read_dispensings(frame(FILL), treatments=treatments, columns={"patient_id": "patient"}).findings.errors


def test_a_name_that_no_file_has_is_an_error() -> None:
    finding = only(frame(COURSE), "unknown_mapping", events=frame(EVENT), columns={"patient_id": "patient"})
    assert "patient_id = \"patient\", but the data frame of courses and the data frame of events" in finding.message
    assert finding.advice == "Correct the name: columns={'patient_id': 'your name'}."


def test_zeros_before_digits_and_a_letter_join() -> None:
    events = frame({**EVENT, "patient_id": "1a"})
    read = records.read_courses(frame({**COURSE, "patient_id": "00001A"}), events=events, ids="normalise")
    assert len(read.table("events")) == 1
    others = pd.DataFrame([{**COURSE, "patient_id": each} for each in ("100A", "1A", "10A", "A1", "A10", "0E1", "E1")])
    assert len(records.read_courses(others, ids="normalise").table("people")) == len(others)


def test_a_text_that_is_no_date_says_nothing_of_the_order() -> None:
    assert order_of(["13/14/2019"]) is None
    assert order_of(["13/14/2019", "03/04/2019"]) == "ambiguous"
    today = pd.Timestamp("2024-01-01").date()
    for order in (None, "ambiguous", "mixed", "day_first"):
        assert read_date("13/14/2019", DateChoices(today, order)) == (None, "impossible_date")  # type: ignore[arg-type]
    two = pd.DataFrame([COURSE, {**COURSE, "patient_id": "b", "course_end": "13/14/2019"}])
    assert [each.rule for each in records.check_courses(two).errors] == ["impossible_date"]
    assert len(records.read_courses(two, on_invalid="set_aside").table("people")) == 1


def test_a_companion_has_a_mapping_of_its_own() -> None:
    export = frame(EVENT, patient_id="Patient ID", date="issue_date").assign(days=84)
    (finding,) = (each for each in records.check_courses(frame(COURSE), events=export).errors if each.column == "date")
    assert """columns={'events.date': 'issue_date'}""" in finding.advice, "as init knows it"
    assert "columns={'date'" not in finding.advice, "which would be said of the courses too"


def test_a_row_of_totals_is_told_with_the_keyword_that_leaves_it_out() -> None:
    total = {**dict.fromkeys(COURSE, None), "patient_id": "Summe", "last_contact": "2"}
    courses = pd.DataFrame([COURSE, total, {**COURSE, "patient_id": "Sum"}, {**COURSE, "patient_id": "Sumer"}])
    finding = only(courses, "total_rows_unsaid")
    assert (finding.count, finding.row) == (1, 3)
    assert finding.advice == "If it is a total, leave it out: total_rows=['Summe']."
    assert len(records.read_courses(courses, total_rows=["Summe"]).table("people")) == 3


def test_a_start_is_offered_and_a_course_is_not() -> None:
    ours = {"course_start": "start", "course_end": "end"}
    found = records.check_courses(frame({**COURSE, "course": 1}, **ours))
    assert {name: f"columns={{'{name}': '{their}'}}" in str(found) for name, their in ours.items()} == dict.fromkeys(
        ours, True
    )


def test_what_was_made_of_dispensings_is_reported_from_them() -> None:
    stitched = {"person_id": "a", "course": 1, "start": "2015-01-01", "end": "2015-06-01", "numbering": "counted"}
    for row, what in ((stitched, "courses that isostats made of dispensings"), (FILL, "dispensings, one row per fill")):
        finding = only(frame(row), "missing_column")
        assert what in finding.message
        assert "name their file as dispensings under [data] of a study file" in finding.advice


def test_rows_of_one_course_are_thought_of_and_what_was_chosen_is_not_offered() -> None:
    visits = pd.DataFrame([{**COURSE, "weight_kg": weight} for weight in (60, 61)])
    assert "several rows for one course, such as its visits" in only(visits, "overlapping_courses").advice
    with pytest.raises(iso.DataError, match="Nobody is left") as error:
        records.read_courses(visits, on_invalid="set_aside")
    assert "set_aside" not in str(error.value)


def test_a_study_file_that_nobody_touched_is_written_again(tmp_path: Path) -> None:
    out, run = tmp_path / "study.toml", CliRunner().invoke
    assert [run(main, ["init", "--out", str(out)]).exit_code for _ in range(2)] == [0, 0]
    out.write_text(out.read_text() + "# mine\n")
    refused = run(main, ["init", "--out", str(out)])
    assert "holds something else" in refused.output
    assert "did not write" not in refused.output
    assert out.read_text().endswith("# mine\n")


def test_another_sheet_is_named_and_a_header_that_stands_lower_is_thought_of(tmp_path: Path) -> None:
    path = tmp_path / "courses.xlsx"
    with pd.ExcelWriter(path) as book:
        frame(COURSE).to_excel(book, sheet_name="Courses", index=False, startrow=1)
        book.sheets["Courses"].cell(1, 1, "Our register")
        frame(COURSE).to_excel(book, sheet_name="All of it", index=False)
    advice = 'Name another with its file: "courses.xlsx#All of it".'
    assert only(path, "several_sheets").advice == advice  # type: ignore[arg-type]
    finding = only(path, "missing_column")  # type: ignore[arg-type]
    assert "seem to stand in row 2" in finding.message
    assert finding.advice == "If they do, say so: header_row=2."


def by_the_formula(advice: str, unit: str, start: pd.Series, lengths: list[float | None]) -> list[str]:
    """What a spreadsheet makes of the formula in a hint, each day written as a date."""
    (formula,) = re.findall(rf'=IF\({unit}="","",ROUND\((.+?),0\)\)', advice)
    factor, less = re.fullmatch(rf"course_start\+([\d.]+)\*{unit}(-1)?", formula).groups()  # type: ignore[union-attr]
    days = [None if each is None else round(float(factor) * each) + int(less or 0) for each in lengths]
    return ["" if day is None else str((at + pd.Timedelta(days=day)).date())
            for at, day in zip(start, days, strict=True)]  # fmt: skip


@pytest.mark.parametrize(("name", "days", "unit"), [("Duration of treatment (months)", 30.4375, "months"),
                                                    ("Therapiedauer in Wochen", 7, "weeks")])  # fmt: skip
def test_a_length_of_a_course_leads_to_its_end(tmp_path: Path, name: str, days: float, unit: str) -> None:
    """From 2015-01-01 to 2015-06-01, both covered, are 152 days; of a course under way no length is known."""
    rows = frame(COURSE).drop(columns="course_end")
    rows = pd.concat([rows, rows.assign(patient_id="b")]).assign(**{name: [152 / days, None]})
    rows.to_csv(path := tmp_path / "courses.csv", index=False)
    missing = only(path, "missing_column")  # type: ignore[arg-type]
    asked = CliRunner().invoke(main, ["init", str(path), "--out", str(tmp_path / "study.toml")]).output
    lengths = [None if math.isnan(each) else float(each) for each in rows[name]]
    for advice in (missing.advice, asked):
        ends = by_the_formula(advice, unit, pd.to_datetime(rows["course_start"]), lengths)
        assert ends == ["2015-06-01", ""]
    rows.assign(course_end=ends).iloc[:1].to_csv(path, index=False)
    read = records.read_courses(path)
    assert (read.table("courses")["end"] - read.table("courses")["start"]).tolist() == [151]


def test_one_question_has_one_mark_and_one_warning_is_one() -> None:
    with pytest.raises(iso.DataError, match=r"did you mean 'people'\?$"):
        records.read_courses(frame(COURSE)).table("peple")
    assert "1 warning" in repr(records.read_courses(frame({**COURSE, "course_end": "2015-01-09"})))
    assert "1 warnings" not in repr(records.read_courses(frame({**COURSE, "course_end": "2015-01-09"})))


def test_an_estimator_says_how_a_cohort_is_counted() -> None:
    cohort = iso.first_courses(records.read_courses(frame(COURSE)))
    with pytest.raises(iso.EstimateError, match=r"iso.kaplan_meier\(cohort.count\('systemic_treatment'\)\)"):
        iso.kaplan_meier(cohort)  # type: ignore[arg-type]


def test_a_command_can_be_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["isostats", "report", "my courses.csv", "--columns", "sex=My sex"])
    assert command_as_typed() == "isostats report 'my courses.csv' --columns 'sex=My sex'"

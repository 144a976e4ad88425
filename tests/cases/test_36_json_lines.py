"""JSON is read as JSON, one record a line or all in a list, and is never taken for a table of text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from isostats import records
from isostats.records.dispensings import read_dispensings
from tests.cases.test_04_formulas_without_values import refusal

COURSES = [
    {"patient_id": 12345678901234567890 + number, "course_start": "2015-01-01", "course_end": "2015-06-01",
     "last_contact": "2019-01-01", **({"relapse_date": "2016-01-01"} if number == 1 else {})}
    for number in range(3)
]  # fmt: skip
LINES = "\n".join(map(json.dumps, COURSES))


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.jsonl", LINES),
        ("x.ndjson", "\ufeff" + LINES.replace("\n", "\r\n\r\n") + "\n"),
        ("x.json", LINES),
        ("x.jsonl", json.dumps(COURSES)),
    ],
)
def test_json_lines_are_read(name: str, text: str, tmp_path: Path) -> None:
    read = records.read_courses(written(tmp_path / name, text))
    assert read.rows == 3
    assert read.table("events")["person_id"].nunique() == 1
    assert read.table("people").filter(like="id").astype(str).isin(["12345678901234567891"]).to_numpy().any()


def test_a_file_of_one_line(tmp_path: Path) -> None:
    assert records.read_courses(written(tmp_path / "x.jsonl", json.dumps(COURSES[0]))).rows == 1


@pytest.mark.parametrize("line", ['{"patient_id": 7', "7", "patient_id,course_start"])
def test_a_line_that_is_none_is_named(line: str, tmp_path: Path) -> None:
    finding = refusal(written(tmp_path / "x.jsonl", f"{LINES}\n{line}\n"))
    assert (finding.message, finding.row) == ("line 4 of x.jsonl is no JSON record", 4)


def test_a_column_named_twice(tmp_path: Path) -> None:
    line = json.dumps(COURSES[1]).replace("{", '{"relapse_date": "2018-01-01", ')
    assert refusal(written(tmp_path / "x.jsonl", line)).message == "a JSON record names 'relapse_date' twice"


@pytest.mark.parametrize("text", [LINES, json.dumps(COURSES), json.dumps(COURSES, indent=1)])
@pytest.mark.parametrize("name", ["x.csv", "x.txt", "x"])
def test_json_under_another_name_is_called_so(text: str, name: str, tmp_path: Path) -> None:
    assert refusal(written(tmp_path / name, text)).message == f"{name} holds JSON, not a table of text"


def test_fills_as_json_lines(tmp_path: Path) -> None:
    fill = {"patient_id": "a", "dispense_date": "2019-01-05", "days_supply": 30, "strength_mg": 20, "quantity": 60}
    later = {**fill, "dispense_date": "2019-02-04"}
    path = written(tmp_path / "fills.jsonl", f"{json.dumps(fill)}\n{json.dumps(later)}\n")
    assert read_dispensings(path).rows == 2


@pytest.mark.parametrize("form", [LINES, json.dumps(COURSES)])
def test_a_record_within_a_record_is_not_passed_over(form: str, tmp_path: Path) -> None:
    text = form.replace('"relapse_date": "2016-01-01"', '"relapse": {"date": "2016-01-01"}')
    path = written(tmp_path / "x.json", text)
    assert refusal(path).message == "1 record of x.json holds a list or a record in 'relapse'"

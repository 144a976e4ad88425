"""Codes that are all ours are typed as a file is parsed; else the texts of their column are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from isostats import records
from isostats.engines.embedded import open_engine
from isostats.records import loading
from isostats.records.reader import _examine
from isostats.study.inputs import Inputs
from tests.records.course_files import course, written

ROWS = [course("a", sex="female", response="clear"), course("b", sex="male"), course("c", response="worse")]
EVENTS = [{"patient_id": "a", "date": "2020-01-05", "kind": "topical"}]


def told(folder: Path, rows: list[dict[str, str]]) -> list[str]:
    read = records.read_courses(written(folder, rows), events=written(folder, EVENTS, "events.csv"))
    return [*(read.table(name).to_csv() for name in ("people", "courses", "events")), str(read.findings)]


def typed(folder: Path, rows: list[dict[str, str]]) -> set[str]:
    with open_engine() as engine:
        return set(_examine(engine, Inputs(courses=str(written(folder, rows)))).files[0].reading.typed)


def test_typed_codes_are_read_as_their_texts_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert typed(tmp_path, ROWS) >= {"sex", "response"}
    fast = told(tmp_path, ROWS)
    monkeypatch.setattr(loading, "_are_ours", lambda column, cells: False)
    assert not typed(tmp_path, ROWS) & {"sex", "response"}
    assert told(tmp_path, ROWS) == fast


def test_another_spelling_in_a_later_row_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "LOOKED_AT", 2)
    rows = [*ROWS, course("d", sex="W")]
    assert "sex" not in typed(tmp_path, rows)
    assert records.read_courses(written(tmp_path, rows)).table("people")["sex"].tolist()[-1] == "female"


def test_a_code_with_another_meaning_is_that(tmp_path: Path) -> None:
    read = records.read_courses(written(tmp_path, ROWS), values={"sex": {"female": "male"}})
    assert read.table("people")["sex"].tolist()[:2] == ["male", "male"]


def test_a_kind_that_is_stored_and_no_file_may_say_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "LOOKED_AT", 2)
    events = [*EVENTS, *EVENTS, {"patient_id": "b", "date": "2020-01-06", "kind": "death"}]
    findings = records.check_courses(written(tmp_path, ROWS), events=written(tmp_path, events, "events.csv"))
    assert {finding.rule for finding in findings.errors} == {"unknown_outcome_code"}

"""Of few rows tables are laid out that of many are views: the answers are the same, and nothing else is left."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from isostats import records
from isostats.records import loaded, small_inputs
from isostats.records.course_records import Records
from tests.records.course_files import course, written

ROWS = [
    course("a", sex="male", score_face_end="2", relapse_date="2020-01-01", relapse_treatment="topical"),
    course("a", course_start="2020-02-01", course_end="2020-06-30", sex="male"),
    course("b", course_end="2018-01-01", sex="female"),  # impossible
    course("c", sex="female", score_face_end="0", response="clear"),
    course("d", course_end="2020-12-31", sex="unheard of", antiandrogen="spironolactone"),  # a code unread
    course("e", daily_dose_mg="40", cumulative_dose_mg="90000"),
]
EVENTS = [{"patient_id": who, "date": "2020-01-05", "kind": "topical"} for who in "abccz"]
VISITS = [{"patient_id": "c", "date": "2019-08-01", "score_face": "1"}]


LETTERS, NUMBERS = ["a", "b", "c", "d", "e", "z"], ["P30", "P02", "P17", "P20", "P05", "P99"]


def read(folder: Path, ids: list[str] = LETTERS) -> Records:
    known = dict(zip(LETTERS, ids, strict=True))
    courses, events, visits = (
        written(folder, [{**row, "patient_id": known[row["patient_id"]]} for row in rows], f"{name}.csv")
        for name, rows in {"courses": ROWS, "events": EVENTS, "visits": VISITS}.items()
    )
    return records.read_courses(courses, events=events, visits=visits, on_invalid="set_aside")


def told(read_: Records) -> list[object]:
    tables = ["people", "observation", "courses", "events", "visits"]
    frames = [read_.table(name).to_csv(index=False) for name in tables]
    return [*frames, read_.set_aside.to_csv(), read_.flow, str(read_.findings), read_.unrecorded, read_.covariates]


@pytest.mark.parametrize("ids", [LETTERS, NUMBERS])
def test_few_rows_are_read_as_many_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ids: list[str]) -> None:
    few = told(read(tmp_path, ids))
    limits: list[tuple[ModuleType, str]] = [(loaded, "FEW_ROWS"), (small_inputs, "SMALL")]
    for where, limit in limits:
        with monkeypatch.context() as patch:
            patch.setattr(where, limit, 0)
            assert told(read(tmp_path, ids)) == few, limit


@pytest.mark.parametrize("few", [0, loaded.FEW_ROWS])
def test_what_is_made_on_the_way_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(loaded, "FEW_ROWS", few)
    sql = """SELECT name FROM (SELECT database_name, table_name AS name FROM duckdb_tables()
        UNION SELECT database_name, view_name FROM duckdb_views() WHERE NOT internal)
        WHERE database_name = current_database()"""
    names = {name for (name,) in read(tmp_path).connection.execute(sql).fetchall()}
    tables = {"people", "observation", "courses", "events", "visits"}
    aside = {f"set_aside_{label}" for label in ("courses", "events", "visits")}
    assert names == tables | aside | {"person_ids", "courses_file_ids", "events_file_typed"}

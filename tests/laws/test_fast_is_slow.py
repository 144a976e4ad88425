"""The fast reading of plain text and the slow one come to the same, whatever is wrong with the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isostats.engines.embedded import open_engine
from isostats.errors import DataError
from isostats.records import check_courses, read_courses
from isostats.records.dispensings import read_dispensings
from isostats.records.formats import text as text_files
from isostats.records.raw import ReadingOptions, Unusable
from tests.records.faulty_texts import lines_of
from tests.sweeps import swept, tried

ENGINE = open_engine()
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
COURSES = "patient_id,course_start,course_end,last_contact,weight_kg,note"
COURSE = st.tuples(
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(["2015-01-01", "2016-02-03"]),
    st.sampled_from(["2016-06-01", "2016-07-01"]),
    st.just("2019-01-01"),
    st.sampled_from(["60", "70.5", ""]),
    st.sampled_from(["x", "", "40"]),
).map(list)
FILLS = "patient_id,dispense_date,days_supply,strength_mg,quantity,drug"
FILL = st.tuples(
    st.sampled_from(["1", "2", "a"]),
    st.sampled_from(["2019-01-05", "2019-02-04", "2019-12-30"]),
    st.sampled_from(["30", "28", ""]),
    st.sampled_from(["20", "2.5"]),
    st.sampled_from(["60", "-60"]),
    st.sampled_from(["isotretinoin", ""]),
).map(list)


PARSE = text_files._parse


def untyped(*arguments: Any) -> bool:
    """The pass of the engine, which types nothing."""
    return not arguments[-1] and PARSE(*arguments)


def told(path: Path) -> Any:
    """What the reader of texts hands on: every row with its number, ragged rows, what it noticed."""
    try:
        raw = text_files.read_text(ENGINE, path, "t", ReadingOptions({"patient_id"}))
    except Unusable as error:
        return str(error.finding)
    rows = ENGINE.execute("SELECT * FROM t ORDER BY row").fetchall()
    kept = [tuple(cell or None for cell in row) for row in rows if any((cell or "").strip() for cell in row[1:])]
    return raw.names, kept, raw.ragged, [str(finding) for finding in raw.findings]


@pytest.mark.parametrize("delimiter", [",", ";"])
@settings(max_examples=tried(50), deadline=None, suppress_health_check=QUIET)
@given(data=st.data())
def test_every_row_of_a_text_is_the_same(delimiter: str, data: st.DataObject, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("texts") / "x.csv"
    path.write_text(data.draw(lines_of(COURSES, COURSE, delimiter)), encoding="utf-8", newline="")
    fast = told(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_files, "_parse", lambda *arguments: False)
        slow = told(path)
    assert fast == slow


@swept(15, suppress_health_check=QUIET)
@given(text=lines_of(COURSES, COURSE, ","))
def test_the_findings_are_the_same(text: str, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("findings") / "x.csv"
    path.write_text(text, encoding="utf-8", newline="")
    fast = str(check_courses(path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_files, "_parse", untyped)
        assert str(check_courses(path)) == fast
        patch.setattr(text_files, "_parse", lambda *arguments: False)
        assert str(check_courses(path)) == fast


def stitched(path: Path) -> Any:
    try:
        records = read_dispensings(path, on_invalid="set_aside")
    except DataError as error:
        return str(error)
    tables = [records.table(name).to_csv() for name in ("people", "observation", "courses", "events")]
    return [*tables, records.lineage.to_csv(), records.set_aside.to_csv(), str(records.findings), records.flow]


FORMS = {"course_end": ["2016-06-01", "1.6.16", "Juni 2016", "42522"], "weight_kg": ["60", "60 kg", "132 lb", ""]}
"""What a cell may hold beside what every program writes; one of them sends its whole file the slow way."""
KEYS: dict[str, Any] = {
    "pivot_year": 2026, "month_day": 15, "excel_dates": 1900, "values": {"weight_kg": {"": "70"}},
    "missing_last_contact": "last_seen",
}  # fmt: skip
OF_FORMS = st.tuples(
    st.sampled_from("abcdef"), st.just("2016-01-03"), st.sampled_from(FORMS["course_end"]),
    st.sampled_from(["2019-01-01", ""]), st.sampled_from(FORMS["weight_kg"]), st.just("x"),
)  # fmt: skip


def read_so(path: Path, way: Any) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_files, "_parse", way)
        records = read_courses(path, **KEYS)
    return [records.table(name).to_csv() for name in ("people", "observation", "courses")], str(records.findings)


@swept(20, suppress_health_check=QUIET)
@given(rows=st.lists(OF_FORMS, min_size=1, max_size=5, unique_by=lambda row: row[0]), sep=st.booleans())
def test_what_a_cell_may_hold_comes_to_the_same(rows: list[tuple[str, ...]], sep: bool, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("forms") / "x.csv"
    path.write_text("sep=,\r\n" * sep + "\n".join([COURSES, *map(",".join, rows)]), encoding="utf-8", newline="")
    fast = read_so(path, PARSE)
    assert read_so(path, untyped) == fast
    assert read_so(path, lambda *arguments: False) == fast


@swept(15, suppress_health_check=QUIET)
@given(text=lines_of(FILLS, FILL, ","))
def test_dispensings_come_to_the_same(text: str, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("fills") / "fills.csv"
    path.write_text(text, encoding="utf-8", newline="")
    fast = stitched(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_files, "_parse", lambda *arguments: False)
        assert stitched(path) == fast

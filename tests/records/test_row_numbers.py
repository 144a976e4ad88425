"""Row numbers are those that a spreadsheet shows, whatever else is in the file."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isostats import records
from isostats.engines.embedded import open_engine
from isostats.records.formats.text import read_text
from isostats.records.raw import ReadingOptions
from tests.records.course_files import course, written
from tests.sweeps import tried

HEADER = "patient_id,course_start,course_end,last_contact,site\n"
GOOD = "a,2019-01-01,2019-05-31,2021-06-30,{site}\n"
BAD = "b,2019-01-01,2018-01-01,2021-06-30,x\n"

FILES = {
    "plain": (HEADER + GOOD + BAD, 3),
    "no last line end": (HEADER + GOOD + BAD.rstrip("\n"), 3),
    "blank line before": (HEADER + "\n" + GOOD + "\n\n" + BAD, 6),
    "blank line above the header": ("\n" + HEADER + GOOD + BAD, 4),
    "row of delimiters": (HEADER + ",,,,\n" + GOOD + BAD, 4),
    "line break in quotes": (HEADER + GOOD.format(site='"two\nlines"') + BAD, 3),
    "line break and blank line": (HEADER + GOOD.format(site='"two\n\nlines"') + "\n" + BAD, 4),
    "ragged row before": (HEADER + "c,2019-01-01\n" + BAD, 3),
    "ragged and blank": (HEADER + "\nc,2019-01-01,1,2,3,4,5\n\n" + BAD, 5),
    "line break in the header": (HEADER.replace("site", '"si\nte"') + GOOD + BAD, 3),
    "blank lines at the end": (HEADER + GOOD + BAD + "\r\n\n\n", 3),
    "carriage returns": ((HEADER + GOOD + BAD).replace("\n", "\r"), 3),
    "byte order mark": ("\ufeff" + HEADER + GOOD + BAD, 3),
}


@pytest.mark.parametrize("name", FILES)
def test_the_row_of_a_fault(name: str, tmp_path) -> None:
    text, row = FILES[name]
    found = {finding.rule: finding for finding in records.check_courses(written(tmp_path, text.replace("{site}", "x")))}
    assert found["end_before_start"].row == row
    assert f"row {row}" in found["end_before_start"].example


def test_rows_of_an_excel_sheet_count_empty_ones(tmp_path) -> None:
    rows: list[list[object]] = [[], HEADER.strip().split(","), [], BAD.strip().split(",")]
    pd.DataFrame(rows).to_excel(tmp_path / "x.xlsx", header=False, index=False)
    assert records.check_courses(tmp_path / "x.xlsx").errors[0].row == 4


def test_row_of_a_frame_is_as_if_it_were_saved() -> None:
    frame = pd.DataFrame([course(), course("b", course_end="2018-01-01")], index=[70, 90])
    assert records.check_courses(frame).errors[0].row == 3


CELL = st.text(alphabet='ab,"\n ;é', max_size=4)


@settings(max_examples=tried(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6), quote_all=st.booleans())
def test_the_fast_and_the_exact_reading_agree_with_csv(
    rows: list[list[str]], quote_all: bool, tmp_path_factory
) -> None:
    out = io.StringIO()
    style = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(out, quoting=style, lineterminator="\n").writerows([["h1", "h2", "h3"], ["x", "y", "z"], *rows])
    path = written(tmp_path_factory.mktemp("csv"), out.getvalue())
    with open_engine() as engine:
        read_text(engine, path, "t", ReadingOptions({"h1"}))
        found = engine.execute("SELECT * FROM t ORDER BY row").fetchall()
    numbered = [(number, *row) for number, row in enumerate([["x", "y", "z"], *rows], start=2)]
    got = [(row[0], *(cell or "" for cell in row[1:])) for row in found]
    for listed in (numbered, got):  # a row of blanks may be kept or not: it is no row of records either way
        listed[:] = [row for row in listed if "".join(row[1:]).strip()]
    assert got == numbered

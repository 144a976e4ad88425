"""Titles above the names, totals below the rows, and cells that stand for several rows, in every format."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from isostats import records
from tests.shapes.laws import Row, people, rows_of, tables
from tests.sweeps import swept

Cells = list[list[str]]
GOOD = [["patient_id", "course_start", "course_end", "last_contact"], ["1", "2016-01-01", "2016-06-01", "2019-01-01"],
        ["", "2017-06-01", "2017-12-01", ""], ["2", "2016-02-01", "2016-07-01", "2019-01-01"]]  # fmt: skip


def as_csv(cells: Cells, folder: Path, delimiter: str = ";") -> Path:
    path = folder / "courses.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(cells)
    return path


def as_xlsx(cells: Cells, folder: Path) -> Path:
    book = openpyxl.Workbook()
    for row in cells:
        book.worksheets[0].append([cell or None for cell in row])
    book.save(folder / "courses.xlsx")
    return folder / "courses.xlsx"


def as_ods(cells: Cells, folder: Path) -> Path:
    pd.DataFrame(cells).to_excel(folder / "courses.ods", header=False, index=False, engine="odf")
    return folder / "courses.ods"


def as_frame(cells: Cells, folder: Path) -> pd.DataFrame:
    width = max(map(len, cells))
    padded = [[*row, *[""] * (width - len(row))] for row in cells]
    return pd.DataFrame(padded[1:], columns=[name or f"Unnamed: {at}" for at, name in enumerate(padded[0])])


def as_parquet(cells: Cells, folder: Path) -> Path:
    as_frame(cells, folder).to_parquet(folder / "courses.parquet", index=False)
    return folder / "courses.parquet"


WRITERS: list[Callable[[Cells, Path], Any]] = [as_csv, as_xlsx, as_frame, as_parquet]


def checked(source: Any, **keys: Any) -> dict[str, records.Finding]:
    return {finding.rule: finding for finding in records.check_courses(source, **keys)}


@swept(12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=people(), write=st.sampled_from(WRITERS), titles=st.integers(1, 4), merged=st.booleans())
def test_titles_totals_and_gaps_change_nothing(
    tmp_path: Path, drawn: list[tuple[Row, list[Row]]], write: Any, titles: int, merged: bool
) -> None:
    rows = rows_of(drawn)
    names = list(rows[0])
    cells = [["Clinic"], *[["As of", "3.4.2023"]] * (titles - 1), names]
    for before, row in zip([{}, *rows], rows, strict=False):
        gap = merged and before.get("patient_id") == row["patient_id"]
        cells.append(["" if gap and name in ("patient_id", "sex") else row[name] for name in names])
    cells.append(["Total:", str(len(rows))])
    keys = {"header_row": titles + 1, "total_rows": ["total"], "fill_down": ["patient_id", "sex"] if merged else []}
    assert tables(write(cells, tmp_path), **keys) == tables(rows)


@pytest.mark.parametrize("write", WRITERS)
def test_a_header_row_beyond_the_file_or_empty_is_refused(write: Any, tmp_path: Path) -> None:
    cells = [["Title", "", "", ""], ["", "", "", ""], *GOOD]
    assert "has 6 rows" in checked(write(cells, tmp_path), header_row=60)["no_header_row"].message
    assert "holds nothing there" in checked(write(cells, tmp_path), header_row=2)["no_header_row"].message


def test_the_hint_names_the_row_and_following_it_reads_the_file(tmp_path: Path) -> None:
    for write in (as_csv, as_xlsx, as_frame):
        finding = checked(write([["Clinic, Zürich"], [""], *GOOD[:2]], tmp_path))["missing_column"]
        assert "header_row = 3" in finding.advice
    read = records.read_courses(as_csv([["Clinic, Zürich"], [""], *GOOD[:2]], tmp_path), header_row=3)
    assert len(read.table("courses")) == 1


def test_a_header_row_below_the_names_is_told_and_the_hint_leads_back(tmp_path: Path) -> None:
    rows = [GOOD[0], GOOD[1], GOOD[3], GOOD[3]]
    assert "Leave header_row out" in checked(as_csv(rows, tmp_path), header_row=2)["missing_column"].advice
    lower = checked(as_csv([["Clinic"], *rows], tmp_path), header_row=3)["missing_column"]
    assert "header_row = 2" in lower.advice


def test_of_two_candidates_both_are_named(tmp_path: Path) -> None:
    theirs = ["Pat.", "Beginn", "Ende", "Zuletzt"]
    ours = ["patient", "from", "until", "seen"]
    finding = checked(as_xlsx([["Clinic"], theirs, ours, *GOOD[1:2]], tmp_path))["missing_column"]
    assert "header_row = 2" in finding.advice
    assert "Row 3 could hold them as well" in finding.advice


def test_rows_keep_the_numbers_of_the_file(tmp_path: Path) -> None:
    wrong = ["2", "2018-01-01", "2017-01-01", "2019-01-01"]
    for write in WRITERS:
        rows = [["Clinic"], *GOOD[:2], ["Summe", "1"], ["", ""], wrong]
        found = checked(write(rows, tmp_path), header_row=2, total_rows=["Summe"])
        assert (found["end_before_start"].row, found["total_rows"].row) == (6, 4), write


def test_a_total_that_is_nowhere_is_told(tmp_path: Path) -> None:
    found = checked(as_csv(GOOD[:2], tmp_path), total_rows=["Summe"])
    assert found["total_rows_not_met"].severity == "warning"


def test_merged_cells_are_refused_by_name_and_filled_on_request(tmp_path: Path) -> None:
    path = Path("tests/cases/17_sheets/m_merged_ids.xlsx")
    assert 'fill_down = ["patient_id", "last_contact"]' in checked(path)["merged_cells"].advice
    assert "merged_cells" in checked(path, fill_down=["patient_id"])
    assert tables(path, fill_down=["patient_id", "last_contact"]) == tables([
        dict(zip(GOOD[0], row, strict=True)) for row in (GOOD[1], ["1", *GOOD[2][1:3], "2019-01-01"], GOOD[3])
    ])  # fmt: skip


def merged_sheet(folder: Path, rows: Cells, *ranges: str) -> Path:
    path = as_xlsx(rows, folder)
    book = openpyxl.load_workbook(path)
    for each in ranges:
        book.worksheets[0].merge_cells(each)
    book.save(path)
    return path


def test_of_a_workbook_with_merged_cells_these_alone_are_filled(tmp_path: Path) -> None:
    rows = [*GOOD, ["", "2018-01-01", "2018-06-01", "2019-01-01"]]
    found = checked(merged_sheet(tmp_path, rows, "A2:A3", "D2:D3"), fill_down=["patient_id", "last_contact"])
    assert (found["empty_id"].row, found["fill_down_beside_merged"].row) == (5, 5)
    assert found["fill_down"].count == 1


def test_a_merged_site_is_that_of_every_patient_beside_it(tmp_path: Path) -> None:
    rows = [["site", *GOOD[0]], *[[site, str(at), *GOOD[1][1:]] for at, site in enumerate(["A", "", "", "B", ""])]]
    path = merged_sheet(tmp_path, rows, "A2:A4", "A5:A6")
    people = records.read_courses(path, fill_down=["site"]).table("people")
    assert people["site"].tolist() == ["A", "A", "A", "B", "B"]


def test_merged_cells_beside_the_main_file_have_no_key(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["patient_id", "date", "kind"], ["1", "2017-01-01", "topical"], ["1", "2017-03-01", None]):
        book.worksheets[0].append(row)
    book.worksheets[0].merge_cells("C2:C3")
    book.save(tmp_path / "events.xlsx")
    found = checked(as_csv(GOOD[:2], tmp_path), events=tmp_path / "events.xlsx")
    assert "fill_down" not in found["merged_cells"].advice


def test_other_columns_are_filled_within_a_patient_alone(tmp_path: Path) -> None:
    rows = [*GOOD[:3], ["2", "2016-02-01", "2016-07-01", ""]]
    found = checked(as_csv(rows, tmp_path), fill_down=["patient_id", "last_contact"])
    assert found["no_last_contact"].example == "patient 2, row 4"


def test_an_empty_row_is_nobody(tmp_path: Path) -> None:
    read = records.read_courses(as_xlsx([*GOOD[:3], ["", "", "", ""], GOOD[3]], tmp_path),
                                fill_down=["patient_id", "last_contact"])  # fmt: skip
    assert read.table("courses")["person_id"].tolist() == ["1", "1", "2"]


def test_a_first_row_without_an_id_cannot_be_filled(tmp_path: Path) -> None:
    finding = checked(as_csv([GOOD[0], *GOOD[2:]], tmp_path), fill_down=["patient_id"])["fill_down_first"]
    assert finding.row == 2
    unknown = checked(as_csv(GOOD, tmp_path), fill_down=["patient"])["fill_down_unknown"]
    assert "did you mean 'patient_id'" in unknown.message
    full = [GOOD[0], GOOD[1], GOOD[3]]
    assert "fill_down_not_met" in checked(as_csv(full, tmp_path), fill_down=["patient_id"])

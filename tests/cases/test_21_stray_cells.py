"""A stated size, and blank cells far away, are not content; a cell far away that holds something is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from isostats import records
from tests.cases.test_04_formulas_without_values import refusal
from tests.cases.workbook_files import HEADER, changed, open_document, workbook

CASE = Path(__file__).parent / "21_stray_cells"
ROW = ["a", "2019-01-01", "2019-06-01", "2021-01-01", "2020-01-01"]
FAR = "1048576"


@pytest.mark.parametrize("name", ["far_cell_XFD.xlsx", "far_col.xlsx"])
def test_the_case(name: str) -> None:
    read = records.read_courses(CASE / name)
    assert (read.rows, len(read.findings), len(read.covariates)) == (10, 0, 0)


def with_cell(path: Path, cell: str) -> Path:
    """A sheet with one more cell in a row of its own at the end."""
    row = f'<row r="{FAR}">{cell}</row></sheetData>'
    return changed(workbook(path, [HEADER, ROW]), lambda text: text.replace("</sheetData>", row))


@pytest.mark.parametrize("at", ["XFD", "ZZ", "AD"])
def test_a_far_cell_with_a_text_is_named(at: str, tmp_path: Path) -> None:
    path = with_cell(tmp_path / "x.xlsx", f'<c r="{at}{FAR}" t="inlineStr"><is><t>x</t></is></c>')
    found = refusal(path)
    assert found.message == f"the sheet 'Sheet' of x.xlsx holds 11 cells, but reaches to {at}{FAR}"


@pytest.mark.parametrize("content", ["", "<is><t> </t></is>", "<is><r><t>  </t></r><r><t/></r></is>"])
def test_blank_cells_are_no_content(content: str, tmp_path: Path) -> None:
    path = with_cell(tmp_path / "x.xlsx", f'<c t="inlineStr" r="XFD{FAR}">{content}</c>')
    events = records.read_courses(path).table("events")
    assert sorted(zip(events["person_id"], events["kind"], strict=True)) == [
        ("a", "recorded_relapse"), ("a", "treatment_unknown"),
    ]  # fmt: skip


def test_the_stated_size_does_not_count(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADER, ROW])
    changed(path, lambda text: text.replace('<dimension ref="A1:E2"', f'<dimension ref="A1:XFD{FAR}"'))
    assert records.read_courses(path).rows == 1


def test_an_open_document_with_repeated_cells(tmp_path: Path) -> None:
    """Empty rows and columns to the end of the sheet are usual; a text at the end is named."""
    wide = '<table:table-cell table:number-columns-repeated="16379"/>'
    rest = (
        '<table:table-row table:number-rows-repeated="1048573">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    path = open_document(tmp_path / "x.ods", [[*HEADER, wide], [*ROW, wide]])
    changed(path, lambda text: text.replace("</table:table>", f"{rest}</table:table>"), "content.xml")
    assert records.read_courses(path).rows == 1
    far = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    empty = '<table:table-cell table:number-columns-repeated="16383"/>'
    end = f"{rest}<table:table-row>{empty}{far}</table:table-row>"
    changed(path, lambda text: text.replace(rest, end), "content.xml")
    assert refusal(path).message == "x.ods holds 11 cells, but reaches to XFD1048576"

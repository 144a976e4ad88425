"""What a sheet shows and what it stores: merged cells over rows are refused, the first sheet that is shown is read, and
hidden rows are told."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from isostats import records
from isostats.records.formats.xls_cells import cells_of_xls
from isostats.records.formats.zipped_cells import cells_of_xlsb
from tests.cases.test_04_formulas_without_values import refusal
from tests.cases.workbook_files import HEADER, changed, open_document

CASE = Path(__file__).parent / "34_merged_and_hidden"
ROW = ["2019-01-01", "2019-06-01", "2021-01-01", "2020-01-01"]


def sheet(path: Path, *merged: str, hide: tuple[int, ...] = (), title: str = "") -> Path:
    """Three people, each with a relapse, below a title if there is one."""
    book = Workbook()
    for row in [*([[title]] if title else []), HEADER, *([person, *ROW] for person in "abc")]:
        book.active.append(row)
    for each in merged:
        book.active.merge_cells(each)
    for number in hide:
        book.active.row_dimensions[number].hidden = True
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("name", "says"), [("merged_relapses.xlsx", "2 values over several rows each (merged cells, first: K2:K5)"),
                       ("merged_ids.xlsx", "10 values over several rows each (merged cells, first: A2:A3)")]
)  # fmt: skip
def test_the_cases_of_merged_cells(name: str, says: str) -> None:
    finding = refusal(CASE / name)
    assert finding.rule == "merged_cells"
    assert says in finding.message


@pytest.mark.parametrize(
    ("merged", "refused"),
    [(("E2:E3",), True), (("D3:E4",), True), (("A1:A2",), True), (("D2:E2",), False), (("A1:B1",), False),
     (("G2:G4",), False), (("E6:E9",), False)],
)  # fmt: skip
def test_only_a_value_over_several_rows_is_refused(merged: tuple[str, ...], refused: bool, tmp_path: Path) -> None:
    """Within a row nothing is lost of the first column; beside and below the table there is nothing to lose."""
    path = sheet(tmp_path / "x.xlsx", *merged)
    assert ("merged_cells" in {finding.rule for finding in records.check_courses(path)}) == refused


def test_however_the_program_writes_it(tmp_path: Path) -> None:
    path = changed(
        sheet(tmp_path / "x.xlsx", "E2:E4"),
        lambda text: text.replace('<mergeCell ref="E2:E4" />', "<x:mergeCell\n ref = 'E2:E4'></x:mergeCell>").replace(
            '<mergeCell ref="E2:E4"/>', "<x:mergeCell\n ref = 'E2:E4'></x:mergeCell>"
        ),
    )
    assert "first: E2:E4" in refusal(path).message


def test_the_case_of_a_hidden_sheet() -> None:
    read = records.read_courses(CASE / "hidden_sheet_first.xlsx")
    (finding,) = (each for each in read.findings if each.rule == "several_sheets")
    assert finding.message == (
        "hidden_sheet_first.xlsx has 2 sheets; the first that is not hidden, 'Sheet', was read (hidden: 'old')"
    )
    assert (read.table("events")["kind"] != "recorded_relapse").sum() > 0  # the stale sheet has no relapse at all


def test_a_hidden_sheet_that_is_asked_for_is_read() -> None:
    read = records.read_courses(CASE / "hidden_sheet_first.xlsx", sheet="old")
    assert not len(read.table("events"))


def test_the_case_of_hidden_rows() -> None:
    read = records.read_courses(CASE / "hidden_rows.xlsx")
    (finding,) = (each for each in read.findings if each.rule == "hidden_rows")
    assert (finding.severity, finding.count, read.rows) == ("warning", 20, 40)


def test_hidden_rows_that_hold_nothing_are_not_told(tmp_path: Path) -> None:
    path = sheet(tmp_path / "x.xlsx", hide=(1, 3, 9))
    assert [each.count for each in records.check_courses(path) if each.rule == "hidden_rows"] == [1]


def test_rows_without_a_number(tmp_path: Path) -> None:
    def change(text: str) -> str:
        assert '<row r="3" hidden="1"' in text
        return text.replace('<row r="3"', "<row").replace('<row r="2"', "<row").replace('hidden="1"', "hidden='true'")

    path = changed(sheet(tmp_path / "x.xlsx", hide=(3,)), change)
    assert [each.count for each in records.check_courses(path) if each.rule == "hidden_rows"] == [1]


def test_an_open_document(tmp_path: Path) -> None:
    rows = [HEADER, *([person, *ROW] for person in "abc")]
    path = open_document(tmp_path / "x.ods", rows)
    cell = '<table:table-cell office:value-type="string"><text:p>2020-01-01'
    changed(path, lambda text: text.replace(cell, cell.replace("cell ", 'cell table:number-rows-spanned="3" ', 1), 1),
            "content.xml")  # fmt: skip
    assert "1 value over several rows each (merged cells, first: E2:E4)" in refusal(path).message
    path = open_document(tmp_path / "y.ods", rows)
    changed(path, lambda text: '<table:table-row table:visibility="filter">'.join(text.rsplit("<table:table-row>", 1)),
            "content.xml")  # fmt: skip
    assert [each.count for each in records.check_courses(path) if each.rule == "hidden_rows"] == [1]


def test_a_hidden_sheet_of_an_open_document(tmp_path: Path) -> None:
    path = open_document(tmp_path / "x.ods", [HEADER, ["a", *ROW]])
    style = (
        '<office:automatic-styles xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><style:style '
        'style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
        "</office:automatic-styles><office:body>"
    )
    old = '<table:table table:name="old" table:style-name="h"><table:table-row><table:table-cell/></table:table-row>'
    changed(
        path,
        lambda text: text.replace("<office:body>", style).replace(
            '<table:table table:name="S">', f'{old}</table:table><table:table table:name="S">'
        ),
        "content.xml",
    )
    (finding,) = (each for each in records.check_courses(path) if each.rule == "several_sheets")
    assert "the first that is not hidden, 'S', was read (hidden: 'old')" in finding.message


def test_an_old_workbook(tmp_path: Path) -> None:
    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def row(number: int, flags: int) -> bytes:
        return record(0x208, struct.pack("<HHHHHHHH", number, 0, 5, 255, 0, 0, flags, 15))

    begin, end = record(0x809, bytes(16)), record(0x0A, b"")
    part = begin + row(1, 0x100) + row(2, 0x120) + row(3, 0x1A0)
    part += record(0xE5, struct.pack("<H8H", 2, 1, 4, 10, 10, 0, 0, 0, 3)) + end
    head = begin + record(0x85, struct.pack("<I", 0) + bytes(5)) + end
    head = begin + record(0x85, struct.pack("<I", len(head)) + bytes(5)) + end
    path = tmp_path / "x.xls"
    path.write_bytes(head + part)
    cells = cells_of_xls(path, 0)
    assert cells.hidden == {2, 3}
    assert cells.merged == [((1, 10), (4, 10)), ((0, 0), (0, 3))]


def test_a_binary_workbook(tmp_path: Path) -> None:
    def record(kind: int, content: bytes) -> bytes:
        number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return number + bytes([len(content)]) + content

    def text(words: str) -> bytes:
        return struct.pack("<I", len(words)) + words.encode("utf-16-le")

    def row(number: int, flags: int) -> bytes:
        return record(0, struct.pack("<IIHBB", number, 0, 300, 0, flags) + bytes(5))

    part = row(0, 0) + row(1, 0x10) + row(2, 0x30) + row(3, 0x20) + record(176, struct.pack("<4I", 1, 4, 10, 10))
    with zipfile.ZipFile(tmp_path / "x.xlsb", "w") as book:
        book.writestr("xl/workbook.bin", record(156, bytes(8) + text("rId7") + text("S")))
        book.writestr(
            "xl/_rels/workbook.bin.rels", '<R xmlns="r"><Relationship Id="rId7" Target="worksheets/sheet1.bin"/></R>'
        )
        book.writestr("xl/worksheets/sheet1.bin", part)
    cells = cells_of_xlsb(tmp_path / "x.xlsb", "S")
    assert (cells.hidden, cells.merged) == ({1, 2}, [((1, 10), (4, 10))])

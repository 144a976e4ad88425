"""A cell in error is no empty cell: a sheet that holds one is refused in every format of workbooks."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from isostats import records
from isostats.records.formats.xls_cells import cells_of_xls
from isostats.records.formats.zipped_cells import cells_of_xlsb
from tests.cases.test_04_formulas_without_values import refusal
from tests.cases.workbook_files import HEADER, changed, open_document, workbook

CASE = Path(__file__).parent / "19_excel_errors"
ROW = ["a", "2019-01-01", "2019-06-01", "2021-01-01"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("excel_error.xls", "2 cells of the sheet 'S' of excel_error.xls hold Excel errors (first: E2, #DIV/0!)"),
        ("excel_error.ods", "2 cells of the sheet 'S' of excel_error.ods hold Excel errors (first: E2, #DIV/0!)"),
        (
            "excel_error_t_before_r.xlsx",
            "1 cell of the sheet 'Sheet' of excel_error_t_before_r.xlsx holds Excel errors (first: E2, #DIV/0!)",
        ),
    ],
)
def test_the_case(name: str, said: str) -> None:
    assert refusal(CASE / name).message == said


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="E2" t="e"><v>#REF!</v></c>',
        "<c t='e' s=\"4\" r='E2'><f>X1</f><v>#REF!</v></c>",
        '<x:c s="4" t="e" r="E2"><x:f>X1</x:f><x:v>#REF!</x:v></x:c>',
        '<c\n r="E2"\n t = "e" ><v>#REF!</v></c>',
    ],
)
def test_however_the_program_writes_it(cell: str, tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADER, [*ROW, 7]])
    old = '<c r="E2" t="n"><v>7</v></c>'

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, cell)

    assert refusal(changed(path, change)).message.endswith("holds Excel errors (first: E2, #REF!)")


def test_an_error_without_a_value_is_one(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADER, [*ROW, 7], ["b", *ROW[1:], "2020-01-01"]])
    changed(path, lambda text: text.replace('<c r="E2" t="n"><v>7</v></c>', '<c r="E2" t="e"/>'))
    assert refusal(path).message.endswith("(first: E2, an error)")


@pytest.mark.parametrize(("text", "wrong"), [("#VALUE!", True), ("Err:502", True), ("#N/A", False)])
def test_an_open_document(text: str, wrong: bool, tmp_path: Path) -> None:
    cell = (
        f'<table:table-cell table:formula="of:=1" office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )
    path = open_document(tmp_path / "x.ods", [HEADER, [*ROW, cell]])
    if wrong:
        assert refusal(path).message.endswith(f"(first: E2, {text})")
    else:
        assert records.read_courses(path).rows == 1


def test_formulas_in_error_of_an_old_workbook(tmp_path: Path) -> None:
    """A result that is an error is marked by FFFF at its end, a 2 at its start and the code of the error."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def formula(row: int, column: int, result: bytes) -> bytes:
        return record(0x06, struct.pack("<HHH", row, column, 0) + result + bytes(8))

    begin, end = record(0x809, bytes(16)), record(0x0A, b"")
    sheet = begin + formula(4, 1, struct.pack("<d", 41000.0)) + formula(5, 1, b"\x02\0\x17\0\0\0\xff\xff")
    sheet += begin + formula(0, 0, b"\x02\0\x07\0\0\0\xff\xff") + end  # a chart within the sheet
    sheet += formula(6, 27, b"\x02\0\x2a\0\0\0\xff\xff") + formula(7, 1, b"\x01\0\x01\0\0\0\xff\xff") + end
    head = begin + record(0x85, struct.pack("<I", 0) + bytes(5)) + end
    head = begin + record(0x85, struct.pack("<I", len(head)) + bytes(5)) + end
    path = tmp_path / "x.xls"
    path.write_bytes(head + sheet)
    found = cells_of_xls(path, 0)
    assert (found.errors, found.cells, found.last_column) == ([("B6", "#REF!")], 4, (6, 27))


def test_errors_of_a_binary_workbook(tmp_path: Path) -> None:
    def record(kind: int, content: bytes) -> bytes:
        number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return number + bytes([len(content)]) + content

    def text(words: str) -> bytes:
        return struct.pack("<I", len(words)) + words.encode("utf-16-le")

    def cell(kind: int, column: int, content: bytes) -> bytes:
        return record(kind, struct.pack("<II", column, 0) + content)

    rows = record(0, struct.pack("<I", 0) + bytes(13)) + cell(6, 0, text("patient_id")) + cell(1, 16000, b"")
    rows += record(0, struct.pack("<I", 41) + bytes(13)) + cell(3, 4, b"\x07") + cell(11, 5, b"\x1d" + bytes(6))
    rows += cell(3, 6, b"\x2a")
    links = '<R xmlns="r"><Relationship Id="rId7" Target="worksheets/sheet1.bin"/></R>'
    with zipfile.ZipFile(tmp_path / "x.xlsb", "w") as book:
        book.writestr("xl/workbook.bin", record(156, bytes(8) + text("rId7") + text("Kurse")))
        book.writestr("xl/_rels/workbook.bin.rels", links)
        book.writestr("xl/worksheets/sheet1.bin", rows)
    found = cells_of_xlsb(tmp_path / "x.xlsb", "Kurse")
    assert found.errors == [("E42", "#DIV/0!"), ("F42", "#NAME?")]
    assert (found.cells, found.last_column, found.is_sparse) == (4, (41, 6), False)

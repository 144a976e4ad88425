"""The cells of a sheet of a zipped workbook: .xlsx and .xlsm, looked at as text, which is far faster than any parser
and all that is needed; .xlsb, records of a number, a length and as many bytes; and OpenDocument (.ods)."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

from isostats.records.formats.sheet_cells import CODES, NOT_RECORDED, SheetCells, place_name, place_of

# Names of elements may have a prefix (<x:c>), and attributes stand in any order.
IN_ERROR = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt\s*=\s*[\"']e[\"'][^>]*)>")
NOT_COMPUTED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)|</(?:\w+:)?c>)"
)
FAR_RIGHT = re.compile(rb"\br\s*=\s*[\"']([A-Z]{2,3}[0-9]+)[\"']")
ANY_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]+[0-9]+)[\"']")
VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)<")
CONTENT = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^>]*>([^<]*)<")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref\s*=\s*[\"']([A-Z]+[0-9]+):([A-Z]+[0-9]+)[\"']")
ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
HIDDEN = re.compile(rb"\bhidden\s*=\s*[\"'](?:1|true)[\"']")
SYSTEM_OF_1904 = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*[\"'](?:1|true)[\"']")
FIRST_COLUMNS, SHARED_TEXTS = 26, "xl/sharedstrings.xml"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
ERROR = re.compile(r"#[A-Z/0]+[!?]|#N/A|Err:\d+")

# Records of .xlsb, the first and the last of a cell that holds something, and what marks a hidden row.
ROW_RECORD, BLANK_RECORD, ERROR_RECORD, LAST_RECORD, SHEET_RECORD, MERGED_RECORD = 0, 1, 3, 11, 156, 176
PROPERTIES_RECORD, HIDDEN_FLAG = 153, 0x10


def cells_of_xlsx(path: Path, sheet: str) -> SheetCells:
    """The cells in error, the formulas without a value, the merged cells and the hidden rows of a sheet, and how far it
    reaches."""
    with zipfile.ZipFile(path) as book:
        part = _sheet_part(book, sheet, "xl/workbook.xml", _sheets_of_xml)
        text = book.read(part) if part else b""
    seen = SheetCells()
    for match in IN_ERROR.finditer(text):
        value = b"" if match[1].endswith(b"/") else text[match.end() : text.find(b"c>", match.end())]
        error = b"".join(VALUE.findall(value)).decode("utf-8", "replace").strip()
        if error != NOT_RECORDED:
            seen.errors.append((_place(match[1]), error or "an error"))
    for match in NOT_COMPUTED.finditer(text):
        if not (match[2] and _attribute(match[1], "t") == "str"):  # a formula may well give an empty text
            seen.formulas.append(_place(match[1]))
    _see_all(seen, text)
    seen.merged = [(place_of(first.decode()), place_of(last.decode())) for first, last in MERGED.findall(text)]
    if HIDDEN.search(text):
        seen.hidden = _hidden_rows(text)
    return seen


def _hidden_rows(text: bytes) -> set[int]:
    """The numbers of the hidden rows; one without a number follows the one before."""
    hidden, row = set(), -1
    for match in ROW.finditer(text):
        number = _attribute(match[1], "r")
        row = int(number) - 1 if number else row + 1
        if HIDDEN.search(match[1]):
            hidden.add(row)
    return hidden


def _attribute(text: bytes, name: str) -> str:
    match = re.search(rf"\b{name}\s*=\s*[\"']([^\"']*)[\"']".encode(), text)
    return match[1].decode() if match else ""


def _place(attributes: bytes) -> str:
    return _attribute(attributes, "r") or "a cell without a place"


def without_blank_cells(path: Path, sheet: str, target: Path) -> SheetCells:
    """A copy of the workbook in which the cells of a sheet that hold nothing but blanks are not there."""
    left = SheetCells()
    with zipfile.ZipFile(path) as book:
        part = _sheet_part(book, sheet, "xl/workbook.xml", _sheets_of_xml) or ""
        shared = _shared_blanks(book)

        def keep(match: re.Match[bytes]) -> bytes:
            content = CONTENT.findall(match[2] or b"")
            is_shared = _attribute(match[1], "t") == "s" and bool(content)
            blank = content[0] in shared if is_shared else not b"".join(content).strip()
            if not blank and (place := _attribute(match[1], "r")):
                left.see(*place_of(place))
            return b"" if blank else match[0]

        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
            for entry in book.infolist():
                content = book.read(entry)
                copy.writestr(entry.filename, ANY_CELL.sub(keep, content) if entry.filename == part else content)
    return left


def _see_all(seen: SheetCells, text: bytes) -> None:
    """How many cells there are, and which are last: rows are in order, and few columns lie beyond the 26th."""
    seen.cells = len(re.findall(rb"<(?:\w+:)?c\b", text))
    if not (end := list(PLACE.finditer(text, max(text.rfind(b"<c "), text.rfind(b":c "), 0)))):
        return
    row, column = place_of(end[-1][1].decode())
    seen.last_row, seen.last_column = (row, column), (row, max(column, FIRST_COLUMNS - 1))
    for match in FAR_RIGHT.finditer(text):
        at = place_of(match[1].decode())
        if at[1] > seen.last_column[1]:
            seen.last_column = at


def _shared_blanks(book: zipfile.ZipFile) -> set[bytes]:
    """The numbers of shared texts that hold nothing but blanks."""
    parts = [ElementTree.fromstring(book.read(name)) for name in book.namelist() if name.lower() == SHARED_TEXTS]
    texts = [each for part in parts for each in part if each.tag.endswith("}si")]
    return {str(number).encode() for number, each in enumerate(texts) if not "".join(each.itertext()).strip()}


def _sheet_part(
    book: zipfile.ZipFile, sheet: str, workbook: str, sheets_of: Callable[[bytes], list[tuple[str, str]]]
) -> str | None:
    """The file in the workbook that holds a sheet. ``sheets_of`` lists (name, id of the link) of a workbook's text."""
    names, links_name = set(book.namelist()), f"xl/_rels/{posixpath.basename(workbook)}.rels"
    if not {workbook, links_name} <= names:
        return None
    wanted = {link for name, link in sheets_of(book.read(workbook)) if name == sheet}
    links = ElementTree.fromstring(book.read(links_name))
    targets = [link.get("Target", "") for link in links if link.get("Id") in wanted]
    # an absolute target starts at the workbook's root, a relative one at xl/
    parts = [posixpath.normpath(posixpath.join("/xl", target)).lstrip("/") for target in targets]
    return next((part for part in parts if part in names), None)


def _sheets_of_xml(text: bytes) -> list[tuple[str, str]]:
    elements = ElementTree.fromstring(text).iter()
    return [(each.get("name", ""), each.get(_ID, "")) for each in elements if each.tag.endswith("}sheet")]


def cells_of_xlsb(path: Path, sheet: str) -> SheetCells:
    """The cells in error, merged cells and hidden rows of a sheet, and how far it reaches."""
    with zipfile.ZipFile(path) as book:
        part = _sheet_part(book, sheet, "xl/workbook.bin", _sheets_of_records)
        content = book.read(part) if part else b""
    seen, row = SheetCells(), 0
    for kind, start, length in _records(content):
        if kind == ROW_RECORD and length >= 4:
            row = struct.unpack_from("<I", content, start)[0]
            if length >= 12 and content[start + 11] & HIDDEN_FLAG:
                seen.hidden.add(row)
        elif kind == MERGED_RECORD and length >= 16:
            top, bottom, left, right = struct.unpack_from("<4I", content, start)
            seen.merged.append(((top, left), (bottom, right)))
        elif BLANK_RECORD < kind <= LAST_RECORD and length >= 9:
            column = struct.unpack_from("<I", content, start)[0]
            seen.see(row, column)
            if kind in (ERROR_RECORD, LAST_RECORD):
                seen.fail(row, column, CODES.get(content[start + 8], "an error"))
    return seen


def _records(content: bytes) -> Iterator[tuple[int, int, int]]:
    """(kind, start of the content, its length)."""
    at = 0
    while at < len(content):
        kind, at = _number(content, at, 2)
        length, at = _number(content, at, 4)
        yield kind, at, length
        at += length


def _number(content: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, the last without the eighth, and where it ends; after the end are zeros."""
    value = 0
    for place, byte in enumerate(content[at : at + most]):
        value |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            return value, at + place + 1
    return value, at + most


def _sheets_of_records(content: bytes) -> list[tuple[str, str]]:
    """(name, id of its link) of every sheet."""
    sheets = []
    for kind, start, _ in _records(content):
        if kind == SHEET_RECORD:
            link, at = _text(content, start + 8)
            sheets.append((_text(content, at)[0], link))
    return sheets


def _text(content: bytes, at: int) -> tuple[str, int]:
    length = struct.unpack_from("<I", content, at)[0]
    end = at + 4 + 2 * length
    return content[at + 4 : end].decode("utf-16-le"), end


def system_of_zipped(path: Path) -> int:
    """1904 where a workbook of Excel says that its days count from there; else 0."""
    with zipfile.ZipFile(path) as book:
        names = set(book.namelist())
        text = book.read("xl/workbook.xml") if "xl/workbook.xml" in names else b""
        content = book.read("xl/workbook.bin") if "xl/workbook.bin" in names else b""
    says = (content[start] & 1 for kind, start, length in _records(content) if kind == PROPERTIES_RECORD and length)
    return 1904 if SYSTEM_OF_1904.search(text) or any(says) else 0


def cells_of_ods(path: Path, sheet: str | None) -> SheetCells:
    """The cells in error, the formulas without a value, the merged cells and the hidden rows of a sheet (None: the
    first), and how far it reaches."""
    seen = SheetCells()
    with zipfile.ZipFile(path) as book, book.open("content.xml") as file:
        inside, row = False, 0
        for event, element in ElementTree.iterparse(file, events=("start", "end")):
            if element.tag == f"{TABLE}table":
                sheet = element.get(f"{TABLE}name", "") if sheet is None else sheet
                inside = event == "start" and element.get(f"{TABLE}name") == sheet
                row = 0
            elif event == "end" and element.tag == f"{TABLE}table-row":
                if inside:
                    times = int(element.get(f"{TABLE}number-rows-repeated", "1"))
                    row = _see_row(seen, element, row, times)
                element.clear()
    return seen


def _see_row(seen: SheetCells, row: ElementTree.Element, number: int, times: int) -> int:
    """The number of the row after this one, which may stand for several."""
    column, last = 0, number + times - 1
    filled = seen.cells
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        wide = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
        kind, formula = cell.get(f"{OFFICE}value-type"), cell.get(f"{TABLE}formula")
        text = "".join(cell.itertext()).strip()
        if kind or formula or text:
            seen.see(last, column + wide - 1, times * wide)
        if cell.get(f"{CALC}value-type") == "error" or (formula and ERROR.fullmatch(text)):
            seen.fail(number, column, text or "an error")
        elif formula and not kind and not text:
            seen.formulas.append(place_name(number, column))
        high, broad = (int(cell.get(f"{TABLE}number-{way}-spanned", "1")) for way in ("rows", "columns"))
        if high > 1 or broad > 1:
            seen.merged.append(((number, column), (number + high - 1, column + broad - 1)))
        column += wide
    if row.get(f"{TABLE}visibility", "visible") != "visible" and seen.cells > filled:
        seen.hidden |= set(range(number, last + 1))
    return last + 1

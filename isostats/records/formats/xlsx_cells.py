"""The cells of a sheet of zipped XML (.xlsx, .xlsm), looked at as text: far faster than any parser, and all that is
needed."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from isostats.records.formats.sheet_cells import NOT_RECORDED, SheetCells, place_of

# Names of elements may have a prefix (<x:c>), and attributes stand in any order.
IN_ERROR = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt\s*=\s*[\"']e[\"'][^>]*)>")
NOT_COMPUTED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)|</(?:\w+:)?c>)"
)
FAR_RIGHT = re.compile(rb"\br\s*=\s*[\"']([A-Z]{2,3}[0-9]+)[\"']")
ANY_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
COMPUTED_TEXT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")
SHARED_TEXT = re.compile(rb"\bt\s*=\s*[\"']s[\"']")
PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]+[0-9]+)[\"']")
VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)<")
CONTENT = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^>]*>([^<]*)<")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref\s*=\s*[\"']([A-Z]+[0-9]+):([A-Z]+[0-9]+)[\"']")
ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
ROW_NUMBER = re.compile(rb"\br\s*=\s*[\"']([0-9]+)[\"']")
HIDDEN = re.compile(rb"\bhidden\s*=\s*[\"'](?:1|true)[\"']")
FIRST_COLUMNS = 26
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def cells_of_xlsx(path: Path, sheet: str) -> SheetCells:
    """The cells in error, the formulas without a value, the merged cells and the hidden rows of a sheet, and how far it
    reaches."""
    with zipfile.ZipFile(path) as book:
        part = sheet_part(book, sheet, "xl/workbook.xml")
        text = book.read(part) if part else b""
    seen = SheetCells()
    for match in IN_ERROR.finditer(text):
        value = b"" if match[1].endswith(b"/") else text[match.end() : text.find(b"c>", match.end())]
        error = b"".join(VALUE.findall(value)).decode("utf-8", "replace").strip()
        if error != NOT_RECORDED:
            seen.errors.append((_place(match[1]), error or "an error"))
    for match in NOT_COMPUTED.finditer(text):
        if not (match[2] and COMPUTED_TEXT.search(match[1])):  # a formula may well give an empty text
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
        number = ROW_NUMBER.search(match[1])
        row = int(number[1]) - 1 if number else row + 1
        if HIDDEN.search(match[1]):
            hidden.add(row)
    return hidden


def without_blank_cells(path: Path, sheet: str, target: Path) -> SheetCells:
    """A copy of the workbook in which the cells of a sheet that hold nothing but blanks are not there."""
    left = SheetCells()
    with zipfile.ZipFile(path) as book:
        part = sheet_part(book, sheet, "xl/workbook.xml") or ""
        shared = _shared_blanks(book)

        def keep(match: re.Match[bytes]) -> bytes:
            content = CONTENT.findall(match[2] or b"")
            is_shared = bool(SHARED_TEXT.search(match[1])) and bool(content)
            blank = content[0] in shared if is_shared else not b"".join(content).strip()
            if not blank and (place := PLACE.search(match[1])):
                left.see(*place_of(place[1].decode()))
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
    name = next((name for name in book.namelist() if name.lower() == "xl/sharedstrings.xml"), None)
    if name is None:
        return set()
    texts = [each for each in ElementTree.fromstring(book.read(name)) if each.tag.endswith("}si")]
    return {str(number).encode() for number, each in enumerate(texts) if not "".join(each.itertext()).strip()}


def _place(attributes: bytes) -> str:
    place = PLACE.search(attributes)
    return place[1].decode() if place else "a cell without a place"


def sheet_part(
    book: zipfile.ZipFile,
    sheet: str,
    workbook: str,
    sheets_of: Callable[[bytes], list[tuple[str, str]]] | None = None,
) -> str | None:
    """The file in the workbook that holds a sheet. ``sheets_of`` lists (name, id of the link) of a workbook's text."""
    names, links_name = set(book.namelist()), f"xl/_rels/{posixpath.basename(workbook)}.rels"
    if not {workbook, links_name} <= names:
        return None
    wanted = {link for name, link in (sheets_of or _sheets_of)(book.read(workbook)) if name == sheet}
    links = ElementTree.fromstring(book.read(links_name))
    targets = [link.get("Target", "") for link in links if link.get("Id") in wanted]
    # an absolute target starts at the workbook's root, a relative one at xl/
    parts = [posixpath.normpath(posixpath.join("/xl", target)).lstrip("/") for target in targets]
    return next((part for part in parts if part in names), None)


def _sheets_of(text: bytes) -> list[tuple[str, str]]:
    elements = ElementTree.fromstring(text).iter()
    return [(each.get("name", ""), each.get(_ID, "")) for each in elements if each.tag.endswith("}sheet")]

"""The cells of a sheet of an OpenDocument workbook (.ods)."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from isostats.records.formats.sheet_cells import SheetCells, place_name

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
ERROR = re.compile(r"#[A-Z/0]+[!?]|#N/A|Err:\d+")


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

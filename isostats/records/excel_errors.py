"""Cells of a workbook that hold an Excel error: the reader takes them for empty, and a relapse would be lost."""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]+[0-9]+)"[^>]*?\bt="e"[^>]*>.*?<v>([^<]*)</v>')
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def error_cells(path: Path, sheet: str) -> list[tuple[str, str]]:
    """The cells of a sheet that hold an error, as (place, error); ``#N/A`` is Excel's own word for not recorded.

    Only workbooks that are zipped XML (.xlsx, .xlsm) can be asked; of any other there are none.
    """
    if not zipfile.is_zipfile(path):
        return []
    with zipfile.ZipFile(path) as book:
        part = _part(book, sheet)
        text = book.read(part) if part else b""
    found = [(place.decode(), error.decode()) for place, error in _CELL.findall(text)]
    return [(place, error) for place, error in found if error != "#N/A"]


def _part(book: zipfile.ZipFile, sheet: str) -> str | None:
    """The file in the workbook that holds a sheet."""
    names = set(book.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return None
    sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iter()
    wanted = [each.get(_ID) for each in sheets if each.tag.endswith("}sheet") and each.get("name") == sheet]
    links = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = [link.get("Target", "") for link in links if link.get("Id") in wanted]
    # an absolute target starts at the workbook's root, a relative one at xl/
    parts = [posixpath.normpath(posixpath.join("/xl", target)).lstrip("/") for target in targets]
    return next((part for part in parts if part in names), None)

"""The texts of a manuscript: Markdown, LaTeX and plain text by paragraphs, Word by the runs of its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from isostats.errors import StudyError

if TYPE_CHECKING:
    from docx.document import Document

BEGINS = re.compile(r"\s*(?:[-*+]\s|\d+[.)]\s|[|#>%]|\\(?:item|section|subsection|paragraph|begin|end|\[)\b)")
"""What the first line of an item, a row or a heading begins with, which goes on from no line above it."""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARKS = ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "proofErr")
OF_PARAGRAPHS = {f"{W}{name}" for name in ("pPr", "r", *MARKS)}
OF_RUNS = {f"{W}{name}" for name in ("rPr", "t", "tab", "br", "lastRenderedPageBreak", "commentReference")}
HIDDEN = "▴"
"""Stands for each letter that no reader takes for a part of a number: raised, lowered, struck through or hidden."""
NOT_OF_NUMBERS = ("superscript", "subscript", "strike", "double_strike", "hidden")
LATEX, WORD = ".tex", ".docx"
TEXTS = (".md", LATEX, ".txt", ".qmd", ".rmd")
COMMENT = re.compile(r"(?<!\S)%[^\n\r]*")
"""What LaTeX does not set."""


def passages_of(path: Path) -> list[tuple[int, str]]:
    """What is read as one, with the number of its first line: a paragraph, which an editor may have wrapped, with the
    empty lines after it."""
    passages: list[tuple[int, str]] = []
    ended, word = True, path.suffix.lower() == WORD
    for n, line in enumerate(_lines(path), 1):
        if word or not passages or (line.strip() and (ended or BEGINS.match(line))):
            passages.append((n, line))
        else:
            passages[-1] = (passages[-1][0], passages[-1][1] + line)
        ended = not line.strip()
    return passages


def _lines(path: Path) -> list[str]:
    kind = path.suffix.lower()
    if kind == WORD:
        return [text_of_runs(paragraph) for paragraph in paragraphs_of(document_of(path))]
    if kind not in TEXTS:
        kinds = ", ".join((*TEXTS, WORD))
        raise StudyError(f"{path.name} is no manuscript that can be read: it ends in none of {kinds}.")
    try:
        return path.read_bytes().decode("utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        raise StudyError(f"{path} does not exist.") from None
    except UnicodeDecodeError:
        raise StudyError(f"{path.name} is not text in UTF-8: save it so.") from None


def document_of(path: Path) -> Document:
    """A Word file, opened. Raises StudyError where it cannot be read, or nothing here reads Word."""
    try:
        from docx import Document as read
    except ModuleNotFoundError:
        raise StudyError("Word files need python-docx: pip install 'isostats[word]'.") from None
    try:
        return read(str(path))
    except Exception as error:  # python-docx raises errors of zip, XML and its own
        raise StudyError(f"{path.name} cannot be read as a Word file.") from error


def paragraphs_of(document: Document) -> list[Any]:
    """Every paragraph of the body and its tables."""
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    unique = {id(cell._tc): cell for cell in cells}.values()  # a merged cell comes once for each place
    return [*document.paragraphs, *(each for cell in unique for each in cell.paragraphs)]


def text_of_runs(paragraph: Any) -> str:
    """The letters of a paragraph's runs; those of references, or struck through or hidden, as signs of no number."""
    return "".join(HIDDEN * len(run.text) if _is_aside(run) else run.text for run in paragraph.runs)


def _is_aside(run: Any) -> bool:
    """Whether the letters of a run are no part of a number, by its own look or that of its style."""
    fonts = (run.font, run.style.font)
    looks = ((getattr(font, look) for font in fonts) for look in NOT_OF_NUMBERS)
    return any(next((each for each in look if each is not None), False) for look in looks)


def texts_beside(path: Path) -> Iterator[str]:
    """The texts of a Word file in which no number can be told or replaced: notes, text boxes, headers, comments, and
    paragraphs with links, fields or tracked changes."""
    from lxml import etree

    document = document_of(path)
    paragraphs = [paragraph._p for paragraph in paragraphs_of(document)]
    plain = {id(each) for each in paragraphs if _is_plain(each)}
    with ZipFile(path) as parts:
        others = [etree.fromstring(parts.read(name)) for name in parts.namelist()
                  if re.fullmatch(r"word/(?!document|styles|settings|numbering|font|web).*\.xml", name)]  # fmt: skip
    for root in (document.element, *others):
        for paragraph in root.iter(f"{W}p"):
            if id(paragraph) not in plain:
                yield "".join(each.text or "" for each in paragraph.iter(f"{W}t"))


def _is_plain(paragraph: Any) -> bool:
    """Whether a paragraph is of runs of letters alone."""
    of_runs = {each.tag for run in paragraph.findall(f"{W}r") for each in run}
    return {each.tag for each in paragraph} <= OF_PARAGRAPHS and of_runs <= OF_RUNS


def replace_letters(runs: Sequence[Any], start: int, end: int, text: str) -> None:
    """Put a text in the place of these letters, in the letters' own style: that of the run where they begin."""
    at = 0
    for run in runs:
        here, size = run.text, len(run.text)
        low, high = max(start - at, 0), min(end - at, size)
        if low < high:
            run.text = here[:low] + text + here[high:]
            text = ""
        at += size

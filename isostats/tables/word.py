"""Tables in Word, by python-docx: real tables with captions and notes, a header row that is repeated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from isostats.errors import OutputError
from isostats.tables.written import UNDER, Written
from isostats.words.language import translated
from isostats.words.numbers import count_text
from isostats.writing import whole_files

PROPERTIES = "docProps/core.xml"
BY = "Tables written by isostats"
NEVER = datetime(2000, 1, 1)
"""The time in every file, so that the same tables are the same bytes."""
CROWDED = 1.35
"""A table that asks for so many times the width of an upright page lies."""
MOST_UPRIGHT = 6
"""With more columns than this, or with sentences, the page lies on its side."""
BLANKS = "\u00a0\u2009\u202f"
WIDEST = 45
"""A longer text breaks in its column."""
LONGEST_WORD = 12
"""A longer word may break."""
DIGIT, BESIDE = 64_000, 2.5
"""The width of a digit, in the units of Word, and the blanks beside a text, in digits."""
RULE = {"val": "single", "sz": "8", "space": "0", "color": "000000"}


def write_word(tables: Sequence[Written], path: str | Path) -> None:
    """Write a Word file with these tables, each with a numbered caption, its header row repeated, and its notes.

    A file is replaced only where it was written here and nobody changed it. Raises OutputError otherwise, where the
    name does not end in .docx, and where python-docx is not installed.
    """
    path = Path(path)
    if path.suffix.lower() != ".docx":
        raise OutputError(f"{path.name} does not end in .docx, as a Word file does.")
    made = word_bytes(tables)
    with whole_files(path, ours=written_here) as (part,):
        part.write_bytes(made)


def written_here(path: Path) -> bool:
    """Whether a Word file is one of ours that nobody changed: an editor leaves its name and the time in it."""
    try:
        with ZipFile(path) as parts:
            return parts.read(PROPERTIES) == _properties()
    except (BadZipFile, KeyError, OSError):
        return False


def _properties() -> bytes:
    with ZipFile(BytesIO(word_bytes([]))) as parts:
        return parts.read(PROPERTIES)


def word_bytes(tables: Sequence[Written]) -> bytes:
    """The Word file; the same tables are the same bytes."""
    document = new_document()
    for number, table in enumerate(tables, 1):
        if not _section(document, table, first=number == 1) and number > 1:
            document.add_paragraph()
        add_table(document, number, table)
    document.add_paragraph()
    return saved(document)


def add_table(document: Any, number: int, table: Written) -> None:
    """Add a table with its numbered caption, and its notes below."""
    _numbered(document, "Table", number, table.title).paragraph_format.keep_with_next = True
    _table(document, table)
    if table.notes:
        document.add_paragraph(printable(table.notes))


def add_figure(document: Any, number: int, picture: bytes, *, caption: str, alt: str, width_mm: float) -> None:
    """Add a picture with its alternative text and, below it, its numbered caption."""
    from docx.shared import Mm

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(BytesIO(picture), width=Mm(width_mm))
    shape._inline.docPr.set("descr", printable(alt))
    _numbered(document, "Figure", number, caption)


def saved(document: Any) -> bytes:
    """The file of a document."""
    held = BytesIO()
    document.save(held)
    return _at_no_time(held)


def new_document() -> Any:
    """An empty document of ours. Raises OutputError where python-docx is not installed."""
    try:
        from docx import Document
    except ModuleNotFoundError:
        raise OutputError("Word files need python-docx: pip install 'isostats[word]'.") from None
    from docx.shared import Pt

    document = Document()
    about = document.core_properties
    about.author, about.comments, about.title, about.last_modified_by = "isostats", BY, "", ""
    about.created = about.modified = NEVER
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(9)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(3), 1
    return document


def _section(document: Any, table: Written, *, first: bool) -> bool:
    """A page on its side for a wide table, upright for others; whether a new one began."""
    from docx.enum.section import WD_ORIENT, WD_SECTION
    from docx.shared import Mm, Pt

    section = document.sections[-1]
    if first:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    broad = sum(_needed(table)) * DIGIT > CROWDED * Mm(210 - 2 * 20)
    lies = table.stacked or broad or len(table.header) > MOST_UPRIGHT
    if lies == (section.orientation == WD_ORIENT.LANDSCAPE):
        return False
    if not first:
        section = document.add_section(WD_SECTION.NEW_PAGE)
        ending = document.paragraphs[-1].paragraph_format  # it makes no page of its own where the one before is full
        ending.line_spacing, ending.space_after = Pt(1), Pt(0)
    section.orientation = WD_ORIENT.LANDSCAPE if lies else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = section.page_height, section.page_width
    return not first


def _numbered(document: Any, kind: str, number: int, words: str) -> Any:
    """*Table 1.* and the words of a caption; Word counts on by itself where tables are moved."""
    paragraph = document.add_paragraph(style="Caption")
    _plain(paragraph.add_run(f"{translated(kind)} "))
    counted = _element("w:fldSimple", **{"w:instr": rf" SEQ {kind} \* ARABIC "})
    run = paragraph.add_run(count_text(number))
    _plain(run)
    counted.append(run._r)
    paragraph._p.append(counted)
    _plain(paragraph.add_run(f". {printable(words)}"))
    return paragraph


def _table(document: Any, table: Written) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT

    header, body = table.header, table.body
    above = 1 if table.spans else 0
    made = document.add_table(rows=above + 1 + len(body), cols=len(header))
    made.alignment = WD_TABLE_ALIGNMENT.LEFT
    made.autofit = False
    made._tbl.tblPr.append(_borders("w:tblBorders", "top", "bottom"))
    section = document.sections[-1]
    widths = _widths(table, section.page_width - section.left_margin - section.right_margin)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    if table.spans:
        _spans(made.rows[0], table)
    for place, (row, cells) in enumerate(zip(list(made.rows)[above:], [header, *body], strict=True)):
        marks = row._tr.get_or_add_trPr()
        marks.append(_element("w:cantSplit"))
        if not place:
            marks.append(_element("w:tblHeader"))
        kept = not place or (place < len(body) and keeps_next(body, place - 1))
        for at, (cell, text, width) in enumerate(zip(row.cells, cells, widths, strict=True)):
            cell.width = width
            parts = (text, "", "") if place else table.heads[at]
            _write(cell, parts, to_the_right=table.of_numbers[at], head=not place, kept=kept)


def _spans(row: Any, table: Written) -> None:
    """A row of heads that each stand over several columns."""
    row._tr.get_or_add_trPr().extend([_element("w:cantSplit"), _element("w:tblHeader")])
    first, cells = 0, list(row.cells)
    for head, columns in table.spans:
        cell = cells[first].merge(cells[first + columns - 1]) if columns > 1 else cells[first]
        _write(cell, (head, "", ""), to_the_right=False, head=bool(head), kept=True)
        first += columns


def _widths(table: Written, page: int) -> list[int]:
    """The page's width by column: numbers get what their longest needs, and texts share what is left or break."""
    needed = _needed(table)
    of_numbers = sum(need for need, numbers in zip(needed, table.of_numbers, strict=True) if numbers)
    left, of_texts = page / DIGIT - of_numbers, sum(needed) - of_numbers
    if left < of_texts:  # no narrower than a third of what they need
        share, least = max(left / of_texts, 1 / 3), [_longest_word(table, place) for place in range(len(needed))]
        each = zip(needed, table.of_numbers, least, strict=True)
        needed = [need if numbers else max(share * need, word) for need, numbers, word in each]
    return [int(page * need / sum(needed)) for need in needed]


def _needed(table: Written) -> list[float]:
    """What each column asks for, in digits."""
    needed = []
    for place, (head, numbers) in enumerate(zip(table.below, table.of_numbers, strict=True)):
        longest = max(len(cells[place]) for cells in table.body)
        words = 1.1 * max(map(len, head.split()), default=0)  # bold
        needed.append(max(longest if numbers else 0.9 * min(longest, WIDEST), words, len(head) / 2) + BESIDE)
    return needed


def _longest_word(table: Written, place: int) -> float:
    """The room that keeps the words of a column whole, where they are no longer than most."""
    cells = [table.below[place], *(row[place] for row in table.body)]
    words = [len(word) for cell in cells for word in cell.split() if len(word) <= LONGEST_WORD]
    return max(words, default=0) + BESIDE


def keeps_next(body: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a row stays on the page of the next: a heading, the first of a block, and the row before a last one.

    A block is what stands under one heading, or repeats the first cell as far as its colon.
    """
    before, here, after, then = (_block(body, at) for at in range(place - 1, place + 3))
    if not then:
        return True
    heading = after == UNDER != here
    return heading or (here == after and (before != here or then != after))


def _block(body: Sequence[Sequence[str]], place: int) -> str:
    """What the rows of a block have in common; nothing beyond the table."""
    if not 0 <= place < len(body):
        return ""
    row = body[place]
    return UNDER if any(cell.startswith(UNDER) for cell in row[:2]) else row[0].partition(":")[0] or " "


def _write(cell: Any, parts: tuple[str, str, str], *, to_the_right: bool, head: bool, kept: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = 0
    if to_the_right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for text, slanted in zip(parts, (False, True, False), strict=True):
        if text or not any(parts):
            run = paragraph.add_run(printable(text))
            run.bold, run.italic = head, slanted or None
    if kept:
        paragraph.paragraph_format.keep_with_next = True
    if head:
        cell._tc.get_or_add_tcPr().append(_borders("w:tcBorders", "bottom"))


def _borders(name: str, *sides: str) -> Any:
    borders = _element(name)
    for side in sides:
        borders.append(_element(f"w:{side}", **{f"w:{key}": value for key, value in RULE.items()}))
    return borders


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made


def _plain(run: Any) -> None:
    from docx.shared import Pt, RGBColor

    run.font.size, run.font.color.rgb, run.bold = Pt(10), RGBColor(0, 0, 0), True


def printable(text: str) -> str:
    """A text that XML can hold, on one line; the blanks of journals stay what they are."""
    kept = (" " if sign.isspace() and sign not in BLANKS else sign for sign in text)
    return "".join(sign for sign in kept if sign.isprintable() or sign in BLANKS)


def _at_no_time(held: BytesIO) -> bytes:
    """The same file with one time for all its parts."""
    again = BytesIO()
    with ZipFile(held) as parts, ZipFile(again, "w", ZIP_DEFLATED) as written:
        for name in parts.namelist():
            part = ZipInfo(name, NEVER.timetuple()[:6])
            part.compress_type = ZIP_DEFLATED
            written.writestr(part, parts.read(name))
    return again.getvalue()

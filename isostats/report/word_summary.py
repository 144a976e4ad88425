"""The summary as a Word file: the answer, its figure, five numbers and tables, with captions that Word counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from isostats.analyses.protocol import Table, Text
from isostats.figures.drawing import Drawn
from isostats.report.summary import Summary
from isostats.tables.word import add_figure, add_table, new_document, printable, saved
from isostats.words.language import translated

PICTURE_MM = 160
MOST_IN_PROPERTY = 255
"""Letters that a property of a Word file may have."""


def summary_word(summary: Summary, further: Sequence[Table] = ()) -> bytes:
    """The Word file; ``further`` tables follow on pages of their own. The same summary is the same bytes.

    Raises OutputError where python-docx is not installed.
    """
    document = new_document()
    document.core_properties.title = printable(summary.title)[:MOST_IN_PROPERTY]
    _upright(document)
    document.add_heading(printable(summary.title), 0)
    for words in (summary.banner, summary.custody, summary.note):
        _paragraph(document, words, bold=words == summary.banner)
    _answer(document, summary.first.estimand.title, summary.first.sentence)
    for words in (summary.first.meaning, summary.eligible):
        _paragraph(document, words)
    for each in summary.lead:
        if isinstance(each, Text):
            _paragraph(document, each.words)
    pictures = [block for block in summary.lead if isinstance(block, Drawn)]
    for number, each in enumerate(pictures, 1):
        caption, alt = translated(each.words.caption), translated(each.words.alt)
        add_figure(document, number, each.files["png"], caption=caption, alt=alt, width_mm=PICTURE_MM)
    add_table(document, 1, summary.numbers_table.written().spoken)
    document.add_heading(translated("The answers in words"), 1)
    for statement in summary.statements:
        words = statement.beside if statement is summary.first else statement.words
        if words:
            _answer(document, statement.estimand.title, words)
    tables = 1
    if summary.people is not None and summary.people.body:
        tables += 1
        document.add_heading(translated("Who they are"), 1)
        add_table(document, tables, summary.people.written().spoken)
    document.add_heading(translated("To keep in mind"), 1)
    for words in (summary.naive, *summary.caveats):
        _paragraph(document, words)
    for number, table in enumerate(further, tables + 1):
        document.add_page_break()
        add_table(document, number, table.written().spoken)
    return saved(document)


def _upright(document: Any) -> None:
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)


def _answer(document: Any, title: str, words: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{translated(title)}. ").bold = True
    paragraph.add_run(printable(translated(words)))


def _paragraph(document: Any, words: str, *, bold: bool = False) -> None:
    if words:
        document.add_paragraph().add_run(printable(translated(words))).bold = bold

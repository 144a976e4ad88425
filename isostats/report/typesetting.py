"""The blocks of a page as a document of typst, for machines without a browser."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from isostats.analyses.protocol import Definitions, Heading, Table, Text
from isostats.figures.drawing import Drawn
from isostats.figures.finished import Kind
from isostats.report.page import GridExplorer, Section, Shown, folded_words
from isostats.report.summary import Summary
from isostats.words.language import spoken, translated

PREAMBLE = """#set document(title: TITLE, date: none)
#set text(lang: LANGUAGE)
#set page(paper: "a4", margin: 16mm, numbering: "1")
#set text(size: 9pt)
#show figure: set block(breakable: false)
#show heading: set block(sticky: true)
#show table.cell.where(y: 0): strong
#set table(stroke: (x, y) => (bottom: if y == 0 { 0.6pt } else { 0.2pt }), inset: (x: 3pt, y: 2.5pt))
"""
NARROWEST, WIDEST = 4, 30
"""A column gets room by its longest text, from so many letters up to so many."""
BREAK, BREAKS_AFTER = "\N{ZERO WIDTH SPACE}", 8
SET_AS: Sequence[Kind] = ("svg", "png")
"""The formats in which typst takes a figure; one of them is always drawn, for the page."""
LONG_WORD = re.compile(r"\S{20,}")
"""An address, or a name without a space."""


def typeset(summary: Summary, sections: Sequence[Section]) -> bytes:
    """The report as PDF: the summary, then every section."""
    import typst

    preamble = PREAMBLE.replace("TITLE", _quoted(summary.title)).replace("LANGUAGE", _quoted(spoken()))
    with tempfile.TemporaryDirectory(prefix="isostats-typst-") as place:
        folder = Path(place)
        parts = [preamble, *_summary(summary, folder), _small(folded_words(sections))]
        for section in sections:
            parts += [_heading(section.title, 2), *(_block(block, folder) for block in section.blocks)]
        source = folder / "report.typ"
        source.write_text("\n\n".join(parts), encoding="utf-8")
        made: bytes = typst.compile(str(source))
        return made


def _summary(it: Summary, folder: Path) -> list[str]:
    first = it.first
    parts = [_strong(it.banner), _small(it.custody), _heading(it.title, 1), _small(it.note)]
    parts += [f"#text(size: 12pt)[{_text(f'{first.estimand.title}. {first.sentence}')}]", _small(first.meaning)]
    parts += [_small(it.eligible), *(_block(block, folder) for block in it.lead), _block(it.numbers_table, folder)]
    parts += [_text(f"{each.estimand.title}. {each.words}") for each in it.statements[1:]]
    parts += [_text(first.beside)]
    parts += [_block(it.people, folder)] if it.people is not None and it.people.body else []
    parts += [_heading("To keep in mind", 3), *map(_text, (it.naive, *it.caveats))]
    return [part for part in parts if part]


def _block(block: Shown, folder: Path) -> str:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Text):
        return _small(block.words) if block.quiet else _text(block.words)
    if isinstance(block, Heading):
        return _heading(block.words, 3)
    if isinstance(block, Definitions):
        return "\n".join(f"/ {_text(term)}: {_text(meaning)}" for term, meaning in block.terms)
    return _figure(block.picture if isinstance(block, GridExplorer) else block, folder)


def _figure(drawn: Drawn, folder: Path) -> str:
    kind = next(each for each in SET_AS if each in drawn.files)
    data = drawn.files[kind]
    name = f"figure{len(list(folder.iterdir()))}.{kind}"
    (folder / name).write_bytes(data)
    picture = f'image({_quoted(name)}, width: 100%, height: 95mm, fit: "contain", alt: {_quoted(drawn.words.alt)})'
    return f"#figure({picture}, caption: [{_text(drawn.words.caption)}])"


def _table(table: Table) -> str:
    written = table.written()
    rows = [written.header, *written.body]
    widths = [max(NARROWEST, *(min(len(row[i]), WIDEST) for row in rows)) for i in range(len(written.header))]
    head = ", ".join(f"[{_text(cell)}]" for cell in written.header)
    body = "\n".join("  " + " ".join(f"[{_text(cell)}]," for cell in row) for row in written.body)
    columns = ", ".join(f"{width}fr" for width in widths)
    cells = f"#table(columns: ({columns},), table.header({head}),\n{body}\n)"
    caption = f"#block(sticky: true)[#text(size: 8pt)[{_text(written.caption)}]]"
    return f"{caption}\n#[#set text(size: 7pt)\n{cells}]"


def _heading(words: str, level: int) -> str:
    return f"#heading(level: {level})[{_text(words)}]"


def _strong(words: str) -> str:
    return words and f"#strong[{_text(words)}]"


def _small(words: str) -> str:
    return words and f"#text(size: 8pt, fill: luma(35%))[{_text(words)}]"


def _text(words: str) -> str:
    """A text as typst takes it letter by letter: nothing in it is markup. A word too long for a column may break."""
    return words and f"#{_quoted(LONG_WORD.sub(_breakable, translated(words)))}"


def _breakable(word: re.Match[str]) -> str:
    return BREAK.join(word[0][i : i + BREAKS_AFTER] for i in range(0, len(word[0]), BREAKS_AFTER))


def _quoted(words: str) -> str:
    plain = "".join(sign for sign in words if sign.isprintable() or sign == BREAK)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'

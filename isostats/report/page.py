"""The report as one self-contained page: blocks in sections, the template, nothing from outside."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from isostats.analyses.protocol import Block, Definitions, Explored, Heading, Table, Text
from isostats.analyses.results import StudyResults
from isostats.figures.drawing import Drawing, Drawn
from isostats.report.grid_explorer import GridExplorer, explorer_of, script, script_hash
from isostats.resources import beside_code
from isostats.words.numbers import stated_percent

_NUMBER = re.compile(r"[<>+−–-]?[\d,.]*%?(\s\(.*\))?")


Shown = Text | Heading | Drawn | Definitions | Table | GridExplorer
"""A block whose figure is drawn."""


@dataclass(frozen=True)
class Section:
    """A section of the page."""

    id: str
    title: str
    blocks: list[Shown] = field(default_factory=list)


def sections_of(results: StudyResults, pictures: Mapping[str, Drawn]) -> list[Section]:
    """The sections in the order of the analyses; what is part of another one stands there under its title."""
    sections: dict[str, Section] = {}
    claim = stated_percent(results.study.claim.remission)
    for analysis in results.analyses:
        blocks = shown(results.answers[analysis.id].blocks, pictures) if analysis.id in results.answers else []
        if not blocks:
            continue
        title = analysis.title.format(claim=claim)
        if analysis.part_of:
            sections[analysis.part_of].blocks.extend([Heading(title), *blocks])
        else:
            sections[analysis.id] = Section(analysis.id, title, blocks)
    return list(sections.values())


def shown(blocks: Iterable[Block], pictures: Mapping[str, Drawn]) -> list[Shown]:
    """The blocks with their figures drawn; a table without rows is not shown."""
    made: list[Shown] = []
    for block in blocks:
        if isinstance(block, Drawing):
            made.append(pictures[block.name])
        elif isinstance(block, Explored):
            made.append(explorer_of(block, pictures[block.drawing.name]))
        elif not isinstance(block, Table) or block.body:
            made.append(block)
    return made


def render(*, sections: Sequence[Section], **words: Any) -> str:
    """The page as text: its ``title``, a ``banner``, in ``custody`` for whom it is, a ``note``, the ``answers`` in
    order with what is said ``beside`` all of them, ``lead`` figures, and the sections.

    Everything is escaped; pictures are embedded; a content policy forbids outside requests.
    A page with a grid to look into has one script, which the policy lets in by its hash; other pages have none.
    """
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    template = environment.from_string(beside_code("report", "page.html.j2").read_text(encoding="utf-8"))
    explored = any(isinstance(block, GridExplorer) for section in sections for block in section.blocks)
    return template.render(
        sections=sections, show=_show, script=Markup(script() if explored else ""), script_hash=Markup(script_hash()),
        style=Markup(beside_code("report", "explorer.css").read_text(encoding="utf-8")), **words,
    )  # fmt: skip


def _show(block: Shown) -> Markup:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Text):
        return Markup('<p class="note">{}</p>' if block.quiet else "<p>{}</p>").format(block.words)
    if isinstance(block, Heading):
        return Markup("<h3>{}</h3>").format(block.words)
    if isinstance(block, Definitions):
        return Markup("<dl>{}</dl>").format(_joined("<dt>{}</dt><dd>{}</dd>", block.terms))
    if isinstance(block, GridExplorer):
        return Markup(
            '<div class="explorable">\n{}<p class="note">Every definition with its numbers: <a href="{}">{}</a>.</p>\n'
            '<script type="application/json">{}</script>\n</div>\n'
        ).format(_show(block.picture), block.table, block.table, Markup(block.data))
    svg = "svg" in block.files  # a release has none
    media, data = ("svg+xml", block.files["svg"]) if svg else ("png", block.files["png"])
    source = f"data:image/{media};base64,{base64.b64encode(data).decode('ascii')}"
    return Markup(
        '<figure><img src="{}" alt="{}"><figcaption><details><summary><b>{}.</b> Full caption, with every number'
        "</summary><p>{}</p></details></figcaption></figure>\n"
    ).format(source, block.words.alt, block.words.title, block.words.caption)


def _joined(form: str, values: Iterable[Sequence[str]]) -> Markup:
    return Markup("").join(Markup(form).format(*each) for each in values)


def _table(table: Table) -> Markup:
    rows, above = [], ""
    for cells in table.body:
        named = enumerate(zip(cells, table.header, strict=True))
        row = [_cell(cell, name if table.stacked else "", same=i == 0 and cell == above) for i, (cell, name) in named]
        rows.append([Markup("").join(row)])
        above = cells[0]
    head, body = _joined('<th scope="col">{}</th>', [[name] for name in table.header]), _joined("<tr>{}</tr>\n", rows)
    return Markup(
        '<p class="caption" id="of-{}">{}</p>\n<div class="scroll"><table{} aria-labelledby="of-{}">'
        "<thead><tr>{}</tr></thead>"
        "<tbody>\n{}</tbody></table></div>\n"
    ).format(table.name, table.caption, Markup(' class="stacked"' * table.stacked), table.name, head, body)


def _cell(text: str, label: str, *, same: bool) -> Markup:
    """A cell; numbers never break, and a first cell that repeats the one above it steps back.

    With a ``label`` it carries its heading along, for where it stands below the others and not beside them.
    """
    if label:
        return Markup('<td data-label="{}">{}</td>').format(label, text)
    kind = "same" if same else "number" if _NUMBER.fullmatch(text) else ""
    kind = "link" if text.startswith(("https://", "http://")) else kind
    return Markup('<td class="{}">{}</td>').format(kind, text) if kind else Markup("<td>{}</td>").format(text)

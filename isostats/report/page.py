"""The report as one self-contained page: blocks in sections, the template, nothing from outside.

A script (``page.js``) sorts tables and enlarges figures, and one more (``explorer.js``) makes the grid of definitions a
picture to look into, from JSON that the page itself holds. They ask nothing of a server, and are let in by the hash of
their text alone. Without them, and in print, everything stands there with its caption.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from isostats.analyses.protocol import Block, Definitions, Explored, Heading, Table, Text
from isostats.analyses.results import StudyResults
from isostats.figures.drawing import Drawing, Drawn, on_a_page
from isostats.figures.grid_definitions import NO_LEVEL, POSITIONS, Grid, read_grid
from isostats.figures.ticks import share_ticks
from isostats.resources import beside_code
from isostats.study.grid_axes import HIGHEST, LOWEST
from isostats.tables.html import joined, table_html
from isostats.vocabulary import names as v
from isostats.words.explorer import OF_A_GRID, each_translated, script_words
from isostats.words.html import translated_markup
from isostats.words.language import translated
from isostats.words.numbers import percent, stated_percent

if TYPE_CHECKING:
    from jinja2 import Template

    from isostats.analyses.five_numbers import KeyNumber
    from isostats.figures.finished import Kind

HOW = (
    "In remission{}, definitions from the lowest estimate to the highest. Point at one, tap it or go along with the "
    "arrow keys to read its definition; tick levels to see only the definitions that have them."
)


FOLDED = (
    "On the screen, “Every number and the definition” unfolds under a figure; figures/captions.md has the same text."
)
"""Said once on paper, where nothing unfolds."""
BEGUN = 'for (const place of document.querySelectorAll(".explorable")) explore(place);\n'


@dataclass(frozen=True)
class GridExplorer:
    """The specification curve as ``picture``, the same as JSON for the script, and the table that holds the numbers.

    ``data`` is safe inside a script element whatever a group is called: it holds no ``<``, ``>`` or ``&``.
    """

    picture: Drawn
    data: str
    table: str


Shown = Text | Heading | Drawn | Definitions | Table | GridExplorer
"""A block whose figure is drawn."""


@dataclass(frozen=True)
class Section:
    """A section of the page."""

    id: str
    title: str
    blocks: list[Shown] = field(default_factory=list)


def sections_of(results: StudyResults, pictures: Mapping[str, Drawn]) -> list[Section]:
    """The sections in the order of the analyses; what is part of another one stands there under its title.

    Where the other one itself has nothing to show, its section is made of the parts alone.
    """
    sections: dict[str, Section] = {}
    claim = stated_percent(results.study.claim.remission)
    titles = {analysis.id: analysis.title.format(claim=claim) for analysis in results.analyses}
    for analysis in results.analyses:
        blocks = shown(results.answers[analysis.id].blocks, pictures) if analysis.id in results.answers else []
        if not blocks:
            continue
        title = titles[analysis.id]
        whole = analysis.part_of or analysis.id
        part = [Heading(title), *blocks] if analysis.part_of and title else blocks
        sections.setdefault(whole, Section(whole, titles[whole])).blocks.extend(part)
    return list(sections.values())


def shown(blocks: Iterable[Block], pictures: Mapping[str, Drawn]) -> list[Shown]:
    """The blocks with their figures drawn, or a sentence where one is empty; a table without rows is not shown."""
    made: list[Shown] = []
    for block in blocks:
        if isinstance(block, Drawing | Explored):
            picture = pictures[block.name if isinstance(block, Drawing) else block.drawing.name]
            if not picture.files:
                made.append(Text(picture.words.instead, quiet=True))
            else:
                made.append(picture if isinstance(block, Drawing) else explorer_of(block, picture))
        elif not isinstance(block, Table) or block.cells:
            made.append(block)
    return made


@cache
def template() -> Template:
    """The page as it is to be filled, compiled once."""
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    return environment.from_string(beside_code("report", "page.html.j2").read_text(encoding="utf-8"))


def render(
    *,
    sections: Sequence[Section],
    eligible: str = "",
    numbers: Sequence[KeyNumber] = (),
    people: Table | None = None,
    caveats: Sequence[str] = (),
    **words: Any,
) -> str:
    """The page as text: its ``title``, a ``banner``, in ``custody`` for whom it is, a ``note``, the ``answers`` in
    order with who is ``eligible`` and what is said ``beside`` all of them, ``lead`` figures, the five ``numbers``, who
    the ``people`` are, ``caveats``, and the sections.

    Everything is escaped; pictures are embedded; a content policy forbids outside requests, and lets in the page's one
    script by its hash.
    """
    explored = any(isinstance(block, GridExplorer) for section in sections for block in section.blocks)
    page = template().render(
        sections=sections, eligible=eligible, show=_show, numbers=numbers, people=people, caveats=caveats,
        folded=folded_words(sections),
        script=Markup(script(explored=explored)), script_hash=Markup(script_hash(explored=explored)),
        style=Markup(beside_code("report", "explorer.css").read_text(encoding="utf-8") if explored else ""), **words,
    )  # fmt: skip
    return translated_markup(page)


def folded_words(sections: Iterable[Section]) -> str:
    """Where the text is that paper does not show; empty where no figure folds any."""
    blocks = [block.picture if isinstance(block, GridExplorer) else block for part in sections for block in part.blocks]
    return FOLDED * any(isinstance(block, Drawn) and bool(block.words.details) for block in blocks)


def _show(block: Shown, *, first: bool = False) -> Markup:
    """A block as it stands on the page; on paper the ``first`` figure has the layout of a narrow screen, as it stands
    beside the five numbers and would be too small to read otherwise.
    """
    if isinstance(block, Table):
        return table_html(block.written())
    if isinstance(block, Text):
        return Markup('<p class="note">{}</p>' if block.quiet else "<p>{}</p>").format(block.words)
    if isinstance(block, Heading):
        return Markup("<h3>{}</h3>").format(block.words)
    if isinstance(block, Definitions):
        return Markup("<dl>{}</dl>").format(joined("<dt>{}</dt><dd>{}</dd>", block.terms))
    if isinstance(block, GridExplorer):
        return Markup(  # a link to a file beside the page would hold the path of this machine in a PDF
            '<div class="explorable">\n{}<p class="note">Every definition with its numbers: '
            '<a class="file" href="{}">{}</a><span class="on-paper">{}</span>.</p>\n'
            '<script type="application/json">{}</script>\n</div>\n'
        ).format(_show(block.picture), block.table, block.table, block.table, Markup(block.data))
    kind = on_a_page(block.files) or "png"
    words, more = block.words, Markup("")
    if words.details:
        folded = Markup("<details><summary>Every number and the definition</summary><p>{}</p></details>")
        more = folded.format(words.details)
    wide, narrow = _embedded(kind, block.files[kind]), _embedded(kind, block.phone) if block.phone else Markup("")
    return Markup(
        '<figure><div class="scroll picture{}{}" tabindex="0">{}</div>'
        "<figcaption><p><b>{}</b>{}</p>{}</figcaption></figure>\n"
    ).format(
        " narrow" if narrow else "", " both" if narrow and first else "", _image(wide, narrow, words.alt, first=first),
        f"{words.title}.", words.caption.removeprefix(f"{words.title}."), more,
    )  # fmt: skip


def _image(wide: Markup, narrow: Markup, alt: str, *, first: bool) -> Markup:
    """A picture as the style and the width of the window choose it.

    Two images where paper has the narrow one: the choice of a ``picture`` is not made anew for printing.
    """
    if narrow and first:
        return Markup('<img class="wide" src="{}" alt="{}"><img class="slim" src="{}" alt="{}">').format(
            wide, alt, narrow, alt
        )
    source = Markup('<source media="screen and (max-width: 40rem)" srcset="{}">').format(narrow) if narrow else ""
    return Markup('<picture>{}<img src="{}" alt="{}"></picture>').format(source, wide, alt)


def _embedded(kind: Kind, data: bytes) -> Markup:
    """The address of a picture that is within the page: of its letters none is one to be escaped."""
    media = {"svg": "svg+xml"}.get(kind, kind)
    return Markup(f"data:image/{media};base64,{base64.b64encode(data).decode('ascii')}")


def explorer_of(block: Explored, picture: Drawn) -> GridExplorer:
    """The block of an answer whose figure is drawn; the same frame gives the same bytes.

    Definitions without an estimate carry no number at all.
    """
    keywords = block.drawing.keywords
    grid = read_grid(block.drawing.result, claim=keywords["claim"], margin=keywords["margin"])
    return GridExplorer(picture, as_json(grid), block.table)


def as_json(grid: Grid) -> str:
    """What the script needs, in the order of the picture: numbers to 1e-6 for drawing, and the words with theirs.

    The words are made here, in the language that is spoken, so that the page rounds as every table and caption does.
    """
    start = grid.floor()
    starts = f" (axis starts at {start}%)" if start else ""
    position = [POSITIONS.index(p) if p in POSITIONS else len(POSITIONS) for p in grid.frame["position"]]
    explored: dict[str, Any] = {
        "claim": grid.claim,
        "margin": grid.margin,
        "words": script_words(OF_A_GRID),
        "claimed": translated(f"claim {percent(grid.claim, 0)}"),
        "how": " ".join(filter(None, map(translated, (HOW.format(starts), grid.ranges_words)))),
        "within": translated(f"within {grid.margin_words} of it ({grid.band_words()})"),
        "places": each_translated([*map(grid.place_words, POSITIONS), "undecided"]),
        "floor": start / 100,
        "ticks": [[t / 100, translated(f"{t}%")] for t in share_ticks(start)],
        "none": translated(NO_LEVEL),
        "drawn": grid.drawn,
        "primary": grid.primary,
        "choices": [
            {
                "column": c.column, "label": translated(c.label), "values": c.values,
                "levels": each_translated(c.levels), "codes": c.codes.tolist(),
            }
            for c in grid.choices
        ],
        v.NAIVE: [int(not aware) for aware in grid.aware],
        "position": [p if i < grid.drawn else len(POSITIONS) for i, p in enumerate(position)],
        **{
            name: [round(float(value), 6) if isfinite(value) else None for value in grid.numbers(name)]
            for name in (v.ESTIMATE, v.LOWER, v.UPPER)
        },
        **{
            name: [round(float(end), 6) if grid.is_range(row) else None for row, end in enumerate(ends)]
            for name, ends in zip((LOWEST, HIGHEST), grid.ends, strict=True)
        },
        "told": [translated(grid.estimate_words(row)) for row in range(grid.drawn)],
    }  # fmt: skip
    text = json.dumps(explored, separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def script(*, explored: bool = True) -> str:
    """The script, as it stands in the page, with what a grid to look into needs where one is ``explored``."""
    always = beside_code("report", "page.js").read_text(encoding="utf-8")
    return explorer_script() + BEGUN + always if explored else always


def explorer_script() -> str:
    """What the page and a notebook's widget share; whoever takes it says where it begins."""
    return beside_code("report", "explorer.js").read_text(encoding="utf-8")


def script_hash(*, explored: bool = True) -> str:
    """The source by which a content security policy lets in this script and no other.

    >>> script_hash()[:8]
    "'sha256-"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(script(explored=explored).encode()).digest()).decode('ascii')}'"

"""The page on paper: how large the text of its figures is, what it links to, and what it does not lose."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from isostats.analyses.claims.scorecard import SAID_ONCE
from isostats.figures.drawing import Drawn
from isostats.figures.finished import Words
from isostats.report import printing
from isostats.report.job import Finished
from isostats.report.page import FOLDED, Section, render
from isostats.resources import beside_code
from tests.report.browser import CHROMIUM, browser

LEAST_PT, MM = 6.0, 72 / 25.4
TALLEST_MM = 247.0
"""The lint of figures lets none be taller."""
NO_BROWSER = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine; .ci/run installs one")


@dataclass(frozen=True)
class Picture:
    """An image of the page: its size and its smallest letters in points, as the SVG declares them."""

    width: float
    height: float
    letters: float

    @classmethod
    def of(cls, address: str) -> Picture:
        svg = base64.b64decode(address.partition("base64,")[2]).decode()
        head = svg[svg.index("<svg") : svg.index(">", svg.index("<svg"))]
        width, height = (float(re.search(rf' {side}="([\d.]+)pt"', head)[1]) for side in ("width", "height"))
        letters = min(float(size) for size in re.findall(r"font(?:-size)?:[^;\"]*?([\d.]+)px", svg))
        return cls(width, height, letters)


def print_style() -> str:
    style = beside_code("report", "page.html.j2").read_text(encoding="utf-8")
    return style[style.index("@media print {") : style.index("{{ style }}")]


def in_mm(pattern: str) -> list[float]:
    found = re.search(pattern, print_style())
    assert found, pattern
    return [float(each) for each in found.groups()]


def printed_letters(picture: Picture, room_mm: float, tallest_mm: float) -> float:
    """The smallest letters in points once the picture is fitted into that room."""
    scale = min(1.0, room_mm * MM / picture.width, tallest_mm * MM / picture.height)
    return picture.letters * scale


def test_letters_of_every_figure_are_at_least_six_points_on_paper(example: Finished) -> None:
    page = (example.folder / "report.html").read_text(encoding="utf-8")
    _, sides, _ = in_mm(r"size: A4; margin: (\d+)mm (\d+)mm (\d+)mm")
    (column,), (tallest,) = in_mm(r"grid-template-columns: (\d+)mm"), in_mm(r"max-height: (\d+)mm")
    (widest,) = in_mm(r"max-width: min\(100%, (\d+)mm\)")
    room = min(widest, 210 - 2 * sides)
    (first,) = re.findall(r'<img class="slim" src="([^"]+)"', page)
    assert printed_letters(Picture.of(first), column, tallest) >= LEAST_PT
    others = re.findall(r'<picture>.*?<img src="([^"]+)"', page)
    assert len(others) > 10
    for each in map(Picture.of, others):
        assert printed_letters(each, room, tallest) >= LEAST_PT
    tall = Picture(183 * MM, TALLEST_MM * MM, 7)
    assert printed_letters(tall, room, tallest) >= LEAST_PT


@NO_BROWSER
def test_the_browser_prints_letters_of_that_size(example: Finished, tmp_path: Path) -> None:
    """As the page stands in print, as wide as the paper between its margins: each image that is seen, measured."""
    with browser(tmp_path) as shown:
        shown.open(example.folder / "report.html", width=round(180 / 25.4 * 96))
        shown.ask("Emulation.setEmulatedMedia", media="print")
        seen = shown.value(
            "[...document.images].filter(i => i.getClientRects().length)"
            ".map(i => [i.src, i.getBoundingClientRect().width * 72 / 96])"
        )
    assert len(seen) == len(list((example.folder / "figures").glob("*.svg")))
    for address, points in seen:
        picture = Picture.of(address)
        assert picture.letters * points / picture.width >= LEAST_PT


@NO_BROWSER
def test_the_pdf_names_no_folder_of_this_machine_and_counts_its_pages(example: Finished, tmp_path: Path) -> None:
    made = tmp_path / "report.pdf"
    page = example.folder / "report.html"
    assert "tables/grid.csv" in page.read_text(encoding="utf-8")
    assert printing._printed(str(CHROMIUM), page, made)
    inside = b"\n".join(unpacked(made.read_bytes()))
    assert b"/Title" in inside
    assert b"file:" not in inside
    assert str(example.folder).encode() not in inside
    assert not re.search(rb"/URI ?\((?!https?:)", inside)
    assert b"/Outlines" in inside


def unpacked(pdf: bytes) -> Iterator[bytes]:
    """The bytes of a PDF, and of each of its streams decompressed."""
    yield pdf
    for stream in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            yield zlib.decompressobj().decompress(stream[1])
        except zlib.error:  # not compressed: it is among the bytes above
            continue


def test_paper_says_where_the_folded_text_is() -> None:
    empty = dict.fromkeys(("title", "banner", "custody", "note", "beside"), "")
    drawn = Drawn(Words("A curve", "A curve. Falling.", "A line.", "All numbers."), {"png": b""})
    plain = replace(drawn, words=replace(drawn.words, details=""))
    texts = [render(**empty, answers=[], lead=[], sections=[Section("s", "Some", [each])]) for each in (drawn, plain)]
    assert [FOLDED in text for text in texts] == [True, False]


def test_rows_of_a_table_do_not_stand_alone_and_pages_are_numbered() -> None:
    style = print_style()
    assert re.search(r"tbody tr:last-child, .*\{ break-before: avoid; \}", style)
    assert "th button { display: contents; }" in style  # Chromium repeats no head of a table that holds a button
    assert "content: counter(page)" in style
    assert "break-before: page" not in style  # no sheet ends early for the next part alone


def test_the_table_of_claims_says_once_what_holds_for_every_row(example: Finished) -> None:
    shown = example.analysis["claims"].tables["scorecard"].written()
    assert SAID_ONCE in shown.caption
    used = [row[-1] for row in shown.body]
    assert not any("Wilson limits;" in each or "among everyone" in each for each in used)
    assert used[0].endswith("Kaplan-Meier; 3,000 people, 624 events")
    assert any("among people whose first course lasted 112 days or more" in each for each in used)
    untold = [row[-1] for row in shown.body if row[3].startswith("cannot be told")]
    assert set(untold) == {""}
    assert example.analysis["claims"].value["course_length_share"].definition.count("share with Wilson limits") == 1

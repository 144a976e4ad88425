"""How much of a whole page another language has words for: measured on the page of the example."""

from __future__ import annotations

import re
from html import unescape

import pytest

from isostats.report.job import Finished
from isostats.words.html import _PIECES
from isostats.words.language import speaking, untranslated
from tests.figures.test_languages import FURTHER

MOST_LACKING = 0.06
"""Of the letters of a page: titles of references and definitions of published cohorts stay in their authors' words."""
NAMES = ("simulated_courses.csv", "simulated_events.csv", "east", "west", "north", "south", "island")


def words_of(page: str) -> list[str]:
    """The texts of a page."""
    pieces = _PIECES.split(page)
    del pieces[2::3]
    return [" ".join(unescape(piece).split()) for piece in pieces[::2] if piece.strip()]


def lacking(words: list[str], code: str) -> list[str]:
    with speaking(code, names=NAMES):
        return [part for text in dict.fromkeys(words) for part in untranslated(text, code)]


@pytest.mark.parametrize("code", FURTHER)
def test_a_whole_page_is_nearly_all_in_the_language(example: Finished, code: str) -> None:
    words = words_of((example.folder / "report.html").read_text(encoding="utf-8"))
    left = lacking(words, code)
    share = sum(map(len, left)) / sum(map(len, dict.fromkeys(words)))
    assert share < MOST_LACKING, (share, left)


def written_in(figure: str) -> list[str]:
    """The texts of an SVG, a line each."""
    every = re.findall(r"<(?:text|title|desc|dc:title|dc:description)\b[^>]*>(.*?)</", figure, re.DOTALL)
    return [text for each in every if (text := unescape(re.sub(r"<[^>]+>", "", each)).strip())]


@pytest.mark.parametrize("code", FURTHER)
def test_what_figures_write_is_nearly_all_in_the_language(example: Finished, code: str) -> None:
    """But for names of published cohorts, and lines that were broken, of which the language breaks the whole."""
    drawn = [file for file in (example.folder / "figures").glob("*.svg") if not file.stem.startswith("published")]
    words = [text for file in drawn for text in written_in(file.read_text(encoding="utf-8"))]
    left = lacking(words, code)
    assert len(drawn) > 20
    assert sum(map(len, left)) < 0.01 * sum(map(len, dict.fromkeys(words))), left

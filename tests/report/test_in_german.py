"""How much of a whole page another language has words for: measured on the page of the example."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from isostats.cli import main
from isostats.report.about_folders import kits_words
from isostats.report.job import Finished, write_report
from isostats.report.references import entries, full
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


@pytest.mark.parametrize("code", FURTHER)
def test_so_is_the_page_of_an_omop_database(tmp_path: Path, without_pictures: None, code: str) -> None:
    """Its courses are made of fills by rules, of which the example says nothing; references are not counted here."""
    cdm = tmp_path / "cdm"
    main(["simulate", "--patients", "150", "--seed", "12", "--as", "omop", "--out", str(cdm)], standalone_mode=False)
    made = write_report(cdm / "study.toml", out=tmp_path / "report", formats=["svg"])
    cited = {full(key) for key in entries()}
    words = [each for each in words_of((made.folder / "report.html").read_text(encoding="utf-8")) if each not in cited]
    left = lacking(words, code)
    share = sum(map(len, left)) / sum(map(len, dict.fromkeys(words)))
    assert share < MOST_LACKING, (share, left)


@pytest.mark.parametrize("code", FURTHER)
@pytest.mark.parametrize("kits", [
    {"North": "3f2a9c" * 11}, {"North": "3f2a9c" * 11, "South": ""},
    {"North": "3f2a9c" * 11, "South": "a1b2c3" * 11, "West": ""},
])  # fmt: skip
def test_what_a_pooled_page_says_of_the_kit_of_its_sites_is_in_the_language(kits: dict[str, str], code: str) -> None:
    with speaking(code, names=kits):
        assert untranslated(kits_words(kits), code) == []


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

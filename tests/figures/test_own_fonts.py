"""The own fonts are drawn from memory, and nothing is drawn otherwise for it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import matplotlib
import pytest
from matplotlib import font_manager, ft2font
from matplotlib.font_manager import FontProperties, findfont, get_font

from isostats.figures import matplotlib_settings, render
from isostats.figures.embedded_fonts import cut_font
from isostats.figures.matplotlib_settings import FontFile, hold_fonts, styled
from isostats.figures.pages import Page, write
from isostats.figures.style import FAMILY

TEXTS = ("85.0%", "AVAVA", "Ωμέγα", "Москва", "naïve and free of new treatment")


@pytest.fixture(autouse=True)
def opened_anew() -> Iterator[None]:
    def forget() -> None:
        hold_fonts.cache_clear()
        font_manager._get_font.cache_clear()  # type: ignore[attr-defined]

    forget()
    yield
    forget()


def drawn() -> list[bytes]:
    with styled():
        page = Page.blank(60)
        axes = page.canvas(60)
        for place, text in enumerate(TEXTS):
            write(axes, 10, 5 + 8 * place, text)
            write(axes, 100, 5 + 8 * place, f"{text}\n{text}", large=True, rotation=30, weight="bold")
    return [render(page.figure, kind) for kind in ("svg", "pdf", "png")]


def own_font() -> object:
    with styled():
        return get_font([findfont(FontProperties(family=name)) for name in FAMILY]).fname


def test_the_own_fonts_are_in_memory_and_matplotlib_opens_others_as_ever() -> None:
    tried = (3, 11) <= matplotlib.__version_info__ < (3, 12)
    assert isinstance(own_font(), FontFile if tried else str)
    assert str(own_font()).endswith("IsostatsSans-Regular.ttf")
    assert font_manager.ft2font is ft2font
    assert isinstance(get_font(findfont(FontProperties(family="DejaVu Sans"))).fname, str)


def test_files_are_byte_for_byte_those_of_a_version_that_was_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    held = drawn()
    hold_fonts.cache_clear()
    font_manager._get_font.cache_clear()  # type: ignore[attr-defined]
    monkeypatch.setattr(matplotlib, "__version_info__", (3, 12))
    assert isinstance(own_font(), str)
    assert drawn() == held


def test_matplotlib_is_whole_again_after_a_font_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(path: str) -> None:
        raise OSError(path)

    monkeypatch.setattr(matplotlib_settings, "FontFile", unreadable)
    with pytest.raises(OSError, match="ttf"), styled():
        pass
    assert font_manager.ft2font is ft2font


def test_figures_in_a_language_share_one_cut_of_a_font() -> None:
    def carried(text: str) -> list[bytes]:
        with styled():
            page = Page.blank(60)
            write(page.canvas(60), 10, 5, text)
        return re.findall(rb"@font-face{.*?}", render(page.figure, "svg"))

    assert carried("85 ± 3…") == carried("◆ a–b ≥ c") != carried("jäh") == carried("süß")


def test_a_font_is_cut_without_a_word_on_its_tables(caplog: pytest.LogCaptureFixture) -> None:
    cut_font.cache_clear()
    assert cut_font(FAMILY[0], "normal", frozenset("abc"))
    logging.getLogger("fontTools.subset").warning("FFTM NOT subset; don't know how to subset; dropped")
    assert not caplog.records

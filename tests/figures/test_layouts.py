"""Texts are laid out once, and nothing is drawn otherwise for it."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags

from isostats.figures import render, style
from isostats.figures.layouts import RememberingFont, remembered
from isostats.figures.style import Page, know_fonts, styled, write

FONTS = FontProperties(family=list(style.FAMILY))
TEXTS = ("85.0%", "AVAVA", "Ωμέγα", "Москва", "85.0%", "naïve and free of new treatment")


def drawn() -> list[bytes]:
    with styled():
        page = Page.blank(60)
        axes = page.canvas(60)
        for place, text in enumerate(TEXTS):
            write(axes, 10, 5 + 8 * place, text)
            write(axes, 100, 5 + 8 * place, f"{text}\n{text}", large=True, rotation=30, weight="bold")
    return [render(page.figure, kind) for kind in ("svg", "pdf", "png")]


def test_files_are_byte_for_byte_those_of_texts_laid_out_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    once, again = drawn(), drawn()
    monkeypatch.setattr(style, "remembered", nullcontext)
    assert once == again == drawn()


def test_measures_follow_the_text_and_the_size_that_hold() -> None:
    def measures() -> list[object]:
        font = get_font(font_manager.fontManager._find_fonts_by_props(FONTS))
        seen: list[object] = []
        for size in (7, 8, 7):
            font.set_size(size, 72)
            for text in TEXTS:
                font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
                seen += [font.get_width_height(), font.get_descent(), font.get_num_glyphs(), font.get_width_height()]
        return seen

    know_fonts()
    own = measures()
    with remembered():
        assert measures() == measures() == own


def test_afterwards_matplotlib_has_its_own_fonts_again() -> None:
    know_fonts()
    with remembered():
        assert isinstance(get_font(font_manager.fontManager._find_fonts_by_props(FONTS)), RememberingFont)
    assert "_find_fonts_by_props" not in vars(font_manager.fontManager)
    assert not isinstance(get_font(font_manager.fontManager._find_fonts_by_props(FONTS)), RememberingFont)

"""The own fonts are drawn from memory, and nothing is drawn otherwise for it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import matplotlib
import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager, ft2font
from matplotlib.backends import _backend_pdf_ps
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font, LoadFlags

from isostats.figures import matplotlib_settings, render
from isostats.figures.embedded_fonts import cut_font
from isostats.figures.matplotlib_settings import FontFile, hold_fonts, styled
from isostats.figures.pages import Page, write
from isostats.figures.ready_fonts import IN_PDF, ready_in_pdf
from isostats.figures.style import FAMILY
from tests.figures.make_fonts import FONTS, ready_cuts

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


WEIGHTS = ("Regular", "Bold")


def opened(data: bytes) -> FT2Font:
    """A font from its bytes, unpacked where it is WOFF."""
    font, target = TTFont(BytesIO(data)), BytesIO()
    font.flavor = None
    font.save(target)
    return FT2Font(target)


def outline(font: FT2Font, letter: str) -> tuple[object, ...]:
    glyph = font.load_char(ord(letter), flags=LoadFlags.NO_SCALE | LoadFlags.NO_HINTING)
    points, codes = font.get_path()
    return glyph.horiAdvance, points.tolist(), codes.tolist()


@pytest.mark.parametrize("weight", WEIGHTS)
def test_ready_cuts_hold_the_letters_of_the_whole_font_and_no_others(weight: str) -> None:
    whole = FONTS / f"IsostatsSans-{weight}.ttf"
    made = ready_cuts(whole)
    assert sorted(made) == sorted(path.name for path in (FONTS / "cut").glob(f"*{weight}*"))
    for name, anew in made.items():
        there, cut_now = opened((FONTS / "cut" / name).read_bytes()), opened(anew)
        letters = {chr(code) for code in there.get_charmap()}
        assert letters == {chr(code) for code in cut_now.get_charmap()}
        assert all(outline(there, each) == outline(FT2Font(str(whole)), each) for each in letters)
    assert {chr(code) for code in FT2Font(str(FONTS / "cut" / whole.name)).get_charmap()} >= IN_PDF


def pdf_of(text: str) -> bytes:
    with styled():
        page = Page.blank(60)
        write(page.canvas(60), 10, 5, text, weight="bold")
    return render(page.figure, "pdf")


def test_a_pdf_takes_a_ready_cut_unless_it_has_another_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(_backend_pdf_ps, "SubsetResults"):
        pytest.skip("this matplotlib tells of its cuts in another way")
    cut, asked = _backend_pdf_ps.get_glyphs_subset, list[Any]()

    def noted(file: Any, glyphs: Any) -> Any:
        asked.append(file)
        return cut(file, glyphs)

    monkeypatch.setattr(_backend_pdf_ps, "get_glyphs_subset", noted)
    assert pdf_of("85.0% ± 3 – free of new treatment, süß").startswith(b"%PDF-")
    assert asked == []
    pdf_of("naïve")
    assert [str(each).endswith("IsostatsSans-Bold.ttf") for each in asked] == [True]
    assert _backend_pdf_ps.get_glyphs_subset is noted


def test_where_each_letter_stands_in_a_ready_cut_is_where_its_outline_is() -> None:
    if not hasattr(_backend_pdf_ps, "SubsetResults"):
        pytest.skip("this matplotlib tells of its cuts in another way")

    def glyph_of(font: FT2Font, number: Any) -> tuple[object, ...]:
        advance = font.load_glyph(number, flags=LoadFlags.NO_SCALE | LoadFlags.NO_HINTING).horiAdvance
        return advance, font.get_path()[0].tolist()

    for weight in ("normal", "bold"):
        with styled():
            file = findfont(FontProperties(family=FAMILY[0], weight=weight))
        whole = FT2Font(str(file))
        glyphs = {glyph for code, glyph in whole.get_charmap().items() if chr(code) in IN_PDF} | {0}
        with ready_in_pdf(), _backend_pdf_ps.get_glyphs_subset(file, glyphs) as made:
            held = FT2Font(_backend_pdf_ps.font_as_file(made.font))  # type: ignore[no-untyped-call]
            assert made.glyph_index_map.keys() == glyphs
            assert all(glyph_of(held, now) == glyph_of(whole, each) for each, now in made.glyph_index_map.items())

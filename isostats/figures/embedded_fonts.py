"""An SVG whose words stay words: the letters it uses travel inside it, so that it looks the same everywhere.

A programme that reads no fonts inside an SVG takes DejaVu Sans or, where that is missing, one as wide.
"""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from isostats.figures.looks import USUAL
from isostats.figures.ready_fonts import GERMAN_LETTERS, USUAL_LETTERS, ready_woff
from isostats.figures.settling import texts_of
from isostats.figures.style import FAMILY

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Face = tuple[str, str]
"""A family and its weight."""
JOURNAL_FONTS = b"Arial, Helvetica, "
"""What journals ask for, taken by a programme that reads no fonts inside an SVG; they are no wider than our own."""
GENERIC = "Verdana, sans-serif"


def with_fonts(svg: bytes, figure: Figure) -> bytes:
    """The SVG with a style that holds the letters of every font it names."""
    rules = "".join(_rule(face, letters) for face, letters in sorted(_used(figure).items()))
    if vars(figure).get("isostats_look", USUAL).journal != "plain":
        svg = svg.replace(b"'Isostats Sans', ", b"'Isostats Sans', " + JOURNAL_FONTS)
    named = re.sub(rb"(font(?:-family)?: [^;\"]*'DejaVu Sans'[^;\"]*)", rb"\1, " + GENERIC.encode(), svg)
    return named.replace(b'<style type="text/css">', b'<style type="text/css">' + rules.encode(), 1)


def _rule(face: Face, letters: str) -> str:
    family, weight = face
    cut = cut_font(family, weight, letters)
    if not cut:
        return ""
    source = f"url(data:font/woff;base64,{base64.b64encode(cut).decode('ascii')})"
    return f"@font-face{{font-family:'{family}';font-weight:{weight};src:{source} format('woff')}}"


def _used(figure: Figure) -> dict[Face, str]:
    """Each font that draws a letter of this figure, with the letters that it carries in order."""
    letters: dict[Face, set[str]] = {}
    for text in texts_of(figure):
        if not text.get_visible() or not text.get_text().strip():
            continue
        weight = "bold" if text.get_fontweight() == "bold" else "normal"
        families = [str(family) for family in text.get_fontfamily()]
        for letter in set(text.get_text()) - {"\n"}:
            family = _first_with(letter, tuple(families), weight)
            if family:
                letters.setdefault((family, weight), set()).add(letter)
    return {face: "".join(sorted(_carried(used) if face[0] == FAMILY[0] else used)) for face, used in letters.items()}


def _carried(used: set[str]) -> set[str]:
    """The letters that an own font is cut to, of those that are used."""
    return used | USUAL_LETTERS | (GERMAN_LETTERS if used & GERMAN_LETTERS else set())


@lru_cache(maxsize=4096)
def _first_with(letter: str, families: tuple[str, ...], weight: str) -> str:
    """The first of the families that has the letter; nothing where none has."""
    return next((family for family in families if ord(letter) in _letters(family, weight)), "")


@lru_cache(maxsize=32)
def _letters(family: str, weight: str) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    path = _file(family, weight)
    return frozenset(FT2Font(path).get_charmap()) if path else frozenset()


def _file(family: str, weight: str) -> str:
    from matplotlib.font_manager import FontProperties, findfont

    try:
        return str(findfont(FontProperties(family=family, weight=weight), fallback_to_default=False))
    except ValueError:
        return ""


@lru_cache(maxsize=64)
def cut_font(family: str, weight: str, letters: Iterable[str]) -> bytes:
    """A font cut to these letters, as WOFF; nothing where this machine's file cannot be cut."""
    path = _file(family, weight)
    return ready_woff(Path(path), frozenset(letters)) or make_cut(path, letters)


def make_cut(path: str, letters: Iterable[str]) -> bytes:
    """The same of a font's file, cut anew."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont, TTLibError

    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)  # that tables of an emoji font are dropped is no news
    options = Options(layout_features=["kern"], legacy_kern=True, hinting=False, notdef_outline=True, name_IDs=[])
    number = 0 if Path(path).suffix.lower() in (".ttc", ".otc") else -1
    try:
        font = TTFont(path, lazy=True, recalcTimestamp=False, fontNumber=number)
        cutter = Subsetter(options)
        cutter.populate(text="".join(letters))
        cutter.subset(font)
        font.flavor = "woff"
        target = BytesIO()
        font.save(target)
    except (OSError, TTLibError, NotImplementedError, KeyError, AssertionError):
        return b""
    return target.getvalue()

"""The own fonts, cut already to the letters that most figures use: to cut one takes as long as a tenth of a figure.

An SVG carries one as WOFF, a PDF as TrueType. Where a figure uses another letter its fonts are cut anew. They are made
by tests/figures/make_fonts.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from isostats.resources import beside_code

USUAL_LETTERS = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("\N{NO-BREAK SPACE}±–…≥◆")
GERMAN_LETTERS = frozenset("ÄÖÜßäöü")
"""Carried whole, the German ones where any is used, so that most figures share one cut of a font."""
IN_SVG: Mapping[str, frozenset[str]] = {"": USUAL_LETTERS, "-German": USUAL_LETTERS | GERMAN_LETTERS}
IN_PDF = USUAL_LETTERS | GERMAN_LETTERS
"""A PDF takes both: unhinted they are smaller than the letters of one figure with their hints."""


def ready_woff(font: Path, letters: frozenset[str]) -> bytes:
    """An own font cut to just these letters, as an SVG carries it; nothing where there is none."""
    ending = next((ending for ending, cut in IN_SVG.items() if cut == letters), None)
    if ending is None or font.parent != _own():
        return b""
    return (_own() / "cut" / f"{font.stem}{ending}.woff").read_bytes()


@contextmanager
def ready_in_pdf() -> Iterator[None]:
    """For the length of a ``with`` matplotlib's PDFs take the cuts that are ready, where they hold every letter."""
    from matplotlib.backends import _backend_pdf_ps as backend

    names: dict[str, Any] = vars(backend)
    cut, results = names["get_glyphs_subset"], names.get("SubsetResults")
    if results is None:  # a version that tells of its cuts in another way
        yield
        return

    @contextmanager
    def subset(file: Any, glyphs: Any) -> Iterator[Any]:
        ready = _ready_cut(Path(file)) if Path(file).parent == _own() else None
        if ready is None or not ready.places.keys() >= set(glyphs):
            with cut(file, glyphs) as made:
                yield made
            return
        yield results(ready, {glyph: ready.places[glyph] for glyph in glyphs})

    names["get_glyphs_subset"] = subset
    try:
        yield
    finally:
        names["get_glyphs_subset"] = cut


class _ReadyCut:
    """A cut font as matplotlib takes one; ``places`` says where each glyph of the whole font is in it."""

    def __init__(self, data: bytes, places: Mapping[int, int]) -> None:
        self._data, self.places = data, places

    def save(self, file: BytesIO, **_: Any) -> None:
        """Write it."""
        file.write(self._data)


@lru_cache(maxsize=4)
def _ready_cut(font: Path) -> _ReadyCut:
    from matplotlib.ft2font import FT2Font

    cut = _own() / "cut" / font.name
    whole, held = (FT2Font(str(path)).get_charmap() for path in (font, cut))
    return _ReadyCut(cut.read_bytes(), {0: 0} | {whole[code]: place for code, place in held.items()})


@lru_cache(maxsize=1)
def _own() -> Path:
    return Path(str(beside_code("figures", "fonts")))

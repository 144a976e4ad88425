"""Matplotlib's settings while a figure is drawn: the style and the own fonts, for one thread at a time.

Nothing here touches pyplot or the global style: a figure is made inside :func:`styled` and keeps what it was given.
"""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from isostats.figures.style import FAMILY, STYLE
from isostats.resources import beside_code

_turn = threading.RLock()
"""Matplotlib's settings are one for the whole process: whoever draws has them alone, and the others wait."""
_inside: set[int] = set()


def _after_fork() -> None:
    """A child has only the thread that forked: a lock that another one held would never come free."""
    global _turn
    _turn = threading.RLock()
    _inside.clear()
    hold_fonts.cache_clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


@contextmanager
def styled() -> Iterator[None]:
    """Matplotlib's own defaults with this style on top, for the length of a ``with``; the user's settings come back.

    Threads draw in turn. Within a thread that is inside already, nothing is done.
    """
    with _turn:
        thread = threading.get_ident()
        if thread in _inside:
            yield
            return
        from matplotlib import rc_context, rcParams

        know_fonts()
        _inside.add(thread)
        try:
            with rc_context(), warnings.catch_warnings():
                dict.update(rcParams, _parameters())  # type: ignore[misc]
                hold_fonts(thread)
                # letters that no font has are told in a sentence, once, and not by a warning for each
                warnings.filterwarnings("ignore", message=r"(?s)Glyph .* missing from")
                yield
        finally:
            _inside.discard(thread)


@lru_cache(maxsize=1)
def _parameters() -> dict[str, Any]:
    """All of matplotlib's settings under this style, validated once: that takes as long as a small figure."""
    from matplotlib import rcParams
    from matplotlib.style import context

    with context(["default", STYLE]):
        # as a plain dictionary: asked for its backend, rcParams would load pyplot
        settings: dict[str, Any] = {str(name): value for name, value in dict.items(rcParams)}
    del settings["backend"]  # the user's, chosen when it is first needed
    return settings


@lru_cache(maxsize=1)
def know_fonts() -> None:
    """Tell matplotlib of the fonts that stand beside this file, so that every machine draws the same letters."""
    from matplotlib.font_manager import fontManager

    for path in sorted(beside_code("figures", "fonts").glob("*.ttf")):
        fontManager.addfont(path)


class FontFile(BytesIO):
    """A font's file in memory, which says its path: of a file on disk every letter is read anew, which is slow."""

    def __init__(self, path: str) -> None:
        super().__init__(Path(path).read_bytes())
        self._path = path

    def __str__(self) -> str:
        return self._path


@lru_cache(maxsize=64)
def hold_fonts(thread: int) -> None:
    """Have matplotlib open the own fonts for this thread from memory, by an opener of ours; it keeps what it opened."""
    from matplotlib import __version_info__, font_manager

    opener: Any = vars(font_manager).get("ft2font")
    if opener is None or not (3, 11) <= __version_info__ < (3, 12):
        return
    held = {"FT2Font": lambda path, **how: opener.FT2Font(FontFile(path), **how)}
    vars(font_manager)["ft2font"] = SimpleNamespace(**vars(opener) | held)
    try:
        for weight in ("normal", "bold"):
            fonts = [font_manager.FontProperties(family=family, weight=weight) for family in FAMILY]
            font_manager.get_font([font_manager.findfont(font) for font in fonts])
    finally:
        vars(font_manager)["ft2font"] = opener

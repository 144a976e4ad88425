"""Texts laid out once: for each measure and each file, matplotlib looks up the font and lays out the string anew.

Within :func:`remembered` its own look-up and its own fonts remember their answers; every file has the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

MOST = 4096
"""Answers kept of each kind, for each font."""


class RememberingFont:
    """One of matplotlib's fonts. A text that is set waits until something else than its size is asked for."""

    def __init__(self, font: Any) -> None:
        self._font = font
        self._size: tuple[float, ...] = ()
        self._waiting: tuple[Any, ...] | None = None
        self.get_sfnt_table = cache(font.get_sfnt_table)
        self._measured = lru_cache(MOST)(
            lambda size, text, how: (font.set_text(*text, **dict(how)), font.get_width_height(), font.get_descent())
        )
        self._laid_out = lru_cache(MOST)(lambda size, text, flags, **how: font._layout(text, flags, **how))

    def __getattr__(self, name: str) -> Any:
        if self._waiting is not None:
            (text, how), self._waiting = self._waiting, None
            self._font.set_text(*text, **dict(how))
        return getattr(self._font, name)

    def set_size(self, *size: float) -> None:
        """The size in points and the dots per inch of what follows."""
        self._waiting, self._size = None, size
        self._font.set_size(*size)

    def set_text(self, *text: Any, **how: Any) -> None:
        """A text to be measured, as matplotlib's font takes it."""
        self._waiting = text, tuple(how.items())

    def get_width_height(self) -> Any:
        """Width and height of the text, in 64ths of a pixel."""
        return self._measured(self._size, *self._waiting)[1] if self._waiting else self._font.get_width_height()

    def get_descent(self) -> Any:
        """How far the text reaches below its line, in 64ths of a pixel."""
        return self._measured(self._size, *self._waiting)[2] if self._waiting else self._font.get_descent()

    def _layout(self, text: str, flags: Any, **how: Any) -> Any:
        return self._laid_out(self._size, text, flags, **how)

    def _set_transform(self, *transform: Any) -> None:
        self._waiting = None  # whoever is handed the font begins with this
        self._font._set_transform(*transform)


@contextmanager
def remembered() -> Iterator[None]:
    """Within, texts are laid out once; to be entered by one thread at a time, under one set of settings."""
    from matplotlib import font_manager

    fonts: Any = font_manager
    manager, get_font, look_up = fonts.fontManager, fonts._get_font, fonts.fontManager._find_fonts_by_props
    fonts._get_font = lambda *paths, **how: font_of(get_font, *paths, **how)
    manager._find_fonts_by_props = lambda prop, *how: _paths(look_up, len(manager.ttflist), prop.copy(), *how)
    try:
        yield
    finally:
        fonts._get_font = get_font
        del manager._find_fonts_by_props


@lru_cache(64)
def font_of(get_font: Callable[..., Any], *paths: Any, **how: Any) -> RememberingFont:
    """The font of these paths in this thread; forgotten in a forked process, as matplotlib's own are."""
    return RememberingFont(get_font(*paths, **how))


@lru_cache(MOST)
def _paths(look_up: Callable[..., Any], known: int, properties: Any, *how: Any) -> Any:
    """Files of the fonts with these properties, while so many fonts are known."""
    return look_up(properties, *how)

"""A process that draws, and does nothing else: there matplotlib remembers what it would work out anew for every text.

Where a user's own code may draw as well, nothing of matplotlib is touched by this. No byte of a figure depends on it.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

from isostats.figures.style import know_fonts


def remember() -> None:
    """Have matplotlib remember, for the rest of this process; of a version that was not tried nothing is changed.

    The style is one for the whole process, so which font is meant, how high its letters are, and how wide a text is in
    it do not change. Settings are read as the dictionary that they are: none is left to be chosen when it is asked for.
    """
    import matplotlib
    from matplotlib import font_manager, markers, text

    if not (3, 11) <= matplotlib.__version_info__ < (3, 12):
        return
    know_fonts()
    vars(font_manager.fontManager)["_find_fonts_by_props"] = _fonts_found_once(font_manager.fontManager)
    _set(text, get_font=_tables_read_once(vars(text)["get_font"]), _get_text_metrics_with_cache=_measured_once(text))
    # the copy of a tick's marker shares its path and transforms, which are replaced as a whole where they change
    _set(markers, copy=SimpleNamespace(deepcopy=dict))
    for name in ("__getitem__", "_get"):
        setattr(matplotlib.RcParams, name, dict.__getitem__)


def _set(module: Any, **names: Any) -> None:
    """Set names of a module; one that it does not have would be set in vain, so it is an error."""
    for name, value in names.items():
        getattr(module, name)
        setattr(module, name, value)


def _fonts_found_once(manager: Any) -> Any:
    find, known = manager._find_fonts_by_props, dict[Any, Any]()

    def fonts(font: Any, *how: Any, **named: Any) -> Any:
        key = (*vars(font).values(), how, *named.items()) if hasattr(font, "_family") else font
        if key not in known:
            known[key] = find(font, *how, **named)
        return known[key]

    return fonts


def _tables_read_once(get_font: Any) -> Any:
    """Of a font :mod:`matplotlib.text` asks its tables alone."""

    @cache
    def tables_of(files: Any) -> Any:
        return SimpleNamespace(get_sfnt_table=cache(get_font(list(files)).get_sfnt_table))

    return lambda files: tables_of(tuple(files))


def _measured_once(text: Any) -> Any:
    measure, known = text._get_text_metrics_with_cache, dict[Any, Any]()

    def measured(renderer: Any, words: str, font: Any, ismath: Any, dpi: float) -> Any:
        kind = type(getattr(renderer, "_renderer", renderer))  # what a page mixed of lines and pixels draws with
        key = kind, words, ismath, dpi, *vars(font).values()
        if key not in known:
            known[key] = measure(renderer, words, font, ismath, dpi)
        return known[key]

    return measured

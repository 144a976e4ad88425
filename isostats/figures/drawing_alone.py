"""A process that draws, and does nothing else: there matplotlib remembers what it would work out anew for every text.

Where a user's own code may draw as well, nothing of matplotlib is touched by this. No byte of a figure depends on it.
"""

from __future__ import annotations

import math
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import LazyLoader, find_spec, module_from_spec
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from isostats.figures.matplotlib_settings import know_fonts
from isostats.figures.ready_fonts import IN_PDF
from isostats.resources import beside_code


def remember() -> None:
    """Have matplotlib remember, for the rest of this process; of a version that was not tried nothing is changed.

    The style is one for the whole process, so which font is meant, how high its letters are, and how wide a text is in
    it do not change. Settings are read as the dictionary that they are: none is left to be chosen when it is asked for.
    """
    import matplotlib
    from matplotlib import artist

    if not (3, 11) <= matplotlib.__version_info__ < (3, 12):
        return
    _set(artist, kwdoc=lambda of: "")  # the help on every class' keywords, which takes a quarter of loading them
    _load_when_asked("fontTools", "subset")  # few figures have letters of which no font is cut
    from matplotlib import axis, font_manager, markers, text
    from matplotlib.backends import _backend_pdf_ps, backend_agg, backend_pdf

    know_fonts()
    vars(font_manager.fontManager)["_find_fonts_by_props"] = _fonts_found_once(font_manager.fontManager)
    _set(text, get_font=_tables_read_once(vars(text)["get_font"]), _get_text_metrics_with_cache=_measured_once(text))
    # the copy of a tick's marker shares its path and transforms, which are replaced as a whole where they change
    _set(markers, copy=SimpleNamespace(deepcopy=dict))
    helpers = vars(vars(backend_pdf)["_text_helpers"]) | {"layout": _letters_in_place}
    _set(backend_pdf, _text_helpers=SimpleNamespace(**helpers))
    _set(backend_pdf, zlib=SimpleNamespace(**vars(zlib) | {"compressobj": _Packed}))
    _set(backend_pdf, pdfRepr=_numbers_first(backend_pdf.pdfRepr))
    _set(_backend_pdf_ps, get_glyphs_subset=_cut_twice(_backend_pdf_ps))
    tracker = _backend_pdf_ps.CharacterTracker
    _set(tracker, track_glyph=_tracked_once(tracker.track_glyph))
    agg = backend_agg.RendererAgg
    _set(agg, _draw_text_glyphs_and_boxes=_letters_turned_once(agg, backend_agg))
    for each in (axis.XAxis, axis.YAxis):
        _set(each, _update_label_position=_only_of_labels(each), _get_ticklabel_bboxes=_boxes_if_asked(each))
    for name in ("__getitem__", "_get"):
        setattr(matplotlib.RcParams, name, dict.__getitem__)


def _load_when_asked(package: str, part: str) -> None:
    """Have a part of a package loaded with the first thing that is asked of it, and not where it is imported."""
    name = f"{package}.{part}"
    spec = None if name in sys.modules else find_spec(name)
    if spec is None or spec.loader is None:
        return
    spec.loader = LazyLoader(spec.loader)
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    setattr(sys.modules[package], part, module)  # else an import asks it whether it is loaded, which loads it


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


def _letters_in_place(text: str, font: Any, *, features: Any = None, language: Any = None) -> Any:
    """Where each letter of a text stands. Its outline is not loaded: a PDF holds that with its fonts."""
    from matplotlib.ft2font import LoadFlags

    return font._layout(text, LoadFlags.NO_HINTING, features=features, language=language)


class _Packed:
    """A PDF's drawing is written some words at a time, which are packed together when it ends: the same bytes."""

    def __init__(self, *how: Any) -> None:
        self._packer, self._waiting = zlib.compressobj(*how), list[bytes]()

    def compress(self, data: bytes) -> bytes:
        """Nothing yet."""
        self._waiting.append(data)
        return b""

    def flush(self) -> bytes:
        """All of it."""
        return self._packer.compress(b"".join(self._waiting)) + self._packer.flush()


def _numbers_first(write: Any) -> Any:
    """Most of what a PDF's drawing holds are numbers and operators: neither is asked for all that it might be else."""

    def written(value: Any) -> Any:
        kind = type(value)
        if kind is float and math.isfinite(value):
            return (b"%.10f" % value).rstrip(b"0").rstrip(b".")
        if kind is int:
            return b"%d" % value
        return write(value)

    return written


def _tracked_once(track: Any) -> Any:
    """A letter that a PDF has already keeps its place in it, which is kept for each font as it is, and not its file."""

    def tracked(self: Any, font: Any, letters: Any, glyph: Any) -> Any:
        places = vars(self).setdefault("isostats_places", {})
        key = font, letters, glyph
        if key not in places:
            places[key] = track(self, font, letters, glyph)
        return places[key]

    return tracked


class _Cut(BytesIO):
    """A font in memory, with the name that what cuts fonts asks a file for."""

    face_index = 0


def _cut_twice(backend: Any) -> Any:
    """Where a figure has other letters than the usual, a PDF's fonts are cut from ones that are cut to both: most of a
    cut is reading the font."""
    cut, smaller = backend.get_glyphs_subset, dict[Any, tuple[bytes, dict[int, int]]]()
    own = Path(str(beside_code("figures", "fonts")))

    def letters_of(file: Any, asked: frozenset[int]) -> tuple[bytes, dict[int, int]]:
        data, places = smaller.get(file, (b"", {}))
        if not asked <= places.keys():
            from matplotlib.ft2font import FT2Font

            usual = {glyph for code, glyph in FT2Font(file).get_charmap().items() if chr(code) in IN_PDF}
            with cut(file, usual | places.keys() | asked) as made:
                data, places = backend.font_as_file(made.font).getvalue(), dict(made.glyph_index_map)
            smaller[file] = data, places
        return data, places

    @contextmanager
    def subset(file: Any, glyphs: Any) -> Iterator[Any]:
        if Path(file).parent != own:
            with cut(file, glyphs) as made:
                yield made
            return
        asked = frozenset(glyphs)
        data, places = letters_of(file, asked)
        before = {place: glyph for glyph, place in places.items()}
        with cut(_Cut(data), {places[each] for each in asked}) as made:
            index = {before[place]: now for place, now in made.glyph_index_map.items()}
            yield made._replace(glyph_index_map=index)

    return subset


def _letters_turned_once(renderer: Any, backend: Any) -> Any:
    """In pixels the letters of a text are turned alike, so how is worked out once for the text, and not for each."""
    draw = renderer._draw_text_glyphs_and_boxes

    @cache
    def turn(cos: float, sin: float) -> Any:
        import numpy as np

        return (0x10000 * np.array([[cos, -sin], [sin, cos]])).round().astype(int)

    def draw_letters(self: Any, gc: Any, x: float, y: float, angle: float, glyphs: Any, boxes: Any) -> None:
        if boxes != [] or not gc.get_antialiased():
            draw(self, gc, x, y, angle, glyphs, boxes)
            return
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        matrix, flags, above = turn(cos, sin), backend.get_hinting_flag(), int(self.height)
        mode, put = backend.RenderMode.NORMAL, self._renderer.draw_text_image
        for font, size, glyph, _, _, right, up in glyphs:  # a text as it is: neither slanted nor stretched
            font.set_size(size, self.dpi)
            place = x + right * cos - up * sin, self.height - y + right * sin + up * cos
            font._set_transform(matrix, [round(0x40 * each) for each in place])
            letter = font._render_glyph(glyph, flags, mode)
            pixels = letter.buffer
            put(pixels, letter.left, above - letter.top + pixels.shape[0], 0, gc)

    return draw_letters


def _only_of_labels(axis: Any) -> Any:
    """The place of an axis' label follows from its ticks' texts, which are not measured for an empty one."""
    place = axis._update_label_position

    def placed(self: Any, renderer: Any) -> None:
        if self.label.get_text():
            place(self, renderer)

    return placed


def _boxes_if_asked(axis: Any) -> Any:
    """What ticks' texts cover is asked for the place of the label and of a factor of all ticks, if there are any."""
    measure = axis._get_ticklabel_bboxes

    def boxes(self: Any, ticks: Any, renderer: Any) -> Any:
        if self.label.get_text() or self.major.formatter.get_offset() or self.offsetText.get_text():
            return measure(self, ticks, renderer)
        return [], []

    return boxes

"""Files without transparency: PNG and TIFF of opaque pixels, and EPS whose bands are solid tints."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def png_of(figure: Figure, dpi: int, texts: Mapping[str, str]) -> bytes:
    """A PNG. Lines on white need no filter, whose choice row by row takes as long as the drawing; zlib-ng packs them
    three times as fast as zlib, and closer."""
    from PIL import Image
    from zlib_ng import zlib_ng

    pixels = _pixels(figure, dpi)
    high, across = pixels.shape[:2]
    picture = Image.frombuffer("RGBX", (across, high), pixels, "raw", "RGBX", 0, 1)
    rows = memoryview(picture.tobytes("raw", "RGB", 3 * across + 1, 1))[:-1]  # a zero, the next one's filter, ends each
    packer = zlib_ng.compressobj(2)
    per_metre = round(dpi / 0.0254)
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", across, high, 8, 2, 0, 0, 0)),
        *((b"iTXt", key.encode("latin-1") + b"\0\0\0\0\0" + text.encode()) for key, text in texts.items() if text),
        (b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
        (b"IDAT", packer.compress(b"\0") + packer.compress(rows) + packer.flush()),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def tiff_of(figure: Figure, dpi: int, texts: Mapping[str, str]) -> bytes:
    """A TIFF in RGB, packed by LZW, with its description and its size in print."""
    from PIL import Image
    from PIL.TiffImagePlugin import ImageFileDirectory_v2

    tags = ImageFileDirectory_v2()
    tags[270] = texts.get("Description", "").encode("ascii", "replace").decode()  # a TIFF's texts are ASCII
    target = BytesIO()
    picture = Image.fromarray(_pixels(figure, dpi)[:, :, :3])
    picture.save(target, format="TIFF", compression="tiff_lzw", dpi=(dpi, dpi), tiffinfo=tags)
    return target.getvalue()


class _Canvas:
    """What takes the pixels of a figure as they are, without a copy."""

    def __init__(self) -> None:
        self.pixels: Any = None

    def seek(self, *_: int) -> None:
        """As a file has it."""

    def write(self, pixels: Any) -> None:
        """Take them: they come at once."""
        self.pixels = pixels


def _pixels(figure: Figure, dpi: int) -> Any:
    import numpy as np

    target: Any = _Canvas()
    figure.savefig(target, format="rgba", dpi=dpi, bbox_inches=None)
    return np.asarray(target.pixels)


def eps_of(figure: Figure, title: str) -> bytes:
    """An EPS with its fonts inside, its title in its head, and no date."""
    target = BytesIO()
    with solid_tints(figure):
        figure.savefig(target, format="eps", bbox_inches=None)
    undated = re.sub(rb"(?m)^%%(CreationDate|Creator|Title):.*\n", b"", target.getvalue())
    called = title.encode("ascii", "replace").replace(b"\n", b" ")[:200]
    return undated.replace(b"\n", b"\n%%Creator: isostats\n%%Title: " + called + b"\n", 1)


@contextmanager
def solid_tints(figure: Figure) -> Iterator[None]:
    """Within the ``with``, what is see-through is as light and opaque: PostScript has no transparency.

    Where bands lie on each other the later one would hide the earlier, so each has its edges drawn above all of them;
    every band lies beneath every line, even the faint ones and the claim's.
    """
    from matplotlib.artist import Artist
    from matplotlib.collections import PolyCollection

    before: list[tuple[Any, float | None, dict[str, Any]]] = []
    for artist in figure.findobj(lambda each: _see_through(each)):
        assert isinstance(artist, Artist)
        colours = {name: getattr(artist, f"get_{name}")() for name in _PAINTS if hasattr(artist, f"get_{name}")}
        before.append((artist, artist.get_alpha(), {name: _copied(each) for name, each in colours.items()}))
    outlines: list[Any] = []
    orders = [(artist, artist.get_zorder()) for artist, _, _ in before if isinstance(artist, PolyCollection)]
    try:
        for artist, order in orders:
            artist.set_zorder(min(order, 0.3))
            outlines += _edges(artist)
        for artist, alpha, colours in before:
            artist.set_alpha(None)
            for name, colour in colours.items():
                getattr(artist, f"set_{name}")(_on_white(colour, alpha))
        yield
    finally:
        for edge in outlines:
            edge.remove()
        for artist, order in orders:
            artist.set_zorder(order)
        for artist, alpha, colours in before:
            for name, colour in colours.items():
                getattr(artist, f"set_{name}")(colour)
            artist.set_alpha(alpha)


def _edges(band: Any) -> list[Any]:
    """Hairlines around a band that lies with others in its axes, above all of them and beneath every curve."""
    from matplotlib.collections import PolyCollection
    from matplotlib.patches import PathPatch

    axes = band.axes
    if axes is None or sum(isinstance(each, PolyCollection) for each in axes.collections) < 2:
        return []
    colour = band.get_facecolor()[0][:3]
    return [
        axes.add_patch(PathPatch(path, transform=band.get_transform(), facecolor="none", edgecolor=colour,
                                 linewidth=0.4, zorder=0.4))
        for path in band.get_paths()
    ]  # fmt: skip


_PAINTS = ("facecolor", "edgecolor", "color")


def _copied(colour: Any) -> Any:
    return colour.copy() if hasattr(colour, "copy") else colour


def _see_through(artist: Any) -> bool:
    from matplotlib.colors import to_rgba_array

    alpha = artist.get_alpha()
    if alpha is not None:
        return 0 < float(alpha) < 1
    paints = [getattr(artist, f"get_{name}")() for name in ("facecolor", "edgecolor") if hasattr(artist, f"get_{name}")]
    return any(0 < rgba[3] < 1 for paint in paints for rgba in to_rgba_array(paint))


def _on_white(colour: Any, alpha: float | None) -> Any:
    """The colour as it looks on white; what is not painted at all stays so."""
    from matplotlib.colors import to_rgba_array

    rgba = to_rgba_array(colour)
    share = rgba[:, 3:] if alpha is None else alpha * (rgba[:, 3:] > 0)
    rgba[:, :3] = 1 - share * (1 - rgba[:, :3])
    rgba[:, 3:] = share > 0
    return rgba if len(rgba) != 1 else rgba[0]

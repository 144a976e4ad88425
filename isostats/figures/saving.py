"""Writing a figure so that the same result gives the same bytes: SVG, PDF and PNG at 300 dpi."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from isostats.errors import OutputError
from isostats.figures.descriptions import described
from isostats.figures.style import styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Kind = Literal["svg", "pdf", "png"]
DPI = 300
KINDS: tuple[Kind, ...] = ("svg", "pdf", "png")


def render(figure: Figure, kind: Kind) -> bytes:
    """The figure as a file's bytes, with its title and alt text inside and no date.

    Byte-identical whenever the figure is made again from the same result with the same matplotlib.

    Raises:
        OutputError: the kind is not one of svg, pdf and png.
    """
    if kind not in KINDS:
        raise OutputError(f"Figures are written as {', '.join(KINDS)}, not {kind!r}.")
    words = described(figure)
    title, alt = (words.title, words.alt) if words else ("", "")
    metadata: dict[str, dict[str, Any]] = {
        "svg": {"Date": None, "Creator": "isostats", "Title": title, "Description": alt},
        "pdf": {"CreationDate": None, "Creator": "isostats", "Producer": None, "Title": title, "Subject": alt},
    }
    target = BytesIO()
    with styled():
        if kind == "png":
            figure.savefig(target, format="rgba", dpi=DPI, bbox_inches=None)
            return _png(target.getbuffer(), int(figure.get_figwidth() * DPI), {"Title": title, "Description": alt})
        figure.savefig(target, format=kind, dpi=DPI, bbox_inches=None, metadata=metadata[kind])
    return target.getvalue()


def _png(rgba: memoryview, width: int, texts: dict[str, str]) -> bytes:
    """A PNG of opaque pixels. Lines on white need no filter, whose choice row by row takes as long as the drawing."""
    import numpy as np

    pixels = np.frombuffer(rgba, dtype=np.uint8).reshape(-1, width, 4)
    rows = np.zeros((len(pixels), 1 + 3 * width), dtype=np.uint8)  # each row begins with its filter: none
    for colour in range(3):
        rows[:, 1 + colour :: 3] = pixels[:, :, colour]
    per_metre = round(DPI / 0.0254)
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, len(pixels), 8, 2, 0, 0, 0))]
    chunks += [
        (b"iTXt", key.encode("latin-1") + b"\0\0\0\0\0" + text.encode()) for key, text in texts.items() if text
    ]
    chunks += [
        (b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
        (b"IDAT", zlib.compress(rows.data, 3)),
        (b"IEND", b""),
    ]
    body = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def save(figure: Figure, path: str | Path) -> Path:
    """Write the figure to ``path``; its suffix (.svg, .pdf or .png) says how. Returns the path.

    Raises:
        OutputError: another suffix, or the folder cannot be written.
    """
    path = Path(path)
    kind = path.suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise OutputError(f"Cannot write the figure to {path.name}: end the name in .svg, .pdf or .png.")
    data = render(figure, kind)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise OutputError(f"Cannot write the figure to {path}: {error.strerror or error}.") from error
    return path

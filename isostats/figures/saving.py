"""Writing a figure so that the same result gives the same bytes: SVG, PDF and PNG at 300 dpi."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from isostats.errors import OutputError
from isostats.figures.descriptions import described
from isostats.figures.style import styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Kind = Literal["svg", "pdf", "png"]
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
    metadata: dict[Kind, dict[str, Any]] = {
        "svg": {"Date": None, "Creator": "isostats", "Title": title, "Description": alt},
        "pdf": {"CreationDate": None, "Creator": "isostats", "Producer": None, "Title": title, "Subject": alt},
        "png": {"Software": None, "Title": title, "Description": alt},
    }
    target = BytesIO()
    with styled():
        figure.savefig(target, format=kind, dpi=300, bbox_inches=None, metadata=metadata[kind])
    return target.getvalue()


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

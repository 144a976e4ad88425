"""A finished figure: its title, caption and alt text, and how it becomes a file or a notebook's cell.

The same result gives the same bytes, as SVG, PDF, PNG, TIFF and EPS.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from isostats.errors import CallError, OutputError
from isostats.figures.embedded_fonts import with_fonts
from isostats.figures.keyword_values import is_number
from isostats.figures.looks import look
from isostats.figures.matplotlib_settings import styled
from isostats.figures.opaque_files import eps_of, png_of, tiff_of
from isostats.figures.ready_fonts import ready_in_pdf
from isostats.figures.settling import settle
from isostats.figures.unseen_corners import few_corners
from isostats.words.language import translated
from isostats.writing import keep_out_of_releases

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Kind = Literal["svg", "pdf", "png", "tiff", "eps"]
DPI = 300
NOT_IN_XML = bytes({*range(32)} - {*b"\t\n\r"})
"""Signs that no XML can hold; a name from some databases has them between its lines."""
KINDS: tuple[Kind, ...] = ("svg", "pdf", "png")
"""Those that are written where none is chosen."""
ALL_KINDS: tuple[Kind, ...] = (*KINDS, "tiff", "eps")
FINEST_DPI = 1200
EMPTY = "isostats_empty"
"""Under this name a figure keeps why it holds nothing, until it gets its words."""
SIMULATED = "SIMULATED records: these are not real patients."


@dataclass(frozen=True)
class Words:
    """What is said about a figure: a title, a caption for print, and alt text for those who cannot see it.

    The caption says what is shown, n, events, method and interval in at most 60 words; ``details`` has every number and
    the whole definition. Where the figure would hold nothing, a page has the sentences ``instead`` of it.

    >>> import isostats as iso
    >>> iso.figures.Words("Remission", "Remission by year.", "A falling line.").caption
    'Remission by year.'
    """

    title: str
    caption: str
    alt: str
    details: str = ""
    instead: str = ""

    @property
    def written(self) -> str:
        """Caption, details and alternative text, as they go into a file beside the figure."""
        details = f"Details: {self.details}\n\n" if self.details else ""
        return f"{self.caption}\n\n{details}Alternative text: {self.alt}\n"


def attach(
    figure: Figure,
    title: str,
    caption: Iterable[str],
    alt: Iterable[str],
    *,
    details: Iterable[str] = (),
    simulated: bool,
) -> Figure:
    """Settle the figure and give it its words, without the empty ones; simulated records are called so in each."""
    warning = [SIMULATED] if simulated else []
    like = look()
    drawn: Artist = like.ax or figure
    letters, title = settle(drawn), like.title or title
    vars(drawn)["isostats_look"] = like
    why = vars(figure).pop(EMPTY, "")
    vars(drawn)["isostats_words"] = Words(
        title=translated(title),
        caption=_joined([f"{title}.", *caption, *warning]),
        alt=_joined([*alt, *warning]),
        details=_joined([*details, letters]),
        instead=f"{translated('Not drawn')}: {translated(title)}. {translated(why)}" if why else "",
    )
    return figure if like.ax is None else like.ax.get_figure(root=True)  # type: ignore[return-value]


def holds_nothing(figure: Figure, why: str) -> None:
    """Mark a figure that has no value to show, before it gets its words; ``why`` is a sentence."""
    vars(figure)[EMPTY] = why


def _joined(sentences: Iterable[str]) -> str:
    return " ".join(translated(each.strip()) for each in sentences if each.strip())


def describe(figure: Figure | Axes) -> Words:
    """The title, caption and alt text of a figure made by :mod:`isostats.figures`, or of axes that it drew into.

    Raises:
        CallError: the figure was not made here, so nothing is known about it.

    >>> import isostats as iso
    >>> counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("systemic_treatment",))
    >>> figure = iso.figures.remission(iso.kaplan_meier(counts), min_at_risk=1)
    >>> iso.figures.describe(figure).alt[:40]
    'Step curve of the share free of the outc'
    """
    words: Words | None = getattr(figure, "__dict__", {}).get("isostats_words") or _of_its_axes(figure)
    if words is None:
        raise CallError(
            "A figure made by isostats.figures is needed; this carries no description. Draw one first: "
            "iso.figures.remission(curve)."
        )
    return words


def add_words(drawn: Artist, sentence: str, *, caption: bool = False) -> None:
    """Say of a figure, or of axes that one was drawn into, what was added to it: in details, alt text and caption."""
    words: Words | None = vars(drawn).get("isostats_words")
    if words is not None:
        more = {"alt": _joined([words.alt, sentence]), "details": _joined([words.details, sentence])}
        more |= {"caption": _joined([words.caption, sentence])} if caption else {}
        vars(drawn)["isostats_words"] = replace(words, **more)


def _of_its_axes(figure: Figure | Axes) -> Words | None:
    """The words of a figure into whose axes several were drawn."""
    inside: Any = figure.axes if hasattr(figure, "add_axes") else ()
    parts: list[Words] = [vars(axes)["isostats_words"] for axes in inside if "isostats_words" in vars(axes)]
    if not parts:
        return None
    caption, alt, details = (
        " ".join(each) for each in zip(*((p.caption, p.alt, p.details) for p in parts), strict=True)
    )
    return Words("; ".join(part.title for part in parts), caption, alt, details)


def render(figure: Figure, kind: Kind, *, dpi: int = DPI) -> bytes:
    """The figure as a file's bytes, with its title and alt text inside and no date; ``dpi`` is that of PNG and TIFF.

    Byte-identical whenever the figure is made again from the same result with the same matplotlib. The words of an SVG
    stay words, with their letters carried along; EPS has no transparency, so bands are solid tints there.

    Raises:
        OutputError: the kind is none of svg, pdf, png, tiff and eps, or the dpi are not between 72 and 1,200.

    >>> import isostats as iso
    >>> counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("systemic_treatment",))
    >>> figure = iso.figures.remission(iso.kaplan_meier(counts), min_at_risk=1)
    >>> iso.figures.render(figure, "pdf")[:5]
    b'%PDF-'
    """
    if kind not in ALL_KINDS:
        raise OutputError(f"Figures are written as {', '.join(ALL_KINDS)}, not {kind!r}.")
    if not is_number(dpi) or not 72 <= dpi <= FINEST_DPI:
        raise OutputError(f"{dpi!r} dots per inch: give dpi between 72 and 1200. Journals ask for 300 to 600.")
    if not hasattr(figure, "savefig"):
        raise OutputError(f"A figure is written, not a {type(figure).__name__}. Of axes, give their .figure.")
    words: Words = vars(figure).get("isostats_words", Words("", "", ""))
    texts: dict[str, Any] = {"Title": words.title, "Description": words.alt}
    with styled(), few_corners(figure, dpi):
        if kind == "png":
            return png_of(figure, dpi, texts)
        if kind == "tiff":
            return tiff_of(figure, dpi, texts)
        if kind == "eps":
            return eps_of(figure, words.title)
        undated = {"CreationDate": None, "Producer": None, "Title": words.title, "Subject": words.alt}
        metadata = {"Creator": "isostats"} | (undated if kind == "pdf" else texts | {"Date": None})
        target = BytesIO()
        with ready_in_pdf():
            figure.savefig(target, format=kind, dpi=DPI, bbox_inches=None, metadata=metadata)
        drawn = target.getvalue()
        return with_fonts(drawn.translate(None, NOT_IN_XML), figure) if kind == "svg" else drawn


def save(figure: Figure, path: str | Path, *, dpi: int = DPI) -> Path:
    """Write the figure to ``path``; its suffix (.svg, .pdf, .png, .tiff or .eps) says how. Returns the path.

    Raises:
        OutputError: another suffix, a place in a release, or the folder cannot be written.

    >>> import tempfile
    >>> import isostats as iso
    >>> counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("systemic_treatment",))
    >>> figure = iso.figures.remission(iso.kaplan_meier(counts), min_at_risk=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     iso.figures.save(figure, f"{folder}/remission.pdf").name
    'remission.pdf'
    """
    path = Path(path)
    kind = {"tif": "tiff"}.get(suffix := path.suffix.lower().lstrip("."), suffix)
    if kind not in ALL_KINDS:
        endings = ", ".join(f".{each}" for each in ALL_KINDS[:-1])
        raise OutputError(f"Cannot write the figure to {path.name}: end the name in {endings} or .{ALL_KINDS[-1]}.")
    keep_out_of_releases(path)
    data = render(figure, kind, dpi=dpi)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise OutputError(f"Cannot write the figure to {path}: {error.strerror or error}.") from error
    return path


@dataclass(frozen=True)
class Shown:
    """A figure ready for a notebook cell; its last line displays it."""

    html: str
    title: str

    def __repr__(self) -> str:
        return f"Figure: {self.title}"  # a notebook stores this text beside the picture

    def _repr_html_(self) -> str:
        return self.html


def show(figure: Figure) -> Shown:
    """The figure as SVG with its caption and alternative text, to stand last in a notebook cell.

    Raises TypeError for a figure that :mod:`isostats.figures` did not make.

    >>> import isostats as iso
    >>> counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("systemic_treatment",))
    >>> iso.figures.show(iso.figures.remission(iso.kaplan_meier(counts), min_at_risk=1))
    Figure: Remission after the first course: free of the outcome
    """
    words = describe(figure)
    source = "data:image/svg+xml;base64," + base64.b64encode(render(figure, "svg")).decode("ascii")
    more = f"<details><summary>Every number</summary>{escape(words.details)}</details>"
    details = more if words.details else ""
    return Shown(
        f'<figure style="margin:0"><img src="{source}" alt="{escape(words.alt)}" style="width:100%;max-width:60rem">'
        f'<figcaption style="font-size:85%;max-width:60rem">{escape(words.caption)}{details}</figcaption></figure>',
        words.title,
    )

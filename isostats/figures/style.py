"""The one style: sizes in mm, type, colours with their dashes, and how text is measured.

Nothing here touches pyplot or the global style: a figure is made inside :func:`styled` and keeps what it was given.
"""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal

from isostats.errors import EstimateError
from isostats.figures.letters import about_letters, families_for
from isostats.figures.looks import OKABE_ITO, look, palette_in_force, width_mm
from isostats.resources import beside_code
from isostats.vocabulary import names as v
from isostats.words.language import ENGLISH, as_translated, parts_of, spoken, translated
from isostats.words.numbers import number_text, percent

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure
    from matplotlib.text import Text

PAGE_MM = 183.0
"""Width of a journal page of two columns; that of the figure in hand is :func:`page_mm`."""

TEXT_PT = 8.0
SMALL_PT = 7.0
LEAST_DATA_MM = 18.0
"""Width below which axes cannot show anything."""
LINE_MM = 3.4
"""Height of one line of small text, with its leading."""

INK = "#1a1a1a"
QUIET = "#5f5f5f"
FAINT = "#d9d9d9"
BAND = "#ececec"
CLAIM = "#7a4a00"


class ColoursInForce(Sequence[str]):
    """Okabe and Ito's palette, told apart by the colour-blind; or the one that this figure was asked in."""

    def __getitem__(self, i: Any) -> Any:
        return palette_in_force(OKABE_ITO)[i]

    def __len__(self) -> int:
        return len(palette_in_force(OKABE_ITO))


COLOURS = ColoursInForce()
Dash = tuple[float, Sequence[float]] | Literal["solid"]
DASHES: tuple[Dash, ...] = (
    "solid",
    (0, (5, 1.5)),
    (0, (1.2, 1.2)),
    (0, (6, 1.5, 1.2, 1.5)),
    (0, (3, 1, 1, 1, 1, 1)),
    (0, (9, 3)),
)
"""One dash for each colour, so that a line is known in black and white too."""

CAUSE_COLOURS = {
    v.NOT_CLEAR: "#9a9a9a",
    v.TOPICAL: "#56B4E9",
    v.TOPICAL_ANTIBIOTIC: "#009E73",
    v.PROCEDURE: "#E69F00",
    v.ORAL_ANTIBIOTIC: "#0072B2",
    v.ANTIANDROGEN: "#CC79A7",
    v.ISOTRETINOIN: "#D55E00",
    v.DEATH: "#404040",
    "target_reached": "#0072B2",
    "cleared": "#56B4E9",
    "other_reasons": "#f2e3c2",
    "reason_unknown": "#d9d9d9",
}
"""Areas of the stacked incidence; causes not named here take :data:`COLOURS` in turn."""

FAMILY = ("Isostats Sans", "DejaVu Sans")
"""DejaVu Sans cut to Latin and Greek, which a PDF embeds several times faster; the whole of it for other letters."""

STYLE: Any = {
    "font.family": list(FAMILY),
    "font.size": TEXT_PT,
    "text.color": INK,
    "text.parse_math": False,  # a site may be called "$outh"
    "text.hinting": "no_hinting",
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.labelsize": TEXT_PT,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.labelsize": SMALL_PT,
    "ytick.labelsize": SMALL_PT,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "lines.linewidth": 1.3,
    "lines.solid_capstyle": "butt",
    "hatch.linewidth": 0.5,
    "savefig.facecolor": "white",
    "savefig.dpi": 300,
    "svg.fonttype": "none",  # words stay words; their letters are carried along
    "svg.hashsalt": "isostats",
    "pdf.fonttype": 42,
    "ps.fonttype": 42,
    "path.simplify": False,
}


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


def page_mm() -> float:
    """The width in mm of the figure that is being drawn."""
    return width_mm(PAGE_MM)


def axes_mm(axes: Axes) -> tuple[float, float]:
    """Width and height of axes in mm, as they are now."""
    box, dots = axes.get_window_extent(), axes.get_figure(root=True).dpi  # type: ignore[union-attr]
    return float(box.width / dots * 25.4), float(box.height / dots * 25.4)


def cause_colour(cause: str, place: int) -> str:
    """The colour of a cause: as asked for, by the palette that was asked for, or its own."""
    like = look()
    if like.palette:
        return str(COLOURS[place % len(COLOURS)])
    return like.colour_of(cause) or CAUSE_COLOURS.get(cause) or str(COLOURS[place % len(COLOURS)])


def in_force(colour: str) -> str:
    """A colour of the usual palette as the palette in force has it; any other as it is."""
    return str(COLOURS[OKABE_ITO.index(colour) % len(COLOURS)]) if colour in OKABE_ITO else colour


def group_colours(groups: Sequence[str]) -> tuple[str, ...]:
    """A colour for each group: as asked for, or in turn."""
    like = look()
    return tuple(like.colour_of(group) or str(COLOURS[i % len(COLOURS)]) for i, group in enumerate(groups))


@dataclass(frozen=True)
class Page:
    """A figure that is laid out in mm from its top left corner."""

    figure: Figure

    @staticmethod
    def blank(height: float) -> Page:
        """An empty figure of that height in mm and the width in force, with a canvas of its own, unknown to pyplot."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(figsize=(page_mm() / 25.4, height / 25.4), layout=None)
        FigureCanvasAgg(figure)
        return Page(figure)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in mm."""
        width, height = self.figure.get_size_inches()
        return float(width) * 25.4, float(height) * 25.4

    def axes_at(self, left: float, top: float, width: float, height: float, **how: Any) -> Axes:
        """Axes at a place."""
        across, down = self.size
        place = left / across, 1 - (top + height) / down, width / across, height / down
        return self.figure.add_axes(place, **how)

    def data_axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """The axes of the data: at a place, or those into which the figure was asked to draw."""
        ax = look().ax
        if ax is None and width < LEAST_DATA_MM:
            raise EstimateError(
                f"There is no room for the data at {number_text(self.size[0])} mm, which the labels fill. "
                "Give size=140 or 183, or shorter labels."
            )
        axes = self.axes_at(left, top, width, height) if ax is None else ax
        vars(self.figure)["isostats_data_axes"] = axes
        return axes

    def canvas(self, height: float, left: float = 0.0, top: float = 0.0, width: float | None = None) -> Axes:
        """Unseen axes whose units are mm from their own top left corner, for text and boxes."""
        from isostats.figures.sheet_axes import SheetAxes

        width = self.size[0] if width is None else width
        axes = self.axes_at(left, top, width, height, axes_class=SheetAxes)
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        axes.set_axis_off()
        return axes

    def text(self, left: float, top: float, text: str, **how: Any) -> None:
        """A line of small text at a place."""
        across, down = self.size
        self.figure.text(left / across, 1 - top / down, text, va="top", fontsize=SMALL_PT, **how)

    def tell_simulated(self, simulated: bool) -> None:
        """The word SIMULATED in the top right corner of figures of simulated records."""
        ax = look().ax
        if simulated and ax is not None:
            ax.annotate("SIMULATED records", (1, 1), xycoords="axes fraction", xytext=(0, 2), ha="right", va="bottom",
                        textcoords="offset points", fontsize=SMALL_PT, color="#b00020", weight="bold")  # fmt: skip
        elif simulated:
            right = self.size[0] - 1.5
            self.text(right, 1.2, "SIMULATED records", ha="right", color="#b00020", weight="bold")


def write(axes: Axes, x: float, y: float, text: str, *, large: bool = False, **how: Any) -> None:
    """Write small text; unless ``va`` says otherwise, a line with its letters' middle at ``y``."""
    axes.text(x, y, text, fontsize=TEXT_PT if large else SMALL_PT, **({"va": "center_baseline"} | how))


def draw_claim(
    axes: Axes, claim: float | None, margin: float | None, *, upright: Callable[..., None] | None = None
) -> None:
    """The claimed share as a dashed line, its margin as a grey band behind everything.

    ``upright`` is what draws it on an axis of shares that lies along; it is then named above.
    """
    if claim is None:
        return
    line, band = (upright, axes.axvspan) if upright else (axes.axhline, axes.axhspan)
    if margin:
        band(100 * (claim - margin), 100 * min(claim + margin, 1), color="#ededed", linewidth=0, zorder=0,
             label="claim margin")  # fmt: skip
    line(100 * claim, color=CLAIM, linewidth=0.8, linestyle=(0, (4, 2)), zorder=1, label="claim")
    if upright:
        text, (begin, end), (across, _) = f"claim {percent(claim, 0)}", axes.get_xlim(), axes_mm(axes)
        over = (100 * claim - begin) / (end - begin) * across + text_width(text) / 2 - across - 1.5
        axes.annotate(text, (100 * claim, 1), xycoords=("data", "axes fraction"),
                      xytext=(-max(over, 0.0) / 25.4 * 72, 2), textcoords="offset points", ha="center", va="bottom",
                      fontsize=SMALL_PT, color=CLAIM)  # fmt: skip


def text_width(text: str, weight: str = "normal", size: float = SMALL_PT) -> float:
    """Width in mm of a line of text, in the language in which it will be drawn.

    >>> 10 < text_width("number at risk") < 30
    True
    """
    return _width(translated(text), weight, size)


@lru_cache(maxsize=4096)
def _width(text: str, weight: str, size: float) -> float:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    with styled():  # what the user has set does not change the width
        font = FontProperties(family=[*FAMILY, *families_for(text, FAMILY)], size=size, weight=weight)
        width, _, _ = TextToPath().get_text_width_height_descent(text, font, False)
    return float(width) / 72 * 25.4


MOST_LETTERS = 600
"""No line of a figure holds more; of a longer text no more is measured."""


def shorten(text: str, width_mm: float) -> str:
    """The text, or its beginning and an ellipsis, within a width.

    >>> shorten("north", 40.0), shorten("a very long name of a hospital", 20.0)
    ('north', 'a very long n…')
    """
    return as_translated(_shortened(translated(text), width_mm))


def _shortened(text: str, width_mm: float) -> str:
    if len(text) <= MOST_LETTERS and _small_width(text) <= width_mm:
        return text
    kept, over = 0, min(len(text), MOST_LETTERS) + 1  # so many letters fit, and so many do not
    while over - kept > 1:
        middle = (kept + over) // 2
        kept, over = (middle, over) if _small_width(text[:middle] + "…") <= width_mm else (kept, middle)
    return text[:kept].rstrip() + "…"


def wrap(text: str, width_mm: float, lines: int = 2) -> list[str]:
    """The text in at most so many lines of a width; what does not fit ends in an ellipsis.

    >>> wrap("University Hospital of the Northern Province", 24.0)
    ['University Hospital', 'of the Northern P…']
    """
    return [as_translated(line) for line in _wrapped(translated(text).split(), width_mm, lines)]


def _wrapped(words: list[str], width_mm: float, lines: int) -> list[str]:
    current, done = "", list[str]()
    words = [word[:MOST_LETTERS] for word in words[: lines * MOST_LETTERS]]
    while words:
        if not current and _small_width(words[0]) > width_mm and (parts := parts_of(words[0])):
            words = [*parts, *words[1:]]
        longer = f"{current} {words[0]}".strip()
        if _small_width(longer) <= width_mm or not current:
            current = longer
            words.pop(0)
            if words:
                continue
        if len(done) == lines - 1:
            return [*done, _shortened(" ".join([current, *words]), width_mm)]
        done.append(_shortened(current, width_mm))
        current = ""
    return [*done, current] if current else done or [""]


def _small_width(text: str) -> float:
    return _width(text, "normal", SMALL_PT)


def settle(drawn: Artist) -> str:
    """Make every tick and text now, in the language that is spoken, while the style holds: matplotlib makes them late.

    Returns a sentence on names whose letters are not in the own fonts; nothing where all are.
    """
    from matplotlib.axis import Axis

    with styled():
        for axis in drawn.findobj(Axis) if spoken() != ENGLISH else ():
            _translate_ticks(axis)
        texts = list(texts_of(drawn))
        for text in texts:
            text.set_text(translated(text.get_text()))
            borrowed = families_for(text.get_text(), FAMILY)
            if borrowed:
                text.set_fontfamily([*FAMILY, *borrowed])
        lines = [line for text in texts for line in text.get_text().split("\n")]
        return about_letters(lines, FAMILY, advice=False)


def _translate_ticks(axis: Axis) -> None:
    """Ticks that were given words get those of the language: they are written anew whenever a figure is drawn."""
    from matplotlib.ticker import FixedLocator

    if not isinstance(axis.get_major_locator(), FixedLocator):
        return
    labels = [label.get_text() for label in axis.get_ticklabels()]
    if any(labels) and [*map(translated, labels)] != labels:
        axis.set_ticklabels([*map(translated, labels)])


def texts_of(artist: Artist) -> Iterator[Text]:
    """Every text that is drawn. Axes that exist to hold text have no ticks, and asking for them would make them."""
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.text import Text

    if isinstance(artist, Text):
        yield artist
    if isinstance(artist, Axis):
        artist.get_ticklabels()
    for child in artist.get_children():
        if not (isinstance(artist, Axes) and not artist.axison and isinstance(child, Axis)):
            yield from texts_of(child)

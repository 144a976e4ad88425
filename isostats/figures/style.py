"""The one style: sizes in mm, type, colours with their dashes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from isostats.figures.looks import OKABE_ITO, look, palette_in_force
from isostats.vocabulary import names as v

PAGE_MM = 183.0
"""Width of a journal page of two columns; that of the figure in hand is :func:`.page_mm`."""

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

"""Names of what a figure shows: in the right margin, pushed apart, each led to what it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from isostats.figures.style import CLAIM, INK, LINE_MM, QUIET, SMALL_PT, Dash
from isostats.vocabulary import names as v
from isostats.words.language import as_translated, translated
from isostats.words.numbers import percent, stated_points, time_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEADING = "heading"
"""The ``names`` of a label that names nothing and stands above the others."""


class Margin(Protocol):
    """A page with its main axes, at whose right labels stand; places and sizes in mm."""

    @property
    def figure(self) -> Figure:
        """The figure."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page."""

    @property
    def axes(self) -> Axes:
        """The main axes."""

    @property
    def left(self) -> float:
        """Where the axes begin."""

    @property
    def top(self) -> float:
        """How far from the top they begin."""

    @property
    def width(self) -> float:
        """Their width."""

    @property
    def height(self) -> float:
        """Their height."""

    def mm_before_end(self, day: float) -> float:
        """How far before the right end of the axes a day lies."""


@dataclass(frozen=True)
class SideLabel:
    """A label at the right of the axes: where it wants to be (y of the axes), its lines, and its line sample."""

    at: float
    lines: tuple[str, ...]
    colour: str = INK
    dash: Dash | None = None
    patch: bool = False
    names: str = ""
    """The label of what is drawn and named by this one; ``day`` is where that ends."""
    day: float | None = None

    @property
    def in_one(self) -> str:
        """All lines as one: each is put into words by itself, since some of them may be already."""
        return as_translated(" ".join(map(translated, self.lines)))

    @property
    def height(self) -> float:
        """Height in mm."""
        return LINE_MM * len(self.lines) + 1.0


def heading(day: float) -> SideLabel:
    """What stands above labels with shares: the day of which these are."""
    return SideLabel(1000.0, (f"at {time_words(day)}",), QUIET, names=HEADING)


def day_of_shares(at: pd.DataFrame, until: float) -> float:
    """The last horizon that may be quoted, of which tables and text speak too; where there is none, the last day."""
    fine = at.loc[at[v.STATUS] == v.OK, v.TIME]
    return float(fine[fine <= until].max()) if (fine <= until).any() else float(round(until))


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Centres as near to the wanted ones as they can be with no two labels overlapping, between low and high.

    Labels that touch form a block which sits at the mean of what its members want (least squares). Ties keep the order
    in which they are given. If the labels need more than there is, they run beyond ``high``.

    >>> spread([10, 10], [4, 4], 0, 100)
    [8.0, 12.0]
    >>> spread([99, 50], [4, 4], 0, 100)
    [98.0, 50.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[tuple[list[int], float, float]] = []  # members, top edge, height
    for i in order:
        members, height = [i], heights[i]
        while True:
            offset, tops = 0.0, []
            for m in members:
                tops.append(wanted[m] - offset - heights[m] / 2)
                offset += heights[m]
            top = max(low, min(sum(tops) / len(tops), high - height))
            if not blocks or blocks[-1][1] + blocks[-1][2] <= top + 1e-9:
                break
            previous, _, previous_height = blocks.pop()
            members, height = previous + members, previous_height + height
        blocks.append((members, top, height))
    centres = [0.0] * len(wanted)
    for members, top, _ in blocks:
        for m in members:
            centres[m] = float(top + heights[m] / 2)
            top += heights[m]
    return centres


def side_labels(sheet: Margin, labels: Sequence[SideLabel]) -> None:
    """Write the labels in the right margin, pushed apart where they would touch, each led to what it names."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    low, high = sheet.axes.get_ylim()
    wanted = [sheet.height * (high - label.at) / (high - low) for label in labels]  # mm from the top of the axes
    places = spread(wanted, [label.height for label in labels], -2.0, sheet.height + 2.0)
    whole_width, whole_height = sheet.size
    start = sheet.left + sheet.width
    for label, want, centre in zip(labels, wanted, places, strict=True):
        want = min(max(want, 0.0), sheet.height)

        def place(x: float, y: float) -> tuple[float, float]:
            return (start + x) / whole_width, 1 - (sheet.top + y) / whole_height

        def line(*points: tuple[float, float], **style: Any) -> None:
            both = zip(*(place(*point) for point in points), strict=True)
            sheet.figure.add_artist(Line2D(*both, transform=sheet.figure.transFigure, **style))

        if label.names == HEADING:
            sheet.figure.text(*place(4.0, centre), label.lines[0], va="center", fontsize=SMALL_PT, color=label.colour)
            continue
        short = sheet.mm_before_end(label.day) if label.day is not None else 0.0
        way = [*([(0.6 - short, want)] if short > 0.8 else []), (0.6, want), (3.2, centre)]
        line(*way, color=QUIET, linewidth=0.5, label=f"_leader {label.names}")
        sampled = label.patch or label.dash is not None
        if label.patch:
            x, y = place(4.0, centre)
            sheet.figure.add_artist(
                Rectangle(
                    (x, y - 1.1 / whole_height), 6.0 / whole_width, 2.2 / whole_height, facecolor=label.colour,
                    transform=sheet.figure.transFigure, edgecolor=INK, linewidth=0.4, label=f"sample {label.names}",
                )
            )  # fmt: skip
        elif label.dash is not None:
            line((4.0, centre), (10.0, centre), color=label.colour, linestyle=label.dash, linewidth=1.3,
                 label=f"sample {label.names}")  # fmt: skip
        x, y = place(11.0 if sampled else 4.0, centre)
        sheet.figure.text(
            x, y, "\n".join(label.lines), ha="left", va="center", fontsize=SMALL_PT, linespacing=1.1,
            color=INK if sampled else label.colour, label=f"names {label.names}" if label.names else "",
        )  # fmt: skip


def claim_labels(claim: float | None, margin: float | None) -> list[SideLabel]:
    """The name of the claim line in the right margin, where there is one."""
    second = (f"±{stated_points(margin)} points",) if margin else ()
    return (
        [] if claim is None else [SideLabel(100 * claim, (f"claim {percent(claim, 0)}", *second), CLAIM, names="claim")]
    )

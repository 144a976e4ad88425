"""How a value of a row is marked, and the lines above a figure that say what its marks mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from isostats.figures.pages import write
from isostats.figures.style import in_force
from isostats.figures.text_fitting import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

M = TypeVar("M")


@dataclass(frozen=True)
class Mark:
    """How a value is drawn: a point with its interval; or, from limit to limit, a flat ``diamond`` or a ``band``."""

    marker: str
    colour: str
    size: float = 4.5
    filled: bool = True
    edge: float = 1.0

    @property
    def ink(self) -> str:
        """The colour as the palette in force has it."""
        return in_force(self.colour)


def write_keys(sheet: Axes, keys: Sequence[tuple[str, Mark]], *, at: float = 2.6) -> None:
    """Write what the marks mean in one line, ``at`` mm from the top."""
    x = 2.5
    for text, mark in keys:
        sheet.plot([x], [at], mark.marker, color=mark.ink, markerfacecolor=mark.ink if mark.filled else "white",
                   markersize=4.5, markeredgewidth=0.9)  # fmt: skip
        write(sheet, x + 2.2, at, text)
        x += text_width(text) + 8.0


def in_lines(keys: Sequence[tuple[str, M]], width: float, gap: float, start: float = 2.5) -> list[list[tuple[str, M]]]:
    """Keys in lines of a width; each is as wide as its text and ``gap``."""
    lines: list[list[tuple[str, M]]] = []
    x = width
    for key in keys:
        needed = text_width(key[0]) + gap
        if not lines or x + needed > width:
            lines.append([])
            x = start
        lines[-1].append(key)
        x += needed
    return lines

"""Figures as a notebook shows them: with their caption, and with alternative text for those who cannot see them."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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
    """
    from isostats.figures.descriptions import describe
    from isostats.figures.saving import render

    words = describe(figure)
    source = "data:image/svg+xml;base64," + base64.b64encode(render(figure, "svg")).decode("ascii")
    return Shown(
        f'<figure style="margin:0"><img src="{source}" alt="{escape(words.alt)}" style="width:100%;max-width:60rem">'
        f'<figcaption style="font-size:85%;max-width:60rem">{escape(words.caption)}</figcaption></figure>',
        words.title,
    )

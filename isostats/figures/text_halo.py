"""A text with a thin white edge around its letters, which is read on a band without cutting a piece out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.patheffects import Stroke
from matplotlib.text import Text

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase

HALO_PT = 1.6
"""Of which half lies outside the letters."""


class Haloed(Text):
    """Drawn twice: the white edge as outlines, then the text itself, so that a file has it as text."""

    def draw(self, renderer: RendererBase) -> None:
        """The edge below, the letters above."""
        self.set_path_effects([Stroke(linewidth=HALO_PT, foreground="white")])
        super().draw(renderer)
        self.set_path_effects([])
        super().draw(renderer)

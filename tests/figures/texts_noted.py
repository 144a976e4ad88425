"""What a figure writes, whole, as it is handed to the language: before it is broken into lines or cut to a width."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from unittest.mock import patch

from matplotlib.figure import Figure

from isostats.figures import curve_names, finished, settling, small_multiples, text_fitting

DOORS = (text_fitting, settling, finished, curve_names, small_multiples)
"""The modules by which a text of a figure gets to its language."""


def draw_and_note(draw: Callable[[], Figure]) -> tuple[Figure, tuple[str, ...]]:
    """The figure, drawn in English, and the texts that another language would be asked for."""
    asked, pieces = dict[str, None](), set[str]()

    def note(text: str) -> str:
        asked.update(dict.fromkeys(line for line in text.split("\n") if line.strip() and line not in pieces))
        return text

    def note_piece(text: str) -> str:
        pieces.add(text)
        return text

    with ExitStack() as patches:
        for door in DOORS:
            patches.enter_context(patch.object(door, "translated", note))
            if hasattr(door, "as_translated"):
                patches.enter_context(patch.object(door, "as_translated", note_piece))
        figure = draw()
    return figure, tuple(asked)

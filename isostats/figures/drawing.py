"""A figure as a job: which function draws it and from what, to be done here or in another process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.figures.descriptions import Words
    from isostats.figures.saving import Kind


@dataclass(frozen=True)
class Drawing:
    """A figure to be drawn, here or in another process: ``function`` of :mod:`isostats.figures` on ``result``.

    ``name`` is that of its files.
    """

    name: str
    function: str
    result: Any
    keywords: Mapping[str, Any] = field(default_factory=dict)

    def draw(self) -> Figure:
        """The figure."""
        from isostats import figures

        made: Figure = getattr(figures, self.function)(self.result, **self.keywords)
        return made

    def finish(self, formats: Sequence[Kind]) -> Drawn:
        """The figure's files as bytes, with its words. They are the same in whatever process they are made."""
        from isostats.figures import describe, render

        figure = self.draw()
        return Drawn(describe(figure), {kind: render(figure, kind) for kind in formats})


@dataclass(frozen=True)
class Drawn:
    """A finished figure: its title, caption and alt text, and the bytes of its file in each format."""

    words: Words
    files: Mapping[Kind, bytes]

"""Figures as jobs: which function draws each and from what, to be done here or, meanwhile, in a second process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from isostats.progress import Step, silent

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


class FigureQueue:
    """Drawings that are to become files while the estimating goes on.

    The second process takes the first that waits; whoever calls ``finish`` takes the last, so both work until none
    waits. Where there is no second process, or it ends, everything is drawn here. To be used in a ``with``, after which
    the second process is gone.
    """

    def __init__(self, formats: Sequence[Kind]) -> None:
        from isostats.figures.second_process import SecondProcess

        self._formats = tuple(formats)
        self._second = SecondProcess.start()
        self._thread = ThreadPoolExecutor(1, "figures")
        self._jobs: dict[str, tuple[Drawing, Future[Drawn | None] | None]] = {}

    def __enter__(self) -> FigureQueue:
        return self

    def __exit__(self, *error: object) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        if self._second is not None:
            self._second.end()

    def add(self, drawing: Drawing) -> None:
        """Have a figure drawn; one of a name that was added before is the same figure."""
        if drawing.name not in self._jobs:
            away = self._second and self._thread.submit(self._second.finish, drawing, self._formats)
            self._jobs[drawing.name] = drawing, away

    def finish(self, *, step: Step = silent) -> dict[str, Drawn]:
        """Every figure by its name. An error in drawing one is raised here, wherever it was drawn first."""
        drawn: dict[str, Drawn | None] = dict.fromkeys(self._jobs)
        for name, (drawing, away) in reversed(self._jobs.items()):
            if away is None or away.cancel():
                drawn[name] = self._here(drawing, step)
        for name, (drawing, away) in self._jobs.items():
            drawn[name] = drawn[name] or (away and away.result()) or self._here(drawing, step)
        return {name: each for name, each in drawn.items() if each}

    def _here(self, drawing: Drawing, step: Step) -> Drawn:
        step(f"drawing {drawing.name.replace('_', ' ')}")
        return drawing.finish(self._formats)

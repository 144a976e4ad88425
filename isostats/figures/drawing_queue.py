"""Figures that are drawn while the estimating goes on: by a second process, and by this one once it waits for them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from types import TracebackType

from isostats.figures.drawing import Drawing, Drawn
from isostats.figures.saving import KINDS, Kind
from isostats.figures.second_process import SecondProcess
from isostats.progress import Step, silent


class FigureQueue:
    """Drawings that are to become files, in the order in which they were added.

    The second process takes the first that waits; whoever calls ``finish`` takes the last, so both work until none
    waits. Where there is no second process, or it ends, everything is drawn here. To be used in a ``with``, after which
    the second process is gone.
    """

    def __init__(self, formats: Sequence[Kind] = KINDS) -> None:
        self._formats = tuple(formats)
        self._names: list[str] = []
        self._waiting: deque[Drawing] = deque()
        self._failed: list[Drawing] = []
        self._drawn: dict[str, Drawn] = {}
        self._away = False  # whether the second process is drawing
        self._closed = False
        self._changed = threading.Condition()
        self._second = SecondProcess.start()
        if self._second is not None:
            threading.Thread(target=self._send, args=(self._second,), name="figures", daemon=True).start()

    def __enter__(self) -> FigureQueue:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._second is not None:
            self._second.end()

    def add(self, drawing: Drawing) -> None:
        """Have a figure drawn; one of a name that was added before is the same figure."""
        with self._changed:
            if drawing.name not in self._names:
                self._names.append(drawing.name)
                self._waiting.append(drawing)
                self._changed.notify_all()

    def finish(self, *, step: Step = silent) -> dict[str, Drawn]:
        """Every figure by its name. An error in drawing one is raised here, wherever it was drawn first."""
        while (drawing := self._next()) is not None:
            step(f"drawing {drawing.name.replace('_', ' ')}")
            self._drawn[drawing.name] = drawing.finish(self._formats)
        return {name: self._drawn[name] for name in self._names}

    def _next(self) -> Drawing | None:
        """The next one to be drawn here; None once all are drawn."""
        with self._changed:
            while self._away and not (self._waiting or self._failed):
                self._changed.wait()
            if self._failed:
                return self._failed.pop()
            return self._waiting.pop() if self._waiting else None

    def _send(self, second: SecondProcess) -> None:
        """The thread that keeps the second process busy."""
        while True:
            with self._changed:
                while not (self._waiting or self._closed):
                    self._changed.wait()
                if self._closed:
                    return
                drawing, self._away = self._waiting.popleft(), True
            gone, drawn = False, None
            try:
                drawn = second.finish(drawing, self._formats)
            except Exception:  # it has ended, or the result cannot be sent: all that is left is drawn here
                gone = True
            with self._changed:
                self._away = False
                if drawn is None:
                    self._failed.append(drawing)
                else:
                    self._drawn[drawing.name] = drawn
                self._changed.notify_all()
                if gone:
                    return

"""What a long job says while it runs: the step it is at, and how much of it is done."""

from __future__ import annotations

import sys
from typing import Any, Protocol


class Step(Protocol):
    """Hears what comes next, and, where that can be known, the share of it that is done (0 to 1)."""

    def __call__(self, text: str, share: float | None = None) -> None: ...


def silent(text: str, share: float | None = None) -> None:
    """A step that nobody is shown."""


_stops: list[BaseException] = []


def stop_at_next_step(error: BaseException) -> None:
    """Have the next step that is shown raise this: an error that a signal raises is lost where it falls into a callback
    of which nobody catches any."""
    _stops.append(error)


class Progress:
    """A :class:`Step` shown on a terminal as a live line with a bar, and not at all elsewhere.

    With a ``unit`` the bar counts (24/120 definitions) by :meth:`count`; else it shows the share of the step.
    """

    def __init__(self, unit: str = "") -> None:
        self.unit = unit
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from rich import progress as rich
            from rich.console import Console

            text = rich.TextColumn("{task.description}")
            counted = (rich.BarColumn(), rich.MofNCompleteColumn(), rich.TextColumn(self.unit))
            shown = (*counted, rich.TimeElapsedColumn(), text) if self.unit else (
                text, rich.BarColumn(bar_width=24), rich.TimeElapsedColumn()
            )  # fmt: skip
            self._bar = rich.Progress(rich.SpinnerColumn(), *shown, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("starting", total=None)
        return self

    def _begin(self) -> Any:
        """The bar from the first step on: it has a thread, and what forks before that must have none."""
        if self._bar is not None and not self._bar.live.is_started:
            self._bar.start()
        return self._bar

    def __call__(self, text: str, share: float | None = None) -> None:
        if _stops:
            raise _stops[0]
        if self._begin() is not None:
            done = {} if self.unit else {"total": None if share is None else 1, "completed": share or 0}
            self._bar.update(self._task, description=text, **done)

    def count(self, done: int, total: int) -> None:
        """So many of all are done."""
        if self._begin() is not None:
            self._bar.update(self._task, completed=done, total=total)

    def __exit__(self, *exc: object) -> None:
        if self._bar is not None:
            self._bar.stop()

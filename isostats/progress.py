"""What a long job says while it runs: the step it is at, and how much of it is done."""

from __future__ import annotations

from typing import Protocol


class Step(Protocol):
    """Told what comes next, and, where that can be known, the share of it that is done (0 to 1)."""

    def __call__(self, text: str, share: float | None = None) -> None: ...


def silent(text: str, share: float | None = None) -> None:
    """A step that nobody is shown."""

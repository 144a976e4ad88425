"""Reports whose figures nobody looks at: they are two thirds of the work, and are left white.

Figures of every situation are drawn by the tests of this folder, and in whole reports by ``bladder`` and ``example``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from isostats.figures.drawing import Drawing, Drawn
    from isostats.figures.finished import Kind


def leave_white(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the monkeypatch is undone, each figure's file is there and empty, and its caption says so."""
    from isostats.figures import drawing as jobs
    from isostats.figures.finished import Words

    def white(drawing: Drawing, formats: Sequence[Kind]) -> Drawn:
        return jobs.Drawn(Words(drawing.name, "Not drawn.", "Not drawn."), dict.fromkeys(formats, b"<svg/>"))

    monkeypatch.setattr(jobs.Drawing, "finish", white)

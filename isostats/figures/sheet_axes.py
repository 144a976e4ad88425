"""Axes that hold text and boxes and show no axis, so that no tick is made: most of what axes cost."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import XAxis, YAxis


class _Unticked:
    majorTicks: tuple[Any, ...] = ()
    minorTicks: tuple[Any, ...] = ()

    def get_major_ticks(self, numticks: int | None = None) -> list[Any]:
        """None, however many are asked for."""
        return []

    get_minor_ticks = get_major_ticks


class UntickedX(_Unticked, XAxis):  # type: ignore[misc]
    """Across, without ticks."""


class UntickedY(_Unticked, YAxis):  # type: ignore[misc]
    """Down, without ticks."""


class SheetAxes(Axes):
    """Axes whose axis is off for good."""

    def _init_axis(self) -> None:
        super()._init_axis()  # type: ignore[misc]
        self.xaxis.__class__, self.yaxis.__class__ = UntickedX, UntickedY

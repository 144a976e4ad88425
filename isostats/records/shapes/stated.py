"""What a study says of the shape of its main file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from isostats.study.inputs import Inputs


@dataclass(frozen=True)
class Shape:
    """The keys of [data] that say where things stand, taken together; the default is one row per course or fill, below
    one row of names."""

    header_row: int | None = None
    total_rows: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    layout: str | None = None
    dictionary: Any = None
    product_table: Any = None

    @property
    def is_stated(self) -> bool:
        """Whether anything but the default is asked for."""
        rows = self.layout in (None, "rows")
        return bool(self.header_row or self.total_rows or self.fill_down) or not (
            rows and self.dictionary is None and self.product_table is None
        )


def shape_of(inputs: Inputs) -> Shape:
    """The shape that inputs state."""
    return Shape(
        inputs.header_row,
        inputs.total_rows,
        inputs.fill_down,
        inputs.layout,
        inputs.source("dictionary"),
        inputs.source("product_table"),
    )

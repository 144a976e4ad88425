"""Which inputs are small: some ten thousand rows, of which what surrounds a reading takes longer than the rows do."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from isostats.study.inputs import Inputs
from isostats.study.keys import keys_of

SMALL = 2 * 1024 * 1024
"""Bytes of all files and frames together."""
OF_CELL = 8
"""Bytes of a frame's cell."""


def are_small(inputs: Inputs) -> bool:
    """Whether all that is read lies in files and frames, and is small; of a database nobody knows.

    >>> import pandas as pd
    >>> [are_small(Inputs(courses=pd.DataFrame({"patient_id": range(rows)}))) for rows in (100, 300_000)]
    [True, False]
    """
    if inputs.database is not None or inputs.kind == "omop":
        return False
    named = [name for name, each in keys_of(Inputs).items() if each.is_file or each.is_table]
    return sum(_bytes(inputs.source(name)) for name in named) <= SMALL


def _bytes(source: Any) -> float:
    """How large a file or frame is; more than anything where that cannot be told, as of a folder."""
    if source is None:
        return 0.0
    if isinstance(source, Path):
        return float(source.stat().st_size) if source.is_file() else math.inf
    shape = getattr(source, "shape", None)  # of a Spark data frame this may be a column
    return float(math.prod(shape) * OF_CELL) if isinstance(shape, tuple) else math.inf

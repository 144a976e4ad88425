"""Positions and days as columns of text, fast: the strings are shared, so a million rows cost a million pointers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def words(listed: Any, position: NDArray[np.int64], missing: NDArray[np.bool_] | None = None) -> NDArray[np.object_]:
    """Text by position, None where missing."""
    table = np.array([*listed, None], dtype=object)
    return table[position if missing is None else np.where(missing, len(table) - 1, position)]


def iso_days(days: NDArray[Any], missing: NDArray[np.bool_] | None = None) -> NDArray[np.object_]:
    """Days since 1970-01-01 as ISO text, None where missing."""
    known = days if missing is None else days[~missing]
    if not len(known):
        return np.full(len(days), None, dtype=object)
    first = int(known.min())
    table = np.datetime_as_string(np.arange(first, int(known.max()) + 1).astype("datetime64[D]")).tolist()
    filled = days if missing is None else np.where(missing, first, days)
    return words(table, filled.astype(np.int64) - first, missing)


def numbered(letter: str, count: int, *, width: int) -> NDArray[np.object_]:
    """Names such as S00001, as many as asked for; wider where the count needs it."""
    width = max(width, len(str(count)))
    return np.array([letter + str(number).zfill(width) for number in range(1, count + 1)], dtype=object)

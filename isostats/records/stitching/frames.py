"""Courses of fills that are in memory already, in any order: for small data, notebooks and tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from isostats.errors import DataError
from isostats.records.stitching.kernel import stitch_sorted
from isostats.study.definitions import CourseDefinition

if TYPE_CHECKING:
    import pandas as pd


def stitch(
    person: Sequence[Any],
    day: Sequence[int],
    days_supply: Sequence[int],
    *,
    dose_mg: Sequence[float] | None = None,
    strength_mg: Sequence[float] | None = None,
    rule: CourseDefinition | None = None,
) -> pd.DataFrame:
    """Courses of clean fills, in any order: person_id, course, start, end, days_covered, fills,
    dispensing_days, dose_mg.

    ``day`` and ``days_supply`` are whole days, supply at least 1; ``dose_mg`` is that of each fill, and ``strength_mg``
    tells which fills of one day are of one strength (all, if not given). Raises
    :class:`DataError` where the columns are not of one length or a day is no whole number.

    >>> stitch(["b", "a"], [10, 0], [28, 30])[["person_id", "start", "end"]].to_dict("records")
    [{'person_id': 'a', 'start': 0, 'end': 29}, {'person_id': 'b', 'start': 10, 'end': 37}]
    """
    import pandas as pd

    dose = np.full(len(day), np.nan) if dose_mg is None else np.asarray(dose_mg, dtype=float)
    strength = np.full(len(day), np.nan) if strength_mg is None else np.asarray(strength_mg, dtype=float)
    lengths = {len(person), len(day), len(days_supply), len(dose), len(strength)}
    if len(lengths) > 1:
        raise DataError(f"Fills need a person, a day, a supply each: got columns of {sorted(lengths)} rows.")
    columns = [_whole(values, name) for values, name in ((day, "day"), (days_supply, "days_supply"))]
    frame = pd.DataFrame({"person": list(person), "day": columns[0], "supply": columns[1], "dose": dose})
    frame["strength"] = strength
    frame = frame.sort_values(["person", "day"], kind="stable")
    key, days, supply, doses, strengths = (frame[name].to_numpy() for name in frame)
    courses = stitch_sorted(key, days, supply, doses, rule or CourseDefinition(), strengths)
    return pd.DataFrame(courses.columns()).rename(columns={"key": "person_id"})


def _whole(values: Sequence[int], name: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    numbers = np.asarray(values)
    if numbers.size and not np.issubdtype(numbers.dtype, np.number):
        raise DataError(f"{name} must hold whole days, not {numbers.dtype} (dates: days since 1970-01-01).")
    if not np.isfinite(numbers.astype(float)).all() or (numbers != np.floor(numbers)).any():
        raise DataError(f"{name} must hold whole days; one of them is missing or has a fraction.")
    return numbers.astype(np.int64)

"""The tables that hold a published curve: read from a frame or a CSV file, with every fault named by its row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from isostats._checks import DataError, counted, nearest
from isostats.cohort.calendar import DAYS_IN_MONTH, DAYS_IN_YEAR

if TYPE_CHECKING:
    import pandas as pd

Unit = Literal["days", "months", "years"]
IN_DAYS = {"days": 1.0, "months": DAYS_IN_MONTH, "years": DAYS_IN_YEAR}
OVERSHOOT = 0.01
"""A click may miss an end of the time axis by this share of the curve's length."""


@dataclass(frozen=True)
class Source:
    """A table with the name it has in an error, and the name of a row in it."""

    frame: pd.DataFrame
    name: str
    row: Callable[[int], str]


def read_table(given: pd.DataFrame | str | Path, name: str) -> Source:
    """A frame or a CSV file with a first line of names, in small letters."""
    import pandas as pd

    if isinstance(given, pd.DataFrame):
        source = Source(given.reset_index(drop=True), name, lambda i: f"row {i}, counting from 0")
    else:
        try:
            frame = pd.read_csv(given, skipinitialspace=True)
        except (OSError, UnicodeDecodeError, pd.errors.ParserError) as error:
            raise DataError(f"{name} cannot be read from {given}: {error}. It must be a CSV file.") from None
        except pd.errors.EmptyDataError:
            raise DataError(f"{name} in {given} is empty.") from None
        source = Source(frame, f"{name} in {given}", lambda i: f"line {i + 2}")
    columns = [str(column).strip().lower() for column in source.frame.columns]
    if len(source.frame) == 0:
        raise DataError(f"{name} has no rows.")
    return Source(source.frame.set_axis(columns, axis=1), source.name, source.row)


def column(source: Source, name: str, wanted: str) -> NDArray[np.float64]:
    """A column of numbers with none missing, or an error that says what the table must hold."""
    import pandas as pd

    columns = list(source.frame.columns)
    if name not in columns:
        raise DataError(
            f"{source.name} has no column {name!r}{nearest(name, columns) or '.'} It has: {', '.join(columns)}. "
            f"It must have {wanted}, named in the first line."
        )
    raw = source.frame[name]
    numbers = np.asarray(pd.to_numeric(raw, errors="coerce"), dtype=float)
    missing = raw.isna().to_numpy()
    refuse(source, missing, raw, f"have no {name}", "Click the point again, or leave the row out.")
    refuse(source, ~np.isfinite(numbers), raw, f"have a {name} that is not a number", "Write numbers as 12.5.")
    return numbers


def refuse(source: Source, wrong: NDArray[np.bool_], shown: object, fault: str, advice: str) -> None:
    """An error that counts the faulty rows and shows the first, if there are any."""
    if not wrong.any():
        return
    first = int(np.argmax(wrong))
    value = np.asarray(shown, dtype=object)[first]
    told = "" if value is None or value != value else f": {value:g}" if isinstance(value, float) else f": {value}"
    raise DataError(
        f"{source.name}: {int(wrong.sum()):,} of {counted(len(wrong), 'row')} {fault} "
        f"(first: {source.row(first)}{told}). {advice}"
    )


def whole_days(time: NDArray[np.float64]) -> NDArray[np.int64]:
    """Times in days, rounded down; 7 days written as 0.229979 months are still 7.

    >>> whole_days(np.array([0.229979 * 30.4375, 365.25])).tolist()
    [7, 365]
    """
    return np.floor(time + 1e-4).astype(np.int64)

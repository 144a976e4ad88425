"""The tables that hold a published curve: read from a frame or a CSV file, with every fault named by its row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.errors import DataError, nearest
from isostats.records.numbers import decimal_of, read_number
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import DAYS_IN_MONTH, DAYS_IN_YEAR
from isostats.words.numbers import count_text, counted, number_text

Unit = Literal["days", "months", "years"]
IN_DAYS = {"days": 1.0, "months": DAYS_IN_MONTH, "years": DAYS_IN_YEAR}
LONGEST = 200 * DAYS_IN_YEAR
"""No follow-up is longer; times beyond it are in another unit, or no times."""
OVERSHOOT = 0.01
"""A click may miss an end of the time axis by this share of the curve's length."""


@dataclass(frozen=True)
class Source:
    """A table with the name it has in an error, and the name of a row in it."""

    frame: pd.DataFrame
    name: str
    row: Callable[[int], str]


def read_table(table: pd.DataFrame | str | Path, name: str) -> Source:
    """A frame, or a text file with a first line of names: commas, or semicolons or tabs with decimal commas.

    Names are put into small letters. Raises DataError for a file that cannot be read, is empty, or has a line with
    more or fewer values than names.
    """
    if isinstance(table, pd.DataFrame):
        source = Source(table.reset_index(drop=True), name, lambda i: f"row {i}, counting from 0")
        columns = [str(column).strip().lower() for column in source.frame.columns]
    else:
        lines = _lines(table, name)
        columns = [text.lower() for text in lines[0][1]]
        frame = pd.DataFrame([values for _, values in lines[1:]], columns=columns, dtype=object)
        numbers = [number for number, _ in lines[1:]]
        source = Source(frame, f"{name} in {table}", lambda i: f"line {numbers[i]}")
    if len(source.frame) == 0:
        raise DataError(f"{name} has no rows.")
    doubled = next((each for each in columns if columns.count(each) > 1), None)
    if doubled is not None:
        raise DataError(f"{source.name} has {columns.count(doubled)} columns {doubled!r}. Keep one of them.")
    return Source(source.frame.set_axis(columns, axis=1), source.name, source.row)


def _lines(path: str | Path, name: str) -> list[tuple[int, list[str]]]:
    """The lines of a file that hold anything, each with its number and its values, as many as there are names."""
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise DataError(f"{name} cannot be read from {path}: {why}. It must be a CSV file.") from None
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise DataError(f"{name} in {path} is empty.")
    mark = max(";\t,", key=first.count)  # of marks that are not there, the semicolon
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=True)
    try:
        lines = [(reader.line_num, [value.strip() for value in row]) for row in reader if any(map(str.strip, row))]
    except csv.Error as error:
        raise DataError(f"{name} cannot be read from {path}: {error}. It must be a CSV file.") from None
    width = len(lines[0][1])
    ragged = [(number, row) for number, row in lines if len(row) != width]
    if ragged:
        number, row = ragged[0]
        raise DataError(
            f"{name} in {path}: {counted(len(ragged), 'line')} without one value for each of {width} "
            f"columns (first: line {number} has {len(row)}). Decimal commas need semicolons between "
            "the values, as in 12,5;0,85."
        )
    return lines


def column(source: Source, name: str, wanted: str) -> NDArray[np.float64]:
    """A column of numbers with none missing, or an error that says what the table must hold."""
    columns = list(source.frame.columns)
    if name not in columns:
        raise DataError(
            f"{source.name} has no column {name!r}{nearest(name, columns) or '.'} It has: {', '.join(columns)}. "
            f"It must have {wanted}, named in the first line."
        )
    raw = source.frame[name]
    if raw.dtype == object:
        raw = raw.map(lambda value: None if isinstance(value, str) and not value.strip() else value)
        decimal = decimal_of([value for value in raw if isinstance(value, str)])
        read = [read_number(value, decimal) if isinstance(value, str) else value for value in raw]
        numbers = np.asarray(pd.to_numeric(pd.Series(read, dtype=object), errors="coerce"), dtype=float)
        unclear = np.array([value == "ambiguous_number" for value in read], dtype=bool)
        refuse(source, unclear, raw, f"have a {name} that may be read in two ways", "Write numbers as 1200 or 1.2.")
    else:
        numbers = np.asarray(pd.to_numeric(raw, errors="coerce"), dtype=float)
    missing = raw.isna().to_numpy()
    refuse(source, missing, raw, f"have no {name}", "Click the point again, or leave the row out.")
    refuse(source, ~np.isfinite(numbers), raw, f"have a {name} that is not a number", "Write numbers as 12.5.")
    return numbers


def times_in_days(source: Source, wanted: str, unit: Unit) -> NDArray[np.float64]:
    """The column of times in days, not yet whole; refused where no follow-up is that long."""
    time = column(source, v.TIME, wanted) * IN_DAYS[unit]
    shown = np.asarray(source.frame[v.TIME])
    refuse(source, np.abs(time) > LONGEST, shown, "lie beyond 200 years", f"Check the times and their unit, {unit}.")
    return time


def refuse(source: Source, wrong: NDArray[np.bool_], shown: object, fault: str, advice: str) -> None:
    """An error that counts the faulty rows and shows the first, if there are any."""
    if not wrong.any():
        return
    first = int(np.argmax(wrong))
    value = np.asarray(shown, dtype=object)[first]
    text = number_text(value) if isinstance(value, float) else str(value)
    example = "" if value is None or value != value else f": {text}"
    raise DataError(
        f"{source.name}: {count_text(int(wrong.sum()))} of {counted(len(wrong), 'row')} {fault} "
        f"(first: {source.row(first)}{example}). {advice}"
    )


def whole(number: object) -> bool:
    """A whole number, as a number of people is.

    >>> whole(5), whole(5.0), whole(5.5), whole(float("inf")), whole(True), whole("5")
    (True, True, False, False, False, False)
    """
    if isinstance(number, bool) or not isinstance(number, (int, float, np.integer, np.floating)):
        return False
    return bool(np.isfinite(number) and number == int(number))


def whole_days(time: NDArray[np.float64]) -> NDArray[np.int64]:
    """Times in days, rounded down; 7 days written as 0.229979 months are still 7.

    >>> whole_days(np.array([0.229979 * 30.4375, 365.25])).tolist()
    [7, 365]
    """
    return np.floor(time + 1e-4).astype(np.int64)

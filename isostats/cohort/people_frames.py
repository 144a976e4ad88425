"""A frame with one row per person, as a user has it: columns stand once, numbers are numbers, days no dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import inf
from numbers import Real
from typing import Any, cast

import numpy as np
import pandas as pd
from pandas.api.types import infer_dtype

from isostats.errors import EstimateError, nearest
from isostats.words.numbers import count_text, counted

DATES = ("datetime64", "datetime", "date", "timedelta64", "timedelta")
IN_DAYS = ("duration", "entry")
BY_CATEGORY = ("by", "strata", "cluster")
"""Roles of a column whose values are told apart by their text, whatever they are."""


def people_frame(frame: object, asked: Mapping[str, Sequence[str]], needed_by: str) -> pd.DataFrame:
    """The frame as one of pandas, with columns of numbers where a column of objects holds numbers alone.

    ``asked`` are the names of columns by their role in the call. Raises EstimateError for what is no frame, for columns
    that are not there, stand in the frame twice or are asked for twice, for dates where numbers are meant, and for
    words among numbers.
    """
    held = as_pandas(frame)
    if not isinstance(held, pd.DataFrame):
        raise EstimateError(
            f"{needed_by} needs a frame of pandas or polars with one row per person, not a {type(frame).__name__}. "
            "Those of a study are in iso.analyse_study(study)['predictors'].value."
        )
    names = [name for several in asked.values() for name in several]
    for name, role in ((name, role) for role, several in asked.items() for name in several):
        _require_there(held, name, role)
        if names.count(name) > 1:
            *others, last = asked
            raise EstimateError(f"The column {name!r} is asked for twice, among {', '.join(others)} and {last}.")
    require_once(held, names)
    numbers = {}
    for role, several in asked.items():
        for name in several if role not in BY_CATEGORY else ():
            kind = infer_dtype(held[name], skipna=True)
            if kind in DATES:
                raise EstimateError(_no_number(name, role, lengths=kind.startswith("timedelta")))
            if held[name].dtype == object and kind.startswith(("integer", "floating", "decimal", "mixed")):
                numbers[name] = _numbers_of(held[name], name)
    return held.assign(**numbers) if numbers else held


def as_pandas(frame: object) -> object:
    """A frame of polars, lazy or not, as one of pandas; anything else as it is."""
    if type(frame).__module__.partition(".")[0] != "polars" or not hasattr(frame, "lazy"):
        return frame
    collected = cast("Any", frame).lazy().collect()
    return pd.DataFrame({name: collected[name].to_list() for name in collected.columns})


def require_once(frame: pd.DataFrame, names: Iterable[object]) -> None:
    """Raise EstimateError for a column that stands in a frame twice, as after a merge: which one is meant?

    >>> require_once(pd.DataFrame([[1, 2]], columns=["age", "age"]), ["age"])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    isostats.errors.EstimateError: The column 'age' stands twice in the frame...
    """
    for name in names:
        if (times := int((frame.columns == name).sum())) > 1:
            often = "twice" if times == 2 else f"{count_text(times)} times"
            raise EstimateError(
                f"The column {name!r} stands {often} in the frame, as after a merge. Keep one of them: "
                "frame.loc[:, ~frame.columns.duplicated()] keeps the first."
            )


def _require_there(frame: pd.DataFrame, name: object, role: str) -> None:
    """Raise EstimateError for a column that is not there, and for one that is not called by a text."""
    if not isinstance(name, str) or (name not in frame and name in map(str, frame.columns)):
        raise EstimateError(
            f"Columns are called by texts here, and {name} is called by none: give frame.rename(columns=str), and ask "
            f"for {str(name)!r}."
        )
    if name not in frame:
        near = nearest(name, map(str, frame.columns)) or f", named as {role}."
        raise EstimateError(f"There is no column {name!r}{near}")


def _no_number(name: str, role: str, *, lengths: bool) -> str:
    """What to do where dates, or lengths of time, stand where a number is meant."""
    kind, days = ("lengths of time", f"frame[{name!r}].dt.days") if lengths else ("dates", "(end - start).dt.days")
    if role in IN_DAYS or lengths:
        return f"{name} holds {kind}, and {role} is a number of days: give {days}."
    if role in ("event", "weights", "dose"):
        return f"{name} holds {kind}, and {role} is a number. Look whether columns are mistaken for each other."
    return (
        f"{name} holds {kind}: each day would be a category of its own. Make a number of it, such as "
        f"frame[{name!r}].dt.year, or a text to compare periods."
    )


def _numbers_of(column: pd.Series, name: str) -> pd.Series:
    """A column of objects as numbers, where it holds nothing else; refused where words stand among them. Of numbers and
    numbers as text each is a code."""
    there = column.dropna()
    number = there.map(_is_number)
    if number.all():
        return column.where(column.notna(), np.nan).map(_as_float).astype(float)
    word = there.map(lambda value: isinstance(value, str)) & pd.to_numeric(there, errors="coerce").isna()
    if not number.any() or not word.any():
        return column
    row = int(np.flatnonzero(column.notna().to_numpy())[np.argmax(word.to_numpy())])
    raise EstimateError(
        f"{name} holds {counted(int(number.sum()), 'number')} and {counted(int(word.sum()), 'word')} (first: row "
        f"{row}, counting from 0: {column.iloc[row]!r}). Empty these, to have a ratio per unit, or make all of it "
        f"text, frame[{name!r}].astype(str), to compare categories."
    )


def _is_number(value: object) -> bool:
    return isinstance(value, (Real, Decimal)) and not isinstance(value, (bool, np.bool_))


def _as_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return inf

"""Columns that belong together row by row, to counts, a piece at a time: no temporary is as long as the input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isostats.errors import EstimateError
from isostats.vocabulary import names as v
from isostats.words.numbers import agreed, count_text, counted, number_text

Floats = NDArray[np.float64]
PIECE = 1 << 16  # rows counted at a time: small enough to stay in a core's cache
KINDS = {"M": "dates", "m": "lengths of time", "U": "text", "S": "text", "c": "complex numbers", "V": "records"}
DENSE = 4_000_000  # cells (32 MB) beyond which days are ranked first rather than counted on a dense axis


def require_one_order(**columns: object) -> None:
    """Raise EstimateError where two Series have different row labels: by position they would be paired wrongly.

    >>> import pandas as pd
    >>> days = pd.Series([10, 20])
    >>> require_one_order(days=days, events=[1, 0], weights=None)
    >>> require_one_order(days=days, events=pd.Series([1, 0], index=[1, 0]))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    isostats.errors.EstimateError: The rows of days and events have different labels (the first that differs is row ...
    """
    indexes: list[tuple[str, Any]] = [(name, getattr(column, "index", None)) for name, column in columns.items()]
    labelled = [(name, index) for name, index in indexes if hasattr(index, "equals")]
    for name, other in labelled[1:]:
        first, index = labelled[0]
        if len(index) != len(other) or index.equals(other):  # lengths are looked at elsewhere
            continue
        row = next((i for i, (a, b) in enumerate(zip(index, other, strict=True)) if a != b), 0)
        raise EstimateError(
            f"The rows of {first} and {name} have different labels (the first that differs is row {row}: {index[row]} "
            f"in {first}, {other[row]} in {name}), so they would be paired wrongly. Take both from one frame, or give "
            ".to_numpy() of each to pair them by position."
        )


def whole_numbers(values: object, name: str, length: int | None = None, *, of: str = "days") -> NDArray[Any]:
    """A one-dimensional column of whole numbers as it is; refused when a value is missing or not whole, or there are
    not as many as of another."""
    if hasattr(values, "to_numpy") and getattr(getattr(values, "dtype", None), "na_value", None) is not None:
        values = values.to_numpy(dtype=float, na_value=np.nan)  # pandas' nullable columns
    column = np.asarray(values)
    if column.ndim != 1:
        raise EstimateError(f"{name} must be one column of numbers, not an array of shape {column.shape}.")
    if column.dtype == object:
        try:
            column = column.astype(float)
        except (TypeError, ValueError):
            raise EstimateError(f"{name} must be whole numbers, not text or dates.") from None
    if column.dtype.kind not in "biuf":
        kind = KINDS[column.dtype.kind]
        raise EstimateError(f"{name} must be whole numbers (days counted from time zero), not {kind}.")
    if length is not None and len(column) != length:
        raise EstimateError(f"{name} has {counted(len(column), 'value')}, but there are {count_text(length)} {of}.")
    if column.dtype.kind == "f":
        for piece in _pieces(column):
            if not (np.isfinite(piece) & (piece == np.floor(piece))).all():
                _refuse(~np.isfinite(column), column, name, "missing or infinite")
                _refuse(column != np.floor(column), column, name, "not whole")
    return column.view(np.uint8) if column.dtype == bool else column


def _pieces(column: NDArray[Any]) -> Iterator[NDArray[Any]]:
    return (column[start : start + PIECE] for start in range(0, len(column), PIECE))


def group_codes(group: object, length: int) -> tuple[tuple[str, ...], NDArray[Any] | None, bool]:
    """The names of the groups, the number of each row's group (None when all are one group), and whether they stand in
    an order that means something: numbers, or categories that are said to be ordered."""
    if group is None:
        return ("all",), None, False
    import pandas as pd

    column = getattr(group, "values", group)
    if isinstance(column, pd.Categorical):
        codes: NDArray[Any] = np.asarray(column.codes)
        labels, ordered = column.categories, bool(column.ordered)
    else:
        if isinstance(column, (list, tuple)):  # numpy would write what is missing among texts as the text "nan"
            column = np.array([*column, None], dtype=object)[:-1]
        if np.ndim(np.asarray(column)) != 1:
            raise EstimateError(f"group is a label for each person, not {group!r}. Give a list as long as the days.")
        (codes, labels), ordered = pd.factorize(np.asarray(column), sort=True), False
    if len(codes) != length:
        raise EstimateError(f"group has {counted(len(codes), 'value')}, but there are {count_text(length)} days.")
    missing = int((codes < 0).sum())
    if missing:
        raise EstimateError(
            f"{counted(missing, 'row')} of {count_text(length)} have no group (first: row {int(np.argmin(codes))}, "
            "counting from 0). Leave them out, or give them a group of their own."
        )
    if not len(labels):
        return ("all",), None, False
    numbers = all(isinstance(label, int | float | np.number) for label in labels)
    return tuple(str(label) for label in labels), codes, ordered or (numbers and list(labels) == sorted(labels))


def count_cells(
    days: NDArray[Any], cause: NDArray[Any] | None, group: NDArray[Any] | None, entry: NDArray[Any] | None,
    weights: object, n_groups: int, n_causes: int,
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """The days on which anything happened, who left on each (groups, 1 + causes, days), censored first, and who entered
    (groups, days), from columns that ``whole_numbers`` has passed."""
    weight = None if weights is None else counts_of_people(weights, "weights", len(days))
    last = _largest(days, "days", "They are counted from time zero and cannot be before it.")
    if last > v.BEYOND_MEASURE:
        _refuse(days > v.BEYOND_MEASURE, days, "days", f"beyond {number_text(v.BEYOND_MEASURE)}")
    if cause is not None:
        hint = f"0 is censored, and {counted(n_causes, 'cause is', 'causes are')} named: pass every cause in causes."
        if _largest(cause, "events", hint) > n_causes:
            _refuse(cause > n_causes, cause, "events", f"above {n_causes}", hint)
    if entry is not None:
        _check_entry(days, entry)
    kinds = n_causes + 1
    if n_groups * kinds * (last + 1) <= DENSE:
        axis = np.arange(last + 1)
    else:
        seen = days if entry is None else np.concatenate([days, entry[entry >= 0]])
        axis = np.unique(seen).astype(np.int64)
    counts = _tally(days, axis, cause, group, weight, n_groups, kinds)
    entered = np.zeros((n_groups, len(axis)))
    if entry is not None:
        late = entry >= 0
        of_group = None if group is None else group[late]
        of_weight = None if weight is None else weight[late]
        kind = np.zeros(int(late.sum()), np.uint8)
        entered = _tally(entry[late], axis, kind, of_group, of_weight, n_groups, 1)[:, 0]
    kept = counts.any(axis=(0, 1)) | entered.any(axis=0)
    return axis[kept].astype(np.int64), counts[:, :, kept], entered[:, kept]


def _tally(
    days: NDArray[Any], axis: NDArray[np.int64], kind: NDArray[Any] | None, group: NDArray[Any] | None,
    weight: Floats | None, n_groups: int, kinds: int,
) -> Floats:
    """Counts by group, kind and day (position on ``axis``); ``kind`` None means everybody is of kind 1."""
    width = len(axis)
    dense = width == 0 or axis[-1] == width - 1
    totals = np.zeros(n_groups * kinds * width, dtype=np.intp if weight is None else float)
    piece = max(PIECE, 2 * len(totals))
    small: Any = np.int8 if n_groups * kinds < 128 else np.int64  # a byte a row is added in an eighth of the time
    for start in range(0, len(days), piece):
        rows = slice(start, start + piece)
        part = np.ones(len(days[rows]), small) if kind is None else kind[rows].astype(small)
        if group is not None:
            part += group[rows].astype(small) * small(kinds)
        cell = part.astype(np.int32 if len(totals) < 1 << 31 else np.intp)
        cell *= width
        np.add(cell, days[rows] if dense else np.searchsorted(axis, days[rows]), out=cell, casting="unsafe")
        totals += np.bincount(cell, None if weight is None else weight[rows], minlength=len(totals))
    return totals.astype(float).reshape(n_groups, kinds, width)


def _largest(column: NDArray[Any], name: str, hint: str) -> int:
    """The largest value (-1 of an empty column), once it is known that none is negative."""
    largest = -1
    signed = column.dtype.kind == "i"  # read without their signs, negative numbers are the largest: one pass finds both
    bare = column.view(f"u{column.dtype.itemsize}") if signed else column
    for piece in _pieces(bare):
        largest = max(largest, int(piece.max()))
        if largest > np.iinfo(column.dtype).max if signed else column.dtype.kind != "u" and piece.min() < 0:
            _refuse(column < 0, column, name, "negative", hint)
    return largest


def _check_entry(days: NDArray[Any], entry: NDArray[Any]) -> None:
    if any((exits <= entries).any() for exits, entries in zip(_pieces(days), _pieces(entry), strict=True)):
        wrong = days <= entry
        first = int(np.argmax(wrong))
        raise EstimateError(
            f"{counted(int(wrong.sum()), 'row')} of {count_text(len(days))} end on or before their entry (first: row "
            f"{first}, counting from 0, entry {number_text(entry[first])}, end {number_text(days[first])}). People are "
            "at risk from the day after their entry; entry -1 means from the start, day 0 included."
        )


def counts_of_people(values: object, name: str, length: int, *, of: str = "days") -> Floats:
    """How many people each row stands for; refused where it is missing, negative or beyond measure."""
    try:
        column = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise EstimateError(f"{name} must be numbers, one for each row, such as {name}=[1, 2.5].") from None
    if column.shape != (length,):
        raise EstimateError(f"{name} has the shape {column.shape}, but there are {count_text(length)} {of}.")
    _refuse(~np.isfinite(column) | (column < 0), column, name, "missing, infinite or negative")
    few, many = 1 / v.BEYOND_MEASURE, v.BEYOND_MEASURE
    _refuse((column > many) | (column > 0) & (column < few), column, name,
            f"beyond {number_text(many)} people, or below {number_text(few)} of one")  # fmt: skip
    return column


def _refuse(wrong: NDArray[np.bool_], column: NDArray[Any], name: str, fault: str, hint: str = "") -> None:
    """An error that counts the faulty values and shows the first, if there are any."""
    if not wrong.any():
        return
    first = int(np.argmax(wrong))
    advice = hint or "Leave such rows out, or mend them."
    count = int(wrong.sum())
    raise EstimateError(
        f"{counted(count, 'value')} of {name} {agreed(count, 'is')} {fault} (first: row {first}, counting "
        f"from 0: {column[first]}). {advice}"
    )

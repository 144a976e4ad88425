"""Columns that belong together, row by row."""

from __future__ import annotations

from isostats.errors import EstimateError


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
    labelled = {name: column.index for name, column in columns.items() if _is_series(column)}  # type: ignore[attr-defined]
    if len(labelled) < 2:
        return
    (first, index), *others = labelled.items()
    for name, other in others:
        if len(index) != len(other) or index.equals(other):  # lengths are looked at elsewhere
            continue
        row = next((i for i, (a, b) in enumerate(zip(index, other, strict=True)) if a != b), 0)
        raise EstimateError(
            f"The rows of {first} and {name} have different labels (the first that differs is row {row}: {index[row]} "
            f"in {first}, {other[row]} in {name}), so they would be paired wrongly. Take both from one frame, or give "
            ".to_numpy() of each to pair them by position."
        )


def _is_series(column: object) -> bool:
    return hasattr(column, "index") and hasattr(column.index, "equals") and hasattr(column, "to_numpy")

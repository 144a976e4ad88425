"""What a Cox model is fitted on, read from a frame: columns that are there, and numbers that can be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from isostats.errors import EstimateError, nearest
from isostats.estimate.kernel import Floats
from isostats.estimate.risk_sets import FollowedRows
from isostats.estimate.terms import Mask
from isostats.words.numbers import counted


def check_columns(frame: pd.DataFrame, names: list[str]) -> None:
    """Raise EstimateError for what is no frame, and for a column that is not there or is asked for twice."""
    if not isinstance(frame, pd.DataFrame):
        raise EstimateError(
            f"A Cox model needs a frame with one row per person, not a {type(frame).__name__}. Those of a study are in "
            "iso.analyse_study(study)['predictors'].value."
        )
    if len(names) < 3:
        raise EstimateError("A Cox model needs at least one covariate.")
    for name in names:
        if name not in frame:
            raise EstimateError(f"There is no column {name!r}{nearest(name, map(str, frame.columns)) or '.'}")
        if names.count(name) > 1:
            raise EstimateError(
                f"The column {name!r} is asked for twice, among duration, event, covariates and strata."
            )


def followed_rows(
    frame: pd.DataFrame, duration: str, event: str, entry: str | None, weights: str | None
) -> FollowedRows:
    """Exit, event, entry and weight of each row, each by its rule and none missing; covariates come later."""

    def numbers(name: str, rule: str, right: Callable[[Floats], Mask]) -> Floats:
        values = np.asarray(pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan))
        wrong = ~(np.isfinite(values) & right(values))
        if wrong.any():
            first = int(np.argmax(wrong))
            raise EstimateError(
                f"{counted(int(wrong.sum()), 'value')} of {name} must be {rule} (first: row {first}, counting from "
                f"0: {frame[name].iloc[first]}). Mend or leave out such rows."
            )
        return values

    exits = numbers(duration, "0 or more", lambda days: days >= 0)
    failed = numbers(event, "0 or 1", lambda codes: (codes == 0) | (codes == 1)) == 1
    begins = None if entry is None else numbers(entry, f"a number below {duration}", lambda days: days < exits)
    weight = None if weights is None else numbers(weights, "above 0", lambda values: values > 0)
    return FollowedRows(np.empty((len(frame), 0)), exits, failed, begins, None, weight)

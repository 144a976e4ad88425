"""When people of a frame were followed, and what became of them: numbers that can be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from isostats.errors import EstimateError
from isostats.estimate.kernel import Floats
from isostats.estimate.risk_sets import FollowedRows
from isostats.estimate.terms import Mask
from isostats.words.numbers import counted


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

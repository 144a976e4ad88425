"""People of whom an outcome may have come unseen, counted: what the bounds of a curve are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class UnseenPeople:
    """Columns: ``group`` (its place in an event table), the ``first`` day on which the outcome may have come, the
    ``last`` day of the follow-up with its ``cause`` (0 censored, 1 the outcome, seen on that day), and how many
    ``people`` they are. ``any_day`` says that it may have come on any day from the first on, and not on that alone."""

    group: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    cause: NDArray[np.int64]
    people: NDArray[np.float64]
    any_day: bool

"""Why simulated courses end: reasons that compete with one another and with the planned last day, and their truth.

A course has a planned length. On each of its days from ``first_day`` on, but for the planned last one, it may end early
for one of several reasons, each with its own chance a day; on the planned last day it ends as planned. So the share of
courses that have ended for a reason by a day is exact, and so is how likely each reason is, given how long the course
was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from isostats.errors import StudyError
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
EARLY = (
    ("adverse_effect", 0.0007), ("laboratory", 0.0003), ("mood", 0.0001), ("patient_choice", 0.0005),
    ("cost_or_cover", 0.0003), ("access", 0.0001),
)  # fmt: skip
PLANNED = (("target_reached", 0.7), ("cleared", 0.3))


@dataclass(frozen=True)
class Endings:
    """``early``: reasons with their chance on each day; ``planned``: those of the planned last day, with their shares.

    By default about a quarter of the courses end early. Raises StudyError for chances that are none, or for shares that
    do not sum to 1.
    """

    early: tuple[tuple[str, float], ...] = EARLY
    planned: tuple[tuple[str, float], ...] = PLANNED
    first_day: int = 14

    def __post_init__(self) -> None:
        chances = [chance for _, chance in self.early]
        if min(chances, default=0) < 0 or sum(chances) >= 1:
            raise StudyError(f"early takes chances of a day, from 0 up and less than 1 together, not {self.early}.")
        if abs(sum(share for _, share in self.planned) - 1) > 1e-9:
            raise StudyError(f"planned takes shares that sum to 1, not {self.planned}.")

    @property
    def reasons(self) -> tuple[str, ...]:
        """The early ones first."""
        return tuple(name for name, _ in (*self.early, *self.planned))

    def by_length(self, lengths: NDArray[np.int64], planned: Floats) -> tuple[NDArray[np.int64], Floats]:
        """The lengths that courses have in the end, and a row of each: the probability of that length and reason.

        ``planned`` is the probability of each of the consecutive planned ``lengths``, in days.

        >>> last, share = Endings(early=(("mood", 0.5),), planned=(("cleared", 1.0),), first_day=1).by_length(
        ...     np.array([2, 3]), np.array([0.5, 0.5]))
        >>> last.tolist(), share.tolist()
        ([1, 2, 3], [[0.5, 0.0], [0.125, 0.25], [0.0, 0.125]])
        """
        last = np.arange(min(self.first_day, int(lengths[0])), int(lengths[-1]) + 1)
        ends_there = np.zeros(len(last))
        ends_there[lengths - last[0]] = planned
        goes_on = 1 - np.cumsum(ends_there)  # planned for longer
        chances = np.array([chance for _, chance in self.early])
        days_at_risk = np.maximum(last - self.first_day, 0)
        reached = (1 - chances.sum()) ** days_at_risk
        may_end = np.where(last >= self.first_day, np.maximum(goes_on, 0.0), 0.0)
        early = np.outer(reached * may_end, chances)
        as_planned = np.outer(reached * ends_there, [share for _, share in self.planned])
        return last, np.hstack([early, as_planned])


def pick_reasons(shares: Floats, uniform: Floats) -> NDArray[np.int64]:
    """The position of a reason for each course, by its row of ``shares`` (any positive weights)."""
    edges = np.cumsum(shares, axis=1)
    passed = (uniform[:, None] * edges[:, -1:] >= edges).sum(axis=1)
    return np.asarray(np.minimum(passed, shares.shape[1] - 1), dtype=np.int64)


def endings_table(reasons: tuple[str, ...], last: NDArray[np.int64], shares: Floats) -> pd.DataFrame:
    """The true share of courses that have ended for each reason by each day: reason, time_days (covered days of the
    course), cumulative_incidence."""
    import pandas as pd

    ended = np.cumsum(shares, axis=0)
    return pd.DataFrame({
        "reason": np.repeat(np.array(reasons, dtype=object), len(last)),
        v.TIME_DAYS: np.tile(last, len(reasons)),
        v.CUMULATIVE_INCIDENCE: ended.T.ravel().round(12),
    })

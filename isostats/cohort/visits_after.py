"""Relapse by score: a score that is high at one visit became so since the visit before, and no more is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

RELAPSED = 3
"""A score, of IGA or CEA, from which on acne is back: moderate."""
NEVER = 2**31 - 1
AT_A_DAY = {
    "relapsed": "relapsed by a visit", "between": "relapsed between two visits around it",
    "free": "free at a later visit", "unseen": "no visit as late as that",
}  # fmt: skip
"""Where people stand on a day, in words."""

# Of everybody clear at the end with a score after it: the last visit free of relapse (day 0 if none), and the first
# with one. What comes after the follow-up of the first course is not looked at.
INTERVALS = f"""
WITH scored AS (
    SELECT f.person_id, t.date - f.day0 AS day, GREATEST(t.score_face, t.score_trunk) AS score
    FROM first_courses AS f JOIN visits AS t ON t.person_id = f.person_id
    WHERE f.responded AND t.date > f.day0 AND t.date - f.day0 <= f.exit_day
        AND GREATEST(t.score_face, t.score_trunk) IS NOT NULL
), first AS (
    SELECT person_id, MIN(CASE WHEN score >= {RELAPSED} THEN day END) AS by_day FROM scored GROUP BY person_id
), intervals AS (
    SELECT s.person_id, COALESCE(MAX(CASE WHEN s.day < COALESCE(f.by_day, {NEVER}) THEN s.day END), 0) AS after_day,
        COALESCE(MIN(f.by_day), {NEVER}) AS by_day
    FROM scored AS s JOIN first AS f ON f.person_id = s.person_id GROUP BY s.person_id
)
SELECT after_day, by_day, COUNT(*) AS people FROM intervals GROUP BY 1, 2 ORDER BY 1, 2"""


@dataclass(frozen=True, eq=False)
class Intervals:
    """``people`` whose relapse by score lies after ``after_day`` and by ``by_day`` (NEVER: none was seen)."""

    after_day: np.ndarray
    by_day: np.ndarray
    people: np.ndarray

    @property
    def n(self) -> int:
        """The people."""
        return int(self.people.sum())

    def at(self, day: int) -> dict[str, int]:
        """How many had relapsed by a day, lie between two visits around it, were free at a visit then or later, or
        were not seen as late as that. They sum to everybody."""
        relapsed = self.by_day <= day
        free = ~relapsed & (self.after_day >= day)
        between = ~relapsed & ~free & (self.by_day < NEVER)
        parts = {"relapsed": relapsed, "free": free, "between": between, "unseen": ~(relapsed | free | between)}
        return {name: int(self.people[which].sum()) for name, which in parts.items()}


def relapses_between_visits(cohort: Cohort) -> Intervals | None:
    """The intervals of relapse by score after first courses; None where no visit after one has a score."""
    if "visits" not in cohort.beside or not cohort.responses:
        return None
    counts = cohort.query(INTERVALS)
    made = Intervals(*(counts[name].to_numpy(dtype=np.int64) for name in ("after_day", "by_day", "people")))
    return made if made.n else None

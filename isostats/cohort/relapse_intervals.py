"""Relapse by score as an interval: acne that is back at a visit came since the visit before, and no more is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isostats.cohort.relapse_by_score import END_WITHIN, VISITS, scored_columns, told_visits
from isostats.engines.embedded import quoted

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

NEVER = 2**31 - 1
AT_A_DAY = {
    "relapsed": "relapsed by a visit", "between": "relapsed between two visits around it",
    "free": "free at a later visit", "unseen": "no visit as late as that",
}  # fmt: skip
"""Where people stand on a day, in words."""

CLEAR = 1
"""A score up to which the skin is clear or almost clear."""
CLEAR_WITHIN = END_WITHIN
"""Where no response is recorded, as beside dispensings, the last score in so many days up to the end tells it."""
BY_RESPONSE = "SELECT person_id FROM first_courses WHERE responded"
BY_SCORE = f"""SELECT f.person_id FROM first_courses AS f JOIN visits AS t ON t.person_id = f.person_id
    WHERE t.date BETWEEN f.day0 - {CLEAR_WITHIN} AND f.day0 AND GREATEST(t.score_face, t.score_trunk) IS NOT NULL
    GROUP BY f.person_id HAVING MAX_BY(GREATEST(t.score_face, t.score_trunk), t.date) <= {CLEAR}"""

# Of everybody clear at the end with a score after it: the last visit free of relapse (day 0 if none), and the first
# with one. What comes after the follow-up of the first course is not looked at.
INTERVALS = """
WITH {told}, first_relapse AS (
    SELECT person_id, MIN(CASE WHEN relapsed THEN day END) AS by_day FROM told GROUP BY person_id
), intervals AS (
    SELECT s.person_id, COALESCE(MAX(CASE WHEN s.day < COALESCE(f.by_day, {never}) THEN s.day END), 0) AS after_day,
        COALESCE(MIN(f.by_day), {never}) AS by_day
    FROM told AS s JOIN first_relapse AS f ON f.person_id = s.person_id GROUP BY s.person_id
)
SELECT after_day, by_day, COUNT(*) AS people FROM intervals GROUP BY 1, 2 ORDER BY 1, 2"""


@dataclass(frozen=True, eq=False)
class Intervals:
    """``people`` whose relapse by score lies after ``after_day`` and by ``by_day`` (NEVER: none was seen).

    ``by_score`` says that a score told who was clear at the end, since no response is recorded.
    """

    after_day: np.ndarray
    by_day: np.ndarray
    people: np.ndarray
    by_score: bool = False

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


def visits_told(cohort: Cohort, followed: str, *, within: str = "") -> str:
    """The SQL of :func:`.told_visits` for a cohort's people, by its own rules; ``within`` is the schema of its tables
    with a dot, where another connection asks."""
    names = cohort.query("SELECT * FROM first_courses LIMIT 0").columns
    columns = [name.removeprefix("by_") for name in names if name.startswith("by_")]
    listed = "".join(f", {quoted(f'by_{name}')} AS {quoted(name)}" for name in columns)
    people = f"(SELECT person_id{listed} FROM {within}first_courses)"
    held = scored_columns(cohort.connection, quoted(cohort.tables.name), cohort.beside)
    return told_visits(followed, f"{within}{VISITS}", people, columns, cohort.outcome_definition.score_rules, held)


def relapses_between_visits(cohort: Cohort) -> Intervals | None:
    """The intervals of relapse by score, by the cohort's rules of it, after first courses that ended clear; None where
    no visit after one can tell."""
    if not cohort.scored:
        return None
    by_score = not cohort.responses
    cleared = BY_SCORE if by_score else BY_RESPONSE
    first = f"(SELECT *, day0 + exit_day AS last_day FROM first_courses WHERE person_id IN ({cleared}))"
    counts = cohort.query(INTERVALS.format(told=visits_told(cohort, first), never=NEVER))
    after, by, people = (counts[name].to_numpy(dtype=np.int64) for name in ("after_day", "by_day", "people"))
    made = Intervals(after, by, people, by_score)
    return made if made.n else None

"""Relapse as what is known of it: it came after the last day on which the person was seen free, and by the day on which
it was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from isostats.cohort.counting import EventTable, event_table
from isostats.cohort.relapse_by_score import exit_of, people_of
from isostats.cohort.relapse_intervals import visits_told
from isostats.engines.embedded import quoted
from isostats.errors import EstimateError
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.html import card
from isostats.words.numbers import count_text, counted

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort
    from isostats.records import Records

Ints = NDArray[np.int64]
AT_VISITS = {v.RECORDED_RELAPSE: "relapses", v.RELAPSE_BY_SCORE: "scores"}
"""The outcomes that a visit sees after they came."""
FREE, BETWEEN, SINCE_END, ON_ITS_DAY = range(4)
"""How the day of an outcome is known: there is none; between two days; since day 0; to the day."""
HOW_WORDS = {
    BETWEEN: "between a day on which the person was seen free and the day on which it was seen",
    SINCE_END: "since the end of the course", ON_ITS_DAY: "on its day: second courses",
}  # fmt: skip

# Days of clear skin before the relapse, on day 0 or before it as well, and whether a relapse was found on the outcome's
# day: by a score, or as one with such a day or one that is no second course, whose own day is known.
SEEN = """SELECT f.person_id, MAX(CASE WHEN e.kind = 'seen_clear' AND e.date - f.day0 < f.day THEN e.date - f.day0 END)
        AS free_day, MAX(CASE WHEN e.kind = 'recorded_relapse' AND e.date - f.day0 = f.day THEN 1 ELSE 0 END)
        * CASE WHEN f.day = f.second_day AND NOT BOOL_OR(e.kind = 'seen_clear' AND e.date - f.day0 < f.day) THEN 0
            ELSE 1 END AS back
    FROM f JOIN {schema}.events e ON e.person_id = f.person_id WHERE e.kind IN ('seen_clear', 'recorded_relapse')
    GROUP BY f.person_id, f.day, f.second_day"""
SCORED = """SELECT f.person_id, MAX(CASE WHEN NOT t.relapsed AND t.day < f.day THEN t.day END) AS free_day,
        MAX(CASE WHEN t.relapsed AND t.day = f.day THEN 1 ELSE 0 END) AS back
    FROM f JOIN told t ON t.person_id = f.person_id GROUP BY f.person_id"""
INTERVALS = """
WITH {visits}f AS (
    SELECT person_id, day0, {outcome}_day AS day, second_day, GREATEST({exit}, 0) AS last FROM {people}
), seen AS ({seen}), known AS (
    SELECT f.day, f.last, GREATEST(COALESCE(s.free_day, 0), 0) AS free_day, CASE
        WHEN f.day IS NULL OR f.day > f.last THEN 0
        WHEN COALESCE(s.back, 0) = 0 THEN 3 WHEN s.free_day > 0 THEN 1 ELSE 2 END AS how
    FROM f LEFT JOIN seen s ON s.person_id = f.person_id
), intervals AS (
    SELECT how, CASE how WHEN 0 THEN last WHEN 3 THEN GREATEST(day - 1, 0) ELSE free_day END AS after_day,
        CASE how WHEN 0 THEN -1 ELSE day END AS by_day
    FROM known
)
SELECT how, after_day, by_day, COUNT(*) AS people FROM intervals GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""


@dataclass(frozen=True, eq=False)
class OutcomeIntervals:
    """How many ``people`` have the outcome after the day ``after`` and by the day ``by`` (-1: free until ``after``).

    Days count from day 0. ``how`` says how each is known: 0 no outcome, 1 between two days, 2 at any time since day 0,
    3 to its day. ``dated`` are the counts of the usual curve, with the outcome on the day on which it was seen.
    """

    after: Ints
    by: Ints
    people: NDArray[np.float64]
    how: Ints
    dated: EventTable

    @property
    def definition(self) -> Definition:
        """What the outcome is, and of whom."""
        return self.dated.definition

    @property
    def n(self) -> int:
        """The people."""
        return int(self.people.sum())

    def known(self, how: int) -> int:
        """How many outcomes are known so."""
        return int(self.people[self.how == how].sum())

    @property
    def outcomes(self) -> int:
        """How many had the outcome."""
        return self.n - self.known(FREE)

    @property
    def middle_width(self) -> float:
        """The median of the days between the two visits around an outcome; NaN where there are none."""
        between = self.how == BETWEEN
        widths = np.repeat((self.by - self.after)[between], self.people[between].astype(np.int64))
        return float(np.median(widths)) if len(widths) else float("nan")

    def __repr__(self) -> str:
        since = self.known(SINCE_END)
        return (
            f"{counted(self.outcomes, 'outcome')} of {counted(self.n, 'person', 'people')}, "
            f"{count_text(self.known(BETWEEN))} of them between two visits"
            + (f" and {count_text(since)} at any time since day 0" if since else "")
        )

    def _repr_html_(self) -> str:
        body = [[words, count_text(self.known(how))] for how, words in HOW_WORDS.items()]
        return card("Outcomes between visits", [repr(self)], ["known", "outcomes"], body)


def outcome_intervals(
    after: ArrayLike, by: ArrayLike, *, people: ArrayLike | None = None, definition: Definition | None = None
) -> OutcomeIntervals:
    """Intervals (after, by] from plain days; ``by`` is -1 where no outcome was seen. How each is known follows.

    >>> outcome_intervals([0, 100, 399, 500], [90, 280, 400, -1])
    3 outcomes of 4 people, 1 of them between two visits and 1 at any time since day 0
    """
    left, right = np.asarray(after, dtype=np.int64), np.asarray(by, dtype=np.int64)
    weight = np.ones(len(left)) if people is None else np.asarray(people, dtype=float)
    how = np.select([right < 0, right - left == 1, left == 0], [FREE, ON_ITS_DAY, SINCE_END], BETWEEN)
    defined = definition or Definition(outcome=v.RECORDED_RELAPSE)
    dated = event_table(
        np.where(right < 0, left, right), right >= 0, weights=weight, causes=(defined.outcome,), definition=defined
    )
    return OutcomeIntervals(left, right, weight, how, dated)


def count_between_visits(
    cohort: Cohort, records: Records, outcome: str = v.RECORDED_RELAPSE
) -> OutcomeIntervals:
    """What is known of everybody's relapse: after which day it came and by which; ``records`` are the cohort's.

    A ``recorded_relapse`` lies after the last day before it on which the skin was seen clear (``last_clear_date``), and
    by its own date. A ``relapse_by_score`` lies between the last visit that shows none and the first that does. Where
    nobody was seen free after day 0 it may have come at any time since. So it is whatever the relapse was treated with,
    isotretinoin as well. A second course is known to its first day where no relapse was found on that day, or none that
    has any day of clear skin on record before it. People without the outcome are free as long as they are followed for
    it: until the last contact, of scores until a year after the last visit that tells at most.

    Raises EstimateError for an outcome that no visit sees, or that these records cannot tell.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> course = {"course_start": "2019-01-01", "course_end": "2019-06-30", "last_contact": "2021-06-30"}
    >>> relapse = {"relapse_date": "2020-01-15", "last_clear_date": "2019-10-15"}
    >>> records = iso.read_courses(pd.DataFrame([{"patient_id": "a", **course, **relapse}]))
    >>> iso.count_between_visits(iso.first_courses(records), records)
    1 outcome of 1 person, 1 of them between two visits
    """
    cohort.require_records(records, "count_between_visits")
    if outcome not in AT_VISITS:
        raise EstimateError(
            f"{outcome!r} is known to its day, or is of several kinds. Between visits lie: {', '.join(AT_VISITS)}."
        )
    cohort.require_outcome(outcome)
    within = f"{quoted(cohort.tables.name)}."
    first, visits, seen = f"{within}first_courses", "", SEEN.format(schema=records.schema)
    if OUTCOMES[outcome].needs == "scores":
        followed = f"(SELECT *, day0 + observed_day AS last_day FROM {first})"
        visits, seen = visits_told(cohort, followed, within=within) + ", ", SCORED
    people, until = people_of(outcome, first), exit_of(outcome)
    text = INTERVALS.format(visits=visits, seen=seen, outcome=outcome, exit=until, people=people)
    rows = records.connection.execute(text).fetchnumpy()
    how, after, by = (np.asarray(rows[name], dtype=np.int64) for name in ("how", "after_day", "by_day"))
    return OutcomeIntervals(after, by, np.asarray(rows["people"], dtype=float), how, cohort.count(outcome))

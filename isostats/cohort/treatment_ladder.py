"""The ladder after the first course, as counts: how far people climbed, and what they use on a day.

How far a person got, the worst step so far, follows from the first day of each step; it only climbs. What is in use on
a day falls again, and is read off the events and courses themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable, event_table
from isostats.cohort.outcome_rules import listed, treated
from isostats.cohort.sql import FAR
from isostats.engines.embedded import one_row, quoted
from isostats.vocabulary import names as v
from isostats.vocabulary import steps as s
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.outcomes import TREATMENT_KINDS

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort
    from isostats.records import Records
    from isostats.study.definitions import CourseDefinition, OutcomeDefinition

Days = NDArray[np.int64]

NESTED = (v.ANY_TREATMENT, v.SYSTEMIC_TREATMENT, v.SECOND_COURSE)
"""The outcomes between which the steps lie, each no later than the next."""
TRACKED = (*NESTED, v.ORAL_ANTIBIOTIC, v.ANTIANDROGEN)
DEAD, UNSEEN = "dead", "unseen"
PLACES = (
    s.UNTREATED, s.TOPICAL_ONLY, v.ORAL_ANTIBIOTIC, v.ANTIANDROGEN, s.BOTH, s.TOO_SHORT, v.SECOND_COURSE, DEAD, UNSEEN,
)  # fmt: skip
"""Where people may be: other systemic treatment by what it was, and who is on no step any more."""
KEPT = "maintenance"
"""Nothing that counts, but maintenance or what was in use on day 0 already: a part of the untreated."""
NOT_COUNTED = "not_counted"
"""Nothing that counts, but an antibiotic for too short to be acne treatment: a part of the untreated."""


@dataclass(frozen=True, eq=False)
class Climbs:
    """How many people took each path up the ladder: paths are columns of one length, ``people`` how many took each.

    ``last`` is the last day followed, ``died`` whether it is the day of death, and ``first`` the first day of each of
    :data:`TRACKED` within the follow-up (:data:`.sql.FAR` where there is none).
    """

    last: Days
    died: NDArray[np.bool_]
    first: Mapping[str, Days] = field(repr=False)
    people: NDArray[np.float64] = field(repr=False)
    definition: Definition = field(default_factory=Definition, repr=False)

    @cached_property
    def tables(self) -> dict[str, EventTable]:
        """The event table of each nested outcome: causes are the outcome and death."""
        made = {}
        for outcome in NESTED:
            day = self.first[outcome]
            cause = np.where(day <= self.last, 1, np.where(self.died, 2, 0))
            made[outcome] = event_table(
                np.minimum(day, self.last), cause, weights=self.people, causes=(outcome, v.DEATH),
                definition=self.definition.with_(outcome=outcome),
            )  # fmt: skip
        return made

    def worst(self, day: Days | int) -> NDArray[np.intp]:
        """The worst step of each path by the end of a day, as its place in :data:`PLACES`."""
        reached = {name: (first <= day) & (first <= self.last) for name, first in self.first.items()}
        antibiotic, antiandrogen = reached[v.ORAL_ANTIBIOTIC], reached[v.ANTIANDROGEN]
        conditions = {
            v.SECOND_COURSE: reached[v.SECOND_COURSE],
            s.BOTH: antibiotic & antiandrogen,
            v.ORAL_ANTIBIOTIC: antibiotic,
            v.ANTIANDROGEN: antiandrogen,
            s.TOO_SHORT: reached[v.SYSTEMIC_TREATMENT],
            s.TOPICAL_ONLY: reached[v.ANY_TREATMENT],
        }
        places = [np.intp(PLACES.index(name)) for name in conditions]
        return np.select(list(conditions.values()), places, np.intp(PLACES.index(s.UNTREATED)))

    def seen_on(self, day: int) -> dict[str, int]:
        """How many people were seen to be on each step by the end of a day, how many had died and how many had left.

        Whoever had begun a second course stays on it. The others are seen while they are followed: the last day counts,
        unless it is that of death. All together are everyone.
        """
        step = self.worst(day)
        gone = (self.last < day) | (self.died & (self.last <= day))
        gone &= step != PLACES.index(v.SECOND_COURSE)
        step = np.where(gone, np.where(self.died, PLACES.index(DEAD), PLACES.index(UNSEEN)), step)
        counts = np.bincount(step, self.people, minlength=len(PLACES))
        return {name: round(float(n)) for name, n in zip(PLACES, counts, strict=True) if n}

    def after_the_first(self) -> dict[tuple[str, str], int]:
        """How many people's first step was the one and their worst by the end of the follow-up the other."""
        treated = self.first[v.ANY_TREATMENT] <= self.last
        first, last = self.worst(self.first[v.ANY_TREATMENT]), self.worst(self.last)
        pairs = np.zeros((len(PLACES), len(PLACES)))
        np.add.at(pairs, (first[treated], last[treated]), self.people[treated])
        return {
            (PLACES[one], PLACES[two]): round(float(pairs[one, two]))
            for one, two in zip(*np.nonzero(pairs), strict=True)
        }


def count_climbs(cohort: Cohort) -> Climbs:
    """Everyone's path up the ladder within the follow-up of the first course, by one grouped query.

    Raises EstimateError where no later treatments are recorded.
    """
    cohort.require_later_treatments()
    days = {name: f"{name}_day" for name in TRACKED} | {v.SECOND_COURSE: "second_day"}
    firsts = ", ".join(f"CASE WHEN {day} <= exit_day THEN {day} ELSE {FAR} END AS {name}" for name, day in days.items())
    paths = cohort.connection.execute(
        f"SELECT last, died, {', '.join(days)}, COUNT(*) AS people FROM (SELECT exit_day AS last, "
        f"COALESCE(death_day <= exit_day, FALSE) AS died, {firsts} FROM first_courses) AS paths "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchnumpy()
    columns = {name: np.asarray(paths[name], dtype=np.int64) for name in (*days, "last")}
    return Climbs(
        columns.pop("last"), np.asarray(paths["died"], dtype=bool), columns, np.asarray(paths["people"], dtype=float),
        cohort.definition.with_(competing=cohort.competing),
    )  # fmt: skip


def present_steps(cohort: Cohort, records: Records, days: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many people are on each step on each day by what they use on it; ``records`` are those of the cohort.

    Counted is everyone who is observed on the day and alive at its end, also after a second course; those who died and
    those who left before are counted as such, and all together are everyone. A treatment is in use while its supply
    covers the day or, where its supply is not known, where it was seen within the days of its kind before. Isotretinoin
    of unknown length lasts as long as the person's first course, unless it is a recorded course: that lasts as it was
    recorded, from a start within the gap rule of the treatment to its end.

    A kind counts from the day on which it first counts as an outcome, so that maintenance and what was in use on day 0
    are told as :data:`KEPT`, and an antibiotic too short to be acne treatment as :data:`NOT_COUNTED`; a contraceptive
    is no step.
    """
    first = f"{quoted(cohort.tables.name)}.first_courses"
    text = _present(first, records.schema, days, cohort.outcome_definition, cohort.of_courses)
    made: dict[int, dict[str, int]] = {day: {} for day in days}
    if not made:
        return made
    dead = ", ".join(f"COUNT(*) FILTER (death_day <= {day})" for day in made)
    unseen = ", ".join(
        f"COUNT(*) FILTER (observed_day < {day} AND COALESCE(death_day > {day}, TRUE))" for day in made
    )
    people, *gone = one_row(records.connection, f"SELECT COUNT(*), {dead}, {unseen} FROM {first}")
    for day, step, count in records.connection.execute(text).fetchall():
        made[int(day)][str(step)] = int(count)
    for steps, died, left in zip(made.values(), gone[: len(made)], gone[len(made) :], strict=True):
        # whoever is seen, and on nothing, is not looked up
        others = {DEAD: int(died), UNSEEN: int(left)}
        others[s.UNTREATED] = int(people) - sum(others.values()) - sum(steps.values())
        steps.update({step: count for step, count in others.items() if count})
    return {day: dict(sorted(steps.items())) for day, steps in made.items()}


def _present(
    first: str, schema: str, days: Sequence[int], definition: OutcomeDefinition, courses: CourseDefinition
) -> str:
    """One query for all days: what needs every event of everyone, such as runs of antibiotics, is worked out once."""
    lasts = " ".join(f"WHEN '{kind}' THEN {days}" for kind, days in definition.already_on_days.items())
    lasts += f" WHEN '{v.ISOTRETINOIN}' THEN f.day0 - f.start_day"

    def using(*kinds: str) -> str:
        return f"BOOL_OR(kind IN ({listed(kinds)}) AND counts)"

    counts = " ".join(f"WHEN '{kind}' THEN f.{kind}_day" for kind in TREATMENT_KINDS)
    runs = treated(f"{schema}.events", (v.ORAL_ANTIBIOTIC,), definition, courses)
    asked = sorted(set(days))
    next_asked = " ".join(f"WHEN day <= {each} THEN {each}" for each in asked)
    return f"""
WITH asked AS (SELECT unnest([{', '.join(map(str, asked))}]) AS on_day),
recorded AS (
    -- isotretinoin of unknown length that is a recorded course ends when that does
    SELECT e.person_id, e.date FROM {schema}.events e JOIN {schema}.courses c ON c.person_id = e.person_id
        AND c.course > 1 AND e.date BETWEEN c."start" - {courses.gap_days} AND c."end"
    WHERE e.kind = '{v.ISOTRETINOIN}' AND e.days_supply IS NULL
),
dispensed AS (
    -- of most, no asked day comes while they last; the days are subtracted, for a comparison would be made a condition
    -- of the join, which is much slower then
    SELECT person_id, kind, date, day, last_day, from_day FROM (
        SELECT *, CASE {next_asked} END AS next_asked FROM (
            SELECT f.person_id, e.kind, e.date, e.date - f.day0 AS day,
                e.date - f.day0 + COALESCE(e.days_supply - 1, CASE e.kind {lasts} ELSE 0 END) AS last_day,
                CASE e.kind {counts} END AS from_day
            FROM {first} f JOIN {schema}.events e ON e.person_id = f.person_id
            WHERE e.kind IN ({listed(TREATMENT_KINDS)})
        ) AS of_kinds
    ) AS of_days WHERE last_day - next_asked >= 0
),
lasting AS (
    SELECT person_id, kind, day, last_day, from_day FROM dispensed
    WHERE kind <> '{v.ISOTRETINOIN}' OR (person_id, date) NOT IN (SELECT (person_id, date) FROM recorded)
    UNION ALL
    SELECT f.person_id, '{v.ISOTRETINOIN}', c."start" - f.day0, c."end" - f.day0, f.{v.ISOTRETINOIN}_day
    FROM {first} f JOIN {schema}.courses c ON c.person_id = f.person_id
    WHERE c.course > 1
),
used AS MATERIALIZED (
    SELECT on_day, person_id, kind, COALESCE(from_day <= on_day, FALSE) AS counts
    FROM lasting JOIN asked ON on_day BETWEEN day AND last_day
),
first AS (
    -- an antibiotic that is no spell is a run too short to be acne treatment: asked only of those that do not count
    SELECT person_id, day0, day0 + observed_day AS last_day FROM {first}
    WHERE person_id IN (SELECT person_id FROM used WHERE kind = '{v.ORAL_ANTIBIOTIC}' AND NOT counts)
),{runs},
in_use AS (
    SELECT on_day, person_id, {using(v.ISOTRETINOIN)} AS isotretinoin, {using(v.ORAL_ANTIBIOTIC)} AS antibiotic,
        {using(v.ANTIANDROGEN)} AS antiandrogen, {using(v.TOPICAL, v.TOPICAL_ANTIBIOTIC, v.PROCEDURE)} AS topical,
        BOOL_OR(kind <> '{v.ORAL_ANTIBIOTIC}' OR (person_id, on_day) IN (SELECT (person_id, on_day) FROM spells
            JOIN asked ON on_day BETWEEN day AND last_day WHERE kind = '{v.ORAL_ANTIBIOTIC}')) AS of_acne
    FROM used GROUP BY on_day, person_id
)
SELECT u.on_day, CASE
        WHEN u.isotretinoin AND f.second_day <= u.on_day THEN '{v.SECOND_COURSE}'
        WHEN u.antibiotic AND u.antiandrogen THEN '{s.BOTH}' WHEN u.antibiotic THEN '{v.ORAL_ANTIBIOTIC}'
        WHEN u.antiandrogen THEN '{v.ANTIANDROGEN}' WHEN u.isotretinoin THEN '{s.TOO_SHORT}'
        WHEN u.topical THEN '{s.TOPICAL_ONLY}' WHEN u.of_acne THEN '{KEPT}' ELSE '{NOT_COUNTED}' END AS step,
    COUNT(*) AS people
FROM in_use u JOIN {first} f ON f.person_id = u.person_id
WHERE f.observed_day >= u.on_day AND COALESCE(f.death_day > u.on_day, TRUE) GROUP BY ALL"""

"""How first courses went, beside what followed them: why they ended, interruptions, tests, visits and adverse events.

All of it is described and nothing is inferred from it. A share is among those with it recorded, and of a table among
everybody: whoever has no row in it counts as without. Windows of a course are its complete ones of 30 days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isostats.cohort.facts import CourseShare
from isostats.cohort.measured_change import MEASURED
from isostats.cohort.outcome_rules import listed
from isostats.records.input_tables.beside_courses import EFFECT
from isostats.records.input_tables.course_details import AS_PLANNED, REASON_ENDED
from isostats.records.schema import INDICATION
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

WINDOW = 30
BEFORE = 60
"""So many days before the first one a test counts as one before the course."""
AFTER = 30
"""So many days after the last one an adverse event still counts as one of the course."""
UNKNOWN = "unknown"
KNOWN_REASON = f"by_reason_ended IS NOT NULL AND by_reason_ended <> '{UNKNOWN}'"
NO_REASON = "no reason for the end of a course is recorded"
NO_EFFECTS = "they have no table of adverse events"
NO_TESTS = "they have no table with such tests"
OF_BLOOD = f"test <> '{v.PREGNANCY}'"
DRY = ("dry_lips", "dry_skin", "dry_eyes")
GRADES = (1, 2, 3)


def _effect(id: str, kinds: tuple[str, ...], words: str, grade: int = 1) -> CourseShare:
    """With one of these adverse events, of that grade or more; without a grade it is of grade 1 at least."""
    graded = f" AND e.grade >= {grade}" if grade > 1 else ""
    within = (
        f"EXISTS (SELECT 1 FROM adverse_events AS e WHERE e.person_id = first_courses.person_id AND e.kind IN "
        f"({listed(kinds)}){graded} AND e.date BETWEEN start_day AND day0 + {AFTER})"
    )
    definition = f"{words} recorded as an adverse event from the first day to {AFTER} days after the last covered day"
    return CourseShare(id, f"of first courses come with {words}", definition, "TRUE", within, NO_EFFECTS,
                       needs=("adverse_events",))  # fmt: skip


def _reason(name: str) -> CourseShare:
    words = name.replace("_", " ")
    return CourseShare(f"ended_{name}", f"of first courses end for {words}", f"first courses that ended for {words}",
                       KNOWN_REASON, f"by_reason_ended = '{name}'", NO_REASON, needs=("reason_ended",))  # fmt: skip


def _indication(name: str) -> CourseShare:
    words = name.replace("_", " ")
    return CourseShare(f"for_{name}", f"of first courses are for {words}", f"first courses for {words}",
                       "indication IS NOT NULL", f"indication = '{name}'", "no indication is recorded")  # fmt: skip


CONDUCT = {
    each.id: each
    for each in (
        CourseShare("ended_early", "of first courses end early",
                    "ended for another reason than that the dose was reached or the skin was clear, among first "
                    "courses with a known reason",
                    KNOWN_REASON, f"by_reason_ended NOT IN ({listed(AS_PLANNED)})", NO_REASON, needs=("reason_ended",)),
        CourseShare("interrupted", "of first courses are interrupted",
                    "with days without the drug within the first course, among those with them recorded",
                    "by_interruption_days IS NOT NULL", "by_interruption_days > 0", "no interruptions are recorded",
                    needs=("interruption_days",)),
        CourseShare("more_scars", "of first courses end with worse scars",
                    "a higher grade of scars at the end than at the start, among first courses with both recorded",
                    "by_scar_grade_start IS NOT NULL AND by_scar_grade_end IS NOT NULL",
                    "by_scar_grade_end > by_scar_grade_start", "no scars are recorded at the start and at the end",
                    needs=("scar_grade_start", "scar_grade_end")),
        CourseShare("tested_before", "of first courses have a blood test before",
                    f"a blood test in the {BEFORE} days before the first day or on it",
                    f"EXISTS (SELECT 1 FROM monitoring WHERE {OF_BLOOD})",
                    f"EXISTS (SELECT 1 FROM monitoring AS m WHERE m.person_id = first_courses.person_id AND {OF_BLOOD} "
                    f"AND m.date BETWEEN start_day - {BEFORE} AND start_day)", NO_TESTS, needs=("monitoring",)),
        _effect("dry_lips_skin_or_eyes", DRY, "dry lips, skin or eyes"),
        _effect("joint_or_muscle_pain", ("joint_or_muscle_pain",), "joint or muscle pain"),
        _effect("mood_change", ("mood",), "a change of mood"),
    )
} | MEASURED  # fmt: skip
"""Shares of first courses that a claim may speak of."""

REASONS = {name: _reason(name) for name in REASON_ENDED if name != UNKNOWN}
"""By the reason for which a course ended."""
INDICATIONS = {name: _indication(name) for name in INDICATION}
"""By indication."""
EFFECTS = {
    (kind, grade): _effect(f"{kind}_grade_{grade}_or_more", (kind,), kind.replace("_", " "), grade)
    for kind in EFFECT for grade in GRADES
}  # fmt: skip
"""By adverse event and the least grade."""


@dataclass(frozen=True)
class WindowShare:
    """Something that a window of a course has or has not: rows of ``table`` by SQL ``which``, of the courses ``among``.

    ``label`` heads it, ``measures`` ends the sentence "at least 80% of 30-day windows of first courses ...".
    """

    id: str
    label: str
    measures: str
    definition: str
    table: str
    which: str
    nothing: str
    among: str = "TRUE"
    needs: tuple[str, ...] = ()


WINDOWS = {
    each.id: each
    for each in (
        WindowShare("blood_test", "with a blood test", "have a blood test", "30-day windows of the first course with "
                    "a blood test", "monitoring", OF_BLOOD, NO_TESTS),
        WindowShare("pregnancy_test", "with a pregnancy test, women", "of women have a pregnancy test",
                    "30-day windows of the first course of women with a pregnancy test", "monitoring",
                    f"test = '{v.PREGNANCY}'", NO_TESTS, "by_sex = 'female'", ("sex",)),
        WindowShare("visit", "with a visit", "have a visit", "30-day windows of the first course with a visit",
                    "visits", "TRUE", "they have no table of visits"),
    )
}  # fmt: skip
"""Shares of windows that a claim may speak of."""


@dataclass(frozen=True, eq=False)
class WindowCounts:
    """``people`` with so many ``windows``, of which so many ``held`` it; ``seen`` of the people have any row at all."""

    windows: np.ndarray
    held: np.ndarray
    people: np.ndarray
    seen: int

    @property
    def n(self) -> int:
        """The people."""
        return int(self.people.sum())


def window_counts(cohort: Cohort, asked: WindowShare) -> WindowCounts | None:
    """In how many windows of first courses there is a row, by person; None where these records have no such table, or
    nobody has such a row in it: a table of blood tests does not tell that nobody was tested for pregnancy.

    A course of fewer than 30 days is one window; the days after the last complete one are in none.
    """
    if asked.table not in cohort.beside or not {*cohort.groupings}.issuperset(asked.needs):
        return None
    counts = cohort.query(f"""
WITH course AS (
    SELECT person_id, start_day, GREATEST(1, (day0 - start_day + 1) // {WINDOW}) AS windows FROM first_courses
    WHERE {asked.among}
), seen AS (
    SELECT c.person_id, COUNT(DISTINCT CASE
        WHEN t.date >= c.start_day AND (t.date - c.start_day) // {WINDOW} < c.windows
        THEN (t.date - c.start_day) // {WINDOW} END) AS held
    FROM course AS c JOIN {asked.table} AS t ON t.person_id = c.person_id AND {asked.which} GROUP BY c.person_id
)
SELECT windows, COALESCE(held, 0) AS held, COUNT(*) AS people, COUNT(held) AS seen
FROM course LEFT JOIN seen USING (person_id) GROUP BY 1, 2 ORDER BY 1, 2""")
    windows, held, people = (counts[name].to_numpy(dtype=np.int64) for name in ("windows", "held", "people"))
    seen = int(counts["seen"].sum())
    return WindowCounts(windows, held, people, seen) if seen else None

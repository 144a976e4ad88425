"""How first courses went, beside what followed them: why they ended, interruptions, tests, visits and adverse events.

All of it is described and nothing is inferred from it. A share is among those with it recorded, and of a table among
everybody: whoever has no row in it counts as without. Windows of a course are its complete ones of 30 days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isostats.cohort.columns import LENGTH
from isostats.cohort.first_course_facts import FERTILE, OR_UNKNOWN, WOMEN, CourseShare, aged
from isostats.cohort.measured_change import MEASURED
from isostats.cohort.outcome_rules import listed
from isostats.records.input_tables.beside_courses import EFFECT, TEST
from isostats.records.input_tables.course_details import AS_PLANNED, REASON_ENDED
from isostats.records.schema import INDICATION
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    import pandas as pd

    from isostats.cohort.following import Cohort

WINDOW = 30
BEFORE = 60
"""So many days before the first one a test counts as one before the course."""
AFTER = 30
"""So many days after the last one an adverse event still counts as one of the course."""
AT_PEAK = (31, 90)
"""Days of the course in which the largest dose is taken to be reached: nobody records the day."""
MONTH_AFTER = (25, 60)
"""Days after the course in which a pregnancy test is one of the month after it."""
FAR_ABOVE = 2.5
"""So many times the upper limit of the laboratory is far above it."""
UNKNOWN = "unknown"
KNOWN_REASON = f"by_reason_ended IS NOT NULL AND by_reason_ended <> '{UNKNOWN}'"
NO_REASON = "no reason for the end of a course is recorded"
NO_EFFECTS = "they have no table of adverse events"
NO_TESTS = "they have no table with such tests"
NONE_WITHIN = "they have no such tests during a first course"
OF_BLOOD = f"test <> '{v.PREGNANCY}'"
OF_PREGNANCY = f"test = '{v.PREGNANCY}'"
LIMITED = tuple(name for name in TEST if name not in (v.PREGNANCY, "hdl", "blood_count", "other"))
"""Tests of which too much is a harm, by their upper limit."""
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
                       needs=("adverse_events",), least=True)  # fmt: skip


def _tested(
    id: str, words: str, within: str, definition: str, *, known: str = "TRUE", women: bool = False
) -> CourseShare:
    """With a blood test, or of women a pregnancy test, on a day ``within`` these."""
    which, of = (OF_PREGNANCY, " AND by_sex = 'female'") if women else (OF_BLOOD, "")
    test = (
        f"EXISTS (SELECT 1 FROM monitoring AS m WHERE m.person_id = first_courses.person_id AND {which} "
        f"AND m.date BETWEEN {within})"
    )
    known = f"EXISTS (SELECT 1 FROM monitoring WHERE {which}) AND {known}{of}"
    return CourseShare(id, words, definition, known, test, NO_TESTS, ages=FERTILE if women else None,
                       needs=("monitoring", "sex") if women else ("monitoring",))  # fmt: skip


def _above(id: str, times: float, words: str) -> CourseShare:
    """With a blood test more than so many times above its upper limit, of those with a value and a limit."""
    tests = (
        f"SELECT 1 FROM monitoring AS m WHERE m.person_id = first_courses.person_id AND m.test IN ({listed(LIMITED)}) "
        f"AND m.date BETWEEN start_day AND day0 + {AFTER} AND m.upper_limit > 0 AND m.value IS NOT NULL"
    )
    definition = (
        f"a blood test {words} the upper limit of the laboratory from the first day to {AFTER} days after the last "
        "covered day, among first courses with a value and its limit"
    )
    return CourseShare(id, f"of first courses come with a blood test {words} its upper limit", definition,
                       f"EXISTS ({tests})", f"EXISTS ({tests} AND m.value > {times} * m.upper_limit)",
                       "they have no table of tests with values and limits", needs=("monitoring",))  # fmt: skip


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
        _tested("tested_before", "of first courses have a blood test before", f"start_day - {BEFORE} AND start_day",
                f"a blood test in the {BEFORE} days before the first day or on it"),
        _tested("tested_at_peak", "of first courses have a blood test in the second or third month",
                f"start_day + {AT_PEAK[0] - 1} AND LEAST(day0, start_day + {AT_PEAK[1] - 1})",
                f"a blood test from day {AT_PEAK[0]} to day {AT_PEAK[1]} of the course, when the largest dose is taken "
                "to be reached, among courses that last so long", known=f"{LENGTH} >= {AT_PEAK[0]}"),
        _tested("pregnancy_tested_before", "of women have a pregnancy test before the first course",
                f"start_day - {BEFORE} AND start_day",
                f"a pregnancy test in the {BEFORE} days before the first day or on it, among {OR_UNKNOWN}", women=True),
        _tested("pregnancy_tested_after", "of women have a pregnancy test in the month after the first course",
                f"day0 + {MONTH_AFTER[0]} AND day0 + {MONTH_AFTER[1]}",
                f"a pregnancy test {MONTH_AFTER[0]} to {MONTH_AFTER[1]} days after the last covered day, among "
                f"{OR_UNKNOWN} who were observed so long", known=f"observed_day >= {MONTH_AFTER[1]}",
                women=True),
        _above("above_limit", 1, "above"),
        _above("far_above_limit", FAR_ABOVE, f"more than {FAR_ABOVE} times"),
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
    ages: tuple[int, int] | None = None


WINDOWS = {
    each.id: each
    for each in (
        WindowShare("blood_test", "with a blood test", "have a blood test", "30-day windows of the first course with "
                    "a blood test", "monitoring", OF_BLOOD, NONE_WITHIN),
        WindowShare("pregnancy_test", f"with a pregnancy test, {WOMEN}",
                    "of women have a pregnancy test",
                    f"30-day windows of the first course of {OR_UNKNOWN} with a pregnancy test",
                    "monitoring", OF_PREGNANCY, NONE_WITHIN, "by_sex = 'female'", ("sex",), FERTILE),
        WindowShare("visit", "with a visit", "have a visit", "30-day windows of the first course with a visit",
                    "visits", "TRUE", "they have no visits during a first course"),
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

    @property
    def in_every(self) -> int:
        """The people who have it in every window."""
        return int(self.people[self.held == self.windows].sum())


def window_counts(cohort: Cohort, asked: WindowShare) -> WindowCounts | None:
    """In how many windows of first courses there is a row, by person; None where these records have no such table, or
    no such row within a course: a table of blood tests does not tell that nobody was tested for pregnancy, nor one of
    visits after courses that nobody was seen during them.

    A course of fewer than 30 days is one window; the days after the last complete one are in none.
    """
    if asked.table not in cohort.beside or not {*cohort.groupings}.issuperset(asked.needs):
        return None
    counts = cohort.query(f"""
WITH course AS (
    SELECT person_id, start_day, GREATEST(1, (day0 - start_day + 1) // {WINDOW}) AS windows FROM first_courses
    WHERE {asked.among} AND {aged(asked.ages, cohort)}
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
    return WindowCounts(windows, held, people, seen) if held.any() else None


def tests_above_limits(cohort: Cohort) -> pd.DataFrame:
    """By test how many people have a value with its upper limit within the course or soon after it, and of how many the
    highest is above it, or far above. Columns: test, people, above, far. Empty where none has both."""
    import pandas as pd

    if "monitoring" not in cohort.beside:
        return pd.DataFrame({"test": [], "people": [], "above": [], "far": []})
    return cohort.query(f"""
SELECT test, COUNT(*) AS people, COUNT(*) FILTER (most > 1) AS above, COUNT(*) FILTER (most > {FAR_ABOVE}) AS far
FROM (
    SELECT m.person_id, m.test, MAX(m.value / m.upper_limit) AS most
    FROM monitoring AS m JOIN first_courses AS f ON f.person_id = m.person_id
    WHERE m.test IN ({listed(LIMITED)}) AND m.value IS NOT NULL AND m.upper_limit > 0
        AND m.date BETWEEN f.start_day AND f.day0 + {AFTER}
    GROUP BY 1, 2
) AS highest GROUP BY test ORDER BY test""")

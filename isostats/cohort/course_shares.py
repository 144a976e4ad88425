"""Shares of first courses with something that a claim speaks of, as counts: who has it, among whom it is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isostats.cohort.facts import FACTS, OWN_WEIGHT, SHORTEST
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

LENGTH = "(day0 - start_day + 1)"
COMPLETED = f"{LENGTH} >= {SHORTEST}"
"""No recorded reason says that a course was completed, so one of four packs or more counts as completed."""
AGE = "(EXTRACT(YEAR FROM DATE '1970-01-01' + CAST(start_day AS INTEGER)) - by_birth_year)"
HISTORY = "history_days >= 365"
NO_HISTORY = "nobody is observed for a year before the first course with treatments recorded"
OF_COURSES = {
    v.EVERYONE: ("TRUE", "everyone with a first course"),
    "completed": (COMPLETED, f"people whose first course lasted {SHORTEST} days or more"),
}
"""Among whose first courses a share is taken, and in words."""


@dataclass(frozen=True)
class CourseShare:
    """A property of the first course: ``within`` tells who has it, ``known`` among whom it is recorded.

    ``measures`` ends the sentence "at least 50% of first courses ..."; ``definition`` says what was counted, and
    ``nothing`` why nothing can be told where nobody has it recorded. ``dates`` says that days must be dates,
    ``treatments`` that other treatments must be recorded.
    """

    id: str
    measures: str
    definition: str
    known: str
    within: str
    nothing: str
    dates: bool = False
    treatments: bool = False


def _of_a_fact(number: int, verb: str, nothing: str) -> CourseShare:
    fact = FACTS[number]
    own = "mg/kg" in fact.unit
    known = f"{fact.sql} IS NOT NULL" + (f" AND {OWN_WEIGHT}" if own else "")
    among = " and the person's own weight" if own else ""
    return CourseShare(
        fact.share_id,
        f"of first courses {verb} {fact.share_label}",
        f"{fact.label} of the first course, {fact.share_label}, among courses with it recorded{among}",
        known,
        fact.share_sql,
        nothing,
    )


SHARES = {
    share.id: share
    for share in (
        _of_a_fact(0, "last", "no first course has an end"),
        _of_a_fact(1, "are of", "no daily dose with a person's own weight is recorded"),
        _of_a_fact(2, "are of", "no cumulative dose with a person's own weight is recorded"),
        CourseShare(
            "daily_40_mg",
            "of first courses are of exactly 40 mg a day",
            "daily dose of 40 mg, among first courses with a daily dose recorded",
            "daily_dose_mg IS NOT NULL",
            "ABS(daily_dose_mg - 40) < 0.05",
            "no daily dose is recorded",
        ),
        CourseShare(
            "severe_nodulocystic",
            "of first courses are for severe nodulocystic acne",
            "first courses given for severe nodulocystic acne, among those with an indication recorded",
            "indication IS NOT NULL",
            "indication = 'severe_nodulocystic'",
            "no indication is recorded",
        ),
        CourseShare(
            "clear_at_the_end",
            "of first courses end clear or almost clear",
            "clear or almost clear at the end of the first course, among those whose response is recorded",
            "response IS NOT NULL",
            "responded",
            "no response at the end of the course is recorded",
        ),
        CourseShare(
            "aged_12_to_25",
            "of people who begin a first course are 12 to 25 years old",
            "age of 12 to 25 (year of the start less year of birth), among those whose year of birth is recorded",
            "by_birth_year IS NOT NULL",
            f"{AGE} BETWEEN 12 AND 25",
            "no year of birth with a dated start is recorded",
            dates=True,
        ),
        CourseShare(
            "begun_without_treatment",
            "of first courses are begun without any acne treatment in the year before and not for severe acne",
            "no acne treatment in the 365 days before the first course and no severe nodulocystic acne recorded, among "
            "people observed for these days",
            HISTORY,
            "kinds_before = 0 AND COALESCE(indication, '') <> 'severe_nodulocystic'",
            NO_HISTORY,
            treatments=True,
        ),
        CourseShare(
            "several_attempts_before",
            "of first courses for resistant moderate acne follow two kinds of treatment or 84 days of an antibiotic",
            "two kinds of acne treatment or 84 days of oral antibiotics in the 365 days before the first course, among "
            "people with resistant moderate acne observed for these days",
            f"{HISTORY} AND indication = 'resistant_moderate'",
            "(kinds_before >= 2 OR antibiotic_days_before >= 84)",
            NO_HISTORY + ", or no resistant moderate acne",
            treatments=True,
        ),
    )
}
"""Every share of first courses that a claim may speak of."""


def share_counts(cohort: Cohort, share: str, *, among: str = v.EVERYONE) -> tuple[int, int]:
    """How many first courses have the property, and of how many it is recorded."""
    asked = SHARES[share]
    if (asked.dates and cohort.calendar != "dates") or (asked.treatments and v.ANY_TREATMENT not in cohort.outcomes):
        return 0, 0
    among_whom = OF_COURSES[among][0]
    counts = cohort.query(
        f"SELECT COUNT(*) FILTER ({asked.within}) AS within, COUNT(*) AS n FROM first_courses "
        f"WHERE {asked.known} AND {among_whom}"
    )
    return int(counts["within"][0]), int(counts[v.N][0])

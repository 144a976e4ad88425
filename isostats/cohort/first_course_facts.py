"""The first courses themselves, as counts: their length and doses, and shares of them that a claim speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isostats.cohort.columns import AGE, LENGTH, OWN_WEIGHT
from isostats.cohort.course_histories import COURSES
from isostats.engines.embedded import quoted
from isostats.records.input_tables.course_details import DETAILS
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import LONGEST_COURSE, SHORTEST_COURSE

if TYPE_CHECKING:
    import pandas as pd

    from isostats.cohort.following import Cohort

ENOUGH_MG_PER_KG = 120
COMPLETED = f"{LENGTH} >= {SHORTEST_COURSE}"
"""No recorded reason says that a course was completed, so one of four packs or more counts as completed."""
BEFORE = ("prior_kinds", "prior_antibiotic_days")
HISTORY = "history_days >= 365"
"""Where no treatments are recorded, nobody has a history."""
NO_HISTORY = (
    "no earlier treatment is recorded, and nobody is observed for a year before the first course with treatments "
    "recorded"
)
FERTILE = (12, 50)
"""The ages of women who are asked about contraception and pregnancy tests, by :func:`aged`: who is recorded as a woman
and is not known to be older or younger is asked, since neither her clinic nor we know that she need not be."""
WOMEN = f"women of {FERTILE[0]} to {FERTILE[1]}"
OR_UNKNOWN = f"{WOMEN} or of unknown age"
OF_COURSES = {
    v.EVERYONE: ("TRUE", "everyone with a first course"),
    "completed": (COMPLETED, f"people whose first course lasted {SHORTEST_COURSE} days or more"),
}
"""Among whose first courses a share is taken, and in words."""


@dataclass(frozen=True)
class CourseShare:
    """A property of the first course: ``within`` tells who has it, ``known`` among whom it is recorded.

    ``measures`` ends the sentence "at least 50% of first courses ..."; ``definition`` says what was counted, and
    ``nothing`` why nothing can be told where nobody has it recorded. ``dates`` says that days must be dates,
    ``treatments`` that other treatments must be recorded; ``needs`` are columns about people, or tables, that must be.
    Of the columns ``either`` those are taken that there are, and one of them is enough, also in place of treatments.
    Of people whose age is known only those of these ``ages`` are counted. ``least`` says that of who has it only what
    was written down is seen, and an absent row is no record of its absence.
    """

    id: str
    measures: str
    definition: str
    known: str
    within: str
    nothing: str
    dates: bool = False
    treatments: bool = False
    needs: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    ages: tuple[int, int] | None = None
    least: bool = False

    def is_told(self, cohort: Cohort) -> bool:
        """Whether these records could tell it of somebody."""
        further = not {*cohort.groupings}.isdisjoint(self.either)
        return (
            not (self.dates and cohort.calendar != "dates")
            and (further or (_named(cohort) if self.treatments else not self.either))
            and {*cohort.groupings, *cohort.beside}.issuperset(self.needs)
        )

    def source(self, cohort: Cohort) -> str:
        """SQL for the first courses with every column that it asks for: what there is not is nowhere known."""
        there = {str(name) for name in cohort.query("SELECT * FROM first_courses LIMIT 0")} if self.either else set()
        absent = [name for name in self.either if f"by_{name}" not in there]
        history = self.treatments and not _named(cohort)
        if not absent and not history:
            return "first_courses"
        kept = "* REPLACE (CAST(NULL AS INTEGER) AS history_days)" if history else "*"
        kinds = {name: "VARCHAR" if DETAILS[name].codes else "DOUBLE" for name in absent}
        nulls = "".join(f", CAST(NULL AS {kind}) AS {quoted('by_' + name)}" for name, kind in kinds.items())
        return f"(SELECT {kept}{nulls} FROM first_courses) AS first_courses"


def _named(cohort: Cohort) -> bool:
    """Whether the records name treatments: also where all of them are from before the course."""
    return cohort.names_treatments or v.ANY_TREATMENT in cohort.outcomes


@dataclass(frozen=True)
class CourseFact:
    """One fact: a quantity of the course, how it is binned, and the share that is stated or wanted of it."""

    id: str
    label: str
    unit: str
    sql: str
    bin_width: float
    share: CourseShare
    share_label: str


def _fact(
    name: tuple[str, str, str], sql: str, bin_width: float, share: tuple[str, str, str], *, verb: str, nothing: str
) -> CourseFact:
    """A fact of this id, label and unit, with a share of this id, label and SQL."""
    (_, label, unit), (share_id, share_label, within) = name, share
    own, among = (f" AND {OWN_WEIGHT}", " and the person's own weight") if unit == "mg/kg" else ("", "")
    definition = f"{label} of the first course, {share_label}, among courses with it recorded{among}"
    measures = f"of first courses {verb} {share_label}"
    made = CourseShare(share_id, measures, definition, f"{sql} IS NOT NULL{own}", within, nothing)
    return CourseFact(*name, sql, bin_width, made, share_label)


DAILY = "ROUND(daily_mg_per_kg, 2)"
"""A daily dose that is recorded to 0.1 mg makes 0.499 of 0.5 mg/kg: it is compared at 0.01 mg/kg."""
FACTS = (
    _fact(
        ("duration_days", "duration", "days"), LENGTH, 10,
        ("duration_4_to_6_months", f"4 to 6 months ({SHORTEST_COURSE} to {LONGEST_COURSE} days)",
         f"{LENGTH} BETWEEN {SHORTEST_COURSE} AND {LONGEST_COURSE}"),
        verb="last", nothing="no first course has an end",
    ),
    _fact(
        ("daily_mg_per_kg", "daily dose", "mg/kg"), DAILY, 0.05,
        ("daily_half_to_one_mg_per_kg", "0.5 to 1.0 mg/kg a day", f"{DAILY} BETWEEN 0.5 AND 1.0"),
        verb="are of", nothing="no daily dose with a person's own weight is recorded",
    ),
    _fact(
        ("dose_mg_per_kg", "cumulative dose", "mg/kg"), "dose_mg_per_kg", 10,
        ("cumulative_dose_at_least_120", f"{ENOUGH_MG_PER_KG} mg/kg or more", f"dose_mg_per_kg >= {ENOUGH_MG_PER_KG}"),
        verb="are of", nothing="no cumulative dose with a person's own weight is recorded",
    ),
)  # fmt: skip
"""What is told of the first courses themselves."""

_OTHERS = (
    CourseShare("daily_40_mg", "of first courses are of exactly 40 mg a day",
                "daily dose of 40 mg, among first courses with a daily dose recorded", "daily_dose_mg IS NOT NULL",
                "ABS(daily_dose_mg - 40) < 0.05", "no daily dose is recorded"),
    CourseShare("severe_nodulocystic", "of first courses are for severe nodulocystic acne",
                "first courses given for severe nodulocystic acne, among those with an indication recorded",
                "indication IS NOT NULL", "indication = 'severe_nodulocystic'", "no indication is recorded"),
    CourseShare("clear_at_the_end", "of first courses end clear or almost clear",
                "clear or almost clear at the end of the first course, among those whose response is recorded",
                "response IS NOT NULL", "responded", "no response at the end of the course is recorded"),
    CourseShare("aged_12_to_25", "of people who begin a first course are 12 to 25 years old",
                "age of 12 to 25 (year of the start less year of birth), among those whose year of birth is recorded",
                "by_birth_year IS NOT NULL", f"{AGE} BETWEEN 12 AND 25",
                "no year of birth with a dated start is recorded", dates=True),
    CourseShare(
        "begun_without_treatment",
        "of first courses are begun without any acne treatment in the year before and not for severe acne",
        "no acne treatment in the 365 days before the first course, or recorded as given before it, and no severe "
        "nodulocystic acne, among people observed for these days or with earlier treatment recorded",
        f"({HISTORY} OR by_prior_kinds IS NOT NULL OR by_prior_antibiotic_days > 0)",
        "kinds_before = 0 AND COALESCE(by_prior_kinds, 'none') = 'none' AND COALESCE(by_prior_antibiotic_days, 0) = 0 "
        "AND COALESCE(indication, '') <> 'severe_nodulocystic'", NO_HISTORY, treatments=True, either=BEFORE,
    ),
    CourseShare(
        "several_attempts_before",
        "of first courses for resistant moderate acne follow two kinds of treatment or 84 days of an antibiotic",
        "two kinds of acne treatment or 84 days of oral antibiotics in the 365 days before the first course, or "
        "recorded as given before it, among people with resistant moderate acne observed for these days or with "
        "earlier treatment recorded",
        f"({HISTORY} OR by_prior_kinds IS NOT NULL OR by_prior_antibiotic_days IS NOT NULL) "
        "AND indication = 'resistant_moderate'",
        "(kinds_before >= 2 OR antibiotic_days_before >= 84 OR COALESCE(by_prior_antibiotic_days, 0) >= 84 "
        "OR COALESCE(by_prior_kinds, '') LIKE '%+%')",
        NO_HISTORY + ", or no resistant moderate acne", treatments=True, either=BEFORE,
    ),
)  # fmt: skip

SHARES = {share.id: share for share in (*(fact.share for fact in FACTS), *_OTHERS)}
"""Every share of first courses that a claim may speak of."""


def share_counts(cohort: Cohort, asked: CourseShare, *, among: str = v.EVERYONE) -> tuple[int, int]:
    """How many first courses have the property, and of how many it is recorded."""
    if not asked.is_told(cohort):
        return 0, 0
    among_whom = OF_COURSES[among][0]
    counts = cohort.query(
        f"SELECT COUNT(*) FILTER ({asked.within}) AS within, COUNT(*) AS n FROM {asked.source(cohort)} "
        f"WHERE {asked.known} AND {among_whom} AND {aged(asked.ages, cohort)}"
    )
    return int(counts["within"][0]), int(counts[v.N][0])


def aged(ages: tuple[int, int] | None, cohort: Cohort) -> str:
    """SQL: whether a person was of these ages at the start, or of unknown age; of everyone where ages are not asked."""
    if ages is None or cohort.calendar != "dates":
        return "TRUE"
    return f"COALESCE({AGE} BETWEEN {ages[0]} AND {ages[1]}, TRUE)"


def course_facts(cohort: Cohort) -> pd.DataFrame:
    """Median, quartiles and the stated share of each fact; missing values are counted, never filled in.

    Columns: quantity, label, unit, n, missing, median, lower_quartile, upper_quartile, share_id, share_label,
    within (people with the stated property among ``n``).
    """
    import pandas as pd

    frames = []
    for fact in FACTS:
        text = f"""
SELECT COUNT({fact.sql}) AS n, COUNT(*) - COUNT({fact.sql}) AS missing,
    CAST(QUANTILE_CONT({fact.sql}, 0.5) AS DOUBLE) AS median,
    CAST(QUANTILE_CONT({fact.sql}, 0.25) AS DOUBLE) AS lower_quartile,
    CAST(QUANTILE_CONT({fact.sql}, 0.75) AS DOUBLE) AS upper_quartile,
    COUNT(*) FILTER ({fact.share.within}) AS within
FROM first_courses"""
        names = {v.QUANTITY: fact.id, "label": fact.label, "unit": fact.unit}
        shares = {"share_id": fact.share.id, "share_label": fact.share_label}
        frames.append(cohort.query(text).assign(**names, **shares))
    return pd.concat(frames, ignore_index=True)


def course_bins(cohort: Cohort) -> pd.DataFrame:
    """How many first courses fall into each bin of each fact. Columns: quantity, left, right, count."""
    import pandas as pd

    frames = []
    for fact in FACTS:
        text = f"""
SELECT FLOOR({fact.sql} / {fact.bin_width} + 1e-9) AS bin, COUNT(*) AS count
FROM first_courses WHERE {fact.sql} IS NOT NULL GROUP BY 1 ORDER BY 1"""
        table = cohort.query(text)
        left = (table["bin"] * fact.bin_width).round(6)
        right = ((table["bin"] + 1) * fact.bin_width).round(6)
        counts = {"left": left, "right": right, "count": table["count"].astype(int)}
        frames.append(pd.DataFrame({v.QUANTITY: fact.id, **counts}))
    return pd.concat(frames, ignore_index=True)


def courses_per_person(cohort: Cohort) -> pd.DataFrame:
    """How many courses people took within these records. Columns: courses, people."""
    return cohort.query(f"SELECT {COURSES} AS courses, COUNT(*) AS people FROM first_courses GROUP BY 1 ORDER BY 1")


def duration_counts(cohort: Cohort, *, among: str = "TRUE") -> pd.DataFrame:
    """How many first courses lasted so many days, both ends counted. Columns: duration_days, people.

    ``among`` is SQL for the first courses that are counted.
    """
    return cohort.query(
        "SELECT day0 - start_day + 1 AS duration_days, COUNT(*) AS people FROM first_courses "
        f"WHERE {among} GROUP BY 1 ORDER BY 1"
    )


def dose_and_weight_counts(cohort: Cohort) -> pd.DataFrame:
    """How many first courses had each pair of weight and daily dose, among those with the dose and an own weight.

    Columns: weight_kg, daily_dose_mg, people.
    """
    return cohort.query(
        "SELECT weight_kg, daily_dose_mg, COUNT(*) AS people FROM first_courses "
        f"WHERE weight_kg IS NOT NULL AND daily_dose_mg IS NOT NULL AND {OWN_WEIGHT} GROUP BY 1, 2 ORDER BY 1, 2"
    )

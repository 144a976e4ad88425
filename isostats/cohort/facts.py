"""Facts about the first courses themselves: how long they lasted and how much was given, as counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isostats.vocabulary import names as v

if TYPE_CHECKING:
    import pandas as pd

    from isostats.cohort.following import Cohort

SHORTEST, LONGEST = 4 * 28, 186
"""4 to 6 months as supply comes: four packs of 28 days, and six calendar months (at most 184 days) with two to spare.

Bounds of 121 and 182 days would call four fills of 30 days, and half a calendar year, something else.
"""
ENOUGH_MG_PER_KG = 120


@dataclass(frozen=True)
class CourseFact:
    """One fact: a quantity of the course, the share that is stated or wanted, and how the quantity is binned."""

    id: str
    label: str
    unit: str
    sql: str
    share_id: str
    share_label: str
    share_sql: str
    bin_width: float


FACTS = (
    CourseFact(
        "duration_days",
        "duration",
        "days",
        "(day0 - start_day + 1)",
        "duration_4_to_6_months",
        f"4 to 6 months ({SHORTEST} to {LONGEST} days)",
        f"(day0 - start_day + 1) BETWEEN {SHORTEST} AND {LONGEST}",
        10,
    ),
    CourseFact(
        "daily_mg_per_kg",
        "daily dose",
        "mg/kg",
        "daily_mg_per_kg",
        "daily_half_to_one_mg_per_kg",
        "0.5 to 1.0 mg/kg a day",
        "daily_mg_per_kg BETWEEN 0.5 AND 1.0",
        0.05,
    ),
    CourseFact(
        "dose_mg_per_kg",
        "cumulative dose",
        "mg/kg",
        "dose_mg_per_kg",
        "cumulative_dose_at_least_120",
        f"{ENOUGH_MG_PER_KG} mg/kg or more",
        f"dose_mg_per_kg >= {ENOUGH_MG_PER_KG}",
        10,
    ),
)


OWN_WEIGHT = "COALESCE(weight_source, '') <> 'reference'"
"""People whose weight was recorded or measured: one from a reference table says nothing of a person's own dose."""


def course_facts(cohort: Cohort, *, own_weight: bool = False) -> pd.DataFrame:
    """Median, quartiles and the stated share of each fact; missing values are counted, never filled in.

    With ``own_weight`` the doses by weight are those of people whose own weight is known.
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
    COUNT(*) FILTER ({fact.share_sql}) AS within
FROM first_courses WHERE {OWN_WEIGHT if own_weight and "mg/kg" in fact.unit else "TRUE"}"""
        names = {v.QUANTITY: fact.id, "label": fact.label, "unit": fact.unit}
        shares = {"share_id": fact.share_id, "share_label": fact.share_label}
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
    return cohort.query("SELECT courses, COUNT(*) AS people FROM first_courses GROUP BY 1 ORDER BY 1")


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

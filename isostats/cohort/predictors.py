"""One row per person for regression: time, event and the covariates known at the end of the first course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.cohort.columns import AGE, OF_COURSES, as_text
from isostats.cohort.groupings import MOST_LEVELS, GroupedBy
from isostats.cohort.outcome_rules import listed
from isostats.cohort.relapse_by_score import exit_of, people_of
from isostats.cohort.sql import RESPONSES, UNKNOWN_RESPONSE, first_of
from isostats.cohort.who_treated import numbers_are_names
from isostats.engines.embedded import quoted
from isostats.vocabulary.outcomes import outcome_of

if TYPE_CHECKING:
    import pandas as pd

    from isostats.cohort.following import Cohort

PREDICTORS = {
    "sex": "by_sex", "age_years": AGE, "dose_per_10_mg_per_kg": "dose_mg_per_kg / 10",
    "daily_mg_per_kg": "daily_mg_per_kg", "indication": "indication",
}  # fmt: skip
STRATUM = "site"


def predictor_frame(cohort: Cohort, outcome: str, *, covariates: tuple[str, ...] = ()) -> pd.DataFrame:
    """Time to the outcome in days after the first course, event or censored, and the predictors that are recorded.

    Everyone of whom the records can tell the outcome is in it, whatever the response at the end of the course. Every
    predictor is known on day 0, so no time is immortal. People with no follow-up after day 0 carry no information and
    are left out; ``frame.attrs`` counts them as ``not_followed``. A predictor that is nowhere recorded has no column.
    ``site`` is there as a stratum. Texts of few values are categories, and so are numbers of who treated, which are
    names.
    """
    day, until = f"{outcome_of(outcome).id}_day", exit_of(outcome)
    people, chosen = people_of(outcome), _recorded(cohort, covariates)
    columns = _listed(cohort, chosen)
    frame = cohort.query(
        f"SELECT CASE WHEN {day} <= {until} THEN {day} ELSE {until} END AS time, CASE WHEN {day} <= {until} THEN 1 "
        f"ELSE 0 END AS event, {columns} FROM {people} WHERE {until} > 0 ORDER BY person_id"
    )
    left = cohort.query(f"SELECT COUNT(*) FILTER ({until} <= 0) AS not_followed FROM {people}").iloc[0]
    frame = frame.drop(columns=[name for name in chosen if frame[name].isna().all()])
    frame.attrs["not_followed"] = int(left["not_followed"])
    return frame


def response_frame(cohort: Cohort, outcome: str, *, covariates: tuple[str, ...] = ()) -> pd.DataFrame:
    """The response at the end of the course and the predictors that are recorded, of everyone of whom the records can
    tell the outcome.

    ``response`` is clear, improved or not clear, and missing where nobody wrote it down. ``event`` is 0, 1 for the
    outcome, 2 for death without it; ``time`` is 0 for whoever was not followed after the course.
    """
    day, until = f"{outcome_of(outcome).id}_day", exit_of(outcome)
    chosen = _recorded(cohort, covariates)
    known = " ".join(f"WHEN {place} THEN '{name}'" for place, name in enumerate(RESPONSES[:UNKNOWN_RESPONSE]))
    frame = cohort.query(
        f"SELECT GREATEST(CASE WHEN {day} <= {until} THEN {day} ELSE {until} END, 0) AS time, "
        f"{first_of(day, until)} AS event, CASE answer {known} END AS response, {_listed(cohort, chosen)} "
        f"FROM {people_of(outcome)} ORDER BY person_id"
    )
    return frame.drop(columns=[name for name in chosen if frame[name].isna().all()])


def _recorded(cohort: Cohort, covariates: tuple[str, ...]) -> dict[str, str]:
    """SQL for each predictor and the stratum, by name."""
    chosen = {name: text for name, text in PREDICTORS.items() if name != "age_years" or cohort.calendar == "dates"}
    asked = [cohort.facts[name] for name in (*covariates, STRATUM) if name in cohort.groupings]
    return chosen | {
        fact.name: as_text(fact.sql) if numbers_are_names(fact, cohort.ask) else fact.sql for fact in asked
    }


def _listed(cohort: Cohort, chosen: dict[str, str]) -> str:
    return ", ".join(f"{_as_category(cohort, text)} AS {quoted(name)}" for name, text in chosen.items())


def dose_frame(cohort: Cohort, outcome: str, *, bands: GroupedBy | None = None) -> pd.DataFrame:
    """Time to the outcome in days after the first course, the cumulative dose by own weight, its band, and the sex.

    ``event`` is 0, 1 for the outcome, 2 for death without it; on a day of both the outcome counts. A dose by a weight
    from a reference table is none. Rows are in the order of time, as models sort them. People with no follow-up after
    day 0 are left out. Columns: time, event, dose_mg_per_kg, sex, band.
    """
    day, until = f"{outcome_of(outcome).id}_day", exit_of(outcome)
    sex = "by_sex" if "sex" in cohort.groupings else "NULL"
    band = "NULL" if bands is None else f"CAST({bands.sql} AS ENUM({listed(bands.levels)}))"
    return cohort.query(
        f"SELECT CASE WHEN {day} <= {until} THEN {day} ELSE {until} END AS time, {first_of(day, until)} AS event, "
        f"{OF_COURSES['dose_mg_per_kg'].sql} AS dose_mg_per_kg, {_as_category(cohort, sex)} AS sex, "
        f"{band} AS band FROM first_courses WHERE {until} > 0 ORDER BY 1, person_id"
    )


def _as_category(cohort: Cohort, text: str) -> str:
    """SQL for a predictor, texts as codes of their values: a million texts would take seconds to be fetched."""
    values = cohort.ask(
        f"SELECT DISTINCT CAST({text} AS VARCHAR) FROM first_courses "
        f"WHERE TYPEOF({text}) = 'VARCHAR' AND {text} IS NOT NULL ORDER BY 1 LIMIT {MOST_LEVELS + 1}"
    )
    if not 0 < len(values) <= MOST_LEVELS:
        return text
    return f"CAST({text} AS ENUM({listed(value for (value,) in values)}))"

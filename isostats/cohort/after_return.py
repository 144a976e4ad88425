"""What followed when acne was treated again with something simpler than isotretinoin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.cohort.counting import EventTable, event_table
from isostats.errors import EstimateError
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import TREATMENT_KINDS, population_of

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

SIMPLER = TREATMENT_KINDS[:-1]
"""The first later treatments that are simpler than a second course."""

WHO = {v.EVERYONE: "TRUE", v.WITH_RESPONSE: "responded IS NOT NULL", v.RESPONDERS: "responded"}


def second_courses_after_simpler(cohort: Cohort, *, population: str = v.EVERYONE) -> EventTable:
    """The event table of a second course, counted from the first later treatment where that was a simpler one.

    Day 0 is the day of that first treatment, so nobody is followed before the treatment that let them in. People whose
    first treatment was isotretinoin, or who had none while followed, are not in it; of several treatments on one day
    the strongest counts. In ``everyone`` the response at the end of the course is left aside; ``responders`` are those
    recorded as clear or almost clear then. Causes are ``second_course`` and, if recorded, ``death``.

    Raises EstimateError where no later treatments are recorded, or the population needs a response that is not.
    """
    require_later_treatments(cohort, population)
    return after_simpler(cohort, "first_courses", "second_day", v.SECOND_COURSE, population)


def after_simpler(cohort: Cohort, table: str, day: str, cause: str, population: str) -> EventTable:
    """The event table of what came on ``day`` (a column of ``table``), counted from a simpler first treatment on."""
    kinds = ", ".join(f"'{kind}'" for kind in SIMPLER)
    counts = cohort.query(f"""
SELECT CASE WHEN {day} <= exit_day THEN {day} ELSE exit_day END - any_treatment_day AS day,
    CASE WHEN {day} <= exit_day THEN 1 WHEN death_day <= exit_day THEN 2 ELSE 0 END AS cause, COUNT(*) AS people
FROM {table}
WHERE any_treatment_day <= exit_day AND first_treatment IN ({kinds}) AND {WHO[population]}
GROUP BY 1, 2""")
    return event_table(
        counts["day"].to_numpy(),
        counts["cause"].to_numpy(),
        weights=counts["people"].to_numpy(),
        causes=(cause, v.DEATH),
        definition=cohort.definition.with_(
            outcome=cause,
            population=population,
            competing=(v.DEATH,) if cohort.deaths else (),
            time_zero="the day of the first later treatment, being simpler than isotretinoin",
        ),
    )


def require_later_treatments(cohort: Cohort, population: str) -> None:
    """Raise EstimateError where no later treatments are recorded, or the population needs a response that is not."""
    if v.ANY_TREATMENT not in cohort.outcomes:
        raise EstimateError("These records hold no later treatments, so none can be the first.")
    if population_of(population).id not in cohort.populations:
        raise EstimateError(f"Population {population!r} needs the response at the end of the course; none is recorded.")

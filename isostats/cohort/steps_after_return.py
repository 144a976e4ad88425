"""What came back and what followed: how strong the first return was, and whether a simpler treatment sufficed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.cohort import sql
from isostats.cohort.after_return import SIMPLER, WHO, after_simpler, require_later_treatments
from isostats.cohort.counting import EventTable, event_table
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import TREATMENT_KINDS

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

TOPICALS = (v.TOPICAL, v.TOPICAL_ANTIBIOTIC)
SYSTEMIC_ALTERNATIVES = (v.ORAL_ANTIBIOTIC, v.ANTIANDROGEN)
"""Neither is above the other: to go from one to the other is a step all the same."""
NEVER = 999_999_999


def steps_up(kind: str) -> tuple[str, ...]:
    """The treatments that are a step up after a kind: what is stronger, and of systemic ones also the other.

    >>> steps_up("oral_antibiotic"), steps_up("antiandrogen")
    (('antiandrogen', 'isotretinoin'), ('oral_antibiotic', 'isotretinoin'))
    """
    stronger = TREATMENT_KINDS[TREATMENT_KINDS.index(kind) + 1 :]
    others = [other for other in SYSTEMIC_ALTERNATIVES if kind in SYSTEMIC_ALTERNATIVES and other != kind]
    return tuple(other for other in TREATMENT_KINDS if other in stronger or other in others)


def _day(kind: str) -> str:
    return f"COALESCE({kind}_day, {NEVER})"


def step_ups_after_simpler(cohort: Cohort, *, population: str = v.EVERYONE) -> EventTable:
    """The event table of the first step up, counted from the first later treatment where that was a simpler one.

    A step up is a treatment of a kind that was not given on that first day and is stronger, the other of oral
    antibiotic and antiandrogen, or a second course. Causes are ``step_up`` and, if recorded, ``death``. Raises
    EstimateError where no later treatments are recorded, or the population needs a response that is not.
    """
    require_later_treatments(cohort, population)
    cases = " ".join(
        f"WHEN '{kind}' THEN LEAST({', '.join(f'{_later(other)}' for other in steps_up(kind))}, "
        f"COALESCE(second_day, {NEVER}))"
        for kind in SIMPLER
    )
    stepped = f"(SELECT *, CASE first_treatment {cases} END AS step_day FROM first_courses) AS stepped"
    return after_simpler(cohort, stepped, "step_day", "step_up", population)


def _later(kind: str) -> str:
    """The day of a kind that came after the first treatment's day; one given on it was no step."""
    return f"CASE WHEN {_day(kind)} > any_treatment_day THEN {_day(kind)} ELSE {NEVER} END"


def returns_by_severity(cohort: Cohort, *, population: str = v.EVERYONE) -> EventTable:
    """The event table of the first return, mild or not, each a cause that excludes the other.

    A return is a recorded relapse or a later treatment, whichever is first; it is ``mild`` where nothing but topicals
    was given on its day. Causes are ``mild``, ``more`` and ``death``. Raises EstimateError as
    :func:`step_ups_after_simpler`.
    """
    require_later_treatments(cohort, population)
    stronger = [kind for kind in TREATMENT_KINDS if kind not in TOPICALS]
    days = ", ".join([*map(_day, stronger), f"COALESCE(second_day, {NEVER})"])
    returns = cohort.query(f"""
SELECT CASE WHEN return_day <= exit_day THEN return_day ELSE exit_day END AS day,
    CASE WHEN return_day <= exit_day THEN CASE WHEN more_day <= return_day THEN 2 ELSE 1 END
        WHEN death_day <= exit_day THEN 3 ELSE 0 END AS cause, COUNT(*) AS people
FROM (
    SELECT *, LEAST(COALESCE(any_treatment_day, {NEVER}), COALESCE(recorded_relapse_day, {NEVER})) AS return_day,
        LEAST({days}) AS more_day
    FROM first_courses
) AS returned
WHERE {WHO[population]}
GROUP BY 1, 2""")
    return event_table(
        returns["day"].to_numpy(),
        returns["cause"].to_numpy(),
        weights=returns["people"].to_numpy(),
        causes=("mild", "more", v.DEATH),
        definition=cohort.definition.with_(outcome=v.ANY_TREATMENT, population=population),
    )


def outcome_by_indication(cohort: Cohort, outcome: str, indication: str) -> EventTable:
    """The event table of an outcome among everyone, for people with one indication and for those with another.

    Groups are ``of_it`` and ``others``; people without a recorded indication are in neither.
    """
    group = f"CASE WHEN indication = '{indication}' THEN 'of_it' WHEN indication IS NOT NULL THEN 'others' ELSE '-' END"
    counts = cohort.query(sql.count_outcome(outcome, group))
    counts = counts[counts["grouping"] != "-"]
    table = event_table(
        counts["day"].to_numpy(),
        counts["cause"].to_numpy(),
        group=counts["grouping"].to_numpy(),
        weights=counts["people"].to_numpy(),
        causes=(outcome, v.DEATH),
        definition=cohort.definition.with_(outcome=outcome, population=v.EVERYONE),
    )
    return table

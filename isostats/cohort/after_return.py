"""What came back, and what followed when it was treated with something simpler than isotretinoin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from isostats.cohort import sql
from isostats.cohort.counting import EventTable
from isostats.cohort.outcome_rules import listed
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import TREATMENT_KINDS

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

SIMPLER = TREATMENT_KINDS[:-1]
"""The first later treatments that are simpler than a second course."""
TOPICALS = (v.TOPICAL, v.TOPICAL_ANTIBIOTIC)
SYSTEMIC_ALTERNATIVES = (v.ORAL_ANTIBIOTIC, v.ANTIANDROGEN)
"""Neither is above the other: to go from one to the other is a step all the same."""


def second_courses_after_simpler(cohort: Cohort, *, population: str = v.EVERYONE) -> EventTable:
    """The event table of a second course, counted from the first later treatment where that was a simpler one.

    Day 0 is the day of that first treatment, so nobody is followed before the treatment that let them in. People whose
    first treatment was isotretinoin, or who had none while followed, are not in it; of several treatments on one day
    the strongest counts. In ``everyone`` the response at the end of the course is left aside; ``responders`` are those
    recorded as clear or almost clear then. Causes are ``second_course`` and, if recorded, ``death``.

    Raises EstimateError where no later treatments are recorded, or the population needs a response that is not.
    """
    return _after_simpler(cohort, "second_day", v.SECOND_COURSE, population)


def steps_up(kind: str) -> tuple[str, ...]:
    """The treatments that are a step up after a kind: what is stronger, and of systemic ones also the other."""
    stronger = TREATMENT_KINDS[TREATMENT_KINDS.index(kind) + 1 :]
    others = [other for other in SYSTEMIC_ALTERNATIVES if kind in SYSTEMIC_ALTERNATIVES and other != kind]
    return tuple(other for other in TREATMENT_KINDS if other in stronger or other in others)


def step_ups_after_simpler(cohort: Cohort, *, population: str = v.EVERYONE) -> EventTable:
    """The event table of the first step up, counted from the first later treatment where that was a simpler one.

    A step up is a treatment of a kind that was not given on that first day and is stronger, the other of oral
    antibiotic and antiandrogen, or a second course. Causes are ``step_up`` and, if recorded, ``death``. Raises
    EstimateError where no later treatments are recorded, or the population needs a response that is not.
    """
    # one given on the first treatment's day was no step
    later = {kind: f"CASE WHEN {kind}_day > any_treatment_day THEN {kind}_day END" for kind in TREATMENT_KINDS}
    cases = " ".join(
        f"WHEN '{kind}' THEN {sql.earliest(*map(later.__getitem__, steps_up(kind)), 'second_day')}" for kind in SIMPLER
    )
    return _after_simpler(cohort, f"CASE first_treatment {cases} END", "step_up", population)


def returns_by_severity(
    cohort: Cohort, *, population: str = v.EVERYONE, unknown_as: Literal["mild", "more"] = "mild"
) -> EventTable:
    """The event table of the first return, mild or not, each a cause that excludes the other.

    A return is a recorded relapse or a later treatment, whichever is first; it is ``mild`` where nothing but topicals
    was given on its day. Where nobody wrote down how the relapse of that day was treated, and nothing more is known
    to have been given, it is ``unknown_as``. Causes are ``mild``, ``more`` and ``death``. Raises EstimateError as
    :func:`step_ups_after_simpler`.
    """
    cohort.require_later_treatments()
    stronger = [f"{kind}_day" for kind in TREATMENT_KINDS if kind not in TOPICALS]
    source = f"""(
    SELECT *, {sql.earliest("any_treatment_day", "recorded_relapse_day")} AS return_day,
        {sql.earliest(*stronger, "second_day")} AS more_day
    FROM first_courses) AS returned"""
    unknown = f"WHEN {sql.UNKNOWN_DAY} = return_day THEN 2" if unknown_as == "more" else ""
    cause = sql.first_of("return_day", cause=f"CASE WHEN more_day <= return_day THEN 2 {unknown} ELSE 1 END", death=3)
    text = sql.counted("return_day", cause, source=source)
    return cohort.tabulate(text, ("mild", "more", v.DEATH), population, outcome=v.ANY_TREATMENT)


def outcome_by_indication(cohort: Cohort, outcome: str, indication: str) -> EventTable:
    """The event table of an outcome among everyone, for people with one indication and for those with another.

    Groups are ``of_it`` and ``others``; people without a recorded indication are in neither.
    """
    group = f"CASE WHEN indication = '{indication}' THEN 'of_it' WHEN indication IS NOT NULL THEN 'others' ELSE '-' END"
    text = f"SELECT * FROM ({sql.count_outcome(outcome, (group,))}) AS counts WHERE grouping <> '-'"
    return cohort.tabulate(text, (outcome, v.DEATH), v.EVERYONE, outcome=outcome)


def _after_simpler(cohort: Cohort, day: str, cause: str, population: str) -> EventTable:
    """The event table of what came on ``day`` (SQL over ``first_courses``), from a simpler first treatment on."""
    cohort.require_later_treatments()
    text = sql.counted(
        "(step_day - any_treatment_day)",
        sql.first_of("step_day"),
        exit_day="(exit_day - any_treatment_day)",
        source=f"(SELECT *, {day} AS step_day FROM first_courses) AS stepped "
        f"WHERE any_treatment_day <= exit_day AND first_treatment IN ({listed(SIMPLER)})",
    )
    return cohort.tabulate(
        text, (cause, v.DEATH), population, outcome=cause, competing=cohort.competing,
        time_zero="the day of the first later treatment, being simpler than isotretinoin",
    )

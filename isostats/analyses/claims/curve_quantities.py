"""What a claim can be held against: each quantity is a small function from the tidy results to one reading of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from isostats.analyses.claims.quantities import QUANTITIES as QUANTITIES
from isostats.analyses.claims.quantities import quantity
from isostats.analyses.claims.readings import Ground, Reading, as_range, loglog, normal, reading
from isostats.cohort.course_shares import OF_COURSES
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES, POPULATIONS
from isostats.words.numbers import in_words

if TYPE_CHECKING:
    from isostats.analyses.claims.stated import Claim

FIRSTS = {
    "first_topical": "a topical alone",
    "first_topical_antibiotic": "a topical antibiotic",
    "first_procedure": "a procedure",
    "first_oral_antibiotic": "an oral antibiotic",
    "first_antiandrogen": "an antiandrogen",
    "first_isotretinoin": v.ISOTRETINOIN,
}
"""The first later treatments, as a sentence has them."""

NOT_RECORDED = {
    "treatments": "no later treatments are recorded",
    "relapses": "no relapses are recorded",
    "response": "no response at the end of the course is recorded",
    "indication": "no two indications with enough people to compare are recorded",
}


def _by_then(claim: Claim) -> str:
    return in_words(claim.horizon_days or 0)


@quantity(
    v.REMISSION,
    outcomes=OUTCOMES,
    populations=(v.EVERYONE, v.RESPONDERS),
    horizon=True,
    measures=lambda claim: f"in remission {_by_then(claim)} after the course, free of {OUTCOMES[claim.outcome].phrase}",
)
def _remission(claim: Claim, ground: Ground) -> Reading:
    """Free of the outcome at the horizon: Kaplan-Meier, people who leave the records being censored."""
    outcome = OUTCOMES[claim.outcome]
    words = f"free of {outcome.phrase} ({outcome.definition}) {_by_then(claim)} after the last covered day"
    return _from_curve(claim, ground, v.KAPLAN_MEIER, words, claim.outcome)


@quantity(
    v.TREATMENT_SUCCESS,
    outcomes=OUTCOMES,
    populations=(v.WITH_RESPONSE,),
    horizon=True,
    measures=lambda claim: (
        f"clear or almost clear at the end of the course and free of {OUTCOMES[claim.outcome].phrase} "
        f"{_by_then(claim)} after it"
    ),
)
def _treatment_success(claim: Claim, ground: Ground) -> Reading:
    """Clear at the end and free of the outcome at the horizon: Kaplan-Meier of either failure, one at a time."""
    outcome = OUTCOMES[claim.outcome]
    words = (
        f"clear or almost clear at the end of the course, and free of {outcome.phrase} ({outcome.definition}) "
        f"{_by_then(claim)} after the last covered day"
    )
    return _from_curve(claim, ground, v.KAPLAN_MEIER, words, claim.outcome)


@quantity(
    "treatment_success_improved",
    outcomes=OUTCOMES,
    populations=(v.WITH_RESPONSE,),
    horizon=True,
    measures=lambda claim: (
        f"at least improved at the end of the course and free of {OUTCOMES[claim.outcome].phrase} {_by_then(claim)} "
        "after it"
    ),
)
def _treatment_success_improved(claim: Claim, ground: Ground) -> Reading:
    """At least improved at the end and free of the outcome at the horizon: Kaplan-Meier of either failure."""
    outcome = OUTCOMES[claim.outcome]
    words = (
        f"clear, almost clear or improved at the end of the course, and free of {outcome.phrase} "
        f"({outcome.definition}) {_by_then(claim)} after the last covered day"
    )
    return _from_curve(claim, ground, v.KAPLAN_MEIER, words, claim.outcome)


@quantity(
    v.CUMULATIVE_INCIDENCE,
    outcomes=OUTCOMES,
    populations=(v.EVERYONE, v.RESPONDERS),
    horizon=True,
    measures=lambda claim: f"with {OUTCOMES[claim.outcome].phrase} within {_by_then(claim)} after the course",
)
def _cumulative_incidence(claim: Claim, ground: Ground) -> Reading:
    """With the outcome by the horizon: Aalen-Johansen, death competing where it is recorded."""
    outcome = OUTCOMES[claim.outcome]
    words = f"{outcome.phrase} ({outcome.definition}) within {_by_then(claim)} after the last covered day"
    return _from_curve(claim, ground, v.AALEN_JOHANSEN, words, claim.outcome)


@quantity(
    "first_treatment_share",
    outcomes=FIRSTS,
    populations=(v.EVERYONE, v.RESPONDERS),
    horizon=True,
    tells=v.ANY_TREATMENT,
    measures=lambda claim: f"with {FIRSTS[claim.outcome]} first, of those treated again within {_by_then(claim)}",
)
def _first_treatment_share(claim: Claim, ground: Ground) -> Reading:
    """Which treatment came first among people treated again: one of competing incidences over the sum of all."""
    words = (
        f"{FIRSTS[claim.outcome]} as the first of all later acne treatments (of two on one day the stronger counts) "
        f"within {_by_then(claim)} after the last covered day"
    )
    return _from_curve(claim, ground, v.AALEN_JOHANSEN, words, claim.outcome)


@quantity(
    "remission_after_simpler",
    populations=(v.EVERYONE, v.RESPONDERS),
    horizon=True,
    tells=v.ANY_TREATMENT,
    measures=lambda claim: f"without a second course {_by_then(claim)} after a simpler first later treatment",
)
def _remission_after_simpler(claim: Claim, ground: Ground) -> Reading:
    """No second course in the time after a first later treatment that was simpler than isotretinoin: Kaplan-Meier."""
    words = (
        f"no second course {_by_then(claim)} after the first later treatment, among people whose first was a topical, "
        "a procedure, an oral antibiotic or an antiandrogen (a step from one of these to another is not counted)"
    )
    return _from_curve(claim, ground, v.KAPLAN_MEIER, words, v.SECOND_COURSE)


@quantity(
    "no_step_up_after_simpler",
    populations=(v.EVERYONE, v.RESPONDERS),
    horizon=True,
    tells=v.ANY_TREATMENT,
    measures=lambda claim: f"without a step up {_by_then(claim)} after a simpler first later treatment",
)
def _no_step_up_after_simpler(claim: Claim, ground: Ground) -> Reading:
    """No stronger treatment of any kind in the time after a first later one simpler than isotretinoin: Kaplan-Meier."""
    words = (
        f"no stronger treatment, no change between oral antibiotic and antiandrogen and no second course "
        f"{_by_then(claim)} after the first later treatment, among people whose first was simpler than isotretinoin"
    )
    if ground.unseen_steps is not None:
        who = POPULATIONS[population_for(claim)].definition
        return Reading(words, who, "none", why="they hold no treatment after the first of a relapse")
    return _from_curve(claim, ground, v.KAPLAN_MEIER, words, "step_up")


@quantity(
    "mild_return_share",
    populations=(v.EVERYONE, v.RESPONDERS),
    horizon=True,
    tells=v.ANY_TREATMENT,
    measures=lambda claim: f"untreated or with a topical alone at first, of those whose acne returned within "
    f"{_by_then(claim)}",
)
def _mild_return_share(claim: Claim, ground: Ground) -> Reading:
    """How the first return was answered, as its severity: one of competing incidences over the sum of both."""
    words = (
        "the first recorded relapse or later treatment left untreated or treated with topicals alone, of all first "
        f"returns within {_by_then(claim)} after the last covered day"
    )
    return _from_curve(claim, ground, v.AALEN_JOHANSEN, words, "mild")


@quantity(
    "remission_by_indication",
    unit=v.DIFFERENCE,
    outcomes=OUTCOMES,
    horizon=True,
    measures=lambda claim: (
        f"difference of people treated for frequent relapse from the others, free of {OUTCOMES[claim.outcome].phrase} "
        f"{_by_then(claim)} after the course"
    ),
)
def _remission_by_indication(claim: Claim, ground: Ground) -> Reading:
    """Free of the outcome, people treated for frequent relapse less all others: two Kaplan-Meier curves."""
    outcome = OUTCOMES[claim.outcome]
    words = (
        f"free of {outcome.phrase} ({outcome.definition}) {_by_then(claim)} after the last covered day: indication "
        "frequent relapse less any other recorded indication"
    )
    return _from_curve(claim, ground, v.KAPLAN_MEIER, words, claim.outcome)


def population_for(claim: Claim) -> str:
    """The population that a claim is read in: the one it names, else the first of its quantity, else everyone.

    >>> from isostats.analyses.claims.stated import builtin_claims
    >>> [population_for(claim) for claim in builtin_claims() if claim.id == "second_course_rare"]
    ['everyone']
    """
    return claim.population or (*QUANTITIES[claim.quantity].populations, v.EVERYONE)[0]


def why_untold(claim: Claim, outcomes: Iterable[str], populations: Iterable[str]) -> str:
    """What these records do not hold that the claim needs, in words; empty where they hold it all."""
    outcome = claim.measured.tells or claim.outcome
    if outcome in OUTCOMES and outcome not in set(outcomes):
        return NOT_RECORDED[OUTCOMES[outcome].needs or "treatments"]
    among, known = population_for(claim), set(populations)
    if among == v.WITH_RESPONSE:
        return "" if known & {v.RESPONDERS, among} else NOT_RECORDED["response"]
    return "" if among in OF_COURSES or among in known else NOT_RECORDED["response"]


def _from_curve(claim: Claim, ground: Ground, method: str, words: str, outcome: str) -> Reading:
    """The row of a curve at the claim's horizon, among the claim's population."""
    population = population_for(claim)
    who = ground.populations.get(population, POPULATIONS[population].definition)
    competing = ", death competing" if method == v.AALEN_JOHANSEN and ground.definition.competing else ""
    label = method.replace("_", "-").title() + competing
    missing = why_untold(claim, ground.outcomes, ground.populations)
    if missing:
        return Reading(words, who, label, why=missing)
    address: dict[str, Any] = {
        v.QUANTITY: claim.quantity, v.OUTCOME: outcome, v.POPULATION: population, v.METHOD: method, v.GROUP: v.ALL,
        v.TIME_DAYS: claim.horizon_days,
    }  # fmt: skip
    row = ground.row(**address)
    nothing = NOT_RECORDED["indication"] if claim.unit == v.DIFFERENCE else "nobody is there to be counted"
    limits = normal if claim.unit == v.DIFFERENCE else loglog
    read = reading(row, ground, definition=words, population=who, method=label, nothing=nothing, limits=limits)
    read = _as_seen(read, claim, ground)
    if not ground.unseen_steps:
        return read
    other = ground.row(**(address | {v.QUANTITY: f"{claim.quantity}_at_once"}))
    if other is None:
        return read
    at_once = reading(other, ground, definition=words, population=who, method=label, nothing=nothing, limits=limits)
    return replace(read, other_bound=_as_seen(at_once, claim, ground))


RANGES = (v.REMISSION, v.CUMULATIVE_INCIDENCE, v.TREATMENT_SUCCESS, "treatment_success_improved")
"""Quantities of which the crude share is the other end, where people who are well stop coming."""


def _as_seen(read: Reading, claim: Claim, ground: Ground) -> Reading:
    """The reading, as a range where people may have left because they were well."""
    if not ground.definition.passive or claim.quantity not in RANGES:
        return read
    return as_range(read, level=ground.level, events_counted=claim.quantity == v.CUMULATIVE_INCIDENCE)


from isostats.analyses.claims import course_quantities as course_quantities  # noqa: E402 - its quantities are named after these

"""What a claim may speak of: each quantity with its words, and the one row of the results that it is read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from isostats.analyses.claims.limits import Limits, as_given, bonett_wright, loglog, normal, student, wilson
from isostats.cohort.facts import OF_COURSES, SHARES
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import in_words

if TYPE_CHECKING:
    from isostats.study.claims import Claim

Unit = Literal["share", "days", "correlation", "slope", "difference"]
Words = Callable[["Claim"], str]

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
NO_DOSE = "no daily dose with a person's own weight is recorded"
NO_PLACE = {
    "other_indication": "the column indication holds the five alone, so it could not have said otherwise",
    "scarring": "they have no table of scars at the start and at the end",
    "oiliness": "they have no table of seborrhoea or sebum at the start and at the end",
    "quality_of_life": "they have no table of quality of life at the start and at the end",
    "contraception": "they have no table of contraception and pregnancy tests",
    "adverse_events": "they have no table of adverse effects",
    "blood_tests": "they have no table of blood tests",
    "visits": "they have no table of visits during the course",
}
"""What a statement would need and these records have no table or column for, in words."""


@dataclass(frozen=True)
class Quantity:
    """Something that a claim may speak of.

    ``about`` says what is estimated and how, ``measures`` says it as a claim does, ``definition`` what was counted.
    ``outcomes`` and ``populations`` are what may be named with it (of populations the first, if none is named),
    ``horizon`` says whether it needs a day, ``range_only`` that it is held against low and high and never against one
    value, ``tells`` the outcome that the records must be able to tell where the claim names none itself, and
    ``later_steps`` that they must hold what came after the first treatment of a relapse.

    It is read from the row of the results with its ``method``, and with ``row_quantity`` and ``row_outcome`` where
    these are not its own name and the claim's outcome; ``how`` words the method, ``limits`` makes its interval at any
    level, and ``nothing`` is the reason where there is no such row. ``ranges`` says that the crude share is the other
    end of the answer where people who are well stop coming.
    """

    id: str
    about: str
    measures: Words
    definition: Words
    method: str
    unit: Unit = "share"
    outcomes: tuple[str, ...] = ()
    populations: tuple[str, ...] = ()
    horizon: bool = False
    range_only: bool = False
    tells: str = ""
    later_steps: bool = False
    row_quantity: str = ""
    row_outcome: str = ""
    how: str = ""
    limits: Callable[[dict[str, Any]], Limits] = loglog
    nothing: Words = lambda claim: "nobody is there to be counted"
    ranges: bool = False

    @property
    def of_courses(self) -> bool:
        """Whether it is about the first courses themselves, and not about what came after them."""
        return not self.horizon


def _by_then(claim: Claim) -> str:
    return in_words(claim.horizon_days or 0)


def _free(claim: Claim) -> str:
    """Free of the outcome, as definitions say it."""
    outcome = OUTCOMES[claim.outcome]
    return f"free of {outcome.phrase} ({outcome.definition}) {_by_then(claim)} after the last covered day"


def _phrase(claim: Claim) -> str:
    return OUTCOMES[claim.outcome].phrase


_BOTH = (v.EVERYONE, v.RESPONDERS)
_DOSE_BY_WEIGHT = "among first courses with the dose and the person's own weight recorded"

_LISTED = (
    Quantity(
        v.REMISSION,
        "Free of the outcome at the horizon: Kaplan-Meier, people who leave the records being censored.",
        lambda claim: f"in remission {_by_then(claim)} after the course, free of {_phrase(claim)}",
        _free,
        v.KAPLAN_MEIER, outcomes=tuple(OUTCOMES), populations=_BOTH, horizon=True, ranges=True,
    ),
    Quantity(
        v.TREATMENT_SUCCESS,
        "Clear at the end and free of the outcome at the horizon: Kaplan-Meier of either failure, one at a time.",
        lambda claim: (
            f"clear or almost clear at the end of the course and free of {_phrase(claim)} {_by_then(claim)} after it"
        ),
        lambda claim: f"clear or almost clear at the end of the course, and {_free(claim)}",
        v.KAPLAN_MEIER, outcomes=tuple(OUTCOMES), populations=(v.WITH_RESPONSE,), horizon=True, ranges=True,
    ),
    Quantity(
        "treatment_success_improved",
        "At least improved at the end and free of the outcome at the horizon: Kaplan-Meier of either failure.",
        lambda claim: (
            f"at least improved at the end of the course and free of {_phrase(claim)} {_by_then(claim)} after it"
        ),
        lambda claim: f"clear, almost clear or improved at the end of the course, and {_free(claim)}",
        v.KAPLAN_MEIER, outcomes=tuple(OUTCOMES), populations=(v.WITH_RESPONSE,), horizon=True, ranges=True,
    ),
    Quantity(
        v.CUMULATIVE_INCIDENCE,
        "With the outcome by the horizon: Aalen-Johansen, death competing where it is recorded.",
        lambda claim: f"with {_phrase(claim)} within {_by_then(claim)} after the course",
        lambda claim: (
            f"{_phrase(claim)} ({OUTCOMES[claim.outcome].definition}) within {_by_then(claim)} after the last covered "
            "day"
        ),
        v.AALEN_JOHANSEN, outcomes=tuple(OUTCOMES), populations=_BOTH, horizon=True, ranges=True,
    ),
    Quantity(
        "first_treatment_share",
        "Which treatment came first among people treated again: one of competing incidences over the sum of all.",
        lambda claim: f"with {FIRSTS[claim.outcome]} first, of those treated again within {_by_then(claim)}",
        lambda claim: (
            f"{FIRSTS[claim.outcome]} as the first of all later acne treatments (of two on one day the stronger "
            f"counts) within {_by_then(claim)} after the last covered day"
        ),
        v.AALEN_JOHANSEN, outcomes=tuple(FIRSTS), populations=_BOTH, horizon=True, tells=v.ANY_TREATMENT,
    ),
    Quantity(
        "remission_after_simpler",
        "No second course in the time after a first later treatment that was simpler than isotretinoin: Kaplan-Meier.",
        lambda claim: f"without a second course {_by_then(claim)} after a simpler first later treatment",
        lambda claim: (
            f"no second course {_by_then(claim)} after the first later treatment, among people whose first was a "
            "topical, a procedure, an oral antibiotic or an antiandrogen (a step from one of these to another is not "
            "counted)"
        ),
        v.KAPLAN_MEIER, populations=_BOTH, horizon=True, tells=v.ANY_TREATMENT, row_outcome=v.SECOND_COURSE,
    ),
    Quantity(
        "no_step_up_after_simpler",
        "No stronger treatment of any kind after a first later one that was simpler than isotretinoin: Kaplan-Meier.",
        lambda claim: f"without a step up {_by_then(claim)} after a simpler first later treatment",
        lambda claim: (
            "no stronger treatment, no change between oral antibiotic and antiandrogen and no second course "
            f"{_by_then(claim)} after the first later treatment, among people whose first was simpler than isotretinoin"
        ),
        v.KAPLAN_MEIER, populations=_BOTH, horizon=True, tells=v.ANY_TREATMENT, row_outcome="step_up", later_steps=True,
    ),
    Quantity(
        "mild_return_share",
        "How the first return was answered, as its severity: one of competing incidences over the sum of both.",
        lambda claim: (
            f"untreated or with a topical alone at first, of those whose acne returned within {_by_then(claim)}"
        ),
        lambda claim: (
            "the first recorded relapse or later treatment left untreated or treated with topicals alone, of all first "
            f"returns within {_by_then(claim)} after the last covered day"
        ),
        v.AALEN_JOHANSEN, populations=_BOTH, horizon=True, tells=v.ANY_TREATMENT, row_outcome="mild",
    ),
    Quantity(
        "remission_by_indication",
        "Free of the outcome, people treated for frequent relapse less all others: two Kaplan-Meier curves.",
        lambda claim: (
            f"difference of people treated for frequent relapse from the others, free of {_phrase(claim)} "
            f"{_by_then(claim)} after the course"
        ),
        lambda claim: f"{_free(claim)}: indication frequent relapse less any other recorded indication",
        v.KAPLAN_MEIER, unit=v.DIFFERENCE, outcomes=tuple(OUTCOMES), horizon=True, limits=normal,
        nothing=lambda claim: NOT_RECORDED["indication"],
    ),
    Quantity(
        "course_share",
        "The share of first courses with a stated property, among those in which it is recorded: Wilson.",
        lambda claim: (
            SHARES[claim.outcome].measures + (", of those completed" if claim.population == "completed" else "")
        ),
        lambda claim: SHARES[claim.outcome].definition,
        v.WILSON, outcomes=tuple(SHARES), populations=tuple(OF_COURSES), row_quantity=v.PROPORTION,
        how="share with Wilson limits", limits=wilson, nothing=lambda claim: SHARES[claim.outcome].nothing,
    ),
    Quantity(
        "median_duration",
        "The median length of first courses in days, both ends counted, with exact limits by order statistics.",
        lambda claim: f"median length of a {'completed ' if claim.population == 'completed' else ''}first course",
        lambda claim: "median days from the first to the last covered day of the first course, both counted",
        "order_statistics", unit="days", populations=tuple(OF_COURSES), range_only=True, row_outcome="duration_days",
        how="median with exact limits by order statistics", limits=as_given,
        nothing=lambda claim: "no first course has an end",
    ),
    Quantity(
        "dose_weight_slope",
        "How the daily dose follows body weight: 0 where everybody has one dose, 1 where it is in proportion.",
        lambda claim: "slope of log daily dose on log body weight (0 one dose for all, 1 dose by weight)",
        lambda claim: f"slope of log daily dose in mg on log weight in kg, {_DOSE_BY_WEIGHT}",
        "least_squares_hc3", unit="slope", row_quantity="log_slope", row_outcome="daily_dose_by_weight",
        how="least squares with HC3 errors", limits=student,
        nothing=lambda claim: NO_DOSE + ", or too few or all of one weight",
    ),
    Quantity(
        "dose_weight_correlation",
        "Whether heavier people were given more a day: Spearman's rank correlation, ties sharing their middle rank.",
        lambda claim: "rank correlation of the daily dose (mg) with body weight",
        lambda claim: f"rank correlation of daily dose in mg with weight in kg, {_DOSE_BY_WEIGHT}",
        "spearman", unit="correlation", row_quantity="rank_correlation", row_outcome="daily_dose_by_weight",
        how="Spearman with Bonett-Wright limits", limits=bonett_wright, nothing=lambda claim: NO_DOSE,
    ),
    Quantity(
        "no_place",
        "A statement that would need what these records have no table or column for; nothing is read.",
        lambda claim: "of those in whom it is recorded",
        lambda claim: "",
        "", outcomes=tuple(NO_PLACE), nothing=lambda claim: NO_PLACE[claim.outcome],
    ),
)  # fmt: skip

QUANTITIES: dict[str, Quantity] = {quantity.id: quantity for quantity in _LISTED}
"""Every quantity by its name."""


def unit_of(claim: Claim) -> Unit:
    """share, days, correlation, slope or difference."""
    return QUANTITIES[claim.quantity].unit


def population_for(claim: Claim) -> str:
    """The population that a claim is read in: the one it names, else the first of its quantity, else everyone.

    >>> from isostats.analyses.claims.stated import builtin_claims
    >>> [population_for(claim) for claim in builtin_claims() if claim.id == "second_course_rare"]
    ['everyone']
    """
    return claim.population or (*QUANTITIES[claim.quantity].populations, v.EVERYONE)[0]


def why_untold(claim: Claim, outcomes: Iterable[str], populations: Iterable[str]) -> str:
    """What these records do not hold that the claim needs, in words; empty where they hold it all."""
    outcome = QUANTITIES[claim.quantity].tells or claim.outcome
    if outcome in OUTCOMES and outcome not in set(outcomes):
        return NOT_RECORDED[OUTCOMES[outcome].needs or "treatments"]
    among, known = population_for(claim), set(populations)
    if among == v.WITH_RESPONSE:
        return "" if known & {v.RESPONDERS, among} else NOT_RECORDED["response"]
    return "" if among in OF_COURSES or among in known else NOT_RECORDED["response"]

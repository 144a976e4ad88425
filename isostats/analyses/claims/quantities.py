"""What a claim may speak of: each quantity with its words, and how the one row is made that it is read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from isostats.analyses.claims import quantity_rows as rows
from isostats.analyses.claims.limits import Limits, as_given, bonett_wright, loglog, normal, student, wilson
from isostats.analyses.claims.quantity_rows import RowsOf
from isostats.cohort.facts import OF_COURSES, SHARES
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import in_words

if TYPE_CHECKING:
    from isostats.study.definitions import Claim

Unit = Literal["share", "days", "correlation", "slope", "difference"]

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

    ``measures`` says what is estimated as a claim does, ``definition`` what was counted; in both, and in ``nothing``
    (the reason where there is no row), the words of the claim's own outcome and day stand in braces. ``outcomes`` and
    ``populations`` are what may be named with it (of populations the first, if none is named), ``horizon`` says
    whether it needs a day, ``range_only`` that it is held against low and high and never against one value, ``tells``
    the outcome that the records must be able to tell where the claim names none itself, and ``later_steps`` that they
    must hold what came after the first treatment of a relapse.

    ``rows`` makes the row that it is read from (None where records never have one), ``how`` words the method, and
    ``limits`` makes its interval at any level. ``ranges`` says that the crude share is the other end of the answer
    where people who are well stop coming.
    """

    id: str
    measures: str
    definition: str
    rows: RowsOf | None
    how: str = v.METHOD_LABELS[v.KAPLAN_MEIER]
    unit: Unit = "share"
    outcomes: tuple[str, ...] = ()
    populations: tuple[str, ...] = (v.EVERYONE, v.RESPONDERS)
    horizon: bool = True
    range_only: bool = False
    tells: str = ""
    later_steps: bool = False
    limits: Callable[[dict[str, Any]], Limits] = loglog
    nothing: str = "nobody is there to be counted"
    ranges: bool = False

    @property
    def of_courses(self) -> bool:
        """Whether it is about the first courses themselves, and not about what came after them."""
        return not self.horizon

    @property
    def of_competing(self) -> bool:
        """Whether other causes compete."""
        return self.how == v.METHOD_LABELS[v.AALEN_JOHANSEN]


def words_of(claim: Claim, pattern: str) -> str:
    """A pattern of a quantity with the words of a claim's outcome and day."""
    return pattern.format(
        then=in_words(claim.horizon_days or 0),
        outcome=OUTCOMES.get(claim.outcome),
        first=FIRSTS.get(claim.outcome),
        share=SHARES.get(claim.outcome),
        place=NO_PLACE.get(claim.outcome),
        completed="completed " * (claim.population == "completed"),
        of_completed=", of those completed" * (claim.population == "completed"),
    )


_ALL = tuple(OUTCOMES)
_FREE = "free of {outcome.phrase} ({outcome.definition}) {then} after the last covered day"
_AJ = v.METHOD_LABELS[v.AALEN_JOHANSEN]
_DOSE_BY_WEIGHT = "among first courses with the dose and the person's own weight recorded"

_LISTED = (
    Quantity(
        v.REMISSION, "in remission {then} after the course, free of {outcome.phrase}", _FREE, rows.remission,
        outcomes=_ALL, ranges=True,
    ),
    Quantity(
        v.TREATMENT_SUCCESS,
        "clear or almost clear at the end of the course and free of {outcome.phrase} {then} after it",
        f"clear or almost clear at the end of the course, and {_FREE}", rows.success,
        outcomes=_ALL, populations=(v.WITH_RESPONSE,), ranges=True,
    ),
    Quantity(
        "treatment_success_improved",
        "at least improved at the end of the course and free of {outcome.phrase} {then} after it",
        f"clear, almost clear or improved at the end of the course, and {_FREE}", rows.success_improved,
        outcomes=_ALL, populations=(v.WITH_RESPONSE,), ranges=True,
    ),
    Quantity(
        v.CUMULATIVE_INCIDENCE, "with {outcome.phrase} within {then} after the course",
        "{outcome.phrase} ({outcome.definition}) within {then} after the last covered day", rows.incidence, _AJ,
        outcomes=_ALL, ranges=True,
    ),
    Quantity(
        "first_treatment_share", "with {first} first, of those treated again within {then}",
        "{first} as the first of all later acne treatments (of two on one day the stronger counts) within {then} after "
        "the last covered day", rows.first_treatment, _AJ,
        outcomes=tuple(FIRSTS), tells=v.ANY_TREATMENT,
    ),
    Quantity(
        "remission_after_simpler", "without a second course {then} after a simpler first later treatment",
        "no second course {then} after the first later treatment, among people whose first was a topical, a procedure, "
        "an oral antibiotic or an antiandrogen (a step from one of these to another is not counted)",
        rows.after_simpler, tells=v.ANY_TREATMENT,
    ),
    Quantity(
        "no_step_up_after_simpler", "without a step up {then} after a simpler first later treatment",
        "no stronger treatment, no change between oral antibiotic and antiandrogen and no second course {then} after "
        "the first later treatment, among people whose first was simpler than isotretinoin",
        rows.no_step_up, tells=v.ANY_TREATMENT, later_steps=True,
    ),
    Quantity(
        "mild_return_share", "untreated or with a topical alone at first, of those whose acne returned within {then}",
        "the first recorded relapse or later treatment left untreated or treated with topicals alone, of all first "
        "returns within {then} after the last covered day", rows.mild_return, _AJ, tells=v.ANY_TREATMENT,
    ),
    Quantity(
        "remission_by_indication",
        "difference of people treated for frequent relapse from the others, free of {outcome.phrase} {then} after the "
        "course",
        f"{_FREE}: indication frequent relapse less any other recorded indication", rows.by_indication,
        unit=v.DIFFERENCE, outcomes=_ALL, populations=(), limits=normal, nothing=NOT_RECORDED["indication"],
    ),
    Quantity(
        "course_share", "{share.measures}{of_completed}", "{share.definition}", rows.course_share,
        "share with Wilson limits", outcomes=tuple(SHARES), populations=tuple(OF_COURSES), horizon=False,
        limits=wilson, nothing="{share.nothing}",
    ),
    Quantity(
        "median_duration", "median length of a {completed}first course",
        "median days from the first to the last covered day of the first course, both counted", rows.median_duration,
        "median with exact limits by order statistics", unit="days", populations=tuple(OF_COURSES), horizon=False,
        range_only=True, limits=as_given, nothing="no first course has an end",
    ),
    Quantity(
        "dose_weight_slope", "slope of log daily dose on log body weight (0 one dose for all, 1 dose by weight)",
        f"slope of log daily dose in mg on log weight in kg, {_DOSE_BY_WEIGHT}", rows.dose_slope,
        "least squares with HC3 errors", unit="slope", populations=(), horizon=False, limits=student,
        nothing=f"{NO_DOSE}, or too few or all of one weight",
    ),
    Quantity(
        "dose_weight_correlation", "rank correlation of the daily dose (mg) with body weight",
        f"rank correlation of daily dose in mg with weight in kg, {_DOSE_BY_WEIGHT}", rows.dose_ranks,
        "Spearman with Bonett-Wright limits", unit="correlation", populations=(), horizon=False, limits=bonett_wright,
        nothing=NO_DOSE,
    ),
    Quantity(
        "no_place", "of those in whom it is recorded", "", None,
        outcomes=tuple(NO_PLACE), populations=(), horizon=False, nothing="{place}",
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

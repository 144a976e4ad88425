"""What a claim can be held against: each quantity is a small function from the tidy results to one reading of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from isostats.cohort.calendar import in_words
from isostats.cohort.facts import FACTS
from isostats.cohort.outcomes import OUTCOMES, POPULATIONS
from isostats.compare.readings import Ground, Reading, as_given, bonett_wright, loglog, reading, wilson

if TYPE_CHECKING:
    from isostats.compare.stated_claims import Claim

Unit = Literal["share", "days", "correlation"]
Words = Callable[["Claim"], str]
Check = Callable[["Claim", Ground], Reading]

FIRSTS = {
    "first_topical": "a topical alone",
    "first_topical_antibiotic": "a topical antibiotic",
    "first_procedure": "a procedure",
    "first_oral_antibiotic": "an oral antibiotic",
    "first_antiandrogen": "an antiandrogen",
    "first_isotretinoin": "isotretinoin",
}
"""The first later treatments, as a sentence has them."""

COURSE_FACTS = {fact.share_id: fact for fact in FACTS}
EVERYONE = "everyone with a first course"
NOT_RECORDED = {
    "duration_days": "no first course has an end",
    "daily_mg_per_kg": "no daily dose with a person's own weight is recorded",
    "dose_mg_per_kg": "no cumulative dose with a person's own weight is recorded",
    "treatments": "no later treatments are recorded",
    "relapses": "no relapses are recorded",
    "response": "no response at the end of the course is recorded",
}


@dataclass(frozen=True)
class Quantity:
    """Something that a claim may speak of.

    ``outcomes`` and ``populations`` are what may be named with it (of populations the first, if none is named),
    ``horizon`` says whether it needs a day, ``range_only`` that it is held against low and high and never against one
    value, ``tells`` the outcome that the records must be able to tell where the claim names none itself. ``measures``
    says it in words, ``check`` reads it from the results.
    """

    id: str
    unit: Unit
    outcomes: tuple[str, ...]
    populations: tuple[str, ...]
    horizon: bool
    range_only: bool
    tells: str
    measures: Words
    check: Check


QUANTITIES: dict[str, Quantity] = {}
"""Every quantity by its name."""


def _quantity(
    name: str,
    *,
    measures: Words,
    unit: Unit = "share",
    outcomes: Iterable[str] = (),
    populations: tuple[str, ...] = (),
    horizon: bool = False,
    range_only: bool = False,
    tells: str = "",
) -> Callable[[Check], Check]:
    """Register a check under the name of what it reads."""

    def register(check: Check) -> Check:
        named = (name, unit, tuple(outcomes), populations, horizon, range_only, tells)
        QUANTITIES[name] = Quantity(*named, measures, check)
        return check

    return register


def _by_then(claim: Claim) -> str:
    return in_words(claim.horizon_days or 0)


@_quantity(
    "remission",
    outcomes=OUTCOMES,
    populations=("everyone", "responders"),
    horizon=True,
    measures=lambda claim: f"in remission {_by_then(claim)} after the course, free of {OUTCOMES[claim.outcome].phrase}",
)
def _remission(claim: Claim, ground: Ground) -> Reading:
    """Free of the outcome at the horizon: Kaplan-Meier, people who leave the records being censored."""
    outcome = OUTCOMES[claim.outcome]
    words = f"free of {outcome.phrase} ({outcome.definition}) {_by_then(claim)} after the last covered day"
    return _from_curve(claim, ground, "kaplan_meier", words, claim.outcome)


@_quantity(
    "cumulative_incidence",
    outcomes=OUTCOMES,
    populations=("everyone", "responders"),
    horizon=True,
    measures=lambda claim: f"with {OUTCOMES[claim.outcome].phrase} within {_by_then(claim)} after the course",
)
def _cumulative_incidence(claim: Claim, ground: Ground) -> Reading:
    """With the outcome by the horizon: Aalen-Johansen, death competing where it is recorded."""
    outcome = OUTCOMES[claim.outcome]
    words = f"{outcome.phrase} ({outcome.definition}) within {_by_then(claim)} after the last covered day"
    return _from_curve(claim, ground, "aalen_johansen", words, claim.outcome)


@_quantity(
    "first_treatment_share",
    outcomes=FIRSTS,
    populations=("everyone", "responders"),
    horizon=True,
    tells="any_treatment",
    measures=lambda claim: f"with {FIRSTS[claim.outcome]} first, of those treated again within {_by_then(claim)}",
)
def _first_treatment_share(claim: Claim, ground: Ground) -> Reading:
    """Which treatment came first among people treated again: one of competing incidences over the sum of all."""
    words = (
        f"{FIRSTS[claim.outcome]} as the first of all later acne treatments (of two on one day the stronger counts) "
        f"within {_by_then(claim)} after the last covered day"
    )
    return _from_curve(claim, ground, "aalen_johansen", words, claim.outcome)


@_quantity(
    "remission_after_simpler",
    populations=("everyone", "responders"),
    horizon=True,
    tells="any_treatment",
    measures=lambda claim: f"without a second course {_by_then(claim)} after a simpler first later treatment",
)
def _remission_after_simpler(claim: Claim, ground: Ground) -> Reading:
    """No second course in the time after a first later treatment that was simpler than isotretinoin: Kaplan-Meier."""
    words = (
        f"no second course {_by_then(claim)} after the first later treatment, among people whose first was a topical, "
        "a procedure, an oral antibiotic or an antiandrogen (a step from one of these to another is not counted)"
    )
    return _from_curve(claim, ground, "kaplan_meier", words, "second_course")


@_quantity(
    "course_share",
    outcomes=COURSE_FACTS,
    measures=lambda claim: (
        f"of first courses {'last' if claim.outcome.startswith('duration') else 'are of'} "
        f"{COURSE_FACTS[claim.outcome].share_label}"
    ),
)
def _course_share(claim: Claim, ground: Ground) -> Reading:
    """The share of first courses with a stated length or dose, among those in which it is recorded: Wilson."""
    fact = COURSE_FACTS[claim.outcome]
    own = " and the person's own weight" if "mg/kg" in fact.unit else ""
    return reading(
        ground.row(quantity="proportion", outcome=claim.outcome, method="wilson"),
        ground,
        definition=f"{fact.label} of the first course, {fact.share_label}, among courses with it recorded{own}",
        population=EVERYONE,
        method="share with Wilson limits",
        nothing=NOT_RECORDED[fact.id],
        limits=wilson,
    )


@_quantity("median_duration", unit="days", range_only=True, measures=lambda claim: "median length of a first course")
def _median_duration(claim: Claim, ground: Ground) -> Reading:
    """The median length of first courses in days, both ends counted, with the limits of a median."""
    return reading(
        ground.row(quantity="median_duration", method="kaplan_meier"),
        ground,
        definition="median days from the first to the last covered day of the first course, both counted",
        population=EVERYONE,
        method="median with Brookmeyer-Crowley limits",
        nothing=NOT_RECORDED["duration_days"],
        limits=as_given,
    )


@_quantity(
    "dose_weight_correlation",
    unit="correlation",
    measures=lambda claim: "rank correlation of the daily dose (mg) with body weight",
)
def _dose_weight_correlation(claim: Claim, ground: Ground) -> Reading:
    """Whether heavier people were given more a day: Spearman's rank correlation, ties sharing their middle rank."""
    return reading(
        ground.row(quantity="rank_correlation", outcome="daily_dose_by_weight", method="spearman"),
        ground,
        definition="rank correlation of daily dose in mg with weight in kg, among first courses with the dose and the "
        "person's own weight recorded",
        population=EVERYONE,
        method="Spearman with Bonett-Wright limits",
        nothing=NOT_RECORDED["daily_mg_per_kg"],
        limits=bonett_wright,
    )


def population_for(claim: Claim) -> str:
    """The population that a claim is read in: the one it names, else the first of its quantity, else everyone.

    >>> from isostats.compare.stated_claims import builtin_claims
    >>> [population_for(claim) for claim in builtin_claims() if claim.id == "second_course_rare"]
    ['everyone']
    """
    return claim.population or (*QUANTITIES[claim.quantity].populations, "everyone")[0]


def why_untold(claim: Claim, outcomes: Iterable[str], populations: Iterable[str]) -> str:
    """What these records do not hold that the claim needs, in words; empty where they hold it all."""
    told = claim.measured.tells or claim.outcome
    if told in OUTCOMES and told not in set(outcomes):
        return NOT_RECORDED[OUTCOMES[told].needs or "treatments"]
    return "" if population_for(claim) in set(populations) else NOT_RECORDED["response"]


def _from_curve(claim: Claim, ground: Ground, method: str, words: str, outcome: str) -> Reading:
    """The row of a curve at the claim's horizon, among the claim's population."""
    population = population_for(claim)
    who = ground.populations.get(population, POPULATIONS[population].definition)
    competing = ", death competing" if method == "aalen_johansen" and ground.definition.competing else ""
    label = method.replace("_", "-").title() + competing
    missing = why_untold(claim, ground.outcomes, ground.populations)
    if missing:
        return Reading(words, who, label, why=missing)
    row = ground.row(
        quantity=claim.quantity,
        outcome=outcome,
        population=population,
        method=method,
        group="all",
        time_days=claim.horizon_days,
    )
    nothing = "nobody is there to be counted"
    return reading(row, ground, definition=words, population=who, method=label, nothing=nothing, limits=loglog)

"""Claims about the first courses themselves, and those about what these records have no place for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.analyses.claims.quantities import quantity
from isostats.analyses.claims.readings import Ground, Reading, as_given, bonett_wright, reading, student, wilson
from isostats.cohort.course_shares import OF_COURSES, SHARES
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    from isostats.analyses.claims.stated import Claim

EVERYONE = "everyone with a first course"
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


@quantity(
    "course_share",
    outcomes=SHARES,
    populations=tuple(OF_COURSES),
    measures=lambda claim: (
        SHARES[claim.outcome].measures + (", of those completed" if claim.population == "completed" else "")
    ),
)
def _course_share(claim: Claim, ground: Ground) -> Reading:
    """The share of first courses with a stated property, among those in which it is recorded: Wilson."""
    share, among = SHARES[claim.outcome], claim.population or v.EVERYONE
    return reading(
        ground.row(quantity=v.PROPORTION, outcome=claim.outcome, method=v.WILSON, population=among),
        ground,
        definition=share.definition,
        population=OF_COURSES[among][1],
        method="share with Wilson limits",
        nothing=share.nothing,
        limits=wilson,
    )


@quantity(
    "median_duration",
    unit="days",
    populations=tuple(OF_COURSES),
    range_only=True,
    measures=lambda claim: f"median length of a {'completed ' if claim.population == 'completed' else ''}first course",
)
def _median_duration(claim: Claim, ground: Ground) -> Reading:
    """The median length of first courses in days, both ends counted, with exact limits by order statistics."""
    among = claim.population or v.EVERYONE
    return reading(
        ground.row(quantity="median_duration", method="order_statistics", population=among),
        ground,
        definition="median days from the first to the last covered day of the first course, both counted",
        population=OF_COURSES[among][1],
        method="median with exact limits by order statistics",
        nothing="no first course has an end",
        limits=as_given,
    )


@quantity(
    "dose_weight_slope",
    unit="slope",
    measures=lambda claim: "slope of log daily dose on log body weight (0 one dose for all, 1 dose by weight)",
)
def _dose_weight_slope(claim: Claim, ground: Ground) -> Reading:
    """How the daily dose follows body weight: 0 where everybody has one dose, 1 where it is in proportion."""
    return reading(
        ground.row(quantity="log_slope", outcome="daily_dose_by_weight", method="least_squares_hc3"),
        ground,
        definition="slope of log daily dose in mg on log weight in kg, among first courses with the dose and the "
        "person's own weight recorded",
        population=EVERYONE,
        method="least squares with HC3 errors",
        nothing=NO_DOSE + ", or too few or all of one weight",
        limits=student,
    )


@quantity(
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
        nothing=NO_DOSE,
        limits=bonett_wright,
    )


@quantity("no_place", outcomes=NO_PLACE, measures=lambda claim: "of those in whom it is recorded")
def _no_place(claim: Claim, ground: Ground) -> Reading:
    """A statement that would need what these records have no table or column for; nothing is read."""
    return Reading("", "", "", why=NO_PLACE[claim.outcome])

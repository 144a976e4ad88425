"""What a claim may speak of: each quantity with its words, and how the one row is made that it is read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import nan
from typing import Any, Literal

import numpy as np

from isostats.analyses.claims.limits import clustered, fixed, loglog, spearman, students, symmetric, wilson
from isostats.analyses.curves import Curves
from isostats.analyses.rows import (
    FOLLOWED,
    LIMITS_AT,
    Row,
    cured_row,
    curve_rows,
    estimated,
    row,
    share_row,
    window_row,
)
from isostats.cohort import after_return
from isostats.cohort.counting import EventTable
from isostats.cohort.course_conduct import CONDUCT, WINDOWS, window_counts
from isostats.cohort.first_course_facts import (
    COMPLETED,
    OF_COURSES,
    SHARES,
    dose_and_weight_counts,
    duration_counts,
    share_counts,
)
from isostats.estimate import log_slope, median_of_counts, rank_correlation, shares_of_causes
from isostats.estimate.bounds import by_unseen
from isostats.estimate.intervals import Limits, normal_quantile
from isostats.estimate.results import Curve
from isostats.study.definitions import Claim
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES, TREATMENT_KINDS
from isostats.words.english import LACKING
from isostats.words.numbers import in_words

COURSE_SHARES = {**SHARES, **CONDUCT}
"""Every share of first courses that a claim may speak of."""
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
    "scores": "no visits with these scores are recorded",
    "response": "no response at the end of the course is recorded",
    "indication": "no two indications with enough people to compare are recorded",
}
NO_DOSE = "no daily dose with a person's own weight is recorded"
NO_PLACE = {
    "other_indication": "isostats reads these five alone, so that no records could have said otherwise",
}
"""What a statement would need and these records have no table or column for, in words."""


@dataclass(frozen=True)
class QuantityAt:
    """A quantity of its outcome, where it has one, in a population on a day: what one row tells."""

    quantity: str
    outcome: str
    population: str
    day: int
    min_at_risk: int

    def row(self, method: str, **numbers: Any) -> Row:
        """The row with these numbers."""
        when = self.day or None
        return row(self.quantity, self.outcome, self.population, method, time_days=when, **numbers)


Rows = Callable[[Curves, QuantityAt], list[Row]]
"""Makes the row of a quantity; a second one is its bound, where later steps of a relapse cannot be seen."""


@dataclass(frozen=True)
class Quantity:
    """Something that a claim may speak of.

    ``measures`` says what is estimated as a claim does, ``definition`` what was counted; in both, and in ``nothing``
    (the reason where there is no row), the words of the claim's own outcome and day stand in braces. ``rows`` makes
    the row that it is read from (None where records never have one), ``how`` words the method, and ``limits`` makes
    its interval at any level.

    ``outcomes`` and ``populations`` are what may be named with it (of populations the first, if none is named),
    ``horizon`` says whether it needs a day, ``for_ever`` that it is of all time after the course, ``range_only`` that
    it is held against low and high and never against one value, ``tells`` the outcome that the records must be able to
    tell where the claim names none itself, and ``later_steps`` that they must hold what came after the first treatment
    of a relapse. ``unseen`` is what the records cannot show, which makes a second row of it, where that is not what
    hides its outcome. ``ranges`` says that the crude share is the other end of the answer where people who are well
    stop coming, ``improved`` that improved skin counts as a success.
    """

    id: str
    measures: str
    definition: str
    rows: Rows | None
    how: str = v.METHOD_LABELS[v.KAPLAN_MEIER]
    unit: Unit = "share"
    outcomes: tuple[str, ...] = ()
    populations: tuple[str, ...] = (v.EVERYONE, v.RESPONDERS)
    horizon: bool = True
    for_ever: bool = False
    range_only: bool = False
    tells: str = ""
    later_steps: bool = False
    unseen: str = ""
    limits: Callable[[dict[str, Any]], Limits] = loglog
    nothing: str = "nobody is there to be counted"
    ranges: bool = False
    improved: bool = False

    @property
    def of_courses(self) -> bool:
        """Whether it is about the first courses themselves, and not about what came after them."""
        return not self.horizon and not self.for_ever

    def hidden_by(self, lacking: Iterable[str]) -> str:
        """What the records cannot show of it, where it has a second row; of its outcome they lack so much."""
        return self.unseen or " and ".join(LACKING[name] for name in lacking)


QUANTITIES: dict[str, Quantity] = {}
"""Every quantity by its name."""


def _quantity(measures: str, definition: str, **about: Any) -> Callable[[Rows], Rows]:
    """Makes a quantity, called as the function of its rows is."""

    def of(rows: Rows) -> Rows:
        name = rows.__name__.removeprefix("_")
        QUANTITIES[name] = Quantity(name, measures, definition, rows, **about)
        return rows

    return of


def _of_curve(curve: Curve, at: QuantityAt) -> list[Row]:
    """A curve on the day, with how many were under observation until then."""
    return curve_rows(curve, at.quantity, at.outcome, at.population, horizons=[at.day], min_at_risk=at.min_at_risk)


def _with_bound(curve: Curve, at: QuantityAt) -> list[Row]:
    """A curve with the fewest outcomes that can have come unseen, and that with the most, unless they are one on the
    day; what was seen stands for the fewest that it is nearly at, as at the head. Where people were set aside, what was
    seen and both of these."""
    (row,) = _of_curve(curve, at)
    bound = by_unseen(curve, at.day)
    if curve.unseen is None or (row[v.STATUS] == v.OK and not (bound or curve.counts.aside)):
        return [row]
    (fewest,), (most,) = (_of_curve(each(at.day), at) for each in (curve.unseen.with_fewest, curve.unseen.with_most))
    if curve.counts.aside:
        return [row, fewest, most]
    return [row if bound in (v.AT_MOST, v.AT_LEAST) else fewest, most]


def _share(curves: Curves, counts: EventTable, names: Mapping[str, str], at: QuantityAt) -> list[Row]:
    """The share of the cause that has the outcome's name among all of them; counted is who was followed."""
    shares = shares_of_causes(
        counts, causes=tuple(names), days=[at.day], level=curves.level, min_at_risk=at.min_at_risk
    )
    return [
        at.row(v.AALEN_JOHANSEN, level=curves.level, **estimated(each)) | {FOLLOWED: float(each[v.N])}
        for each in shares.to_dict("records")
        if names[each["cause"]] == at.outcome
    ]


def _of_result(made: Any, at: QuantityAt) -> list[Row]:
    names = (v.ESTIMATE, v.LOWER, v.UPPER, v.STD_ERROR, v.N, v.LEVEL)
    return [at.row("", **{name: getattr(made, name, None) for name in names})]


def _dose_by_weight(curves: Curves, at: QuantityAt, follows: Callable[..., Any]) -> list[Row]:
    """How the daily dose follows the weight, by an estimator of pairs."""
    pairs = dose_and_weight_counts(curves.cohort)
    weight, dose, people = (pairs[name].to_numpy() for name in ("weight_kg", "daily_dose_mg", "people"))
    return _of_result(follows(weight, dose, counts=people, level=curves.level), at)


_ALL: dict[str, Any] = {"outcomes": tuple(OUTCOMES), "ranges": True}
_RESPONSE: dict[str, Any] = {"populations": (v.WITH_RESPONSE,)}
_FREE = "free of {outcome.phrase} ({outcome.definition}) {then} after the last covered day"
_COMPETING: dict[str, Any] = {"how": v.METHOD_LABELS[v.AALEN_JOHANSEN]}
_RETURNED: dict[str, Any] = {"tells": v.ANY_TREATMENT}
_COURSES: dict[str, Any] = {"populations": tuple(OF_COURSES), "horizon": False}
_DOSES: dict[str, Any] = {"populations": (), "horizon": False}
_DOSE_BY_WEIGHT = "among first courses with the dose and the person's own weight recorded"


@_quantity("in remission {then} after the course, free of {outcome.phrase}", _FREE, **_ALL)
def _remission(curves: Curves, at: QuantityAt) -> list[Row]:
    return _with_bound(curves.remission(at.outcome, at.population), at)


@_quantity(
    "never to have {outcome.phrase} after the course",
    "never {outcome.phrase} ({outcome.definition}) after the last covered day, had nobody died",
    outcomes=tuple(OUTCOMES), how=v.METHOD_LABELS[v.MIXTURE_CURE], horizon=False, for_ever=True,
    limits=lambda row: row[LIMITS_AT],
)  # fmt: skip
def _cured_share(curves: Curves, at: QuantityAt) -> list[Row]:
    permanence = curves.permanence(at.outcome, at.population, min_at_risk=at.min_at_risk)
    return [cured_row(permanence, at.outcome, at.population)]


@_quantity(
    "clear or almost clear at the end of the course and free of {outcome.phrase} {then} after it",
    f"clear or almost clear at the end of the course, and {_FREE}", **_ALL, **_RESPONSE,
)  # fmt: skip
def _treatment_success(curves: Curves, at: QuantityAt) -> list[Row]:
    return _with_bound(curves.success(at.outcome), at)


@_quantity(
    "at least improved at the end of the course and free of {outcome.phrase} {then} after it",
    f"clear, almost clear or improved at the end of the course, and {_FREE}", improved=True, **_ALL, **_RESPONSE,
)  # fmt: skip
def _treatment_success_improved(curves: Curves, at: QuantityAt) -> list[Row]:
    return _with_bound(curves.success(at.outcome, "improved"), at)


@_quantity(
    "with {outcome.phrase} within {then} after the course",
    "{outcome.phrase} ({outcome.definition}) within {then} after the last covered day", **_COMPETING, **_ALL,
)  # fmt: skip
def _cumulative_incidence(curves: Curves, at: QuantityAt) -> list[Row]:
    return _with_bound(curves.incidence(at.outcome, at.population), at)


@_quantity(
    "with {first} first, of those treated again within {then}",
    "{first} as the first of all later acne treatments (of two on one day the stronger counts) within {then} after the "
    "last covered day", outcomes=tuple(FIRSTS), **_COMPETING, **_RETURNED,
)  # fmt: skip
def _first_treatment_share(curves: Curves, at: QuantityAt) -> list[Row]:
    counts = curves.cohort.count_first_treatment(population=at.population)
    return _share(curves, counts, {kind: f"first_{kind}" for kind in TREATMENT_KINDS}, at)


@_quantity(
    "without a second course {then} after a simpler first later treatment",
    "no second course {then} after the first later treatment, among people whose first was a topical, a procedure, an "
    "oral antibiotic or an antiandrogen (a step from one of these to another is not counted)", **_RETURNED,
)  # fmt: skip
def _remission_after_simpler(curves: Curves, at: QuantityAt) -> list[Row]:
    counts = after_return.second_courses_after_simpler(curves.cohort, population=at.population)
    return _of_curve(curves.of_remission(counts), at)


@_quantity(
    "without a step up {then} after a simpler first later treatment",
    "no stronger treatment, no change between oral antibiotic and antiandrogen and no second course {then} after the "
    "first later treatment, among people whose first was simpler than isotretinoin", later_steps=True, **_RETURNED,
)  # fmt: skip
def _no_step_up_after_simpler(curves: Curves, at: QuantityAt) -> list[Row]:
    counts = after_return.step_ups_after_simpler(curves.cohort, population=at.population)
    return _of_curve(curves.of_remission(counts), at)


@_quantity(
    "untreated or with a topical alone at first, of those whose acne returned within {then}",
    "the first recorded relapse or later treatment left untreated or treated with topicals alone, of all first returns "
    "within {then} after the last covered day", unseen=LACKING[v.RELAPSE_TREATMENT], **_COMPETING, **_RETURNED,
)  # fmt: skip
def _mild_return_share(curves: Curves, at: QuantityAt) -> list[Row]:
    """The share with every relapse of unknown treatment as a mild one; and with each as more, where that is another."""
    mild, more = (
        _share(curves, after_return.returns_by_severity(curves.cohort, population=at.population, unknown_as=severity),
               {"mild": "", "more": "more"}, at)
        for severity in ("mild", "more")
    )
    return mild if mild[0][v.EVENTS] == more[0][v.EVENTS] else [*mild, *more]


@_quantity(
    "difference of people treated for frequent relapse from the others, free of {outcome.phrase} {then} after the "
    "course",
    f"{_FREE}: indication frequent relapse less any other recorded indication", unit=v.DIFFERENCE,
    outcomes=tuple(OUTCOMES), populations=(), limits=lambda row: symmetric(row, normal_quantile),
    nothing=NOT_RECORDED["indication"],
)  # fmt: skip
def _remission_by_indication(curves: Curves, at: QuantityAt) -> list[Row]:
    """The two groups are independent."""
    counts = after_return.outcome_by_indication(curves.cohort, at.outcome, "frequent_relapse")
    if set(counts.groups) != {"of_it", "others"}:
        return []
    remission = curves.of_remission(counts).at([at.day], min_at_risk=at.min_at_risk).set_index(v.GROUP)
    one, other = remission.loc["of_it"], remission.loc["others"]
    bad = next((each[v.STATUS] for each in (one, other) if each[v.STATUS] != v.OK), None)
    numbers: dict[str, Any] = {name: int(one[name] + other[name]) for name in (v.N, v.AT_RISK, v.EVENTS)}
    numbers |= {v.ESTIMATE: one[v.ESTIMATE] - other[v.ESTIMATE], v.STATUS: bad, v.LEVEL: curves.level}
    numbers[v.STD_ERROR] = np.hypot(one[v.STD_ERROR], other[v.STD_ERROR]) or nan
    return [at.row(v.KAPLAN_MEIER, **numbers)]


@_quantity(
    "{share.measures}{of_completed}", "{share.definition}", how="share with Wilson limits",
    outcomes=tuple(COURSE_SHARES), limits=wilson, nothing="{share.nothing}", **_COURSES,
)  # fmt: skip
def _course_share(curves: Curves, at: QuantityAt) -> list[Row]:
    counts = share_counts(curves.cohort, COURSE_SHARES[at.outcome], among=at.population)
    return [share_row(at.quantity, at.outcome, *counts, curves.level, population=at.population)]


@_quantity(
    "of 30-day windows of first courses {window.measures}", "{window.definition}",
    how="share with Wilson limits, people as clusters", outcomes=tuple(WINDOWS),
    limits=clustered,
    nothing="{window.nothing}", **_DOSES,
)  # fmt: skip
def _window_share(curves: Curves, at: QuantityAt) -> list[Row]:
    counts = window_counts(curves.cohort, WINDOWS[at.outcome])
    return [] if counts is None else [window_row(at.quantity, at.outcome, counts, curves.level)]


@_quantity(
    "median length of a {completed}first course",
    "median days from the first to the last covered day of the first course, both counted",
    how="median with exact limits by order statistics", unit="days", range_only=True,
    limits=lambda row: fixed(row[v.LOWER], row[v.UPPER]),
    nothing="no first course has an end", **_COURSES,
)  # fmt: skip
def _median_duration(curves: Curves, at: QuantityAt) -> list[Row]:
    lengths = duration_counts(curves.cohort, among=COMPLETED if at.population == "completed" else "TRUE")
    median = median_of_counts(lengths["duration_days"].to_numpy(), lengths["people"].to_numpy(), level=curves.level)
    return _of_result(median, at)


@_quantity(
    "slope of log daily dose on log body weight (0 one dose for all, 1 dose by weight)",
    f"slope of log daily dose in mg on log weight in kg, {_DOSE_BY_WEIGHT}", how="least squares with HC3 errors",
    unit="slope", limits=students,
    nothing=f"{NO_DOSE}, or too few or all of one weight", **_DOSES,
)  # fmt: skip
def _dose_weight_slope(curves: Curves, at: QuantityAt) -> list[Row]:
    return _dose_by_weight(curves, at, log_slope)


@_quantity(
    "rank correlation of the daily dose (mg) with body weight",
    f"rank correlation of daily dose in mg with weight in kg, {_DOSE_BY_WEIGHT}",
    how="Spearman with Bonett-Wright limits", unit="correlation",
    limits=spearman,
    nothing=NO_DOSE, **_DOSES,
)  # fmt: skip
def _dose_weight_correlation(curves: Curves, at: QuantityAt) -> list[Row]:
    return _dose_by_weight(curves, at, rank_correlation)


QUANTITIES["no_place"] = Quantity(
    "no_place", "of those in whom it is recorded", "", None, outcomes=tuple(NO_PLACE), nothing="{place}", **_DOSES
)


def words_of(claim: Claim, pattern: str) -> str:
    """A pattern of a quantity with the words of a claim's outcome and day."""
    return pattern.format(
        then=in_words(claim.horizon_days or 0),
        outcome=OUTCOMES.get(claim.outcome),
        first=FIRSTS.get(claim.outcome),
        share=COURSE_SHARES.get(claim.outcome),
        window=WINDOWS.get(claim.outcome),
        place=NO_PLACE.get(claim.outcome),
        completed="completed " * (claim.population == "completed"),
        of_completed=", of those completed" * (claim.population == "completed"),
    )


def is_least(claim: Claim) -> bool:
    """Whether a claim is of a share of courses of which only what was written down is seen.

    >>> from isostats.analyses.claims.stated import builtin_claims
    >>> [claim.id for claim in builtin_claims() if is_least(claim)]
    ['dryness_most', 'joint_some', 'mood_reports']
    """
    share = COURSE_SHARES.get(claim.outcome) if claim.quantity == "course_share" else None
    return share is not None and share.least


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

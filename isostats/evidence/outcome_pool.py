"""One outcome of the published cohorts, pooled; and where another cohort lies among them, against its prediction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite, nan
from typing import Any

import pandas as pd

from isostats.errors import EstimateError
from isostats.estimate.between_studies import StudySlope
from isostats.estimate.bounds import by_unseen
from isostats.estimate.intervals import proportion
from isostats.estimate.pooled import Pooled
from isostats.estimate.results import Curve
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.names import STATUS_LABELS
from isostats.vocabulary.outcomes import OUTCOMES, POPULATIONS
from isostats.words import numbers as text
from isostats.words.english import LEFT_OUT, as_sentences, bounded_apart, outcome_phrase
from isostats.words.html import card
from isostats.words.numbers import MISSING, count_text, counted, percent, percent_with_limits

WIDE = 0.9
"""A prediction interval of so many of the hundred possible points, or more, tells next to nothing."""


@dataclass(frozen=True)
class Placement:
    """A cohort against the published ones, in shares free of the outcome.

    ``estimate`` with its limits is the cohort's own; ``prediction_lower`` and ``prediction_upper`` are where a new
    cohort is expected, at ``level``. ``position`` is inside, below, above or not_estimable; ``percentile`` (0 to 1) is
    the part of the predictive distribution below the estimate. ``when`` is empty for a crude share; ``method`` is that
    of the estimate.
    """

    outcome: str
    estimate: float
    lower: float
    upper: float
    n: int
    events: int
    when: str
    prediction_lower: float
    prediction_upper: float
    percentile: float
    level: float
    studies: int
    pooling: str
    definition: Definition
    method: str = v.KAPLAN_MEIER

    @property
    def position(self) -> str:
        """inside, below or above the prediction interval; not_estimable without one, or without an estimate."""
        if not (isfinite(self.percentile) and isfinite(self.estimate)):
            return v.NOT_ESTIMABLE
        if self.estimate < self.prediction_lower:
            return "below"
        return "above" if self.estimate > self.prediction_upper else "inside"

    @property
    def sentence(self) -> str:
        """The answer with its definitions and its caveats."""
        return " ".join(part for part in (_predicted(self), _own(self), _caveat(self)) if part)

    def __repr__(self) -> str:
        return self.sentence

    def _repr_html_(self) -> str:
        return card(f"Among the published cohorts: {self.position.replace('_', ' ')}", [self.sentence])


Rows = list[tuple[str, ...]]
INVERSE_VARIANCE = "inverse_variance_hk"
POOLING_METHODS = {
    INVERSE_VARIANCE: "inverse variance, modified Hartung-Knapp limits on t",
    "glmm": "binomial-normal, maximum likelihood, limits on z",
}


@dataclass(frozen=True, eq=False)
class OutcomePool:
    """One outcome pooled: ``pooled`` by each method, ``studies`` with the rows that stay out and why.

    ``leave_one_out`` has one row per study left out and method (``left_out``, then the columns of the pooled table).
    ``slope`` is the change of the log odds of the event per month of follow-up; None where ``no_slope`` says why.
    Printed it is a table of its studies and of what they pool to; shares are those with the event.
    """

    outcome: str
    studies: pd.DataFrame
    pooled: tuple[Pooled, ...]
    leave_one_out: pd.DataFrame
    slope: StudySlope | None
    no_slope: str
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        each = "; ".join(str(one) for one in self.pooled)
        return f"Pool of {self.outcome.replace('_', ' ')}: {each}"

    def _repr_html_(self) -> str:
        header, *studies = self._study_rows
        return card(self._heading, [*map(str, self.pooled), self.slope_words], header, studies)

    def __str__(self) -> str:
        level = text.stated_percent(self.pooled[0].level)
        studies = self._study_rows
        pooled: Rows = [("pooled, with the event", "k", f"estimate ({level})", f"{level} prediction", "tau2", "I2")]
        pooled += [_pooled_cells(one) for one in self.pooled]
        without = self.leave_one_out.dropna(subset=[v.ESTIMATE]).sort_values(v.ESTIMATE, kind="stable")
        without = without[without[v.METHOD] == INVERSE_VARIANCE]
        ends = [f"{percent(row[v.ESTIMATE])} (without {row['left_out']})" for row in without.to_dict("records")]
        alone = f"from {ends[0]} to {ends[-1]}" if ends else "nothing is left to pool"
        lines = [f"  without one row: {alone}"] if len(self.entering) > 1 else []
        lines.append(f"  follow-up: {self.slope_words}")
        notes = [*self.notes, *(f"{POOLING_METHODS[one.method]}: {one.note}" for one in self.pooled if one.note)]
        lines += [f"  note: {note}" for note in notes]
        return "\n".join([self._heading, *_aligned(studies), "", *_aligned(pooled), *lines])

    @property
    def _study_rows(self) -> Rows:
        """A header, and the cells of every study."""
        level = text.stated_percent(self.pooled[0].level)
        rows: Rows = [("study", "with the event", f"% ({level} Wilson)", "months", "")]
        rows += [_study_cells(row) for row in self.entering.to_dict("records")]
        return rows + [_study_cells(row, f"not pooled: {row['pool_note']}") for row in self.left_out.to_dict("records")]

    def by(self, method: str) -> Pooled:
        """The result of one method."""
        return next(one for one in self.pooled if one.method == method)

    @property
    def entering(self) -> pd.DataFrame:
        """The rows that were pooled."""
        return self.studies[self.studies["pool"] == "yes"]

    @property
    def left_out(self) -> pd.DataFrame:
        """The rows that were not, each with its reason in ``pool_note``."""
        return self.studies[self.studies["pool"] != "yes"]

    @property
    def cohorts(self) -> int:
        """Studies behind the pooled rows; two arms of one study are two rows and one study."""
        return int(self.entering["study"].nunique())

    @property
    def slope_words(self) -> str:
        """What follow-up has to do with it, or why that cannot be told."""
        if self.slope is None:
            return self.no_slope
        ratio, lower, upper = (text.decimal_text(each, 2) for each in self.slope.odds_ratio(12))
        p_value = text.p_in_full(self.slope.p_value)
        over = counted(self.slope.k, "row")
        return f"odds of the event times {ratio} ({lower} to {upper}) for 12 months more, {p_value}, over {over}"

    @property
    def _heading(self) -> str:
        rows = f"{counted(len(self.entering), 'row')} of " if len(self.entering) != self.cohorts else ""
        meaning = OUTCOMES[self.outcome].definition if self.outcome in OUTCOMES else "as the file calls it"
        aside = f", {len(self.left_out)} shown but not pooled" if len(self.left_out) else ""
        return f"{self.outcome} ({meaning}): {rows}{counted(self.cohorts, 'study', 'studies')} pooled{aside}"

    def place_row(
        self, row: Mapping[str, Any], *, definition: Definition, method: str = INVERSE_VARIANCE
    ) -> Placement:
        """Where a row of the tidy results lies among the cohorts: estimate, limits, n, events and time_days, quotable
        or not.

        The prediction interval by inverse variance is the default: tau2 by maximum likelihood is too small with few
        studies.
        """
        pooled, quoted = self.by(method), row[v.STATUS] == v.OK
        estimate, lower, upper = (float(row[each]) if quoted else nan for each in (v.ESTIMATE, v.LOWER, v.UPPER))
        predicted, day = pooled.status == v.OK, row[v.TIME_DAYS]
        return Placement(
            self.outcome, estimate, lower, upper,
            n=int(row[v.N]) if quoted else 0,
            events=int(row[v.EVENTS]) if quoted else 0,
            when="" if day is None else text.in_words(int(day)),
            prediction_lower=1 - pooled.prediction_upper if predicted else nan,
            prediction_upper=1 - pooled.prediction_lower if predicted else nan,
            percentile=1 - pooled.percentile(1 - estimate) if predicted else nan,
            level=pooled.level, studies=self.cohorts, pooling=method, definition=definition,
            method=str(row.get(v.METHOD, v.KAPLAN_MEIER)),
        )  # fmt: skip

    def place(self, curve: Curve, *, horizon_days: int, min_at_risk: int = 10) -> Placement:
        """The same for remission by a curve at a horizon.

        Raises EstimateError for a curve that is not one of remission or is one of several groups.
        """
        if curve.kind != v.REMISSION or curve.groups != (v.ALL,):
            raise EstimateError("Only a remission curve of one group can be placed among the published cohorts.")
        curve = curve.with_ends
        row = curve.at([horizon_days], min_at_risk=min_at_risk).iloc[0].to_dict()
        definition = curve.definition.with_bound(by_unseen(curve, int(horizon_days)), curve.definition.lacking)
        return self.place_row(row | {v.TIME_DAYS: horizon_days}, definition=definition)

    def place_counts(self, events: int, n: int) -> Placement:
        """The same for a crude share, events among n people; its limits are Wilson's.

        Crude against crude: the published shares are counted in the same way. Raises EstimateError unless
        0 <= events <= n and n is above 0.
        """
        if n < 1:
            raise EstimateError("A cohort of nobody cannot be placed.")
        crude = proportion(n - events, n, level=self.by(INVERSE_VARIANCE).level)
        row = {v.ESTIMATE: crude.estimate, v.LOWER: crude.lower, v.UPPER: crude.upper, v.N: n, v.EVENTS: events}
        definition = Definition(outcome=self.outcome, population="")
        return self.place_row(row | {v.STATUS: v.OK, v.TIME_DAYS: None}, definition=definition)


def _study_cells(row: Mapping[Any, Any], note: str = "") -> tuple[str, ...]:
    known = not pd.isna(row[v.EVENTS])
    share = percent_with_limits(row[v.PROPORTION], row[v.LOWER], row[v.UPPER]) if known else ""
    months = "not stated" if pd.isna(row["follow_up_months"]) else text.number_text(row["follow_up_months"])
    events = count_text(row[v.EVENTS]) if known else "?"
    return str(row["label"]), f"{events} of {count_text(row[v.N])}", share, months, note


def _pooled_cells(one: Pooled) -> tuple[str, ...]:
    tau2, i2 = text.digits_text(one.tau2), percent(one.i2) if isfinite(one.i2) else MISSING
    pooled = percent_with_limits(one.estimate, one.lower, one.upper)
    predicted = f"{percent(one.prediction_lower)} to {percent(one.prediction_upper)}"
    predicted = predicted if one.status == v.OK else STATUS_LABELS[v.NOT_ESTIMABLE]
    return POOLING_METHODS[one.method], str(one.k), pooled, predicted, tau2, i2


def _aligned(rows: Rows) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    cells = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    return ["  " + "  ".join(row).rstrip() for row in cells]


def _predicted(it: Placement) -> str:
    what, studies = outcome_phrase(it.outcome), counted(it.studies, "published cohort")
    if not isfinite(it.prediction_lower):
        return f"No prediction for a new cohort can be made from {studies} that counted {what}."
    if _is_wide(it):
        reaches = f"{percent(it.prediction_lower)} to {percent(it.prediction_upper)}"
        return (
            f"{studies} counted {what}, each by its own definition. They differ too much to say what a new cohort "
            f"would have: the {text.stated_percent(it.level)} prediction interval reaches from {reaches}."
        )
    span = f"{percent(it.prediction_lower)} and {percent(it.prediction_upper)}"
    pooled_by = POOLING_METHODS[it.pooling].partition(",")[0]
    return (
        f"{studies} counted {what}, each by its own definition. In a new cohort, between {span} are expected to be "
        f"free of it ({text.stated_percent(it.level)} prediction interval, {pooled_by})."
    )


def _is_wide(it: Placement) -> bool:
    """Whether the interval would fit almost any cohort, so that being inside it says nothing."""
    return it.prediction_upper - it.prediction_lower >= WIDE


def _own(it: Placement) -> str:
    words = it.definition.population_words
    if not words and it.definition.population in POPULATIONS:
        words = POPULATIONS[it.definition.population].definition
    people, phrase = counted(it.n, "person", "people"), outcome_phrase(it.outcome)
    meaning = f"{phrase}: {OUTCOMES[it.outcome].definition}" if it.outcome in OUTCOMES else ""
    counted_as = as_sentences([f" counted: {words}" if words else "", meaning])
    when = f" at {it.when} after the end of the first course" if it.when else ""
    crude = f"as a crude share, {count_text(it.n - it.events)} of {count_text(it.n)}"
    how = f"by {v.METHOD_LABELS[it.method]}" if it.when else crude
    if not isfinite(it.estimate):
        return f"These records have no estimate{when} to place beside it."
    if it.definition.passive and it.when and it.n:
        return _own_range(it, people, f" free of {phrase}", counted_as)
    share = percent_with_limits(it.estimate, it.lower, it.upper)
    share, end = bounded_apart(share, it.definition.bound)
    sentence = f"Among {people}, {share} were free of {phrase}{when}, {how}{end}."
    if it.position != v.NOT_ESTIMABLE and not _is_wide(it):
        place = f"This is {it.position} that interval, {_percentile(it.percentile)} of the predicted distribution."
        known = it.position == "below" or not it.definition.at_most  # an upper bound is above nothing
        known &= not (it.definition.crossed or it.definition.aside)
        sentence += f" {place if known else 'Its place cannot be told.'}"
    left_out = f"{LEFT_OUT} " * it.definition.aside
    return f"{sentence} {left_out}{counted_as}".strip()


def _own_range(it: Placement, people: str, free: str, counted_as: str) -> str:
    """Both ends, where people may have left because they were well; a place is told only where they share it."""
    crude = 1 - it.events / it.n
    places = {it.position, replace(it, estimate=crude).position}
    place = f"Both are {places.pop()} that interval." if len(places) == 1 else "Its place cannot be told."
    place = "" if _is_wide(it) else f" {place}"
    return (
        f"Among {people}, between {percent(it.estimate)} ({v.METHOD_LABELS[it.method]}) and {percent(crude)} (crude "
        f"share) were{free} at {it.when} after the end of the first course.{place} {counted_as}"
    )


def _percentile(share: float) -> str:
    """A percentile in words; the ends of the distribution have no whole number.

    >>> _percentile(0.461), _percentile(0.0001), _percentile(0.9999)
    ('at percentile 46', 'below percentile 1', 'above percentile 99')
    """
    if share < 0.01:
        return "below percentile 1"
    return "above percentile 99" if share > 0.99 else f"at percentile {text.decimal_text(share * 100, 0)}"


def _caveat(it: Placement) -> str:
    return (
        "Published shares are crude: follow-up differs or is not stated, and people who left count as free of the "
        "event."
    )

"""Where a cohort lies among the published ones: its estimate against the prediction interval for a new cohort."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite

from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.outcomes import OUTCOMES, POPULATIONS
from isostats.words.english import outcome_phrase
from isostats.words.numbers import count_text, counted, decimal_text, percent, percent_with_limits, stated_percent

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

    def __str__(self) -> str:
        return self.sentence


def _predicted(it: Placement) -> str:
    what, studies = outcome_phrase(it.outcome), counted(it.studies, "published cohort")
    if not isfinite(it.prediction_lower):
        return f"No prediction for a new cohort can be made from {studies} that counted {what}."
    span = f"{percent(it.prediction_lower)} and {percent(it.prediction_upper)}"
    return (
        f"From {studies} that counted {what}, each by its own definition, the share free of it in a new cohort is "
        f"expected between {span} ({stated_percent(it.level)} prediction interval, "
        f"{'inverse variance' if it.pooling == 'inverse_variance_hk' else 'binomial-normal'} on the logit)."
    )


def _own(it: Placement) -> str:
    words = it.definition.population_words
    if not words and it.definition.population in POPULATIONS:
        words = POPULATIONS[it.definition.population].definition
    people = counted(it.n, "person", "people") + (f" ({words})" if words else "")
    meaning = f" ({OUTCOMES[it.outcome].definition})" if it.outcome in OUTCOMES else ""
    when = f" at {it.when} after the end of the first course" if it.when else ""
    crude = f"as a crude share, {count_text(it.n - it.events)} of {count_text(it.n)}"
    how = f"by {v.METHOD_LABELS[it.method]}" if it.when else crude
    if not isfinite(it.estimate):
        return f"These records have no estimate{when} to place beside it."
    if it.definition.passive and it.when and it.n:
        return _own_range(it, people, f" free of {outcome_phrase(it.outcome)}{meaning}")
    share = percent_with_limits(it.estimate, it.lower, it.upper)
    sentence = f"Among {people},{when} {share} were free of {outcome_phrase(it.outcome)}{meaning}, {how}"
    if it.position == v.NOT_ESTIMABLE:
        return sentence + "."
    return f"{sentence}: {it.position} that interval, {_percentile(it.percentile)} of the predicted distribution."


def _own_range(it: Placement, people: str, free: str) -> str:
    """Both ends, where people may have left because they were well; a place is told only where they share it."""
    crude = 1 - it.events / it.n
    places = {it.position, replace(it, estimate=crude).position}
    place = f"{places.pop()} that interval" if len(places) == 1 else "its place cannot be told"
    return (
        f"Among {people}, at {it.when} after the end of the first course between {percent(it.estimate)} and "
        f"{percent(crude)} were{free}, by {v.METHOD_LABELS[it.method]} and as a crude share: {place}."
    )


def _percentile(share: float) -> str:
    """A percentile in words; the ends of the distribution have no whole number.

    >>> _percentile(0.461), _percentile(0.0001), _percentile(0.9999)
    ('at percentile 46', 'below percentile 1', 'above percentile 99')
    """
    if share < 0.01:
        return "below percentile 1"
    return "above percentile 99" if share > 0.99 else f"at percentile {decimal_text(share * 100, 0)}"


def _caveat(it: Placement) -> str:
    """What the comparison cannot carry."""
    wide = ""
    if it.prediction_upper - it.prediction_lower >= WIDE:
        wide = "So wide an interval holds nearly any cohort, and tells next to nothing. "
    return (
        f"{wide}Published shares are crude: follow-up differs or is not stated, and people who left count as free of "
        "the event."
    )

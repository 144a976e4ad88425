"""The estimands as a study's horizon and its eligibility leave them: nothing is said of people who are left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from isostats.records.schema import RESPONSE
from isostats.study.eligibility import Eligibility
from isostats.vocabulary.estimands import Estimand
from isostats.words.numbers import in_words

ALL_ANSWERS = frozenset(RESPONSE)
SUCCESS = frozenset({"clear", "almost_clear"})
SUCCESS_ALONE = (
    "Eligible are only people who were clear at the end, so this is their share free of new systemic treatment, and "
    "not how often the course succeeds."
)


def answers_left(rules: Eligibility) -> frozenset[str]:
    """The responses at the end of the course that rules leave: all where none looks at them.

    >>> sorted(answers_left(Eligibility(only={"response": "clear"})))
    ['clear']
    """
    left = set(ALL_ANSWERS)
    for column, values in rules.only.items():
        left = left & set(values) if column.strip().lower() == "response" else left
    for column, values in rules.exclude.items():
        left = left - set(values) if column.strip().lower() == "response" else left
    return frozenset(left)


def by_dose(rules: Eligibility) -> bool:
    """Whether a rule looks at the dose."""
    named = {**rules.only, **rules.exclude}
    return not (rules.min_mg_per_kg is rules.max_mg_per_kg is None) or any("dose" in name or "mg" in name
                                                                           for name in named)  # fmt: skip


def by_length(rules: Eligibility) -> bool:
    """Whether a rule looks at how long the course was."""
    return any(each is not None for each in (rules.min_course_days, rules.max_course_days, rules.min_fills))


def of_eligible(estimand: Estimand, rules: Eligibility, words: str) -> Estimand:
    """An estimand of eligible people, who are ``words``."""
    kept, population, events = answers_left(rules), estimand.population, estimand.intercurrent
    if kept < ALL_ANSWERS:
        population = population.replace(", whatever the response then", "")
    if kept <= SUCCESS:
        events = events.replace("not clear at the end, ", "")
    if rules.min_course_days is not None:
        events = events.replace("a short course, ", "")
    rest = [name for name, chosen in (("dose", by_dose(rules)), ("length", by_length(rules))) if not chosen]
    whatever = f", whatever its {' and '.join(rest)}" if rest else ""
    treatment = estimand.treatment.replace(", whatever its dose and length", whatever)
    return replace(estimand, population=f"{population}; eligible: {words}", intercurrent=events, treatment=treatment)


def at_horizon(estimand: Estimand, day: int, horizons: Collection[int]) -> Estimand:
    """An estimand at a study's own horizon, which does not stand beside itself; beside it is what the study asks."""
    beside = tuple(each for each in estimand.beside_days if each != day and each in horizons)
    if day == estimand.horizon_days and beside == estimand.beside_days:
        return estimand
    first, _, more = estimand.summary.partition(" at ")
    reading = more.partition("; ")[2]
    others = " and ".join(part for part in (", ".join(map(in_words, beside[:-1])), *map(in_words, beside[-1:])) if part)
    summary = f"{first} at {in_words(day)}{f', with {others} beside it' * bool(others)}{f'; {reading}' * bool(reading)}"
    return replace(estimand, horizon_days=day, beside_days=beside, summary=summary)

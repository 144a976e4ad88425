"""What do the figures mean? The three estimands with their answers, and every choice behind them in words."""

from __future__ import annotations

from typing import Any

from isostats.analyses.blocks import Definitions, Table
from isostats.analyses.caveats import naive_definition
from isostats.analyses.claim import Comparisons
from isostats.analyses.headline import Headline, headline_of
from isostats.analyses.protocol import Analysis, Answer, Basis
from isostats.analyses.treatment_success import Success
from isostats.study.definitions import OutcomeDefinition
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES, POPULATIONS
from isostats.words.numbers import count_text, counted, in_words, stated_percent, stated_points


def estimate(
    it: Basis,
    remission: Answer[Any],
    success: Answer[Success | None],
    second_courses: Answer[Any],
    claim: Answer[Comparisons],
) -> Answer[Headline]:
    """The headline, and the terms of the report."""
    rows = (*remission.rows, *success.rows, *second_courses.rows)
    head = headline_of(it, rows, claim.value, success.value)
    return Answer(head, blocks=(estimand_table(head), Definitions(terms(it))))


def estimand_table(head: Headline) -> Table:
    """The three estimands with their five attributes and their answers."""
    body = []
    for each in head.statements:
        it = each.estimand
        stand = "–" if each.comparison is None else each.comparison.verdict.replace("_", " ")
        attributes = [words for _, words in it.attributes]
        body.append((it.title, *attributes, in_words(it.horizon_days), each.cell, stand))
    return Table(
        "estimands",
        "The three questions in their order, each with its population, treatment, variable, intercurrent events and "
        "summary, and its answer. They count different people and things, and are not to be mixed.",
        (
            "estimand",
            v.POPULATION,
            "treatment",
            "variable",
            "intercurrent events",
            "summary",
            "at",
            "% (limits)",
            "against the claim",
        ),
        body,
        stacked=True,
    )


def terms(it: Basis) -> tuple[tuple[str, str], ...]:
    """Every choice behind the figures, in words."""
    study, cohort, rules = it.study, it.cohort, it.cohort.outcome_definition
    populations = [(f"among: {POPULATIONS[name].label}", cohort.population_words(name)) for name in cohort.populations]
    deaths = "death competing" if cohort.deaths else "no deaths recorded"
    return (
        ("day 0", cohort.definition.time_zero),
        *populations,
        *(_outcome(name, name in cohort.outcomes) for name in study.study.outcomes),
        ("prevention and habit", rules.words),
        ("short antibiotic", _short_antibiotic(rules)),
        ("second course", _second_course(rules)),
        ("gap rule", "; ".join([cohort.definition.gap_rule, *cohort.definition.notes])),
        (
            v.REMISSION,
            f"the probability of being free of the outcome, by {it.method_words} with log-log "
            f"{stated_percent(it.level)} limits; people who leave the records are censored on their last day, people "
            "who die on the day of death",
        ),
        (
            "cumulative incidence",
            f"{'Aalen-Johansen, exact on tied days' if it.exact else it.method_words}, {deaths}; variance by the "
            "infinitesimal jackknife",
        ),
        *_of_days(it),
        (v.NAIVE, naive_definition(it)),
        *_of_follow_up(it),
        ("horizons", ", ".join(f"{in_words(day)} (day {count_text(day)})" for day in study.horizons)),
        (
            "end of follow-up",
            f"nothing is quoted where fewer than {it.min_at_risk} people are still "
            + (
                "under observation, with the outcome or without: n times the reverse Kaplan-Meier curve"
                if it.exact
                else "at risk"
            ),
        ),
        (
            "claim",
            f"{stated_percent(it.claim['claim'])} in remission, agreement within {stated_points(it.claim['margin'])} "
            "points",
        ),
    )


def _of_days(it: Basis) -> list[tuple[str, str]]:
    """What is counted on a day, or of counts by interval at the end of one."""
    if not it.exact:
        left = "half of those who leave within it are taken off those at risk in it"
        return [("intervals", left), ("at risk on a day", "people still there at the end of the day")]
    return [
        ("ties on a day", "outcome first, then death, then censoring"),
        ("at risk on a day", "people whose last day observed is that day or later"),
    ]


def _outcome(name: str, recorded: bool) -> tuple[str, str]:
    lacking = "" if recorded else " (these records cannot tell it)"
    return f"outcome: {OUTCOMES[name].label}", OUTCOMES[name].definition + lacking


def _of_follow_up(it: Basis) -> list[tuple[str, str]]:
    """How people were followed, where that is stated or the records call for it."""
    follow_up = it.cohort.follow_up
    if follow_up is None or not (follow_up.kind or follow_up.words):
        return []
    stated = "" if follow_up.stated is None else " (stated)"
    return [("follow-up", f"{follow_up.kind or 'not stated'}{stated}. {follow_up.words}".rstrip(". "))]


def _second_course(rules: OutcomeDefinition) -> str:
    """What is needed for a second course, in words."""
    return (
        "the earlier of a new course and isotretinoin for a relapse, dispensed on "
        f"{counted(rules.second_course_fills, 'day')} or for {rules.second_course_days} days at least; it ends the "
        "follow-up of the first"
    )


def _short_antibiotic(rules: OutcomeDefinition) -> str:
    """From which length on an oral antibiotic is treatment of acne."""
    return (
        f"an oral antibiotic counts from {rules.antibiotic_days} days on, summed over fills at most "
        f"{rules.antibiotic_gap_days} days apart; a shorter one is no acne treatment, one of unknown supply is"
    )


DEFINITIONS = Analysis(
    "definitions",
    "What the figures mean",
    estimate,
    needs=(v.REMISSION, "treatment-success", "second-courses", "claim"),
    from_counts=True,
)

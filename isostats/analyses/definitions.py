"""What do the figures mean? The three estimands with their answers, and every choice behind them in words."""

from __future__ import annotations

from typing import Any

from isostats.analyses.caveats import naive_definition
from isostats.analyses.claim import Comparisons
from isostats.analyses.headline import Headline, Statement, headline_of
from isostats.analyses.protocol import Analysis, Answer, Basis, Definitions, table_of
from isostats.records.rules import FIRST_UNDER_WAY
from isostats.study.definitions import OutcomeDefinition
from isostats.study.score_rules import score_words
from isostats.vocabulary import names as v
from isostats.vocabulary.estimands import SECOND_COURSE
from isostats.vocabulary.outcomes import BY_SCORE, OUTCOMES, POPULATIONS
from isostats.words.english import as_clauses, plain
from isostats.words.numbers import MISSING, count_text, counted, in_words, stated_percent, stated_points


def estimate(
    it: Basis, remission: Answer[Any], success: Answer[Any], second: Answer[Any], claim: Answer[Comparisons]
) -> Answer[Headline]:
    """The headline, and the terms of the report."""
    rows = (*remission.rows, *success.rows, *second.rows)
    head = headline_of(it, rows, claim.value, success.value)
    names = dict(head.statements[0].estimand.attributes)
    attributes = {name: lambda each, name=name: dict(each.estimand.attributes)[name] for name in names}
    estimands = table_of(
        "estimands",
        "The three questions in their order, each with its population, treatment, variable, intercurrent events and "
        "summary, and its answer. They count different people and things, and are not to be mixed.",
        head.statements,
        {
            "estimand": lambda each: each.estimand.title,
            **attributes,
            "at": lambda each: in_words(each.estimand.horizon_days),
            "% (limits)": lambda each: each.cell,
            "against the claim": _verdict,
        },
        stacked=True,
    )
    return Answer(head, blocks=(estimands, Definitions(tuple(_terms(it).items()))))


def _verdict(each: Statement) -> str:
    """The verdict; the share who began a second course stands beside it, and held against the claim are the others."""
    if each.comparison is None:
        return MISSING
    free = " (free of one)" if each.estimand.id == SECOND_COURSE.id else ""
    return plain(each.comparison.verdict) + free


def _terms(it: Basis) -> dict[str, str]:
    study, cohort, rules = it.study, it.cohort, it.cohort.outcome_definition
    deaths = "death competing" if cohort.deaths else "no deaths recorded"
    lacking = {name: "" if name in cohort.outcomes else " (these records cannot tell it)" for name in OUTCOMES}
    followed = "followed, with the outcome or without: n times the reverse Kaplan-Meier curve"
    return {
        **study.paper.terms,
        "day 0": cohort.definition.time_zero,
        **{f"among: {POPULATIONS[name].label}": cohort.population_words(name) for name in cohort.populations},
        **{
            f"outcome: {OUTCOMES[name].label}": rules.meaning_of(name) + lacking[name]
            for name in study.study.outcomes
        },
        **_by_score(it),
        "prevention and habit": rules.words,
        **_in_use(rules),
        "short antibiotic": f"an oral antibiotic counts from {rules.antibiotic_days} days on, summed over fills at "
        f"most {rules.antibiotic_gap_days} days apart; a shorter one is no acne treatment, one of unknown supply is",
        "second course": "the earlier of a new course and isotretinoin for a relapse, dispensed on "
        f"{counted(rules.second_course_fills, 'day')} or for {rules.second_course_days} days at least; isotretinoin "
        "for a relapse counts as well where its own days are not recorded; it ends the follow-up of the first",
        **_under_way(it),
        "gap rule": as_clauses([cohort.definition.gap_rule, *cohort.definition.notes]).removesuffix("."),
        v.REMISSION: f"the probability of being free of the outcome, by {it.method_words} with log-log "
        f"{stated_percent(it.level)} limits; people who leave the records are censored on their last day, people who "
        "die on the day of death",
        "cumulative incidence": f"{'Aalen-Johansen, exact on tied days' if it.exact else it.method_words}, {deaths}; "
        "variance by the infinitesimal jackknife",
        **(EXACT_DAYS if it.exact else INTERVALS),
        v.NAIVE: naive_definition(it),
        **({"at most, at least": BOUNDS} if any(map(it.unseen_of, it.outcomes)) else {}),
        **_follow_up(it),
        "horizons": ", ".join(f"{in_words(day)} (day {count_text(day)})" for day in study.horizons),
        "end of follow-up": f"nothing is quoted where fewer than {it.min_at_risk} people are still "
        f"{followed if it.exact else 'at risk'}",
        "claim": f"{stated_percent(it.claim['claim'])} in remission, agreement within "
        f"{stated_points(it.claim['margin'])} points",
        "differences": DIFFERENCES,
    }


def _under_way(it: Basis) -> dict[str, str]:
    """What a course is of which no end is recorded, or only that of the records, where there is one."""
    rules = set() if it.records is None else {each.rule for each in it.records.findings}
    further, first = bool({"open_courses", "cut_course"} & rules), FIRST_UNDER_WAY in rules
    words = {
        "a further course without an end, or whose end is the last contact: it counts from its start on, for how long "
        "it lasts is not known": further,
        "a first course whose end is its person's last contact, on the last day of the records, where many end then, "
        "and no reason is recorded: it has no day 0, and its person is left out": first,
    }  # fmt: skip
    return {"course under way": "; ".join(text for text, so in words.items() if so)} if further or first else {}


def _by_score(it: Basis) -> dict[str, str]:
    """The rule of relapse by score and how far visits tell it, where that is an outcome of the study."""
    if not set(BY_SCORE).intersection(it.outcomes):
        return {}
    rule = score_words(it.cohort.outcome_definition.score_rules)
    scored = {name: words for name, words in it.cohort.scored.items() if name in it.outcomes}
    return {OUTCOMES[name].label: f"{rule}; {words}" for name, words in scored.items()} or {"relapse by score": rule}


def _in_use(rules: OutcomeDefinition) -> dict[str, str]:
    """When a treatment is in use on day 0, where that is asked."""
    if not (rules.prevention_rules and rules.already_on):
        return {}
    within = ", ".join(f"{plain(kind)} {days} days" for kind, days in rules.already_on_days.items())
    return {
        "in use on day 0": "a treatment whose supply covers the day; where its supply is not known, one seen within so "
        f"many days before: {within}"
    }


DIFFERENCES = (
    "taken before numbers are rounded for print, so a last digit may differ by one from that of the numbers beside it"
)
BOUNDS = (
    "one end of what may be true, to within a point, as outcomes came that these records cannot show; at the "
    "worst time is on the last day on which one can have come by then"
)
EXACT_DAYS = {
    "ties on a day": "outcome first, then death, then censoring",
    "at risk on a day": "people whose last day observed is that day or later",
}
INTERVALS = {
    "intervals": "half of those who leave within it are taken off those at risk in it",
    "at risk on a day": "people still there at the end of the day",
}


def _follow_up(it: Basis) -> dict[str, str]:
    follow_up = it.cohort.follow_up
    if follow_up is None or not (follow_up.kind or follow_up.words):
        return {}
    stated = "" if follow_up.stated is None else " (stated)"
    return {"follow-up": f"{follow_up.kind or 'not stated'}{stated}. {follow_up.words}".rstrip(". ")}


NEEDS = (v.REMISSION, "treatment-success", "second-courses", "claim")
DEFINITIONS = Analysis("definitions", "What the figures mean", estimate, needs=NEEDS, from_counts=True)

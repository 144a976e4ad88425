"""A comparison with the claim in sentences: who and how many, what it means, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES, POPULATIONS
from isostats.words.numbers import counted, in_words, limits_text, percent, points_text, stated_percent, stated_points

if TYPE_CHECKING:
    from isostats.analyses.claims.comparison import ClaimComparison

VERDICTS = {
    "agrees": "it agrees with the claim within {margin} points",
    "differs_within_margin": "it differs from the claim, but by less than {margin} points",
    "below": "it lies below the claim",
    "above": "it lies above the claim",
    "undecided": "the records can neither tell it from the claim nor show that it agrees within {margin} points",
    v.NOT_ESTIMABLE: "it cannot be held against the claim",
}

RANGE_VERDICTS = {
    "agrees": "Both ends agree with the claimed {claim} within {margin} points.",
    "below": "Both ends lie below the claimed {claim}.",
    "above": "Both ends lie above the claimed {claim}.",
    "undecided": "They can neither confirm nor refute the claimed {claim}.",
}


def _why_not(it: ClaimComparison) -> str:
    if it.status in (v.OK, v.BEYOND_FOLLOWUP) and it.events == it.n > 0:
        return "by then the outcome had ended every remission"
    if it.status == v.BEYOND_FOLLOWUP:
        return "too few were still followed then"
    return "there are too few events for an interval"


def sentence_of(it: ClaimComparison) -> str:
    """Short sentences: who and how many, what it means, and where that stands against the claim."""
    outcome = OUTCOMES[it.definition.outcome]
    words = it.definition.population_words or POPULATIONS[it.definition.population].definition
    success = it.definition.population == v.WITH_RESPONSE
    when, what = in_words(it.time), "treatment success" if success else v.REMISSION
    people = counted(it.n, "person", "people")
    who = f"{people} ({words}" + ("" if it.group == v.ALL else f"; {it.group}") + ")"
    clear = "clear or almost clear at the end, and " if success else ""
    method = it.method.replace("_", "-").title()
    meaning = f"{what.capitalize()} is being {clear}free of {outcome.phrase} ({outcome.definition}), by {method}."
    if it.verdict == v.NOT_ESTIMABLE:
        cannot = f"cannot be held against the claimed {stated_percent(it.claim)}"
        return f"Among {who}, {what} at {when} {cannot}: {_why_not(it)}. {meaning}"
    state = "were a treatment success" if success else "were in remission"
    if it.is_range:
        return (
            f"Among {who}, between {percent(it.estimate)} and {percent(it.naive)} {state} {when} after the end of the "
            f"first course. {meaning} {against_claim(it)}"
        )
    return (
        f"Among {who}, {percent(it.estimate)} ({limits_text(it.lower, it.upper)}) {state} {when} after the "
        f"end of the first course. {meaning} {against_claim(it)}"
    )


def against_claim(it: ClaimComparison) -> str:
    """Where a comparison stands, as one sentence; empty where nothing can be said."""
    if it.verdict == v.NOT_ESTIMABLE:
        return ""
    if it.is_range:
        return range_words(it)
    direction = "above" if it.difference >= 0 else "below"
    if it.lowest is not None and it.lowest.verdict != it.own_verdict:
        return (
            f"Between {percent(it.lowest.estimate)} and {percent(it.estimate)} these records cannot say which, since "
            f"later steps are not in them. They can neither confirm nor refute the claimed {stated_percent(it.claim)}."
        )
    verdict = VERDICTS[it.verdict].format(margin=stated_points(it.margin))
    return f"That is {points_text(it.difference)} {direction} the claimed {stated_percent(it.claim)}; {verdict}."


def range_words(it: ClaimComparison) -> str:
    """What each end of the range assumes, and where both stand to the claim; a sentence each."""
    verdict = RANGE_VERDICTS[it.verdict].format(claim=stated_percent(it.claim), margin=stated_points(it.margin))
    return (
        f"It is {percent(it.naive)} ({limits_text(it.naive_lower, it.naive_upper)}) if those who were not "
        f"seen again were well. It is {percent(it.estimate)} ({limits_text(it.lower, it.upper)}, "
        f"{it.method.replace('_', '-').title()}) if they fared like those who came back. "
        f"{_with_unseen(it)}These records cannot say which. {verdict}"
    )


def _with_unseen(it: ClaimComparison) -> str:
    """The lower end where later steps of a first relapse are not in the records either."""
    if it.lowest is None or it.lowest.estimate >= it.estimate:
        return ""
    return f"It is {percent(it.lowest.estimate)} if, besides, every unseen later step came at once. "

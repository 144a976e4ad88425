"""Where an interval stands to what was claimed: a verdict in a word and in a sentence, never true or false."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from isostats.analyses.claims.limits import verdict_on
from isostats.analyses.claims.quantities import unit_of
from isostats.analyses.claims.readings import Reading
from isostats.analyses.claims.stated import bounds_in_words, number_in_words
from isostats.study.claims import Claim
from isostats.vocabulary import names as v
from isostats.words.numbers import percent, stated_points

WORDS = {
    "agrees": "agrees",
    "differs_within_margin": "differs within the margin",
    "above": "above",
    "below": "below",
    "undecided": "undecided",
    "described": "described, held against nothing",
    "cannot_be_told": "cannot be told from these records",
}
"""Every verdict, as a reader has it."""


def verdict_of(claim: Claim, reading: Reading, *, level: float, margin: float | None = None) -> str:
    """A key of ``WORDS``; with ``margin``, what it would be within another margin than the claim's.

    Against a range: ``agrees`` where the whole interval lies in it, ``below`` or ``above`` where the whole interval
    lies outside, else ``undecided``. Against a value: :func:`.verdict_on`, as :func:`isostats.compare_to_claim`. Where
    steps cannot be seen, only a verdict that both bounds give stands.
    """
    if reading.status != v.OK or reading.limits is None:
        return "cannot_be_told"
    if claim.described:
        return "described"
    if reading.other_bound is not None:
        ends = {verdict_of(claim, replace(each, other_bound=None), level=level, margin=margin)
                for each in (reading, reading.other_bound)}  # fmt: skip
        return ends.pop() if len(ends) == 1 else "undecided"
    lower, upper = reading.limits(level)
    if claim.value is None:
        low = float("-inf") if claim.low is None else claim.low
        high = float("inf") if claim.high is None else claim.high
        if upper < low or lower > high:
            return "below" if upper < low else "above"
        return "agrees" if low <= lower and upper <= high else "undecided"
    return verdict_on(
        claim.value, claim.margin or 0.0 if margin is None else margin, reading.estimate, reading.limits, level
    )


def beside_in_words(verdicts: Mapping[float, str]) -> str:
    """What other margins would say, in words.

    >>> beside_in_words({0.025: "undecided", 0.1: "differs_within_margin"})
    'margin of 2.5 points: undecided; of 10 points: differs'
    """
    short = WORDS | {"differs_within_margin": "differs"}
    parts = [f"of {stated_points(margin)} points: {short[verdict]}" for margin, verdict in verdicts.items()]
    return "margin " + "; ".join(parts) if parts else ""


def verdict_in_words(claim: Claim, reading: Reading, verdict: str) -> str:
    """The verdict with what it is held against, or with the reason why there is none."""
    if verdict == "cannot_be_told":
        return f"{WORDS[verdict]}: {reading.why}"
    if verdict == "described":
        return WORDS[verdict]
    bound = reading.other_bound
    if verdict == "undecided" and bound is not None and bound.status == v.OK:
        ends = (*reading.ends, *bound.ends)
        between = " and ".join(percent(end) for end in (min(ends), max(ends)))
        left = "" if reading.ends[0] == reading.ends[1] else ", and who left may have been well"
        return f"undecided: between {between}, as later treatments of a first relapse cannot be seen{left}"
    if claim.value is None:
        return _of_a_range(claim, reading, verdict)
    value, margin = number_in_words(claim.value, unit_of(claim)), _margin(claim)
    return {
        "agrees": f"agrees with {value} within {margin}",
        "differs_within_margin": f"differs from {value}, within {margin}",
        "above": f"above {value}",
        "below": f"below {value}",
        "undecided": f"undecided: neither told from {value} nor shown to agree within {margin}",
    }[verdict]


def _margin(claim: Claim) -> str:
    margin = claim.margin or 0.0
    return f"{stated_points(margin)} points" if unit_of(claim) == "share" else number_in_words(margin, unit_of(claim))


def _of_a_range(claim: Claim, reading: Reading, verdict: str) -> str:
    """A verdict against low and high: what agrees with, or the bound that is passed or reached across."""
    ends = [end for end in (claim.low, claim.high) if end is not None]
    if verdict == "agrees":
        return f"agrees: {bounds_in_words(claim)}"
    if verdict in ("above", "below"):
        return f"{verdict} {number_in_words(ends[-1 if verdict == 'above' else 0], unit_of(claim))}"
    crossed = [number_in_words(end, unit_of(claim)) for end in ends if reading.lower < end < reading.upper]
    return f"undecided: the interval reaches across {' and '.join(crossed)}"

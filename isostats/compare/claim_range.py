"""The answer where people may have left because they were well: a range, and a verdict that holds at both its ends."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from isostats.words.numbers import limits_text, percent, stated_percent, stated_points

if TYPE_CHECKING:
    from isostats.compare.claim import ClaimComparison

RANGE_VERDICTS = {
    "agrees": "Both ends agree with the claimed {claim} within {margin} points.",
    "below": "Both ends lie below the claimed {claim}.",
    "above": "Both ends lie above the claimed {claim}.",
    "undecided": "They can neither confirm nor refute the claimed {claim}.",
}


def verdict_of_range(it: ClaimComparison, margin: float) -> str:
    """The verdict that both ends, limits included, bear out; undecided where they do not."""
    low = it.lower if isfinite(it.lower) else it.estimate
    if it.claim - margin < low and it.naive_upper < it.claim + margin:
        return "agrees"
    if low > it.claim:
        return "above"
    return "below" if it.naive_upper < it.claim else "undecided"


def range_words(it: ClaimComparison) -> str:
    """What each end of the range assumes, and where both stand to the claim; a sentence each."""
    verdict = RANGE_VERDICTS[it.verdict].format(claim=stated_percent(it.claim), margin=stated_points(it.margin))
    return (
        f"It is {percent(it.naive)} ({limits_text(it.naive_lower, it.naive_upper)}) if those who were not "
        "seen again were well. "
        f"It is {percent(it.estimate)} ({limits_text(it.lower, it.upper)}, "
        f"{it.method.replace('_', '-').title()}) if they fared like those who came back. "
        f"{_with_unseen(it)}These records cannot say which. {verdict}"
    )


def _with_unseen(it: ClaimComparison) -> str:
    """The lower end where later steps of a first relapse are not in the records either."""
    if it.lowest is None or it.lowest.estimate >= it.estimate:
        return ""
    return f"It is {percent(it.lowest.estimate)} if, besides, every unseen later step came at once. "

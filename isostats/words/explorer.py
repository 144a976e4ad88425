"""What the explorer's script says: sentences with places for what it puts in, in the language that is spoken."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from isostats.vocabulary import names as v
from isostats.words.language import ENGLISH, Language, spoken, translated

OF_A_GRID = {
    "slider": "Definitions from the lowest to the highest estimate; arrow keys go from one to the next",
    "all": "Show all",
    "link": "Link to this selection",
    "aware": "censoring-aware, with interval",
    v.NAIVE: "naive (biased)",
    "primary": "primary definition",
    "nobody": "No definition with an estimate is among those chosen.",
    "none": "none",
    "one": "Definition {0} of {1}.",
    "one_primary": "Definition {0} of {1}, the primary one.",
    "one_naive": "Definition {0} of {1}, naive and biased.",
    "whole": "{0} definitions.",
    "whole_one": "1 definition.",
    "some": "{0} of {1} definitions.",
    "some_one": "{0} of 1 definition.",
    "tally_aware": "Censoring-aware: {0} above the claim, {1} {2}, {3} below.",
    "tally_naive": "Naive, biased: {0} above the claim, {1} {2}, {3} below.",
    "open": "Undecided, as a share is a range: {0}.",
    "lost": "Without an estimate: {0}.",
    "unknown": "The link also asks for what this grid does not have: {0}.",
}
OF_A_CURVE = {"numbers": "Numbers"}


def script_words(words: Mapping[str, str]) -> dict[str, str]:
    """These words in the language that is spoken now, with the mark that it sets between thousands.

    >>> script_words({"all": "Show all"})
    {'all': 'Show all', 'thousands': ','}
    """
    now = spoken()
    language: Language | None = None if now == ENGLISH else import_module(f"isostats.words.languages.{now}").LANGUAGE
    return {name: translated(text) for name, text in words.items()} | {
        "thousands": "," if language is None else language.thousands
    }


def each_translated(value: Any) -> Any:
    """Every text within lists and tuples in the language that is spoken now; what is no text stays as it is.

    >>> each_translated(["two years", 1])
    ['two years', 1]
    """
    if isinstance(value, str):
        return translated(value)
    return [*map(each_translated, value)] if isinstance(value, (list, tuple)) else value

"""What a figure means, in a form that travels with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from isostats.vocabulary.names import AT_MOST, IF_NONE_UNSEEN

FollowUpMode = Literal["active", "linked", "passive"]
"""How people were followed: recalled, seen whatever they do, or seen if they come."""


@dataclass(frozen=True)
class Definition:
    """The choices behind a figure; every result carries one, and every caption and sentence is built from it."""

    outcome: str = ""
    population: str = "everyone"
    population_words: str = ""
    eligibility: str = ""  # who is eligible, in words; empty where everyone with a first course is
    competing: tuple[str, ...] = ()
    time_zero: str = "the last covered day of the first course"
    gap_rule: str = ""
    fingerprint: str = ""
    version: str = ""
    notes: tuple[str, ...] = ()
    observed_until: int | None = None  # the last day on which anybody was observed, with the outcome or without
    at_most: bool = False  # later steps of a relapse cannot be seen, so that the share free of the outcome is a bound
    crossed: bool = False  # on some days it would be higher, had they come at once, so that it is none
    follow_up: str = ""  # active, linked, passive; empty where nobody says and nothing looks passive

    @property
    def passive(self) -> bool:
        """Whether people may have left because they were well: Kaplan-Meier is then one end of a range."""
        return self.follow_up == "passive"

    @property
    def bound(self) -> str:
        """What shares free of the outcome are: at_most, if_none_unseen where that does not hold on every day, or
        nothing."""
        return IF_NONE_UNSEEN if self.crossed else AT_MOST if self.at_most else ""

    def with_bounds(self, *bounds: str) -> Definition:
        """The same definition of numbers that are bounds in these ways; see :attr:`bound`."""
        return self.with_(at_most=any(bounds), crossed=IF_NONE_UNSEEN in bounds)

    def with_(self, **changes: object) -> Definition:
        """The same definition with some choices replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]

"""What a figure means, in a form that travels with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from isostats.vocabulary.names import AT_MOST, IF_NONE_UNSEEN, LACKING

CHOSEN = ("outcome", "population", "eligibility", "competing", "time_zero", "gap_rule")
"""What was chosen before any record was looked at: of two sites it is the same, whatever their data."""
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
    lacking: tuple[str, ...] = ()  # why some of the outcome cannot be seen, so that the share free of it is a bound
    crossed: bool = False  # on some days it would be higher, had they come at once, so that it is none
    aside: bool = False  # people were set aside, whom ranges take in and no number else
    follow_up: str = ""  # active, linked, passive; empty where nobody says and nothing looks passive

    @property
    def passive(self) -> bool:
        """Whether people may have left because they were well: Kaplan-Meier is then one end of a range."""
        return self.follow_up == "passive"

    @property
    def at_most(self) -> bool:
        """Whether some of the outcome cannot be seen."""
        return bool(self.lacking)

    @property
    def bound(self) -> str:
        """What shares free of the outcome are: at_most, if_none_unseen where that does not hold on every day, or
        nothing."""
        return IF_NONE_UNSEEN if self.crossed else AT_MOST if self.at_most else ""

    def with_bound(self, bound: str, lacking: tuple[str, ...]) -> Definition:
        """The same definition of numbers that are this bound (see :attr:`bound`), for what the records lack."""
        return self.with_(lacking=lacking if bound else (), crossed=bound == IF_NONE_UNSEEN)

    def bounded_as(self, *others: Definition) -> Definition:
        """The same definition of numbers that are bounds as those of these definitions are."""
        lacking = tuple(name for name in LACKING if any(name in each.lacking for each in others))
        crossed, aside = any(each.crossed for each in others), self.aside or any(each.aside for each in others)
        return self.with_(lacking=lacking, crossed=crossed, aside=aside)

    def unlike(
        self, other: Definition, *, names: tuple[str, ...] = CHOSEN, here: str = "in one", there: str = "in the other"
    ) -> str:
        """In which of these choices two definitions differ; empty where they are one.

        >>> Definition("second_course").unlike(Definition("any_treatment"))
        "outcome is 'second_course' in one and 'any_treatment' in the other"
        """
        for name in names:
            mine, its = getattr(self, name), getattr(other, name)
            if mine != its:
                return f"{name.replace('_', ' ')} is {mine!r} {here} and {its!r} {there}"
        return ""

    def with_(self, **changes: object) -> Definition:
        """The same definition with some choices replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]

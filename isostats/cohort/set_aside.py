"""Whom no count of a cohort holds, by what the checks of its records say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from isostats.records.findings import Finding
from isostats.records.rules import COURSES_OF_NOBODY, OTHERS_LEFT_OUT, OUTCOMES_OF_NOBODY, OUTCOMES_SET_ASIDE


@dataclass(frozen=True)
class SetAside:
    """Whom no count holds: so many ``people`` with a course, ``relapsed`` of whom have an outcome in their rows, and
    ``strays``, outcomes of nobody, each of which may be of somebody who is counted.

    Two added up are those of two sites together.
    """

    people: int = 0
    relapsed: int = 0
    strays: int = 0

    def __bool__(self) -> bool:
        return self.people > 0 or self.strays > 0

    def __add__(self, other: SetAside) -> SetAside:
        return SetAside(self.people + other.people, self.relapsed + other.relapsed, self.strays + other.strays)


NOBODY = SetAside()


def set_aside_of(findings: Iterable[Finding]) -> SetAside:
    """How many were set aside. A row of courses without an id may be a first course of somebody else, or a second one
    of somebody counted."""
    held = list(findings)
    rules = OUTCOMES_SET_ASIDE, OTHERS_LEFT_OUT, OUTCOMES_OF_NOBODY, COURSES_OF_NOBODY
    relapsed, others, outcomes, courses = (sum(each.count for each in held if each.rule == rule) for rule in rules)
    return SetAside(relapsed + others + courses, relapsed, outcomes + courses)

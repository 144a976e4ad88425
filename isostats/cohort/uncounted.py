"""Whom no count of a cohort holds, by what the checks of its records say."""

from __future__ import annotations

from collections.abc import Iterable

from isostats.records.findings import Finding
from isostats.records.rules import COURSES_OF_NOBODY, OTHERS_LEFT_OUT, OUTCOMES_OF_NOBODY, OUTCOMES_SET_ASIDE

Uncounted = tuple[int, int, int]
"""People set aside, how many of these have an outcome in their rows, and outcomes that are of nobody."""
NOBODY: Uncounted = (0, 0, 0)


def aside_of(findings: Iterable[Finding]) -> Uncounted:
    """How many were set aside. A row of courses without an id may be a first course of somebody else, or a second one
    of somebody counted."""
    held = list(findings)
    rules = OUTCOMES_SET_ASIDE, OTHERS_LEFT_OUT, OUTCOMES_OF_NOBODY, COURSES_OF_NOBODY
    relapsed, others, outcomes, courses = (sum(each.count for each in held if each.rule == rule) for rule in rules)
    return relapsed + others + courses, relapsed, outcomes + courses


def added(one: Uncounted, two: Uncounted) -> Uncounted:
    """Those of two sites together."""
    return one[0] + two[0], one[1] + two[1], one[2] + two[2]

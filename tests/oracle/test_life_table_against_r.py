"""The life table of counts by interval, as a release has it, against R's survfit; by make_life_table_fixtures.R."""

from __future__ import annotations

import numpy as np

from isostats.cohort.counting import EventTable
from isostats.estimate import aalen_johansen, kaplan_meier
from tests.oracle.fixtures import agree, fixture, numbers


def by_interval(*causes: str, left: list[float]) -> EventTable:
    """The fixture's counts by interval; those who are followed beyond the last stand on a day after it."""
    theirs = fixture("life_table")
    days = np.array([*theirs["days"], theirs["days"][-1] + 1])
    events = np.array([[[*theirs[cause], 0] for cause in causes]], dtype=float)
    gone = np.array([[*left, theirs["beyond"]]], dtype=float)
    return EventTable(("all",), causes, days, events, gone, np.zeros((1, len(days))), by_interval=True)


def test_remission_and_its_limits_are_r_s() -> None:
    theirs = fixture("life_table")
    at = kaplan_meier(by_interval("relapsed", "died", left=theirs["left"])).at(theirs["days"], min_at_risk=0)
    for name in ("estimate", "std_error", "lower", "upper"):
        agree(at[name], numbers(theirs["remission"][name]), name)


def test_the_incidence_of_each_cause_is_r_s() -> None:
    theirs = fixture("life_table")
    at = aalen_johansen(by_interval("relapsed", "died", left=theirs["left"])).at(theirs["days"], min_at_risk=0)
    for cause in ("relapsed", "died"):
        agree(at[at["cause"] == cause]["estimate"], numbers(theirs["incidence"][cause]), cause)

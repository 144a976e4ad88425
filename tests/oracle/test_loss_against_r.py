"""Those lost early against R: bounds as its curves, and weights for being still observed, with their robust error."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
import pandas as pd
import pytest

from isostats.cohort.counting import EventTable, event_table
from isostats.estimate import ipcw, kaplan_meier, remission_if_lost
from tests.oracle.fixtures import agree, fixture

CODES = np.array([0, 1, 2, 3])
"""Ends of follow-up of the fixture: none, relapse, loss, death; the table's order is relapse, lost early, death."""
CAUSES = ("relapse", "lost_early", "death")


def counts(*, only: bool = False, by: bool = True) -> EventTable:
    theirs = fixture("loss")
    cause = np.array(theirs["cause"])
    rows = np.isin(cause, [1, 2]) if only else np.full(len(cause), True)
    group = [f"{sex} {site}" for sex, site in zip(theirs["sex"], theirs["site"], strict=True)]
    return event_table(
        np.array(theirs["time"])[rows], CODES[cause[rows]], group=np.array(group)[rows] if by else None, causes=CAUSES
    )


def agree_at(found: Any, expected: dict[str, list[float]], what: str) -> None:
    for name in ("estimate", "std_error"):
        agree(found[name], expected[name], f"{what} {name}")


def test_the_bounds_are_curves_of_r() -> None:
    theirs = fixture("loss")
    frame = remission_if_lost(counts(by=False), days=theirs["at"], deltas=[1], min_at_risk=1).frame
    for delta, name in ((0.0, "no_lost_relapse"), (1.0, "kaplan_meier"), (inf, "all_lost_relapse")):
        agree_at(frame[frame["delta"] == delta], theirs[name], name)


@pytest.mark.parametrize("model", ["cox", "strata"])
def test_weighted_curves_and_their_robust_errors_are_those_of_r(model: Any) -> None:
    theirs = fixture("loss")
    table = counts()
    levels = pd.DataFrame([group.split() for group in table.groups], columns=["sex", "site"])
    weighted = ipcw(table, levels, model=model)
    agree_at(weighted.curve.at(theirs["at"], min_at_risk=1), theirs[model], model)


def test_the_coefficients_of_loss_are_those_of_coxph() -> None:
    """R's reference is the first level, ours the most frequent: differences of coefficients are the same."""
    theirs, table = fixture("loss"), counts()
    levels = pd.DataFrame([group.split() for group in table.groups], columns=["sex", "site"])
    found = ipcw(table, levels).coefficients.set_index(["column", "category"])["log_hazard_ratio"].to_dict()
    value = {**{("sex", "female"): 0.0, ("sex", "male"): 0.0, ("site", "a"): 0.0}, **found}
    expected = theirs["coefficients"]
    agree(value["sex", "male"] - value["sex", "female"], expected["sexmale"])
    for site in "bc":
        agree(value["site", site] - value["site", "a"], expected[f"site{site}"])


def test_strata_redistribute_to_the_right_where_all_censoring_is_early_loss() -> None:
    theirs = fixture("loss")
    weighted = ipcw(counts(only=True), model="strata")
    # by the last day nobody is left in one stratum: R has its curve stay level, and ours goes on without it
    agree(weighted.curve.at(theirs["at"][:-1], min_at_risk=1)["estimate"], theirs["redistributed"][:-1])


def test_one_group_is_kaplan_meier() -> None:
    table = counts(by=False)
    mine, plain = ipcw(table).curve, kaplan_meier(table)
    agree(mine.columns["estimate"], plain.columns["estimate"])

"""Adjusted curves and contrasts against R: survfit with glm's weights, and riskRegression's ate."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from isostats.cohort.confounding import ConfoundedCounts, confounded_table
from isostats.cohort.counting import event_table
from isostats.estimate import adjusted_curves, adjusted_difference, kaplan_meier
from isostats.estimate.adjusted import AdjustedCurves
from tests.oracle.fixtures import agree, fixture

SLOPES = 1e-8
"""R's derivative of the curve by the weights' model is a numerical one, and its Newton steps end at its tolerance."""


def counts(by: str = "group") -> ConfoundedCounts:
    theirs = fixture("adjusted")
    return confounded_table(
        theirs["time"], theirs["cause"], group=pd.Categorical(theirs[by]), causes=("relapse", "death"),
        confounders=pd.DataFrame({name: theirs[name] for name in ("severity", "age")}),
    )  # fmt: skip


@cache
def adjusted(method: Any) -> AdjustedCurves:
    return adjusted_curves(counts(), method=method)


def on(curve: Any, group: str, name: str) -> np.ndarray:
    frame = curve.at(fixture("adjusted")["at"], min_at_risk=1)
    return frame[frame["group"] == group][name].to_numpy()


def near(mine: Any, theirs: Any) -> None:
    np.testing.assert_allclose(np.asarray(mine, dtype=float), np.asarray(theirs, dtype=float), rtol=SLOPES, atol=SLOPES)


def test_weights_are_those_of_glm() -> None:
    theirs, mine = fixture("adjusted"), adjusted("iptw")
    arrays = mine.arrays
    pattern = {tuple(row): place for place, row in enumerate(arrays.levels.itertuples(index=False, name=None))}
    rows = zip(theirs["group"], theirs["severity"], theirs["age"], strict=True)
    found = [mine.weights[arrays.groups.index(g), pattern[severity, age]] for g, severity, age in rows]  # type: ignore[index]
    agree(found, theirs["iptw"]["weights"])


@pytest.mark.parametrize("group", ["low", "high"])
def test_weighted_curves_and_their_errors_are_those_of_r(group: str) -> None:
    theirs, curve = fixture("adjusted")["iptw"], adjusted("iptw").curve
    agree(on(curve, group, "estimate"), theirs[group])
    near(on(curve, group, "std_error"), theirs["std_error"][group])


def test_errors_with_known_weights_are_the_robust_ones_of_survfit_and_wider() -> None:
    """Weighted counts have the robust error; that of the adjusted curve, which knows that they were estimated, is
    smaller here."""
    theirs = fixture("adjusted")
    table = event_table(
        theirs["time"], theirs["cause"], group=pd.Categorical(theirs["group"]), weights=theirs["iptw"]["weights"],
        causes=("relapse", "death"),
    )  # fmt: skip
    for group in ("low", "high"):
        agree(on(kaplan_meier(table), group, "std_error"), theirs["iptw"]["known"][group])


@pytest.mark.parametrize("group", ["low", "high"])
def test_standardised_curves_and_their_errors_are_those_of_coxph(group: str) -> None:
    theirs, curve = fixture("adjusted")["standardised"], adjusted("standardised").curve
    agree(on(curve, group, "estimate"), theirs[group])
    near(on(curve, group, "std_error"), theirs["std_error"][group])


def test_without_ties_errors_are_those_of_ate() -> None:
    """riskRegression's ate takes failures of one day one after the other: with ties its errors are up to 3% off."""
    theirs = fixture("adjusted")
    days, expected = theirs["untied_at"], theirs["untied"]
    made = confounded_table(
        theirs["untied_time"], np.array(theirs["cause"]) == 1, group=pd.Categorical(theirs["group"]),
        confounders=pd.DataFrame({name: theirs[name] for name in ("severity", "age")}),
    )  # fmt: skip
    mine = adjusted_curves(made, method="standardised")
    frame = mine.curve.at(days, min_at_risk=1)
    for group in ("low", "high"):
        own = frame[frame["group"] == group]
        agree(own["estimate"], expected[group])
        agree(own["std_error"], expected["std_error"][group])
    for measure, name in (("remission_difference", "difference"), ("outcome_ratio", "outcome_ratio")):
        rows = adjusted_difference(mine, days=days, reference="low", measure=measure, min_at_risk=1)  # type: ignore[arg-type]
        agree(rows["estimate"], expected[name]["estimate"])
        agree(rows["std_error"], expected[name]["std_error"])


@pytest.mark.parametrize(
    ("method", "measure", "name"),
    [
        ("iptw", "remission_difference", "difference"),
        ("iptw", "remission_ratio", "ratio"),
        ("iptw", "outcome_ratio", "outcome_ratio"),
        ("standardised", "remission_difference", "difference"),
        ("standardised", "outcome_ratio", "outcome_ratio"),
    ],
)
def test_contrasts_are_those_of_r(method: str, measure: Any, name: str) -> None:
    theirs = fixture("adjusted")
    expected = theirs[method][name]
    rows = adjusted_difference(
        adjusted(method), days=theirs["at"], reference="low", measure=measure, min_at_risk=1
    )
    agree(rows["estimate"], expected["estimate"])
    near(rows["std_error"], expected["std_error"])


def test_restricted_means_are_those_of_r() -> None:
    expected = fixture("adjusted")["iptw"]["rmst"]
    row = adjusted_difference(
        adjusted("iptw"), days=100, reference="low", measure="rmst_difference", min_at_risk=1
    ).iloc[0]
    agree(row["estimate"], expected["estimate"])
    near(row["std_error"], expected["std_error"])


def test_three_groups_are_weighted_as_by_multinom() -> None:
    """nnet's search is a general one, and stops before Newton's does."""
    theirs = fixture("adjusted")
    curve = adjusted_curves(counts("three")).curve
    for group in "abc":
        np.testing.assert_allclose(on(curve, group, "estimate"), theirs["three_curves"][group], rtol=2e-6)

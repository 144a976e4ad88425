"""Hazard ratios over time against R's cox.zph(terms = FALSE) and the smooths that its plot draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

import isostats as iso
from tests.oracle.fixtures import agree, fixture

MODELS = fixture("schoenfeld")["models"]


@pytest.mark.parametrize("model", MODELS, ids=range(len(MODELS)))
def test_residuals_and_smooths(model: dict[str, Any]) -> None:
    chosen: dict[str, Any] = {"strata": ["site"]} if model["strata"] else {}
    chosen |= {"entry": "entry"} if model["late"] else {}
    frame = pd.DataFrame(model["rows"])
    fit = iso.cox(frame, covariates=["year", "dose", "kind"], references={"kind": "p"}, **chosen)
    made = iso.ratios_over_time(fit)
    terms = ["year", "dose", "kind=q", "kind=r"]
    agree([made.p_value(term) for term in terms], model["p"], "tests of single terms")
    assert made.changing_most == terms[int(np.argmin(model["p"]))]
    first = made.residuals[made.residuals["term"] == "year"]
    agree(first["place"], model["place"], "1 - Kaplan-Meier")
    agree(first["time"], model["time"], "days")
    agree(first.sort_values(["place", "value"])["value"], model["first"], "residuals")
    agree(made.residuals.groupby("term", sort=False)["value"].sum(), model["total"], "all residuals")
    for smooth, error, (_, curve) in zip(
        model["smooth"], model["error"], made.curves.groupby("term", sort=False), strict=True
    ):
        agree(curve["estimate"], smooth, "smooth")
        agree((curve["upper"] - curve["lower"]) / 2 / ndtri(0.975), error, "error")


def test_what_cannot_be_drawn() -> None:
    people = pd.DataFrame({"time": np.arange(30) + 1, "event": np.arange(30) % 2, "age": np.arange(30) * 7 % 11})
    with pytest.raises(iso.EstimateError, match="15 events are fewer than 20"):
        iso.ratios_over_time(iso.cox(people, covariates=["age"]))
    with pytest.raises(iso.EstimateError, match="weighted model"):
        iso.ratios_over_time(iso.cox(people.assign(w=2.0, event=1), covariates=["age"], weights="w"))

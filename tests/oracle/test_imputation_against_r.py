"""Rubin's rules over Cox models against R's mice::pool, on what mice imputed; the hazard that models of it see."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from isostats.estimate.imputation import Imputed, cumulative_hazard
from isostats.estimate.imputed_models import DF, MISSING_INFORMATION, cox_imputed
from tests.oracle.fixtures import agree, fixture, numbers

MODELS = fixture("imputation")["models"]
each_model = pytest.mark.parametrize("model", MODELS, ids=range(len(MODELS)))
KINDS = ("p", "q", "r")


def by_mice(model: dict[str, Any]) -> Imputed:
    """The imputations that mice drew, as ours."""
    frame = pd.DataFrame(model["rows"])
    frame["age"], frame["dose"] = frame["age"].astype(float), frame["dose"].astype(float)
    missing = {name: int(frame[name].isna().sum()) for name in ("age", "dose", "kind")}
    drawn = {}
    for name in missing:
        places = np.flatnonzero(frame[name].isna())
        values = [[KINDS.index(each) if name == "kind" else each for each in one] for one in model[name]]
        drawn[name] = (places, np.array(values)[:, places])
    entry = "entry" if model["late"] else None
    return Imputed(frame, model["m"], missing, drawn, {"kind": KINDS}, entry=entry)


@each_model
def test_the_pooled_model(model: dict[str, Any]) -> None:
    strata = ("site",) if model["strata"] else ()
    made = cox_imputed(by_mice(model), covariates=["age", "dose", "kind"], strata=strata, references={"kind": "p"})
    frame = made.frame
    for name in ("coefficient", "std_error", DF, "p_value"):
        agree(frame[name], model[name], name)
    agree(frame[MISSING_INFORMATION], model["fmi"], "fraction of missing information")
    agree(np.log(frame["lower"]), model["lower"], "lower")
    agree(np.log(frame["upper"]), model["upper"], "upper")


@each_model
def test_the_cumulative_hazard(model: dict[str, Any]) -> None:
    rows = {name: np.array(model["rows"][name], dtype=float) for name in ("time", "event", "entry")}
    made = cumulative_hazard(rows["time"], rows["event"] == 1, rows["entry"] if model["late"] else None)
    agree(made, numbers(model["hazard"]), "Nelson-Aalen")

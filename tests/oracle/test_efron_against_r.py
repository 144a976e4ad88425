"""Efron's likelihood with ties, strata, late entry and weights in every combination against R's coxph."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from isostats.estimate import cox
from isostats.estimate.efron import fit_efron, score_residuals
from isostats.estimate.risk_sets import FollowedRows
from tests.oracle.fixtures import agree, fixture

MODELS = fixture("efron")["models"]
NAMES = ["age", "dose", "male"]


def rows_of(model: dict[str, Any]) -> FollowedRows:
    rows = {name: np.array(values, dtype=float) for name, values in model["rows"].items()}
    return FollowedRows(
        np.column_stack([rows[name] for name in NAMES]),
        rows["time"],
        rows["event"] > 0,
        rows["entry"] if model["late"] else None,
        rows["site"].astype(np.intp) if model["strata"] else None,
        rows["weight"] if model["weights"] else None,
    )


@pytest.mark.parametrize("number", range(len(MODELS)))
def test_likelihood_and_score_residuals(number: int) -> None:
    model = MODELS[number]
    rows = rows_of(model)
    found = fit_efron(rows)
    assert found is not None
    assert found.settled
    agree(found.coefficient, model["coefficient"], "coefficient")
    agree(found.covariance, model["covariance"], "covariance")
    agree(found.log_likelihood, model["log_likelihood"], "log likelihood")
    residuals = score_residuals(rows, found.coefficient)
    agree(residuals, model["score_residuals"], "score residuals")
    weight = np.ones(len(residuals)) if rows.weight is None else rows.weight
    np.testing.assert_allclose(weight @ residuals, 0, atol=1e-7)


@pytest.mark.parametrize("number", range(len(MODELS)))
def test_the_door_hands_on_entry_strata_and_weights(number: int) -> None:
    model = MODELS[number]
    found = cox(
        pd.DataFrame(model["rows"]),
        covariates=NAMES,
        strata=["site"] if model["strata"] else [],
        entry="entry" if model["late"] else None,
        weights="weight" if model["weights"] else None,
    )
    agree(found.frame["coefficient"], model["coefficient"])
    agree(found.frame["std_error"], np.sqrt(np.diag(model["covariance"])))

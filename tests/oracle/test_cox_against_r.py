"""Cox models with Efron's ties, categories and strata against R's coxph."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.estimate import cox
from tests.oracle.fixtures import agree, fixture, numbers

MODELS = fixture("cox")["models"]


@pytest.mark.parametrize("name", sorted(MODELS))
def test_cox(name: str) -> None:
    by_r = MODELS[name]
    frame = pd.DataFrame({key: pd.Series(values).replace({"NA": None}) for key, values in by_r["rows"].items()})
    found = cox(frame, covariates=by_r["covariates"], strata=by_r["strata"], references=by_r["references"] or None,
                **{"duration": "time", "event": "event"})  # fmt: skip
    assert (found.n, found.events) == (by_r["n"], by_r["events"])
    assert found.rows_lost == len(frame) - by_r["n"]
    # R's terms end in the category, ours too
    terms = found.frame
    assert [t.rpartition("=")[2].rpartition(")")[2] for t in terms["term"]] == [
        t.rpartition(")")[2] for t in by_r["terms"]
    ]
    agree(found.log_likelihood, by_r["log_likelihood"])
    for ours, theirs in (("coefficient",) * 2, ("std_error",) * 2, ("p_value",) * 2, ("lower",) * 2, ("upper",) * 2):
        agree(terms[ours], numbers(by_r[theirs]), ours)


def test_models_are_of_every_kind() -> None:
    assert sum(bool(model["strata"]) for model in MODELS.values()) >= 3
    assert sum(bool(model["references"]) for model in MODELS.values()) >= 4

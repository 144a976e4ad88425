"""Robust errors and tests of proportional hazards against R's coxph(cluster=) and cox.zph."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from isostats.estimate import cox
from isostats.estimate.hazards_over_time import GLOBAL, Transform, proportional_hazards
from isostats.estimate.regression import CoxResult
from tests.oracle.fixtures import agree, fixture

MODELS = fixture("robust")["models"]
each_model = pytest.mark.parametrize("model", MODELS, ids=range(len(MODELS)))


def fitted(model: dict[str, Any], **more: Any) -> CoxResult:
    frame = pd.DataFrame(model["rows"])
    chosen: dict[str, Any] = {"strata": ["site"]} if model["strata"] else {}
    chosen |= {"entry": "entry"} if model["late"] else {}
    chosen |= {"weights": "weight"} if model["weights"] else {}
    frame["person"] = np.arange(len(frame))
    return cox(frame, covariates=["year", "dose", "kind"], references={"kind": "p"}, **chosen, **more)


@each_model
def test_errors_by_cluster_and_by_person(model: dict[str, Any]) -> None:
    by_cluster = fitted(model, cluster="prescriber")
    agree(by_cluster.frame["coefficient"], model["coefficient"], "coefficient")
    agree(by_cluster.frame["std_error"], model["robust"], "by cluster")
    agree(fitted(model, cluster="person").frame["std_error"], model["by_person"], "by person")
    agree(fitted(model).frame["std_error"], model["naive"], "of the model")
    assert by_cluster.clusters == len(set(model["rows"]["prescriber"]))


@pytest.mark.parametrize("transform", ["km", "identity"])
@each_model
def test_proportional_hazards(model: dict[str, Any], transform: Transform) -> None:
    tests, by_r = proportional_hazards(fitted(model), transform=transform).frame, model["zph"][transform]
    assert tests["term"].tolist() == ["year", "dose", "kind", GLOBAL]
    assert tests["df"].tolist() == by_r["df"]
    agree(tests["statistic"], by_r["statistic"], "statistic")
    agree(tests["p_value"], by_r["p"], "p")

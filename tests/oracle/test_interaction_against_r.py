"""Effect modification in Cox models against R's coxph: ratios by level, and Wald's test of the product terms."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import isostats as iso
from tests.oracle.fixtures import agree, fixture

MODELS = fixture("interaction")["models"]
each_model = pytest.mark.parametrize("model", MODELS, ids=range(len(MODELS)))


def by_us(model: dict[str, Any], **more: Any) -> Any:
    chosen: dict[str, Any] = {"strata": ["site"]} if model["strata"] else {}
    chosen |= {"entry": "entry"} if model["late"] else {}
    frame = pd.DataFrame(model["rows"])
    return iso.effect_modification(frame, covariate="dose", by="sex", covariates=["age"], **chosen, **more)


@each_model
def test_ratios_by_level_and_their_test(model: dict[str, Any]) -> None:
    made = by_us(model)
    agree(made.frame["coefficient"], model["coefficient"], "coefficient")
    agree(made.frame["std_error"], model["std_error"], "std_error")
    assert made.df == model["df"]
    agree([made.statistic], [model["statistic"]], "statistic")
    counts = pd.DataFrame(model["rows"]).groupby("sex")["event"].agg(["size", "sum"])
    assert made.frame[["n", "events"]].to_numpy().tolist() == counts.to_numpy().tolist()


def test_levels_swapped_and_doses_moved_say_the_same() -> None:
    model = MODELS[0]
    frame = pd.DataFrame(model["rows"])
    one = by_us(model)
    other = iso.effect_modification(
        frame.assign(sex=frame["sex"].map({"f": "z", "m": "b"}), dose=frame["dose"] - 100),
        covariate="dose", by="sex", covariates=["age"],
    )  # fmt: skip
    agree([one.statistic], [other.statistic])
    agree(one.frame["coefficient"], other.frame["coefficient"][::-1])


def test_what_has_no_two_levels_is_refused() -> None:
    frame = pd.DataFrame(MODELS[0]["rows"])
    with pytest.raises(iso.EstimateError, match="Fewer than two levels of sex have a hazard ratio of dose"):
        iso.effect_modification(frame[frame["sex"] == "f"], covariate="dose", by="sex", covariates=["age"])
    with pytest.raises(iso.EstimateError, match="sex is text: make a number of it"):
        iso.effect_modification(frame, covariate="sex", by="site")

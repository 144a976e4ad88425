"""What differs between strata alone, or within some of them, in a stratified Cox model: against R's coxph."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import isostats as iso
from tests.oracle.fixtures import agree, fixture

NESTED = fixture("nested")
ROWS = pd.DataFrame(NESTED["rows"])


def test_levels_that_share_a_stratum_are_held_against_one_of_their_own() -> None:
    made = iso.cox(ROWS, covariates=["age", "doctor"], strata=["site"], univariable=True)
    terms = made.frame.set_index("term")
    told = terms.loc[NESTED["terms"]]
    assert told["reference"].tolist() == ["", "d1", "d1", "d4"]
    agree(told["coefficient"], NESTED["coefficient"], "coefficient")
    agree(told["std_error"], NESTED["std_error"], "std_error")
    agree([made.log_likelihood], [NESTED["log_likelihood"]], "log_likelihood")
    assert sorted(terms.index[terms["estimate"].isna()]) == ["doctor=d6"]
    assert made.references["term"].tolist() in (["doctor=d4", "doctor=d1"], ["doctor=d1", "doctor=d4"])
    assert made.notes == (
        "1 level of doctor, such as d6, shares no site with another: no hazard ratio is told.",
        "Levels of doctor are compared within one site alone, so that references differ.",
    )
    assert iso.proportional_hazards(made).frame["df"].tolist() == [1, 3, 4]


@pytest.mark.parametrize("covariate", ["region", "beds"])
def test_what_is_one_within_each_stratum_has_no_estimate_and_says_why(covariate: str) -> None:
    rows = ROWS.assign(beds=ROWS["site"].map({"a": 120, "b": 45, "c": 60}))
    made = iso.cox(rows, covariates=["age", covariate], strata=["site"])
    age, own = made.frame.iloc[0], made.frame.iloc[1:]
    agree([age["coefficient"], age["std_error"]], NESTED["age"], "age")
    assert np.isnan(own["estimate"]).all()
    whom = "everybody of one site, where alone people are compared"
    assert made.notes == (f"{covariate.capitalize()} is the same for {whom}: it has no estimate.",)

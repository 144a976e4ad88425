"""What an estimator says when it is given what cannot be: which, how often, where first, and what to do."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from isostats.cohort.counting import EventTable, event_table
from isostats.errors import EstimateError
from isostats.estimate import (
    aalen_johansen,
    bootstrap,
    cox,
    kaplan_meier,
    loglog_test,
    proportion,
    rmst,
    rmst_difference,
)

PEOPLE = pd.DataFrame({"time": [1, 2, 3, 4], "event": [1, 0, 1, 0], "age": [20, 30, 25, 40], "sex": list("fmfm")})


def table(**changes: object) -> EventTable:
    parts = {"groups": ("a",), "causes": ("x",), "days": [1, 2], "events": np.ones((1, 1, 2))}
    parts |= {"censored": np.zeros((1, 2)), "entered": np.zeros((1, 2))}
    return EventTable(**(parts | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: event_table([1, -2, -3]), r"2 values of days are negative \(first: row 1, counting from 0: -2\)"),
        (lambda: event_table([1, np.nan]), "1 value of days is missing or infinite"),
        (lambda: event_table(pd.array([1, None], dtype="Int64")), "1 value of days is missing or infinite"),
        (lambda: event_table([1.5, 2.5, 3]), r"2 values of days are not whole \(first: row 0, counting from 0: 1.5\)"),
        (lambda: event_table(["2019-01-01"]), "days must be whole numbers"),
        (lambda: event_table(np.array(["2019-01-01"], dtype="datetime64[D]")), "counted from time zero"),
        (lambda: event_table([[1, 2]]), "one column of numbers, not an array of shape"),
        (lambda: event_table([1, 2], [1]), "events has 1 value, but there are 2 days"),
        (lambda: event_table([1, 2], [0, 3]), "1 value of events is above 1 .* pass every cause in causes"),
        (lambda: event_table([1, 2], [0, -1]), "1 value of events is negative"),
        (lambda: event_table([4, 2], entry=[1, 2]), r"1 row of 2 end on or before their entry \(first: row 1"),
        (lambda: event_table([1, 2], group=["a", None]), r"1 row of 2 have no group \(first: row 1"),
        (lambda: event_table([1, 2], group=["a"]), "group has 1 value"),
        (lambda: event_table([1, 2], weights=[1, -1]), "1 value of weights is missing, infinite or negative"),
        (lambda: event_table([1, 2], weights=[1]), "weights has the shape"),
        (lambda: event_table([1], causes=("x", "x")), "cause 'x' is named twice"),
        (lambda: table(days=[2, 1]), "sorted, and each there once"),
        (lambda: table(censored=np.zeros((1, 3))), r"censored must have the shape \(1, 2\), not \(1, 3\)"),
        (lambda: table(censored=np.full((1, 2), -1)), "Counts of censored must be 0 or more"),
        (lambda: table(entered=np.array([[0.0, 2.0]])), "More people leave than are at risk on 2 days .*first: day 1"),
        (lambda: table(groups=()), "at least one group"),
        (lambda: table().select("b"), "no group 'b'"),
        (lambda: kaplan_meier(table(), level=95), "level must be a number between 0 and 1, not 95"),
        (lambda: kaplan_meier(table()).at(-1), "cannot be asked for day -1"),
        (lambda: aalen_johansen(table()).median(), "has no median"),
        (lambda: aalen_johansen(table(), variance="alen"), "did you mean 'aalen'"),  # type: ignore[arg-type]
        (lambda: rmst(table(), horizon_days=0), "horizon_days must be a whole number of days"),
        (lambda: rmst_difference(table(), horizon_days=5), "at least two groups"),
        (lambda: proportion(5, 4), "events must lie between 0 and n, but 5 of 4"),
        (lambda: proportion(1, 4, method="wald"), "method must be one of wilson"),  # type: ignore[arg-type]
        (lambda: loglog_test(0.8, 0.1, 85), "value must be a number between 0 and 1"),
        (lambda: bootstrap(event_table([5], entry=[1]), horizons_days=[2], seed=1), "late entry cannot be resampled"),
        (lambda: bootstrap(event_table([5], weights=[0.5]), horizons_days=[2], seed=1), "draws whole people"),
        (lambda: event_table([5, 1e200]), r"1 value of days is beyond 1e\+18 \(first: row 1, counting"),
        (lambda: event_table([5, 6], weights=[1, 1e300]), r"1 value of weights is beyond 1e\+18 people, or below"),
        (lambda: event_table([5, 6], weights=[1, 1e-300]), r"1 value of weights is beyond 1e\+18 people, or below"),
        (lambda: cox(PEOPLE.assign(age=[1e200, 1, 2, 3]), covariates=["age"]), "1 value of age is larger"),
        (lambda: cox(PEOPLE, covariates=["agee"]), "no column 'agee'; did you mean 'age'"),
        (lambda: cox(PEOPLE, covariates=["age", "age"]), "'age' is asked for twice"),
        (lambda: cox(PEOPLE, covariates=[]), "at least one covariate"),
        (lambda: cox(PEOPLE.assign(time=-1), covariates=["age"]), "4 values of time must be 0 or more"),
        (lambda: cox(PEOPLE.assign(event=2), covariates=["age"]), r"4 values of event must be 0 or 1 \(first: row 0"),
        (lambda: cox(PEOPLE.assign(event=0), covariates=["age"]), "no events among 4 complete rows"),
        (lambda: cox(PEOPLE.assign(age=7), covariates=["age"]), "age is the same for everybody"),
        (lambda: cox(PEOPLE, covariates=["sex"], references={"sex": "x"}), "sex has no category 'x'"),
        (lambda: cox(PEOPLE, covariates=["age"], references={"age": 1}), "age is a number"),
        (lambda: cox(PEOPLE, covariates=["age"], references={"sex": "f"}), "which is no covariate"),
        (lambda: cox(PEOPLE.assign(age=np.inf), covariates=["age"]), "4 values of age are infinite"),
    ],
)
def test_texts(call: Callable[[], object], text: str) -> None:
    with pytest.raises(EstimateError, match=text):
        call()

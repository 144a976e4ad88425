"""Every function that takes a frame with one row per person takes it alike, and refuses alike what would mislead."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

import isostats as iso

polars = pytest.importorskip("polars")
N = 240


def people() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({
        "time": rng.integers(1, 900, N), "event": rng.integers(0, 2, N), "age": rng.integers(12, 40, N),
        "sex": rng.choice(["f", "m"], N), "site": rng.choice(["a", "b"], N), "doctor": rng.integers(0, 30, N),
        "dose": rng.integers(60, 220, N), "weight": rng.integers(1, 4, N),
    })  # fmt: skip
    return frame.assign(entry=np.where(frame["time"] > 50, 10, 0))


def given(frame: pd.DataFrame) -> pd.DataFrame:
    """What a curve of a completed frame rests on: the mean of the values that were drawn."""
    drawn = iso.impute(frame, columns=["age", "sex", "dose"], seed=1, imputations=3)
    return pd.DataFrame([[drawn.missing, drawn.categories, pd.to_numeric(each["age"]).sum()] for each in drawn])


def adjusted(frame: pd.DataFrame) -> pd.DataFrame:
    columns = frame[["site", "age"]] if hasattr(frame, "lazy") else frame.loc[:, frame.columns.isin(["site", "age"])]
    counts = iso.confounded_table(frame["time"], frame["event"], group=frame["sex"], confounders=columns)
    return pd.DataFrame({"n": counts.table.n, "events": counts.table.events.sum(axis=(1, 2))})


Answer = Callable[[pd.DataFrame], pd.DataFrame]
CALLS: dict[str, Answer] = {
    "cox": lambda frame: iso.cox(frame, covariates=["age", "sex"], strata=["site"], cluster="doctor", entry="entry",
                                 weights="weight").frame,
    "effect_modification": lambda frame: iso.effect_modification(frame, covariate="age", by="sex").frame,
    "dose_hazard": lambda frame: iso.dose_hazard(frame, dose="dose").at([100, 150]),
    "impute": given,
    "confounded_table": adjusted,
}  # fmt: skip
MODELS = [name for name in CALLS if name != "confounded_table"]
ROLES = {
    "cox": {"time", "event", "age", "sex", "site", "doctor", "entry", "weight"},
    "effect_modification": {"time", "event", "age", "sex"}, "dose_hazard": {"time", "event", "dose"},
    "impute": {"time", "event", "age", "sex", "dose"}, "confounded_table": {"site", "age"},
}  # fmt: skip
DAYS = {"cox": ("time", "entry"), "effect_modification": ("time",), "dose_hazard": ("time",), "impute": ("time",)}
NUMBERS = {"cox": ("age", "event", "weight"), "effect_modification": ("age", "event"), "dose_hazard": ("dose", "event"),
           "impute": ("age", "event")}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_frames_of_polars_answer_as_those_of_pandas(name: str) -> None:
    frame = people()
    for other in (polars.from_pandas(frame), polars.from_pandas(frame).lazy()):
        if name != "confounded_table" or not isinstance(other, polars.LazyFrame):
            pd.testing.assert_frame_equal(CALLS[name](other), CALLS[name](frame))


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("kept", [int, Decimal, np.float32], ids=["whole", "decimal", "numpy"])
def test_numbers_in_a_column_of_objects_are_numbers(name: str, kept: Callable[[Any], object]) -> None:
    frame = people()
    frame.loc[3, NUMBERS[name][0]] = np.nan
    objects = {
        column: pd.Series([None if each != each else kept(int(each)) for each in frame[column]], dtype=object)
        for column in {*NUMBERS[name], *DAYS[name]}
    }
    pd.testing.assert_frame_equal(CALLS[name](frame.assign(**objects)), CALLS[name](frame))


@pytest.mark.parametrize("name", ["cox", "effect_modification", "impute"])
def test_a_word_among_numbers_is_refused(name: str) -> None:
    frame = people().astype({"age": object})
    frame.loc[7, "age"] = "unknown"
    with pytest.raises(iso.EstimateError, match=r"age holds 239 numbers and 1 word \(first: row 7.*'unknown'\)"):
        CALLS[name](frame)


@pytest.mark.parametrize(("name", "column"), [(name, column) for name in CALLS for column in sorted(ROLES[name])])
def test_a_column_that_stands_twice_is_refused(name: str, column: str) -> None:
    frame = people()
    doubled = pd.concat([frame, frame[[column]]], axis=1)
    with pytest.raises(iso.EstimateError, match=rf"'{column}' stands twice in the frame.*columns.duplicated"):
        CALLS[name](doubled)


@pytest.mark.parametrize(("name", "column"), [(name, column) for name in DAYS for column in DAYS[name]])
def test_a_date_is_no_number_of_days(name: str, column: str) -> None:
    frame = people()
    dates = pd.Timestamp("2020-01-01") + pd.to_timedelta(frame[column], unit="D")
    lengths = pd.to_timedelta(frame[column], unit="D")
    for held, words in ((dates, "dates"), (dates.dt.date, "dates"), (lengths, "lengths of time")):
        with pytest.raises(iso.EstimateError, match=rf"{column} holds {words}, and .* is a number of days: give "):
            CALLS[name](frame.assign(**{column: held}))


@pytest.mark.parametrize(("name", "column"), [(name, column) for name in NUMBERS for column in NUMBERS[name]])
def test_a_date_is_no_covariate_or_other_number(name: str, column: str) -> None:
    with pytest.raises(iso.EstimateError, match=f"{column} holds dates"):
        CALLS[name](people().assign(**{column: pd.Timestamp("2020-01-01")}))


@pytest.mark.parametrize("name", MODELS)
def test_what_is_no_frame_and_a_column_that_is_not_there_are_told(name: str) -> None:
    with pytest.raises(iso.EstimateError, match="needs a frame of pandas or polars with one row per person, not"):
        CALLS[name]({"time": [1]})  # type: ignore[arg-type]
    with pytest.raises(iso.EstimateError, match="There is no column 'time'"):
        CALLS[name](people().drop(columns="time"))


def test_names_that_are_no_texts_are_refused_with_the_way_out() -> None:
    frame = people().rename(columns={"age": 0})
    for asked in (0, "0"):
        with pytest.raises(iso.EstimateError, match=r"frame.rename\(columns=str\), and ask for '0'"):
            iso.cox(frame, covariates=[asked])  # type: ignore[list-item]
    assert iso.cox(frame.rename(columns=str), covariates=["0"]).frame["estimate"].notna().all()


def test_two_terms_of_one_name_are_refused() -> None:
    frame = people().assign(**{"sex=m": people()["age"]})
    with pytest.raises(iso.EstimateError, match="'sex' and 'sex=m' both have a term 'sex=m'"):
        iso.cox(frame, covariates=["sex", "sex=m"])


def test_columns_whose_rows_are_labelled_differently_are_never_paired() -> None:
    frame = people()
    other = frame[["site", "age"]].sort_values("age")
    with pytest.raises(iso.EstimateError, match="days and confounders have different labels"):
        iso.confounded_table(frame["time"], frame["event"], group=frame["sex"], confounders=other)
    with pytest.raises(iso.EstimateError, match="group and confounders have different labels"):
        iso.confounded_table(frame["time"].to_numpy(), group=frame["sex"], confounders=other)
    left, right = pd.Series([0, 100, 200]), pd.Series([-1, 200, 100], index=[2, 1, 0])
    with pytest.raises(iso.EstimateError, match="after and by have different labels"):
        iso.turnbull(left, right)
    with pytest.raises(iso.EstimateError, match="after and people have different labels"):
        iso.turnbull(left, right.sort_index().to_numpy(), people=pd.Series([1, 2, 3], index=[2, 1, 0]))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: iso.turnbull([0, 100], [100, -1], people=[10, -2]), "1 value of people is missing, infinite or neg"),
        (lambda: iso.turnbull([0.5, 100], [100, -1]), r"1 value of after is not whole \(first: row 0"),
        (lambda: iso.turnbull([0, 100], [100, np.nan]), r"1 value of by is missing or infinite \(first: row 1"),
        (lambda: iso.turnbull([0, 100], [100, np.inf]), "1 value of by is missing or infinite"),
        (lambda: iso.turnbull([0, 100], [100]), "by has 1 value, but there are 2 after"),
        (lambda: iso.turnbull([0, 100], [100, -1], people=[1]), "people has the shape"),
    ],
)
def test_intervals_that_cannot_be_say_so(call: Callable[[], object], text: str) -> None:
    with pytest.raises(iso.EstimateError, match=text):
        call()

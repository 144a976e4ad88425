"""The Cox model's dealings with what cannot be estimated, and with what is missing."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from isostats._checks import EstimateError
from isostats.estimate import cox, regression
from isostats.estimate.efron import efron_solution


@pytest.fixture
def people() -> pd.DataFrame:
    random = np.random.default_rng(11)
    n = 300
    frame = pd.DataFrame(
        {
            "time": random.integers(1, 60, n),
            "event": random.integers(0, 2, n),
            "age": random.integers(15, 45, n).astype(float),
            "sex": random.choice(["female", "male"], n, p=[0.6, 0.4]),
            "kind": random.choice(["p", "q", "r"], n, p=[0.5, 0.3, 0.2]),
            "site": random.choice(["north", "south"], n),
        }
    )
    return frame


def test_terms_references_and_counts(people: pd.DataFrame) -> None:
    found = cox(people, covariates=["age", "sex", "kind"])
    assert found.frame["term"].tolist() == ["age", "sex=male", "kind=q", "kind=r"]
    assert found.frame["reference"].tolist() == ["", "female", "p", "p"]
    male = people[people["sex"] == "male"]
    assert found.frame.loc[1, ["n", "events"]].tolist() == [len(male), male["event"].sum()]
    assert found.frame.loc[0, ["n", "events"]].tolist() == [300, people["event"].sum()]
    other = cox(people, covariates=["sex"], references={"sex": "male"}).frame.iloc[0]
    one = cox(people, covariates=["sex"]).frame.iloc[0]
    assert other["estimate"] == pytest.approx(1 / one["estimate"])
    assert other["lower"] == pytest.approx(1 / one["upper"])


def test_rows_without_a_covariate_or_stratum_are_counted(people: pd.DataFrame) -> None:
    people.loc[:9, "age"] = np.nan
    people.loc[5:7, "sex"] = None
    people.loc[299, "site"] = None
    found = cox(people, covariates=["age", "sex"], strata=["site"])
    assert found.lost == {"age": 10, "sex": 3, "site": 1}
    assert (found.rows_lost, found.n) == (11, 289)
    whole = cox(people.dropna(), covariates=["age", "sex"], strata=["site"])
    assert np.array_equal(found.frame["estimate"], whole.frame["estimate"])
    assert "left out for missing values: 11 rows (age 10, sex 3, site 1)" in repr(found)


def test_a_category_without_events_has_a_note_and_changes_nothing_else(people: pd.DataFrame) -> None:
    people.loc[people["kind"] == "r", "event"] = 0
    found = cox(people, covariates=["age", "kind"])
    without = cox(people[people["kind"] != "r"], covariates=["age", "kind"])
    terms = found.frame.set_index("term")
    assert np.isnan(terms.loc["kind=r", "estimate"])
    np.testing.assert_allclose(terms.loc[["age", "kind=q"], "estimate"], without.frame["estimate"], rtol=1e-10)
    assert any("no events among kind=r" in note for note in found.notes)
    assert found.n == 300


def test_what_says_nothing_is_left_out_with_a_note(people: pd.DataFrame) -> None:
    found = cox(people.assign(same=1.0, double=2 * people["age"] + 5), covariates=["age", "same", "double"])
    assert found.frame["estimate"].notna().tolist() == [True, False, False]
    assert found.notes == (
        "same is the same for everybody in the model and was left out.",
        "double follows from the covariates before it and was left out.",
    )


def test_few_events_are_said(people: pd.DataFrame) -> None:
    found = cox(people.head(14), covariates=["age", "sex", "kind"])
    assert any("fewer than 5 per term" in note for note in found.notes)


def test_separation_is_no_number(people: pd.DataFrame) -> None:
    told = people["event"] * 1.0  # only those with an event have it
    found = cox(people.assign(told=told), covariates=["told", "age"])
    assert np.isnan(found.frame.loc[0, ["estimate", "lower", "upper", "p_value"]].astype(float)).all()
    assert found.frame.loc[1, "std_error"] < 1
    assert any(note.startswith("The hazard ratio of told grows or falls without limit") for note in found.notes)
    with pytest.raises(EstimateError, match="does not converge: some covariate"):
        cox(people.assign(told=told), covariates=["told"])


def test_no_warnings_leak(people: pd.DataFrame) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert cox(people.head(20), covariates=["age", "sex"]).n == 20
        assert cox(people.assign(flag=people["age"] > 30), covariates=["flag"]).frame["term"].tolist() == ["flag=True"]


@pytest.mark.parametrize("strata", [[], ["site"]])
def test_the_start_for_many_rows_is_the_solution(
    people: pd.DataFrame, strata: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With many rows lifelines starts from our own solution: it must be its own, to rounding."""
    plain = cox(people, covariates=["age", "sex", "kind"], strata=strata)
    found: list[np.ndarray | None] = []

    def kept(*given: np.ndarray) -> np.ndarray | None:
        found.append(efron_solution(*given))
        return found[-1]

    monkeypatch.setattr(regression, "FEW_ROWS", 0)
    monkeypatch.setattr(regression, "efron_solution", kept)
    started = cox(people, covariates=["age", "sex", "kind"], strata=strata)
    assert found[0] is not None
    for name in ("coefficient", "std_error", "p_value"):
        np.testing.assert_allclose(started.frame[name], plain.frame[name], rtol=1e-9, atol=1e-12)
    age = found[0][0] / people["age"].std()
    assert age == pytest.approx(plain.frame.loc[0, "coefficient"], rel=1e-9)


def test_without_a_finite_solution_there_is_no_start() -> None:
    event = np.array([1.0, 1.0, 0.0, 0.0])
    assert efron_solution(event[:, None], np.array([1.0, 2, 3, 4]), event, np.zeros(4, dtype=np.intp)) is None

"""Robust errors of Cox models and tests of proportional hazards: laws, and simulations where the naive way fails."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import isostats as iso
from isostats.errors import EstimateError


def people(seed: int, n: int = 60) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame({
        "time": random.integers(1, 25, n), "event": random.random(n) < 0.7, "age": random.normal(30, 5, n),
        "kind": random.choice(["p", "q"], n), "doctor": random.integers(0, 12, n), "weight": random.uniform(0.3, 3, n),
    }).astype({"event": int})  # fmt: skip


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_neither_names_of_clusters_nor_the_unit_of_a_covariate_or_a_weight_matter(seed: int) -> None:
    rows = people(seed)
    asked = {"covariates": ["age", "kind"], "weights": "weight", "cluster": "doctor"}
    one = iso.cox(rows, **asked)
    renamed = rows["doctor"].map(lambda number: f"Dr {97 * number % 101}")
    other = iso.cox(rows.assign(doctor=renamed, age=rows["age"] / 10 + 2000, weight=rows["weight"] * 7), **asked)
    scale = np.array([0.1, 1.0])
    np.testing.assert_allclose(other.frame["std_error"] * scale, one.frame["std_error"], rtol=1e-8)
    for transform in ("km", "identity"):
        tests = [iso.proportional_hazards(each, transform=transform).frame["statistic"] for each in (one, other)]
        np.testing.assert_allclose(tests[1], 7 * tests[0], rtol=1e-6, atol=1e-9)  # as if people were seven each


def test_a_cluster_is_counted_once_however_often_its_people_are_written() -> None:
    """Doctors who treat all their patients alike: by people the error is too small, by doctor it is not."""
    covered = {"by people": 0, "by doctor": 0}
    times = 120
    for seed in range(times):
        random = np.random.default_rng(seed)
        doctor = np.repeat(np.arange(40), 8)
        dose, frailty = random.normal(size=40)[doctor], random.normal(0, 0.8, 40)[doctor]
        time = random.exponential(np.exp(-frailty)) * 300
        rows = pd.DataFrame({
            "time": np.minimum(time, 600), "event": (time < 600).astype(int), "dose": dose, "doctor": doctor,
        })  # fmt: skip
        for name, cluster in (("by people", None), ("by doctor", "doctor")):
            term = iso.cox(rows, covariates=["dose"], cluster=cluster).frame.iloc[0]
            covered[name] += term["lower"] <= 1 <= term["upper"]
    assert covered["by doctor"] >= 0.88 * times
    assert covered["by people"] <= 0.75 * times


def test_an_effect_that_fades_is_told_from_one_that_stays() -> None:
    refused = {"fades": 0, "stays": 0}
    for seed in range(60):
        random = np.random.default_rng(seed)
        n = 400
        treated = random.integers(0, 2, n)
        early = random.exponential(1 / np.where(treated, 3.0, 1.0))
        time = {"stays": early, "fades": np.where(early < 0.4, early, 0.4 + random.exponential(1.0, n))}
        for name, years in time.items():
            rows = pd.DataFrame({"time": years, "event": 1, "treated": treated})
            p = iso.proportional_hazards(iso.cox(rows, covariates=["treated"])).frame["p_value"].iloc[0]
            refused[name] += p < 0.05
    assert refused["fades"] >= 50
    assert refused["stays"] <= 9


def test_what_cannot_be_tested_is_said() -> None:
    rows = people(3)
    model = iso.cox(rows.assign(same_day=1.0 * rows["event"]), covariates=["same_day", "age"])
    with pytest.raises(EstimateError, match=r"ratio of same_day has no estimate.*Leave that covariate out"):
        iso.proportional_hazards(model)
    with pytest.raises(EstimateError, match="All events fall on one time"):
        iso.proportional_hazards(iso.cox(rows.assign(time=5 + 2 * (rows["event"] == 0)), covariates=["age"]))
    with pytest.raises(EstimateError, match="kept without its rows"):
        iso.proportional_hazards(replace(iso.cox(rows, covariates=["age"]), fit=None))
    with pytest.raises(EstimateError, match="transform"):
        iso.proportional_hazards(iso.cox(rows, covariates=["age"]), transform="sqrt")  # type: ignore[arg-type]


def test_few_clusters_are_said_and_rows_without_one_are_counted() -> None:
    rows = people(4).astype({"doctor": float})
    rows.loc[:4, "doctor"] = np.nan
    model = iso.cox(rows, covariates=["age"], cluster="doctor")
    assert model.lost == {"age": 0, "doctor": 5}
    assert model.n == 55
    said = "Robust errors of 12 clusters (doctor), fewer than 20, are too small: limits are too narrow"
    assert model.notes[-1].startswith(said)
    assert "p is too often below 0.05" in model.notes[-1]
    assert "errors robust by 12 of doctor" in str(model)
    assert iso.cox(people(4), covariates=["age"], cluster="kind", strata=["kind"]).clusters == 2


def test_no_error_is_quoted_of_as_many_terms_as_there_are_clusters() -> None:
    """Influences of clusters sum to zero: of k clusters the errors span k - 1 terms, and more cannot be told."""
    rows = people(4)
    rows["region"] = rows["doctor"] % 3
    rows["more"] = (np.arange(len(rows)) * 7 % 11).astype(float)
    rows["other"] = (np.arange(len(rows)) * 5 % 13).astype(float)
    two, three = ["age", "more"], ["age", "more", "other"]
    assert iso.cox(rows, covariates=two, cluster="region").frame["std_error"].notna().all()
    model = iso.cox(rows, covariates=three, cluster="region", univariable=True)
    assert model.frame["estimate"].tolist() == iso.cox(rows, covariates=three).frame["estimate"].tolist()
    assert model.frame[["lower", "upper", "std_error", "p_value"]].isna().all(axis=None)
    assert model.univariable is not None
    assert model.univariable["std_error"].notna().all(), "each alone has fewer terms than clusters"
    assert any("3 clusters (region) cannot tell the errors of 3 terms" in note for note in model.notes)


def test_a_covariate_alone_is_a_model_of_it_among_the_rows_of_all() -> None:
    rows = people(6)
    rows.loc[:5, "kind"] = None
    model = iso.cox(rows.assign(same=1.0), covariates=["age", "kind", "same"], cluster="doctor", univariable=True)
    assert model.univariable is not None
    for name in ("age", "kind"):
        alone = iso.cox(rows.dropna(), covariates=[name], cluster="doctor").frame.iloc[0]
        term = model.univariable[model.univariable["term"] == alone["term"]].iloc[0]
        assert term[["estimate", "std_error", "n"]].tolist() == alone[["estimate", "std_error", "n"]].tolist()
    assert np.isnan(model.univariable["estimate"].iloc[2])

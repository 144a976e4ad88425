"""The Cox model's dealings with what cannot be estimated, and with what is missing."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from isostats.errors import EstimateError
from isostats.estimate import cox, efron, risk_sets


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
def test_lifelines_finds_the_same(people: pd.DataFrame, strata: list[str]) -> None:
    from lifelines import CoxPHFitter

    terms = pd.get_dummies(people[["age", "sex", "kind"]], dtype=float).drop(columns=["sex_female", "kind_p"])
    rows = terms.assign(**people[["time", "event", *strata]])
    exact = {"step_size": 1.0, "precision": 1e-18, "r_precision": 0.0}
    theirs = CoxPHFitter().fit(rows, "time", "event", strata=strata or None, fit_options=exact)
    ours = cox(people, covariates=["age", "sex", "kind"], strata=strata)
    np.testing.assert_allclose(ours.frame["coefficient"], theirs.params_, rtol=1e-9)
    np.testing.assert_allclose(ours.frame["std_error"], theirs.standard_errors_, rtol=1e-9)
    assert ours.log_likelihood == pytest.approx(theirs.log_likelihood_, rel=1e-12)


def test_a_thin_start_and_blocks_change_nothing(people: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many rows begin with the solution of a part of them, and are summed in blocks."""
    plain = cox(people, covariates=["age", "sex", "kind"], strata=["site"])
    for name, value in (("MANY", 100), ("THIN", 60), ("BLOCK", 7)):
        monkeypatch.setattr(risk_sets if name == "BLOCK" else efron, name, value)
    thin = cox(people, covariates=["age", "sex", "kind"], strata=["site"])
    for name in ("coefficient", "std_error", "p_value"):
        np.testing.assert_allclose(thin.frame[name], plain.frame[name], rtol=1e-9, atol=1e-12)


def test_people_who_are_alike_are_one_row_of_a_category_alone(people: pd.DataFrame) -> None:
    """People of one stratum, day and level are summed as one row; a model of that category alone sums each of them."""
    weeks = people.assign(time=people["time"] // 7)
    beside = cox(weeks, covariates=["age", "kind"], strata=["site"], univariable=True)
    alone = cox(weeks, covariates=["kind"], strata=["site"])
    assert beside.univariable is not None
    assert beside.fit is not None
    kinds = beside.univariable.set_index("term").loc[alone.frame["term"]].reset_index()
    for name in ("coefficient", "std_error"):
        np.testing.assert_allclose(kinds[name], alone.frame[name], rtol=1e-9, atol=1e-12)
    assert kinds["n"].tolist() == alone.frame["n"].tolist()
    rows, level = beside.fit.rows, np.zeros(len(weeks), dtype=np.intp)
    fewer = rows.joined(level)
    assert fewer.people is not None
    assert fewer.people.sum() == len(rows.exit) == 300
    assert len(fewer.exit) == len(weeks.groupby(["site", "time", "event"])), "of one level, only these tell rows apart"
    assert fewer.people[fewer.failed].sum() == rows.failed.sum()
    assert replace(rows, weight=np.ones(300)).joined(level).people is None


def test_categories_are_told_by_their_text(people: pd.DataFrame) -> None:
    plain = cox(people, covariates=["sex", "kind"]).frame
    coded = people.assign(sex=people["sex"].astype("category"), kind=people["kind"].astype("category"))
    pd.testing.assert_frame_equal(cox(coded, covariates=["sex", "kind"]).frame, plain)
    mixed = people.assign(kind=people["kind"].map({"p": "1", "q": 1, "r": 2.5}))  # "1" and 1 read alike
    assert cox(mixed, covariates=["kind"]).frame["term"].tolist() == ["kind=2.5"]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("late", 70.0, "1 value of late must be a number below time"), ("share", 0.0, "1 value of share must be above 0")],
)
def test_impossible_entries_and_weights(people: pd.DataFrame, name: str, value: float, words: str) -> None:
    rows = people.assign(late=0.0, share=1.0)
    rows.loc[3, name] = value
    with pytest.raises(EstimateError, match=rf"{words} \(first: row 3"):
        cox(rows, covariates=["age"], entry="late", weights="share")


def test_separation_by_several_covariates_together_is_no_number() -> None:
    """R runs out of steps here; where a search happens to stop is no estimate."""
    random = np.random.default_rng(3)
    rows = pd.DataFrame(random.normal(size=(12, 6)), columns=list("abcdef"))
    rows = rows.assign(time=random.permutation(12) + 1, event=[1, 1] + [0] * 10)
    with pytest.raises(EstimateError, match="some covariates together, tell those with an event"):
        cox(rows, covariates=list("abcdef"))


def test_one_value_far_from_all_others_is_named_and_no_separation_is_said() -> None:
    rng = np.random.default_rng(8)
    people = pd.DataFrame({"time": rng.integers(1, 500, 200), "event": rng.integers(0, 2, 200)})
    people["x"] = rng.normal(size=200)
    people["age"] = rng.integers(15, 40, 200)
    people.loc[3, "x"] = 1e8
    for event in (0, 1):
        people.loc[3, "event"] = event
        try:
            words = " ".join(cox(people, covariates=["x", "age"]).notes)
        except EstimateError as error:
            words = str(error)
        assert "perfectly" not in words
    with pytest.raises(EstimateError, match=r"One value of x, 1e\+08, lies so far from all others"):
        cox(people.assign(event=people["event"].where(people["x"] < 1e8, 0)), covariates=["x"])


@pytest.mark.filterwarnings("error")
def test_a_ratio_per_tiny_unit_is_no_number_and_says_so() -> None:
    rng = np.random.default_rng(9)
    people = pd.DataFrame({"time": rng.integers(1, 500, 200), "event": 1, "x": rng.normal(size=200)})
    base, tiny = (cox(people.assign(x=people["x"] * unit), covariates=["x"]) for unit in (1, 1e-6))
    assert tiny.frame["coefficient"].iloc[0] == pytest.approx(base.frame["coefficient"].iloc[0] * 1e6)
    assert tiny.frame["p_value"].iloc[0] == pytest.approx(base.frame["p_value"].iloc[0])
    assert tiny.frame[["estimate", "lower", "upper"]].isna().all(axis=None)
    assert any("The hazard ratio per unit of x is too large or too small" in note for note in tiny.notes)
    assert np.isfinite(base.frame[["estimate", "lower", "upper"]]).all(axis=None)
    assert not base.notes

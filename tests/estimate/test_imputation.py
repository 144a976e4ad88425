"""Multiple imputation: laws of what is drawn and combined, and a known truth that complete rows miss."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import isostats as iso
from isostats.estimate import imputation_chains
from isostats.estimate.rubin import combined

TRUE = {"dose": -0.5, "sex=male": 0.6}


def people(n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Relapses that go with dose and sex by a known law; which is not recorded goes with early relapse and weight."""
    dose = rng.normal(size=n)
    sex = np.where(rng.random(n) < 1 / (1 + np.exp(-dose)), "male", "female")
    relapse = rng.exponential(300 * np.exp(-TRUE["dose"] * dose - TRUE["sex=male"] * (sex == "male")))
    left = rng.uniform(50, 700, n)
    frame = pd.DataFrame({"time": np.ceil(np.minimum(relapse, left)), "event": (relapse <= left).astype(int)})
    early = (frame["event"] == 1) & (frame["time"] < 150)
    frame["weight"] = dose + rng.normal(0, 0.2, n)
    light = frame["weight"] < 0
    frame["dose"] = np.where(rng.random(n) < np.where(early & light, 0.85, 0.1), np.nan, dose)
    frame["sex"] = np.where(rng.random(n) < np.where(early & light, 0.5, 0.05), None, sex)
    return frame


def test_complete_rows_are_biased_and_imputations_are_not() -> None:
    rng = np.random.default_rng(4)
    imputed, complete, held = [], [], []
    for _ in range(25):
        frame = people(400, rng)
        drawn = iso.impute(frame, columns=["dose", "sex", "weight"], imputations=5, iterations=3, seed=rng)
        model = iso.cox_imputed(drawn, covariates=["dose", "sex"], references={"sex": "female"})
        mine = model.frame.set_index("term").loc[list(TRUE)]
        truth = np.array([*TRUE.values()])
        imputed.append(mine["coefficient"] - truth)
        complete.append(model.complete.frame.set_index("term").loc[list(TRUE), "coefficient"] - truth)
        held.append((np.log(mine["lower"]) <= truth) & (truth <= np.log(mine["upper"])))
    bias, of_complete = np.mean(imputed, axis=0), np.mean(complete, axis=0)
    assert np.abs(bias).max() < 0.05
    assert of_complete[0] > 0.1
    assert np.mean(held) > 0.87


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(40, 120), mixed=st.booleans())
def test_what_is_drawn_was_recorded_and_what_was_recorded_stays(seed: int, n: int, mixed: bool) -> None:
    frame = people(n, np.random.default_rng(seed))
    columns = ["dose", "sex", *["weight"] * mixed]
    drawn = iso.impute(frame, columns=columns, imputations=2, iterations=2, seed=seed)
    assert drawn.missing == {name: count for name in columns if (count := int(frame[name].isna().sum()))}
    for name in drawn.missing:
        for each in drawn:
            known = frame[name].notna()
            assert each[name].notna().all()
            assert (each.loc[known, name].astype(str) == frame.loc[known, name].astype(str)).all()
            assert set(each[name]) <= set(frame[name].dropna())
    again = iso.impute(frame, columns=columns, imputations=2, iterations=2, seed=seed)
    for one, other in zip(drawn, again, strict=True):
        pd.testing.assert_frame_equal(one, other)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_an_imputation_does_not_depend_on_how_many_there_are_or_go_together(seed: int) -> None:
    frame = people(120, np.random.default_rng(seed))
    columns = ["dose", "sex", "weight"]
    two = iso.impute(frame, columns=columns, imputations=2, iterations=2, seed=seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(imputation_chains, "AT_ONCE", 1)
        three = iso.impute(frame, columns=columns, imputations=3, iterations=2, seed=seed)
    for one, other in zip(two, three, strict=False):
        pd.testing.assert_frame_equal(one, other)


@settings(max_examples=40, deadline=None)
@given(
    estimates=st.lists(st.floats(-2, 2), min_size=2, max_size=8), within=st.floats(0.01, 1),
    complete_df=st.one_of(st.just(np.inf), st.floats(2, 1000)),
)  # fmt: skip
def test_rules(estimates: list[float], within: float, complete_df: float) -> None:
    values = np.array(estimates)[:, None]
    rules = combined(values, np.full_like(values, within), complete_df=complete_df)
    assert np.isclose(rules.estimate[0], np.mean(estimates))
    assert rules.std_error[0] >= np.sqrt(within) * (1 - 1e-12)
    assert 0 <= rules.missing_information[0] <= 1
    assert rules.df[0] <= complete_df
    same = combined(np.zeros((len(estimates), 1)), np.full_like(values, within), complete_df=complete_df)
    assert np.isclose(same.std_error[0], np.sqrt(within))


def test_categories_separated_by_the_outcome_and_columns_that_follow_from_others_are_drawn() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"time": np.arange(1, 101), "event": np.arange(100) % 2, "age": rng.normal(20, 3, 100)})
    frame["twice"], frame["one"] = 2 * frame["age"], 1.0
    frame["site"] = np.where(frame["event"] == 1, "a", "b")
    frame.loc[::7, "site"], frame.loc[::5, "age"] = None, np.nan
    for each in iso.impute(frame, columns=["age", "twice", "one", "site"], imputations=3, seed=2):
        assert (each["age"] * 2 - each["twice"])[::5].abs().median() < 0.5
        assert (each["site"].astype(str) == np.where(each["event"] == 1, "a", "b")).mean() > 0.95


@pytest.mark.parametrize(
    ("keywords", "words"),
    [
        ({"columns": ["doze"]}, "There is no column 'doze'; did you mean 'dose'"),
        ({"columns": ["few"]}, "few is recorded of 4 rows, fewer than 10: too few to impute it from. Leave it out."),
        ({"columns": ["dose"], "imputations": 1}, "imputations must be a whole number of 2 or more, not 1."),
        ({"columns": ["dose", "far"]}, "1 value of far is larger than anything measured, such as 1e"),
        ({"columns": ["dose", "many"]}, "many has 120 categories, more than 100: too many to impute from or for."),
        ({"columns": ["dose", "time"]}, "The column 'time' is asked for twice, among duration, event, entry and"),
    ],
)
def test_what_cannot_be_imputed(keywords: dict[str, object], words: str) -> None:
    frame = people(120, np.random.default_rng(1)).assign(few=[*range(4), *[None] * 116])
    frame = frame.assign(far=[1e200, *range(119)], many=[f"level {at}" for at in range(120)])
    with pytest.raises(iso.EstimateError, match="^" + words.replace("(", r"\(")):
        iso.impute(frame, **{"seed": 1, **keywords})  # type: ignore[arg-type]


def test_nothing_missing_is_no_model_of_imputations() -> None:
    frame = people(60, np.random.default_rng(1)).dropna()
    drawn = iso.impute(frame, columns=["dose", "sex"], seed=1)
    assert drawn.missing == {}
    with pytest.raises(iso.EstimateError, match="Nothing was imputed of dose"):
        iso.cox_imputed(drawn, covariates=["dose"])


def test_clusters_and_strata_go_through() -> None:
    frame = people(300, np.random.default_rng(3)).assign(doctor=lambda each: np.arange(len(each)) % 30)
    frame["site"] = np.where(frame.index % 2, "a", "b")
    drawn = iso.impute(frame, columns=["dose", "sex", "weight", "site"], imputations=3, seed=1)
    model = iso.cox_imputed(drawn, covariates=["dose"], strata=["site"], cluster="doctor")
    each = [iso.cox(one, covariates=["dose"], strata=["site"], cluster="doctor").frame for one in drawn]
    assert np.isclose(model.frame["coefficient"].item(), np.mean([one["coefficient"].item() for one in each]))
    assert model.frame["std_error"].item() > np.sqrt(np.mean([one["std_error"].item() ** 2 for one in each]))

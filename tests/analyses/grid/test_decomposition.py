"""The variance of a grid over its choices: by hand, against statsmodels, and the laws that any split must keep."""

from __future__ import annotations

from itertools import permutations, product
from math import isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isostats.analyses.grid.definitions import decompose

LEVELS = {"outcome": ["any_treatment", "second_course"], "horizon_days": [365, 730, 1826], "gap_days": [30, 60, 90]}


def grid_of(estimates: list[float], levels: dict[str, list] = LEVELS) -> pd.DataFrame:
    """A factorial with these estimates, in order of the levels; None where a definition cannot be estimated."""
    frame = pd.DataFrame(list(product(*levels.values())), columns=list(levels))
    frame["estimate"] = pd.array(estimates, dtype="Float64").astype(float)
    frame["status"] = np.where(frame["estimate"].isna(), "beyond_followup", "ok")
    return frame.assign(denominator="censoring_aware", group="all")


def random_grid(seed: int, lost: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    size = int(np.prod([len(each) for each in LEVELS.values()]))
    estimates = rng.uniform(0.5, 0.95, size)
    estimates[rng.choice(size, lost, replace=False)] = np.nan
    return grid_of(list(estimates))


def shares(frame: pd.DataFrame) -> dict[str, float]:
    found = decompose(frame)
    return dict(zip(found["choice"], found["sum_of_squares"], strict=True))


def test_a_balanced_grid_by_hand() -> None:
    # mean 0.7; outcome means 0.8 and 0.6: 4 * 0.1^2 = 0.04; horizon means 0.75 and 0.65: 4 * 0.05^2 = 0.01; every cell
    # lies 0.02 off the sum of these: 4 * 0.02^2 = 0.0016
    found = decompose(
        grid_of([0.87, 0.73, 0.63, 0.57], {"outcome": ["second_course", "any_treatment"], "horizon_days": [365, 730]})
    ).set_index("choice")
    assert found["sum_of_squares"].to_dict() == pytest.approx(
        {"outcome": 0.04, "horizon_days": 0.01, "interactions": 0.0016, "total": 0.0516}, abs=1e-12
    )
    assert found.loc["outcome", "share"] == pytest.approx(0.04 / 0.0516, abs=1e-11)
    assert found.loc["outcome", ["lowest", "lowest_mean", "highest", "highest_mean"]].tolist() == [
        "any acne treatment", pytest.approx(0.6), "second course", pytest.approx(0.8),
    ]  # fmt: skip
    assert found.loc["horizon_days", ["lowest", "highest"]].tolist() == ["two years", "one year"]
    assert found["definitions"].tolist() == [4] * 4


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_balanced_grid_is_split_as_an_analysis_of_variance(seed: int) -> None:
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    frame = random_grid(seed)
    fit = ols(f"estimate ~ {' + '.join(f'C({name})' for name in LEVELS)}", frame).fit()
    table = anova_lm(fit, typ=2)["sum_sq"]
    found = shares(frame)
    for name in LEVELS:
        assert found[name] == pytest.approx(table[f"C({name})"], abs=1e-11)
    assert found["interactions"] == pytest.approx(table["Residual"], abs=1e-11)


@pytest.mark.parametrize("seed", [4, 5, 6])
def test_with_definitions_missing_it_is_the_mean_over_every_order_of_entering(seed: int) -> None:
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    frame = random_grid(seed, lost=6)
    kept = frame.dropna()
    entered: dict[str, list[float]] = {name: [] for name in LEVELS}
    for order in permutations(LEVELS):
        table = anova_lm(ols(f"estimate ~ {' + '.join(f'C({name})' for name in order)}", kept).fit(), typ=1)["sum_sq"]
        for name in order:
            entered[name].append(table[f"C({name})"])
    found = shares(frame)
    for name, sums in entered.items():
        assert found[name] == pytest.approx(np.mean(sums), abs=1e-11)
        assert max(sums) - min(sums) > 1e-6  # the orders do disagree, or this test would show nothing
    assert found["interactions"] == pytest.approx(table["Residual"], abs=1e-11)


@given(seed=st.integers(0, 10_000), lost=st.integers(0, 12))
def test_shares_add_up_and_none_is_negative(seed: int, lost: int) -> None:
    found = decompose(random_grid(seed, lost)).set_index("choice")
    parts = found.drop("total")
    assert parts["share"].sum() == pytest.approx(1, abs=1e-9)
    assert parts["share"].min() >= -1e-12
    order = parts.drop("interactions")["share"].tolist()
    assert order == sorted(order, reverse=True)


def test_a_choice_that_changes_nothing_has_no_share() -> None:
    frame = grid_of([0.9] * 9 + [0.6] * 9)
    found = decompose(frame).set_index("choice")["share"]
    assert found.to_dict() == pytest.approx(
        {"outcome": 1, "horizon_days": 0, "gap_days": 0, "interactions": 0, "total": 1}
    )


def test_a_choice_that_changes_no_pair_has_no_share_where_definitions_are_missing() -> None:
    """Outcome and horizon do not add up, and what is missing goes with the gap: entered first, it would be credited."""
    frame = grid_of([share for share in (0.8, 0.7, 0.5, 0.95, 0.94, 0.93) for _ in LEVELS["gap_days"]])
    lost = frame.index.isin([6, 7, 9, 16])
    frame.loc[lost, ["estimate", "status"]] = (float("nan"), "beyond_followup")
    found = decompose(frame).set_index("choice")
    assert found.loc["gap_days", ["sum_of_squares", "share", "levels", "definitions"]].tolist() == [0, 0, 3, 14]
    assert found.drop("total")["share"].sum() == pytest.approx(1)
    moved = frame.assign(estimate=frame["estimate"] + 0.01 * (frame["gap_days"] == 90))
    assert decompose(moved).set_index("choice").loc["gap_days", "share"] > 1e-4


NESTED = {"outcome": ["systemic_treatment", "second_course"], "antibiotic_days": [0, 28], "horizon_days": [365, 730]}


def nested(moved: float) -> pd.DataFrame:
    """Two outcomes, of which a rule of antibiotics can change one alone; the primary definition has 28 days."""
    frame = grid_of([0.8, 0.7, 0.8 + moved, 0.7 + moved, 0.9, 0.85, 0.9, 0.85], NESTED)
    return frame.assign(primary=[False] * 3 + [True] + [False] * 4)


def test_a_rule_is_not_credited_with_how_outcomes_differ_that_it_cannot_change() -> None:
    """Second course stands once, under 28 days; no pair of systemic treatment is changed by the rule."""
    found = decompose(nested(0.0)).set_index("choice")
    assert found.loc["total", "definitions"] == 6
    rule = found.loc["antibiotic_days"]
    assert (str(rule["sum_of_squares"]), rule["share"], rule["levels"]) == ("0.0", 0, 2)
    assert rule["lowest_mean"] == rule["highest_mean"] == pytest.approx(0.75)
    assert found.loc["outcome", ["lowest_mean", "highest_mean"]].tolist() == pytest.approx([0.75, 0.875])


def test_a_rule_is_credited_with_what_it_changes_among_its_outcomes() -> None:
    found = decompose(nested(0.04)).set_index("choice")
    rule = found.loc["antibiotic_days"]
    assert rule["sum_of_squares"] == pytest.approx(4 * 0.02**2)
    assert rule[["lowest_mean", "highest_mean"]].tolist() == pytest.approx([0.75, 0.79])
    # of the outcome: 4 and 2 definitions, with the means 0.77 and 0.875
    assert found.loc["outcome", "sum_of_squares"] == pytest.approx(4 * 2 / 6 * 0.105**2)
    assert found.loc["outcome", ["lowest_mean", "highest_mean"]].tolist() == pytest.approx([0.79, 0.875]), "of 28 days"
    assert found.drop("total")["share"].sum() == pytest.approx(1)


@pytest.mark.filterwarnings("error")
def test_a_rule_that_is_left_with_one_level_for_each_outcome_is_no_choice() -> None:
    frame = nested(0.0)
    frame.loc[[2, 3], ["estimate", "status"]] = [np.nan, "beyond_followup"]
    found = decompose(frame).set_index("choice")
    assert "antibiotic_days" not in found.index
    assert found.loc["outcome", ["lowest_mean", "highest_mean"]].tolist() == pytest.approx([0.75, 0.875])


def test_means_are_of_definitions_that_can_be_estimated_at_each_level() -> None:
    """Later horizons have no estimate with the wide gap: it would look as if the gap raised remission by 10 points."""
    levels = {"horizon_days": [365, 730], "gap_days": [30, 60]}
    gap = decompose(grid_of([0.9, 0.9, 0.7, None], levels)).set_index("choice").loc["gap_days"]
    assert gap["lowest_mean"] == gap["highest_mean"] == pytest.approx(0.9)
    apart = decompose(grid_of([0.9, None, None, 0.7], levels)).set_index("choice")
    assert apart.loc[["horizon_days", "gap_days"], ["lowest_mean", "highest_mean"]].isna().all(axis=None)


def test_only_defensible_and_estimable_definitions_count() -> None:
    frame = random_grid(7)
    naive = frame.assign(denominator="naive_everyone", estimate=0.99)
    hidden = frame.assign(status="beyond_followup", estimate=np.nan, horizon_days=99)
    pd.testing.assert_frame_equal(decompose(pd.concat([frame, naive, hidden])), decompose(frame))


def test_subgroups_are_a_choice_of_their_own_block() -> None:
    frame = random_grid(8)
    women = frame.assign(group="sex=female", estimate=frame["estimate"] - 0.1)
    men = frame.assign(group="sex=male")
    unknown = frame.assign(group="sex=missing", estimate=0.1)
    found = decompose(pd.concat([frame, women, men, unknown]))
    everyone, by_sex = found[found["among"] == "all"], found[found["among"] == "sex"].set_index("choice")
    pd.testing.assert_frame_equal(everyone, decompose(frame))
    assert by_sex.loc["group", "sum_of_squares"] == pytest.approx(36 * 0.05**2)
    assert by_sex.loc["outcome", "sum_of_squares"] == pytest.approx(2 * shares(frame)["outcome"])
    assert by_sex.loc["group", "lowest"] == "sex=female"


def test_where_nothing_varies_there_is_no_share() -> None:
    for frame in (grid_of([0.8] * 18), grid_of([0.8] + [None] * 17), grid_of([None] * 18)):
        found = decompose(frame).set_index("choice")["share"]
        assert all(isnan(share) for share in found)

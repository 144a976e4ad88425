"""Intervals hold the truth as often as they say, by the sweep on file, of which a small part is drawn again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

import isostats as iso
from tests.validation import coverage_words, further_studies, model_studies
from tests.validation.coverage_sweep import (
    SCENARIOS,
    SIZES,
    coverage,
    coverage_of_models,
    coverage_of_visits,
    further_coverage,
)

SWEPT = pd.read_csv(Path(__file__).parents[2] / "data" / "validation" / "simulated_coverage.csv")
OF_MODELS = SWEPT["method"].isin([method for _, method in model_studies.truths()])
KEYS = further_studies.truths(SCENARIOS[0])
OF_FURTHER = pd.Series([*zip(SWEPT["quantity"], SWEPT["method"], strict=True)]).isin(list(KEYS))
FILED, MODELS, FURTHER = SWEPT[~OF_MODELS & ~OF_FURTHER], SWEPT[OF_MODELS], SWEPT[OF_FURTHER]
KNOWS_LOSS = FILED["method"] == "ipcw"
BY_CHANCE = FILED["scenario"] != "loss depends on sex"


def test_the_table_has_every_scenario_and_size() -> None:
    assert set(zip(FILED["scenario"], FILED["people"], strict=True)) == {(s.name, n) for s in SCENARIOS for n in SIZES}
    assert (FILED.groupby(["scenario", "people"])["method"].size() == 10).all()


def test_intervals_hold_the_truth_from_200_people_on_and_the_naive_ones_do_not() -> None:
    large = FILED[FILED["people"] >= 200]
    right = large[(large["method"] != "naive") & (BY_CHANCE | KNOWS_LOSS)[large.index]]
    assert right["coverage"].min() > 0.91
    assert right["coverage"].between(0.93, 0.975).mean() > 0.85
    naive = FILED[(FILED["method"] == "naive") & (FILED["people"] >= 1000)]
    assert naive.loc[naive["scenario"] == "heavy censoring", "coverage"].max() < 0.2
    assert (naive.loc[naive["people"] == 10_000, "coverage"] < 0.9).any()


def test_where_loss_depends_on_sex_only_the_weights_are_right() -> None:
    lost = FILED[(FILED["scenario"] == "loss depends on sex") & (FILED["people"] == 10_000)].set_index(
        ["quantity", "method"]
    )["coverage"]
    assert lost["remission", "kaplan_meier"] < 0.5
    assert lost["remission", "ipcw"] > 0.9


def test_a_part_of_the_sweep_gives_the_like_again() -> None:
    few = pd.DataFrame(coverage(SCENARIOS[1], 200, 40, np.random.default_rng(3))).set_index(["quantity", "method"])
    filed = FILED[(FILED["scenario"] == SCENARIOS[1].name) & (FILED["people"] == 200)].set_index(["quantity", "method"])
    assert few.index.tolist() == filed.index.tolist()
    assert np.allclose(few["truth"], filed["truth"], atol=1e-6)
    assert (few["coverage"] - filed["coverage"]).abs().max() < 0.2


def test_the_words_beside_the_sweep_are_its_numbers() -> None:
    words = (Path(__file__).parents[2] / "data" / "validation" / "README.md").read_text(encoding="utf-8")
    right = FILED[(FILED["method"] != "naive") & (BY_CHANCE | KNOWS_LOSS)]
    naive = FILED[(FILED["method"] == "naive") & (FILED["people"] == 10_000)]["coverage"]
    many = right[right["people"] >= 200]["coverage"]
    few = right[(right["people"] == 50) & BY_CHANCE[right.index]]["coverage"]
    for shares in (many, few, naive):
        assert f"{100 * shares.min():.1f}% to {100 * shares.max():.1f}%" in words


def by_chance(models: pd.DataFrame) -> pd.DataFrame:
    """Where the method's assumptions hold: those of complete rows never do; curves do not know of loss that depends on
    sex."""
    wrong = models["method"] == model_studies.COMPLETE_ROWS
    wrong |= models["method"].str.startswith("bootstrap") & (models["scenario"] == "loss depends on sex")
    return models[~wrong & (models["people"] >= 200)].dropna(subset=["coverage"])


def test_the_table_has_every_model() -> None:
    every = {(s.name, n) for s in SCENARIOS for n in model_studies.SIZES}
    assert set(zip(MODELS["scenario"], MODELS["people"], strict=True)) == every
    assert (MODELS.groupby(["scenario", "people"])["method"].size() == 7).all()


def test_intervals_of_models_hold_the_truth_and_those_of_complete_rows_do_not() -> None:
    right = by_chance(MODELS)
    assert right["coverage_upper"].min() > 0.935
    assert right["coverage_lower"].max() < 0.97
    assert 0.94 < np.average(right["coverage"], weights=right["with_interval"]) < 0.965
    complete = MODELS[MODELS["method"] == model_studies.COMPLETE_ROWS].set_index("people")["coverage"]
    assert complete[1000].max() < 0.6
    assert complete[10_000].max() < 0.1


def test_a_cured_share_of_days_known_by_month_is_right_in_large_studies() -> None:
    months = MODELS[(MODELS["quantity"] == "cured_share") & (MODELS["scenario"] == "days by month")]
    large = months.set_index("people").loc[10_000]
    assert large["coverage_upper"] > 0.95
    assert abs(large["bias"]) < 0.002, "taken as days it was half a point low"


def test_a_part_of_the_sweep_of_models_gives_the_like_again() -> None:
    few = pd.DataFrame(coverage_of_models(SCENARIOS[0], 200, 5, np.random.default_rng(3)))
    filed = MODELS[(MODELS["scenario"] == SCENARIOS[0].name) & (MODELS["people"] == 200)]
    assert few[["quantity", "method"]].to_numpy().tolist() == filed[["quantity", "method"]].to_numpy().tolist()
    assert np.allclose(few["truth"], filed["truth"], atol=1e-6)
    assert few.groupby("method")["coverage"].mean().drop(model_studies.COMPLETE_ROWS).min() >= 0.4


def test_the_words_beside_the_sweep_of_models_are_its_numbers() -> None:
    words = (Path(__file__).parents[2] / "data" / "validation" / "README.md").read_text(encoding="utf-8")
    right = by_chance(MODELS)["coverage"]
    assert f"{100 * right.min():.1f}% to {100 * right.max():.1f}%" in words
    for method, scenario in ((model_studies.COMPLETE_ROWS, "heavy censoring"), ("mixture_cure", "days by month")):
        mine = MODELS[(MODELS["method"] == method) & (MODELS["scenario"] == scenario)].set_index("people")["coverage"]
        assert f"{100 * mine[10_000]:.1f}%" in words


def fitting(further: pd.DataFrame) -> pd.DataFrame:
    """Where a method has what it is for: curves of both sexes together do not know of loss that depends on sex."""
    wrong = further["method"].isin(further_studies.WRONG)
    wrong |= further["method"].isin(["hall_wellner", "nair"]) & (further["scenario"] == "loss depends on sex")
    return further[~wrong & (further["people"] >= 200)].dropna(subset=["coverage"])


def test_the_table_has_every_further_method() -> None:
    visited = FURTHER["method"].isin(["turnbull", further_studies.ON_VISITS])
    for rows, sizes in ((FURTHER[~visited], further_studies.SIZES), (FURTHER[visited], further_studies.VISITED)):
        every = {(s.name, n, studies) for s in SCENARIOS for n, studies in sizes.items()}
        assert set(zip(rows["scenario"], rows["people"], rows["studies"], strict=True)) == every
    assert (FURTHER.groupby(["scenario", "people"])["method"].size() == len(KEYS)).all()


def test_further_intervals_hold_the_truth_and_those_without_what_a_method_is_for_do_not() -> None:
    right = fitting(FURTHER)
    assert right["coverage_upper"].min() > 0.85  # the largest have few studies
    for what, each in right.groupby(["quantity", "method"]):
        held = round((each["coverage"] * each["with_interval"]).sum())
        assert iso.proportion(held, int(each["with_interval"].sum())).upper > 0.935, what
    assert 0.935 < np.average(right["coverage"], weights=right["with_interval"]) < 0.97
    adjusted = right[right["method"].isin(["iptw", "standardised"])]
    assert 0.93 < np.average(adjusted["coverage"], weights=adjusted["with_interval"]) < 0.97
    for method, most in zip(further_studies.WRONG, (0.3, 0.95, 0.9, 0.7), strict=True):
        wrong = FURTHER[(FURTHER["method"] == method) & (FURTHER["people"] == 10_000)]
        assert np.average(wrong["coverage"], weights=wrong["with_interval"]) < most, method


def test_a_part_of_the_further_sweep_gives_the_like_again() -> None:
    for part, studies in ((further_coverage, 4), (coverage_of_visits, 2)):
        few = pd.DataFrame(part(SCENARIOS[0], 200, studies, np.random.default_rng(3)))
        filed = FURTHER[(FURTHER["scenario"] == SCENARIOS[0].name) & (FURTHER["people"] == 200)]
        filed = filed.set_index(["quantity", "method"]).loc[[*zip(few["quantity"], few["method"], strict=True)]]
        assert np.allclose(few["truth"], filed["truth"], atol=1e-6)
        right = ~few["method"].isin(further_studies.WRONG).to_numpy()
        assert (few["coverage"][right] >= 0.5).all()


def test_the_words_beside_the_further_sweep_are_its_numbers() -> None:
    words = " ".join((Path(__file__).parents[2] / "data" / "validation" / "README.md").read_text("utf-8").split())
    right = fitting(FURTHER)
    share = 100 * np.average(right["coverage"], weights=right["with_interval"])
    assert f"held the truth in {share:.1f}% of all, each in {_from_to(right)}" in words
    for line in coverage_words.lines(FURTHER):
        assert " ".join(line.split()) in words


def _from_to(rows: pd.DataFrame) -> str:
    return f"{100 * rows['coverage'].min():.1f}% to {100 * rows['coverage'].max():.1f}%"

"""Intervals hold the truth as often as they say, by the sweep on file, of which a small part is drawn again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from tests.validation import model_studies
from tests.validation.coverage_sweep import SCENARIOS, SIZES, coverage, coverage_of_models

SWEPT = pd.read_csv(Path(__file__).parents[2] / "data" / "validation" / "simulated_coverage.csv")
OF_MODELS = SWEPT["method"].isin([method for _, method in model_studies.truths()])
FILED, MODELS = SWEPT[~OF_MODELS], SWEPT[OF_MODELS]
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
    sex; and a model of days is not one of months."""
    wrong = models["method"] == model_studies.COMPLETE_ROWS
    wrong |= models["method"].str.startswith("bootstrap") & (models["scenario"] == "loss depends on sex")
    wrong |= (models["quantity"] == "cured_share") & (models["scenario"] == "days by month")
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


def test_a_cured_share_of_days_known_by_month_is_off_in_large_studies() -> None:
    months = MODELS[(MODELS["quantity"] == "cured_share") & (MODELS["scenario"] == "days by month")]
    by_people = months.set_index("people")["coverage"]
    assert by_people[1000] > 0.9 > 0.85 > by_people[10_000]


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

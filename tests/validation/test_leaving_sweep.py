"""The thresholds of the detector are those of the sweep on file, which a small part of it gives again."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from isostats.cohort.informative_censoring import LATER_EVENTS_SHARE, LEFT_SOON_SHARE
from tests.validation.leaving_sweep import CLINICS, SCENARIOS, SEED, SIZES, by_scenario, sweep

FOLDER = Path(__file__).parents[2] / "data" / "validation"


def test_the_sweep_on_file_bears_the_thresholds_out() -> None:
    rates = pd.read_csv(FOLDER / "simulated_leaving.csv")
    assert len(rates) == len(SCENARIOS) * len(SIZES)
    assert (rates["clinics"] == CLINICS).all()
    said = rates.set_index(["passive", "n"])["said_passive"]
    assert said[False].max() < 0.10
    assert said[False].mean() < 0.005
    assert said[True].min() > 0.25
    assert (said[True] > 0.85).sum() == len(said[True]) - 1  # of 100 people who leave at any time nothing much is seen
    assert said[True].mean() > 0.97
    large = rates[rates["n"] >= 1000]
    assert ((large["said_passive"] > 0.99) == large["passive"]).all()
    table = pd.read_csv(FOLDER / "simulated_leaving_thresholds.csv")
    chosen = table.set_index(["left_soon_share", "later_events_share"]).loc[(LEFT_SOON_SHARE, LATER_EVENTS_SHARE)]
    assert abs(chosen["false_alarms_worst"] - said[False].max()) < 1e-9
    assert abs(chosen["detected_worst"] - said[True].min()) < 1e-9


def test_a_part_of_the_sweep_gives_the_same_again() -> None:
    few = by_scenario(sweep(clinics=40, sizes=(300,)))
    filed = pd.read_csv(FOLDER / "simulated_leaving.csv").query("n == 300").reset_index(drop=True)
    assert few["scenario"].tolist() == filed["scenario"].tolist()
    assert (few["left_soon_share"] - filed["left_soon_share"]).abs().max() < 0.03
    assert (few["said_passive"] - filed["said_passive"]).abs().max() < 0.1


def test_the_words_beside_the_sweep_are_its_numbers() -> None:
    words = (FOLDER / "README.md").read_text(encoding="utf-8")
    rates = pd.read_csv(FOLDER / "simulated_leaving.csv").groupby("passive")["said_passive"]
    for number in (
        f"seed {SEED}",
        f"{CLINICS} clinics",
        f"{100 * rates.mean()[False]:.1f}% on average, {100 * rates.max()[False]:.1f}% at worst",
        f"{100 * rates.mean()[True]:.1f}% on average, {100 * rates.min()[True]:.1f}% at worst",
        f"at least {100 * LEFT_SOON_SHARE:.0f}%",
        f"at least {100 * LATER_EVENTS_SHARE:.0f}%",
    ):
        assert number in words

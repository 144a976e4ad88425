"""Laws of simultaneous bands and of limits by the bootstrap, and simulated people whose curve is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import isostats as iso
from isostats.errors import EstimateError
from isostats.estimate.curves import aalen_johansen
from isostats.estimate.simultaneous_bands import nair_critical, stays_within
from tests.sweeps import WHOLE

SETTINGS = settings(max_examples=15, deadline=None)
PEOPLE = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 1)), min_size=6, max_size=40)


def counted(people: list[tuple[int, int]], **more: object) -> iso.event_table:  # type: ignore[valid-type]
    days, failed = zip(*people, strict=True)
    return iso.event_table(days, failed, **more)  # type: ignore[arg-type]


@SETTINGS
@given(PEOPLE)
def test_the_whole_curve_needs_more_room_than_a_day_of_it(people: list[tuple[int, int]]) -> None:
    curve = iso.kaplan_meier(counted(people))
    band = curve.with_band("nair").frame
    held = band["lower"].notna() & curve.frame["lower"].notna()
    assert (band["lower"][held] <= curve.frame["lower"][held] + 1e-12).all()
    assert (band["upper"][held] >= curve.frame["upper"][held] - 1e-12).all()
    assert ((band["lower"][held] > 0) & (band["upper"][held] < 1)).all()


@SETTINGS
@given(PEOPLE, st.integers(2, 5))
def test_a_band_knows_the_people_and_not_their_rows(people: list[tuple[int, int]], times: int) -> None:
    weighted = counted(people, weights=[times] * len(people))
    for kind in ("hall_wellner", "nair"):
        one, two = (iso.kaplan_meier(each, band=kind).frame for each in (weighted, counted(people * times)))
        np.testing.assert_allclose(one["lower"], two["lower"], rtol=1e-12)


@SETTINGS
@given(PEOPLE)
def test_back_to_pointwise_is_where_one_came_from(people: list[tuple[int, int]]) -> None:
    curve = iso.kaplan_meier(counted(people))
    back = iso.kaplan_meier(counted(people), band="hall_wellner").with_band("pointwise")
    for name in ("lower", "upper"):
        np.testing.assert_array_equal(curve.frame[name], back.frame[name])
    assert back.band == curve.band


def test_a_bridge_that_is_watched_for_longer_stays_less() -> None:
    watched = [stays_within(1.1, 0.3, end) for end in (0.3, 0.4, 0.6, 0.9, 1.0)]
    assert watched == sorted(watched, reverse=True)
    assert nair_critical(0.1, 0.5, 0.95) < nair_critical(0.1, 0.9, 0.95) < nair_critical(0.1, 0.9, 0.99)


@pytest.mark.swept
def test_bands_hold_the_curve_and_pointwise_limits_do_not() -> None:
    """Of simulated exponential times; the pointwise limits leave it somewhere in far more than one study of twenty."""
    studies = 150 if WHOLE else 60
    rng, kept = np.random.default_rng(8), {"pointwise": 0, "hall_wellner": 0, "nair": 0}
    between = (100, 900)
    for _ in range(studies):
        relapse, leaves = np.ceil(rng.exponential(900, 150)), np.ceil(rng.uniform(300, 1500, 150))
        curve = iso.kaplan_meier(iso.event_table(np.minimum(relapse, leaves).astype(int), relapse <= leaves))
        for kind in kept:
            frame = curve.with_band(kind, between).frame  # type: ignore[arg-type]
            frame = frame[(frame["time"] >= between[0]) & (frame["time"] <= between[1]) & frame["lower"].notna()]
            truth = np.exp(-frame["time"] / 900)
            ends = np.exp(-(frame["time"].shift(-1).dropna() - 1) / 900)  # the last day of a step that does not fall
            inside = (frame["lower"] <= truth) & (truth <= frame["upper"])
            inside[ends.index] &= (frame["lower"][ends.index] <= ends) & (ends <= frame["upper"][ends.index])
            kept[kind] += bool(inside.all())
    assert kept["pointwise"] < 0.8 * studies
    assert kept["hall_wellner"] > 0.9 * studies
    assert kept["nair"] > 0.9 * studies


def test_a_band_is_not_made_where_none_is_known() -> None:
    people = [(5, 1), (9, 0), (12, 1), (20, 0)]
    with pytest.raises(EstimateError, match="fractional weights"):
        iso.kaplan_meier(counted(people, weights=[0.5] * 4), band="nair")
    with pytest.raises(EstimateError, match="one of remission"):
        aalen_johansen(counted(people)).with_band("nair")
    with pytest.raises(EstimateError, match="hall_wellner"):
        iso.kaplan_meier(counted(people), band="hall")  # type: ignore[arg-type]
    nobody = iso.kaplan_meier(counted([(5, 0), (9, 0)]), band="nair")
    assert nobody.frame["lower"].isna().all()


def test_limits_by_the_bootstrap_are_of_the_seed_and_agree_with_greenwood() -> None:
    rng = np.random.default_rng(4)
    relapse, leaves = rng.exponential(900, 2000), rng.uniform(300, 1500, 2000)
    counts = iso.event_table(np.ceil(np.minimum(relapse, leaves)).astype(int), relapse <= leaves)
    for method in ("percentile", "bca"):
        limits = [
            iso.bootstrap_limits(counts, horizons_days=[365, 730], seed=s, method=method) for s in (1, 1, 2)
        ]
        assert limits[0].equals(limits[1])
        assert not limits[0].equals(limits[2])
        formula = iso.kaplan_meier(counts).at([365, 730])
        for name in ("estimate", "std_error", "lower", "upper"):
            np.testing.assert_allclose(limits[0][name], formula[name], rtol=0.06 if name == "std_error" else 0.006)
    mean = iso.bootstrap_limits(counts, "rmst", horizons_days=[730], seed=1).iloc[0]
    formula = iso.rmst(counts, horizon_days=730).iloc[0]
    for name in ("lower", "upper"):
        assert mean[name] == pytest.approx(formula[name], rel=0.004)
    half = iso.bootstrap_limits(counts, "median_time", seed=1).iloc[0]
    median = iso.kaplan_meier(counts).median().iloc[0]
    assert half["estimate"] == median["estimate"]
    np.testing.assert_allclose([half["lower"], half["upper"]], [median["lower"], median["upper"]], rtol=0.03)


def test_limits_by_the_bootstrap_hold_the_truth_where_few_relapse() -> None:
    """Of simulated people of whom 95% stay free: normal limits reach beyond 1, and BCa does not."""
    rng, held, studies = np.random.default_rng(12), 0, 100
    for seed in range(studies):
        relapse, leaves = rng.exponential(365 / -np.log(0.95), 150), rng.uniform(200, 1500, 150)
        counts = iso.event_table(np.ceil(np.minimum(relapse, leaves)).astype(int), relapse <= leaves)
        row = iso.bootstrap_limits(counts, horizons_days=[365], seed=seed, replicates=400).iloc[0]
        held += row["lower"] <= 0.95 <= row["upper"] <= 1
    assert held / studies > 0.89


def test_nothing_is_resampled_where_nothing_varies() -> None:
    row = iso.bootstrap_limits(iso.event_table([400] * 30, [0] * 30), horizons_days=[365], seed=1).iloc[0]
    assert row["estimate"] == 1
    assert np.isnan(row["lower"])
    alike = iso.bootstrap_limits(iso.event_table([90] * 30, [1] * 30), horizons_days=[365], seed=1, method="percentile")
    assert alike[["estimate", "std_error", "lower", "upper"]].fillna(-1).values.tolist() == [[0, -1, -1, -1]]
    late = iso.bootstrap_limits(iso.event_table([90] * 30, [1] * 15 + [0] * 15), horizons_days=[365], seed=1).iloc[0]
    assert late["status"] == "beyond_followup"
    assert np.isnan(late["estimate"])
    with pytest.raises(EstimateError, match="horizons_days"):
        iso.bootstrap_limits(iso.event_table([90] * 30), seed=1)

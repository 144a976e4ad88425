"""The hazard over a dose: laws, a known truth that a straight line misses, and what cannot be estimated."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.errors import EstimateError
from isostats.estimate import cox
from isostats.estimate.dose_splines import DoseHazard, dose_hazard, spline_basis

KNOTS = (74.0, 125.0, 155.0, 206.0)


def u_shape(dose: Any) -> np.ndarray:
    return np.asarray(spline_basis(dose, KNOTS) @ [-0.061, 0.085, -0.077])


def simulated(n: int, seed: int, *, bend: float = 0.0, deaths: float = 0.0) -> pd.DataFrame:
    """Simulated people whose log hazard is bend times a U about 140 mg/kg: straight outside of KNOTS."""
    g = np.random.default_rng(seed)
    dose = np.round(np.clip(g.normal(140, 40, n), 40, 300), 1)
    relapse = np.ceil(g.exponential(400 * np.exp(-bend * (u_shape(dose) + 7.1))))
    death = np.ceil(g.exponential(1 / deaths, n)) if deaths else np.full(n, np.inf)
    left = np.ceil(g.uniform(50, 900, n))
    time = np.minimum(np.minimum(relapse, death), left)
    event = np.where(relapse == time, 1, np.where(death == time, 2, 0))
    return pd.DataFrame({"time": time, "event": event, "dose_mg_per_kg": dose})


def shape(curve: DoseHazard) -> np.ndarray:
    return curve.at([90, 110, 160, 200])[["estimate", "lower", "upper"]].to_numpy()


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), scale=st.floats(0.2, 5))
def test_laws(seed: int, scale: float) -> None:
    frame = simulated(300, seed, bend=0.3)
    curve = dose_hazard(frame)
    again = dose_hazard(frame.sample(frac=1, random_state=seed))
    assert shape(again) == pytest.approx(shape(curve), rel=1e-7)
    # nobody has a competing event: Fine and Gray's model is Cox's
    both = dose_hazard(frame, model="subdistribution")
    assert both.at([90, 200])["estimate"].to_numpy() == pytest.approx(curve.at([90, 200])["estimate"], rel=1e-9)
    # another unit of dose is the same curve
    other = dose_hazard(frame.assign(dose_mg_per_kg=frame["dose_mg_per_kg"] * scale), reference=120 * scale)
    there = other.at(np.array([90, 110, 160, 200]) * scale)[["estimate", "lower", "upper"]]
    assert there.to_numpy() == pytest.approx(shape(curve), rel=1e-6)
    assert other.nonlinear.statistic == pytest.approx(curve.nonlinear.statistic, rel=1e-6)
    # another reference moves the curve by one factor
    at = dose_hazard(frame, reference=150).at([90, 120, 200])["estimate"].to_numpy()
    assert at / at[1] == pytest.approx(curve.at([90, 120, 200])["estimate"].to_numpy(), rel=1e-8)


def test_at_the_reference_it_is_one_and_beyond_the_doses_nothing() -> None:
    curve = dose_hazard(simulated(400, 1))
    one = curve.at(120).iloc[0]
    assert (one["estimate"], one["lower"], one["upper"], one["std_error"]) == (1, 1, 1, 0)
    beyond = curve.at([curve.low - 1, curve.high + 1])
    assert beyond.drop(columns="dose").isna().all(axis=None)
    assert (len(curve.to_frame()), curve.to_frame()["dose"].iloc[-1]) == (101, curve.high)
    assert curve.bins["count"].sum() <= curve.n


def test_the_basis_is_straight_outside_the_knots() -> None:
    for outside in ([0.0, 10, 20], [300.0, 330, 360]):
        terms = spline_basis(outside, (60, 110, 150, 210))
        assert terms[2] - terms[1] == pytest.approx(terms[1] - terms[0], rel=1e-9)


def test_a_hazard_that_bends_is_seen_where_a_straight_line_says_nothing() -> None:
    frame = simulated(4000, 7, bend=0.4)
    curve = dose_hazard(frame, knots=KNOTS)
    truth = np.exp(0.4 * (u_shape([80, 200]) - u_shape([120])))
    at = curve.at([80, 200])
    assert (at["lower"].to_numpy() < truth).all()
    assert (at["upper"].to_numpy() > truth).all()
    assert curve.nonlinear.p_value < 1e-6
    line = cox(frame.assign(event=frame["event"] == 1), covariates=["dose_mg_per_kg"]).frame.iloc[0]
    assert np.exp(80 * line["coefficient"]) == pytest.approx(1, abs=0.15), "a line misses both ends"


def test_deaths_keep_people_from_relapse_in_the_subdistribution_alone() -> None:
    """High doses kill in this world and do nothing to relapse: Cox's ratio is 1, Fine and Gray's is below."""
    g = np.random.default_rng(3)
    dose = g.uniform(80, 240, 6000)
    relapse, death = np.ceil(g.exponential(300, 6000)), np.ceil(g.exponential(np.where(dose > 160, 100, 3000)))
    time = np.minimum(np.minimum(relapse, death), 600)
    event = np.where(time == 600, 0, np.where(relapse == time, 1, 2))
    frame = pd.DataFrame({"time": time, "event": event, "dose_mg_per_kg": dose})
    assert dose_hazard(frame).at(220)["estimate"].iloc[0] == pytest.approx(1, abs=0.12)
    assert dose_hazard(frame, model="subdistribution").at(220)["estimate"].iloc[0] < 0.6


@pytest.mark.parametrize(("frame", "why"), [
    (simulated(400, 2).assign(event=lambda x: (x.index < 19).astype(int)), "19 events among people with a dose are "
     "fewer than the 20 that 3 knots need"),
    (simulated(400, 2).assign(dose_mg_per_kg=120.0), "the doses have too few different values for a curve"),
    (simulated(400, 2).assign(dose_mg_per_kg=lambda x: x["dose_mg_per_kg"] / 5), "the reference of 120 lies outside"),
    (simulated(400, 2).assign(dose_mg_per_kg=np.nan), "0 events among people with a dose"),
])  # fmt: skip
def test_what_is_not_estimable_says_why(frame: pd.DataFrame, why: str) -> None:
    curve = dose_hazard(frame)
    assert curve.status == "not_estimable"
    assert why in curve.reason
    assert curve.at([100, 200])["estimate"].isna().all()
    assert curve.to_frame().empty
    assert np.isnan([curve.overall.p_value, curve.nonlinear.p_value]).all()
    assert "not estimable" in repr(curve)


def test_fewer_events_have_fewer_knots_and_who_has_no_dose_is_counted() -> None:
    frame = simulated(300, 4)
    few = frame.assign(event=(frame.index < 29).astype(int))
    assert [len(dose_hazard(each).knots) for each in (frame, few)] == [4, 3]
    some = frame.assign(dose_mg_per_kg=frame["dose_mg_per_kg"].where(frame.index >= 12))
    assert (dose_hazard(some).lost, dose_hazard(some).n) == (12, 288)


@pytest.mark.parametrize(("change", "message"), [
    ({"time": 0.0}, "300 values of time must be a number above 0 (first: row 0, counting from 0: 0.0)."),
    ({"event": 3}, "300 values of event must be 0, 1 or 2"),
    ({"dose_mg_per_kg": -1.0}, "300 values of dose_mg_per_kg must be 0 or more"),
    ({"dose_mg_per_kg": "much"}, "300 values of dose_mg_per_kg must be a number, or empty"),
])  # fmt: skip
def test_wrong_input_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(EstimateError) as error:
        dose_hazard(simulated(300, 4).assign(**change))
    assert message in str(error.value)


def test_knots_that_do_not_rise_are_refused() -> None:
    with pytest.raises(EstimateError, match="3 or more doses that rise"):
        dose_hazard(simulated(300, 4), knots=[100, 100, 150])

"""Splines of a dose against R's rcspline.eval, coxph and finegray: basis, knots, coefficients, errors, tests."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from isostats.estimate.dose_splines import dose_hazard, spline_basis
from tests.oracle.fixtures import fixture

MODELS: dict[str, Any] = {"cox": "cox", "fine_gray": "subdistribution"}
WORLDS: list[dict[str, Any]] = fixture("dose")["worlds"]


def agree(ours: object, theirs: object, what: str) -> None:
    np.testing.assert_allclose(np.asarray(ours, dtype=float), np.asarray(theirs), rtol=1e-8, atol=1e-12, err_msg=what)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("number", range(len(WORLDS)))
def test_spline(number: int, model: str) -> None:
    world = WORLDS[number]
    by_r = world[model]
    frame = pd.DataFrame({name: world[name] for name in ("time", "event", "dose")})
    knots = None if number < 4 else world["knots"]
    curve = dose_hazard(frame, dose="dose", knots=knots, model=MODELS[model])
    assert curve.status == "ok", curve.reason
    agree(curve.knots, world["knots"], "knots")
    agree(spline_basis(world["dose"], curve.knots), world["basis"], "basis")
    agree(curve.coefficient, by_r["coefficient"], "coefficient")
    agree(curve.covariance, by_r["covariance"], "covariance")
    agree(curve.overall.statistic, by_r["overall"], "overall")
    agree(curve.nonlinear.statistic, by_r["nonlinear"], "nonlinear")
    at = curve.at([80, 100, 150, 200])
    agree(np.log(at["estimate"]), by_r["log_ratio"], "ratio")
    agree(at["std_error"], by_r["error"], "error")


def test_the_worlds_have_deaths_and_ties() -> None:
    for world in WORLDS:
        causes, times = np.array(world["event"]), np.array(world["time"])
        assert (causes == 2).sum() > 10
        assert len(np.unique(times)) < 0.6 * len(times)
        assert set(times[causes == 0]) & set(times[causes == 2]) & set(times[causes == 1])

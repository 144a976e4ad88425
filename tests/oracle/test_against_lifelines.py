"""lifelines where it is right (curve, log-log limits, log-rank), and statsmodels for proportions."""

from __future__ import annotations

import numpy as np
import pytest

from isostats.estimate import kaplan_meier, logrank, proportion
from tests.oracle.fixtures import fixture, table_of

SETS = fixture("curves")["sets"]


@pytest.mark.parametrize("name", ["lung", "colon", "veteran", "random20"])
def test_kaplan_meier(name: str) -> None:
    from lifelines import KaplanMeierFitter

    rows = SETS[name]["rows"]
    fit = KaplanMeierFitter().fit(rows["time"], np.equal(rows["cause"], 1))
    days = [d for d in fit.survival_function_.index.astype(int) if 0 < d < max(rows["time"])]
    found = kaplan_meier(table_of(rows)).at(days, min_at_risk=0)
    np.testing.assert_allclose(found["estimate"], fit.survival_function_.loc[days].iloc[:, 0], rtol=1e-9)
    limits = fit.confidence_interval_.loc[days].to_numpy()
    started = found["estimate"].to_numpy() < 1  # lifelines says 1 where there are no limits
    np.testing.assert_allclose(found[["lower", "upper"]].to_numpy()[started], limits[started], rtol=1e-7)


@pytest.mark.parametrize("name", ["lung", "colon", "veteran", "aml"])
def test_logrank(name: str) -> None:
    from lifelines.statistics import multivariate_logrank_test

    rows = SETS[name]["rows"]
    fit = multivariate_logrank_test(rows["time"], rows["group"], np.equal(rows["cause"], 1))
    found = logrank(table_of(rows, by_group=True))
    assert found.statistic == pytest.approx(fit.test_statistic, rel=1e-9)
    assert found.p_value == pytest.approx(fit.p_value, rel=1e-8)


THEIRS = {"wilson": "wilson", "clopper_pearson": "beta", "jeffreys": "jeffreys"}


@pytest.mark.parametrize("method", THEIRS)
@pytest.mark.parametrize(("events", "n"), [(0, 7), (7, 7), (1, 9), (85, 100), (1639, 19907)])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_proportion(method: str, events: int, n: int, level: float) -> None:
    from statsmodels.stats.proportion import proportion_confint

    lower, upper = proportion_confint(events, n, alpha=1 - level, method=THEIRS[method])
    found = proportion(events, n, method=method, level=level)  # type: ignore[arg-type]
    if method == "jeffreys":  # Brown, Cai and DasGupta's ends, which statsmodels leaves out
        lower, upper = (0.0 if events == 0 else lower), (1.0 if events == n else upper)
    assert (found.lower, found.upper) == pytest.approx((lower, upper), rel=1e-9, abs=1e-9)
    assert found.lower <= found.estimate <= found.upper

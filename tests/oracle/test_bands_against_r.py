"""Simultaneous bands against km.ci, and limits by the bootstrap against boot, on the same people and resamples."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from isostats.cohort.counting import EventTable, event_table
from isostats.estimate import bootstrap_limits, kaplan_meier
from isostats.estimate import simultaneous_bands as bands
from isostats.estimate.resampled_limits import _accelerations, _shifted, interpolated
from isostats.estimate.resampling import people_cells, statistic_of
from tests.oracle.fixtures import agree, fixture, numbers

FIXTURE = fixture("bands")
STATISTICS = (("kaplan_meier", 0), ("kaplan_meier", 1), ("rmst", 1), ("aalen_johansen", 0), ("median_time", 0))


def counted(one: dict[str, Any]) -> EventTable:
    return event_table(one["time"], one["cause"], causes=("relapse", "death"))


@pytest.mark.parametrize("number", range(len(FIXTURE["bands"])))
@pytest.mark.parametrize("kind", ["hall_wellner", "nair"])
def test_a_band_is_that_of_km_ci_at_its_critical_value(number: int, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """R reads the critical value off a table of four digits, by an interpolation of its own: it is taken over here."""
    one = FIXTURE["bands"][number]
    for by_r in one[kind]:
        curve = kaplan_meier(counted(one), level=by_r["level"])
        row = curve.at(by_r["time"], min_at_risk=0)
        s, se = row["estimate"].to_numpy(), row["std_error"].to_numpy()
        n, log_variance = len(one["time"]), (se / s) ** 2
        width = (1 + n * log_variance) / n**0.5 if kind == "hall_wellner" else log_variance**0.5
        critical = np.median(np.log(np.log(numbers(by_r["lower"])) / np.log(s)) * -np.log(s) / width)
        monkeypatch.setattr(bands, f"{kind}_critical", lambda *at, value=critical: value)
        ours = curve.with_band(kind, tuple(one["between"])).at(by_r["time"], min_at_risk=0)  # type: ignore[arg-type]
        agree(ours["lower"], numbers(by_r["lower"]))
        agree(ours["upper"], numbers(by_r["upper"]))


@pytest.mark.parametrize("kind", ["hall_wellner", "nair"])
def test_critical_values_are_those_of_the_printed_tables(kind: str) -> None:
    printed = FIXTURE["tables"]
    ours = [
        getattr(bands, f"{kind}_critical")(begin, end, 0.95)
        for begin, end in zip(printed["begin"], printed["end"], strict=True)
    ]
    np.testing.assert_allclose(ours, printed[kind], atol=6e-5)


@pytest.mark.parametrize("number", range(len(FIXTURE["boots"])))
def test_limits_of_the_same_resamples_are_those_of_boot(number: int) -> None:
    one = FIXTURE["boots"][number]
    table = counted(one)
    for k, (statistic, h) in enumerate(STATISTICS):
        horizons = np.array([one["horizons"][h]]) if statistic != "median_time" else table.days[-1:]
        cells, days = people_cells(table if table.days[0] == 0 else kaplan_meier(table).counts, 0, int(horizons.max()))
        t0 = statistic_of(cells[None], days, statistic, horizons)[0]  # type: ignore[arg-type]
        agree(t0, [one["t0"][k]], statistic)
        by_r = one["limits"][k]
        if not by_r:
            continue
        sample = numbers(one["t"][k])
        agree(interpolated(sample, np.array([0.025, 0.975])), by_r["percentile"], statistic)
        skewness = _accelerations(cells, days, statistic, horizons, t0)  # type: ignore[arg-type]
        agree(skewness, [by_r["acceleration"]], statistic)
        shares = _shifted(np.array([0.025, 0.975]), sample, one["t0"][k], float(skewness[0]))
        agree(interpolated(sample, shares), by_r["bca"], statistic)


def test_a_median_that_some_resamples_do_not_reach_has_no_upper_limit() -> None:
    one = FIXTURE["boots"][2]
    row = bootstrap_limits(counted(one), "median_time", seed=3, replicates=400, method="percentile").iloc[0]
    assert row["status"] == "ok"
    assert row["lower"] < row["estimate"]
    assert np.isnan(row["upper"])

"""How far a reconstructed curve is from the records behind the figure, at a hand's error on a figure of 600 x 400."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.evidence.digitising import HORIZONS, trials

STUDIES = 24
WAYS: dict[str, dict[str, Any]] = {
    "100 corners of steps": {"points": 100, "corners": True, "between": "steps"},
    "100 along the curve": {"points": 100, "corners": False, "between": "lines"},
    "30 along the curve": {"points": 30, "corners": False, "between": "lines"},
    "100 along the curve, read as steps": {"points": 100, "corners": False, "between": "steps"},
}


LONG = tuple(WAYS)[1:]
SWEPT = [pytest.param(way, marks=pytest.mark.validation) if way in LONG else way for way in WAYS]


@cache
def errors_of(way: str) -> pd.DataFrame:
    return trials(STUDIES, **WAYS[way])


@pytest.fixture(scope="module", params=SWEPT)
def errors(request: pytest.FixtureRequest) -> pd.DataFrame:
    return errors_of(request.param)


def of(errors: pd.DataFrame, what: str) -> np.ndarray:
    return errors[[name for name in errors if name.startswith(what)]].to_numpy().ravel()


def test_horizons_are_within_a_point_on_average(errors: pd.DataFrame) -> None:
    for day in HORIZONS:
        assert np.abs(of(errors, str(day))).mean() < 0.01, day
    assert np.abs(of(errors, str(HORIZONS[0]))).max() < 0.05


@pytest.mark.parametrize("way", SWEPT[:3])
def test_read_as_they_were_clicked_curves_are_not_biased(way: str) -> None:
    for day in HORIZONS:
        assert abs(of(errors_of(way), str(day)).mean()) < 0.003, day


def test_hazard_ratios_are_within_a_twentieth(errors: pd.DataFrame) -> None:
    off = of(errors, "log hazard ratio")
    assert abs(off.mean()) < 0.01
    assert np.abs(off).max() < 0.05


def test_medians_are_within_a_tenth_on_average(errors: pd.DataFrame) -> None:
    off = of(errors, "median")
    assert np.isfinite(off).mean() > 0.9
    assert np.nanmean(np.abs(off)) < 0.05


def test_points_some_way_apart_are_better_read_as_lines() -> None:
    """Read as steps, a curve clicked now and then stays high between the clicks; lines do not."""
    stepped = trials(6, points=30, corners=False, between="steps")
    straight = trials(6, points=30, corners=False, between="lines")
    high, near = (np.mean([of(e, str(day)).mean() for day in HORIZONS]) for e in (stepped, straight))
    assert high > 0.003
    assert abs(near) < high / 2

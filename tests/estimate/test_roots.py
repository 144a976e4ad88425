"""Roots without scipy.optimize: to the last bit what scipy finds."""

from __future__ import annotations

import math

import scipy.optimize
from hypothesis import assume, given
from hypothesis import strategies as st

from isostats.estimate.roots import crossing

NUMBERS = st.floats(-3, 3)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_every_step_is_that_of_scipy(a: float, b: float, c: float, d: float, low: float, high: float) -> None:
    def of(x: float) -> float:
        return a * x**3 + b * x * x + c * x + d + math.sin(3 * a * x)

    assume(of(low) * of(high) < 0)
    near = {"xtol": 1e-8, "rtol": 1e-9}
    assert crossing(of, low, high, **near) == scipy.optimize.brentq(of, low, high, **near)


def test_an_end_that_is_the_root() -> None:
    assert crossing(lambda x: x - 1, 1.0, 2.0, xtol=1e-8, rtol=1e-9) == 1.0
    assert crossing(lambda x: x - 2, 1.0, 2.0, xtol=1e-8, rtol=1e-9) == 2.0

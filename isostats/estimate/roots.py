"""Where a function of one number crosses 0, without scipy.optimize: to load that takes as long as two hundred roots."""

from __future__ import annotations

from collections.abc import Callable
from math import copysign


def crossing(of: Callable[[float], float], low: float, high: float, *, xtol: float, rtol: float) -> float:
    """Where a function crosses 0 between two places on whose values' signs it differs, by Brent's method (1973).

    Step by step what ``scipy.optimize.brentq`` does, so that the numbers are the same to the last bit.

    >>> round(crossing(lambda x: x * x - 2, 0.0, 2.0, xtol=1e-12, rtol=1e-12), 9)
    1.414213562
    """
    before, at, across = low, high, 0.0
    f_before, f_at, f_across = of(before), of(at), 0.0
    step = last = 0.0
    if f_before == 0:
        return before
    if f_at == 0:
        return at
    for _ in range(100):
        if f_before != 0 and f_at != 0 and copysign(1, f_before) != copysign(1, f_at):
            across, f_across = before, f_before
            last = step = at - before
        if abs(f_across) < abs(f_at):
            before, at, across = at, across, at
            f_before, f_at, f_across = f_at, f_across, f_at
        near = (xtol + rtol * abs(at)) / 2
        half = (across - at) / 2
        if f_at == 0 or abs(half) < near:
            break
        tried = (
            _interpolated(before, at, across, f_before, f_at, f_across)
            if (abs(last) > near and abs(f_at) < abs(f_before))
            else None
        )
        if tried is not None and 2 * abs(tried) < min(abs(last), 3 * abs(half) - near):
            last, step = step, tried
        else:
            last = step = half
        before, f_before = at, f_at
        at += step if abs(step) > near else copysign(near, half)
        f_at = of(at)
    return at


def _interpolated(before: float, at: float, across: float, f_before: float, f_at: float, f_across: float) -> float:
    """The step to where a line through two places, or a curve through three, would be 0."""
    if before == across:
        return -f_at * (at - before) / (f_at - f_before)
    slope_before = (f_before - f_at) / (before - at)
    slope_across = (f_across - f_at) / (across - at)
    ends = slope_across * slope_before * (f_across - f_before)
    return -f_at * (f_across * slope_across - f_before * slope_before) / ends

"""Where a function crosses 0: scipy's finders would load all its optimisers, which takes longer than a small report."""

from __future__ import annotations

from collections.abc import Callable

MOST_STEPS = 200


def root_between(of: Callable[[float], float], low: float, high: float, *, tolerance: float) -> float:
    """Where a function that is below 0 at ``low`` and above it at ``high`` crosses 0, to within about ``tolerance``.

    By secants; the value at an end that stays a second time is halved, so that both ends close in (Illinois; Dowell and
    Jarratt 1971).

    >>> round(root_between(lambda x: x**3 - 2, 0.0, 5.0, tolerance=1e-12), 12)
    1.259921049895
    """
    ends, values = [low, high], [of(low), of(high)]
    moved, middle = -1, low
    for _ in range(MOST_STEPS):
        before, middle = middle, ends[1] - values[1] * (ends[1] - ends[0]) / (values[1] - values[0])
        if abs(middle - before) <= tolerance:
            break
        here = of(middle)
        if here == 0:
            break
        side = int(here > 0)
        ends[side], values[side] = middle, here
        if side == moved:
            values[1 - side] /= 2
        moved = side
    return middle

"""Where a function crosses 0: scipy's finders would load all its optimisers, which takes longer than a small report."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def root_between(of: Callable[[float], float], ends: Mapping[float, float], *, tolerance: float) -> float:
    """Where a function crosses 0 between two places, to within ``tolerance``.

    ``ends`` are the two places with the function's values there, of which not both may lie on one side of 0. What is
    between them is asked by a secant, then by inverse interpolation where three values allow it, else by halving
    (Chandrupatla 1997), so that a crossing always stays between two places.

    >>> round(root_between(lambda x: x**3 - 2, {0.0: -2.0, 5.0: 123.0}, tolerance=1e-12), 12)
    1.259921049895
    """
    (b, at_b), (a, at_a) = ends.items()
    share = at_a / (at_a - at_b)
    while True:
        best, value = min((a, at_a), (b, at_b), key=lambda each: abs(each[1]))
        least = tolerance / 2 / abs(b - a)
        if value == 0 or least >= 0.5:
            return best
        middle = a + min(max(share, least), 1 - least) * (b - a)
        at_middle = of(middle)
        if (at_middle > 0) == (at_a > 0):
            c, at_c = a, at_a
        else:
            c, at_c, b, at_b = b, at_b, a, at_a
        a, at_a = middle, at_middle
        place, height = (a - b) / (c - b), (at_a - at_b) / (at_c - at_b)
        if height**2 < place and (1 - height) ** 2 < 1 - place:
            share = at_a / (at_b - at_a) * at_c / (at_b - at_c) + (
                (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (at_c - at_b)
            )
        else:
            share = 0.5

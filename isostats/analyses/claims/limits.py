"""The interval of a result at any level, by the method that made it, and where it stands to what is claimed.

Limits are functions of modules with what is known put in, so that a result that holds them can be pickled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from math import isnan
from typing import Any

from isostats.estimate.clustered import clustered_limits
from isostats.estimate.intervals import Limits, curve_limits, proportion, t_quantile
from isostats.estimate.uncensored import spearman_limits
from isostats.vocabulary import names as v


def verdict_on(value: float, margin: float, limits: Limits, level: float) -> str:
    """agrees, differs_within_margin, above, below or undecided.

    ``agrees`` where the interval of twice the error (90% beside 95%: two one-sided tests) lies within the margin and
    the interval holds the value, ``differs_within_margin`` where it does not hold it, ``below`` or ``above`` where it
    neither holds the value nor stays within the margin.
    """
    lower, upper = limits(level)
    # at a level of one half or less the shorter interval has no width left
    narrow = limits(max(2 * level - 1, 1e-9))
    differs = not lower <= value <= upper
    # a margin that reaches to 1 leaves nothing above to exclude, and one that reaches to 0 nothing below
    if value - margin <= narrow[0] and narrow[1] <= value + margin:
        return "differs_within_margin" if differs else "agrees"
    if not differs:
        return "undecided"
    return "above" if lower > value else "below"


def verdict_between(low: float | None, high: float | None, limits: Limits, level: float) -> str:
    """agrees where the whole interval lies between low and high, below or above where all of it lies outside."""
    lower, upper = limits(level)
    if low is not None and upper < low:
        return "below"
    if high is not None and lower > high:
        return "above"
    inside = (low is None or low <= lower) and (high is None or upper <= high)
    return "agrees" if inside else "undecided"


def widest(bounds: Iterable[Limits]) -> Limits:
    """The outer limits of several bounds, of which the true value may be any between: a verdict is one on all of them.

    Of bounds that differ to either side nothing differs: the value claimed lies between.
    """
    return partial(_widest, tuple(bounds))


def _widest(bounds: tuple[Limits, ...], level: float) -> tuple[float, float]:
    lower, upper = zip(*(of_one(level) for of_one in bounds), strict=True)
    return min(lower), max(upper)


def testable_margin(value: float, margin: float) -> float:
    """The margin around a share, or 0 where every share lies within it: no test could then show agreement.

    >>> testable_margin(0.85, 0.05), testable_margin(0.03, 0.05), testable_margin(0.5, 0.6)
    (0.05, 0.05, 0.0)
    """
    return 0.0 if value - margin <= 0 and value + margin >= 1 else margin


def outer(limits: Limits, part: int, whole: int) -> Limits:
    """Limits of the range from a curve's value to the crude share of ``part`` in ``whole``: the outer ones of both."""
    return partial(_outer, limits, wilson({v.EVENTS: part, v.N: whole}))


def _outer(limits: Limits, crude: Limits, level: float) -> tuple[float, float]:
    (lower, upper), (low, high) = limits(level), crude(level)
    return (low if isnan(lower) else min(lower, low)), (high if isnan(upper) else max(upper, high))


def loglog(row: dict[str, Any]) -> Limits:
    """Limits of a curve's value, from its standard error; at 0 and 1 the exact ones of those under observation."""
    return curve_limits(float(row[v.ESTIMATE]), row[v.STD_ERROR], float(row.get("followed", "nan")))


def wilson(row: dict[str, Any]) -> Limits:
    """Limits of a share, from its counts."""
    return partial(_wilson, row[v.EVENTS], row[v.N])


def _wilson(events: float, n: float, level: float) -> tuple[float, float]:
    share = proportion(events, n, level=level)
    return share.lower, share.upper


def symmetric(row: dict[str, Any], quantile: Callable[[float], float]) -> Limits:
    """Limits at a quantile of the standard error to either side."""
    return partial(_symmetric, row[v.ESTIMATE], row[v.STD_ERROR], quantile)


def _symmetric(estimate: float, std_error: float, quantile: Callable[[float], float], level: float) -> Any:
    half = quantile(level) * std_error
    return estimate - half, estimate + half


def students(row: dict[str, Any]) -> Limits:
    """Limits of a slope of so many people, by Student's t."""
    return symmetric(row, partial(_t_quantile, int(row[v.N]) - 2))


def _t_quantile(degrees_of_freedom: int, level: float) -> float:
    return t_quantile(level, degrees_of_freedom)


def clustered(row: dict[str, Any]) -> Limits:
    """Limits of a share whose people are clusters."""
    return partial(_clustered, row[v.ESTIMATE], row[v.STD_ERROR], row[v.N])


def _clustered(share: float, std_error: float, n: float, level: float) -> tuple[float, float]:
    return clustered_limits(share, std_error, n, level=level)


def spearman(row: dict[str, Any]) -> Limits:
    """Limits of a rank correlation."""
    return partial(_spearman, row[v.ESTIMATE], int(row[v.N]))


def _spearman(estimate: float, n: int, level: float) -> tuple[float, float]:
    return spearman_limits(estimate, n, level=level)


def fixed(lower: float, upper: float) -> Limits:
    """Limits that are the same at any level."""
    return partial(_fixed, lower, upper)


def _fixed(lower: float, upper: float, level: float) -> tuple[float, float]:
    return lower, upper

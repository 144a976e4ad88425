"""The interval of a result at any level, by the method that made it, and where it stands to a claimed value."""

from __future__ import annotations

from collections.abc import Callable
from math import nan
from typing import Any

from isostats.vocabulary import names as v

Limits = Callable[[float], tuple[float, float]]
"""From a level to the lower and upper limit."""


def verdict_on(value: float, margin: float, estimate: float, limits: Limits, level: float) -> str:
    """agrees, differs_within_margin, above, below or undecided.

    ``agrees`` where the interval of twice the error (90% beside 95%: two one-sided tests) lies within the margin and
    the interval holds the value, ``differs_within_margin`` where it does not hold it, ``below`` or ``above`` where it
    neither holds the value nor stays within the margin.
    """
    lower, upper = limits(level)
    # at a level of one half or less the shorter interval has no width left
    narrow = limits(2 * level - 1) if level > 0.5 else (estimate, estimate)
    differs = not lower <= value <= upper
    # a margin that reaches to 1 leaves nothing above to exclude
    if value - margin < narrow[0] and narrow[1] <= value + margin:
        return "differs_within_margin" if differs else "agrees"
    if not differs:
        return "undecided"
    return "above" if estimate > value else "below"


def loglog(row: dict[str, Any]) -> Limits:
    """Limits of a curve's value, from its standard error; at 0 and 1 the exact ones of those under observation."""
    from isostats.estimate.intervals import exact_limits, loglog_limits

    def limits(level: float) -> tuple[float, float]:
        if row[v.ESTIMATE] in (0, 1):
            return exact_limits(float(row[v.ESTIMATE]), float(row.get("followed", nan)), level)
        lower, upper = loglog_limits(row[v.ESTIMATE], row[v.STD_ERROR], level)
        return float(lower), float(upper)

    return limits


def wilson(row: dict[str, Any]) -> Limits:
    """Limits of a share, from its counts."""
    from isostats.estimate.intervals import proportion

    def limits(level: float) -> tuple[float, float]:
        share = proportion(row[v.EVENTS], row[v.N], level=level)
        return share.lower, share.upper

    return limits


def bonett_wright(row: dict[str, Any]) -> Limits:
    """Limits of a rank correlation, from the number of pairs."""
    from isostats.estimate.uncensored import spearman_limits

    return lambda level: spearman_limits(row[v.ESTIMATE], int(row[v.N]), level=level)


def student(row: dict[str, Any]) -> Limits:
    """Limits of a slope by t on n - 2 degrees of freedom."""
    from isostats.estimate.intervals import t_quantile

    return _symmetric(row, lambda level: t_quantile(level, int(row[v.N]) - 2))


def normal(row: dict[str, Any]) -> Limits:
    """Limits of a difference of two curves by its standard error."""
    from isostats.estimate.intervals import normal_quantile

    return _symmetric(row, normal_quantile)


def _symmetric(row: dict[str, Any], quantile: Callable[[float], float]) -> Limits:
    def limits(level: float) -> tuple[float, float]:
        half = quantile(level) * row[v.STD_ERROR]
        return row[v.ESTIMATE] - half, row[v.ESTIMATE] + half

    return limits


def as_given(row: dict[str, Any]) -> Limits:
    """Limits that are known at the level of the results alone."""
    return lambda level: (float(row[v.LOWER]), float(row[v.UPPER]))

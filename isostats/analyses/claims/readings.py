"""A row of the tidy results as a reading: an estimate that may be quoted, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import isnan, nan
from typing import TYPE_CHECKING, Any

from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.numbers import counted

if TYPE_CHECKING:
    import pandas as pd

Limits = Callable[[float], tuple[float, float]]
"""From a level to the lower and upper limit."""


@dataclass(frozen=True)
class Ground:
    """What the records tell, as results.

    ``results`` has the columns of results.csv, with a row at every horizon that a claim names; ``outcomes``
    are those that the records can tell; ``populations`` those that they can tell apart, with who is counted in words.
    ``unseen_steps`` is None where the records can hold every later treatment, else how many first relapses were
    answered with less than a systemic treatment and not followed further.
    """

    results: pd.DataFrame
    outcomes: tuple[str, ...]
    populations: Mapping[str, str]
    level: float = 0.95
    min_at_risk: int = 10
    definition: Definition = field(default_factory=Definition)
    unseen_steps: int | None = None

    def row(self, **address: Any) -> dict[str, Any] | None:
        """The one result at an address, or None."""
        rows = self.results
        for name, value in address.items():
            rows = rows[rows[name] == value]
        return None if rows.empty else {str(name): value for name, value in rows.iloc[0].items()}


@dataclass(frozen=True)
class Reading:
    """What the records say about a claim: one estimate with its definition, or ``why`` there is none.

    ``status`` is as in results.csv; whatever is not ``ok`` has no estimate. ``limits`` gives the interval at any level.
    Where people may have left because they were well, the answer is the range from ``estimate`` to ``other``, and the
    limits are the outer ones of both.
    ``other_bound`` is what they would say if steps that they cannot show had been taken at once.
    """

    definition: str
    population: str
    method: str
    estimate: float = nan
    lower: float = nan
    upper: float = nan
    n: int | None = None
    at_risk: int | None = None
    events: int | None = None
    status: str = v.NOT_ESTIMABLE
    why: str = ""
    limits: Limits | None = field(default=None, compare=False, repr=False)
    other: float = nan
    other_bound: Reading | None = field(default=None, compare=False, repr=False)

    @property
    def ends(self) -> tuple[float, float]:
        """The lower and the upper end of the estimate: the same twice, but for a range."""
        return (self.estimate, self.estimate) if isnan(self.other) else (self.estimate, self.other)


def reading(
    row: dict[str, Any] | None,
    ground: Ground,
    *,
    definition: str,
    population: str,
    method: str,
    nothing: str,
    limits: Callable[[dict[str, Any]], Limits],
) -> Reading:
    """A row as a reading; ``nothing`` is the reason where there is no row, or nobody is counted in it."""
    if row is None:
        return Reading(definition, population, method, why=nothing)
    counts: dict[str, Any] = {name: _whole(row[name]) for name in (v.N, v.AT_RISK, v.EVENTS)}
    why = _why_not(row, counts, ground, nothing)
    limits_at = limits(row)
    if not why and any(isnan(row[name]) for name in (v.LOWER, v.UPPER)) and any(map(isnan, limits_at(ground.level))):
        counted_in = "" if counts[v.EVENTS] is None else f"{counted(counts[v.EVENTS], 'event')} among "
        why = f"{counted_in}{counted(counts[v.N] or 0, 'person', 'people')} give no interval by this method"
    if why:
        status = str(row[v.STATUS]) if row[v.STATUS] != v.OK else v.NOT_ESTIMABLE
        return Reading(definition, population, method, **counts, status=status, why=why)
    numbers: dict[str, Any] = {name: float(row[name]) for name in (v.ESTIMATE, v.LOWER, v.UPPER)}
    if isnan(numbers[v.LOWER]) or isnan(numbers[v.UPPER]):
        numbers[v.LOWER], numbers[v.UPPER] = limits_at(ground.level)
    return Reading(definition, population, method, **numbers, **counts, status=v.OK, limits=limits_at)


def as_range(read: Reading, *, level: float, events_counted: bool) -> Reading:
    """A reading of a curve as the range to the crude share, in which everyone who was not seen again was well.

    ``events_counted`` says that the reading is of the events and not of those without one.
    """
    from isostats.estimate.proportions import proportion

    if read.status != v.OK or read.limits is None or not read.n:
        return read
    n, events, inner = read.n, read.events or 0, read.limits
    crude = (events if events_counted else n - events) / n
    if abs(crude - read.estimate) < 1e-9:
        return read

    def limits(level: float) -> tuple[float, float]:
        share = proportion(events if events_counted else n - events, n, level=level)
        lower, upper = inner(level)
        return min(lower, share.lower), max(upper, share.upper)

    low, high = sorted((read.estimate, crude))
    return replace(
        read,
        estimate=low,
        other=high,
        lower=min(read.lower, limits(level)[0]),
        upper=max(read.upper, limits(level)[1]),
        method=f"{read.method}, and the crude share in which everyone who was not seen again was well",
        limits=limits,
    )


def _why_not(row: dict[str, Any], counts: dict[str, Any], ground: Ground, nothing: str) -> str:
    """Why a row cannot be quoted or has no interval; empty where it can and has."""
    n, events = counts[v.N] or 0, counts[v.EVENTS] or 0
    if row[v.STATUS] == v.BEYOND_FOLLOWUP and n and events == n:
        return "by then everybody had had the event"
    if row[v.STATUS] == v.BEYOND_FOLLOWUP:
        return f"fewer than {counted(ground.min_at_risk, 'person', 'people')} were still followed then"
    return "" if row[v.STATUS] == v.OK else nothing


def _whole(value: Any) -> int | None:
    import pandas as pd

    return None if pd.isna(value) else int(value)


def loglog(row: dict[str, Any]) -> Limits:
    """Limits of a curve's value, from its standard error; at 0 and 1 the exact ones of those under observation."""
    from isostats.estimate.edges import exact_limits
    from isostats.estimate.intervals import loglog_limits

    def limits(level: float) -> tuple[float, float]:
        if row[v.ESTIMATE] in (0, 1):
            return exact_limits(float(row[v.ESTIMATE]), float(row.get("followed", nan)), level)
        lower, upper = loglog_limits(row[v.ESTIMATE], row[v.STD_ERROR], level)
        return float(lower), float(upper)

    return limits


def wilson(row: dict[str, Any]) -> Limits:
    """Limits of a share, from its counts."""
    from isostats.estimate.proportions import proportion

    def limits(level: float) -> tuple[float, float]:
        share = proportion(row[v.EVENTS], row[v.N], level=level)
        return share.lower, share.upper

    return limits


def bonett_wright(row: dict[str, Any]) -> Limits:
    """Limits of a rank correlation, from the number of pairs."""
    from isostats.estimate.ranks import spearman_limits

    return lambda level: spearman_limits(row[v.ESTIMATE], int(row[v.N]), level=level)


def student(row: dict[str, Any]) -> Limits:
    """Limits of a slope by t on n - 2 degrees of freedom."""
    from isostats.estimate.logit_scale import t_quantile

    def limits(level: float) -> tuple[float, float]:
        half = t_quantile(level, int(row[v.N]) - 2) * row[v.STD_ERROR]
        return row[v.ESTIMATE] - half, row[v.ESTIMATE] + half

    return limits


def normal(row: dict[str, Any]) -> Limits:
    """Limits of a difference of two curves by its standard error."""
    from isostats.estimate.intervals import normal_quantile

    def limits(level: float) -> tuple[float, float]:
        half = normal_quantile(level) * row[v.STD_ERROR]
        return row[v.ESTIMATE] - half, row[v.ESTIMATE] + half

    return limits


def as_given(row: dict[str, Any]) -> Limits:
    """Limits that are known at the level of the results alone."""
    return lambda level: (float(row[v.LOWER]), float(row[v.UPPER]))

"""The bootstrap on counts: resampling people is drawing the cells of the event table again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counted_columns import whole_numbers
from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError, require_one_of
from isostats.estimate.kernel import Floats, from_day_zero, incidences, product_limit, require_counts
from isostats.vocabulary import names as v

Statistic = Literal["kaplan_meier", "aalen_johansen", "rmst", "median_time"]
CELLS_AT_ONCE = 2_000_000  # bounds the memory: 16 MB of counts at a time


def bootstrap(
    table: EventTable, statistic: Statistic = v.KAPLAN_MEIER, *, horizons_days: Sequence[int] | NDArray[np.int64] = (),
    seed: int | np.random.Generator, replicates: int = 1000,
) -> Floats:
    """Bootstrap replicates of a curve at horizons: (replicates, groups, horizons).

    Drawing n people with replacement is one multinomial draw over the cells of the event table, so the cost depends
    on the number of days, not of people (Efron 1981). Groups are resampled each for itself. ``statistic`` is
    ``kaplan_meier``, ``aalen_johansen`` (incidence of the first cause), ``rmst`` (days) or ``median_time``, which has
    no horizon and is infinite in a replicate whose curve does not reach a half. Past a replicate's follow-up its curve
    keeps its last value. NaN in a group without people.

    Raises EstimateError for late entry (the cells do not say who entered when) and for fractional counts.

    >>> from isostats.cohort.counting import event_table
    >>> drawn = bootstrap(event_table([1, 2, 3, 4], [1, 0, 1, 0]), horizons_days=[2, 3], replicates=500, seed=1)
    >>> drawn.shape, bool(abs(drawn[:, 0, 0].mean() - 0.75) < 0.03)
    ((500, 1, 2), True)
    """
    horizons = check_resampled(table, statistic, horizons_days, replicates)
    if not isinstance(seed, np.random.Generator) and (not isinstance(seed, int | np.integer) or seed < 0):
        raise EstimateError(f"seed must be a whole number of 0 or more, not {seed!r}.")
    random = np.random.default_rng(seed)
    table = from_day_zero(table)
    drawn = np.full((replicates, len(table.groups), len(horizons)), np.nan)
    for g, people in enumerate(table.n):
        if people:
            cells, days = people_cells(table, g, int(horizons.max(initial=0)))
            step = max(1, CELLS_AT_ONCE // cells.size)
            for start in range(0, replicates, step):
                rows = slice(start, min(start + step, replicates))
                counts = _draw(random, cells, rows.stop - rows.start)
                drawn[rows, g] = statistic_of(counts, days, statistic, horizons)
    return drawn


def people_cells(table: EventTable, g: int, last: int) -> tuple[Floats, NDArray[np.int64]]:
    """Counts (1 + C, days) up to the last horizon, censored first, all later exits in one last day; and the days."""
    counts = np.concatenate([table.censored[g][None], table.events[g]])
    within = table.days <= last
    later = np.zeros((len(counts), 1))
    later[0] = counts[:, ~within].sum()
    return np.concatenate([counts[:, within], later], axis=1), table.days[within]


def _draw(random: np.random.Generator, cells: Floats, replicates: int) -> Floats:
    """Resampled counts (replicates, 1 + C, days): only cells that hold somebody need drawing."""
    drawn = np.zeros((replicates, cells.size))
    held = np.flatnonzero(cells)
    people = int(cells.sum())
    drawn[:, held] = random.multinomial(people, cells.ravel()[held] / people, size=replicates)
    return drawn.reshape(replicates, *cells.shape)


def statistic_of(
    counts: Floats, days: NDArray[np.int64], statistic: Statistic, horizons: NDArray[np.int64]
) -> Floats:
    """The statistic of each set of counts; the last of its days stands for all exits after the horizons."""
    at_risk = counts.sum(axis=1)[:, ::-1].cumsum(axis=1)[:, ::-1][:, :-1]
    events = counts[:, 1:, :-1]
    aalen = statistic == v.AALEN_JOHANSEN
    curve = incidences(events, at_risk)[1][:, 0] if aalen else product_limit(events[:, 0], at_risk)
    if statistic == v.MEDIAN_TIME:
        return _halves(curve, days)[:, None]
    if statistic == v.RMST:
        width = np.diff(np.minimum.outer(horizons, np.append(days, np.iinfo(np.int64).max)), axis=1)
        return np.asarray(curve @ width.T.astype(float))
    return curve[:, np.searchsorted(days, horizons, side="right") - 1]


def _halves(curves: Floats, days: NDArray[np.int64]) -> Floats:
    """The median of each curve by the rule of ``first_half``; infinite where a curve does not reach a half."""
    tolerance = np.sqrt(np.finfo(float).eps)
    below = curves < 0.5 + tolerance
    first = np.argmax(below, axis=1)
    height = np.take_along_axis(curves, first[:, None], axis=1)
    lower = below & (curves < height)
    later = np.where(lower.any(axis=1) & (np.abs(height[:, 0] - 0.5) < tolerance), np.argmax(lower, axis=1), first)
    return np.where(below.any(axis=1), (days[first] + days[later]) / 2, np.inf)


def check_resampled(
    table: EventTable, statistic: str, horizons_days: Sequence[int] | NDArray[np.int64], replicates: int
) -> NDArray[np.int64]:
    """The horizons as days, of a median the last day. Raises EstimateError for what cannot be resampled from counts."""
    require_one_of(statistic, get_args(Statistic), "statistic")
    require_counts(table)
    horizons = whole_numbers(np.atleast_1d(np.asarray(horizons_days)), "horizons_days").astype(np.int64)
    if statistic == v.MEDIAN_TIME:
        horizons = table.days[-1:].astype(np.int64)
    elif not len(horizons):
        raise EstimateError(f"{statistic} needs horizons_days, as (365, 730).")
    if not isinstance(replicates, int | np.integer) or isinstance(replicates, bool) or replicates < 1:
        raise EstimateError(f"replicates must be a whole number of 1 or more, not {replicates!r}.")
    if (horizons < 0).any():
        raise EstimateError(f"horizons_days must be 0 or later, not {horizons.min()}.")
    if table.entered.any():
        raise EstimateError(
            "People with late entry cannot be resampled from counts, which do not say who entered when."
        )
    if (table.events % 1).any() or (table.censored % 1).any():
        raise EstimateError("Fractional weights cannot be resampled: the bootstrap draws whole people.")
    return horizons

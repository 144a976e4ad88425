"""Limits by the bootstrap: percentile and BCa, from people drawn again, for any estimate of an event table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.errors import require_one_of, require_probability
from isostats.estimate.kernel import Floats, from_day_zero
from isostats.estimate.resampling import (
    CELLS_AT_ONCE,
    Statistic,
    bootstrap,
    check_resampled,
    people_cells,
    statistic_of,
)
from isostats.estimate.results import short, whole_counts
from isostats.vocabulary import names as v

LimitsBy = Literal["bca", "percentile"]


def bootstrap_limits(
    table: EventTable,
    statistic: Statistic = v.KAPLAN_MEIER,
    *,
    horizons_days: Sequence[int] | NDArray[np.int64] = (),
    seed: int | np.random.Generator,
    method: LimitsBy = "bca",
    level: float = 0.95,
    replicates: int = 2000,
    min_at_risk: float = 10,
) -> pd.DataFrame:
    """Limits without a formula: what the estimate would be, had other people come (Efron 1987).

    People are drawn again from the cells of the event table, each group for itself, so that the same ``seed`` gives the
    same limits. ``percentile`` takes quantiles of the replicates; ``bca`` shifts these for bias (the share of
    replicates below the estimate) and for skewness (the jackknife over people: over cells, times their number). Both
    are those of R's ``boot::boot.ci``, its interpolation between order statistics included. ``statistic`` is
    ``kaplan_meier``, ``aalen_johansen`` (incidence of the first cause), ``rmst`` (days) or ``median_time``, without
    horizons. A replicate whose curve does not reach a half has an infinite median; a limit there is NaN, as are both of
    an estimate that no replicate, or every one, falls short of, or that one person less would make infinite. Where all
    replicates are alike they say nothing of other people: there are neither an error nor limits.

    One row by group and horizon: group, time, estimate, std_error (spread of the replicates), lower, upper, n, at_risk,
    events, status. ``beyond_followup`` where fewer than ``min_at_risk`` are under observation. Raises EstimateError for
    late entry and fractional counts, which cannot be resampled from counts.

    >>> import isostats as iso
    >>> counts = iso.event_table([120, 400, 400, 730, 900] * 8, [1, 1, 0, 1, 0] * 8)
    >>> limits = iso.bootstrap_limits(counts, horizons_days=[365], seed=1, replicates=999)
    >>> limits[["estimate", "lower", "upper"]].round(2).values.tolist()
    [[0.8, 0.61, 0.88]]
    """
    require_one_of(method, get_args(LimitsBy), "method")
    return limits_by(
        (method,), table, statistic, horizons_days=horizons_days, seed=seed, level=level, replicates=replicates,
        min_at_risk=min_at_risk,
    )[method]  # fmt: skip


def limits_by(
    methods: Sequence[LimitsBy], table: EventTable, statistic: Statistic, *,
    horizons_days: Sequence[int] | NDArray[np.int64], seed: int | np.random.Generator, level: float, replicates: int,
    min_at_risk: float,
) -> dict[LimitsBy, pd.DataFrame]:
    """Limits by several methods from the same people drawn again; see :func:`bootstrap_limits`."""
    require_probability(level, "level")
    horizons = check_resampled(table, statistic, horizons_days, replicates)
    drawn = bootstrap(table, statistic, horizons_days=horizons, seed=seed, replicates=replicates)
    asked = _Asked(from_day_zero(table), statistic, horizons, level, min_at_risk)
    return {method: asked.limits(drawn, method) for method in methods}


@dataclass(frozen=True, eq=False)
class _Asked:
    """What limits are asked of: a statistic of a table on some days, and how few people are too few."""

    table: EventTable
    statistic: Statistic
    horizons: NDArray[np.int64]
    level: float
    min_at_risk: float

    def limits(self, drawn: Floats, method: LimitsBy) -> pd.DataFrame:
        """A row by group and horizon, of replicates ``drawn`` (replicates, groups, horizons)."""
        columns = [v.GROUP, v.TIME, v.ESTIMATE, v.STD_ERROR, v.LOWER, v.UPPER, v.N, v.AT_RISK, v.EVENTS, v.STATUS]
        rows = [row for g in range(len(self.table.groups)) for row in self._rows(drawn[:, g], method, g)]
        frame = pd.DataFrame(rows, columns=columns)
        for name in (v.N, v.AT_RISK, v.EVENTS):
            frame[name] = whole_counts(frame[name].to_numpy(float))
        return frame.drop(columns=v.TIME) if self.statistic == v.MEDIAN_TIME else frame

    def _rows(self, drawn: Floats, method: LimitsBy, g: int) -> Iterator[list[object]]:
        """The rows of one group."""
        table, median = self.table, self.statistic == v.MEDIAN_TIME
        followed = table if self.statistic == v.AALEN_JOHANSEN else table.of_first_cause
        observed, at_risk = followed.observed_on(self.horizons)[g], table.at_risk_on(self.horizons)[g]
        estimate, skewness = self._estimate(method, g)
        for h, day in enumerate(self.horizons):
            beyond = not median and short(observed[h], self.min_at_risk)
            status = v.NOT_ESTIMABLE if not np.isfinite(estimate[h]) else v.BEYOND_FOLLOWUP if beyond else v.OK
            numbers = self._numbers(drawn[:, h], method, estimate[h], skewness[h]) if status == v.OK else [np.nan] * 4
            reached = median and np.isfinite(estimate[h])
            at = table.at_risk_on([int(estimate[h])])[g, 0] if reached else at_risk[h]
            events = table.events[g, 0, table.days <= day].sum()
            yield [table.groups[g], day, *numbers, table.n[g], at, events, status]

    def _estimate(self, method: LimitsBy, g: int) -> tuple[Floats, Floats]:
        """The estimates of a group by horizon, and their skewness where the method asks for it."""
        estimate = np.full(len(self.horizons), np.nan)
        if not self.table.n[g]:
            return estimate, estimate
        cells, days = people_cells(self.table, g, int(self.horizons.max()))
        estimate = statistic_of(cells[None], days, self.statistic, self.horizons)[0]
        if method != "bca":
            return estimate, np.full(len(self.horizons), np.nan)
        return estimate, _accelerations(cells, days, self.statistic, self.horizons, estimate)

    def _numbers(self, sample: Floats, method: LimitsBy, estimate: float, skewness: float) -> list[float]:
        """An estimate with the spread of its replicates and the limits."""
        if sample.min() == sample.max():
            return [estimate, np.nan, np.nan, np.nan]
        shares = np.array([(1 - self.level) / 2, 1 - (1 - self.level) / 2])
        if method == "bca":
            shares = _shifted(shares, sample, estimate, skewness)
        finite = sample[np.isfinite(sample)]
        spread = finite.std(ddof=1) if len(finite) == len(sample) > 1 else np.nan
        return [estimate, spread, *interpolated(sample, shares)]


def _accelerations(
    cells: Floats, days: NDArray[np.int64], statistic: Statistic, horizons: NDArray[np.int64], estimate: Floats
) -> Floats:
    """BCa's skewness by horizon: sum L^3 / (6 (sum L^2)^1.5), L being the jackknife's influence of each person.

    People of one cell move the estimate alike, so that one left out of each cell tells of all of them.
    """
    held = np.flatnonzero(cells)
    people = cells.ravel()[held]
    left_out = np.empty((len(held), len(estimate)))
    step = max(1, CELLS_AT_ONCE // cells.size)
    for start in range(0, len(held), step):
        chosen = held[start : start + step]
        counts = np.repeat(cells.reshape(1, -1), len(chosen), axis=0)
        counts[np.arange(len(chosen)), chosen] -= 1
        left_out[start : start + step] = statistic_of(counts.reshape(-1, *cells.shape), days, statistic, horizons)
    with np.errstate(invalid="ignore", divide="ignore"):
        influence = estimate - left_out
        return (people @ influence**3) / (6 * (people @ influence**2) ** 1.5)


def _shifted(shares: Floats, sample: Floats, estimate: float, skewness: float) -> Floats:
    """The shares of the replicates at which BCa reads its limits."""
    with np.errstate(invalid="ignore", divide="ignore"):
        below = sample < estimate - 1e-10 * max(abs(estimate), 1e-3)  # equal but for rounding is not below
        bias = scipy.special.ndtri(np.mean(below))
        moved = bias + scipy.special.ndtri(shares)
        return np.asarray(scipy.special.ndtr(bias + moved / (1 - skewness * moved)))


def interpolated(sample: Floats, shares: Floats) -> Floats:
    """Quantiles of replicates, interpolated on the normal scale between order statistics (Davison and Hinkley 1997).

    Beyond the least and the largest rank they are the extremes; NaN where a share or a quantile is not finite.
    """
    ordered, count = np.sort(sample), len(sample)
    limits = np.full(len(shares), np.nan)
    for i, share in enumerate(shares):
        if not np.isfinite(share) or np.isnan(ordered).any():
            continue
        rank = (count + 1) * share
        k = int(rank)
        if k == 0 or k >= count:
            limits[i] = ordered[0] if k == 0 else ordered[-1]
        elif k == rank:
            limits[i] = ordered[k - 1]
        else:
            at, low, high = scipy.special.ndtri([share, k / (count + 1), (k + 1) / (count + 1)])
            with np.errstate(invalid="ignore"):
                limits[i] = ordered[k - 1] + (at - low) / (high - low) * (ordered[k] - ordered[k - 1])
    return np.where(np.isfinite(limits), limits, np.nan)

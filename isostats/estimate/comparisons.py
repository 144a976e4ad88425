"""Groups compared: the log-rank test, and the restricted mean time free of the outcome with its differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError
from isostats.estimate import kernel
from isostats.estimate.intervals import normal_quantile
from isostats.estimate.kernel import Floats, share
from isostats.estimate.results import short, whole_counts
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.html import card
from isostats.words.numbers import count_text, counted, decimal_text, digits_text, p_in_full

COLUMNS = [v.GROUP, v.TIME, v.ESTIMATE, v.STD_ERROR, v.LOWER, v.UPPER, v.N, v.AT_RISK, v.EVENTS, v.STATUS]


@dataclass(frozen=True, eq=False)
class LogRank:
    """A log-rank test: chi-square ``statistic`` on ``degrees_of_freedom``, with observed and expected by group (G,).

    ``variance`` (G, G) is that of observed minus expected. ``status`` is ``not_estimable``, and statistic and p-value
    are NaN, where the groups cannot be told apart: no failures, one group, or groups never at risk together.
    """

    groups: tuple[str, ...]
    statistic: float
    degrees_of_freedom: int
    p_value: float
    observed: Floats
    expected: Floats
    variance: Floats
    n: Floats
    definition: Definition

    @property
    def status(self) -> str:
        """``ok`` or ``not_estimable``."""
        return v.OK if np.isfinite(self.statistic) else v.NOT_ESTIMABLE

    def to_frame(self) -> pd.DataFrame:
        """One row per group: group, n, observed, expected."""
        columns = {v.GROUP: self.groups, v.N: self.n, "observed": self.observed, "expected": self.expected}
        return pd.DataFrame(columns)

    def __repr__(self) -> str:
        test = f"log-rank test of {counted(len(self.groups), 'group')}"
        if self.status != v.OK:
            return f"{test}: not estimable"
        statistic, p_value = digits_text(self.statistic, 4), p_in_full(self.p_value)
        return f"{test}: chi-square {statistic} on {self.degrees_of_freedom} df, {p_value}"

    def _repr_html_(self) -> str:
        rows = zip(self.groups, self.n, self.observed, self.expected, strict=True)
        body = [[str(g), count_text(n), decimal_text(o), decimal_text(e)] for g, n, o, e in rows]
        return card("Log-rank test", [repr(self)], [v.GROUP, "people", "observed", "expected"], body)


def logrank(table: EventTable) -> LogRank:
    """Test whether the hazard of the first cause is the same in all groups (Mantel 1966; R's ``survdiff``).

    Observed minus expected failures by group, with the hypergeometric variance on every day, which is exact under
    ties; other causes censor; late entry is allowed for. The degrees of freedom are the rank of the variance: groups
    with nobody at risk at any failure add none. Any number of groups. Raises EstimateError for fractional weights.

    >>> from isostats.cohort.counting import event_table
    >>> logrank(event_table([1, 2, 3, 4], [1, 1, 1, 1], group=["a", "a", "b", "b"]))
    log-rank test of 2 groups: chi-square 2.882 on 1 df, p = 0.090
    """
    kernel.require_whole_people(table, "The log-rank test")
    failing = table.events[:, 0].sum(axis=0) > 0
    d, y = table.events[:, 0][:, failing], table.at_risk[:, failing]
    total_d, total_y = d.sum(axis=0), y.sum(axis=0)
    observed = d.sum(axis=1)
    expected = (y * share(total_d, total_y)).sum(axis=1)
    # D (Y - D) / (Y - 1) / Y^2, and 0 where one person is at risk
    spread = share(share(total_d * (total_y - total_d), np.maximum(total_y - 1, 0)), total_y**2)
    variance = np.diag((spread * total_y * y).sum(axis=1)) - (spread * y) @ y.T
    statistic, rank = _quadratic_form(observed - expected, variance)
    p_value = float(scipy.special.chdtrc(rank, statistic)) if rank else np.nan
    return LogRank(table.groups, statistic, rank, p_value, observed, expected, variance, table.n, table.definition)


def _quadratic_form(difference: Floats, variance: Floats) -> tuple[float, int]:
    """difference' variance^- difference and the rank of the variance, which is singular by construction."""
    scale = np.sqrt(np.maximum(np.diag(variance), 0))
    varying = scale > 1e-9 * (1 + scale.max(initial=0))
    scale = scale[varying]
    if len(scale) < 2:
        return np.nan, 0
    scaled, away = variance[np.ix_(varying, varying)] / np.outer(scale, scale), difference[varying] / scale
    inverse = np.linalg.pinv(scaled, rcond=1e-9, hermitian=True)
    return float(away @ inverse @ away), int(np.linalg.matrix_rank(scaled, tol=1e-9, hermitian=True))


def rmst(table: EventTable, *, horizon_days: int, level: float = 0.95, min_at_risk: float = 10) -> pd.DataFrame:
    """Mean days free of the first cause within ``horizon_days``, one row per group (Irwin 1949; Royston 2013).

    The area under S from day 0 to the horizon, with R's standard error (``survfit``'s ``rmean``): sum over days s of
    (area from s to the horizon)^2 d_s / (Y_s (Y_s - d_s)), where a day on which all at risk fail adds nothing. Normal
    limits, in days. ``events`` are those up to and on the horizon. ``status`` is ``beyond_followup`` where fewer than
    ``min_at_risk`` are under observation on the horizon (as in ``Curve.at``), and ``not_estimable`` in a group without
    people; there the numbers are NaN. Raises EstimateError if the horizon is not a whole day of 1 or more.

    >>> from isostats.cohort.counting import event_table
    >>> rmst(event_table([2, 4, 4, 10], [1, 1, 0, 0]), horizon_days=6, min_at_risk=1)["estimate"].item()
    4.5
    """
    return pd.DataFrame(_means(table, horizon_days, level, min_at_risk))


def _means(table: EventTable, horizon_days: int, level: float, min_at_risk: float) -> dict[str, NDArray[Any]]:
    if isinstance(horizon_days, bool) or horizon_days != int(horizon_days) or horizon_days < 1:
        raise EstimateError(f"horizon_days must be a whole number of days, 1 or more, not {horizon_days!r}.")
    horizon, z, table = int(horizon_days), normal_quantile(level), kernel.from_day_zero(table)
    mean, variance = _area(table, horizon)
    at_risk = table.at_risk_on([horizon])[:, 0]
    status = np.where(short(table.observed_on([horizon])[:, 0], min_at_risk), v.BEYOND_FOLLOWUP, v.OK)
    status = np.where(table.n == 0, v.NOT_ESTIMABLE, status)
    mean = np.where(status == v.OK, mean, np.nan)
    std_error = np.where(status == v.OK, np.sqrt(variance), np.nan)
    events = table.events[:, 0, table.days <= horizon].sum(axis=1)
    half = np.where(std_error > 0, z * std_error, np.nan)  # without an event before the horizon no limits exist
    groups, days = np.array(table.groups, dtype=object), np.full(len(mean), horizon)
    counts = (whole_counts(each) for each in (table.n, at_risk, events))
    columns = (groups, days, mean, std_error, mean - half, mean + half, *counts, status.astype(object))
    return dict(zip(COLUMNS, columns, strict=True))


def rmst_difference(
    table: EventTable, *, horizon_days: int, level: float = 0.95, min_at_risk: float = 10
) -> pd.DataFrame:
    """Each later group's restricted mean less the first group's, in days, with a normal test of no difference.

    One row per comparison, called ``later - first``; n, at_risk and events are those of both groups together. The
    standard error is sqrt(se^2 + se^2), the groups being independent. Raises EstimateError for fewer than two groups.

    >>> from isostats.cohort.counting import event_table
    >>> counts = event_table([2, 4, 4, 10], [1, 1, 0, 0], group=["a", "a", "b", "b"])
    >>> rmst_difference(counts, horizon_days=4, min_at_risk=0)[["group", "estimate"]].values.tolist()
    [['b - a', 1.0]]
    """
    if len(table.groups) < 2:
        raise EstimateError("A difference needs at least two groups, and the event table has one.")
    single = _means(table, horizon_days, level, min_at_risk)
    first, later = ({name: each[part] for name, each in single.items()} for part in (slice(1), slice(1, None)))
    estimate = later[v.ESTIMATE] - first[v.ESTIMATE]
    std_error = np.hypot(later[v.STD_ERROR], first[v.STD_ERROR])
    half = normal_quantile(level) * std_error
    with np.errstate(divide="ignore", invalid="ignore"):
        p_value = 2 * scipy.special.ndtr(-np.abs(estimate / std_error))
    status = np.where(first[v.STATUS] != v.OK, first[v.STATUS], later[v.STATUS])
    counts = (later[name] + first[name] for name in (v.N, v.AT_RISK, v.EVENTS))
    names = np.array([f"{group} - {first[v.GROUP][0]}" for group in later[v.GROUP]], dtype=object)
    numbers = (estimate, std_error, estimate - half, estimate + half, p_value)
    columns = (names, later[v.TIME], *numbers, *counts, status)
    return pd.DataFrame(dict(zip((*COLUMNS[:6], v.P_VALUE, *COLUMNS[6:]), columns, strict=True)))


def _area(table: EventTable, horizon: int) -> tuple[Floats, Floats]:
    """Area under each group's curve up to the horizon, and its variance: (G,), (G,)."""
    failed, at_risk = table.events[:, 0], table.at_risk
    width = np.diff(np.minimum(np.append(table.days, np.iinfo(np.int64).max), horizon))
    steps = kernel.product_limit(failed, at_risk) * width
    if not table.whole_people:
        return steps.sum(axis=1), kernel.mean_time_variance(table, steps)
    still, log_variance = np.cumsum(steps[:, ::-1], axis=1)[:, ::-1], kernel.greenwood(failed, at_risk)
    return steps.sum(axis=1), (still**2 * np.where(np.isfinite(log_variance), log_variance, 0.0)).sum(axis=1)

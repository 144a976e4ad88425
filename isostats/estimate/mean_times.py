"""The restricted mean time free of the outcome, by group, and how far it is from that of a reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError
from isostats.estimate import kernel
from isostats.estimate.bounds import mean_bounds
from isostats.estimate.contrasts import against, common_followup, with_reference
from isostats.estimate.curves import kaplan_meier
from isostats.estimate.intervals import normal_quantile
from isostats.estimate.kernel import Floats
from isostats.estimate.results import short, whole_counts
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    import pandas as pd

MEANS = [v.GROUP, v.TIME, v.ESTIMATE, v.STD_ERROR, v.LOWER, v.UPPER, v.N, v.AT_RISK, v.EVENTS, v.STATUS]


def rmst(table: EventTable, *, horizon_days: int, level: float = 0.95, min_at_risk: float = 10) -> pd.DataFrame:
    """Mean days free of the first cause within ``horizon_days``, one row per group (Irwin 1949; Royston 2013).

    The area under S from day 0 to the horizon, with R's standard error (``survfit``'s ``rmean``): sum over days s of
    (area from s to the horizon)^2 d_s / (Y_s (Y_s - d_s)), where a day on which all at risk fail adds nothing. Normal
    limits, in days. ``events`` are those up to and on the horizon. ``status`` is ``beyond_followup`` where fewer than
    ``min_at_risk`` are under observation on the horizon (as in ``Curve.at``), and ``not_estimable`` in a group without
    people; there the numbers are NaN. ``bound`` is what the mean is of what may be true, as in results.csv. Raises
    EstimateError if the horizon is not a whole day of 1 or more.

    >>> from isostats.cohort.counting import event_table
    >>> rmst(event_table([2, 4, 4, 10], [1, 1, 0, 0]), horizon_days=6, min_at_risk=1)["estimate"].item()
    4.5
    """
    import pandas as pd

    columns = restricted_means(table, horizon_days, level, min_at_risk)
    is_bound = table.definition.at_most or table.definition.passive
    bounds = mean_bounds(kaplan_meier(table, level=level).with_ends, horizon_days=horizon_days) if is_bound else {}
    of_groups = zip(columns[v.GROUP], columns[v.STATUS], strict=True)
    bound = [bounds.get(group, "") if status == v.OK else "" for group, status in of_groups]
    return pd.DataFrame(columns | {v.BOUND: np.array(bound, dtype=object)})


def restricted_means(
    table: EventTable, horizon_days: int, level: float, min_at_risk: float
) -> dict[str, NDArray[Any]]:
    """The columns of :func:`rmst` but for what they are bounds of."""
    if isinstance(horizon_days, bool) or horizon_days != int(horizon_days) or horizon_days < 1:
        raise EstimateError(f"horizon_days must be a whole number of days, 1 or more, not {horizon_days!r}.")
    horizon, z, table = int(horizon_days), normal_quantile(level), kernel.from_day_zero(table)
    mean, variance = _area(table, horizon)
    at_risk = table.at_risk_on([horizon])[:, 0]
    status = np.where(short(table.of_first_cause.observed_on([horizon])[:, 0], min_at_risk), v.BEYOND_FOLLOWUP, v.OK)
    status = np.where(table.n == 0, v.NOT_ESTIMABLE, status)
    mean = np.where(status == v.OK, mean, np.nan)
    std_error = np.where(status == v.OK, np.sqrt(variance), np.nan)
    events = table.events[:, 0, table.days <= horizon].sum(axis=1)
    half = np.where(std_error > 0, z * std_error, np.nan)  # without an event before the horizon no limits exist
    groups, days = np.array(table.groups, dtype=object), np.full(len(mean), horizon)
    counts = (whole_counts(each) for each in (table.n, at_risk, events))
    columns = (groups, days, mean, std_error, mean - half, mean + half, *counts, status.astype(object))
    return dict(zip(MEANS, columns, strict=True))


def rmst_difference(
    table: EventTable, *, reference: str = "", horizon_days: int | None = None, level: float = 0.95,
    min_at_risk: float = 10,
) -> pd.DataFrame:
    """Each other group's restricted mean less that of the ``reference``, in days, with a normal test of no difference.

    One row per comparison, called ``other - reference``, by default against the first group. Without ``horizon_days``
    each pair is compared on the last day that both support (``common_followup``), which is its ``time``. n, at_risk and
    events are those of both groups together; the standard error is sqrt(se^2 + se^2), the groups being independent.
    There are no limits and no p where nobody of a group failed. Raises EstimateError for fewer than two groups, and
    for a reference that is none.

    >>> from isostats.cohort.counting import event_table
    >>> counts = event_table([2, 4, 4, 10], [1, 1, 1, 0], group=["a", "a", "b", "b"])
    >>> rmst_difference(counts, horizon_days=4, min_at_risk=0)[["group", "estimate"]].values.tolist()
    [['b - a', 1.0]]
    """  # fmt: skip
    return _contrasts(table, reference, horizon_days, level, min_at_risk, ratio=False)


def rmst_ratio(
    table: EventTable, *, reference: str = "", horizon_days: int | None = None, level: float = 0.95,
    min_at_risk: float = 10,
) -> pd.DataFrame:
    """Each other group's restricted mean over that of the ``reference``, with limits and test on the log scale.

    As ``rmst_difference``, but that ``std_error`` is that of the log ratio, sqrt((se/m)^2 + (se/m)^2), as in R's
    ``survRM2`` (Uno 2014).

    >>> from isostats.cohort.counting import event_table
    >>> counts = event_table([2, 4, 4, 10], [1, 1, 1, 0], group=["a", "a", "b", "b"])
    >>> rmst_ratio(counts, horizon_days=4, min_at_risk=0)["estimate"].round(4).item()
    1.3333
    """  # fmt: skip
    return _contrasts(table, reference, horizon_days, level, min_at_risk, ratio=True)


def _contrasts(
    table: EventTable, reference: str, horizon_days: int | None, level: float, min_at_risk: float, *, ratio: bool
) -> pd.DataFrame:
    import pandas as pd

    kernel.require_counts(table)
    first, *others = with_reference(table.groups, reference)
    how: dict[str, Any] = {v.LEVEL: level, "ratio": ratio}
    if horizon_days is not None:
        kept = table.select(first, *others)
        return against(restricted_means(kept, horizon_days, level, min_at_risk), table.definition, **how)
    pairs = []
    for name in others:
        pair = table.select(first, name)
        until = max(common_followup(pair, min_at_risk=min_at_risk), 1)
        pairs.append(against(restricted_means(pair, until, level, min_at_risk), table.definition, **how))
    return pd.concat(pairs, ignore_index=True)


def _area(table: EventTable, horizon: int) -> tuple[Floats, Floats]:
    """Area under each group's curve up to the horizon, and its variance: (G,), (G,)."""
    failed, at_risk = table.events[:, 0], table.at_risk
    width = np.diff(np.minimum(np.append(table.days, np.iinfo(np.int64).max), horizon))
    steps = kernel.product_limit(failed, at_risk) * width
    if not table.whole_people:
        return steps.sum(axis=1), kernel.mean_time_variance(table, steps)
    still, log_variance = np.cumsum(steps[:, ::-1], axis=1)[:, ::-1], kernel.greenwood(failed, at_risk)
    return steps.sum(axis=1), (still**2 * np.where(np.isfinite(log_variance), log_variance, 0.0)).sum(axis=1)

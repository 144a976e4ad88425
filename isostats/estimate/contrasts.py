"""How far groups are from a reference: in remission on chosen days, as difference or ratio, and in median time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError, nearest
from isostats.estimate import kernel
from isostats.estimate.bounds import of_comparison
from isostats.estimate.intervals import normal_quantile
from isostats.estimate.kernel import Floats
from isostats.estimate.results import Curve, Days, asked_days, require_estimated, short
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.group_names import difference_name

if TYPE_CHECKING:
    import pandas as pd

CONTRAST = (
    v.GROUP, v.TIME, v.ESTIMATE, v.STD_ERROR, v.LOWER, v.UPPER, v.P_VALUE, v.N, v.AT_RISK, v.EVENTS, v.STATUS,
    v.BOUND,
)  # fmt: skip
"""The columns of every table of contrasts."""


def remission_difference(
    curve: Curve, *, days: Days, reference: str = "", level: float | None = None, min_at_risk: float = 10
) -> pd.DataFrame:
    """Each other group's remission less that of the ``reference`` at the end of each day, with a test of no difference.

    One row per group and day, called ``other - reference``; by default against the first group. The standard error is
    the root of the two Greenwood variances summed, the groups being independent; limits and p are normal, on the plain
    scale. Where nobody or everybody of a group failed, its error says nothing and there are neither limits nor p.
    ``status`` is that of the reference or else of the group, as ``Curve.at`` has it: both must be followed on the day.
    n, at_risk and events are of both; ``bound`` is ``if_none_unseen`` where an outcome may have come unseen. Raises
    EstimateError for a curve of one group or of causes, and for a reference that is none.

    >>> import isostats as iso
    >>> sex = ["female"] * 4 + ["male"] * 4
    >>> counts = iso.event_table([120, 400, 730, 900, 60, 80, 730, 900], [1, 0, 0, 0, 1, 1, 0, 0], group=sex)
    >>> rows = iso.remission_difference(iso.kaplan_meier(counts), days=[365], reference="female", min_at_risk=1)
    >>> rows[["group", "estimate"]].values.tolist()
    [['male - female', -0.25]]
    """
    return _of_curve(curve, days, reference, level, min_at_risk, ratio=False)


def remission_ratio(
    curve: Curve, *, days: Days, reference: str = "", level: float | None = None, min_at_risk: float = 10
) -> pd.DataFrame:
    """Each other group's remission over that of the ``reference`` at the end of each day, limits on the log scale.

    As ``remission_difference``, but that ``std_error`` is that of the log ratio, sqrt((se/S)^2 + (se/S)^2), the two
    sums of Greenwood. It is ``not_estimable`` where the reference has no remission left.

    >>> import isostats as iso
    >>> sex = ["female"] * 4 + ["male"] * 4
    >>> counts = iso.event_table([120, 400, 730, 900, 60, 80, 730, 900], [1, 0, 0, 0, 1, 1, 0, 0], group=sex)
    >>> rows = iso.remission_ratio(iso.kaplan_meier(counts), days=365, reference="female", min_at_risk=1)
    >>> rows["estimate"].round(4).item()
    0.6667
    """
    return _of_curve(curve, days, reference, level, min_at_risk, ratio=True)


def _of_curve(
    curve: Curve, days: Days, reference: str, level: float | None, min_at_risk: float, *, ratio: bool
) -> pd.DataFrame:
    require_remission(curve)
    names = with_reference(curve.groups, reference)
    at = curve.columns_at(asked_days(days), min_at_risk=min_at_risk)
    order = [list(curve.groups).index(name) for name in names]
    columns = {name: values.reshape(len(names), -1)[order].ravel() for name, values in at.items()}
    return against(columns, curve.definition, level=curve.level if level is None else level, ratio=ratio)


def require_remission(curve: object) -> None:
    """Raise EstimateError for anything but a curve of remission."""
    require_estimated(curve, "A difference")
    if isinstance(curve, Curve) and curve.kind == v.CUMULATIVE_INCIDENCE:
        raise EstimateError("A difference is of two curves of remission, not of the incidences of causes.")


def against(
    single: Mapping[str, NDArray[Any]], definition: Definition, *, level: float, ratio: bool
) -> pd.DataFrame:
    """Each later group of an estimator's rows beside the first, day by day: a table of contrasts.

    ``single`` has group, time, estimate, std_error, n, at_risk, events and status: all days of the first group, then
    all of the next, the same for each. The groups must hold different people.
    """
    import pandas as pd

    groups = list(dict.fromkeys(single[v.GROUP]))
    blocks = {name: values.reshape(len(groups), -1) for name, values in single.items()}
    first, later = ({name: block[part] for name, block in blocks.items()} for part in (slice(1), slice(1, None)))
    status = np.where(first[v.STATUS] != v.OK, first[v.STATUS], later[v.STATUS]).astype(object)
    one, two = (each[v.ESTIMATE].astype(float) for each in (later, first))
    errors = [np.where(each[v.STD_ERROR] > 0, each[v.STD_ERROR], np.nan).astype(float) for each in (later, first)]
    z = normal_quantile(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        if ratio:
            std_error = np.hypot(errors[0] / one, errors[1] / two)
            estimate, scale = one / two, np.log(one / two)
            lower, upper = np.exp(scale - z * std_error), np.exp(scale + z * std_error)
            status[(status == v.OK) & (two == 0)] = v.NOT_ESTIMABLE
        else:
            std_error = np.hypot(*errors)
            estimate = scale = one - two
            lower, upper = estimate - z * std_error, estimate + z * std_error
        p_value = 2 * scipy.special.ndtr(-np.abs(scale / std_error))
    numbers = [np.where(status == v.OK, each, np.nan) for each in (estimate, std_error, lower, upper, p_value)]
    names = np.frompyfunc(difference_name, 2, 1)(later[v.GROUP], groups[0])
    counts = (later[name] + first[name] for name in (v.N, v.AT_RISK, v.EVENTS))
    bound = np.array(of_comparison(definition, status.ravel()), dtype=object)
    columns = (names, later[v.TIME], *numbers, *counts, status, bound)
    return pd.DataFrame({name: each.ravel() for name, each in zip(CONTRAST, columns, strict=True)})


def median_difference(
    curve: Curve, *, reference: str = "", level: float | None = None, min_at_risk: float = 10
) -> pd.DataFrame:
    """Each other group's median time less that of the ``reference``, in days.

    The limits come from those of the two medians (Brookmeyer and Crowley 1982, log-log) by the method of variance
    estimates recovery: d - sqrt((m1 - l1)^2 + (u0 - m0)^2) and d + sqrt((u1 - m1)^2 + (m0 - l0)^2) (Zou and Donner
    2008), so no density is estimated and nothing is resampled. A limit is missing where one that it needs was not
    reached. ``not_estimable`` where a median was not reached, ``beyond_followup`` where it lies after the last day
    that its own group supports. There is no standard error and no p. Raises EstimateError as ``remission_difference``.

    >>> import isostats as iso
    >>> counts = iso.event_table([1, 2, 3, 4, 5, 6], [1] * 6, group=["a", "a", "a", "b", "b", "b"])
    >>> iso.median_difference(iso.kaplan_meier(counts), min_at_risk=0)["estimate"].item()
    3.0
    """
    import pandas as pd

    require_remission(curve)
    reference, *others = with_reference(curve.groups, reference)
    medians = curve.median(level).set_index(v.GROUP)
    m, low, high = (medians[name].to_dict() for name in (v.ESTIMATE, v.LOWER, v.UPPER))
    last = {name: common_followup(curve.counts.select(name), min_at_risk=min_at_risk) for name in (reference, *others)}
    rows = []
    for name in others:
        pair = curve.counts.select(reference, name)
        known = np.isfinite(m[name]) and np.isfinite(m[reference])
        within = known and m[name] <= last[name] and m[reference] <= last[reference]
        estimate = m[name] - m[reference] if within else np.nan
        lower = estimate - np.hypot(m[name] - low[name], high[reference] - m[reference])
        upper = estimate + np.hypot(high[name] - m[name], m[reference] - low[reference])
        status = v.OK if within else v.BEYOND_FOLLOWUP if known else v.NOT_ESTIMABLE
        counts = (pair.n.sum(), np.nan, pair.events[:, 0].sum())
        (bound,) = of_comparison(curve.definition, [status])
        numbers = (estimate, np.nan, lower, upper, np.nan)
        rows.append((difference_name(name, reference), np.nan, *numbers, *counts, status, bound))
    return pd.DataFrame(rows, columns=list(CONTRAST))


def common_followup(table: EventTable, *, min_at_risk: float = 10) -> int:
    """The last day that all groups support: the least of each group's last day with ``min_at_risk`` observed.

    Of each group those days count on which somebody of it left, and every day once all of it have failed: its curve
    stays at 0. -1 where a group has none.

    >>> from isostats.cohort.counting import event_table
    >>> common_followup(event_table([3, 5, 7, 9], [0, 0, 0, 0], group=["a", "a", "b", "b"]), min_at_risk=1)
    5
    >>> common_followup(event_table([3, 5, 7, 9], [1, 1, 0, 0], group=["a", "a", "b", "b"]), min_at_risk=1)
    9
    """
    plain = table.of_first_cause
    all_failed = kernel.product_limit(plain.events[:, 0], plain.at_risk) == 0
    enough = ~short(plain.observed_on(table.days), min_at_risk) & ((table.leaving > 0) | all_failed)
    last = [table.days[days][-1] if days.any() else -1 for days in enough]
    return int(min(last))


def with_reference(groups: Sequence[str], reference: str) -> list[str]:
    """The reference, then the other groups in their order. EstimateError for one group, or a reference that is none.

    >>> with_reference(["a", "b", "c"], "b")
    ['b', 'a', 'c']
    """
    if len(groups) < 2:
        raise EstimateError(
            "A difference needs at least two groups, and there is one. Count by one: cohort.count(outcome, by='sex')."
        )
    reference = reference or str(groups[0])
    if reference not in groups:
        known = [str(each) for each in groups]
        raise EstimateError(f"There is no group {reference!r}{nearest(reference, known) or '.'} It has: "
                            f"{', '.join(known)}.")  # fmt: skip
    return [reference, *(str(each) for each in groups if each != reference)]


@dataclass(frozen=True)
class Interaction:
    """Cochran's test that a difference is the same in all parts; NaN where fewer than two parts have an error.

    ``parts`` counts the parts that have one, and ``shared`` is the mean of their differences by precision.
    """

    statistic: float
    degrees_of_freedom: int
    p_value: float
    shared: float
    parts: int


def interaction(estimates: ArrayLike, std_errors: ArrayLike) -> Interaction:
    """Whether a difference is the same in independent parts of the people (Cochran 1954): Q, chi-square on k - 1.

    Q is the sum of (d - shared)^2 / se^2; parts without an error are left out.

    >>> interaction([0.10, 0.20], [0.03, 0.04])  # doctest: +ELLIPSIS
    Interaction(statistic=4.0, degrees_of_freedom=1, p_value=0.0455..., shared=0.136, parts=2)
    """
    d, se = np.asarray(estimates, dtype=float), np.asarray(std_errors, dtype=float)
    known = np.isfinite(d) & (se > 0)
    d, weight = d[known], 1 / se[known] ** 2
    if len(d) < 2:
        return Interaction(np.nan, 0, np.nan, float(d[0]) if len(d) else np.nan, len(d))
    shared = float((weight * d).sum() / weight.sum())
    statistic, degrees = float((weight * (d - shared) ** 2).sum()), len(d) - 1
    return Interaction(statistic, degrees, float(scipy.special.chdtrc(degrees, statistic)), shared, len(d))


def holm(p_values: ArrayLike) -> Floats:
    """P values adjusted for their number by Holm's steps (1979), as R's ``p.adjust``; what is missing stays so.

    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(p_values, dtype=float)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    adjusted = np.full(p.shape, np.nan)
    steps = p[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted

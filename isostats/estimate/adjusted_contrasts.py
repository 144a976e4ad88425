"""How far adjusted groups are from a reference: difference, ratios, restricted means; and how alike confounders are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
import scipy

from isostats.cohort.confounding import ConfoundedCounts
from isostats.errors import EstimateError, require_one_of
from isostats.estimate.adjusted import AdjustedCurves
from isostats.estimate.bounds import of_comparison
from isostats.estimate.confounder_patterns import Patterns, patterns_of
from isostats.estimate.contrasts import CONTRAST, with_reference
from isostats.estimate.influence import Sums, sums_of
from isostats.estimate.intervals import normal_quantile
from isostats.estimate.kernel import Floats
from isostats.estimate.results import Days, asked_days
from isostats.estimate.standardised import standardised_share_difference
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import difference_name

Measure = Literal["remission_difference", "remission_ratio", "outcome_ratio", "rmst_difference"]
RATIOS = (v.REMISSION_RATIO, v.OUTCOME_RATIO)


def adjusted_difference(
    adjusted: AdjustedCurves, *, days: Days, reference: str = "", measure: Measure = v.REMISSION_DIFFERENCE,
    level: float | None = None, min_at_risk: float = 10,
) -> pd.DataFrame:
    """Each other group's adjusted remission less that of the ``reference``, with a test of no difference.

    One row per group and day, called ``other - reference``, as ``remission_difference`` has them. ``measure`` may be
    ``"remission_ratio"``, ``"outcome_ratio"`` (of the probabilities of having had the outcome: the risk ratio, of which
    ``e_value`` is made), or ``"rmst_difference"``, in days free of the outcome until each day. Adjusted groups are not
    independent: the standard error is that of both together, of ratios that of their logarithm; limits and p are
    normal, on that scale. ``status`` is that of the reference or else of the group: both must be followed on the day.
    Without an error in either group there are neither limits nor p; a ratio of 0 is ``not_estimable``. n, at_risk and
    events are those of both as they are; ``bound`` as there. Raises EstimateError for curves that are not adjusted, and
    for a reference that is none.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> people = pd.DataFrame({"severity": ["mild"] * 5 + ["severe"] * 5})
    >>> days, event = [800, 800, 800, 300, 800, 100, 200, 800, 90, 800], [0, 0, 0, 1, 0, 1, 1, 0, 1, 0]
    >>> counts = iso.confounded_table(days, event, group=list("aaabbaabbb"), confounders=people)
    >>> rows = iso.adjusted_difference(iso.adjusted_curves(counts), days=[730], min_at_risk=1)
    >>> rows[["group", "estimate"]].round(4).values.tolist()
    [['b - a', 0.0833]]
    """
    if not isinstance(adjusted, AdjustedCurves):
        raise EstimateError(
            f"An adjusted difference needs adjusted curves, not a {type(adjusted).__name__}. Make them first: "
            "iso.adjusted_curves(iso.count_confounded(cohort, outcome, by='sex', confounders=['age']))."
        )
    require_one_of(measure, get_args(Measure), "measure")
    curve = adjusted.curve
    first, *others = with_reference(curve.groups, reference)
    place = {name: curve.groups.index(name) for name in (first, *others)}
    asked = asked_days(days)
    at = curve.at(asked, min_at_risk=min_at_risk).set_index([v.GROUP, v.TIME])
    z = normal_quantile(curve.level if level is None else level)
    rows = []
    for day in asked.tolist():
        value, sums, on = _on(adjusted, measure, day)
        for name in others:
            one, two = at.loc[(name, day)], at.loc[(first, day)]
            status = two[v.STATUS] if two[v.STATUS] != v.OK else one[v.STATUS]
            pair = (place[name], place[first])
            known = measure == v.RMST_DIFFERENCE or bool(np.isfinite([one[v.STD_ERROR], two[v.STD_ERROR]]).all())
            numbers, status = _contrast(value, sums, pair, on, z, measure, status, known)
            counts = (one[each] + two[each] for each in (v.N, v.AT_RISK, v.EVENTS))
            rows.append((name, day, *numbers, *counts, status, *of_comparison(curve.definition, [status])))
    rows.sort(key=lambda row: others.index(row[0]))
    return pd.DataFrame([(difference_name(row[0], first), *row[1:]) for row in rows], columns=list(CONTRAST))


def _on(adjusted: AdjustedCurves, measure: str, day: int) -> tuple[Floats, Sums, int]:
    """The estimate of each group (G,) on a day, the sums of its influences, and the place of the day in them."""
    arrays = adjusted.arrays
    free = adjusted.free
    if measure == v.RMST_DIFFERENCE:
        widths = np.diff(np.minimum(np.append(arrays.days, np.iinfo(np.int64).max), day)).astype(float)
        return free @ widths, sums_of(adjusted.sums.parts.integrated(widths)), -1
    on = int(np.searchsorted(arrays.days, day, side="right")) - 1
    return (1 - free if measure == v.OUTCOME_RATIO else free)[:, on], adjusted.sums, on


def _contrast(
    value: Floats, sums: Sums, pair: tuple[int, int], on: int, z: float, measure: str, status: str, known: bool
) -> tuple[list[float], str]:
    """Estimate, error, limits and p of one pair, and its status; ``known`` says whether both groups have an error."""
    g, r = pair
    at = slice(on, on + 1) if on >= 0 else slice(-1, None)
    one, two, cross = (float(sums.covariance(*each, at)[0]) for each in ((g, g), (r, r), (g, r)))
    known = known and one > 0 and two > 0
    if measure in RATIOS:
        if status == v.OK and not (value[g] > 0 and value[r] > 0):
            status = v.NOT_ESTIMABLE
        if status != v.OK:
            return [np.nan] * 5, status
        scale = float(np.log(value[g] / value[r]))
        spread = one / value[g] ** 2 + two / value[r] ** 2 - 2 * cross / (value[g] * value[r])
    else:
        if status != v.OK:
            return [np.nan] * 5, status
        scale, spread = float(value[g] - value[r]), one + two - 2 * cross
    error = float(np.sqrt(max(spread, 0.0))) if known else np.nan
    limits = [scale - z * error, scale + z * error]
    p = float(2 * scipy.special.ndtr(-abs(scale) / error)) if error > 0 else np.nan
    estimate = scale
    if measure in RATIOS:
        estimate, *limits = np.exp([scale, *limits]).tolist()
    return [estimate, error, *limits, p], status


def balance(counts: ConfoundedCounts | AdjustedCurves) -> pd.DataFrame:
    """How far apart the groups are in each confounder, in standard deviations, before weighting and after.

    One row per confounder: confounder, unweighted, weighted; the largest difference between any two groups, over all
    levels of the confounder (Yang and Dalton 2012). Below 0.1 is usually called balanced (Austin 2009). Of counts, or
    of a standardised curve, nothing is weighted, and that column is NaN. Whole confounders are judged, by their levels:
    what differs within a band is not seen.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> people = pd.DataFrame({"severity": ["mild"] * 5 + ["severe"] * 5})
    >>> counts = iso.confounded_table([800] * 10, [1] * 10, group=list("aaabbaabbb"), confounders=people)
    >>> iso.balance(iso.adjusted_curves(counts)).round(3).values.tolist()
    [['severity', 0.408, 0.0]]
    """
    weights = counts.weights if isinstance(counts, AdjustedCurves) else None
    arrays = counts.arrays if isinstance(counts, AdjustedCurves) else patterns_of(counts)
    rows = [
        (name, _apart(values, arrays.people), np.nan if weights is None else
         _apart(values, arrays.people * weights))
        for name, values in _columns(arrays)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["confounder", v.UNWEIGHTED, "weighted"])


def _columns(arrays: Patterns) -> Iterable[tuple[str, Any]]:
    return ((str(name), arrays.levels[name].to_numpy()) for name in arrays.levels)


def _apart(values: Any, people: Floats) -> float:
    counts = np.stack([people[:, values == level].sum(axis=1) for level in dict.fromkeys(values)], axis=1)
    return standardised_share_difference(counts)

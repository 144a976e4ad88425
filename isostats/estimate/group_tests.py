"""Do groups differ in their time to the outcome: the log-rank test on an event table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

from isostats.cohort.counting import EventTable
from isostats.estimate.kernel import Floats, require_whole_people, share
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.numbers import counted, digits_text, p_text


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
        if self.status != v.OK:
            return f"log-rank test of {counted(len(self.groups), 'group')}: not estimable"
        return (
            f"log-rank test of {counted(len(self.groups), 'group')}: chi-square {digits_text(self.statistic, 4)} on "
            f"{self.degrees_of_freedom} df, p {p_text(self.p_value, equals=True)}"
        )


def logrank(table: EventTable) -> LogRank:
    """Test whether the hazard of the first cause is the same in all groups (Mantel 1966; R's ``survdiff``).

    Observed minus expected failures by group, with the hypergeometric variance on every day, which is exact under
    ties; other causes censor; late entry is allowed for. The degrees of freedom are the rank of the variance: groups
    with nobody at risk at any failure add none. Any number of groups. Raises EstimateError for fractional weights.

    >>> from isostats.cohort.counting import event_table
    >>> logrank(event_table([1, 2, 3, 4], [1, 1, 1, 1], group=["a", "a", "b", "b"]))
    log-rank test of 2 groups: chi-square 2.882 on 1 df, p = 0.090
    """
    require_whole_people(table, "The log-rank test")
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
    roots, vectors = np.linalg.eigh(variance[np.ix_(varying, varying)] / np.outer(scale, scale))
    kept = roots > 1e-9
    along = vectors.T @ (difference[varying] / scale)
    return float((along[kept] ** 2 / roots[kept]).sum()), int(kept.sum())

"""Groups compared by the log-rank test: plain, weighted, in strata, as a trend, and pair by pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
import scipy

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError
from isostats.estimate import kernel
from isostats.estimate.contrasts import holm
from isostats.estimate.kernel import Floats, share
from isostats.estimate.results import whole_counts
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.group_names import difference_name, known_groups
from isostats.words.html import card
from isostats.words.numbers import count_text, counted, decimal_text, digits_text, number_text, p_in_full


@dataclass(frozen=True, eq=False)
class LogRank:
    """A log-rank test: chi-square ``statistic`` on ``degrees_of_freedom``, with observed and expected by group (G,).

    ``variance`` (G, G) is that of observed minus expected, ``events`` (G,) the failures as they are. ``rho`` weighed
    the days, and people were compared within so many ``strata``. ``left_out`` are the people of no recorded group, who
    are in nothing else here; ``in_order`` says that the order of the groups means something. ``status`` is
    ``not_estimable``, and statistic and p-value are NaN, where the groups cannot be told apart: no failures, one group,
    or groups never at risk together.
    """

    groups: tuple[str, ...]
    statistic: float
    degrees_of_freedom: int
    p_value: float
    observed: Floats
    expected: Floats
    variance: Floats
    n: Floats
    events: Floats
    definition: Definition
    rho: float = 0.0
    strata: int = 1
    left_out: float = 0.0
    in_order: bool = False

    @property
    def how(self) -> str:
        """What sets it apart from the plain test, in words: strata, and how days were weighed."""
        within = f"within {counted(self.strata, 'stratum', 'strata')}" if self.strata > 1 else ""
        weighted = f"with rho = {number_text(self.rho)}" if self.rho else ""
        return " ".join(part for part in (within, weighted) if part)

    @property
    def status(self) -> str:
        """``ok`` or ``not_estimable``."""
        return v.OK if np.isfinite(self.statistic) else v.NOT_ESTIMABLE

    def to_frame(self) -> pd.DataFrame:
        """One row per group: group, n, observed, expected."""
        columns = {v.GROUP: self.groups, v.N: self.n, "observed": self.observed, "expected": self.expected}
        return pd.DataFrame(columns)

    def __repr__(self) -> str:
        test = f"log-rank test of {' '.join([counted(len(self.groups), 'group'), *[self.how] * bool(self.how)])}"
        if self.status != v.OK:
            return f"{test}: not estimable{unrecorded_words(self.left_out)}"
        statistic, p_value = digits_text(self.statistic, 4), p_in_full(self.p_value)
        about = unrecorded_words(self.left_out)
        return f"{test}: chi-square {statistic} on {self.degrees_of_freedom} df, {p_value}{about}"

    def _repr_html_(self) -> str:
        rows = zip(self.groups, self.n, self.observed, self.expected, strict=True)
        body = [[str(g), count_text(n), decimal_text(o), decimal_text(e)] for g, n, o, e in rows]
        return card("Log-rank test", [repr(self)], [v.GROUP, "people", "observed", "expected"], body)


def unrecorded_words(people: float) -> str:
    """After a test, how many people are not in it; empty where all are.

    >>> unrecorded_words(26.0)
    '; 26 people of no recorded group left out'
    """
    return f"; {counted(round(people), 'person', 'people')} of no recorded group left out" if people else ""


def logrank(*strata: EventTable, rho: float = 0.0) -> LogRank:
    """Test whether the hazard of the first cause is the same in all groups (Mantel 1966; R's ``survdiff``).

    Observed minus expected failures by group, with the hypergeometric variance on every day, which is exact under
    ties; other causes censor; late entry is allowed for. The degrees of freedom are the rank of the variance: groups
    with nobody at risk at any failure add none. Any number of groups. People whose group is not recorded, as
    ``sex=missing`` of a cohort's counts, are no group of their own: they are left out, and the result says how many.

    Several tables are strata: people are compared within each, and observed, expected and variance add up; a group may
    be absent from some. Of counts by interval half of those who leave within one are off its risk set. ``rho`` weighs
    each day by S(t-)^rho, S being Kaplan-Meier of all groups of the stratum (Harrington and Fleming 1982): 0 is the
    log-rank test, 1 Peto and Peto's, which early failures move most. Choose it before looking. Observed and expected
    are then weighted too. Raises EstimateError for fractional weights, for no table, for strata of several outcomes,
    and for a negative rho.

    >>> from isostats.cohort.counting import event_table
    >>> logrank(event_table([1, 2, 3, 4], [1, 1, 1, 1], group=["a", "a", "b", "b"]))
    log-rank test of 2 groups: chi-square 2.882 on 1 df, p = 0.090
    """
    if not strata or isinstance(rho, bool) or not isinstance(rho, int | float) or not 0 <= rho < np.inf:
        raise EstimateError(f"A log-rank test needs a table of counts, and a rho of 0 or more; rho is {rho!r}.")
    for table in strata:
        kernel.require_whole_people(table, "The log-rank test")
    _require_one_outcome(strata)
    kept = [table.of_known_groups for table in strata if known_groups(table.groups)] or list(strata)
    left_out = sum(float(table.n.sum()) for table in strata) - sum(float(table.n.sum()) for table in kept)
    groups = tuple(dict.fromkeys(group for table in kept for group in table.groups))
    observed, expected, n, events = np.zeros((4, len(groups)))
    variance = np.zeros((len(groups), len(groups)))
    for table in kept:
        at = np.array([groups.index(group) for group in table.groups])
        parts = _scores(table, rho)
        observed[at] += parts[0]
        expected[at] += parts[1]
        variance[np.ix_(at, at)] += parts[2]
        n[at] += table.n
        events[at] += table.events[:, 0].sum(axis=1)
    statistic, rank = quadratic_form(observed - expected, variance)
    p_value = float(scipy.special.chdtrc(rank, statistic)) if rank else np.nan
    return LogRank(
        groups, statistic, rank, p_value, observed, expected, variance, n, events, strata[0].definition, rho,
        len(strata), left_out, all(table.in_order for table in kept) and kept[0].groups == groups,
    )  # fmt: skip


def _require_one_outcome(strata: tuple[EventTable, ...]) -> None:
    outcomes = list(dict.fromkeys(table.definition.outcome for table in strata))
    if len(outcomes) > 1:
        raise EstimateError(
            f"Strata are of one outcome, and these are of {' and '.join(map(repr, outcomes))}. Count the same in each: "
            "iso.logrank(*(cohort.where(site=[site]).count(outcome, by='sex') for site in sites))."
        )


def _scores(table: EventTable, rho: float) -> tuple[Floats, Floats, Floats]:
    """Weighted failures observed and expected by group, and the variance of their difference: (G,), (G,), (G, G)."""
    failing = table.events[:, 0].sum(axis=0) > 0
    exposed = table.exposed(table.leaving - table.events[:, 0])
    d, y = table.events[:, 0][:, failing], exposed[:, failing]
    total_d, total_y = d.sum(axis=0), y.sum(axis=0)
    weight = kernel.just_before(kernel.product_limit(total_d, total_y), 1.0) ** rho
    observed = (weight * d).sum(axis=1)
    expected = (weight * y * share(total_d, total_y)).sum(axis=1)
    # D (Y - D) / (Y - 1) / Y^2, and 0 where one person is at risk
    spread = weight**2 * share(share(total_d * (total_y - total_d), np.maximum(total_y - 1, 0)), total_y**2)
    return observed, expected, np.diag((spread * total_y * y).sum(axis=1)) - (spread * y) @ y.T


@dataclass(frozen=True, repr=False)
class Trend:
    """A test of trend: ``z`` is above 0 where groups of higher ``scores`` fail more; ``statistic`` is its square.

    All NaN where the groups cannot be told apart. ``of`` is the test of the groups that it was made of.
    """

    groups: tuple[str, ...]
    scores: tuple[float, ...]
    z: float
    statistic: float
    p_value: float
    of: LogRank

    @property
    def degrees_of_freedom(self) -> int:
        """One: the groups are on a line."""
        return 1

    def __repr__(self) -> str:
        pairs = zip(self.groups, self.scores, strict=True)
        along = ", ".join(f"{group} {number_text(score)}" for group, score in pairs)
        about = f"(scores {along}){unrecorded_words(self.of.left_out)}"
        test = " ".join(["log-rank test of trend", *[self.of.how] * bool(self.of.how)])
        if not np.isfinite(self.z):
            return f"{test}: not estimable {about}"
        return f"{test}: z {digits_text(self.z, 4)}, {p_in_full(self.p_value)} {about}"

    def _repr_html_(self) -> str:
        return card("Log-rank test of trend", [repr(self)])


def logrank_trend(test: LogRank, *, scores: Sequence[float] | None = None) -> Trend:
    """Whether failures rise or fall along the groups: the log-rank test with scores, on one degree of freedom.

    z = sum of score (observed - expected) / sqrt(scores' variance scores) (Tarone 1975), of any log-rank test: plain,
    in strata or weighted. ``scores`` are 0, 1, 2, ... in the order of the groups unless they are stated; where they are
    the middles of bands, say so. Groups are in order where they are numbers, bands of one, or the categories of an
    ordered Categorical. Raises EstimateError for scores that are not one for each group, or all alike, and where there
    are none for more than two groups that are called by text, whose order nobody stated.

    >>> from isostats.cohort.counting import event_table
    >>> counts = event_table([1, 2, 3, 4, 5, 6], [1] * 6, group=["low", "low", "mid", "mid", "top", "top"])
    >>> round(logrank_trend(logrank(counts), scores=[0, 1, 2]).z, 3)
    -2.583
    """
    if scores is None and not test.in_order and len(test.groups) > 2:
        raise EstimateError(_without_order(test.groups))
    try:
        values = np.arange(len(test.groups)) if scores is None else np.asarray(scores, dtype=float)
    except (TypeError, ValueError):
        raise EstimateError(f"scores must be a number for each group, as [0, 1, 2], not {scores!r}.") from None
    one_each = values.shape == (len(test.groups),) and bool(np.isfinite(values).all())
    if not one_each or len(set(values.tolist())) < 2:
        raise EstimateError(
            f"A trend needs a score for each of {counted(len(test.groups), 'group')}, not all alike: "
            f"{', '.join(test.groups)}."
        )
    spread = float(values @ test.variance @ values)
    least = 1e-12 * (1 + float(np.diag(test.variance) @ values**2))
    z = float(values @ (test.observed - test.expected) / np.sqrt(spread)) if spread > least else np.nan
    p_value = float(2 * scipy.special.ndtr(-abs(z)))
    return Trend(test.groups, tuple(values.tolist()), z, z**2, p_value, test)


def _without_order(groups: tuple[str, ...]) -> str:
    """Why there is no trend along groups that are called by text, and how there is one."""
    example = [len(groups) - 1, *range(len(groups) - 1)]
    return (
        f"A trend goes along groups in an order, and nobody stated one of {counted(len(groups), 'group')}: "
        f"{', '.join(groups)} stand as their names are sorted. Give each a number, in this order: "
        f"iso.logrank_trend(test, scores={example}) says that {groups[1]} is lowest and {groups[0]} highest. Numbers, "
        "bands of one (by='age: <18, 18-25, >=26') and an ordered pandas Categorical in iso.event_table have an order."
    )


def pairwise_logrank(table: EventTable, *, rho: float = 0.0) -> pd.DataFrame:
    """Every two groups compared by the log-rank test, with p as it is and adjusted for the number of pairs (Holm 1979).

    One row per pair, called ``later - earlier`` in the order of the groups: group, statistic, p_value, p_holm, n,
    events, status. A pair that cannot be told apart has no p, and is not counted among the tests. People whose group is
    not recorded are in none. Raises EstimateError as ``logrank``.

    >>> from isostats.cohort.counting import event_table
    >>> counts = event_table([1, 2, 3, 4, 5, 6], [1] * 6, group=["a", "a", "b", "b", "c", "c"])
    >>> pairwise_logrank(counts)[["group", "p_holm"]].round(3).values.tolist()
    [['b - a', 0.269], ['c - a', 0.269], ['c - b', 0.269]]
    """
    kernel.require_counts(table)
    table = table.of_known_groups
    rows = []
    for one, two in combinations(table.groups, 2):
        pair = table.select(one, two)
        test = logrank(pair, rho=rho)
        counts = whole_counts(np.array([pair.n.sum(), pair.events[:, 0].sum()]))
        rows.append((difference_name(two, one), test.statistic, test.p_value, *counts, test.status))
    frame = pd.DataFrame(rows, columns=[v.GROUP, "statistic", v.P_VALUE, v.N, v.EVENTS, v.STATUS])
    frame.insert(3, "p_holm", holm(frame[v.P_VALUE]))
    return frame


def quadratic_form(difference: Floats, variance: Floats) -> tuple[float, int]:
    """difference' variance^- difference and the rank of the variance, which is singular by construction."""
    scale = np.sqrt(np.maximum(np.diag(variance), 0))
    varying = scale > 1e-9 * (1 + scale.max(initial=0))
    scale = scale[varying]
    if len(scale) < 2:
        return np.nan, 0
    scaled, away = variance[np.ix_(varying, varying)] / np.outer(scale, scale), difference[varying] / scale
    inverse = np.linalg.pinv(scaled, rcond=1e-9, hermitian=True)
    return float(away @ inverse @ away), int(np.linalg.matrix_rank(scaled, tol=1e-9, hermitian=True))

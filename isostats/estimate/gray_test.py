"""Gray's test: whether the cumulative incidence of a cause is the same in all groups while other causes compete."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError, nearest
from isostats.estimate import kernel
from isostats.estimate.comparisons import quadratic_form, unrecorded_words
from isostats.estimate.kernel import Floats, just_before, share
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.html import card
from isostats.words.numbers import count_text, counted, decimal_text, digits_text, p_in_full


@dataclass(frozen=True, eq=False)
class GrayTest:
    """Gray's test of one ``cause``: chi-square ``statistic`` on ``degrees_of_freedom``, with the ``scores`` (G,).

    A score is above 0 where a group fails more by the cause than all together; ``variance`` (G, G) is theirs.
    ``left_out`` are the people of no recorded group, who are in nothing else here.
    ``status`` is ``not_estimable``, and statistic and p-value are NaN, where the groups cannot be told apart.
    """

    cause: str
    groups: tuple[str, ...]
    statistic: float
    degrees_of_freedom: int
    p_value: float
    scores: Floats
    variance: Floats
    n: Floats
    events: Floats
    definition: Definition
    left_out: float = 0.0

    @property
    def status(self) -> str:
        """``ok`` or ``not_estimable``."""
        return v.OK if np.isfinite(self.statistic) else v.NOT_ESTIMABLE

    def to_frame(self) -> pd.DataFrame:
        """One row per group: group, n, events, score."""
        return pd.DataFrame({v.GROUP: self.groups, v.N: self.n, v.EVENTS: self.events, "score": self.scores})

    def __repr__(self) -> str:
        test = f"Gray's test of {self.cause} in {counted(len(self.groups), 'group')}"
        if self.status != v.OK:
            return f"{test}: not estimable{unrecorded_words(self.left_out)}"
        result = f"chi-square {digits_text(self.statistic, 4)} on {self.degrees_of_freedom} df"
        return f"{test}: {result}, {p_in_full(self.p_value)}{unrecorded_words(self.left_out)}"

    def _repr_html_(self) -> str:
        rows = zip(self.groups, self.n, self.events, self.scores, strict=True)
        body = [[str(g), count_text(n), count_text(d), decimal_text(s)] for g, n, d, s in rows]
        return card("Gray's test", [repr(self)], [v.GROUP, "people", v.EVENTS, "score"], body)


def gray(table: EventTable, *, cause: str = "") -> GrayTest:
    """Test whether the cumulative incidence of a cause is the same in all groups (Gray 1988, rho = 0; ``cmprsk``).

    The first cause unless another is named. Unlike the log-rank test it compares shares, in which people who left by
    another cause stay, and not hazards. Scores, variance and their factors for ties are those of R's ``cuminc``. The
    degrees of freedom are the rank of the variance. People whose group is not recorded are left out. Raises
    EstimateError for fractional weights, late entry, and a cause that is none.

    >>> from isostats.cohort.counting import event_table
    >>> sex = ["female"] * 4 + ["male"] * 4
    >>> days, events = [1, 2, 2, 5, 3, 3, 4, 6], [1, 1, 1, 0, 2, 1, 2, 0]
    >>> gray(event_table(days, events, group=sex, causes=("relapse", "death")))
    Gray's test of relapse in 2 groups: chi-square 2.473 on 1 df, p = 0.12
    """
    kernel.require_whole_people(table, "Gray's test")
    cause = cause or table.causes[0]
    if cause not in table.causes:
        hint = nearest(cause, table.causes) or "."
        raise EstimateError(f"There is no cause {cause!r}{hint} The causes are {', '.join(table.causes)}.")
    if table.entered.any():
        raise EstimateError(
            "Gray's test needs people at risk from the start: its risk set keeps those who failed by another cause. "
            "With late entry compare hazards by iso.logrank."
        )
    everyone, table = table, table.of_known_groups
    left_out = float(everyone.n.sum() - table.n.sum())
    own = table.events[:, table.causes.index(cause)]
    scores, variance = _scores(own, table.events.sum(axis=1) - own, table.at_risk)
    statistic, rank = quadratic_form(scores, variance)
    p_value = float(scipy.special.chdtrc(rank, statistic)) if rank else np.nan
    return GrayTest(
        cause, table.groups, statistic, rank, p_value, scores, variance, table.n, own.sum(axis=1), table.definition,
        left_out,
    )  # fmt: skip


def _scores(own: Floats, other: Floats, at_risk: Floats) -> tuple[Floats, Floats]:
    """Scores (G,) and variance (G, G), from failures by the cause and by others, and at risk: (G, T) each.

    ``h`` is at risk over S(t-), whose sum h_all estimates the risk set of all groups had nobody been censored;
    ``a`` is h_i 1{i = j} - h_i h_j / h_all, ``c`` its integral over the hazard of the incidence of all.
    A day's failures in group k move score i by u = a - c w, w being the share of those left who will not fail by it.
    """
    moved = (own.sum(axis=0) > 0) | (other.sum(axis=0) > 0)
    own, other, at_risk = (each[:, moved] for each in (own, other, at_risk))
    free = kernel.product_limit(own + other, at_risk)
    before = just_before(free, 1.0)
    incidence = just_before(np.cumsum(before * share(own, at_risk), axis=1), 0.0)
    h = share(at_risk, before)
    subject = h * (1 - incidence)
    all_own, h_all, subject_all = own.sum(axis=0), h.sum(axis=0), subject.sum(axis=0)
    scores = (own - all_own * share(subject, subject_all)).sum(axis=1)
    rise = share(all_own, h_all)
    pooled = np.cumsum(rise)
    a = np.eye(len(h))[:, :, None] * h[:, None] - h[:, None] * share(h, h_all)
    c = np.cumsum(a * share(rise, 1 - just_before(pooled, 0.0)), axis=2)
    to_come = share(np.broadcast_to(1 - pooled, free.shape), free)
    w_own = np.where(free > 0, 1 - to_come, 1.0)
    size_own = np.where(at_risk > 0, _tied(all_own, h_all * before) * before * share(rise, at_risk), 0.0)
    size_other = np.where(free > 0, _tied(other, at_risk) * before**2 * share(share(other, at_risk), at_risk), 0.0)
    variance = np.zeros((len(h), len(h)))
    for w, size, score in ((w_own, size_own, a - w_own * c), (to_come, size_other, -to_come * c)):
        # score + c(end) w: what a failure moves by the end of follow-up
        total = score + c[:, :, -1:] * w
        variance += np.einsum("ikt,jkt,kt->ij", total, total, size, optimize=True)
    return scores, variance


def _tied(failed: Floats, at_risk: Floats) -> Floats:
    """The factor of the variance where several fail on a day."""
    return np.where(failed > 1, 1 - share(np.maximum(failed - 1, 0.0), at_risk - 1), 1.0)

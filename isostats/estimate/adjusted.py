"""Remission by group as if the groups were alike in confounders: by weights, or standardised over a Cox model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.cohort.confounding import ConfoundedCounts
from isostats.errors import EstimateError, require_one_of
from isostats.estimate import kernel
from isostats.estimate.confounder_patterns import Patterns, Positivity, patterns_of, require_overlap
from isostats.estimate.covariate_levels import level_columns
from isostats.estimate.curves import kaplan_meier
from isostats.estimate.group_models import GroupScores, group_scores
from isostats.estimate.grouped_cox import breslow
from isostats.estimate.influence import Parts, Sums, sums_of
from isostats.estimate.kernel import Floats, share
from isostats.estimate.results import Curve, curve_of
from isostats.vocabulary import names as v
from isostats.words.english import plain
from isostats.words.html import card
from isostats.words.numbers import count_text, percent, time_words

AdjustedBy = Literal["iptw", "standardised"]
ScoreModel = Literal["main", "saturated"]


@dataclass(frozen=True, eq=False, repr=False)
class AdjustedCurves:
    """Adjusted remission by group: ``curve`` has robust errors that contain the model, ``crude`` is Kaplan-Meier.

    ``curve.counts`` are the people as they are, not their weights. ``weights`` (G, P) are those by group and pattern,
    stabilised; None where nothing was weighted. ``free`` (G, T) is the curve on every day of all. ``positivity`` counts
    the patterns that lack a group, and ``notes`` say what could not be taken.
    """

    curve: Curve
    counts: ConfoundedCounts
    method: AdjustedBy
    positivity: Positivity
    arrays: Patterns
    sums: Sums
    free: Floats
    weights: Floats | None = None
    notes: tuple[str, ...] = ()

    @cached_property
    def crude(self) -> Curve:
        """Remission of the same people, unadjusted."""
        return kaplan_meier(self.counts.crude, level=self.curve.level)

    def weights_frame(self) -> pd.DataFrame:
        """Of each group: n, lowest, lower (1st percentile), upper (99th) and highest weight, and effective n.

        The effective number is (sum w)^2 / (sum w^2). Raises EstimateError where nothing was weighted.
        """
        weights = self.require_weights()
        rows = []
        for group, weight, people in zip(self.arrays.groups, weights, self.arrays.people, strict=True):
            there = people > 0
            low, high = (weighted_quantile(weight[there], people[there], each) for each in (0.01, 0.99))
            effective = float((weight * people).sum() ** 2 / (weight**2 * people).sum())
            rows.append([group, people.sum(), weight[there].min(), low, high, weight[there].max(), effective])
        return pd.DataFrame(rows, columns=[v.GROUP, v.N, "lowest", v.LOWER, v.UPPER, "highest", v.EFFECTIVE_N])

    def require_weights(self) -> Floats:
        """The weights by group and pattern. Raises EstimateError where nothing was weighted."""
        if self.weights is None:
            raise EstimateError(
                "A standardised curve has no weights. Ask for them by iso.adjusted_curves(counts, method='iptw')."
            )
        return self.weights

    def __repr__(self) -> str:
        by = ", ".join(plain(name) for name in self.counts.confounders)
        people = count_text(float(self.curve.counts.n.sum()))
        return f"Remission by {self.counts.by}, {v.METHOD_LABELS[self.method]}, for {by}: {people} people"

    def _repr_html_(self) -> str:
        days = (365, 730)
        each = [(self.crude.at(days), self.curve.at(days))]
        body = [
            [plain(str(row[v.GROUP])), time_words(row[v.TIME]), percent(row[v.ESTIMATE]), percent(mine[v.ESTIMATE])]
            for crude, adjusted in each
            for row, mine in zip(crude.to_dict("records"), adjusted.to_dict("records"), strict=True)
        ]
        return card("Adjusted remission", [repr(self), *self.notes], ["", "at", "crude", "adjusted"], body)


def adjusted_curves(
    counts: ConfoundedCounts, *, method: AdjustedBy = v.IPTW, model: ScoreModel = "main", truncate: float = 0.0,
    level: float = 0.95,
) -> AdjustedCurves:
    """Remission of each group, had everybody been in it: the groups are made alike in the confounders of ``counts``.

    ``"iptw"`` weighs each person by P(group) / P(group | confounders), of a multinomial logistic model of the levels
    (``"main"``), or by the shares in each pattern (``"saturated"``), and takes Kaplan-Meier of the weighted people (Xie
    and Liu 2005). ``truncate`` sets weights beyond that share of people, at either end, to those of its border.
    ``"standardised"`` fits a Cox model of the confounders with a baseline hazard for each group (Breslow's ties), and
    averages exp(-L_g(t) exp(xb)) over the patterns of everybody (the g-formula). Ties: the outcome first, then the end
    of follow-up; who dies is censored.

    Errors are the infinitesimal jackknife, in which the model that was estimated is contained, limits are log-log.
    There are none from the day on which the outcome has ended every remission of a group: by weights nobody is free
    then, and the few that exp(-L) leaves free rest on the model alone. With one pattern of confounders weights are 1,
    and the curve is Kaplan-Meier, or exp(-L) standardised. The result holds
    what was measured alike, and nothing else. Raises EstimateError where a group has nobody at some level (the groups
    do not overlap), for late entry, and for a model that does not converge.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> people = pd.DataFrame({"severity": ["mild"] * 5 + ["severe"] * 5})
    >>> days, event = [800, 800, 800, 300, 800, 100, 200, 800, 90, 800], [0, 0, 0, 1, 0, 1, 1, 0, 1, 0]
    >>> counts = iso.confounded_table(days, event, group=list("aaabbaabbb"), confounders=people)
    >>> adjusted = iso.adjusted_curves(counts)
    >>> for curve in (adjusted.crude, adjusted.curve):
    ...     print(curve.at(730, min_at_risk=1)["estimate"].round(3).tolist())
    [0.6, 0.6]
    [0.5, 0.583]
    """
    require_one_of(method, get_args(AdjustedBy), "method")
    require_one_of(model, get_args(ScoreModel), "model")
    if isinstance(truncate, bool) or not 0 <= truncate < 0.5:
        raise EstimateError(f"truncate is the share of weights at either end, from 0 to below 0.5, not {truncate!r}.")
    arrays = patterns_of(counts)
    overlap = require_overlap(arrays)
    make: Callable[..., tuple[Floats, Parts, Floats | None, tuple[str, ...]]]
    make = _weighted if method == v.IPTW else _standardised
    free, parts, weights, notes = make(arrays, model, truncate)
    sums = sums_of(parts)
    variance = np.stack([sums.covariance(g, g) for g in range(len(arrays.groups))])
    std_error = np.where((free > 0) & ~_ended(arrays), np.sqrt(np.maximum(variance, 0.0)), np.nan)
    table = kernel.from_day_zero(counts.crude)
    failed = table.events[:, 0]
    curve = curve_of(table, free, std_error, failed=failed, censored=table.leaving - failed, kind=v.REMISSION,
                     method=method, level=level)  # fmt: skip
    return AdjustedCurves(curve, counts, method, overlap, arrays, sums, free, weights, (*counts.notes, *notes))


def _ended(arrays: Patterns) -> NDArray[np.bool_]:
    """By group and day, whether the outcome has ended every remission that was still followed (G, T)."""
    failed, at_risk = arrays.failed.sum(axis=1), arrays.at_risk.sum(axis=1)
    return np.maximum.accumulate((at_risk > 0) & (failed == at_risk), axis=1)


def _weighted(
    arrays: Patterns, model: ScoreModel, truncate: float
) -> tuple[Floats, Parts, Floats, tuple[str, ...]]:
    """The weighted product limit (G, T), its influence, and the weights (G, P)."""
    people = arrays.people
    notes: list[str] = []
    if model == "saturated":
        _require_every_pattern(people)
        x = np.eye(people.shape[1])[:, 1:]
    else:
        whole = people.sum(axis=0)
        x, _, notes = level_columns(arrays.levels, whole, whole, fewest=0, what="")
    scores = group_scores(x, people)
    weights = people.sum(axis=1, keepdims=True) / people.sum() / scores.probability
    untouched = np.ones_like(weights)
    if truncate:
        there = people > 0
        low, high = (weighted_quantile(weights[there], people[there], each) for each in (truncate, 1 - truncate))
        untouched = ((weights >= low) & (weights <= high)).astype(float)
        weights = np.clip(weights, low, high)
    whole = (weights[..., None] * arrays.at_risk).sum(axis=1)
    failed = (weights[..., None] * arrays.failed).sum(axis=1)
    hazard = np.minimum(share(failed, whole), 1.0)
    free = np.cumprod(1 - hazard, axis=1)
    jump = share(np.ones_like(whole), np.where(hazard < 1 - 1e-12, whole - failed, 0.0))
    passed = np.cumsum(hazard * jump, axis=1)
    time = -free
    moves = np.stack([
        time[g][:, None] * np.cumsum(
            jump[g][:, None] * ((arrays.failed[g] - arrays.at_risk[g] * hazard[g]).T
                                @ (-(weights * untouched)[g][:, None] * scores.slope(g))), axis=0)
        for g in range(len(people))
    ])  # fmt: skip
    none = np.zeros(arrays.failed.shape)
    parts = Parts(arrays.failed, arrays.others, none, time, moves, weights, weights, jump, passed, _always(scores))
    return free, parts, weights, tuple(notes)


def _always(scores: GroupScores) -> Callable[[int, int], tuple[Floats, Floats]]:
    """A person's group and pattern move the weights' model, whenever they leave."""

    def moved(g: int, p: int) -> tuple[Floats, Floats]:
        each = scores.moved(g, p)[None]
        return each, each

    return moved


def _standardised(
    arrays: Patterns, model: ScoreModel, truncate: float
) -> tuple[Floats, Parts, None, tuple[str, ...]]:
    """The mean over everybody's patterns of survival by Cox's model with a baseline by group (G, T)."""
    if truncate:
        raise EstimateError("A standardised curve has no weights to truncate. Leave truncate out.")
    people, groups = arrays.people, len(arrays.groups)
    whole = people.sum(axis=0)
    failing = arrays.failed.sum(axis=(0, 2))
    notes: list[str] = []
    if model == "saturated":
        x = np.eye(len(whole))[:, 1:]
    else:
        x, _, notes = level_columns(arrays.levels, whole, failing, fewest=1, what="who had the outcome")
    one_after_the_other = (np.concatenate([*each], axis=1) for each in (arrays.failed, arrays.at_risk))
    fit = breslow(x, *one_after_the_other)
    if fit is None:
        raise EstimateError(
            "The Cox model behind standardised curves does not converge: some levels have no outcome. Join rare levels "
            "of the confounders, or leave one out."
        )
    beta, information = fit
    covariance = np.linalg.inv(information) if len(beta) and failing.any() else information
    risk = np.exp(x @ beta)
    at_risk = (risk[:, None] * arrays.at_risk).sum(axis=1)
    jump = share(np.ones_like(at_risk), at_risk)
    steps = arrays.failed.sum(axis=1) * jump
    hazard, passed = np.cumsum(steps, axis=1), np.cumsum(steps * jump, axis=1)
    mean = np.einsum("gpt,p,pd->gtd", arrays.at_risk, risk, x, optimize=True) * jump[..., None]
    mean_passed = np.cumsum(mean * steps[..., None], axis=1)
    by_pattern = np.exp(-risk[:, None] * hazard[:, None])
    shares = arrays.shares
    free = np.einsum("gpt,p->gt", by_pattern, shares)
    falling = -np.einsum("gpt,p,p->gt", by_pattern, shares, risk)
    falling_x = -np.einsum("gpt,p,p,pd->gtd", by_pattern, shares, risk, x, optimize=True)
    moves = falling_x * hazard[..., None] - falling[..., None] * mean_passed

    def moved(g: int, p: int) -> tuple[Floats, Floats]:
        others = -risk[p] * (x[p] * hazard[g][:, None] - mean_passed[g])
        return (others + x[p] - mean[g]) @ covariance, others @ covariance

    parts = Parts(
        arrays.failed, arrays.others, (by_pattern - free[:, None]) / whole.sum(), falling, moves,
        np.ones_like(people), np.broadcast_to(risk, (groups, len(risk))), jump, passed, moved,
    )  # fmt: skip
    return free, parts, None, tuple(notes)


def _require_every_pattern(people: Floats) -> None:
    empty = int((people == 0).any(axis=0).sum())
    if empty:
        raise EstimateError(
            f"{count_text(empty)} of {count_text(people.shape[1])} patterns have nobody in some group, and a saturated "
            "model needs people of every pattern in each. Take model='main', or join levels."
        )


def weighted_quantile(values: Floats, people: Floats, at: float) -> float:
    """The least value that at least a share ``at`` of the people do not exceed."""
    order = np.argsort(values)
    reached = np.cumsum(people[order]) >= at * people.sum() * (1 - 1e-12)
    return float(values[order][np.argmax(reached)])

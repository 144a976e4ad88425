"""Remission where covariates tell who is lost early: weights for being still observed (Robins and Finkelstein 2000).

Whoever is still observed on a day stands for those of the same covariates who were lost before it. All is done on an
event table with a group for each combination of levels: a weight depends on the group and the day alone, so that it
costs the same for a thousand people and for a million.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError, require_one_of
from isostats.estimate import kernel
from isostats.estimate.kernel import Floats, just_before, share
from isostats.estimate.loss_scenarios import loss_place, without_loss
from isostats.estimate.results import Curve, curve_of
from isostats.vocabulary import names as v
from isostats.words.english import plain
from isostats.words.html import card
from isostats.words.numbers import agreed, count_text, counted, decimal_text

Model = Literal["cox", "strata"]
FEWEST_LOST = 5
"""A level with fewer people lost has no coefficient of its own: it joins the most frequent level."""
MOST_STEPS, SETTLED = 30, 1e-10


@dataclass(frozen=True, eq=False, repr=False)
class WeightedRemission:
    """Remission with weights for being still observed.

    ``curve`` has its robust standard error; ``coefficients`` are those of the model of loss (column, category,
    reference, log_hazard_ratio), without rows where each combination has a curve of its own. ``weights`` (P, T) are the
    stabilised ones by combination and day; ``counts`` is the table behind them. ``notes`` say what could not be taken.
    """

    curve: Curve
    coefficients: pd.DataFrame
    weights: Floats
    counts: EventTable
    model: Model
    notes: tuple[str, ...] = ()

    def weights_at(self, day: int) -> dict[str, float]:
        """Of those at risk on a day: lowest and highest weight, n and effective n, (sum w)^2 / (sum w^2)."""
        place = int(np.searchsorted(self.counts.days, day, side="left"))
        at_risk = self.counts.at_risk_on([day])[:, 0]
        there = at_risk > 0
        if place == len(self.counts.days) or not there.any():
            return {"lowest": np.nan, "highest": np.nan, v.N: 0.0, "effective_n": np.nan}
        weight = self.weights[:, place]
        total, squares = float((weight * at_risk).sum()), float((weight**2 * at_risk).sum())
        lowest, highest = float(weight[there].min()), float(weight[there].max())
        return {"lowest": lowest, "highest": highest, v.N: float(at_risk.sum()), "effective_n": total**2 / squares}

    def __repr__(self) -> str:
        lost = count_text(float(self.counts.events[:, loss_place(self.counts)].sum()))
        groups = counted(len(self.counts.groups), "combination")
        return f"Remission weighted for being still observed: {lost} people lost early, {groups} of levels"

    def _repr_html_(self) -> str:
        rows = self.coefficients.to_dict("records")
        body = [[str(r["column"]), str(r["category"]), decimal_text(float(r["log_hazard_ratio"]), 2)] for r in rows]
        return card("Remission, weighted for being still observed", [repr(self), *self.notes],
                    ["column", "category", "log hazard ratio of loss"], body)  # fmt: skip


def ipcw(
    table: EventTable, covariates: pd.DataFrame | None = None, *, model: Model = "cox", level: float = 0.95
) -> WeightedRemission:
    """Remission by Kaplan-Meier, weighted by the inverse probability of not having been lost before the day.

    ``table`` has the cause ``lost_early`` and a group for each combination of the ``covariates``, whose rows are those
    of the groups, in their order, and whose columns are levels; without them the groups' names are the one covariate.
    ``model="cox"`` is a Cox model of loss with Breslow's ties, G = exp(-L0(t) exp(xb)); ``"strata"`` a Kaplan-Meier
    curve of loss by group. The hazard of the outcome on day t is sum(w d) / sum(w Y) with w = 1 / G(t-). Only early
    loss is weighted: death and the end of the data are independent censoring. Weights that are stabilised by the
    marginal probability give the same curve, and are those whose range is told. The error is the infinitesimal
    jackknife with the weights taken as known (R's ``survfit`` with weights and ``robust``), which is rather too wide
    than too narrow. With one group it is Kaplan-Meier. Ties: the outcome, then early loss, then death and the end.

    Raises EstimateError for late entry, fractional counts, covariates that do not fit, and a model that does not
    converge.

    >>> import isostats as iso
    >>> sex = ["female"] * 4 + ["male"] * 4
    >>> event, day = [1, 2, 2, 0, 1, 1, 2, 0], [90, 60, 120, 800, 200, 400, 500, 800]
    >>> counts = iso.event_table(day, event, group=sex, causes=("relapse", "lost_early"))
    >>> weighted = iso.ipcw(counts, model="strata")
    >>> round(float(weighted.curve.at([730], min_at_risk=1)["estimate"].iloc[0]), 3)
    0.583
    """
    require_one_of(model, ("cox", "strata"), "model")
    lost = loss_place(table)
    kernel.require_whole_people(table, "Weighting for being still observed")
    if table.entered.any() or table.by_interval:
        raise EstimateError("Weights for being still observed need people followed from day 0, and counts by day.")
    table = kernel.from_day_zero(table)
    notes: list[str] = []
    gone, there = table.events[:, lost], table.at_risk - table.events[:, 0]
    if model == "strata":
        kept, coefficients = kernel.product_limit(gone, there), _NO_COEFFICIENTS
        marginal = kernel.product_limit(gone.sum(axis=0), there.sum(axis=0))
    else:
        levels = pd.DataFrame({v.GROUP: table.groups}) if covariates is None else covariates
        if len(levels) != len(table.groups):
            raise EstimateError(
                f"There are {counted(len(levels), 'row')} of covariates for {counted(len(table.groups), 'group')}. "
                "Give one row for each group of the table, in its order."
            )
        x, coefficients, notes = _design(levels, gone.sum(axis=1), table.n)
        beta = _breslow(x, gone, there)
        risk = np.exp(x @ beta)
        steps = share(gone.sum(axis=0), (there * risk[:, None]).sum(axis=0))
        kept = np.exp(-risk[:, None] * np.cumsum(steps))
        marginal = np.exp(-np.cumsum(share(gone.sum(axis=0), there.sum(axis=0))))
        coefficients = coefficients.assign(log_hazard_ratio=beta)
    before = just_before(kept, 1.0)
    weights = share(np.broadcast_to(just_before(marginal, 1.0), before.shape), before)
    return WeightedRemission(_weighted_curve(table, weights, level), coefficients, weights, table, model, tuple(notes))


_NO_COEFFICIENTS = pd.DataFrame(columns=["column", "category", "reference", "log_hazard_ratio"])


def _weighted_curve(table: EventTable, weights: Floats, level: float) -> Curve:
    """The weighted product limit, with the infinitesimal jackknife by combination and day."""
    failed, at_risk = table.events[:, 0], table.at_risk
    whole = (weights * at_risk).sum(axis=0)
    hazard = share((weights * failed).sum(axis=0), whole)
    free = np.cumprod(1 - np.minimum(hazard, 1.0))
    per_person = share(weights, whole * np.where(hazard < 1 - 1e-12, 1 - hazard, 0.0))
    passed = np.cumsum(per_person * hazard, axis=1)
    others = table.leaving - failed
    squares = np.cumsum(failed * (per_person - passed) ** 2 + others * passed**2, axis=1)
    later = table.n[:, None] - np.cumsum(table.leaving, axis=1)
    std_error = np.where(free > 0, free * np.sqrt((squares + later * passed**2).sum(axis=0)), np.nan)
    pooled = without_loss(table).pooled()
    left = {"failed": pooled.events[:, 0], "censored": pooled.leaving - pooled.events[:, 0]}
    return curve_of(pooled, free[None], std_error[None], **left, kind=v.REMISSION, method=v.IPCW, level=level)


def _design(
    levels: pd.DataFrame, lost: Floats, people: Floats
) -> tuple[Floats, pd.DataFrame, list[str]]:
    """One column for each level but the most frequent of its covariate, what they are, and what could not be taken."""
    columns: list[NDArray[np.bool_]] = []
    terms: list[dict[str, str]] = []
    notes: list[str] = []
    for name in levels:
        values = levels[name].astype(str).to_numpy()
        sizes: Mapping[str, float] = {each: float(people[values == each].sum()) for each in dict.fromkeys(values)}
        reference = max(sizes, key=lambda each: sizes[each])
        few = [each for each in sizes if each != reference and lost[values == each].sum() < FEWEST_LOST]
        if few:
            levels_of = f"{counted(len(few), 'level')} of {plain(str(name))} with fewer than {FEWEST_LOST} lost early"
            notes.append(f"{levels_of} {agreed(len(few), 'is')} counted with {plain(reference)}.")
        for each in sizes:
            if each == reference or each in few:
                continue
            candidate = values == each
            if _spans(columns, candidate, people):
                columns.append(candidate)
                terms.append({"column": str(name), "category": each, "reference": reference})
            else:
                notes.append(f"Of {plain(str(name))}, {plain(each)} follows from other columns, and is left out.")
    made = np.stack(columns, axis=1).astype(float) if columns else np.zeros((len(levels), 0))
    return made, pd.DataFrame(terms, columns=["column", "category", "reference"]), notes


def _spans(columns: Sequence[NDArray[np.bool_]], candidate: NDArray[np.bool_], people: Floats) -> bool:
    """Whether a column says something that the others, and the constant, do not."""
    x = np.stack([np.ones(len(candidate)), *columns, candidate], axis=1) * (people > 0)[:, None]
    return bool(np.linalg.matrix_rank(x) == x.shape[1])


def _breslow(x: Floats, lost: Floats, at_risk: Floats) -> Floats:
    """Coefficients of Cox's model of loss with Breslow's ties, of counts (P, T), by Newton's method with halving."""
    on = lost.sum(axis=0) > 0
    lost, at_risk, beta = lost[:, on], at_risk[:, on], np.zeros(x.shape[1])
    if not x.shape[1] or not on.any():
        return beta
    by_day, by_group = lost.sum(axis=0), lost.sum(axis=1)

    def at(beta: Floats) -> tuple[float, Floats, Floats]:
        score = x @ beta
        weighed = at_risk * np.exp(score - score.max())[:, None]
        total = weighed.sum(axis=0)
        means = (weighed.T @ x) / total[:, None]
        likelihood = float(by_group @ score - by_day @ (np.log(total) + score.max()))
        second = (x * (weighed @ (by_day / total))[:, None]).T @ x - (means * by_day[:, None]).T @ means
        return likelihood, by_group @ x - by_day @ means, second

    value, slope, curvature = at(beta)
    for _ in range(MOST_STEPS):
        try:
            step = np.linalg.solve(curvature, slope)
        except np.linalg.LinAlgError:
            break
        if float(slope @ step) < SETTLED**2 * (1 + abs(value)):
            return beta
        while not (there := at(beta + step))[0] >= value - 1e-9 * abs(value) and np.abs(step).max() > 1e-12:
            step = step / 2
        beta, (value, slope, curvature) = beta + step, there
        if np.abs(step).max() < SETTLED:
            return beta
    raise EstimateError(
        "The model of who is lost early does not converge: some levels tell it perfectly. Leave a column out, or join "
        "rare levels."
    )

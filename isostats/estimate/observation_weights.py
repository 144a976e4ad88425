"""Remission where covariates tell who is lost early: weights for being still observed (Robins and Finkelstein 2000).

Whoever is still observed on a day stands for those of the same covariates who were lost before it. All is done on an
event table with a group for each combination of levels: a weight depends on the group and the day alone, so that it
costs the same for a thousand people and for a million.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError, require_one_of
from isostats.estimate import kernel
from isostats.estimate.covariate_levels import TERMS, level_columns
from isostats.estimate.grouped_cox import breslow
from isostats.estimate.kernel import Floats, just_before, share
from isostats.estimate.loss_scenarios import loss_place, without_loss
from isostats.estimate.results import Curve, curve_of
from isostats.vocabulary import names as v
from isostats.words.html import card
from isostats.words.numbers import count_text, counted, decimal_text

Model = Literal["cox", "strata"]
FEWEST_LOST = 5
"""A level with fewer people lost has no coefficient of its own: it joins the most frequent level."""


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
            return {"lowest": np.nan, "highest": np.nan, v.N: 0.0, v.EFFECTIVE_N: np.nan}
        weight = self.weights[:, place]
        total, squares = float((weight * at_risk).sum()), float((weight**2 * at_risk).sum())
        lowest, highest = float(weight[there].min()), float(weight[there].max())
        return {"lowest": lowest, "highest": highest, v.N: float(at_risk.sum()), v.EFFECTIVE_N: total**2 / squares}

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
        lost_of = gone.sum(axis=1)
        x, coefficients, notes = level_columns(levels, table.n, lost_of, fewest=FEWEST_LOST, what="lost early")
        beta = _of_loss(x, gone, there)
        risk = np.exp(x @ beta)
        steps = share(gone.sum(axis=0), (there * risk[:, None]).sum(axis=0))
        kept = np.exp(-risk[:, None] * np.cumsum(steps))
        marginal = np.exp(-np.cumsum(share(gone.sum(axis=0), there.sum(axis=0))))
        coefficients = coefficients.assign(log_hazard_ratio=beta)
    before = just_before(kept, 1.0)
    weights = share(np.broadcast_to(just_before(marginal, 1.0), before.shape), before)
    return WeightedRemission(_weighted_curve(table, weights, level), coefficients, weights, table, model, tuple(notes))


_NO_COEFFICIENTS = pd.DataFrame(columns=[*TERMS, "log_hazard_ratio"])


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


def _of_loss(x: Floats, lost: Floats, at_risk: Floats) -> Floats:
    """Coefficients of the model of loss."""
    fit = breslow(x, lost, at_risk)
    if fit is None:
        raise EstimateError(
            "The model of who is lost early does not converge: some levels tell it perfectly. Leave a column out, or "
            "join rare levels."
        )
    return fit[0]

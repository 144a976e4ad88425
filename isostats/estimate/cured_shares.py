"""Mixture cure: the share that never has the outcome, and how soon the others do, from the counts of an event table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError, require_one_of, require_probability
from isostats.estimate.cure_fits import FARTHEST, CureFit
from isostats.estimate.cure_likelihood import Height, beside_place, cure_counts, log_likelihood, maximised, starting
from isostats.estimate.kernel import Floats, require_whole_people
from isostats.estimate.lifetimes import LIFETIMES, Distribution
from isostats.words.numbers import count_text


def mixture_cure(
    table: EventTable,
    *,
    distribution: Distribution = "weibull",
    covariates: Mapping[str, Sequence[float]] | None = None,
    level: float = 0.95,
) -> CureFit:
    """The share that never has the first cause, in a mixture with a parametric time to it (Boag 1949; Farewell 1982).

    Maximum likelihood from the counts, from several starts, with analytic gradients. Times are days after day 0, as
    R's ``flexsurvcure`` takes them. **Failures on day 0** have no place in a density of time: they are a mass of their
    own, and the cured share is of everyone, they included. Other causes censor. With late entry each person counts from
    the day of entry on. Where ten outcomes or more all lie on multiples of seven days or more, each is taken to have
    come after the multiple before its own. ``covariates`` give one number for each group of the table, which act on the
    logit of the cured share; without them all groups are one.

    **Whether follow-up allows the question is not asked here**: a curve that only ends early is fitted as well. Ask
    :func:`permanence`, which gives no number where it is not allowed. Raises EstimateError for fractional weights,
    fewer than two failures after day 0, and covariates that do not fit the groups or say the same.

    >>> import isostats as iso
    >>> counts = iso.event_table([100, 200, 300, 400, 500] * 20 + [3000] * 100, [1] * 100 + [0] * 100)
    >>> round(float(iso.mixture_cure(counts).cured[0]), 3)
    0.5
    """
    require_one_of(distribution, LIFETIMES, "distribution")
    require_probability(level, "level")
    require_whole_people(table, "A mixture cure model")
    table = table if covariates else table.pooled()
    names, design = _design(table.groups, covariates or {})
    counts = cure_counts(table)
    if counts.events < 2:
        raise EstimateError(
            f"A mixture cure model needs at least two failures after day 0, not {count_text(counts.events)}. "
            "Quote remission at a horizon instead."
        )
    law, people, turn = LIFETIMES[distribution], float(table.n.sum()), beside_place(design)

    def of(at: Floats) -> Height:
        return log_likelihood(counts, law, design @ at[:-2], at[-2:]).of_line(turn)

    def at_a_bound(at: Floats) -> Floats:
        far = np.pad(design[np.abs(design @ at[:-2]) > FARTHEST], ((0, 0), (0, 2)))
        return np.asarray(far.T @ far)

    starts = [np.concatenate([[eta], np.zeros(len(names) - 1), place]) for eta, place in starting(counts)]
    at, value, converged = maximised(of, starts, people, at_a_bound)
    return CureFit(
        distribution, table.groups, names, design, at[:-2], float(at[-2]), float(np.exp(at[-1])), value, converged,
        level, counts, people, table.definition,
    )  # fmt: skip


def nobody_cured(table: EventTable, distribution: Distribution) -> float:
    """Akaike's criterion of the same distribution with nobody cured, on the same counts."""
    counts, law = cure_counts(table.pooled()), LIFETIMES[distribution]
    nobody, turn = np.full(1, -np.inf), beside_place(np.zeros((1, 0)))

    def of(at: Floats) -> Height:
        return log_likelihood(counts, law, nobody, at).of_line(turn)

    starts = [place for _, place in starting(counts)]
    return 4 - 2 * maximised(of, starts, float(table.n.sum()))[1]


def _design(groups: Sequence[str], covariates: Mapping[str, Sequence[float]]) -> tuple[tuple[str, ...], Floats]:
    columns = [np.ones(len(groups))]
    for name, values in covariates.items():
        column = np.asarray(values, dtype=float)
        if column.shape != (len(groups),) or not np.isfinite(column).all():
            raise EstimateError(
                f"The covariate {name!r} needs one number for each of the {len(groups)} groups of the table: "
                f"{', '.join(groups[:6])}."
            )
        columns.append(column)
    design = np.stack(columns, axis=1)
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise EstimateError(
            f"The covariates {', '.join(covariates)} say the same of these {len(groups)} groups, or nothing. "
            "Leave one of them out."
        )
    return ("intercept", *covariates), design

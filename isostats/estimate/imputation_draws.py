"""One missing column drawn from all others: predictive mean matching of a number, logits of a category."""

from __future__ import annotations

import numpy as np
import scipy  # its linear algebra is loaded where something is imputed
from numpy.typing import NDArray
from scipy.special import expit

from isostats.estimate.kernel import Floats

DONORS = 5
MOST_DONORS = 20_000
"""Of more people with the value a random part of so many gives it; the model is fitted on all."""
RIDGE = 1e-5
STEPS = 25
ENOUGH = 1e-3  # the step after one so small is far below what a draw adds
Codes = NDArray[np.intp]


def matched(x: Floats, y: Floats, x_missing: Floats, random: np.random.Generator) -> Floats:
    """A value for each row of ``x_missing`` (k, p), taken from one of the five recorded ones predicted nearest to it.

    A linear model is fitted to ``x`` (n, p) and ``y`` (n,). Recipients are predicted by coefficients drawn from their
    posterior, donors by the fitted ones (type 1 matching: van Buuren 2018, 3.4; R's ``mice`` does the same). Values are
    so always ones that were seen, whatever their law.
    """
    information = x.T @ x
    information[np.diag_indices_from(information)] += RIDGE * (1 + information.diagonal())
    root = scipy.linalg.cholesky(information, lower=True)
    fitted = scipy.linalg.cho_solve((root, True), x.T @ y)
    predicted = x @ fitted
    residual = y - predicted
    sigma = np.sqrt(residual @ residual / random.chisquare(max(len(y) - len(fitted), 1)))
    drawn = fitted + sigma * _spread(root, random)
    unit = max(float(y.std()), np.finfo(float).tiny)  # rounded, so that no last digit of a machine chooses the donor
    by_chance = random.permutation(len(y))[:MOST_DONORS]
    known = np.round(predicted[by_chance] / unit, 9)
    order = np.argsort(known, kind="stable")
    known, donors = known[order], by_chance[order]
    wanted = np.round(x_missing @ drawn / unit, 9)
    first = np.searchsorted(known, wanted) - DONORS
    window = np.clip(first, 0, max(len(known) - 2 * DONORS, 0))[:, None] + np.arange(min(2 * DONORS, len(known)))
    far = np.abs(known[window] - wanted[:, None])
    nearest = np.argsort(far, axis=1, kind="stable")[:, : min(DONORS, len(known))]
    chosen = nearest[np.arange(len(wanted)), random.integers(nearest.shape[1], size=len(wanted))]
    return np.asarray(y[donors[window[np.arange(len(wanted)), chosen]]])


def drawn_categories(
    x: Floats, codes: Codes, x_missing: Floats, random: np.random.Generator, start: dict[int, Floats]
) -> Codes:
    """A category for each row of ``x_missing``: the most frequent against the rest, then the next, by logits.

    Coefficients are drawn from their posterior, as ``mice`` does for two categories. ``start`` keeps the fits, from
    which those of the next turn begin.
    """
    frequent = np.argsort(-np.bincount(codes), kind="stable")
    frequent = frequent[np.isin(frequent, codes)]
    rows, still = np.arange(len(codes)), np.arange(len(x_missing))
    result = np.full(len(x_missing), frequent[-1])
    for code in frequent[:-1]:
        inside = codes[rows] == code
        start[int(code)], root = _logit(x[rows], inside.astype(float), start.get(int(code)))
        drawn = start[int(code)] + _spread(root, random)
        taken = random.random(len(still)) < _logistic(x_missing[still] @ drawn)
        result[still[taken]] = code
        rows, still = rows[~inside], still[~taken]
    return result


def _logit(x: Floats, y: Floats, start: Floats | None) -> tuple[Floats, Floats]:
    """Coefficients of a logistic model, finite under separation too, and Cholesky's root of their information.

    Rows of little weight (p + 1 in all), one spread above and below the mean of each column with and without the
    category, are added for that (White, Daniel and Royston 2010).
    """
    p = x.shape[1]
    mean = x.mean(axis=0)
    spread = np.sqrt(np.maximum(np.einsum("ij,ij->j", x, x) / len(x) - mean**2, 0.0))
    away = np.concatenate([np.diag(spread), -np.diag(spread)])
    x = np.concatenate([x, mean + away, mean + away])
    y = np.concatenate([y, np.zeros(2 * p), np.ones(2 * p)])
    weight = np.ones(len(y))
    weight[-4 * p :] = (p + 1) / (4 * p)
    beta = np.zeros(p) if start is None else start
    for _ in range(STEPS):
        share = _logistic(x @ beta)
        information = x.T @ (x * (weight * share * (1 - share))[:, None])
        information[np.diag_indices_from(information)] += RIDGE
        root = scipy.linalg.cholesky(information, lower=True)
        step = scipy.linalg.cho_solve((root, True), x.T @ (weight * (y - share)) - RIDGE * beta)
        beta = beta + step / max(1.0, float(np.abs(step).max()) / 4)
        if np.abs(step).max() < ENOUGH:
            break
    return beta, root


def _logistic(values: Floats) -> Floats:
    return np.asarray(expit(values))


def _spread(root: Floats, random: np.random.Generator) -> Floats:
    """A draw from the normal law whose information has this root."""
    return np.asarray(scipy.linalg.solve_triangular(root, random.standard_normal(len(root)), lower=True, trans="T"))

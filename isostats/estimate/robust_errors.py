"""Robust errors of Cox's model: those who are alike, such as the patients of a prescriber, count as one cluster."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from isostats.estimate.efron import EfronFit
from isostats.estimate.kernel import Floats


def robust_covariance(fit: EfronFit, cluster: NDArray[np.intp] | None = None) -> Floats:
    """The sandwich (d, d) of Lin and Wei (1989): the influence of each row, summed over the rows of its ``cluster``.

    Without clusters each person stands for himself. R's ``coxph(cluster=)`` is the oracle; there is no factor for the
    number of clusters.
    """
    cells, scale = fit.cells, np.outer(fit.spread, fit.spread)
    influence = cells.residuals(fit.coefficient * fit.spread) @ (fit.covariance * scale)
    if cells.weight is not None:
        influence *= cells.weight[:, None]
    if cluster is not None:
        influence = np.column_stack([np.bincount(cluster[cells.order], column) for column in influence.T])
    elif cells.people is not None:  # the square of a sum over k people alike is k times too large
        influence /= np.sqrt(cells.people)[:, None]
    return np.asarray(influence.T @ influence / scale)

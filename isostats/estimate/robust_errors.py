"""Robust errors of Cox's model: those who are alike, such as the patients of a prescriber, count as one cluster."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from isostats.estimate.efron import EfronFit, FollowedRows, score_residuals
from isostats.estimate.kernel import Floats


def robust_covariance(rows: FollowedRows, fit: EfronFit, cluster: NDArray[np.intp] | None = None) -> Floats:
    """The sandwich (d, d) of Lin and Wei (1989): the influence of each row, summed over the rows of its ``cluster``.

    Without clusters each row stands for itself. R's ``coxph(cluster=)`` is the oracle; there is no factor for the
    number of clusters.
    """
    centred = replace(rows, covariates=rows.covariates - rows.covariates.mean(axis=0))  # so that no risk overflows
    influence = score_residuals(centred, fit.coefficient) @ fit.covariance
    if rows.weight is not None:
        influence *= rows.weight[:, None]
    if cluster is not None:
        influence = np.column_stack([np.bincount(cluster, column) for column in influence.T])
    return np.asarray(influence.T @ influence)

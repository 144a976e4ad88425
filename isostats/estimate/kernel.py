"""The kernel under every estimator: hazards and the product limit, from counts on days along the last axis.

At risk on a day is entry < day <= exit (``EventTable.at_risk``), so on one day failures come first, of whatever
cause, and censoring last.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable

Floats = NDArray[np.float64]


def share(part: Floats, whole: Floats) -> Floats:
    """part / whole, and 0 where the whole is 0 (a hazard where nobody is at risk)."""
    ratio: Floats = np.zeros(np.broadcast_shapes(part.shape, whole.shape))
    np.divide(part, whole, out=ratio, where=whole > 0)
    return ratio


def product_limit(failed: Floats, at_risk: Floats) -> Floats:
    """The probability of not having failed by the end of each day: product over days of (1 - failed / at risk)."""
    return np.cumprod(1 - np.minimum(share(failed, at_risk), 1.0), axis=-1)


def just_before(curve: Floats, start: float) -> Floats:
    """The value of a step curve just before each day; ``start`` before the first."""
    return np.concatenate([np.full((*curve.shape[:-1], 1), start), curve[..., :-1]], axis=-1)


def greenwood(failed: Floats, at_risk: Floats) -> Floats:
    """Greenwood's increments d / (Y (Y - d)) of the variance of log S: infinite where all at risk fail."""
    left = at_risk - failed
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(failed > 0, failed / (at_risk * np.maximum(left, 0)), 0.0)


def from_day_zero(table: EventTable) -> EventTable:
    """The same counts with day 0 among the days, where a curve begins."""
    if len(table.days) and table.days[0] == 0:
        return table
    first = [(0, 0), (1, 0)]
    return replace(
        table,
        days=np.concatenate([[0], table.days]),
        events=np.pad(table.events, [(0, 0), *first]),
        censored=np.pad(table.censored, first),
        entered=np.pad(table.entered, first),
        squares=None if table.squares is None else np.pad(table.squares, [(0, 0), *first]),
    )

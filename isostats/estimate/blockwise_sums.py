"""Sums over many rows in blocks of them, which stay in the processor's cache."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from isostats.estimate.kernel import Floats

BLOCK, FEW = 8_192, 512
"""Rows of a block, and of one product: for longer ones a library may start threads, which take longer than the sums."""


def blocks_of(count: int) -> Iterator[slice]:
    """So many rows in blocks."""
    return (slice(begin, begin + BLOCK) for begin in range(0, count, BLOCK))


def products(x: Floats, y: Floats) -> Floats:
    """The sums over rows of the products of columns, ``x.T @ y``: (n,) or (n, c) by (n, d)."""
    columns = x if x.ndim > 1 else x[:, None]
    pieces = len(x) // FEW
    whole = pieces * FEW
    parts = [each[:whole].reshape(pieces, FEW, each.shape[1]) for each in (columns, y)]
    sums = (parts[0].transpose(0, 2, 1) @ parts[1]).sum(axis=0) + columns[whole:].T @ y[whole:]
    return np.asarray(sums if x.ndim > 1 else sums[0])


def centred_products(x: Floats) -> tuple[Floats, Floats]:
    """The means (d,) of columns, and the products (d, d) of their deviations."""
    mean = np.asarray(x.sum(axis=0) / max(len(x), 1))
    sums: Floats = np.zeros((x.shape[1], x.shape[1]))
    for rows in blocks_of(len(x)):
        centred = x[rows] - mean
        sums += products(centred, centred)
    return mean, sums

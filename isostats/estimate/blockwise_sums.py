"""Sums over many rows in blocks of them, which stay in the processor's cache."""

from __future__ import annotations

import numpy as np

from isostats.estimate.kernel import Floats

BLOCK = 16_384


def centred_products(x: Floats) -> tuple[Floats, Floats]:
    """The means (d,) of columns, and the products (d, d) of their deviations."""
    mean = np.asarray(x.sum(axis=0) / max(len(x), 1))
    products: Floats = np.zeros((x.shape[1], x.shape[1]))
    for begin in range(0, len(x), BLOCK):
        centred = x[begin : begin + BLOCK] - mean
        products += centred.T @ centred
    return mean, products

"""Products of columns in pieces are those of whole columns, whatever is left over at the end."""

from __future__ import annotations

import numpy as np
import pytest

from isostats.estimate.blockwise_sums import BLOCK, FEW, centred_products, products


@pytest.mark.parametrize("n", [0, 1, FEW - 1, FEW, FEW + 1, BLOCK, 2 * BLOCK + 3 * FEW + 7])
def test_products_are_those_of_whole_columns(n: int) -> None:
    x, y, weight = (np.random.default_rng(1).standard_normal((n, d)) for d in (3, 2, 1))
    assert products(x, y) == pytest.approx(x.T @ y, rel=1e-12, abs=1e-9)
    assert products(weight[:, 0], y) == pytest.approx(weight[:, 0] @ y, rel=1e-12, abs=1e-9)
    mean, squares = centred_products(x)
    if n:
        assert squares == pytest.approx((x - x.mean(axis=0)).T @ (x - x.mean(axis=0)), rel=1e-12, abs=1e-9)
        assert mean == pytest.approx(x.mean(axis=0))

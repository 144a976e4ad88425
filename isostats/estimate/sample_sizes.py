"""How many wholly followed people would know a share as well as a censored curve does."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def effective_size(estimate: ArrayLike, std_error: ArrayLike, otherwise: ArrayLike) -> NDArray[np.float64]:
    """The effective number of people behind a Kaplan-Meier estimate: S (1 - S) / se(S)^2 (Cutler and Ederer 1958).

    A binomial share of that many people has the same standard error; without censoring and with Greenwood's error it
    is the number of people itself, whatever S is. Where S is 0 or 1 nothing can be had from the error, and
    ``otherwise`` stands. Scalars or arrays of one shape.

    >>> effective_size([0.5, 1.0], [0.0625, 0.0], [0, 57]).tolist()
    [64.0, 57.0]
    """
    s, se = np.asarray(estimate, dtype=float), np.asarray(std_error, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = s * (1 - s) / se**2
    return np.where((s > 0) & (s < 1) & (se > 0), size, np.asarray(otherwise, dtype=float))

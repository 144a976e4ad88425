"""What chance alone makes of shares of one law: exact scores and limits (mid-p), and the scores of sites all alike."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import ArrayLike

from isostats.estimate.kernel import Floats

HALVINGS = 40
"""Of the interval from 0 to 1 in which a limit is sought: to 1e-12."""
SMALLEST_TAIL = 1e-300
SCORES, FEWEST_DRAWS = 100_000, 999
"""So many scores are drawn, which knows their mean square to 0.5%, in no fewer draws than this."""


def binomial_scores(shares: ArrayLike, sizes: ArrayLike, law: float) -> Floats:
    """How far shares lie from the one that is true of all, as normal scores of exact tail probabilities (mid-p).

    Of X, binomial of ``size`` people with probability ``law``, and x = size * share: z has the normal tail
    P(X > x) + P(X = x) / 2 above it, or the same of X < x below it. Sizes and x need not be whole: the tails are
    incomplete beta functions. A share above ``law`` scores above 0. A tail of less than 1e-300 no machine can tell;
    z is then the root of the deviance, to which it tends.

    Source: Lancaster 1961, *JASA* 56:223, of mid-p; Agresti and Gottard 2007, *Comput Stat Data Anal* 51:6447.

    >>> binomial_scores([1.0, 0.95, 0.8], 161, 0.987).round(2).tolist()
    [1.55, -3.18, -11.02]
    """
    shares, sizes = (np.asarray(each, dtype=float) for each in np.broadcast_arrays(shares, sizes))
    over, under = _score_above(shares, sizes, law), _score_above(1 - shares, sizes, 1 - law)
    return np.asarray(np.where(over > 0, over, -under))  # the score of the smaller tail, which a machine knows better


def binomial_limits(sizes: ArrayLike, law: float, z: ArrayLike) -> tuple[Floats, Floats]:
    """The shares of so many people that score -z and z, each by :func:`binomial_scores`.

    0, or 1, where even nobody, or everybody, scores no more. With z = 1.96 chance keeps about 95% within them, and
    more where it can miss on one side alone, as few outcomes cannot be too few.

    >>> [limit.round(3).tolist() for limit in binomial_limits([102, 161, 1000], 0.987, 1.96)]
    [[0.96, 0.966, 0.979], [1.0, 1.0, 0.994]]
    """
    sizes, z = (np.asarray(each, dtype=float) for each in np.broadcast_arrays(sizes, z))
    return 1 - _upper(sizes, 1 - law, z), _upper(sizes, law, z)


def scores_by_chance(sizes: ArrayLike, law: float, *, seed: int = 0) -> Floats:
    """The scores of sites that all have one law, a row for each draw, as often as 100,000 scores take (999 at least).

    Drawn is what chance makes of the outcomes that there are: they fall on the sites by their sizes alone
    (multivariate hypergeometric), so that each draw has the overall value of the sites themselves.
    Sizes are taken as whole. Each call with one seed draws the same.

    >>> scores_by_chance([100] * 10, 0.9).shape
    (10000, 10)
    """
    whole = np.maximum(np.rint(np.asarray(sizes, dtype=float)), 1).astype(np.int64)
    people = int(whole.sum())
    free = int(np.clip(np.rint(people * law), 0, people))
    draws = max(FEWEST_DRAWS, SCORES // len(whole))
    drawn = np.random.default_rng(seed).multivariate_hypergeometric(whole, free, size=draws, method="marginals")
    step = int(whole.max()) + 1  # each pair of a size and a count is scored once
    pairs, which = np.unique(whole * step + drawn, return_inverse=True)
    size, count = np.divmod(pairs, step)
    return np.asarray(binomial_scores(count / size, size, free / people)[which].reshape(drawn.shape))


def _score_above(shares: Floats, sizes: Floats, law: float) -> Floats:
    """The normal score of P(X > x) + P(X = x) / 2, x = size * share: the mean of P(X >= x) and P(X >= x + 1)."""
    x = sizes * shares
    with np.errstate(divide="ignore", invalid="ignore"):
        from_x = np.where(x > 0, scipy.special.betainc(x, sizes - x + 1, law), 1.0)
        beyond_x = np.where(x < sizes, scipy.special.betainc(x + 1, sizes - x, law), 0.0)
        tail = np.where(np.isnan(x), np.nan, (from_x + beyond_x) / 2)
        score = -scipy.special.ndtri(tail)
        if (far := tail < SMALLEST_TAIL).any():
            apart = scipy.special.rel_entr(shares, law) + scipy.special.rel_entr(1 - shares, 1 - law)
            score = np.where(far, np.sqrt(2 * sizes * apart), score)
    return np.asarray(score)


def _upper(sizes: Floats, law: float, z: Floats) -> Floats:
    """The share that scores z; 1 where everybody scores no more."""
    low, high = np.zeros(sizes.shape), np.ones(sizes.shape)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        within = _score_above(middle, sizes, law) <= z
        low, high = np.where(within, middle, low), np.where(within, high, middle)
    low = np.where(_score_above(np.ones(sizes.shape), sizes, law) <= z, 1.0, low)
    return np.asarray(np.where(np.isnan(sizes * law), np.nan, low))

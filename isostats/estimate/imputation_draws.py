"""One missing column drawn in all chains at once: predictive mean matching of a number, logits of a category."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from isostats.estimate.kernel import Floats

DONORS = 5
RIDGE = 1e-5
STEPS = 25
ENOUGH = 1e-3  # the square of a step in standard errors: that after it is far below what a draw adds
STALE = 0.1  # an information is kept until a step as long as this, in coefficients of a spread
FEW = 200_000  # products of so many numbers at a time: of more a library may start threads, which take longer
FINEST = 1e9  # predictions are told apart by so many parts of a spread, so that no machine's last digit chooses a donor
FARTHEST = 1e5  # spreads
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]
Streams = tuple[np.random.Generator, ...]


@dataclass(frozen=True, eq=False)
class Stacked:
    """The rows of m chains: ``whole`` (n, p), in which nothing is missing, once, and ``own`` (m, k, p) of each.

    ``products`` (p, p) are those of the columns of ``whole``.
    """

    whole: Floats
    own: Floats
    products: Floats

    def at(self, beta: Floats) -> Floats:
        """What coefficients (m, p) predict for all rows (m, n + k)."""
        return _predicted(self.whole, self.own, beta)


def matched(known: Stacked, lacking: Floats, place: int, y: Floats, donors: Places, random: Streams) -> Floats:
    """Values (m, r) for the rows ``lacking`` (m, r, p), each one of the five recorded that are predicted nearest to it.

    A linear model of the column ``place`` on all others is fitted to the rows ``known``, whose values are ``y``
    (n + k,). Recipients are predicted by coefficients drawn from their posterior, donors by the fitted ones (type 1
    matching: van Buuren 2018, 3.4; R's ``mice`` does the same). So values are always ones that were seen, whatever
    their law. ``donors`` (m, d) are rows among ``known`` in an order of chance, which decides between equal
    predictions.
    """
    products = known.products + known.own.transpose(0, 2, 1) @ known.own
    others = np.delete(np.arange(len(known.products)), place)
    crossed, squares = products[:, others, place], products[:, place, place]
    gram = products[:, others[:, None], others]
    information = gram + RIDGE * np.eye(len(others)) * (1 + gram)
    part = np.linalg.solve(information, crossed[..., None])[..., 0].astype(float)
    residual = np.maximum(squares - 2 * (part * crossed).sum(axis=1) + (part * _times(gram, part)).sum(axis=1), 0.0)
    freedom = max(len(y) - len(others), 1)
    sigma = np.sqrt(residual / np.array([each.chisquare(freedom) for each in random]))
    fitted, drawn = np.zeros((2, len(products), len(known.products)))
    fitted[:, others] = part
    drawn[:, others] = part + sigma[:, None] * _spread(information, random)
    predicted = np.take_along_axis(known.at(fitted), donors, axis=1)
    chosen = _near(predicted, _times(lacking, drawn), random)
    return np.asarray(y[np.take_along_axis(donors, chosen, axis=1)])


def _near(predicted: Floats, wanted: Floats, random: Streams) -> Places:
    """By chance one of the five of ``predicted`` (m, d) nearest to each one ``wanted`` (m, r): its place (m, r).

    Sorted, the five nearest stand together: their window moves up as long as the next one is nearer than the first.
    """
    m, d = predicted.shape
    bits = int(d - 1).bit_length()
    ordered = np.sort((_on_grid(predicted) << bits) | np.arange(d), axis=1)  # each its place in its last bits
    values, aim = (ordered >> bits).ravel(), _on_grid(wanted)
    row = np.arange(m)[:, None] * d
    below = [np.searchsorted(values[i * d : (i + 1) * d], aim[i]) for i in range(m)]
    begin = np.clip(np.array(below) - DONORS, 0, max(d - DONORS, 0))
    for _ in range(DONORS):
        after = np.minimum(begin + DONORS, d - 1)
        begin += (values[row + after] - aim < aim - values[row + begin]) & (begin + DONORS < d)
    count = min(DONORS, d)
    begin += np.array([each.integers(count, size=aim.shape[1]) for each in random])
    return np.asarray(ordered.ravel()[row + begin] & ((1 << bits) - 1))


def _on_grid(values: Floats) -> NDArray[np.int64]:
    return np.rint(np.clip(values, -FARTHEST, FARTHEST) * FINEST).astype(np.int64)


@dataclass(frozen=True, eq=False)
class LogitFits:
    """Logistic models of all chains: coefficients (m, p), and informations (m, p, p) of points ``near`` them (m, p)."""

    beta: Floats
    near: Floats
    information: Floats

    @classmethod
    def from_start(cls, beta: Floats) -> LogitFits:
        """Where a search begins, without an information yet."""
        return cls(beta, np.full_like(beta, np.inf), np.zeros((*beta.shape, beta.shape[1])))


def drawn_categories(
    whole: Floats, own: Floats, lacking: Floats, codes: Codes, random: Streams, fits: dict[int, LogitFits]
) -> Codes:
    """A category for each row of ``lacking`` (m, r, p): the most frequent against the rest, then the next, by logits.

    ``codes`` (n + k,) are those of the rows ``whole`` and ``own``, as ``Stacked`` has them. Coefficients are drawn from
    their posterior, as ``mice`` does for two categories. ``fits`` keeps those of each category, from which those of
    the next round begin.
    """
    counts = np.bincount(codes)
    frequent = [int(code) for code in np.argsort(-counts, kind="stable") if counts[code]]
    result: Codes = np.full(lacking.shape[:2], frequent[-1])
    chance = np.array([each.random(lacking.shape[1]) for each in random])
    n, rows = len(whole), np.arange(len(codes))
    left: Floats = np.ones(chance.shape)
    for code in frequent[:-1]:
        inside = codes[rows] == code
        of_whole, of_own = whole.take(rows[rows < n], axis=0), own.take(rows[rows >= n] - n, axis=1)
        if code not in fits:
            fits[code] = LogitFits.from_start(np.tile(_begin(of_whole, inside), (len(random), 1)))
        fits[code] = fit = _logits(of_whole, of_own, inside, fits[code])
        rest = 1 - _logistic(_times(lacking, fit.beta + _spread(fit.information, random)))
        result[(chance < left) & (chance >= left * rest)] = code
        left, rows = left * rest, rows[~inside]
    return result


def _begin(whole: Floats, inside: Mask) -> Floats:
    """Where the first fits begin: at that of the rows in which nothing is missing, if they are many."""
    n, p = whole.shape
    if n <= 10 * p:
        return np.zeros(p)
    return np.asarray(_logits(whole, np.empty((1, 0, p)), inside[:n], LogitFits.from_start(np.zeros((1, p)))).beta[0])


def _logits(whole: Floats, own: Floats, inside: Mask, start: LogitFits) -> LogitFits:
    """Logistic models of being ``inside`` (n + k,), finite under separation too, by Newton's method.

    Rows of little weight (p + 1 in all), one spread above and below the mean of each column with and without the
    category, are added for that (White, Daniel and Royston 2010). An information is that of an earlier step or round
    as long as the coefficients have hardly moved since.
    """
    (n, p), each = whole.shape, len(inside)
    mean = (whole.sum(axis=0) + own.sum(axis=1)) / each
    square = (np.einsum("ij,ij->j", whole, whole) + np.einsum("mij,mij->mj", own, own)) / each
    away = np.sqrt(np.maximum(square - mean**2, 0.0))[:, :, None] * np.eye(p)
    own = np.concatenate([own, mean[:, None] + away, mean[:, None] - away], axis=1)
    wanted = np.concatenate([inside, np.full(2 * p, 0.5)])  # one with it and one without it at the same place
    weight = np.concatenate([np.ones(each), np.full(2 * p, (p + 1) / (2 * p))])
    beta, near, information = start.beta.copy(), start.near.copy(), start.information.copy()
    going = np.ones(len(own), dtype=bool)
    for _ in range(STEPS):
        share = _logistic(_predicted(whole, own, beta))
        moved = going & (np.abs(beta - near).max(axis=1) >= STALE)
        if moved.any():
            by_weight = weight * (share * (1 - share))[moved]
            information[moved] = _information(whole, own[moved], by_weight) + RIDGE * np.eye(p)
            near[moved] = beta[moved]
        rest = weight * (wanted - share)
        score = _summed(rest[:, :n], whole) + _times(own.transpose(0, 2, 1), rest[:, n:]) - RIDGE * beta
        step = np.linalg.solve(information, score[..., None])[..., 0]
        beta += np.where(going, 1 / np.maximum(1.0, np.abs(step).max(axis=1) / 4), 0.0)[:, None] * step
        going &= (step * score).sum(axis=1) >= ENOUGH
        if not going.any():
            break
    return LogitFits(beta, near, information)


def _information(whole: Floats, own: Floats, weight: Floats) -> Floats:
    """The weighted products (m, p, p): of ``whole`` those of each pair of columns are made once for all chains."""
    n, p = whole.shape
    one, other = np.triu_indices(p)
    sums: Floats = np.zeros((len(own), len(one)))
    rows = _at_a_time(len(own) * len(one))
    pairs: Floats = np.empty((len(one), min(n, rows)))
    for begin in range(0, n, rows):
        columns = np.ascontiguousarray(whole[begin : begin + rows].T)
        size, at = columns.shape[1], 0
        for i in range(p):
            np.multiply(columns[i], columns[i:], out=pairs[at : at + p - i, :size])
            at += p - i
        sums += weight[:, begin : begin + size] @ pairs[:, :size].T
    result = own.transpose(0, 2, 1) @ (own * weight[:, n:, None])
    result[:, one, other] += sums
    apart = one != other
    result[:, other[apart], one[apart]] += sums[:, apart]
    return np.asarray(result)


def _logistic(values: Floats) -> Floats:
    power = np.exp(np.negative(np.clip(values, -700, 700, out=values), out=values), out=values)
    power += 1
    return np.asarray(np.reciprocal(power, out=power))


def _predicted(whole: Floats, own: Floats, beta: Floats) -> Floats:
    result: Floats = np.empty((len(own), len(whole) + own.shape[1]))
    rows = _at_a_time(beta.size)
    for begin in range(0, len(whole), rows):
        end = min(begin + rows, len(whole))
        np.matmul(beta, whole[begin:end].T, out=result[:, begin:end])
    result[:, len(whole) :] = _times(own, beta)
    return result


def _summed(weight: Floats, rows: Floats) -> Floats:
    """Weights (m, n) of rows (n, p) by these: (m, p)."""
    size = _at_a_time(len(weight) * rows.shape[1])
    parts = (slice(begin, begin + size) for begin in range(0, max(len(rows), 1), size))
    return np.asarray(sum(weight[:, part] @ rows[part] for part in parts))


def _at_a_time(products: int) -> int:
    """Of how many rows so many products each are made at a time."""
    return max(FEW // products, 1)


def _times(rows: Floats, beta: Floats) -> Floats:
    """Rows (m, k, p) by the coefficients (m, p) of their chain: (m, k)."""
    return np.asarray((rows @ beta[..., None])[..., 0])


def _spread(information: Floats, random: Streams) -> Floats:
    """A draw (m, p) from each normal law with this information (m, p, p)."""
    root = np.linalg.cholesky(information)
    normal = np.array([each.standard_normal(root.shape[1]) for each in random])
    return np.asarray(np.linalg.solve(root.transpose(0, 2, 1), normal[..., None])[..., 0], dtype=float)

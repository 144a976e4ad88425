"""Cox's model with Breslow's ties of counts by combination of levels: it costs the same for any number of people."""

from __future__ import annotations

import numpy as np

from isostats.estimate.kernel import Floats

MOST_STEPS, SETTLED = 30, 1e-10


def breslow(x: Floats, failed: Floats, at_risk: Floats) -> tuple[Floats, Floats] | None:
    """Coefficients (d,) and information (d, d) of counts (P, T), by Newton's method with halving.

    ``x`` (P, d) belongs to the combinations. Risk sets are the columns: days or, one stratum's after the other's, the
    days of each stratum. None where the search does not settle.
    """
    on = failed.sum(axis=0) > 0
    failed, at_risk, beta = failed[:, on], at_risk[:, on], np.zeros(x.shape[1])
    if not x.shape[1] or not on.any():
        return beta, np.zeros((x.shape[1], x.shape[1]))
    by_day, by_group = failed.sum(axis=0), failed.sum(axis=1)

    def at(beta: Floats) -> tuple[float, Floats, Floats]:
        score = x @ beta
        weighed = at_risk * np.exp(score - score.max())[:, None]
        total = weighed.sum(axis=0)
        means = (weighed.T @ x) / total[:, None]
        likelihood = float(by_group @ score - by_day @ (np.log(total) + score.max()))
        second = (x * (weighed @ (by_day / total))[:, None]).T @ x - (means * by_day[:, None]).T @ means
        return likelihood, by_group @ x - by_day @ means, second

    value, slope, curvature = at(beta)
    for _ in range(MOST_STEPS):
        try:
            step = np.linalg.solve(curvature, slope)
        except np.linalg.LinAlgError:
            return None
        if float(slope @ step) < SETTLED**2 * (1 + abs(value)):
            return beta, curvature
        while not (there := at(beta + step))[0] >= value - 1e-9 * abs(value) and np.abs(step).max() > 1e-12:
            step = step / 2
        beta, (value, slope, curvature) = beta + step, there
        if np.abs(step).max() < SETTLED:
            return beta, curvature
    return None

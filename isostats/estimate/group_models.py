"""How likely each group is for people of a pattern: the multinomial logistic model behind weights, of counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from isostats.errors import EstimateError
from isostats.estimate.kernel import Floats

MOST_STEPS, SETTLED = 50, 1e-11


@dataclass(frozen=True, eq=False)
class GroupScores:
    """``probability`` (G, P) of each group by pattern; ``x`` (P, d) with the constant; ``covariance`` of the
    coefficients ((G - 1) d, (G - 1) d) by the information, those of the second group first."""

    probability: Floats
    x: Floats
    covariance: Floats

    def moved(self, g: int, p: int) -> Floats:
        """What a person of a group and pattern moves the coefficients: ((G - 1) d,)."""
        own = (np.arange(len(self.probability)) == g).astype(float) - self.probability[:, p]
        return np.asarray(self.covariance @ np.outer(own[1:], self.x[p]).ravel())

    def slope(self, g: int) -> Floats:
        """The derivative of log P(g | pattern) by the coefficients: (P, (G - 1) d)."""
        own = (np.arange(len(self.probability)) == g)[:, None] - self.probability
        return np.asarray(np.einsum("kp,pd->pkd", own[1:], self.x).reshape(len(self.x), -1))


def group_scores(x: Floats, people: Floats) -> GroupScores:
    """Maximise the likelihood of the groups, of counts (G, P), by Newton's method; R's ``glm`` for two groups.

    Raises EstimateError where some levels together tell the group perfectly.
    """
    x = np.column_stack([np.ones(len(x)), x])
    groups, d = len(people), x.shape[1]
    total, beta = people.sum(axis=0), np.zeros((groups - 1, d))
    value = -np.inf
    step = np.zeros_like(beta)
    for _ in range(MOST_STEPS):
        score = np.vstack([np.zeros(len(x)), beta @ x.T])
        score = score - score.max(axis=0)
        log_p = score - np.log(np.exp(score).sum(axis=0))
        now = float((people * log_p).sum())
        if now < value - 1e-9 * abs(value):
            step = step / 2
            beta = beta - step
            continue
        value, p = now, np.exp(log_p)
        slope = (people - total * p)[1:] @ x
        spread = np.einsum("kl,kp->klp", np.eye(groups - 1), p[1:]) - p[1:, None] * p[None, 1:]
        information = np.einsum("klp,p,pd,pe->kdle", spread, total, x, x, optimize=True).reshape(beta.size, -1)
        try:
            covariance = np.linalg.inv(information)
        except np.linalg.LinAlgError:
            break
        step = (covariance @ slope.ravel()).reshape(beta.shape)
        if float((slope * step).sum()) < SETTLED**2 * (1 + total.sum()) and np.abs(step).max(initial=0) < 1e-4:
            return GroupScores(p, x, np.asarray(covariance))
        beta = beta + step
    raise EstimateError(
        "The model of who is in which group does not converge: some levels together tell it perfectly, so that groups "
        "do not overlap. Leave a confounder out, or join rare levels."
    )

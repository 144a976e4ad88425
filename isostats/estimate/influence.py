"""Robust variances of adjusted estimates, the models that adjust included: what each person moves, squared and summed.

An estimate of group g on day t is moved by person i, who has the pattern p, by

    U = a_gp(t) + b_g(t) Q_i(t) [if i is in g] + c_g(t)' B_i,

``a`` being what the pattern's own share moves, Q the hazard that the person adds (a jump on failing, less what was
expected of them while at risk), and B what the person moves the coefficients of the model. People of one group,
pattern and last day, who fail or do not, move it alike; so sums over counts replace sums over people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from isostats.estimate.kernel import Floats

Moved = Callable[[int, int], tuple[Floats, Floats]]
"""Of a group and pattern: what its people move the coefficients, by last day, who fail and who do not: (T, d) each, or
(1, d) where the last day does not matter, and both are the same."""


@dataclass(frozen=True, eq=False)
class Parts:
    """What the influence is made of: ``pattern`` a (G, P, T), ``time`` b (G, T), ``model`` c (G, T, d).

    Q is ``weight`` (G, P) times ``jump`` (G, T) on the day of failing, less ``rate`` (G, P) times ``passed`` (G, T).
    """

    failed: Floats
    others: Floats
    pattern: Floats
    time: Floats
    model: Floats
    weight: Floats
    rate: Floats
    jump: Floats
    passed: Floats
    moved: Moved

    def integrated(self, widths: Floats) -> Parts:
        """The parts of the sum of the estimates times ``widths`` (T,): their sums hold it on one, the last, day."""
        area = self.time * widths
        still = np.cumsum(area[:, ::-1], axis=1)[:, ::-1]
        gone = np.cumsum(area * self.passed, axis=1) - area * self.passed
        of_model = np.einsum("gtd,t->gd", self.model, widths)[:, None]
        return replace(
            self, pattern=(self.pattern @ widths)[..., None], time=np.ones((len(area), 1)), model=of_model,
            jump=self.jump * still, passed=self.passed * still + gone,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over people of products of Q and B by day, from which every variance and covariance follows."""

    parts: Parts
    people: Floats
    q: Floats
    q_squares: Floats
    q_moved: Floats
    moved: Floats
    moved_squares: Floats

    def covariance(self, one: int, two: int, on: slice = slice(None)) -> Floats:
        """The covariance of the estimates of two groups on the days ``on``; of a group with itself its variance."""
        a, c = self.parts.pattern[..., on], self.parts.model[:, on]
        b, q, q_moved = self.parts.time[:, on], self.q[..., on], self.q_moved[:, on]
        both = np.einsum("pt,pt,p->t", a[one], a[two], self.people)
        for g, h in ((one, two), (two, one)):
            both = both + b[g] * np.einsum("pt,pt->t", q[g], a[h])
            both = both + ((a[g].T @ self.moved) * c[h]).sum(axis=1)
            both = both + b[g] * (q_moved[g] * c[h]).sum(axis=1)
        both = both + ((c[one] @ self.moved_squares) * c[two]).sum(axis=1)
        return np.asarray(both + (b[one] ** 2 * self.q_squares[one, on] if one == two else 0.0))


def sums_of(parts: Parts) -> Sums:
    """The sums over people, one group and pattern after the other."""
    groups, patterns, _ = parts.failed.shape
    days, d = parts.model.shape[1:]
    last = days < parts.failed.shape[2]  # of an integrated estimate the last day is asked for alone
    until: Callable[[Floats], Floats] = partial(np.sum, axis=0, keepdims=True) if last else partial(np.cumsum, axis=0)
    people = (parts.failed + parts.others).sum(axis=2)
    q, q_squares, q_moved = np.zeros((groups, patterns, days)), np.zeros((groups, days)), np.zeros((groups, days, d))
    moved, moved_squares = np.zeros((patterns, d)), np.zeros((d, d))
    for g, p in np.argwhere(people > 0):
        failed, others = parts.failed[g, p], parts.others[g, p]
        staying = -parts.rate[g, p] * parts.passed[g]
        failing = parts.weight[g, p] * parts.jump[g] + staying
        later, at = people[g, p] - until(failed + others), staying[-days:]
        q[g, p] = until(failed * failing + others * staying) + later * at
        q_squares[g] += until(failed * failing**2 + others * staying**2) + later * at**2
        if not d:
            continue
        each = parts.moved(g, p)
        if len(each[0]) == 1:  # whenever they leave, and whether they fail
            always = each[0][0]
            q_moved[g] += np.outer(q[g, p], always)
            moved[p] += people[g, p] * always
            moved_squares += people[g, p] * np.outer(always, always)
            continue
        counted = [count[:, None] * one for count, one in zip((failed, others), each, strict=True)]
        past, whole = until(counted[0] + counted[1]), counted[0].sum(axis=0) + counted[1].sum(axis=0)
        q_moved[g] += until(failing[:, None] * counted[0] + staying[:, None] * counted[1])
        q_moved[g] += at[:, None] * (whole - past)
        moved[p] += whole
        moved_squares += counted[0].T @ each[0] + counted[1].T @ each[1]
    return Sums(parts, people.sum(axis=0), q, q_squares, q_moved, moved, moved_squares)

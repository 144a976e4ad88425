"""Guyot and others' algorithm (2012) written out plainly, index by index, as the paper's appendix does it in R.

Three of its lines are read as its text means them: an interval is tried with nobody censored before its numbers at risk
are given up; the censoring rate of the last interval is that of all the time before it; and nobody comes back. The
appendix takes d = round(Y (1 - S / S')) as it falls. Where the failures before went half a person too far, it is -0.5,
which the last digit of a quotient may round to -1: one more is then at risk than there are, and every copy of the
appendix in R that was read carries him to the end. An interval in which the number censored swings, between too many
people and too few, for ever or down to nobody, has no answer here (None).
"""

from __future__ import annotations

MOST = 500


def spread(number: int, start: int, stop: int, t: list[int], lower: int, upper: int) -> dict[int, list[int]]:
    """So many censoring times spread evenly between two days, by the interval of the curve in which each falls."""
    times = [start + (j * (stop - start)) // (number + 1) for j in range(1, number + 1)]
    ends = {k: t[k + 1] if k + 1 < len(t) else stop for k in range(lower, upper + 1)}
    return {k: [x for x in times if t[k] <= x < ends[k]] for k in range(lower, upper + 1)}


def guyot(
    t: list[int], s: list[float], t_risk: list[int], n_risk: list[int], total: int | None = None
) -> tuple[list[int], list[int]] | None:
    """Days of failure and of censoring; None where the paper's loop swings."""
    n_risk, people = list(n_risk), n_risk[0]
    intervals = len(t_risk)
    lower = [min(k for k in range(len(t)) if t[k] >= when) for when in t_risk]
    upper = [lower[i + 1] - 1 if i + 1 < intervals else len(t) - 1 for i in range(intervals)]
    n_hat, d = [0] * (len(t) + 1), [0] * len(t)
    cen: dict[int, list[int]] = {k: [] for k in range(len(t))}
    n_censor = [0] * intervals
    km, last = [1.0] * len(t), [-1] * intervals  # before the first point the curve is at 1

    def step_three(i: int, *, cap: bool) -> int:
        """Numbers of events and at risk on each point of interval i; the index of the last event."""
        n_hat[lower[i]] = n_risk[i]
        at = last[i]
        for k in range(lower[i], upper[i] + 1):
            before = km[at] if at >= 0 else 1.0
            d[k] = max(round(n_hat[k] * (1 - s[k] / before)), 0) if before > 0 else 0
            km[k] = before * (1 - d[k] / n_hat[k]) if n_hat[k] else before
            if cap and n_hat[k] - d[k] - len(cen[k]) < 0:
                cen[k] = cen[k][: n_hat[k] - d[k]]
            n_hat[k + 1] = n_hat[k] - d[k] - len(cen[k])
            if d[k]:
                at = k
        return at

    for i in range(intervals - 1):
        fall = s[lower[i + 1]] / s[lower[i]] if s[lower[i]] > 0 else 0.0
        n_censor[i] = max(round(n_risk[i] * fall - n_risk[i + 1]), 0)
        surplus = False
        for _ in range(MOST):
            cen |= spread(n_censor[i], t[lower[i]], t[lower[i + 1]], t, lower[i], upper[i])
            at = step_three(i, cap=True)
            off = n_hat[lower[i + 1]] - n_risk[i + 1]
            if off < 0 and n_censor[i] == 0 and surplus:
                return None
            if off == 0 or (off < 0 and n_censor[i] == 0):
                break
            surplus = surplus or off > 0
            n_censor[i] = min(max(n_censor[i] + off, 0), n_risk[i])
        else:
            return None
        n_risk[i + 1] = min(n_risk[i + 1], n_hat[lower[i + 1]])
        last[i + 1] = at

    i = intervals - 1
    so_far = sum(len(cen[k]) for k in range(lower[i]))
    length, before_it = t[-1] - t[lower[i]], t[lower[i]] - t[0]
    n_censor[i] = min(round(so_far / before_it * length), n_risk[i]) if before_it else 0
    events_before = sum(d[: lower[i]])
    surplus = False
    for _ in range(MOST):
        cen |= spread(n_censor[i], t[lower[i]], t[-1], t, lower[i], upper[i])
        step_three(i, cap=True)
        if total is not None and events_before >= total:
            for k in range(lower[i], len(t)):
                d[k], cen[k], n_hat[k + 1] = 0, [], n_risk[i]
            break
        if total is not None and surplus and sum(d) < total and n_censor[i] == 0:
            return None
        if total is None or sum(d) == total or (sum(d) < total and n_censor[i] == 0):
            break
        surplus = surplus or sum(d) > total
        n_censor[i] = min(max(n_censor[i] + sum(d) - total, 0), n_risk[i])
    else:
        return None
    failed = [t[k] for k in range(len(t)) for _ in range(d[k])]
    censored = [x for k in range(len(t)) for x in cen[k]] + [t[-1]] * n_hat[len(t)]
    assert len(failed) + len(censored) == people
    return sorted(failed), sorted(censored)

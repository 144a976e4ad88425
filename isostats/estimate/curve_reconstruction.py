"""Individual times back from a published Kaplan-Meier curve: the algorithm of Guyot and others (2012)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from isostats.errors import EstimateError
from isostats.estimate.kernel import Floats

Days = NDArray[np.int64]


@dataclass(frozen=True)
class Reconstruction:
    """The day on which each person failed or was censored, sorted; together they are everybody."""

    failed: Days
    censored: Days


@dataclass(frozen=True)
class _Walk:
    """One pass over an interval: failures and exits by censoring, and who and what is left at its end."""

    failed: list[int]
    censored: list[int]
    left: int
    curve: float

    def then(self, further: _Walk) -> _Walk:
        return _Walk(self.failed + further.failed, self.censored + further.censored, further.left, further.curve)


def reconstruct(
    days: Sequence[int] | Days, survival: Sequence[float] | Floats, *, at_risk_days: Sequence[int] | Days,
    at_risk: Sequence[int] | Days, total_events: int | None = None,
) -> Reconstruction:
    """Failures and censorings that give back a survival curve and its numbers at risk (Guyot et al. 2012).

    ``days`` are whole, rising and begin at 0; ``survival`` is the curve at the end of each day and never rises;
    ``at_risk`` (exit on the day or later) is known on ``at_risk_days``, of which the first is 0 and all are among
    ``days``. On each day d = round(Y (1 - S / S')) people fail, S' being the curve that the failures before gave. The
    number censored between two numbers at risk, spread evenly, is changed until the second of them is met. After the
    last one people are censored at the mean rate before it, or so that ``total_events`` fail; who is left is censored
    on the last day. Failures come before censoring on a day, as everywhere.

    Where even without censoring more fail than the numbers at risk allow, the curve wins and fewer are left than
    published, as in the paper. In two things it differs: an interval in which the number censored would swing for
    ever ends with the nearest that leaves enough people, the rest censored on the interval's last day; and no
    censoring at all is tried before the numbers at risk are given up.

    Raises EstimateError for days, a curve or numbers at risk that are not as said.

    Source: BMC Medical Research Methodology 12:9, doi 10.1186/1471-2288-12-9.

    >>> found = reconstruct([0, 10, 20], [1.0, 0.8, 0.4], at_risk_days=[0, 20], at_risk=[10, 6])
    >>> found.failed.tolist(), found.censored.tolist()
    ([10, 10, 20, 20, 20], [6, 13, 20, 20, 20])
    """
    day, curve = [int(d) for d in days], [float(s) for s in survival]
    _check(day, curve, [int(d) for d in at_risk_days], [int(n) for n in at_risk], total_events)
    bounds = [day.index(int(d)) for d in at_risk_days]
    printed = [int(n) for n in at_risk]
    walk = _Walk([], [], printed[0], 1.0)
    for (start, stop), wanted in zip(pairwise(bounds), printed[1:], strict=True):
        walk = walk.then(_between(day[start : stop + 1], curve[start : stop + 1], walk, wanted))
    walk = walk.then(_to_the_end(day, curve, bounds[-1], walk, total_events))
    censored = sorted(walk.censored + [day[-1]] * walk.left)
    return Reconstruction(np.array(sorted(walk.failed), dtype=np.int64), np.array(censored, dtype=np.int64))


def _check(
    day: list[int], curve: list[float], at_risk_days: list[int], at_risk: list[int], total_events: int | None
) -> None:
    faults = (
        (not day or day[0] != 0 or any(b <= a for a, b in pairwise(day)), "days must begin at 0 and rise"),
        (len(curve) != len(day), "survival must have one value for each day"),
        (not all(0 <= s <= 1 for s in curve), "survival must lie between 0 and 1"),
        (any(b > a for a, b in pairwise(curve)), "survival must not rise"),
        (at_risk_days[:1] != [0], "the numbers at risk must begin on day 0"),
        (any(b <= a for a, b in pairwise(at_risk_days)), "the days of the numbers at risk must rise"),
        (not set(at_risk_days) <= set(day), "the days of the numbers at risk must be among the days of the curve"),
        (len(at_risk) != len(at_risk_days), "there must be one number at risk for each of its days"),
        (any(b > a for a, b in pairwise(at_risk)), "the numbers at risk must not rise"),
        (min(at_risk, default=0) < 0 or at_risk[:1] == [0], "the numbers at risk must be 0 or more, and begin above 0"),
        (
            total_events is not None and not 0 <= total_events <= max(at_risk, default=0),
            "total_events must lie between 0 and n",
        ),
    )
    for wrong, what in faults:
        if wrong:
            raise EstimateError(f"A curve cannot be reconstructed from this: {what}.")


def _between(day: list[int], curve: list[float], before: _Walk, wanted: int) -> _Walk:
    """An interval between two numbers at risk; ``day`` and ``curve`` end with the day of the second."""
    fall = curve[-1] / curve[0] if curve[0] > 0 else 0.0
    first = max(round(before.left * fall - wanted), 0)
    censoring = _censoring(day[:-1], curve[:-1], before, day[-1])
    tried = _tried(censoring, first, lambda walk: walk.left - wanted, before.left)
    # a surplus can still be censored; a lack cannot be mended, and the last that was tried has nobody censored
    enough = [walk for walk in reversed(tried) if walk.left >= wanted]
    walk = min(enough, key=lambda walk: walk.left, default=tried[-1])
    surplus = walk.left - wanted
    if surplus <= 0:
        return walk
    return _Walk(walk.failed, walk.censored + [day[-1] - 1] * surplus, wanted, walk.curve)


def _to_the_end(day: list[int], curve: list[float], start: int, before: _Walk, total_events: int | None) -> _Walk:
    """From the last number at risk to the last day: the censoring rate so far, or the total number of events."""
    last, failed = day[start:], len(before.failed)
    censoring = _censoring(last, curve[start:], before, last[-1])
    rate = len(before.censored) / (last[0] - day[0]) if last[0] > day[0] else 0.0
    first = min(round(rate * (last[-1] - last[0])), before.left)
    if total_events is None:
        return censoring(first)
    if failed >= total_events:
        return _Walk([], [], before.left, before.curve)
    tried = _tried(censoring, first, lambda walk: failed + len(walk.failed) - total_events, before.left)
    return min(reversed(tried), key=lambda walk: abs(failed + len(walk.failed) - total_events))


def _censoring(day: list[int], curve: list[float], before: _Walk, until: int) -> Callable[[int], _Walk]:
    """The walk in which so many are censored, evenly until the day at which it ends."""
    return lambda number: _walk(day, curve, before, _evenly(number, day[0], until), until=until)


def _tried(censoring: Callable[[int], _Walk], number: int, excess: Callable[[_Walk], int], most: int) -> list[_Walk]:
    """Change the number censored by the excess until there is none, or until a number comes up for the second time."""
    tried: dict[int, _Walk] = {}
    while number not in tried:
        tried[number] = censoring(number)
        number = min(max(number + excess(tried[number]), 0), most)
    return list(tried.values())


def _walk(day: list[int], curve: list[float], before: _Walk, exits: list[int], *, until: int) -> _Walk:
    """Failures on each day to follow the curve, given who is censored when (``exits``, sorted, before ``until``)."""
    left, height, failed, gone = before.left, before.curve, list[int](), list[int]()
    for this, following, target in zip(day, [*day[1:], until], curve, strict=True):
        fail = min(max(round(left * (1 - target / height)), 0), left) if height > 0 else 0
        if fail:
            height *= 1 - fail / left
            failed += [this] * fail
        leaving = exits[bisect_left(exits, this) : bisect_left(exits, following)][: left - fail]
        gone += leaving
        left -= fail + len(leaving)
    return _Walk(failed, gone, left, height)


def _evenly(number: int, start: int, stop: int) -> list[int]:
    """The whole days of so many times spread evenly between two days, before the second."""
    return [start + j * (stop - start) // (number + 1) for j in range(1, number + 1)]

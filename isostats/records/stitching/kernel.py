"""Sorted fills into courses: a handful of NumPy passes, no loop over people."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isostats.errors import DataError
from isostats.study.definitions import CourseDefinition

Array = NDArray[Any]


class Unsorted(DataError):
    """Fills that should be in order of person and day are not."""


@dataclass(frozen=True)
class Stitched:
    """Courses as columns: ``key`` (the person, or a stretch of a person's observation), ``course`` (1, 2, ... within
    the key), ``start`` and ``end`` (first and last covered day), ``days_covered``, ``fills`` (dispensings, not days),
    ``dispensing_days`` (distinct days on which these were dispensed) and ``dose_mg`` (NaN if that of one fill is not
    known). ``banked`` are the days that early refills moved the end behind all that one supply alone reaches; it is no
    column."""

    key: Array
    course: Array
    start: Array
    end: Array
    days_covered: Array
    fills: Array
    dispensing_days: Array
    dose_mg: Array
    banked: Array

    def __len__(self) -> int:
        return len(self.key)

    def columns(self) -> dict[str, Array]:
        """The columns by name, in order."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name != "banked"}


def stitch_sorted(
    key: Array, day: Array, supply: Array, dose: Array, rule: CourseDefinition, strength: Array | None = None
) -> Stitched:
    """Courses of fills that are sorted by key and day (same-day fills are allowed, keys may be of any type).

    ``day`` and ``supply`` are whole days, supply at least 1; ``dose`` is in mg, NaN where it is not known. ``strength``
    (mg, NaN where it is not known) tells which fills of a day are of one strength where the rule adds these; without it
    all are of one. Raises :class:`DataError` for a supply below 1 or fills that are not sorted.

    >>> courses = stitch_sorted(np.array([7, 7, 7]), np.array([0, 0, 91]), np.array([30, 28, 30]),
    ...                         np.array([600.0, 300.0, 600.0]), CourseDefinition(gap_days=60))
    >>> courses.start.tolist(), courses.end.tolist(), courses.fills.tolist(), courses.dispensing_days.tolist()
    ([0, 91], [29, 120], [2, 1], [1, 1])
    """
    if not len(key):
        none = np.zeros(0, dtype=np.int64)
        return Stitched(key[:0], none, none, none, none, none, none, np.zeros(0), none)
    first, day, supply, dose, fills = _one_a_day(key, day, supply, dose, rule, strength)
    frontier = _frontier(first[1], day, supply, rule)
    at, uncovered = _uncovered(first[1], day, frontier, rule)
    last = np.append(at[1:], len(day)) - 1
    start, covered_to = day[at].astype(np.int64), frontier[last]
    days_covered = covered_to - start - np.add.reduceat(uncovered, at)
    new_key, dispensing_days = first[1][at], last - at + 1  # one row a day
    place = np.arange(len(at))
    return Stitched(
        key=key[first[0][at]],
        course=place - np.maximum.accumulate(np.where(new_key, place, 0)) + 1,
        start=start,
        end=_ends(covered_to - 1, start, new_key, rule.last_fill_days),
        days_covered=days_covered,
        fills=dispensing_days if fills is None else np.add.reduceat(fills, at),
        dispensing_days=dispensing_days,
        dose_mg=np.add.reduceat(dose, at),
        banked=covered_to - np.maximum.reduceat(day + supply, at),
    )


def gaps_within(
    key: Array, day: Array, supply: Array, dose: Array, rule: CourseDefinition, strength: Array | None = None
) -> tuple[Array, Array, Array]:
    """The days without drug between fills of one course: the key of each gap, its first day, and how many days it has.

    Fills are those of :func:`stitch_sorted`, by the same rule.

    >>> fills = np.array([7, 7, 7]), np.array([0, 40, 200]), np.array([30, 30, 30]), np.zeros(3)
    >>> [each.tolist() for each in gaps_within(*fills, CourseDefinition(gap_days=60))]
    [[7], [30], [10]]
    """
    if not len(key):
        return key, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    first, day, supply, _, _ = _one_a_day(key, day, supply, dose, rule, strength)
    frontier = _frontier(first[1], day, supply, rule)
    _, uncovered = _uncovered(first[1], day, frontier, rule)
    after = np.flatnonzero(uncovered)
    return key[first[0]][after], frontier[after - 1].astype(np.int64), uncovered[after]


def _uncovered(first: Array, day: Array, frontier: Array, rule: CourseDefinition) -> tuple[Array, Array]:
    """Where courses begin, and how many days without drug lie before each fill within its course."""
    uncovered = np.zeros(len(day), dtype=np.int64)
    np.subtract(day[1:], frontier[:-1], out=uncovered[1:])
    at = np.flatnonzero(first | (uncovered > rule.longest_gap))
    np.maximum(uncovered, 0, out=uncovered)
    uncovered[at] = 0
    return at, uncovered


def _one_a_day(
    key: Array, day: Array, supply: Array, dose: Array, rule: CourseDefinition, strength: Array | None
) -> tuple[tuple[Array, Array], Array, Array, Array, Array | None]:
    """One row per key and day: (position of its first fill, is it the first of the key), day, supply by the rule, dose
    added, fills counted (None where every day has one)."""
    new_key = np.ones(len(key), dtype=bool)
    new_key[1:] = key[1:] != key[:-1]
    step = np.diff(day)
    if int(supply.min()) < 1:
        raise DataError("A fill has a supply below 1 day. Clean the supply first (read_dispensings does).")
    if ((step < 0) & ~new_key[1:]).any():
        raise Unsorted("Fills are not sorted by person and day. Sort them first.")
    new_day = new_key.copy()
    new_day[1:] |= step != 0
    at = np.flatnonzero(new_day)
    if len(at) == len(key):
        return (at, new_key), day, supply, dose, None
    fills = np.diff(np.append(at, len(key)))
    of_day = _added(new_day, at, supply, strength) if rule.same_day == "sum" else np.maximum.reduceat(supply, at)
    return (at, new_key[at]), day[at], of_day, np.add.reduceat(dose, at), fills


def _added(new_day: Array, at: Array, supply: Array, strength: Array | None) -> Array:
    """The supply of each day: added within a strength, the longest over strengths."""
    whole = supply.astype(np.int64)
    if strength is None:
        return np.add.reduceat(whole, at)
    group = np.cumsum(new_day)
    known = np.nan_to_num(np.asarray(strength, dtype=np.float64), nan=-1.0)
    order = np.lexsort((known, group))
    group, known = group[order], known[order]
    new = np.ones(len(group), dtype=bool)
    new[1:] = (group[1:] != group[:-1]) | (known[1:] != known[:-1])
    each = np.flatnonzero(new)
    added = np.add.reduceat(whole[order], each)
    days = np.flatnonzero(np.append(True, group[each][1:] != group[each][:-1]))
    return np.maximum.reduceat(added, days)


def _frontier(first: Array, day: Array, supply: Array, rule: CourseDefinition) -> Array:
    """The first day no longer covered after each fill.

    The running maximum of each key becomes one running maximum over all: each key is lifted above all that any
    earlier one can reach.
    """
    if rule.cap_days is not None:
        return _capped_frontier(first, day, supply, rule.cap_days)
    stock = np.cumsum(supply, dtype=np.int64) if rule.carry_over else np.zeros(1, dtype=np.int64)
    reach = day.astype(np.int64) + supply - stock
    lift = np.cumsum(first, dtype=np.int64) * (int(reach.max()) - int(reach.min()) + 1)
    frontier: Array = np.maximum.accumulate(reach + lift) - lift + stock
    return frontier


def _capped_frontier(first: NDArray[np.bool_], day: NDArray[Any], supply: NDArray[Any], cap: int) -> Array:
    """The first day no longer covered after each fill, with at most ``cap`` days carried over at each refill.

    It has no window form: a wavefront goes over the k-th fill of every person at once. ``first`` marks the first fill
    of each person; fills are sorted by person and day, one a day. For one person

        E_i = max(E_{i-1}, s_i + min(max(E_{i-1} - s_i, 0), cap) + d_i)

    so that cap 0 is coverage without carry-over, an unlimited cap is full carry-over, and a refill never shortens what
    was covered before. Takes as many steps as the person with the most fills has fills.

    >>> _capped_frontier(np.array([True, False, True]), np.array([0, 10, 5]), np.array([30, 30, 30]), 7)
    array([30, 47, 35])
    """
    starts = np.flatnonzero(first)
    counts = np.diff(np.append(starts, len(first)))
    order = np.argsort(-counts, kind="stable")  # people with a k-th fill come first, whatever k
    starts, counts = starts[order], counts[order]
    frontier: Array = day.astype(np.int64) + supply
    for place in range(1, int(counts[0]) if len(counts) else 0):
        at = starts[: np.searchsorted(-counts, -place, side="left")] + place
        before = frontier[at - 1]
        carried = np.clip(before - day[at], 0, cap)
        frontier[at] = np.maximum(before, day[at] + carried + supply[at])
    return frontier


def _ends(end: Array, start: Array, new_key: Array, extra: int) -> Array:
    """Ends by the last-fill rule, never on or after the start of the key's next course."""
    if not extra:
        return end
    end = end + extra
    same = ~new_key[1:]
    end[:-1][same] = np.minimum(end[:-1][same], start[1:][same] - 1)
    return end

"""The attack on what is about to leave: which counts of 1 to 9 people can be worked out from everything published."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from isostats.errors import StudyError
from isostats.release.bounding import CLOSE, propagated
from isostats.release.event_tables import SafeTables
from isostats.release.knowledge import Knowledge, knowledge_of
from isostats.release.witnesses import WholeSystem, Witnesses, search, search_whole, witnesses_from
from isostats.words.numbers import count_text

Floats = NDArray[np.float64]
LEAST_SHOWN = 10
"""Counts from 1 up to this are small: they must not be known exactly."""
WORK = 600_000
"""How many programs over the whole system there are at most, times its unknowns."""


@dataclass(frozen=True)
class Attack:
    """``pinned`` counts are known exactly, though they are small; of ``undecided`` that could not be excluded.

    ``asked`` is how many counts were tried, ``programs`` how many linear programs that took.
    """

    pinned: tuple[str, ...]
    undecided: tuple[str, ...]
    asked: int
    programs: int

    @property
    def safe(self) -> bool:
        """Whether every small count was shown to be open."""
        return not self.pinned and not self.undecided

    def __repr__(self) -> str:
        first = f" (first: {(self.pinned or self.undecided)[0]})" if not self.safe else ""
        asked, pinned, left = (count_text(n) for n in (self.asked, len(self.pinned), len(self.undecided)))
        return f"Attack on {asked} counts: {pinned} pinned, {left} undecided{first}"


def attack(
    release: SafeTables, *, truth: Floats | None = None, known: Knowledge | None = None, work: int = WORK
) -> Attack:
    """Bound every true count from everything published, and name the small ones that are known exactly.

    Bounds go from row to row first. Where those pin nothing, witnesses decide: points that agree with everything and
    differ. They are looked for by stretches of days, then over the whole system for all counts left at once, and at
    last by two programs for each count: its least and its largest value. ``truth``, the true counts in the order of
    ``known``, only spares work: it is the first witness, and says which counts are small. ``work`` is how many
    programs over the whole system there are at most, times its unknowns; what they leave is ``undecided``.
    The same release has the same answer on every run.
    """
    known = known or knowledge_of(release)
    box = propagated(known)
    low, high = box.of(known.questions)
    small = (low < LEAST_SHOWN) & (high > 0)
    if truth is not None:
        answers = known.questions @ truth
        small &= (answers > 0) & (answers < LEAST_SHOWN)
    pinned = small & (low == high)
    wanted = small & ~pinned
    programs = 0
    if wanted.any() and not pinned.any():  # what leaks from row to row needs no programs to be refused
        system = WholeSystem.of(known, box)
        start = truth if truth is not None else system.farthest(np.zeros(known.matrix.shape[1]))
        if start is None:
            raise StudyError(
                "These are no counts of a release: no people could have published them. "
                "Take the folder as it was written."
            )
        witnesses = witnesses_from(known, start, reach=2.0 * release.base)
        rng = np.random.default_rng(0)
        search(witnesses, wanted, start, rng)
        budget = work // known.matrix.shape[1]
        budget -= search_whole(witnesses, wanted, system, rng, budget)
        wanted &= ~witnesses.open
        more, wanted = _one_by_one(witnesses, wanted, system, budget)
        pinned |= more
        programs = witnesses.programs
    return Attack(_named(known, pinned), _named(known, wanted), int(small.sum()), programs)


def _named(known: Knowledge, which: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(known.label(int(question)) for question in np.flatnonzero(which))


def _one_by_one(
    witnesses: Witnesses, wanted: NDArray[np.bool_], system: WholeSystem, budget: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Two programs over the whole system for each question left: those pinned, and those there was no work left for."""
    known = witnesses.known
    pinned, left = np.zeros_like(wanted), wanted.copy()
    for question in np.flatnonzero(wanted):
        if witnesses.open[question]:
            left[question] = False
            continue
        if budget < 2:
            continue
        aim = known.questions[[question]].toarray().ravel()
        ends = [system.farthest(sign * aim) for sign in (-1.0, 1.0)]
        budget, witnesses.programs = budget - 2, witnesses.programs + 2
        if any(end is None for end in ends):
            continue
        least, most = (float(aim @ end) for end in ends if end is not None)
        for end in ends:
            if end is not None:
                witnesses.note(end)
        left[question] = False
        pinned[question] = np.floor(most + CLOSE) - np.ceil(least - CLOSE) < 1
    return pinned, left

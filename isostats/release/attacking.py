"""The attack on what is about to leave: which counts of 1 to 9 people can be worked out from everything published."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from isostats.errors import StudyError
from isostats.release.bounding import CLOSE, propagated
from isostats.release.event_tables import SafeTables
from isostats.release.knowledge import Knowledge, knowledge_of
from isostats.release.witnesses import Which, Witnesses, aim_at, search
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
    differ. They are looked for by small programs, then over the whole system for many counts at once, and at last by
    two programs for each count: its least and its largest value. ``truth``, the true counts in the order of ``known``,
    only spares work: it is the first witness, and says which counts are small. ``work`` is how many programs over the
    whole system there are at most, times its unknowns; what they leave is ``undecided``.
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
    if pinned.any() or not small.any():  # what leaks from row to row needs no programs to be refused
        return Attack(_named(known, pinned), _named(known, small & ~pinned), int(small.sum()), 0)
    witnesses, rng = Witnesses(known, box), np.random.default_rng(0)
    _begin(witnesses, small, truth)
    search(witnesses, small, rng)
    budget = work // known.matrix.shape[1]
    while budget >= 2 and (left := small & ~witnesses.open).any():
        aim_at(witnesses, left, rng)
        budget -= 2
        if not (left & witnesses.open).any():
            break
    pinned, undecided = _one_by_one(witnesses, small, budget)
    return Attack(_named(known, pinned), _named(known, undecided), int(small.sum()), witnesses.programs)


def _begin(witnesses: Witnesses, small: Which, truth: Floats | None) -> None:
    """The first witnesses: the truth, or without it the two points of fewest and of most small counts."""
    if truth is not None:
        if not witnesses.note(truth):
            raise StudyError(
                "Nothing was released: these records break a rule that the attack takes for granted (an event of a "
                "narrow outcome before that of a wider one, or more events than people), so that it proves nothing. "
                "Look at the dates of later treatments with isostats check; until then nothing may leave."
            )
        return
    aim = witnesses.known.questions.T @ small.astype(float)
    if witnesses.farthest(aim) is None or witnesses.farthest(-aim) is None:
        raise StudyError(
            "These are no counts of a release: no people could have published them. Take the folder as it was written."
        )


def _named(known: Knowledge, which: Which) -> tuple[str, ...]:
    return tuple(known.label(int(question)) for question in np.flatnonzero(which))


def _one_by_one(witnesses: Witnesses, small: Which, budget: int) -> tuple[Which, Which]:
    """Two programs over the whole system for each question left: those pinned, and those there was no work left for."""
    pinned, undecided = np.zeros_like(small), small & ~witnesses.open
    for question in np.flatnonzero(undecided):
        if witnesses.open[question]:
            continue
        if budget < 2:
            break
        aim = witnesses.known.questions[[question]].toarray().ravel()
        solved = [witnesses.farthest(sign * aim) is not None for sign in (-1, 1)]
        budget, undecided[question] = budget - 2, not all(solved)
        most = np.floor(witnesses.high[question] + CLOSE)
        pinned[question] = all(solved) and not witnesses.open[question] and 0 < most < LEAST_SHOWN
    return pinned, undecided & ~witnesses.open

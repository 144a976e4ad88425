"""The attack on what is about to leave: which small counts of people can be worked out from everything published."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.errors import DataError, StudyError
from isostats.release.counts_files import read_counts, rules_in
from isostats.release.event_tables import SafeTables, rounded_table
from isostats.release.knowledge import knowledge_of
from isostats.release.linear_system import Knowledge
from isostats.release.witnesses import CLOSE, Which, Witnesses, aim_at, completed, propagated, search
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of
from isostats.words.numbers import count_text, counted
from isostats.writing import MANIFEST, not_as_signed

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
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
    release: SafeTables, *, truth: Floats | None = None, known: Knowledge | None = None, work: int = WORK,
    until_pinned: bool = False, shown: Callable[[float], object] = lambda share: None,
) -> Attack:
    """Bound every true count from everything published, and name the small ones that are known exactly.

    Bounds go from row to row first. Where those pin nothing, witnesses decide: points that agree with everything and
    differ. They are looked for by small programs, then over the whole system for many counts at once, and at last by
    two programs for each count: its least and its largest value. ``truth``, the true counts in the order of ``known``,
    only spares work: it is the first witness, and says which counts are small. What of it is nan is made up so that all
    holds. ``work`` is how many programs over the whole system there are at most, times its unknowns; what they leave is
    ``undecided``. The same release has the same answer on every run. ``until_pinned`` ends it at the first count that
    is pinned: no later one makes the release safe. After each program the share of counts found open is ``shown``.
    """
    known = known or knowledge_of(release)
    box = propagated(known)
    low, high = box.of(known.questions)
    small = (low <= known.most_small) & (high > 0)
    truth = truth if truth is None else completed(known, box, truth)
    if truth is not None:
        answers = known.questions @ truth
        small &= (answers > 0) & (answers <= known.most_small)
    hidden = known.least_small == 0  # nobody is a count as well, wherever one is published
    small |= hidden & known.published & ((low <= 0) if truth is None else (answers == 0))
    pinned = small & (low == high)
    if pinned.any() or not small.any():  # what leaks from row to row needs no programs to be refused
        return Attack(_named(known, pinned), _named(known, small & ~pinned), int(small.sum()), 0)
    witnesses = Witnesses(known, box, lambda found_open: shown(float(found_open[small].mean())))
    rng = np.random.default_rng(0)
    _begin(witnesses, small, truth)
    search(witnesses, small, rng)
    budget = work // known.matrix.shape[1]
    while budget >= 2 and (left := small & ~witnesses.open).any():
        aim_at(witnesses, left, rng)
        budget -= 2
        if not (left & witnesses.open).any():
            break
    pinned, undecided = _one_by_one(witnesses, small, budget, until_pinned=until_pinned)
    return Attack(_named(known, pinned), _named(known, undecided), int(small.sum()), witnesses.programs)


def _begin(witnesses: Witnesses, small: Which, truth: Floats | None) -> None:
    """The first witnesses: the truth, or without it the two points of fewest and of most small counts."""
    if truth is not None:
        if not witnesses.note(truth):
            raise StudyError(
                "Nothing was released: these records break a rule that the attack takes for granted, so it proves "
                "nothing. Either a narrow outcome comes before a wider one, or there are more events than people. "
                "Look at the dates of later treatments with isostats check. Until then nothing may leave."
            )
        return
    aim = witnesses.known.questions.T @ small.astype(float)
    if any(witnesses.farthest(each) is None for each in (aim, -aim)):
        raise StudyError(
            "These are no counts of a release: no people could have published them. Take the folder as it was written."
        )


def _named(known: Knowledge, which: Which) -> tuple[str, ...]:
    return tuple(known.label(int(question)) for question in np.flatnonzero(which))


def _one_by_one(witnesses: Witnesses, small: Which, budget: int, *, until_pinned: bool) -> tuple[Which, Which]:
    """Two programs over the whole system for each question left: those pinned, and those there was no work left for."""
    pinned, undecided = np.zeros_like(small), small & ~witnesses.open
    for question in np.flatnonzero(undecided):
        if witnesses.open[question]:
            continue
        if budget < 2 or (until_pinned and pinned.any()):
            break
        aim = witnesses.known.questions[[question]].toarray().ravel()
        solved = [witnesses.farthest(sign * aim) is not None for sign in (-1, 1)]
        budget, undecided[question] = budget - 2, not all(solved)
        most = np.floor(witnesses.high[question] + CLOSE)
        known = witnesses.known
        is_small = known.least_small[question] <= most <= known.most_small[question]
        pinned[question] = all(solved) and not witnesses.open[question] and is_small
    return pinned, undecided & ~witnesses.open


def attack_folder(folder: str | Path, *, work: int = WORK) -> Attack:
    """Attack a written release from its folder alone, as a stranger would; ``work`` is as in :func:`attack`.

    Its other files tell nothing further, since before they were signed each was made again from the safe counts alone.
    Raises DataError for a folder that is no release, and for one with a file that was not signed with it.
    """
    tables, others = tables_in(folder), not_as_signed(Path(folder))
    if others:
        raise DataError(
            f"{folder} holds {counted(len(others), 'file')} other than the release was signed with (first: "
            f"{others[0]}), and what such a file tells cannot be attacked. Take the folder as it was written."
        )
    return attack(tables, work=work)


def tables_in(folder: str | Path) -> SafeTables:
    """The safe tables that a release holds. Raises DataError for a folder that is none."""
    place = Path(folder)
    if not (place / MANIFEST).is_file():
        raise DataError(
            f"{place} is no release: {MANIFEST} is missing. Name a folder that `isostats report --release` wrote."
        )
    manifest = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
    counts = read_counts(place, manifest)
    days = tuple(sorted(int(day) for day in counts[v.TIME_DAYS].dropna().unique()))
    columns = counts[v.GROUP].map(column_of)
    tables = {}
    for (outcome, population, by), rows in counts.groupby([v.OUTCOME, v.POPULATION, columns], sort=False):
        tables[outcome, population, by or None] = _table(rows, days)
    joined: dict[str, tuple[str, ...]] = {by: () for _, _, by in tables if by}
    return SafeTables(rules_in(manifest), days, tables, joined)


def _table(rows: pd.DataFrame, days: tuple[int, ...]) -> EventTable:
    series = {key: part["people"].to_numpy(dtype=float) for key, part in rows.groupby([v.GROUP, "part"], sort=False)}
    groups = tuple(dict.fromkeys(rows[v.GROUP]))
    parts = [part for part in dict.fromkeys(rows["part"]) if part != v.N]
    cumulative = {part: np.stack([series[group, part] for group in groups]) for part in parts}
    people = np.concatenate([series[group, v.N] for group in groups])
    return rounded_table(groups, np.asarray(days, dtype=np.int64), people, cumulative)

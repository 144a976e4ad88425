"""A curve as it would be had outcomes come unseen: to as few people, or to as many, as can be.

Among people of whom an outcome may have come unseen, everyone is counted as if it had not. The share free of it by some
day is largest where it came to none of them but those who were seen to have it by then, and to these as early as can
be. It is smallest where it came to all of them, as late as can be by that day, be that the day itself or the last of
some visits: past people who leave, an outcome on a later day falls on a smaller number at risk. That holds for
Kaplan-Meier (an outcome moved past another one changes nothing, moved past one who leaves it lowers the curve), and so
for cumulative incidence, death competing.

People who were set aside are in no count: had they been, the share is largest where all of them were followed until
the day, free of the outcome, and smallest where all of them had it on that day. Whatever else became of them, and
whichever of them belong among those counted, it lies between (Manski 1990).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.cohort.set_aside import NOBODY

if TYPE_CHECKING:
    from isostats.cohort.unseen_people import UnseenPeople

Made = TypeVar("Made")
"""What is estimated: a curve."""


@dataclass(frozen=True, eq=False)
class UnseenOutcomes(Generic[Made]):
    """The counts of a curve with those of whom its outcome may have come unseen, and how it is estimated from them.

    ``ending`` are the causes, by their numbers, that end what the curve shows: treatment success is ended by each.
    Those whom the counts say were set aside are taken in as well.
    """

    counts: EventTable
    who: UnseenPeople
    estimate: Callable[[EventTable], Made] = field(repr=False)
    ending: tuple[int, ...] = (1,)
    _made: dict[tuple[int, bool], Made] = field(default_factory=dict, repr=False)

    def with_fewest(self, day: int) -> Made:
        """The curve that is read off on this day, had the outcome come to as few people as can be."""
        return self._read_on(int(day), False)

    def with_most(self, day: int) -> Made:
        """The same had it come to as many as can be."""
        return self._read_on(int(day), True)

    @property
    def any_never_seen(self) -> bool:
        """Whether any of these people were never seen to have it."""
        return bool((self.who.people[self.who.cause != 1] > 0).any())

    def begins(self, group: str, day: int) -> bool:
        """Whether any outcome of a group may have come unseen by a day."""
        mine = self.who.group == self.counts.groups.index(group)
        return bool((self.who.first()[mine] <= day).any())

    def begin_by(self, days: int | NDArray[np.int64]) -> bool:
        """Whether any outcome may have come unseen by a day, or by that of its group."""
        return bool((self.who.first() <= np.broadcast_to(days, len(self.counts.groups))[self.who.group]).any())

    def _seen_by(self, day: int) -> NDArray[np.bool_]:
        return np.isin(self.who.cause, self.ending) & (self.who.last <= day)

    def _read_on(self, day: int, most: bool) -> Made:
        if (day, most) not in self._made:
            counts = self._completed(day, most)
            self._made[day, most] = self.estimate(_with_those_set_aside(counts, day, failing=most))
        return self._made[day, most]

    def _completed(self, day: int, most: bool) -> EventTable:
        who, seen, counts = self.who, self._seen_by(day), self.counts
        first = who.first()
        to = who.latest_by(day) if most else first
        moved = ~seen & (first <= day) if most else seen
        group, cause, people = who.group[moved], who.cause[moved], who.people[moved]
        days = np.union1d(counts.days, to[moved])
        leavers = np.zeros((len(counts.groups), 1 + len(counts.causes), len(days)))
        leavers[:, :, np.searchsorted(days, counts.days)] = counts.leavers
        np.add.at(leavers, (group, cause, np.searchsorted(days, who.last[moved])), -people)
        np.add.at(leavers, (group, np.ones_like(group), np.searchsorted(days, to[moved])), people)
        entered = np.zeros((len(counts.groups), len(days)))
        return replace(counts, days=days, events=leavers[:, 1:], censored=leavers[:, 0], entered=entered,
                       may_come=None)  # fmt: skip


def _with_those_set_aside(counts: EventTable, day: int, *, failing: bool) -> EventTable:
    """The counts with all who were set aside in each group: followed past ``day`` free of every cause or, ``failing``,
    with the first cause on it. Each stray then is one more outcome, on that day, of one who was still followed; or
    else that of one who had it later, on the first day of all."""
    aside = counts.aside
    if not aside:
        return counts
    last = day if failing else max(day, *counts.days.tolist(), 0)
    days = np.union1d(counts.days, [last, min(1, day)])
    leavers = np.zeros((len(counts.groups), 1 + len(counts.causes), len(days)))
    leavers[:, :, np.searchsorted(days, counts.days)] = counts.leavers
    place = int(np.searchsorted(days, last))
    if failing:
        may = np.where(days >= day, leavers, 0.0)
        may[:, 1, place] = 0.0  # who had it on the day has it already
        leavers[:, 1, place] += _taken(leavers, may, aside.strays)
    else:
        had = np.where((days <= day) & (np.arange(leavers.shape[1]) == 1)[:, None], leavers, 0.0)
        leavers[:, 1, np.searchsorted(days, min(1, day))] += _taken(leavers, had, aside.strays)
    leavers[:, int(failing), place] += aside.people
    entered = np.zeros((len(counts.groups), len(days)))
    made = replace(counts, days=days, events=leavers[:, 1:], censored=leavers[:, 0], entered=entered)
    return replace(made, aside=NOBODY, may_come=None)


def _taken(leavers: NDArray[np.float64], of: NDArray[np.float64], people: int) -> NDArray[np.float64]:
    """Take so many ``people`` of each group out of those who leave, the last of the eligible ``of`` them first, as far
    as there are any: how many."""
    backwards = of[..., ::-1].transpose(0, 2, 1)
    reach = np.minimum(backwards.reshape(len(of), -1).cumsum(axis=1), people)
    taken = np.diff(reach, axis=1, prepend=0.0).reshape(backwards.shape).transpose(0, 2, 1)[..., ::-1]
    leavers -= taken
    whole: NDArray[np.float64] = taken.sum(axis=(1, 2))
    return whole

"""People of whom an outcome may have come unseen, counted: what the bounds of a curve are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.sql import FAR

Days = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class UnseenPeople:
    """Columns: ``group`` (its place in an event table), the ``last`` day of the follow-up with its ``cause`` (0
    censored, 1 the outcome, seen on that day), and how many ``people`` they are.

    Their outcome may have come on any day ``since`` one (:data:`FAR` where it may not), and ``on`` single days, each
    beside the ``place`` of its people in the columns.
    """

    group: Days
    last: Days
    cause: Days
    people: NDArray[np.float64]
    since: Days
    place: Days
    on: Days

    @property
    def any_seen_later(self) -> bool:
        """Whether any of these people were seen to have the outcome afterwards. Had it come earlier, past people who
        left, the share free of it on a later day would be higher."""
        return bool((self.people[self.cause == 1] > 0).any())

    def first(self) -> Days:
        """The first day on which it may have come."""
        first = self.since.copy()
        np.minimum.at(first, self.place, self.on)
        return first

    def latest_by(self, day: int) -> Days:
        """The last day on which it may have come until a day, by which it may; else the first one."""
        latest = self.first()
        np.copyto(latest, np.minimum(self.last, day), where=self.since <= day)
        single = self.on <= day
        np.maximum.at(latest, self.place[single], self.on[single])
        return latest

    @classmethod
    def of_days(
        cls, group: Days, day: Days, cause: Days, people: NDArray[np.float64], *, since: Days | None = None,
        single_days: Sequence[str] = (),
    ) -> UnseenPeople:
        """People followed until ``day``, of whom an outcome may have come on any day ``since`` one; and on those of the
        ``single_days``, a text of each, that come before their outcome and within their follow-up."""
        days = [(place, int(each)) for place, text in enumerate(single_days) for each in text.split()]
        place, on = np.array(days, dtype=np.int64).reshape(-1, 2).T
        before = (on < day[place]) | ((on == day[place]) & (cause[place] != 1))
        since = np.full_like(day, FAR) if since is None else since
        return cls(group, day, cause, people, since, place[before], on[before])

    @classmethod
    def none(cls) -> UnseenPeople:
        """Nobody: the records show the outcome of all who are counted."""
        days = np.empty(0, dtype=np.int64)
        return cls(days, days, days, np.empty(0), days, days, days)

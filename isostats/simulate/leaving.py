"""Leaving that depends on being well: people without complaints stop coming, people who relapse come back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from isostats.errors import StudyError


@dataclass(frozen=True)
class LeavingWhenWell:
    """How a clinic sees people after a course, when it sees those who are well no more.

    Everyone has a last visit soon after the course (exponential, ``last_visit_mean_days``); a share ``stays`` and is
    followed as long as anybody. Of the others who relapse or begin a second course afterwards, the share ``comes_back``
    is seen again, on that day, and not after it. So the last contact of the well is soon after the course's end, that
    of the others is their relapse.
    """

    last_visit_mean_days: float = 60.0
    stays: float = 0.05
    comes_back: float = 0.95

    def __post_init__(self) -> None:
        if not (0 <= self.stays <= 1 and 0 <= self.comes_back <= 1 and self.last_visit_mean_days > 0):
            raise StudyError(
                "leaving takes two shares from 0 to 1 and a mean above 0, not "
                f"stays={self.stays}, comes_back={self.comes_back}, last_visit_mean_days={self.last_visit_mean_days}."
            )

    def last_days(
        self, ordinary: NDArray[np.int64], event: NDArray[np.float64], rng: np.random.Generator
    ) -> NDArray[np.int64]:
        """The last day of each person's follow-up: ``ordinary`` is that under independent leaving, ``event`` the day of
        the first relapse or second course (infinity for none); all count from day 0."""
        n = len(ordinary)
        visit = np.floor(rng.standard_exponential(n) * self.last_visit_mean_days)
        stays, back = rng.random(n) < self.stays, rng.random(n) < self.comes_back
        seen = np.where((event > visit) & back & (event <= ordinary), event, np.minimum(visit, ordinary))
        return np.where(stays, ordinary, seen).astype(np.int64)

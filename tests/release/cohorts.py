"""Random people whose outcomes nest, counted as a cohort counts them; their true counts are known."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable, event_table
from isostats.release.disclosure_control import true_counts
from isostats.release.event_tables import SafeTables, Scope, safe_tables
from isostats.release.knowledge import knowledge_of
from isostats.release.linear_system import Knowledge
from isostats.release.rounding import grid_days
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import TREATMENT_KINDS, USUAL_OUTCOMES

WHO = {v.EVERYONE: ("clear", "not clear", "unknown"), v.WITH_RESPONSE: ("clear", "not clear"), v.RESPONDERS: ("clear",)}


class RandomCohort:
    """``people`` of ``sites``; what :class:`isostats.cohort.following.Cohort` offers of counts.

    At ``pace`` 2 what befalls people comes in half the time.
    """

    def __init__(self, seed: int, people: int, sites: int, *, pace: float = 1.0) -> None:
        rng = np.random.default_rng(seed)
        self.response = rng.choice(WHO[v.EVERYONE], people, p=[0.8, 0.12, 0.08])
        leaving = rng.integers(0, 2500, people)
        any_day = rng.exponential(1500 / pace, people).astype(int) + 1
        systemic = np.where(rng.random(people) < 0.6, any_day, any_day + rng.exponential(800, people).astype(int))
        second = np.where(rng.random(people) < 0.4, systemic, systemic + rng.exponential(1500, people).astype(int))
        relapse = np.minimum(np.where(rng.random(people) < 0.8, any_day, second), second)
        self.death = rng.exponential(9000, people).astype(int) + 1
        self.exit = np.minimum(np.minimum(leaving, second), self.death)
        self.day = dict(zip(USUAL_OUTCOMES, (any_day, systemic, second, relapse), strict=True))
        drawn = rng.integers(1, len(TREATMENT_KINDS), people)
        mild, strong = 1 + drawn % 3, 4 + drawn % 2  # places among TREATMENT_KINDS of what is systemic and what is not
        self.kind = np.where(second == any_day, len(TREATMENT_KINDS), np.where(systemic == any_day, strong, mild))
        self.labels = {
            "sex": rng.choice(["f", "m", "missing"], people, p=[0.55, 0.43, 0.02]),
            "site": rng.choice(list("ABCDEFGH")[:sites], people, p=rng.dirichlet(np.ones(sites) * 3)),
            "band": rng.choice(list("wxyz"), people),
        }
        self.outcomes, self.groupings = tuple(USUAL_OUTCOMES), tuple(self.labels)

    def count(self, outcome: str, population: str = v.EVERYONE, by: str | None = None) -> EventTable:
        return self._table(outcome, WHO[population], by, ("clear",) if population == v.WITH_RESPONSE else ())

    def people_by(self, *columns: str) -> dict[tuple[str, ...], int]:
        cells = Counter(zip(*(self.labels[by] for by in columns), strict=True))
        named = {tuple(f"{by}={each}" for by, each in zip(columns, cell, strict=True)): n for cell, n in cells.items()}
        return named

    def with_regions(self) -> RandomCohort:
        """The same people by site and by region, which holds whole sites."""
        sites = self.labels["site"]
        self.labels = {"site": sites, "region": np.where(np.isin(sites, list("ABC")), "north", "south")}
        self.groupings = tuple(self.labels)
        return self

    def count_success(self, outcome: str, *, reading: str, by: str | None = None) -> EventTable:
        assert reading == "best"
        return self._table(outcome, WHO[v.EVERYONE], by, ("clear", "unknown"))

    def count_first_treatment(self) -> EventTable:
        day = self.day[v.ANY_TREATMENT]
        last = np.where(self.death <= self.exit, len(TREATMENT_KINDS) + 1, 0)
        failed = day <= self.exit
        causes = (*TREATMENT_KINDS, v.DEATH)
        return event_table(np.where(failed, day, self.exit), np.where(failed, self.kind, last), causes=causes)

    def _table(self, outcome: str, who: tuple[str, ...], by: str | None, success: tuple[str, ...]) -> EventTable:
        kept = np.isin(self.response, who)
        day = np.minimum(self.day[outcome], self.exit)
        cause = np.where(self.day[outcome] <= self.exit, 1, np.where(self.death <= self.exit, 2, 0))
        causes: tuple[str, ...] = (outcome, v.DEATH)
        if success:
            unclear, causes = ~np.isin(self.response, success), (*causes, v.NOT_CLEAR)
            day, cause = np.where(unclear, 0, day), np.where(unclear, 3, cause)
        group = None if by is None else np.array([f"{by}={label}" for label in self.labels[by]])[kept]
        return event_table(day[kept], cause[kept], group=group, causes=causes)


def released(
    cohort: RandomCohort, base: int, *, groupings: tuple[str, ...] | None = None, last: int = 1826
) -> tuple[SafeTables, Knowledge, NDArray[np.float64]]:
    """The safe tables of everything until ``last``, split by the groupings or by all; what they tell, and the truth."""
    by = cohort.groupings if groupings is None else groupings
    scope = Scope(cohort.outcomes, tuple(WHO), by, grid_days(last), first_treatment=True)
    tables = safe_tables(cohort, scope, rules=base, least_group=10)  # type: ignore[arg-type]
    known = knowledge_of(tables)
    return tables, known, true_counts(cohort, tables, known)  # type: ignore[arg-type]

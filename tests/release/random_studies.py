"""Studies made at random: who takes part, what is counted of them, by which groups, for how long and how rounded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from isostats.release.disclosure_control import true_counts
from isostats.release.event_tables import SafeTables, Scope, safe_tables
from isostats.release.knowledge import knowledge_of
from isostats.release.linear_system import Knowledge
from isostats.release.rounding import grid_days
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import USUAL_OUTCOMES
from tests.release.cohorts import WHO, RandomCohort

HORIZONS = (365, 730, 1095, 1826)
BASES = (10, 10, 10, 11, 20)


@dataclass(frozen=True, eq=False)
class RandomStudy:
    """A cohort and what is released of it."""

    cohort: RandomCohort
    scope: Scope
    base: int
    people: int
    sites: int

    @classmethod
    def made(cls, seed: int, *, most: int = 3_000, groupings: int = 3, last: int = HORIZONS[-1]) -> RandomStudy:
        """The study of a seed: of 12 to ``most`` people, split by at most so many columns, until ``last`` at most."""
        rng = np.random.default_rng([seed, 15])
        people = round(float(np.exp(rng.uniform(np.log(12), np.log(most)))))
        sites = int(rng.integers(2, 7))
        cohort = RandomCohort(seed, people, sites, pace=float(np.exp(rng.uniform(np.log(0.1), np.log(4)))))
        outcomes = tuple(each for each in USUAL_OUTCOMES if rng.random() < 0.6) or (v.SYSTEMIC_TREATMENT,)
        populations = tuple(WHO) if rng.random() < 0.7 else (v.EVERYONE,)
        by = rng.permutation(cohort.groupings)[: rng.integers(0, groupings + 1)]
        days = grid_days(int(rng.choice([day for day in HORIZONS if day <= last])))
        first = v.ANY_TREATMENT in outcomes and bool(rng.random() < 0.5)
        scope = Scope(outcomes, populations, tuple(map(str, by)), days, first_treatment=first)
        return cls(cohort, scope, int(rng.choice(BASES)), people, sites)

    def released(self) -> tuple[SafeTables, Knowledge, NDArray[np.float64]]:
        """Its safe tables as asked, what they tell, and the truth behind them."""
        tables = safe_tables(self.cohort, self.scope, rules=self.base)  # type: ignore[arg-type]
        known = knowledge_of(tables)
        return tables, known, true_counts(self.cohort, tables, known)  # type: ignore[arg-type]

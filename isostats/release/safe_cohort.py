"""A cohort of which nothing is known but the safe tables of a release: what its analyses may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from isostats.cohort.counting import EventTable
from isostats.cohort.following import Cohort, Reading
from isostats.cohort.groupings import GroupedBy
from isostats.cohort.informative_censoring import FollowUp, Leaving
from isostats.cohort.set_aside import SetAside
from isostats.errors import EstimateError, StudyError
from isostats.release.event_tables import FIRST_TREATMENT, SafeTables
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition

if TYPE_CHECKING:
    from isostats.study.definitions import CourseDefinition, OutcomeDefinition

NOBODY = Leaving(people=0, event_free=0, left_soon=0, later=0, later_events=0)
"""How people left is found out from exact records: a release knows what the study states of it."""


@dataclass(frozen=True, eq=False)
class SafeCohort:
    """What :class:`isostats.cohort.following.Cohort` offers of counts, from safe tables alone.

    Its numbers of people are theirs. What was decided and not counted is that of the records: ``outcome_definition``,
    ``stitched_by`` and whether days are dates; ``follow_up`` is as the study states it.
    """

    tables: SafeTables
    outcome_definition: OutcomeDefinition
    calendar: str
    stitched_by: CourseDefinition | None = None
    follow_up: FollowUp | None = None
    groups: Mapping[str, GroupedBy] = field(default_factory=dict)
    timeline: None = None
    left_out: tuple[()] = ()
    aside: SetAside = field(default_factory=SetAside)
    before_follow_up_rule: None = None

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that are counted."""
        return self.tables.outcomes

    @property
    def populations(self) -> tuple[str, ...]:
        """The populations in which each outcome is estimated."""
        held = {population for _, population, _ in self.tables.tables}
        return tuple(name for name in (v.EVERYONE, v.RESPONDERS) if name in held)

    @property
    def groupings(self) -> tuple[str, ...]:
        """The columns by which counts are split."""
        return tuple(self.tables.joined)

    @property
    def people(self) -> int:
        """How many people there are, rounded."""
        return self._people(v.EVERYONE)

    @property
    def responses(self) -> int:
        """How many of them have a recorded response, rounded; 0 where that was not released."""
        return self._people(v.WITH_RESPONSE)

    @property
    def deaths(self) -> int:
        """How many died by the last day of the grid, rounded."""
        table = self.tables.count(self.outcomes[0])
        return int(table.only(v.DEATH).events[0, 0, :-1].sum()) if v.DEATH in table.causes else 0

    @property
    def competing(self) -> tuple[str, ...]:
        """What competes with an outcome: death, where a safe count of the dead is not 0."""
        return (v.DEATH,) if self.deaths else ()

    @property
    def definition(self) -> Definition:
        """The choices behind every count."""
        return self._defined(self.tables.count(self.outcomes[0])).definition

    def population_words(self, name: str) -> str:
        """Who is counted."""
        return self.tables.count(self.outcomes[0], name).definition.population_words

    def fixed_by_rule(self, outcome: str, day: int) -> bool:
        """Whether the rule of courses alone decides the outcome by that day."""
        return outcome == v.SECOND_COURSE and self.stitched_by is not None and day <= self.stitched_by.gap_days

    def count(
        self, outcome: str, *, population: str = v.EVERYONE, by: str | None = None, **variation: Any
    ) -> EventTable:
        """The safe table of an outcome. Raises EstimateError for one that was not released."""
        address = (outcome, population, by)
        if variation or address not in self.tables.tables:
            named = ", ".join(str(part) for part in (outcome, population, by, *variation) if part)
            raise EstimateError(f"This release holds no counts of {named}. It holds: {', '.join(self.outcomes)}.")
        return self._defined(self.tables.tables[address])

    def count_success(self, outcome: str, *, reading: Reading = "clear", by: str | None = None) -> EventTable:
        """The safe table of treatment success; of its other readings none is released."""
        variation = {} if reading == "clear" else {"reading": reading}
        return self.count(outcome, population=v.WITH_RESPONSE, by=by, **variation)

    def count_first_treatment(self) -> EventTable:
        """The safe table of the first treatment of any kind."""
        return self.count(FIRST_TREATMENT)

    def _people(self, population: str) -> int:
        table = self.tables.tables.get((self.outcomes[0], population, None))
        return 0 if table is None else int(np.rint(table.n.sum()))

    def _defined(self, table: EventTable) -> EventTable:
        kind = self.follow_up.kind if self.follow_up is not None else ""
        notes = (self.tables.counts_words, *self.outcome_definition.notes)
        within = self.tables.few.counts or None
        return replace(table, definition=table.definition.with_(notes=notes, follow_up=kind), few=within)


def cohort_of_safe_tables(cohort: Cohort, tables: SafeTables) -> SafeCohort:
    """What of a cohort is in its safe tables, with what was decided about it.

    Raises StudyError where the records look as if people who are well stop coming and the study does not say whether
    they do: every figure would be a range, and the release could not say why.
    """
    seen = cohort.follow_up
    if seen is not None and seen.stated is None and seen.passive:
        raise StudyError(
            "These records look as if people who are well stop coming, so that every figure is a range; the exact "
            'report has the numbers. A release says so only as the study states it: set [study] follow_up = "passive", '
            'or "active" or "linked" if people were looked for whether well or not.'
        )
    return SafeCohort(
        tables,
        cohort.outcome_definition,
        cohort.calendar,
        stitched_by=cohort.stitched_by,
        groups=cohort.groups,
        follow_up=None if seen is None or seen.stated is None else FollowUp(NOBODY, seen.stated),
    )

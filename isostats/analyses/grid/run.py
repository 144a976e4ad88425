"""Runs a grid: fills are stitched once per rule of courses, events counted once, definitions read off the counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from types import MappingProxyType
from typing import Any

import pandas as pd

from isostats.analyses.grid.definitions import VERDICT_COLUMNS, positions
from isostats.analyses.grid.result import Grid
from isostats.analyses.grid.rules import (
    Choices,
    Rule,
    Rules,
    choices_of,
    nobody_left,
    own_rule,
    rules_of_fills,
    rules_of_records,
)
from isostats.analyses.rows import complete_rows, curve_rows, naive_rows, not_fixed, row, typed
from isostats.cohort.following import Cohort, first_courses
from isostats.errors import NobodyLeft
from isostats.estimate import kaplan_meier
from isostats.progress import Step, silent
from isostats.records import Records
from isostats.records.dispensings import PreparedDispensings
from isostats.study.definitions import CourseDefinition
from isostats.study.grid_axes import AXES, CENSORING_AWARE, CHOICE_COLUMNS, METHODS
from isostats.study.study_file import Study
from isostats.vocabulary import names as v
from isostats.vocabulary.names import RESULT_COLUMNS

GRID_COLUMNS = (*CHOICE_COLUMNS, *RESULT_COLUMNS, *VERDICT_COLUMNS)
"""The columns of grid.csv, in order."""

Address = tuple[Any, ...]
"""Outcome, horizon, population, denominator, rule of courses, group."""


def rows_of_rule(
    cohort: Cohort, rule: Rule, choices: Choices, study: Study, *, counted: Callable[[], None]
) -> dict[Address, dict[str, Any]]:
    """Remission under one rule of courses by every other choice; the censoring-aware rows are those of the report.

    ``counted`` is called for every event table. Outcomes that this rule leaves nobody to tell have no rows here.
    """
    at: dict[str, Any] = {"horizons": choices.horizons, "min_at_risk": study.study.min_at_risk}
    results: dict[Address, dict[str, Any]] = {}
    for outcome, population, by in product(choices.outcomes, choices.populations, (None, *choices.groups)):
        if outcome in cohort.outcomes:
            curve = kaplan_meier(cohort.count(outcome, population=population, by=by), level=study.claim.level)
            for denominator, rows in (
                ("censoring_aware", curve_rows(curve, v.REMISSION, outcome, population, **at)),
                ("naive_everyone", naive_rows(curve, outcome, population, **at)),
                ("naive_complete", complete_rows(curve, outcome, population, **at)),
            ):
                for each in (not_fixed(row, cohort.fixed_by_rule) for row in rows):
                    address = (outcome, int(each[v.TIME_DAYS]), population, denominator, rule, each[v.GROUP])
                    results[address] = each
        counted()
    return results


def grid_frame(
    rows: Mapping[Address, dict[str, Any]], rules: Rules, choices: Choices, study: Study, *, passive: bool = False
) -> tuple[pd.DataFrame, bool]:
    """The rows in grid order, and whether the primary one had to be added.

    A definition that a rule left nobody for has a row all the same: not estimable, of 0 people.
    """
    outcome, horizon = choices.primary
    primary: Address = (outcome, horizon, v.EVERYONE, CENSORING_AWARE, rules.own, v.ALL)
    asked = list(
        product(
            choices.outcomes, choices.horizons, choices.populations, METHODS, rules.asked, _groups(rows, choices)
        )
    )
    held = primary in asked and primary[3] in choices.denominators
    listed = [
        _levels(address) | (rows.get(address) or _nobody(address, study.claim.level)) | {"primary": address == primary}
        for address in dict.fromkeys((*asked, primary))
    ]
    frame = typed(_typed_levels(pd.DataFrame(listed, columns=list(GRID_COLUMNS))))
    shown = frame["denominator"].isin(choices.denominators) & (frame.index < len(asked))
    frame = frame[shown | frame["primary"]].reset_index(drop=True)
    frame["position"] = positions(frame, claim=study.claim.remission, margin=study.claim.margin, passive=passive)
    return frame, not held


def _groups(addresses: Iterable[Address], choices: Choices) -> list[str]:
    """Everyone, then the levels of each grouping column that any rule found."""
    levels = sorted({address[-1] for address in addresses})
    return [v.ALL, *(level for name in choices.groups for level in levels if level.startswith(f"{name}="))]


def _levels(address: Address) -> dict[str, Any]:
    _, horizon, _, denominator, rule, _ = address
    return {"denominator": denominator, "horizon_days": horizon, **rule.levels}


def _nobody(address: Address, level: float) -> dict[str, Any]:
    outcome, horizon, population, denominator, _, group = address
    counts = {v.N: 0, v.AT_RISK: 0, v.EVENTS: 0}
    return row(
        v.REMISSION, outcome, population, METHODS[denominator], group, time_days=horizon, level=level, **counts
    )  # fmt: skip


def _typed_levels(frame: pd.DataFrame) -> pd.DataFrame:
    for name in CHOICE_COLUMNS[1:]:
        days = name.endswith("_days")
        frame[name] = frame[name].astype("boolean" if AXES[name].flag else "Int64" if days else "object")
    frame["primary"] = frame["primary"].astype(bool)
    return frame


Progress = Callable[[int, int], None]
"""Told how many definitions are done, of how many."""


def grid_of_cohort(
    study: Study, records: Records, cohort: Cohort, *, progress: Progress = lambda done, total: None
) -> Grid:
    """The grid of a study's own cohort: nothing is stitched anew, and what was counted is not counted again."""
    if study.data.kind == "courses":
        rules = rules_of_records(study, treatments=v.ANY_TREATMENT in cohort.outcomes)
    else:
        observed = records.observed
        rules = own_rule(study, observed=observed, treatments="events" in records.present)
    return _run(study, rules, CohortCache(study, lambda courses: records, {rules.own: cohort}), progress=progress)


def grid_of_fills(
    study: Study, prepared: PreparedDispensings, *, step: Step = silent, progress: Progress = lambda done, total: None
) -> Grid:
    """The grid over every rule of courses asked for; the tables of ``prepared`` are those of the last rule after it."""
    rules = rules_of_fills(
        study, observed=prepared.observed, treatments=prepared.has_treatments, supplied=prepared.has_supply
    )
    step("stitching by the study's own rule")
    cache = CohortCache(study, lambda courses: prepared.records(courses, account=False))
    return _run(study, rules, cache, step, progress)


class CohortCache:
    """What the rules of a grid share: records by rule of courses, and the first courses followed by whole rule.

    Of records only those of the last rule of courses are kept, since each stitching has tables of its own; so rules are
    run in the order of :attr:`.Rules.in_turn`.
    """

    def __init__(
        self,
        study: Study,
        read: Callable[[CourseDefinition], Records],
        followed: Mapping[Rule, Cohort] = MappingProxyType({}),
    ) -> None:
        self._study, self._read, self._followed = study, read, followed
        self._last: tuple[CourseDefinition, Records] | None = None

    def records(self, courses: CourseDefinition) -> Records:
        """The records by a rule of courses; stitched anew only where it is not that of the records before."""
        if self._last is None or self._last[0] != courses:
            self._last = None  # these tables go before the next ones are made
            self._last = courses, self._read(courses)
        return self._last[1]

    def cohort(self, rule: Rule) -> Cohort:
        """The first courses under a rule. Raises NobodyLeft."""
        if rule in self._followed:
            return self._followed[rule]
        records = self.records(rule.courses)
        follow_up = self._study.study.follow_up
        return first_courses(records, rule.courses, rule.outcomes, follow_up=follow_up)


def _run(
    study: Study,
    rules: Rules,
    cache: CohortCache,
    step: Step = silent,
    progress: Progress = lambda done, total: None,
) -> Grid:
    """Every definition of the grid, counted rule by rule, the study's own first."""
    own, *others = rules.in_turn
    cohort = cache.cohort(own)
    choices = choices_of(study, cohort)
    counter = _Counter(choices, len(rules.asked), progress)
    rows = rows_of_rule(
        cohort, own, choices.with_primary(), study, counted=counter if own in rules.asked else _silent
    )
    empty = 0
    for number, rule in enumerate(others, 2):
        step(f"rule of courses {number} of {1 + len(others)}: gap {rule.courses.gap_days} days")
        try:
            rows |= rows_of_rule(cache.cohort(rule), rule, choices, study, counted=counter)
        except NobodyLeft:
            empty += 1
            counter.skip()
    notes = [*rules.notes, *choices.notes]
    notes += [nobody_left(empty, 1 + len(others))] if empty else []
    notes += [cohort.follow_up.words] if cohort.follow_up is not None and cohort.follow_up.words else []
    frame, added = grid_frame(rows, rules, choices, study, passive=cohort.definition.passive)
    definition = cohort.definition.with_(
        outcome=choices.primary[0],
        population=v.EVERYONE,
        population_words=cohort.population_words(v.EVERYONE),
        competing=(v.DEATH,) if cohort.deaths else (),
    )
    return Grid(
        frame,
        study.claim.remission,
        study.claim.margin,
        definition,
        added,
        tuple(notes),
        simulated=study.simulated,
        declared=study.study.declared,
    )


class _Counter:
    """Counts event tables and tells how many definitions that makes."""

    def __init__(self, choices: Choices, rules: int, progress: Progress) -> None:
        self.tables = len(choices.outcomes) * len(choices.populations) * (1 + len(choices.groups))
        self.each = len(choices.horizons) * len(choices.denominators)
        self.done, self.total, self.progress = 0, self.tables * rules * self.each, progress

    def __call__(self) -> None:
        self.done = min(self.done + self.each, self.total)
        self.progress(self.done, self.total)

    def skip(self) -> None:
        """A whole rule of courses at once."""
        self.done = min(self.done + self.each * self.tables, self.total)
        self.progress(self.done, self.total)


def _silent() -> None:
    """Counting for the primary definition alone is no progress of the grid."""

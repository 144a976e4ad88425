"""Runs a grid: fills are stitched once per rule of courses, events counted once, definitions read off the counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from isostats.analyses.choices import cohort_of
from isostats.analyses.curves import Curves
from isostats.analyses.grid.definitions import VERDICT_COLUMNS, positions
from isostats.analyses.grid.result import Grid
from isostats.analyses.grid.rules import Choices, Held, Rule, Rules, choices_of, held_by, rules_of
from isostats.analyses.rows import curve_rows, naive_rows, not_fixed, row, row_ends, typed
from isostats.cohort.following import Cohort
from isostats.errors import NobodyLeft
from isostats.progress import Step, silent
from isostats.records import Records
from isostats.study.definitions import CourseDefinition
from isostats.study.grid_axes import AXES, CENSORING_AWARE, CHOICE_COLUMNS, HIGHEST, LOWEST, METHODS
from isostats.study.study_file import Study
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, group_name, level_of
from isostats.vocabulary.names import RESULT_COLUMNS
from isostats.words import numbers as words

if TYPE_CHECKING:
    from isostats.records.dispensings import PreparedDispensings

GRID_COLUMNS = (*CHOICE_COLUMNS, *RESULT_COLUMNS, *VERDICT_COLUMNS)
"""The columns of grid.csv, in order."""

Address = tuple[Any, ...]
"""Outcome, horizon, population, denominator, rule of courses, group."""


def _rows_of_rule(
    cohort: Cohort, rule: Rule, choices: Choices, study: Study, *, counted: Callable[[], object]
) -> dict[Address, dict[str, Any]]:
    """Remission under one rule of courses by every other choice; the censoring-aware rows are those of the report.

    ``counted`` is called for every event table. Outcomes that this rule leaves nobody to tell have no rows here.
    """
    at: dict[str, Any] = {"horizons": choices.horizons, "min_at_risk": study.study.min_at_risk}
    results: dict[Address, dict[str, Any]] = {}
    curves = Curves(cohort, study.claim.level)
    for outcome, population, by in product(choices.outcomes, choices.populations, (None, *choices.groups)):
        if outcome in cohort.outcomes:
            curve = curves.remission(outcome, population, by)
            by_denominator = {
                CENSORING_AWARE: curve_rows(curve, v.REMISSION, outcome, population, **at),
                "naive_everyone": naive_rows(curve, outcome, population, **at),
                "naive_complete": naive_rows(curve, outcome, population, **at, complete=True),
            }
            for denominator, rows in by_denominator.items():
                for each in rows:
                    address = (outcome, int(each[v.TIME_DAYS]), population, denominator, rule, each[v.GROUP])
                    least, most = row_ends(each)
                    results[address] = not_fixed(each | {LOWEST: least, HIGHEST: most}, cohort.fixed_by_rule)
        counted()
    return results


def _grid_frame(
    rows: Mapping[Address, dict[str, Any]], rules: Rules, choices: Choices, study: Study, *, cohort: Cohort
) -> tuple[pd.DataFrame, bool]:
    """The rows in grid order, and whether the primary one had to be added; groups are in the order of ``cohort``.

    A definition that a rule left nobody for has a row all the same: not estimable, of 0 people.
    """
    seen = sorted({address[-1] for address in rows})
    groups = [v.ALL]
    for name in choices.groups:
        of_name = [level_of(each) for each in seen if column_of(each) == name]
        groups += [group_name(name, of_name[place]) for place in cohort.groups[name].in_order(of_name)]
    outcome, horizon = choices.primary
    primary: Address = (outcome, horizon, v.EVERYONE, CENSORING_AWARE, rules.own, v.ALL)
    asked = [*product(choices.outcomes, choices.horizons, choices.populations, METHODS, rules.asked, groups)]
    listed = []
    for address in dict.fromkeys((*asked, primary)):
        outcome, day, population, denominator, rule, group = address
        levels = {"denominator": denominator, "horizon_days": day, **rule.levels, "primary": address == primary}
        nobody = {v.TIME_DAYS: day, v.LEVEL: study.claim.level, v.N: 0, v.AT_RISK: 0, v.EVENTS: 0}
        of_nobody = row(v.REMISSION, outcome, population, METHODS[denominator], group, **nobody)
        listed.append(levels | rows.get(address, of_nobody))
    frame = typed(pd.DataFrame(listed, columns=list(GRID_COLUMNS)))
    for name in CHOICE_COLUMNS[1:]:
        kind = "boolean" if AXES[name].flag else "Int64" if name.endswith("_days") else "object"
        frame[name] = frame[name].astype(kind)
    frame["primary"] = frame["primary"].astype(bool)
    for name in (LOWEST, HIGHEST):
        frame[name] = frame[name].astype(float).where(frame[v.STATUS] == v.OK)
    shown = frame["denominator"].isin(choices.denominators) & (frame.index < len(asked))
    frame = frame[shown | frame["primary"]].reset_index(drop=True)
    claim = {"claim": study.claim.remission, "margin": study.claim.margin}
    frame["position"] = positions(frame, **claim)
    return frame, not (primary in asked and CENSORING_AWARE in choices.denominators)


def held_of_fills(prepared: PreparedDispensings) -> Held:
    """What is at hand where fills can be stitched by any rule."""
    treated, supplied = prepared.files.has("treatments"), prepared.files.has("treatments", "days_supply")
    return Held(treated, prepared.observed, supplied, stitched=True, scored=prepared.files.has("visits"))


Progress = Callable[[int, int], None]
"""Told how many definitions are done, of how many."""


def grid_of_cohort(
    study: Study, records: Records, cohort: Cohort, *, progress: Progress = lambda done, total: None
) -> Grid:
    """The grid of a study's own cohort: nothing is stitched anew, and what was counted is not counted again."""
    return grid_to_run(study, records, cohort, progress=progress)()


def grid_to_run(
    study: Study, records: Records, cohort: Cohort, *, progress: Progress = lambda done, total: None
) -> Callable[[], Grid]:
    """The same grid, run when it is called. What these records cannot tell, and is asked for, is refused before that.

    Raises StudyError.
    """
    rules = rules_of(study, held_by(study, records, cohort))
    choices_of(study, cohort)
    return partial(_run, study, rules, lambda courses: records, followed={rules.own: cohort}, progress=progress)


def grid_of_fills(
    study: Study, prepared: PreparedDispensings, *, step: Step = silent, progress: Progress = lambda done, total: None
) -> Grid:
    """The grid over every rule of courses asked for; the tables of ``prepared`` are those of the last rule after it."""
    rules = rules_of(study, held_of_fills(prepared))
    step("stitching by the study's own rule")
    kept: dict[CourseDefinition, Records] = {}  # each stitching has tables of its own, so only the last is kept

    def stitched(courses: CourseDefinition) -> Records:
        if courses not in kept:
            kept.clear()  # these tables go before the next ones are made
            kept[courses] = prepared.records(courses, account=False)
        return kept[courses]

    return _run(study, rules, stitched, step=step, progress=progress)


def _run(
    study: Study,
    rules: Rules,
    read: Callable[[CourseDefinition], Records],
    *,
    followed: Mapping[Rule, Cohort] = MappingProxyType({}),
    step: Step = silent,
    progress: Progress,
) -> Grid:
    """Every definition of the grid, counted rule by rule, the study's own first; ``followed`` are known already."""

    def followed_by(rule: Rule, like: Cohort | None = None) -> Cohort:
        if rule in followed:
            return followed[rule]
        return cohort_of(study, read(rule.courses), rule.courses, rule.outcomes, like=like)

    own, *others = rules.in_turn
    cohort = followed_by(own)
    choices = choices_of(study, cohort)
    tables = len(choices.outcomes) * len(choices.populations) * (1 + len(choices.groups))
    each = len(choices.horizons) * len(choices.denominators)
    done, total = 0, tables * len(rules.asked) * each

    def counted(event_tables: int = 1) -> None:
        nonlocal done
        done = min(done + event_tables * each, total)
        progress(done, total)

    rows = _rows_of_rule(cohort, own, choices.primary_alone, study, counted=lambda: None)
    if own in rules.asked:
        rows |= _rows_of_rule(cohort, own, choices, study, counted=counted)
    empty = 0
    for number, rule in enumerate(others, 2):
        step(f"rule of courses {number} of {1 + len(others)}: gap {rule.courses.gap_days} days")
        try:
            rows |= _rows_of_rule(followed_by(rule, cohort), rule, choices, study, counted=counted)
        except NobodyLeft:
            empty += 1
            counted(tables)
    notes = [*rules.notes, *choices.notes]
    if empty:
        many = f"{words.count_text(empty)} of {words.counted(1 + len(others), 'rule')}"
        notes.append(f"Under {many} of courses nobody is left; those definitions are not estimable.")
    notes += [cohort.follow_up.words] if cohort.follow_up is not None and cohort.follow_up.words else []
    frame, added = _grid_frame(rows, rules, choices, study, cohort=cohort)
    definition = cohort.definition.with_(
        outcome=choices.primary[0],
        population=v.EVERYONE,
        population_words=cohort.population_words(v.EVERYONE),
        competing=cohort.competing,
    )
    lacks = Curves(cohort, study.claim.level).lacking
    lacking = tuple(dict.fromkeys(each for name in choices.outcomes for each in lacks(name)))
    about: dict[str, Any] = {
        "simulated": study.simulated, "declared": study.study.declared, "language": study.study.language,
        "lacking": lacking, "aside": bool(cohort.aside),
    }  # fmt: skip
    return Grid(frame, study.claim.remission, study.claim.margin, definition, added, tuple(notes), **about)

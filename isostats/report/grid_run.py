"""Runs a grid: records are read once, fills stitched once per rule of courses, events counted once per outcome."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.cohort.following import Cohort, first_courses
from isostats.compare.grid_result import Grid
from isostats.errors import NobodyLeft
from isostats.progress import Step, silent
from isostats.report.grid_axes import (
    Axes,
    RuleOfCourses,
    Rules,
    axes_of,
    nobody_left,
    own_rule,
    rules_of_fills,
    rules_of_records,
)
from isostats.report.grid_rows import Address, grid_frame, rows_of_rule
from isostats.report.job import read_records
from isostats.report.preparing import prepared_records
from isostats.report.study import Study, read_study

if TYPE_CHECKING:
    from isostats.records import Records
    from isostats.report.preparing import Prepared

Progress = Callable[[int, int], None]
"""Told how many definitions are done, of how many."""


def grid(
    source: str | Path | Study,
    *,
    step: Step = silent,
    progress: Progress = lambda done, total: None,
    **choices: Any,
) -> Grid:
    """Remission under every combination of outcome, horizon, population, denominator and, of fills, rule of courses.

    The estimand of each row is the probability of being free of the row's outcome on day ``horizon_days`` after the
    last covered day of the first course. ``denominator`` says how: ``censoring_aware`` by Kaplan-Meier with log-log
    limits, as in the report; ``naive_everyone`` as 1 - events / people, those who left counted as well;
    ``naive_complete`` as 1 - events / (events + people seen free on the horizon's day); both with Wilson limits, both
    biased. Nothing is quoted where fewer than ``min_at_risk`` people are under observation.

    ``source`` is a study file, a file of course records or a :class:`Study`; ``choices`` are keys of the study file,
    those of [grid] with ``grid_`` before it. The study's primary outcome and horizon, among everyone, under its
    own [courses], make the primary definition; it is added where the grid does not hold it.

    Raises StudyError where the grid asks for what the records do not have, naming the table or column that is missing,
    and DataError for records that cannot be used.

    >>> import tempfile
    >>> from isostats.simulate import simulate_courses, write_simulation
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = write_simulation(simulate_courses(400, seed=1), folder)
    ...     found = grid(f"{folder}/study.toml", horizons_days=[365, 730], grid_outcomes=["second_course"])
    >>> found.to_frame()[["denominator", "horizon_days", "population", "position", "primary"]].head(2).values.tolist()
    [['censoring_aware', 365, 'everyone', 'above', False], ['naive_everyone', 365, 'everyone', 'above', False]]
    >>> found.added  # the primary outcome is another one
    True
    """
    study = source if isinstance(source, Study) else read_study(source, **choices)
    step("reading and checking the records")
    if study.door == "courses":
        records = read_records(study)
        cohort = first_courses(
            records,
            gap_days=study.courses.gap_days,
            outcomes=study.outcomes.definition,
            follow_up=study.study.follow_up,
        )
        rules = rules_of_records(study, treatments="any_treatment" in cohort.outcomes)
        step("counting definitions")
        return grid_of_cohort(study, records, cohort, rules=rules, progress=progress)
    with prepared_records(study, step=step) as prepared, closing(prepared.connection):
        return grid_of_fills(study, prepared, step=step, progress=progress)


def grid_in_report(study: Study, records: Records, cohort: Cohort) -> Grid:
    """The grid of a report's own cohort: nothing is stitched anew, and what was counted is not counted again."""
    if study.door == "courses":
        rules = rules_of_records(study, treatments="any_treatment" in cohort.outcomes)
        return grid_of_cohort(study, records, cohort, rules=rules)
    observed = bool(getattr(records, "observed", True))
    rules = own_rule(study, observed=observed, treatments="events" in records.present)
    return grid_of_cohort(study, records, cohort, rules=rules)


def grid_of_cohort(
    study: Study, records: Records, cohort: Cohort, *, rules: Rules, progress: Progress = lambda done, total: None
) -> Grid:
    """The grid over one rule of courses, that of the cohort, and every rule of outcomes asked for."""
    axes = axes_of(study, cohort)
    counter = _Counter(axes, len(rules.asked), progress)
    own, *others = rules.in_turn
    found = rows_of_rule(cohort, own, _with_primary(axes), study, counted=counter if own in rules.asked else _silent)
    for rule in others:
        outcomes = rule.outcomes(study.outcomes.definition)
        theirs = first_courses(
            records, gap_days=study.courses.gap_days, outcomes=outcomes, follow_up=study.study.follow_up
        )
        found |= rows_of_rule(theirs, rule, axes, study, counted=counter)
    return _grid(study, found, rules, axes, cohort)


def grid_of_fills(
    study: Study, prepared: Prepared, *, step: Step = silent, progress: Progress = lambda done, total: None
) -> Grid:
    """The grid over every rule of courses asked for; the tables of ``prepared`` are those of the last rule after it."""
    rules = rules_of_fills(
        study, observed=prepared.observed, treatments=prepared.has_treatments, supplied=prepared.has_supply
    )
    own, *others = rules.in_turn
    step("stitching by the study's own rule")
    stitched = _Stitched(study, prepared)
    cohort = stitched.cohort(own)
    axes = axes_of(study, cohort)
    counter = _Counter(axes, len(rules.asked), progress)
    found = rows_of_rule(cohort, own, _with_primary(axes), study, counted=counter if own in rules.asked else _silent)
    empty: list[RuleOfCourses] = []
    for number, rule in enumerate(others, 2):
        step(f"rule of courses {number} of {1 + len(others)}: gap {rule.gap_days} days")
        try:
            theirs = stitched.cohort(rule)
        except NobodyLeft:  # nobody is left under this rule
            empty.append(rule)
            counter.skip()
            continue
        found |= rows_of_rule(theirs, rule, axes, study, counted=counter)
        del theirs  # its table goes before the next one is made
    note = (nobody_left(len(empty), 1 + len(others)),) if empty else ()
    return _grid(study, found, rules, axes, cohort, note)


class _Stitched:
    """The cohorts of rules in turn; fills are stitched anew only where the rule of courses itself is another one."""

    def __init__(self, study: Study, prepared: Prepared) -> None:
        self.study, self.prepared = study, prepared
        self.rule: RuleOfCourses | None = None

    def cohort(self, rule: RuleOfCourses) -> Cohort:
        if rule.of_courses != self.rule:
            self.rule = None
            self.gap_days, self.records = _stitch(self.study, self.prepared, rule)
            self.rule = rule.of_courses
        outcomes = rule.outcomes(self.study.outcomes.definition)
        follow_up = self.study.study.follow_up
        return first_courses(self.records, gap_days=self.gap_days, outcomes=outcomes, follow_up=follow_up)


def _stitch(study: Study, prepared: Prepared, rule: RuleOfCourses) -> tuple[int, Records]:
    own = study.courses.definition
    varied = {name: value for name, value in rule.of_courses._asdict().items() if value is not None}
    if not varied.get("carry_over", own.carry_over):
        varied["cap_days"] = None  # what is not carried over is not capped
    stitched = replace(own, **varied)
    records = prepared.records(stitched, account=False)
    return stitched.gap_days, records


def _with_primary(axes: Axes) -> Axes:
    """The choices under the study's own rule: those asked for, and those of the primary definition."""
    outcome, horizon = axes.primary
    return replace(
        axes,
        outcomes=tuple(dict.fromkeys((*axes.outcomes, outcome))),
        horizons=tuple(dict.fromkeys((*axes.horizons, horizon))),
        populations=tuple(dict.fromkeys((*axes.populations, "everyone"))),
    )


def _grid(
    study: Study,
    found: dict[Address, dict[str, Any]],
    rules: Rules,
    axes: Axes,
    cohort: Cohort,
    notes: tuple[str, ...] = (),
) -> Grid:
    frame, added = grid_frame(found, rules, axes, study, passive=cohort.definition.passive)
    definition = cohort.definition.with_(
        outcome=axes.primary[0],
        population="everyone",
        population_words=cohort.population_words("everyone"),
        competing=("death",) if cohort.deaths else (),
    )
    return Grid(
        frame,
        study.claim.remission,
        study.claim.margin,
        definition,
        added,
        (*rules.notes, *axes.notes, *notes, *_of_leaving(cohort)),
        simulated=study.simulated,
        declared=study.study.declared,
    )


def _of_leaving(cohort: Cohort) -> tuple[str, ...]:
    """How people were followed, where a reader must know it."""
    return (cohort.follow_up.words,) if cohort.follow_up is not None and cohort.follow_up.words else ()


class _Counter:
    """Counts event tables and tells how many definitions that makes."""

    def __init__(self, axes: Axes, rules: int, progress: Progress) -> None:
        self.tables = len(axes.outcomes) * len(axes.populations) * (1 + len(axes.groups))
        self.each = len(axes.horizons) * len(axes.denominators)
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

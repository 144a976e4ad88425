"""What a grid varies: the rules and choices asked for, held against what the records hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from isostats.analyses.choices import left_out, named_groups, needed_for, primary_outcome
from isostats.cohort.following import Cohort
from isostats.errors import StudyError
from isostats.records import Records
from isostats.study.definitions import CourseDefinition, OutcomeDefinition
from isostats.study.grid_axes import AXES, COURSE_AXES, OUTCOME_AXES
from isostats.study.keys import keys_of
from isostats.study.study_file import Study
from isostats.vocabulary import names as v

IDLE_WITHOUT_PREVENTION = ("maintenance_days", "already_on", "break_days")


NOT_STITCHED = (
    "The rules of courses (gap, carry-over, last fill, fills of one day, washout, least supply of an antibiotic) are "
    "those of [courses] here. A [grid] section in the study file, or isostats grid, varies them too."
)


@dataclass(frozen=True)
class Rule:
    """How courses are made and which later treatments count.

    ``applies`` names the axes that these records can tell; the others are empty in the rows of this rule.
    """

    courses: CourseDefinition
    outcomes: OutcomeDefinition
    applies: tuple[str, ...]

    @property
    def levels(self) -> dict[str, Any]:
        """The level on each axis of courses and outcomes, None where it does not apply."""
        own = {name: getattr(self.courses, name) for name in COURSE_AXES}
        own |= {name: getattr(self.outcomes, name) for name in OUTCOME_AXES}
        return {name: value if name in self.applies else None for name, value in own.items()}

    def with_(self, levels: Mapping[str, Any]) -> Rule:
        """The rule with other levels; what is not carried over is not capped, and without prevention its days idle."""
        if levels.get("prevention_rules") is False:
            levels = {name: value for name, value in levels.items() if name not in IDLE_WITHOUT_PREVENTION}
        courses = {name: levels[name] for name in COURSE_AXES if name in levels}
        if courses.get("carry_over") is False:
            courses["cap_days"] = None
        outcomes = {name: levels[name] for name in OUTCOME_AXES if name in levels}
        return replace(self, courses=replace(self.courses, **courses), outcomes=replace(self.outcomes, **outcomes))


@dataclass(frozen=True)
class Rules:
    """The rules asked for, in order; ``own`` is the study's, which the primary definition has."""

    asked: tuple[Rule, ...]
    own: Rule
    notes: tuple[str, ...] = ()

    @property
    def in_turn(self) -> list[Rule]:
        """Every rule to be run, the study's own first, those with the same stitching beside each other."""
        own = self.own
        stitchings = dict.fromkeys(each.courses.stitching for each in self.asked)
        places = {stitching: place for place, stitching in enumerate(stitchings)}

        def far(rule: Rule) -> tuple[bool, int, bool, bool]:
            stitching = rule.courses.stitching
            moved = stitching != own.courses.stitching
            return moved, places.get(stitching, 0), rule.courses != own.courses, rule != own

        return sorted(dict.fromkeys((own, *self.asked)), key=far)


@dataclass(frozen=True)
class Choices:
    """The other axes: outcomes, horizons, populations, denominators and grouping columns, and the primary pair."""

    outcomes: tuple[str, ...]
    horizons: tuple[int, ...]
    populations: tuple[str, ...]
    denominators: tuple[str, ...]
    groups: tuple[str, ...]
    primary: tuple[str, int]
    notes: tuple[str, ...] = ()

    @property
    def primary_alone(self) -> Choices:
        """The choices of the primary definition, and no others."""
        outcome, horizon = self.primary
        return replace(self, outcomes=(outcome,), horizons=(horizon,), populations=(v.EVERYONE,), groups=())


@dataclass(frozen=True)
class Held:
    """What the records hold: later treatments, the days of supply of these, an observation table, scores of visits.

    ``stitched`` says that fills are at hand, so that their courses can be made by any rule.
    """

    treatments: bool
    observed: bool = True
    supplied: bool = False
    stitched: bool = False
    scored: bool = False

    def tells(self, axis: str) -> bool:
        """Whether they hold anything that an axis of outcomes could move."""
        return self.scored if AXES[axis].of_scores else self.treatments


def held_by(study: Study, records: Records, cohort: Cohort) -> Held:
    """What a study's own cohort holds, of which nothing is stitched anew."""
    recorded = study.data.kind == "courses"
    treatments = v.ANY_TREATMENT in cohort.outcomes if recorded else "events" in records.present
    return Held(treatments, records.observed, scored=v.RELAPSE_BY_SCORE in cohort.outcomes)


def rules_of(study: Study, held: Held) -> Rules:
    """Every combination of the rules asked for; what the records cannot tell is left out, or refused where asked for.

    Course records have one rule of courses, as recorded; which later treatments count can vary. Fills that are not at
    hand have the study's own rule alone. Raises StudyError that names the table or column which is missing.
    """
    asked, own, notes = study.grid.asked, _own(study, held), []
    if study.data.kind != "courses" and not held.stitched:
        return Rules((own,), own, (NOT_STITCHED,))
    of_courses = [name for name in COURSE_AXES if name in asked and study.data.kind == "courses"]
    if of_courses:
        raise StudyError(
            f"[grid] {', '.join(of_courses)}: these are course records, whose courses are as recorded. To vary that, "
            "the fills are needed: a table of dispensings ([data] dispensings, with dispense_date and days_supply) or "
            f"an OMOP database. Leave {_it(of_courses)} out of [grid] otherwise."
        )
    levels = asked
    if held.stitched:
        lacking = _lacking(study, held)
        levels = {name: values for name, values in _usual(own).items() if name not in lacking} | asked
        for name, what in lacking.items():
            if name in asked:
                left_out = "which these records do not have. Leave it out of [grid]."
                raise StudyError(f"[grid] {name} needs {what}, {left_out}")
            notes.append(f"{name} is not varied: that would need {what}.")
    untold = [name for name in OUTCOME_AXES if name in asked and name != "antibiotic_days" and not held.tells(name)]
    if untold:
        what = "scores of visits after the course" if AXES[untold[0]].of_scores else "later treatments"
        raise StudyError(
            f"[grid] {', '.join(untold)}: these records hold no {what}. Leave {_it(untold)} out of [grid]."
        )
    return Rules(_combined(own, levels), own, tuple(notes))


def _own(study: Study, held: Held) -> Rule:
    """The study's own rule, with the axes that its records can tell."""
    recorded = study.data.kind == "courses"
    applies = [name for name in COURSE_AXES if not recorded and (held.observed or name != "washout_days")]
    # course records seldom hold supplies, so the least supply of an antibiotic is an axis only where it was asked for
    idle = {"antibiotic_days"} - set(study.grid.asked) if recorded else set()
    applies += [name for name in OUTCOME_AXES if held.tells(name) and name not in idle]
    return Rule(study.courses, study.outcomes, tuple(applies))


def _lacking(study: Study, held: Held) -> dict[str, str]:
    """By axis, the table or column that it would need and that is not there."""
    lacking = {} if held.observed else {"washout_days": "an observation table ([data] observation)"}
    if held.supplied and held.treatments:
        return lacking
    treatments = "a table of later treatments ([data] treatments)"
    if held.treatments:
        treatments = "the column days_supply in the table of later treatments ([data] treatments)"
    elif study.data.kind == "omop":
        treatments = "drug exposures to oral antibiotics in the database"
    return lacking | {"antibiotic_days": treatments}


def _usual(own: Rule) -> dict[str, tuple[Any, ...]]:
    """The levels of the axes that vary without being asked for, the study's own among them."""
    by_rule = {}
    for definition, names in ((own.courses, COURSE_AXES), (own.outcomes, OUTCOME_AXES)):
        for name in names:
            usual, mine = keys_of(type(definition))[name].declared.axis, getattr(definition, name)
            if usual:
                by_rule[name] = usual if mine in usual else tuple(sorted({*usual, mine}))
    return by_rule


def _combined(own: Rule, levels: Mapping[str, tuple[Any, ...]]) -> tuple[Rule, ...]:
    """Every combination of the levels, each rule once."""
    varied = [name for name in (*COURSE_AXES, *OUTCOME_AXES) if name in levels and name in own.applies]
    rules = (own.with_(dict(zip(varied, each, strict=True))) for each in product(*(levels[name] for name in varied)))
    return tuple(dict.fromkeys(rules))


def _it(names: list[str]) -> str:
    return "it" if len(names) == 1 else "them"


def choices_of(study: Study, cohort: Cohort) -> Choices:
    """The other axes; what the records cannot tell is left out with a note, or refused where it was asked for."""
    asked = study.grid
    outcomes = tuple(asked.outcomes or study.study.outcomes)
    untold = [name for name in outcomes if name not in cohort.outcomes]
    if untold and asked.outcomes is not None:
        known = ", ".join(cohort.outcomes)
        raise StudyError(
            f"[grid] outcomes: {untold[0]} needs {needed_for(study, untold[0], cohort.outcomes)}; these records can "
            f"tell {known}."
        )
    populations = asked.populations
    if populations is None:
        populations = tuple(name for name in (v.EVERYONE, v.RESPONDERS) if name in cohort.populations)
    for name in [name for name in populations if name not in cohort.populations]:
        raise StudyError(
            f"[grid] populations: {name} needs the response at the end of the course (the column response of course "
            f"records), and none is recorded; there is {', '.join(cohort.populations)}."
        )
    return Choices(
        tuple(name for name in outcomes if name not in untold),
        tuple(asked.horizons_days or study.horizons),
        tuple(populations),
        tuple(asked.denominators),
        named_groups(asked.groups, cohort),
        (primary_outcome(study, cohort), study.study.primary.horizon_days),
        left_out(study, cohort, outcomes),
    )

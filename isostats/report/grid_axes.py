"""What a grid varies: the choices asked for, held against what the records hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from isostats.analyses.choices import columns_of, primary_outcome
from isostats.compare.grid_columns import COURSE_RULE, OUTCOME_RULE
from isostats.errors import StudyError
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import counted

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort
    from isostats.report.study import Study
    from isostats.study.definitions import OutcomeDefinition


class RuleOfCourses(NamedTuple):
    """One way of making courses of dispensings; None where a choice does not apply."""

    gap_days: int | None = None
    carry_over: bool | None = None
    last_fill_days: int | None = None
    same_day: str | None = None
    washout_days: int | None = None
    antibiotic_days: int | None = None
    maintenance_days: int | None = None
    already_on: bool | None = None
    break_days: int | None = None
    contraceptive_counts: bool | None = None
    prevention_rules: bool | None = None

    @property
    def of_courses(self) -> RuleOfCourses:
        """What the courses themselves depend on; the rest says which later treatments count."""
        return RuleOfCourses(*self[:5])

    def outcomes(self, usual: OutcomeDefinition) -> OutcomeDefinition:
        """What counts as an outcome under this rule, the rest as ``usual``."""
        own = {name: getattr(self, name) for name in ("antibiotic_days", *OUTCOME_RULE)}
        return replace(usual, **{name: value for name, value in own.items() if value is not None})


AS_RECORDED = RuleOfCourses()
"""Course records: the courses are as the clinic wrote them."""


@dataclass(frozen=True)
class Rules:
    """The rules of courses asked for, in order; ``own`` is the study's, which the primary definition has."""

    asked: tuple[RuleOfCourses, ...]
    own: RuleOfCourses
    notes: tuple[str, ...] = ()

    @property
    def in_turn(self) -> list[RuleOfCourses]:
        """Every rule to be run, the study's own first, those with the same stitching beside each other."""
        own = self.own

        def far(rule: RuleOfCourses) -> tuple[bool, bool, bool]:
            return rule[:4] != own[:4], rule[:5] != own[:5], rule != own

        firsts = {stitching: place for place, stitching in enumerate(dict.fromkeys(rule[:4] for rule in self.asked))}
        rules = dict.fromkeys((own, *self.asked))
        return sorted(rules, key=lambda rule: (far(rule)[0], firsts.get(rule[:4], 0), *far(rule)[1:]))


@dataclass(frozen=True)
class Axes:
    """The other choices: outcomes, horizons, populations, denominators and grouping columns, and the primary pair."""

    outcomes: tuple[str, ...]
    horizons: tuple[int, ...]
    populations: tuple[str, ...]
    denominators: tuple[str, ...]
    groups: tuple[str, ...]
    primary: tuple[str, int]
    notes: tuple[str, ...] = ()


def rules_of_records(study: Study, *, treatments: bool) -> Rules:
    """Course records have one rule of courses: as recorded; which later treatments count can vary.

    Raises StudyError where [grid] asks for another rule of courses, or for treatments that are not recorded.
    """
    asked = [name for name in COURSE_RULE if name in study.grid.model_fields_set and name != "antibiotic_days"]
    if asked:
        raise StudyError(
            f"[grid] {', '.join(asked)}: these are course records, whose courses are as recorded. To vary that, the "
            "fills are needed: a table of dispensings ([data] dispensings, with dispense_date and days_supply) or an "
            f"OMOP database. Leave {'it' if len(asked) == 1 else 'them'} out of [grid] otherwise."
        )
    own = _with_outcomes(AS_RECORDED, study, treatments)
    antibiotic = "antibiotic_days" in study.grid.model_fields_set
    if antibiotic and treatments:
        own = own._replace(antibiotic_days=study.outcomes.antibiotic_days)
    supplies = list(study.grid.antibiotic_days) if antibiotic and treatments else [own.antibiotic_days]
    values = _outcome_values(study, own, treatments)
    rules = tuple(own._replace(antibiotic_days=days, **one) for days in supplies for one in values)
    return Rules(rules, own)


def rules_of_fills(study: Study, *, observed: bool, treatments: bool, supplied: bool) -> Rules:
    """Every combination of the rules asked for; what the tables cannot tell is left out, or refused where asked for.

    ``observed``, ``treatments`` and ``supplied`` say whether there is an observation table, a table of later
    treatments, and a days_supply in it. Raises StudyError that names the table or column which is missing.
    """
    asked, mine, notes = study.grid.model_fields_set, _own(study, observed, treatments), []
    values: dict[str, list[Any]] = {}
    for name in ("gap_days", "last_fill_days", "antibiotic_days"):
        given = getattr(study.grid, name)
        mine_of = study.outcomes if name == "antibiotic_days" else study.courses
        values[name] = given if name in asked else sorted({*given, getattr(mine_of, name)})
    for name in ("washout_days", "same_day"):
        values[name] = list(getattr(study.grid, name) or [getattr(study.courses, name)])
    lacking = {
        "washout_days": None if observed else "an observation table ([data] observation)",
        "antibiotic_days": _lacking_treatments(study, treatments, supplied),
    }
    for name, what in lacking.items():
        if what and name in asked:
            raise StudyError(f"[grid] {name} needs {what}, which these records do not have. Leave it out of [grid].")
        if what:
            values[name] = [getattr(mine, name)]
            notes.append(f"{name} is not varied: that would need {what}.")
    carry: list[Any] = [*study.grid.carry_over]
    in_order = (carry if name == "carry_over" else values[name] for name in COURSE_RULE)
    outcomes = _outcome_values(study, mine, treatments)
    rules = tuple(RuleOfCourses(*rule)._replace(**one) for rule in product(*in_order) for one in outcomes)
    return Rules(rules, mine, tuple(notes))


def own_rule(study: Study, *, observed: bool, treatments: bool) -> Rules:
    """The study's own rule alone, for dispensings that are not to be stitched anew."""
    own = _own(study, observed, treatments)
    note = (
        "The rules of courses (gap, carry-over, last fill, fills of one day, washout, least supply of an antibiotic) "
        "are those of [courses] here; a [grid] section in the study file, or isostats grid, varies them too."
    )
    return Rules((own,), own, (note,))


def _own(study: Study, observed: bool, treatments: bool) -> RuleOfCourses:
    own = study.courses
    washout, antibiotic = own.washout_days if observed else None, study.outcomes.antibiotic_days if treatments else None
    rule = RuleOfCourses(own.gap_days, own.carry_over, own.last_fill_days, own.same_day, washout, antibiotic)
    return _with_outcomes(rule, study, treatments)


def _with_outcomes(rule: RuleOfCourses, study: Study, treatments: bool) -> RuleOfCourses:
    """A rule of courses with the study's rules of outcomes, where later treatments are recorded."""
    return rule._replace(**{name: getattr(study.outcomes, name) for name in OUTCOME_RULE}) if treatments else rule


def _outcome_values(study: Study, own: RuleOfCourses, treatments: bool) -> list[dict[str, Any]]:
    """Every combination of the rules of outcomes asked for. Without the rules of prevention their days are idle, and
    the study's own stand in the row."""
    asked = [name for name in OUTCOME_RULE if getattr(study.grid, name) is not None]
    if asked and not treatments:
        raise StudyError(
            f"[grid] {', '.join(asked)}: these records hold no later treatments. "
            f"Leave {'it' if len(asked) == 1 else 'them'} out of [grid]."
        )
    levels = [getattr(study.grid, name) if name in asked else [getattr(own, name)] for name in OUTCOME_RULE]
    combined = [dict(zip(OUTCOME_RULE, rule, strict=True)) for rule in product(*levels)]
    for one in combined:
        if one["prevention_rules"] is False:
            one |= {name: getattr(own, name) for name in ("maintenance_days", "already_on", "break_days")}
    return [one for place, one in enumerate(combined) if one not in combined[:place]]


def _lacking_treatments(study: Study, treatments: bool, supplied: bool) -> str | None:
    if not treatments:
        if study.door == "omop":
            return "drug exposures to oral antibiotics in the database"
        return "a table of later treatments ([data] treatments)"
    return None if supplied else "the column days_supply in the table of later treatments ([data] treatments)"


def axes_of(study: Study, cohort: Cohort) -> Axes:
    """The other choices; what the records cannot tell is left out with a note, or refused where it was asked for."""
    asked = study.grid
    outcomes, notes = _outcomes(study, cohort)
    populations: list[str] = [*(asked.populations or ())]
    if asked.populations is None:
        populations = [name for name in ("everyone", "responders") if name in cohort.populations]
    for name in [name for name in populations if name not in cohort.populations]:
        raise StudyError(
            f"[grid] populations: {name} needs the response at the end of the course (the column response of course "
            f"records), and none is recorded; there is {', '.join(cohort.populations)}."
        )
    return Axes(
        tuple(outcomes),
        tuple(asked.horizons_days or study.horizons),
        tuple(populations),
        tuple(asked.denominators),
        columns_of("[grid] groups", asked.groups, cohort),
        (primary_outcome(study, cohort), study.study.primary.horizon_days),
        tuple(notes),
    )


def _outcomes(study: Study, cohort: Cohort) -> tuple[list[str], list[str]]:
    """The outcomes asked for, else those of [study] that the records can tell, with a note on each of the others."""
    asked: list[str] = [*(study.grid.outcomes or study.study.outcomes)]
    untold = [name for name in asked if name not in cohort.outcomes]
    if untold and study.grid.outcomes is not None:
        told = ", ".join(cohort.outcomes)
        raise StudyError(
            f"[grid] outcomes: {untold[0]} needs {_needed(study, untold[0])}; these records can tell {told}."
        )
    notes = [f"{OUTCOMES[name].label} is left out: that would need {_needed(study, name)}." for name in untold]
    return [name for name in asked if name not in untold], notes


def _needed(study: Study, outcome: str) -> str:
    """Which table or column an outcome would need, in the words of the study's kind of records."""
    relapse = OUTCOMES[outcome].needs == "relapses"
    if study.door == "courses":
        column = "relapse_date" if relapse else "relapse_treatment"
        kind = "rows of kind recorded_relapse" if relapse else "later treatments"
        return f"the column {column}, or a file with {kind} ([data] events)"
    if study.door == "omop":
        return (
            "a relapse as the clinic wrote it, which an OMOP database does not hold"
            if relapse
            else "drug exposures to acne treatments in the database"
        )
    kind = "recorded_relapse in it" if relapse else "a kind or code"
    return f"a table of later treatments ([data] treatments) with {kind}"


def nobody_left(rules: int, of: int) -> str:
    """A note on rules under which no first course is left."""
    return f"Under {rules:,} of {counted(of, 'rule')} of courses nobody is left; those definitions are not estimable."

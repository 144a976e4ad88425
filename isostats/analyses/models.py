"""A model of a study: who is in it and who was left out, and its table as a paper has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Any

import pandas as pd

from isostats.analyses.protocol import Table, table_of
from isostats.analyses.rows import Row, count_of, limited, row
from isostats.estimate.hazards_over_time import GLOBAL, ProportionalHazards
from isostats.estimate.modified_ratios import EffectModification
from isostats.estimate.regression import CoxResult
from isostats.estimate.schoenfeld import RatiosOverTime
from isostats.tables.cells import Cell, Count, Measure, PHead, PValue, Ratio
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import group_name, ratio_name
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import COVARIATES, capital, level_words, outcome_label, plain, term_words
from isostats.words.numbers import USUAL_LEVEL, agreed, count_text, counted, stated_percent

ABOUT_RATIOS = (
    "Hazard ratios of Cox models (Efron, model-based errors). They describe association in these records; "
    "severity, which decides dose and retreatment alike, is not adjusted for beyond what is shown. "
    "Who lacks several values is left out for each."
)
"""The caption of a table of them, but for strata."""
UNIVARIABLE = "Univariable: each predictor alone, among the same people. "
REFERENCE = "1 (reference)"
NUMBERS = (v.ESTIMATE, v.LOWER, v.UPPER, v.STD_ERROR, v.P_VALUE, v.N, v.EVENTS)


@dataclass(frozen=True)
class Model:
    """A fitted model with who was left out of it and the tests of its hazards, or the reason why there is none.

    ``untested`` says why its hazards could not be tested. ``over_time`` has its ratios over time, where many fail.
    ``modified`` has the ratio of the dose within each sex, or the reason why there is none.
    """

    outcome: str
    result: CoxResult | None
    not_followed: int = 0
    stratum: str | None = None
    why_not: str = ""
    proportional: ProportionalHazards | None = None
    untested: str = ""
    over_time: RatiosOverTime | None = None
    modified: EffectModification | str = ""

    def rows(self) -> list[Row]:
        """One row per term of the model."""
        if self.result is None:
            return []
        return self._rows_of(self.result, self.result.frame, v.COX_ROBUST if self.result.cluster else v.COX_EFRON)

    def rows_beside(self) -> list[Row]:
        """One row per term of each covariate alone, then of each test of proportional hazards, the last of all."""
        if self.result is None:
            return []
        alone = self.result.univariable
        rows = [] if alone is None else self._rows_of(self.result, alone, v.COX_UNIVARIABLE)
        for each in self.proportional.frame.to_dict("records") if self.proportional is not None else ():
            group = v.ALL if each["term"] == GLOBAL else str(each["term"])
            numbers = {v.ESTIMATE: each["statistic"], v.P_VALUE: each[v.P_VALUE]}
            numbers |= {v.N: self.result.n, v.EVENTS: self.result.events}
            rows.append(row(v.PROPORTIONAL_HAZARDS, self.outcome, v.EVERYONE, v.COX_ZPH, group, **numbers))
        return rows

    def _rows_of(self, result: CoxResult, terms: pd.DataFrame, method: str) -> list[Row]:
        rows = []
        for each in terms.to_dict("records"):
            term = ratio_name(each["term"], each["reference"])
            numbers = quoted({name: each[name] for name in NUMBERS}) | {v.LEVEL: result.level}
            rows.append(row(v.HAZARD_RATIO, self.outcome, v.EVERYONE, method, term, **numbers))
        return rows

    @property
    def stratified(self) -> str:
        """By what its baseline hazards differ; empty where by nothing."""
        return f"stratified by {self.stratum}" if self.stratum else ""

    @property
    def method(self) -> str:
        """Which predictors it has, who is in it and by what it is stratified, as a methods section says it."""
        if self.result is None:
            return ""
        words = (term_words(each).partition(":")[0].partition(",")[0] for each in self.result.frame["term"])
        predictors = ", ".join(dict.fromkeys(words))
        by = f", {self.stratified}" if self.stratum else ""
        people = f"{counted(self.result.n, 'person', 'people')} with every value recorded"
        return f"That of {OUTCOMES[self.outcome].label} had {people}{by}. Its predictors were {predictors}."

    @property
    def words(self) -> str:
        """Who is in the model, who was left out and why."""
        name = OUTCOMES[self.outcome].label
        if self.result is None:
            return f"No model of {name}: {self.why_not.rstrip('.')}."
        lost = "; ".join(
            f"{COVARIATES.get(column, column).partition(', per ')[0]} ({count_text(number)})"
            for column, number in self.result.lost.items()
            if number
        )
        people, events = count_text(self.result.n), count_text(self.result.events)
        by = f", {self.stratified}" if self.stratum else ""
        parts = [f"The model of {name} has {people} people and {events} events{by}"]
        if self.not_followed:
            were = agreed(self.not_followed, "was")
            parts.append(f"{count_text(self.not_followed)} not followed after the course {were} left out")
        parts.append(f"Left out as not recorded: {lost}" if lost else "No one was left out for a missing value")
        return ". ".join(parts) + "." + "".join(f" {note}" for note in self.result.notes)


def models_table(models: Sequence[Model], *, doubt: str = "") -> Table:
    """Each model in turn: its people and who was left out, then its variables, levels under the name of theirs.

    Of several models the first column says the outcome. There are no rows where no model was fitted. ``doubt`` is what
    the caption says of all of them.
    """
    fitted = [(model, model.result) for model in models if model.result is not None]
    several = len({model.outcome for model, _ in fitted}) > 1
    both = any(result.univariable is not None for _, result in fitted)
    alone: tuple[Cell, ...] = ("univariable hazard ratio (limits)", PHead("univariable")) if both else ()
    header: tuple[Cell, ...] = ("predictor", "people", v.EVENTS, *alone, "hazard ratio (limits)", PHead())
    rows = [
        ((outcome_label(model.outcome), *cells) if several else cells)
        for model, result in fitted
        for cells in (*_people(model, result, len(header)), *_variables(result, both=both))
    ]
    strata = [name for _, result in fitted for name in result.strata]
    clusters = [result.cluster for _, result in fitted if result.cluster]
    about = [about_ratios(strata, clusters), *dict.fromkeys(part for _, result in fitted for part in _asked_of(result))]
    caption = f"{' '.join(about)} {UNIVARIABLE * both}{doubt}".rstrip()
    return Table("predictors", caption, (v.OUTCOME, *header) if several else header, rows)


def proportional_table(models: Sequence[Model]) -> Table:
    """The tests of proportional hazards, by model and predictor, those of a whole model last; without rows if none."""
    tested = [
        (model, each)
        for model in models
        if model.proportional is not None
        for each in model.proportional.frame.to_dict("records")
    ]
    return table_of(
        v.PROPORTIONAL_HAZARDS,
        "Tests of proportional hazards (score tests, time as 1 - Kaplan-Meier). A small p says that a hazard ratio "
        "changes over time, so that it is an average. A large p from few events shows nothing.",
        tested,
        {
            v.OUTCOME: lambda one: outcome_label(one[0].outcome),
            "predictor": lambda one: capital(_variable(str(one[1]["term"])).partition(", per ")[0]),
            "chi-squared": lambda one: Measure(float(one[1]["statistic"]), 2),
            "degrees of freedom": lambda one: Count(one[1]["df"]),
            PHead(): lambda one: PValue(one[1][v.P_VALUE]),
        },
    )


def about_ratios(strata: Iterable[str], clusters: Iterable[str] = ()) -> str:
    """The caption of a table of hazard ratios of models with these strata, and errors robust by these clusters.

    >>> about_ratios(["site", "site"]).partition(". ")[0]
    'Hazard ratios of Cox models (Efron, model-based errors, stratified by site)'
    """
    by = ", ".join(dict.fromkeys(strata))
    alike = ", ".join(plain(each) for each in dict.fromkeys(clusters))
    errors = f"errors robust by {alike}" if alike else "model-based errors"
    return ABOUT_RATIOS.replace("model-based errors)", f"{errors}, stratified by {by})" if by else f"{errors})")


def _asked_of(result: CoxResult) -> Iterator[str]:
    """What else was asked of a model, in sentences: another level than the usual, weights, late entry."""
    if abs(result.level - USUAL_LEVEL) > 1e-9:
        yield f"Limits are at {stated_percent(result.level)}."
    if result.weights:
        yield f"Rows are weighted by {plain(result.weights)}; people and events count them once each."
    if result.entry:
        yield f"People are at risk from their day of {plain(result.entry)} on."


def _people(model: Model, result: CoxResult, columns: int) -> Iterator[tuple[Cell, ...]]:
    """Who was studied, who left out for which reason (one may lack several values), and who is in the model."""
    lost = {name: n for name, n in result.lost.items() if n}
    none = ("",) * (columns - 3)
    if model.not_followed or lost:
        yield "People studied", Count(result.n + result.rows_lost + model.not_followed), "", *none
    if model.not_followed:
        yield "– left out: not followed after the course", Count(model.not_followed), "", *none
    for name, n in lost.items():
        yield f"– left out: {_variable(name).partition(', per ')[0]} not recorded", Count(n), "", *none
    yield "People in the model", Count(result.n), Count(result.events), *none


def _variables(result: CoxResult, *, both: bool) -> Iterator[tuple[Cell, ...]]:
    """A row for a number; for a category its name, each level that others are held against, and these others.

    With ``both`` each predictor alone stands before all together.
    """
    against = {each["term"]: each for each in result.references.to_dict("records")}
    shown: set[str] = set()
    alone = result.univariable if result.univariable is not None else result.frame.assign(**{v.ESTIMATE: nan})
    for each, own in zip(result.frame.to_dict("records"), alone.to_dict("records"), strict=True):
        name = _covariate_of(each, against)
        numbers = (*_counts(each), *(ratio_and_p(own) if both else ()), *ratio_and_p(each))
        if not each["reference"]:
            yield _heading(name), *numbers
            continue
        if name not in shown:
            yield _heading(name), *("",) * len(numbers)
        reference = group_name(name, each["reference"])
        if reference not in shown:
            ones = (REFERENCE, "") * (2 if both else 1)
            yield f"– {level_words(each['reference'])}", *_counts(against[reference]), *ones
        shown |= {name, reference}
        yield f"– {level_words(each['term'].removeprefix(group_name(name, '')))}", *numbers


def _covariate_of(each: Mapping[Any, Any], references: Iterable[str]) -> str:
    """The covariate of a term, whatever signs are in its name: what it begins with as its reference does."""
    level = group_name("", each["reference"])
    names = [term.removesuffix(level) for term in references if term.endswith(level)] if each["reference"] else []
    return max((name for name in names if each["term"].startswith(group_name(name, ""))), key=len, default=each["term"])


def _heading(name: str) -> str:
    """What a covariate is called in its row; one whose name reads as a level stands as it is."""
    return capital(_variable(name)) if group_name("", "") not in name else name


def _variable(name: str) -> str:
    return COVARIATES.get(name, plain(name))


def quoted(numbers: dict[str, Any]) -> dict[str, Any]:
    """The numbers of a term; no estimate where clusters are too few to tell its error."""
    return numbers | {v.ESTIMATE: nan} if isnan(numbers[v.STD_ERROR]) else numbers


def ratio_and_p(each: Mapping[Any, Any]) -> tuple[Cell, Cell]:
    """A term of a model as two cells."""
    there = each[v.ESTIMATE] >= 0
    return ratio_of({**each, v.STATUS: v.OK if there else v.NOT_ESTIMABLE}), PValue(each[v.P_VALUE] if there else nan)


def _counts(each: dict[Any, Any]) -> tuple[Cell, Cell]:
    return count_of(each[v.N]), count_of(each[v.EVENTS])


def ratio_of(row: Row) -> Ratio:
    """A hazard ratio with its limits as a cell, or the reason why there is none."""
    return limited(Ratio, row)

"""A model of a study: who is in it and who was left out, and its table as a paper has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

from isostats.analyses.protocol import Table
from isostats.analyses.rows import Row, count_of, row
from isostats.estimate.regression import CoxResult
from isostats.tables.cells import Cell, Count, PHead, PValue, Ratio
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import COVARIATES, capital, outcome_label, plain, term_words
from isostats.words.numbers import count_text, counted

ABOUT_RATIOS = (
    "Hazard ratios of Cox models (Efron, model-based errors). They describe association in these records; "
    "severity, which decides dose and retreatment alike, is not adjusted for beyond what is shown. "
    "Who lacks several values is left out for each."
)
"""The caption of a table of them, but for strata."""
REFERENCE = "1 (reference)"
NUMBERS = (v.ESTIMATE, v.LOWER, v.UPPER, v.STD_ERROR, v.P_VALUE, v.N, v.EVENTS)


@dataclass(frozen=True)
class Model:
    """A fitted model with who was left out of it, or the reason why there is none."""

    outcome: str
    result: CoxResult | None
    not_followed: int = 0
    stratum: str | None = None
    why_not: str = ""

    def rows(self) -> list[Row]:
        """One row per term of the model."""
        rows = []
        for each in self.result.frame.to_dict("records") if self.result is not None else ():
            term = each["term"] + (f" vs {each['reference']}" if each["reference"] else "")
            numbers = {name: each[name] for name in NUMBERS} | {v.LEVEL: self.result.level}  # type: ignore[union-attr]
            rows.append(row(v.HAZARD_RATIO, self.outcome, v.EVERYONE, v.COX_EFRON, term, **numbers))
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
            f"{COVARIATES.get(column, column)} ({count_text(number)})"
            for column, number in self.result.lost.items()
            if number
        )
        people, events = count_text(self.result.n), count_text(self.result.events)
        by = f", {self.stratified}" if self.stratum else ""
        parts = [f"The model of {name} has {people} people and {events} events{by}"]
        if self.not_followed:
            parts.append(f"{count_text(self.not_followed)} not followed after the course were left out")
        parts.append(f"Left out as not recorded: {lost}" if lost else "No one was left out for a missing value")
        return ". ".join(parts) + "." + "".join(f" {note}" for note in self.result.notes)


def models_table(models: Sequence[Model], *, doubt: str = "") -> Table:
    """Each model in turn: its people and who was left out, then its variables, levels under the name of theirs.

    Of several models the first column says the outcome. There are no rows where no model was fitted. ``doubt`` is what
    the caption says of all of them.
    """
    fitted = [(model, model.result) for model in models if model.result is not None]
    several = len({model.outcome for model, _ in fitted}) > 1
    header: tuple[Cell, ...] = ("predictor", "people", v.EVENTS, "hazard ratio (limits)", PHead())
    rows = [
        ((outcome_label(model.outcome), *cells) if several else cells)
        for model, result in fitted
        for cells in (*_people(model, result), *_variables(result))
    ]
    strata = [name for _, result in fitted for name in result.strata]
    caption = f"{about_ratios(strata)} {doubt}".rstrip()
    return Table("predictors", caption, (v.OUTCOME, *header) if several else header, rows)


def about_ratios(strata: Iterable[str]) -> str:
    """The caption of a table of hazard ratios of models with these strata.

    >>> about_ratios(["site", "site"]).partition(". ")[0]
    'Hazard ratios of Cox models (Efron, model-based errors, stratified by site)'
    """
    by = ", ".join(dict.fromkeys(strata))
    return ABOUT_RATIOS.replace("errors)", f"errors, stratified by {by})") if by else ABOUT_RATIOS


def _people(model: Model, result: CoxResult) -> Iterator[tuple[Cell, ...]]:
    """Who was studied, who left out for which reason (one may lack several values), and who is in the model."""
    lost = {name: n for name, n in result.lost.items() if n}
    if model.not_followed or lost:
        yield "People studied", Count(result.n + result.rows_lost + model.not_followed), "", "", ""
    if model.not_followed:
        yield "– left out: not followed after the course", Count(model.not_followed), "", "", ""
    for name, n in lost.items():
        yield f"– left out: {_variable(name).partition(', per ')[0]} not recorded", Count(n), "", "", ""
    yield "People in the model", Count(result.n), Count(result.events), "", ""


def _variables(result: CoxResult) -> Iterator[tuple[Cell, ...]]:
    """A row for a number; for a category its name, the level that others are held against, and the others."""
    against = {str(each["term"]).partition("=")[0]: each for each in result.references.to_dict("records")}
    shown: set[str] = set()
    for each in result.frame.to_dict("records"):
        name, _, level = str(each["term"]).partition("=")
        if not each["reference"]:
            yield capital(_variable(name)), *_numbers(each)
            continue
        if name not in shown:
            shown.add(name)
            yield capital(_variable(name)), "", "", "", ""
            yield f"– {_level(each['reference'])}", *_counts(against[name]), REFERENCE, ""
        yield f"– {_level(level)}", *_numbers(each)


def _variable(name: str) -> str:
    return COVARIATES.get(name, plain(name))


def _level(name: str) -> str:
    return plain(f"={name}")  # a level may hold a sign of equality of its own


def _numbers(each: dict[Any, Any]) -> tuple[Cell, ...]:
    there = each[v.ESTIMATE] >= 0
    ratio = ratio_of({**each, v.STATUS: v.OK if there else v.NOT_ESTIMABLE})
    return *_counts(each), ratio, PValue(each[v.P_VALUE] if there else nan)


def _counts(each: dict[Any, Any]) -> tuple[Cell, Cell]:
    return count_of(each[v.N]), count_of(each[v.EVENTS])


def ratio_of(row: Row) -> Ratio:
    """A hazard ratio with its limits as a cell, or the reason why there is none."""
    return Ratio(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER], row[v.STATUS])

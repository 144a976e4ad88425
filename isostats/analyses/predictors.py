"""What goes with a relapse, and with a second course?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import nan
from typing import Any

from isostats.analyses.choices import columns_of
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, Text, table_of, texts
from isostats.analyses.rows import Row, row, table, where
from isostats.cohort.predictors import STRATUM, predictor_frame
from isostats.errors import EstimateError
from isostats.estimate.regression import CoxResult, cox
from isostats.tables.cells import PValue, Ratio
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import COVARIATES, term_words
from isostats.words.numbers import count_text, counted

REFERENCES = {"sex": "male"}
"""As the published hazard ratios have it; other categories are held against their most frequent level."""
FEWEST_EVENTS_PER_TERM = 2
ABOUT_RATIOS = (
    "Hazard ratios of Cox models (Efron, model-based errors). They describe association in these records; "
    "severity, which decides dose and retreatment alike, is not adjusted for beyond what is shown."
)
"""The caption of a table of them, but for strata."""
LARGEST_RATIO = 10_000
"""Limits beyond it, or below its inverse, tell of an empty cell and of no hazard."""
NUMBERS = (v.ESTIMATE, v.LOWER, v.UPPER, v.STD_ERROR, v.P_VALUE, v.N, v.EVENTS)


@dataclass(frozen=True)
class Model:
    """A fitted model with who was left out of it, or the reason why there is none."""

    outcome: str
    result: Any
    not_followed: int
    stratum: str | None
    why_not: str = ""

    def rows(self) -> list[Row]:
        """One row per term of the model."""
        rows = []
        for each in self.result.frame.to_dict("records") if self.result is not None else ():
            term = each["term"] + (f" vs {each['reference']}" if each["reference"] else "")
            numbers = {name: each[name] for name in NUMBERS} | {v.LEVEL: self.result.level}
            rows.append(row(v.HAZARD_RATIO, self.outcome, v.EVERYONE, v.COX_EFRON, term, **numbers))
        return rows

    @property
    def stratified(self) -> str:
        """By what its baseline hazards differ; empty where by nothing."""
        return f"stratified by {self.stratum}" if self.stratum else ""

    @property
    def method(self) -> str:
        """Which predictors it has, who is in it and by what it is stratified, as a methods section says it."""
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


def estimate(it: Basis) -> Answer[tuple[Model, ...]]:
    """Models of the primary outcome and of a second course, as far as the records carry them."""
    outcomes = [name for name in dict.fromkeys((it.outcome, v.SECOND_COURSE)) if name in it.study.study.outcomes]
    covariates = columns_of("[study] covariates", it.study.study.covariates, it.cohort)
    models = tuple(_model(it, outcome, covariates) for outcome in outcomes)
    rows = tuple(row for model in models for row in model.rows())
    blocks: list[Block] = [*texts([_no_trial(rows, it.outcome)]), *(Text(model.words) for model in models)]
    if rows:
        blocks.append(it.figure("predictors", table(rows), definition=it.cohort.definition.with_(population="")))
    fitted = [model for model in models if model.result is not None]
    cox = "Predictors were examined by Cox regression, with Efron's ties [@cox1972; @efron1977; @davidsonpilon2019]."
    methods = (cox, *(model.method for model in fitted), "Proportional hazards were not tested.") if fitted else ()
    caption = about_ratios(model.stratum for model in fitted if model.stratum)
    return Answer(models, rows, (*blocks, _predictor_table(rows, caption)), methods=methods)


def about_ratios(strata: Iterable[str]) -> str:
    """The caption of a table of hazard ratios of models with these strata.

    >>> about_ratios(["site", "site"]).partition(". ")[0]
    'Hazard ratios of Cox models (Efron, model-based errors, stratified by site)'
    """
    by = ", ".join(dict.fromkeys(strata))
    return ABOUT_RATIOS.replace("errors)", f"errors, stratified by {by})") if by else ABOUT_RATIOS


def _model(it: Basis, outcome: str, covariates: tuple[str, ...]) -> Model:
    frame = predictor_frame(it.cohort, outcome, covariates=covariates)
    not_followed = frame.attrs["not_followed"]
    names = [name for name in frame.columns if name not in (v.TIME, "event", STRATUM)]
    names = [name for name in names if frame[name].nunique() > 1]
    stratum = STRATUM if STRATUM in frame and frame[STRATUM].nunique() > 1 else None
    if not names:
        return Model(outcome, None, not_followed, stratum, "no predictor is recorded that differs between people")
    try:
        result = cox(
            frame,
            covariates=names,
            strata=(stratum,) if stratum else (),
            references=REFERENCES if "sex" in frame and (frame["sex"] == REFERENCES["sex"]).any() else None,
            level=it.level,
        )
    except EstimateError as error:
        return Model(outcome, None, not_followed, stratum, str(error))
    if why_not := _nearly_empty(result):
        return Model(outcome, None, not_followed, stratum, why_not)
    return Model(outcome, result, not_followed, stratum)


def _nearly_empty(result: CoxResult) -> str:
    """Why a fitted model says nothing: hardly an event for each term, or limits that no hazard ratio has."""
    terms = int(result.frame[v.ESTIMATE].notna().sum())
    fitted = f"{counted(result.events, 'event')} for {counted(terms, 'term')}"
    if result.events < FEWEST_EVENTS_PER_TERM * terms:
        return f"{fitted} are fewer than {FEWEST_EVENTS_PER_TERM} per term, too few for any hazard ratio"
    wide = result.frame[(result.frame[v.UPPER] > LARGEST_RATIO) | (result.frame[v.LOWER] < 1 / LARGEST_RATIO)]
    if wide.empty:
        return ""
    term = term_words(wide["term"].iloc[0])
    return f"{fitted}, and the limits of {term} reach beyond a ratio of {count_text(LARGEST_RATIO)} or its inverse"


def _no_trial(rows: tuple[Row, ...], outcome: str) -> str:
    dose = where(rows, outcome=outcome, group="dose_per_10_mg_per_kg", status=v.OK)
    if not dose:
        return ""
    ratio = ratio_of(dose[0]).text.partition(" ")[0]
    return (
        "Nobody was allotted a dose: people took less who stopped early, cleared quickly or could not bear it. "
        f"The hazard ratio of {ratio} per 10 mg/kg is not what a higher dose would do."
    )


def _predictor_table(rows: tuple[Row, ...], caption: str) -> Table:
    return table_of(
        "predictors",
        caption,
        rows,
        {
            v.OUTCOME: lambda each: OUTCOMES[each[v.OUTCOME]].label,
            "predictor": lambda each: term_words(each[v.GROUP]),
            "hazard ratio (limits)": ratio_of,
            "p": lambda each: PValue(each[v.P_VALUE] if each[v.STATUS] == v.OK else nan),
        },
    )


def ratio_of(row: Row) -> Ratio:
    """A hazard ratio with its limits as a cell, or the reason why there is none."""
    return Ratio(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER], row[v.STATUS])


PREDICTORS = Analysis("predictors", "Predictors", estimate)

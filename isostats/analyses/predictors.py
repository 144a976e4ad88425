"""What goes with a relapse, and with a second course?"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from isostats.analyses.choices import columns_of
from isostats.analyses.models import Model, models_table, proportional_table, ratio_of
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Text, texts
from isostats.analyses.references import REFERENCES
from isostats.analyses.rows import Row, table, where
from isostats.cohort.predictors import STRATUM, predictor_frame
from isostats.errors import EstimateError
from isostats.estimate.hazards_over_time import GLOBAL, ProportionalHazards, proportional_hazards
from isostats.estimate.modified_ratios import EffectModification, effect_modification
from isostats.estimate.regression import CoxResult, cox
from isostats.estimate.schoenfeld import RatiosOverTime, ratios_over_time
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import capital, plain, term_words
from isostats.words.numbers import count_text, counted, p_in_full

DOSE, BY = "dose_per_10_mg_per_kg", "sex"
"""The dose, whose ratio is told within each sex as well."""
FEWEST_EVENTS_PER_TERM = 2
SMALL_P = 0.05
LARGEST_RATIO = 10_000
"""Limits beyond it, or below its inverse, tell of an empty cell and of no hazard."""


def estimate(it: Basis) -> Answer[tuple[Model, ...]]:
    """Models of the primary outcome and of a second course, as far as the records carry them."""
    outcomes = [name for name in dict.fromkeys((it.outcome, v.SECOND_COURSE)) if name in it.study.study.outcomes]
    covariates = columns_of("[study] covariates", it.study.study.covariates, it.cohort)
    models = tuple(_model(it, outcome, covariates) for outcome in outcomes)
    rows = tuple(row for model in models for row in model.rows())
    beside = tuple(row for model in models for row in model.rows_beside())
    blocks: list[Block] = [*texts([_no_trial(rows, it.outcome)]), *(Text(model.words) for model in models)]
    blocks += texts([hazards_over_time_words(model) for model in models])
    if rows:
        people = {model.outcome: (model.result.n, model.result.events) for model in models if model.result is not None}
        of = it.cohort.definition.with_(population="")
        of = of.bounded_as(*(it.definition_of(model.outcome) for model in models))
        blocks.append(it.figure("predictors", table(rows), people=people, definition=of))
    for model in models:
        if model.over_time is not None:
            blocks += texts([_drawn_term(model.over_time)])
            defined = it.definition_of(model.outcome)
            blocks.append(
                it.figure("ratios_over_time", model.over_time, outcome=model.outcome, definition=defined)
            )
    fitted = [model for model in models if model.result is not None]
    cox = "Predictors were examined by Cox regression, with Efron's ties [@cox1972; @efron1977; @davidsonpilon2019]."
    tested = any(model.proportional for model in fitted)
    tests = "Proportional hazards were tested by score tests [@grambsch1994]." if tested else ""
    robust = f"Errors are robust by {plain(it.study.study.cluster)} [@lin1989]." if it.study.study.cluster else ""
    methods = tuple(filter(None, (cox, *(model.method for model in fitted), robust, tests))) if fitted else ()
    doubt = it.doubt(v.HAZARD_RATIO)
    tables = (models_table(models, doubt=doubt), proportional_table(models))
    return Answer(models, (*rows, *beside), (*blocks, *tables), methods=methods)


def _model(it: Basis, outcome: str, covariates: tuple[str, ...]) -> Model:
    frame = frame_of(it, outcome, covariates)
    clusters = _clusters(it)
    not_followed = frame.attrs["not_followed"]
    names = [name for name in frame.columns if name not in (v.TIME, "event", STRATUM, *clusters)]
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
            cluster=next((name for name in clusters if name in frame), None),
            univariable=True,
        )
    except EstimateError as error:
        return Model(outcome, None, not_followed, stratum, str(error))
    if why_not := _nearly_empty(result):
        return Model(outcome, None, not_followed, stratum, why_not)
    over_time = _drawn_over_time(result) if outcome == it.outcome else None
    tests, untested = _tested(result) if over_time is None else (over_time.tests, "")
    doubled = [
        f"{capital(plain(name))} was named as a covariate too: errors are robust by it, so that it is no predictor."
        for name in clusters
        if name in covariates
    ]
    # the rows of a million people are not kept with the answer,
    kept = replace(result, fit=None, notes=(*doubled, *result.notes))
    del result  # nor beside those of the next model
    modified = _modified(frame, kept) if {DOSE, BY} <= set(kept.lost) else ""
    return Model(
        outcome, kept, not_followed, stratum, proportional=tests, untested=untested, over_time=over_time,
        modified=modified,
    )  # fmt: skip


def frame_of(it: Basis, outcome: str, covariates: tuple[str, ...]) -> pd.DataFrame:
    """The rows of a model of this outcome, with the column by which people are alike, where the study names one."""
    return predictor_frame(it.cohort, outcome, covariates=(*covariates, *_clusters(it)))


def _clusters(it: Basis) -> tuple[str, ...]:
    return columns_of("[study] cluster", [name for name in (it.study.study.cluster,) if name], it.cohort)


def _tested(result: CoxResult) -> tuple[ProportionalHazards | None, str]:
    """The tests of proportional hazards; or why not, where a term has no finite ratio or all events fall on one day."""
    try:
        return proportional_hazards(result), ""
    except EstimateError as error:
        return None, str(error)


def _drawn_over_time(result: CoxResult) -> RatiosOverTime | None:
    """Ratios over time, of few events none."""
    try:
        return ratios_over_time(result)
    except EstimateError:
        return None


def _modified(frame: pd.DataFrame, result: CoxResult) -> EffectModification | str:
    """The ratio of the dose within each sex, adjusted as in the model, or why there is none."""
    others = [name for name in result.lost if name not in (*result.strata, result.cluster)]
    try:
        return effect_modification(
            frame, covariate=DOSE, by=BY, covariates=others, strata=result.strata, cluster=result.cluster or None,
            level=result.level,
        )  # fmt: skip
    except EstimateError as error:
        return str(error).rstrip(".")


def hazards_over_time_words(model: Model) -> str:
    """What the tests of proportional hazards say of a model."""
    if model.untested:
        reason = model.untested.partition(". ")[0].rstrip(".")
        reason = f"{reason[0].lower()}{reason[1:]}"
        return f"Proportional hazards of {OUTCOMES[model.outcome].label} were not tested: {reason}."
    if model.proportional is None:
        return ""
    frame = model.proportional.frame.set_index("term")
    overall = float(frame.loc[GLOBAL, v.P_VALUE])
    terms = frame.drop(index=GLOBAL)
    changing = [term_words(str(name)).partition(", per ")[0] for name in terms.index[terms[v.P_VALUE] < SMALL_P]]
    name = OUTCOMES[model.outcome].label
    head = f"The test of proportional hazards of {name} has {p_in_full(overall)}."
    if not changing:
        return f"{head} No hazard ratio is seen to change over time."
    return f"{head} Hazard ratios that may change over time, so that each is an average: {', '.join(changing)}."


def _drawn_term(over_time: RatiosOverTime) -> str:
    """Which term of a model is drawn over time, and why."""
    term = over_time.changing_most
    tested = over_time.tests.frame["term"].iloc[:-1].tolist()  # covariates, a category as a whole
    more = ""
    if len(tested) > 1 and term in tested:
        more = f" The figure shows this term alone; the table has the tests of all {counted(len(tested), 'covariate')}."
    elif len(over_time.average) > 1:
        more = " The figure shows this term alone; the table tests each covariate with all its categories at once."
    return (
        f"Drawn over time is {term_words(term)}, whose own test has the smallest p of all terms "
        f"({p_in_full(over_time.p_value(term))}).{more}"
    )


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
    dose = where(rows, outcome=outcome, group=DOSE, status=v.OK)
    if not dose:
        return ""
    ratio = ratio_of(dose[0]).text.partition(" ")[0]
    return (
        "Nobody was allotted a dose: people took less who stopped early, cleared quickly or could not bear it. "
        f"The hazard ratio of {ratio} per 10 mg/kg is not what a higher dose would do."
    )


PREDICTORS = Analysis("predictors", "Predictors", estimate, of_people=True)

"""Would the predictors be the same, had nothing gone unrecorded? Models over imputed values, complete rows beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from isostats.analyses.choices import columns_of
from isostats.analyses.models import Model, quoted, ratio_and_p
from isostats.analyses.predictors import frame_of
from isostats.analyses.protocol import Analysis, Answer, Basis, Table, table_of, texts
from isostats.analyses.references import REFERENCES
from isostats.analyses.rows import Row, row
from isostats.errors import EstimateError
from isostats.estimate.imputation import Imputed, cumulative_hazard, impute
from isostats.estimate.imputed_models import MISSING_INFORMATION, ImputedCox, cox_imputed
from isostats.estimate.results import records_of
from isostats.tables.cells import Cell, Count, Percent, PHead
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import covariate_of, ratio_name
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import capital, outcome_label, term_words
from isostats.words.numbers import MISSING, count_text, counted, p_in_full, percent

AT_ONCE = 2_000_000
"""So many people times imputations a report takes; of more people there are fewer imputations, five at least."""
FEWEST, ROUNDS = 5, 3


@dataclass(frozen=True, eq=False)
class Filled:
    """A model over imputed values with the one of complete rows, or the reason why there is none."""

    model: Model
    result: ImputedCox | None
    why_not: str = ""


def estimate(it: Basis, predictors: Answer[tuple[Model, ...]]) -> Answer[tuple[Filled, ...]]:
    """The models of *Predictors* that left anybody out for a missing value, once more over imputed values."""
    lacking = [each for each in predictors.value if each.result is not None and _covariates_lost(each)]
    if not lacking or not it.study.study.imputations:
        return Answer(())
    people = max(each.result.n + each.result.rows_lost for each in lacking if each.result is not None)
    number = min(it.study.study.imputations, AT_ONCE // people)
    if number < min(FEWEST, it.study.study.imputations):
        why_not = (
            f"{counted(people, 'person', 'people')} are more than the {count_text(AT_ONCE // FEWEST)} that a report "
            "imputes; iso.impute does it"
        )
        made = tuple(Filled(each, None, why_not) for each in lacking)
    else:
        more = columns_of("[study] covariates", it.study.study.covariates, it.cohort)
        frames = {each.outcome: frame_of(it, each.outcome, more) for each in lacking}
        made = tuple(_over(it, lacking, frames, number))
    rows = tuple(each for one in made for each in _rows(one, it.level))
    blocks = texts([*_sentences(made)])
    methods = (
        "Values missing from the predictors were imputed by chained equations that knew the outcome and its "
        "cumulative hazard [@white2009].",
        "Imputations were combined by Rubin's rules [@rubin1987; @barnard1999].",
    )
    fitted = any(each.result is not None for each in made)
    return Answer(made, rows, (*blocks, _table(made)), methods=methods if fitted else ())


def _covariates_lost(model: Model) -> dict[str, int]:
    """How many lacked each covariate of a model."""
    assert model.result is not None
    result = model.result
    aside = (*result.strata, result.cluster)
    return {name: count for name, count in result.lost.items() if count and name not in aside}


def _over(it: Basis, models: Iterable[Model], frames: Mapping[str, pd.DataFrame], number: int) -> Iterable[Filled]:
    """Each model over its imputations. Where all are of the same people one imputation, which knows every outcome,
    serves all."""
    first = next(iter(frames.values()))
    alike = all(len(frame) == len(first) for frame in frames.values())
    shared: Imputed | None = None
    for model in models:
        assert model.result is not None
        frame, result = frames[model.outcome], model.result
        names = [name for name in result.lost if name not in (*result.strata, result.cluster)]
        try:
            if shared is None or not alike:
                others = {} if not alike else {name: each for name, each in frames.items() if name != model.outcome}
                known = frame.assign(**{key: each for name, of in others.items() for key, each in _known(name, of)})
                columns = [*names, *result.strata, *(name for name in known if name not in frame)]
                seed = it.study.study.seed
                shared = impute(known, columns=columns, imputations=number, iterations=ROUNDS, seed=seed)
            drawn = replace(shared, frame=frame)
            held = REFERENCES if "sex" in frame and (frame["sex"] == REFERENCES["sex"]).any() else None
            made = cox_imputed(
                drawn, covariates=names, strata=result.strata, cluster=result.cluster or None, level=it.level,
                references=held,
            )  # fmt: skip
            yield Filled(model, made)
        except EstimateError as error:
            yield Filled(model, None, str(error))


def _known(outcome: str, frame: pd.DataFrame) -> Iterable[tuple[str, Any]]:
    """Another outcome of the same people, as a model of imputation sees it."""
    failed = frame["event"].to_numpy() == 1
    hazard = cumulative_hazard(frame[v.TIME].to_numpy(float), failed)
    return {f"{outcome} event": failed.astype(float), f"{outcome} hazard": hazard}.items()


def _rows(one: Filled, level: float) -> list[Row]:
    """One row per term; without numbers where nothing was imputed."""
    assert one.model.result is not None
    terms = one.model.result.frame if one.result is None else one.result.frame
    made = []
    for each in records_of(terms):
        term = ratio_name(each["term"], each["reference"])
        there = one.result is not None
        numbers = quoted({name: each[name] for name in (*v.NUMBERS, v.N, v.EVENTS)}) if there else {}
        made.append(row(v.HAZARD_RATIO, one.model.outcome, v.EVERYONE, v.COX_IMPUTED, term, level=level, **numbers))
    return made


def _sentences(made: tuple[Filled, ...]) -> Iterable[str]:
    fitted = [each.result for each in made if each.result is not None]
    if fitted:
        first = fitted[0]
        lacked = counted(first.complete.rows_lost, "person", "people")
        yield (
            f"Values that {lacked} lacked were imputed {first.imputations} times. It rests "
            "on their being missing at random, given the other predictors and the outcome."
        )
    for each in made:
        label = OUTCOMES[each.model.outcome].label
        if each.result is None:
            yield f"Nothing was imputed for the model of {label}: {each.why_not.rstrip('.')}."
            continue
        yield from _apart(each.result, label)
        yield " ".join(each.result.notes)


def _apart(result: ImputedCox, label: str) -> Iterable[str]:
    """Where most information is missing, and which terms the two models read differently."""
    frame = result.frame.dropna(subset=[MISSING_INFORMATION])
    if frame.empty:
        return
    most = frame.loc[frame[MISSING_INFORMATION].idxmax()]
    yield (
        f"In the model of {label} most information is missing on {term_words(str(most['term']))}: "
        f"{percent(float(most[MISSING_INFORMATION]))}."
    )
    both = result.complete.frame.merge(frame, on=["term", "reference"], suffixes=("", "_imputed"))
    level = 1 - result.level
    changed = both[(both[v.P_VALUE] < level) != (both[f"{v.P_VALUE}_imputed"] < level)]
    each = [
        f"{term_words(str(one['term']))} ({p_in_full(one[v.P_VALUE])}, imputed {p_in_full(one['p_value_imputed'])})"
        for one in changed.to_dict("records")
    ]
    if each:
        yield f"Limits exclude 1 in one of the two models alone for {'; '.join(each)}."


def _table(made: tuple[Filled, ...]) -> Table:
    lines = [
        (each.model.outcome, each.result, complete, imputed)
        for each in made if each.result is not None
        for complete, imputed in _pairs(each.result)
    ]  # fmt: skip
    several = len({outcome for outcome, *_ in lines}) > 1
    columns: dict[Cell, Callable[[Any], Cell]] = {v.OUTCOME: lambda one: outcome_label(one[0])} if several else {}
    return table_of(
        "predictors_imputed",
        "Hazard ratios of the people with every value recorded, and of everybody with missing values imputed (chained "
        "equations, Rubin's rules). Not recorded: how many lacked the predictor. Information missing: the share of the "
        "ratio's information that they lacked.",
        lines,
        columns
        | {
            "predictor": lambda one: capital(term_words(_term(one[3]))),
            "not recorded": lambda one: Count(one[1].imputed.get(covariate_of(one[3]["term"]), 0)),
            "complete: hazard ratio (limits)": lambda one: ratio_and_p(one[2])[0] if one[2] else MISSING,
            "imputed: hazard ratio (limits)": lambda one: ratio_and_p(one[3])[0],
            PHead("imputed"): lambda one: ratio_and_p(one[3])[1],
            "information missing, %": lambda one: Percent(float(one[3][MISSING_INFORMATION])),
        },
    )


def _pairs(result: ImputedCox) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    complete = {(each["term"], each["reference"]): each for each in records_of(result.complete.frame)}
    for each in records_of(result.frame):
        yield complete.get((each["term"], each["reference"]), {}), each


def _term(each: Mapping[str, Any]) -> str:
    return ratio_name(each["term"], each["reference"])


IMPUTED_PREDICTORS = Analysis(
    "imputed-predictors", "Had nothing gone unrecorded", estimate, needs=("predictors",), part_of="predictors"
)

"""What would treatment success be, had every response been written down?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.analyses.choices import columns_of
from isostats.analyses.imputed_predictors import AT_ONCE, FEWEST, ROUNDS
from isostats.analyses.protocol import Analysis, Answer, Basis, texts
from isostats.analyses.rows import Row, row, where
from isostats.cohort.counting import event_table
from isostats.cohort.predictors import response_frame
from isostats.errors import EstimateError
from isostats.estimate import treatment_success
from isostats.estimate.imputation import impute
from isostats.estimate.results import Curve
from isostats.estimate.rubin import combined
from isostats.vocabulary import names as v
from isostats.vocabulary.estimands import TREATMENT_SUCCESS
from isostats.words.numbers import count_text, counted, in_words, percent, percent_with_limits

RESPONSE, DIED = "response", "died"


@dataclass(frozen=True, eq=False)
class ImputedSuccess:
    """How many responses were imputed, how often, and the rows by horizon; ``why_not`` says why there are none."""

    unknown: int
    imputations: int
    rows: tuple[Row, ...]
    why_not: str = ""


def estimate(it: Basis, success: Answer[object]) -> Answer[ImputedSuccess | None]:
    """Treatment success of everyone at each horizon, unknown responses imputed rather than left out."""
    outcome, asked = TREATMENT_SUCCESS.outcome, it.study.study.imputations
    if not asked or outcome not in it.cohort.outcomes or not it.cohort.responses:
        return Answer(None)
    frame = response_frame(it.cohort, outcome, covariates=columns_of("[study] covariates", it.study.study.covariates,
                                                                     it.cohort))  # fmt: skip
    unknown, number = int(frame[RESPONSE].isna().sum()), min(asked, AT_ONCE // max(len(frame), 1))
    if not unknown:
        return Answer(None)
    why_not = ""
    rows: tuple[Row, ...] = ()
    if number < min(FEWEST, asked):
        why_not = f"{counted(len(frame), 'person', 'people')} are more than a report imputes; iso.impute does it"
    else:
        try:
            rows = _rows(it, frame, number)
        except EstimateError as error:
            why_not = str(error).rstrip(".")
    address = (v.TREATMENT_SUCCESS, outcome, v.EVERYONE, v.IMPUTED)
    rows = rows or tuple(row(*address, time_days=day, level=it.level) for day in it.study.horizons)
    made = ImputedSuccess(unknown, number, rows, why_not)
    return Answer(made, it.not_fixed(rows), (*texts([_sentence(it, made, success)]),))


def _rows(it: Basis, frame: pd.DataFrame, number: int) -> tuple[Row, ...]:
    """Success at each horizon by Rubin's rules on log(-log S), in which it is nearly normal."""
    outcome = TREATMENT_SUCCESS.outcome
    known = frame.assign(event=(frame["event"] == 1).astype(int), **{DIED: (frame["event"] == 2).astype(float)})
    columns = [name for name in known if name not in (v.TIME, "event")]
    seed = it.study.study.seed
    drawn = impute(known, columns=columns, imputations=number, iterations=ROUNDS, seed=seed)
    curves = [_success(frame, each[RESPONSE].astype(str).to_numpy(), it.level) for each in drawn]
    each = [curve.at(it.study.horizons, min_at_risk=it.min_at_risk) for curve in curves]
    share, error = (np.array([one[name] for one in each], dtype=float) for name in (v.ESTIMATE, v.STD_ERROR))
    with np.errstate(divide="ignore", invalid="ignore"):
        twice = np.log(-np.log(share))
        rules = combined(twice, (error / (share * np.log(share))) ** 2, complete_df=len(frame) - 1)
    upper, lower = (np.exp(-np.exp(end)) for end in rules.limits(it.level))
    made = []
    for h, day in enumerate(it.study.horizons):
        numbers: dict[str, Any] = {}
        beyond = [one[v.STATUS].iloc[h] for one in each if one[v.STATUS].iloc[h] != v.OK]
        if not beyond and np.isfinite(rules.estimate[h]):
            mean = float(np.exp(-np.exp(rules.estimate[h])))
            numbers = {v.ESTIMATE: mean, v.LOWER: lower[h], v.UPPER: upper[h],
                       v.STD_ERROR: -mean * np.log(mean) * rules.std_error[h]}  # fmt: skip
        elif beyond:
            numbers = {v.STATUS: beyond[0]}
        numbers |= {v.TIME_DAYS: day, v.LEVEL: it.level, v.N: len(frame)}
        made.append(row(v.TREATMENT_SUCCESS, outcome, v.EVERYONE, v.IMPUTED, **numbers))
    return tuple(made)


def _success(frame: pd.DataFrame, responses: NDArray[np.object_], level: float) -> Curve:
    """The curve of one completed data set: whoever was not clear failed on day 0."""
    clear = responses == "clear"
    days = np.where(clear, frame[v.TIME], 0)
    cause = np.where(clear, frame["event"], 3)
    causes = (TREATMENT_SUCCESS.outcome, v.DEATH, v.NOT_CLEAR)
    return treatment_success(event_table(days, cause, causes=causes), level=level)


def _sentence(it: Basis, made: ImputedSuccess, success: Answer[object]) -> str:
    unknown = counted(made.unknown, "response")
    if made.why_not:
        return f"{unknown} that nobody wrote down could not be imputed: {made.why_not}."
    at = {v.TIME_DAYS: it.horizon_days, v.STATUS: v.OK}
    imputed = where(made.rows, **at)
    if not imputed:
        return ""
    known = where(success.rows, quantity=v.TREATMENT_SUCCESS, population=v.WITH_RESPONSE, group=v.ALL, **at)
    beside = f" Of those whose response is known it is {percent(known[0][v.ESTIMATE])}." if known else ""
    share, lower, upper = (float(imputed[0][name]) for name in (v.ESTIMATE, v.LOWER, v.UPPER))
    return (
        f"With {unknown} that nobody wrote down imputed {made.imputations} times, treatment success at "
        f"{in_words(it.horizon_days)} is {percent_with_limits(share, lower, upper, it.level)} of "
        f"{count_text(imputed[0][v.N])} people.{beside}"
    )


IMPUTED_SUCCESS = Analysis(
    "imputed-success", "Had every response been written down", estimate, needs=("treatment-success",),
    part_of="predictors",
)  # fmt: skip

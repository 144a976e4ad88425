"""What would treatment success be, had every response been written down?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from isostats.analyses.choices import columns_of
from isostats.analyses.imputed_predictors import AT_ONCE, FEWEST, ROUNDS
from isostats.analyses.protocol import Analysis, Answer, Basis, texts
from isostats.analyses.rows import Row, row, where
from isostats.cohort.counting import EventTable
from isostats.cohort.predictors import response_frame
from isostats.errors import EstimateError
from isostats.estimate import treatment_success
from isostats.estimate.bounds import bound_on
from isostats.estimate.imputation import Imputed, impute
from isostats.estimate.rubin import combined
from isostats.vocabulary import names as v
from isostats.vocabulary.estimands import TREATMENT_SUCCESS
from isostats.words.english import bounded, bounded_apart
from isostats.words.numbers import count_text, counted, in_words, percent, percent_with_limits

RESPONSE, CLEAR, DIED = "response", "clear", "died"


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
    people, unknown = it.cohort.people, it.cohort.people - it.cohort.responses
    number = min(asked, AT_ONCE // people)
    if not unknown:
        return Answer(None)
    why_not = ""
    rows: tuple[Row, ...] = ()
    if number < min(FEWEST, asked):
        why_not = f"{counted(people, 'person', 'people')} are more than a report imputes; iso.impute does it"
    else:
        more = columns_of("[study] covariates", it.study.study.covariates, it.cohort)
        try:
            rows = _rows(it, response_frame(it.cohort, outcome, covariates=more), number)
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
    curve = treatment_success(_counted(frame, drawn), level=it.level)
    each = curve.at(it.study.horizons, min_at_risk=it.min_at_risk)
    share, error, status = (
        each[name].to_numpy().reshape(number, -1) for name in (v.ESTIMATE, v.STD_ERROR, v.STATUS)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        twice = np.log(-np.log(share))
        rules = combined(twice, (error / (share * np.log(share))) ** 2, complete_df=len(frame) - 1)
    upper, lower = (np.exp(-np.exp(end)) for end in rules.limits(it.level))
    made = []
    for h, day in enumerate(it.study.horizons):
        numbers: dict[str, Any] = {}
        beyond = status[status[:, h] != v.OK, h]
        if not len(beyond) and np.isfinite(rules.estimate[h]):
            mean = float(np.exp(-np.exp(rules.estimate[h])))
            numbers = {v.ESTIMATE: mean, v.LOWER: lower[h], v.UPPER: upper[h],
                       v.STD_ERROR: -mean * np.log(mean) * rules.std_error[h]}  # fmt: skip
        elif len(beyond):
            numbers = {v.STATUS: beyond[0]}
        numbers |= {v.TIME_DAYS: day, v.LEVEL: it.level, v.N: len(frame)}
        bound = "" if v.STATUS in numbers else bound_on(it.curves.success(outcome), day)
        made.append(row(v.TREATMENT_SUCCESS, outcome, v.EVERYONE, v.IMPUTED, bound=bound, **numbers))
    return tuple(made)


def _counted(frame: pd.DataFrame, drawn: Imputed) -> EventTable:
    """Everyone in each completed data set, a group each: whoever was not clear failed on day 0.

    Those whose response is known are counted once for all.
    """
    causes = (TREATMENT_SUCCESS.outcome, v.DEATH, v.NOT_CLEAR)
    days, cause = (frame[name].to_numpy(int) for name in (v.TIME, "event"))
    axis, on = np.unique(np.append(0, days), return_inverse=True)
    places, codes = drawn.drawn[RESPONSE]
    turned_clear = (np.array(drawn.categories[RESPONSE]) == CLEAR)[codes.astype(int)]
    known = np.flatnonzero(frame[RESPONSE].notna())
    clear = (frame[RESPONSE].iloc[known] == CLEAR).to_numpy(bool)
    if_clear, size = cause * len(axis) + on[1:], (1 + len(causes)) * len(axis)
    not_clear = len(causes) * len(axis)  # on day 0, the first of its days
    alike = np.bincount(np.where(clear, if_clear[known], not_clear), minlength=size)
    cells = np.where(turned_clear, if_clear[places], not_clear) + size * np.arange(drawn.imputations)[:, None]
    each = np.bincount(cells.ravel(), minlength=size * drawn.imputations).reshape(drawn.imputations, size)
    counts = (alike + each).astype(float).reshape(drawn.imputations, 1 + len(causes), len(axis))
    groups = tuple(map(str, range(drawn.imputations)))
    return EventTable(groups, causes, axis, counts[:, 1:], counts[:, 0], np.zeros((len(groups), len(axis))))


def _sentence(it: Basis, made: ImputedSuccess, success: Answer[object]) -> str:
    unknown = counted(made.unknown, "response")
    if made.why_not:
        return f"{unknown} that nobody wrote down could not be imputed: {made.why_not}."
    at = {v.TIME_DAYS: it.horizon_days, v.STATUS: v.OK}
    imputed = where(made.rows, **at)
    if not imputed:
        return ""
    known = where(success.rows, quantity=v.TREATMENT_SUCCESS, population=v.WITH_RESPONSE, group=v.ALL, **at)
    beside = ""
    if known:
        of_known = bounded(percent(known[0][v.ESTIMATE]), known[0][v.BOUND])
        beside = f" Of those whose response is known it is {of_known}."
    share = percent_with_limits(*(float(imputed[0][name]) for name in (v.ESTIMATE, v.LOWER, v.UPPER, v.LEVEL)))
    share, end = bounded_apart(share, imputed[0][v.BOUND])
    return (
        f"With {unknown} that nobody wrote down imputed {made.imputations} times, treatment success at "
        f"{in_words(it.horizon_days)} is {share} of "
        f"{count_text(imputed[0][v.N])} people{end}.{beside}"
    )


IMPUTED_SUCCESS = Analysis(
    "imputed-success", "Had every response been written down", estimate, needs=("treatment-success",),
    part_of="predictors",
)  # fmt: skip

"""Cox's model over several completed data sets, as one by Rubin's rules, with that of the complete rows beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from isostats.errors import EstimateError
from isostats.estimate.imputation import Imputed
from isostats.estimate.model_frames import followed_rows
from isostats.estimate.regression import COLUMNS, CoxResult, FittedRows, by_term, cox, fitted, in_cells, strata_of
from isostats.estimate.rubin import combined
from isostats.estimate.terms import Covariate, design
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, level_of
from isostats.words.html import card, shortened
from isostats.words.numbers import MISSING, count_text, digits_text, p_text, people_and_events, ratio_text

DF, MISSING_INFORMATION = "df", "missing_information"
"""Degrees of freedom, and the fraction of the information that the missing values hold."""


@dataclass(frozen=True, eq=False)
class ImputedCox:
    """A Cox model over imputed data: ``frame`` is as that of ``cox`` and has df and missing_information besides.

    ``n`` and ``events`` are of everybody; those of a category are means over the imputations. ``imputed`` counts the
    rows that lacked each covariate; ``complete`` is the model of the rows that lack none. A term without an estimate
    in some imputation has none here, and ``notes`` say so.
    """

    frame: pd.DataFrame
    n: int
    events: int
    imputations: int
    imputed: dict[str, int]
    complete: CoxResult
    level: float
    notes: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """A copy of the terms as a frame."""
        return self.frame.copy()

    def __str__(self) -> str:
        whom = people_and_events(self.n, self.events)
        each = ", ".join(f"{name} {count_text(count)}" for name, count in self.imputed.items())
        lines = [f"Cox model (Efron), {self.imputations} imputations by Rubin's rules: {whom}", f"imputed: {each}"]
        shown = self.frame[["term", "reference", v.ESTIMATE, v.LOWER, v.UPPER, v.P_VALUE, MISSING_INFORMATION]]
        lines.append(shown.to_string(index=False, float_format=lambda x: digits_text(x, 4), na_rep="-"))
        return "\n".join([*lines, *self.notes])

    def __repr__(self) -> str:
        return shortened(str(self))

    def _repr_html_(self) -> str:
        head, about = str(self).splitlines()[:2]
        body = []
        for row in self.frame.to_dict("records"):
            there = row[v.P_VALUE] >= 0
            last = [p_text(row[v.P_VALUE]), digits_text(row[MISSING_INFORMATION], 2)] if there else [MISSING, MISSING]
            ratio = ratio_text(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER])
            body.append([row["term"], row["reference"], ratio, *last])
        header = ["term", "against", "hazard ratio (limits)", "p", "information missing"]
        return card(head, [about, *self.notes], header, body)


def cox_imputed(
    imputed: Imputed, *, covariates: Sequence[str], strata: Sequence[str] = (), weights: str | None = None,
    cluster: str | None = None, level: float = 0.95, references: Mapping[str, object] | None = None,
) -> ImputedCox:
    """Hazard ratios over the imputations of ``iso.impute``, each fitted by ``iso.cox`` and combined by Rubin's rules.

    Log hazard ratios are averaged; their variance is that within plus that between the imputations, with Barnard and
    Rubin's degrees of freedom, of which complete data would have the events less the terms. R's ``mice::pool`` is the
    oracle. ``missing_information`` is the fraction of a term's information that was not recorded: with a half of it,
    fifty imputations are not too many. Categories are held against the same reference in all. Rows without a stratum
    or cluster that was not imputed are left out. The complete rows alone are fitted beside it.

    Raises EstimateError as ``cox`` does, and where nothing was imputed.

    >>> import numpy as np, pandas as pd, isostats as iso
    >>> age = np.where(np.arange(80) % 4, np.arange(80) % 29 + 15.0, np.nan)
    >>> people = pd.DataFrame({"time": np.arange(80) + 1, "event": [1, 0] * 40, "age": age})
    >>> model = iso.cox_imputed(iso.impute(people, columns=["age"], seed=1), covariates=["age"])
    >>> model.n, model.complete.n, model.imputed
    (80, 60, {'age': 20})
    """
    if not isinstance(imputed, Imputed):
        raise EstimateError(f"iso.cox_imputed needs what iso.impute gives, not a {type(imputed).__name__}.")
    names = [covariates] if isinstance(covariates, str) else list(covariates)
    filled = {name: count for name, count in imputed.missing.items() if name in (*names, *strata)}
    if not filled:
        raise EstimateError(f"Nothing was imputed of {', '.join(names)}. Fit them with iso.cox.")
    shared: dict[str, Any] = {
        "duration": imputed.duration, "event": imputed.event, "entry": imputed.entry, "covariates": names,
        "strata": strata, "weights": weights, "cluster": cluster, v.LEVEL: level,
    }  # fmt: skip
    complete = cox(imputed.frame, references=references, **shared)
    against = {column_of(term): level_of(term) for term in complete.references["term"][::-1]} | dict(references or {})
    fits = list(_fits(imputed, names, tuple(strata), weights, cluster, against, complete))
    frame, unsure = _together(fits, level)
    notes = [f"{term} has no estimate in some imputation, and so none here." for term in unsure]
    return ImputedCox(frame, fits[0].n, fits[0].events, imputed.imputations, filled, complete, level, tuple(notes))


@dataclass(frozen=True, eq=False)
class _Fit:
    """The model of one completed data set: of each term n, events, coefficient and error."""

    n: int
    events: int
    terms: dict[tuple[str, str], tuple[float, float, float, float]]


def _fits(
    imputed: Imputed, names: list[str], strata: tuple[str, ...], weights: str | None, cluster: str | None,
    references: Mapping[str, object], complete: CoxResult,
) -> Iterator[_Fit]:
    """The same as ``cox`` of each completed frame. Follow-up and risk sets are made once where no stratum was imputed,
    and each search begins at the coefficients of the complete rows."""
    followed = followed_rows(imputed.frame, imputed.duration, imputed.event, imputed.entry, weights)
    aside = [*strata, *([] if cluster is None else [cluster])]
    renewed = any(name in imputed.drawn for name in aside)
    known = {name: Covariate.of(imputed.frame[name], name) for name in names}
    first: FittedRows | None = None
    whole, rows, clusters = np.empty(0, dtype=np.intp), followed, None
    for number in range(imputed.imputations):
        columns = [imputed.covariate(known[name], number) for name in names]
        if first is None or renewed:
            parts = [imputed.category(name, number) for name in strata]
            alike = [imputed.category(name, number) for name in aside[len(strata) :]]
            whole, rows = in_cells(followed, columns, parts, alike)
            clusters = alike[0].values[whole] if alike else None
        made = design([each.part(whole) for each in columns], rows.failed, references, strata_of(rows, strata))
        fit = fitted(rows, made, clusters, near=complete.fit, alike=None if renewed else first)
        first = first or fit
        numbers = zip(made.terms, *by_term(made, fit), strict=True)
        terms = {
            (str(of["term"]), str(of["reference"])): (float(str(of[v.N])), float(str(of[v.EVENTS])), *own)
            for of, *own in numbers
        }
        yield _Fit(len(rows.exit), int(rows.failed.sum()), terms)


def _together(fits: list[_Fit], level: float) -> tuple[pd.DataFrame, list[str]]:
    """The terms of all fits as one, in the order of the first that has each; and those without an estimate in some."""
    terms = list(dict.fromkeys(pair for each in fits for pair in each.terms))
    none = (np.nan,) * 4
    laid = np.array([[each.terms.get(pair, none) for pair in terms] for each in fits])
    n, events, coefficient, error = np.moveaxis(laid, -1, 0)
    estimated = ~np.isnan(coefficient).any(axis=0)
    complete_df = max(fits[0].events - int(estimated.sum()), 1)
    rules = combined(coefficient, error**2, complete_df=complete_df)
    lower, upper = rules.limits(level)
    counts = {name: np.rint(each.mean(axis=0)) for name, each in ((v.N, n), (v.EVENTS, events))}
    numbers = {
        v.ESTIMATE: np.exp(rules.estimate), v.LOWER: np.exp(lower), v.UPPER: np.exp(upper),
        "coefficient": rules.estimate, v.STD_ERROR: rules.std_error, v.P_VALUE: rules.p_value, **counts,
        DF: rules.df, MISSING_INFORMATION: rules.missing_information,
    }  # fmt: skip
    texts = pd.DataFrame(terms, columns=["term", "reference"])
    frame = texts.assign(**numbers)[[*COLUMNS, DF, MISSING_INFORMATION]]
    return frame, [term for (term, _), there in zip(terms, estimated, strict=True) if not there]

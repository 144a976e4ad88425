"""Predictors of an outcome: Cox's model, with everybody who is left out of it counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from isostats.cohort.people_frames import people_frame
from isostats.errors import EstimateError
from isostats.estimate.efron import EfronFit, fit_efron
from isostats.estimate.intervals import normal_quantile
from isostats.estimate.kernel import Floats
from isostats.estimate.model_frames import followed_rows
from isostats.estimate.risk_sets import FollowedRows, order_of_cells
from isostats.estimate.robust_errors import robust_covariance
from isostats.estimate.terms import Covariate, Design, Strata, design
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import ratio_name
from isostats.words.english import term_words
from isostats.words.html import card, shortened
from isostats.words.numbers import (
    MISSING,
    USUAL_LEVEL,
    count_text,
    counted,
    digits_text,
    number_text,
    p_text,
    people_and_events,
    ratio_text,
    stated_percent,
)

Codes = NDArray[np.intp]
EVENTS_PER_TERM = 5
FEWEST_CLUSTERS = 20
MOST_OF_VARIANCE = 0.9
"""A value with a larger part of its covariate's squares about the median leaves the others no part in the model."""
RUN_AWAY = 25  # a standard error of so many log hazards per standard deviation belongs to no finite estimate
COLUMNS = [
    "term", "reference", v.ESTIMATE, v.LOWER, v.UPPER, "coefficient", v.STD_ERROR, v.P_VALUE, v.N, v.EVENTS,
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class FittedRows:
    """The rows that a model was fitted on, its maximum, and of each column the covariate and whether it settled."""

    rows: FollowedRows
    maximum: EfronFit
    variables: tuple[str, ...]
    unbounded: tuple[str, ...]
    names: tuple[str, ...]

    def start_of(self, names: tuple[str, ...]) -> Floats:
        """Its coefficients by name, 0 where it has none."""
        known = dict(zip(self.names, self.maximum.coefficient, strict=True))
        return np.array([0.0 if name in self.unbounded else known.get(name, 0.0) for name in names])


@dataclass(frozen=True, eq=False)
class CoxResult:
    """A fitted Cox model.

    ``frame`` has one row per term: term, reference (of a category), estimate (the hazard ratio), lower, upper,
    coefficient (log hazard ratio), std_error (of the coefficient), p_value, n and events (of the category; of all
    for a number). ``references`` has term, n and events of each category that others are held against. ``lost`` counts
    the rows without each covariate or stratum, ``rows_lost`` the rows left out for any of them; ``notes`` are sentences
    on what could not be estimated or rests on little. ``clusters`` counts the groups of rows that are alike, of which
    the column ``cluster`` tells; errors, limits and p are robust then. ``univariable`` has the terms, where asked for,
    as ``frame`` has them, each covariate alone among the same rows. ``weights`` and ``entry`` are the columns of them.
    ``fit`` is what tests of the model need; it holds the rows, and is left out of results that are kept.
    """

    frame: pd.DataFrame
    n: int
    events: int
    rows_lost: int
    lost: dict[str, int]
    strata: tuple[str, ...]
    level: float
    log_likelihood: float
    notes: tuple[str, ...]
    references: pd.DataFrame
    cluster: str = ""
    clusters: int = 0
    univariable: pd.DataFrame | None = None
    weights: str = ""
    entry: str = ""
    fit: FittedRows | None = field(default=None, repr=False)

    def to_frame(self) -> pd.DataFrame:
        """A copy of the terms as a frame."""
        return self.frame.copy()

    @property
    def __maketables_coef_table__(self) -> pd.DataFrame:
        """The terms as ``maketables.ETable`` asks for them by this name: log hazard ratios, and hr with its limits."""
        terms = map(ratio_name, self.frame["term"], self.frame["reference"])
        named = [term_words(each).replace(":", " =") for each in terms]  # a colon would be read as an interaction
        frame = self.frame.set_index(pd.Index(named, name="Coefficient"))
        coefficient, error, z = frame["coefficient"], frame[v.STD_ERROR], normal_quantile(self.level)
        limits = f"ci{number_text(100 * self.level)}"
        return pd.DataFrame({
            "b": coefficient, "se": error, "t": coefficient / error, "p": frame[v.P_VALUE],
            f"{limits}l": coefficient - z * error, f"{limits}u": coefficient + z * error,
            "hr": frame[v.ESTIMATE], "hr_l": frame[v.LOWER], "hr_u": frame[v.UPPER],
        })  # fmt: skip

    @property
    def __maketables_depvar__(self) -> str:
        return "log hazard"

    @property
    def __maketables_default_stat_keys__(self) -> list[str]:
        return ["N", v.EVENTS]

    @property
    def __maketables_stat_labels__(self) -> dict[str, str]:
        return {"N": "People", v.EVENTS: "Events"}

    def __maketables_stat__(self, key: str) -> float | None:
        return {"N": self.n, v.EVENTS: self.events, "ll": self.log_likelihood}.get(key)

    def __repr__(self) -> str:
        return shortened(str(self))

    def _repr_html_(self) -> str:
        head, *about = str(self).splitlines()[: 2 if self.rows_lost else 1]
        body = [
            [
                row["term"], row["reference"], ratio_text(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER]),
                p_text(row[v.P_VALUE]) if row[v.P_VALUE] == row[v.P_VALUE] else MISSING, count_text(row[v.EVENTS]),
            ]
            for row in self.frame.to_dict("records")
        ]  # fmt: skip
        return card(head, [*about, *self.notes], ["term", "against", "hazard ratio (limits)", "p", v.EVENTS], body)

    def __str__(self) -> str:
        strata = f", by strata of {', '.join(self.strata)}" if self.strata else ""
        robust = f", errors robust by {count_text(self.clusters)} of {self.cluster}" if self.cluster else ""
        asked = f", weighted by {self.weights}" if self.weights else ""
        asked += f", at risk after {self.entry}" if self.entry else ""
        asked += f", limits at {stated_percent(self.level)}" if abs(self.level - USUAL_LEVEL) > 1e-9 else ""
        whom = people_and_events(self.n, self.events)
        lines = [f"Cox model (Efron){strata}{robust}{asked}: {whom}"]
        if self.rows_lost:
            each = ", ".join(f"{name} {count_text(count)}" for name, count in self.lost.items() if count)
            lines.append(f"left out for missing values: {counted(self.rows_lost, 'row')} ({each})")
        shown = self.frame[["term", "reference", v.ESTIMATE, v.LOWER, v.UPPER, v.P_VALUE]]
        lines.append(shown.to_string(index=False, float_format=lambda x: digits_text(x, 4), na_rep="-"))
        return "\n".join([*lines, *self.notes])


def cox(
    frame: pd.DataFrame, *, duration: str = v.TIME, event: str = "event", covariates: Sequence[str],
    strata: Sequence[str] = (), entry: str | None = None, weights: str | None = None, cluster: str | None = None,
    level: float = 0.95, references: Mapping[str, object] | None = None, univariable: bool = False,
) -> CoxResult:
    """Hazard ratios by Cox's model (Cox 1972), Efron's ties, model-based errors; R's ``coxph`` is the oracle.

    ``frame``, of pandas or polars, has one row per person: ``duration`` in days (0 or more), ``event`` 0 or 1, and the
    covariates known at day 0. Numbers enter per unit, also where a database gave a column of objects; text, categories
    and booleans enter by category against the most frequent one, or against ``references[covariate]``. Each combination
    of ``strata`` has a baseline hazard of its own. With ``entry`` a person is at risk after that day only. ``weights``
    (above 0) weigh rows as R's do, and the errors stay those of the model: they are right where a weight counts so many
    people. Where rows of one value of ``cluster`` are alike, as the patients of a prescriber, errors are robust (Lin
    and Wei 1989): a cluster's influences are summed, without a factor for their number, as R has them. A column with a
    value of its own for each row gives robust errors by person, which sampling weights need. Rows without a covariate,
    stratum or cluster are left out and counted. A covariate that is constant or a sum of others within strata, and a
    category without events (whose hazard ratio is 0 whatever the others are) get a note instead of a number. Categories
    that never share a stratum have a reference each. With ``univariable`` each covariate is fitted alone as well, among
    the same rows and in the same strata, so that the two differ by adjustment and not by people.

    Raises EstimateError for columns that are not there, stand there twice or have names that are no texts, dates where
    numbers are meant, words among numbers, two covariates with a term of one name, impossible durations, events,
    entries or weights, no events, nothing to compare, or a fit that does not converge.

    >>> import pandas as pd
    >>> people = pd.DataFrame({"time": [5, 6, 6, 2, 4], "event": [1, 0, 1, 1, 1], "age": [20, 31, 24, 28, 19]})
    >>> cox(people, covariates=["age"]).frame["estimate"].round(4).tolist()
    [0.8587]
    """
    names = [covariates] if isinstance(covariates, str) else list(covariates)
    strata = (strata,) if isinstance(strata, str) else tuple(strata)
    z = normal_quantile(level)
    if not names:
        raise EstimateError("A Cox model needs at least one covariate.")
    clustered = [] if cluster is None or cluster in strata else [cluster]  # which may be a stratum as well
    frame = people_frame(frame, {
        "duration": [duration], "event": [event], "covariates": names, "entry": [entry] if entry else [],
        "weights": [weights] if weights else [], "strata": strata, "cluster": clustered,
    }, "A Cox model")  # fmt: skip
    columns = [Covariate.of(frame[name], name) for name in names]
    parts = [Covariate.of(frame[name], name, as_category=True) for name in strata]
    followed = followed_rows(frame, duration, event, entry, weights)
    alike = [Covariate.of(frame[cluster], cluster, as_category=True)] if cluster is not None else []
    lost = {each.name: int((~each.known).sum()) for each in (*columns, *parts, *alike)}
    whole, complete = in_cells(followed, columns, parts, alike)
    columns = [each.part(whole) for each in columns]
    n, events = len(complete.exit), int(complete.failed.sum())
    if not events:
        raise EstimateError(f"There are no events among {counted(n, 'complete row')}: nothing can be modelled.")
    clusters = alike[0].values[whole] if alike else None
    number = 0 if clusters is None else len(np.unique(clusters))
    apart = strata_of(complete, strata)
    made = design(columns, complete.failed, references or {}, apart)
    fit = fitted(complete, made, clusters)
    terms = _terms(made, fit, z)
    few = _untold(cluster, number, len(made.names)) + _few_clusters(cluster, number)
    alone = None
    if univariable:
        each_alone = [_alone(complete, each, references or {}, clusters, z, fit, apart) for each in columns]
        own_terms = [each for each in each_alone if len(each)] or each_alone[:1]
        alone = terms[["term", "reference"]].merge(pd.concat(own_terms), how="left", on=["term", "reference"])[COLUMNS]
    return CoxResult(
        frame=terms, n=n, events=events, rows_lost=len(frame) - n, lost=lost,
        strata=strata, level=level, log_likelihood=fit.maximum.log_likelihood,
        notes=(*made.notes, *_notes(made, fit.unbounded, events), *_beyond(terms), *few),
        references=pd.DataFrame(made.references, columns=["term", v.N, v.EVENTS]),
        cluster=cluster or "", clusters=number, univariable=alone, weights=weights or "", entry=entry or "", fit=fit,
    )  # fmt: skip


def _alone(
    rows: FollowedRows, covariate: Covariate, references: Mapping[str, object], clusters: Codes | None, z: float,
    whole: FittedRows, apart: Strata | None,
) -> pd.DataFrame:
    """The terms of a model of one covariate, in the risk sets of the ``whole`` one; without rows where it has none."""
    own = {name: of for name, of in references.items() if name == covariate.name}
    try:
        made = design([covariate], rows.failed, own, apart, independent=whole.names)
        levels = covariate.values if covariate.categories is not None and clusters is None else None
        return _terms(made, fitted(rows, made, clusters, alike=whole, levels=levels), z)
    except EstimateError:  # constant or separated: the model of all has told it
        return pd.DataFrame(columns=COLUMNS)


def in_cells(
    followed: FollowedRows, columns: list[Covariate], parts: list[Covariate], alike: list[Covariate]
) -> tuple[Codes, FollowedRows]:
    """The rows that have every covariate, stratum (``parts``) and cluster (``alike``), sorted once for all fits."""
    if parts:
        codes = pd.DataFrame({each.name: each.values for each in parts})
        followed = replace(followed, stratum=codes.groupby(list(codes)).ngroup().to_numpy())
    whole = np.flatnonzero(np.logical_and.reduce([each.known for each in (*columns, *parts, *alike)]))
    whole = whole[order_of_cells(followed.part(whole))]
    return whole, followed.part(whole)


def strata_of(rows: FollowedRows, names: tuple[str, ...]) -> Strata | None:
    """The strata of rows, by the columns that tell them; none where there are no such columns."""
    return None if rows.stratum is None else Strata(rows.stratum, names)


def _robust(fit: EfronFit, clusters: Codes) -> Floats:
    """The sandwich, or NaN where the clusters' influences, which sum to zero, span fewer dimensions than terms."""
    terms = len(fit.coefficient)
    return robust_covariance(fit, clusters) if len(np.unique(clusters)) > terms else np.full((terms, terms), np.nan)


def fitted(
    complete: FollowedRows, made: Design, clusters: Codes | None, near: FittedRows | None = None,
    alike: FittedRows | None = None, levels: Codes | None = None,
) -> FittedRows:
    """The fit, and the terms whose coefficient runs away: with them it need not settle, for the others have.

    The search begins at the coefficients of ``near``, and takes over the risk sets of ``alike``, a fit of all the same
    rows with other covariates. Where ``levels`` (of each complete row) decide all covariates, people who are alike are
    one row.
    """
    rows = replace(complete.part(made.used), covariates=made.x)
    rows = rows if levels is None else rows.joined(levels[made.used])
    same = alike is not None and len(alike.rows.exit) == len(rows.exit) == len(complete.exit)
    cells = alike.maximum.cells if alike is not None and same else None
    fit = fit_efron(rows, start=None if near is None else near.start_of(made.names), cells=cells)
    if fit is not None:
        scaled = fit.std_error * fit.spread
        unbounded = tuple(name for name, error in zip(made.names, scaled, strict=True) if not error < RUN_AWAY)
        if len(unbounded) < len(made.names) and (fit.settled or unbounded):
            if clusters is not None:
                fit = replace(fit, covariance=_robust(fit, clusters[made.used]))
            return FittedRows(rows, fit, made.variables, unbounded, made.names)
    if far := [name for name in made.names if _decides_alone(made, name)]:
        raise EstimateError(f"The Cox model does not converge. {_far_words(made, far[0])}")
    raise EstimateError(
        "The Cox model does not converge: some covariate, or some covariates together, tell those with an event "
        "from those without it perfectly. Leave one out, or join rare categories."
    )


def _terms(made: Design, fit: FittedRows, z: float) -> pd.DataFrame:
    """One row per term, those that cannot be estimated with NaN."""
    coefficient, std_error = by_term(made, fit)
    with np.errstate(over="ignore"):
        ratios = np.exp(np.stack([coefficient, coefficient - z * std_error, coefficient + z * std_error]))
    untold = np.isinf(ratios).any(axis=0) | (ratios == 0).any(axis=0)
    estimate, lower, upper = np.where(untold, np.nan, ratios)
    numbers = {
        v.ESTIMATE: estimate, v.LOWER: lower, v.UPPER: upper, "coefficient": coefficient, v.STD_ERROR: std_error,
        v.P_VALUE: 2 * scipy.special.ndtr(-np.abs(coefficient / std_error)),
    }
    return pd.DataFrame(pd.DataFrame(made.terms).assign(**numbers)[COLUMNS])


def by_term(made: Design, fit: FittedRows) -> tuple[Floats, Floats]:
    """Coefficients and their errors in the order of the terms, NaN of those that cannot be estimated."""
    place = {name: i for i, name in enumerate(made.names) if name not in fit.unbounded}
    at = np.array([place.get(str(term["term"]), -1) for term in made.terms])
    coefficient, std_error = (np.append(part, np.nan)[at] for part in (fit.maximum.coefficient, fit.maximum.std_error))
    return coefficient, std_error


def _notes(made: Design, unbounded: tuple[str, ...], events: int) -> list[str]:
    notes = [
        f"The hazard ratio of {name} has no estimate. {_far_words(made, name)}" if _decides_alone(made, name) else
        f"The hazard ratio of {name} grows or falls without limit: it tells those with an event from those without it "
        "perfectly, so it has no estimate."
        for name in unbounded
    ]  # fmt: skip
    if events < EVENTS_PER_TERM * len(made.names):
        notes.append(
            f"{counted(events, 'event')} for {counted(len(made.names), 'term')} are fewer than {EVENTS_PER_TERM} per "
            "term: estimates and limits are unreliable."
        )
    return notes


def _decides_alone(made: Design, name: str) -> bool:
    """Whether one value of a number has most of its variance, so that all others are as good as the same."""
    values = made.x[:, made.names.index(name)]
    if len(np.unique(values)) <= 2:  # a category of one person is rare, and not far
        return False
    squares = (values - np.median(values)) ** 2
    return bool(squares.max() > MOST_OF_VARIANCE * squares.sum())


def _far_words(made: Design, name: str) -> str:
    values = made.x[:, made.names.index(name)]
    farthest = values[np.argmax(np.abs(values - np.median(values)))]
    return (
        f"One value of {name}, {number_text(float(farthest))}, lies so far from all others that nothing is told by "
        "these. Look whether it is mistyped, or leave that row out."
    )


def _beyond(terms: pd.DataFrame) -> list[str]:
    """Of which terms the ratio per unit, or a limit of it, is no number that a computer holds."""
    beyond = terms["term"][terms["coefficient"].notna() & terms[v.STD_ERROR].notna() & terms[v.ESTIMATE].isna()]
    return [
        f"The hazard ratio per unit of {name} is too large or too small to be written. Its coefficient stands. Put "
        "the covariate in larger units."
        for name in beyond
    ]


def _few_clusters(cluster: str | None, clusters: int) -> list[str]:
    few = cluster is not None and clusters < FEWEST_CLUSTERS
    words = f"Robust errors of {counted(clusters, 'cluster')} ({cluster}), fewer than {FEWEST_CLUSTERS}"
    often = "In simulated samples of 5 or 8 clusters with no effect at all, it was so in 11 to 12%, not in 5%."
    return [f"{words}, are too small: limits are too narrow, and p is too often below 0.05. {often}"] if few else []


def _untold(cluster: str | None, clusters: int, terms: int) -> list[str]:
    if cluster is None or clusters > terms:
        return []
    return [
        f"{counted(clusters, 'cluster')} ({cluster}) cannot tell the errors of {counted(terms, 'term')}: hazard ratios "
        "of all together stand without limits and p. Name a column with more clusters, or fewer covariates."
    ]

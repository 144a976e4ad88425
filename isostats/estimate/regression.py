"""Predictors of an outcome: Cox's model through lifelines, with everybody who is left out of it counted."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtr

from isostats._checks import EstimateError, counted, nearest
from isostats.estimate.efron import efron_solution
from isostats.estimate.intervals import normal_quantile
from isostats.estimate.kernel import Floats
from isostats.estimate.terms import Design, design

if TYPE_CHECKING:
    import pandas as pd

EVENTS_PER_TERM = 5
FEW_ROWS = 50_000  # above this lifelines starts from the solution, for each of its steps is slow
RUN_AWAY = 25  # a standard error of so many log hazards per standard deviation belongs to no finite estimate
COLUMNS = [
    "term", "reference", "estimate", "lower", "upper", "coefficient", "std_error", "p_value", "n", "events",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class CoxResult:
    """A fitted Cox model.

    ``frame`` has one row per term: term, reference (of a category), estimate (the hazard ratio), lower, upper,
    coefficient (log hazard ratio), std_error (of the coefficient), p_value, n and events (of the category; of all
    for a number). ``lost`` counts the rows without each covariate or stratum, ``rows_lost`` the rows left out for
    any of them; ``notes`` are sentences on what could not be estimated or rests on little.
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

    def to_frame(self) -> pd.DataFrame:
        """A copy of the terms as a frame."""
        return self.frame.copy()

    def __repr__(self) -> str:
        strata = f", by strata of {', '.join(self.strata)}" if self.strata else ""
        lines = [f"Cox model (Efron){strata}: {counted(self.n, 'person', 'people')}, {counted(self.events, 'event')}"]
        if self.rows_lost:
            each = ", ".join(f"{name} {count:,}" for name, count in self.lost.items() if count)
            lines.append(f"left out for missing values: {counted(self.rows_lost, 'row')} ({each})")
        shown = self.frame[["term", "reference", "estimate", "lower", "upper", "p_value"]]
        lines.append(shown.to_string(index=False, float_format=lambda x: f"{x:.4g}", na_rep="-"))
        return "\n".join([*lines, *self.notes])


def cox(
    frame: pd.DataFrame,
    *,
    duration: str = "time",
    event: str = "event",
    covariates: Sequence[str],
    strata: Sequence[str] = (),
    level: float = 0.95,
    references: Mapping[str, object] | None = None,
) -> CoxResult:
    """Hazard ratios by Cox's model (Cox 1972), Efron's ties, model-based errors; R's ``coxph`` is the oracle.

    ``frame`` has one row per person: ``duration`` in days (0 or more), ``event`` 0 or 1, and the covariates known at
    day 0. Numbers enter per unit; text, categories and booleans enter by category against the most frequent one, or
    against ``references[covariate]``. Each combination of ``strata`` has a baseline hazard of its own. Rows without a
    covariate or stratum are left out and counted. A covariate that is constant or a sum of others, and a category
    without events (whose hazard ratio is 0 whatever the others are) get a note instead of a number.

    Raises EstimateError for columns that are not there, impossible durations or events, no events, nothing to
    compare, or a fit that does not converge.

    >>> import pandas as pd
    >>> people = pd.DataFrame({"time": [5, 6, 6, 2, 4], "event": [1, 0, 1, 1, 1], "age": [20, 31, 24, 28, 19]})
    >>> cox(people, covariates=["age"]).frame["estimate"].round(4).tolist()
    [0.8587]
    """
    names = [covariates] if isinstance(covariates, str) else list(covariates)
    strata = (strata,) if isinstance(strata, str) else tuple(strata)
    z = normal_quantile(level)
    _check_columns(frame, [duration, event, *names, *strata])
    _check_outcome(frame, duration, event)
    wanted = [*names, *strata]
    lost = {name: int(frame[name].isna().sum()) for name in wanted}
    whole = frame[frame[wanted].notna().all(axis=1)]
    if not (whole[event] > 0).any():
        raise EstimateError(
            f"There are no events among {counted(len(whole), 'complete row')}: nothing can be modelled."
        )
    made = design(whole, names, whole[event].to_numpy(dtype=float), references or {})
    kept = whole[made.used]
    data = made.columns.assign(
        _time=kept[duration].to_numpy(dtype=float), _event=kept[event].to_numpy(dtype=float),
        **{f"_stratum_{i}": kept[name].astype(str).to_numpy() for i, name in enumerate(strata)},
    )  # fmt: skip
    fitted = _fit(data, [f"_stratum_{i}" for i in range(len(strata))], list(made.columns))
    return CoxResult(
        frame=_terms(made, fitted, z),
        n=len(whole),
        events=int((whole[event] > 0).sum()),
        rows_lost=len(frame) - len(whole),
        lost=lost,
        strata=strata,
        level=level,
        log_likelihood=fitted.log_likelihood,
        notes=(*made.notes, *_notes(made, fitted, int(whole[event].sum()))),
    )


@dataclass(frozen=True)
class _Fitted:
    coefficient: pd.Series
    std_error: pd.Series
    log_likelihood: float
    unbounded: tuple[str, ...]


def _fit(data: pd.DataFrame, strata: list[str], terms: list[str]) -> _Fitted:
    """lifelines' fit, run to convergence and quietly; what its warnings say is said in notes or errors instead."""
    spread = data[terms].std(ddof=1)
    fitter = _newton(data, strata, steps=40, start=_start(data, strata, terms) if len(data) > FEW_ROWS else None)
    # where a coefficient runs away the others settle within a few steps, before its own share becomes singular
    short = _newton(data, strata, steps=18) if fitter is None else fitter
    if short is not None:
        coefficient, std_error = short.params_[terms], short.standard_errors_[terms]
        scaled = std_error * spread
        unbounded = tuple(name for name in terms if not scaled[name] < RUN_AWAY)
        if len(unbounded) < len(terms) and (fitter is not None or unbounded):
            return _Fitted(coefficient, std_error, float(short.log_likelihood_), unbounded)
    raise EstimateError(
        "The Cox model does not converge: some covariate, or some covariates together, tell those with an event "
        "from those without it perfectly. Leave one out, or join rare categories."
    )


def _start(data: pd.DataFrame, strata: list[str], terms: list[str]) -> Floats | None:
    """The solution on lifelines' scale (covariates in standard deviations), found at a tenth of the cost of a step."""
    x = data[terms].to_numpy()
    x = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)
    stratum = data.groupby(strata, sort=False).ngroup() if strata else data["_time"] * 0
    return efron_solution(x, data["_time"].to_numpy(), data["_event"].to_numpy(), stratum.to_numpy(dtype=np.intp))


def _newton(data: pd.DataFrame, strata: list[str], *, steps: int, start: Floats | None = None) -> Any:
    """lifelines' fitter after at most so many of Newton's steps, or None where it gives up."""
    from lifelines import CoxPHFitter
    from lifelines.exceptions import ConvergenceError

    # step size 1 is Newton's own, half as many steps as lifelines' 0.95; the precisions make it stop at convergence,
    # not at a good enough likelihood
    exact = {"step_size": 1.0, "precision": 1e-18, "r_precision": 0.0, "max_steps": steps}
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return CoxPHFitter().fit(
                data, "_time", "_event", strata=strata or None, fit_options=exact, initial_point=start
            )
    except (ConvergenceError, np.linalg.LinAlgError, ValueError, FloatingPointError, ZeroDivisionError):
        return None


def _terms(made: Design, fitted: _Fitted, z: float) -> pd.DataFrame:
    """One row per term, those that cannot be estimated with NaN."""
    import pandas as pd

    frame = made.terms.reset_index(drop=True)
    told = frame["term"].isin(set(made.columns) - set(fitted.unbounded)).to_numpy()
    coefficient = frame["term"].map(fitted.coefficient).where(told).astype(float)
    std_error = frame["term"].map(fitted.std_error).where(told).astype(float)
    frame["estimate"] = np.exp(coefficient)
    frame["lower"], frame["upper"] = np.exp(coefficient - z * std_error), np.exp(coefficient + z * std_error)
    frame["coefficient"], frame["std_error"] = coefficient, std_error
    frame["p_value"] = 2 * ndtr(-np.abs(coefficient / std_error).to_numpy())
    return pd.DataFrame(frame[COLUMNS])


def _notes(made: Design, fitted: _Fitted, events: int) -> list[str]:
    notes = [
        f"The hazard ratio of {name} grows or falls without limit: it tells those with an event from those without it "
        "perfectly, so it has no estimate."
        for name in fitted.unbounded
    ]
    terms = len(made.columns.columns)
    if events < EVENTS_PER_TERM * terms:
        notes.append(
            f"{counted(events, 'event')} for {counted(terms, 'term')} are fewer than {EVENTS_PER_TERM} per term: "
            "estimates and limits are unreliable."
        )
    return notes


def _check_columns(frame: pd.DataFrame, names: list[str]) -> None:
    if len(names) < 3:
        raise EstimateError("A Cox model needs at least one covariate.")
    for name in names:
        if name not in frame:
            raise EstimateError(f"There is no column {name!r}{nearest(name, map(str, frame.columns))}.")
        if names.count(name) > 1:
            raise EstimateError(
                f"The column {name!r} is asked for twice, among duration, event, covariates and strata."
            )


def _check_outcome(frame: pd.DataFrame, duration: str, event: str) -> None:
    """Durations are numbers of 0 or more, events 0 or 1, and none is missing."""
    import pandas as pd

    for name, rule in ((duration, "0 or more"), (event, "0 or 1")):
        values = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        right = np.isfinite(values) & (values >= 0) if name == duration else np.isin(values, (0, 1))
        if not right.all():
            first = int(np.argmin(right))
            raise EstimateError(
                f"{counted(int((~right).sum()), 'value')} of {name} must be {rule} (first: row {first}, counting from "
                f"0: {frame[name].iloc[first]}). Mend or leave out such rows."
            )

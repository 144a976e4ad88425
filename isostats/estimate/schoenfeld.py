"""How each log hazard ratio goes with time: scaled Schoenfeld residuals, and a smooth through them with its band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from isostats.errors import EstimateError
from isostats.estimate.dose_splines import spline_basis
from isostats.estimate.efron import EfronFit
from isostats.estimate.hazards_over_time import ProportionalHazards, proportional_hazards, share_failed_before
from isostats.estimate.intervals import normal_quantile
from isostats.estimate.kernel import Floats
from isostats.estimate.regression import CoxResult
from isostats.estimate.risk_sets import AtFailures
from isostats.vocabulary import names as v
from isostats.words.html import card
from isostats.words.numbers import counted

FEWEST_EVENTS, POINTS = 20, 41
MOST_SHOWN = 1000
"""Residuals of so many events are kept to be drawn, evenly over time; the smooths are of all."""


@dataclass(frozen=True, eq=False)
class RatiosOverTime:
    """Log hazard ratios over time, by term of a model.

    ``curves`` has term, time (days), place (1 - Kaplan-Meier just before it), estimate, lower and upper: log hazard
    ratios. ``residuals`` has term, time, place and value, of at most 1,000 events. ``average`` has the model's
    coefficient by term, and ``tests`` are those of proportional hazards.
    """

    curves: pd.DataFrame
    residuals: pd.DataFrame
    average: dict[str, float]
    tests: ProportionalHazards
    n: int
    events: int
    level: float

    @property
    def changing_most(self) -> str:
        """The term that is least like a level line: its own test has the smallest p."""
        return min(self.tests.by_term, key=self.tests.by_term.__getitem__)

    def p_value(self, term: str) -> float:
        """That of the test of this term alone, as R's ``cox.zph(terms = FALSE)`` has it; NaN of another name."""
        return self.tests.by_term.get(term, np.nan)

    def to_frame(self) -> pd.DataFrame:
        """A copy of the curves as a frame."""
        return self.curves.copy()

    def __repr__(self) -> str:
        terms = counted(len(self.average), "term")
        return f"Hazard ratios over time: {terms}, {counted(self.events, 'event')}\n{self.tests}"

    def _repr_html_(self) -> str:
        return card("Hazard ratios over time", repr(self).splitlines()[1:])


def ratios_over_time(model: CoxResult) -> RatiosOverTime:
    """Scaled Schoenfeld residuals of a Cox model, and natural splines through them (Grambsch and Therneau 1994).

    A residual plus the coefficient is on the mean the log hazard ratio at its time. Time goes by 1 - Kaplan-Meier, so
    that events lie evenly; splines have four degrees of freedom, knots at the thirds of the events, and pointwise
    limits, as R's ``plot(cox.zph(fit, terms = FALSE))`` draws them. A curve that is level says that a ratio is the same
    at all times.

    Raises EstimateError where ``proportional_hazards`` does, for a weighted model, and for fewer than 20 events.

    >>> import numpy as np, pandas as pd, isostats as iso
    >>> people = pd.DataFrame({"time": np.arange(60) + 1, "event": 1, "age": np.arange(60) * 7 % 23})
    >>> over = iso.ratios_over_time(iso.cox(people, covariates=["age"]))
    >>> over.curves[["term", "time"]].iloc[[0, -1]].values.tolist()
    [['age', 1.0], ['age', 60.0]]
    """
    tests = proportional_hazards(model)
    fit = model.fit
    assert fit is not None
    rows = fit.rows
    if rows.weight is not None or rows.people is not None:
        raise EstimateError("Residuals of a weighted model are not drawn. Ask iso.proportional_hazards alone.")
    if model.events < FEWEST_EVENTS:
        raise EstimateError(
            f"{counted(model.events, 'event')} are fewer than {FEWEST_EVENTS}, too few for a curve over time."
        )
    spread = fit.maximum.spread
    coefficient = fit.maximum.coefficient
    sums = fit.maximum.cells.at_failures(coefficient * spread)
    information = fit.maximum.cells.moments(sums)[1] * np.outer(spread, spread)
    variance = np.linalg.inv(information) * model.events
    values = _residuals(fit.maximum, sums) @ variance + coefficient
    place, time = share_failed_before(rows)[rows.failed], rows.exit[rows.failed]
    order = np.argsort(place, kind="stable")
    place, time, values = place[order], time[order], values[order]
    basis, at = _splines(place)
    inverse = np.linalg.inv(basis[0].T @ basis[0])
    smooth = basis[1] @ inverse @ basis[0].T @ values
    away = normal_quantile(model.level) * np.sqrt(np.einsum("ij,jk,ik->i", basis[1], inverse, basis[1]))
    names = [str(each) for each in model.frame["term"][model.frame["coefficient"].notna()]]
    days = np.interp(at, place, time)
    kept = np.unique(np.linspace(0, len(place) - 1, min(len(place), MOST_SHOWN)).round().astype(int))
    curves, shown = [], []
    for j, name in enumerate(names):
        limit = away * np.sqrt(variance[j, j])
        curves.append(pd.DataFrame({"term": name, v.TIME: days, "place": at, v.ESTIMATE: smooth[:, j],
                                    v.LOWER: smooth[:, j] - limit, v.UPPER: smooth[:, j] + limit}))  # fmt: skip
        each = {"term": name, v.TIME: time[kept], "place": place[kept], "value": values[kept, j]}
        shown.append(pd.DataFrame(each))
    average = dict(zip(names, coefficient.tolist(), strict=True))
    return RatiosOverTime(
        pd.concat(curves, ignore_index=True), pd.concat(shown, ignore_index=True), average, tests, model.n,
        model.events, model.level,
    )  # fmt: skip


def _residuals(fit: EfronFit, at: AtFailures) -> Floats:
    """Covariates of each that failed less their mean over its risk set (events, d), in the order of the rows."""
    cells = fit.cells
    mean = (at.s1[cells.tie_of] - cells.fraction[:, None] * at.d1[cells.tie_of]) / at.phi[:, None]
    of_tie = np.add.reduceat(mean, cells.first, axis=0) / cells.ties[:, None]
    return np.asarray((cells.failed_x - of_tie[cells.tie_of])[np.argsort(cells.order[cells.failed])] * fit.spread)


def _splines(place: Floats) -> tuple[tuple[Floats, Floats], Floats]:
    """The natural spline's columns at the events and at points evenly apart, and these points."""
    knots = np.unique(np.quantile(place, [0, 1 / 3, 2 / 3, 1]))
    if len(knots) < 4:
        raise EstimateError("The events fall on too few times for a curve over time.")
    at = np.linspace(place[0], place[-1], POINTS)
    both = tuple(np.column_stack([np.ones(len(x)), spline_basis(x, knots.tolist())]) for x in (place, at))
    return (both[0], both[1]), at

"""How the hazard goes with a dose: Cox's model with a restricted cubic spline, and whether the line is straight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, nan
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
import scipy
from numpy.typing import ArrayLike

from isostats.cohort.people_frames import people_frame
from isostats.errors import EstimateError, require_probability
from isostats.estimate.efron import EfronFit, fit_efron
from isostats.estimate.fine_gray import fit_fine_gray, subdistribution_rows
from isostats.estimate.intervals import normal_quantile
from isostats.estimate.kernel import Floats
from isostats.estimate.risk_sets import FollowedRows
from isostats.vocabulary import names as v
from isostats.words.html import card
from isostats.words.numbers import count_text, counted, number_text, p_in_full, people_and_events, ratio_text

QUANTILES = {3: (0.10, 0.50, 0.90), 4: (0.05, 0.35, 0.65, 0.95)}
"""Where knots lie, by their number: Harrell (2015), Regression Modeling Strategies, table 2.3."""
EVENTS_PER_TERM = 10
"""Of a spline with k knots k - 1 terms are estimated: 20 events carry three knots, and 30 four."""
SHOWN = (0.01, 0.99)
"""A curve is told between these quantiles of the doses: beyond them it rests on a handful of people."""
POINTS, BIN = 101, 10.0
Model = Literal["cox", "subdistribution"]


class Wald(NamedTuple):
    """A Wald test that some coefficients are all 0."""

    statistic: float
    df: int
    p_value: float


@dataclass(frozen=True, eq=False)
class DoseHazard:
    """Hazard ratios over a dose, against a ``reference`` dose.

    ``knots`` are doses; ``coefficient`` and ``covariance`` are those of the spline's terms, the linear one first.
    ``low`` and ``high`` are the doses between which the curve is told. ``bins`` counts people by dose: left, right,
    count. ``lost`` counts those whose dose is not recorded. Where there is no curve ``status`` is ``not_estimable`` and
    ``reason`` says why.
    """

    knots: tuple[float, ...]
    reference: float
    coefficient: Floats
    covariance: Floats
    low: float
    high: float
    n: int
    events: int
    lost: int
    level: float
    method: str
    bins: pd.DataFrame
    status: str = v.OK
    reason: str = ""

    def at(self, doses: ArrayLike) -> pd.DataFrame:
        """Hazard ratio with pointwise limits: dose, estimate, lower, upper, std_error (of its log), p_value.

        At the reference it is 1, without an error. Below ``low`` and above ``high``, and where there is no curve, all
        are NaN.
        """
        dose = np.atleast_1d(np.asarray(doses, dtype=float))
        log, error = np.full((2, len(dose)), nan)
        if self.status == v.OK:
            within = (dose >= self.low) & (dose <= self.high)
            apart = spline_basis(dose[within], self.knots) - spline_basis([self.reference], self.knots)
            log[within] = apart @ self.coefficient
            error[within] = np.sqrt(np.einsum("ij,jk,ik->i", apart, self.covariance, apart))
        z = normal_quantile(self.level)
        with np.errstate(divide="ignore", invalid="ignore"):
            p_value = scipy.special.chdtrc(1, (log / error) ** 2)
        return pd.DataFrame({
            "dose": dose, v.ESTIMATE: np.exp(log), v.LOWER: np.exp(log - z * error), v.UPPER: np.exp(log + z * error),
            v.STD_ERROR: error, v.P_VALUE: p_value,
        })  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """The curve at doses evenly apart from ``low`` to ``high``; no rows where there is none."""
        return self.at(np.linspace(self.low, self.high, POINTS) if self.status == v.OK else [])

    @cached_property
    def overall(self) -> Wald:
        """Whether the hazard goes with the dose at all."""
        return self._wald(0)

    @cached_property
    def nonlinear(self) -> Wald:
        """Whether the log hazard bends: the test of the terms beyond the linear one."""
        return self._wald(1)

    def _wald(self, first: int) -> Wald:
        if self.status != v.OK:
            return Wald(nan, 0, nan)
        part, block = self.coefficient[first:], self.covariance[first:, first:]
        statistic = float(part @ np.linalg.solve(block, part))
        return Wald(statistic, len(part), float(scipy.special.chdtrc(len(part), statistic)))

    def __repr__(self) -> str:
        return "\n".join(self._words)

    def _repr_html_(self) -> str:
        shown = self.at(self.knots).to_dict("records")
        body = [
            [number_text(each["dose"]), ratio_text(each[v.ESTIMATE], each[v.LOWER], each[v.UPPER])] for each in shown
        ]
        return card(self._words[0], self._words[1:], ["dose at a knot", "hazard ratio (limits)"], body)

    @property
    def _words(self) -> list[str]:
        people = people_and_events(self.n, self.events)
        lost = [f"left out without a dose: {count_text(self.lost)}"] if self.lost else []
        if self.status != v.OK:
            return [f"Hazard over dose: {people}", *lost, f"not estimable: {self.reason}"]
        knots = ", ".join(map(number_text, self.knots))
        tests = f"{p_in_full(self.overall.p_value)} overall, {p_in_full(self.nonlinear.p_value)} for a bend"
        return [f"Hazard over dose against {number_text(self.reference)}: {people}", *lost, f"knots at {knots}", tests]


def dose_hazard(
    frame: pd.DataFrame, *, dose: str = "dose_mg_per_kg", duration: str = v.TIME, event: str = "event",
    reference: float = 120.0, knots: Sequence[float] | None = None, model: Model = "cox", level: float = 0.95,
) -> DoseHazard:
    """The hazard of the outcome over a dose, by a restricted cubic spline in Cox's model or in Fine and Gray's.

    ``frame`` has a row per person: days until the outcome or the end of follow-up, above 0; ``event`` 0, 1 for the
    outcome or 2 for a competing event, which the Cox model censors; and the dose, a row without it being left out and
    counted. Knots not stated lie at Harrell's quantiles of the doses: 5, 35, 65 and 95% with 30 events or more, else
    10, 50 and 90%. Efron's ties, Wald tests, limits of the log hazard ratio; R's ``coxph`` on ``rcspline.eval`` is the
    oracle. With fewer than ten events per term, hardly any different doses, or a reference outside the middle 98% of
    them, the result is not estimable and says so.

    Nobody is allotted a dose in such records: the ratios are not what another dose would do.

    Raises EstimateError for a column that is not there or holds other values, and for knots that do not rise.

    >>> import numpy as np, pandas as pd
    >>> days, doses = np.arange(1, 201), np.tile(np.arange(60.0, 260.0, 5), 5)
    >>> frame = pd.DataFrame({"time": days, "event": days % 2, "dose_mg_per_kg": doses})
    >>> curve = dose_hazard(frame)
    >>> curve.knots[0], len(curve.knots), curve.status
    (69.75, 4, 'ok')
    """  # fmt: skip
    require_probability(level, "level")
    if not (isinstance(reference, (int, float)) and isfinite(reference)):
        raise EstimateError(f"reference must be a dose, such as reference=120, not {reference!r}.")
    times, causes, values = _columns(frame, duration, event, dose)
    known = np.isfinite(values)
    times, causes, values = times[known], causes[known], values[known]
    n, events = len(values), int((causes == 1).sum())
    low, high = np.quantile(values, SHOWN) if n else (nan, nan)
    stated = _stated(knots) if knots is not None else ()
    asked, why = (stated, _too_few(events, len(stated))) if stated else _harrell(values, events)
    if not why and not low <= reference <= high:
        why = (
            f"the reference of {number_text(reference)} lies outside the doses from {number_text(round(low, 1))} to "
            f"{number_text(round(high, 1))} that hold 98% of people"
        )
    fit = None if why else _fit(spline_basis(values, asked), times, causes, model)
    if not why and fit is None:
        why = "the model does not converge: some doses tell those with an event from those without it"
    size = max(len(asked) - 1, 0)
    empty = np.full(size, nan), np.full((size, size), nan)
    coefficient, covariance = empty if fit is None else (fit.coefficient, fit.covariance)
    return DoseHazard(
        asked, float(reference), coefficient, covariance, float(low), float(high), n, events, int((~known).sum()),
        level, v.COX_SPLINE if model == "cox" else v.FINE_GRAY_SPLINE, _bins(values, low, high),
        v.NOT_ESTIMABLE if why else v.OK, why,
    )  # fmt: skip


def spline_basis(values: ArrayLike, knots: Sequence[float]) -> Floats:
    """The terms (n, k - 1) of a restricted cubic spline with k knots: the value, then curves that are straight outside.

    Durrleman & Simon (1989), scaled by the square of the range of the knots as R's ``rcspline.eval`` has it.
    """
    x, t = np.asarray(values, dtype=float), np.asarray(knots, dtype=float)

    def cubed(knot: float) -> Floats:
        beyond = np.maximum(x - knot, 0)
        return np.asarray(beyond * beyond * beyond)  # ** 3 is ten times slower

    last, before = t[-1], t[-2]
    at_last, at_before = cubed(last), cubed(before)
    curved = [
        cubed(knot) - at_before * (last - knot) / (last - before) + at_last * (before - knot) / (last - before)
        for knot in t[:-2]
    ]
    return np.stack([x, *(each / (last - t[0]) ** 2 for each in curved)], axis=1)


def _harrell(values: Floats, events: int) -> tuple[tuple[float, ...], str]:
    """The knots that so many events carry, or why there are none; fewer where several would lie on one dose."""
    if why := _too_few(events, min(QUANTILES)):
        return (), why
    for number in sorted(QUANTILES, reverse=True):
        knots = np.quantile(values, QUANTILES[number])
        if not _too_few(events, number) and (np.diff(knots) > 0).all() and len(np.unique(values)) >= number:
            return tuple(float(each) for each in knots), ""
    return (), "the doses have too few different values for a curve"


def _too_few(events: int, knots: int) -> str:
    needed = EVENTS_PER_TERM * (knots - 1)
    if events >= needed:
        return ""
    return f"{counted(events, 'event')} among people with a dose are fewer than the {needed} that {knots} knots need"


def _stated(knots: Sequence[float]) -> tuple[float, ...]:
    made = tuple(float(each) for each in knots)
    if len(made) < min(QUANTILES) or not (np.isfinite(made).all() and (np.diff(made) > 0).all()):
        raise EstimateError(
            f"knots must be {min(QUANTILES)} or more doses that rise, not {list(made)}. Leave them out for quantiles."
        )
    return made


def _fit(terms: Floats, times: Floats, causes: Floats, model: Model) -> EfronFit | None:
    if model == "cox":
        fit = fit_efron(FollowedRows(terms, times, causes == 1))
    elif model == "subdistribution":
        fit = fit_fine_gray(subdistribution_rows(terms, times, causes))
    else:
        raise EstimateError(f"model is cox or subdistribution, not {model!r}.")
    return fit if fit is not None and fit.settled and (fit.std_error > 0).all() else None


def _columns(frame: pd.DataFrame, duration: str, event: str, dose: str) -> tuple[Floats, Floats, Floats]:
    frame = people_frame(frame, {"duration": [duration], "event": [event], "dose": [dose]}, "iso.dose_hazard")
    times, causes, values = (
        np.asarray(pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan))
        for name in (duration, event, dose)
    )
    checks = (
        (duration, "a number above 0", np.isfinite(times) & (times > 0)),
        (event, "0, 1 or 2", np.isin(causes, (0, 1, 2))),
        (dose, "a number, or empty", ~np.isnan(values) | frame[dose].isna().to_numpy()),
        (dose, "0 or more, and measured", np.isnan(values) | ((values >= 0) & (values <= v.BEYOND_MEASURE))),
    )
    for name, rule, right in checks:
        if not right.all():
            first = int(np.argmin(right))
            raise EstimateError(
                f"{counted(int((~right).sum()), 'value')} of {name} must be {rule} (first: row {first}, counting from "
                f"0: {frame[name].iloc[first]}). Mend or leave out such rows."
            )
    return times, causes, values


def _bins(values: Floats, low: float, high: float) -> pd.DataFrame:
    """How many people had a dose in each bin of those that are shown."""
    shown = values[(values >= low) & (values <= high)]
    place, count = np.unique(np.floor(shown / BIN), return_counts=True)
    return pd.DataFrame({"left": place * BIN, "right": (place + 1) * BIN, "count": count})

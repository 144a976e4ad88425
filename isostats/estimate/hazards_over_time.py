"""Are hazards proportional? The score test that a coefficient changes with time (Grambsch and Therneau 1994)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from isostats.errors import EstimateError, require_one_of
from isostats.estimate.efron import score_over_time
from isostats.estimate.kernel import Floats
from isostats.estimate.regression import CoxResult
from isostats.estimate.risk_sets import FollowedRows, ranked
from isostats.vocabulary import names as v
from isostats.words.html import card
from isostats.words.numbers import digits_text, p_text

GLOBAL = "all terms"
"""The name of the test of all covariates at once."""
Transform = Literal["km", "identity"]


@dataclass(frozen=True, eq=False)
class ProportionalHazards:
    """Tests of proportional hazards of a Cox model.

    ``frame`` has one row per covariate and a last one, ``all terms``: term, statistic (chi-squared), df, p_value. A
    category is tested as a whole; ``by_term`` has the p of each of its levels alone. A small p says that the hazard
    ratio changes with time.
    """

    frame: pd.DataFrame
    transform: Transform
    n: int
    events: int
    by_term: dict[str, float] = field(default_factory=dict, repr=False)

    def to_frame(self) -> pd.DataFrame:
        """A copy of the tests as a frame."""
        return self.frame.copy()

    def __str__(self) -> str:
        shown = self.frame.to_string(index=False, float_format=lambda x: digits_text(x, 4))
        return f"Proportional hazards, by {_WORDS[self.transform]}\n{shown}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        body = [
            [row["term"], digits_text(row["statistic"], 4), str(row["df"]), p_text(row[v.P_VALUE])]
            for row in self.frame.to_dict("records")
        ]
        return card(f"Proportional hazards, by {_WORDS[self.transform]}", [], ["term", "chi-squared", "df", "p"], body)


_WORDS = {"km": "1 - Kaplan-Meier", "identity": "time in days"}


def proportional_hazards(model: CoxResult, *, transform: Transform = "km") -> ProportionalHazards:
    """Whether hazard ratios of a Cox model stay the same over time, by covariate and for all at once.

    The score test of adding each covariate times g(t), as R's ``cox.zph`` has made it since survival 3.0: exact, with
    Efron's ties, strata, late entry and weights. g is 1 - Kaplan-Meier of all rows just before t (``km``), so that days
    with many events are told apart, or the day itself (``identity``); less its mean over the events. Clusters do not
    change the test. With few events a large p shows nothing.

    Raises EstimateError for a model without its rows, as a report keeps them, or with a term that has no finite hazard
    ratio, and where all events fall on one time.

    >>> import pandas as pd, isostats as iso
    >>> people = pd.DataFrame({"time": [5, 6, 6, 2, 4], "event": [1, 0, 1, 1, 1], "age": [20, 31, 24, 28, 19]})
    >>> iso.proportional_hazards(iso.cox(people, covariates=["age"])).frame["p_value"].round(4).tolist()
    [0.0988, 0.0988]
    """
    require_one_of(transform, tuple(_WORDS), "transform")
    fit = model.fit
    if fit is None:
        raise EstimateError("This model was kept without its rows. Fit it anew with iso.cox, and test that.")
    if fit.unbounded:
        raise EstimateError(
            f"The hazard ratio of {fit.unbounded[0]} has no estimate, so proportional hazards cannot be tested. "
            "Leave that covariate out, or join rare categories."
        )
    rows = fit.rows
    time = rows.exit if transform == "identity" else share_failed_before(rows)
    failed = time[rows.failed]
    centred = time - failed.mean()
    if np.ptp(failed) <= 1e-12 * max(1.0, float(np.abs(failed).max())):
        raise EstimateError("All events fall on one time, so that nothing can change with time.")
    score, informations = score_over_time(fit.maximum, centred)
    here, crossed, squared = informations
    rest = squared - crossed.T @ np.linalg.solve(here, crossed)  # of the score over time, given the coefficients
    variables = np.array(fit.variables)

    def test(places: NDArray[np.intp]) -> tuple[float, float]:
        part = score[places]
        statistic = float(part @ np.linalg.solve(rest[np.ix_(places, places)], part))
        return statistic, float(scipy.special.chdtrc(len(places), max(statistic, 0.0)))

    tests = []
    for name in (*dict.fromkeys(fit.variables), None):
        places = np.flatnonzero(variables == name) if name is not None else np.arange(len(variables))
        statistic, p_value = test(places)
        tests.append({"term": name or GLOBAL, "statistic": statistic, "df": len(places), v.P_VALUE: p_value})
    by_term = {name: test(np.array([place]))[1] for place, name in enumerate(fit.names)}
    return ProportionalHazards(pd.DataFrame(tests), transform, model.n, model.events, by_term)


def share_failed_before(rows: FollowedRows) -> Floats:
    """1 - Kaplan-Meier just before each row's exit (n,), of all rows as they are, without strata or weights."""
    days, both = ranked(rows.exit if rows.entry is None else np.concatenate([rows.exit, rows.entry]))
    place, entered = both[: len(rows.exit)], both[len(rows.exit) :]
    leaving, failed = np.bincount(place, minlength=days), np.bincount(place[rows.failed], minlength=days)
    at_risk = (leaving - np.bincount(entered, minlength=days))[::-1].cumsum()[::-1]  # entry < t <= exit
    free = np.cumprod(1 - failed / np.maximum(at_risk, 1))
    return np.asarray((1 - np.concatenate([[1.0], free[:-1]]))[place])

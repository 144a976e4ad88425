"""Is a hazard ratio the same in all levels of something else, such as that of the dose in women and men?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import scipy

from isostats.cohort.people_frames import people_frame
from isostats.errors import EstimateError
from isostats.estimate.regression import cox
from isostats.estimate.terms import Covariate
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import group_name
from isostats.words.english import plain
from isostats.words.html import card
from isostats.words.numbers import digits_text, p_in_full, p_text, people_and_events, ratio_text


@dataclass(frozen=True, eq=False)
class EffectModification:
    """Hazard ratios of one covariate by level of another, and the test that they are all the same.

    ``frame`` has a row per level: group, estimate (the hazard ratio), lower, upper, coefficient, std_error, p_value, n,
    events. ``statistic`` is Wald's chi-squared on ``df`` degrees of freedom.
    """

    covariate: str
    by: str
    frame: pd.DataFrame
    statistic: float
    df: int
    p_value: float
    n: int
    events: int
    level: float

    def to_frame(self) -> pd.DataFrame:
        """A copy of the rows as a frame."""
        return self.frame.copy()

    @property
    def _head(self) -> str:
        whom = people_and_events(self.n, self.events)
        return f"{plain(self.covariate)} by {plain(self.by)}: interaction {p_in_full(self.p_value)}; {whom}"

    def __str__(self) -> str:
        shown = self.frame[[v.GROUP, v.ESTIMATE, v.LOWER, v.UPPER, v.P_VALUE, v.N, v.EVENTS]]
        return f"{self._head}\n{shown.to_string(index=False, float_format=lambda x: digits_text(x, 4))}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        body = [
            [each[v.GROUP], ratio_text(each[v.ESTIMATE], each[v.LOWER], each[v.UPPER]), p_text(each[v.P_VALUE])]
            for each in self.frame.to_dict("records")
        ]
        return card(self._head, [], [self.by, "hazard ratio (limits)", "p"], body)


def effect_modification(
    frame: pd.DataFrame, *, covariate: str, by: str, covariates: Sequence[str] = (), duration: str = v.TIME,
    event: str = "event", strata: Sequence[str] = (), entry: str | None = None, cluster: str | None = None,
    level: float = 0.95, references: Mapping[str, object] | None = None,
) -> EffectModification:
    """The hazard ratio of a number within each level of a category, and whether it is the same in all (Wald's test).

    One Cox model has ``by``, ``covariate`` within each of its levels, and the other ``covariates``, whose ratios are
    shared. ``covariate`` is a number, or true and false; its ratio is per unit. The test is that of the product terms
    in R's ``coxph(y ~ by * covariate)``. Ties, strata, late entry and errors are as in ``cox``. A level in which
    nobody has an event has no row. No interaction seen is not no interaction: it takes four times as many people as an
    effect of the same size.

    Raises EstimateError as ``cox`` does, for a ``covariate`` that is text, and for fewer than two levels with a ratio.

    >>> import pandas as pd
    >>> people = pd.DataFrame({"time": [5, 6, 6, 2, 4, 9, 3, 8], "event": [1, 0, 1, 1, 1, 1, 1, 1],
    ...                        "age": [20, 31, 24, 28, 19, 22, 30, 21], "sex": ["f", "m"] * 4})
    >>> made = effect_modification(people, covariate="age", by="sex")
    >>> made.frame["group"].tolist(), made.df, round(made.p_value, 2)
    (['f', 'm'], 1, 0.79)
    """
    if by == covariate:
        raise EstimateError(f"by must be another column, such as sex, not {by!r}.")
    frame = people_frame(frame, {"covariate": [covariate], "by": [by]}, "iso.effect_modification")
    held = _number(frame[covariate], covariate)
    groups = Covariate.of(frame[by], by, as_category=True)
    levels = groups.categories or ()
    within = {f"{covariate} within {group_name(by, name)}": name for name in levels}
    products = {column: held.where(groups.values == place, 0.0) for place, column in enumerate(within)}
    made = frame.assign(**{column: each.where(groups.known & held.notna()) for column, each in products.items()})
    covariates, strata = ([each] if isinstance(each, str) else list(each) for each in (covariates, strata))
    others = [name for name in covariates if name not in (covariate, by)]
    shared: dict[str, Any] = {
        "duration": duration, "event": event, "strata": strata, "entry": entry, "cluster": cluster, v.LEVEL: level,
        "references": references,
    }  # fmt: skip
    model = cox(made, covariates=[by, *others, *within], **shared)
    assert model.fit is not None
    terms = model.frame[model.frame["term"].isin(within) & model.frame[v.ESTIMATE].notna()].reset_index(drop=True)
    if len(terms) < 2:
        raise EstimateError(f"Fewer than two levels of {by} have a hazard ratio of {covariate}: nothing is compared.")
    places = [model.fit.variables.index(term) for term in terms["term"]]
    covariance = model.fit.maximum.covariance[np.ix_(places, places)]
    apart = np.eye(len(places))[1:] - np.eye(len(places))[0]
    difference = apart @ terms["coefficient"].to_numpy(float)
    statistic = float(difference @ np.linalg.solve(apart @ covariance @ apart.T, difference))
    names = terms["term"].map(within)
    asked = [*others, *strata, *([] if cluster is None else [cluster])]
    whole = made[[*asked, by, *within]].notna().all(axis=1).to_numpy()
    n, events = (np.bincount(groups.values[some]) for some in (whole, whole & (frame[event] == 1).to_numpy()))
    at = [levels.index(name) for name in names]
    rows = terms.assign(**{v.GROUP: names, v.N: n[at], v.EVENTS: events[at]})
    df = len(places) - 1
    p_value = float(scipy.special.chdtrc(df, statistic))
    columns = [v.GROUP, v.ESTIMATE, v.LOWER, v.UPPER, "coefficient", v.STD_ERROR, v.P_VALUE, v.N, v.EVENTS]
    return EffectModification(covariate, by, rows[columns], statistic, df, p_value, model.n, model.events, level)


def _number(column: pd.Series, covariate: str) -> pd.Series:
    if not pd.api.types.is_numeric_dtype(column):
        raise EstimateError(f"{covariate} is text: make a number of it, or true and false, whose ratio is asked for.")
    return column.astype(float)

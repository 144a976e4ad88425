"""Where each definition of a grid stands to the claim, and which definitions are one and the same."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.study.grid_axes import AXES, CENSORING_AWARE, OUTCOME_AXES
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES

VERDICT_COLUMNS = ("position", "primary")

DENOMINATORS = {
    "censoring_aware": "people who left the records are censored on their last day (Kaplan-Meier)",
    "naive_everyone": "everyone without a recorded outcome counted as in remission, however short their follow-up "
    "(biased upwards)",
    "naive_complete": "only people followed to the horizon, or with the outcome before it (biased downwards)",
}

TOLERANCE = 1e-12
"""An estimate that misses the edge of the margin by no more than rounding lies on it."""


def positions(frame: pd.DataFrame, *, claim: float, margin: float, passive: bool = False) -> pd.Series:
    """Where each definition stands: ``at`` within the margin of the claim (edges included), else above or below it.

    ``not_estimable`` wherever the status is not ``ok``. Where follow-up was ``passive``, remission lies between
    Kaplan-Meier and the share without an event: ``undecided`` wherever these two do not stand on one side.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"estimate": [0.95, 0.9, 0.8, 0.7, 0.86], "status": ["ok"] * 4 + ["beyond_followup"]})
    >>> positions(frame, claim=0.85, margin=0.05).tolist()
    ['above', 'at', 'at', 'below', 'not_estimable']
    """
    import numpy as np
    def place(off: NDArray[np.float64]) -> NDArray[np.str_]:
        return np.where(np.abs(off) <= margin + TOLERANCE, "at", np.where(off > 0, "above", "below"))

    off = frame[v.ESTIMATE].to_numpy(dtype=float) - claim
    with np.errstate(invalid="ignore", divide="ignore"):
        places = place(off)
        if passive:
            ends = _ends(frame)
            low, high = (place(end - claim) for end in ends)
            places = np.where(low == high, places, "undecided")
    places = np.where((frame[v.STATUS] == v.OK) & ~np.isnan(off), places, v.NOT_ESTIMABLE)
    return pd.Series(places.astype(object), index=frame.index, name="position")


def _ends(frame: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each row's definition, whatever its denominator, the Kaplan-Meier estimate and the share without an event."""
    import numpy as np

    aware = frame["denominator"] == CENSORING_AWARE
    keys = [frame[name].astype(str) for name in AXES if name in frame and name != "denominator"]
    n, events = (frame[name].astype(float).where(aware) for name in (v.N, v.EVENTS))
    crude, estimate = 1 - events / n, frame[v.ESTIMATE].astype(float).where(aware)
    return tuple(np.asarray(column.groupby(keys).transform("max"), dtype=float) for column in (estimate, crude))  # type: ignore[return-value]


def defensible(frame: pd.DataFrame) -> pd.DataFrame:
    """The censoring-aware definitions, whether estimable or not, each once."""
    frame = each_once(frame)
    return frame[frame["denominator"] == CENSORING_AWARE]


def each_once(frame: pd.DataFrame) -> pd.DataFrame:
    """The grid without rows that are another one's definition: of outcomes that count no later treatment, which of
    these count makes no difference. One row of each is kept: with the primary definition's rules, else the first.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"outcome": ["second_course"] * 2 + ["any_treatment"] * 2, "antibiotic_days": [0, 28] * 2,
    ...                       "primary": False})
    >>> each_once(frame)["antibiotic_days"].tolist()
    [0, 0, 28]
    >>> each_once(frame.assign(primary=[False] * 3 + [True]))["antibiotic_days"].tolist()
    [28, 0, 28]
    """
    rules = [name for name in OUTCOME_AXES if name in frame]
    if not rules:
        return frame
    without = [name for name, outcome in OUTCOMES.items() if v.ORAL_ANTIBIOTIC not in outcome.kinds]
    others = [name for name in AXES if name in frame and name not in rules]
    marked = frame["primary"].astype(bool) if "primary" in frame else frame[v.OUTCOME].isna()
    own = pd.Series(True, index=frame.index)
    for name in rules:
        own &= frame[name].isin(frame.loc[marked, name])
    first = frame.assign(own=own).sort_values("own", ascending=False, kind="stable")
    again = first.duplicated(others).reindex(frame.index)
    return frame[~frame[v.OUTCOME].isin(without) | ~again]

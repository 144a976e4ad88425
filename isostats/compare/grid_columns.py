"""The grid of definitions as a tidy frame: which columns are choices, what their levels are called, and positions.

One row is one definition. The choices come first, then the columns of ``results.csv``, then ``position`` and
``primary``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from isostats.vocabulary.outcomes import OUTCOMES, POPULATIONS
from isostats.words.numbers import in_words

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

COURSE_RULE = ("gap_days", "carry_over", "last_fill_days", "same_day", "washout_days", "antibiotic_days")
"""Choices about courses made of dispensings; empty where they do not apply, as with course records."""

OUTCOME_RULE = ("maintenance_days", "already_on", "break_days", "contraceptive_counts", "prevention_rules")
"""Choices about which later treatments count, with the least supply of an antibiotic; empty where none are recorded."""

FLAGS = ("carry_over", "already_on", "contraceptive_counts", "prevention_rules")
"""Choices that are true or false."""

CHOICE_COLUMNS = ("denominator", "horizon_days", *COURSE_RULE, *OUTCOME_RULE)
"""The choices that are no columns of ``results.csv``; outcome, population and group are."""

VERDICT_COLUMNS = ("position", "primary")

METHODS = {
    "censoring_aware": "kaplan_meier",
    "naive_everyone": "naive",
    "naive_complete": "naive_complete_followup",
}
"""By denominator, the method in ``results.csv``'s column of that name."""

DEFENSIBLE = "censoring_aware"
"""The denominator under which nobody who left the records is taken for well, or left out for having left."""

DENOMINATORS = {
    "censoring_aware": "people who left the records are censored on their last day (Kaplan-Meier)",
    "naive_everyone": "everyone without a recorded outcome counted as in remission, however short their follow-up "
    "(biased upwards)",
    "naive_complete": "only people followed to the horizon, or with the outcome before it (biased downwards)",
}

TOLERANCE = 1e-12
"""An estimate that misses the edge of the margin by no more than rounding lies on it."""


@dataclass(frozen=True)
class Choice:
    """A choice: its column, its name in a sentence (of one, of several), and how its levels are worded."""

    column: str
    label: str
    plural: str

    def level(self, value: Any) -> str:
        """A level in words.

        >>> CHOICES["outcome"].level("second_course"), CHOICES["horizon_days"].level(730)
        ('second course', 'two years')
        >>> CHOICES["gap_days"].level(60), CHOICES["carry_over"].level(False)
        ('more than 60 drug-free days', 'early refills not carried over')
        """
        match self.column:
            case "outcome":
                return OUTCOMES[value].label if value in OUTCOMES else str(value)
            case "population":
                return POPULATIONS[value].label if value in POPULATIONS else str(value)
            case "denominator":
                return str(value).replace("_", "-" if value == DEFENSIBLE else " ")
            case "horizon_days":
                return in_words(int(value))
            case "carry_over":
                return f"early refills {'' if value else 'not '}carried over"
            case "gap_days":
                return f"more than {int(value)} drug-free days"
            case "last_fill_days":
                return f"{int(value)} days after the last supply"
            case "same_day":
                return "the day's longest supply" if value == "longest" else "supplies of one strength and day added"
            case "washout_days":
                return f"{int(value)} days without the drug before"
            case "antibiotic_days":
                return f"antibiotics of {int(value)} days or more" if value else "antibiotics of any supply"
            case "maintenance_days":
                return f"maintenance begun by day {int(value)}"
            case "already_on":
                return f"treatment running on day 0 {'no relapse' if value else 'counted when refilled'}"
            case "break_days":
                return f"begun again after {int(value)} days without"
            case "contraceptive_counts":
                return f"contraceptives {'' if value else 'not '}counted"
            case "prevention_rules":
                return "maintenance and running treatment left out" if value else "every later treatment counted"
            case _:
                return str(value)


CHOICES: dict[str, Choice] = {
    choice.column: choice
    for choice in (
        Choice("outcome", "outcome", "outcomes"),
        Choice("horizon_days", "horizon", "horizons"),
        Choice("population", "population", "populations"),
        Choice("denominator", "denominator", "denominators"),
        Choice("gap_days", "gap rule", "gap rules"),
        Choice("carry_over", "carry-over of early refills", "rules of carry-over"),
        Choice("last_fill_days", "last-fill rule", "last-fill rules"),
        Choice("same_day", "rule of fills of one day", "rules of fills of one day"),
        Choice("washout_days", "washout", "washouts"),
        Choice("antibiotic_days", "least supply of an antibiotic", "least supplies of an antibiotic"),
        Choice("maintenance_days", "end of maintenance", "ends of maintenance"),
        Choice("already_on", "rule of running treatment", "rules of running treatment"),
        Choice("break_days", "break", "breaks"),
        Choice("contraceptive_counts", "rule of contraceptives", "rules of contraceptives"),
        Choice("prevention_rules", "rules of prevention", "rules of prevention"),
        Choice("group", "subgroup", "subgroups"),
    )
}
"""Every choice, in the order in which the rows are sorted."""


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
    import pandas as pd

    def place(off: NDArray[np.float64]) -> NDArray[np.str_]:
        return np.where(np.abs(off) <= margin + TOLERANCE, "at", np.where(off > 0, "above", "below"))

    off = frame["estimate"].to_numpy(dtype=float) - claim
    with np.errstate(invalid="ignore", divide="ignore"):
        found = place(off)
        if passive:
            ends = _ends(frame)
            low, high = (place(end - claim) for end in ends)
            found = np.where(low == high, found, "undecided")
    found = np.where((frame["status"] == "ok") & ~np.isnan(off), found, "not_estimable")
    return pd.Series(found.astype(object), index=frame.index, name="position")


def _ends(frame: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each row's definition, whatever its denominator, the Kaplan-Meier estimate and the share without an event."""
    import numpy as np

    aware = frame["denominator"] == DEFENSIBLE
    keys = [frame[name].astype(str) for name in CHOICES if name in frame and name != "denominator"]
    n, events = (frame[name].astype(float).where(aware) for name in ("n", "events"))
    crude, estimate = 1 - events / n, frame["estimate"].astype(float).where(aware)
    return tuple(np.asarray(column.groupby(keys).transform("max"), dtype=float) for column in (estimate, crude))  # type: ignore[return-value]


def defensible(frame: pd.DataFrame) -> pd.DataFrame:
    """The censoring-aware definitions, whether estimable or not, each once."""
    frame = each_once(frame)
    return frame[frame["denominator"] == DEFENSIBLE]


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
    rules = [name for name in ("antibiotic_days", *OUTCOME_RULE) if name in frame]
    if not rules:
        return frame
    import pandas as pd

    without = [name for name, outcome in OUTCOMES.items() if "oral_antibiotic" not in outcome.kinds]
    others = [name for name in CHOICES if name in frame and name not in rules]
    marked = frame["primary"].astype(bool) if "primary" in frame else frame["outcome"].isna()
    own = pd.Series(True, index=frame.index)
    for name in rules:
        own &= frame[name].isin(frame.loc[marked, name])
    first = frame.assign(own=own).sort_values("own", ascending=False, kind="stable")
    again = first.duplicated(others).reindex(frame.index)
    return frame[~frame["outcome"].isin(without) | ~again]

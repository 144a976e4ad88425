"""One outcome of the published cohorts, pooled."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from isostats.estimate.between_studies import StudySlope
from isostats.estimate.pooled import Pooled


@dataclass(frozen=True, eq=False)
class OutcomePool:
    """One outcome pooled: ``pooled`` by each method, ``studies`` with the rows that stay out and why.

    ``leave_one_out`` has one row per study left out and method (``left_out``, then the columns of the pooled table).
    ``slope`` is the change of the log odds of the event per month of follow-up; None where ``no_slope`` says why.
    """

    outcome: str
    studies: pd.DataFrame
    pooled: tuple[Pooled, ...]
    leave_one_out: pd.DataFrame
    slope: StudySlope | None
    no_slope: str
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        each = "; ".join(str(one) for one in self.pooled)
        return f"Pool of {self.outcome.replace('_', ' ')}: {each}"

    def by(self, method: str) -> Pooled:
        """The result of one method."""
        return next(one for one in self.pooled if one.method == method)

    @property
    def entering(self) -> pd.DataFrame:
        """The rows that were pooled."""
        return self.studies[self.studies["pool"] == "yes"]

    @property
    def left_out(self) -> pd.DataFrame:
        """The rows that were not, each with its reason in ``pool_note``."""
        return self.studies[self.studies["pool"] != "yes"]

    @property
    def cohorts(self) -> int:
        """Studies behind the pooled rows; two arms of one study are two rows and one study."""
        return int(self.entering["study"].nunique())

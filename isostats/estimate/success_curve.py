"""Treatment success: clear at the end *and* free of the outcome, the composite and what ended it."""

from __future__ import annotations

from dataclasses import replace

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError
from isostats.estimate.incidence_curve import aalen_johansen
from isostats.estimate.remission_curve import kaplan_meier
from isostats.estimate.results import Curve
from isostats.vocabulary import names as v


def treatment_success(table: EventTable, *, level: float = 0.95) -> Curve:
    """The probability of having been clear at the end of the course and free of every cause since (Kaplan-Meier).

    All causes of the table end it together, ``not_clear`` on day 0 among them, so that the curve begins at the share
    that was clear. ``success_by_cause`` splits what is missing to 1 over the causes; with it the two sum to 1. Log-log
    limits with Greenwood's error. Raises EstimateError for a table that has no cause ``not_clear``.

    >>> from isostats.cohort.counting import event_table
    >>> counts = event_table([0, 3, 5, 9], [2, 1, 0, 0], causes=("relapse", "not_clear"))
    >>> treatment_success(counts).at([0, 3], min_at_risk=1)["estimate"].tolist()
    [0.75, 0.5]
    """
    _require_not_clear(table)
    return replace(kaplan_meier(table.combined("no_success"), level=level), kind=v.TREATMENT_SUCCESS)


def success_by_cause(table: EventTable, *, level: float = 0.95) -> Curve:
    """The cumulative incidence of each way of being no success: the outcome, death, not clear (Aalen-Johansen)."""
    _require_not_clear(table)
    return aalen_johansen(table, level=level)


def _require_not_clear(table: EventTable) -> None:
    if v.NOT_CLEAR not in table.causes:
        raise EstimateError(
            "Treatment success needs the cause 'not_clear', people not clear at the end of the course, on day 0; "
            f"the causes are {', '.join(table.causes)}. Cohort.count_success makes such a table."
        )

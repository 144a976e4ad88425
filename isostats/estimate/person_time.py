"""The hazard of relapse year by year: events over person-time, with exact limits of a Poisson count."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import scipy.special
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.errors import EstimateError, require_probability
from isostats.estimate.kernel import Floats, require_counts, require_whole_people, share
from isostats.estimate.results import asked_days, short, whole_counts
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import DAYS_IN_YEAR, years

PER = 100.0
MOST_YEARS = 100
"""Hazards are per so many person-years."""


def poisson_limits(events: Floats, level: float) -> tuple[Floats, Floats]:
    """Exact limits of a Poisson mean, ``events`` having been counted (Garwood 1936), as R's ``poisson.test``.

    The lower limit of no events is 0.

    >>> lower, upper = poisson_limits(np.array([0.0, 10.0]), 0.95)
    >>> lower.round(4).tolist(), upper.round(4).tolist()
    ([0.0, 4.7954], [3.6889, 18.3904])
    """
    tail = (1 - require_probability(level, "level")) / 2
    lower = np.where(events > 0, scipy.special.gammaincinv(np.maximum(events, 1.0), tail), 0.0)
    return lower, scipy.special.gammainccinv(events + 1.0, tail)


def person_days(table: EventTable, until: NDArray[np.int64]) -> Floats:
    """Days at risk up to and on each of the days, summed over people: (G, len(until)).

    A day counts for whoever is at risk on it, entry < day <= exit.
    """
    spent = np.minimum(table.days[:, None], until[None, :]).astype(float)
    return np.asarray((table.leaving - table.entered) @ spent)


def annual_hazard(
    table: EventTable, *, last_year: int = 5, first_day: int = 0, level: float = 0.95, min_at_risk: float = 10
) -> pd.DataFrame:
    """Events of the first cause per 100 person-years in each year since day 0, with exact Poisson limits.

    Year k has the days after floor(365.25 (k - 1)) up to and on floor(365.25 k); person-time is the days at risk, entry
    < day <= exit, in years of 365.25 days, and ends with another cause as with censoring: the hazard is that of the
    cause itself, constant within a year. An event on day 0 is one of year 1. Where nothing could be seen in the first
    days (a gap rule), ``first_day`` leaves them out: time and events up to and on it.

    Columns: group, year, time (its last day), estimate, lower, upper, n (at risk on its first day), at_risk (on its
    last day), events, person_years, status: ``ok``; ``beyond_followup`` where fewer than ``min_at_risk`` people are
    under observation on the last day; ``not_estimable`` without person-time, or in a group without people. Raises
    EstimateError for fractional weights, for counts by interval, and where ``last_year`` is no whole number from 1 on.

    >>> from isostats.cohort.counting import event_table
    >>> table = event_table([100, 200, 365, 500], [1, 0, 0, 1])
    >>> annual_hazard(table, last_year=2, min_at_risk=0)[["year", "events", "person_years"]].round(3).values.tolist()
    [[1.0, 1.0, 2.82], [2.0, 1.0, 0.37]]
    """
    require_counts(table)
    require_whole_people(table, "The annual hazard")
    if table.by_interval or table.people is not None:
        raise EstimateError("An annual hazard needs exact days; these counts know their days by interval only.")
    numeric = isinstance(last_year, int | float | np.integer) and not isinstance(last_year, bool)
    if not numeric or not 1 <= last_year <= MOST_YEARS or last_year % 1:
        most = "1 or more" if not numeric or not last_year > MOST_YEARS else f"at most {MOST_YEARS}"
        raise EstimateError(f"last_year must be a whole number of years, {most}, not {last_year!r}.")
    first_day = int(asked_days([first_day], "first_day")[0])
    ends = np.array([years(k) for k in range(1, int(last_year) + 1)])
    begins = np.maximum(np.array([years(k) for k in range(int(last_year))]), int(first_day))
    time = (person_days(table, np.maximum(ends, begins)) - person_days(table, begins)) / DAYS_IN_YEAR
    from_day_zero = begins - (begins == 0)
    events = np.stack(
        [table.events[:, 0, (table.days > a) & (table.days <= b)].sum(axis=1)
         for a, b in zip(from_day_zero, ends, strict=True)], axis=1,
    )  # fmt: skip
    lower, upper = poisson_limits(events, level)
    few = short(table.of_first_cause.observed_on(ends), min_at_risk)
    status = np.where(few, v.BEYOND_FOLLOWUP, v.OK).astype(object)
    status[(table.n[:, None] == 0) | ((status == v.OK) & (time <= 0))] = v.NOT_ESTIMABLE
    quoted = status == v.OK
    numbers = {
        name: np.where(quoted, PER * share(count, time), np.nan).ravel()
        for name, count in ((v.ESTIMATE, events), (v.LOWER, lower), (v.UPPER, upper))
    }
    counts: dict[str, Any] = {
        v.N: table.at_risk_on(begins + 1), v.AT_RISK: table.at_risk_on(ends), v.EVENTS: events,
    }  # fmt: skip
    return pd.DataFrame({
        v.GROUP: np.repeat(table.groups, len(ends)), "year": np.tile(np.arange(1, len(ends) + 1), len(table.groups)),
        v.TIME: np.tile(ends, len(table.groups)), **numbers,
        **{name: whole_counts(each.ravel()) for name, each in counts.items()},
        "person_years": time.ravel(), v.STATUS: status.ravel(),
    })  # fmt: skip

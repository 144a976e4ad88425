"""A published figure and somebody who clicks on it: curves drawn from known records, read back with a hand's error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from isostats.cohort.calendar import DAYS_IN_MONTH
from isostats.cohort.counting import EventTable, event_table
from isostats.estimate import kaplan_meier

PIXELS = (500, 320)
"""The axes of a figure of 600 by 400 pixels."""
CLICK_SD = 0.8  # pixels, each way
HORIZONS = (365, 730, 1826)


@dataclass(frozen=True)
class Paper:
    """What a paper shows of a group: points as clicked (months, share), the numbers at risk, n and events."""

    points: pd.DataFrame
    at_risk: pd.DataFrame
    events: int


def records(n: int, *, shape: float, scale: float, seed: int, follow: float = 2600) -> EventTable:
    """People with Weibull times (shape below 1: a falling hazard) and uniform follow-up from half a year on."""
    random = np.random.default_rng(seed)
    event, lost = scale * random.weibull(shape, n), random.uniform(180, follow, n)
    return event_table(np.floor(np.minimum(event, lost)).astype(int), event <= lost, causes=("second_course",))


def survival(table: EventTable, days: object) -> np.ndarray:
    found = kaplan_meier(table).at(np.asarray(days), min_at_risk=0)
    return found["estimate"].to_numpy(dtype=float)


def clicked(table: EventTable, *, points: int, seed: int, corners: bool = False, every_months: int = 12) -> Paper:
    """The curve as somebody reads it: evenly along it, or at the lower corners of its steps."""
    random = np.random.default_rng(seed)
    end = int(table.days[-1])
    steps = table.days[table.events[0, 0] > 0]
    if corners:
        steps = steps[np.unique(np.linspace(0, len(steps) - 1, points).round().astype(int))]
        days = np.unique(np.concatenate([[0], steps, [end]]))
    else:
        days = np.unique(np.linspace(0, end, points).round().astype(int))
    share = survival(table, days)
    x = np.rint(days / end * PIXELS[0] + random.normal(0, CLICK_SD, len(days))) / PIXELS[0] * end
    y = np.rint(share * PIXELS[1] + random.normal(0, CLICK_SD, len(days))) / PIXELS[1]
    months = np.arange(0, end / DAYS_IN_MONTH, every_months)
    left = table.at_risk_on(np.floor(months * DAYS_IN_MONTH).astype(int))[0]
    return Paper(
        pd.DataFrame({"time": (x / DAYS_IN_MONTH).round(2), "survival": y.round(3)}),
        pd.DataFrame({"time": months, "at_risk": left.astype(int)}),
        int(table.events.sum()),
    )


def people(table: EventTable) -> pd.DataFrame:
    """One row per person of each group: group, day, event."""
    blocks = [
        pd.DataFrame({"group": name, "day": np.repeat(table.days, counts.astype(int)), "event": event})
        for g, name in enumerate(table.groups)
        for event, counts in ((1, table.events[g, 0]), (0, table.censored[g]))
    ]
    return pd.concat(blocks, ignore_index=True)

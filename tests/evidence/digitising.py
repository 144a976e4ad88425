"""A published figure and somebody who clicks on it: curves drawn from known records, read back with a hand's error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from isostats.cohort.counting import EventTable, event_table
from isostats.estimate import kaplan_meier
from isostats.evidence.digitised_curves import Between
from isostats.evidence.reconstruction import reconstruct_curve
from isostats.vocabulary.calendar import DAYS_IN_MONTH

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


def log_hazard_ratio(one: EventTable, other: EventTable) -> float:
    """The log hazard ratio of the second table against the first, by lifelines' Cox model."""
    from lifelines import CoxPHFitter

    rows = pd.concat([people(one).assign(arm=0), people(other).assign(arm=1)])
    rows["day"] += 0.5  # day 0 is a time too
    return float(CoxPHFitter().fit(rows[["day", "event", "arm"]], "day", "event").params_["arm"])


def trials(count: int, *, points: int, corners: bool, between: Between, with_events: bool = False) -> pd.DataFrame:
    """Reconstructed minus recorded, one row per two-armed study of 100, 300 or 1,000 people an arm.

    Hazards fall with time (Weibull shape 0.7) or not (1), by turns; columns are the errors of survival at 1, 2 and 5
    years in each arm, of the medians (relative) and of the log hazard ratio.
    """
    rows = []
    for seed in range(count):
        n, shape = (100, 300, 1000)[seed % 3], (0.7, 1.0)[seed // 3 % 2]
        row: dict[str, float] = {}
        pairs = []
        for arm, scale in enumerate((2500, 1500)):
            truth = records(n, shape=shape, scale=scale, seed=1000 + 2 * seed + arm)
            paper = clicked(truth, points=points, seed=2 * seed + arm, corners=corners)
            found = reconstruct_curve(
                paper.points, at_risk=paper.at_risk, events=paper.events if with_events else None, unit="months",
                outcome="second_course", between=between,
            )  # fmt: skip
            off = survival(found, HORIZONS) - survival(truth, HORIZONS)
            row |= {f"{day} {arm}": error for day, error in zip(HORIZONS, off, strict=True)}
            medians = [float(kaplan_meier(t).median()["estimate"].iloc[0]) for t in (truth, found)]
            row[f"median {arm}"] = medians[1] / medians[0] - 1
            pairs.append((truth, found))
        (truth_a, found_a), (truth_b, found_b) = pairs
        row["log hazard ratio"] = log_hazard_ratio(found_a, found_b) - log_hazard_ratio(truth_a, truth_b)
        rows.append(row)
    return pd.DataFrame(rows)

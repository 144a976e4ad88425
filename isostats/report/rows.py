"""The one tidy table of results: its columns, and how estimates become rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import isnan
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from isostats.compare.claim import ClaimComparison
    from isostats.estimate.results import Curve

COLUMNS = (
    "quantity",
    "outcome",
    "population",
    "method",
    "group",
    "time_days",
    "estimate",
    "lower",
    "upper",
    "std_error",
    "p_value",
    "level",
    "n",
    "at_risk",
    "events",
    "status",
)
NUMBERS = ("estimate", "lower", "upper", "std_error", "p_value")
COUNTS = ("time_days", "n", "at_risk", "events")
OVER_TIME = ("remission", "cumulative_incidence", "claim_difference", "claim_equivalence", "rmst", "difference")
"""Quantities of an outcome by a day, which a rule may fix."""
ADDRESS = ["quantity", "outcome", "population", "method", "group", "time_days"]


def row(
    quantity: str, outcome: str, population: str, method: str, group: str = "all", **numbers: Any
) -> dict[str, Any]:
    """One result; what is not given is empty. The status follows from the estimate unless given."""
    found: dict[str, Any] = dict.fromkeys(COLUMNS)
    found |= {"quantity": quantity, "outcome": outcome, "population": population, "method": method, "group": group}
    found |= numbers
    if found["status"] is None:
        estimate = found["estimate"]
        found["status"] = "not_estimable" if estimate is None or isnan(estimate) else "ok"
    return found


def curve_rows(
    curve: Curve, quantity: str, outcome: str, population: str, *, horizons: Iterable[int], min_at_risk: int
) -> list[dict[str, Any]]:
    """A curve at the horizons, by group; of a curve with several causes, the first cause unless ``outcome`` is one."""
    at = curve.at(list(horizons), min_at_risk=min_at_risk)
    if "cause" in at:
        at = at[at["cause"] == (outcome if outcome in set(at["cause"]) else at["cause"].iloc[0])]
    return [
        row(
            quantity,
            outcome,
            population,
            curve.method,
            found["group"],
            time_days=found["time"],
            **{
                name: found[name]
                for name in ("estimate", "lower", "upper", "std_error", "n", "at_risk", "events", "status")
            },
            level=curve.level,
        )
        for found in at.to_dict("records")
    ]


def naive_rows(
    curve: Curve, outcome: str, population: str, *, horizons: Iterable[int], min_at_risk: int
) -> list[dict[str, Any]]:
    """The classic error, labelled: everyone without a recorded outcome by the horizon counted as in remission."""
    at = curve.at(list(horizons), min_at_risk=min_at_risk)
    return _crude_rows(at, at["n"], "naive", curve.level, outcome, population)


def complete_rows(
    curve: Curve, outcome: str, population: str, *, horizons: Iterable[int], min_at_risk: int
) -> list[dict[str, Any]]:
    """The other classic error: only people followed to the horizon, or with the outcome by then, are counted at all.

    People who left free of the outcome are in neither; those with the outcome stay, so remission comes out too low.
    ``n`` is events by the horizon plus those who were seen free of the outcome on the horizon's day.
    """
    days = list(horizons)
    at = curve.at(days, min_at_risk=min_at_risk)
    table = curve.counts
    on_the_day = [
        failed[table.days == day].sum() for failed in table.events[:, 0] for day in days
    ]  # at risk on the day, but no longer free at its end
    followed = at["events"] + at["at_risk"] - on_the_day
    return _crude_rows(at, followed, "naive_complete_followup", curve.level, outcome, population)


def _crude_rows(
    at: pd.DataFrame, people: Iterable[float], method: str, level: float, outcome: str, population: str
) -> list[dict[str, Any]]:
    """The share without the outcome among ``people`` with Wilson limits, where the curve may be quoted."""
    from isostats.estimate.proportions import proportion

    rows = []
    for found, counted in zip(at.to_dict("records"), people, strict=True):
        n, events = int(counted), int(found["events"])
        numbers: dict[str, Any] = {}
        if found["status"] == "ok":
            crude = proportion(n - events, n, level=level)
            numbers = {"estimate": crude.estimate, "lower": crude.lower, "upper": crude.upper}
        rows.append(
            row(
                "remission",
                outcome,
                population,
                method,
                found["group"],
                time_days=found["time"],
                level=level,
                n=n,
                at_risk=found["at_risk"],
                events=events,
                status=found["status"],
                **numbers,
            )
        )
    return rows


def claim_rows(comparison: ClaimComparison, outcome: str, population: str) -> list[dict[str, Any]]:
    """The difference from the claim with its test, and the test of equivalence within the margin."""
    told = comparison.verdict != "not_estimable"
    shared = {
        "time_days": comparison.time,
        "level": comparison.level,
        "n": comparison.n,
        "at_risk": comparison.at_risk,
        "events": comparison.events,
        "status": comparison.status if comparison.status != "ok" else None,
    }
    difference = {
        "estimate": comparison.difference,
        "lower": comparison.difference_lower,
        "upper": comparison.difference_upper,
        "std_error": comparison.std_error,
        "p_value": comparison.p_value,
    }
    equivalence = {"estimate": comparison.margin, "p_value": comparison.p_equivalence} if told else {}
    return [
        row("claim_difference", outcome, population, comparison.method, comparison.group, **shared, **difference),
        row("claim_equivalence", outcome, population, comparison.method, comparison.group, **shared, **equivalence),
    ]


def not_fixed(row: dict[str, Any], fixed: Callable[[str, int], bool]) -> dict[str, Any]:
    """A row as it is, or emptied as not estimable where the rule of courses alone fixes its result."""
    day = row["time_days"]
    if row["quantity"] in OVER_TIME and day is not None and fixed(row["outcome"], int(day)):
        return row | dict.fromkeys(NUMBERS) | {"status": "not_estimable"}
    return row


def table(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """All results as one frame; no two rows share an address."""
    frame = typed(pd.DataFrame(list(rows), columns=list(COLUMNS)))
    doubled = frame.duplicated(ADDRESS)
    if doubled.any():
        raise AssertionError(f"two results share an address: {frame[doubled].iloc[0][ADDRESS].to_dict()}")
    return frame


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with numbers as floats and counts as whole numbers; missing is empty."""
    for name in (*NUMBERS, "level"):
        frame[name] = frame[name].astype(float)
    for name in COUNTS:
        frame[name] = frame[name].astype(float).round().astype("Int64")
    return frame

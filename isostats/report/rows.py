"""The one tidy table of results: its columns, how estimates become rows, and what must not be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np
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


def table(rows: Iterable[dict[str, Any]], *, small_cell: int) -> pd.DataFrame:
    """All results as one frame, small counts suppressed; no two rows share an address."""
    frame = typed(pd.DataFrame(list(rows), columns=list(COLUMNS)))
    doubled = frame.duplicated(ADDRESS)
    if doubled.any():
        raise AssertionError(f"two results share an address: {frame[doubled].iloc[0][ADDRESS].to_dict()}")
    return suppress(frame, small_cell=small_cell)


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with numbers as floats and counts as whole numbers; missing is empty."""
    for name in (*NUMBERS, "level"):
        frame[name] = frame[name].astype(float)
    for name in COUNTS:
        frame[name] = frame[name].astype(float).round().astype("Int64")
    return frame


def _families(frame: pd.DataFrame, within: Iterable[str]) -> list[pd.Series]:
    """Keys by which rows belong to parts of one whole: the levels of a grouping, or the competing first treatments."""
    grouping = frame["group"].str.partition("=")[0].where(frame["group"].str.contains("=", regex=False))
    first = frame["outcome"].str.startswith("first_")
    grouping = grouping.mask(first & grouping.isna(), "first treatment")
    outcome = frame["outcome"].mask(first, "first treatment")
    others = [frame[name].astype(str) for name in ("quantity", "population", "method", "time_days", *within)]
    return [outcome, grouping, *others]


def _small(counts: pd.Series, small_cell: int) -> pd.Series:
    return counts.between(1, small_cell - 1).fillna(False).astype(bool)


def too_small(
    frame: pd.DataFrame, *, small_cell: int, within: Iterable[str] = (), also: pd.Series | None = None
) -> pd.Series:
    """Which rows must not be shown: n or events from 1 to ``small_cell - 1``, and what would give such a count back.

    Where just one group of a grouping is hidden, the overall row minus the others would give it back, so the group
    with the next fewest events is hidden with it. ``within`` names further columns that tell one whole from another;
    ``also`` are rows that are hidden already.
    """
    hidden = _small(frame["n"], small_cell) | _small(frame["events"], small_cell)
    hidden = hidden if also is None else hidden | also
    for _, block in frame.groupby(_families(frame, within), sort=False):
        if hidden[block.index].sum() == 1 and len(block) > 1:
            others = block[~hidden[block.index]].sort_values(["events", "n"], kind="stable")
            hidden[others.index[0]] = True
    return hidden


def suppress(frame: pd.DataFrame, *, small_cell: int, hidden: pd.Series | None = None) -> pd.DataFrame:
    """Empty every row that :func:`too_small` finds (or that ``hidden`` marks); small at-risk counts are emptied too.

    A survival estimate beside a hidden count gives the count back, which is why the whole row goes.
    """
    frame = frame.copy()
    hidden = too_small(frame, small_cell=small_cell) if hidden is None else hidden
    frame.loc[hidden, [*NUMBERS]] = np.nan
    frame.loc[hidden, ["n", "at_risk", "events"]] = pd.NA
    frame.loc[hidden, "status"] = "suppressed"
    frame.loc[_small(frame["at_risk"], small_cell), "at_risk"] = pd.NA
    return frame

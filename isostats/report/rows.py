"""The one tidy table of results: its columns, how estimates become rows, and what must not be shown."""

from __future__ import annotations

from collections.abc import Iterable
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
    from isostats.estimate.proportions import proportion

    rows = []
    for found in curve.at(list(horizons), min_at_risk=min_at_risk).to_dict("records"):
        n, events = int(found["n"]), int(found["events"])
        numbers: dict[str, Any] = {}
        if found["status"] == "ok":
            crude = proportion(n - events, n, level=curve.level)
            numbers = {"estimate": crude.estimate, "lower": crude.lower, "upper": crude.upper}
        rows.append(
            row(
                "remission",
                outcome,
                population,
                "naive",
                found["group"],
                time_days=found["time"],
                level=curve.level,
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


def table(rows: Iterable[dict[str, Any]], *, small_cell: int) -> pd.DataFrame:
    """All results as one frame, small counts suppressed; no two rows share an address."""
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    for name in (*NUMBERS, "level"):
        frame[name] = frame[name].astype(float)
    for name in COUNTS:
        frame[name] = frame[name].astype(float).round().astype("Int64")
    doubled = frame.duplicated(ADDRESS)
    if doubled.any():
        raise AssertionError(f"two results share an address: {frame[doubled].iloc[0][ADDRESS].to_dict()}")
    return suppress(frame, small_cell=small_cell)


def _families(frame: pd.DataFrame) -> list[pd.Series]:
    """Keys by which rows belong to parts of one whole: the levels of a grouping, or the competing first treatments."""
    grouping = frame["group"].str.partition("=")[0].where(frame["group"].str.contains("=", regex=False))
    first = frame["outcome"].str.startswith("first_")
    grouping = grouping.mask(first & grouping.isna(), "first treatment")
    outcome = frame["outcome"].mask(first, "first treatment")
    others = [frame[name].astype(str) for name in ("quantity", "population", "method", "time_days")]
    return [outcome, grouping, *others]


def suppress(frame: pd.DataFrame, *, small_cell: int) -> pd.DataFrame:
    """Empty every row whose n or events lie between 1 and ``small_cell - 1``; small at-risk counts are emptied too.

    Where just one group of a grouping is suppressed, the overall row minus the others would give it back, so the
    group with the next fewest events is suppressed with it. A survival estimate beside a hidden count gives the
    count back as well, which is why the whole row goes.
    """
    frame = frame.copy()

    def small(counts: pd.Series) -> pd.Series:
        return counts.between(1, small_cell - 1).fillna(False).astype(bool)

    hidden = small(frame["n"]) | small(frame["events"])
    for _, block in frame.groupby(_families(frame), sort=False):
        if hidden[block.index].sum() == 1 and len(block) > 1:
            others = block[~hidden[block.index]].sort_values(["events", "n"], kind="stable")
            hidden[others.index[0]] = True
    frame.loc[hidden, [*NUMBERS]] = np.nan
    frame.loc[hidden, ["n", "at_risk", "events"]] = pd.NA
    frame.loc[hidden, "status"] = "suppressed"
    frame.loc[small(frame["at_risk"]), "at_risk"] = pd.NA
    return frame

"""Curves and frames made by hand for the figures: plain estimators in a few lines, so that drawing is tested alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from isostats.cohort.definition import Definition

CAUSES = ("not_clear", "topical", "oral_antibiotic", "hormonal", "isotretinoin", "death")
SYSTEMIC = Definition(
    outcome="systemic_treatment", competing=("death",), fingerprint="3f2a9c17e5b04d", version="0.1.0",
    gap_rule="second courses are counted as recorded; 3 second courses began within 60 drug-free days",
)  # fmt: skip


@dataclass(frozen=True)
class MadeCurve:
    """A curve with the columns of the contract, estimated naively from one row per person."""

    people: pd.DataFrame  # group, day, cause (0 censored, 1.. causes)
    frame: pd.DataFrame
    kind: str
    method: str
    causes: tuple[str, ...] = ()
    level: float = 0.95
    definition: Definition = SYSTEMIC

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(self.people["group"].unique())

    def at(self, days: Sequence[int], *, min_at_risk: int = 10) -> pd.DataFrame:
        rows = []
        keys = ["group", "cause"] if self.causes else ["group"]
        for key, block in self.frame.groupby(keys, sort=False):
            group = key[0]
            mine = self.people[self.people["group"] == group]
            for day in days:
                past = block[block["time"] <= day]
                risk = int((mine["day"] >= day).sum())
                ok = risk >= min_at_risk
                last = past.iloc[-1]
                rows.append(
                    dict(zip(keys, key, strict=True))
                    | {
                        "time": day,
                        **{c: last[c] if ok else np.nan for c in ("estimate", "std_error", "lower", "upper")},
                        "at_risk": risk,
                        "events": past["events"].sum(),
                        "n": len(mine),
                        "status": "ok" if ok else "beyond_followup",
                    }
                )
        columns = [*keys, "time", "estimate", "std_error", "lower", "upper", "at_risk", "events", "n", "status"]
        return pd.DataFrame(rows, columns=columns)

    def risk_table(self, days: Sequence[int]) -> pd.DataFrame:
        rows = []
        for group, mine in self.people.groupby("group", sort=False):
            for day in days:
                before = mine["day"] < day
                rows.append(
                    (group, day, int((~before).sum()), int((before & (mine["cause"] > 0)).sum()),
                     int((before & (mine["cause"] == 0)).sum()))
                )  # fmt: skip
        return pd.DataFrame(rows, columns=["group", "time", "at_risk", "events", "censored"])


def people(
    n: int, *, seed: int = 1, groups: Sequence[str] = ("all",), hazard: float = 0.00035, follow: int = 2400, causes: int = 1,
    start: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """People with a falling hazard, uniform follow-up and causes in unequal shares."""
    g = np.random.default_rng(seed)
    group = np.array(groups)[g.integers(0, len(groups), n)]
    rate = hazard * (1 + 0.5 * np.array([list(groups).index(x) for x in group]))
    event = g.weibull(0.7, n) / np.maximum(rate, 1e-12)
    censor = g.uniform(200, follow, n)
    cause = 1 + g.choice(causes, n, p=np.arange(causes, 0, -1) / (causes * (causes + 1) / 2))
    day = np.floor(np.minimum(event, censor)).astype(int) + start
    return pd.DataFrame({"group": group, "day": day, "cause": np.where(event <= censor, cause, 0)})


def kaplan_meier(rows: pd.DataFrame, *, definition: Definition = SYSTEMIC) -> MadeCurve:
    blocks = [_block(g, rows[rows["group"] == g]) for g in rows["group"].unique()]
    return MadeCurve(rows, pd.concat(blocks, ignore_index=True), "remission", "kaplan_meier", definition=definition)


def _block(group: str, rows: pd.DataFrame) -> pd.DataFrame:
    z, survival, greenwood, out = 1.959963984540054, 1.0, 0.0, []
    days = sorted({0, *rows["day"]})
    for day in days:
        here = rows["day"] == day
        risk, events = int((rows["day"] >= day).sum()), int((here & (rows["cause"] > 0)).sum())
        if events:
            survival *= 1 - events / risk
            greenwood += events / (risk * (risk - events)) if risk > events else np.nan
        lower = upper = np.nan
        if 0 < survival < 1:
            spread = z * np.sqrt(greenwood) / np.log(survival)
            lower, upper = survival ** np.exp(-spread), survival ** np.exp(spread)
        out.append((group, day, survival, survival * np.sqrt(greenwood), lower, upper, risk, events, int(here.sum()) - events))
    columns = ["group", "time", "estimate", "std_error", "lower", "upper", "at_risk", "events", "censored"]
    return pd.DataFrame(out, columns=columns)


def aalen_johansen(rows: pd.DataFrame, causes: Sequence[str], *, definition: Definition = SYSTEMIC) -> MadeCurve:
    blocks = []
    for group in rows["group"].unique():
        mine = rows[rows["group"] == group]
        base = _block(group, mine)
        before = np.concatenate([[1.0], base["estimate"].to_numpy()[:-1]])
        for k, cause in enumerate(causes, 1):
            d = np.array([int(((mine["day"] == t) & (mine["cause"] == k)).sum()) for t in base["time"]])
            estimate = np.cumsum(before * d / base["at_risk"])
            se = np.sqrt(estimate * (1 - estimate) / len(mine))
            exists = (estimate > 0) & (estimate < 1)
            limits = [np.where(exists, np.clip(estimate + s * 1.96 * se, 1e-4, 1), np.nan) for s in (-1, 1)]
            blocks.append(
                base.assign(cause=cause, estimate=estimate, std_error=se, lower=limits[0], upper=limits[1], events=d)
            )
    frame = pd.concat(blocks, ignore_index=True)
    return MadeCurve(rows, frame, "cumulative_incidence", "aalen_johansen", tuple(causes), definition=definition)

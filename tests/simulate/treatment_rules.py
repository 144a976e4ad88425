"""The rules of later treatment (convention 13) for one person at a time, written without isostats."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

KINDS = {
    "any_treatment": ("topical", "topical_antibiotic", "procedure", "oral_antibiotic", "antiandrogen"),
    "systemic_treatment": ("oral_antibiotic", "antiandrogen"),
    "second_course": (),
}
MAINTAINING = ("topical", "antiandrogen")
NEVER = 10**6

Fills = list[tuple[int, int]]  # (day, days of supply), in order of day


def runs(fills: Fills, *, least: int = 28, gap: int = 30) -> Fills:
    """Fills joined into runs; those that sum to fewer than ``least`` days are left out."""
    joined: list[list[int]] = []
    for day, supply in fills:
        if joined and day - joined[-1][2] - 1 <= gap:
            joined[-1][1] += supply
            joined[-1][2] = max(joined[-1][2], day + supply - 1)
        else:
            joined.append([day, supply, day + supply - 1])
    return [(day, total) for day, total, _ in joined if total >= least]


def first_event(kind: str, fills: Fills) -> int:
    """The first day after day 0 on which the kind is an event, NEVER for none."""
    if kind == "oral_antibiotic":
        fills = runs(fills)
    until = None
    for day, supply in fills:
        end = day + supply - 1
        upkeep = kind in MAINTAINING and -90 <= day <= 60
        if until is not None and day - until - 1 <= 90:
            until = max(until, end)
        elif day > 0 and not (until is None and upkeep):
            return day
        elif upkeep or (day <= 0 <= end):
            until = end
    return NEVER


def event_days(treatments: pd.DataFrame, day0: pd.Series, people: Iterable[str]) -> pd.DataFrame:
    """The first event of each outcome by treatments alone, in days after day 0: one row per person.

    ``treatments``: patient_id, day, kind, days_supply; ``day0``: by patient_id.
    """
    rows = treatments[treatments["patient_id"].isin(day0.index)]
    rows = rows.assign(after=rows["day"].to_numpy() - day0.reindex(rows["patient_id"]).to_numpy())
    rows = rows.sort_values(["patient_id", "kind", "after", "days_supply"])
    firsts: dict[str, dict[str, int]] = {}
    for (patient, kind), part in _parts(rows):
        firsts.setdefault(patient, {})[kind] = first_event(kind, part)
    return pd.DataFrame(
        {
            outcome: [min((firsts.get(one, {}).get(kind, NEVER) for kind in kinds), default=NEVER) for one in people]
            for outcome, kinds in KINDS.items()
        },
        index=pd.Index(list(people), name="patient_id"),
    )


def _parts(rows: pd.DataFrame) -> Iterable[tuple[tuple[str, str], Fills]]:
    current, fills = ("", ""), []
    for patient, kind, day, supply in zip(
        rows["patient_id"], rows["kind"], rows["after"].astype(int), rows["days_supply"].astype(int), strict=True
    ):
        if (patient, kind) != current:
            if fills:
                yield current, fills
            current, fills = (patient, kind), []
        fills.append((day, supply))
    if fills:
        yield current, fills

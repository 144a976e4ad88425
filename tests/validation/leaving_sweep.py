"""How often the detector of passive follow-up is right: simulated clinics of known follow-up, in a sweep with a seed.

    python -m tests.validation.leaving_sweep [data/validation]

Each simulated clinic is drawn from the law of ``isostats.simulate``; how its people leave is the scenario's. Written:
``simulated_leaving.csv``, one row per scenario and size with the shares that the detector looks at and how often it
says passive, and ``simulated_leaving_thresholds.csv``, false alarms and detections over a lattice of thresholds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isostats.cohort.informative_censoring import COULD_BE_SEEN_DAYS, SOON_DAYS, Leaving, most_telling
from isostats.simulate import Law, LeavingWhenWell
from isostats.simulate.histories import draw_histories, draw_patients

SEED, CLINICS = 85, 400
SIZES = (100, 300, 1000, 3000)
Days = NDArray[np.float64]
Leave = Callable[[Days, Days, np.random.Generator], Days]
"""(administrative end, day of the first relapse or second course, generator) -> last day; all after day 0."""


@dataclass(frozen=True)
class Scenario:
    """A way of following people: ``passive`` is the truth that the detector is to find."""

    name: str
    passive: bool
    leave: Leave
    accrual_years: float = 8.0
    relapse: float = 1.0


def independent(per_year: float) -> Leave:
    """People leave at a constant rate, whether well or not."""
    return lambda end, event, rng: np.minimum(end, np.floor(rng.standard_exponential(len(end)) / per_year * 365.25))


def early_visit(share: float) -> Leave:
    """A share of people has one visit within 100 days and is not seen again, whether well or not."""

    def leave(end: Days, event: Days, rng: np.random.Generator) -> Days:
        once = rng.random(len(end)) < share
        ordinary = np.floor(rng.standard_exponential(len(end)) / 0.12 * 365.25)
        return np.minimum(end, np.where(once, np.floor(rng.random(len(end)) * 100), ordinary))

    return leave


def when_well(law: LeavingWhenWell) -> Leave:
    """People who are well stop coming; people who relapse come back."""

    def leave(end: Days, event: Days, rng: np.random.Generator) -> Days:
        ordinary = np.minimum(end, np.floor(rng.standard_exponential(len(end)) / 0.12 * 365.25))
        return law.last_days(ordinary.astype(np.int64), event, rng).astype(float)

    return leave


def within(days: float) -> Leave:
    """Who is well has a last visit on any day until then; whoever relapses comes back."""

    def leave(end: Days, event: Days, rng: np.random.Generator) -> Days:
        ordinary = np.minimum(end, np.floor(rng.standard_exponential(len(end)) / 0.12 * 365.25))
        once = np.minimum(end, np.floor(rng.random(len(end)) * days))
        return np.where((event <= ordinary) & (rng.random(len(end)) < 0.95), ordinary, once)

    return leave


def linked(end: Days, event: Days, rng: np.random.Generator) -> Days:
    """Nobody leaves before the data end."""
    return end


SCENARIOS = (
    *(Scenario(f"active, {rate:.0%} leave a year", False, independent(rate)) for rate in (0.05, 0.15, 0.30, 0.50)),
    Scenario("active, 30% leave a year, twice the relapses", False, independent(0.30), relapse=2.0),
    Scenario("active, 30% leave a year, a third of the relapses", False, independent(0.30), relapse=1 / 3),
    *(Scenario(f"active, {share:.0%} leave within 100 days", False, early_visit(share)) for share in (0.2, 0.3)),
    Scenario("linked", False, linked),
    Scenario("linked, twice the relapses", False, linked, relapse=2.0),
    Scenario("administrative end soon: courses of the last 2 years", False, linked, accrual_years=2.0),
    *(
        Scenario(
            f"passive, last visit after {days:.0f} days on average, {back:.0%} come back, {stays:.0%} stay",
            True,
            when_well(LeavingWhenWell(days, stays, back)),
        )
        for days, stays, back in (
            (30.0, 0.0, 0.95), (60.0, 0.05, 0.95), (60.0, 0.2, 0.95), (60.0, 0.05, 0.6), (90.0, 0.1, 0.8),
            (120.0, 0.05, 0.95),
        )
    ),
    Scenario(
        "passive, 60 days, 95% come back, 5% stay, a third of the relapses",
        True,
        when_well(LeavingWhenWell(60.0, 0.05, 0.95)),
        relapse=1 / 3,
    ),
    Scenario("active, 30% leave a year, four times the relapses", False, independent(0.30), relapse=4.0),
    Scenario("linked, eight times the relapses", False, linked, relapse=8.0),
    Scenario("passive, last visit within 400 days, 95% come back", True, within(400.0)),
)  # fmt: skip


def seen_longest(event: Days, last: Days) -> tuple[int, int]:
    """Of those seen longest, who came with an event and who was well: at the level at which that tells most."""
    happened, day = event <= last, np.minimum(event, last)
    free = np.sort(day[~happened])
    if not len(free):
        return 0, 0
    after = [free[-1], min(np.quantile(free, 0.99, method="inverted_cdf"), free[-2:][0]),
             np.quantile(free, 0.95, method="inverted_cdf")]  # fmt: skip
    everybody = Leaving(0, 0, 0, 0, 0, without_event=len(free), with_event=int(happened.sum()))
    seen = most_telling([
        replace(everybody, longest=int((happened & (day > each)).sum()), stayed=int((free > each).sum()))
        for each in after
    ])  # fmt: skip
    return seen.longest, seen.stayed


def counted(scenario: Scenario, n: int, rng: np.random.Generator) -> Leaving:
    """What the detector sees of one simulated clinic."""
    law = Law()
    law = replace(law, relapse=replace(law.relapse, level=law.relapse.level * scenario.relapse))
    people = draw_patients(n, rng, law, False)
    histories = draw_histories(people, rng, law)
    event = np.minimum(histories.relapse, histories.second_course)
    end = np.floor(rng.random(n) * scenario.accrual_years * 365.25)
    last = np.maximum(scenario.leave(end, event, rng), 0)
    kept = end >= COULD_BE_SEEN_DAYS
    longest, stayed = seen_longest(event, last)
    whole = int((event <= last).sum())
    happened, day = (event <= last)[kept], np.minimum(event, last)[kept]
    return Leaving(
        people=n,
        longest=longest,
        stayed=stayed,
        without_event=n - whole,
        with_event=whole,
        event_free=int((~happened).sum()),
        left_soon=int((~happened & (day <= SOON_DAYS)).sum()),
        later=int((day > SOON_DAYS).sum()),
        later_events=int((happened & (day > SOON_DAYS)).sum()),
    )


def sweep(clinics: int = CLINICS, seed: int = SEED, sizes: Sequence[int] = SIZES) -> pd.DataFrame:
    """Every clinic of every scenario: scenario, passive, n, and the counts."""
    rows = []
    for place, scenario in enumerate(SCENARIOS):
        for n in sizes:
            rng = np.random.default_rng([seed, place, n])
            for _ in range(clinics):
                found = counted(scenario, n, rng)
                rows.append(
                    {
                        "scenario": scenario.name,
                        "passive": scenario.passive,
                        "n": n,
                        "left_soon_share": found.left_soon_share,
                        "later_events_share": found.later_events_share,
                        "enough": found.enough,
                        "longest_are_ill": found.longest_are_ill,
                        "says_passive": found.looks_passive,
                    }
                )
    return pd.DataFrame(rows)


def by_scenario(clinics: pd.DataFrame) -> pd.DataFrame:
    """One row per scenario and size."""
    grouped = clinics.groupby(["scenario", "passive", "n"], sort=False)
    return grouped.agg(
        clinics=("n", "size"),
        left_soon_share=("left_soon_share", "mean"),
        later_events_share=("later_events_share", "mean"),
        could_be_told=("enough", "mean"),
        said_passive=("says_passive", "mean"),
    ).reset_index()


def by_threshold(clinics: pd.DataFrame) -> pd.DataFrame:
    """False alarms (the worst scenario) and detections (worst and mean) over a lattice of thresholds."""
    rows = []
    for soon in (0.30, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60):
        for later in (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4):
            by_shares = (clinics["left_soon_share"] >= soon) & (clinics["later_events_share"] >= later)
            says = clinics["enough"] & by_shares | clinics["longest_are_ill"]
            rate = says.groupby([clinics["passive"], clinics["scenario"], clinics["n"]]).mean()
            rows.append(
                {
                    "left_soon_share": soon,
                    "later_events_share": later,
                    "false_alarms_mean": rate[False].mean(),
                    "false_alarms_worst": rate[False].max(),
                    "detected_mean": rate[True].mean(),
                    "detected_worst": rate[True].min(),
                }
            )
    return pd.DataFrame(rows)


def main(folder: Path) -> None:
    """Write both tables."""
    clinics = sweep()
    tables = {"simulated_leaving": by_scenario(clinics), "simulated_leaving_thresholds": by_threshold(clinics)}
    for name, frame in tables.items():
        frame.round(4).to_csv(folder / f"{name}.csv", index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "data/validation"))

"""How often intervals hold the truth, and how far estimates are off: simulated studies of a known law, with a seed.

    python -m tests.validation.coverage_sweep [data/validation [further_coverage ...]]

Half of the people are of each sex; relapse, death and loss are exponential, and women relapse sooner. Scenarios: light
and heavy censoring, days known by month only, and loss that depends on sex. Written: ``simulated_coverage.csv``, a row
for each scenario, size and method: the truth, the mean estimate, its bias, how many studies have an interval, and the
share of these that hold the truth. The naive share is among them, and fails; so does a model of complete rows.
Models have a law and a seed of their own (:mod:`tests.validation.model_studies`), and so have adjusted groups, bands,
sites, states and visits (:mod:`tests.validation.further_studies`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import isostats as iso
from isostats.cohort.course_histories import further_courses
from isostats.vocabulary import names as v
from tests.validation import further_studies, model_studies

SEED, HORIZON, LANDMARK = 11, 720, 360
SIZES = {50: 1000, 200: 1000, 1000: 1000, 10_000: 300}
"""People in a study, and how many studies."""
FREE = {"female": 0.77, "male": 0.85}
RATES = {sex: -log(free) / HORIZON for sex, free in FREE.items()}
DYING = -log(1 - 0.01) / 365.25


@dataclass(frozen=True)
class Scenario:
    """How people are followed: administrative ends between two days, and the share lost a year by sex."""

    name: str
    ends: tuple[float, float]
    lost: dict[str, float]
    grid: int = 1


SCENARIOS = (
    Scenario("light censoring", (730, 2500), {"female": 0.05, "male": 0.05}),
    Scenario("heavy censoring", (60, 1400), {"female": 0.2, "male": 0.2}),
    Scenario("days by month", (730, 2500), {"female": 0.05, "male": 0.05}, grid=30),
    Scenario("loss depends on sex", (730, 2500), {"female": 0.6, "male": 0.05}),
)
Interval = tuple[str, str, float, float, float]
"""Quantity, method, estimate, lower and upper limit."""
Drawn = Callable[["Scenario", int, np.random.Generator], Iterator[Interval]]


def truths(grid: int) -> dict[str, float]:
    """What each quantity is under the law; curves are steps at days of the grid."""
    steps = np.arange(0, HORIZON, grid)
    curve = {sex: np.exp(-rate * steps) for sex, rate in RATES.items()}
    mean = {sex: float(curve[sex].sum()) * grid for sex in RATES}
    all_causes = {sex: rate + DYING for sex, rate in RATES.items()}
    failed = [rate / all_causes[sex] * (1 - exp(-all_causes[sex] * HORIZON)) for sex, rate in RATES.items()]
    at = sum(FREE.values()) / 2
    landmark = sum(exp(-rate * LANDMARK) for rate in RATES.values()) / 2
    courses = [rate * (1 - exp(-DYING * HORIZON)) / DYING for rate in RATES.values()]
    return {
        v.REMISSION: at,
        v.CUMULATIVE_INCIDENCE: sum(failed) / 2,
        v.CONDITIONAL_REMISSION: at / landmark,
        "remission_difference": FREE["male"] - FREE["female"],
        "remission_ratio": FREE["male"] / FREE["female"],
        v.RMST: sum(mean.values()) / 2,
        "rmst_difference": mean["male"] - mean["female"],
        v.MEAN_COURSES: sum(courses) / 2,
    }


def study(scenario: Scenario, n: int, rng: np.random.Generator) -> Iterator[Interval]:
    """One simulated study, and what each method says of it."""
    female = np.arange(n) % 2 == 0
    rate = np.where(female, RATES["female"], RATES["male"])
    loss = np.where(female, *(-log(1 - scenario.lost[sex]) / 365.25 for sex in FREE))

    def days(values: NDArray[np.float64], side: str = "up") -> NDArray[np.int64]:
        whole = np.ceil(values / scenario.grid) if side == "up" else np.floor(values / scenario.grid)
        return (np.minimum(whole, 10**6) * scenario.grid).astype(np.int64)

    relapse, death = days(rng.standard_exponential(n) / rate), days(rng.standard_exponential(n) / DYING)
    end, left = days(rng.uniform(*scenario.ends, n), "down"), days(rng.standard_exponential(n) / loss, "down")
    until = np.minimum(np.minimum(end, left), np.minimum(relapse, death))
    cause = np.select([relapse <= until, death <= until, left < end], [1, 2, 3], 0)
    sex = np.where(female, "sex=female", "sex=male")
    told = np.where(cause == 3, 0, cause)
    counts = iso.event_table(until, told, group=sex, causes=("relapse", v.DEATH))
    everyone = counts.pooled()
    curve = iso.kaplan_meier(everyone)
    yield v.REMISSION, v.KAPLAN_MEIER, *limits(curve.at(HORIZON))
    crude = iso.proportion(n - int(((told == 1) & (until <= HORIZON)).sum()), n)
    yield v.REMISSION, v.NAIVE, crude.estimate, crude.lower, crude.upper
    by_sex = iso.event_table(until, cause, group=sex, causes=("relapse", v.DEATH, "lost_early"))
    if (cause == 3).any():
        yield v.REMISSION, v.IPCW, *limits(iso.ipcw(by_sex, model="strata").curve.at(HORIZON))
    yield v.CUMULATIVE_INCIDENCE, v.AALEN_JOHANSEN, *limits(iso.aalen_johansen(everyone).at(HORIZON).iloc[:1])
    kept = iso.conditional_remission(everyone, after=[LANDMARK]).after[LANDMARK]
    yield v.CONDITIONAL_REMISSION, v.given_method(LANDMARK), *limits(kept.at(HORIZON))
    groups = iso.kaplan_meier(counts)
    reference = {"reference": "sex=female"}
    yield "remission_difference", v.KAPLAN_MEIER, *limits(iso.remission_difference(groups, days=HORIZON, **reference))
    yield "remission_ratio", v.KAPLAN_MEIER, *limits(iso.remission_ratio(groups, days=HORIZON, **reference))
    yield v.RMST, v.KAPLAN_MEIER, *limits(iso.rmst(everyone, horizon_days=HORIZON))
    yield "rmst_difference", v.KAPLAN_MEIER, *limits(iso.rmst_difference(counts, horizon_days=HORIZON, **reference))
    followed = np.minimum(np.minimum(end, left), death)
    number = rng.poisson(rate * np.minimum(followed, 3 * HORIZON))
    person = np.repeat(np.arange(n), number)
    began = days(rng.random(len(person)) * np.minimum(followed, 3 * HORIZON)[person])
    pairs = [*zip(person.tolist(), began.tolist(), strict=True)]
    taken = iso.mean_courses(further_courses(followed, died=death <= np.minimum(end, left), courses=pairs))
    yield v.MEAN_COURSES, v.GHOSH_LIN, *limits(taken.at(HORIZON))


def limits(frame: pd.DataFrame) -> tuple[float, float, float]:
    """Estimate and limits of the only row; NaN where it has none."""
    row = frame.iloc[0]
    return float(row[v.ESTIMATE]), float(row[v.LOWER]), float(row[v.UPPER])


def coverage(scenario: Scenario, n: int, studies: int, rng: np.random.Generator) -> list[dict[str, Any]]:
    """A row for each method of curves."""
    true = truths(scenario.grid)
    made = [each for _ in range(studies) for each in study(scenario, n, rng)]
    return covered(made, {(each[0], each[1]): true[each[0]] for each in made}, scenario, n, studies)


def coverage_by(
    drawn: Drawn, true: dict[tuple[str, str], float], scenario: Scenario, n: int, studies: int,
    rng: np.random.Generator,
) -> list[dict[str, Any]]:
    """A row for each method of studies that have a law of their own."""
    made = [each for _ in range(studies) for each in drawn(scenario, n, rng)]
    return covered(made, true, scenario, n, studies)


def coverage_of_models(scenario: Scenario, n: int, studies: int, rng: np.random.Generator) -> list[dict[str, Any]]:
    """A row for each method of models."""
    return coverage_by(model_studies.study, model_studies.truths(), scenario, n, studies, rng)


def further_coverage(scenario: Scenario, n: int, studies: int, rng: np.random.Generator) -> list[dict[str, Any]]:
    """A row for each method of adjusted groups, medians, bands, sites, competing events and states."""
    return coverage_by(further_studies.study, further_studies.truths(scenario), scenario, n, studies, rng)


def coverage_of_visits(scenario: Scenario, n: int, studies: int, rng: np.random.Generator) -> list[dict[str, Any]]:
    """A row for each method between visits."""
    return coverage_by(further_studies.visits, further_studies.truths(scenario), scenario, n, studies, rng)


def covered(
    made: list[Interval], true: dict[tuple[str, str], float], scenario: Scenario, n: int, studies: int
) -> list[dict[str, Any]]:
    """Bias and coverage by quantity and method."""
    frame = pd.DataFrame(made, columns=[v.QUANTITY, v.METHOD, v.ESTIMATE, v.LOWER, v.UPPER])
    rows = []
    for (quantity, method), each in frame.groupby([v.QUANTITY, v.METHOD], sort=False):
        truth, told = true[str(quantity), str(method)], each.dropna(subset=[v.LOWER, v.UPPER])
        held = int((told[v.LOWER].le(truth) & told[v.UPPER].ge(truth)).sum())
        share = iso.proportion(held, len(told))
        rows.append(
            {
                "scenario": scenario.name, "people": n, v.QUANTITY: quantity, v.METHOD: method, "truth": truth,
                "studies": studies, "with_interval": len(told), "mean": each[v.ESTIMATE].mean(),
                "bias": each[v.ESTIMATE].mean() - truth, "coverage": share.estimate,
                "coverage_lower": share.lower, "coverage_upper": share.upper,
            }
        )  # fmt: skip
    return rows


KEY = [v.QUANTITY, v.METHOD]
SWEEPS = (
    (coverage, SIZES, ()),
    (coverage_of_models, model_studies.SIZES, (1,)),
    (further_coverage, further_studies.SIZES, (2,)),
    (coverage_of_visits, further_studies.VISITED, (3,)),
)
"""Each with its sizes, and what sets its seeds apart."""


def main(folder: str = "data/validation", *only: str) -> None:
    """Write the table of coverage, a sweep after the other; of ``only`` some of them, the rows of the others stay."""
    path = Path(folder) / "simulated_coverage.csv"
    made = []
    for sweep, sizes, own in SWEEPS:
        for place, scenario in enumerate(SCENARIOS):
            for n, studies in sizes.items() if not only or sweep.__name__ in only else ():
                made += sweep(scenario, n, studies, np.random.default_rng((SEED, place, n, *own)))
                print(f"{scenario.name}, {n} people, {sweep.__name__}: done", flush=True)
    table = pd.DataFrame(made).round(6)
    if only:
        filed = pd.read_csv(path)
        again = pd.MultiIndex.from_frame(filed[KEY]).isin(pd.MultiIndex.from_frame(table[KEY]))
        table = pd.concat([filed[~again], table], ignore_index=True)
    table.to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

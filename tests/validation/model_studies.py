"""Simulated studies of a known law for models: hazard ratios, splines, imputed values, the cured share, the bootstrap.

Relapse goes with sex and dose. Doses are missing more often where a small dose was followed by an early relapse, so
that the complete rows alone are wrong; a weight that tells of the dose is known of everybody. For the cured share
another law is drawn: most people never relapse, the others by a Weibull law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import exp, log, nan
from typing import Any, Protocol, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

import isostats as iso
from isostats.estimate.resampled_limits import LimitsBy
from isostats.vocabulary import names as v

SIZES = {50: 100, 200: 200, 1000: 200, 10_000: 50}
"""People in a study, and how many studies: fewer than of the curves, for models take longer."""
RATE, OF_SEX, OF_DOSE = -log(0.7) / 720, 0.5, -0.006
"""Of women at the middle dose; log ratios of men, and of 1 mg/kg."""
AT, AGAINST = 180.0, 120.0
CURED, SHAPE, SCALE = 0.6, 1.2, 300.0
COMPLETE_ROWS = "cox_efron_complete_rows"
"""The model of the people with every value, where what is missing goes with the outcome: as naive as a share."""
MIDDLE, SPREAD, DOSES = 150.0, 40.0, (40.0, 280.0)
Interval = tuple[str, str, float, float, float]


def truths() -> dict[tuple[str, str], float]:
    """What each number is under the law, by quantity and method; remission is a mean over sexes and doses."""
    dose = np.clip(MIDDLE + SPREAD * ndtri((np.arange(200_000) + 0.5) / 200_000), *DOSES)
    free = [np.exp(-720 * RATE * np.exp(sex + OF_DOSE * (dose - MIDDLE))).mean() for sex in (0.0, OF_SEX)]
    return {
        (v.HAZARD_RATIO, v.COX_EFRON): exp(OF_SEX),
        (v.HAZARD_RATIO, v.COX_IMPUTED): exp(10 * OF_DOSE),
        (v.HAZARD_RATIO, COMPLETE_ROWS): exp(10 * OF_DOSE),
        (v.DOSE_HAZARD_RATIO, v.COX_SPLINE): exp(OF_DOSE * (AT - AGAINST)),
        (v.REMISSION, "bootstrap_percentile"): float(np.mean(free)),
        (v.REMISSION, "bootstrap_bca"): float(np.mean(free)),
        (v.CURED_SHARE, v.MIXTURE_CURE): CURED,
    }


class Followed(Protocol):
    """How people are followed."""

    ends: tuple[float, float]
    lost: dict[str, float]
    grid: int


def study(scenario: Followed, n: int, rng: np.random.Generator) -> Iterator[Interval]:
    """One simulated study, and what each model says of it; NaN where it has nothing to say."""
    female = np.arange(n) % 2 == 0
    loss = np.where(female, *(-log(1 - scenario.lost[sex]) / 365.25 for sex in ("female", "male")))
    end, left = rng.uniform(*scenario.ends, n), rng.standard_exponential(n) / loss
    until = np.floor(np.minimum(end, left) / scenario.grid) * scenario.grid
    dose = np.clip(rng.normal(MIDDLE, SPREAD, n), *DOSES)

    def seen(relapse: NDArray[np.float64]) -> pd.DataFrame:
        days = np.ceil(np.minimum(relapse, 1e6) / scenario.grid) * scenario.grid
        return pd.DataFrame({"time": np.minimum(days, until), "event": (days <= until).astype(int)})

    hazard = RATE * np.exp(OF_SEX * ~female + OF_DOSE * (dose - MIDDLE))
    people = seen(rng.standard_exponential(n) / hazard).assign(sex=np.where(female, "female", "male"))
    people["dose"], people["weight"] = dose, dose + rng.normal(0, 15, n)
    yield from _cox(people, rng)
    yield _spline(people[female & (people["time"] > 0)].rename(columns={"dose": "dose_mg_per_kg"}))
    yield from _resampled(people, rng)
    late = np.where(rng.random(n) < CURED, np.inf, SCALE * rng.standard_exponential(n) ** (1 / SHAPE))
    answered = seen(late)
    made = iso.permanence(iso.event_table(answered["time"].astype(int), answered["event"]))
    yield v.CURED_SHARE, v.MIXTURE_CURE, made.estimate, made.lower, made.upper


def _cox(people: pd.DataFrame, rng: np.random.Generator) -> Iterator[Interval]:
    """The ratio of men with every dose known; that of 10 mg/kg where doses are missing, imputed and not."""
    people = people.assign(ten=people["dose"] / 10)
    chosen: dict[str, Any] = {"covariates": ["sex", "ten"], "references": {"sex": "female"}}
    yield v.HAZARD_RATIO, v.COX_EFRON, *_ratio(lambda: iso.cox(people, **chosen).frame, 0)
    low = (people["event"] == 1) & (people["time"] <= 360) & (people["weight"] < MIDDLE)
    missing = rng.random(len(people)) < np.where(low, 0.7, 0.1)
    holes = people.assign(ten=people["ten"].mask(missing))
    seed = int(rng.integers(2**31))

    def imputed() -> pd.DataFrame:
        drawn = iso.impute(holes, columns=["sex", "ten", "weight"], imputations=5, seed=seed)
        return iso.cox_imputed(drawn, **chosen).frame

    yield v.HAZARD_RATIO, v.COX_IMPUTED, *_ratio(imputed, 1)
    yield v.HAZARD_RATIO, COMPLETE_ROWS, *_ratio(lambda: iso.cox(holes, **chosen).frame, 1)


def _ratio(fit: Callable[[], pd.DataFrame], place: int) -> tuple[float, float, float]:
    try:
        row = fit().iloc[place]
    except iso.EstimateError:  # nobody of a sex has an event, say
        return nan, nan, nan
    return float(row[v.ESTIMATE]), float(row[v.LOWER]), float(row[v.UPPER])


def _spline(people: pd.DataFrame) -> Interval:
    curve = iso.dose_hazard(people, reference=AGAINST)
    numbers = (nan, nan, nan)
    if curve.status == v.OK and curve.low <= AGAINST and curve.high >= AT:
        row = curve.at([AT]).iloc[0]
        numbers = row[v.ESTIMATE], row[v.LOWER], row[v.UPPER]
    return v.DOSE_HAZARD_RATIO, v.COX_SPLINE, *numbers


def _resampled(people: pd.DataFrame, rng: np.random.Generator) -> Iterator[Interval]:
    counts = iso.event_table(people["time"].astype(int), people["event"])
    for method in get_args(LimitsBy):
        row = iso.bootstrap_limits(counts, horizons_days=[720], method=method, seed=rng, replicates=999).iloc[0]
        yield v.REMISSION, f"bootstrap_{method}", row[v.ESTIMATE], row[v.LOWER], row[v.UPPER]

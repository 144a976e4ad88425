"""Simulated studies of a known law for what a plain curve does not need: adjusted groups, states, visits, bands, sites.

Each law has what its method is for. Severity goes with sex and with relapse (adjusted differences). Patients of a site
are alike by a positive stable frailty, under which hazards stay proportional (robust errors). Death competes with
relapse by Fine and Gray's own law. People relapse, are clear again and die by a Markov chain (current remission).
Relapses are seen at the next visit only (between visits).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import exp, log, nan
from typing import Any

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

import isostats as iso
from isostats.cohort.between_visits import outcome_intervals
from isostats.cohort.remission_states import DEAD, IN_REMISSION, RELAPSED, STATES, STAYS, Stays
from isostats.errors import EstimateError
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import DAYS_IN_YEAR
from tests.validation.model_studies import Followed, Interval

SIZES = {50: 200, 200: 200, 1000: 200, 10_000: 50}
VISITED = {50: 100, 200: 100, 1000: 60, 10_000: 20}
"""People in a study, and how many studies: fewer between visits, where each takes a hundred subsamples."""
HORIZON, DYING = 720, -log(1 - 0.01) / 365.25
SEXES = ("female", "male")
SEVERE = {"female": (0.5, 0.3, 0.2), "male": (0.2, 0.3, 0.5)}
OF_SEVERITY = (0.0, 0.6, 1.2)
"""Shares of the mild, moderate and severe by sex, and the log hazard ratios."""
MILD = {"female": -log(0.85) / HORIZON, "male": -log(0.9) / HORIZON}
MEDIANS = {"female": 400, "male": 600}
BAND = (90.0, 720.0)
SITE, ALIKE, OF_SITE = 5, 0.7, 0.5
"""Patients of a site, how alike they are (1: not at all), and the log hazard ratio of the sites of one kind."""
INCIDENCE, PACE, OF_DOSE, AT, AGAINST = 0.4, 1 / 400, -0.006, 180.0, 120.0
FALLING_ILL, CLEARING = 1 / 700, 1 / 300
EVERY, OPEN, MEAN = 90, 6, 1000.0
"""Days between two visits of a person and between two of the clinic, and until relapse on average."""
UNADJUSTED, UNCLUSTERED = "kaplan_meier_unadjusted", "cox_efron_unclustered"
AS_A_BAND, ON_VISITS = "kaplan_meier_limits_as_band", "kaplan_meier_on_visits_days"
WRONG = (UNADJUSTED, UNCLUSTERED, AS_A_BAND, ON_VISITS)
"""What each method is for, left out: as naive as a share."""
MOVES = np.zeros((len(STATES), len(STATES)))
for _from, _to, _rate in (
    (IN_REMISSION, RELAPSED, FALLING_ILL), (RELAPSED, IN_REMISSION, CLEARING), (IN_REMISSION, DEAD, DYING),
    (RELAPSED, DEAD, DYING),
):  # fmt: skip
    MOVES[STATES.index(_from), STATES.index(_to)] = _rate
MOVES -= np.diag(MOVES.sum(axis=1))


def truths(scenario: Followed) -> dict[tuple[str, str], float]:
    """What each number is under its law, by quantity and method; curves are steps at days of the grid."""
    grid = scenario.grid
    share = np.mean([SEVERE[sex] for sex in SEXES], axis=0)
    free = {sex: _standard(sex, np.array([HORIZON]), share)[0] for sex in SEXES}
    mean = {sex: _standard(sex, np.arange(0, HORIZON, grid), share).sum() * grid for sex in SEXES}
    medians = {sex: -(-MEDIANS[sex] // grid) * grid for sex in SEXES}
    rate = log(2) / MEDIANS["female"]
    often = _often(np.array([HORIZON]))[0]
    seen = exp(-HORIZON / MEAN)
    adjusted = {
        v.REMISSION_DIFFERENCE: free["male"] - free["female"],
        v.OUTCOME_RATIO: (1 - free["male"]) / (1 - free["female"]),
        v.RMST_DIFFERENCE: mean["male"] - mean["female"],
    }
    return {
        **{(name, method): float(true) for name, true in adjusted.items() for method in (v.IPTW, v.STANDARDISED)},
        (v.REMISSION_DIFFERENCE, UNADJUSTED): float(adjusted[v.REMISSION_DIFFERENCE]),
        (v.MEDIAN_DIFFERENCE, v.KAPLAN_MEIER): float(medians["male"] - medians["female"]),
        (v.ANNUAL_HAZARD, v.EXACT_POISSON): _second_year(rate, grid),
        **{(v.REMISSION, method): often for method in ("hall_wellner", "nair", AS_A_BAND)},
        (v.HAZARD_RATIO, v.COX_ROBUST): exp(OF_SITE),
        (v.HAZARD_RATIO, UNCLUSTERED): exp(OF_SITE),
        (v.DOSE_HAZARD_RATIO, v.FINE_GRAY_SPLINE): exp(OF_DOSE * (AT - AGAINST)),
        ("current_remission", v.AALEN_JOHANSEN): float(scipy.linalg.expm(MOVES * HORIZON)[0, 0]),
        (v.REMISSION, v.TURNBULL): seen,
        (v.REMISSION, ON_VISITS): seen,
        (v.VISIT_SHIFT, v.TURNBULL): _on_visits(scenario) - seen,
    }


def _second_year(rate: float, grid: int) -> float:
    """Outcomes per 100 person-years of the second year, on days of the grid."""
    falling, day = exp(-rate * grid), np.arange(366, 731)
    free = falling ** (-(-day // grid) - 1)
    outcomes = (1 - falling) * free[day % grid == 0].sum()
    return float(100 * DAYS_IN_YEAR * outcomes / free.sum())


def _on_visits(scenario: Followed) -> float:
    """What Kaplan-Meier of visits' days comes to in the end: people are followed until their last visit.

    On a day of visits those who come are at risk if they are still followed, the others only if they are until their
    own next visit. So the curve is late by the time to a visit, and low where many leave.
    """
    step = max(scenario.grid, OPEN)
    phases = np.arange(step, EVERY + step, step)
    low, high = scenario.ends
    losses = [-log(1 - scenario.lost[sex]) / 365.25 for sex in SEXES]

    def followed(days: NDArray[Any]) -> NDArray[np.float64]:
        ended = np.clip((high - days) / (high - low), 0, 1)
        return np.asarray(ended * np.mean([np.exp(-rate * days) for rate in losses], axis=0))

    def still(days: NDArray[Any]) -> NDArray[np.float64]:
        return np.asarray(np.exp(-np.maximum(days, 0) / MEAN))

    free = 1.0
    for day in range(step, HORIZON + 1, step):
        coming = phases + EVERY * np.ceil(np.maximum(day - phases, 0) / EVERY)
        at_risk = (still(coming - EVERY) * followed(coming)).mean()
        failing = ((still(coming - EVERY) - still(coming)) * followed(coming) * (coming == day)).mean()
        free *= 1 - failing / at_risk
    return float(free)


def _standard(sex: str, days: NDArray[Any], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Remission of a sex on days, were its severity that of everybody."""
    return np.exp(-MILD[sex] * np.exp(OF_SEVERITY)[:, None] * days).T @ share


def _often(days: NDArray[Any]) -> NDArray[np.float64]:
    """Remission of everybody where half of a sex relapse by its median."""
    return np.mean([0.5 ** (days / MEDIANS[sex]) for sex in SEXES], axis=0)


def study(scenario: Followed, n: int, rng: np.random.Generator) -> Iterator[Interval]:
    """One simulated study by each law, and what each method says of it; NaN where it has nothing to say."""
    female = np.arange(n) % 2 == 0
    until = _until(scenario, n, rng)

    def seen(relapse: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        day = np.ceil(np.minimum(relapse, 1e6) / scenario.grid) * scenario.grid
        return np.minimum(day, until).astype(np.int64), day <= until

    yield from _adjusted(female, seen, rng)
    yield from _often_relapsing(female, scenario.grid, seen, rng)
    yield from _alike_by_site(n, seen, rng)
    yield _competing(until, scenario.grid, rng)
    yield _in_states(until, scenario.grid, rng)


def _until(scenario: Followed, n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """The last day of each person, who is a woman or a man in turn."""
    loss = np.where(np.arange(n) % 2 == 0, *(-log(1 - scenario.lost[sex]) / 365.25 for sex in SEXES))
    until = np.minimum(rng.uniform(*scenario.ends, n), rng.standard_exponential(n) / loss)
    return (np.floor(until / scenario.grid) * scenario.grid).astype(np.int64)


Seen = Callable[[NDArray[np.float64]], tuple[NDArray[np.int64], NDArray[np.bool_]]]


def _adjusted(female: NDArray[np.bool_], seen: Seen, rng: np.random.Generator) -> Iterator[Interval]:
    """Men less women, had both the severity of everybody."""
    n = len(female)
    more = np.cumsum([SEVERE[sex] for sex in SEXES], axis=1)
    severity = (rng.random(n)[:, None] > np.where(female[:, None], more[0], more[1])[:, :2]).sum(axis=1)
    rate = np.where(female, *MILD.values()) * np.exp(np.array(OF_SEVERITY)[severity])
    days, failed = seen(rng.standard_exponential(n) / rate)
    people = pd.DataFrame({"severity": np.array(["mild", "moderate", "severe"])[severity]})
    sex = np.where(female, *SEXES)
    counts = iso.confounded_table(days, failed, group=sex, confounders=people)
    for method in (v.IPTW, v.STANDARDISED):
        for measure in (v.REMISSION_DIFFERENCE, v.OUTCOME_RATIO, v.RMST_DIFFERENCE):
            numbers = (nan, nan, nan)
            try:
                made = iso.adjusted_curves(counts, method=method)
                numbers = _of(iso.adjusted_difference(made, days=HORIZON, reference="female", measure=measure))
            except EstimateError:  # nobody of a sex has a severity, say
                pass
            yield measure, method, *numbers
    crude = iso.kaplan_meier(counts.crude)
    yield v.REMISSION_DIFFERENCE, UNADJUSTED, *_of(iso.remission_difference(crude, days=HORIZON, reference="female"))


def _often_relapsing(
    female: NDArray[np.bool_], grid: int, seen: Seen, rng: np.random.Generator
) -> Iterator[Interval]:
    """Medians, the hazard of the second year, and whole curves."""
    n = len(female)
    sex = np.where(female, *SEXES)
    days, failed = seen(rng.standard_exponential(n) * np.where(female, *MEDIANS.values()) / log(2))
    counts = iso.event_table(days, failed, group=sex)
    medians = iso.median_difference(iso.kaplan_meier(counts), reference="female")
    yield v.MEDIAN_DIFFERENCE, v.KAPLAN_MEIER, *_of(medians)
    women = iso.annual_hazard(counts.select("female"), last_year=2)
    yield v.ANNUAL_HAZARD, v.EXACT_POISSON, *_of(women[women["year"] == 2])
    everyone = counts.pooled()
    for method, band in (("hall_wellner", "hall_wellner"), ("nair", "nair"), (AS_A_BAND, "pointwise")):
        yield v.REMISSION, method, *_whole(iso.kaplan_meier(everyone, band=band, between=BAND), grid)


def _whole(curve: Any, grid: int) -> tuple[float, float, float]:
    """The limits at the horizon, narrowed to where the whole truth comes nearest to leaving the band."""
    frame = curve.frame
    on = np.arange(-(-BAND[0] // grid) * grid, HORIZON + 1, grid)
    row = frame.iloc[np.searchsorted(frame[v.TIME].to_numpy(), on, side="right") - 1]
    truth, lower, upper = _often(on), row[v.LOWER].to_numpy(), row[v.UPPER].to_numpy()
    known = np.isfinite(lower) & np.isfinite(upper)
    if not known.any():
        return nan, nan, nan
    at = truth[-1]
    estimate = float(row[v.ESTIMATE].iloc[-1])
    return estimate, float(at - (truth - lower)[known].min()), float(at + (upper - truth)[known].min())


def _alike_by_site(n: int, seen: Seen, rng: np.random.Generator) -> Iterator[Interval]:
    """The ratio between two kinds of sites, whose patients are alike by a positive stable frailty."""
    site = np.arange(n) // SITE
    kind = site % 2
    angle, even = rng.uniform(0, np.pi, site[-1] + 1), rng.standard_exponential(site[-1] + 1)
    frailty = (np.sin(ALIKE * angle) / np.sin(angle) ** (1 / ALIKE)
               * (np.sin((1 - ALIKE) * angle) / even) ** ((1 - ALIKE) / ALIKE))  # fmt: skip
    time = (rng.standard_exponential(n) / frailty[site]) ** ALIKE * np.exp(-OF_SITE * kind) * 800
    days, failed = seen(time)
    people = pd.DataFrame({"time": days, "event": failed.astype(int), "kind": kind, "site": site.astype(str)})
    for method, cluster in ((v.COX_ROBUST, "site"), (UNCLUSTERED, None)):
        yield v.HAZARD_RATIO, method, *_of(iso.cox(people, covariates=["kind"], cluster=cluster).frame)


def _competing(until: NDArray[np.int64], grid: int, rng: np.random.Generator) -> Interval:
    """The ratio of subdistribution hazards over the dose, by Fine and Gray's own law (1999)."""
    n = len(until)
    dose = np.clip(rng.normal(150, 40, n), 40, 280)
    power = np.exp(OF_DOSE * (dose - 150))
    ever = 1 - (1 - INCIDENCE) ** power
    relapses = rng.random(n) < ever
    share = 1 - (1 - rng.random(n) * ever) ** (1 / power)
    time = np.where(relapses, -np.log(1 - np.minimum(share / INCIDENCE, 1 - 1e-12)) / PACE,
                    rng.standard_exponential(n) * 1500)  # fmt: skip
    day = np.ceil(time / grid) * grid
    people = pd.DataFrame({"dose_mg_per_kg": dose, "time": np.minimum(day, until)})
    people["event"] = np.where(day <= until, np.where(relapses, 1, 2), 0)
    curve = iso.dose_hazard(people[people["time"] > 0], reference=AGAINST, model="subdistribution")
    numbers = (nan, nan, nan)
    if curve.status == v.OK and curve.low <= AGAINST and curve.high >= AT:
        numbers = _of(curve.at([AT]))
    return v.DOSE_HAZARD_RATIO, v.FINE_GRAY_SPLINE, *numbers


def _in_states(until: NDArray[np.int64], grid: int, rng: np.random.Generator) -> Interval:
    """The share in remission by states, of people who relapse, are clear again, and die."""
    n, steps = len(until), HORIZON // grid
    onwards = np.cumsum(scipy.linalg.expm(MOVES * grid), axis=1)
    state = np.zeros((n, steps + 1), dtype=np.int64)
    for k in range(steps):
        state[:, k + 1] = (rng.random(n)[:, None] > onwards[state[:, k]][:, :-1]).sum(axis=1)
    last = np.minimum(until // grid, steps)
    path, step = np.nonzero((np.diff(state) != 0) & (np.arange(1, steps + 1) <= last[:, None]))
    moved = pd.DataFrame({"path": path, "from": state[path, step], "exit": (step + 1) * grid,
                          "to": state[path, step + 1]})  # fmt: skip
    at_end = state[np.arange(n), last]
    stay = pd.DataFrame({"path": np.arange(n), "from": at_end, "exit": last * grid, "to": STAYS})
    stay = stay[(at_end != STATES.index(DEAD)) & (last > 0)]
    rows = pd.concat([moved, stay]).sort_values(["path", "exit", "to"], ascending=[True, True, False], kind="stable")
    entry = rows.groupby("path")["exit"].shift(fill_value=0)
    kept = (rows["exit"] > entry).to_numpy()
    columns = [each.to_numpy()[kept] for each in (rows["path"], rows["from"], entry, rows["exit"], rows["to"])]
    columns[0] = np.unique(columns[0], return_inverse=True)[1]
    made = iso.state_occupation(Stays(*columns, np.ones(columns[0][-1] + 1)))
    frame = made.at([HORIZON])
    return "current_remission", v.AALEN_JOHANSEN, *_of(frame[frame[v.STATE] == IN_REMISSION])


def visits(scenario: Followed, n: int, rng: np.random.Generator) -> Iterator[Interval]:
    """Remission, and how far Kaplan-Meier lies above it, where relapse is seen at the next visit of each person."""
    until, step = _until(scenario, n, rng), max(scenario.grid, OPEN)
    relapse = rng.standard_exponential(n) * MEAN
    first = step * rng.integers(1, EVERY // step + 1, n)
    visit = first + EVERY * np.ceil(np.maximum(relapse - first, 0) / EVERY)
    shown = visit <= until
    before = np.where(until >= first, first + (until - first) // EVERY * EVERY, 0)
    after = np.where(shown, np.maximum(visit - EVERY, 0) * (visit > first), before)
    intervals = outcome_intervals(after.astype(np.int64), np.where(shown, visit, -1).astype(np.int64))
    (row,) = iso.between_visits(intervals, seed=rng).rows_at([HORIZON])
    yield v.REMISSION, v.TURNBULL, row[v.ESTIMATE], row[v.LOWER], row[v.UPPER]
    yield v.VISIT_SHIFT, v.TURNBULL, row["shift"], row["shift_lower"], row["shift_upper"]
    yield v.REMISSION, ON_VISITS, *_of(iso.kaplan_meier(intervals.dated).at(HORIZON))


def _of(frame: pd.DataFrame) -> tuple[float, float, float]:
    """Estimate and limits of the only row."""
    row = frame.iloc[0]
    return float(row[v.ESTIMATE]), float(row[v.LOWER]), float(row[v.UPPER])

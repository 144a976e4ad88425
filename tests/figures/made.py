"""Small worlds for the figures: people put through the real estimators, and tidy results made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from isostats import figures
from isostats.cohort.between_visits import outcome_intervals
from isostats.cohort.confounding import confounded_table
from isostats.cohort.counting import EventTable, event_table
from isostats.cohort.course_ends import TIME_ZERO
from isostats.cohort.remission_states import STATES, stays_of
from isostats.cohort.sql import FAR
from isostats.cohort.timeline_lanes import Timelines
from isostats.cohort.treatment_ladder import NESTED, TRACKED, Climbs
from isostats.estimate import (
    AdjustedCurves,
    ConditionalRemission,
    Curve,
    CurveDifference,
    StateOccupation,
    aalen_johansen,
    adjusted_curves,
    annual_hazard,
    between_visits,
    conditional_remission,
    curve_difference,
    followup_curve,
    kaplan_meier,
    permanence,
    state_occupation,
)
from isostats.estimate.dose_splines import DoseHazard, dose_hazard
from isostats.estimate.enough_followup import Permanence
from isostats.estimate.loss_scenarios import LossScenarios, remission_if_lost
from isostats.estimate.nested_curves import Ladder, shares_of_steps, stacked_steps
from isostats.estimate.regression import cox
from isostats.estimate.schoenfeld import RatiosOverTime, ratios_over_time
from isostats.estimate.site_funnel import Funnel, funnel
from isostats.estimate.visit_shift import BetweenVisits
from isostats.evidence.outcome_pool import Placement
from isostats.evidence.pooled import PooledEvidence
from isostats.evidence.published_cohorts import figures_by_definition
from isostats.evidence.reconstruction import beside, reconstruct_curve
from isostats.study.paper import named_studies
from isostats.study.study_file import Study, read_study
from isostats.vocabulary.calendar import HORIZONS
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.steps import STEPS

CAUSES = ("not_clear", "topical", "oral_antibiotic", "antiandrogen", "isotretinoin", "death")
SYSTEMIC = Definition(
    outcome="systemic_treatment",
    competing=("death",),
    fingerprint="3f2a9c17e5b04d",
    version="0.1.0",
    gap_rule="second courses are counted as recorded; 3 second courses began within 60 drug-free days",
)
LONG_SITES = (
    "site=Universitätsklinikum Nordrhein-Westfalen, Abteilung Dermatologie",
    "site=St. Mary of the Immaculate Conception Regional Hospital",
    "site=Northern $5 _clinic_ & <co>",
    "site=Queen Elizabeth II Children's Hospital",
    "site=south",
    "site=Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
)


def people(
    n: int,
    *,
    seed: int = 1,
    groups: Sequence[str] = ("all",),
    hazard: float = 0.00035,
    follow: int = 2400,
    causes: int = 1,
) -> pd.DataFrame:
    """One row per person (group, day, cause): a falling hazard, uniform follow-up, causes in unequal shares."""
    g = np.random.default_rng(seed)
    place = g.integers(0, len(groups), n)
    event = g.weibull(0.7, n) / np.maximum(hazard * (1 + 0.5 * place), 1e-12)
    censor = g.uniform(min(200, follow / 2), follow, n)
    cause = 1 + g.choice(causes, n, p=np.arange(causes, 0, -1) / (causes * (causes + 1) / 2))
    day = np.floor(np.minimum(event, censor)).astype(int)
    return pd.DataFrame({"group": np.array(groups)[place], "day": day, "cause": np.where(event <= censor, cause, 0)})


def remission_of(rows: pd.DataFrame, *, definition: Definition = SYSTEMIC) -> Curve:
    return kaplan_meier(_counts(rows, ("systemic_treatment",), definition))


def incidence_of(rows: pd.DataFrame, causes: Sequence[str] = CAUSES, *, definition: Definition = SYSTEMIC) -> Curve:
    return aalen_johansen(_counts(rows, tuple(causes), definition))


def permanent(n: int, *, on_day_zero: bool = False) -> tuple[Permanence, Curve]:
    """People of whom about six in ten never relapse, all followed for long; the answer and the curve of it."""
    g = np.random.default_rng(6)
    event = np.where(g.random(n) < 0.6, np.inf, np.ceil(350 * g.weibull(1.1, n)))
    event = np.where(on_day_zero & (g.random(n) < 0.1), 0, event)
    censor = np.floor(g.uniform(1500, 5500, n))
    days = np.minimum(event, censor).astype(int)
    counts = event_table(days, event <= censor, causes=("systemic_treatment",), definition=SYSTEMIC)
    return permanence(counts, min_at_risk=1), kaplan_meier(counts)


ENDS = (
    "target_reached", "cleared", "adverse_effect", "patient_choice", "cost_or_cover", "other_reasons", "reason_unknown",
)  # fmt: skip


def timelines(lanes: int, people: int, *, empty: bool = False) -> Timelines:
    """Lanes of a small world, with every kind of mark unless ``empty``."""
    g = np.random.default_rng(5)
    exits = np.sort(g.integers(0, 2500, lanes))
    rows: list[tuple[int, str, float, float]] = []
    for lane, left in enumerate(exits, 1):
        rows += [(lane, "course", -float(g.integers(90, 300)), 0.0), (lane, "followed", 0.0, float(left))]
        if not empty and left > 100:
            what = ("topical", "topical_antibiotic", "procedure", "oral_antibiotic", "antiandrogen", "second_course",
                    "death")[lane % 7]  # fmt: skip
            rows.append((lane, what, float(left if what == "death" else g.integers(1, left)), np.nan))
    return Timelines(pd.DataFrame(rows, columns=["lane", "what", "day", "until"]), people)


def followed(n: int) -> Curve:
    """How long people of a small world were followed."""
    return followup_curve(_counts(people(n), ("systemic_treatment",), SYSTEMIC))


def landmarks(n: int, **world: Any) -> ConditionalRemission:
    """Remission of a small world, and of those who kept it for a year and longer."""
    return conditional_remission(_counts(people(n, **world), ("systemic_treatment",), SYSTEMIC))


def hazards(n: int, groups: Sequence[str] = ("all",)) -> pd.DataFrame:
    """The hazard of each year of a small world."""
    return annual_hazard(_counts(people(n, groups=groups), ("systemic_treatment",), SYSTEMIC))
def adjusted(n: int, groups: Sequence[str] = ("dose=low", "dose=high"), *, hazard: float = 6e-4) -> AdjustedCurves:
    """Adjusted remission of people whose severity goes with their group and their relapse; everybody overlaps."""
    g = np.random.default_rng([n, len(groups)])
    sure = np.repeat(np.arange(len(groups)), 3)
    group = np.concatenate([sure, g.integers(0, len(groups), max(n - len(sure), 0))])
    severity = np.concatenate([np.tile([0, 1, 2], len(groups)), g.integers(0, 3, len(group) - len(sure))])
    group = np.where((severity == 2) & (g.random(len(group)) < 0.4) & (np.arange(len(group)) >= len(sure)), 0, group)
    day = np.ceil(g.exponential(1 / (max(hazard, 1e-9) * (1 + severity))))
    end = g.integers(200, 2500, len(day))
    levels = pd.DataFrame({"severity": np.array(["mild", "moderate", "severe"])[severity]})
    named = pd.Categorical([groups[each] for each in group], categories=list(groups))
    counts = confounded_table(np.minimum(day, end), day <= end, group=named, confounders=levels)
    return adjusted_curves(replace(counts, table=replace(counts.table, definition=SYSTEMIC)))


def apart(confounders: Sequence[str], *, weighted: bool = True) -> pd.DataFrame:
    """How far apart groups are in confounders, before and after."""
    before = np.linspace(0.02, 0.8, max(len(confounders), 1))[: len(confounders)]
    after = before / 20 if weighted else np.full(len(before), np.nan)
    return pd.DataFrame({"confounder": list(confounders), "unweighted": before, "weighted": after})


def lost(n: int) -> LossScenarios:
    """What remission would be had those lost early fared otherwise, of a small world in which many are lost."""
    rows = people(n, causes=2, hazard=0.0008)
    counts = event_table(rows["day"], rows["cause"], causes=("systemic_treatment", "lost_early"), definition=SYSTEMIC)
    return remission_if_lost(counts, days=[730], deltas=[*np.geomspace(0.1, 10, 21), 1.0])


def states(n: int, *, pace: float = 500.0) -> StateOccupation:
    """Where people of a small world stand: they relapse, are clear again, take further courses, and some die."""
    g = np.random.default_rng(11)
    paths: list[list[tuple[int, str]]] = []
    exits = [int(last) for last in g.integers(200, 2400, n)]
    for last in exits:
        day, state, moves = 0, "in_remission", []
        while (day := day + 1 + int(min(g.exponential(pace), 1e6))) <= last and state != "dead":
            state = str(g.choice([name for name in STATES if name != state], p=(0.6, 0.36, 0.04)))
            moves.append((day, state))
        paths.append(moves)
    both = zip(paths, exits, strict=True)
    ends = [moves[-1][0] if moves and moves[-1][1] == "dead" else last for moves, last in both]
    return state_occupation(replace(stays_of(paths, ends), definition=SYSTEMIC.with_(outcome="recorded_relapse")))


def at_visits(n: int, *, every: int = 182, late: int = 20, mean: float = 1500.0) -> BetweenVisits:
    """Relapses of a small world that visits see, ``every`` so many days and up to ``late`` days later."""
    g = np.random.default_rng(12)
    when, last = np.ceil(g.exponential(mean, n)), g.integers(400, 2400, n)
    visits = every * (1 + np.arange(2400 // every)) + g.integers(0, late + 1, (n, 2400 // every))
    held, back = visits <= last[:, None], visits >= when[:, None]
    by = np.where((held & back).any(axis=1), np.where(held & back, visits, 9999).min(axis=1), -1)
    after = np.where(held & ~back, visits, 0).max(axis=1)
    after[0], by[0] = 0, every
    known = outcome_intervals(after, by, definition=SYSTEMIC.with_(outcome="recorded_relapse"))
    return between_visits(known, subsamples=20)


def dosed(n: int, *, few: bool = False) -> DoseHazard:
    """The hazard over the dose of a small world, or none where ``few`` have the outcome."""
    g = np.random.default_rng(8)
    dose = np.round(np.clip(g.normal(140, 40, n), 40, 320), 1)
    relapse, left = np.ceil(g.exponential(900 * np.exp((dose - 140) / 150))), np.ceil(g.uniform(50, 1500, n))
    event = (relapse <= left) & (np.arange(n) < 5 if few else True)
    return dose_hazard(pd.DataFrame({"time": np.minimum(relapse, left), "event": event, "dose_mg_per_kg": dose}))


def over_time(n: int, *, fading: float = 1.0) -> RatiosOverTime:
    """Two hazard ratios of a small world over time, the one of sex ``fading``."""
    g = np.random.default_rng(9)
    male, age = g.random(n) < 0.5, np.round(g.normal(20, 4, n))
    drawn = g.exponential(1, n) ** np.where(male, fading, 1.0)
    relapse = np.ceil(900 * drawn * np.exp(-0.5 * male + 0.02 * (age - 20)))
    left = np.ceil(g.uniform(50, 2500, n))
    frame = pd.DataFrame({"time": np.minimum(relapse, left), "event": (relapse <= left).astype(int), "age_years": age})
    frame["sex"] = np.where(male, "male", "female")
    return ratios_over_time(cox(frame, covariates=["sex", "age_years"], references={"sex": "female"}))


def missing(columns: int, groups: Sequence[str] = ()) -> pd.DataFrame:
    """Shares missing by column, and by group where there are any; the last column has none."""
    rows = [
        {"column": ("weight_kg", "response", "indication")[c] if c < 3 else f"column_{c}", "missing": 10 * c,
         "share": (0.003, 0.97, 0.4)[c] if c < 3 else 0.9 * (columns - 1 - c) / columns * (1 + g) / (1 + len(groups)),
         **({"group": group} if groups else {})}
        for c in range(columns)
        for g, group in enumerate(groups or ("all",))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def subgroup_rows(groups: Sequence[str]) -> pd.DataFrame:
    """Remission among everyone and in each of these groups."""
    rows = remission_rows(["systemic_treatment"])
    more = [row | {"group": name, "n": 3000 // (i + 2)} for i, name in enumerate(groups) for row in rows]
    return tidy(rows + more)


def group_difference_rows(groups: Sequence[str], levels: Sequence[str] = ()) -> pd.DataFrame:
    """Each of these groups less the first at two years, and the first pair within these levels, with an interaction."""
    pairs = [f"{group} - {groups[0]}" for group in groups[1:]]
    names = [*pairs, *(f"{level}: {pairs[0]}" for level in levels)]
    shared = {"outcome": "systemic_treatment", "population": "everyone", "time_days": 730, "level": 0.95}
    rows: list[dict[str, Any]] = [
        shared | {"quantity": "remission_difference", "method": "kaplan_meier", "group": name, "n": 3000 // (i + 1),
                  "estimate": 0.06 - 0.03 * i % 0.2, "lower": 0.01 - 0.03 * i % 0.2, "upper": 0.11 - 0.03 * i % 0.2,
                  "std_error": 0.025, "p_value": 0.02, "status": "ok"}
        for i, name in enumerate(names)
    ]  # fmt: skip
    rows[-1] |= {"estimate": float("nan"), "lower": float("nan"), "upper": float("nan"), "status": "beyond_followup"}
    by = {level.partition("=")[0] for level in levels}
    test = {"quantity": "interaction", "method": "cochran", "estimate": 1.2, "p_value": 0.27, "status": "ok"}
    return tidy(rows + [shared | test | {"group": f"{pairs[0]} by {other}"} for other in by])


def difference(n: int) -> CurveDifference:
    """Two groups' curves, one less the other."""
    return curve_difference(remission_of(people(n, groups=("sex=female", "sex=male"))))


def layered(n: int) -> Figure:
    """Curves of two groups to which every layer was added afterwards."""
    curve = remission_of(people(n, groups=("sex=female", "sex=male")))
    figure = figures.remission_by_group(curve, claim=None, at_risk=(), journal="bmj", size=183)
    figures.add_claim(figure)
    figures.add_medians(figure, curve)
    figures.add_p(figure, 0.03)
    figures.add_at_risk(figure, curve, rows=("at_risk", "events"))
    return figures.add_difference(figure, curve_difference(curve))


def course_ends(n: int, causes: Sequence[str] = ENDS, *, hazard: float = 0.006) -> Curve:
    """Courses that end within a year for one of these reasons, counted from their start."""
    start = SYSTEMIC.with_(outcome="", competing=(), time_zero=TIME_ZERO)
    return incidence_of(people(n, follow=400, hazard=hazard, causes=len(causes)), causes, definition=start)


def _counts(rows: pd.DataFrame, causes: tuple[str, ...], definition: Definition) -> EventTable:
    group = rows["group"].to_numpy() if rows["group"].nunique() > 1 or rows["group"].iloc[0] != "all" else None
    table = event_table(rows["day"].to_numpy(), rows["cause"].to_numpy(), group=group, causes=causes)
    return replace(table, definition=definition)


COLUMNS = (
    "quantity", "outcome", "population", "method", "group", "time_days", "estimate", "lower", "upper", "std_error",
    "p_value", "level", "n", "at_risk", "events", "status",
)  # fmt: skip


def tidy(rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    """Rows of ``results.csv`` with the types that the report gives them."""
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    for name in ("estimate", "lower", "upper", "p_value", "level"):
        frame[name] = frame[name].astype(float)
    for name in ("time_days", "n", "at_risk", "events"):
        frame[name] = frame[name].astype(float).round().astype("Int64")
    return frame


def remission_rows(
    outcomes: Sequence[str] = ("any_treatment", "systemic_treatment", "second_course", "recorded_relapse"),
) -> list[dict[str, object]]:
    """Naive and Kaplan-Meier rows; the last outcome is not followed beyond two years."""
    rows: list[dict[str, object]] = []
    for k, outcome in enumerate(outcomes):
        for day in (182, 365, 730, 1095, 1826):
            told = not (outcome == "recorded_relapse" and day > 1000)
            estimate = 1 - 0.1 * (k + 1) * (1 - np.exp(-day / 500))
            for method, value in (("kaplan_meier", estimate), ("naive", estimate + 0.05 * day / 1826 * estimate)):
                value = min(value, 1.0) if told else np.nan
                rows.append(
                    {
                        "quantity": "remission", "outcome": outcome, "population": "everyone", "method": method,
                        "group": "all", "time_days": day, "estimate": value, "lower": value - 0.02,
                        "upper": min(value + 0.02, 1.0) if told else np.nan, "level": 0.95, "n": 3000,
                        "events": round(3000 * (1 - estimate)), "at_risk": 100,
                        "status": "ok" if told else "beyond_followup",
                    }
                )  # fmt: skip
    return rows


def subset_rows(names: Sequence[str]) -> pd.DataFrame:
    """Remission among everyone and in subsets of these names."""
    rows = remission_rows()
    return tidy(rows + [row | {"group": f"subset={name.partition('=')[2] or name}"} for name in names for row in rows])


def hazard_rows(outcomes: Sequence[str] = ("systemic_treatment", "second_course")) -> list[dict[str, object]]:
    """Terms of a Cox model: plain, with a reference, of great length, off the axis, and not estimable."""
    terms = (
        ("sex=male vs female", 0.7, 0.66, 0.74),
        ("age_years", 0.99, 0.985, 0.996),
        ("dose_per_10_mg_per_kg", 0.96, 0.95, 0.98),
        ("indication=scarring_or_distress vs resistant_moderate", 1.2, 0.9, 1.6),
        (
            "indication=patient_preference_after_informed_consent_and_a_long_story vs resistant_moderate",
            20,
            0.01,
            np.inf,
        ),
        ("daily_mg_per_kg", np.nan, np.nan, np.nan),
    )
    return [
        {
            "quantity": "hazard_ratio", "outcome": outcome, "population": "everyone", "method": "cox_efron",
            "group": term, "estimate": ratio, "lower": lower, "upper": upper, "p_value": 0.0001 if ratio < 1 else 0.21,
            "level": 0.95, "n": 2800, "events": 612, "status": "ok" if ratio == ratio else "not_estimable",
        }
        for outcome in outcomes
        for term, ratio, lower, upper in terms
    ]  # fmt: skip


def bins(n: int = 3000, *, seed: int = 2) -> pd.DataFrame:
    """Counts by bin of the three facts about courses."""
    g = np.random.default_rng(seed)
    frames = []
    for name, values, width in (
        ("duration_days", g.gamma(20, 8, n), 10),
        ("daily_mg_per_kg", g.gamma(20, 0.035, n), 0.05),
        ("dose_mg_per_kg", g.gamma(10, 11, n), 10),
    ):
        place, count = np.unique(np.floor(values / width), return_counts=True)
        left, right = np.round(place * width, 6), np.round((place + 1) * width, 6)
        frames.append(pd.DataFrame({"quantity": name, "left": left, "right": right, "count": count}))
    return pd.concat(frames, ignore_index=True)


GRID_COLUMNS = (
    "denominator", "horizon_days", "gap_days", "carry_over", "last_fill_days", "washout_days", "antibiotic_days",
    *COLUMNS, "position", "primary",
)  # fmt: skip
DENOMINATORS = {
    "censoring_aware": "kaplan_meier", "naive_everyone": "naive", "naive_complete": "naive_complete_followup",
}  # fmt: skip


def grid(
    *,
    outcomes: Sequence[str] = ("any_treatment", "systemic_treatment", "second_course"),
    horizons: Sequence[int] = (365, 730),
    populations: Sequence[str] = ("everyone", "responders"),
    denominators: Sequence[str] = tuple(DENOMINATORS),
    gaps: Sequence[int | None] = (None,),
    carry: Sequence[bool | None] = (None,),
    last_fills: Sequence[int | None] = (None,),
    washouts: Sequence[int | None] = (None,),
    antibiotics: Sequence[int | None] = (None,),
    groups: Sequence[str] = ("all",),
    lost: int = 0,
    claim: float = 0.85,
    margin: float = 0.05,
    primary: int | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """A grid of definitions by a made-up law in which every choice moves the answer; every ``lost``-th is not told."""
    each = (outcomes, horizons, populations, denominators, gaps, carry, last_fills, washouts, antibiotics, groups)
    statuses = ("not_estimable", "beyond_followup")
    rows: list[dict[str, object]] = []
    for i, found in enumerate(product(*each)):
        outcome, day, population, denominator, gap, carried, last, washout, antibiotic, group = found
        told = not (lost and i % lost == 0)
        n = max(3000 // (1 + 5 * (group != "all")) - 7 * groups.index(group), 40)
        risk = (0.34, 0.24, 0.1, 0.2)[outcomes.index(outcome) % 4] * (1 - np.exp(-day / 500))
        risk *= 1.2 - 0.3 * (population == "responders") - 0.25 * (denominator == "naive_everyone")
        risk *= 1 + 0.3 * (denominator == "naive_complete") - 0.0008 * (gap or 0) + 0.04 * (carried is False)
        risk *= 1 - 0.001 * (last or 0) + 0.00004 * (washout or 0) - 0.004 * (antibiotic or 0)
        risk *= 1 + 0.25 * np.sin(7.0 * groups.index(group)) + 0.02 * np.sin(i)
        value = 1 - risk if told else np.nan
        wide = 1.96 * np.sqrt(risk * (1 - risk) / n)
        off = value - claim
        position = "at" if abs(off) <= margin else "above" if off > 0 else "below"
        rows.append(
            {
                "denominator": denominator, "horizon_days": day, "gap_days": gap, "carry_over": carried,
                "last_fill_days": last, "washout_days": washout, "antibiotic_days": antibiotic,
                "quantity": "remission", "outcome": outcome, "population": population,
                "method": DENOMINATORS[denominator], "group": group, "time_days": day, "estimate": value,
                "lower": value - wide, "upper": min(value + wide, 1.0) if told else np.nan, "level": level, "n": n,
                "events": round(n * risk), "at_risk": n // 3, "status": "ok" if told else statuses[i // lost % 2],
                "position": position if told else "not_estimable", "primary": False,
            }
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(GRID_COLUMNS))
    days = [name for name in GRID_COLUMNS if name.endswith("_days") and name != "horizon_days"]
    for name in (*days, "n", "at_risk", "events"):
        frame[name] = frame[name].astype(float).round().astype("Int64")
    aware = frame.index[(frame["denominator"] == "censoring_aware") & (frame["status"] == "ok")]
    frame.loc[primary if primary is not None else aware[len(aware) // 2] if len(aware) else 0, "primary"] = True
    return frame


def with_ranges(frame: pd.DataFrame, *, claim: float = 0.85, margin: float = 0.05) -> pd.DataFrame:
    """The grid with shares of all outcomes but second courses known from 6 points below to 4 above what was seen."""
    wide = frame["outcome"] != "second_course"
    low, high = (frame["estimate"] + off * wide for off in (-0.06, 0.04))
    made = frame.assign(lowest=low, highest=high.clip(upper=1.0))

    def place(share: pd.Series) -> np.ndarray:
        return np.where((share - claim).abs() <= margin, "at", np.where(share > claim, "above", "below"))

    alike = place(made["lowest"]) == place(made["highest"])
    found = np.where(alike, place(made["lowest"]), "undecided")
    return made.assign(position=np.where(frame["status"] == "ok", found, frame["position"]))


def grid_of_dispensings(*, large: bool = False, **rest: Any) -> pd.DataFrame:
    """96 definitions, or with every choice varied 1,728, on dispensings."""
    more = {"last_fills": (0, 15), "washouts": (180, 365), "antibiotics": (0, 28)} if large else {
        "populations": ("everyone",), "horizons": (365, 730), "carry": (True,), "last_fills": (0,), "washouts": (365,),
        "antibiotics": (0, 28),
    }  # fmt: skip
    gaps = (30, 60, 90) if large else (30, 45, 60, 90, 120, 180)
    shared: dict[str, Any] = {"gaps": gaps, "carry": (True, False), "outcomes": ("any_treatment", "second_course")}
    return grid(**{**shared, **more, **rest})


FACTS = pd.DataFrame(
    {
        "quantity": ["duration_days", "daily_mg_per_kg", "dose_mg_per_kg"],
        "n": [3000, 2900, 2800],
        "missing": [0, 100, 203],
        "share_label": ["4 to 6 months (112 to 186 days)", "0.5 to 1.0 mg/kg a day", "120 mg/kg or more"],
        "within": [1700, 2500, 1000],
    }
)

FLOW = pd.DataFrame(
    [
        ("rows read", "", 4100, 3011),
        ("set aside", "end_before_start", 3, 3),
        ("set aside", "contradictory sex, birth year or death between rows of one patient, which cannot be and "
         "must therefore be corrected in the file before anything else", 40, 31),
        ("kept", "", 4057, 2977),
        ("first courses", "", 2977, 2977),
        ("no follow-up after the course", "counted, censored on day 0", None, 12),
        ("not clear at the end of the course", "no success; followed all the same", None, 402),
    ],
    columns=["step", "reason", "rows", "patients"],
).astype({"rows": "Int64", "patients": "Int64"})  # fmt: skip


def cohorts(pooled: int, *, aside: int = 0, long: bool = False, seed: int = 4) -> pd.DataFrame:
    """Evidence in the layout of a user's own file: so many rows to pool, and so many to show beside them."""
    g = np.random.default_rng(seed)
    name = "Universitätsklinikum Nordrhein-Westfalen, Abteilung Dermatologie, Register " if long else "study "
    why = (
        "the denominator was not printed and would have to be read off a figure in the appendix" if long else "doubtful"
    )
    n = g.integers(20, 3000, pooled + aside)
    return pd.DataFrame(
        {
            "study": [f"{name}{i + 1}" for i in range(pooled + aside)],
            "outcome": "relapse as we saw it",
            "n": n,
            "events": g.binomial(n, g.uniform(0.02, 0.6, pooled + aside)),
            "follow_up_months": g.choice([6, 12, 24], pooled + aside),
            "pool": ["yes"] * pooled + ["no"] * aside,
            "pool_note": [None] * pooled + [why] * aside,
        }
    )


def not_followed(evidence: PooledEvidence) -> Placement:
    """A cohort whose follow-up ends before the horizon."""
    row = {"status": "beyond_followup", "time_days": 730, "estimate": np.nan, "lower": np.nan, "upper": np.nan}
    definition = SYSTEMIC.with_(outcome="second_course", population="everyone")
    return evidence.of("second_course").place_row(row | {"n": pd.NA, "events": pd.NA}, definition=definition)


def sites(count: int, *, seed: int = 1, spread: float = 0.0, n: int = 300) -> Funnel:
    """Sites of unequal size around one remission; ``spread`` is that of their log hazards."""
    g = np.random.default_rng(seed)
    size = np.maximum(g.gamma(2, n / 2, count).astype(int), 3)
    site = np.repeat(np.arange(count), size)
    event = g.exponential(1, len(site)) / (0.00035 * np.exp(g.normal(0, spread, count)))[site]
    lost = g.uniform(200, 2400, len(site))
    names = [LONG_SITES[i] if i < len(LONG_SITES) else f"site=clinic {i}" for i in range(count)]
    table = event_table(
        np.floor(np.minimum(event, lost)).astype(int), event <= lost, group=np.array(names)[site],
        causes=("systemic_treatment",), definition=SYSTEMIC,
    )  # fmt: skip
    return funnel(table, horizon_days=730)


def beside_a_paper() -> Curve:
    """One's own curve and one reconstructed from a paper's figure, as two groups."""
    points = pd.DataFrame({"time": range(0, 61, 3), "survival": 0.6 + 0.4 * np.exp(-np.arange(0, 61, 3) / 12)})
    left = pd.DataFrame({"time": range(0, 61, 12), "at_risk": [480, 330, 250, 170, 90, 40]})
    paper = reconstruct_curve(
        points, at_risk=left, unit="months", between="lines", outcome="systemic_treatment", label="Published 2010"
    )
    own = _counts(people(1500), ("systemic_treatment",), SYSTEMIC)
    return kaplan_meier(beside(own, paper))


def ladder(n: int, *, seed: int = 7, pace: float = 700.0, follow: int = 2200) -> Ladder:
    """A ladder of people whose steps are a time of about ``pace`` days apart, some taken together."""
    g = np.random.default_rng(seed)
    last, days, sooner = g.integers(30, follow, n), {}, np.zeros(n)
    for name in NESTED:
        days[name] = sooner = np.floor(sooner + np.where((g.random(n) < 0.3) & (sooner > 0), 0, g.exponential(pace, n)))
    last = np.minimum(last, days["second_course"]).astype(int)
    first = {name: np.where(day <= last, day, FAR).astype(int) for name, day in days.items()}
    first |= dict.fromkeys(TRACKED[3:], np.full(n, FAR))
    climbs = Climbs(last, np.zeros(n, bool), first, np.ones(n), SYSTEMIC)
    shares = shares_of_steps(climbs, STEPS, days=HORIZONS)
    return Ladder(shares, stacked_steps(climbs, STEPS), kaplan_meier(climbs.tables["second_course"]))


def present(*shares: tuple[float, ...], n: int = 1204) -> pd.DataFrame:
    """Present steps at as many horizons, from the shares above untreated; none are beyond the follow-up."""
    rows = []
    for day, above in zip(HORIZONS, shares, strict=False):
        values = (1 - np.nansum(above), *above) if above else (float("nan"),) * len(STEPS)
        status = "ok" if above else "beyond_followup"
        rows += [
            {"step": step.id, "time": day, "estimate": value, "n": n if above else 4, "status": status}
            for step, value in zip(STEPS, values, strict=True)
        ]
    return pd.DataFrame(rows, columns=["step", "time", "estimate", "n", "status"])


@cache
def _published_studies() -> dict[str, Study]:
    return {name: read_study(name, courses="records") for name in named_studies()}


def under_definitions(told: int = 18) -> pd.DataFrame:
    """Every published definition with the paper's own figure; the first ``told`` have a number, two too few people."""
    papers, rows = figures_by_definition(), []
    for k, (name, study) in enumerate(_published_studies().items()):
        share, limits = (0.97 - 0.03 * k, 0.02) if k < told else (float("nan"), 0)
        status = "ok" if k < told else "beyond_followup" if k < told + 2 else "not_estimable"
        counted = k < told + 2
        rows.append({
            "definition": named_studies()[name].stem, "paper": study.paper.name, "outcome": study.study.primary.outcome,
            "time_days": study.study.primary.horizon_days, "estimate": share, "lower": share - limits,
            "upper": share + limits, "naive": share, "n": 1200 + k if counted else None,
            "events": 40 * k if counted else None, "status": status, "paper_share": float("nan"), "paper_arm": "",
        } | papers.get(name, {}))  # fmt: skip
    return pd.DataFrame(rows)

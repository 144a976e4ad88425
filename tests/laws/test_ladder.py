"""The ladder: shares of a day sum to 1, the worst step only climbs, and both readings agree with the outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from isostats.cohort.following import Cohort, first_courses
from isostats.cohort.sql import FAR
from isostats.cohort.treatment_ladder import DEAD, TRACKED, UNSEEN, Climbs, count_climbs, present_steps
from isostats.estimate import kaplan_meier
from isostats.estimate.intervals import exact_limits
from isostats.estimate.nested_curves import shares_of_steps, stacked_steps
from isostats.records import Records, read_courses
from isostats.vocabulary.steps import STEPS
from tests.laws.test_order_of_outcomes import FOLLOW_UP, RULES, lives
from tests.sweeps import swept, tried

OUTCOMES = ("any_treatment", "systemic_treatment", "second_course")
ABOVE = {  # what is at least so high
    "any_treatment": {"topical_only", "oral_antibiotic", "antiandrogen", "antibiotic_and_antiandrogen", "neither",
                      "second_course"},
    "systemic_treatment": {"oral_antibiotic", "antiandrogen", "antibiotic_and_antiandrogen", "neither",
                           "second_course"},
    "second_course": {"second_course"},
}  # fmt: skip
DAYS = (0, 61, 365, FOLLOW_UP)


def made(courses: list[dict[str, Any]], events: list[dict[str, Any]], rules: Any) -> tuple[Records, Cohort]:
    later = pd.DataFrame(events, columns=["patient_id", "day", "kind", "days_supply"])
    records = read_courses(pd.DataFrame(courses), **({"events": later} if events else {}))
    return records, first_courses(records, **rules)


@st.composite
def paths(draw: st.DrawFn) -> Climbs:
    """Paths of a few people: each step no later than the next, some followed for too short to see it."""
    n = draw(st.integers(1, 25))
    column = st.lists(st.integers(0, 40), min_size=n, max_size=n)
    days = {}
    sooner = np.zeros(n, int)
    for name in OUTCOMES:
        days[name] = sooner = sooner + np.array(draw(column)) // draw(st.integers(1, 3))
    return climbs_of(days, np.array(draw(column)) + 1)


@settings(max_examples=tried(60))
@given(paths())
def test_shares_sum_to_one_and_agree_with_the_curves(climbs: Climbs) -> None:
    days = [0, 5, 20, 60]
    found = shares_of_steps(climbs, STEPS, days=days, min_at_risk=0)
    curves = {name: kaplan_meier(climbs.tables[name]) for name in OUTCOMES}
    at = {name: curve.at(days, min_at_risk=0).set_index("time") for name, curve in curves.items()}
    agrees(found, {name: rows["estimate"].to_numpy() for name, rows in at.items()}, days)
    for name, step in (("any_treatment", "untreated"), ("second_course", "second_course")):
        mine = found[(found["step"] == step) & (found["status"] == "ok")]
        theirs = at[name].loc[mine["time"]]
        known = theirs["std_error"].notna().to_numpy()  # Greenwood has none where the curve is 0
        assert mine["std_error"].to_numpy()[known] == pytest.approx(theirs["std_error"].to_numpy()[known], abs=1e-12)
        for row in mine[mine["estimate"].isin([0, 1])].to_dict("records"):
            followed = curves[name].observed_on([row["time"]])[0, 0]
            limits = exact_limits(row["estimate"], followed, 0.95)
            assert (row["lower"], row["upper"]) == pytest.approx(limits, abs=1e-12, nan_ok=True)
    climbs_only(climbs)


def agrees(found: pd.DataFrame, free: dict[str, np.ndarray], days: Sequence[int]) -> None:
    """Shares of a day sum to 1 and are those of the page, or the curves cross on it and there are none."""
    by_step = found.pivot(index="time", columns="step", values="estimate").loc[list(days)]
    quoted = found.groupby("time")["status"].first().loc[list(days)].to_numpy() == "ok"
    every, systemic, second = (free[name] for name in OUTCOMES)
    crossed = (every > systemic + 1e-12) | (systemic > second + 1e-12)
    assert (quoted == ~crossed).all()
    shares = {step: by_step[step].to_numpy()[quoted] for step in by_step}
    assert sum(shares.values()) == pytest.approx(1, abs=1e-12)
    assert shares["untreated"] == pytest.approx(every[quoted], abs=1e-12)
    assert shares["untreated"] + shares["topical_only"] == pytest.approx(systemic[quoted], abs=1e-12)
    assert shares["second_course"] == pytest.approx(1 - second[quoted], abs=1e-12)


def climbs_only(climbs: Climbs) -> None:
    edges = stacked_steps(climbs, STEPS, min_at_risk=0)
    for step in STEPS:
        assert (np.diff(edges[step.id]) >= -1e-12).all(), step.id


@swept(12)
@given(lives(), st.sampled_from(RULES))
def test_the_ladder_of_any_lives(lived: tuple[list[dict[str, Any]], list[dict[str, Any]]], rules: Any) -> None:
    records, cohort = made(*lived, rules)
    assume("any_treatment" in cohort.outcomes)  # not where nothing is said of any treatment
    climbs = count_climbs(cohort)
    found = shares_of_steps(climbs, STEPS, days=DAYS, min_at_risk=0)
    at = {name: kaplan_meier(cohort.count(name)).at(list(DAYS), min_at_risk=0) for name in OUTCOMES}
    agrees(found, {name: each["estimate"].to_numpy() for name, each in at.items()}, DAYS)
    climbs_only(climbs)
    for day in DAYS:
        worst, now = climbs.seen_on(day), present_steps(cohort, records, [day])[day]
        assert sum(worst.values()) == sum(now.values()) == cohort.people
        assert worst.get(DEAD, 0) <= now.get(DEAD, 0), "deaths after a second course are not followed"
        assert now.get(UNSEEN, 0) >= worst.get(UNSEEN, 0)
        for outcome, steps in ABOVE.items():
            reached = climbs.people[climbs.first[outcome] <= day].sum()
            assert sum(now.get(step, 0) for step in steps) <= reached, "what is in use was begun"
    after = climbs.after_the_first()
    assert sum(after.values()) == climbs.people[climbs.first["any_treatment"] <= climbs.last].sum()
    order = ["topical_only", "systemic", "second_course"]
    rank = {step: order.index(step if step in order else "systemic") for pair in after for step in pair}
    assert all(rank[first] <= rank[last] for first, last in after)


def drawn(n: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """The first day of each step, each after the one below by a time of its own; half of all treated go on."""
    first = np.floor(rng.exponential(700, n)) + 1
    systemic = first + np.where(rng.random(n) < 0.3, 0, np.floor(rng.exponential(500, n)))
    second = systemic + np.where(rng.random(n) < 0.2, 0, np.floor(rng.exponential(900, n)))
    return {"any_treatment": first, "systemic_treatment": systemic, "second_course": second}


def climbs_of(days: dict[str, np.ndarray], last: np.ndarray) -> Climbs:
    last = np.minimum(last, days["second_course"]).astype(int)
    first = {name: np.where(day <= last, day, FAR).astype(int) for name, day in days.items()}
    nobody = np.full(len(last), FAR)
    return Climbs(last, np.zeros(len(last), bool), first | dict.fromkeys(TRACKED[3:], nobody), np.ones(len(last)))


def test_the_truth_is_recovered_and_limits_cover_it() -> None:
    rng = np.random.default_rng(12)
    at, step = 730, [step.id for step in STEPS]
    many = climbs_of(drawn(200_000, rng), np.full(200_000, 10_000))
    truth = shares_of_steps(many, STEPS, days=[at])["estimate"].to_numpy()  # nobody leaves: it is the share itself
    inside, estimates = [], []
    for _ in range(200):
        days = drawn(200, rng)
        found = shares_of_steps(climbs_of(days, rng.integers(30, 1500, 200)), STEPS, days=[at])
        assert set(found["status"]) == {"ok"}
        inside.append((found["lower"] <= truth) & (truth <= found["upper"]))
        estimates.append(found["estimate"])
    error = np.std(estimates, axis=0) / np.sqrt(200)
    assert (np.abs(np.mean(estimates, axis=0) - truth) < 3.5 * error + 0.002).all(), dict(zip(step, truth, strict=True))
    assert (np.abs(np.mean(inside, axis=0) - 0.95) < 0.05).all(), np.mean(inside, axis=0)

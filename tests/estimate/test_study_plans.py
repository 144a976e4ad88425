"""How many people a study needs: laws, studies with a known truth, and what cannot be planned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import isostats as iso
from isostats.cli import main
from isostats.estimate.planning import AIMS, Following, Goal, people_needed, unit_error
from isostats.estimate.study_plans import expected_curve
from isostats.simulate.law import Hazard

SHARES = st.floats(0.3, 0.97)


@given(SHARES, st.integers(200, 1500))
def test_without_loss_the_error_is_that_of_a_binomial_share(remission: float, horizon: int) -> None:
    free = expected_curve(remission, horizon)
    assert free[-1] == pytest.approx(remission, rel=1e-12)
    binomial = np.sqrt((1 - remission) / remission) / -np.log(remission)
    assert unit_error(free, np.ones(horizon)) == pytest.approx(binomial, rel=1e-9)


@given(SHARES, st.sampled_from(AIMS), st.floats(0, 0.4), st.floats(0.01, 0.3))
@settings(max_examples=60)
def test_more_loss_and_more_power_never_need_fewer_people(remission: float, aim: str, lost: float, more: float) -> None:
    claim = {"below": min(remission + 0.02, 0.99), "above": remission - 0.05, "equivalent": remission + 0.01}
    free = expected_curve(remission, 730)
    needed = [
        people_needed(Goal(aim, claim=claim.get(aim, 0.85), power=power), remission, free,
                      Following(730, lost_per_year=loss).by_day(730))
        for loss, power in ((lost, 0.8), (min(lost + more, 0.6), 0.8), (lost, 0.9))
    ]  # fmt: skip
    assert needed[0] <= needed[1]
    assert needed[0] <= needed[2]


def test_the_share_followed_is_that_of_simulated_people() -> None:
    following = Following(300, 400, 0.15)
    rng = np.random.default_rng(4)
    ends = 300 + np.floor(rng.random(200_000) * 401)
    lost = np.floor(rng.standard_exponential(200_000) * 365.25 / -np.log(0.85))
    last = np.minimum(ends, lost)
    for day in (100, 300, 301, 500, 700):
        assert (last >= day).mean() == pytest.approx(float(following.followed(day)), abs=0.004)
    assert following.followed(701) == 0


def test_simulated_studies_reach_what_was_planned_and_the_naive_share_is_wrong() -> None:
    plan = iso.plan_study("below", expected=0.7, recruit_days=300, lost_per_year=0.3, follow_days=600, studies=600)
    last = next(each for each in plan.tried if each.people == plan.people)
    assert last.reached.upper >= 0.9
    assert last.coverage.lower < 0.95 < last.coverage.upper + 0.02
    assert last.naive > 0.75  # those who left are counted as still in remission
    assert abs(last.naive - 0.7) > 0.04
    assert "naive, biased" in str(plan)
    again = iso.plan_study("below", expected=0.7, recruit_days=300, lost_per_year=0.3, follow_days=600, studies=600)
    assert str(again) == str(plan)


def test_the_plan_uses_the_simulators_clock() -> None:
    clock = Hazard(-np.log(0.8) / (1 - np.exp(-((730 / 450) ** 0.8))), 450, 0.8, 1.0, 1.0)
    days = np.array([100, 365, 730])
    assert expected_curve(0.8, 730)[days - 1] == pytest.approx(np.exp(-clock.cumulative(days)), rel=1e-12)


def test_a_formula_that_is_too_hopeful_is_corrected_by_simulated_studies() -> None:
    plan = iso.plan_study("below", expected=0.80, studies=1500)
    assert plan.by_formula == 544
    assert plan.tried[0].reached.upper < 0.9
    assert plan.people > plan.by_formula
    assert iso.plan_study("below", expected=0.80, studies=0).people == 544


@pytest.mark.parametrize(
    ("aim", "choices", "why"),
    [
        ("below", {"expected": 0.85}, "not below the claimed 85%. Take the aim above or equivalent"),
        ("above", {"expected": 0.80}, "not above the claimed 85%. Take the aim below or equivalent"),
        ("equivalent", {"expected": 0.70}, "Take the aim below, or a wider margin"),
        ("equivalent", {"expected": 0.5, "claim": 0.5, "margin": 0.6}, "Take a smaller margin"),
        ("below", {"expected": 0.8, "follow_days": 200, "recruit_days": 100}, "Nobody is followed to the horizon"),
        ("below", {"expected": 80}, "expected= must be a number between 0 and 1"),
        ("below", {"expected": 0.8499}, "More than 10,000,000 people"),
        ("below", {"expected": 0.8, "lost_per_year": 1.0}, "lost_per_year= must be a share"),
        ("below", {"expected": 0.8, "follow_days": -1}, "follow_days= must be whole days"),
        ("below", {"expected": 0.8, "horizon_days": 0}, "horizon_days= must be whole days from 1"),
        ("below", {"expected": 0.8, "horizon_days": 10**12}, "horizon_days= must be whole days from 1 to 36,525"),
        ("below", {"expected": 0.8, "recruit_days": 99_999_999}, "recruit_days= must be whole days from 0 to 36,525"),
        ("below", {"expected": 0.8, "seed": -1}, "seed= must be a whole number from 0"),
        ("below", {"expected": 0.8, "studies": 0.5}, "studies= must be a whole number from 0"),
        ("below", {"expected": float("nan")}, "expected= must be a number between 0 and 1"),
        ("below", {"expected": 1e-12}, "Change expected=: the claim is too near, or hardly anything"),
        ("bellow", {"expected": 0.8}, "did you mean 'below'"),
    ],
)
def test_what_cannot_be_planned_says_why_and_what_to_do(aim: str, choices: dict[str, float], why: str) -> None:
    with pytest.raises(iso.EstimateError, match=why.replace("(", r"\(").split("; ")[0]):
        iso.plan_study(aim, **choices)


def test_the_command_says_it_and_writes_a_folder(tmp_path: Path) -> None:
    words = ["plan", "equivalent", "--expected", "0.86", "--studies", "50", "--out", str(tmp_path / "plan")]
    ran = CliRunner().invoke(main, words)
    assert ran.exit_code == 0, ran.output
    plan = iso.plan_study("equivalent", expected=0.86, studies=50)
    assert str(plan) in ran.output
    assert plan.table in ran.output
    names = {path.name for path in (tmp_path / "plan").iterdir()}
    assert names == {"plan.csv", "plan.md", "plan.svg", "plan.pdf", "plan.png", "captions.md", "manifest.json"}
    refused = CliRunner().invoke(main, ["plan", "below", "--expected", "0.9"])
    assert refused.exit_code == 1
    assert "a lower --expected" in refused.output


def test_so_few_outcomes_that_a_formula_fails_are_told() -> None:
    plan = iso.plan_study("above", expected=0.98, studies=0)
    assert plan.events < 5
    assert "So few outcomes are expected" in str(plan)
    assert "So few" not in str(iso.plan_study("above", expected=0.9, studies=0))


def test_the_table_has_none_where_none_will_do() -> None:
    frame = iso.plan_study("below", expected=0.84, studies=0).to_frame().set_index(["remission", "lost_per_year"])
    assert frame["people"].isna()[0.86].all()
    assert frame.loc[(0.84, 0.05), "people"] == iso.plan_study("below", expected=0.84, studies=0).people

"""Severity decides the dose and the relapse alike: the crude difference of doses is wrong, and adjusting is right."""

from __future__ import annotations

from pathlib import Path

import pytest

import isostats as iso
from isostats.errors import StudyError
from isostats.simulate import Law, Severity, simulate_courses, true_remission

DAY = 730
LOW, HIGH = 0.4, 1.0
LAW = Law(
    daily_mg_per_kg=(LOW, HIGH), daily_shares=(0.5, 0.5), response_missing_share=0.0,
    severity=Severity(daily_shares=((0.8, 0.2), (0.5, 0.5), (0.15, 0.85))),
)  # fmt: skip
BY = "daily_mg_per_kg: <0.7, >=0.7"


def test_had_all_had_a_dose_is_between_and_the_mean_of_severities_is_the_whole() -> None:
    low, high = (true_remission("second_course", DAY, law=LAW, daily_mg_per_kg=each).item() for each in (LOW, HIGH))
    assert low < true_remission("second_course", DAY, law=LAW).item() < high
    plain = Law(severity=Severity(ratios=(1.0, 1.0, 1.0), daily_shares=(Law().daily_shares,) * 3))
    for outcome in ("any_treatment", "systemic_treatment", "second_course"):
        whole = true_remission(outcome, [365, DAY], law=plain)
        assert whole == pytest.approx(true_remission(outcome, [365, DAY]), abs=1e-12)


def test_the_records_are_confounded_and_adjusting_gives_the_truth(tmp_path: Path) -> None:
    simulation = simulate_courses(9_000, seed=4, law=LAW)
    path = tmp_path / "simulated.csv"
    simulation.courses.to_csv(path, index=False)
    cohort = iso.first_courses(iso.read_courses(path))
    counts = iso.count_confounded(cohort, "any_treatment", by=BY, confounders=["severity"])
    low, high = (true_remission("any_treatment", DAY, law=LAW, daily_mg_per_kg=each).item() for each in (LOW, HIGH))
    for method in ("iptw", "standardised"):
        adjusted = iso.adjusted_curves(counts, method=method)  # type: ignore[arg-type]
        row = iso.adjusted_difference(adjusted, days=DAY).iloc[0]
        crude = iso.remission_difference(adjusted.crude, days=DAY).iloc[0]
        assert abs(row["estimate"] - (high - low)) < 3 * row["std_error"]
        assert crude["upper"] < high - low
        assert iso.balance(adjusted)["unweighted"].item() > 0.5


def test_shares_that_cannot_be_are_refused() -> None:
    with pytest.raises(StudyError, match="sum to 1"):
        Severity(shares=(0.5, 0.5, 0.5))
    with pytest.raises(StudyError, match="ratios above 0"):
        Severity(ratios=(0.0, 1.0, 2.0))

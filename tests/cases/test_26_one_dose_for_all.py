"""Everybody on 40 mg is the opposite of a dose by weight; a claim's reading must be able to fail."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

import isostats as iso

CASE = Path(__file__).parent / "26_one_dose_for_all" / "courses.csv"


def courses(tmp_path: Path, weight: list[float], dose: list[float]) -> Path:
    rows = [
        f"p{i},{date(2018, 1, 1) + timedelta(i)},{date(2018, 5, 30) + timedelta(i)},2022-03-01,{kg:g},{mg:g}"
        for i, (kg, mg) in enumerate(zip(weight, dose, strict=True))
    ]
    path = tmp_path / "courses.csv"
    head = "patient_id,course_start,course_end,last_contact,weight_kg,daily_dose_mg\n"
    path.write_text(head + "\n".join(rows) + "\n")
    return path


def test_forty_for_all() -> None:
    card = iso.scorecard(CASE)
    slope = card["dose_by_weight_slope"]
    assert (slope.reading.estimate, slope.reading.upper, slope.verdict) == (0, 0, "below")
    assert card["oral_40mg"].says.startswith("100.0%")
    assert card["oral_40mg"].verdict == "described"
    usual = card["usual_range"]
    assert usual.verdict == "agrees", "it is a claim of the label, and of the dose, not of its dependence"
    assert usual.claim.source == "the label of isotretinoin"
    assert "depends" not in usual.claim.statement


WEIGHTS = np.random.default_rng(26).uniform(45, 100, 120).round(1).tolist()


@pytest.mark.parametrize(
    ("dose", "slope", "verdict"),
    [
        ([20.0] * 120, 0, "below"),
        ([round(0.6 * kg, 1) for kg in WEIGHTS], 1, "agrees"),
        ([round(0.6 * kg / 20) * 20 for kg in WEIGHTS], 1, "agrees"),
        ([40.0 if kg < 96 else 60.0 for kg in WEIGHTS], 0.2, "below"),
        ([40 + 20 * (i % 2) for i in range(120)], 0, "below"),
        ([110 - kg for kg in WEIGHTS], -2.1, "below"),
    ],
)
def test_its_kin(tmp_path: Path, dose: list[float], slope: float, verdict: str) -> None:
    found = iso.scorecard(courses(tmp_path, WEIGHTS, dose))["dose_by_weight_slope"]
    assert found.reading.estimate == pytest.approx(slope, abs=0.35)
    assert found.verdict == verdict


def test_few_people_or_one_weight_tell_nothing(tmp_path: Path) -> None:
    for weight in (WEIGHTS[:9], [70.0] * 30):
        found = iso.scorecard(courses(tmp_path, weight, [40.0] * len(weight)))["dose_by_weight_slope"]
        assert found.verdict == "cannot_be_told"
        assert "too few or all of one weight" in found.verdict_words

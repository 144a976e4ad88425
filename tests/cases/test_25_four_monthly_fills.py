"""Four monthly fills are a four-month course, a constant has a median, and no bound sits on the commonest value."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import isostats as iso
from isostats.estimate import median_of_counts

CASE = Path(__file__).parent / "25_four_monthly_fills"


def courses(tmp_path: Path, days: list[int]) -> Path:
    rows = []
    for i, length in enumerate(days):
        start = date(2018, 1, 1) + timedelta(i)
        end = start + timedelta(length - 1)
        rows.append(f"p{i},{start},{end},{end + timedelta(1200)}")
    path = tmp_path / "courses.csv"
    path.write_text("patient_id,course_start,course_end,last_contact\n" + "\n".join(rows) + "\n")
    return path


def test_four_fills_of_thirty_days() -> None:
    card = iso.scorecard(CASE / "study.toml")
    assert card["course_length_share"].says == "100.0% (98.1 to 100.0)"
    assert card["course_length_share"].verdict == "agrees"
    assert card["course_length_median"].says == "120 days (120 to 120)"
    assert card["course_length_median"].verdict == "agrees"


@pytest.mark.parametrize(
    ("length", "verdict"),
    [(3 * 28, "below"), (3 * 30, "below"), (4 * 28, "agrees"), (4 * 30, "agrees"), (5 * 30, "agrees"),
     (6 * 28, "agrees"), (184, "agrees"), (7 * 28, "above")],
)  # fmt: skip
def test_every_pack_has_its_verdict(tmp_path: Path, length: int, verdict: str) -> None:
    card = iso.scorecard(courses(tmp_path, [length] * 30))
    assert card["course_length_median"].verdict == verdict
    share = card["course_length_share"]
    assert share.verdict == ("agrees" if verdict == "agrees" else "below")
    if length < 112:
        assert card["course_length_median_completed"].verdict == "cannot_be_told"
        assert card["course_length_share_completed"].verdict == "cannot_be_told"


def test_those_completed_are_apart_from_all(tmp_path: Path) -> None:
    card = iso.scorecard(courses(tmp_path, [30] * 60 + [150] * 20))
    assert card["course_length_median"].verdict == "below"
    assert card["course_length_median_completed"].says == "150 days (150 to 150)"
    assert card["course_length_share_completed"].reading.n == 20
    assert "lasted 112 days or more" in card["course_length_share_completed"].definition


@given(st.lists(st.integers(1, 8), min_size=1, max_size=40), st.floats(0.5, 0.99))
@settings(max_examples=80, deadline=None)
def test_limits_of_a_median_hold_it_and_are_values_of_the_data(values: list[int], level: float) -> None:
    found = median_of_counts(values, level=level)
    assert found.estimate == np.median(values)
    if np.isfinite(found.lower):
        assert found.lower <= found.estimate <= found.upper
        assert {found.lower, found.upper} <= set(values)


def test_limits_of_a_median_cover_it() -> None:
    random, inside = np.random.default_rng(25), 0
    for _ in range(400):
        drawn = random.choice([84, 112, 120, 150, 180], 25, p=[0.2, 0.25, 0.25, 0.2, 0.1])
        found = median_of_counts(drawn)
        inside += found.lower <= 120 <= found.upper
    assert inside >= 0.95 * 400

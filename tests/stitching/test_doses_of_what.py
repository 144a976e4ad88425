"""Strengths in grams and quantities in packs make doses that nobody takes: told, where most are."""

from __future__ import annotations

import pandas as pd
import pytest

from isostats.records.dispensings import read_dispensings


@pytest.mark.parametrize(
    ("strength", "quantity", "told"), [(20, 60, 0), (5, 30, 0), (0.02, 60, 12), (20, 1, 12), (200, 300, 12)]
)
def test_doses_that_nobody_takes_are_told(strength: float, quantity: int, told: int) -> None:
    fills = pd.DataFrame(
        {
            "patient_id": [f"P{number // 3}" for number in range(12)],
            "dispense_day": [1000, 1030, 1060] * 4,
            "days_supply": 30,
            "strength_mg": strength,
            "quantity": quantity,
        }
    )
    found = [each.count for each in read_dispensings(fills).findings.warnings if each.rule == "unusual_dose"]
    assert found == ([told] if told else [])

"""Digitising tools' files: decimal commas, numbers at risk in another unit, and numbers that no paper prints."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from isostats.cli import main
from isostats.errors import DataError
from isostats.evidence.reconstruction import reconstruct_curve
from tests.evidence.digitising import survival

MONTHS = np.arange(0, 61, 6)
POINTS = pd.DataFrame({"time": MONTHS, "survival": 0.6 + 0.4 * np.exp(-MONTHS / 20)})
RISK = pd.DataFrame({"time": [0, 12, 24, 36, 48, 60], "at_risk": [200, 150, 120, 95, 80, 60]})
ASKED = {"outcome": "second_course", "unit": "months"}


def run(tmp_path: Path, points: str, risk: str, *more: str) -> Result:
    (tmp_path / "points.csv").write_text(points, encoding="utf-8")
    (tmp_path / "risk.csv").write_text(risk, encoding="utf-8")
    words = ["reconstruct", str(tmp_path / "points.csv"), "--at-risk", str(tmp_path / "risk.csv"), "--unit", "months"]
    return CliRunner().invoke(main, [*words, "--outcome", "second_course", "--out", str(tmp_path / "out"), *more])


def s_at(table: object, days: list[int]) -> list[float]:
    return list(survival(table, days))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mark", "decimal", "start"),
    [(";", ",", ""), ("\t", ",", ""), (";", ".", "\ufeff"), (",", ".", ""), ("; ", ",", "\n\n")],
)
def test_files_of_every_land_are_one_curve(tmp_path: Path, mark: str, decimal: str, start: str) -> None:
    lines = [f"{month:.2f}{mark}{value:.4f}".replace(".", decimal) for month, value in POINTS.values.tolist()]
    text = start + f"Time{mark}Survival\n" + "\n".join(lines) + "\n\n"
    (tmp_path / "points.csv").write_text(text, encoding="utf-8")
    made = reconstruct_curve(tmp_path / "points.csv", at_risk=RISK, **ASKED)
    known = reconstruct_curve(POINTS.round(4), at_risk=RISK, **ASKED)
    assert s_at(made, [365, 730, 1500]) == s_at(known, [365, 730, 1500])


def test_decimal_commas_between_commas_are_refused_and_not_shifted(tmp_path: Path) -> None:
    found = run(tmp_path, "time,survival\n0,0,1,0\n6,0,0,9\n", "time,at_risk\n0,200\n6,100\n")
    assert found.exit_code == 1
    text = " ".join(found.output.split())
    assert "2 rows without one value for each of the 2 columns (first: row 2)" in text
    assert "Decimal commas need semicolons" in text


@pytest.mark.parametrize(("unit", "factor"), [("years", 12), ("months", 1)])
def test_years_under_a_curve_in_months_are_refused_and_the_way_out_works(
    tmp_path: Path, unit: str, factor: int
) -> None:
    points, risk = POINTS.to_csv(index=False), RISK.assign(time=RISK["time"] / 12).to_csv(index=False)
    found = run(tmp_path, points, risk)
    assert found.exit_code == 1
    text = " ".join(found.output.split())
    assert "the last time is 5 months, but the curve runs to 60" in text
    assert "as years read as months do" in text
    assert "--at-risk-unit" in text
    assert not (tmp_path / "out").exists()
    right = run(tmp_path, points, risk, "--at-risk-unit", unit)
    assert right.exit_code == 0, right.output
    made = pd.read_csv(tmp_path / "out" / "event_table.csv")
    in_months = RISK.assign(time=RISK["time"] / 12 * factor)
    known = reconstruct_curve(POINTS, at_risk=in_months, at_risk_unit="months", **ASKED)
    assert made["events"].tolist() == known.events[0, 0].astype(int).tolist()


@pytest.mark.parametrize(("curve", "numbers"), [("months", "years"), ("days", "months"), ("days", "years")])
def test_any_smaller_number_is_told(curve: str, numbers: str) -> None:
    in_days = {"days": 1.0, "months": 30.4375, "years": 365.25}
    points = POINTS.assign(time=POINTS["time"] * 30.4375 / in_days[curve])
    risk = RISK.assign(time=RISK["time"] * 30.4375 / in_days[numbers])
    with pytest.raises(DataError, match=f"as {numbers} read as {curve} do"):
        reconstruct_curve(points, at_risk=risk, outcome="second_course", unit=curve)
    made = reconstruct_curve(points, at_risk=risk, outcome="second_course", unit=curve, at_risk_unit=numbers)
    known = reconstruct_curve(POINTS, at_risk=RISK, **ASKED)
    assert s_at(made, [400, 700]) == s_at(known, [400, 700])


def test_months_under_a_curve_in_years_are_offered_their_unit() -> None:
    with pytest.raises(DataError, match="in another unit than the curve's, give it as at_risk_unit="):
        reconstruct_curve(POINTS.assign(time=MONTHS / 12), at_risk=RISK, outcome="second_course", unit="years")


def test_numbers_at_risk_that_end_early_are_told() -> None:
    made = reconstruct_curve(POINTS, at_risk=RISK[:3], **ASKED)
    assert any("no number at risk is known after day 730 of 1,826" in note for note in made.definition.notes)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"at_risk": RISK.assign(at_risk=[1e12, 150, 120, 95, 80, 60])}, "are above 10,000,000 people"),
        ({"at_risk": RISK.assign(at_risk=[float("inf"), 150, 120, 95, 80, 60])}, "not a number"),
        ({"at_risk": RISK.assign(time=[0, 12, 24, 36, 48, 1e300])}, "lie beyond 200 years"),
        ({"points": POINTS.assign(time=MONTHS * 1e6)}, r"lie beyond 200 years .*Check the times and their unit"),
        ({"at_risk": None, "n": 10**13}, "n must be the whole number of people at the start"),
        ({"at_risk": None, "n": float("inf")}, "n must be the whole number of people"),
        ({"at_risk": None, "n": "200"}, "n must be the whole number of people"),
        ({"events": float("nan")}, "events must be a whole number"),
    ],
)
def test_absurd_numbers_end_in_a_sentence(change: dict, text: str) -> None:
    asked = {"points": POINTS, "at_risk": RISK, **ASKED} | change
    with pytest.raises(DataError, match=text):
        reconstruct_curve(asked.pop("points"), **asked)

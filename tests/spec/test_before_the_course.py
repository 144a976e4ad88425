"""What was tried before a first course: counted among people who were observed for the year before it."""

from __future__ import annotations

from pathlib import Path

import pytest

import isostats as iso


def study(tmp_path: Path, people: int, untreated: int, observed_from: str = "2012-01-01") -> Path:
    """Everybody's first course begins on 2015-01-01; all but ``untreated`` had an antibiotic half a year before."""
    fills, seen, treated = [], [], []
    for i in range(people):
        fills += [f"p{i:03},2015-0{month}-01,30,30,40,isotretinoin 40 mg capsule" for month in (1, 2, 3, 4, 5)]
        seen.append(f"p{i:03},{observed_from},2019-12-31")
        day = "2013-06-01" if i < untreated else "2014-07-01"  # too long ago is as good as never
        treated.append(f"p{i:03},{day},oral_antibiotic,30")
    (tmp_path / "fills.csv").write_text(
        "patient_id,dispense_date,days_supply,quantity,strength_mg,drug\n" + "\n".join(fills) + "\n"
    )
    (tmp_path / "seen.csv").write_text("patient_id,start,end\n" + "\n".join(seen) + "\n")
    (tmp_path / "rx.csv").write_text("patient_id,date,kind,days_supply\n" + "\n".join(treated) + "\n")
    path = tmp_path / "study.toml"
    path.write_text('[data]\ndispensings = "fills.csv"\nobservation = "seen.csv"\ntreatments = "rx.csv"\n')
    return path


@pytest.mark.parametrize(("untreated", "verdict"), [(0, "agrees"), (8, "undecided"), (40, "above")])
def test_not_a_first_treatment(tmp_path: Path, untreated: int, verdict: str) -> None:
    found = iso.scorecard(study(tmp_path, 80, untreated))["not_first_line"]
    assert (found.reading.events, found.reading.n) == (untreated, 80)
    assert found.verdict == verdict


def test_who_was_not_observed_for_a_year_before_tells_nothing(tmp_path: Path) -> None:
    path = study(tmp_path, 80, 40, observed_from="2014-06-01")
    path.write_text(path.read_text() + "[courses]\nwashout_days = 90\n")
    card = iso.scorecard(path)
    assert card["not_first_line"].verdict == "cannot_be_told"
    assert "observed for a year before" in card["not_first_line"].verdict_words
    assert "no resistant moderate acne" in card["several_attempts"].verdict_words

"""isostats reconstruct: a published curve in, a folder out, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import isostats as iso
from isostats.cli import main
from isostats.evidence.published_cohorts import published
from tests.evidence.digitising import clicked, records, survival


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    found = clicked(records(400, shape=0.7, scale=3500, seed=5), points=80, seed=2)
    found.points.assign(survival=100 * found.points["survival"]).to_csv(tmp_path / "points.csv", index=False)
    found.at_risk.to_csv(tmp_path / "risk.csv", index=False)
    return tmp_path


def asked(paper: Path, *more: object) -> Result:
    files = (paper / "points.csv", "--at-risk", paper / "risk.csv", "--out", paper / "out")
    choices = ("--unit", "months", "--scale", "percent", "--outcome", "second_course", "--label", "Author 2010")
    return run("reconstruct", *files, *choices, *more)


def test_the_files_are_one_reconstruction(paper: Path) -> None:
    found = asked(paper)
    assert found.exit_code == 0, found.output
    assert "Author 2010: 400 people" in found.output
    assert "reconstructed from a published figure (Guyot 2012; 80 points" in found.output
    out = paper / "out"
    assert {path.name for path in out.iterdir()} == {
        "individual_times.csv", "event_table.csv", "evidence.csv", "curve.md", "curve.svg",
        "manifest.json", "curve.pdf", "curve.png",
    }  # fmt: skip
    times, table = pd.read_csv(out / "individual_times.csv"), pd.read_csv(out / "event_table.csv")
    assert len(times) == 400
    counts = iso.event_table(times["day"], times["event"])
    assert counts.days.tolist() == table["day"].tolist()
    for name, values in (
        ("events", counts.events[0, 0]),
        ("censored", counts.censored[0]),
        ("at_risk", counts.at_risk[0]),
    ):
        assert table[name].tolist() == values.tolist()
    truth = records(400, shape=0.7, scale=3500, seed=5)
    assert survival(counts, [365, 730, 1826]) == pytest.approx(survival(truth, [365, 730, 1826]), abs=0.02)
    evidence = published("second_course", path=out / "evidence.csv")
    assert len(evidence) == 5
    pooled = evidence[evidence["pool"] == "yes"]
    assert pooled["follow_up_months"].tolist() == [24.0], "one study is pooled once"
    assert evidence["label"].str.startswith("Author 2010, at ").all()
    assert set(evidence["pool_note"]) - set(pooled["pool_note"]) == {"the same people as in the row at two years"}
    assert "Author 2010" in (out / "curve.md").read_text()
    assert "day 0: time 0 of the published figure" in (out / "curve.md").read_text()


def test_it_is_the_same_again_and_replaces_only_itself(paper: Path) -> None:
    assert asked(paper).exit_code == 0
    before = {path.name: path.read_bytes() for path in (paper / "out").iterdir()}
    assert asked(paper).exit_code == 0
    assert {path.name: path.read_bytes() for path in (paper / "out").iterdir()} == before
    (paper / "out" / "mine.txt").write_text("mine")
    refused = asked(paper)
    assert refused.exit_code == 1
    assert "holds 1 file that isostats did not write (for example mine.txt)" in refused.output


def test_a_curve_that_rises_leaves_nothing_behind(paper: Path) -> None:
    points = pd.read_csv(paper / "points.csv")
    points.loc[40, "survival"] = 99
    points.to_csv(paper / "points.csv", index=False)
    found = asked(paper)
    assert found.exit_code == 1
    assert "The digitised curve in" in found.output
    assert (
        "rises, as a curve of remission cannot: 1 point of 80 lies more than 2 points above an earlier one"
        in " ".join(found.output.split())
    )
    assert "line 42" in found.output
    assert not (paper / "out").exists()


def test_what_is_not_known_is_asked_for(paper: Path) -> None:
    found = run("reconstruct", paper / "points.csv", "--out", paper / "out", "--outcome", "second_course")
    assert found.exit_code == 2
    assert "--unit" in found.output
    wrong = asked(paper, "--outcome", "second_corse")
    assert wrong.exit_code == 1
    assert "did you mean 'second_course'?" in wrong.output
    assert not (paper / "out").exists()
    percent = asked(paper, "--remission", "85")
    assert percent.exit_code == 1
    assert "--remission must be a number between 0 and 1, not 85 (85% is written 0.85)" in percent.output
    assert not (paper / "out").exists()

"""A release holds safe counts and what a life table makes of them, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import isostats as iso
from isostats.cli import main
from isostats.report.release import write_release


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forty") / "records"
    words = ["simulate", "--patients", "40", "--seed", "13", "--as", "courses", "--out", str(folder)]
    main(words, standalone_mode=False)
    return folder / "study.toml"


@pytest.fixture(scope="module")
def folder(study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "release"
    main(["report", str(study), "--release", "--out", str(out)], standalone_mode=False)
    return out


def test_a_release_of_forty_patients_holds_safe_counts_and_quotes_nothing(folder: Path) -> None:
    counts = pd.read_csv(folder / "safe_counts.csv")
    first = counts[~counts["part"].isin(["left_the_records", "death", "not_clear"])]["people"]
    assert ((first == 0) | (first % 10 == 5)).all()
    results = pd.read_csv(folder / "results.csv")
    assert set(results["method"]) == {"life_table", "naive"}
    assert results["estimate"].isna().all()  # fewer than 50 are at risk anywhere
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["attack"][-1].endswith("0 small counts pinned, 0 undecided")
    assert manifest["simulated"] is True


def test_a_release_holds_no_fingerprint_no_flow_and_no_vector_page(folder: Path) -> None:
    names = {path.name for path in folder.rglob("*") if path.is_file()}
    assert not {name for name in names if name.endswith(".svg")}
    assert not names & {"flow.csv", "set_aside.csv"}
    assert "sha256" not in json.loads((folder / "manifest.json").read_text(encoding="utf-8")).get("data", {})


def test_a_horizon_between_two_quarters_is_refused(study: Path, tmp_path: Path) -> None:
    with pytest.raises(iso.StudyError, match="nearest quarter ends on day 365"):
        write_release(study, out=tmp_path / "out", horizons_days=[400], primary={"horizon_days": 400})
    assert not (tmp_path / "out").exists()


def test_a_release_never_takes_the_folder_of_an_exact_report(study: Path, folder: Path) -> None:
    with pytest.raises(iso.OutputError, match="never share a folder"):
        iso.write_report(study, out=folder)

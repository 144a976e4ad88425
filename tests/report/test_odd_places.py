"""Places whose names are no text: on some systems a name is bytes of any kind."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from isostats.cli import main
from isostats.scratch import note_partial

ODD = os.fsdecode(b"b\xfcro\n1")


def run(*words: object) -> str:
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.output


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    try:
        (tmp_path / ODD).mkdir()
    except (OSError, UnicodeError):
        pytest.skip("names are texts on this system")
    return tmp_path / ODD


@pytest.mark.parametrize("within", [False, True], ids=["named", "stood in"])
@pytest.mark.usefixtures("without_pictures")
def test_commands_write_into_a_folder_whose_name_is_no_text(
    within: bool, odd: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = Path(".") if within else odd
    if within:
        monkeypatch.chdir(odd)
    for kind in ("courses", "dispensings", "omop", "sheet"):
        run("simulate", "--patients", 60, "--as", kind, "--out", at / kind)
        assert (odd / kind / "manifest.json").exists()
    run("courses", at / "dispensings" / "study.toml", "--out", at / "c.csv", "--lineage", at / "l.parquet")
    run("grid", at / "courses" / "study.toml", "--out", at / "grid")
    monkeypatch.setattr(sys, "argv", ["isostats", "claims", "--out", ODD])
    run("init", at / "courses" / "simulated_courses.csv", "--out", at / f"{ODD}.toml")
    for name in ("c.csv", "l.parquet", "grid/grid.csv", f"{ODD}.toml"):
        assert (odd / name).stat().st_size, name
    assert not [path for path in odd.iterdir() if path.name.startswith(".")], "nothing half made"


@pytest.mark.usefixtures("without_pictures")
def test_the_name_of_an_output_that_is_no_text_stands_in_its_manifest_with_a_mark(
    odd: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("simulate", "--patients", 60, "--out", tmp_path / "made")
    records = tmp_path / "made" / "simulated_courses.csv"
    monkeypatch.setattr(sys, "argv", ["isostats", "grid", "x.csv", "--out", str(odd)])
    run("grid", records, "--out", odd)
    assert json.loads((odd / "manifest.json").read_text("utf-8"))["command"].endswith("'b?ro\n1'")
    (odd.with_name("o\udcfc") / "in").mkdir(parents=True)
    (odd.with_name("o\udcfc") / "in" / "c.csv").write_bytes(records.read_bytes())
    said = run("init", odd.with_name("o\udcfc") / "in" / "c.csv", "--out", tmp_path / "study.toml")
    assert "A study file cannot name o?/in/c.csv: a folder on the way there has a name that is not UTF-8" in said


def test_half_made_output_is_noted_by_its_bytes(odd: Path) -> None:
    from isostats.scratch import END, _half_made, _of_run

    note_partial(half := odd / f".x.partial-{ODD}")
    assert half in _half_made(_of_run(os.getpid()) / "partials")
    assert END not in os.fsencode(half)

"""make explains itself, and a machine that lacks something hears what."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    outside = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    return subprocess.run(["make", *arguments], cwd=folder, capture_output=True, text=True, env=outside)


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def stub(folder: Path, script: str) -> str:
    path = folder / "stub-python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return f"PYTHON={path}"


def test_help_names_every_target_with_a_sentence() -> None:
    declared = re.search(r"^\.PHONY: (.+)$", MAKEFILE, flags=re.MULTILINE)
    assert declared
    lines = make(ROOT).stdout.splitlines()
    assert [line.split()[1] for line in lines] == declared[1].split()
    assert all(len(line.split()) > 3 for line in lines)
    assert {"report", "test", "benchmark"} <= set(declared[1].split())


def test_the_environment_is_remade_when_the_needs_change(fresh: Path) -> None:
    (fresh / ".venv").mkdir()
    assert make(fresh, "-q", ".venv").returncode == 0
    os.utime(fresh / ".venv", (0, 0))
    assert make(fresh, "-q", ".venv").returncode == 1


@pytest.mark.parametrize("broken", ["", "mypy", "python"])
def test_what_is_checked_beside_the_tests_decides_as_they_do(fresh: Path, broken: str) -> None:
    (fresh / ".venv" / "bin").mkdir(parents=True)
    for name in ("python", "ruff", "mypy", "lint-imports"):
        program = fresh / ".venv" / "bin" / name
        program.write_text(f"#!/bin/sh\nexit {int(name == broken)}\n")
        program.chmod(0o755)
    done = make(fresh, "test")
    assert (done.returncode == 0) == (not broken)
    assert ("make lint failed" in done.stderr) == (broken == "mypy")


def test_a_machine_without_python_is_told_so(fresh: Path) -> None:
    done = make(fresh, "report", "PYTHON=no-such-python")
    assert done.returncode != 0
    assert "no-such-python is not installed; isostats needs Python 3.11 or newer" in done.stderr


def test_an_older_python_is_named_with_a_way_out(fresh: Path) -> None:
    old = stub(fresh, 'if [ "$1" = --version ]; then echo "Python 3.9.2"; else exit 1; fi')
    done = make(fresh, "report", old)
    assert done.returncode != 0
    assert "is Python 3.9.2; name another, as in: make PYTHON=python3.12 report" in done.stderr


def test_a_python_without_venv_is_told_what_to_install(fresh: Path) -> None:
    bare = stub(fresh, 'case "$2" in *ensurepip*) exit 1;; esac')
    done = make(fresh, "report", bare)
    assert done.returncode != 0
    assert "apt-get install python3-venv" in done.stderr


def test_half_an_environment_is_finished_by_the_next_make(fresh: Path) -> None:
    failing = r'printf "#!/bin/sh\nexit 7\n" > .venv/bin/python; chmod +x .venv/bin/python'
    script = f'if [ "$1" = -m ]; then mkdir -p .venv/bin; {failing}; fi'
    done = make(fresh, "report", stub(fresh, script))
    assert done.returncode != 0
    assert (fresh / ".venv").is_dir()
    assert make(fresh, "-q", ".venv").returncode == 1


def test_continuous_integration_script_is_sound() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK) or sys.platform == "win32"
    assert subprocess.run(["bash", "-n", str(script)]).returncode == 0
    text = script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text
    assert text.rstrip().splitlines()[-1] == "make lowest"
    assert "\nmake test COVERAGE=--cov\n" in text  # the same tests, and what they ran is measured

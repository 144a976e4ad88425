"""The recipes of CONTRIBUTING.md: each is followed in a copy of the house, in as many files as it says and no more."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.house.tree import ROOT

Follow = Callable[..., Any]


@pytest.fixture
def follow(tmp_path: Path) -> Follow:
    """Follows a recipe: the files named are written or changed in a copy of the house, and a program is run there.

    ``changes`` says for each file its whole text or, as a pair, what stands after which text. What the program prints
    is read as JSON.
    """

    def followed(program: str, changes: Mapping[str, str | tuple[str, str]]) -> Any:
        for part in ("isostats", "data"):
            shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "example"))
        for name, change in changes.items():
            file = tmp_path / name
            if isinstance(change, str):
                assert not file.exists()
                file.write_text(change)
            else:
                before = file.read_text()
                assert before.count(change[0]) == 1, f"{name} has no place {change[0]!r}"
                file.write_text(before.replace(change[0], change[0] + change[1]))
        done = subprocess.run(
            [sys.executable, "-c", f"import json\n{program}"], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return followed


def test_an_outcome_is_one_file(follow: Follow) -> None:
    outcome = '''        Outcome(
            "antibiotic_again", "oral antibiotic", "an oral antibiotic", "a later oral antibiotic",
            ("oral_antibiotic",), "treatments",
        ),
'''
    program = '''
import isostats as iso
from isostats.cli import main
from isostats.study.template import template_text
main(["simulate", "--patients", "40", "--seed", "13", "--as", "courses", "--out", "sheet"], standalone_mode=False)
of = {"outcomes": ["antibiotic_again"], "primary": {"outcome": "antibiotic_again", "horizon_days": 365}}
analysis = iso.analyse_study("sheet/study.toml", **of)
print(json.dumps({
    "quantities": sorted(set(analysis.results.query("outcome == 'antibiotic_again'")["quantity"])),
    "grid": sorted(set(analysis["grid"].value.frame["outcome"])),
    "alt": iso.figures.describe(analysis.figure("remission_curve")).alt,
    "template": "antibiotic_again" in template_text(),
    "published": analysis["published"].blocks[0].words,
}))
'''
    made = follow(program, {"isostats/vocabulary/outcomes.py": ("    o.id: o\n    for o in (\n", outcome)})
    assert {"remission", "cumulative_incidence", "proportion"} <= set(made["quantities"])
    assert made["grid"] == ["antibiotic_again"]
    assert "free of oral antibiotic" in made["alt"]
    assert made["template"]
    assert made["published"].startswith("No published cohort counts an oral antibiotic")

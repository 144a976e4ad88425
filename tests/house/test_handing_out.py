"""What several test files need is made once: they go to one process where several run."""

from __future__ import annotations

import re

from tests.handing_out import LONG, TOGETHER
from tests.house.tree import ROOT

REPORTS = re.compile(r"\b(example|bladder): Finished\b")


def test_whatever_looks_at_a_bundled_report_is_of_one_group() -> None:
    """Elsewhere it would be written a second time, which takes a quarter of a minute."""
    files = {path.relative_to(ROOT).as_posix(): path for path in (ROOT / "tests").rglob("test_*.py")}
    asking = {name for name, path in files.items() if REPORTS.search(path.read_text(encoding="utf-8"))}
    assert sorted(asking - {*TOGETHER["the bundled reports"]}) == []


def test_every_file_that_is_named_is_there() -> None:
    named = [*LONG, *(file for files in TOGETHER.values() for file in files)]
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert len(named) == len(set(named))

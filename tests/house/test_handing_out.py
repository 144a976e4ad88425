"""What several test files need is made once: they go to one process where several run."""

from __future__ import annotations

import re

import pytest

from tests.handing_out import LONG, TOGETHER
from tests.house.tree import ROOT

ASKING = {"the bundled reports": r"\b(example|bladder): Finished\b", "the example by sex": r"\bexample_by_sex\b"}


@pytest.mark.parametrize("group", ASKING)
def test_whatever_looks_at_a_bundled_study_is_of_one_group(group: str) -> None:
    """Elsewhere it would be analysed a second time, and a report written, which takes seconds."""
    files = {path.relative_to(ROOT).as_posix(): path for path in (ROOT / "tests").rglob("test_*.py")}
    files.pop("tests/house/test_handing_out.py")
    asking = {name for name, path in files.items() if re.search(ASKING[group], path.read_text(encoding="utf-8"))}
    assert sorted(asking - {*TOGETHER[group]}) == []


def test_every_file_that_is_named_is_there() -> None:
    named = [*LONG, *(file for files in TOGETHER.values() for file in files)]
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert len(named) == len(set(named))

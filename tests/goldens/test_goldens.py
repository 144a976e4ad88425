"""No number of five studies moves in silence: what moves is named in CHANGELOG.md, then the files are written anew.

The five pages are also read for sentences that are too long: they are written here anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from tests.goldens.studies import BUNDLED, HERE, NAMES, differences, golden_files
from tests.report.sentences import too_long


@pytest.mark.parametrize("name", NAMES)
def test_every_table_is_as_it_was(
    name: str, request: pytest.FixtureRequest, white_report: Callable[[str], Path]
) -> None:
    made = request.getfixturevalue(name).folder if name in BUNDLED else white_report(name)
    assert golden_files(made) == golden_files(HERE / name)
    moved = [each for file in golden_files(made) for each in differences(HERE / name / file, made / file)]
    assert not moved, "\n".join(islice(moved, 20))
    assert too_long((made / "report.html").read_text(encoding="utf-8")) == [], "a clinician reads a sentence once"

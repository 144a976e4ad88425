"""No number of five studies moves in silence: what moves is named in CHANGELOG.md, then the files are written anew.

The five pages are also read for sentences that are too long: they are written here anyway.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from tests.figures.white import leave_white
from tests.goldens.studies import BUNDLED, HERE, NAMES, differences, golden_files, report_of
from tests.report.sentences import too_long


@pytest.mark.parametrize("name", NAMES)
def test_every_table_is_as_it_was(
    name: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name in BUNDLED:
        made = request.getfixturevalue(name).folder
    else:
        leave_white(monkeypatch)  # only tables are compared, and figures of the bundled studies are drawn
        made = report_of(name, tmp_path)
    assert golden_files(made) == golden_files(HERE / name)
    moved = [each for file in golden_files(made) for each in differences(HERE / name / file, made / file)]
    assert not moved, "\n".join(islice(moved, 20))
    assert too_long((made / "report.html").read_text(encoding="utf-8")) == [], "a clinician reads a sentence once"
